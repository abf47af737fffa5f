"""Which index has which influence function."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from gongfu.errors import InputError
from gongfu.kernels import inequality
from gongfu.kernels import influence as kernels
from gongfu.kernels.overlap import tied_ranks
from gongfu.kernels.ranking import sort_once
from gongfu.measure import inequality as indices
from gongfu.measure.polarization import middle_income_share
from gongfu.measure.poverty import fgt
from gongfu.measure.sample import Floats
from gongfu.measure.shares import (
    concentration_index,
    lorenz_ordinate,
    palma_ratio,
    quantile_share,
    quintile_share_ratio,
)

__all__: Final = ()

Index = Callable[..., float]
Influence = Callable[[Floats, Floats, float, Mapping[str, Any]], Floats]


def influence(index: Index, value: Floats, weight: Floats, found: float) -> Floats:
    """What each member (n,) adds to the index, summing to 0; `found` is the index itself.

    A member of weight zero adds 0.  An index without an influence function here is an InputError.
    """
    formula, knobs = formula_of(index)
    counted = weight > 0
    x, p = value[counted], weight[counted] / weight.sum()
    out = np.zeros(value.size)
    if not np.isfinite(found):
        out[:] = np.nan
    elif x.min() < x.max():  # all alike stay so, whoever counts for more
        if "rank_by" in knobs:
            knobs = {**knobs, "rank_by": np.asarray(knobs["rank_by"], np.float64)[counted]}
        out[counted] = p * formula(x, p, found, knobs)
    return out


def formula_of(index: Index) -> tuple[Influence, Mapping[str, Any]]:
    """The influence function of an index or of a `functools.partial` of one, and its knobs."""
    inner, knobs = (index.func, index.keywords) if isinstance(index, partial) else (index, {})
    if isinstance(index, partial) and index.args:
        raise InputError("index is a partial with positional arguments; name the knobs instead")
    relative = knobs.get("relative_to", "unit") != "unit"
    if inner not in FORMULAS or relative:
        name = getattr(inner, "__name__", repr(inner))
        known = ", ".join(sorted(known.__name__ for known in FORMULAS))
        beside = f" with relative_to={knobs['relative_to']!r}" if relative else ""
        raise InputError(
            f"{name}{beside} has no linearised variance; use bootstrap_inference, or one of {known}"
        )
    return FORMULAS[inner], knobs


def _concentration(x: Floats, p: Floats, _: float, knobs: Mapping[str, Any]) -> Floats:
    key: Floats = knobs["rank_by"]
    order = np.argsort(key, kind="stable")
    code = np.unique(key, return_inverse=True)[1]
    held = np.bincount(code, p * x) / (p @ x)
    lower = np.cumsum(held) - 0.5 * held
    return kernels.concentration(x, p, tied_ranks(key, p, order), lower[code])


def _shares(x: Floats, p: Floats, cuts: tuple[float, ...]) -> tuple[Floats, list[Floats]]:
    """What the lowest hold at each cut, over all people, and its influence."""
    held, below, above = inequality.cut(*sort_once(x, p), np.array(cuts))
    return held, [
        kernels.held(x, below[k], above[k], share) - held[k] for k, share in enumerate(cuts)
    ]


def _palma(x: Floats, p: Floats, found: float, _: Mapping[str, Any]) -> Floats:
    return _top_over_bottom(x, p, found, 0.4, 0.9)


def _quintiles(x: Floats, p: Floats, found: float, _: Mapping[str, Any]) -> Floats:
    return _top_over_bottom(x, p, found, 0.2, 0.8)


def _top_over_bottom(x: Floats, p: Floats, found: float, low: float, high: float) -> Floats:
    (bottom, _), (of_bottom, of_high) = _shares(x, p, (low, high))
    return (kernels.mean(x, p) - of_high - found * of_bottom) / bottom


def _quantile_share(x: Floats, p: Floats, found: float, knobs: Mapping[str, Any]) -> Floats:
    _, (of_low, of_high) = _shares(x, p, (knobs["low"], knobs["high"]))
    return (of_high - of_low - found * kernels.mean(x, p)) / (p @ x)


def _lorenz(x: Floats, p: Floats, found: float, knobs: Mapping[str, Any]) -> Floats:
    return _quantile_share(x, p, found, {"low": 0.0, "high": knobs["at"]})


def _fgt(x: Floats, p: Floats, _: float, knobs: Mapping[str, Any]) -> Floats:
    poor = x < knobs["line"]
    gap = np.where(poor, 1.0 - x / knobs["line"], 0.0)
    return kernels.mean(np.where(poor, gap ** knobs["alpha"], 0.0), p)


def _middle(x: Floats, p: Floats, _: float, knobs: Mapping[str, Any]) -> Floats:
    return kernels.mean(((knobs["low"] <= x) & (x <= knobs["high"])).astype(float), p)


FORMULAS: Final[Mapping[Callable[..., float], Influence]] = {
    indices.gini: lambda x, p, _found, _knobs: kernels.gini(x, p, x),
    indices.gini_normalized: lambda x, p, _found, _knobs: kernels.gini(x, p, np.abs(x)),
    indices.theil_t: lambda x, p, found, _knobs: kernels.entropy(x, p, 1.0, found),
    indices.mean_log_deviation: lambda x, p, found, _knobs: kernels.entropy(x, p, 0.0, found),
    indices.generalized_entropy: lambda x, p, found, knobs: kernels.entropy(
        x, p, knobs["alpha"], found
    ),
    indices.atkinson: lambda x, p, found, knobs: kernels.atkinson(x, p, knobs["epsilon"], found),
    indices.kolm: lambda x, p, found, knobs: kernels.kolm(x, p, knobs["alpha"], found),
    indices.hoover: lambda x, p, _found, _knobs: kernels.hoover(x, p),
    indices.coefficient_of_variation: lambda x, p, _found, _knobs: kernels.variation(x, p),
    indices.williamson_index: lambda x, p, _found, _knobs: kernels.variation(x, p),
    concentration_index: _concentration,
    fgt: _fgt,
    lorenz_ordinate: _lorenz,
    middle_income_share: _middle,
    palma_ratio: _palma,
    quantile_share: _quantile_share,
    quintile_share_ratio: _quintiles,
}


def number_of(index: Index, values: ArrayLike, weights: ArrayLike | None) -> float:
    """The index; what it needs beyond a partial is an InputError that says so."""
    try:
        return float(index(values, weights))
    except TypeError as error:
        raise InputError(
            f"index cannot be called with values and weights alone ({error}); "
            "fix its knobs first: functools.partial(index, …)"
        ) from error
