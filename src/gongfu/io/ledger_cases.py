"""Cases in a ledger: their tables, rows as nouns of `track`, and those as rows.

What an applicant says, and reasons about a person, stand in `case_facts` and `case_words` alone.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    select,
)

from gongfu.io.ledger_among import rows_among
from gongfu.io.ledger_metadata import METADATA
from gongfu.track.case_moves import State
from gongfu.track.cases import Case, CaseRule, CaseTerms, Kind, Step
from gongfu.track.clock import Clock


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _of_case(name: str = "case_id") -> Column[str]:
    return Column(name, String, ForeignKey("cases.case_id"), nullable=False, index=True)


def _clock(name: str) -> tuple[Column[Any], ...]:
    """Four columns, all empty if there is no clock."""
    return (
        Column(f"{name}_allowed", Integer),
        Column(f"{name}_since", Date),
        Column(f"{name}_used", Integer),
        Column(f"{name}_missed_on", Date),
    )


_DAYS: Final = ("decide_days", "evidence_days", "appeal_days", "review_days")
_TEXTS: Final = (
    "case_id", "kind", "applicant_id", "guardian_id", "subject", "place", "office", "state",
    "outcome", "award", "proposal_id", "proposed_by", "decided_by",
)  # fmt: skip

CASE_RULES: Final = Table(
    "case_rules",
    METADATA,
    Column("rule_id", String, primary_key=True),
    _text("kind"),
    _text("place"),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date),
    *map(_whole, _DAYS),
    _whole("version"),
)
PROPOSALS: Final = Table(
    "proposals",
    METADATA,
    Column("proposal_id", String, primary_key=True),
    _whole("number"),
    _text("kind"),
    Column("day", Date, nullable=False),
    _text("rules"),
    _text("rules_sha256"),
    _text("rules_text"),
    _text("settings"),
    _text("tables"),
    _text("inputs_sha256"),
    _whole("n_cases"),
)
CASES: Final = Table(
    "cases",
    METADATA,
    Column("case_id", String, primary_key=True),
    *map(_text, _TEXTS[1:7]),
    Column("applied_on", Date, nullable=False),
    _text("changed_at"),
    _text("state"),
    *map(_whole, _DAYS),
    _text("term_rule"),
    *_clock("clock"),
    *_clock("turn"),
    *map(_text, _TEXTS[8:]),
    _whole("n_facts"),
    _whole("version"),
    Index("cases_by_state", "kind", "subject", "state"),
)
CASE_STEPS: Final = Table(
    "case_steps",
    METADATA,
    Column("step_id", String, primary_key=True),
    _of_case(),
    _whole("number"),
    _text("event"),
    _text("before"),
    _text("after"),
    _text("actor_id"),
    _text("role"),
    _text("at"),
    _text("outcome"),
    _text("award"),
    Column("proposal_id", String, nullable=False, index=True),
    _whole("n_facts"),
    Column("due_on", Date),
    Column("over", Boolean, nullable=False),
)
CASE_EVIDENCE: Final = Table(
    "case_evidence",
    METADATA,
    Column("evidence_id", String, primary_key=True),
    _of_case(),
    _text("kind"),
    _text("sha256"),
    _text("salt"),
    _whole("version"),
)
CASE_FACTS: Final = Table(
    "case_facts",
    METADATA,
    Column("facts_id", String, primary_key=True),
    _of_case(),
    _text("facts"),
    _text("salt"),
    _whole("version"),
)
CASE_WORDS: Final = Table(
    "case_words",
    METADATA,
    Column("words_id", String, primary_key=True),
    _of_case(),
    _text("en"),
    _text("zh"),
    _text("salt"),
    _whole("version"),
)

CASE_THINGS: Final[dict[str, Table]] = {
    "case_rule": CASE_RULES,
    "proposal": PROPOSALS,
    "case": CASES,
    "case_step": CASE_STEPS,
    "case_evidence": CASE_EVIDENCE,
    "case_facts": CASE_FACTS,
    "case_words": CASE_WORDS,
}
"""Each refers to earlier ones only."""
_PRIVATE: Final = ("case_evidence", "case_facts", "case_words")


def case_of(row: Mapping[Any, Any]) -> Case:
    """A row as a noun.

    Parameters
    ----------
    row
        Of cases.

    Returns
    -------
    Case
        The same.
    """
    told = {name: row[name] for name in _TEXTS if name not in ("kind", "state")}
    return Case(
        **told,
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        applied_on=row["applied_on"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
        terms=_terms_of(row, row["term_rule"]),
        clock=_clock_of(row, "clock"),
        turn=_clock_of(row, "turn"),
        n_facts=row["n_facts"],
        version=row["version"],
    )


def case_row(case: Case) -> dict[str, Any]:
    """A noun as a row.

    Parameters
    ----------
    case
        As it stands.

    Returns
    -------
    dict
        Column -> value.
    """
    return {
        **{name: str(getattr(case, name)) for name in _TEXTS},
        "applied_on": case.applied_on,
        "changed_at": case.changed_at.isoformat(),
        **{name: getattr(case.terms, name) for name in _DAYS},
        "term_rule": case.terms.rule,
        **_clock_row(case.clock, "clock"),
        **_clock_row(case.turn, "turn"),
        "n_facts": case.n_facts,
        "version": case.version,
    }


def rule_of(row: Mapping[Any, Any]) -> CaseRule:
    """A row as a noun.

    Parameters
    ----------
    row
        Of case_rules.

    Returns
    -------
    CaseRule
        The same.
    """
    return CaseRule(
        row["rule_id"],
        Kind(row["kind"]),
        row["place"],
        row["start_on"],
        row["end_on"],
        _terms_of(row, row["rule_id"]),
    )


def step_row(step: Step) -> dict[str, Any]:
    """A noun as a row.

    Parameters
    ----------
    step
        Of a case.

    Returns
    -------
    dict
        Column -> value.
    """
    return {
        "step_id": f"{step.case_id}/{step.version}",
        "case_id": step.case_id,
        "number": step.version,
        "event": str(step.event),
        "before": str(step.before),
        "after": str(step.after),
        "actor_id": step.actor_id,
        "role": str(step.role),
        "at": step.at.isoformat(),
        "outcome": step.outcome,
        "award": step.award,
        "proposal_id": step.proposal_id,
        "n_facts": step.n_facts,
        "due_on": step.due,
        "over": step.over,
    }


def rows_for(
    connection: Connection, thing: str, column: str, values: Iterable[str]
) -> list[dict[str, Any]]:
    """The rows of a kind that belong to any of some things, by their key.

    Parameters
    ----------
    connection
        To the ledger.
    thing
        One of `CASE_THINGS`.
    column
        Which says whose they are.
    values
        Of it.

    Returns
    -------
    list of dict
        Column -> value.
    """
    return rows_among(connection, CASE_THINGS[thing], column, values)


def cases_of(
    connection: Connection, *, kind: str = "", subject: str = "", states: tuple[str, ...] = ()
) -> list[Case]:
    """The cases that fit, by id.

    Parameters
    ----------
    connection
        To the ledger.
    kind, subject
        "" for all.
    states
        None for all.

    Returns
    -------
    list of Case
        As they stand.
    """
    asked = select(CASES)
    if kind:
        asked = asked.where(CASES.c.kind == kind)
    if subject:
        asked = asked.where(CASES.c.subject == subject)
    if states:
        asked = asked.where(CASES.c.state.in_(states))
    found = connection.execute(asked).mappings()
    return sorted((case_of(row) for row in found), key=lambda case: case.case_id)


def facts_of(connection: Connection, cases: Iterable[Case]) -> dict[str, dict[str, Any]]:
    """The facts that hold of each case: the row, or nothing where it was erased.

    Parameters
    ----------
    connection
        To the ledger.
    cases
        Whose.

    Returns
    -------
    dict
        Case id -> row of case_facts.
    """
    ids = {f"{case.case_id}/{case.n_facts}" for case in cases}
    rows = rows_for(connection, "case_facts", "facts_id", ids)
    return {row["case_id"]: row for row in rows}


def facts_told(row: Mapping[str, Any]) -> dict[str, str]:
    """Heading -> text, of a row of case_facts."""
    return dict(json.loads(row["facts"]))


def private_rows(connection: Connection, person_id: str) -> list[tuple[str, dict[str, Any]]]:
    """All rows of personal data in a person's cases.

    Parameters
    ----------
    connection
        To the ledger.
    person_id
        The applicant.

    Returns
    -------
    list of tuple
        The thing and its row.
    """
    asked = select(CASES.c.case_id).where(CASES.c.applicant_id == person_id)
    ids = list(connection.execute(asked).scalars())
    return [
        (thing, row) for thing in _PRIVATE for row in rows_for(connection, thing, "case_id", ids)
    ]


def _terms_of(row: Mapping[Any, Any], rule: str) -> CaseTerms:
    decide, evidence, appeal, review = (row[name] for name in _DAYS)
    return CaseTerms(decide, evidence, appeal, review, rule)


def _clock_of(row: Mapping[Any, Any], name: str) -> Clock | None:
    allowed = row[f"{name}_allowed"]
    if allowed is None:
        return None
    return Clock(allowed, row[f"{name}_since"], row[f"{name}_used"], row[f"{name}_missed_on"])


def _clock_row(clock: Clock | None, name: str) -> dict[str, Any]:
    return {
        f"{name}_allowed": None if clock is None else clock.allowed_days,
        f"{name}_since": None if clock is None else clock.since,
        f"{name}_used": None if clock is None else clock.used_days,
        f"{name}_missed_on": None if clock is None else clock.missed_on,
    }
