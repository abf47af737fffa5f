"""Leads and lags of a treatment, with a test of trends before it and what that test can see."""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from gongfu.errors import InputError
from gongfu.measure.fixed_effects import TwoWayFit, fit_two_way, plain_rows
from gongfu.measure.identification import identification
from gongfu.measure.treated_panel import few, treated_panel

__all__: Final = ("EventStudy", "PreTrends", "event_study")


@dataclass(frozen=True, slots=True)
class PreTrends:
    """A joint test that nothing differed before, and its power.

    statistic, p_value: Wald's F with n_leads and df degrees of freedom.  detectable_slope: the
    smallest linear trend per period that the test would notice at 5 % in 80 of 100 samples.
    detectable_bias: how far off such a trend, unnoticed, puts the mean effect after the start.
    All NaN where there is no lead, or fewer clusters than leads.
    """

    statistic: float
    p_value: float
    n_leads: int
    df: int
    detectable_slope: float
    detectable_bias: float
    en: str
    zh: str


@dataclass(frozen=True, slots=True, eq=False)
class EventStudy:
    """Coefficients by period relative to the start.

    by_event: relative_period, estimate, low, high, reference, se, p_value, bin, n_rows; `bin` is
    "" or says "and before", "and after".  The reference row is 0 by construction.
    """

    by_event: pd.DataFrame
    pre_trends: PreTrends
    fit: TwoWayFit
    se_kind: str
    n: int
    df: int

    def to_frame(self) -> pd.DataFrame:
        """The coefficients by relative period, as a chart reads them."""
        return self.by_event.copy()


def event_study(
    frame: pd.DataFrame,
    *,
    outcome: str,
    place: str,
    period: str,
    first_treated: str,
    leads: int | None = None,
    lags: int | None = None,
    cluster: str | None = None,
) -> EventStudy:
    """Effects by period relative to the start, beside fixed effects of place and period.

    Parameters
    ----------
    frame
        One row per place and period.
    outcome
        Column of finite numbers.
    place, period
        Columns of labels and of whole numbers.
    first_treated
        Column with the first treated period of the row's place; missing where never treated.
    leads
        Rows `leads` periods before the start and earlier share one coefficient, at least 2; None:
        each has its own.
    lags
        Rows `lags` periods after the start and later share one, at least 0; None: each its own.
    cluster
        Column of labels that hold whole places; None: the place.

    Returns
    -------
    EventStudy
        Relative period 0 is the first treated one.  The reference is -1, the last before.

    Warns
    -----
    UserWarning
        Where places start in different periods, which mixes their effects (Sun and Abraham 2021),
        or some were treated all along and are left out.

    Notes
    -----
    Passing the test is weak evidence: it often misses trends as large as the effect, and results
    that passed are biased the more for it (Roth 2022).  detectable_slope solves the power of the
    noncentral F for 0.8; detectable_bias is that slope times the mean distance of the periods
    after the start from -1; a binned end counts at its nearest period.  Standard errors as in
    `two_way_fixed_effects`.
    """
    for name, value, least in (("leads", leads, 2), ("lags", lags, 0)):
        if value is not None and value < least:
            raise InputError(f"{name} must be {least} or more, not {value}; the reference is -1")
    panel = treated_panel(
        frame, outcome=outcome, place=place, period=period, first_treated=first_treated
    )
    found = identification(panel)
    found.require("effect")
    if found.n_never == 0:
        found.require("pre_trends")
    always = panel.wide.index[panel.always]
    _warn(list(always), panel.cohorts)
    frame = frame[~frame[place].isin(always)]

    rows = plain_rows(frame, outcome, place, period, cluster=cluster)
    first = pd.Series(panel.first, panel.wide.index)[frame[place]].to_numpy()
    relative = _relative(panel.periods, rows["period"].to_numpy(), first)
    known = relative[np.isfinite(relative)]
    low, high = int(known.min()), int(known.max())
    low = max(low, -leads) if leads is not None else low
    high = min(high, lags) if lags is not None else high
    binned = np.clip(relative, low, high)
    events = sorted(int(e) for e in np.unique(binned[np.isfinite(relative)]))
    if -1 not in events:
        raise InputError(
            "no treated place has a row in the last period before its start, which is the "
            "reference; add those rows"
        )
    terms = []
    for at, event in enumerate(events):
        if event != -1:
            rows[f"e{at}"] = (np.isfinite(relative) & (binned == event)).astype(float)
            terms.append((f"e{at}", event))

    fit = fit_two_way(
        rows, [t for t, _ in terms], [str(e) for _, e in terms], [], [], cluster or place
    )

    table = fit.coefficients.set_index("term").reindex([str(e) for e in events])
    table = table.reset_index(drop=True)
    reference = np.array(events) == -1
    table.loc[reference, ["estimate", "low", "high"]] = 0.0
    counts = [int((binned[np.isfinite(relative)] == e).sum()) for e in events]
    table = table.assign(
        relative_period=events, reference=reference, n_rows=counts,
        bin=[_bin(e, low if known.min() < low else None, high if known.max() > high else None)
             for e in events],
    )  # fmt: skip
    columns = ["relative_period", "estimate", "low", "high", "reference", "se", "p_value", "bin"]
    estimated = np.array([e for _, e in terms])
    return EventStudy(
        table[[*columns, "n_rows"]], pre_trends_test(fit, estimated), fit, fit.se_kind, fit.n,
        fit.df,
    )  # fmt: skip


