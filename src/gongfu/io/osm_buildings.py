"""Where people live, as far as a map without people can tell: floor area of homes.

The assumptions stand in `data/osm/buildings.toml`.  Everything spread by them is simulated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from pyproj import Transformer

from gongfu.errors import InputError
from gongfu.io.osm_access import read_table
from gongfu.io.osm_metres import local_crs

URBAN_PER_KM2: Final = 300.0  # residents; the Degree of Urbanisation's bound (UN 2020)
URBAN_CELL_M: Final = 1000.0
M2_PER_KM2: Final = 1e6


@dataclass(frozen=True, slots=True)
class BuildingRules:
    """The table of buildings as read; see the file for what each part means."""

    levels: Mapping[str, float]
    plain: frozenset[str]
    plain_levels: float
    not_with: tuple[str, ...]
    smallest_m2: float
    m2_per_person: float
    m_per_level: float
    levels_max: float
    share_tagged: float

    def home(self, tags: Mapping[str, str]) -> tuple[float, bool] | None:
        """Floors, and whether the map calls it a home; None where nobody lives."""
        value = tags.get("building", "no")
        tagged = value in self.levels
        if not tagged and (value not in self.plain or any(key in tags for key in self.not_with)):
            return None
        default = self.levels[value] if tagged else self.plain_levels
        return self._floors(tags) or default, tagged

    def _floors(self, tags: Mapping[str, str]) -> float | None:
        for key, unit in (("building:levels", 1.0), ("height", self.m_per_level)):
            number = re.match(r"\s*(\d+(?:\.\d+)?)\s*m?\s*$", tags.get(key, "").split(";")[0])
            floors = float(number[1]) / unit if number else 0.0
            if unit > 1.0:
                floors = float(max(round(floors), 1)) if number else 0.0
            if 0.0 < floors <= self.levels_max:
                return floors
        return None


@cache
def building_rules() -> BuildingRules:
    """The table of buildings."""
    table = read_table("buildings")
    plain = table["plain"]
    return BuildingRules(
        levels=table["levels"],
        plain=frozenset(plain["values"]),
        plain_levels=plain["levels"],
        not_with=tuple(plain["not_with"]),
        smallest_m2=plain["smallest_m2"],
        m2_per_person=table["m2_per_person"],
        m_per_level=table["m_per_level"],
        levels_max=table["levels_max"],
        share_tagged=table["share_tagged"],
    )


def homes(
    lonlat: np.ndarray, footprint_m2: np.ndarray, levels: np.ndarray, tagged: np.ndarray
) -> pd.DataFrame:
    """The buildings people live in, from all that may be homes.

    Parameters
    ----------
    lonlat
        (B, 2) degrees, a point inside each.
    footprint_m2, levels
        (B,) square metres on the ground and floors.
    tagged
        (B,) True where the map says what kind of home it is, False for a plain `building=yes`.

    Returns
    -------
    DataFrame
        Columns lon, lat, floor_m2, tagged.  Plain buildings are left out where the tagged ones
        hold most of the floor area, because then the map tells homes apart.
    """
    rules = building_rules()
    frame = pd.DataFrame(
        {
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "floor_m2": footprint_m2 * levels,
            "tagged": tagged.astype(bool),
        }
    )
    frame = frame[frame["tagged"] | (footprint_m2 >= rules.smallest_m2)]
    frame = frame[frame["floor_m2"] > 0].reset_index(drop=True)
    known = frame.loc[frame["tagged"], "floor_m2"].sum()
    if known >= rules.share_tagged * frame["floor_m2"].sum():
        frame = frame[frame["tagged"]].reset_index(drop=True)
    return frame


def people_from_buildings(
    buildings: pd.DataFrame,
    residents_total: float | None = None,
    *,
    place: str,
    cell_m: float = 100.0,
) -> pd.DataFrame:
    """Demand points: residents spread over homes by floor area, then gathered in small cells.

    Parameters
    ----------
    buildings
        Columns lon, lat, floor_m2, one row per building people live in.
    residents_total
        People to spread, > 0.  If not given, one person for every 30 m² of floor: an assumption.
    place
        Code of the place that the points lie in.
    cell_m
        Buildings in the same square of this side make one point.  Metres, > 0.

    Returns
    -------
    DataFrame
        Index `community_id`; columns place, name, residents, urban, lon, lat.  A point lies at the
        centre of its buildings, weighted by floor area.  `urban` is True where the square
        kilometre around holds at least 300 residents.  The residents sum to the total.

    Notes
    -----
    Simulated: OpenStreetMap holds no residents.  A home's floors are often a guess as well.
    """
    if buildings.empty:
        raise InputError(
            "the map holds no buildings that people could live in; give the people yourself: "
            "`--people FILE.csv` with lon, lat and residents, or `--people FILE.tif`; or take the "
            "streets alone: `--streets-only`"
        )
    if residents_total is not None and not 0 < residents_total < float("inf"):
        raise InputError(f"residents_total is {residents_total!r}; it must be people > 0")
    if not cell_m > 0:
        raise InputError(f"cell_m is {cell_m!r}; it must be metres > 0")

    floor_m2 = buildings["floor_m2"].to_numpy(float)
    total = floor_m2.sum() / building_rules().m2_per_person
    residents = floor_m2 * ((residents_total or total) / floor_m2.sum())
    column, row = _metres(buildings["lon"].to_numpy(float), buildings["lat"].to_numpy(float))

    cells = pd.DataFrame(
        {
            "column": np.floor(column / cell_m).astype(np.int64),
            "row": np.floor(row / cell_m).astype(np.int64),
            "residents": residents,
            "lon": buildings["lon"].to_numpy(float) * residents,
            "lat": buildings["lat"].to_numpy(float) * residents,
            "km_column": np.floor(column / URBAN_CELL_M).astype(np.int64),
            "km_row": np.floor(row / URBAN_CELL_M).astype(np.int64),
        }
    )
    around = cells.groupby(["km_column", "km_row"])["residents"].transform("sum")
    cells["urban"] = around * (M2_PER_KM2 / URBAN_CELL_M**2) >= URBAN_PER_KM2
    summed = {"residents": "sum", "lon": "sum", "lat": "sum", "urban": "max"}
    points = cells.groupby(["row", "column"]).agg(summed).reset_index(drop=True)

    number = [f"{at + 1:05d}" for at in range(len(points))]
    return pd.DataFrame(
        {
            "place": place,
            "name": [f"模拟点{text}" for text in number],
            "name_en": [f"simulated point {text}" for text in number],
            "residents": points["residents"],
            "urban": points["urban"].astype(bool),
            "lon": points["lon"] / points["residents"],
            "lat": points["lat"] / points["residents"],
        }
    ).set_index(pd.Index([f"osm-{text}" for text in number], name="community_id"))


def _metres(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres east and north of the south-western corner, good enough to draw squares."""
    middle = (lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2
    x, y = Transformer.from_crs("EPSG:4326", local_crs(*middle), always_xy=True).transform(lon, lat)
    return x - x.min(), y - y.min()
