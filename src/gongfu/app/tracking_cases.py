"""Tasks of cases: to apply, to bring lists of applications, and to make a case go on.

What an applicant says and every reason about a person stand in rows of which the audit log keeps a
digest only; the reason of a deed goes there, and never into the log.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.case_headings import pupil_faults
from gongfu.errors import InputError, NotFoundError
from gongfu.io.calendars import work_calendar_of_china
from gongfu.io.ledger_cases import case_of, case_row, cases_of, facts_of, rule_of, step_row
from gongfu.io.ledger_deeds import Answered, Deed, Write, check_version, new_salt
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_repeats import Private, held_row, says_same
from gongfu.io.ledger_rows import check_new_id, kinds_with, row_by_id, rows_of
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor, Role
from gongfu.track.audit import canonical
from gongfu.track.calendar import WorkCalendar, day_in_china
from gongfu.track.case_moves import Event, moves_from
from gongfu.track.case_steps import advance, opened
from gongfu.track.cases import Act, Case, CaseRule, Kind, Step, case_faults, office_faults, terms_of

__all__ = (
    "DETAILS",
    "Application",
    "Kind",
    "apply",
    "begin",
    "begin_writes",
    "calendar_at",
    "digest_of",
    "facts_row",
    "move_case",
    "offices_of",
    "running_of",
    "step_writes",
    "words_write",
)

DETAILS: Final = ("outcome", "award", "evidence", "proof", "facts")
"""What may be said of an act beside its reason."""


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for, and the facts that the rules take, heading -> text."""

    case_id: str
    kind: Kind
    applicant_id: str
    subject: str
    place: str
    office: str
    applied_on: date
    guardian_id: str = ""
    facts: Mapping[str, str] | None = None


def apply(
    ledger: Ledger, deed: Deed, application: Application, *, day_given: bool = True
) -> Answered:
    """Begin a case.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the applicant or guardian, the village, or the office.
    application
        What for, whose, and their facts.
    day_given
        Whether somebody said its day; if it is today's by default, the same again with the same key
        is the same on a later day.

    Returns
    -------
    dict
        `case_id`, `state`, `version` and the `number` of the record.
    """
    told = asdict(application)
    day = application.applied_on.isoformat() if day_given else ""
    told |= {"applied_on": day, "kind": str(application.kind)}
    asked = {"task": "apply", **{name: told[name] for name in told if name != "facts"}}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        rules = [rule_of(row) for row in rows_of(connection, "case_rule")]
        if kinds_with(connection, ["case"], application.case_id):
            raise InputError(f"case {application.case_id!r} is there already; take a new id")
        check_new_id(connection, "case", application.case_id)
        kind, subject = str(application.kind), application.subject
        running = running_of(cases_of(connection, kind=kind, subject=subject))
        offices = offices_of(rows_of(connection, "actor"))
        begun, step = begin(application, actor, deed, rules, running, offices)
        said = {"case_id": begun.case_id, "state": str(begun.state), "version": 1}
        return begin_writes(begun, step, application.facts or {}, "apply"), said

    def same(connection: Connection, _: Answered) -> bool:
        told = facts_row(application.case_id, 1, application.facts or {})
        row = {"facts": told["facts"]}
        return says_same(connection, [Private("case_facts", told["facts_id"], "apply", row)])

    return write(ledger, replace(deed, why=""), asked, task, same=same)


