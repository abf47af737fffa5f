"""Whether places have grown more alike: dispersion by period, its trend, and tests of its ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS

from gongfu.errors import InputError
from gongfu.measure.beta import coefficient_table
from gongfu.measure.inequality import gini, theil_t
from gongfu.measure.place_periods import check_rows
from gongfu.model.schema import OWN_UNIT, Column, check_frame, written

__all__: Final = ("SigmaConvergence", "sigma_convergence")

_ENOUGH: Final = 10  # periods, below which autocorrelation cannot be estimated


@dataclass(frozen=True, slots=True, eq=False)
class SigmaConvergence:
    """Dispersion of the same places in each period.

    Attributes
    ----------
    periods
        `period, n, mean, coefficient_of_variation, sd_log, gini, theil_t`.
    tests
        `test, statistic, p_value` of equal variances of logs at the two ends, two-sided and
        without weights: "Pitman-Morgan", "Carree-Klomp" and "variance ratio" (first over last).
        NaN where all places changed by the same factor.
    trend
        `term, estimate, se, statistic, p_value, low, high` of `sd_log` on a constant and the
        period: the change of the dispersion per year.
    trend_se_kind
        Whose standard errors; says so where there are too few periods for any (they are NaN).
    n, n_periods
        Places and periods.
    """

    periods: pd.DataFrame
    tests: pd.DataFrame
    trend: pd.DataFrame
    trend_se_kind: str
    n: int
    n_periods: int

    def to_frame(self) -> pd.DataFrame:
        """The table by period."""
        return self.periods.copy()


def sigma_convergence(
    frame: pd.DataFrame, *, value: str, place: str, period: str, weight: str | None = None
) -> SigmaConvergence:
    """Dispersion by period, its trend, and whether it differs between the first and the last.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period.
    value
        Column above 0.
    place, period
        Columns; periods are taken in their order.  A trend needs them as numbers.
    weight
        Column of people, above 0; each place counts once without it.

    Returns
    -------
    SigmaConvergence
        Population formulas (division by n, or by the sum of the weights).

    Raises
    ------
    InputError
        If values are missing or not above 0, a place lacks a period, or there are fewer than
        four places or two periods.

    Notes
    -----
    Let r be the correlation between the change and the sum of the logs at both ends.  It is 0 if
    the variances are equal, so that r sqrt((n - 2) / (1 - r^2)) has Student's t with n - 2
    degrees of freedom, exactly for places whose logs are jointly normal (Pitman 1939, Morgan
    1939): read this one.  T2 of Carree and Klomp (1997) is -(n - 2.5) ln(1 - r^2), the likelihood
    ratio, chi-squared with one degree of freedom.  The ratio of variances against F with n - 1
    and n - 1 (after Lichtenberg 1994) takes the two ends for independent, which the same places
    never are: it finds too little.

    Newey and West (1987), with floor(4 (T / 100)^(2/9)) lags and the correction T / (T - 2), for
    the trend.
    """
    check_rows(frame.reset_index(drop=True), value, place, period, positive=True)
    people = np.ones(len(frame))
    if weight is not None:
        check_frame(frame.reset_index(drop=True), (Column(weight, OWN_UNIT, 0.0),), "frame")
        people = frame[weight].to_numpy(float)
        if (people == 0).any():
            raise InputError(f"{weight!r} is 0 in {(people == 0).sum()} rows; leave them out")
    wide = frame.pivot(index=place, columns=period, values=value).sort_index(axis=1)
    holes = wide.index[wide.isna().any(axis=1)]
    if len(holes):
        raise InputError(
            f"{len(holes)} places lack a period, such as {written(holes[0])}; leave them out "
            "everywhere"
        )
    if wide.shape[1] < 2 or len(wide) < 4:
        raise InputError(f"{len(wide)} places in {wide.shape[1]} periods; comparing needs 4 and 2")

    rows = []
    for at in wide.columns:
        then = (frame[period] == at).to_numpy()
        y, w = frame[value].to_numpy(float)[then], people[then]
        mean = np.average(y, weights=w)
        logs = np.log(y)
        spread = np.average((logs - np.average(logs, weights=w)) ** 2, weights=w)
        cv = np.sqrt(np.average((y - mean) ** 2, weights=w)) / mean
        rows.append((at, y.size, mean, cv, np.sqrt(spread), gini(y, w), theil_t(y, w)))
    columns = ["period", "n", "mean", "coefficient_of_variation", "sd_log", "gini", "theil_t"]
    periods = pd.DataFrame(rows, columns=columns)

    logs = np.log(wide.to_numpy(float))
    trend, kind = _trend(periods, period)
    return SigmaConvergence(periods, _tests(logs[:, 0], logs[:, -1]), trend, kind, *wide.shape)


def _tests(before: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    """Whether two variances of the same places are equal."""
    n = before.size
    change, total = after - before, after + before
    change, total = change - change.mean(), total - total.mean()
    length = np.sqrt((change @ change) * (total @ total))
    # Beside the values themselves, nothing is left of a change that is the same everywhere.
    moved = change @ change > 1e-24 * n * (before @ before + after @ after)
    r = np.clip(change @ total / length, -1, 1) if moved and total @ total > 0 else np.nan
    with np.errstate(divide="ignore"):  # inf where one end is the other, stretched
        student = r * np.sqrt((n - 2) / (1 - r * r))
        likelihood = -(n - 2.5) * np.log1p(-r * r)
    ratio = before.var() / after.var() if after.var() > 0 else np.nan
    tail = min(stats.f.sf(ratio, n - 1, n - 1), stats.f.cdf(ratio, n - 1, n - 1))
    return pd.DataFrame(
        {
            "test": ["Pitman-Morgan", "Carree-Klomp", "variance ratio"],
            "statistic": [student, likelihood, ratio],
            "p_value": [
                2 * stats.t.sf(abs(student), n - 2),
                stats.chi2.sf(likelihood, 1),
                2 * tail,
            ],
        }
    )


def _trend(periods: pd.DataFrame, name: str) -> tuple[pd.DataFrame, str]:
    """The dispersion on time, and whose standard errors these are."""
    terms = ["constant", name]
    n = len(periods)
    nothing = np.full(2, np.nan)
    if not pd.api.types.is_numeric_dtype(periods["period"]):
        return (
            coefficient_table(terms, nothing, nothing, np.inf),
            "none: periods are not numbers",
        )
    at = periods["period"].to_numpy(float)
    spread = periods["sd_log"].to_numpy(float)
    shift = at.mean()  # years squared would swamp the constant
    design = np.column_stack([np.ones(n), at - shift])
    model = OLS(spread, design)
    back = np.array([[1.0, -shift], [0.0, 1.0]])
    if n < _ENOUGH:
        estimate = back @ np.asarray(model.fit().params)
        return (
            coefficient_table(terms, estimate, nothing, np.inf),
            f"none: {n} periods are too few, {_ENOUGH} are needed",
        )
    lags = int(4 * (n / 100) ** (2 / 9))
    fit = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    covariance = back @ np.asarray(fit.cov_params()) @ back.T
    return (
        coefficient_table(
            terms, back @ np.asarray(fit.params), np.sqrt(np.diag(covariance)), n - 2
        ),
        f"Newey-West with {lags} lags",
    )
