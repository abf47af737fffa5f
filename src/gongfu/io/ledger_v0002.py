"""Personal data in a table of their own, so that a person can be erased and the record stays."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "people",
        sa.Column("person_id", sa.String, primary_key=True),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("name", "telephone", "address", "salt")
        ),
        sa.Column("version", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Take the table away, with all that is in it."""
    op.drop_table("people")
