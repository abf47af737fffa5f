"""Proposals: the project's own rules applied to cases, kept so that anybody can reckon again.

A proposal keeps the text of the rules, the day, the seed, the places or schools, and a digest of
the facts that it rests on.  It is never edited: a later one replaces it and says why.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gongfu.app.admitting import TABLES, Draw
from gongfu.app.case_announcements import Announced
from gongfu.app.case_basis import Basis, basis_of, inputs_of, places_of, proposal_write
from gongfu.app.case_draws import announced_draw, draw_kept, draw_told
from gongfu.app.case_lots import DRAWN, LOTS, check_drawn_once, check_places_once, lots_of
from gongfu.app.case_verdicts import Verdict, school_tables
from gongfu.app.tracking_cases import calendar_at, step_writes, words_write
from gongfu.app.tracking_chosen import (
    AGAIN,
    OPEN,
    Chosen,
    cases_named,
    cases_of_round,
    cases_waiting,
    check_all_drawn,
    decides,
)
from gongfu.errors import InputError, n_of
from gongfu.io.ledger_cases import case_of, case_row, cases_of, facts_of, facts_told, rows_for
from gongfu.io.ledger_deeds import Answered, Deed, Write
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_repeats import Private, says_same
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_write import write
from gongfu.io.lists import read_lists
from gongfu.io.rule_sets import rules_text
from gongfu.model.rule_file import rules_of
from gongfu.report.asked_cases import lot_words
from gongfu.track.actors import Actor
from gongfu.track.calendar import day_in_china
from gongfu.track.case_moves import Event
from gongfu.track.case_steps import advance
from gongfu.track.cases import Act, Case, Kind


@dataclass(frozen=True, slots=True)
class Checked:
    """A proposal reckoned again.

    Attributes
    ----------
    proposal_id
        Which.
    n_cases
        How many cases it was for.
    differ
        `case_id`, `kept` and `found` of each whose outcome is not what the rules say.
    same_inputs
        Whether rules and facts are those that it rested on.
    draw
        As `draw_told` has it.
    """

    proposal_id: str
    n_cases: int
    differ: tuple[tuple[str, str, str], ...]
    same_inputs: bool
    draw: Mapping[str, Any] | None = None


def propose(
    ledger: Ledger,
    deed: Deed,
    rules: str,
    day: date | None,
    *,
    places: Path | None = None,
    seed: int | None = None,
    cases: Sequence[str] = (),
    subject: str = "",
) -> Answered:
    """Let rules propose an outcome for applications for benefits.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the office; with a reason, proposals that are there are replaced.
    rules
        A TOML file, or the name of rules that ship.
    day
        By which is judged.  None: nobody said one, so that of the deed; the same again with the
        same key is then the same on a later day.
    places, seed
        For what is limited, as `gongfu match benefits` takes them; no seed: 0, unless a draw was
        announced, which takes the number that was announced.
    cases
        Ids; none: all that the actor may decide and that wait for it, but those that cannot be
        judged, which are left out and told.
    subject
        Only those for this benefit; "" for all.

    Returns
    -------
    dict
        `proposal_id`, `n_cases`, `outcomes` (how many of each), `left` (ids of the cases left out,
        by why), `draw` (see `draw_told`) and the `number` of the record.
    """
    text, name = rules_text(rules)
    known = rules_of(text, name)
    tables = places_of(places)
    judged = day_in_china(deed.at) if day is None else day
    basis = Basis(Kind.BENEFIT, judged, name, text, {"seed": seed or 0, "drawn": DRAWN}, tables)

    def chosen(connection: Connection, actor: Actor) -> Chosen:
        states = AGAIN if deed.why else OPEN
        if not cases:
            return cases_waiting(connection, actor, known, judged, subject=subject, states=states)
        named = cases_named(connection, cases)
        for limited in {case.subject for case in named.cases} & set(tables):
            waiting = cases_waiting(
                connection, actor, known, judged, subject=limited, states=states
            )
            check_all_drawn(named, waiting)
        return named

    asked = {"cases": list(cases), "subject": subject, "day": day.isoformat() if day else ""}
    return _proposed(ledger, deed, basis, chosen, asked, seed_given=seed is not None)


def propose_round(
    ledger: Ledger,
    deed: Deed,
    name: str,
    lists: Path,
    draw: Draw,
    *,
    minutes: float | None = None,
    office: str = "",
    place: str = "",
) -> Answered:
    """Decide a whole round of admission together: a proposal for each of its applications.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the office; with a reason, proposals that are there are replaced.
    name
        Of the round: the subject of its cases.
    lists
        `schools` and perhaps `reserves`, as `gongfu match schools` takes them.
    draw
        Seed and kind of the lottery, and the rule; a draw that was announced needs the seed.
    minutes
        The walk zone of schools that say none.
    office, place
        Whose round it is and where applicants live, if another one has the same name.

    Returns
    -------
    dict
        As of `propose`.
    """
    tables = school_tables(read_lists(lists, TABLES[2:], numbered=True))
    settings = {"round": name, "office": office, "place": place, "seed": draw.seed,
                "lottery": draw.lottery, "rule": draw.rule, "minutes": minutes,
                "drawn": DRAWN}  # fmt: skip
    basis = Basis(Kind.ADMISSION, day_in_china(deed.at), "", "", settings, tables)

    def chosen(connection: Connection, actor: Actor) -> Chosen:
        ready = AGAIN if deed.why else OPEN
        return cases_of_round(connection, actor, name, office=office, place=place, ready=ready)

    asked = {"round": name, "day": ""}  # nobody says a day
    return _proposed(ledger, deed, basis, chosen, asked, seed_given=draw.given)


def check_proposal(ledger: Ledger, proposal_id: str) -> Checked:
    """Reckon a proposal again from what is kept, and compare.

    Parameters
    ----------
    ledger
        Open.
    proposal_id
        Which.

    Returns
    -------
    Checked
        Every case whose outcome is another than the rules give.

    Raises
    ------
    InputError
        The facts of some cases were erased, or what is kept is none that the ledger writes: it
        cannot be reckoned again.
    """
    try:
        return _reckoned(ledger, proposal_id)
    except InputError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{proposal_id}: what is kept of it is none that the ledger writes ({error!r}); it was "
            "changed past the ledger; `gongfu track verify` tells where"
        ) from error


def _reckoned(ledger: Ledger, proposal_id: str) -> Checked:
    with reading(ledger) as connection:
        row = row_by_id(connection, "proposal", proposal_id)
        if not row["n_cases"]:
            raise InputError(
                f"{proposal_id} announces a draw and proposes nothing; check the one that draws"
            )
        steps = [
            one for one in rows_for(connection, "case_step", "proposal_id", [proposal_id])
            if one["event"] == Event.PROPOSE
        ]  # fmt: skip
        if not steps:
            raise InputError(
                f"{proposal_id}: it is of {n_of(row['n_cases'], 'case', 'cases')}, and none is "
                "here; cases are not in a package for the public, so check it in the ledger itself"
            )
        known = {
            one["case_id"]: case_of(one)
            for one in rows_for(connection, "case", "case_id", [one["case_id"] for one in steps])
        }
        cases = [replace(known[s["case_id"]], n_facts=s["n_facts"]) for s in steps]
        facts = facts_of(connection, cases)
        basis = basis_of(row)
        lots = lots_of(connection, cases, basis.settings or {})
        draw = draw_kept(connection, basis)
    lost = [case.case_id for case in cases if case.case_id not in facts]
    if lost:
        raise InputError(
            f"{proposal_id}: the facts of {n_of(len(lost), 'case', 'cases')} were erased, such as "
            f"{lost[0]!r}; it cannot be reckoned again"
        )
    order = {case.case_id: case for case in sorted(cases, key=lambda case: case.case_id)}
    same = (
        inputs_of(basis, list(order.values()), facts) == row["inputs_sha256"]
        and hashlib.sha256(basis.text.encode()).hexdigest() == row["rules_sha256"]
        and len(cases) == row["n_cases"]
    )
    told = {case_id: facts_told(one) for case_id, one in facts.items()}
    found = {one.case_id: one for one in basis.verdicts(list(order.values()), told, lots)}
    differ = []
    for step in steps:
        one = found[step["case_id"]]
        kept, now = _outcome(step["outcome"], step["award"]), _outcome(one.outcome, one.award)
        if kept != now:
            differ.append((step["case_id"], kept, now))
    return Checked(proposal_id, len(cases), tuple(differ), same, draw)


def _proposed(
    ledger: Ledger,
    deed: Deed,
    basis: Basis,
    chosen: Callable[[Connection, Actor], Chosen],
    asked: Mapping[str, Any],
    *,
    seed_given: bool,
) -> Answered:
    """A proposal and a step of each of its cases, in one transaction.

    What is `asked` tells the day only where somebody said it: the same again is known by it.
    """
    content = {"task": "propose", **asked, "rules": basis.text,
               "settings": json.dumps(basis.settings, sort_keys=True),
               "tables": json.dumps(basis.tables, sort_keys=True)}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        found = chosen(connection, actor)
        found, drawn, announced = announced_draw(
            connection, deed, basis, found, seed_given=seed_given
        )
        cases = sorted(found.cases, key=lambda case: case.case_id)
        if not cases:
            raise InputError("no case waits for a proposal; a reason proposes again what has one")
        other = [case.case_id for case in cases if case.kind is not basis.kind]
        if other:
            raise InputError(f"case {other[0]!r} is no {basis.kind}; leave it out")
        facts = facts_of(connection, cases)
        lost = [case.case_id for case in cases if case.case_id not in facts]
        if lost:
            raise InputError(
                f"the facts of {n_of(len(lost), 'case', 'cases')} were erased, such as "
                f"{lost[0]!r}; let them be withdrawn"
            )
        settings = drawn.settings or {}
        if basis.tables:
            check_drawn_once(connection, cases, settings)
            if basis.kind is Kind.BENEFIT:
                others = [
                    one for one in cases_of(connection)
                    if decides(actor, one) or (announced is not None and announced.is_for(one))
                ]  # fmt: skip
                check_places_once(connection, cases, others, basis.tables)
        lots = lots_of(connection, cases, settings)
        told = {one: facts_told(row) for one, row in facts.items()}
        verdicts = drawn.verdicts(cases, told, lots)
        proposal_id, one_row = proposal_write(connection, drawn, cases, facts)
        writes = [one_row]
        calendar, outcomes = calendar_at(deed), dict[str, int]()
        for case, one in zip(cases, verdicts, strict=True):
            act = Act(Event.PROPOSE, actor, deed.at, deed.why, one.outcome, one.award, proposal_id)
            after, step = advance(case, act, calendar)
            writes += step_writes(case_row(case), after, step)
            key = f"{case.case_id}/{step.version}"
            en, zh = _with_lot(one, case, drawn, announced)
            writes.append(words_write(f"{key}/rules", case.case_id, en, zh))
            if deed.why:
                writes.append(words_write(key, case.case_id, deed.why, deed.why))
            outcomes[one.outcome] = outcomes.get(one.outcome, 0) + 1
        said = {"proposal_id": proposal_id, "n_cases": len(cases), "outcomes": outcomes,
                "left": found.left, "draw": draw_told(drawn, announced)}  # fmt: skip
        return writes, said

    def same(connection: Connection, said: Answered) -> bool:
        why = {"en": deed.why} if deed.why else None
        return says_same(
            connection,
            (
                Private("case_words", one["step_id"], "move", why)
                for one in rows_for(connection, "case_step", "proposal_id", [said["proposal_id"]])
                if one["event"] == Event.PROPOSE
            ),
        )

    return write(ledger, replace(deed, why=""), content, task, same=same)


def _with_lot(
    verdict: Verdict, case: Case, basis: Basis, announced: Announced | None
) -> tuple[str, str]:
    """What the rules say of a case; if it was in a lottery, also whether that was announced."""
    told = draw_told(basis, announced)
    drawn = case.kind is Kind.ADMISSION or (
        case.subject in (basis.tables or {}) and verdict.outcome in LOTS
    )
    if told is None or not drawn:
        return verdict.en, verdict.zh
    said = lot_words(told)
    return f"{verdict.en} {said.en}", f"{verdict.zh}{said.zh}"


def _outcome(outcome: str, award: str) -> str:
    return f"{outcome} {award}".strip()
