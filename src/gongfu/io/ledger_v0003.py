"""Residents' requests: rules of routing, requests, steps that are never edited, private words."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SQLITE_REFUSAL = """
CREATE TRIGGER request_steps_no_{what} BEFORE {what} ON request_steps
BEGIN SELECT RAISE(ABORT, 'request_steps is only ever added to'); END
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER request_steps_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON request_steps
FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()
"""


def _text(name: str, *args: sa.ForeignKey, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String, *args, nullable=False, **options)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [_text(name) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _clock(name: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(f"{name}_days", sa.Integer),
        sa.Column(f"{name}_since", sa.Date),
        sa.Column(f"{name}_used", sa.Integer),
        sa.Column(f"{name}_missed", sa.Date),
    ]


def _of_request() -> sa.Column[str]:
    return _text("request_id", sa.ForeignKey("requests.request_id"), index=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "route_rules",
        _text("rule_key", primary_key=True),
        *_texts("category", "place"),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("end_on", sa.Date),
        _text("department"),
        sa.Column("sign_days", sa.Integer),
        sa.Column("handle_days", sa.Integer),
        _text("source"),
        *_numbers("version"),
    )
    op.create_table(
        "requests",
        _text("request_id", primary_key=True),
        _text("resident_id", index=True),
        *_texts("place", "category", "filed_at", "changed_at"),
        _text("state", index=True),
        _text("department"),
        sa.Column("has_lead", sa.Boolean, nullable=False),
        sa.Column("sign_days", sa.Integer),
        sa.Column("handle_days", sa.Integer),
        sa.Column("terms_rule", sa.String),
        *_clock("clock"),
        *_clock("sign_clock"),
        *_numbers("n_redone", "n_passed_on", "n_resubmitted"),
        sa.Column("satisfied", sa.Boolean),
        _text("merged_into"),
        *_numbers("version"),
    )
    op.create_table(
        "request_steps",
        _text("step_id", primary_key=True),
        _of_request(),
        *_numbers("number"),
        *_texts("event", "before_state", "after_state", "actor_id", "role", "at"),
        *_texts("department", "category", "place", "merged_into"),
        sa.Column("satisfied", sa.Boolean),
        sa.Column("due", sa.Date),
        sa.Column("sign_due", sa.Date),
        sa.Column("missed", sa.Boolean, nullable=False),
        sa.Column("sign_missed", sa.Boolean, nullable=False),
        _text("escalated_by"),
    )
    op.create_table(
        "request_words",
        _text("words_id", primary_key=True),
        _of_request(),
        _text("resident_id", index=True),
        *_texts("words", "contact"),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("latitude", sa.Float(53)),
        _text("salt"),
        *_numbers("version"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(what=what))
        return
    op.execute(_POSTGRESQL_TRIGGER)


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    for table in ("request_words", "request_steps", "requests", "route_rules"):
        op.drop_table(table)
