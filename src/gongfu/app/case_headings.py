"""Under which headings an applicant may say something, and what to say of others."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from gongfu.app.admitting import TABLES
from gongfu.errors import InputError
from gongfu.io.headings import plain_heading
from gongfu.io.rule_sets import ID, fact_headings, rules_text
from gongfu.model.rule_file import rules_of
from gongfu.model.rules_in_force import in_force

BESIDE: Final = {
    "points": ("第{k}志愿积分",),
    "minutes": ("第{k}志愿出行时间(分钟)",),
    "sibling": ("第{k}志愿兄弟姐妹在校",),
}
"""What a pupil may say of each choice: points_1, minutes_1 …"""
CHOICE: Final = "choice_"
PUPIL: Final = frozenset(plain_heading(word) for word in (*ID, "pupil", "学生", "学生编号"))
"""Headings of the pupil's own id."""
_SHOWN: Final = 30
_ALIKE: Final = 0.5  # of two characters, one


@lru_cache(maxsize=1)
def pupil_headings() -> Mapping[str, str]:
    """What a pupil may say in a case: plain heading -> name of the column.

    Returns
    -------
    dict
        The list of pupils, and what belongs to each choice.
    """
    names = {
        plain_heading(word): column.name
        for column in TABLES[0].columns
        for word in (column.name, *column.words)
    }
    most = sum(column.name.startswith(CHOICE) for column in TABLES[0].columns)
    for k in range(1, most + 1):
        for name, words in BESIDE.items():
            for word in (f"{name}_{k}", *(one.format(k=k) for one in words)):
                names[plain_heading(word)] = f"{name}_{k}"
    return names


def pupil_faults(facts: Mapping[str, str]) -> list[str]:
    """Headings that no round of admission knows, whichever it is.

    Parameters
    ----------
    facts
        Heading -> text; who says nothing under a heading does not use it.

    Returns
    -------
    list of str
        With the nearest, and with those that are known.
    """
    names = pupil_headings()
    first = [one for one in dict.fromkeys(names.values()) if one[-1] not in "23456789"]
    shown = [one for one in first if not one[-2:].isdigit() and one != "pupil"]
    given = [heading for heading, text in facts.items() if str(text)]
    return _odd(given, names, PUPIL, "an admission", [*shown, "and the same of more choices"])


def benefit_faults(
    rules: str, subject: str, facts: Mapping[str, str], day: date | None = None
) -> list[str]:
    """What rules know nothing of: the benefit, on the day, or headings.

    Parameters
    ----------
    rules
        A TOML file, or the name of rules that ship.
    subject
        The benefit that is applied for.
    facts
        Heading -> text.
    day
        Of the application; None: any.

    Returns
    -------
    list of str
        With the nearest, and with those that are known.
    """
    found = rules_of(*rules_text(rules))
    known = [one.name for one in found.benefits]
    faults = []
    if subject not in known:
        faults.append(
            f"rules {found.key!r} have no benefit {subject!r}{_near(subject, known)}; they have "
            f"{', '.join(map(repr, known)) or 'none'}"
        )
    mine = [one for one in found.benefits if one.name == subject]
    if day and mine and not any(in_force(one.start, one.end, day) for one in mine):
        days = " or ".join(f"from {one.start or '…'} to {one.end or '…'}" for one in mine)
        faults.append(f"the benefit {subject!r} is in force {days}, and not on {day}")
    ids = frozenset(plain_heading(word) for word in ID)
    titles = {fact.name: fact.title.get("zh", "") for fact in found.facts if not fact.counted_from}
    shown = [f"{n} ({titles[n]})" if titles[n] else n for n in titles]
    return faults + _odd(list(facts), fact_headings(found), ids, f"rules {found.key!r}", shown)


def check_benefit(rules: str, subject: str, facts: Mapping[str, str], day: date) -> None:
    """Raise an InputError of all that rules know nothing of.

    Parameters
    ----------
    rules, subject, facts, day
        As `benefit_faults` takes them.
    """
    if faults := benefit_faults(rules, subject, facts, day):
        raise InputError("; ".join(faults))


def _odd(
    given: Iterable[str],
    names: Mapping[str, str],
    ids: frozenset[str],
    whose: str,
    known: list[str],
) -> list[str]:
    """Faults of headings, the known ones told once at the end."""
    faults = [
        f"no fact {one!r} in {whose}{_near(plain_heading(one), names)}"
        for one in given
        if plain_heading(one) not in names and plain_heading(one) not in ids
    ]
    if faults:
        more = ["…"] if len(known) > _SHOWN else []
        faults[-1] += f"; known are {', '.join([*known[:_SHOWN], *more])}"
    return faults


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=_ALIKE)
    return f" (nearest: {near[0]!r})" if near else ""
