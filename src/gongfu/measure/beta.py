"""Whether those who had less grew faster: the growth regression, its speed and half-life."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from gongfu.errors import InputError
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
        Columns; `period` holds years as numbers.  Its first and last are compared.
    controls
        Columns of numbers, taken in the first period: beta is then conditional on them.
    cluster
        Column of labels in the first period to cluster standard errors by; HC3 without it.

    Returns
    -------
    BetaConvergence
        beta is below 0 where those who had less grew faster.

    Notes
    -----
    ln(y_T / y_0) / T = a + beta ln y_0 + e, speed = -ln(1 + beta T) / T, half-life = ln 2 / speed
    (Barro and Sala-i-Martin 1992).  A beta below 0 does not say that places have grown more
    alike: it also arises from chance and errors in the first period (Galton's fallacy; Friedman
    1992, Quah 1993).
    """
    first, last, years = two_ends(frame, value, place, period, controls, cluster)
    start = np.log(first[value].to_numpy(float))
    growth = (np.log(last[value].to_numpy(float)) - start) / years
    design, size = growth_terms(start, first, controls)
    n, n_terms = design.shape

    model = sm.OLS(growth, design / size)
    if cluster is None:
        fit, se_kind, df = model.fit(cov_type="HC3", use_t=True), "HC3", n - n_terms
    else:
        groups = pd.factorize(first[cluster])[0]
        df = int(groups.max())
        if df < 1:
            raise InputError(f"{cluster!r} has one label; clusters need two at least")
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
        se_kind = f"clustered by {cluster}, CR1 as in fixest/Stata"

    estimate, se = np.asarray(fit.params) / size, np.asarray(fit.bse) / size
    table = coefficient_table(["constant", f"log {value}", *controls], estimate, se, df)
    beta, beta_se = float(estimate[1]), float(se[1])
    return BetaConvergence(
        table,
        beta,
        *speed_of(beta, beta_se, years),
        float(fit.rsquared) if np.ptp(growth) > 0 else np.nan,
        n,
        df,
        years,
        se_kind,
    )


def growth_terms(
    start: np.ndarray, first: pd.DataFrame, controls: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Constant, log and controls (n, k), and a power of two near the largest number of each."""
    design = np.column_stack(
        [np.ones(start.size), start, *(first[c].to_numpy(float) for c in controls)]
    )
    n, n_terms = design.shape
    size = np.ldexp(1.0, np.frexp(np.abs(design).max(axis=0))[1])
    if n <= n_terms + 1 or np.linalg.matrix_rank(design / size) < n_terms:
        raise InputError(
            f"{n} places cannot tell {n_terms} coefficients apart; leave out controls that repeat "
            "others or add places"
        )
    return design, size


def coefficient_table(
    terms: Sequence[str], estimate: np.ndarray, se: np.ndarray, df: float
) -> pd.DataFrame:
    """One row per term, with 95 % intervals from t with df degrees of freedom (inf: normal)."""
    margin = stats.t.ppf(0.975, df) * se
    statistic = np.divide(estimate, se, out=np.full(se.shape, np.nan), where=se > 0)
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
    frame: pd.DataFrame,
    value: str,
    place: str,
    period: str,
    controls: Sequence[str],
    cluster: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """The first and the last period of a panel, one row per place, and the years between."""
    others = [*controls, *([cluster] if cluster else [])]
    lost = [name for name in (value, place, period, *others) if name not in frame.columns]
    if lost:
        raise InputError(f"frame: no column {lost[0]!r}; it has {list(frame.columns)}")
    years = frame[period]
    if not pd.api.types.is_numeric_dtype(years) or pd.api.types.is_bool_dtype(years):
        raise InputError(f"{period!r} must be years as numbers; convert it with astype(int)")
    check_frame(frame.reset_index(drop=True), (Column(period, OWN_UNIT, -np.inf),), "frame")
    if frame[period].nunique() < 2:
        raise InputError(f"{period!r} holds {frame[period].nunique()} periods; growth needs two")
    begin, end = frame[period].min(), frame[period].max()
    frame = frame[frame[period].isin([begin, end])]
    check_rows(frame, value, place, period, positive=True)
    first = frame[frame[period] == begin].set_index(place, drop=False)
    last = frame[frame[period] == end].set_index(place, drop=False)
    apart = first.index.symmetric_difference(last.index)
    if len(apart):
        raise InputError(
            f"{len(apart)} places lack {begin} or {end}, such as {written(apart[0])}; leave "
            "them out or "
            "find them"
        )
    last = last.loc[first.index]
    holes = [name for name in others if first[name].isna().any()]
    if holes:
        raise InputError(
            f"{holes[0]!r} is missing at {first[holes[0]].isna().sum()} places in {begin}"
        )
    for name in controls:
        if not pd.api.types.is_bool_dtype(first[name]):
            check_frame(first, (Column(name, OWN_UNIT, -np.inf),), f"frame in {begin}")
    return first, last, float(end - begin)
