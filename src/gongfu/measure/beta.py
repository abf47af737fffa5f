"""Whether those who had less grew faster: the growth regression, its speed and half-life."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import WLS

from gongfu.errors import InputError
from gongfu.measure.identification import FEW_CLUSTERS
from gongfu.measure.place_periods import check_rows
from gongfu.model.schema import OWN_UNIT, Column, check_frame, written

__all__: Final = ("BetaConvergence", "beta_convergence")


@dataclass(frozen=True, slots=True, eq=False)
class BetaConvergence:
    """A growth regression over `years` years between two periods, one row per place.

    `coefficients` has columns `term, estimate, se, statistic, p_value, low, high` (95 %, from t
    with `df`).  `speed` per year and `half_life` in years are NaN where `beta` leaves none;
    `speed_se` and `half_life_se` by the delta method.
    """

    coefficients: pd.DataFrame
    beta: float
    speed: float
    speed_se: float
    half_life: float
    half_life_se: float
    r_squared: float
    n: int
    df: int
    years: float
    se_kind: str

    def to_frame(self) -> pd.DataFrame:
        """The table of coefficients."""
        return self.coefficients.copy()


def beta_convergence(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    controls: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | None = None,
) -> BetaConvergence:
    """Regress the mean yearly growth of logs on the log in the first period.

    Parameters
    ----------
    frame
        One row per place and period.
    value
        Column above 0.
    place, period
        Columns; `period` holds years as numbers, since their distance is the length of the
        growth.  Its first and last are compared, whatever lies between.
    controls
        Columns of numbers, taken in the first period: beta is then conditional on them.
    weight
        Column above 0, such as residents, in the first period; each place counts once without
        it.
    cluster
        Column of labels in the first period to cluster standard errors by; HC3 without it.

    Returns
    -------
    BetaConvergence
        beta is below 0 where those who had less grew faster.

    Raises
    ------
    InputError
        If the panel does not serve: values that are missing or not above 0, places without both
        ends, too few places for the terms, a place that a term describes alone.

    Warns
    -----
    UserWarning
        If clusters are fewer than 30: their standard errors come out too small.

    Notes
    -----
    ln(y_T / y_0) / T = a + beta ln y_0 + e, speed = -ln(1 + beta T) / T, half-life = ln 2 / speed
    (Barro and Sala-i-Martin 1992).  A beta below 0 does not say that places have grown more
    alike: it also arises from chance and errors in the first period (Galton's fallacy; Friedman
    1992, Quah 1993).
    """
    first, last, years = two_ends(frame, value, place, period, controls)
    extra = [Column(weight, OWN_UNIT, 0.0)] if weight is not None else []
    extra += [Column(cluster)] if cluster is not None else []
    check_frame(first, tuple(extra), "frame")
    people = np.ones(len(first)) if weight is None else first[weight].to_numpy(float)
    if (people == 0).any():
        raise InputError(
            f"{weight!r} is 0 at {(people == 0).sum()} places, such as "
            f"{written(first.index[people == 0][0])}; leave them out"
        )
    start = np.log(first[value].to_numpy(float))
    growth = (np.log(last[value].to_numpy(float)) - start) / years
    design = np.column_stack(
        [np.ones(start.size), start, *(first[c].to_numpy(float) for c in controls)]
    )
    n, n_terms = design.shape
    size = sizes(design)
    check_terms(design)
    _check_alone(design, first.index)

    model = WLS(growth, design / size, weights=people)
    if cluster is None:
        fit, se_kind, df = model.fit(cov_type="HC3", use_t=True), "HC3", n - n_terms
    else:
        groups = pd.factorize(first[cluster])[0]
        df = int(groups.max())
        if df < 1:
            raise InputError(f"{cluster!r} has one label; clusters need two at least")
        if df + 1 < FEW_CLUSTERS:
            warnings.warn(
                f"{df + 1} clusters of {cluster!r} are fewer than {FEW_CLUSTERS}: clustered "
                "standard errors come out too small",
                stacklevel=2,
            )
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
        se_kind = f"clustered by {cluster}, CR1 as in fixest/Stata"

    estimate, se = np.asarray(fit.params) / size, np.asarray(fit.bse) / size
    table = coefficient_table(["constant", f"log {value}", *controls], estimate, se, df)
    beta, beta_se = float(estimate[1]), float(se[1])
    return BetaConvergence(
        table,
        beta,
        *speed_of(beta, beta_se, years),
        float(1 - fit.ssr / fit.centered_tss) if fit.centered_tss > 0 else np.nan,
        n,
        df,
        years,
        se_kind,
    )


def sizes(design: np.ndarray) -> np.ndarray:
    """A power of two near the largest number of each column: in it, no unit is too large."""
    return np.ldexp(1.0, np.frexp(np.abs(design).max(axis=0))[1])


def coefficient_table(
    terms: Sequence[str], estimate: np.ndarray, se: np.ndarray, df: float
) -> pd.DataFrame:
    """One row per term, with 95 % intervals from t with df degrees of freedom (inf: normal)."""
    margin = stats.t.ppf(0.975, df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / se
    return pd.DataFrame(
        {
            "term": list(terms),
            "estimate": estimate,
            "se": se,
            "statistic": statistic,
            "p_value": 2 * stats.t.sf(np.abs(statistic), df),
            "low": estimate - margin,
            "high": estimate + margin,
        }
    )


def speed_of(beta: float, beta_se: float, years: float) -> tuple[float, float, float, float]:
    """Speed per year, its error, half-life in years, its error; NaN where beta leaves none."""
    left = 1 + beta * years
    if left <= 0:
        return np.nan, np.nan, np.nan, np.nan
    speed, speed_se = -np.log(left) / years, beta_se / left
    if speed <= 0:
        return float(speed), float(speed_se), np.nan, np.nan
    half_life = np.log(2) / speed
    return float(speed), float(speed_se), float(half_life), float(half_life * speed_se / speed)


def two_ends(
    frame: pd.DataFrame, value: str, place: str, period: str, controls: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """The first and the last period of a panel, one row per place, and the years between."""
    check_rows(frame.reset_index(drop=True), value, place, period)
    if not pd.api.types.is_numeric_dtype(frame[period]):
        raise InputError(f"{period!r} must be years as numbers; convert it with astype(int)")
    begin, end = frame[period].min(), frame[period].max()
    if begin == end:
        raise InputError(f"{period!r} holds one period, {begin}; growth needs two")
    first = frame[frame[period] == begin].set_index(place)
    last = frame[frame[period] == end].set_index(place)
    apart = first.index.symmetric_difference(last.index, sort=False)
    if len(apart):
        raise InputError(
            f"{len(apart)} places lack {begin} or {end}, such as {written(apart[0])}; leave them "
            "out or find them"
        )
    last = last.loc[first.index]
    unfit = ~((first[value] > 0) & (last[value] > 0))
    if unfit.any():
        raise InputError(
            f"{value!r} is not above 0 at {unfit.sum()} places, such as "
            f"{written(first.index[unfit][0])}; logs need values above 0"
        )
    check_frame(
        first, tuple(Column(name, OWN_UNIT, -np.inf) for name in controls), f"frame in {begin}"
    )
    return first, last, float(end - begin)


def check_terms(design: np.ndarray) -> None:
    """Enough places to tell the coefficients of all columns apart."""
    n, n_terms = design.shape
    if n <= n_terms + 1 or np.linalg.matrix_rank(design / sizes(design)) < n_terms:
        raise InputError(
            f"{n} places cannot tell {n_terms} coefficients apart; leave out controls that repeat "
            "others or add places"
        )


def _check_alone(design: np.ndarray, places: pd.Index) -> None:
    """No term for one place only, whose residual HC3 would divide by nothing."""
    leverage = (np.linalg.qr(design / sizes(design))[0] ** 2).sum(axis=1)
    alone = leverage > 1 - 1e-10
    if alone.any():
        raise InputError(
            f"a term describes {alone.sum()} places alone, such as {written(places[alone][0])}, so "
            "that nothing is left to judge it by; leave out the term or the place"
        )
