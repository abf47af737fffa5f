"""Cooperation projects and published totals, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say

STATUS: Final = {
    "identification": "project_identification",
    "preparation": "project_preparation",
    "implementation": "project_implementation",
    "completion": "project_completion",
    "completed": "project_completed",
    "cancelled": "project_cancelled",
}
"""Where a project stands -> its words."""


def listed_words(n: int, late: int, day: date) -> Both:
    """How many projects there are, and how many are late."""
    return say("project_listed", n=plain(n), late=plain(late), day=same(day.isoformat()))


def noted_words(n: int) -> Both:
    """How many projects have something in their money that may be a slip."""
    return say("project_noted", n=plain(n))


def shown_words(told: Mapping[str, Any]) -> Both:
    """Where one project stands, and what money moved."""
    sums = ("committed", "transferred", "spent", "returned", "held")
    return say(
        "project_shown",
        id=same(told["project_id"]),
        title=same(told["title"]),
        status=say(STATUS[told["status"]]),
        day=same(told["due_on"]),
        version=plain(told["version"]),
        **{name: same(told[f"{name}_yuan"]) for name in sums},
    )


def moved_words(told: Mapping[str, Any], key: str = "project_id") -> Both:
    """That a project, or what `key` names, was changed."""
    return say(
        "ledger_moved",
        id=same(told[key]),
        version=plain(told["version"]),
        number=plain(told["number"]),
    )


def reconciled_words(standings: Sequence[str]) -> list[Both]:
    """How many totals agree with the rows, how many do not, and how many are not compared."""
    said = say(
        "declared_reconciled",
        n=plain(len(standings)),
        **{
            name.replace(" ", "_"): plain(sum(one == name for one in standings))
            for name in ("agrees", "short", "beyond", "no rows")
        },
    )
    apart = sum(one == "not compared" for one in standings)
    return [said, say("declared_uncompared", n=plain(apart))] if apart else [said]


def unlisted_words(n: int) -> Both:
    """How many postings count nowhere, since no list has their project."""
    return say("declared_unlisted", n=plain(n))


def money_words(n: int, beyond: int, unsaid: int, day: date) -> list[Both]:
    """How many sums there are, how many go beyond their budget, and what no budget says."""
    said = [say("money_listed", n=plain(n), beyond=plain(beyond), day=same(day.isoformat()))]
    return said + ([say("money_unsaid", n=plain(unsaid))] if unsaid else [])


def budget_words(told: Mapping[str, Any]) -> Both:
    """What is budgeted for a project in a year."""
    names = ("budget_id", "project_id", "giver", "amount_yuan")
    texts = {name: same(told[name]) for name in names}
    texts["year"] = same(str(told["year"]))
    return say("budget_shown", **texts, version=plain(told["version"]))
