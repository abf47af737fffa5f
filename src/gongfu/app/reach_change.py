"""What if a facility opened, closed or moved: who gains, who loses, before it is built."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, by_kind, first_marked, ready
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.standing import standing_of
from gongfu.app.zone_answer import answered, names_of, with_names, with_standing
from gongfu.errors import InputError, NotFoundError
from gongfu.io.datum import check_datum, to_wgs84
from gongfu.io.headings import KIND_WORDS
from gongfu.io.layers import parse_columns, read_facilities
from gongfu.measure.streets import Streets, find_doors
from gongfu.measure.what_if import differences, prepare
from gongfu.measure.what_if import what_if as with_change
from gongfu.model.kind import KINDS
from gongfu.model.schema import LAT, LON, check_frame
from gongfu.model.zone import Zone
from gongfu.report import asked as words

CHANGES: Final = ("gained", "lost", "nearer", "farther", "other")
"""Comes within the limit; no longer does; less or more time; another facility or state."""

_SPEC: Final = ("kind", "lon", "lat", "id", "name")


@dataclass(frozen=True, slots=True)
class Change:
    """What changes, as one writes it on a command line.

    add: files of facilities, or texts such as "kind=childcare,lon=120.1,lat=30.2"; remove: ids;
    move: texts such as "F12=120.1,30.2"; columns: what the files call our columns; datum: of all
    coordinates given here.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    move: tuple[str, ...] = ()
    columns: str = ""
    datum: str | None = None


def what_if(
    zone: Zone, question: Question, change: Change, *, progress: Progress | None = None
) -> Answer:
    """Who would gain and who would lose if facilities opened, closed or moved.

    Parameters
    ----------
    zone
        With communities, streets and facilities; it stays as it is.
    question
        Kinds (those that change unless it names some), mode, minutes and place.
    change
        What changes.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per community and kind of which time, facility or state differ, those that gain
        first; `summary` by kind says how many reach it before and after, gain, lose, come nearer.

    Raises
    ------
    InputError
        Nothing changes, a text that cannot be read, or a place that no street is near.
    NotFoundError
        No facility has that id.
    """
    asked = put(zone, question)
    added, leaving, moved = _read(zone, change)
    kinds = _kinds_changed(asked, added, [*leaving, *moved.index])
    streets = ready(asked, progress)
    _check_streets(streets, added, "added")
    _check_streets(streets, moved, "moved")
    facilities = zone.facilities
    mine = facilities[facilities["kind"].isin(kinds).to_numpy()]
    before = prepare(
        streets,
        zone.communities,
        mine,
        limits_s=asked.limit_s,
        mode=asked.mode,
        kinds=kinds,
        kinds_in_source=asked.in_source,
        direction=asked.direction,
        threads=asked.threads,
    )
    after = with_change(
        before,
        add=added[added["kind"].isin(kinds).to_numpy()],
        remove=[one for one in leaving if one in mine.index],
        move=moved[moved.index.isin(mine.index)],
    )

    found = differences(before, after)
    ids = pd.Categorical.from_codes(
        zone.communities.index.get_indexer(found["community_id"]),
        categories=zone.communities.index,
    )
    table = with_names(asked, found.assign(community_id=ids, change=_what_changes(found)))
    names = zip(("facility_before", "facility"), (before, after), strict=True)
    for name, reach in names:
        table[f"{name}_name"] = names_of(reach.facilities, table[f"{name}_id"])
    order = np.lexsort([-table["residents"].to_numpy(float), table["change"].cat.codes])
    table = table.iloc[order].reset_index(drop=True)
    summary = _summed(
        asked, kinds, by_kind(asked, before.times), by_kind(asked, after.times), table
    )

    about = about_of(asked)
    said = []
    for kind in kinds:
        mine = summary[(summary["kind"] == kind).to_numpy()]
        residents = mine.set_index("who")["residents"].to_dict()
        said += first_marked(asked, about, words.changed(about, kind, residents), kind)
    view = ("change", "community_id", "name", "place_name", "residents", "kind",
            "time_before_s", "time_s", "facility_before_id", "facility_id")  # fmt: skip
    return answered(
        asked,
        {
            "command": "what-if",
            "direction": asked.direction,
            "added": list(added.index),
            "removed": leaving,
            "moved": list(moved.index),
        },
        said,
        with_standing(asked, table),
        view,
        kinds=kinds,
        summary=summary,
    )


