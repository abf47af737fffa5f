"""Points and benefits: rules and a list of people read, who has what and why in words and rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.gaps_source import INCOME
from gongfu.app.served import Question, county_incomes, groups_of, served_words
from gongfu.errors import InputError
from gongfu.io.answers import check_file, check_folder, write_table
from gongfu.io.atomic import replace_file
from gongfu.io.rule_sets import People, read_people, read_places, read_rules
from gongfu.match.benefits import DECIDERS, NO_DAY, STATUSES, Benefits
from gongfu.match.benefits import benefits as shared
from gongfu.model.rule_facts import Ints, register_of
from gongfu.model.rule_reasons import reason
from gongfu.model.rule_values import Outcome, evaluate
from gongfu.model.rules import MET, RuleSet
from gongfu.model.rules_in_force import Tree, rules_in_force
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_benefits as words
from gongfu.report import benefit_letters as letters
from gongfu.report.asked_fairness import undecided
from gongfu.report.text import Both, same

_LETTERS: Final = (".txt", ".html")
_FAULTS: Final = ["row", "person", "fact", "seen", "needed"]


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be judged: a list, by rules, at a day; where letters and faults are written."""

    people: Path
    rules: str
    day: date
    letters: Path | None = None
    persons: tuple[str, ...] = ()
    faults: Path | None = None


def points(case: Case) -> Answer:
    """The points of everybody on a list, item by item, with what would bring more.

    Parameters
    ----------
    case
        The list, the rules and the day.

    Returns
    -------
    Answer
        One row per person: `points`, missing if not certain, `points_low` and `points_high`, those
        of each item, and `more_…`, what stands in the way of more.
    """
    people, outcome = _judged(case)
    rules = outcome.rules.rules
    scale = 10.0**-rules.decimals
    low, high = outcome.group_low[-1] * scale, outcome.group_high[-1] * scale
    columns: dict[str, Any] = {"person": outcome.register.ids.to_numpy(object)}
    columns |= {
        "points": np.where(low == high, low.round(rules.decimals), np.nan),
        "points_low": low.round(rules.decimals),
        "points_high": high.round(rules.decimals),
    }
    for k, item in enumerate(outcome.rules.items):
        name = item.item.name
        least, most = outcome.item_low[k], outcome.item_high[k]
        columns[f"{name}_points"] = np.where(least == most, least * scale, np.nan)
        columns |= {
            f"{name}_more_{language}": texts
            for language, texts in _reasons(outcome, outcome.why[k]).items()
        }
    said = words.points(outcome)
    table = pd.DataFrame(columns)
    view = ("person", "points", "points_low", "points_high")
    chosen = _positions(case, outcome)
    some = (letters.points_letter(outcome, at, simulated=people.simulated) for at in chosen)
    _write_letters(case, some, rules)
    return _answer(case, {"command": "points"}, people, outcome, said, table, view)


def benefits(
    case: Case, *, places: Path | None = None, lottery_seed: int = 0, zone: Path | None = None
) -> Answer:
    """Who on a list is entitled to what, from when, under whose rules, and who gets a place.

    Parameters
    ----------
    case
        The list, the rules and the day.
    places
        A table of benefit, county and places, for what is limited.
    lottery_seed
        Decides between equal points and dates.
    zone
        Whose figures say which of the counties have low incomes.

    Returns
    -------
    Answer
        One row per person and benefit; `summary` says how the places of each county were used.
    """
    people, outcome = _judged(case)
    if not outcome.rules.benefits:
        raise InputError(
            f"rules {outcome.rules.rules.key!r} have no benefits on {case.day}; `gongfu match "
            "points` tells points"
        )
    quotas = {} if places is None else read_places(places)
    if quotas and people.county is None:
        raise InputError(
            f"{case.people.name}: places are shared between counties, and it has no column "
            "'county' (or '派出地'); add it"
        )
    county = people.county if quotas else None
    found = shared(outcome, county=county, places=quotas, lottery_seed=lottery_seed)

    said = words.benefits(found, seed=lottery_seed)
    said += _who(found, people, zone)
    table = _benefit_rows(found, people)
    view = ("person", "benefit", "status", "since", "points_low", "rank", "reason_zh")
    chosen = _positions(case, outcome)
    some = (letters.benefits_letter(found, at, simulated=people.simulated) for at in chosen)
    _write_letters(case, some, outcome.rules.rules)
    summary = found.places if len(found.places) else None
    settings = {
        "command": "benefits",
        "places": places.name if places else None,
        "lottery_seed": lottery_seed,
        "zone": zone.name if zone else None,
    }
    return _answer(case, settings, people, outcome, said, table, view, summary)


