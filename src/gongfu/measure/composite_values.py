"""The components of a composite index, computed from the figures of a zone."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.panel import CrossSection, check_panel, cross_section, exact_figures, joined
from gongfu.model.composite import Component, Design

__all__ = ("ComponentValues", "component_values")


@dataclass(frozen=True, slots=True, eq=False)
class ComponentValues:
    """Values of every place of a level, and how good they are.

    `values`, places by components, NaN where a figure is not published; `half_widths`, likewise:
    half a unit of the last printed digit; `doubtful` (bool), likewise: a source casts doubt on a
    figure in it.  `components` has `indicator`, `period`, `per`, `per_period`, `unit`, `n_places`,
    `n_expected`, `n_doubtful`, `source` of the figures.
    """

    values: pd.DataFrame
    half_widths: pd.DataFrame
    doubtful: pd.DataFrame
    components: pd.DataFrame


def component_values(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    design: Design,
    *,
    period: str,
    level: str = "county",
) -> ComponentValues:
    """Each component of a design for all places of a level: indicator / per × times.

    Parameters
    ----------
    figures, places
        Of the zone.
    design
        Components that name an `indicator`, and a `per` where they are ratios.
    period
        Of the indicators, and of the denominators whose component names no `per_period`.
    level
        Whose places.

    Returns
    -------
    ComponentValues
        `values` has a row for every place of the level, in the order of `places`; a place without
        a figure has NaN there.

    Notes
    -----
    Published exact figures only, the best where sources disagree.  `half_widths` takes an
    indicator's printed step to be the largest power of ten that divides all of its values at this
    level; for a ratio it is the bound of first order, h_a / b + a h_b / b^2.
    """
    check_panel(figures, places)
    nameless = [component.name for component in design.components if not component.indicator]
    if nameless:
        raise InputError(
            f"component {nameless[0]!r} names no indicator; "
            "give it one, or make the values yourself"
        )
    exact = exact_figures(figures)
    codes = places.index[(places["level"] == level).to_numpy()]
    if not len(codes):
        raise InputError(
            f"places has none of level {level!r}; it has {sorted(set(places['level']))}"
        )

    made = {
        component.name: _component(exact, places, component, period, level)
        for component in design.components
    }

    names = list(made)
    return ComponentValues(
        values=_frame({name: made[name][0] for name in names}, codes),
        half_widths=_frame({name: made[name][1] for name in names}, codes),
        doubtful=_frame({name: made[name][2] for name in names}, codes) > 0.0,
        components=pd.DataFrame(
            [made[name][3] for name in names], pd.Index(names, name="component")
        ),
    )


def _component(
    exact: pd.DataFrame, places: pd.DataFrame, component: Component, period: str, level: str
) -> tuple[pd.Series, pd.Series, pd.Series, dict[str, Any]]:
    above = cross_section(exact, places, indicator=component.indicator, period=period, level=level)
    value, width = above.values, pd.Series(_half_step(above), above.values.index)
    doubtful, sources = above.doubtful.astype(float), list(above.sources)
    per_period = ""
    if component.per:
        per_period = component.per_period or period
        below = cross_section(
            exact, places, indicator=component.per, period=per_period, level=level
        )
        bad = below.values.index[below.values <= 0]
        if len(bad):
            raise InputError(
                f"figures: {component.per!r} of {per_period} is not > 0 for {len(bad)} places, "
                f"such as {bad[0]!r}; mend it, since nothing can be divided by it"
            )
        width = width / below.values + value * _half_step(below) / below.values**2
        value = value / below.values
        doubtful = doubtful.add(below.doubtful.astype(float), fill_value=0.0).clip(upper=1.0)
        sources += list(below.sources)
    if not value.notna().any():
        raise InputError(
            f"figures: no {level} has {component.indicator!r} of {period}"
            + (f" and {component.per!r} of {per_period}" if component.per else "")
            + "; choose another period or drop the component"
        )
    known = value.notna()
    told = {
        "indicator": component.indicator,
        "period": period,
        "per": component.per,
        "per_period": per_period,
        "unit": component.unit,
        "n_places": int(known.sum()),
        "n_expected": above.n_expected,
        "n_doubtful": int((doubtful[known[known].index] > 0).sum()),
        "source": joined(sources),
    }
    return value * component.times, width * component.times, doubtful, told


def _half_step(section: CrossSection) -> float:
    """Half of the largest power of ten that divides all values; 0 where all are 0."""
    exponents = []
    for value in section.values[section.values != 0.0]:
        exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
        exponents.append(int(exponent))
    return 0.5 * 10.0 ** min(exponents) if exponents else 0.0


def _frame(columns: dict[str, pd.Series], codes: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame({name: column.reindex(codes) for name, column in columns.items()})
    return table.astype(np.float64).rename_axis(codes.name or "place")
