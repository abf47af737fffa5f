"""Ways from pupils' homes to the schools they chose, along the streets of a zone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.progress import Progress, silent
from gongfu.app.standing import stand_ins
from gongfu.app.streets import streets_of
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError
from gongfu.io.datum import to_wgs84
from gongfu.match.school_lists import LEFT_OUT
from gongfu.measure.pairs import time_to_exit
from gongfu.measure.streets import Streets, find_doors, prepared, whole_limit
from gongfu.measure.times import travel_times
from gongfu.model.place import ancestors, normal_code
from gongfu.model.zone import Zone
from gongfu.report.layers import simulated_words
from gongfu.report.text import Both
from gongfu.units import DS_PER_S, S_PER_MIN

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_NONE, _SEVERAL = -1, -2  # communities that a text means
_DEGREES: Final = (180.0, 90.0)
_LEAST_S: Final = 0.1  # times are in tenths of a second


@dataclass(frozen=True, slots=True)
class Way:
    """How pupils get to school: along the streets of a zone, on foot, by bicycle or by car.

    zone: None where the list says all minutes; minutes: the walk zone of schools that say none;
    datum: of lon and lat in the lists, see `to_wgs84`.
    """

    zone: Path | None = None
    mode: str = "walk"
    minutes: float | None = None
    datum: str = "wgs84"


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Choices with `time_s`, and what the streets could not say.

    choices: as given, with `time_s`: of the list where it says minutes, else along the streets;
    inf where that is longer than every walk zone, or not known; left_out: with the columns
    `LEFT_OUT`; n_pupils: whose way was asked of the streets, n_placed of them; n_choices: of
    theirs, n_near within a walk zone; n_listed: choices whose minutes the list says; simulated:
    the stand-ins of the zone that ways rest on, and their words.
    """

    choices: pd.DataFrame
    left_out: pd.DataFrame
    zone_name: Both
    mode: str
    n_pupils: int
    n_placed: int
    n_choices: int
    n_near: int
    n_listed: int
    simulated: tuple[str, ...] = ()
    simulated_words: Both | None = None


def ways_to_school(
    pupils: pd.DataFrame,
    choices: pd.DataFrame,
    schools: pd.DataFrame,
    way: Way,
    *,
    progress: Progress | None = None,
) -> Ways:
    """The time from each pupil's home to each school chosen that has a walk zone.

    Parameters
    ----------
    pupils
        `pupil`, `row`, and `lon`, `lat` or `community`: the id or name of a community of the zone,
        or the code or name of a place that holds only one.
    choices
        `pupil`, `school`, `row`, perhaps `minutes` and `time_s`.
    schools
        `school`, `row`, `lon`, `lat`, `walk_s`; see `with_walk_zones`.
    way
        With a zone.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Ways
        Only those are placed and listed whose way is needed: where the school has a walk zone,
        and the list says no minutes.

    Raises
    ------
    InputError
        The zone has no streets, a list says no positions, or no school has a walk zone.
    """
    assert way.zone is not None
    _check_columns(pupils, schools)
    say = progress or silent
    zone = open_zone(way.zone, progress=progress)
    say(0.3, "making the streets ready")
    streets = streets_of(zone, mode=way.mode)
    say(0.7, "measuring ways")

    people = pupils[pupils["pupil"].notna()].drop_duplicates("pupil")
    sites = schools[schools["school"].notna()].drop_duplicates("school")
    pupil_at = pd.Index(people["pupil"]).get_indexer(pd.Index(choices["pupil"]))
    school_at = pd.Index(sites["school"]).get_indexer(pd.Index(choices["school"]))
    limit_s = np.append(_limits(sites), np.nan)[school_at]
    zoned = (pupil_at >= 0) & np.isfinite(limit_s)
    listed = zoned & (choices["minutes"].notna().to_numpy() if "minutes" in choices else False)
    asked = zoned & ~listed

    home, home_fault, by_name = _homes(people, zone, way.datum)
    site, site_fault = _positions(sites, way.datum)
    site_fault = np.where(site_fault == "position_blank", "site_unknown", site_fault)
    home_fault, home_at, homes = _placed(home, home_fault, streets, "pupils")
    site_fault, site_at, doors = _placed(site, site_fault, streets, "schools")
    a, b = home_at[pupil_at], site_at[school_at]
    known = asked & (a >= 0) & (b >= 0)
    time_s = np.full(len(choices), np.inf)
    time_s[known] = _times(homes, doors, streets, (a[known], b[known]), limit_s[known])
    near = known & (time_s <= limit_s)
    unsure = known & ~near
    unsure[unsure] = _may_be_shorter(homes, doors, streets, (a[unsure], b[unsure]), limit_s[unsure])

    needed = _marks(len(people), pupil_at[asked])
    left_out = [
        _listed("pupils", people, np.where(needed, home_fault, "")),
        _listed("schools", sites, np.where(_marks(len(sites), school_at[asked]), site_fault, "")),
        _listed("choices", choices, np.where(unsure, "way_unsure", "")),
    ]
    layers = ("network", *(("communities",) if (by_name & needed).any() else ()))
    stand_in = stand_ins(zone, layers=layers)
    return Ways(
        choices.assign(time_s=np.where(asked, time_s, choices.get("time_s", np.nan))),
        pd.concat(left_out, ignore_index=True),
        Both.of(zone.name),
        way.mode,
        int(needed.sum()),
        int((needed & (home_fault == "")).sum()),
        int(asked.sum()),
        int(near.sum()),
        int(listed.sum()),
        stand_in,
        simulated_words(zone, stand_in) if stand_in else None,
    )


