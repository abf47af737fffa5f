"""Which event moves a case from which state to which, who may do it, and what it must say.

A case is one application for a benefit or for a place in a school.  The rules propose, a person
decides, the applicant is told and may appeal, and a third person reviews.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongfu.track.actors import Role


class State(StrEnum):
    """Where a case stands."""

    APPLIED = "applied"  # waits for the office
    EVIDENCE_ASKED = "evidence_asked"  # waits for the applicant
    PROPOSED = "proposed"  # the rules have spoken; waits for a person
    CONFIRMED = "confirmed"  # a person decided as proposed
    OVERRULED = "overruled"  # a person decided otherwise
    TOLD = "told"  # the applicant may appeal
    APPEALED = "appealed"  # waits for another person
    REVIEWED = "reviewed"  # the appeal is decided, and not told yet
    FINAL = "final"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # what was asked for did not come in time


class Event(StrEnum):
    """What happens to a case."""

    APPLY = "apply"  # begins it, and never follows
    ASK_EVIDENCE = "ask_evidence"
    ADD_EVIDENCE = "add_evidence"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    OVERRULE = "overrule"
    TELL = "tell"
    APPEAL = "appeal"
    REVIEW = "review"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Move:
    """What an event does in one state.

    Attributes
    ----------
    after
        The state that follows.
    by
        Roles that may do it.
    needs
        Fields of the act that must be filled.
    may
        Fields that may be; a reason always may.
    """

    after: State
    by: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


_CENTRE: Final = (Role.COUNTY, Role.PROVINCE)
OFFICE: Final = (Role.DEPARTMENT, Role.SCHOOL, *_CENTRE)
"""Roles that decide; a department or a school only what is with it."""
_APPLICANT: Final = (Role.RESIDENT,)
APPLYING: Final = (*_APPLICANT, Role.VILLAGE, *OFFICE)
"""Roles that may apply: residents for themselves, the others for those who come to them."""

_ASK: Final = Move(State.EVIDENCE_ASKED, OFFICE, ("reason",))
_ADD: Final = Move(State.APPLIED, APPLYING, ("evidence",), ("facts",))
_PROPOSED: Final = ("outcome", "proposal")
_AGAIN: Final = Move(State.PROPOSED, OFFICE, (*_PROPOSED, "reason"), ("award",))
_TELL: Final = Move(State.TOLD, OFFICE)
_WITHDRAW: Final = Move(State.WITHDRAWN, (*_APPLICANT, *_CENTRE))
"""The county for somebody who cannot any more, such as one who was erased; it says why."""

MOVES: Final[dict[tuple[State, Event], Move]] = {
    (State.APPLIED, Event.ASK_EVIDENCE): _ASK,
    (State.APPLIED, Event.ADD_EVIDENCE): _ADD,
    (State.APPLIED, Event.PROPOSE): Move(State.PROPOSED, OFFICE, _PROPOSED, ("award",)),
    (State.APPLIED, Event.WITHDRAW): _WITHDRAW,
    (State.EVIDENCE_ASKED, Event.ADD_EVIDENCE): _ADD,
    (State.EVIDENCE_ASKED, Event.LAPSE): Move(State.LAPSED, OFFICE),
    (State.EVIDENCE_ASKED, Event.WITHDRAW): _WITHDRAW,
    (State.PROPOSED, Event.CONFIRM): Move(State.CONFIRMED, OFFICE),
    (State.PROPOSED, Event.OVERRULE): Move(
        State.OVERRULED, OFFICE, ("outcome", "reason"), ("award",)
    ),
    (State.PROPOSED, Event.PROPOSE): _AGAIN,
    (State.PROPOSED, Event.ASK_EVIDENCE): _ASK,
    (State.PROPOSED, Event.ADD_EVIDENCE): _ADD,
    (State.PROPOSED, Event.WITHDRAW): _WITHDRAW,
    (State.CONFIRMED, Event.TELL): _TELL,
    (State.CONFIRMED, Event.PROPOSE): _AGAIN,
    (State.CONFIRMED, Event.WITHDRAW): _WITHDRAW,
    (State.OVERRULED, Event.TELL): _TELL,
    (State.OVERRULED, Event.PROPOSE): _AGAIN,
    (State.OVERRULED, Event.WITHDRAW): _WITHDRAW,
    (State.TOLD, Event.APPEAL): Move(State.APPEALED, (*_APPLICANT, *_CENTRE), ("reason",)),
    (State.TOLD, Event.CLOSE): Move(State.FINAL, OFFICE),
    (State.TOLD, Event.WITHDRAW): Move(State.WITHDRAWN, _APPLICANT),  # or the appeal were lost
    (State.APPEALED, Event.REVIEW): Move(State.REVIEWED, OFFICE, ("outcome", "reason"), ("award",)),
    (State.APPEALED, Event.ADD_EVIDENCE): Move(State.APPEALED, APPLYING, ("evidence",), ("facts",)),
    (State.APPEALED, Event.WITHDRAW): Move(State.FINAL, _APPLICANT),  # what was told stands
    (State.REVIEWED, Event.TELL): Move(State.FINAL, OFFICE),
}


def moves_from(state: State) -> dict[Event, Move]:
    """What can happen to a case in a state.

    Parameters
    ----------
    state
        Where it stands.

    Returns
    -------
    dict
        By event, in the order of the table; empty where nothing follows.
    """
    return {event: move for (before, event), move in MOVES.items() if before is state}
