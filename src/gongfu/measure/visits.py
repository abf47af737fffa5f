"""Who visits what: the Huff model of choice among places, and its calibration from visits."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from gongfu.errors import InfeasibleError, InputError
from gongfu.measure.times import numbered
from gongfu.model.schema import OWN_UNIT, Column, check_frame, row_words

__all__ = ("HuffModel", "calibrate_huff", "huff_visits")

Floats = NDArray[np.float64]

_NEARLY: Final = 1e-6  # slopes and information per visit below this are none


@dataclass(frozen=True, slots=True)
class HuffModel:
    """How people choose: in proportion to attraction ** attraction_exponent / time ** exponent.

    distance_exponent: how much time deters; attraction_exponent: how much size draws; least_s:
    nearer than this counts as this, because no time at all would draw everybody.
    """

    distance_exponent: float = 2.0
    attraction_exponent: float = 1.0
    least_s: float = 60.0

    def __post_init__(self) -> None:
        knobs = (self.distance_exponent, self.attraction_exponent, self.least_s)
        if not (np.isfinite(knobs).all() and self.least_s > 0.0):
            raise InputError(f"need finite exponents and least_s > 0 seconds; got {knobs}")


@dataclass(frozen=True, slots=True)
class HuffFit:
    """A model fitted to visits.

    model: the likeliest exponents; standard_error: of each exponent that was fitted, in the order
    distance, attraction; log_likelihood: of the visits, with the model and, `without`, if people
    chose among what they reach at random; n_visits and n_communities: how many were used.
    """

    model: HuffModel
    standard_error: tuple[float, ...]
    log_likelihood: float
    without: float
    n_visits: float
    n_communities: int


def huff_visits(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    attraction: str = "capacity",
    model: HuffModel | None = None,
) -> pd.DataFrame:
    """How likely a resident of each community is to choose each facility, and how many do.

    Parameters
    ----------
    communities
        Index `community_id`; column `residents` (people >= 0).
    facilities
        Index `facility_id`; the column `attraction`.  All are alternatives to each other: pass one
        kind, or kinds between which people choose.
    times
        From `travel_times`: what is beyond its limit is not chosen.
    attraction
        Column of `facilities`: how much each draws, such as floor space, seats or rooms.  >= 0;
        0 draws nobody.
    model
        Exponents; None: `HuffModel()`, Huff's own square of time.

    Returns
    -------
    DataFrame
        One row per row of `times`, in its order: `community_id`, `facility_id`, `probability` (of
        a community they sum to 1; NaN where nothing within the limit draws), `visitors`
        (residents times probability; 0 where nothing draws).

    Notes
    -----
    Huff 1964.  `visitors` of all facilities sum to the residents who reach any that draws: the
    model divides visits, and does not say how many people go at all.
    """
    check_frame(communities, (Column("residents", "people"),), "communities")
    model = HuffModel() if model is None else model
    home, site, log_time, log_draw = _choices(
        communities, facilities, times, attraction, model.least_s
    )

    draws = np.isfinite(log_draw)
    drawn = model.attraction_exponent * np.where(draws, log_draw, 0.0)
    utility = np.where(draws, drawn, -np.inf)[site] - model.distance_exponent * log_time
    share = np.exp(_log_shares(utility, home, len(communities)))
    residents = communities["residents"].to_numpy(float)[home]
    return pd.DataFrame(
        {
            "community_id": times["community_id"].array,
            "facility_id": times["facility_id"].array,
            "probability": share,
            "visitors": residents * np.where(np.isnan(share), 0.0, share),
        }
    )


def calibrate_huff(
    visits: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    attraction: str = "capacity",
    attraction_exponent: float | None = 1.0,
    least_s: float = 60.0,
) -> HuffFit:
    """The exponents that make observed visits likeliest.

    Parameters
    ----------
    visits
        Columns `community_id`, `facility_id`, `visits` (how many, >= 0); pairs that are not there
        had none.
    facilities
        Index `facility_id`; the column `attraction`: every alternative, also those not visited.
    times
        From `travel_times`, with a limit that no visitor exceeded: a visit to a facility that is
        not within reach or draws nobody is an InputError.
    attraction
        Column of `facilities`, >= 0.
    attraction_exponent
        Known beforehand; None fits it as well.
    least_s
        Nearer than this counts as this.  Seconds, > 0.

    Returns
    -------
    HuffFit
        Standard errors are those of the information matrix.

    Raises
    ------
    InfeasibleError
        The visits do not fix the exponents: everybody had one choice only or equal ones, or all
        went to the very nearest.

    Notes
    -----
    Maximum likelihood of a conditional logit (McFadden 1974) in the logarithms of time and
    attraction; the logarithm of the likelihood is concave, so that the maximum found is the only
    one.
    """
    HuffModel(0.0, 0.0 if attraction_exponent is None else attraction_exponent, least_s)
    columns = (Column("community_id"), Column("facility_id"), Column("visits", "visits"))
    check_frame(visits, columns, "visits")
    ids = pd.Index(times["community_id"].unique(), dtype=object)
    homes = pd.DataFrame(index=ids)
    home, site, log_time, log_draw = _choices(homes, facilities, times, attraction, least_s)
    draws = ~np.isneginf(log_draw[site])
    home, site, log_time = home[draws], site[draws], log_time[draws]
    count = _counted(visits, ids, facilities.index, home, site)

    fitted = [-log_time]
    offset = np.zeros(home.size)
    if attraction_exponent is None:
        fitted.append(log_draw[site])
    else:
        offset = attraction_exponent * log_draw[site]
    x = np.column_stack(fitted)
    found, information = _likeliest(x, offset, count, home, len(ids))

    draw = float(found[1]) if attraction_exponent is None else float(attraction_exponent)
    alike = np.zeros(home.size)
    return HuffFit(
        HuffModel(float(found[0]), draw, least_s),
        tuple(np.sqrt(np.diag(np.linalg.inv(information))).tolist()),
        _log_likelihood(offset + x @ found, count, home, len(ids)),
        _log_likelihood(alike, count, home, len(ids)),
        float(count.sum()),
        int(np.unique(home[count > 0]).size),
    )


def _choices(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    attraction: str,
    least_s: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """Home and site of each choice, the logarithm of its time, and that of each attraction."""
    check_frame(facilities, (Column(attraction, OWN_UNIT),), "facilities")
    home, site, time_s = numbered(times, communities, facilities, 0.0)
    draw = facilities[attraction].to_numpy(float)
    log_draw = np.log(draw, out=np.full(draw.size, -np.inf), where=draw > 0.0)
    return home, site, np.log(np.maximum(time_s, least_s)), log_draw


def _counted(
    visits: pd.DataFrame,
    community_ids: pd.Index,
    facility_ids: pd.Index,
    home: NDArray[np.int64],
    site: NDArray[np.int64],
) -> Floats:
    """Visits of each choice; visits without a choice are an InputError."""
    m = max(len(facility_ids), 1)
    community_at = community_ids.get_indexer(pd.Index(visits["community_id"]))
    facility_at = facility_ids.get_indexer(pd.Index(visits["facility_id"]))
    number = visits["visits"].to_numpy(float)
    choice = pd.Index(home * m + site)
    at = choice.get_indexer(community_at * m + facility_at)
    lost = ((at < 0) | (community_at < 0) | (facility_at < 0)) & (number > 0.0)
    if lost.any():
        raise InputError(
            "visits: a facility that is not in times or draws nobody was visited in "
            f"{row_words(lost, np.arange(1, len(visits) + 1))}; measure times with a longer "
            "limit, or drop them"
        )
    seen = at >= 0
    return np.bincount(at[seen], number[seen], home.size).astype(float)


def _likeliest(
    x: Floats, offset: Floats, count: Floats, home: NDArray[np.int64], n_homes: int
) -> tuple[Floats, Floats]:
    """The exponents of the columns of x, and the information about them."""
    visits_of = np.bincount(home, count, n_homes)[home]
    total = max(count.sum(), 1.0)

    def slope(exponents: Floats) -> tuple[float, Floats]:
        utility = offset + x @ exponents
        expected = visits_of * np.exp(_log_shares(utility, home, n_homes))
        likelihood = _log_likelihood(utility, count, home, n_homes)
        return -likelihood / total, -x.T @ (count - expected) / total

    def information(exponents: Floats) -> Floats:
        share = np.exp(_log_shares(offset + x @ exponents, home, n_homes))
        mean = np.column_stack([np.bincount(home, share * column, n_homes) for column in x.T])
        off = x - mean[home]
        return off.T @ ((visits_of * share)[:, None] * off)

    start = np.ones(x.shape[1])
    known = _least_eigenvalue(information(start)) / total
    if not known > _NEARLY:
        raise InfeasibleError(
            "visits: they do not fix the exponents; nobody who went had a choice between "
            "facilities that differ in time and attraction; add communities or facilities"
        )
    answer = minimize(
        slope,
        start,
        jac=True,
        hess=lambda exponents: information(exponents) / total,
        method="trust-exact",
        options={"gtol": 1e-10, "maxiter": 200},
    )
    found = np.asarray(answer.x, float)
    left = _least_eigenvalue(information(found)) / total
    if np.abs(answer.jac).max() > _NEARLY or not left > _NEARLY * known:
        raise InfeasibleError(
            f"visits: no exponents are likeliest; they ran to {found.round(1).tolist()}, as when "
            "all went to the nearest facility, or all to the farthest; add visits"
        )
    return found, information(found)


def _least_eigenvalue(information: Floats) -> float:
    return float(np.linalg.eigvalsh(information)[0])


def _log_shares(utility: Floats, home: NDArray[np.int64], n_homes: int) -> Floats:
    """The logarithm of exp(utility) over its sum in each community, NaN where that is 0."""
    highest = np.full(n_homes, -np.inf)
    np.maximum.at(highest, home, utility)
    beyond = utility - np.where(np.isneginf(highest), 0.0, highest)[home]
    whole = np.bincount(home, np.exp(beyond), n_homes)
    return beyond - np.log(whole, out=np.full(n_homes, np.nan), where=whole > 0.0)[home]


def _log_likelihood(utility: Floats, count: Floats, home: NDArray[np.int64], n_homes: int) -> float:
    went = count > 0.0
    return float(count[went] @ _log_shares(utility, home, n_homes)[went])