def with_walk_zones(schools: pd.DataFrame, minutes: float | None) -> pd.DataFrame:
    """Schools with `walk_s`, if any say so: of their `walk_minutes`, else of `minutes`.

    What is no number stays as it is, and is listed with the faults.
    """
    if minutes is not None and not 0 <= minutes < np.inf:
        raise InputError(f"--minutes is {minutes!r}; it must be a number of at least 0")
    for_all = None if minutes is None else minutes * S_PER_MIN
    if "walk_minutes" not in schools:
        return schools if for_all is None else schools.assign(walk_s=for_all)
    given = schools["walk_minutes"]
    seconds = (pd.to_numeric(given, errors="coerce").astype(float) * S_PER_MIN).astype(object)
    walk_s = seconds.where(seconds.notna(), given)
    return schools.assign(walk_s=walk_s.where(given.notna(), for_all))


def _check_columns(pupils: pd.DataFrame, schools: pd.DataFrame) -> None:
    faults = []
    if not ({"lon", "lat"} <= set(pupils) or "community" in pupils):
        faults.append("pupils have neither lon and lat nor community")
    if not {"lon", "lat"} <= set(schools):
        faults.append("schools have no lon and lat")
    if faults:
        raise InputError(f"{'; '.join(faults)}: --zone asks where they are; add these columns")
    if "walk_s" not in schools or not np.isfinite(_limits(schools)).any():
        raise InputError(
            "--zone computes ways to school, and no school has a walk zone; add walk_minutes to "
            "the schools, or give --minutes"
        )


def _limits(schools: pd.DataFrame) -> Floats:
    """The walk zone of each school in seconds, NaN for none."""
    limit: Floats = pd.to_numeric(schools["walk_s"], errors="coerce").to_numpy(float)
    return np.where(np.isfinite(limit) & (limit >= 0), limit, np.nan)


def _positions(rows: pd.DataFrame, datum: str) -> tuple[Floats, NDArray[np.object_]]:
    """Degrees (n, 2) in WGS84, and what is wrong with them: "" for nothing."""
    fault = np.full(len(rows), "position_blank", object)
    if not {"lon", "lat"} <= set(rows):
        return np.full((len(rows), 2), np.nan), fault
    cells = rows[["lon", "lat"]]
    at = cells.apply(pd.to_numeric, errors="coerce").to_numpy(float)
    at = np.column_stack(to_wgs84(at[:, 0], at[:, 1], datum))
    fault[cells.notna().any(axis=1).to_numpy()] = "position_odd"
    fault[(np.abs(at) <= _DEGREES).all(axis=1)] = ""
    return at, fault


def _homes(
    pupils: pd.DataFrame, zone: Zone, datum: str
) -> tuple[Floats, NDArray[np.object_], Mask]:
    """Degrees (n, 2) of homes, what is wrong with each, and which stand at their community."""
    at, fault = _positions(pupils, datum)
    by_name = np.zeros(len(pupils), bool)
    if "community" in pupils:
        by_name = (fault == "position_blank") & pupils["community"].notna().to_numpy()
        known = _communities(zone)
        texts = [str(one) for one in pupils["community"][by_name]]
        row = np.array([known.get(one, known.get(normal_code(one), _NONE)) for one in texts], int)
        lonlat = np.vstack([zone.communities[["lon", "lat"]].to_numpy(float), [np.nan, np.nan]])
        at[by_name] = lonlat[np.where(row >= 0, row, -1)]
        fault[by_name] = np.select(
            [row == _NONE, row == _SEVERAL], ["community_unknown", "community_several"], ""
        )
    return at, np.where(fault == "position_blank", "home_unknown", fault), by_name


