"""What was done to requests in a ledger, and how they stand, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gongfu.report.numbers import plain, share_of
from gongfu.report.requests import state_words
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.track.request_moves import State

_FEW: Final = 3
_NOT_LATE: Final = ("unsigned", "dropped")


def filed_words(told: Mapping[str, Any]) -> list[Both]:
    """That a request was taken down, and which it may repeat."""
    said = [say("track_request_filed", id=same(told["request_id"]), number=plain(told["number"]))]
    if told["near"]:
        said.append(say("track_request_near", ids=listed([same(one) for one in told["near"]])))
    return [*said, *_not_routed(told)]


def unrouted_words(told: Mapping[str, Any]) -> Both:
    """That no rule names a category, what is then said by rules for any, and which are alike."""
    ids = told.get("request_ids", [])
    parts: dict[str, Both | str] = {
        "category": same(told["category"]),
        "nearest": listed([same(one) for one in told["nearest"]]),
        "then": say("track_category_lacking" if told["lacking"] else "track_category_any"),
    }
    if not ids:
        return say("track_category_unrouted", **parts)
    few = [same(one) for one in [*ids[:_FEW], *["…"] * (len(ids) > _FEW)]]
    return say("track_categories_unrouted", **parts, n=plain(len(ids)), ids=listed(few))


def moved_words(told: Mapping[str, Any]) -> list[Both]:
    """What became of a request."""
    state = State(told["state"])
    said = [
        say(
            "track_request_moved",
            id=same(told["request_id"]),
            state=state_words(state),
            version=plain(told["version"]),
            number=plain(told["number"]),
        )
    ]
    if told["department"] and state in (State.ASSIGNED, State.WORKING, State.PAUSED):
        said.append(say("track_request_with", department=same(told["department"])))
    if state is State.ASSIGNED and told["sign_due"]:
        said.append(say("track_request_sign_by", day=same(told["sign_due"])))
    if state in (State.ASSIGNED, State.WORKING) and told["due"]:
        year = told["due"][:4]
        name = "request_due_provisional" if told.get("due_provisional") else "request_due"
        said.append(say(name, day=same(told["due"]), year=same(year)))
    return [*said, *_not_routed(told)]


def requests_listed_words(
    n: int, n_all: int, day: date, counts: Mapping[str, int], states: Sequence[str] = ()
) -> Both:
    """How many requests of some states there are, and how they stand; none: those that are open."""
    named = [say("track_late") if one == "late" else state_words(State(one)) for one in states]
    parts = {"states": listed(named)} if states else {}
    return say(
        "track_requests_of_states" if states else "track_requests_listed",
        **parts,
        n=plain(n),
        all=plain(n_all),
        day=same(day.isoformat()),
        **{name: plain(number) for name, number in counts.items()},
    )


def provisional_words(n: int) -> Both:
    """How many last days may still be moved by an announcement of holidays."""
    return say("track_requests_provisional", n=plain(n))


def provisional_notice(day: date) -> Both:
    """That one may, as everybody reads it."""
    return say("request_due_provisional", day=same(day.isoformat()), year=same(str(day.year)))


def request_shown_words(row: Mapping[str, Any]) -> Both:
    """What a request is about and where it stands."""
    return say(
        "track_request_shown",
        id=same(row["request_id"]),
        category=same(row["category"]),
        place=same(row["place"]),
        day=same(row["filed_at"][:10]),
        state=state_words(State(row["state"])),
        version=plain(row["version"]),
    )


def rule_ended_words(told: Mapping[str, Any]) -> Both:
    """That a rule of routing has an end."""
    parts = {"id": same(told["rule_key"]), "day": same(told["end_on"])}
    return say("track_rule_ended", **parts, number=plain(told["number"]))


def private_words() -> Both:
    """That words and reasons are not shown."""
    return say("track_request_private")


def brought_words(n: int, n_all: int) -> Both:
    """That steps were written down by others than who did them."""
    return say("track_request_brought", n=plain(n), all=plain(n_all))


def written_later_words(n: int, n_all: int) -> Both:
    """That steps were written down on a later day than they are of."""
    return say("track_request_written_later", n=plain(n), all=plain(n_all))


def said_words(words: str) -> Both:
    """What a resident said, to whom may read it."""
    return say("track_request_words", words=same(words))


def service_words(row: Mapping[str, Any], day: date) -> Both:
    """How well requests are served, all together."""
    return say(
        "track_service",
        n=plain(row["n"]),
        day=same(day.isoformat()),
        signed=_share(row, "n_signed_on_time", "n_of_signed"),
        closed=_share(row, "n_closed_on_time", "n_of_closed"),
        satisfied=_share(row, "n_satisfied", "n_of_said"),
        redone=_share(row, "n_redone", "n_answered"),
    )


def afterwards_words(row: Mapping[str, Any], n_then: Mapping[str, Any]) -> Both:
    """What is in time or not late only by late entries: in groups, and the shares of all."""
    of = {
        "signed": row["n_of_signed"] + row["n_unsigned_afterwards"],
        "closed": row["n_of_closed"] + row["n_dropped_afterwards"],
    }
    least = {name: row[f"n_{name}_on_time"] - row[f"n_{name}_afterwards"] for name in of}
    counts = {f"n_{name}": plain(n_then[f"n_{name}_afterwards"]) for name in (*of, *_NOT_LATE)}
    shares = {name: _share({"part": least[name], "of": of[name]}, "part", "of") for name in of}
    return say("track_service_afterwards", **counts, **shares)


def unassigned_words(n: int, since: date) -> Both:
    """How many requests nobody has assigned, which no share counts, and since when the oldest."""
    return say("track_service_unassigned", n=plain(n), day=same(since.isoformat()))


def cluster_words(told: Mapping[str, Any]) -> list[Both]:
    """Where requests about one thing come from."""
    counts = ("n", "residents", "least", "clusters", "clustered")
    return [
        say(
            "track_clusters",
            category=same(told["category"]),
            metres=same(f"{told['metres']:g}"),
            **{name: plain(told[name]) for name in counts},
        ),
        say("track_clusters_left", few=plain(told["few"]), unknown=plain(told["unknown"])),
    ]


def _not_routed(told: Mapping[str, Any]) -> list[Both]:
    """Answers that are kept of older versions say nothing of it."""
    found = told.get("unrouted")
    return [unrouted_words(found)] if found else []


def _share(row: Mapping[str, Any], part: str, whole: str) -> Both:
    if not row[whole]:
        return say("track_service_none")
    return say(
        "track_service_share",
        share=share_of(row[part], row[whole]),
        part=plain(row[part]),
        whole=plain(row[whole]),
    )