def begin(
    application: Application,
    actor: Actor,
    deed: Deed,
    rules: Iterable[CaseRule],
    running: set[tuple[str, str, str]],
    offices: Mapping[str, Iterable[str]],
) -> tuple[Case, Step]:
    """A case as it begins; an InputError tells every fault.

    Parameters
    ----------
    application, actor, deed
        What is applied for, by whom and when.
    rules
        Of terms.
    running
        Of the cases that have not ended, see `running_of`.
    offices
        Who acts where, see `offices_of`.

    Returns
    -------
    tuple of Case and Step
        To be written.
    """
    terms = terms_of(rules, application.kind, application.place, application.applied_on)
    case = Case(
        application.case_id,
        application.kind,
        application.applicant_id,
        application.subject,
        application.place,
        application.office,
        application.applied_on,
        deed.at,
        application.guardian_id,
        terms=terms,
    )
    today = day_in_china(deed.at)
    faults = case_faults(case, today)
    if actor.role is Role.RESIDENT and application.applied_on < today:
        faults.append(
            f"applied on {application.applied_on}, and it is {today}: residents apply on the day "
            "itself; what came on an earlier day the village or the office enters"
        )
    if (str(case.kind), case.applicant_id, case.subject) in running:
        faults.append("the applicant has a case for the same that has not ended; go on with that")
    if application.kind is Kind.ADMISSION:
        faults += pupil_faults(application.facts or {})
    if faults:
        raise InputError("; ".join(faults))
    begun = opened(case, Act(Event.APPLY, actor, deed.at), calendar_at(deed))
    if faults := office_faults(case, offices):
        raise InputError("; ".join(faults))
    return begun


def running_of(cases: Iterable[Case]) -> set[tuple[str, str, str]]:
    """Kind, applicant and subject of the cases that have not ended."""
    return {(str(c.kind), c.applicant_id, c.subject) for c in cases if moves_from(c.state)}


