"""The ledger: programmes, books, the audit log, and what may never be edited."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPEND_ONLY = ("audit", "postings", "evidence")
_SQLITE_REFUSAL = """
CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END
"""
_POSTGRESQL_REFUSAL = """
CREATE FUNCTION only_ever_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()
"""
_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, *args: sa.ForeignKey, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String, *args, nullable=False, **options)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("about", _text("name", primary_key=True), _text("value"))
    op.create_table(
        "actors",
        _text("actor_id", primary_key=True),
        _text("role"),
        _text("place"),
        _text("department"),
        _number("version"),
    )
    op.create_table(
        "programmes",
        _text("programme_id", primary_key=True),
        _text("place"),
        _number("year"),
        _number("version"),
    )
    op.create_table(
        "items",
        _text("item_id", primary_key=True),
        _text("programme_id", sa.ForeignKey("programmes.programme_id")),
        _text("field"),
        _text("unit"),
        _number("version"),
    )
    op.create_table(
        "deliverables",
        _text("deliverable_id", primary_key=True),
        _text("item_id", sa.ForeignKey("items.item_id")),
        _text("place"),
        _text("owner"),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("quantity", sa.Float(53), nullable=False),
        _text("unit"),
        _number("version"),
    )
    op.create_table(
        "evidence",
        _text("evidence_id", primary_key=True),
        _text("deliverable_id", sa.ForeignKey("deliverables.deliverable_id"), index=True),
        _number("number"),
        sa.Column("on_day", sa.Date, nullable=False),
        _text("kind"),
        sa.Column("quantity", sa.Float(53), nullable=False),
        _text("proof"),
    )
    op.create_table(
        "postings",
        _text("posting_id", primary_key=True),
        _number("number"),
        _text("kind"),
        _text("project"),
        _text("giver"),
        _text("receiver"),
        _number("year"),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        _text("actor_id"),
        _text("reason"),
        _text("reverses"),
    )
    op.create_index("postings_of_project", "postings", ["project", "number"], unique=True)
    op.create_table(
        "answers",
        _text("key", primary_key=True),
        sa.Column("content", sa.String(64), nullable=False),
        _text("answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        _text("who"),
        _text("what", index=True),
        _text("before"),
        _text("after"),
        _text("at"),
        _text("why"),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in _APPEND_ONLY:
            for what in ("UPDATE", "DELETE"):
                op.execute(_SQLITE_REFUSAL.format(table=table, what=what))
        return
    op.execute(_POSTGRESQL_REFUSAL)
    for table in _APPEND_ONLY:
        op.execute(_POSTGRESQL_TRIGGER.format(table=table))


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    for table in (
        "audit",
        "answers",
        "postings",
        "evidence",
        "deliverables",
        "items",
        "programmes",
        "actors",
        "about",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION only_ever_added_to()")
