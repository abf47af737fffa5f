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
from gongfu.app.case_lots import DRAWN, check_drawn_once, check_places_once, lots_of
from gongfu.app.case_verdicts import Verdict, benefit_verdicts, round_verdicts, school_tables
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
from gongfu.io.ledger_deeds import Answered, Deed, Write, plain
from gongfu.io.ledger_lists import day_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_repeats import Private, says_same
from gongfu.io.ledger_rows import ids_of, row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_write import write
from gongfu.io.lists import read_lists
from gongfu.io.rule_sets import read_places, rules_text
from gongfu.model.rule_file import rules_of
from gongfu.track.actors import Actor
from gongfu.track.calendar import day_in_china
from gongfu.track.case_moves import Event
from gongfu.track.case_steps import advance
from gongfu.track.cases import Act, Case, Kind


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proposal rests on beside the facts: all that is needed to reckon it again."""

    kind: Kind
    day: date
    rules: str = ""
    text: str = ""
    settings: Mapping[str, Any] | None = None
    tables: Mapping[str, Any] | None = None

    def verdicts(
        self,
        cases: Sequence[Case],
        facts: Mapping[str, Mapping[str, str]],
        lots: Mapping[str, str],
    ) -> list[Verdict]:
        """What it says of cases, each drawn by its lot."""
        told, tables = dict(self.settings or {}), dict(self.tables or {})
        if self.kind is Kind.BENEFIT:
            rules = rules_of(self.text, self.rules)
            return benefit_verdicts(
                rules, self.day, cases, facts, places=tables, seed=told["seed"], lots=lots
            )
        draw = Draw(told["seed"], told["lottery"], told["rule"])
        return round_verdicts(tables, draw, told["minutes"], cases, facts, lots)


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
    """

    proposal_id: str
    n_cases: int
    differ: tuple[tuple[str, str, str], ...]
    same_inputs: bool