def check(name: str) -> Answer:
    """What rules hold, if they are sound; an InputError lists every fault.

    Parameters
    ----------
    name
        A TOML file, or the name of rules that ship.

    Returns
    -------
    Answer
        One row per item and benefit.
    """
    rules = read_rules(name)
    rows = [
        {"name": one.name, "kind": kind, "group": getattr(one, "group", None),
         **{f"title_{n}": one.title.get(n, "") for n in LANGUAGES},
         "from": one.start, "to": one.end, "citation": one.citation}
        for kind, nouns in (("item", rules.items), ("benefit", rules.benefits))
        for one in nouns
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["name", "kind", "group", "title_en", "title_zh", "from",
                                        "to", "citation"])  # fmt: skip
    table = table.assign(
        illustrative=rules.illustrative,
        **{end: table[end].map(lambda day: day.isoformat() if day else None).astype(object)
           for end in ("from", "to")},
    )  # fmt: skip
    said = [words.sound(rules), *words.told(rules, simulated=False)]
    view = ("name", "kind", "group", "title_en", "title_zh")
    return Answer(dict(rules.title), {"command": "rules check", "rules": rules.key},
                  _sentences(said), table, view)  # fmt: skip


def _judged(case: Case) -> tuple[People, Outcome]:
    """The list, and what the rules make of it; where letters go is checked before."""
    if case.letters is not None:
        if case.letters.suffix.lower() not in _LETTERS:
            raise InputError(
                f"letters are written as {' or '.join(_LETTERS)}, not {case.letters.name!r}; "
                "change the ending"
            )
        check_folder(case.letters)
    if case.faults is not None:
        check_file(case.faults)
    rules = read_rules(case.rules)
    settled = rules_in_force(rules, case.day)
    people = read_people(case.people, rules)
    return people, evaluate(settled, register_of(people.facts, settled))


def _cells(people: People, outcome: Outcome) -> pd.DataFrame:
    """Cells that count as unknown, with the rows of the file."""
    faults = outcome.register.faults
    rows = people.rows.to_numpy()[faults["row"].to_numpy(np.int64)]
    return faults.assign(row=rows, person=faults["id"])[_FAULTS]


def _reasons(outcome: Outcome, why: np.ndarray) -> dict[str, np.ndarray]:
    """What stands in the way, in both languages; each different reason is put in words once."""
    texts = {language: np.full(why.size, "", object) for language in LANGUAGES}
    for code in np.unique(why[why >= 0]):
        rows = np.flatnonzero(why == code)
        alike = pd.DataFrame(dict(enumerate(_used(outcome, int(code), rows))))
        group = alike.groupby(list(alike.columns), sort=False).ngroup().to_numpy()
        _, first = np.unique(group, return_index=True)
        told = [_told(outcome, int(code), int(rows[at])) for at in first]
        for language in LANGUAGES:
            texts[language][rows] = np.array([one[language] for one in told], object)[group]
    return texts


