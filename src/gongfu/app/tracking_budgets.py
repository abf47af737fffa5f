"""Budgets of projects by year: brought in lists, and changed."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.errors import InputError
from gongfu.io.ledger_budgets import as_party, budgeted, budgets_for, by_project
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, check_version
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor
from gongfu.track.money import fen_of
from gongfu.track.rights import check_governs

_AROUND: Final = 1
"""Years before a project and after it of which a budget may be."""


class BudgetLists:
    """What rows of budgets may refer to: projects, with what is budgeted for them so far."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._projects: dict[str, Mapping[str, Any]] = {}
        self._budgets: dict[str, list[Mapping[str, Any]]] = {}
        if connection is not None:
            self._projects |= {row["project_id"]: row for row in rows_of(connection, "project")}
            self._budgets |= by_project(rows_of(connection, "budget"))

    def faults(self, values: dict[str, Any], actor: Actor) -> list[str]:
        """What is wrong with a row of budgets; its giver becomes that of the project.

        Parameters
        ----------
        values
            A row of the table.
        actor
            Who brings it.

        Returns
        -------
        list of str
            Every fault.
        """
        project = self._projects.get(values["project_id"])
        if project is None:
            return [
                f"no project {values['project_id']!r} in the ledger or among the good rows; bring "
                "it first"
            ]
        values["giver"] = as_party(values["giver"], project)
        held = self._budgets.get(values["project_id"], [])
        faults = list(filter(None, [year_fault(project, values["year"])]))
        for check in (
            lambda: check_governs(actor, project["place"], "bring budgets", project["field"]),
            lambda: budgeted(project, [*held, values]),
        ):
            try:
                check()
            except InputError as fault:
                faults.append(str(fault))
        return faults

    def take(self, table: str, values: Mapping[str, Any]) -> None:
        """Add a row without fault, of projects or of budgets."""
        if table == "projects":
            self._projects[values["project_id"]] = values
        else:
            self._budgets.setdefault(values["project_id"], []).append(values)


def year_fault(project: Mapping[str, Any], year: int) -> str:
    """What is wrong with the year of a budget.

    Parameters
    ----------
    project
        A row of projects.
    year
        Of a budget of it.

    Returns
    -------
    str
        What it is, and what to do; "" if the project runs in that year or in one next to it.
    """
    first, last = project["start_on"].year - _AROUND, project["due_on"].year + _AROUND
    if first <= year <= last:
        return ""
    return (
        f"it is of {year}, and the project runs from {project['start_on']} to "
        f"{project['due_on']}; give a year from {first} to {last}"
    )


def move_budget(
    ledger: Ledger, deed: Deed, budget_id: str, yuan: str, *, version: int | None = None
) -> Answered:
    """Give a budget another amount.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province in which the project lies, with the reason.
    budget_id
        Which.
    yuan
        The new amount, as 1234.50.
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    dict
        `budget_id`, its new `version`, and the `number` of the record.
    """
    if not deed.why:
        raise InputError(f"{budget_id!r}: a change needs its reason; give it")
    fen = fen_of(yuan)
    asked = {"task": "move budget", "budget_id": budget_id, "version": version, "fen": fen}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "budget", budget_id)
        project = row_by_id(connection, "project", row["project_id"])
        check_governs(actor, project["place"], f"change budget {budget_id!r}", project["field"])
        check_version(f"budget {budget_id!r}", row, version)
        after = changed(row, {"amount_fen": fen})
        others = budgets_for(connection, row["project_id"])
        budgeted(project, [*(one for one in others if one["budget_id"] != budget_id), after])
        said = {"budget_id": budget_id, "version": after["version"]}
        return [Write("budget", "move", row, after)], said

    return write(ledger, deed, asked, task)
