"""Residents' requests in a ledger as the nouns of `track`, and those as rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from gongfu.track.actors import Role
from gongfu.track.calendar import CHINA_TIME, day_in_china
from gongfu.track.clock import Clock, Terms
from gongfu.track.request_moves import Event, State
from gongfu.track.requests import Refusal, Request, Step
from gongfu.track.routing import RouteRule

OPEN: Final = tuple(
    state
    for state in State
    if state not in (State.CLOSED, State.DECLINED, State.MERGED, State.WITHDRAWN)
)
"""Where something can still be done about a request."""

_NO_CLOCK: Final = {"days": None, "since": None, "used": None, "missed": None}


def moment_text(at: datetime) -> str:
    """A moment as the tables keep it.

    Parameters
    ----------
    at
        With a time zone.

    Returns
    -------
    str
        On China's clocks, so that texts are in the order of the moments.
    """
    day_in_china(at)
    return at.astimezone(CHINA_TIME).isoformat()


def words_id(request_id: str, number: int) -> str:
    """The key of a step and of its words; 0 is what the resident said when it was filed."""
    return f"{request_id}/{number}"


def rule_row(rule: RouteRule) -> dict[str, Any]:
    """A noun as a row.

    Parameters
    ----------
    rule
        Of routing.

    Returns
    -------
    dict
        In its first version.
    """
    return {
        "rule_key": rule.key,
        "category": rule.category,
        "place": rule.place,
        "start_on": rule.start,
        "end_on": rule.end,
        "department": rule.department,
        "sign_days": None if rule.terms is None else rule.terms.sign_days,
        "handle_days": None if rule.terms is None else rule.terms.handle_days,
        "source": rule.source,
        "version": 1,
    }


def rule_of(row: Mapping[Any, Any]) -> RouteRule:
    """A row as a noun.

    Parameters
    ----------
    row
        Of route_rules.

    Returns
    -------
    RouteRule
        The same.
    """
    has_terms = row["sign_days"] is not None
    return RouteRule(
        row["rule_key"],
        row["category"],
        row["place"],
        row["start_on"],
        row["end_on"],
        row["department"],
        Terms(row["sign_days"], row["handle_days"], row["rule_key"]) if has_terms else None,
        row["source"],
    )


def request_row(request: Request, filed_at: str) -> dict[str, Any]:
    """A noun as a row; its refusals are told by its steps.

    Parameters
    ----------
    request
        As it stands.
    filed_at
        When it was filed, as `moment_text`.

    Returns
    -------
    dict
        Column -> value.
    """
    terms = request.terms
    return {
        "request_id": request.request_id,
        "resident_id": request.resident_id,
        "place": request.place,
        "category": request.category,
        "filed_at": filed_at,
        "changed_at": moment_text(request.changed_at),
        "state": str(request.state),
        "department": request.department,
        "has_lead": request.has_lead,
        "sign_days": None if terms is None else terms.sign_days,
        "handle_days": None if terms is None else terms.handle_days,
        "terms_rule": None if terms is None else terms.rule,
        **_clock_row("clock", request.clock),
        **_clock_row("sign_clock", request.sign_clock),
        "n_redone": request.n_redone,
        "n_passed_on": request.n_passed_on,
        "n_resubmitted": request.n_resubmitted,
        "satisfied": request.satisfied,
        "merged_into": request.merged_into,
        "version": request.version,
    }


def request_of(row: Mapping[Any, Any], refusals: Iterable[Refusal] = ()) -> Request:
    """A row as a noun.

    Parameters
    ----------
    row
        Of requests.
    refusals
        From `refusals_of`, where they matter.

    Returns
    -------
    Request
        The same.
    """
    days = row["sign_days"]
    return Request(
        row["request_id"],
        row["resident_id"],
        row["place"],
        row["category"],
        datetime.fromisoformat(row["changed_at"]),
        State(row["state"]),
        row["version"],
        row["department"],
        row["has_lead"],
        None if days is None else Terms(days, row["handle_days"], row["terms_rule"]),
        _clock_of("clock", row),
        _clock_of("sign_clock", row),
        row["n_redone"],
        row["n_passed_on"],
        row["n_resubmitted"],
        row["satisfied"],
        row["merged_into"],
        tuple(refusals),
    )


def step_row(step: Step) -> dict[str, Any]:
    """A noun as a row, without its reason.

    Parameters
    ----------
    step
        From `advance`.

    Returns
    -------
    dict
        Column -> value.
    """
    return {
        "step_id": words_id(step.request_id, step.version),
        "request_id": step.request_id,
        "number": step.version,
        "event": str(step.event),
        "before_state": str(step.before),
        "after_state": str(step.after),
        "actor_id": step.actor_id,
        "role": str(step.role),
        "at": moment_text(step.at),
        "department": step.department,
        "category": step.category,
        "place": step.place,
        "merged_into": step.merged_into,
        "satisfied": step.satisfied,
        "due": step.due,
        "sign_due": step.sign_due,
        "missed": step.missed,
        "sign_missed": step.sign_missed,
        "escalated_by": step.escalated_by,
    }


def step_of(row: Mapping[Any, Any], reason: str = "") -> Step:
    """A row as a noun.

    Parameters
    ----------
    row
        Of request_steps.
    reason
        From `request_words`; "" where it may not be seen.

    Returns
    -------
    Step
        The same.
    """
    return Step(
        row["request_id"],
        row["number"],
        Event(row["event"]),
        State(row["before_state"]),
        State(row["after_state"]),
        row["actor_id"],
        Role(row["role"]),
        datetime.fromisoformat(row["at"]),
        reason,
        row["department"],
        row["category"],
        row["place"],
        row["merged_into"],
        row["satisfied"],
        row["due"],
        row["sign_due"],
        row["missed"],
        row["sign_missed"],
        row["escalated_by"],
    )


def refusals_of(steps: Iterable[Step]) -> tuple[Refusal, ...]:
    """Who said no and why.

    Parameters
    ----------
    steps
        Of one request.

    Returns
    -------
    tuple of Refusal
        The first first.
    """
    return tuple(
        Refusal(one.event, one.actor_id, one.department, one.at, one.reason)
        for one in steps
        if one.event in (Event.RETURN, Event.DECLINE)
    )


def words_row(
    request: Request, number: int, words: str, salt: str, *, contact: str = "", position: Any = None
) -> dict[str, Any]:
    """What is private of an act, or of the intake.

    Parameters
    ----------
    request
        Whose.
    number
        Of the step; 0 for the intake.
    words
        What the resident wrote, or why somebody did something.
    salt
        From `new_salt`.
    contact, position
        How to reach the resident; longitude and latitude, or None.

    Returns
    -------
    dict
        Of request_words.
    """
    lon, lat = position or (None, None)
    return {
        "words_id": words_id(request.request_id, number),
        "request_id": request.request_id,
        "resident_id": request.resident_id,
        "words": words,
        "contact": contact,
        "longitude": lon,
        "latitude": lat,
        "salt": salt,
        "version": 1,
    }


def _clock_row(name: str, clock: Clock | None) -> dict[str, Any]:
    parts: dict[str, Any] = dict(_NO_CLOCK)
    if clock is not None:
        parts = {
            "days": clock.allowed_days,
            "since": clock.since,
            "used": clock.used_days,
            "missed": clock.missed_on,
        }
    return {f"{name}_{part}": value for part, value in parts.items()}


def _clock_of(name: str, row: Mapping[Any, Any]) -> Clock | None:
    days, since, used, missed = (row[f"{name}_{part}"] for part in _NO_CLOCK)
    return None if days is None else Clock(days, since, used, missed)
