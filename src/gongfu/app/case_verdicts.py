"""What the rules say of cases: facts as they were told, put into the lists that the rules take.

A person's id on the list is what the lottery draws of the case.  The same lists given to `gongfu
match benefits` or `schools` come to the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.admitting import Draw, admitted
from gongfu.app.case_headings import BESIDE, CHOICE, PUPIL, pupil_headings
from gongfu.app.school_ways import Way
from gongfu.errors import InputError
from gongfu.io.headings import plain_heading
from gongfu.io.rule_sets import ID, fact_headings, people_of
from gongfu.io.sheets import Sheet
from gongfu.match.benefits import STATUSES
from gongfu.match.benefits import benefits as shared
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_values import evaluate
from gongfu.model.rules import RuleSet
from gongfu.model.rules_in_force import rules_in_force
from gongfu.model.zone import LANGUAGES
from gongfu.report.asked_schools import letters
from gongfu.report.benefit_letters import benefit_told
from gongfu.report.text import Both
from gongfu.track.cases import Case

Told = Mapping[str, str]
Tables = Mapping[str, list[dict[str, Any]]]

_APPLIED_ON: Final = "applied_on"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules propose for one case, and why, in both languages."""

    case_id: str
    outcome: str
    award: str
    en: str
    zh: str


def benefit_verdicts(
    rules: RuleSet,
    day: date,
    cases: Sequence[Case],
    facts: Mapping[str, Told],
    *,
    places: Mapping[str, Mapping[str, int]],
    seed: int,
    lots: Told,
) -> list[Verdict]:
    """What rules say of cases, those for the same benefit together.

    Parameters
    ----------
    rules
        As written.
    day
        By which is judged.
    cases
        Each names a benefit of the rules as its subject.
    facts
        Case id -> heading -> text.
    places, seed
        As `match.benefits.benefits` takes them.
    lots
        Case id -> what the lottery draws of it.

    Returns
    -------
    list of Verdict
        In the order of the cases.

    Raises
    ------
    InputError
        A case is for what the rules do not know, or places are for none of the cases.
    """
    known = {one.name for one in rules.benefits}
    odd = sorted({case.subject for case in cases} - known)
    if odd:
        raise InputError(
            f"rules {rules.key!r} have no benefit {odd[0]!r}, which a case is for; they have "
            f"{', '.join(map(repr, sorted(known))) or 'none'}"
        )
    unused = sorted(set(places) - {case.subject for case in cases})
    if unused:
        raise InputError(f"places: no case is for {unused[0]!r}; leave it out")
    found: dict[str, Verdict] = {}
    for subject in sorted({case.subject for case in cases}):
        some = [case for case in cases if case.subject == subject]
        mine = {name: shares for name, shares in places.items() if name == subject}
        found |= _judged(rules, day, some, facts, mine, seed, lots)
    return [found[case.case_id] for case in cases]


def round_verdicts(
    tables: Tables,
    draw: Draw,
    minutes: float | None,
    cases: Sequence[Case],
    facts: Any,
    lots: Told,
) -> list[Verdict]:
    """What comes of all applications of a round of admission, decided together.

    Parameters
    ----------
    tables
        The rows of `schools`, and perhaps `reserves`, as `school_tables` gives them.
    draw
        How seats are given.
    minutes
        The walk zone of schools that say none; None for none.
    cases
        All of the round.
    facts
        Case id -> heading -> text: the columns of the list of pupils.
    lots
        Case id -> what the lottery draws of it.

    Returns
    -------
    list of Verdict
        In the order of the cases.
    """
    pupils = _pupils(cases, facts, lots)
    lists = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    beside = [f"{name}_" for name in BESIDE]
    extra = [one for one in pupils if one.startswith(tuple(beside)) and one[-1].isdigit()]
    if extra:
        lists["choices"] = _long(pupils)
        choice = [one for one in pupils if one.startswith(CHOICE)]
        pupils = pupils.drop(columns=[*extra, *choice])
    elif not any(one.startswith(CHOICE) for one in pupils):
        pupils = pupils.assign(choice_1=None)
    found, _ = admitted({**lists, "pupils": pupils}, draw, Way(minutes=minutes), None)

    verdicts = {}
    case_of = {lot: case_id for case_id, lot in lots.items()}
    rows = found.admissions.to_dict("records")
    for row, letter in zip(rows, letters(found), strict=True):
        lot = str(row["pupil"])
        case_id = case_of[lot]
        drawn, named = f"{draw.seed}:{lot}", f"{draw.seed}:{case_id}"
        words = [
            one.replace(lot, case_id).replace(named, drawn)  # the lottery alone tells the lot
            for one in _plain(letter.paragraphs[:-1])  # the last says that a person will confirm it
        ]
        award = "" if pd.isna(row["school"]) else str(row["school"])
        verdicts[case_id] = Verdict(case_id, row["reason"], award, *words)
    return [verdicts[case.case_id] for case in cases]


