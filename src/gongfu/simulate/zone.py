"""All stand-ins of a zone in one go: people, streets, facilities and households."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.model.figure import indicator_values
from gongfu.model.network import Network
from gongfu.model.zone import Layer
from gongfu.simulate.calibrate import Calibration, calibrate
from gongfu.simulate.facilities import furnish, named
from gongfu.simulate.ground import survey
from gongfu.simulate.households import sample_households
from gongfu.simulate.layers import simulated_layers
from gongfu.simulate.settlements import settle
from gongfu.simulate.streets import lay_streets

YEAR: Final = "2024"  # of the figures that the stand-ins agree with
NEEDED: Final = ("residents", "urban_residents", "hospitals", "sports_venues")
BEDS: Final = "hospital_beds"
TOWN_INCOME: Final = "urban_disposable_income_per_head_yuan"
COUNTRY_INCOME: Final = "rural_disposable_income_per_head_yuan"

# 84.14 % and 98.41 % of 1,202 villages and communities are 1,011.4 and 1,182.9.
JIAXING: Final = (
    Calibration(
        "3304",
        "childcare",
        1_011,
        "84.14% of Jiaxing's villages and communities",
        "嘉兴市公布84.14%的村(社区)",
    ),
    Calibration(
        "3304",
        "sports",
        1_183,
        "98.41% of Jiaxing's villages and communities",
        "嘉兴市公布98.41%的村(社区)",
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """The simulated tables of a zone, as its contracts say, each with its layer.

    `extent` (WGS84) is where the simulated streets are known.
    """

    communities: pd.DataFrame
    facilities: pd.DataFrame
    incomes: pd.DataFrame
    network: Network
    layers: dict[str, Layer]
    extent: BaseGeometry


def simulate_zone(
    places: pd.DataFrame,
    figures: pd.DataFrame,
    township_points: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    neighbours: BaseGeometry | None = None,
    *,
    seed: int = 2021,
    calibrations: tuple[Calibration, ...] = JIAXING,
    progress: Callable[[str], None] | None = None,
) -> Simulated:
    """Stand-ins for what has no open data, true to the published figures of every county.

    Parameters
    ----------
    places
        Index `code`; name, name_en, level, parent: counties, townships and villages.
    figures
        Published figures of YEAR for every county: residents, urban_residents, hospitals,
        sports_venues, and disposable income per head in town and, where there is one, country.
    township_points
        Index: township code; lon, lat (WGS84) of the townships that have a known point.
    boundaries
        Index: code; the counties' polygons (other levels are left out).
    neighbours
        Land beyond the zone's border (WGS84); what is neither this nor the zone is water.
    seed
        The same seed gives the same tables.
    calibrations
        Counts of communities that shall reach a kind; none of a prefecture that is not here.
    progress
        Called with the name of each step as it begins: "land", "communities", "streets",
        "facilities", "calibration", "households".

    Returns
    -------
    Simulated
        communities, facilities, incomes, network and their layers, all "simulated".

    Notes
    -----
    Nothing here is evidence or a forecast.  docs/reference/simulation.md tells every assumption.
    """
    say = progress if progress is not None else _quiet
    counties = places.index[places["level"] == "county"]
    counts = {key: _published(figures, key, counties) for key in NEEDED}
    beds = indicator_values(figures, BEDS, YEAR)["value"].reindex(counties)
    if not beds.isna().any():
        counts[BEDS] = beds

    say("land")
    ground = survey(boundaries.loc[boundaries.index.isin(counties)], neighbours)
    say("communities")
    communities = settle(
        ground, places, township_points, counts["residents"], counts["urban_residents"], seed=seed
    )
    say("streets")
    streets = lay_streets(ground, communities, seed=seed)
    say("facilities")
    sites = furnish(ground, communities, streets, counts, seed=seed)
    say("calibration")
    wanted = tuple(c for c in calibrations if counties.str.startswith(c.place).any())
    for one in wanted:
        sites = calibrate(sites, communities, streets.network, ground, one)
    say("households")
    incomes = sample_households(
        communities,
        _published(figures, TOWN_INCOME, counties),
        indicator_values(figures, COUNTRY_INCOME, YEAR)["value"].reindex(counties),
        seed=seed,
    )
    extent = gpd.GeoSeries([ground.rim.intersection(ground.land)], crs=ground.crs)
    return Simulated(
        communities.drop(columns=["x", "y", "county"]),
        named(sites, ground).drop(columns=["x", "y", "county"]),
        incomes,
        streets.network,
        simulated_layers(seed, YEAR, wanted),
        extent.to_crs("EPSG:4326").iloc[0],
    )


def _published(figures: pd.DataFrame, key: str, counties: pd.Index) -> pd.Series:
    values = indicator_values(figures, key, YEAR)["value"].reindex(counties)
    lost = values.index[values.isna()]
    if len(lost):
        raise InputError(
            f"figures: {len(lost)} counties have no {key!r} of {YEAR}, such as {lost[0]!r}; "
            "the simulation follows published figures and makes none up"
        )
    return values


def _quiet(step: str) -> None:
    """Say nothing."""
