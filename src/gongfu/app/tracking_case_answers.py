"""Questions to the cases of a ledger and what was done to them, answered in words and rows."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.case_days import cases_on
from gongfu.app.case_headings import check_benefit
from gongfu.app.letters import check_letters, write_letters
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_cases import DETAILS, Application, apply, move_case
from gongfu.app.tracking_history import on_screen
from gongfu.errors import InputError
from gongfu.io.calendars import work_calendar_of_china
from gongfu.io.ledger_cases import case_of, rows_for
from gongfu.io.ledger_deeds import Answered, Deed
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import ids_of, row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_cases as words
from gongfu.report.text import Both
from gongfu.track.actors import Actor, Role
from gongfu.track.case_moves import State, moves_from
from gongfu.track.case_steps import due_of, waits_for
from gongfu.track.cases import Case, Kind

_VIEW: Final = ("case_id", "kind", "subject", "place", "office", "state", "outcome", "award",
                "waits_for", "due_on", "term")  # fmt: skip
_STEP_VIEW: Final = ("number", "at", "event", "actor_id", "after", "outcome", "due_on", "why_en")
_DECIDED: Final = (State.CONFIRMED, State.OVERRULED, State.TOLD, State.REVIEWED, State.FINAL)


def listing_cases(
    ledger: Ledger,
    today: date,
    *,
    place: str = "",
    kind: str = "",
    subject: str = "",
    office: str = "",
    states: tuple[str, ...] = (),
) -> Answer:
    """The cases that there were on a day, whose turn it was, and until when.

    Parameters
    ----------
    ledger
        Open.
    today
        The day; what came after it is not told.
    place
        Code of the place in which they lie; "" for all.
    kind, subject, office
        "" for all.
    states
        Any of `case_moves.State`, or "late"; none for all.

    Returns
    -------
    Answer
        A row for each that fits, the first due first; `term` says how it stands: late (with the
        office), over (the applicant's), running, none, ended.
    """
    known = (*State, "late")
    odd = [state for state in states if state not in known]
    if kind and kind not in list(Kind):
        raise InputError(f"no kind {kind!r} of a case; choose among {', '.join(Kind)}")
    if odd:
        raise InputError(f"no state {odd[0]!r} of a case; choose among {', '.join(known)}")
    calendar = work_calendar_of_china(known_on=today)
    with reading(ledger) as connection:
        cases = cases_on(connection, today, kind=kind, subject=subject)
    rows: list[dict[str, Any]] = []
    for case in cases:
        due, whose = due_of(case, calendar), waits_for(case)
        term = "ended" if not whose else "none" if due is None else "running"
        if due is not None and today > due:
            term = "late" if whose == "office" else "over"
        rows.append({
            "case_id": case.case_id, "kind": str(case.kind), "subject": case.subject,
            "place": case.place, "office": case.office,
            "applied_on": case.applied_on.isoformat(), "state": str(case.state),
            "outcome": case.outcome, "award": case.award, "proposal_id": case.proposal_id,
            "waits_for": whose, "due_on": None if due is None else due.isoformat(), "term": term,
            "version": case.version,
        })  # fmt: skip
    kept = [
        row for row in rows
        if row["place"].startswith(place)
        and office in ("", row["office"])
        and (not states or row["state"] in states or row["term"] in states)
    ]  # fmt: skip
    kept.sort(key=lambda row: (row["due_on"] or "9", row["case_id"]))
    terms = [row["term"] for row in kept]
    said = words.listed_words(
        len(kept), len(rows), today, late=terms.count("late"), over=terms.count("over")
    )
    settings = {"command": "track list", "of": "cases", "today": today.isoformat(),
                "place": place, "kind": kind, "subject": subject, "office": office,
                "states": list(states)}  # fmt: skip
    table = pd.DataFrame(kept, columns=None if kept else list(_VIEW))
    return answered(ledger, settings, [said], table, _VIEW)


def showing_case(ledger: Ledger, case_id: str, today: date, *, who: str = "") -> Answer:
    """One case: its life, the reasons in both languages, and what may be done next.

    Parameters
    ----------
    ledger
        Open.
    case_id
        Which.
    today
        The day.
    who
        Id of an actor; reasons and ids of people are shown to the applicant, the guardian, the
        office, and the county or province; to everybody else roles alone.

    Returns
    -------
    Answer
        A row for each step.
    """
    calendar = work_calendar_of_china(known_on=today)
    with reading(ledger) as connection:
        case = case_of(row_by_id(connection, "case", case_id))
        steps = rows_for(connection, "case_step", "case_id", [case_id])
        reads = who and _reads(actor_of(row_by_id(connection, "actor", who)), case)
        told = rows_for(connection, "case_words", "case_id", [case_id]) if reads else []
        papers = rows_for(connection, "case_evidence", "case_id", [case_id]) if reads else []
    by_step = _reasons(told)
    paper = {one["evidence_id"]: one for one in papers}
    rows = []
    for step in sorted(steps, key=lambda one: int(one["number"])):
        why = by_step.get(step["step_id"], [])
        proof = paper.get(step["step_id"], {})
        due = step["due_on"]
        rows.append({
            **{name: step[name] for name in ("number", "at", "event", "before", "after",
                                             "actor_id", "role", "outcome", "award",
                                             "proposal_id", "over")},
            "due_on": None if due is None else due.isoformat(),
            "evidence": proof.get("kind", ""), "sha256": proof.get("sha256", ""),
            "why_en": " ".join(str(both.en) for both in why),
            "why_zh": "".join(str(both.zh) for both in why),
        })  # fmt: skip
    view: tuple[str, ...] = _STEP_VIEW
    if not reads:
        for row in rows:
            del row["actor_id"]
        view = tuple("role" if name == "actor_id" else name for name in _STEP_VIEW)
    settings = {
        "command": "track show",
        "case": {"case_id": case.case_id, "state": str(case.state), "version": case.version},
        "next": [str(event) for event in moves_from(case.state)],
    }
    said = words.shown_words(case, due_of(case, calendar))
    table = pd.DataFrame(rows)
    return answered(ledger, settings, said, table, view, screen=on_screen(table, view))


def _reads(actor: Actor, case: Case) -> bool:
    """Whether somebody may read the reasons of a case."""
    if actor.role is Role.RESIDENT:
        return case.is_of(actor.actor_id) and actor.holds_at(case.place)
    if actor.role in (Role.DEPARTMENT, Role.SCHOOL):
        own = actor.department == case.office and actor.holds_at(case.place)
        return own and not actor.field  # a case has none
    return actor.governs(case.place)


def has_case(ledger: Ledger, case_id: str) -> bool:
    """Whether a case has an id.

    Parameters
    ----------
    ledger
        Open.
    case_id
        Which.

    Returns
    -------
    bool
        Else it may be something else's.
    """
    with reading(ledger) as connection:
        return case_id in ids_of(connection, "case")


def applied_case(
    ledger: Ledger,
    deed: Deed,
    application: Application,
    *,
    day_given: bool = True,
    rules: str = "",
) -> Answer:
    """Begin a case, and say so.

    Parameters
    ----------
    ledger, deed, application, day_given
        As `tracking_cases.apply` takes them.
    rules
        By which a benefit will be judged: a TOML file, or the name of rules that ship.  "" says
        nothing: what they do not know is found when they propose.

    Returns
    -------
    Answer
        Without rows.
    """
    benefit = application.kind is Kind.BENEFIT
    if rules and not benefit:
        raise InputError("rules judge benefits; leave them out of an application for a school")
    if rules:
        check_benefit(rules, application.subject, application.facts or {}, application.applied_on)
    told = apply(ledger, deed, application, day_given=day_given)
    said = [words.applied_words(told["case_id"], told["number"])]
    if benefit and not rules:
        said.append(words.unchecked_words())
    settings = {"command": "track apply", "answer": told}
    return answered(ledger, settings, said, pd.DataFrame())


def moved_case(
    ledger: Ledger,
    deed: Deed,
    case_id: str,
    event: str,
    details: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Answer:
    """Make a case go on, and say where it stands.

    Parameters
    ----------
    ledger, deed, case_id, event, details, version
        As `tracking_cases.move_case` takes them.

    Returns
    -------
    Answer
        Without rows.
    """
    told = move_case(ledger, deed, case_id, event, details, version=version)
    said = [words.moved_words(case_id, told["state"], told["version"], told["number"])]
    return answered(ledger, {"command": "track move", "answer": told}, said, pd.DataFrame())


def proposed(ledger: Ledger, told: Answered) -> Answer:
    """What a proposal came to, case by case.

    Parameters
    ----------
    ledger
        Open.
    told
        The answer of `propose` or `propose_round`.

    Returns
    -------
    Answer
        A row for each case, with the reasons in both languages; who was left out, and why.
    """
    with reading(ledger) as connection:
        steps = [
            one
            for one in rows_for(connection, "case_step", "proposal_id", [told["proposal_id"]])
            if one["event"] == "propose"
        ]
        ids = [one["case_id"] for one in steps]
        by_step = _reasons(rows_for(connection, "case_words", "case_id", ids))
    rows = []
    for step in steps:
        why = by_step.get(step["step_id"], [])
        rows.append({
            "case_id": step["case_id"], "outcome": step["outcome"], "award": step["award"],
            "reason_en": str(why[0].en) if why else "", "reason_zh": str(why[0].zh) if why else "",
        })  # fmt: skip
    said = [
        words.proposed_words(told["proposal_id"], told["n_cases"], told["outcomes"], told["number"])
    ]
    for why, ids in told["left"].items():
        said.append(words.left_words(why, ids))
    if draw := told.get("draw"):
        said.append(words.draw_words(draw))
    view = ("case_id", "outcome", "award", "reason_zh")
    settings = {"command": "track propose", "answer": told}
    return answered(ledger, settings, said, pd.DataFrame(rows), view)


def write_case_letter(ledger: Ledger, case_id: str, path: Path, today: date) -> None:
    """Write to an applicant what was decided, why, and until when to appeal.

    Parameters
    ----------
    ledger
        Open.
    case_id
        One that was decided.
    path
        A file: .html or .txt.
    today
        The day.
    """
    check_letters(path)
    with reading(ledger) as connection:
        case = case_of(row_by_id(connection, "case", case_id))
        reasons = _reasons(rows_for(connection, "case_words", "case_id", [case_id]))
        steps = rows_for(connection, "case_step", "case_id", [case_id])
    if case.state not in _DECIDED:
        raise InputError(f"case {case_id!r} is {case.state}: nobody has decided it yet")
    judged = ("propose", "overrule", "review")
    last = max(int(one["number"]) for one in steps if one["event"] == "propose")
    said = [
        both
        for one in sorted(steps, key=lambda one: int(one["number"]))
        if one["event"] in judged and one["number"] >= last
        for both in reasons.get(one["step_id"], [])
    ]
    due = None
    if case.state is State.TOLD:
        due = due_of(case, work_calendar_of_china(known_on=today))
    letter = words.case_letter(case, said, due)
    write_letters(path, iter([letter]), letter.title)


def details_of_words(told: Mapping[str, Any], facts: tuple[str, ...]) -> dict[str, Any]:
    """What may be said of an act, as one writes it on a command line.

    Parameters
    ----------
    told
        Options by name; what is no part of an act of a case is left out.
    facts
        Each NAME=VALUE.

    Returns
    -------
    dict
        For `moved_case`.
    """
    return {name: told[name] for name in DETAILS if told.get(name)} | (
        {"facts": facts_of_words(facts)} if facts else {}
    )


def facts_of_words(facts: tuple[str, ...]) -> dict[str, str]:
    """Facts as one writes them on a command line.

    Parameters
    ----------
    facts
        Each NAME=VALUE.

    Returns
    -------
    dict
        Heading -> text.
    """
    odd = [at for at, one in enumerate(facts, 1) if not one.partition("=")[0] or "=" not in one]
    if odd:
        raise InputError(f"what is given as fact {odd[0]} is none; write it as NAME=VALUE")
    names = [one.partition("=")[0] for one in facts]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"the fact {twice[0]!r} is given twice; give it once")
    return {name: one.partition("=")[2] for name, one in zip(names, facts, strict=True)}


def _reasons(rows: list[dict[str, Any]]) -> dict[str, list[Both]]:
    """Words by the step that they belong to: those of the rules first."""
    found: dict[str, list[Both]] = {}
    ordered = sorted(
        rows, key=lambda one: (not one["words_id"].endswith("/rules"), one["words_id"])
    )
    for one in ordered:
        step = one["words_id"].removesuffix("/rules")
        found.setdefault(step, []).append(Both(one["en"], one["zh"]))
    return found
