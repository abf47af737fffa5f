"""Tables of residents' requests: rules of routing, requests, their steps, and what is private.

A request is one row that its acts change; each act leaves a step that is never edited.  What the
resident wrote, where exactly it is, how to reach them, and the reasons of acts stand in
`request_words` alone, of which the audit log keeps a digest.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
)

from gongfu.io.ledger_metadata import METADATA

ROUTE_RULES: Final = Table(
    "route_rules",
    METADATA,
    Column("rule_key", String, primary_key=True),
    Column("category", String, nullable=False),
    Column("place", String, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date),
    Column("department", String, nullable=False),
    Column("sign_days", Integer),
    Column("handle_days", Integer),
    Column("source", String, nullable=False),
    Column("version", Integer, nullable=False),
)
REQUESTS: Final = Table(
    "requests",
    METADATA,
    Column("request_id", String, primary_key=True),
    Column("resident_id", String, nullable=False, index=True),
    Column("place", String, nullable=False),
    Column("category", String, nullable=False),
    Column("filed_at", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("department", String, nullable=False),
    Column("has_lead", Boolean, nullable=False),
    Column("sign_days", Integer),
    Column("handle_days", Integer),
    Column("terms_rule", String),
    Column("clock_days", Integer),
    Column("clock_since", Date),
    Column("clock_used", Integer),
    Column("clock_missed", Date),
    Column("sign_clock_days", Integer),
    Column("sign_clock_since", Date),
    Column("sign_clock_used", Integer),
    Column("sign_clock_missed", Date),
    Column("n_redone", Integer, nullable=False),
    Column("n_passed_on", Integer, nullable=False),
    Column("n_resubmitted", Integer, nullable=False),
    Column("satisfied", Boolean),
    Column("merged_into", String, nullable=False),
    Column("version", Integer, nullable=False),
)
STEPS: Final = Table(
    "request_steps",
    METADATA,
    Column("step_id", String, primary_key=True),
    Column("request_id", String, ForeignKey("requests.request_id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("before_state", String, nullable=False),
    Column("after_state", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("at", String, nullable=False),
    Column("department", String, nullable=False),
    Column("category", String, nullable=False),
    Column("place", String, nullable=False),
    Column("merged_into", String, nullable=False),
    Column("satisfied", Boolean),
    Column("due", Date),
    Column("sign_due", Date),
    Column("missed", Boolean, nullable=False),
    Column("sign_missed", Boolean, nullable=False),
    Column("escalated_by", String, nullable=False),
)
WORDS: Final = Table(
    "request_words",
    METADATA,
    Column("words_id", String, primary_key=True),
    Column("request_id", String, ForeignKey("requests.request_id"), nullable=False, index=True),
    Column("resident_id", String, nullable=False, index=True),
    Column("words", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("longitude", Float(53)),
    Column("latitude", Float(53)),
    Column("salt", String, nullable=False),
    Column("version", Integer, nullable=False),
)

REQUEST_THINGS: Final[dict[str, Table]] = {
    "route_rule": ROUTE_RULES,
    "request": REQUESTS,
    "request_step": STEPS,
    "request_words": WORDS,
}
"""What the audit log speaks of, each referring to earlier ones only."""
