"""A ledger saved while it is written to, and brought back into an empty place.

A backup is a ledger in SQLite, whatever database it comes from: it can be opened, listed and
verified where it lies.  That of SQLite is made by its own backup interface, that of PostgreSQL by
copying every table within one transaction.
"""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from gongfu.errors import ConflictError, InputError
from gongfu.io.atomic import disk_words
from gongfu.io.ledger import create_ledger, drop_ledger, open_ledger
from gongfu.io.ledger_check import Soundness, check_ledger
from gongfu.io.ledger_opened import Ledger, words_of
from gongfu.io.ledger_tables import ALL
from gongfu.io.ledger_turns import reading, writing
from gongfu.io.ledger_write import insert_rows

_CHUNK: Final = 5_000


def back_up(ledger: Ledger, path: str | Path) -> Soundness:
    """Save a ledger, and verify what was saved.

    Parameters
    ----------
    ledger
        Open; others may write meanwhile.
    path
        Of a new file; there whole or not at all.

    Returns
    -------
    Soundness
        Of the backup; its head is to be noted elsewhere.

    Raises
    ------
    ConflictError
        There is a file already.
    """
    path = Path(path)
    if path.exists():
        raise ConflictError(f"{str(path)!r} is there already; choose another path")
    stage = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    try:
        with disk_words(path):
            if ledger.embedded:
                _copy_file(ledger, stage)
            else:
                with create_ledger(stage) as target:
                    _copy_tables(ledger, target)
            found = _settled(stage)
            stage.rename(path)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{stage}{end}").unlink(missing_ok=True)
    return found


def restore(path: str | Path, where: str | Path) -> Soundness:
    """Bring a backup back.

    Parameters
    ----------
    path
        As `back_up` wrote it; or any ledger.
    where
        A path where nothing is, or the URL of a PostgreSQL database without a ledger.

    Returns
    -------
    Soundness
        Of the new ledger, verified after it was written.
    """
    with open_ledger(path) as backup:
        with reading(backup) as connection:
            before = check_ledger(connection)
        with create_ledger(where) as target:
            try:
                _copy_tables(backup, target)
                with reading(target) as connection:
                    after = check_ledger(connection)
                if after != before:
                    raise InputError(
                        f"what was restored differs from {str(path)!r}; restore it again"
                    )
            except BaseException:
                drop_ledger(target, where)
                raise
    return after


def _copy_file(ledger: Ledger, stage: Path) -> None:
    """By SQLite itself, in one step: one state, while others write on."""
    with words_of(ledger), ledger.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        try:
            with closing(sqlite3.connect(stage)) as target:
                raw.backup(target)
        except sqlite3.Error as error:
            raise InputError(
                f"{str(stage.parent)!r} does not take the backup ({error}); see that the folder is "
                "there and has space"
            ) from error


def _copy_tables(source: Ledger, target: Ledger) -> None:
    with reading(source) as taken, writing(target) as given:
        for table in ALL:
            given.execute(table.delete()) if table.name == "about" else None
            _copy_table(taken, given, table)


def _copy_table(taken: Connection, given: Connection, table: Table) -> None:
    asked = select(table).order_by(*table.primary_key.columns)
    names = [str(column.name) for column in table.columns]
    rows = taken.execution_options(yield_per=_CHUNK).execute(asked)
    for part in rows.partitions(_CHUNK):
        insert_rows(given, table, [dict(zip(names, row, strict=True)) for row in part])


def _settled(stage: Path) -> Soundness:
    """The backup verified, in one file without helpers, and on the disk."""
    with open_ledger(stage) as backup, reading(backup) as connection:
        found = check_ledger(connection)
    with closing(sqlite3.connect(stage)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    handle = os.open(stage, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return found
