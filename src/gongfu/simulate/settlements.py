"""Simulated points that stand for villages and communities, and who lives there.

As many points as each township has villages and communities in the codes, placed inside the
county around the township's known point; residents and town residents sum to the published ones.
"""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.simulate.chance import share_out, stream
from gongfu.simulate.ground import Ground, scatter

CANDIDATES: Final = 30  # spots tried for each point
PART_M2: Final = 3.0e6  # no points on islands smaller than this: no room for streets
EVEN: Final = 0.6  # points keep this share of an even grid's spacing, where there is room
CENTRE_PULL: Final = 0.8  # spots this far out (in radii of the township) are e times rarer
TOWN_SIZE: Final = 2.2  # residents of a town community for each one of a rural one, on average
SIZE_SPREAD: Final = 0.45  # of the logarithm of residents
LEAST_RESIDENTS: Final = 30
TOWN_NAMES: Final = {"街道": 0.5, "镇": 0.2}  # how much more town-like than a township
COMMITTEE: Final = "0"  # third last digit of a resident committee's code, 2 for a village's


def settle(
    ground: Ground,
    places: pd.DataFrame,
    township_points: pd.DataFrame,
    residents: pd.Series,
    urban_residents: pd.Series,
    *,
    seed: int,
) -> pd.DataFrame:
    """Simulated communities of every county.

    Parameters
    ----------
    ground
        The land.
    places
        Townships and villages with their parents; villages are only counted, never placed.
    township_points
        Index: township code; lon, lat (WGS84).  Townships that are missing get a seeded point.
    residents, urban_residents
        Published people, indexed by county code.

    Returns
    -------
    DataFrame
        Index community_id; place (township), name, name_en, residents (whole people), urban,
        lon, lat, x, y (metres on the ground) and county.  Within a county residents sum to the
        published ones and residents of urban communities to the published urban residents.
    """
    townships = _townships(places)
    lost = sorted(set(townships["county"]) - set(ground.counties))
    if lost:
        raise InputError(
            f"boundaries: {len(lost)} counties with townships have no polygon, such as "
            f"{lost[0]!r}; add their boundaries"
        )
    points = township_points.reindex(townships.index)[["lon", "lat"]].astype(float)
    anchor_x, anchor_y = ground.to_metres(points["lon"].to_numpy(), points["lat"].to_numpy())
    townships = townships.assign(
        x=np.where(np.isfinite(anchor_x), anchor_x, np.nan),
        y=np.where(np.isfinite(anchor_y), anchor_y, np.nan),
    )
    tables = [
        _settle_county(
            ground.counties[county],
            table,
            round(float(residents[county])),
            round(float(urban_residents[county])),
            stream(seed, county, "settlements"),
        ).assign(county=county)
        for county, table in townships.groupby("county", sort=True)
    ]
    communities = pd.concat(tables, ignore_index=True)
    communities["lon"], communities["lat"] = ground.to_degrees(
        communities["x"].to_numpy(), communities["y"].to_numpy()
    )
    return _named(communities, townships)


def _townships(places: pd.DataFrame) -> pd.DataFrame:
    """Townships that have villages: name, name_en, county, n_points, and how much of a town.

    `bonus` is the share of resident committees among their codes, more for a street or a town.
    """
    villages = places[places["level"] == "village"]
    committees = villages.index.astype(str).str[-3:-2] == COMMITTEE
    counts = pd.DataFrame({"parent": villages["parent"], "committee": committees})
    grouped = counts.groupby("parent", sort=True)["committee"]
    n_points, committee_share = grouped.size(), grouped.mean()
    townships = places.loc[n_points.index, ["name", "name_en", "parent"]]
    bonus = committee_share.copy()
    for ending, more in TOWN_NAMES.items():
        bonus[townships["name"].str.endswith(ending)] += more
    return townships.rename(columns={"parent": "county"}).assign(n_points=n_points, bonus=bonus)


