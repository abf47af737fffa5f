"""How a ledger is reached: the connections of SQLite and of PostgreSQL."""

import logging
import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_statements import check_turn

BUSY_S: Final = 30.0
"""So long a writer waits for another one."""

LOGGED: Final = "journal_mode = WAL"
"""SQLite writes into a log beside the file first; the file itself says so in its first bytes."""

_PORT: Final = 5432
_POOL: Final = 16
_PAGES: Final = 8000  # of 4 KB, written beside the file before they are moved into it
_QUERY: Final = ("host", "application_name")


# A lost connection is told in our words; the pool's traceback beside it helps nobody.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())


def path_of(where: str | Path) -> Path | None:
    """The file of a ledger; None if it is told by a URL."""
    if isinstance(where, str) and "://" in where:
        return None
    if str(where) in ("", ":memory:"):
        raise InputError("a ledger is kept in a file, or in PostgreSQL; give a path, or a URL")
    return Path(where)


def check_file(path: Path) -> None:
    """Refuse what is no file.

    Only SQLite may open and close it: if anything else in this program did, the system would take
    back the locks that SQLite has on it ("How To Corrupt An SQLite Database File", 2.2).
    """
    if not path.is_file():
        raise NotFoundError(f"no ledger {str(path)!r}; `gongfu track init` makes one")


def embedded(path: Path, *, only_read: bool = False) -> Engine:
    """Connections to a file of SQLite.

    Parameters
    ----------
    path
        Of the file.
    only_read
        Change nothing, neither the file nor what is beside it if that may not be written.
        Without, a file that is there is changed by whoever writes, and by nobody who reads.

    Returns
    -------
    Engine
        To be disposed of.
    """
    query = {"timeout": BUSY_S}
    if only_read or not may_be_written(path):
        told = f"{path.absolute().as_uri()}?mode=ro"
        if not may_be_written(path.parent) and not Path(f"{path}-wal").exists():
            told += "&immutable=1"  # else SQLite wants to make its helpers beside the file
        engine = create_engine(
            URL.create("sqlite", database=told, query={"uri": "true"}), connect_args=query
        )
        lines: tuple[str, ...] = ()
    else:
        engine = create_engine(
            URL.create("sqlite", database=str(path.absolute())), connect_args=query
        )
        lines = (
            *(() if path.exists() else (LOGGED,)),  # else whoever writes first asks for it
            "synchronous = NORMAL",  # whoever writes waits for the disk after the commit
            "foreign_keys = ON",
            "secure_delete = ON",  # what is erased is written over
            f"wal_autocheckpoint = {_PAGES}",
        )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _: object) -> None:
        raw.isolation_level = None  # transactions begin where we say so
        for line in lines:
            raw.execute(f"PRAGMA {line}").close()
        raw.execute("SELECT count(*) FROM sqlite_master").close()  # opens the log

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:  # else whoever writes has begun it
            raw.execute("BEGIN").close()

    return engine


def may_be_written(path: Path) -> bool:
    """Whether a file may be written; one that is not there yet may, as far as is known."""
    return not path.exists() or os.access(path, os.W_OK)


def served(where: str) -> tuple[Engine, str]:
    """Connections to a database of PostgreSQL.

    Parameters
    ----------
    where
        Its URL.

    Returns
    -------
    tuple of Engine and str
        And the URL without the password.
    """
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise InputError(
            "the URL of the ledger cannot be read; write postgresql://user:password@host/name"
        ) from error
    if url.get_backend_name() != "postgresql":
        raise InputError(
            f"the ledger is in {url.get_backend_name()!r}; give a path, or postgresql://…"
        )
    odd = [name for name in url.query if name not in _QUERY]
    if odd:
        raise InputError(
            f"the URL of the ledger asks for {odd[0]!r}; after ? only {' and '.join(_QUERY)} may "
            "stand, user and password stand before the host"
        )
    name = url.set(drivername="postgresql").render_as_string(hide_password=True)
    options = {}
    folder = str(url.query.get("host", ""))
    if folder.startswith("/"):  # a socket, as libpq writes it
        options["unix_sock"] = f"{folder}/.s.PGSQL.{url.port or _PORT}"
        url = url.difference_update_query(["host"])
    engine = create_engine(
        url.set(drivername="postgresql+pg8000"), connect_args=options, pool_size=_POOL
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _: object) -> None:
        # Texts are sent between quotes, which are told apart from them by the standard's rule.
        raw.cursor().execute("SET standard_conforming_strings = on")
        raw.commit()

    @event.listens_for(engine, "before_cursor_execute")
    def _check(connection: Connection, *_: object) -> None:
        check_turn(connection)

    return engine, name