def offices_of(actors: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Departments and schools, and the places where somebody acts for each, of rows of actors."""
    found: dict[str, set[str]] = {}
    for row in actors:
        if row["role"] in (Role.DEPARTMENT, Role.SCHOOL):
            found.setdefault(row["department"], set()).add(row["place"])
    return found


def begin_writes(case: Case, step: Step, facts: Mapping[str, str], event: str) -> list[Write]:
    """What is written of a case that begins."""
    return [
        Write("case", event, None, case_row(case)),
        Write("case_step", event, None, step_row(step)),
        Write("case_facts", event, None, facts_row(case.case_id, 1, facts)),
    ]


def move_case(
    ledger: Ledger,
    deed: Deed,
    case_id: str,
    event: str,
    details: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Answered:
    """Make a case go on.

    Parameters
    ----------
    ledger
        Open.
    deed
        By whoever may; its reason is kept with the personal data.
    case_id
        Which.
    event
        One of `case_moves.Event` but apply and propose, which have tasks of their own.
    details
        Any of `outcome`, `award`, `evidence` (what kind of paper), `proof` (its path or SHA-256)
        and `facts` (heading -> text) that it brings.
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    dict
        `case_id`, `state`, `version` and the `number` of the record.
    """
    if event not in set(Event) - {Event.APPLY, Event.PROPOSE}:
        known = ", ".join(one for one in Event if one not in (Event.APPLY, Event.PROPOSE))
        raise InputError(f"no event {event!r} of a case; choose among {known}")
    odd = [name for name in details if name not in DETAILS]
    if odd:
        raise InputError(f"{odd[0]!r} is no part of an act; choose among {', '.join(DETAILS)}")
    given = {name: details[name] for name in DETAILS if details.get(name)}
    if ("evidence" in given) != ("proof" in given):
        raise InputError(f"case {case_id!r}: evidence needs both its kind and its proof")
    proof = digest_of(given["proof"]) if "proof" in given else ""
    facts: Mapping[str, str] = given.get("facts", {})
    asked = {"task": "move case", "case_id": case_id, "event": event, "version": version,
             "outcome": given.get("outcome", ""), "award": given.get("award", "")}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "case", case_id)
        check_version(f"case {case_id!r}", row, version)
        case = case_of(row)
        if case.kind is Kind.ADMISSION and (faults := pupil_faults(facts)):
            raise InputError(f"case {case_id!r}: {'; '.join(faults)}")
        act = Act(
            Event(event), actor, deed.at, deed.why, given.get("outcome", ""),
            given.get("award", ""), "", given.get("evidence", ""), bool(facts),
        )  # fmt: skip
        after, step = advance(case, act, calendar_at(deed))
        writes = step_writes(row, after, step)
        if deed.why:
            writes.append(words_write(f"{case_id}/{step.version}", case_id, deed.why, deed.why))
        if proof:
            paper = {
                "evidence_id": f"{case_id}/{step.version}",
                "case_id": case_id,
                "kind": act.evidence,
                "sha256": proof,
                "salt": new_salt(),
                "version": 1,
            }
            writes.append(Write("case_evidence", "move", None, paper))
        if facts:
            before = facts_of(connection, [case]).get(case_id)
            told = {**(json.loads(before["facts"]) if before else {}), **facts}
            new = facts_row(case_id, after.n_facts, told)
            writes.append(Write("case_facts", "move", None, new))
        return writes, {
            "case_id": case_id, "state": str(after.state), "version": after.version,
        }  # fmt: skip

    def same(connection: Connection, said: Answered) -> bool:
        step_id = f"{case_id}/{said['version']}"
        why = {"en": deed.why} if deed.why else None
        paper = {"kind": given["evidence"], "sha256": proof} if proof else None
        again = [Private("case_words", step_id, "move", why),
                 Private("case_evidence", step_id, "move", paper)]  # fmt: skip
        return says_same(connection, again) and _same_facts(connection, step_id, facts)

    return write(ledger, replace(deed, why=""), asked, task, same=same)


def _same_facts(connection: Connection, step_id: str, facts: Mapping[str, str]) -> bool:
    """Whether a step brought these facts to those before it."""
    step = row_by_id(connection, "case_step", step_id)
    case_id, n = step["case_id"], step["n_facts"]
    before = row_by_id(connection, "case_step", f"{case_id}/{step['number'] - 1}")["n_facts"]
    if bool(facts) != (n > before):
        return False
    if not facts:
        return True
    held = held_row(connection, "case_facts", f"{case_id}/{before}")
    told = facts_row(case_id, n, {**(json.loads(held["facts"]) if held else {}), **facts})
    row = {"facts": told["facts"]}
    return says_same(connection, [Private("case_facts", told["facts_id"], "move", row)])


def step_writes(row: Mapping[str, Any], after: Case, step: Step) -> list[Write]:
    """What is written of a step: the case as it stands, and the line of the record."""
    return [
        Write("case", "move", row, case_row(after)),
        Write("case_step", "move", None, step_row(step)),
    ]


def words_write(words_id: str, case_id: str, en: str, zh: str) -> Write:
    """Words about a person, of which the log keeps a digest."""
    row = {"words_id": words_id, "case_id": case_id, "en": en, "zh": zh, "salt": new_salt(),
           "version": 1}  # fmt: skip
    return Write("case_words", "move", None, row)


def facts_row(case_id: str, number: int, facts: Mapping[str, str]) -> dict[str, Any]:
    """An applicant's facts as a row."""
    told = {str(name): str(text) for name, text in facts.items() if str(text)}
    return {"facts_id": f"{case_id}/{number}", "case_id": case_id, "facts": canonical(told),
            "salt": new_salt(), "version": 1}  # fmt: skip


def calendar_at(deed: Deed) -> WorkCalendar:
    """Working days as known on the day of a deed."""
    return _calendar(day_in_china(deed.at))


@lru_cache(maxsize=16)
def _calendar(day: date) -> WorkCalendar:
    """Read once: a list of applications asks for it row by row."""
    return work_calendar_of_china(known_on=day)


def digest_of(proof: str) -> str:
    """The SHA-256 of a file, or the one that is given."""
    if len(proof) == hashlib.sha256().digest_size * 2 and set(proof) <= set("0123456789abcdef"):
        return proof
    path = Path(proof)
    if not path.is_file():
        raise NotFoundError(f"no file {proof!r}; give the path of the evidence, or its SHA-256")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
