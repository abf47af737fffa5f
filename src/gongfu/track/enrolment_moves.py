"""Which event moves an enrolment from where to where, who may do it, and what it must say."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gongfu.errors import InputError
from gongfu.track.workshops import Enrolment, Job, Reason, Standing, place_faults


class Event(StrEnum):
    """What happens to an enrolment."""

    ENROL = "enrol"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Move:
    """What an event does in one state.

    Attributes
    ----------
    after
        The state that follows.
    by_person
        Whether the person, or the village where they live, may do it, and not only who runs the
        workshop, the village where it is, the county and the province.
    needs_reason
        Whether it needs one of `Reason`.
    """

    after: Standing
    by_person: bool
    needs_reason: bool


MOVES: Final[dict[tuple[Standing, Event], Move]] = {
    (Standing.APPLIED, Event.ENROL): Move(Standing.ENROLLED, by_person=False, needs_reason=False),
    (Standing.APPLIED, Event.REFUSE): Move(Standing.REFUSED, by_person=False, needs_reason=True),
    (Standing.APPLIED, Event.WITHDRAW): Move(
        Standing.WITHDRAWN, by_person=True, needs_reason=False
    ),
    (Standing.ENROLLED, Event.LEAVE): Move(Standing.LEFT, by_person=True, needs_reason=True),
}
"""Who was refused, withdrew or left applies anew: another enrolment with an id of its own."""


def moves_from(standing: Standing) -> dict[Event, Move]:
    """What can happen to an enrolment.

    Parameters
    ----------
    standing
        Where it stands.

    Returns
    -------
    dict
        By event; empty where nothing follows.
    """
    return {event: move for (before, event), move in MOVES.items() if before is standing}


def moved(
    one: Enrolment,
    event: Event,
    *,
    job: Job,
    n_enrolled: int,
    on: date,
    reason: str = "",
    last_day: date | None = None,
) -> Enrolment:
    """An enrolment after an event.

    Parameters
    ----------
    one, event
        What happens to which.
    job, n_enrolled
        Its job, and how many are enrolled there.
    on
        The day: the first of work, or the last.
    reason
        One of `Reason`, for those who are refused or leave.
    last_day
        The last on which they came; None if they never did.

    Returns
    -------
    Enrolment
        The same, moved on.

    Raises
    ------
    InputError
        It cannot happen, with every cause and what can happen instead.
    """
    move = MOVES.get((one.standing, event))
    if move is None:
        can = ", ".join(moves_from(one.standing)) or "nothing more; it takes another application"
        raise InputError(
            f"enrolment {one.enrolment_id!r} is {one.standing}, and cannot {event}; what can "
            f"follow: {can}"
        )
    faults = _faults(one, event, move, on, reason)
    if event is Event.LEAVE and last_day is not None and on < last_day:
        faults.append(
            f"on {on}, and they came on {last_day}; give that day or a later one, or correct the "
            "attendance first"
        )
    if event is Event.ENROL:
        faults += place_faults(job, n_enrolled)
    if faults:
        raise InputError(f"enrolment {one.enrolment_id!r}: {'; '.join(faults)}")
    if event is Event.ENROL:
        return replace(one, standing=move.after, since=on)
    until = on if event is Event.LEAVE else None
    return replace(one, standing=move.after, until=until, reason=reason)


def _faults(one: Enrolment, event: Event, move: Move, on: date, reason: str) -> list[str]:
    faults = []
    if on < one.since:
        faults.append(f"on {on}, and it began on {one.since}; give a later day")
    if reason and reason not in list(Reason):
        faults.append(f"no reason {reason!r}; choose among {', '.join(Reason)}")
    if move.needs_reason != bool(reason):
        told = f"choose among {', '.join(Reason)}" if move.needs_reason else "leave it out"
        faults.append(f"to {event} {'needs a' if move.needs_reason else 'takes no'} reason; {told}")
    return faults