def _settle_county(
    polygon: BaseGeometry,
    townships: pd.DataFrame,
    residents: int,
    urban_residents: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    n_points = townships["n_points"].to_numpy()
    area = _roomy(polygon)
    spot_x, spot_y = scatter(area, CANDIDATES * int(n_points.sum()), rng)
    anchor_x, anchor_y = _anchors(townships, area, spot_x, spot_y, rng)
    owner, reach = _territories(anchor_x, anchor_y, spot_x, spot_y, n_points)
    spots, town_like = [], []
    for at in range(len(townships)):
        own = np.flatnonzero(owner == at)
        if own.size < 3 * n_points[at]:
            # A township squeezed by its neighbours takes the spots nearest to its own point.
            own = np.argsort(reach[:, at], kind="stable")[: 3 * n_points[at]]
        distance = np.hypot(spot_x[own] - anchor_x[at], spot_y[own] - anchor_y[at])
        chosen = _spread(spot_x[own], spot_y[own], distance, int(n_points[at]), rng)
        rank = distance[chosen].argsort().argsort() / n_points[at]
        spots.append(own[chosen])
        town_like.append(townships["bonus"].iat[at] - 0.8 * rank + rng.normal(0.0, 0.15, rank.size))
    spot = np.concatenate(spots)
    points = pd.DataFrame(
        {
            "place": np.repeat(townships.index.to_numpy(), n_points),
            "x": spot_x[spot],
            "y": spot_y[spot],
        }
    )
    return _people(points, np.concatenate(town_like), residents, urban_residents, rng)


def _roomy(polygon: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(polygon)
    large = parts[shapely.area(parts) >= PART_M2]
    roomy = MultiPolygon(list(large)) if large.size else polygon
    shapely.prepare(roomy)
    return roomy


def _anchors(
    townships: pd.DataFrame,
    area: BaseGeometry,
    spot_x: NDArray[np.float64],
    spot_y: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A point inside the county for every township: known, pulled inside, or seeded.

    A seeded point is the one of a few random spots that is farthest from all points so far.
    """
    x, y = townships["x"].to_numpy(float).copy(), townships["y"].to_numpy(float).copy()
    known = np.isfinite(x)
    outside = np.flatnonzero(known)[~shapely.contains_xy(area, x[known], y[known])]
    for at in outside:
        nearest = np.argmin(np.hypot(spot_x - x[at], spot_y - y[at]))
        x[at], y[at] = spot_x[nearest], spot_y[nearest]
    for at in np.flatnonzero(~known):
        tried = rng.integers(spot_x.size, size=12)
        gap = np.hypot(spot_x[tried, None] - x[known], spot_y[tried, None] - y[known])
        best = tried[np.argmax(gap.min(axis=1, initial=np.inf))]
        x[at], y[at] = spot_x[best], spot_y[best]
        known[at] = True
    return x, y


def _territories(
    anchor_x: NDArray[np.float64],
    anchor_y: NDArray[np.float64],
    spot_x: NDArray[np.float64],
    spot_y: NDArray[np.float64],
    n_points: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which township each spot belongs to, nearer and larger ones first, and how near it is."""
    reach = np.hypot(spot_x[:, None] - anchor_x, spot_y[:, None] - anchor_y) / np.sqrt(n_points)
    return reach.argmin(axis=1), reach


def _spread(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    distance: NDArray[np.float64],
    n_points: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Positions of `n_points` spots, denser near the centre and nowhere crowded.

    Spots come in a random order that favours the centre; one is taken when it keeps its distance
    from those taken before, a distance that grows outwards and shrinks when spots run out.
    """
    radius = max(float(np.quantile(distance, 0.9)), 1.0)
    order = np.argsort(
        rng.standard_exponential(x.size) * np.exp(distance / radius / CENTRE_PULL), kind="stable"
    )
    # Spots are even over the township's land, so that land shared by all its points is known.
    room = EVEN * radius * np.sqrt(np.pi / n_points) * (0.35 + 0.65 * distance / radius).clip(max=1)
    taken: list[int] = []
    taken_x, taken_y = np.empty(n_points), np.empty(n_points)
    scale = 1.0
    free = np.ones(x.size, bool)
    while len(taken) < n_points:
        for spot in order[free[order]]:
            n = len(taken)
            if n == n_points:
                break
            gap = np.hypot(taken_x[:n] - x[spot], taken_y[:n] - y[spot])
            if n == 0 or gap.min() >= room[spot] * scale:
                taken_x[n], taken_y[n] = x[spot], y[spot]
                taken.append(int(spot))
                free[spot] = False
        scale *= 0.7
    return np.array(taken, np.int64)


def _people(
    points: pd.DataFrame,
    town_like: NDArray[np.float64],
    residents: int,
    urban_residents: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Town and country people shared out over town and country points, to the last one.

    Town points are on average TOWN_SIZE times as large as rural ones, which sets how many of
    the points are towns: exactly the most town-like.
    """
    n_points = len(points)
    if not 0 <= urban_residents <= residents:
        raise InputError(
            f"figures: {urban_residents} urban residents of {residents} in one county; "
            "urban residents must be at least 0 and at most all residents"
        )
    share = urban_residents / residents if residents else 0.0
    n_urban = round(n_points * share / (TOWN_SIZE * (1 - share) + share))
    n_urban = min(max(n_urban, int(urban_residents > 0)), n_points)
    if urban_residents < residents and n_urban == n_points and n_points > 1:
        n_urban -= 1
    urban = np.zeros(n_points, bool)
    urban[np.argsort(-town_like, kind="stable")[:n_urban]] = True
    size = np.exp(rng.normal(0.0, SIZE_SPREAD, n_points))
    people = np.zeros(n_points, np.int64)
    if n_urban < n_points:
        people[urban] = share_out(urban_residents, size[urban], least=LEAST_RESIDENTS)
        people[~urban] = share_out(residents - urban_residents, size[~urban], least=LEAST_RESIDENTS)
    else:
        people[:] = share_out(residents, size, least=LEAST_RESIDENTS)
    return points.assign(residents=people.astype(float), urban=urban)


def _named(communities: pd.DataFrame, townships: pd.DataFrame) -> pd.DataFrame:
    """Names that say what the points are, and ids that are no codes."""
    number = communities.groupby("place").cumcount() + 1
    digits = number.astype(str).str.zfill(2)
    place = communities["place"].astype(str)
    table = pd.DataFrame(
        {
            "community_id": "sim-" + place + "-" + digits,
            "place": place,
            "name": place.map(townships["name"]) + " · 模拟点 " + digits,
            "name_en": place.map(townships["name_en"]) + " · simulated point " + digits,
        }
    )
    rest = ["residents", "urban", "lon", "lat", "x", "y", "county"]
    return table.join(communities[rest]).set_index("community_id")
