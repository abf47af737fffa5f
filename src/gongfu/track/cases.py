"""Applications for benefits and school places: a case as it stands, an act, the line of it.

`case_steps.advance` puts the three together.  What an applicant says stands elsewhere: here are
ids, states, outcomes and days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role, id_faults
from gongfu.track.calendar import day_in_china
from gongfu.track.case_moves import Event, State
from gongfu.track.clock import DAYS_MOST, Clock


class Kind(StrEnum):
    """What is applied for."""

    BENEFIT = "benefit"
    ADMISSION = "admission"


UNKNOWN: Final = "unknown"
OUTCOMES: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.BENEFIT: ("entitled", "placed", "carried_over", "waiting", UNKNOWN, "not_entitled"),
    Kind.ADMISSION: ("admitted", "seats_taken", "no_choice", "not_admitted"),
}
"""What may come of a case.  The rules propose all but "not_admitted"; a person decides on all but
"unknown"."""
_AWARDED: Final = "admitted"  # the one outcome that names where
_DAYS: Final = ("decide_days", "evidence_days", "appeal_days", "review_days")


def _is_days(days: object) -> bool:
    return isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= DAYS_MOST


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """Working days of each term of a case; 0 where no rule sets one.

    Attributes
    ----------
    decide_days
        From the application until the applicant is told; it stands while evidence is asked for.
    evidence_days
        To bring what is asked for.
    appeal_days
        To appeal, from the day the applicant is told.
    review_days
        From the appeal until the applicant is told what came of it.
    rule
        Which rule says so.
    """

    decide_days: int = 0
    evidence_days: int = 0
    appeal_days: int = 0
    review_days: int = 0
    rule: str = ""

    def __post_init__(self) -> None:
        odd = [
            f"{name} is {getattr(self, name)!r}"
            for name in _DAYS
            if not _is_days(getattr(self, name))
        ]
        if odd:
            raise InputError(
                f"terms: {'; '.join(odd)}; give whole working days, 0 (none) to {DAYS_MOST}"
            )


@dataclass(frozen=True, slots=True)
class CaseRule:
    """Terms for a kind of case in a place, from a day to a day; None is open, both days count."""

    key: str
    kind: Kind
    place: str
    start: date
    end: date | None
    terms: CaseTerms

    def holds(self, kind: Kind, place: str, day: date) -> bool:
        """Whether it is in force for such a case in a place on a day."""
        begun = self.start <= day and (self.end is None or day <= self.end)
        return begun and self.kind is kind and place.startswith(self.place)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands.

    Attributes
    ----------
    case_id, kind, applicant_id, place, office
        Which, what for, whose, where, and which department or school it is with.
    subject
        The benefit, by its name in the rules, or the round of an admission.
    applied_on, changed_at
        When it was applied for, and when the last act was.
    guardian_id
        Who acts for the applicant as well; "" is nobody.
    version
        How many acts there were; a store compares it before it writes.
    terms, clock, turn
        Terms by the rule in force at the application; the clock of the decision; that of evidence,
        appeal or review, None while none of these runs.
    outcome, award
        What was proposed or decided last, and the school if it is "admitted".
    proposal_id, proposed_by, decided_by
        The proposal that it rests on, and who brought it; who confirmed or overruled it.
    n_facts
        Which of the applicant's sets of facts holds, 1 the first.
    """

    case_id: str
    kind: Kind
    applicant_id: str
    subject: str
    place: str
    office: str
    applied_on: date
    changed_at: datetime
    guardian_id: str = ""
    state: State = State.APPLIED
    version: int = 1
    terms: CaseTerms = CaseTerms()
    clock: Clock | None = None
    turn: Clock | None = None
    outcome: str = ""
    award: str = ""
    proposal_id: str = ""
    proposed_by: str = ""
    decided_by: str = ""
    n_facts: int = 1

    def is_of(self, actor_id: str) -> bool:
        """Whether somebody is the applicant or the guardian."""
        return bool(actor_id) and actor_id in (self.applicant_id, self.guardian_id)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to a case; which fields an event needs stands in its `Move`.

    Attributes
    ----------
    event, actor, at
        What, who and when; `at` has a time zone.
    reason
        Why, in the actor's words: kept apart, never in a message.
    outcome, award
        What is proposed or decided, and the school of an admission.
    proposal
        Id of the proposal of which the act is part.
    evidence
        What kind of paper it is; its digest is kept beside it.
    facts
        Whether the evidence brings other facts.
    """

    event: Event
    actor: Actor
    at: datetime
    reason: str = ""
    outcome: str = ""
    award: str = ""
    proposal: str = ""
    evidence: str = ""
    facts: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the record that is never rewritten.

    `due` is the last day of the term that the act ends, or else of the one that runs after it
    (None: no term), `over` whether that day was past.  The rest is as in `Act` and `Case`.
    """

    case_id: str
    version: int
    event: Event
    before: State
    after: State
    actor_id: str
    role: Role
    at: datetime
    outcome: str
    award: str
    proposal_id: str
    n_facts: int
    due: date | None
    over: bool


