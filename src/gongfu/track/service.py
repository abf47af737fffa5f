"""How well departments serve: signed for in time, answered in time, to satisfaction, redone.

H handlings, G groups.  A handling is the time that one department has one request: from an
assignment, a transfer or a redoing to the answer, or to whatever takes it away.  A request that is
redone or passed on has several.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.track.calendar import day_in_china
from gongfu.track.request_moves import Event, State
from gongfu.track.requests import Step

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SATISFIED: Final = 1
NOT_SATISFIED: Final = 0
NOT_SAID: Final = -1

_DAYS: Final = ("assigned", "sign_due", "signed", "due", "answered", "left")
_TEXTS: Final = ("request_id", "department", "category", "place")
_STARTS: Final = (Event.ASSIGN, Event.TRANSFER, Event.REOPEN)


@dataclass(frozen=True, slots=True, eq=False)
class Handlings:
    """One row per handling.

    request_ids, departments, categories, places (H,) texts.  assigned_on, sign_due_on (H,) days;
    signed_on NaT before it is signed; due_on NaT while the clock stands; answered_on NaT before the
    answer; left_on: when it was taken away unanswered, NaT if it was not.  said (H,) 1 satisfied,
    0 not, -1 nothing.  redone (H,): the answer was sent back.
    """

    request_ids: NDArray[np.str_]
    departments: NDArray[np.str_]
    categories: NDArray[np.str_]
    places: NDArray[np.str_]
    assigned_on: Days
    sign_due_on: Days
    signed_on: Days
    due_on: Days
    answered_on: Days
    left_on: Days
    said: Ints
    redone: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """Indicators by group, all (G,); each share is one n over another, NaN where that is 0.

    signed_on_time_share (按时签收率)
        Handlings signed for by their day, of those that were, or whose day is over.
    closed_on_time_share (按时办结率)
        Handlings answered by their day, of those that were answered, or whose day was over while
        the department had them.  A clock that stands is not over.  A term that was over before the
        department had the request counts against whoever had it then, and is left out here.
    satisfaction (满意率)
        Answers with which the resident was satisfied, of those of which they said.  An answer sent
        back was not satisfying, whatever was said before.
    redone_share (发回重办率)
        Answers sent back, of all answers.
    """

    n: Ints
    n_signed_on_time: Ints
    n_of_signed: Ints
    n_closed_on_time: Ints
    n_of_closed: Ints
    n_satisfied: Ints
    n_of_said: Ints
    n_redone: Ints
    n_answered: Ints
    signed_on_time_share: Floats
    closed_on_time_share: Floats
    satisfaction: Floats
    redone_share: Floats


def handlings(steps: Iterable[Step]) -> Handlings:
    """The handlings that a record tells of.

    Parameters
    ----------
    steps
        Of any number of requests; those of one request in their order.

    Returns
    -------
    Handlings
        In the order in which they began.
    """
    rows: list[dict[str, Any]] = []
    open_at: dict[str, int] = {}
    versions: dict[str, int] = {}
    for step in steps:
        last = versions.get(step.request_id, 0)
        if step.version != last + 1:
            raise InputError(
                f"request {step.request_id!r}: step {step.version} follows step {last}; give all "
                "steps of a request, in their order"
            )
        versions[step.request_id] = step.version
        on = day_in_china(step.at)
        row = rows[open_at[step.request_id]] if step.request_id in open_at else None
        if row is not None:
            _carry_on(row, step, on)
        if step.event in _STARTS and step.after is State.ASSIGNED:
            open_at[step.request_id] = len(rows)
            rows.append(_started(step, on))
    days = {name: np.array([row[name] for row in rows], "datetime64[D]") for name in _DAYS}
    texts = {name: np.array([row[name] for row in rows], np.str_) for name in _TEXTS}
    return Handlings(
        request_ids=texts["request_id"],
        departments=texts["department"],
        categories=texts["category"],
        places=texts["place"],
        assigned_on=days["assigned"],
        sign_due_on=days["sign_due"],
        signed_on=days["signed"],
        due_on=days["due"],
        answered_on=days["answered"],
        left_on=days["left"],
        said=np.array([row["said"] for row in rows], np.int64),
        redone=np.array([row["redone"] for row in rows], bool),
    )


def service(rows: Handlings, today: date, group: Ints, n_groups: int) -> Service:
    """Indicators of service by place, department, month, or whatever the groups are.

    Parameters
    ----------
    rows
        From `handlings`.
    today
        At or after the last step; terms whose last day is before it are over.
    group
        (H,) positions of groups, 0 to n_groups - 1.
    n_groups
        How many groups there are.

    Returns
    -------
    Service
        With the numbers that each share is made of.
    """
    if group.shape != rows.said.shape or group.dtype.kind != "i":
        raise InputError(
            f"group has shape {group.shape} and type {group.dtype}; give a whole number per "
            f"handling, {rows.said.size} in all"
        )
    if ((group < 0) | (group >= n_groups)).any():
        raise InputError(f"group holds numbers that are none of 0 to {n_groups - 1}")
    now = np.datetime64(today, "D")
    signed, answered = ~np.isnat(rows.signed_on), ~np.isnat(rows.answered_on)
    # What was taken away could be missed until then only.
    until = np.where(np.isnat(rows.left_on), now, np.minimum(rows.left_on, now))
    # So was it by somebody else, if it was over when it came.
    fresh = np.isnat(rows.due_on) | (rows.due_on >= rows.assigned_on)

    def counted(which: Bools) -> Ints:
        return np.bincount(group[which], minlength=n_groups).astype(np.int64)

    on_time = signed & (rows.signed_on <= rows.sign_due_on)
    of_signed = signed | (rows.sign_due_on < until)
    closed = answered & (rows.answered_on <= rows.due_on)
    of_closed = fresh & (answered | (rows.due_on < until))
    satisfied = answered & (rows.said == SATISFIED) & ~rows.redone
    of_said = answered & ((rows.said != NOT_SAID) | rows.redone)
    n = {
        "n": np.bincount(group, minlength=n_groups).astype(np.int64),
        "n_signed_on_time": counted(on_time),
        "n_of_signed": counted(of_signed),
        "n_closed_on_time": counted(closed),
        "n_of_closed": counted(of_closed),
        "n_satisfied": counted(satisfied),
        "n_of_said": counted(of_said),
        "n_redone": counted(answered & rows.redone),
        "n_answered": counted(answered),
    }
    return Service(
        **n,
        signed_on_time_share=_share(n["n_signed_on_time"], n["n_of_signed"]),
        closed_on_time_share=_share(n["n_closed_on_time"], n["n_of_closed"]),
        satisfaction=_share(n["n_satisfied"], n["n_of_said"]),
        redone_share=_share(n["n_redone"], n["n_answered"]),
    )


def _started(step: Step, on: date) -> dict[str, Any]:
    return {
        "request_id": step.request_id,
        "department": step.department,
        "category": step.category,
        "place": step.place,
        "assigned": on,
        "sign_due": step.sign_due,
        "signed": None,
        "due": step.due,
        "answered": None,
        "left": None,
        "said": NOT_SAID,
        "redone": False,
    }


def _carry_on(row: dict[str, Any], step: Step, on: date) -> None:
    """What a later step says of a handling."""
    if row["answered"] is not None:
        if step.event is Event.REOPEN:
            row["redone"] = True
        elif step.event is Event.CLOSE and step.satisfied is not None:
            row["said"] = SATISFIED if step.satisfied else NOT_SATISFIED
        return
    if row["left"] is not None:
        return
    if step.event is Event.SIGN:
        row["signed"], row["sign_due"], row["due"] = on, step.sign_due, step.due
    elif step.event is Event.ANSWER:
        row["answered"], row["due"] = on, step.due
    elif step.after is State.PAUSED:
        row["due"] = step.due if step.missed else None
    elif step.after is State.WORKING:
        row["due"] = step.due
    else:
        row["left"], row["due"] = on, step.due  # as it was known by then


def _share(part: Ints, whole: Ints) -> Floats:
    return part / np.where(whole > 0, whole, np.nan)
