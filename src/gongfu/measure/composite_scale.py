"""A composite index under way: what may enter, on which scale, and how it is added up."""

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import composite as kernels
from gongfu.model.composite import Design
from gongfu.model.schema import OWN_UNIT, Column, check_frame

__all__: Final[tuple[str, ...]] = ()  # workings of the neighbouring files

NORMALISATIONS: Final = ("min_max", "z_score", "target", "rank", "vector")
AGGREGATIONS: Final = ("arithmetic", "geometric", "geometric_between", "topsis")
GEOMETRIC: Final = ("geometric", "geometric_between")
_MAY_BE_NEGATIVE: Final = ("z_score", "vector")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The declared side of normalising, as arrays over components (K,); NaN: take the places'."""

    sign: Any
    low: Any
    high: Any
    target: Any
    log: Any


def scale_of(design: Design) -> Scale:
    """Directions and bounds of a design, goalposts of logarithmic components in logarithms."""
    log = np.array([c.scale == "log" for c in design.components])

    def bound(name: str) -> Any:
        raw = [getattr(c, name) for c in design.components]
        return np.array([np.nan if value is None else value for value in raw], float)

    low, high = bound("low"), bound("high")
    low[log], high[log] = np.log(low[log]), np.log(high[log])
    sign = np.array([1.0 if c.better == "higher" else -1.0 for c in design.components])
    return Scale(sign, low, high, bound("target"), log)


def normalised_by(method: str, x: Any, scale: Scale) -> Any:
    """Values x (..., P, K) made comparable; "target" is a ratio, so it takes no logarithm."""
    if method == "target":
        return kernels.to_target(x, scale.sign, scale.target)
    if scale.log.any():
        x = np.where(scale.log, np.log(np.where(scale.log, x, 1.0)), x)
    if method == "min_max":
        return kernels.min_max(x, scale.sign, scale.low, scale.high)
    if method == "z_score":
        return kernels.z_score(x, scale.sign)
    return (
        kernels.vector(x, scale.sign)
        if method == "vector"
        else kernels.rank_position(x, scale.sign)
    )


def aggregated(method: str, z: Any, weight: Any, codes: Any) -> Any:
    """Scores (D, P) of z (..., P, K) under weights (D, K)."""
    if method == "geometric_between":
        return kernels.geometric_between(z, weight, codes)
    ways = {
        "arithmetic": kernels.arithmetic,
        "geometric": kernels.geometric,
        "topsis": kernels.topsis,
    }
    return ways[method](z, weight)


def complete(
    values: pd.DataFrame, design: Design, missing: str
) -> tuple[pd.DataFrame, tuple[Any, ...]]:
    """The places that have every component, and those that lack one, which may be refused."""
    if missing not in ("refuse", "leave_out"):
        raise InputError(f"missing is {missing!r}; choose 'refuse' or 'leave_out'")
    check_values(values, design, missing=True)
    empty = values[list(design.names)].isna()
    lacking = empty.any(axis=1).to_numpy()
    if lacking.any() and missing == "refuse":
        told = [
            f"{name!r} of {column.sum()} places, such as {values.index[column.to_numpy()][0]!r}"
            for name, column in empty.items()
            if column.any()
        ]
        raise InputError(
            f"values are missing: {'; '.join(told)}; fill them from a source, drop the component "
            "with design.without(name), or pass missing='leave_out' to leave the places out"
        )
    kept = values[~lacking]
    if len(kept) < 2:
        raise InputError(f"{len(kept)} of {len(values)} places have all values; need two or more")
    return kept, tuple(values.index[lacking])


def check_normalisation(method: str) -> None:
    """Raise an InputError where `method` is none of ours."""
    if method not in NORMALISATIONS:
        raise InputError(f"normalisation is {method!r}; choose among {', '.join(NORMALISATIONS)}")


def check_aggregation(method: str, normalisations: tuple[str, ...]) -> None:
    """Raise an InputError where `method` is none of ours or cannot take these values."""
    if method not in AGGREGATIONS:
        raise InputError(f"aggregation is {method!r}; choose among {', '.join(AGGREGATIONS)}")
    bad = [name for name in normalisations if name in _MAY_BE_NEGATIVE]
    if method in GEOMETRIC and bad:
        raise InputError(
            f"aggregation {method!r} needs values >= 0, and {bad[0]!r} gives negative ones; "
            "take 'min_max', 'target' or 'rank'"
        )


def check_scale(x: Any, design: Design, methods: tuple[str, ...]) -> None:
    """Raise one InputError that lists the components whose values a method cannot take."""
    found = []
    for at, component in enumerate(design.components):
        column, name = x[:, at], component.name
        alike = np.ptp(column) == 0.0
        open_ends = component.low is None or component.high is None
        if alike and ("z_score" in methods or ("min_max" in methods and open_ends)):
            found.append(
                f"{name!r} is {column[0]:g} in all places; drop it with design.without({name!r})"
                + ("" if "z_score" in methods else ", or declare its low and high")
            )
        if "min_max" in methods and not alike:
            low = column.min() if component.low is None else component.low
            high = column.max() if component.high is None else component.high
            if not low < high:
                found.append(
                    f"{name!r} has goalposts {low:g} and {high:g}, the open one from the places; "
                    "declare both, low below high"
                )
        positive = component.scale == "log" or ("target" in methods and component.better == "lower")
        if positive and not (column > 0).all():
            found.append(
                f"{name!r} must be > 0 for logarithms and for target / value; it is "
                f"{column.min():g} in {int((column <= 0).sum())} places; choose another scale"
            )
        elif "target" in methods and not ((column >= 0).all() and column.max() > 0):
            found.append(f"{name!r} must be >= 0, and > 0 somewhere, for 'target'")
        if "vector" in methods and not column.any():
            found.append(f"{name!r} is 0 in all places, so it has no length for 'vector'")
    if found:
        raise InputError("values: " + "; ".join(found))


def needs_positions(weightings: tuple[str, ...]) -> bool:
    """Whether any of the schemes asks the data."""
    return any(name not in ("given", "equal") for name in weightings)


def check_values(values: pd.DataFrame, design: Design, *, missing: bool) -> None:
    columns = tuple(Column(name, OWN_UNIT, -np.inf, missing=missing) for name in design.names)
    check_frame(values, columns, "values")


def warn_zeros(places: pd.Index, *, stacklevel: int) -> None:
    """Warn that a geometric mean annuls the score of some places."""
    if len(places):
        shown = ", ".join(map(repr, places[:_SHOWN]))
        warnings.warn(
            f"{len(places)} places score 0 by a geometric mean, since a part of it is 0: "
            f"{shown}{', …' if len(places) > _SHOWN else ''}; declare goalposts below the lowest "
            "value, or take 'target' or 'rank'",
            stacklevel=stacklevel,
        )