def _used(outcome: Outcome, code: int, rows: Ints) -> list[np.ndarray]:
    """What the words of a reason depend on, for the people in some rows."""
    columns, n_leaves = outcome.register.columns, len(outcome.rules.leaves)
    if code >= n_leaves:
        k = code - n_leaves
        used: list[np.ndarray] = [outcome.branch[k, rows]]
        for branch in outcome.rules.items[k].branches:
            if branch.per is not None:
                column = columns[branch.per.fact]
                used.append(column.value[rows])
                if column.unknown is not None:
                    used.append(column.unknown[rows])
        return used
    leaf = outcome.rules.leaves[code]
    if leaf.of == "fact":
        return [outcome.leaves[code, rows], columns[leaf.at].value[rows]]
    if leaf.of == "item":
        return [outcome.item_low[leaf.at, rows], outcome.item_high[leaf.at, rows]]
    return [outcome.group_low[leaf.at, rows], outcome.group_high[leaf.at, rows]]


def _told(outcome: Outcome, code: int, at: int) -> dict[str, str]:
    found = reason(outcome, code, at)
    both = same("") if found is None else words.reason_words(outcome, found)
    return {language: _plain(both, language) for language in LANGUAGES}


def _benefit_rows(found: Benefits, people: People) -> pd.DataFrame:
    outcome = found.outcome
    n, scale = len(outcome.register), 10.0**-outcome.rules.rules.decimals
    parts = []
    low, high = (end[-1] * scale for end in (outcome.group_low, outcome.group_high))
    ids = outcome.register.ids.to_numpy(object)
    for k, one in enumerate(outcome.rules.benefits):
        status = np.array(STATUSES, object)[found.status[k]]
        days = found.since[k].astype("datetime64[D]").astype(str).astype(object)
        since = np.where(found.since[k] == NO_DAY, None, days)
        columns: dict[str, Any] = {"person": ids}
        if people.county is not None:
            columns["county"] = people.county.to_numpy(object)
        columns |= {
            "benefit": one.benefit.name,
            "benefit_zh": one.benefit.title.get("zh", ""),
            "status": status,
            "since": since,
            "amount": None if one.amount is None else str(one.amount),
            "unit": one.benefit.unit,
            "authority": one.benefit.authority.get("en", ""),
            "authority_zh": one.benefit.authority.get("zh", ""),
            "citation": one.citation,
            "points_low": low,
            "points_high": high,
            "rank": pd.array(found.rank[k], "Int64"),
            "decided_by": np.array(DECIDERS, object)[found.decided_by[k]],
            "could_change": found.could_change[k],
        }
        texts = {language: np.full(n, "", object) for language in LANGUAGES}
        for rows in _alike(found, k):
            both = letters.reasons_of(found, k, int(rows[0]))
            for language in LANGUAGES:
                texts[language][rows] = _plain(both, language)
        columns |= {f"reason_{language}": texts[language] for language in LANGUAGES}
        part = pd.DataFrame(columns, index=range(n))
        part["rank"] = part["rank"].where(part["rank"] > 0)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _who(found: Benefits, people: People, zone: Path | None) -> list[Both]:
    """Who is entitled, and who of those has a place, by the groups that the list names."""
    incomes = county_incomes(zone)
    if zone is not None and incomes is None:
        raise InputError(
            f"{zone.name} has no published {INCOME!r} of its counties, which --zone asks for; "
            "import it, or leave --zone out"
        )
    if zone is not None and people.county is None:
        raise InputError(
            "--zone says which counties have low incomes, and the list has no column 'county' (or "
            "'派出地'); add it, or leave --zone out"
        )
    ids = people.who.index
    status = np.array(STATUSES, object)[found.status]
    yes = np.isin(status, ("entitled", "placed", "carried_over", "waiting")).any(axis=0)
    sure = yes | (status == "not_entitled").all(axis=0)
    asked = [Question("entitled", pd.Series(yes, ids), pd.Series(sure, ids))]
    for k, one in enumerate(found.outcome.rules.benefits):
        if one.benefit.limited:
            has = pd.Series(np.isin(status[k], ("placed", "carried_over")), ids)
            title = words.titled(one.benefit.title, one.benefit.name)
            asked.append(Question("place", has, has | (status[k] == "waiting"), title))
    groups = groups_of(people.who, incomes)
    said = served_words(groups, asked, suppress=not people.simulated)
    if said and incomes is not None:
        said.insert(0, incomes.said())
    if said and not sure.all():
        said.append(undecided(int((~sure).sum())))
    return said


