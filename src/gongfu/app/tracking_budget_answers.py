"""Budgets of projects held against what was posted, in words and rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.tracking_answers import HISTORY, answered
from gongfu.app.tracking_history import history_table, on_screen
from gongfu.io.ledger_budgets import listed_projects
from gongfu.io.ledger_deeds import Answered
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import postings_of, row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_projects as words
from gongfu.track.budgets import GROUPS, Execution, execution
from gongfu.track.money import yuan_of

_SUMS: Final = ("committed", "transferred", "spent", "returned", "held")
_MONEY: Final = ("budget", *_SUMS, "left")
_SHOWN: Final = ("budget", "committed", "transferred", "spent", "left")
_COLUMNS: Final = (
    "year", "giver", "giver_name", "receiver", "receiver_name", "project",
    *(f"{name}_yuan" for name in _MONEY),
)  # fmt: skip


def listing_money(
    ledger: Ledger, today: date, *, place: str = "", by: Sequence[str] = GROUPS
) -> Answer:
    """What is budgeted, committed, transferred, spent and returned, and what is left.

    Parameters
    ----------
    ledger
        Open.
    today
        Postings of later days are left out.
    place
        Code of the place in which the projects lie; "" for all, with postings of projects that no
        list has.
    by
        Any of `GROUPS`; none is all three.

    Returns
    -------
    Answer
        A row for each group; sums in yuan as text, "" where nothing is budgeted.
    """
    by = tuple(name for name in GROUPS if name in (by or GROUPS))
    with reading(ledger) as connection:
        projects = listed_projects(connection, place)
        known = {one.project_id for one in projects}
        postings = [
            one
            for one in postings_of(connection)
            if one.on <= today and (one.project in known or not place)
        ]
    names = {one.party_id: one.name for project in projects for one in project.parties}
    found = execution(projects, postings, by)
    table = pd.DataFrame([_told(one, names) for one in found], columns=list(_COLUMNS))
    beyond = sum(one.left_fen is not None and one.left_fen < 0 for one in found)
    groups = {"year": ("year",), "pair": ("giver_name", "receiver_name"), "project": ("project",)}
    view = [name for group in by for name in groups[group]]
    view += [f"{name}_yuan" for name in _SHOWN]
    unsaid = sum(one.budget_fen is None and not one.budgets for one in projects)
    said = words.money_words(len(found), beyond, unsaid, today)
    settings = {"command": "track list", "of": "money", "today": today.isoformat(),
                "place": place, "by": list(by)}  # fmt: skip
    return answered(ledger, settings, said, table, tuple(view))


def moved_budget(ledger: Ledger, told: Answered) -> Answer:
    """What a move of a budget did.

    Parameters
    ----------
    ledger
        Open.
    told
        The answer of `move_budget`.

    Returns
    -------
    Answer
        Without rows.
    """
    said = [words.moved_words(told, "budget_id")]
    return answered(ledger, {"command": "track move", "answer": told}, said, pd.DataFrame())


def showing_budget(ledger: Ledger, budget_id: str, today: date) -> Answer:
    """One budget, and all that was ever done to it.

    Parameters
    ----------
    ledger
        Open.
    budget_id
        Which.
    today
        Of no account: a budget is what it is.

    Returns
    -------
    Answer
        A row for each record.
    """
    with reading(ledger) as connection:
        row = row_by_id(connection, "budget", budget_id)
        log = history_of(connection, "budget", budget_id)
    told = {
        **{name: row[name] for name in ("budget_id", "project_id", "giver", "year", "version")},
        "amount_yuan": yuan_of(row["amount_fen"]),
    }
    table = history_table(log)
    settings = {"command": "track show", "budget": told, "today": today.isoformat()}
    said = [words.budget_words(told)]
    return answered(ledger, settings, said, table, HISTORY, screen=on_screen(table, HISTORY))


def _told(one: Execution, names: Mapping[str, str]) -> dict[str, Any]:
    """A group as it is shown."""
    sums = {
        "budget": one.budget_fen,
        **{name: getattr(one.balance, f"{name}_fen") for name in _SUMS},
        "left": one.left_fen,
    }
    return {
        "year": "" if one.year is None else str(one.year),
        "giver": one.giver,
        "giver_name": names.get(one.giver, one.giver),
        "receiver": one.receiver,
        "receiver_name": names.get(one.receiver, one.receiver),
        "project": one.project,
        **{f"{name}_yuan": "" if fen is None else yuan_of(fen) for name, fen in sums.items()},
    }