def _communities(zone: Zone) -> dict[str, int]:
    """The row of the community that a text means, `_SEVERAL` if it may mean more than one."""
    people, places = zone.communities, zone.places
    rows = np.arange(len(people))
    above = ancestors(places).reindex(people["place"])
    inside: dict[str, int] = {}
    for level in above:
        inside |= _meant(above[level].to_numpy(object), rows)
    codes = [code for code in places.index if code in inside]
    held = np.array([inside[code] for code in codes], np.int64)
    found: dict[str, int] = {}
    for frame, row in ((places.loc[codes], held), (people, rows)):
        for column in ("name_en", "name"):
            if column in frame:
                found |= _meant(frame[column].to_numpy(object), row)
    return found | inside | dict(zip(people.index.astype(str), rows.tolist(), strict=True))


def _meant(texts: NDArray[np.object_], rows: Places) -> dict[str, int]:
    """The one row of each text, or `_SEVERAL`."""
    found = pd.Series(rows).groupby(texts).agg(["min", "max"])
    row = found["min"].where(found["min"] == found["max"], _SEVERAL)
    return dict(zip(found.index, row.tolist(), strict=True))


def _placed(
    at: Floats, fault: NDArray[np.object_], streets: Streets, name: str
) -> tuple[NDArray[np.object_], Places, pd.DataFrame]:
    """Faults, with "off_street" where no street is near; the point of each row; the points.

    Rows at one place share a point; -1 is none, as for the last number, that of no row.
    """
    sound = fault == ""
    unique, which = np.unique(at[sound], axis=0, return_inverse=True)
    points = pd.DataFrame(unique, columns=["lon", "lat"])
    on = find_doors(points, streets, name).segment >= 0
    point_at = np.full(fault.size + 1, -1, np.int64)
    point_at[:-1][sound] = np.where(on, np.cumsum(on) - 1, -1)[which.reshape(-1)]
    told = np.where(sound & (point_at[:-1] < 0), "off_street", fault)
    return told, point_at, points[on].reset_index(drop=True)


def _times(
    homes: pd.DataFrame,
    sites: pd.DataFrame,
    streets: Streets,
    pairs: tuple[Places, Places],
    limit_s: Floats,
) -> Floats:
    """Seconds from homes to sites by position; inf beyond the longest limit."""
    if not limit_s.size:
        return np.zeros(0)
    table = travel_times(
        homes,
        sites.assign(kind="school"),
        streets,
        mode=streets.mode,
        limit_s=max(float(limit_s.max()), _LEAST_S),
    )
    home, site = (table[name].cat.codes.to_numpy(np.int64) for name in table.columns[:2])
    found = pd.Series(table["time_s"].to_numpy(float), home * len(sites) + site)
    time_s: Floats = found.reindex(pairs[0] * len(sites) + pairs[1], fill_value=np.inf).to_numpy(
        float
    )
    return time_s


def _may_be_shorter(
    homes: pd.DataFrame,
    sites: pd.DataFrame,
    streets: Streets,
    pairs: tuple[Places, Places],
    limit_s: Floats,
) -> Mask:
    """Which pairs may be within their limit by a way that leaves the streets known, and returns."""
    if not limit_s.size:
        return np.zeros(0, bool)
    limit_ds = whole_limit(max(float(limit_s.max()), _LEAST_S))
    out, back = (
        time_to_exit(facing, find_doors(points, facing, name), limit_ds)
        for facing, points, name in (
            (streets, homes, "pupils"),
            (prepared(streets, streets.mode, "from"), sites, "schools"),
        )
    )
    shorter: Mask = out[pairs[0]] + back[pairs[1]] <= np.floor(np.round(limit_s * DS_PER_S, 6))
    return shorter


def _marks(n: int, at: Places) -> Mask:
    marks = np.zeros(n, bool)
    marks[at] = True
    return marks


def _listed(name: str, frame: pd.DataFrame, fault: NDArray[np.object_]) -> pd.DataFrame:
    """The rows that have a fault."""
    rows = frame[fault != ""].assign(list=name, fault=fault[fault != ""])
    return rows.reindex(columns=list(LEFT_OUT))
