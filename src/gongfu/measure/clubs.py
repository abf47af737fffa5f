"""Whether places draw together in the long run, all of them or in clubs (Phillips and Sul)."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from gongfu.errors import InputError
from gongfu.kernels import log_t as kernels
from gongfu.measure.place_periods import Paths, check_size, paths
from gongfu.measure.sample import check_knob

__all__: Final = (
    "ConvergenceClubs",
    "LogT",
    "convergence_clubs",
    "log_t",
    "long_trend",
    "transition_paths",
)

Merging = Literal["none", "phillips_sul", "von_lyncker_thoennessen"]

CRITICAL: Final = -1.65
SE_KIND: Final = (
    "long-run variance of the residuals, quadratic spectral kernel, AR(1) bandwidth (Andrews 1991)"
)
_MIN_PERIODS: Final = 4
_SHORT: Final = 50  # periods; Phillips and Sul 2007, section 4
_LONG: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class LogT:
    """The log t regression; `slope` estimates twice the speed `alpha` of convergence.

    `statistic` < -1.65 rejects convergence at 5 per cent (one-sided), `p_value` is the normal one.
    `spread` holds H by period; `n` counts the periods in the regression, from `first_period` on.
    """

    slope: float
    alpha: float
    se: float
    statistic: float
    p_value: float
    converges: bool
    intercept: float
    intercept_se: float
    spread: pd.Series
    first_period: object
    n: int
    df: int
    n_places: int
    bandwidth: float
    se_kind: str

    def to_frame(self) -> pd.DataFrame:
        """The coefficient table, with normal 95 per cent intervals and two-sided p values."""
        estimate = np.array([self.intercept, self.slope])
        se = np.array([self.intercept_se, self.se])
        statistic = np.divide(estimate, se, out=np.full(2, np.nan), where=se > 0)
        wide = norm.ppf(0.975) * se
        return pd.DataFrame(
            {
                "term": ["intercept", "log t"],
                "estimate": estimate,
                "se": se,
                "statistic": statistic,
                "p_value": 2.0 * norm.sf(np.abs(statistic)),
                "low": estimate - wide,
                "high": estimate + wide,
            }
        )


@dataclass(frozen=True, slots=True, eq=False)
class ConvergenceClubs:
    """Clubs of places that draw together, numbered as found, from the highest core down.

    `members` has a row per place with `club` (missing: it diverges from all) and `last`, its
    relative level in the last period; `tests` a row per club with `n_places`, `slope`, `se` and
    `statistic`; `whole` is the test of all places.  `found` counts the clubs before merging.
    """

    members: pd.DataFrame
    tests: pd.DataFrame
    whole: LogT
    found: int
    merging: Merging

    @property
    def diverging(self) -> tuple[object, ...]:
        """The places in no club."""
        return tuple(self.members.index[self.members["club"].isna()])

    def to_frame(self) -> pd.DataFrame:
        """A copy of `members`."""
        return self.members.copy()


def transition_paths(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
) -> pd.DataFrame:
    """Each place over the mean of all, period by period: h of Phillips and Sul 2007, eq. 7.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period.
    value, place, period
        Columns: a number > 0, and what it belongs to.

    Returns
    -------
    DataFrame
        Long: `place`, `period`, `h`, in the order of places and periods.  Each period's mean is 1.
    """
    table = paths(frame, value, place, period, positive=True)
    return table.long(kernels.relative_paths(table.values), place, period, "h")


def long_trend(
    frame: pd.DataFrame, *, value: str, place: str, period: str, smoothing: float = 400.0
) -> pd.DataFrame:
    """The trend of each place without its cycles, to hand to the tests of this file.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period, at least 3 periods.
    value, place, period
        Columns: a number, and what it belongs to.
    smoothing
        Lambda, > 0: how dear a bend of the trend is.  400 is what Phillips and Sul 2009 take for
        years; Ravn and Uhlig 2002 say 6.25.

    Returns
    -------
    DataFrame
        Long: `place`, `period` and the trend in `value`, in the order of places and periods.

    Notes
    -----
    Hodrick and Prescott 1997.  The trend at both ends leans on few values, and the last period is
    what orders the clubs.
    """
    check_knob(smoothing, "smoothing", 0.0, above=True)
    table = paths(frame, value, place, period)
    check_size(table, places=1, periods=3, what="a trend")

    trend = kernels.trend(table.values, smoothing)

    return table.long(trend, place, period, value)


def log_t(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    r: float | None = None,
) -> LogT:
    """The log t test of whether all places converge, in level or at least in growth.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period: at least 2 places and 5 periods.
    value, place, period
        Columns: a number > 0, and what it belongs to.  Phillips and Sul take the logarithm of
        income; give that column if you want it.
    r
        Share of the first periods that the regression leaves out, > 0 and < 1.  None takes 0.3 up
        to 50 periods, 0.2 from 100 on, and what lies between for what lies between.

    Returns
    -------
    LogT
        Slope, standard error, one-sided test and the spread by period.  All NaN, and `converges`
        False, where the places are equal in some period: there is no spread left to follow.

    Notes
    -----
    Phillips and Sul 2007, eq. 29-30: log(H_1 / H_t) - 2 log log t on log t for t from [rT] on, at
    least 2.  slope >= 2 means convergence of levels, 0 to 2 of growth rates.  Multiplying all
    values by a number changes nothing; of a logarithm, the unit plays a part.  The test rests on
    many periods: with fewer than about 15 a verdict is a description.
    """
    table = paths(frame, value, place, period, positive=True)
    check_size(table, places=2, periods=_MIN_PERIODS + 1, what="the log t test")
    return _log_t(table, _first(table, r))


def convergence_clubs(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    r: float | None = None,
    sort_share: float = 0.0,
    sieve: float = 0.0,
    merging: Merging = "phillips_sul",
) -> ConvergenceClubs:
    """Groups of places that converge within, where all together need not.

    Parameters
    ----------
    frame, value, place, period, r
        As in `log_t`.
    sort_share
        Places are tried from the highest down.  0 takes the last period for that; a share above,
        up to 1, the mean over that last share of the periods.  Phillips and Sul 2007 advise 1/2
        where the last period is noisy.  The clubs can depend on it: try both.
    sieve
        c*: a place joins the core of a club with a statistic above it, >= -1.65.  0 is their
        advice for short panels; lower values let more in.
    merging
        "phillips_sul" (2009) puts clubs together from the first down while the whole converges,
        "von_lyncker_thoennessen" (2017) two neighbours at a time; "none" keeps them as found.

    Returns
    -------
    ConvergenceClubs
        Each place with its club, and the test of each club.

    Notes
    -----
    Phillips and Sul 2007, section 4.  Places of equal rank are taken in the order of their ids.  A
    club that fails as a whole loses its weakest candidate, again and again; their "raise c*" needs
    no step then.  The statistics of clubs chosen by them are not tests any more.
    """
    check_knob(sort_share, "sort_share", 0.0)
    check_knob(sieve, "sieve", CRITICAL)
    if sort_share > 1.0:
        raise InputError(f"sort_share is {sort_share!r}; give a share of the periods, 0 to 1")
    if merging not in get_args(Merging):
        raise InputError(f"merging is {merging!r}; give one of {get_args(Merging)}")
    table = paths(frame, value, place, period, positive=True)
    check_size(table, places=2, periods=_MIN_PERIODS + 1, what="a search for clubs")
    first = _first(table, r)

    n_last = max(1, int(np.floor(sort_share * len(table.periods) + 1e-9)))
    order = np.argsort(-table.values[:, -n_last:].mean(axis=1), kind="stable")

    club = kernels.clubs(table.values, order, first, CRITICAL, sieve)
    found = int(club.max()) + 1
    if merging == "phillips_sul" and found:
        club = kernels.merged(table.values, club, first, CRITICAL)
    elif merging == "von_lyncker_thoennessen" and found:
        club = kernels.merged_by_fit(table.values, club, first, CRITICAL)

    return _labelled(table, club, first, found, merging)


def _labelled(
    table: Paths, club: NDArray[np.int64], first: int, found: int, merging: Merging
) -> ConvergenceClubs:
    last = kernels.relative_paths(table.values)[:, -1]
    numbers = pd.array(np.where(club < 0, 0, club + 1), dtype="Int64")
    numbers[club < 0] = pd.NA
    members = pd.DataFrame({"club": numbers, "last": last}, index=table.places)
    rows = []
    for number in range(int(club.max()) + 1):
        at = club == number
        test = _log_t(Paths(table.values[at], table.places[at], table.periods), first)
        rows.append((number + 1, int(at.sum()), test.slope, test.se, test.statistic))
    tests = pd.DataFrame(rows, columns=["club", "n_places", "slope", "se", "statistic"])
    return ConvergenceClubs(members, tests.set_index("club"), _log_t(table, first), found, merging)


def _log_t(table: Paths, first: int) -> LogT:
    coefficients, covariance, bandwidth = kernels.log_t(table.values, first)
    t = float(kernels.statistic(table.values, first))
    n_places, n_periods = table.values.shape
    n = n_periods - first + 1
    intercept, slope = coefficients
    return LogT(
        slope=float(slope),
        alpha=float(slope / 2.0),
        se=float(np.sqrt(covariance[1, 1])),
        statistic=t,
        p_value=float(norm.cdf(t)),
        converges=t > CRITICAL,
        intercept=float(intercept),
        intercept_se=float(np.sqrt(covariance[0, 0])),
        spread=pd.Series(kernels.spread(table.values), table.periods, name="spread"),
        first_period=table.periods[first - 1],
        n=n,
        df=n - 2,
        n_places=n_places,
        bandwidth=float(bandwidth),
        se_kind=SE_KIND,
    )


def _first(table: Paths, r: float | None) -> int:
    size = len(table.periods)
    share = float(np.interp(size, [_SHORT, _LONG], [0.3, 0.2])) if r is None else r
    check_knob(share, "r", 0.0, above=True)
    first = max(2, int(np.floor(share * size + 1e-9)))
    if share >= 1.0 or size - first + 1 < _MIN_PERIODS:
        raise InputError(
            f"r = {share!r} leaves {max(0, size - first + 1)} of {size} periods; "
            f"the regression needs {_MIN_PERIODS}, so give a smaller r or more periods"
        )
    return first
