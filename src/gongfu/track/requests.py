"""Residents' requests (民意通): a request as it stands, an act upon it, and the line written of it.

`request_steps.advance` puts the three together.
"""

from dataclasses import dataclass
from datetime import date, datetime

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import Clock, Terms
from gongfu.track.request_moves import Event, State


@dataclass(frozen=True, slots=True)
class Limits:
    """When a request goes to the level above.

    Attributes
    ----------
    redone
        How often it may be redone: at this time it is escalated.
    passed_on
        How often it may be transferred or returned without a lead department, likewise.
    """

    redone: int = 3
    passed_on: int = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who said no, when and why: a department by a return, a centre by declining."""

    event: Event
    actor_id: str
    department: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands.  Words and names of the resident are not here, only ids.

    Attributes
    ----------
    request_id, resident_id, place, category
        Whose it is, where and about what.
    changed_at
        When the last act was.
    version
        How many acts there were; a store compares it before it writes.
    department, has_lead
        Who has it, and whether it was named as the lead.
    terms, clock, sign_clock
        How long the department has, and how much of it is gone; None before it is assigned.
    n_redone, n_passed_on, n_resubmitted
        How often it was reopened, handed on without a lead, and sent again as something else.
    satisfied
        What the resident said at the close; None: nothing.
    merged_into
        The request that it goes on as.
    refusals
        Who said no and why, the first first.
    """

    request_id: str
    resident_id: str
    place: str
    category: str
    changed_at: datetime
    state: State = State.FILED
    version: int = 0
    department: str = ""
    has_lead: bool = False
    terms: Terms | None = None
    clock: Clock | None = None
    sign_clock: Clock | None = None
    n_redone: int = 0
    n_passed_on: int = 0
    n_resubmitted: int = 0
    satisfied: bool | None = None
    merged_into: str = ""
    refusals: tuple[Refusal, ...] = ()

    def __post_init__(self) -> None:
        empty = [
            name
            for name in ("request_id", "resident_id", "place", "category")
            if not getattr(self, name)
        ]
        if empty:
            raise InputError(f"a request has no {' and no '.join(empty)}; fill it in")
        day_in_china(self.changed_at)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to a request; which fields an event needs stands in its `Move`.

    Attributes
    ----------
    event, actor, at
        What, who and when; `at` has a time zone.
    reason
        Why, in the actor's words; kept in the record, never in a message.
    department, terms
        To whom it goes, and how long they have.
    category
        As what it is sent again.
    days
        Working days by which the term is lengthened.
    into
        Id of the request that it is merged into.
    satisfied
        What the resident says; None: could not be asked.
    """

    event: Event
    actor: Actor
    at: datetime
    reason: str = ""
    department: str = ""
    terms: Terms | None = None
    category: str = ""
    days: int = 0
    into: str = ""
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the record that is never rewritten.

    `due` and `sign_due` are the last days as known at the act (None: no clock runs), `missed` and
    `sign_missed` whether they were over by then; `escalated_by` is "redone", "passed_on", "hand" or
    "".  The rest is as in `Act` and `Request`.
    """

    request_id: str
    version: int
    event: Event
    before: State
    after: State
    actor_id: str
    role: Role
    at: datetime
    reason: str
    department: str
    category: str
    place: str
    merged_into: str
    satisfied: bool | None
    due: date | None
    sign_due: date | None
    missed: bool
    sign_missed: bool
    escalated_by: str
