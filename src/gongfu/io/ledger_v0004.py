"""Workshops: jobs, enrolments, attendance, pay, and what workers are like as personal data."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SQLITE_REFUSAL = (
    "CREATE TRIGGER pay_no_{what} BEFORE {what} ON pay BEGIN "
    "SELECT RAISE(ABORT, 'pay is only ever added to'); END"
)
_POSTGRESQL_REFUSAL = (
    "CREATE TRIGGER pay_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON pay "
    "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
)


def _text(name: str, *more: Any, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String, *more, nullable=False, **options)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=False)


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "workshops",
        _text("workshop_id", primary_key=True),
        *map(_text, ("name", "kind", "place", "enterprise")),
        _day("opened_on"),
        sa.Column("closed_on", sa.Date),
        _whole("version"),
    )
    op.create_table(
        "jobs",
        _text("job_id", primary_key=True),
        _text("workshop_id", sa.ForeignKey("workshops.workshop_id")),
        _text("pay_by"),
        sa.Column("rate_fen", sa.BigInteger, nullable=False),
        _number("pieces_per_h"),
        _whole("days_per_month"),
        _whole("posts"),
        _number("hours"),
        _number("weeks"),
        _whole("days"),
        _text("months"),
        _text("skills"),
        sa.Column("min_age", sa.Integer),
        sa.Column("max_age", sa.Integer),
        sa.Column("suits_carers", sa.Boolean, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        _whole("version"),
    )
    op.create_table(
        "workers",
        _text("person_id", primary_key=True),
        _text("village"),
        _number("hours"),
        _text("skills"),
        sa.Column("birth_year", sa.Integer),
        sa.Column("cares", sa.Boolean, nullable=False),
        sa.Column("income_yuan", sa.Float(53)),
        sa.Column("outside_yuan", sa.Float(53)),
        *map(_text, ("busy_months", "wishes", "salt")),
        _whole("version"),
    )
    op.create_table(
        "enrolments",
        _text("enrolment_id", primary_key=True),
        _text("person_id"),
        _text("job_id", sa.ForeignKey("jobs.job_id")),
        *map(_text, ("village", "standing")),
        _day("since"),
        sa.Column("until", sa.Date),
        _text("reason"),
        _whole("version"),
    )
    op.create_index("enrolments_of_job", "enrolments", ["job_id", "person_id"])
    op.create_table(
        "attendance",
        _text("attendance_id", primary_key=True),
        _text("person_id"),
        _text("job_id", sa.ForeignKey("jobs.job_id")),
        _day("day"),
        _whole("centihours"),
        _whole("pieces"),
        _whole("version"),
    )
    op.create_table(
        "pay",
        _text("pay_id", primary_key=True),
        _text("person_id"),
        _text("job_id", sa.ForeignKey("jobs.job_id")),
        _text("month"),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        _day("on_day"),
        *map(_text, ("reverses", "reason")),
    )
    op.create_index("pay_by_what_it_reverses", "pay", ["reverses"])
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(what=what))
    else:
        op.execute(_POSTGRESQL_REFUSAL)


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    for table in ("pay", "attendance", "enrolments", "workers", "jobs", "workshops"):
        op.drop_table(table)
