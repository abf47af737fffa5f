"""Cooperation projects, and totals that somebody declared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _numbers(kind: type[sa.Integer], *names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "projects",
        sa.Column("project_id", sa.String, primary_key=True),
        *_texts("title", "description", "status", "place", "field"),
        *_texts("giver", "giver_name", "receiver", "receiver_name"),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("budget_fen", sa.BigInteger),
        *_numbers(sa.Integer, "version"),
    )
    op.create_table(
        "declared",
        sa.Column("declared_id", sa.String, primary_key=True),
        *_texts("what"),
        *_numbers(sa.BigInteger, "amount", "last_digit"),
        *_numbers(sa.Integer, "first_year", "last_year"),
        *_texts("place", "source"),
        *_numbers(sa.Integer, "version"),
    )


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    op.drop_table("declared")
    op.drop_table("projects")