def disagrees(rules: RuleSet, case: Case, told: Told) -> bool:
    """Whether an applicant says two things of one fact, under two headings.

    Parameters
    ----------
    rules
        Which know the headings.
    case, told
        The applicant's, heading -> text.

    Returns
    -------
    bool
        If so, the rules judge it only after evidence that says it once.
    """
    try:
        _named(case, told, fact_headings(rules), {plain_heading(word) for word in ID})
    except InputError:
        return True
    return False


def school_tables(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    """Lists of schools as plain values, to be kept with a proposal.

    Parameters
    ----------
    frames
        As `read_lists` gives them.

    Returns
    -------
    dict
        List -> rows; empty cells are None.
    """
    return {name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()}


def _judged(
    rules: RuleSet,
    day: date,
    cases: Sequence[Case],
    facts: Mapping[str, Told],
    places: Mapping[str, Mapping[str, int]],
    seed: int,
    lots: Told,
) -> dict[str, Verdict]:
    """Those for one benefit, by the rules of that one alone."""
    only = tuple(one for one in rules.benefits if one.name == cases[0].subject)
    settled = rules_in_force(replace(rules, benefits=only), day)
    if not settled.benefits:
        raise InputError(
            f"the benefit {cases[0].subject!r} is not in force on {day}; give another day"
        )
    people = people_of(_people(rules, cases, facts, lots), rules)
    outcome = evaluate(settled, register_of(people.facts, settled))
    county = people.county if places else None
    found = shared(outcome, county=county, places=places, lottery_seed=seed)

    one = settled.benefits[0]
    verdicts = {}
    for at, case in enumerate(cases):
        said = benefit_told(found, 0, at)
        en, zh = _plain([said])
        if one.citation:
            en, zh = f"{en} ({one.citation})", f"{zh}({one.citation})"
        status = STATUSES[found.status[0, at]]
        verdicts[case.case_id] = Verdict(case.case_id, status, "", en, zh)
    return verdicts


def _people(rules: RuleSet, cases: Sequence[Case], facts: Mapping[str, Told], lots: Told) -> Sheet:
    """A list with a row for each case, every column under one name."""
    names = fact_headings(rules)
    ids = {plain_heading(word) for word in ID}
    rows = []
    for case in cases:
        row = _named(case, facts[case.case_id], names, ids)
        if any(fact.name == _APPLIED_ON for fact in rules.facts):
            row.setdefault(_APPLIED_ON, case.applied_on.isoformat())
        rows.append({"person": lots[case.case_id], **row})
    frame = pd.DataFrame(rows)
    for fact in rules.facts:
        if not fact.counted_from and fact.name not in frame:
            frame[fact.name] = None  # nobody said: it is unknown
    return Sheet(frame, np.arange(1, len(cases) + 1), "cases")


def _pupils(cases: Sequence[Case], facts: Mapping[str, Told], lots: Told) -> pd.DataFrame:
    """The list of pupils, with a row for each case."""
    names = pupil_headings()
    rows = []
    for case in cases:
        row = _named(case, facts[case.case_id], names, set(PUPIL))
        known = {name: text for name, text in row.items() if name in set(names.values())}
        rows.append({"pupil": lots[case.case_id], **known})
    frame = pd.DataFrame(rows).astype(object)
    return frame.where(frame.notna(), None).assign(row=range(1, len(cases) + 1))


def _long(pupils: pd.DataFrame) -> pd.DataFrame:
    """Choices one per row, with what the pupil says of each."""
    rows = []
    for one in pupils.to_dict("records"):
        for name, school in one.items():
            if not str(name).startswith(CHOICE) or school is None:
                continue
            k = str(name).removeprefix(CHOICE)
            said = {what: one.get(f"{what}_{k}") for what in BESIDE if f"{what}_1" in pupils}
            if said.get("points", "") is None:
                said["points"] = one.get("points")
            rows.append({"pupil": one["pupil"], "school": school, "rank": k, **said,
                         "row": one["row"]})  # fmt: skip
    return pd.DataFrame(rows, columns=None if rows else ["pupil", "school", "rank", "row"])


def _named(case: Case, told: Told, names: Mapping[str, str], ids: set[str]) -> dict[str, str]:
    """Facts under the names that the rules know; what they do not know keeps its heading."""
    row: dict[str, str] = {}
    for heading, text in told.items():
        plain = plain_heading(heading)
        name = names.get(plain, heading)
        if plain in ids and plain not in names:
            continue
        if name in row and row[name] != text:
            raise InputError(
                f"case {case.case_id!r}: two headings say {name!r} and do not agree; add evidence "
                "that says it once"
            )
        row[name] = text
    return row


def _plain(parts: Any) -> tuple[str, str]:
    """Sentences as plain text, English and Chinese."""
    some: list[Both] = list(parts)
    said = {n: [str(Markup(both[n]).unescape()) for both in some] for n in LANGUAGES}
    return " ".join(said["en"]), "".join(said["zh"])
