"""Which event moves a request from which state to which, who may do it, and what it must say.

The table is the rule.  `requests.advance` reads it, and so does whoever explains it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongfu.track.actors import Role


class State(StrEnum):
    """Where a request stands."""

    FILED = "filed"  # waits for the county's service centre
    ASSIGNED = "assigned"  # waits for the department's signature
    WORKING = "working"
    PAUSED = "paused"
    RETURNED = "returned"  # the department says that it is not its business
    ESCALATED = "escalated"  # waits for a lead department from above
    ANSWERED = "answered"  # waits for the resident
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"  # goes on as another request, unless the centre takes it up again
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a request."""

    ASSIGN = "assign"
    DECLINE = "decline"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    SIGN = "sign"
    RETURN = "return"
    TRANSFER = "transfer"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    RESUBMIT = "resubmit"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Move:
    """What an event does in one state.

    Attributes
    ----------
    after
        The state that follows, unless the request is escalated instead.
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


_RESIDENT: Final = (Role.RESIDENT,)
CENTRE: Final = (Role.COUNTY, Role.PROVINCE)
"""Who routes requests, and alone sets terms by hand."""
_DEPARTMENT: Final = (Role.DEPARTMENT,)
_EITHER: Final = (*_DEPARTMENT, *CENTRE)
_ASKED: Final = (*_RESIDENT, *CENTRE)  # the resident, or the centre that has called back

_ASSIGN: Final = Move(State.ASSIGNED, CENTRE, ("department", "terms"))
_DECLINE: Final = Move(State.DECLINED, CENTRE, ("reason",))
_MERGE: Final = Move(State.MERGED, CENTRE, ("into",))
_WITHDRAW: Final = Move(State.WITHDRAWN, _RESIDENT)
_RETURN: Final = Move(State.RETURNED, _DEPARTMENT, ("reason",))
_TRANSFER: Final = Move(State.ASSIGNED, _EITHER, ("department", "reason"), ("terms",))
_CLOSE: Final = Move(State.CLOSED, _ASKED, (), ("satisfied",))
_REOPEN: Final = Move(State.ASSIGNED, _ASKED, ("reason",), ("terms",))
_RESUBMIT: Final = Move(State.FILED, _RESIDENT, ("category",))
_ESCALATE: Final = Move(State.ESCALATED, CENTRE, ("reason",))

MOVES: Final[dict[tuple[State, Event], Move]] = {
    (State.FILED, Event.ASSIGN): _ASSIGN,
    (State.FILED, Event.DECLINE): _DECLINE,
    (State.FILED, Event.MERGE): _MERGE,
    (State.FILED, Event.WITHDRAW): _WITHDRAW,
    (State.ASSIGNED, Event.SIGN): Move(State.WORKING, _DEPARTMENT),
    (State.ASSIGNED, Event.RETURN): _RETURN,
    (State.ASSIGNED, Event.TRANSFER): _TRANSFER,
    (State.ASSIGNED, Event.ESCALATE): _ESCALATE,
    (State.ASSIGNED, Event.MERGE): _MERGE,
    (State.ASSIGNED, Event.WITHDRAW): _WITHDRAW,
    (State.WORKING, Event.ANSWER): Move(State.ANSWERED, _DEPARTMENT),
    (State.WORKING, Event.PAUSE): Move(State.PAUSED, _EITHER, ("reason",)),
    (State.WORKING, Event.EXTEND): Move(State.WORKING, CENTRE, ("days", "reason")),
    (State.WORKING, Event.RETURN): _RETURN,
    (State.WORKING, Event.TRANSFER): _TRANSFER,
    (State.WORKING, Event.ESCALATE): _ESCALATE,
    (State.WORKING, Event.MERGE): _MERGE,
    (State.WORKING, Event.WITHDRAW): _WITHDRAW,
    (State.PAUSED, Event.RESUME): Move(State.WORKING, (*_EITHER, *_RESIDENT)),
    (State.PAUSED, Event.WITHDRAW): _WITHDRAW,
    (State.RETURNED, Event.ASSIGN): _ASSIGN,
    (State.RETURNED, Event.DECLINE): _DECLINE,
    (State.RETURNED, Event.ESCALATE): _ESCALATE,
    (State.RETURNED, Event.MERGE): _MERGE,
    (State.RETURNED, Event.WITHDRAW): _WITHDRAW,
    (State.ESCALATED, Event.ASSIGN): _ASSIGN,
    (State.ESCALATED, Event.WITHDRAW): _WITHDRAW,
    (State.ANSWERED, Event.CLOSE): _CLOSE,
    (State.ANSWERED, Event.REOPEN): _REOPEN,
    (State.ANSWERED, Event.RESUBMIT): _RESUBMIT,
    (State.CLOSED, Event.REOPEN): _REOPEN,
    (State.CLOSED, Event.RESUBMIT): _RESUBMIT,
    (State.DECLINED, Event.RESUBMIT): _RESUBMIT,
    (State.MERGED, Event.ASSIGN): _ASSIGN,
}


def moves_from(state: State) -> dict[Event, Move]:
    """What can happen to a request in a state.

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
