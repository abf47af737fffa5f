"""Incomes of places before and after what their people gained: every index and part of it again.

Arithmetic, not a forecast: a gain is spread over all who live in a place, and nothing else changes.
For policies that reach households: `gongfu.measure.what_if_incomes`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.income_effects import AFTER, BEFORE, URBAN, index_changes, part_changes
from gongfu.model.schema import Column, check_frame

__all__: Final = ("GainedIncomes", "gained_incomes")

_SHOWN: Final = 5
_PLACES: Final = (Column("people", "people"), Column(BEFORE, "yuan per person and year"))


@dataclass(frozen=True, slots=True, eq=False)
class GainedIncomes:
    """Places before and after.

    Attributes
    ----------
    places
        The caller's rows with `gained_yuan` (of all in the place) and `after_yuan` (per head).
    indices
        By `index`: `knobs`, `before`, `after`, `change`, and where there is none `why_en`,
        `why_zh`.  They are of the means of places: what differs inside a place is not in them.
    parts
        The same of each component of Theil's T and L, and of Dagum's Gini coefficient (`index`,
        `by`, `component`).
    """

    places: pd.DataFrame
    indices: pd.DataFrame
    parts: pd.DataFrame


def gained_incomes(
    places: pd.DataFrame, gains: pd.Series, *, levels: tuple[str, ...] = ()
) -> GainedIncomes:
    """Incomes of places after a gain, with the change of every index and of every part of it.

    Parameters
    ----------
    places
        One row per place, by id: `people`, `before_yuan` (income per head and year, >= 0), perhaps
        `urban` (true/false), and the columns of `levels`.
    gains
        Yuan a year that the people of a place gain together, by the same ids; below 0: lose.  A
        place that is absent gains nothing.
    levels
        Columns of groups of places, coarse to fine, each nested in the one before.

    Returns
    -------
    GainedIncomes
        The sum of people times the change per head is the sum of the gains.

    Raises
    ------
    InputError
        An id stands twice, a gain is of no place or no number, nobody lives where somebody gains,
        or a place loses more than it has.

    Examples
    --------
    >>> two = pd.DataFrame({"people": [10, 30], "before_yuan": [100.0, 300.0]}, index=["a", "b"])
    >>> found = gained_incomes(two, pd.Series({"a": 1_000.0}))
    >>> found.places["after_yuan"].tolist(), found.indices.loc["gini", ["before", "after"]].tolist()
    ([200.0, 300.0], [0.15, 0.06818181818181818])
    """
    urban = (Column(URBAN, boolean=True),) if URBAN in places else ()
    check_frame(places, (*_PLACES, *urban, *map(Column, levels)), "places")
    people = places["people"].to_numpy(float)
    gained = _gained(places, gains)
    _refuse(places.index, (gained != 0) & ~(people > 0), "gain and have no people; correct either")
    before = places[BEFORE].to_numpy(float)
    after = before + np.divide(gained, people, out=np.zeros(people.size), where=people > 0)
    _refuse(places.index, after < 0, "lose more than they have; check the unit: yuan a year")

    frame = places.assign(gained_yuan=gained, **{AFTER: after})
    inhabited = frame[frame["people"] > 0]
    if inhabited.empty:
        raise InputError(f"places: nobody lives in any of {len(places)}; fill in people")
    return GainedIncomes(
        frame, index_changes(inhabited, None, None), part_changes(inhabited, levels)
    )


def _gained(places: pd.DataFrame, gains: pd.Series) -> np.ndarray:
    """Gains in the order of the places."""
    _refuse(gains.index, gains.index.duplicated(), "stand twice among the gains; add them up")
    _refuse(gains.index, ~gains.index.isin(places.index), "gain and are not among the places; "
            "spell them alike, or add them")  # fmt: skip
    _refuse(gains.index, ~np.isfinite(gains.to_numpy(float)), "have a gain that is no number; "
            "fill it in")  # fmt: skip
    found: np.ndarray = gains.reindex(places.index, fill_value=0.0).to_numpy(float)
    return found


def _refuse(ids: pd.Index, bad: np.ndarray, what: str) -> None:
    """Raise an InputError that counts the bad ones and names the first."""
    if bad.any():
        names = [repr(str(one)) for one in ids[bad].unique()]
        more = ", …" if len(names) > _SHOWN else ""
        raise InputError(f"{len(names)} places ({', '.join(names[:_SHOWN])}{more}) {what}")
