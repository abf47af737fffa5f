"""One treated place against a mixture of others that resembled it: synthetic control."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError, NotFoundError
from gongfu.measure.treated_panel import check_rows, few

with warnings.catch_warnings():
    # Docstrings of pysyncon hold stray backslashes: deprecated in Python 3.11, of syntax from 3.12.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", SyntaxWarning)
    from pysyncon import Synth  # type: ignore[import-untyped]

__all__: Final = ("SyntheticControl", "synthetic_control")

POOR_FIT = 0.25  # standard deviations of the donors; imbalance beyond it is large (Imbens, Rubin)
NO_FIT = 1.0
GAIN_LEFT = 1e-6  # in variances of the donors


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """A treated place, its synthetic twin, and what the same method finds where nothing happened.

    path: period, actual, synthetic, gap.  weights: donor, weight; together 1.  placebos: place,
    ratio (of the root mean squared gap after to that before), rank, pre_rmspe, treated.
    leave_one_out: left_out, mean_gap, pre_rmspe, for each donor that weighs.  backdated: as path,
    with `backdated_from` pretended to be the start; None where the periods before are too few.

    pre_rmspe_sd: the misfit before the start in standard deviations of the donors.  p_value: the
    share of places, treated one included, with a ratio as large or larger.
    """

    mean_gap: float
    pre_rmspe: float
    pre_rmspe_sd: float
    ratio: float
    rank: int
    p_value: float
    weights: pd.DataFrame
    path: pd.DataFrame
    placebos: pd.DataFrame
    leave_one_out: pd.DataFrame
    backdated: pd.DataFrame | None
    backdated_from: int | None
    treated_place: object
    treated_from: int
    n_donors: int
    n_before: int
    n_after: int

    def to_frame(self) -> pd.DataFrame:
        """The paths, as a chart reads them."""
        return self.path.copy()


def synthetic_control(
    frame: pd.DataFrame,
    *,
    outcome: str,
    place: str,
    period: str,
    treated_place: object,
    treated_from: int,
    predictors: Sequence[str] = (),
    donors: Sequence[object] | None = None,
) -> SyntheticControl:
    """A treated place beside the mixture of untreated ones that fits it best before the start.

    Parameters
    ----------
    frame
        One row per place and period; every donor and the treated place have every period.
    outcome
        Column of finite numbers.
    place, period
        Columns of labels and of whole numbers.
    treated_place
        The label of the treated place.
    treated_from
        Its first treated period.
    predictors
        Columns whose means before the start are matched as well, each scaled to the donors'
        standard deviation of the outcome; () matches the outcome of every period before, alike.
    donors
        Labels of places to mix; None: all others.  None of them may be treated, or touched by the
        treatment: a neighbour whose people moved is no donor.

    Returns
    -------
    SyntheticControl

    Warns
    -----
    UserWarning
        Where the misfit before the start is above 0.25 standard deviations of the donors; above 1
        it is an InputError.

    Notes
    -----
    Abadie, Diamond and Hainmueller 2010; the weights are solved by pysyncon.  Periods and
    predictors count alike: nothing is searched, so that the same data give the same weights.  With
    every period matched, predictors add little (Kaul and others 2022).  p_value is exact if the
    treated place was as good as drawn by lot among the donors; it cannot fall below
    1 / (donors + 1).  With more donors than periods the fit before flatters.  Every placebo is
    solved anew: 66 donors take a minute or two.
    """
    check_rows(frame, numbers=[outcome, *predictors], place=place, period=period)
    wide = frame.pivot(index=period, columns=place, values=outcome).astype(float)
    chosen = _donors(wide, place, treated_place, donors)
    wide = wide[[treated_place, *chosen]]
    before = wide.index < treated_from
    _check_panel(wide, before, treated_from)
    extra = [
        frame[frame[period] < treated_from].groupby(place)[c].mean()[wide.columns]
        for c in predictors
    ]
    rows = _predictor_rows(wide[before], extra, predictors)

    weight = _weights(rows, wide, treated_place, chosen)
    path = _path(wide, treated_place, chosen, weight)
    pre = _rms(path["gap"].to_numpy()[before])
    spread = float(wide.loc[before, chosen].std(axis=1).mean())
    misfit = pre / spread if spread > 0 else np.inf
    _judge_fit(wide[before], treated_place, chosen, misfit)

    placebos = _placebos(rows, wide, before, treated_place, chosen, path)
    own = placebos[placebos["treated"]].iloc[0]
    left = [
        (d, *_without(rows, wide, before, treated_place, [c for c in chosen if c != d]))
        for d, w in zip(chosen, weight, strict=True) if w > 0.01 and len(chosen) > 2
    ]  # fmt: skip
    start, backdated = _backdated(wide, before, treated_place, chosen)

    return SyntheticControl(
        mean_gap=float(path["gap"][~before].mean()),
        pre_rmspe=pre,
        pre_rmspe_sd=misfit,
        ratio=float(own["ratio"]),
        rank=int(own["rank"]),
        p_value=int(own["rank"]) / len(placebos),
        weights=pd.DataFrame({"donor": chosen, "weight": weight}).sort_values(
            "weight", ascending=False, ignore_index=True, kind="stable"
        ),
        path=path,
        placebos=placebos,
        leave_one_out=pd.DataFrame(left, columns=["left_out", "mean_gap", "pre_rmspe"]),
        backdated=backdated,
        backdated_from=start,
        treated_place=treated_place,
        treated_from=treated_from,
        n_donors=len(chosen),
        n_before=int(before.sum()),
        n_after=int((~before).sum()),
    )


def _donors(
    wide: pd.DataFrame, place: str, treated_place: object, donors: Sequence[object] | None
) -> list:
    if treated_place not in wide.columns:
        raise NotFoundError(f"{treated_place!r} is not in column {place!r}")
    chosen = [c for c in wide.columns if c != treated_place] if donors is None else list(donors)
    absent = [c for c in chosen if c not in wide.columns]
    if absent:
        raise NotFoundError(f"{len(absent)} donors are not in column {place!r}: {few(absent)}")
    if treated_place in chosen or len(set(chosen)) < len(chosen):
        raise InputError("donors must be different places, and not the treated one; leave it out")
    if len(chosen) < 2:
        raise InputError(
            f"cannot be identified: {len(chosen)} donors; a mixture and its placebo runs need 2 "
            "or more untreated places"
        )
    return chosen


def _check_panel(wide: pd.DataFrame, before: NDArray[np.bool_], treated_from: int) -> None:
    gaps = wide.columns[wide.isna().any()]
    if len(gaps):
        raise InputError(
            f"cannot be identified: {len(gaps)} places lack some periods ({few(list(gaps))}); "
            "leave them out of donors, or fill the gaps"
        )
    n_before, n_after = int(before.sum()), int((~before).sum())
    if n_before < 3 or n_after < 1:
        raise InputError(
            f"cannot be identified: {n_before} periods before {treated_from} and {n_after} from "
            "then on; at least 3 and 1 are needed, or any mixture fits: add periods"
        )


def _predictor_rows(
    early: pd.DataFrame, extra: Sequence[pd.Series], names: Sequence[str]
) -> pd.DataFrame:
    spread = float(early.std(axis=1).mean())
    rows = [early.rename(index=str)]
    for name, means in zip(names, extra, strict=True):
        if means.std() == 0:
            raise InputError(f"{name!r} is the same in all places before the start; leave it out")
        rows.append((means * (spread / means.std())).to_frame(name).T)
    return pd.concat(rows)


def _weights(
    rows: pd.DataFrame, wide: pd.DataFrame, treated: object, donors: list
) -> NDArray[np.float64]:
    """Weights >= 0 that sum to 1 and bring the donors' mixture nearest to the treated place."""
    # Weights sum to 1, so that differences to the treated place lose nothing but rounding.
    away = rows[donors].sub(rows[treated], axis=0)
    everyone = away.assign(**{"treated ": 0.0})
    variance = everyone.var(axis=1).to_numpy()
    told = variance > 0
    if not told.any():
        return np.full(len(donors), 1 / len(donors))
    # pysyncon divides each row by its standard deviation; V undoes it.  Its solver stops at an
    # absolute tolerance and does not say when it fails, so that V is scaled until what could still
    # be gained (the duality gap of Frank and Wolfe 1956) is next to nothing.
    best, least = np.full(len(donors), 1 / len(donors)), np.inf
    matrix = away[told].to_numpy() / np.sqrt(variance[told].mean())
    for factor in (1e3, 1e2, 3e2, 10.0):
        synth = Synth()
        synth.fit(
            X0=away[told], X1=everyone.loc[told, "treated "], Z0=wide[donors], Z1=wide[treated],
            custom_V=factor * variance[told] / variance[told].mean(),
        )  # fmt: skip
        weight = np.clip(np.asarray(synth.W, float), 0.0, None)
        weight = weight / weight.sum()
        slope = matrix.T @ (matrix @ weight)
        gain = float(weight @ slope - slope.min())
        if gain < least:
            best, least = weight, gain
        if least < GAIN_LEFT:
            break
    if least > 1e3 * GAIN_LEFT:
        warnings.warn(
            f"the weights for {treated!r} are not solved well: {least:.1g} could be gained; use "
            "fewer donors",
            stacklevel=2,
        )
    return best


