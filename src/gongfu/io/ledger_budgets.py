"""Budgets of projects by year in a ledger: table, list, and rows as nouns."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    select,
)

from gongfu.io.ledger_cells import amount_of
from gongfu.io.ledger_kinds import Reader
from gongfu.io.ledger_metadata import METADATA
from gongfu.io.ledger_projects import PROJECTS, project_of
from gongfu.io.lists import ListColumn, ListTable
from gongfu.track.actors import own_code
from gongfu.track.projects import Project, YearBudget

BUDGETS: Final = Table(
    "budgets",
    METADATA,
    Column("budget_id", String, primary_key=True),
    Column("project_id", String, ForeignKey("projects.project_id"), nullable=False),
    Column("giver", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("project_id", "giver", "year", name="budgets_once"),
)
BUDGET_THINGS: Final = {"budget": BUDGETS}
"""What the audit log calls them."""

BUDGET_TABLES: Final = (
    ListTable(
        "budgets",
        ("年度预算", "项目预算"),
        (
            ListColumn("budget_id", ("预算编号",), blank=True),
            ListColumn("project_id", ("项目编号",), blank=True),
            ListColumn("giver", ("出资方代码", "支援方代码"), blank=True),
            ListColumn("year", ("年份", "年度"), blank=True),
            ListColumn("amount_yuan", ("金额(元)", "金额"), blank=True),
        ),
        optional=True,
        filled=("project_id", "giver"),
        refers={"project_id": "projects"},
    ),
)
"""The list that brings them."""
BUDGET_READ: Final[Mapping[str, Mapping[str, Reader]]] = {"budgets": {"amount_yuan": amount_of}}
"""How its cells are read; others as of every list."""


def budget_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as one of the table.

    Parameters
    ----------
    told
        As it was understood cell by cell; `amount_yuan` is in fen.

    Returns
    -------
    dict
        With `amount_fen`.
    """
    values = dict(told)
    values["amount_fen"] = values.pop("amount_yuan")
    return values


def budget_of(row: Mapping[Any, Any]) -> YearBudget:
    """A row as a noun.

    Parameters
    ----------
    row
        Of budgets.

    Returns
    -------
    YearBudget
        The same.
    """
    return YearBudget(row["year"], row["giver"], row["amount_fen"])


def budgeted(row: Mapping[Any, Any], budgets: Iterable[Mapping[Any, Any]]) -> Project:
    """A project with its budgets by year.

    Parameters
    ----------
    row
        Of projects.
    budgets
        Rows of budgets, all of that project.

    Returns
    -------
    Project
        Whole.

    Raises
    ------
    InputError
        A budget does not fit: of none of the parties, twice for a year, or all together above the
        whole.
    """
    return replace(project_of(row), budgets=tuple(map(budget_of, budgets)))


def by_project(budgets: Iterable[Mapping[Any, Any]]) -> dict[str, list[Mapping[Any, Any]]]:
    """Budgets by their project.

    Parameters
    ----------
    budgets
        Rows, in any order.

    Returns
    -------
    dict
        Id of the project -> rows in their order.
    """
    held: dict[str, list[Mapping[Any, Any]]] = {}
    for row in budgets:
        held.setdefault(row["project_id"], []).append(row)
    return held


def as_party(giver: str, project: Mapping[str, Any]) -> str:
    """Who gives, as the list of projects writes them.

    Parameters
    ----------
    giver
        A code, perhaps filled up with zeros.
    project
        A row of projects.

    Returns
    -------
    str
        That of a party of the project; `giver` as it is where none is meant.
    """
    for side in ("giver", "receiver"):
        if own_code(project[side]) == own_code(giver):
            return str(project[side])
    return giver


def budgets_for(connection: Connection, project_id: str) -> list[dict[str, Any]]:
    """What is budgeted for a project.

    Parameters
    ----------
    connection
        To the ledger.
    project_id
        Which.

    Returns
    -------
    list of dict
        Rows by year and giver.
    """
    asked = select(BUDGETS).where(BUDGETS.c.project_id == project_id)
    ordered = asked.order_by(BUDGETS.c.year, BUDGETS.c.giver)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def listed_projects(connection: Connection, place: str = "") -> list[Project]:
    """The projects with their budgets.

    Parameters
    ----------
    connection
        To the ledger.
    place
        Code of the place in which they lie, without the zeros that fill it up; "" for all.

    Returns
    -------
    list of Project
        By id.
    """
    held = by_project(connection.execute(select(BUDGETS)).mappings())
    found = connection.execute(select(PROJECTS)).mappings()
    return [
        budgeted(row, held.get(row["project_id"], ()))
        for row in sorted(found, key=lambda row: str(row["project_id"]))
        if row["place"].startswith(place)
    ]
