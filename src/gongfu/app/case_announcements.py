"""Announcements of draws: by which number of a later day, of what, by which rules and lists.

An announcement stands in the ledger as a proposal for no case.  It is replaced only before the day
of its number, and only by one that covers all that it covers; once that day is over its cases are
drawn by it or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from gongfu.app.case_basis import Basis, basis_of, proposal_write
from gongfu.app.case_lots import drawn_by
from gongfu.app.tracking_chosen import AGAIN
from gongfu.errors import InputError
from gongfu.io.ledger_cases import cases_of, rows_for
from gongfu.io.ledger_deeds import Answered, Deed, Write
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_write import write
from gongfu.model.rule_file import rules_of
from gongfu.model.rules_in_force import in_force
from gongfu.track.actors import GOVERN, Actor, Role, own_code
from gongfu.track.calendar import day_in_china
from gongfu.track.case_moves import State
from gongfu.track.cases import Case, Kind

SAME: Final = ("lottery", "rule", "minutes")
"""Settings that a draw takes from its announcement."""
_MAY: Final = (Role.DEPARTMENT, Role.SCHOOL, Role.COUNTY, Role.PROVINCE)
_UNTOLD: Final = (*AGAIN, State.EVIDENCE_ASKED)
_WAITS: Final = (State.APPLIED, State.EVIDENCE_ASKED)
_GIVEN_UP: Final = (State.WITHDRAWN, State.LAPSED)


@dataclass(frozen=True, slots=True)
class Announced:
    """A draw to come.

    Attributes
    ----------
    proposal_id
        Under which it stands.
    basis
        Rules, lists and kind of lottery; its day is that of the number.
    source
        Who publishes it.
    subject, office, place
        For which cases: of the round or benefit, with the office ("": any), in the place.
    """

    proposal_id: str
    basis: Basis
    source: str
    subject: str
    office: str
    place: str

    def is_for(self, case: Case) -> bool:
        """Whether a case is drawn so."""
        mine = self.office in ("", case.office) and case.place.startswith(self.place)
        return mine and case.kind is self.basis.kind and case.subject == self.subject

    def covers(self, other: "Announced") -> bool:
        """Whether every case that the other is for is drawn so."""
        same = self.basis.kind is other.basis.kind and self.subject == other.subject
        offices = self.office in ("", other.office)
        return same and offices and other.place.startswith(self.place)

    def meets(self, other: "Announced") -> bool:
        """Whether some case could be drawn by either."""
        same = self.basis.kind is other.basis.kind and self.subject == other.subject
        offices = self.office == other.office or "" in (self.office, other.office)
        places = self.place.startswith(other.place) or other.place.startswith(self.place)
        return same and offices and places


def announce(
    ledger: Ledger,
    deed: Deed,
    basis: Basis,
    source: str,
    subject: str,
    *,
    office: str = "",
    place: str = "",
) -> Answered:
    """Say by which number a lottery will be drawn, before that number is known.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the office, at the latest on the day before.
    basis
        Rules, lists and kind of lottery, as they will be; its day is that on which the number is
        published and as of which the rules judge, and it has no seed.
    source
        Who publishes it: something that everybody can look up, and the office cannot choose.
    subject
        The round, or the benefit.
    office, place
        Whose draw it is and where applicants live; "": the actor's own.

    Returns
    -------
    dict
        `proposal_id`, `subject`, `source`, `day`, `office`, `place`, `replaces` (ids of the
        announcements that hold no more) and the `number` of the record.
    """
    settings = {
        name: (basis.settings or {})[name] for name in SAME if name in (basis.settings or {})
    }
    asked = {"task": "announce", "kind": str(basis.kind), "day": basis.day.isoformat(),
             "source": source, "subject": subject, "office": office, "place": place,
             "rules": basis.text, "settings": settings, "tables": basis.tables}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        known = {
            "source": source, "subject": subject, "office": office or actor.department,
            "place": own_code(place) or actor.place,
        }  # fmt: skip
        new = Announced("", replace(basis, settings={**settings, **known}), **known)
        _check_actor(actor, new)
        today = day_in_china(deed.at)
        if new.basis.day <= today:
            raise InputError(
                f"the number of {new.basis.day} may be known on {today}; announce that of a later "
                "day"
            )
        _check_drawable(new)
        replaces = _replaced(connection, new, today)
        _check_open(connection, new, today)
        proposal_id, one = proposal_write(connection, new.basis, [], {})
        said = {"proposal_id": proposal_id, "subject": subject, "source": source,
                "day": new.basis.day.isoformat(), "office": new.office, "place": new.place,
                "replaces": replaces}  # fmt: skip
        return [one], said

    return write(ledger, deed, asked, task)


def announcements(connection: Connection) -> list[Announced]:
    """All that were ever made.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    list of Announced
        In the order in which they were made.
    """
    rows = [row for row in rows_of(connection, "proposal") if not row["n_cases"]]
    found = []
    for row in sorted(rows, key=lambda row: int(row["number"])):
        basis = basis_of(row)
        told = {
            name: (basis.settings or {})[name] for name in ("source", "subject", "office", "place")
        }
        found.append(Announced(row["proposal_id"], basis, **told))
    return found


def holding(known: Sequence[Announced]) -> list[Announced]:
    """Announcements that no later one replaced.

    Parameters
    ----------
    known
        In the order in which they were made.

    Returns
    -------
    list of Announced
        In the same order.
    """
    return [
        one
        for at, one in enumerate(known)
        if not any(later.covers(one) for later in known[at + 1 :])
    ]


def last_for(known: Sequence[Announced], case: Case) -> Announced | None:
    """By which announcement a case is drawn.

    Parameters
    ----------
    known
        That hold, in the order in which they were made.
    case
        As it stands.

    Returns
    -------
    Announced or None
        The last that is for it.
    """
    return next((one for one in reversed(known) if one.is_for(case)), None)


def covered(connection: Connection, one: Announced) -> list[Case]:
    """The cases that a draw takes together, or not at all.

    Parameters
    ----------
    connection
        To the ledger.
    one
        Its announcement.

    Returns
    -------
    list of Case
        Written down before the day of the number.  Of a benefit those that were not told yet; of a
        round all but those that were given up.
    """
    kind, subject = str(one.basis.kind), one.subject
    if one.basis.kind is Kind.BENEFIT:
        found = cases_of(connection, kind=kind, subject=subject, states=_UNTOLD)
    else:
        found = [
            case
            for case in cases_of(connection, kind=kind, subject=subject)
            if case.state not in _GIVEN_UP
        ]
    mine = [case for case in found if one.is_for(case)]
    late = set(begun_from(connection, mine, one.basis.day))
    return [case for case in mine if case.case_id not in late]


def begun_from(connection: Connection, cases: Iterable[Case], day: date) -> list[str]:
    """Cases whose application was written down on a day or later.

    Parameters
    ----------
    connection
        To the ledger.
    cases
        Among which.
    day
        The first day that counts.

    Returns
    -------
    list of str
        Their ids.
    """
    steps = rows_for(connection, "case_step", "case_id", [case.case_id for case in cases])
    return [
        one["case_id"]
        for one in steps
        if one["number"] == 1 and day_in_china(datetime.fromisoformat(one["at"])) >= day
    ]


def _check_actor(actor: Actor, new: Announced) -> None:
    faults = [] if new.source.strip() else ["it says no source; name who publishes the number"]
    if actor.role not in _MAY:
        faults.append(f"{actor.role.one} may not announce a draw; the office that decides may")
    elif not actor.holds_at(new.place):
        faults.append(f"it is for {new.place!r}, and the actor acts for {actor.place!r}")
    elif not new.office:
        faults.append("it names no office that decides; give it (office)")
    elif actor.role not in GOVERN and new.office != actor.department:
        faults.append(f"it is of {new.office!r}, and the actor is of {actor.department!r}")
    elif actor.role not in GOVERN and _is_part(new, actor):
        faults.append(
            f"it is for {new.place!r}, and {actor.actor_id!r} draws for all of {actor.place!r}; "
            "give no place, or let somebody announce and draw it who acts for that place alone"
        )
    elif actor.field:
        faults.append(f"it is of no field, and the actor acts for {actor.field!r} alone")
    if faults:
        raise InputError(f"a draw of {new.subject!r}: {'; '.join(faults)}")


def _is_part(new: Announced, actor: Actor) -> bool:
    """Whether a benefit is announced for less than what the actor draws at once."""
    return new.basis.kind is Kind.BENEFIT and new.place != own_code(actor.place)


def _check_drawable(new: Announced) -> None:
    """Refuse what could never be drawn: nobody may announce it anew once its day is over."""
    if new.basis.kind is not Kind.BENEFIT:
        return
    name, day = f"a draw of {new.subject!r}", new.basis.day
    if other := sorted(set(new.basis.tables or {}) - {new.subject}):
        raise InputError(
            f"{name}: the places are for {other[0]!r} too; give a list of {new.subject!r} alone"
        )
    if new.subject not in (new.basis.tables or {}):
        raise InputError(f"{name}: the list has no places of it; add them")
    rules = rules_of(new.basis.text, new.basis.rules)
    mine = [one for one in rules.benefits if one.name == new.subject]
    if not any(one.limited and in_force(one.start, one.end, day) for one in mine):
        raise InputError(
            f"{name}: the rules {rules.key!r} have no such benefit that is limited and in force on "
            f"{day}, as of which they judge; give rules that have it"
        )


def _replaced(connection: Connection, new: Announced, today: date) -> list[str]:
    """Which announcements a new one replaces; refuse one that leaves out what others cover."""
    meets = [
        one
        for one in holding(announcements(connection))
        if one.basis.day > today and one.meets(new)
    ]
    for one in meets:
        if not new.covers(one):
            raise InputError(
                f"{one.proposal_id} announced a draw of office {one.office or 'any'!r} and place "
                f"{one.place!r}, and this one covers but a part of it; announce one that covers "
                "all of it, which then replaces it"
            )
    return [one.proposal_id for one in meets]


def _check_open(connection: Connection, new: Announced, today: date) -> None:
    """Refuse to announce what has a proposal, or what could be drawn by a number that is known."""
    cases = [
        case
        for case in cases_of(connection, kind=str(new.basis.kind), subject=new.subject)
        if new.is_for(case) and case.state not in _GIVEN_UP
    ]
    if new.basis.kind is Kind.BENEFIT:
        cases = [case for case in cases if case.state in _UNTOLD]
    drawn = drawn_by(connection, cases)
    for case in cases:
        if case.case_id in drawn:
            raise InputError(
                f"case {case.case_id!r} was drawn by {drawn[case.case_id]} already; a draw is "
                "announced before it, and another of a benefit once those that were drawn are told"
            )
        if case.state not in _WAITS:
            raise InputError(
                f"case {case.case_id!r} is {case.state}: it has an outcome without a draw; tell it "
                "to the applicant or ask for evidence, then announce"
            )
    for before in holding(announcements(connection)):
        if before.basis.day > today or not before.meets(new):
            continue
        waits = [case.case_id for case in covered(connection, before) if new.is_for(case)]
        if waits:
            raise InputError(
                f"case {waits[0]!r} waits for the draw that {before.proposal_id} announced, and "
                f"its number of {before.basis.day} may be known; draw by that one first"
            )
