"""Cases: applications for benefits and school places, what the rules propose, who decides."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_DAYS = ("decide_days", "evidence_days", "appeal_days", "review_days")
_APPEND_ONLY = ("proposals", "case_steps")
_SQLITE_REFUSAL = """
CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()
"""
_TABLES = ("case_rules", "proposals", "cases", "case_steps", "case_evidence", "case_facts",
           "case_words")  # fmt: skip


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _wholes(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _clock(name: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(f"{name}_allowed", sa.Integer),
        sa.Column(f"{name}_since", sa.Date),
        sa.Column(f"{name}_used", sa.Integer),
        sa.Column(f"{name}_missed_on", sa.Date),
    ]


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String, primary_key=True)


def _of_case() -> sa.Column[Any]:
    return sa.Column("case_id", sa.String, sa.ForeignKey("cases.case_id"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_rules",
        _key("rule_id"),
        *_texts("kind", "place"),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("end_on", sa.Date),
        *_wholes(*_DAYS, "version"),
    )
    op.create_table(
        "proposals",
        _key("proposal_id"),
        *_wholes("number"),
        *_texts("kind"),
        sa.Column("day", sa.Date, nullable=False),
        *_texts("rules", "rules_sha256", "rules_text", "settings", "tables", "inputs_sha256"),
        *_wholes("n_cases"),
    )
    op.create_table(
        "cases",
        _key("case_id"),
        *_texts("kind", "applicant_id", "guardian_id", "subject", "place", "office"),
        sa.Column("applied_on", sa.Date, nullable=False),
        *_texts("changed_at", "state"),
        *_wholes(*_DAYS),
        *_texts("term_rule"),
        *_clock("clock"),
        *_clock("turn"),
        *_texts("outcome", "award", "proposal_id", "proposed_by", "decided_by"),
        *_wholes("n_facts", "version"),
    )
    op.create_index("cases_by_state", "cases", ["kind", "subject", "state"])
    op.create_table(
        "case_steps",
        _key("step_id"),
        _of_case(),
        *_wholes("number"),
        *_texts("event", "before", "after", "actor_id", "role", "at", "outcome", "award"),
        *_texts("proposal_id"),
        *_wholes("n_facts"),
        sa.Column("due_on", sa.Date),
        sa.Column("over", sa.Boolean, nullable=False),
    )
    op.create_index("ix_case_steps_proposal_id", "case_steps", ["proposal_id"])
    for name, key, columns in (
        ("case_evidence", "evidence_id", ("kind", "sha256", "salt")),
        ("case_facts", "facts_id", ("facts", "salt")),
        ("case_words", "words_id", ("en", "zh", "salt")),
    ):
        op.create_table(name, _key(key), _of_case(), *_texts(*columns), *_wholes("version"))
    for name in _TABLES[3:]:
        op.create_index(f"ix_{name}_case_id", name, ["case_id"])
    _only_added()


def _only_added() -> None:
    """Let the database refuse edits, as it does of the first version's tables."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _APPEND_ONLY:
        if not is_sqlite:
            op.execute(_POSTGRESQL_TRIGGER.format(table=table))
            continue
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(table=table, what=what))


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    for name in reversed(_TABLES):
        op.drop_table(name)