def pre_trends_test(fit: TwoWayFit, relative_period: NDArray[np.int64]) -> PreTrends:
    """The joint test of all leads in a fit whose terms stand at these relative periods."""
    early = np.flatnonzero(relative_period < -1)
    late = relative_period[relative_period >= 0]
    covariance = fit.covariance[np.ix_(early, early)]
    n_leads = early.size
    if n_leads == 0 or fit.df < n_leads or not np.isfinite(covariance).all():
        return PreTrends(
            np.nan, np.nan, n_leads, fit.df, np.nan, np.nan,
            f"trends before the treatment cannot be tested: {n_leads} leads, {fit.n_clusters} "
            "clusters; bring earlier periods or fewer leads",
            f"无法检验处理之前的趋势:{n_leads}个提前项,{fit.n_clusters}个聚类;请补充更早的时期,或减少提前项",
        )  # fmt: skip
    estimate = fit.coefficients["estimate"].to_numpy()[early]
    wald = float(estimate @ np.linalg.pinv(covariance, hermitian=True) @ estimate)
    statistic = wald / n_leads
    p_value = float(stats.f.sf(statistic, n_leads, fit.df))
    distance = relative_period[early] + 1.0
    per_slope = float(distance @ np.linalg.pinv(covariance, hermitian=True) @ distance)
    if per_slope == 0:
        per_slope = np.inf  # no error at all, such as of an outcome that never moves
    slope = float(np.sqrt(_noncentrality(n_leads, fit.df) / per_slope))
    bias = slope * float(np.mean(late + 1.0))
    return PreTrends(
        statistic, p_value, n_leads, fit.df, slope, bias,
        f"joint test of {n_leads} leads: F = {statistic:.2f}, p = {p_value:.3f}. A trend of "
        f"{slope:.3g} per period would be noticed in 80 of 100 samples; unnoticed, it would put "
        f"the mean effect off by {bias:.3g}",
        f"{n_leads}个提前项的联合检验:F = {statistic:.2f},p = {p_value:.3f}。每期{slope:.3g}的趋势"
        f"在100个样本中有80个会被发现;若未被发现,平均效应将偏离{bias:.3g}",
    )  # fmt: skip


def _noncentrality(n_leads: int, df: int) -> float:
    critical = stats.f.ppf(0.95, n_leads, df)
    return float(optimize.brentq(lambda x: stats.ncf.sf(critical, n_leads, df, x) - 0.8, 1e-6, 1e4))


def _relative(
    periods: NDArray[np.int64], period: NDArray[np.int64], first: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Observed periods since the start, 0 in the first treated one; inf for the never treated."""
    at = np.searchsorted(periods, period)
    start = np.searchsorted(periods, first)
    return np.where(first > periods[-1], np.inf, at - start).astype(float)


def _bin(event: int, low: int | None, high: int | None) -> str:
    if event == low:
        return "and before"
    return "and after" if event == high else ""


def _warn(always: list[object], cohorts: list[int]) -> None:
    if always:
        warnings.warn(
            f"{len(always)} places are treated from the first period on and are left out: "
            f"{few(always)}",
            stacklevel=3,
        )
    if len(cohorts) > 1:
        warnings.warn(
            f"places start in {len(cohorts)} different periods ({few(cohorts)}): each coefficient "
            "may hold effects of other relative periods; compare with staggered_effects",
            stacklevel=3,
        )
