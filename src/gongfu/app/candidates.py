"""Where one may build: candidates read or laid out, and those that are no use taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gongfu.app.question import Asked
from gongfu.errors import InputError
from gongfu.io.areas import read_areas
from gongfu.io.elevation import ground_slopes
from gongfu.io.layers import parse_columns, read_points
from gongfu.io.within import area_within
from gongfu.measure.streets import Streets
from gongfu.model.network import Network
from gongfu.plan.candidates import at_communities, at_corners, at_grid, thinned
from gongfu.plan.screening import Mask, far_from_street, in_areas, near_to, screened

COST: Final = "cost_yuan"
CAPACITY: Final = "capacity_people"
CORNERS_M: Final = 500.0
GRID_M: Final = 500.0
AROUND_M: Final = 1_000.0
"""How far from a community a grid reaches where no boundary is drawn: most of a walk of 15
minutes."""
_WORDS: Final[Mapping[str, str]] = {
    "small": "too small",
    "excluded": "in an excluded area",
    "steep": "too steep",
    "off_street": "far from any street",
    "near": "too near a facility of the kind",
    "close": "too near another candidate",
}


@dataclass(frozen=True, slots=True)
class Screens:
    """What takes a candidate out before any is chosen; None and nothing: not asked.

    exclude: map files of areas where nobody builds; elevation, max_slope: a raster of elevations
    and the steepest slope of the ground, 0.15 = 15%; street_m: how far the nearest street may be;
    clear_m: how near the nearest facility of the kind may be; min_area_m2: of a parcel.
    """

    exclude: tuple[Path, ...] = ()
    elevation: Path | None = None
    max_slope: float | None = None
    street_m: float | None = None
    clear_m: float | None = None
    min_area_m2: float | None = None

    def __post_init__(self) -> None:
        if (self.elevation is None) != (self.max_slope is None):
            raise InputError(
                "a steepest slope and the elevations to measure it go together: give both "
                "--max-slope PERCENT and --elevation FILE"
            )
        for name, value in (
            ("--max-slope", self.max_slope),
            ("--street", self.street_m),
            ("--clear-of", self.clear_m),
            ("--min-area", self.min_area_m2),
        ):
            if value is not None and not 0 < value < np.inf:
                raise InputError(f"{name} must be above 0; it is {value:g}")


@dataclass(frozen=True, slots=True)
class Where:
    """Where one may build, as one writes it on a command line.

    candidates: "villages" (in each community asked about), "corners" (of streets near them),
    "grid" (over the place asked about), or the name of a list with lon, lat or shapes and perhaps
    id, name, cost_yuan, capacity_people; spacing_m: between lines of the grid, and of candidates
    nearer than that only the first stays; columns, datum: of the list; must, never: ids that open,
    and that do not; by_places: communities count, not their residents; screens: what takes
    candidates out.
    """

    candidates: str = "villages"
    spacing_m: float | None = None
    columns: str = ""
    datum: str = "wgs84"
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    by_places: bool = False
    screens: Screens = field(default_factory=Screens)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidates that stay.

    points: `lon`, `lat`, perhaps `name`, `cost_yuan`, `capacity_people`, `area_m2`, `slope`; n:
    how many there were; counts: how many were taken out for each reason asked about, each counted
    under the first: "small", "excluded", "steep", "off_street", "near", "close"; limits: the square
    metres, slope or metres behind a reason; no_slope: how many stay although the slope under them
    is not known; never: of the ids that must not open, those that were not taken out.
    """

    points: pd.DataFrame
    n: int
    counts: Mapping[str, int]
    limits: Mapping[str, float]
    no_slope: int
    never: tuple[str, ...]


