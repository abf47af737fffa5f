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


def moved_words(told: Mapping[str, Any]) -> Both:
    """That a project was changed."""
    return say(
        "ledger_moved",
        id=same(told["project_id"]),
        version=plain(told["version"]),
        number=plain(told["number"]),
    )


def reconciled_words(standings: Sequence[str]) -> Both:
    """How many totals agree with the rows, and how many do not."""
    return say(
        "declared_reconciled",
        n=plain(len(standings)),
        **{
            name.replace(" ", "_"): plain(sum(one == name for one in standings))
            for name in ("agrees", "short", "beyond", "no rows")
        },
    )


def unlisted_words(n: int) -> Both:
    """How many postings count nowhere, since no list has their project."""
    return say("declared_unlisted", n=plain(n))
