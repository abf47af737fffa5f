"""Simulated facilities of the ten kinds: as many as are counted, else at an assumed rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gongfu.simulate.chance import in_weighted_order, share_out, stream
from gongfu.simulate.ground import Ground
from gongfu.simulate.streets import Streets

VENUES_PER_SITE: Final = 15.0  # sports venues are courts and pitches; a site holds this many
DOOR_M: Final = (5.0, 15.0)  # from the street to the door


@dataclass(frozen=True, slots=True)
class Supply:
    """How many facilities of a kind a county gets, and where they go.

    `counted` names the published count, divided by `per_site`; without one the number is
    `per_10k` for each 10,000 residents plus `per_community`.  `even` is the share of sites that
    go round: no community gets a second before all have a first.  The chance of a community
    grows with residents to the power `size`, times `town` in towns.  `spread_m` is how far from
    the middle of a community a site lies (standard deviation on each axis).
    """

    kind: str
    counted: str = ""
    per_site: float = 1.0
    per_10k: float = 0.0
    per_community: float = 0.0
    even: float = 0.0
    town: float = 1.0
    size: float = 1.0
    spread_m: float = 250.0


# Only hospitals and sports venues are counted by the yearbook.  Every other number is assumed.
SUPPLIES: Final = (
    Supply("childcare", per_10k=1.8, even=0.9, town=1.5, size=0.5, spread_m=200.0),
    Supply("school", per_10k=0.9, even=0.5, town=1.5, spread_m=350.0),
    Supply("clinic", per_10k=1.5, per_community=0.5, even=0.8, size=0.5, spread_m=200.0),
    Supply("hospital", counted="hospitals", town=6.0, spread_m=400.0),
    Supply("pharmacy", per_10k=3.5, even=0.3, town=2.5, spread_m=250.0),
    Supply(
        "sports", counted="sports_venues", per_site=VENUES_PER_SITE, even=0.75, size=0.5,
        spread_m=200.0,
    ),
    Supply("culture", per_community=0.7, even=0.9, size=0.5, spread_m=150.0),
    Supply("elder_care", per_community=0.8, even=0.9, size=0.5, spread_m=150.0),
    Supply("park", per_10k=1.2, even=0.3, town=3.0, spread_m=400.0),
    Supply("market", per_10k=0.5, even=0.3, town=2.0, spread_m=300.0),
)  # fmt: skip

TITLES_ZH: Final = {
    "childcare": "托育", "school": "学校", "clinic": "卫生机构", "hospital": "医院",
    "pharmacy": "药店", "sports": "体育设施", "culture": "文化设施", "elder_care": "养老服务",
    "park": "公园", "market": "农贸市场",
}  # fmt: skip


def furnish(
    ground: Ground,
    communities: pd.DataFrame,
    streets: Streets,
    counts: Mapping[str, pd.Series],
    *,
    seed: int,
    supplies: tuple[Supply, ...] = SUPPLIES,
) -> pd.DataFrame:
    """Sites of simulated facilities of every county; `named` makes them facilities.

    Parameters
    ----------
    ground, communities, streets
        As `ground.survey`, `settlements.settle` and `streets.lay_streets` return them.
    counts
        For each counted indicator the published number, indexed by county.  `hospital_beds`, if
        there, is shared out as the hospitals' capacity.
    supplies
        How many of what, where.

    Returns
    -------
    DataFrame
        One row per site: kind, capacity (people: hospital beds, else NaN), x, y (metres),
        county.  Every one lies inside its county, within 15 m of a street corner.
    """
    network = streets.network
    beds = counts.get("hospital_beds")
    kind, code, capacity, spot = [], [], [], []
    for at, (county, table) in enumerate(communities.groupby("county", sort=True)):
        rng = stream(seed, str(county), "facilities")
        own = np.flatnonzero(streets.county == at)
        corner = np.stack([network.x[own], network.y[own]], 1)
        doors = _Doors(corner, ground.counties[str(county)], cKDTree(corner))
        centre = table[["x", "y"]].to_numpy(float)
        for supply in supplies:
            n_sites = site_count(supply, table, counts, str(county))
            chosen = _chosen(table, supply, n_sites, rng)
            spot.append(doors.near(centre[chosen], supply.spread_m, rng))
            room = np.full(n_sites, np.nan)
            if supply.kind == "hospital" and beds is not None and n_sites:
                size = np.exp(rng.normal(0.0, 1.0, n_sites))
                room = share_out(round(float(beds[county])), size).astype(float)
            capacity.append(room)
            kind.append(np.full(n_sites, supply.kind, object))
            code.append(np.full(n_sites, county, object))
    x, y = np.concatenate(spot).T
    return pd.DataFrame(
        {
            "kind": np.concatenate(kind),
            "capacity": np.concatenate(capacity),
            "x": x,
            "y": y,
            "county": np.concatenate(code),
        }
    )


def site_count(
    supply: Supply, communities: pd.DataFrame, counts: Mapping[str, pd.Series], county: str
) -> int:
    """How many sites of a kind one county gets."""
    if supply.counted:
        published = float(counts[supply.counted].get(county, 0.0))
        return round(published / supply.per_site)
    people = float(communities["residents"].sum())
    return round(supply.per_10k * people / 1e4 + supply.per_community * len(communities))


def named(sites: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Ids and names that say simulated, numbered within each kind; positions in degrees."""
    digits = (sites.groupby("kind").cumcount() + 1).astype(str).str.zfill(5)
    lon, lat = ground.to_degrees(sites["x"].to_numpy(), sites["y"].to_numpy())
    table = pd.DataFrame(
        {
            "facility_id": "sim-" + sites["kind"] + "-" + digits,
            "kind": sites["kind"],
            "name": "模拟" + sites["kind"].map(TITLES_ZH) + " " + digits,
            "name_en": "simulated " + sites["kind"].str.replace("_", " ") + " " + digits,
            "capacity": sites["capacity"],
            "lon": lon,
            "lat": lat,
        }
    )
    return table.join(sites[["x", "y", "county"]]).set_index("facility_id")


def _chosen(
    communities: pd.DataFrame, supply: Supply, n_sites: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The community of each site: first those that go round, then the rest by weight alone."""
    weight = communities["residents"].to_numpy(float) ** supply.size
    weight = weight * np.where(communities["urban"], supply.town, 1.0)
    n_even = round(supply.even * n_sites)
    order = in_weighted_order(rng, weight)
    even = order[np.arange(n_even) % order.size]
    return np.concatenate(
        [even, rng.choice(weight.size, n_sites - n_even, p=weight / weight.sum())]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Doors:
    """Places beside the street corners (n, 2) of one county."""

    corner: NDArray[np.float64]
    polygon: shapely.Geometry
    tree: cKDTree

    def near(
        self, centre: NDArray[np.float64], spread_m: float, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """A door (n, 2) near each centre: beside the corner nearest to a random spot there."""
        nearest = self.tree.query(centre + rng.normal(0.0, spread_m, centre.shape))[1]
        corner = self.corner[nearest]
        angle = rng.uniform(0.0, 2 * np.pi, len(centre))
        step = rng.uniform(*DOOR_M, len(centre))
        door = corner + step[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
        inside = shapely.contains_xy(self.polygon, door[:, 0], door[:, 1])
        return np.where(inside[:, None], door, corner)
