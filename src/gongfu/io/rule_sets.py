"""Rule sets that ship, and those in a file; lists that rules are applied to."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError, NotFoundError
from gongfu.io.headings import plain_heading
from gongfu.io.sheets import Sheet, read_sheet, sheet_numbers, sheet_texts
from gongfu.model.rule_file import rules_of
from gongfu.model.rules import RuleSet

ID: Final = ("person", "id", "person_id", "编号", "人员编号", "申请编号")
COUNTY: Final = ("county", "县", "县(市、区)", "派出地", "派出县")
AREA: Final = ("area", "城乡", "城乡类别")
GROUP: Final = ("group", "类别", "户籍类别")
STANDING: Final = ("standing", "性质", "数据性质")
SIMULATED: Final = ("simulated", "模拟", "模拟值")
_FOLDER: Final = "data/rules"
_WHO: Final = {"area": AREA, "group": GROUP, "county": COUNTY}


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """A list of people: `facts` by id; `faults` says who is left out.

    who: by id, those of `area`, `group` and `county` that the list has, empty cells None (an area
    or group that is a fact of the rules is none of them); rows: the row of each in the file;
    simulated: whether the list says that it is.
    """

    facts: pd.DataFrame
    who: pd.DataFrame
    rows: pd.Series
    faults: pd.DataFrame
    simulated: bool

    @property
    def county(self) -> pd.Series | None:
        """The sending county of each, if the list has it."""
        return self.who.get("county")


def shipped_rules() -> tuple[str, ...]:
    """The names of the rule sets that ship."""
    files = (resources.files("gongfu") / _FOLDER).iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


def read_rules(name: str | Path) -> RuleSet:
    """The rules in a TOML file, or those that ship under a name.

    Parameters
    ----------
    name
        A path, or one of `shipped_rules()`.

    Returns
    -------
    RuleSet
        Checked; an InputError names the file and everything that is wrong with it.
    """
    return rules_of(*rules_text(name))


def rules_text(name: str | Path) -> tuple[str, str]:
    """The text of a TOML file of rules, or of those that ship under a name.

    Parameters
    ----------
    name
        As `read_rules` takes it.

    Returns
    -------
    tuple of str
        The text, and what errors call it; not checked.
    """
    path = Path(name)
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8-sig"), path.name
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path.name}: it is not UTF-8 text at byte {error.start}; save it as UTF-8"
            ) from error
    if str(name) in shipped_rules():
        file = resources.files("gongfu") / _FOLDER / f"{name}.toml"
        return file.read_text(encoding="utf-8"), file.name
    raise NotFoundError(
        f"no rules {str(name)!r}; give the path of a TOML file, or one of those that ship: "
        f"{', '.join(shipped_rules())}"
    )


def read_people(path: str | Path, rules: RuleSet) -> People:
    """A list of people with the facts that rules need.

    Parameters
    ----------
    path
        CSV, workbook or Parquet with an id for each person (`person`, 编号) and a column for each
        fact, under its name or one of its words; perhaps `area` (town or country), `group`
        (resident or newcomer), `county` and `standing`.
    rules
        What to look for.

    Returns
    -------
    People
        Rows without an id, and all rows of an id that stands more than once, are left out and
        listed: nobody can say which of them holds.
    """
    wanted = _wanted(rules)
    known = [word for words in (*wanted.values(), ID, *_WHO.values(), STANDING) for word in words]
    return people_of(read_sheet(path, known=known), rules)


def fact_headings(rules: RuleSet) -> dict[str, str]:
    """What the columns of a list of people may be called, plain, and what each then is.

    Parameters
    ----------
    rules
        Whose facts are looked for.

    Returns
    -------
    dict
        Heading -> name of a fact, or `area`, `group` or `county`; a fact goes first.
    """
    titles = {fact.name: fact.title.get("zh", "") for fact in rules.facts}
    facts = {name: (*words, titles[name]) for name, words in _wanted(rules).items()}
    return {
        _plain(word): name
        for name, words in (*_WHO.items(), *facts.items())
        for word in words
        if word
    }


def people_of(sheet: Sheet, rules: RuleSet) -> People:
    """A list of people with the facts that rules need, out of a sheet.

    Parameters
    ----------
    sheet
        As it came.
    rules
        What to look for.

    Returns
    -------
    People
        As `read_people` says.
    """
    wanted = _wanted(rules)
    titles = {fact.name: fact.title.get("zh", "") for fact in rules.facts}
    found = {n: _heading(sheet, (*words, titles[n]), n) for n, words in wanted.items()}
    lost = [fact.name for fact in rules.facts
            if fact.name in wanted and found[fact.name] is None and not fact.optional]  # fmt: skip
    id_heading = _heading(sheet, ID, "person")
    if id_heading is None or lost:
        what = ["'person' (or '编号'): an id for each"] if id_heading is None else []
        what += [f"{name!r}" + (f" (or {titles[name]!r})" if titles[name] else "") for name in lost]
        raise InputError(
            f"{sheet.name}: no column {', '.join(what)}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: rename the ones you mean"
        )

    ids = sheet_texts(sheet, id_heading)
    empty = (ids == "").to_numpy()
    twice = ids.duplicated(keep=False).to_numpy() & ~empty
    kept = ~(empty | twice)
    index = pd.Index(ids[kept], name="person")
    facts = pd.DataFrame(
        {name: sheet.frame.loc[kept, h].to_numpy() for name, h in found.items() if h is not None},
        index=index,
    )
    headings = {name: _heading(sheet, words, name) for name, words in _WHO.items()}
    facts_too = {heading for heading in found.values() if heading is not None}
    who = pd.DataFrame(
        {name: sheet_texts(sheet, heading)[kept].to_numpy(object)
         for name, heading in headings.items()
         if heading is not None and (name == "county" or heading not in facts_too)},
        index=index, dtype=object,
    )  # fmt: skip
    standing = _heading(sheet, STANDING, "standing")
    simulated = standing is not None and bool(sheet_texts(sheet, standing).isin(SIMULATED).any())
    return People(
        facts,
        who.where(who != "", None),
        pd.Series(sheet.rows[kept], index=index),
        _left_out(sheet, ids, empty, twice),
        simulated,
    )


def read_places(path: str | Path) -> Mapping[str, Mapping[str, int]]:
    """How many places each county has of each benefit: columns benefit, county, places."""
    words = {
        "benefit": ("benefit", "待遇"),
        "county": COUNTY,
        "places": ("places", "名额", "名额数"),
    }
    sheet = read_sheet(path, known=[word for each in words.values() for word in each])
    found = {name: _heading(sheet, each, name) for name, each in words.items()}
    lost = [f"{name!r} (or {words[name][1]!r})" for name, heading in found.items() if not heading]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(lost)}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}"
        )
    benefit, county = (sheet_texts(sheet, str(found[name])) for name in ("benefit", "county"))
    numbers = sheet_numbers(sheet, str(found["places"]))
    places: dict[str, dict[str, int]] = {}
    rows = zip(benefit, county, numbers, sheet.rows, strict=True)
    for name, where, number, row in rows:
        if not name or not where or not (number >= 0 and number == np.floor(number)):
            raise InputError(
                f"{sheet.name}: row {row} must name a benefit, a county and a whole number of "
                "places"
            )
        if where in places.setdefault(name, {}):
            raise InputError(f"{sheet.name}: row {row} gives {name!r} of {where!r} a second time")
        places[name][where] = int(number)
    return places


def _wanted(rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """The facts that stand in columns of their own, and what those are called."""
    return {fact.name: (fact.name, *fact.words) for fact in rules.facts if not fact.counted_from}


def _heading(sheet: Sheet, words: tuple[str, ...], name: str) -> str | None:
    known = {_plain(word) for word in words if word}
    mine = [str(heading) for heading in sheet.frame.columns if _plain(str(heading)) in known]
    if len(mine) > 1:
        raise InputError(
            f"{sheet.name}: {' and '.join(map(repr, mine))} are both {name}; leave one"
        )
    return mine[0] if mine else None


def _plain(text: str) -> str:
    return plain_heading(unicodedata.normalize("NFKC", text))


def _left_out(sheet: Sheet, ids: pd.Series, empty: np.ndarray, twice: np.ndarray) -> pd.DataFrame:
    at = np.flatnonzero(empty | twice)
    return pd.DataFrame(
        {
            "row": sheet.rows[at],
            "person": ids.to_numpy(object)[at],
            "fact": "person",
            "seen": np.where(empty[at], "", "more than once"),
            "needed": np.where(empty[at], "an id", "one row for each id; keep the right one"),
        }
    )