def propose(
    ledger: Ledger,
    deed: Deed,
    rules: str,
    day: date | None,
    *,
    places: Path | None = None,
    seed: int = 0,
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
        For what is limited, as `gongfu match benefits` takes them.
    cases
        Ids; none: all that the actor may decide and that wait for it, but those that cannot be
        judged, which are left out and told.
    subject
        Only those for this benefit; "" for all.

    Returns
    -------
    dict
        `proposal_id`, `n_cases`, `outcomes` (how many of each), `left` (ids of the cases left out,
        by why) and the `number` of the record.
    """
    text, name = rules_text(rules)
    known = rules_of(text, name)
    tables = {} if places is None else {k: dict(v) for k, v in read_places(places).items()}
    judged = day_in_china(deed.at) if day is None else day
    basis = Basis(Kind.BENEFIT, judged, name, text, {"seed": seed, "drawn": DRAWN}, tables)

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
    return _proposed(ledger, deed, basis, chosen, asked)


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
        Seed and kind of the lottery, and the rule.
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

    return _proposed(ledger, deed, basis, chosen, {"round": name, "day": ""})  # nobody says a day


def proposed_of_words(ledger: Ledger, deed: Deed, told: Mapping[str, Any]) -> Answered:
    """A proposal as one asks for it on a command line.

    Parameters
    ----------
    ledger, deed
        As `propose` takes them.
    told
        `rules`, `day`, `places`, `cases` and `subject`; or `round_`, `schools`, `lottery`,
        `minutes`, `office` and `place`; and `seed`.

    Returns
    -------
    dict
        As of `propose`.
    """
    if bool(told["rules"]) == bool(told["round_"]):
        raise InputError("give the rules of benefits, or the round of an admission: one of them")
    if told["rules"]:
        if odd := [name for name in ("office", "place") if told[name]]:
            raise InputError(f"{odd[0]} tells rounds apart; leave it out, or name cases")
        day = day_of(told["day"]) if told["day"] else None
        return propose(
            ledger, deed, told["rules"], day, places=told["places"], seed=told["seed"],
            cases=told["cases"], subject=told["subject"],
        )  # fmt: skip
    odd = [name for name in ("day", "places", "cases", "subject") if told[name]]
    if odd or told["schools"] is None:
        what = f"it takes no {odd[0]}" if odd else "it needs the list of schools"
        raise InputError(f"round {told['round_']!r}: {what}; a round is decided whole")
    draw = Draw(told["seed"], told["lottery"])
    return propose_round(
        ledger, deed, told["round_"], told["schools"], draw, minutes=told["minutes"],
        office=told["office"], place=told["place"],
    )  # fmt: skip


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
        basis = _basis_of(row)
        lots = lots_of(connection, cases, basis.settings or {})
    lost = [case.case_id for case in cases if case.case_id not in facts]
    if lost:
        raise InputError(
            f"{proposal_id}: the facts of {n_of(len(lost), 'case', 'cases')} were erased, such as "
            f"{lost[0]!r}; it cannot be reckoned again"
        )
    order = {case.case_id: case for case in sorted(cases, key=lambda case: case.case_id)}
    same = (
        _inputs(basis, list(order.values()), facts) == row["inputs_sha256"]
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
    return Checked(proposal_id, len(cases), tuple(differ), same)


def _proposed(
    ledger: Ledger,
    deed: Deed,
    basis: Basis,
    chosen: Callable[[Connection, Actor], Chosen],
    asked: Mapping[str, Any],
) -> Answered:
    """A proposal and a step of each of its cases, in one transaction.

    What is `asked` tells the day only where somebody said it: the same again is known by it.
    """
    content = {"task": "propose", **asked, "rules": basis.text,
               "settings": json.dumps(basis.settings, sort_keys=True),
               "tables": json.dumps(basis.tables, sort_keys=True)}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        found = chosen(connection, actor)
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
        settings = basis.settings or {}
        if basis.tables:
            check_drawn_once(connection, cases, settings)
            if basis.kind is Kind.BENEFIT:
                others = [one for one in cases_of(connection) if decides(actor, one)]
                check_places_once(connection, cases, others, basis.tables)
        lots = lots_of(connection, cases, settings)
        told = {one: facts_told(row) for one, row in facts.items()}
        verdicts = basis.verdicts(cases, told, lots)
        number = len(ids_of(connection, "proposal")) + 1
        proposal_id = f"proposal-{number}"
        writes = [Write("proposal", "post", None, {
            "proposal_id": proposal_id,
            "number": number,
            "kind": str(basis.kind),
            "day": basis.day,
            "rules": basis.rules,
            "rules_sha256": hashlib.sha256(basis.text.encode()).hexdigest(),
            "rules_text": basis.text,
            "settings": json.dumps(basis.settings, sort_keys=True),
            "tables": json.dumps(basis.tables, sort_keys=True),
            "inputs_sha256": _inputs(basis, cases, facts),
            "n_cases": len(cases),
        })]  # fmt: skip
        calendar, outcomes = calendar_at(deed), dict[str, int]()
        for case, one in zip(cases, verdicts, strict=True):
            act = Act(Event.PROPOSE, actor, deed.at, deed.why, one.outcome, one.award, proposal_id)
            after, step = advance(case, act, calendar)
            writes += step_writes(case_row(case), after, step)
            key = f"{case.case_id}/{step.version}"
            writes.append(words_write(f"{key}/rules", case.case_id, one.en, one.zh))
            if deed.why:
                writes.append(words_write(key, case.case_id, deed.why, deed.why))
            outcomes[one.outcome] = outcomes.get(one.outcome, 0) + 1
        said = {"proposal_id": proposal_id, "n_cases": len(cases), "outcomes": outcomes,
                "left": found.left}  # fmt: skip
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


def _inputs(basis: Basis, cases: Sequence[Case], facts: Mapping[str, dict[str, Any]]) -> str:
    """A digest of all that a proposal rests on; of facts their salted digests enter."""
    rows = [
        [case.case_id, case.subject, (plain("case_facts", facts[case.case_id]) or {})["digest"]]
        for case in cases
    ]
    told = json.dumps(
        [basis.text, basis.day.isoformat(), basis.settings, basis.tables, rows], sort_keys=True
    )
    return hashlib.sha256(told.encode()).hexdigest()


def _basis_of(row: Mapping[str, Any]) -> Basis:
    settings, tables = json.loads(row["settings"]), json.loads(row["tables"])
    return Basis(Kind(row["kind"]), row["day"], row["rules"], row["rules_text"], settings, tables)


def _outcome(outcome: str, award: str) -> str:
    return f"{outcome} {award}".strip()