def _read(zone: Zone, change: Change) -> tuple[pd.DataFrame, list[str], pd.DataFrame]:
    """The facilities that come, the ids that go, and where others move, checked."""
    if not (change.add or change.remove or change.move):
        raise InputError("nothing changes; say what with --add, --remove or --move")
    datum = change.datum or "wgs84"
    check_datum(datum)
    parts = [_added(text, at, change.columns, datum) for at, text in enumerate(change.add, 1)]
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in ("kind", "name")})
    added = pd.concat(parts) if parts else empty.assign(lon=0.0, lat=0.0)
    added = added.set_axis(_ids_of_their_own(added.index, zone, change), axis=0)
    leaving = list(dict.fromkeys(change.remove))
    moved = _moved(change.move, datum)
    lost = [one for one in (*leaving, *moved.index) if one not in zone.facilities.index]
    if lost:
        raise NotFoundError(
            f"{len(lost)} ids are of no facility in the zone, such as {lost[0]!r}; "
            "`gongfu reach nearest ZONE` shows ids"
        )
    return added, leaving, moved


def _added(text: str, at: int, columns: str, datum: str) -> pd.DataFrame:
    """The facilities of one --add: a file's, or the one that a text describes."""
    pairs = [part.partition("=") for part in text.split(",")]
    keys = [key.strip() for key, _, _ in pairs]
    if not {"kind", "lon", "lat"} & set(keys) or Path(text).is_file():
        return read_facilities(text, columns=parse_columns(columns), datum=datum)
    odd = [key for key in keys if key not in _SPEC]
    lost = [key for key in ("kind", "lon", "lat") if key not in keys]
    if odd or lost or len(set(keys)) < len(keys):
        raise InputError(
            f"--add {text!r}: {'lacks ' + ', '.join(lost) if lost else 'has more than it may'}; "
            "give kind=…,lon=…,lat=… and, if you like, id=…,name=…, or the name of a file"
        )
    given = {key: value.strip() for key, (_, _, value) in zip(keys, pairs, strict=True)}
    kind = KIND_WORDS.get(given["kind"].lower(), "")
    if not kind:
        raise InputError(
            f"--add {text!r}: no kind of facility called {given['kind']!r}; "
            f"known: {', '.join(KINDS)}"
        )
    lon, lat = _degrees(f"--add {text!r}", given["lon"], given["lat"], datum)
    name = given.get("name", "")
    row = {"kind": [kind], "name": [name], "lon": [lon], "lat": [lat]}
    return pd.DataFrame(row, index=[given.get("id") or f"new-{at}"])


def _moved(texts: Sequence[str], datum: str) -> pd.DataFrame:
    """Index: ids that move; lon, lat."""
    rows: dict[str, tuple[float, float]] = {}
    for text in texts:
        one, found, where = text.rpartition("=")
        lon, comma, lat = where.partition(",")
        if not (one and found and comma):
            raise InputError(f"--move {text!r}: give ID=LON,LAT, such as F12=120.15,30.25")
        if one in rows:
            raise InputError(f"--move names {one!r} twice; say once where it goes")
        rows[one] = _degrees(f"--move {text!r}", lon, lat, datum)
    return pd.DataFrame(
        {"lon": [lon for lon, _ in rows.values()], "lat": [lat for _, lat in rows.values()]},
        index=pd.Index(list(rows), dtype=object),
        dtype=float,
    )