def _path(
    wide: pd.DataFrame, treated: object, donors: list, weight: NDArray[np.float64]
) -> pd.DataFrame:
    actual = wide[treated].to_numpy()
    synthetic = wide[donors].to_numpy() @ weight
    return pd.DataFrame(
        {
            "period": wide.index.to_numpy(),
            "actual": actual,
            "synthetic": synthetic,
            "gap": actual - synthetic,
        }
    )


def _rms(gap: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(gap**2)))


def _ratio(gap: NDArray[np.float64], before: NDArray[np.bool_]) -> tuple[float, float]:
    pre, post = _rms(gap[before]), _rms(gap[~before])
    if pre == 0:
        return (np.inf if post > 0 else np.nan), pre
    return post / pre, pre


def _judge_fit(early: pd.DataFrame, treated: object, donors: list, misfit: float) -> None:
    own, others = early[treated], early[donors]
    above, below = int((own > others.max(axis=1)).sum()), int((own < others.min(axis=1)).sum())
    where = (
        f"; it lies above all donors in {above} and below all in {below} of {len(early)} periods"
        if above or below
        else ""
    )
    said = f"before the start the synthetic {treated!r} is off by {misfit:.2f} standard deviations of the donors{where}"  # noqa: E501
    if misfit > NO_FIT:
        raise InputError(
            f"cannot be identified: {said}; no mixture of these donors resembles it: choose others"
        )
    if misfit > POOR_FIT:
        warnings.warn(f"{said}; the gap after it is as doubtful", stacklevel=3)


