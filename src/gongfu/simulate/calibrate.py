"""Simulated sites moved until a prefecture's measured coverage is a published count.

Nothing is measured here that could prove or foretell anything: the stand-in is made to agree
with one published share, so that a report on it starts from a familiar number.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gongfu.errors import InfeasibleError, InputError
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import ACCESS_SPEED_M_S, Streets, prepare_streets
from gongfu.model.network import Network
from gongfu.simulate.ground import Ground

WINDOW_M: Final = 4_000.0  # streets and sites this far around the prefecture are measured with it
ROUNDS: Final = 40
SLACK_M: Final = 25.0  # added to the straight line a person can walk, for rounding and doors
MEASURED_AS: Final = "childcare"  # any kind will do: one is measured at a time


@dataclass(frozen=True, slots=True)
class Calibration:
    """`count` communities of `place` shall have `kind` within the limit, on foot.

    `source` and `source_zh` name the published share that the count stands for.
    """

    place: str
    kind: str
    count: int
    source: str
    source_zh: str


def calibrate(
    sites: pd.DataFrame,
    communities: pd.DataFrame,
    network: Network,
    ground: Ground,
    wanted: Calibration,
    *,
    limit_s: float = 900.0,
    speed_m_s: float = ACCESS_SPEED_M_S,
) -> pd.DataFrame:
    """`sites` with some of one kind moved, each within its county, until the count is met.

    Parameters
    ----------
    sites, communities
        As `facilities.furnish` and `settlements.settle` return them; the prefecture's are those
        whose county code begins with `wanted.place`.
    network
        Simulated streets with times on foot.
    wanted
        What to reach.
    limit_s, speed_m_s
        What counts as reached; no walk is quicker than the straight line at this speed.

    Returns
    -------
    DataFrame
        The same rows; exactly `wanted.count` communities reach one, as `measure.reach` measures.

    Notes
    -----
    Too few covered: the site with the nearest neighbour of its own kind moves to a community
    that reaches none.  Too many: the only site near a lone community moves to where nobody
    gains.  Then all is measured again.  No site moves twice, and the number of sites stays.
    """
    here = communities["county"].str.startswith(wanted.place).to_numpy(bool)
    if not 0 <= wanted.count <= here.sum():
        raise InputError(
            f"calibration of {wanted.kind!r} in {wanted.place!r} wants {wanted.count} of "
            f"{here.sum()} communities; ask for a count between 0 and that"
        )
    home = communities[here]
    centre = home[["x", "y"]].to_numpy(float)
    low, high = centre.min(axis=0) - WINDOW_M, centre.max(axis=0) + WINDOW_M
    window = _window(network, low, high)
    streets = prepare_streets(window, mode="walk")
    corner = np.stack([window.x, window.y], 1)
    door = corner[cKDTree(corner).query(centre)[1]]
    xy = sites[["x", "y"]].to_numpy(float).copy()
    at = np.flatnonzero(
        (sites["kind"] == wanted.kind).to_numpy() & ((xy >= low) & (xy <= high)).all(axis=1)
    )
    home_county, site_county = home["county"].to_numpy(), sites["county"].to_numpy()[at]
    free = sites["county"].iloc[at].str.startswith(wanted.place).to_numpy(bool).copy()
    reach_m = limit_s * speed_m_s + SLACK_M

    for _ in range(ROUNDS):
        covered = _covered(home, xy[at], ground, streets, limit_s)
        short = wanted.count - int(covered.sum())
        if short == 0:
            return sites.assign(x=xy[:, 0], y=xy[:, 1])
        if short > 0:
            moves = _spread_out(centre, covered, xy[at], free, reach_m, home_county, site_county)
        else:
            moves = _drawn_in(centre, covered, xy[at], free, reach_m, home_county, site_county)
        for site, goal in moves[: abs(short)]:
            xy[at[site]] = door[goal]
            free[site] = False
    raise InfeasibleError(
        f"{wanted.kind!r} in {wanted.place!r} cannot be made to cover {wanted.count} of "
        f"{len(home)} communities with {at.size} sites; change the assumed rate"
    )


def _window(network: Network, low: NDArray[np.float64], high: NDArray[np.float64]) -> Network:
    """The streets of a rectangle."""
    inside = (network.x >= low[0]) & (network.x <= high[0])
    inside &= (network.y >= low[1]) & (network.y <= high[1])
    number = np.cumsum(inside) - 1
    kept = inside[network.tail] & inside[network.head]
    return Network.from_arrays(
        network.x[inside],
        network.y[inside],
        number[network.tail[kept]],
        number[network.head[kept]],
        {"walk": network.time_s["walk"][kept]},
        length_m=network.length_m[kept],
        exit=network.exit[inside],
        crs=network.crs,
    )


def _covered(
    home: pd.DataFrame, xy: NDArray[np.float64], ground: Ground, streets: Streets, limit_s: float
) -> NDArray[np.bool_]:
    """Which communities reach a site, measured as a report would."""
    lon, lat = ground.to_degrees(xy[:, 0], xy[:, 1])
    table = pd.DataFrame({"kind": MEASURED_AS, "lon": lon, "lat": lat})
    table.index = pd.Index([f"site {number}" for number in range(len(table))], name="facility_id")
    times = time_to_nearest(home, table, streets, limit_s=limit_s, kinds=(MEASURED_AS,))
    return (times["state"] == "reached").to_numpy()


def _spread_out(
    centre: NDArray[np.float64],
    covered: NDArray[np.bool_],
    xy: NDArray[np.float64],
    free: NDArray[np.bool_],
    reach_m: float,
    home_county: NDArray[np.object_],
    site_county: NDArray[np.object_],
) -> list[tuple[int, int]]:
    """Moves of crowded sites to communities that reach none, those alone in that first."""
    open_at = np.flatnonzero(~covered)
    company = cKDTree(centre[open_at]).query_ball_point(
        centre[open_at], reach_m, return_length=True
    )
    gap, other = (part[:, 1] for part in cKDTree(xy).query(xy, k=2))
    crowded = np.argsort(gap, kind="stable")
    stays = ~free
    moves, reached = [], np.zeros(len(centre), bool)
    for goal in open_at[np.argsort(company, kind="stable")]:
        if reached[goal]:
            continue
        for site in crowded:
            if not stays[site] and site_county[site] == home_county[goal]:
                moves.append((int(site), int(goal)))
                stays[[site, other[site]]] = True  # its neighbour now serves for both
                reached |= np.hypot(*(centre - centre[goal]).T) <= reach_m
                break
    return moves


def _drawn_in(
    centre: NDArray[np.float64],
    covered: NDArray[np.bool_],
    xy: NDArray[np.float64],
    free: NDArray[np.bool_],
    reach_m: float,
    home_county: NDArray[np.object_],
    site_county: NDArray[np.object_],
) -> list[tuple[int, int]]:
    """Moves of sites that alone serve one community to where every neighbour has one already."""
    homes, sites = cKDTree(centre), cKDTree(xy)
    served = homes.query_ball_point(xy, reach_m)
    servers = sites.query_ball_point(centre, reach_m)
    uncovered_near = np.array(
        [(~covered[near]).any() for near in homes.query_ball_point(centre, reach_m)]
    )
    moves = []
    for site in np.flatnonzero(free):
        lost = [home for home in served[site] if covered[home]]
        if len(lost) != 1 or len(servers[lost[0]]) != 1:
            continue
        far = np.hypot(*(centre - xy[site]).T)
        goals = covered & ~uncovered_near & (home_county == site_county[site]) & (far > 2 * reach_m)
        if goals.any():
            moves.append((int(site), int(np.flatnonzero(goals)[np.argmin(far[goals])])))
    return moves