def _degrees(what: str, lon: str, lat: str, datum: str) -> tuple[float, float]:
    try:
        east, north = np.array([float(lon)]), np.array([float(lat)])
    except ValueError:
        raise InputError(
            f"{what}: {lon!r} and {lat!r} are no degrees; write 120.15,30.25"
        ) from None
    east, north = to_wgs84(east, north, datum)
    check_frame(pd.DataFrame({"lon": east, "lat": north}), (LON, LAT), what)
    return float(east[0]), float(north[0])


def _ids_of_their_own(ids: pd.Index, zone: Zone, change: Change) -> pd.Index:
    """The ids of what comes; one that stands already and stays is told apart by "new-"."""
    stays = set(zone.facilities.index) - set(change.remove)
    own = [f"new-{one}" if one in stays else str(one) for one in ids]
    twice = sorted(one for one, n in Counter(own).items() if n > 1 or one in stays)
    if twice:
        raise InputError(f"--add: the id {twice[0]!r} is there more than once; give each its own")
    return pd.Index(own, name=zone.facilities.index.name, dtype=object)


def _kinds_changed(asked: Asked, added: pd.DataFrame, ids: Sequence[str]) -> tuple[str, ...]:
    """The kinds that change, or those of them that the question names."""
    changing = {*added["kind"], *asked.zone.facilities["kind"].reindex(ids)}
    kinds = tuple(kind for kind in KINDS if kind in changing)
    if not asked.named:
        return kinds
    if not set(kinds) & set(asked.kinds):
        raise InputError(
            f"what changes is of {', '.join(kinds)}, and the question is about "
            f"{', '.join(asked.kinds)}; name one that changes"
        )
    new_only = set(asked.kinds) - set(added["kind"])
    if new_only - set(asked.in_source):
        facilities_of(asked)
    return asked.kinds


def _check_streets(streets: Streets, points: pd.DataFrame, what: str) -> None:
    off = find_doors(points, streets, what).segment < 0 if len(points) else np.zeros(0, bool)
    if off.any():
        raise InputError(
            f"{what}: {off.sum()} of {len(points)} would stand more than {streets.off_m:g} m from "
            f"any street, such as {points.index[off][0]!r}; check that lon and lat are WGS84 "
            "degrees and not swapped"
        )


def _what_changes(found: pd.DataFrame) -> pd.Categorical:
    """What each difference is to its community, one of CHANGES."""
    was, now = found["time_before_s"].to_numpy(float), found["time_s"].to_numpy(float)
    met_before, met = np.isfinite(was), np.isfinite(now)
    code = np.select([met & ~met_before, met_before & ~met, now < was, now > was], [0, 1, 2, 3], 4)
    return pd.Categorical.from_codes(code, categories=list(CHANGES))


def _summed(
    asked: Asked,
    kinds: Sequence[str],
    before: pd.DataFrame,
    after: pd.DataFrame,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """By kind, in rows: who reaches it before and after, and how many each change concerns."""
    was, now = before.set_index("kind"), after.set_index("kind")
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        mine = table[(table["kind"] == kind).to_numpy()]
        concerned = {change: mine[(mine["change"] == change).to_numpy()] for change in CHANGES[:-1]}
        counts: dict[str, tuple[int, float]] = {
            "all": (now.loc[kind, "communities"], now.loc[kind, "residents"]),
            "reached before": (was.loc[kind, "reached"], was.loc[kind, "residents_reached"]),
            "reached after": (now.loc[kind, "reached"], now.loc[kind, "residents_reached"]),
            **{name: (len(some), some["residents"].sum()) for name, some in concerned.items()},
            "cannot be judged": (
                now.loc[kind, "cannot_be_judged"],
                now.loc[kind, "residents_not_judged"],
            ),
        }
        whole = counts["all"][1]
        for name, (n, people) in counts.items():
            rows.append(
                {
                    "kind": kind,
                    "who": name,
                    "communities": int(n),
                    "residents": float(people),
                    "share_of_residents": people / whole if whole > 0 else np.nan,
                    "standing": standing_of(asked.zone, kind),
                }
            )
    return pd.DataFrame(rows)
