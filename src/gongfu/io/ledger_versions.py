"""Migrations of the ledger, forward and back, by Alembic's operations."""

from types import ModuleType
from typing import Final

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from gongfu.io import (
    ledger_v0001,
    ledger_v0002,
    ledger_v0003,
    ledger_v0004,
    ledger_v0005,
    ledger_v0006,
)

_STEPS: Final[tuple[ModuleType, ...]] = (
    ledger_v0001,
    ledger_v0002,
    ledger_v0003,
    ledger_v0004,
    ledger_v0005,
    ledger_v0006,
)
"""Each has `revision`, `upgrade` from the one before and `downgrade` to it."""

BASE: Final = "base"
"""Before the first: a database without tables."""

_VERSION: Final = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)


def version_of(connection: Connection) -> str | None:
    """The version of the ledger in a database; None if there is none."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found = connection.execute(select(_VERSION.c.version_num)).scalar()
    return None if found is None else str(found)


def bring_to(connection: Connection, version: str) -> None:
    """Bring a database to a version, in one transaction."""
    names = [BASE, *(one.revision for one in _STEPS)]
    now = names.index(version_of(connection) or BASE)
    end = names.index(version)
    connection.rollback()
    with connection.begin(), Operations.context(MigrationContext.configure(connection)):
        _VERSION.create(connection, checkfirst=True)
        for at in range(now, end):
            _STEPS[at].upgrade()
        for at in range(now, end, -1):
            _STEPS[at - 1].downgrade()
        connection.execute(_VERSION.delete())
        if end:
            connection.execute(_VERSION.insert().values(version_num=version))
