"""How well departments serve: signed for in time, answered in time, to satisfaction, redone.

H handlings, G groups.  A handling is the time that one department has one request: from an
assignment, a transfer or a redoing to the answer, or to whatever takes it away.  A request that is
redone or passed on has several.

Whoever has a request answers for its term until somebody else has it (首接负责): a term that is
missed counts against the department that had it last before its last day began, also while it waits
for the centre.  What is passed on on the last day leaves the next department no day.

Steps may be written down later than they are of, with any day.  So each term is reckoned twice: as
the record stands, and as it stood on the last day, with the steps alone that were written down by
then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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

_DAYS: Final = (
    "assigned", "sign_due", "signed", "due", "answered", "left", "answers_for", "answered_for",
)  # fmt: skip
_TEXTS: Final = ("request_id", "department", "category", "place")
_STARTS: Final = (Event.ASSIGN, Event.TRANSFER)
_IN_TIME: Final = ("signed", "closed")
_MOVE_TERMS: Final = (Event.EXTEND, Event.ASSIGN, Event.TRANSFER)
_RUNS: Final = (State.ASSIGNED, State.WORKING, State.RETURNED, State.ESCALATED)


@dataclass(frozen=True, slots=True, eq=False)
class Handlings:
    """One row per handling.

    request_ids, departments, categories, places (H,) texts.  term_numbers (H,): which term it has
    a part of.  assigned_on, sign_due_on (H,) days; signed_on NaT before it is signed; due_on NaT
    while the clock stands; answered_on NaT before the answer; left_on: when it was taken away
    unanswered, NaT if it was not.  answers_for_on (H,) last day of the term that counts against it
    once that is over; NaT where it counts against another handling, was kept, or does not run.
    answered_for_on (H,) the same as the record stood when that day was over.  said (H,) 1
    satisfied, 0 not, -1 nothing.  redone (H,): the answer was sent back.  signed_afterwards,
    answered_afterwards (H,): signed, or answered, after a last day that was over when the step that
    meets or moves it was written down.  unsigned_afterwards (H,): taken away unsigned by such a
    step.
    """

    request_ids: NDArray[np.str_]
    departments: NDArray[np.str_]
    categories: NDArray[np.str_]
    places: NDArray[np.str_]
    term_numbers: Ints
    assigned_on: Days
    sign_due_on: Days
    signed_on: Days
    due_on: Days
    answered_on: Days
    left_on: Days
    answers_for_on: Days
    answered_for_on: Days
    said: Ints
    redone: Bools
    signed_afterwards: Bools
    answered_afterwards: Bools
    unsigned_afterwards: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """Indicators by group, all (G,); each share is one n over another, NaN where that is 0.

    signed_on_time_share (按时签收率)
        Handlings signed for by their day, of those that were, or whose day is over.
    closed_on_time_share (按时办结率)
        Handlings answered by their day, of those, and of those that answer for a term that is over.
        A clock that stands is not over.  A missed term counts once: of what comes too late, only
        the handling that answers for it is counted.
    signed_on_time_least_share, closed_on_time_least_share
        The same without what is in time only by steps that were written down afterwards
        (n_signed_afterwards, n_closed_afterwards), and with what was missed as the record stood on
        the last day, and is not counted in the group now, as late (n_unsigned_afterwards,
        n_dropped_afterwards).
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
    n_signed_afterwards: Ints
    n_closed_afterwards: Ints
    n_unsigned_afterwards: Ints
    n_dropped_afterwards: Ints
    signed_on_time_share: Floats
    closed_on_time_share: Floats
    satisfaction: Floats
    redone_share: Floats
    signed_on_time_least_share: Floats
    closed_on_time_least_share: Floats


@dataclass(slots=True)
class _Term:
    """What is known of the term of a request: its handlings so far, and its last day while it runs.

    `is_charged`: it counts against a handling; `was_charged`: it did, as the record stood.
    """

    number: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    due: date | None = None
    is_charged: bool = False
    was_charged: bool = False

    def ended(self, step: Step) -> date | None:
        """Its last day as it was before a step, by the calendar of the step where that tells."""
        return self.due if self.due is None or step.event in _MOVE_TERMS else step.due

    def charge(self, due: date) -> None:
        """Let it count against the last handling that began before the last day."""
        if self.rows and not self.is_charged:
            self._last_before(due)["answers_for"] = due
            self.is_charged = True

    def charge_then(self, due: date) -> None:
        """Likewise, as the record stood on that day."""
        if self.rows and not self.was_charged:
            self._last_before(due)["answered_for"] = due
            self.was_charged = True

    def begin(self, row: dict[str, Any], due: date | None) -> None:
        """Go on with another handling; one that is given less time alone answers for it."""
        if self.due is not None and due is not None and due < self.due:
            self.rows = []
        self.rows.append(row)

    def _last_before(self, due: date) -> dict[str, Any]:
        return next((row for row in reversed(self.rows) if row["assigned"] < due), self.rows[0])


