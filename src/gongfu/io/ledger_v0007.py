"""Fields to which actors are limited, budgets by year, and what a project comes to by an index."""

import sqlalchemy as sa
from alembic import op

from gongfu.errors import ConflictError

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the column, the table and the index."""
    op.add_column("actors", sa.Column("field", sa.String, nullable=False, server_default=""))
    op.create_table(
        "budgets",
        sa.Column("budget_id", sa.String, primary_key=True),
        sa.Column("project_id", sa.String, sa.ForeignKey("projects.project_id"), nullable=False),
        sa.Column("giver", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("project_id", "giver", "year", name="budgets_once"),
    )
    op.create_index(
        "postings_summed",
        "postings",
        ["project", "giver", "receiver", "kind", "reverses", "amount_fen"],
    )


def downgrade() -> None:
    """Take them away; an actor whom a field limits would hold more than was given."""
    actors = sa.table("actors", sa.column("field", sa.String))
    asked = sa.select(sa.func.count()).select_from(actors).where(actors.c.field != "")
    if limited := op.get_bind().execute(asked).scalar():
        raise ConflictError(
            f"version {down_revision} has no fields of actors, and {limited} are limited to one; "
            "nothing was changed; stay with the newer version, or restore a backup of the older one"
        )
    op.drop_index("postings_summed", "postings")
    op.drop_table("budgets")
    op.drop_column("actors", "field")
