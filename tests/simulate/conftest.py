"""Three counties to simulate: islands, a city without townships, and a border with others."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gongfu.io import embedded
from gongfu.simulate.calibrate import Calibration
from gongfu.simulate.zone import Simulated, simulate_zone

ISLANDS, NO_TOWNSHIPS, BORDER = "330305", "330383", "330421"
COUNTIES = (ISLANDS, NO_TOWNSHIPS, BORDER)
SOME_COUNTS = (
    Calibration(BORDER, "childcare", 100, "a test's wish", "测试所需"),
    Calibration(BORDER, "sports", 140, "a test's wish", "测试所需"),
)


@dataclass(frozen=True)
class Given:
    """What the simulation is told about some counties."""

    places: pd.DataFrame
    figures: pd.DataFrame
    township_points: pd.DataFrame
    boundaries: gpd.GeoDataFrame
    neighbours: BaseGeometry

    def simulate(self, **knobs) -> Simulated:
        return simulate_zone(
            self.places,
            self.figures,
            self.township_points,
            self.boundaries,
            self.neighbours,
            **knobs,
        )

    def only(self, counties: tuple[str, ...]) -> "Given":
        """The same for some counties: the others become neighbouring land."""
        county = self.places.index.str[:6]
        kept = self.boundaries.index.isin(counties)
        return Given(
            self.places[county.isin(counties) | (county.str.len() < 6)],
            self.figures,
            self.township_points,
            self.boundaries[kept],
            shapely.union_all([self.neighbours, *self.boundaries.geometry[~kept]]),
        )


@pytest.fixture(scope="session")
def zhejiang() -> Given:
    return Given(
        embedded.places(),
        embedded.figures(),
        embedded.township_points(),
        embedded.boundaries(),
        embedded.neighbouring_land(within_km=4.0),
    )


@pytest.fixture(scope="session")
def given(zhejiang) -> Given:
    return zhejiang.only(COUNTIES)


@pytest.fixture(scope="session")
def simulated(given) -> Simulated:
    return given.simulate(calibrations=SOME_COUNTS)