def candidates_of(
    asked: Asked,
    where: Where,
    streets: Streets,
    *,
    kinds: Sequence[str],
    costs: bool,
    capacities: bool = False,
    named: Sequence[str] = (),
) -> Candidates:
    """Where one may build, and how many places were taken out for which reason.

    Parameters
    ----------
    asked
        The question put to its zone.
    where
        Which candidates, and what takes them out.
    streets
        Of the question.
    kinds
        Of the facilities to keep clear of.
    costs
        Whether the list has to say `cost_yuan`.
    capacities
        Whether it has to say `capacity_people`.
    named
        Ids that the question speaks of, besides `where.must`.

    Returns
    -------
    Candidates
        At least one.

    Raises
    ------
    InputError
        No streets, a list without costs or areas that are asked for, a candidate that is named
        but was taken out, or nothing left.
    """
    both = [one for one in where.must if one in where.never]
    if both:
        raise InputError(
            f"{both[0]!r} stands in --must and in --never; leave it out of one of the two"
        )
    network = asked.zone.network
    if network is None:
        raise InputError(
            "the zone has no streets; `gongfu import osm FILE --into ZONE` brings them"
        )
    needed = {COST: "what they cost"} if costs else {}
    if capacities:
        needed[CAPACITY] = "how many people each can serve"
    points = _all(asked, where, network, needed)
    faults, points = _faults(asked, where, streets, network, points, kinds)
    found = screened(points, faults)
    kept, counts = found.kept, dict(found.counts)
    if where.spacing_m is not None and where.candidates != "grid":
        spread = thinned(kept, network, spacing_m=where.spacing_m, first=where.must)
        counts["close"] = len(kept) - len(spread)
        kept = spread
    if kept.empty:
        told = ", ".join(f"{n:,} {_WORDS[reason]}" for reason, n in counts.items() if n)
        raise InputError(
            f"none of the {found.n:,} candidates is left: {told}; ask less of them, or give others"
        )
    lost = [one for one in (*where.must, *named) if one in points.index and one not in kept.index]
    if lost:
        raise InputError(
            f"{lost[0]!r} is named, but was taken out of the candidates "
            f"({_WORDS[found.reason.get(lost[0], 'close')]}); leave it or the limit out"
        )
    screens, slope = where.screens, kept.get("slope")
    limits = {
        "small": screens.min_area_m2,
        "steep": screens.max_slope,
        "off_street": streets.off_m if screens.street_m is None else screens.street_m,
        "near": screens.clear_m,
        "close": where.spacing_m,
    }
    gone = points.index.difference(kept.index)
    return Candidates(
        kept,
        found.n,
        counts,
        {reason: limit for reason, limit in limits.items() if limit is not None},
        0 if slope is None else int(slope.isna().sum()),
        tuple(one for one in where.never if one not in gone),
    )


def _all(asked: Asked, where: Where, network: Network, needed: Mapping[str, str]) -> pd.DataFrame:
    """Every candidate: `lon`, `lat`, perhaps `name` and `area_m2`, and the columns needed."""
    mine = asked.zone.communities[asked.inside]
    if where.candidates == "villages":
        points = at_communities(mine)
    elif where.candidates == "corners":
        points = at_corners(network, mine, around_m=where.spacing_m or CORNERS_M)
    elif where.candidates == "grid":
        points = at_grid(
            network,
            mine,
            spacing_m=GRID_M if where.spacing_m is None else where.spacing_m,
            around_m=AROUND_M,
            area=_area(asked),
        )
    else:
        points = read_points(
            where.candidates,
            columns=parse_columns(where.columns),
            datum=where.datum,
            numbers=tuple(needed),
        )
    for column, words in needed.items():
        if column not in points:
            raise InputError(
                f"{where.candidates} do not say {words}; give a list with a column {column} "
                "(--candidates FILE)"
            )
    return points


def _area(asked: Asked) -> BaseGeometry | None:
    """The boundary of the place asked about, or of the whole zone; None if none is drawn."""
    zone = asked.zone
    if asked.place:
        return area_within(zone, asked.place)
    return None if zone.boundaries is None else zone.boundaries.geometry.union_all()


def _faults(
    asked: Asked,
    where: Where,
    streets: Streets,
    network: Network,
    points: pd.DataFrame,
    kinds: Sequence[str],
) -> tuple[dict[str, Mask], pd.DataFrame]:
    """Reason -> which candidates it takes out; and the candidates with their `slope`."""
    screens, faults = where.screens, {}
    if screens.min_area_m2 is not None:
        if "area_m2" not in points or points["area_m2"].isna().any():
            raise InputError(
                f"--min-area: {where.candidates} are not all drawn as areas; give parcels "
                "(polygons in GeoJSON, GeoPackage, Shapefile or GeoParquet), or leave it out"
            )
        faults["small"] = (points["area_m2"] < screens.min_area_m2).to_numpy(bool)
    if screens.exclude:
        areas = [read_areas(path) for path in screens.exclude]
        faults["excluded"] = in_areas(points, np.concatenate(areas))
    if screens.elevation is not None:
        lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
        points = points.assign(slope=ground_slopes(network, screens.elevation, lon, lat))
        faults["steep"] = (points["slope"] > screens.max_slope).to_numpy(bool)
    faults["off_street"] = far_from_street(points, streets, within_m=screens.street_m)
    if screens.clear_m is not None:
        facilities = asked.zone.facilities
        there = facilities[facilities["kind"].isin(kinds).to_numpy()]
        faults["near"] = near_to(points, there, network, clear_m=screens.clear_m)
    return faults, points
