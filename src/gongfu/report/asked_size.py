"""How large, in words: places for people, servers for a wait."""

from collections.abc import Mapping
from typing import Any

from gongfu.plan.queue_hours import ServersForDay
from gongfu.plan.sizing import ServersNeeded
from gongfu.report.asked import About, number, titled
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, same
from gongfu.report.words import say


def size(
    about: About, kind: str, totals: Mapping[str, Any], per_thousand: float, of: str
) -> list[Both]:
    """What the sites need together, what they lack, and whose need has no site."""
    group = say("size_residents") if of == "residents" else same(of)
    parts = {
        "kind": titled(kind),
        "n": plain(totals["sites"]),
        "places": plain(totals["places"]),
        "need": plain(totals["need_places"]),
        "each": number(per_thousand),
        "of": group,
        **about.parts,
    }
    said = [say("size_places", **parts)]
    n_known = totals["capacity_known_at"]
    if n_known:
        said.append(
            say(
                "size_missing",
                missing=plain(totals["missing_places"]),
                n=plain(n_known),
                **about.parts,
            )
        )
    if n_known < totals["sites"]:
        said.append(say("size_unknown", n=plain(totals["sites"] - n_known)))
    if totals["unserved_communities"]:
        said.append(
            say(
                "size_unserved",
                people=about.people(totals["unserved_people"]),
                need=plain(totals["unserved_need_places"]),
            )
        )
    if about.place:
        said.append(say("size_place", place=Both.of(about.place)))
    return said


def servers(found: ServersNeeded) -> list[Both]:
    """The fewest servers, and what one fewer would do."""
    parts = _promise(found.servers, found.wait_min, found.share, found.share_in_time)
    said = [say("queue_servers", **parts)]
    if found.one_fewer is not None:
        fewer = percent(found.share_in_time_one_fewer)
        said.append(say("queue_one_fewer", n=plain(found.servers - 1), kept=fewer))
    return [*said, say("queue_steady")]


def servers_day(found: ServersForDay, share: float) -> list[Both]:
    """The fewest servers for a day, by each reading of the promise."""
    day = found.day
    parts = _promise(found.servers, day.wait_min, share, day.share_in_time)
    each = plain(found.servers_every_hour)
    said = [say("queue_day", **parts), say("queue_each_hour", n=each)]
    if found.servers_steady is not None:
        said.append(say("queue_formula", n=plain(found.servers_steady)))
    return [*said, Both(day.note_en, day.note_zh)]


def _promise(servers: int, wait_min: float, share: float, kept: float) -> dict[str, Any]:
    return {
        "n": plain(servers),
        "wait": number(wait_min),
        "share": percent(share),
        "kept": percent(kept),
    }