def _alike(found: Benefits, k: int) -> list[Ints]:
    """Those who lack a benefit, in groups whose reasons have the same words.

    For who waits the words depend on what decided; else on each question that is not met, and on
    the value it was answered by.
    """
    outcome = found.outcome
    lack = np.flatnonzero(found.status[k] >= STATUSES.index("waiting"))
    waits = found.status[k, lack] == STATUSES.index("waiting")
    keys: list[np.ndarray] = [found.status[k, lack], found.decided_by[k, lack]]
    for code in _leaves(outcome.rules.benefits[k].tree):
        state = outcome.leaves[code, lack]
        said = waits | (state == MET)
        keys.append(np.where(said, MET, state))
        keys += [np.where(said, 0, used) for used in _used(outcome, code, lack)]
    alike = pd.DataFrame(dict(enumerate(keys)))
    group = alike.groupby(list(alike.columns), sort=False).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    return [lack[rows] for rows in np.split(order, cuts) if rows.size]


def _leaves(tree: Tree) -> list[int]:
    """The questions of a condition."""
    return (
        [tree] if isinstance(tree, int) else [leaf for one in tree.parts for leaf in _leaves(one)]
    )


def _positions(case: Case, outcome: Outcome) -> Ints:
    """Who gets a letter."""
    if not case.persons:
        return np.arange(len(outcome.register))
    at: Ints = outcome.register.ids.get_indexer(pd.Index(case.persons)).astype(np.int64)
    if (at < 0).any():
        lost = case.persons[int(np.flatnonzero(at < 0)[0])]
        raise InputError(f"no person {lost!r} on the list, or left out of it; see the faults")
    return at


def _write_letters(case: Case, found: Iterable[list[Both]], rules: RuleSet) -> None:
    if case.letters is None:
        return
    if case.letters.suffix.lower() == ".html":
        pieces = letters.as_html(found, words.titled(rules.title, rules.key))
    else:
        pieces = letters.as_plain(found)
    replace_file(case.letters, "".join(pieces).encode())


def _answer(
    case: Case,
    settings: dict[str, Any],
    people: People,
    outcome: Outcome,
    said: list[Both],
    table: pd.DataFrame,
    view: tuple[str, ...],
    summary: pd.DataFrame | None = None,
) -> Answer:
    """The answer with what has to be said whoever asks; faults written if asked for."""
    rules = outcome.rules.rules
    cells = _cells(people, outcome)
    if case.faults is not None:
        write_table(pd.concat([people.faults, cells], ignore_index=True), case.faults)
    said = [said[0], *words.told(rules, simulated=people.simulated), *said[1:]]
    said += [*words.faults(people.faults, cells, rules), words.confirmed()]
    standing = "simulated" if people.simulated else "computed"
    table = table.assign(illustrative=rules.illustrative, standing=standing)
    asked = settings | {"rules": rules.key, "date": case.day.isoformat(),
             "illustrative": rules.illustrative, "n_left_out": len(people.faults),
             "n_cells_unknown": len(cells)}  # fmt: skip
    return Answer(dict(rules.title), asked, _sentences(said), table, view, summary=summary)


def _sentences(said: list[Both]) -> tuple[dict[str, str], ...]:
    return tuple({language: _plain(both, language) for language in LANGUAGES} for both in said)


def _plain(both: Both, language: str) -> str:
    return str(Markup(both[language]).unescape())