def _placebos(
    rows: pd.DataFrame,
    wide: pd.DataFrame,
    before: NDArray[np.bool_],
    treated: object,
    donors: list,
    path: pd.DataFrame,
) -> pd.DataFrame:
    """The same for every donor, with the other donors: never with the treated place."""
    found = [(treated, *_ratio(path["gap"].to_numpy(), before), True)]
    for donor in donors:
        others = [d for d in donors if d != donor]
        weight = _weights(rows, wide, donor, others)
        gap = _path(wide, donor, others, weight)["gap"].to_numpy()
        found.append((donor, *_ratio(gap, before), False))
    table = pd.DataFrame(found, columns=["place", "ratio", "pre_rmspe", "treated"])
    # Equal ratios all take the worst rank, so that p is never too small.
    table["rank"] = table["ratio"].fillna(0.0).rank(ascending=False, method="max").astype(int)
    table = table.sort_values(["rank", "place"], ignore_index=True, kind="stable")
    return table[["place", "ratio", "rank", "pre_rmspe", "treated"]]


def _without(
    rows: pd.DataFrame, wide: pd.DataFrame, before: NDArray[np.bool_], treated: object, donors: list
) -> tuple[float, float]:
    gap = _path(wide, treated, donors, _weights(rows, wide, treated, donors))["gap"].to_numpy()
    return float(gap[~before].mean()), _rms(gap[before])


def _backdated(
    wide: pd.DataFrame, before: NDArray[np.bool_], treated: object, donors: list
) -> tuple[int | None, pd.DataFrame | None]:
    """The path with the start moved to the middle of the time before, where nothing happened."""
    early = wide[before]
    half = (len(early) + 1) // 2
    if half < 3 or len(early) - half < 1:
        return None, None
    weight = _weights(early.iloc[:half].rename(index=str), early, treated, donors)
    return int(early.index[half]), _path(early, treated, donors, weight)
