"""How large: places per site for the people within reach, servers for a wait."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked, ready, travel_of
from gongfu.app.decays import parse_decay
from gongfu.app.progress import Progress
from gongfu.app.question import Question, facilities_of, put
from gongfu.app.zone_answer import answered, with_standing
from gongfu.errors import InputError
from gongfu.io.layers import parse_columns, read_points
from gongfu.io.sheets import read_sheet, sheet_numbers, sheet_texts
from gongfu.measure.decay import step
from gongfu.measure.times import travel_times
from gongfu.model.schema import row_words
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.plan.places import Rule, places_needed
from gongfu.plan.queue_hours import servers_for_day
from gongfu.plan.sizing import servers_needed
from gongfu.report import asked_size as words
from gongfu.report.text import Both

_THOUSAND: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class Standard:
    """How many places people need.

    per_thousand: places for each thousand of `of`, a column of the communities; rule, decay: as
    `places_needed` takes them, the decay as one writes it; sites: a list of planned sites with lon,
    lat and perhaps id, name; columns, datum: of that list.
    """

    per_thousand: float
    of: str = "residents"
    rule: Rule = "nearest"
    decay: str | None = None
    sites: Path | None = None
    columns: str = ""
    datum: str = "wgs84"


@dataclass(frozen=True, slots=True)
class Promise:
    """Who comes, how long one is served, and the wait that is promised to which share."""

    service_min: float
    arrivals_per_h: float | None = None
    wait_min: float = 10.0
    share: float = 0.9
    capacity: int | None = None


def size(
    zone: Zone, question: Question, standard: Standard, *, progress: Progress | None = None
) -> Answer:
    """Places that each site of a kind needs, so that all within its reach have theirs.

    Parameters
    ----------
    zone
        With communities, streets and facilities.
    question
        One kind; mode, minutes, direction and place: sites and communities of the place.
    standard
        How many places people need, and how they choose a site.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per site that somebody needs or that has places; `summary` adds them up.
    """
    asked = put(zone, question)
    if not asked.named or len(asked.kinds) != 1:
        raise InputError("say which kind has the places, one at a time, such as --kind childcare")
    kind = asked.kinds[0]
    if standard.of not in zone.communities:
        counts = [n for n in zone.communities if str(n).startswith("residents")]
        raise InputError(
            f"--of: communities have no column {standard.of!r}; they have {', '.join(counts)}"
        )
    if not standard.per_thousand > 0:
        raise InputError(f"--per-thousand must be above 0; it is {standard.per_thousand:g}")
    communities = zone.communities[asked.inside]
    if standard.sites is None:
        facilities_of(asked)
    sites = _with_planned(zone.facilities[zone.facilities["kind"] == kind], kind, standard)
    streets = ready(asked, progress)
    times = travel_times(communities, sites, streets, limit_s=asked.limit_s, **travel_of(asked))
    decay = (
        parse_decay(standard.decay, limit_s=asked.limit_s)
        if standard.decay
        else step(asked.limit_s)
    )
    rates = pd.DataFrame(
        {"take_up": [1.0], "places_per_thousand": [standard.per_thousand]}, index=[standard.of]
    )
    found = places_needed(communities, sites, times, rates, rule=standard.rule, decay=decay)

    about = about_of(asked)
    table = found.sites[(found.sites["people"] > 0) | found.sites["facility_id"].isin(
        sites.index[sites["planned"]])]  # fmt: skip
    at = sites.index.get_indexer(pd.Index(table["facility_id"]))
    table = table.assign(
        facility_id=table["facility_id"].astype(str),
        name=sites["name"].to_numpy(object)[at],
        planned=sites["planned"].to_numpy(bool)[at],
        lon=sites["lon"].to_numpy(float)[at],
        lat=sites["lat"].to_numpy(float)[at],
        kind=kind,
    ).reset_index(drop=True)
    known = table["capacity"].notna()
    left = found.unserved
    totals = {
        "sites": len(table),
        "people": float(communities[standard.of].sum()),
        "need_places": found.need_places,
        "places": int(table["places"].sum()),
        "capacity_known_at": int(known.sum()),
        "missing_places": float(table["missing_places"].sum(min_count=1)),
        "unserved_people": float(left["people"].sum()),
        "unserved_need_places": float(left["need_places"].sum()),
        "unserved_communities": len(left),
    }
    said = words.size(about, kind, totals, standard.per_thousand, standard.of)
    view = ("facility_id", "name", "people", "need_places", "places", "capacity", "missing_places")
    return answered(
        asked,
        {"command": "size", "per_thousand": standard.per_thousand, "of": standard.of,
         "rule": standard.rule, "decay": standard.decay,
         "sites": None if standard.sites is None else standard.sites.name},
        first_marked(asked, about, said, kind),
        with_standing(asked, table),
        view,
        kinds=(kind,),
        summary=pd.DataFrame([{"kind": kind, **totals}]),
    )  # fmt: skip


def queue(promise: Promise, hours: Path | None = None) -> Answer:
    """The fewest servers, chargers or counters with which few wait long.

    Parameters
    ----------
    promise
        Who comes, how long one is served, and the wait that is promised.
    hours
        A table of a day with `hour` and `arrivals_per_h`, in order; then the promise has no
        arrivals of its own.

    Returns
    -------
    Answer
        For a steady rate a row for the fewest servers and one for one fewer; for a day, a row per
        hour with the fewest servers for all who come in the day.
    """
    if (hours is None) == (promise.arrivals_per_h is None):
        raise InputError(
            "say who comes: --arrivals N an hour, or a table with hour and arrivals_per_h; one of "
            "the two"
        )
    knobs: dict[str, Any] = {
        "wait_min": promise.wait_min, "share": promise.share, "capacity": promise.capacity,
    }  # fmt: skip
    if promise.arrivals_per_h is not None:
        steady = servers_needed(promise.arrivals_per_h, promise.service_min, **knobs)
        table, summary, name = steady.to_frame(), None, "queue"
        said = words.servers(steady)
    else:
        assert hours is not None
        rates = _rates(hours)
        day = servers_for_day(rates, promise.service_min, **knobs)
        table, name = day.day.hours, hours.name
        summary = pd.DataFrame(
            {
                "servers": [day.servers],
                "servers_every_hour": [day.servers_every_hour],
                "servers_steady": [day.servers_steady],
                "share_in_time": [day.day.share_in_time],
                "lost_share": [day.day.lost_share],
            }
        )
        said = words.servers_day(day, promise.share)
    table = table.assign(standing="computed")
    return Answer(
        dict.fromkeys(LANGUAGES, name),
        {"command": "queue", "arrivals_per_h": promise.arrivals_per_h,
         "service_min": promise.service_min, **knobs},
        tuple(_plain(both) for both in said),
        table,
        tuple(map(str, table.columns.drop("standing"))),
        summary=summary,
    )  # fmt: skip


def _with_planned(facilities: pd.DataFrame, kind: str, standard: Standard) -> pd.DataFrame:
    """The facilities of the kind, then the planned sites; `planned` tells them apart."""
    capacity = facilities.get("capacity", pd.Series(float("nan"), facilities.index))
    kept = facilities[["kind", "name", "lon", "lat"]].assign(
        kind=kind, capacity=capacity.astype(float), planned=False
    )
    if standard.sites is None:
        return kept
    new = read_points(standard.sites, columns=parse_columns(standard.columns), datum=standard.datum)
    twice = new.index.intersection(kept.index)
    if len(twice):
        raise InputError(
            f"--sites: {len(twice)} ids are those of facilities, such as {twice[0]!r}; rename them"
        )
    planned = new[["name", "lon", "lat"]].assign(kind=kind, capacity=0.0, planned=True)
    return pd.concat([kept, planned])


def _rates(path: Path) -> pd.Series:
    """Arrivals by hour."""
    sheet = read_sheet(path, known=("hour", "arrivals_per_h"))
    lost = [name for name in ("hour", "arrivals_per_h") if name not in sheet.frame]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: rename the one you mean"
        )
    rates = sheet_numbers(sheet, "arrivals_per_h")
    empty = rates.isna().to_numpy()
    if empty.any():
        raise InputError(
            f"{sheet.name}: 'arrivals_per_h' is empty in {row_words(empty, sheet.rows)}; give 0 "
            "for an hour in which nobody comes"
        )
    return pd.Series(rates.to_numpy(), index=sheet_texts(sheet, "hour").to_numpy(object))


def _plain(both: Both) -> dict[str, str]:
    return {n: Markup(both[n]).striptags() for n in LANGUAGES}