def handlings(
    steps: Iterable[Step], written_on: Mapping[tuple[str, int], date] | None = None
) -> Handlings:
    """The handlings that a record tells of.

    Parameters
    ----------
    steps
        Of any number of requests; those of one request in their order.
    written_on
        Request and number of a step -> the day on which it was written down; where it says
        nothing, on the day of the step.

    Returns
    -------
    Handlings
        In the order in which they began.
    """
    rows: list[dict[str, Any]] = []
    open_at: dict[str, int] = {}
    versions: dict[str, int] = {}
    terms: dict[str, _Term] = {}
    n_terms = 0
    for step in steps:
        last = versions.get(step.request_id, 0)
        if step.version != last + 1:
            raise InputError(
                f"request {step.request_id!r}: step {step.version} follows step {last}; give all "
                "steps of a request, in their order"
            )
        versions[step.request_id] = step.version
        on = day_in_china(step.at)
        wrote = (written_on or {}).get((step.request_id, step.version), on)
        row = rows[open_at[step.request_id]] if step.request_id in open_at else None
        if step.event is Event.REOPEN or step.request_id not in terms:
            n_terms += 1
            terms[step.request_id] = _Term(n_terms)
        term = terms[step.request_id]
        ended = term.ended(step)
        if step.missed:
            assert step.due is not None, "what is missed has a last day"
            term.charge(step.due)
            term.charge_then(step.due)
        elif ended is not None and wrote > max(ended, on):
            term.charge_then(ended)
        if row is not None:
            _carry_on(row, step, on, wrote, afterwards=term.was_charged)
        if _begins(step):
            open_at[step.request_id] = len(rows)
            rows.append(_started(step, on, term.number))
            term.begin(rows[-1], step.due)
        term.due = step.due if step.after in _RUNS else None
        if step.event is Event.RESUBMIT:
            del terms[step.request_id]
    for term in terms.values():
        if term.due is not None:
            term.charge(term.due)
            term.charge_then(term.due)
    days = {name: np.array([row[name] for row in rows], "datetime64[D]") for name in _DAYS}
    texts = {name: np.array([row[name] for row in rows], np.str_) for name in _TEXTS}
    return Handlings(
        request_ids=texts["request_id"],
        departments=texts["department"],
        categories=texts["category"],
        places=texts["place"],
        term_numbers=np.array([row["term"] for row in rows], np.int64),
        assigned_on=days["assigned"],
        sign_due_on=days["sign_due"],
        signed_on=days["signed"],
        due_on=days["due"],
        answered_on=days["answered"],
        left_on=days["left"],
        answers_for_on=days["answers_for"],
        answered_for_on=days["answered_for"],
        said=np.array([row["said"] for row in rows], np.int64),
        redone=np.array([row["redone"] for row in rows], bool),
        signed_afterwards=np.array([row["signed_afterwards"] for row in rows], bool),
        answered_afterwards=np.array([row["answered_afterwards"] for row in rows], bool),
        unsigned_afterwards=np.array([row["unsigned_afterwards"] for row in rows], bool),
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

    def counted(which: Bools) -> Ints:
        return np.bincount(group[which], minlength=n_groups).astype(np.int64)

    on_time = signed & (rows.signed_on <= rows.sign_due_on)
    of_signed = signed | (rows.sign_due_on < until)
    closed = answered & (rows.answered_on <= rows.due_on)
    of_closed = closed | (rows.answers_for_on < now)
    satisfied = answered & (rows.said == SATISFIED) & ~rows.redone
    # A term counts once in a group, as it stands or as it stood.
    keys = rows.term_numbers * n_groups + group
    dropped = (rows.answered_for_on < now) & ~np.isin(keys, keys[of_closed])
    unsigned = rows.unsigned_afterwards & (rows.sign_due_on < now) & ~of_signed
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
        "n_signed_afterwards": counted(on_time & rows.signed_afterwards),
        "n_closed_afterwards": counted(closed & rows.answered_afterwards),
        "n_unsigned_afterwards": counted(unsigned),
        "n_dropped_afterwards": counted(dropped),
    }
    least = {name: n[f"n_{name}_on_time"] - n[f"n_{name}_afterwards"] for name in _IN_TIME}
    return Service(
        **n,
        signed_on_time_share=_share(n["n_signed_on_time"], n["n_of_signed"]),
        closed_on_time_share=_share(n["n_closed_on_time"], n["n_of_closed"]),
        satisfaction=_share(n["n_satisfied"], n["n_of_said"]),
        redone_share=_share(n["n_redone"], n["n_answered"]),
        signed_on_time_least_share=_share(
            least["signed"], n["n_of_signed"] + n["n_unsigned_afterwards"]
        ),
        closed_on_time_least_share=_share(
            least["closed"], n["n_of_closed"] + n["n_dropped_afterwards"]
        ),
    )


def _begins(step: Step) -> bool:
    """Whether a handling begins; one that is to be redone begins, even if it is escalated."""
    given = step.event in _STARTS and step.after is State.ASSIGNED
    return given or step.event is Event.REOPEN


def _started(step: Step, on: date, term: int) -> dict[str, Any]:
    waits = step.after is State.ASSIGNED
    return {
        "request_id": step.request_id,
        "department": step.department,
        "category": step.category,
        "place": step.place,
        "term": term,
        "assigned": on,
        "sign_due": step.sign_due if waits else None,
        "signed": None,
        "due": step.due,
        "answered": None,
        "left": None if waits else on,
        "answers_for": None,
        "answered_for": None,
        "said": NOT_SAID,
        "redone": False,
        "signed_afterwards": False,
        "answered_afterwards": False,
        "unsigned_afterwards": False,
    }


def _carry_on(row: dict[str, Any], step: Step, on: date, wrote: date, *, afterwards: bool) -> None:
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
        row["signed_afterwards"] = step.sign_due is not None and wrote > max(step.sign_due, on)
    elif step.event is Event.ANSWER:
        row["answered"], row["due"] = on, step.due
        row["answered_afterwards"] = afterwards
    elif step.after is State.PAUSED:
        row["due"] = step.due if step.missed else None
    elif step.after is State.WORKING:
        row["due"] = step.due
    else:
        row["left"], row["due"] = on, step.due  # as it was known by then
        if row["signed"] is None and row["sign_due"] is not None:
            row["unsigned_afterwards"] = wrote > max(row["sign_due"], on)


def _share(part: Ints, whole: Ints) -> Floats:
    return part / np.where(whole > 0, whole, np.nan)
