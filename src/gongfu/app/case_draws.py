"""Draws announced before anybody can know their number.

An announcement names who publishes a number later, and on which day; it stands in the ledger as a
proposal for no case.  The draw takes that number as its seed, with the rules and lists that were
announced, for the applications that were written down before that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.case_basis import Basis, basis_of, proposal_write
from gongfu.app.tracking_chosen import AGAIN, Chosen
from gongfu.errors import InputError, n_of
from gongfu.io.ledger_cases import cases_of, rows_for
from gongfu.io.ledger_deeds import Answered, Deed, Write
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor, Role, own_code
from gongfu.track.calendar import day_in_china
from gongfu.track.cases import Case, Kind

_MAY: Final = (Role.DEPARTMENT, Role.SCHOOL, Role.COUNTY, Role.PROVINCE)
_SAME: Final = ("lottery", "rule", "minutes")


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
        published, and it has no seed.
    source
        Who publishes it: something that everybody can look up, and the office cannot choose.
    subject
        The round, or the benefit.
    office, place
        Whose draw it is and where applicants live; "": the actor's own.

    Returns
    -------
    dict
        `proposal_id`, `subject`, `source`, `day` and the `number` of the record.
    """
    settings = {
        name: (basis.settings or {})[name] for name in _SAME if name in (basis.settings or {})
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
        _check_open(connection, new, today)
        proposal_id, one = proposal_write(connection, new.basis, [], {})
        said = {"proposal_id": proposal_id, "subject": subject, "source": source,
                "day": new.basis.day.isoformat()}  # fmt: skip
        return [one], said

    return write(ledger, deed, asked, task)


def announced_draw(
    connection: Connection, deed: Deed, basis: Basis, found: Chosen, *, seed_given: bool
) -> tuple[Chosen, Basis, Announced | None]:
    """What of a draw was announced: the cases that take part, and its basis with the announcement.

    Parameters
    ----------
    connection
        To the ledger.
    deed
        Of the proposal.
    basis
        Of it, with seed and lists.
    found
        Its cases.
    seed_given
        Whether somebody said the seed.

    Returns
    -------
    tuple of Chosen, Basis and Announced
        As they are, and None, where nothing was announced.  Benefits that came on the day of the
        number or later are left out.

    Raises
    ------
    InputError
        It is not the draw that was announced; or a round has applications that came too late.
    """
    tables = basis.tables or {}
    drawn = [one for one in found.cases if basis.kind is Kind.ADMISSION or one.subject in tables]
    known = _announcements(connection)
    by_case = {case.case_id: _last(one for one in known if one.is_for(case)) for case in drawn}
    if not any(by_case.values()):
        return found, basis, None
    ids = {case_id: one.proposal_id if one else "none" for case_id, one in by_case.items()}
    if len(set(ids.values())) > 1:
        told = {name: case_id for case_id, name in ids.items()}
        raise InputError(
            "these cases are of several draws: "
            + ", ".join(f"{name} announced that of case {told[name]!r}" for name in sorted(told))
            + "; propose each by itself (subject, office, place)"
        )
    one = next(iter(by_case.values()))
    assert one is not None, "some draw is announced, and it is one"
    _check_as_announced(one, basis, day_in_china(deed.at), seed_given=seed_given)
    late = _begun_from(connection, drawn, one.basis.day)
    if late and basis.kind is Kind.ADMISSION:
        raise InputError(
            f"{n_of(len(late), 'application', 'applications')} came on {one.basis.day} or later, "
            f"when the number could be known, such as {late[0]!r}; let them apply for another round"
        )
    kept = [case for case in found.cases if case.case_id not in late]
    left = {**found.left, **({"late": late} if late else {})}
    settings = {**(basis.settings or {}), "announced": one.proposal_id}
    return Chosen(kept, left), replace(basis, settings=settings), one


def draw_told(basis: Basis, announced: Announced | None) -> dict[str, Any] | None:
    """How a proposal was drawn, as its answer tells it.

    Parameters
    ----------
    basis
        Of the proposal.
    announced
        The announcement, if there was one.

    Returns
    -------
    dict or None
        `seed`, and of an announcement `announced`, `source` and `day`; None if nothing was limited.
    """
    if not basis.tables:
        return None
    told = {"seed": (basis.settings or {})["seed"]}
    if announced is None:
        return told
    return told | {
        "announced": announced.proposal_id,
        "source": announced.source,
        "day": announced.basis.day.isoformat(),
    }


def draw_kept(connection: Connection, basis: Basis) -> dict[str, Any] | None:
    """How a proposal that is kept was drawn.

    Parameters
    ----------
    connection
        To the ledger.
    basis
        As it is kept.

    Returns
    -------
    dict or None
        As of `draw_told`.
    """
    name = (basis.settings or {}).get("announced")
    known = [one for one in _announcements(connection) if one.proposal_id == name]
    return draw_told(basis, _last(known))


def _announcements(connection: Connection) -> list[Announced]:
    """All, in the order in which they were made."""
    rows = [row for row in rows_of(connection, "proposal") if not row["n_cases"]]
    found = []
    for row in sorted(rows, key=lambda row: int(row["number"])):
        basis = basis_of(row)
        told = {
            name: (basis.settings or {})[name] for name in ("source", "subject", "office", "place")
        }
        found.append(Announced(row["proposal_id"], basis, **told))
    return found


def _last(some: Iterable[Announced]) -> Announced | None:
    return next(reversed([*some]), None)


def _check_actor(actor: Actor, new: Announced) -> None:
    faults = [] if new.source.strip() else ["it says no source; name who publishes the number"]
    if actor.role not in _MAY:
        faults.append(f"{actor.role.one} may not announce a draw; the office that decides may")
    elif not actor.holds_at(new.place):
        faults.append(f"it is for {new.place!r}, and the actor acts for {actor.place!r}")
    elif actor.department and new.office != actor.department:
        faults.append(f"it is of {new.office!r}, and the actor is of {actor.department!r}")
    if faults:
        raise InputError(f"a draw of {new.subject!r}: {'; '.join(faults)}")


def _check_open(connection: Connection, new: Announced, today: date) -> None:
    """Refuse to announce anew what was drawn, or what could be drawn by a number that is known."""
    cases = [
        case
        for case in cases_of(
            connection, kind=str(new.basis.kind), subject=new.subject, states=AGAIN
        )
        if new.is_for(case)
    ]
    proposals = {row["proposal_id"]: row for row in rows_of(connection, "proposal")}
    for case in cases:
        row = proposals.get(case.proposal_id)
        if row is not None and basis_of(row).tables:
            raise InputError(
                f"case {case.case_id!r} was drawn by {case.proposal_id} already; a draw is "
                "announced before it, and another once those that were drawn are told"
            )
    before = _last(one for one in _announcements(connection) if one.meets(new))
    if before is not None and before.basis.day <= today:
        late = _begun_from(connection, cases, before.basis.day)
        waits = [case.case_id for case in cases if case.case_id not in late]
        if waits:
            raise InputError(
                f"case {waits[0]!r} waits for the draw that {before.proposal_id} announced, and "
                f"its number of {before.basis.day} may be known; draw by that one first"
            )


def _check_as_announced(one: Announced, basis: Basis, today: date, *, seed_given: bool) -> None:
    name = f"{one.proposal_id} announced this draw"
    day = one.basis.day
    if today < day:
        raise InputError(f"{name} by the number that {one.source} publishes on {day}; wait for it")
    if not seed_given:
        raise InputError(f"{name}: give the number that {one.source} published on {day} (seed)")
    told, announced = basis.settings or {}, one.basis.settings or {}
    odd = [name for name in _SAME if told.get(name) != announced.get(name)]
    odd += ["rules"] * (basis.text != one.basis.text)
    odd += ["lists"] * (basis.tables != one.basis.tables)
    if odd:
        raise InputError(f"{name} with other {' and '.join(odd)}; give those that were announced")


def _begun_from(connection: Connection, cases: Sequence[Case], day: date) -> list[str]:
    """Cases whose application was written down on a day or later."""
    steps = rows_for(connection, "case_step", "case_id", [case.case_id for case in cases])
    return [
        one["case_id"]
        for one in steps
        if one["number"] == 1 and day_in_china(datetime.fromisoformat(one["at"])) >= day
    ]
