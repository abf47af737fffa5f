"""Whether places have grown more alike: dispersion by period, and a test of its two ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.inequality import gini, theil_t
from gongfu.measure.place_periods import check_rows
from gongfu.model.schema import written

__all__: Final = ("SigmaConvergence", "sigma_convergence")

_ROUNDING: Final = 1e-12  # of the product of two variances: nearer to it, the logs lie on a line


@dataclass(frozen=True, slots=True, eq=False)
class SigmaConvergence:
    """Dispersion of the same places in each period.

    `periods` has columns `period, n, mean, coefficient_of_variation, sd_log, gini, theil_t`.
    `statistic` and `p_value` test, without weights, whether the variances of logs at the two
    ends are equal; NaN where the logs of one end are a line of those of the other.
    """

    periods: pd.DataFrame
    statistic: float
    p_value: float

    def to_frame(self) -> pd.DataFrame:
        """The table by period."""
        return self.periods.copy()


def sigma_convergence(
    frame: pd.DataFrame, *, value: str, place: str, period: str, weight: str | None = None
) -> SigmaConvergence:
    """Dispersion by period, and whether it differs between the first and the last.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period.
    value
        Column above 0.
    place, period
        Columns; periods are taken in their order.
    weight
        Column of people, above 0; each place counts once without it.

    Returns
    -------
    SigmaConvergence
        Population formulas (division by n).

    Notes
    -----
    The test is T2 of Carree and Klomp (1997), chi-squared with one degree of freedom for places
    whose logs are jointly normal; with few places it is rough.
    """
    for name in (value, *([weight] if weight is not None else [])):
        check_rows(frame, name, place, period, positive=True)
    wide = frame.pivot(index=place, columns=period, values=value)
    holes = wide.index[wide.isna().any(axis=1)]
    if len(holes):
        raise InputError(
            f"{len(holes)} places lack a period, such as {written(holes[0])}; leave them out "
            "everywhere"
        )
    if wide.shape[1] < 2 or len(wide) < 4:
        raise InputError(f"{len(wide)} places in {wide.shape[1]} periods; comparing needs 4 and 2")

    rows = []
    for at, rows_then in frame.groupby(period, sort=True):
        y = rows_then[value].to_numpy(float)
        w = np.ones(y.size) if weight is None else rows_then[weight].to_numpy(float)
        mean = np.average(y, weights=w)
        logs = np.log(y)
        spread = np.average((logs - np.average(logs, weights=w)) ** 2, weights=w)
        cv = np.sqrt(np.average((y - mean) ** 2, weights=w)) / mean
        rows.append((at, y.size, mean, cv, np.sqrt(spread), gini(y, w), theil_t(y, w)))
    columns = ["period", "n", "mean", "coefficient_of_variation", "sd_log", "gini", "theil_t"]

    logs = np.log(wide.to_numpy(float))
    (before, both), (_, after) = np.cov(logs[:, 0], logs[:, -1], bias=True)
    room = before * after - both**2
    statistic = np.nan
    if room > _ROUNDING * before * after:
        statistic = (len(wide) - 2.5) * np.log1p((before - after) ** 2 / (4 * room))
    return SigmaConvergence(
        pd.DataFrame(rows, columns=columns), float(statistic), float(stats.chi2.sf(statistic, 1))
    )