def terms_of(rules: Iterable[CaseRule], kind: Kind, place: str, day: date) -> CaseTerms:
    """The terms in force for a case: of the rules that hold, that of the smallest place.

    Parameters
    ----------
    rules
        Dated; none may contradict another, see `case_rule_faults`.
    kind, place, day
        Of the application.

    Returns
    -------
    CaseTerms
        Without terms if no rule holds.
    """
    holding = [one for one in rules if one.holds(kind, place, day)]
    if not holding:
        return CaseTerms()
    return max(holding, key=lambda one: len(one.place)).terms


def case_rule_faults(rule: CaseRule, others: Sequence[CaseRule]) -> list[str]:
    """What is wrong with a rule beside others.

    Parameters
    ----------
    rule
        A new one.
    others
        Those that are there.

    Returns
    -------
    list of str
        Empty if nothing is.
    """
    faults = []
    if rule.end is not None and rule.end < rule.start:
        faults.append(f"it ends on {rule.end}, and begins on {rule.start}; mend the days")
    last = rule.end or date.max
    for one in others:
        same = one.kind is rule.kind and one.place == rule.place
        if same and one.start <= last and rule.start <= (one.end or date.max):
            faults.append(
                f"rule {one.key!r} is in force at the same time for the same kind and place; end "
                "one before the other begins"
            )
    return faults


def case_faults(case: Case, today: date) -> list[str]:
    """What is wrong with an application.

    Parameters
    ----------
    case
        A new one.
    today
        The day on which it is written.

    Returns
    -------
    list of str
        Empty if nothing is.
    """
    names = ("case_id", "applicant_id", "subject", "place", "office")
    faults = [f"no {name}; fill it in" for name in names if not getattr(case, name)]
    ids = ("case_id", "applicant_id", "guardian_id")
    faults += id_faults({name: getattr(case, name) for name in ids})
    if case.guardian_id and case.guardian_id == case.applicant_id:
        faults.append("the guardian is the applicant; leave the guardian empty")
    if case.applied_on > today:
        faults.append(f"applied on {case.applied_on}, which is to come; mend the day")
    day_in_china(case.changed_at)
    return faults


def office_faults(case: Case, offices: Mapping[str, Iterable[str]]) -> list[str]:
    """Whether nobody acts for the office of an application: it would wait for good.

    Parameters
    ----------
    case
        A new one.
    offices
        Departments and schools, and the places where somebody acts for each.

    Returns
    -------
    list of str
        Empty if somebody does.
    """
    held = [
        name for name, places in offices.items() if any(case.place.startswith(p) for p in places)
    ]
    if not case.office or case.office in held:
        return []
    return [
        f"nobody acts for the office {case.office!r} where the applicant lives; name one of "
        f"{', '.join(map(repr, sorted(held))) or 'those that will be brought'}, or bring who acts "
        "for it first"
    ]


def outcome_faults(kind: Kind, outcome: str, award: str, *, by_person: bool) -> list[str]:
    """What is wrong with an outcome.

    Parameters
    ----------
    kind, outcome, award
        Of a case.
    by_person
        A person decides; else the rules propose.

    Returns
    -------
    list of str
        Empty if nothing is.
    """
    known = [one for one in OUTCOMES[kind] if not (by_person and one == UNKNOWN)]
    faults = []
    if outcome not in known:
        faults.append(f"{outcome!r} is no outcome of a {kind}; choose among {', '.join(known)}")
    if (outcome == _AWARDED) != bool(award):
        what = "names no school" if outcome == _AWARDED else f"gives {award!r} to nobody"
        faults.append(f"the outcome {outcome!r} {what}; name the school of whoever is admitted")
    return faults
