"""The tables of a ledger, the same in SQLite and PostgreSQL.

Every table but the audit log has one text for its key.  Rows that may change have a `version`,
which counts up; evidence, postings, steps and the like are only ever added.  Personal data stand in
tables with a `salt`, and in no others.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from gongfu.io.ledger_budgets import BUDGET_THINGS
from gongfu.io.ledger_cases import CASE_THINGS
from gongfu.io.ledger_metadata import METADATA
from gongfu.io.ledger_projects import PROJECT_THINGS
from gongfu.io.ledger_requests import REQUEST_THINGS
from gongfu.io.ledger_workshops import WORKSHOP_THINGS

NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Of a row, in SQLite the number by which it finds the row itself."""

ABOUT: Final = Table(
    "about",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
ACTORS: Final = Table(
    "actors",
    METADATA,
    Column("actor_id", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("place", String, nullable=False),
    Column("department", String, nullable=False),
    Column("field", String, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
)
PROGRAMMES: Final = Table(
    "programmes",
    METADATA,
    Column("programme_id", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
ITEMS: Final = Table(
    "items",
    METADATA,
    Column("item_id", String, primary_key=True),
    Column("programme_id", String, ForeignKey("programmes.programme_id"), nullable=False),
    Column("field", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("version", Integer, nullable=False),
)
DELIVERABLES: Final = Table(
    "deliverables",
    METADATA,
    Column("deliverable_id", String, primary_key=True),
    Column("item_id", String, ForeignKey("items.item_id"), nullable=False),
    Column("place", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("quantity", Float(53), nullable=False),
    Column("unit", String, nullable=False),
    Column("version", Integer, nullable=False),
)
EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    Column("evidence_id", String, primary_key=True),
    Column(
        "deliverable_id",
        String,
        ForeignKey("deliverables.deliverable_id"),
        nullable=False,
        index=True,
    ),
    Column("number", Integer, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("quantity", Float(53), nullable=False),
    Column("proof", String, nullable=False),
)
POSTINGS: Final = Table(
    "postings",
    METADATA,
    Column("posting_id", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("project", String, nullable=False),
    Column("giver", String, nullable=False),
    Column("receiver", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("reverses", String, nullable=False),
    Index("postings_of_project", "project", "number", unique=True),
    Index(
        "postings_summed", "project", "giver", "receiver", "kind", "reverses", "amount_fen"
    ),  # what a project comes to, without a look at its rows
)
PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("person_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("telephone", String, nullable=False),
    Column("address", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("version", Integer, nullable=False),
)
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("key", String, primary_key=True),
    Column("content", String(64), nullable=False),
    Column("answer", String, nullable=False),
    sqlite_with_rowid=False,  # a key and what it answers stand on one page
)
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False, index=True),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("at", String, nullable=False),
    Column("why", String, nullable=False),
    Column("hash", String(64), nullable=False),
)

THINGS: Final[dict[str, Table]] = {
    "actor": ACTORS,
    "programme": PROGRAMMES,
    "item": ITEMS,
    "deliverable": DELIVERABLES,
    "evidence": EVIDENCE,
    "posting": POSTINGS,
    "person": PEOPLE,
    **WORKSHOP_THINGS,
    **CASE_THINGS,
    **PROJECT_THINGS,
    **BUDGET_THINGS,
    **REQUEST_THINGS,
}
"""What the audit log speaks of, in an order in which each refers to earlier ones only."""

PRIVATE: Final = frozenset(thing for thing, table in THINGS.items() if "salt" in table.c)
"""Things of which the audit log keeps a salted digest only."""

ALL: Final = (ABOUT, *THINGS.values(), ANSWERS, AUDIT)
BORN_LATER: Final[dict[str, dict[str, str]]] = {"actor": {"field": ""}}
"""Thing -> columns that came after its table, and what rows of before hold in them: of that neither
the record nor a data package says anything."""
VERSIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Of the tables, oldest first; a migration leads from each to the next and back."""


def key_of(table: Table) -> str:
    """The name of a table's key.

    Parameters
    ----------
    table
        One of `THINGS`.

    Returns
    -------
    str
        Of its one column.
    """
    return str(next(iter(table.primary_key.columns)).name)
