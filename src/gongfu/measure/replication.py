"""Standard errors by resampling: for any index, and for every part of a decomposition.

The Rao-Wu bootstrap draws clusters anew and gives every member a new weight; a survey's own
replicate weights are used as they come.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from gongfu.errors import InputError
from gongfu.kernels.clusters import rescaled_draw
from gongfu.measure.influences import Index, number_of
from gongfu.measure.sample import Floats, check_index, check_knob, numbers, refuse
from gongfu.measure.survey import Clusters, Estimate, clusters_of, estimate, weights_of

__all__: Final = ("Replication", "bootstrap_inference", "bootstrap_parts", "replicate_inference")

Replication = Literal["brr", "fay", "jk1", "jkn", "bootstrap", "sdr"]

_LEAST_DRAWS: Final = 50
_JOIN: Final = "the bootstrap needs two in each: join it to a stratum like it"


def bootstrap_inference(
    index: Index,
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    strata: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    rng: np.random.Generator,
    n_draws: int = 1000,
    certainty: float = 0.95,
) -> Estimate:
    """Any index with its standard error by the Rao-Wu bootstrap.

    Parameters
    ----------
    index
        Takes values and weights: every function of `gongfu.measure.inequality` whose knobs are
        fixed by `functools.partial`, or one of yours.
    values, weights, strata, psu, certainty
        As for `inference`; every stratum needs two clusters.
    rng
        Where the draws come from: the same seed gives the same result.
    n_draws
        How many, >= 50.  At 1000 the standard error itself is certain to about 2 per cent.

    Returns
    -------
    Estimate
        The value is that of the sample; `se` the standard deviation of the draws around their
        mean, with n_draws - 1; the interval uses Student's t with the design's degrees of freedom.

    Notes
    -----
    Rao and Wu 1988; Rao, Wu and Yue 1992: of the c clusters of a stratum c - 1 are drawn with
    replacement and each draw counts c / (c - 1), which is unbiased for linear statistics.

    Examples
    --------
    >>> from gongfu.measure.inequality import wolfson
    >>> rng = np.random.default_rng(7)
    >>> bootstrap_inference(wolfson, [1, 2, 3, 4, 5, 6, 7, 8], rng=rng).n_psu
    8
    """
    _check_draws(n_draws)
    weight = weights_of(values, weights)
    clusters = clusters_of(values, strata, psu, weight.size)
    clusters.refuse_alone(_JOIN)

    found = number_of(index, values, weight)
    draws = _draws(clusters, weight, rng, n_draws)
    replicates = np.array([number_of(index, values, drawn) for drawn in draws])
    _refuse_undefined(replicates, found, "draws")

    return estimate(
        found, float(replicates.var(ddof=1)), clusters, df=clusters.n_psu - clusters.n_strata,
        certainty=certainty, method=f"Rao-Wu bootstrap, {n_draws} draws",
        n=int(np.count_nonzero(weight)),
    )  # fmt: skip


def bootstrap_parts(
    decompose: Callable[[pd.DataFrame], Any],
    frame: pd.DataFrame,
    *,
    weight: Hashable,
    strata: Hashable | None = None,
    psu: Hashable | None = None,
    rng: np.random.Generator,
    n_draws: int = 500,
    certainty: float = 0.95,
) -> pd.DataFrame:
    """Every part of a decomposition with its standard error and interval.

    Parameters
    ----------
    decompose
        Takes the frame and returns parts with a `to_frame()` that has the columns `component`,
        `value` and `share`: `functools.partial(dagum_decomposition, value=…, weight=…, group=…)`,
        and so every one of `gongfu.measure.decomposition` by groups.
    frame
        One row per sampled member.  It is not changed.
    weight
        The column of weights, the same that `decompose` reads; numbers >= 0.
    strata, psu
        Columns with the stratum and the cluster of each member, as in `inference`; None: one
        stratum, each member drawn by itself.
    rng, n_draws
        As for `bootstrap_inference`.
    certainty
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per component, in the order of `to_frame()`: `component`; `value`, `value_se`,
        `value_low`, `value_high`; `share`, `share_se`, `share_low`, `share_high`.

    Notes
    -----
    Rao and Wu 1988, as in `bootstrap_inference`.  A part between many groups of few members is too
    large by chance alone, and the bootstrap does not take that away: `dagum_null` shows how much.
    """
    _check_draws(n_draws)
    wanted = [name for name in (weight, strata, psu) if name is not None]
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        raise InputError(f"the frame has no column {missing[0]!r}; it has {list(frame.columns)}")
    whole = weights_of(frame[weight], frame[weight])
    level, label = (None if name is None else frame[name] for name in (strata, psu))
    clusters = clusters_of(frame[weight], level, label, whole.size)
    clusters.refuse_alone(_JOIN)

    base = decompose(frame).to_frame()
    drawn = [
        decompose(_weighted(frame, weight, new)).to_frame()
        for new in _draws(clusters, whole, rng, n_draws)
    ]
    astray = sum(list(part["component"]) != list(base["component"]) for part in drawn)
    if astray:
        raise InputError(
            f"{astray} of {n_draws} draws have other components than the frame; "
            "decompose must name the same ones whatever the weights"
        )

    parts = base[["component"]].copy()
    for name in ("value", "share"):
        draws = np.array([part[name].to_numpy(np.float64) for part in drawn])
        _refuse_undefined(draws.sum(axis=1), float(base[name].sum()), "draws")
        variance = draws.var(axis=0, ddof=1)
        found = [
            estimate(
                value, spread, clusters, df=clusters.n_psu - clusters.n_strata,
                certainty=certainty, method="Rao-Wu bootstrap", n=whole.size,
            )
            for value, spread in zip(base[name].to_numpy(np.float64), variance, strict=True)
        ]  # fmt: skip
        parts[name] = base[name].to_numpy(np.float64)
        for end in ("se", "low", "high"):
            parts[f"{name}_{end}"] = [getattr(one, end) for one in found]
    return parts


def replicate_inference(
    index: Index,
    values: ArrayLike,
    weights: ArrayLike,
    replicates: pd.DataFrame | ArrayLike,
    *,
    method: Replication,
    multiplier: float | ArrayLike | None = None,
    df: int | None = None,
    certainty: float = 0.95,
) -> Estimate:
    """Any index with its standard error from the replicate weights of a survey.

    Parameters
    ----------
    index, values, certainty
        As for `bootstrap_inference`.
    weights
        The full-sample weights, shape (n,), >= 0.
    replicates
        The replicate weights, shape (n, R), R >= 2: whole weights, >= 0.  Where a survey delivers
        factors, multiply them by the weights first.
    method
        How they were made, which sets what the squared deviations are multiplied by: "brr" 1 / R;
        "fay" 1 / (R (1 - k)²), k in `multiplier`; "jk1" (R - 1) / R; "jkn" one number per
        replicate in `multiplier`, usually (c - 1) / c of its stratum; "bootstrap" 1 / R; "sdr"
        (successive differences) 4 / R.
    multiplier
        For "fay" the coefficient k, 0 <= k < 1; for "jkn" shape (R,), > 0; else None.
    df
        Degrees of freedom, as the survey's handbook says: usually clusters less strata.  None: one
        less than the rank of the replicate factors.

    Returns
    -------
    Estimate
        Deviations are from the value of the full sample, not from the mean of the replicates.
        Strata and clusters are not known: `n_strata` is 1 and `n_psu` is df + 1.

    Notes
    -----
    McCarthy 1969 (brr); Judkins 1990 (fay); Wolter 2007, ch. 4 (jackknife); Fay and Train 1995
    (sdr).  The jackknife fails for what is read off one value, such as a median; slices that are
    divided at their bounds are smooth enough.

    Examples
    --------
    >>> from gongfu.measure.inequality import gini
    >>> leave_one_out = (1 - np.eye(4)) * 4 / 3
    >>> found = replicate_inference(gini, [1, 2, 3, 4], np.ones(4), leave_one_out, method="jk1")
    >>> round(found.se, 4), found.df
    (0.0965, 3)
    """
    weight = weights_of(values, weights)
    columns = _columns(values, replicates, weight.size)
    scale = _scale(method, multiplier, columns.shape[1])
    if df is None:
        df = _rank(columns, weight) - 1

    found = number_of(index, values, weight)
    moved = np.array([number_of(index, values, column) for column in columns.T])
    _refuse_undefined(moved, found, "replicates")
    variance = float(np.sum(scale * (moved - found) ** 2))

    alike = Clusters(np.zeros(0, np.int64), np.zeros(df + 1, np.int64), pd.Index(["all"]))
    return estimate(
        found, variance, alike, df=df, certainty=certainty,
        method=f"{method}, {columns.shape[1]} replicates", n=int(np.count_nonzero(weight)),
    )  # fmt: skip


def _draws(
    clusters: Clusters, weight: Floats, rng: np.random.Generator, n_draws: int
) -> Iterator[Floats]:
    for _ in range(n_draws):
        factor = rescaled_draw(rng, clusters.stratum, clusters.n_strata)
        yield weight * factor[clusters.code]


def _weighted(frame: pd.DataFrame, weight: Hashable, new: Floats) -> pd.DataFrame:
    copy = frame.copy(deep=False)
    copy[weight] = new
    return copy


def _check_draws(n_draws: int) -> None:
    check_knob(n_draws, "n_draws", _LEAST_DRAWS)


def _refuse_undefined(moved: Floats, found: float, what: str) -> None:
    lost = int(np.sum(~np.isfinite(moved)))
    if lost and np.isfinite(found):
        raise InputError(
            f"the index is undefined in {lost} of {moved.size} {what}; the sample is too small for "
            "it, or some weights leave nobody"
        )


def _columns(values: ArrayLike, replicates: pd.DataFrame | ArrayLike, size: int) -> Floats:
    """The replicate weights (n, R), checked."""
    if isinstance(values, pd.Series) and isinstance(replicates, pd.DataFrame):
        check_index(values, pd.Series(0, replicates.index), "replicates")
    try:
        columns = np.asarray(replicates, np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"replicates must be numbers; convert them first ({error})") from error
    if columns.ndim != 2 or columns.shape[0] != size or columns.shape[1] < 2:
        raise InputError(
            f"replicates has shape {columns.shape}; give {size} rows, one per value, and a column "
            "for each of two or more replicates"
        )
    bad = ~np.isfinite(columns) | (columns < 0)
    refuse(
        np.asarray(bad.any(axis=1)),
        "negative, missing or infinite",
        "replicate weights are >= 0",
        "replicates",
    )
    return columns


def _scale(method: Replication, multiplier: float | ArrayLike | None, n: int) -> Floats | float:
    """What the squared deviations are multiplied by."""
    if method not in get_args(Replication):
        raise InputError(f"method is {method!r}; give one of {get_args(Replication)}")
    if method == "fay":
        if not np.isscalar(multiplier) or not 0 <= float(multiplier) < 1:  # type: ignore[arg-type]
            raise InputError(f"multiplier is {multiplier!r}; fay needs its k, 0 <= k < 1")
        return 1.0 / (n * (1.0 - float(multiplier)) ** 2)  # type: ignore[arg-type]
    if method == "jkn":
        scale = numbers(np.ravel(multiplier), "multiplier")[0] if multiplier is not None else None
        if scale is None or scale.size != n or not (scale > 0).all():
            raise InputError(f"jkn needs {n} multipliers > 0, one per replicate; see the handbook")
        return scale
    if multiplier is not None:
        raise InputError(f"{method} has a multiplier of its own; leave `multiplier` out")
    return _OWN[method](n)


_OWN: Final[Mapping[str, Callable[[int], float]]] = {
    "brr": lambda n: 1.0 / n,
    "jk1": lambda n: (n - 1.0) / n,
    "bootstrap": lambda n: 1.0 / n,
    "sdr": lambda n: 4.0 / n,
}


def _rank(columns: Floats, weight: Floats) -> int:
    """How many of the replicates are independent of each other."""
    factor = columns[weight > 0] / weight[weight > 0, None]
    own = np.linalg.eigvalsh(factor.T @ factor)
    return int(np.sum(own > 1e-9 * own[-1]))
