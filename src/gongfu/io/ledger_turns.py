"""Turns at a ledger: one state of it to read, or the ledger to oneself to write.

Whoever writes has the whole ledger to themselves from the beginning of the transaction to its end:
by `BEGIN IMMEDIATE` in SQLite, by an advisory lock in PostgreSQL.  So there is one chain of records
and no write is lost.  The commit gives the ledger back before the disk has it, and the answer waits
until the disk has it: writers wait for the disk together, not one after the other.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pg8000
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from gongfu.errors import ConflictError, GongfuError
from gongfu.io.ledger_disk import Log, log_of
from gongfu.io.ledger_engine import BUSY_S
from gongfu.io.ledger_heard import Heard
from gongfu.io.ledger_opened import Ledger, words_of
from gongfu.io.ledger_statements import (
    HEARD,
    NOTHING_FOUND,
    THERE_ALREADY,
    Question,
    ask_ahead,
    forget,
    run,
    simply,
    sure,
    together,
)

_PATIENCE_MS: Final = 2_000  # with those who read, when the log is to be emptied
_LOCK: Final = 0x676F6E67  # "gong": the advisory lock of whoever writes
_ALONE: Final = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off; "
    f"SET LOCAL lock_timeout = '{BUSY_S:g}s'; SELECT pg_advisory_xact_lock({_LOCK})"
)
_DONE: Final = "COMMIT; SELECT pg_logical_emit_message(true, 'gongfu', '')"
"""The second is a commit that waits, of a message that says nothing: its place in the log is behind
ours, and PostgreSQL lets all that wait at once share one wait for the disk."""


@contextmanager
def reading(ledger: Ledger) -> Iterator[Connection]:
    """One state of the ledger, whatever is written meanwhile.

    Parameters
    ----------
    ledger
        Open.

    Yields
    ------
    Connection
        To read with.
    """
    with words_of(ledger, reads=True), ledger.engine.connect() as connection:
        if not ledger.embedded:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            try:
                yield connection
            except BaseException as error:
                if not ledger.embedded and (
                    isinstance(error, pg8000.Error) or not _is_answered(error)
                ):
                    connection.invalidate()  # of the driver's own errors SQLAlchemy knows nothing
                raise


@dataclass(slots=True)
class Turn:
    """The ledger to oneself.

    Attributes
    ----------
    connection
        To read and write with.
    kept
        Whether all was kept already.
    """

    connection: Connection
    kept: bool = False

    def finish(self, statements: Sequence[Question]) -> bool:
        """Do the last inserts and edits, and keep all, if each edit finds its row.

        Parameters
        ----------
        statements
            Each with its parameters.

        Returns
        -------
        bool
            False if an edit found none: then leave with an error, which undoes all.
        """
        if self.connection.dialect.name == "sqlite":
            return run(self.connection, statements) == len(statements)
        told = [*sure(self.connection, statements), _DONE]
        self.kept = together(self.connection, told, {NOTHING_FOUND}) is not None
        return self.kept


@dataclass(frozen=True, slots=True)
class Attempt:
    """A task that reads before its turn."""

    connection: Connection
    heard: Heard

    def finish(
        self, statements: Sequence[Question], last: str, guarded: Collection[Question] = ()
    ) -> Any:
        """Take the turn, write and keep all, if what was read is still so.

        Parameters
        ----------
        statements
            Inserts and edits, each with its parameters.
        last
            SQL that gives one row.
        guarded
            Questions about rows that are edited only as they were read.

        Returns
        -------
        tuple
            The row; None if something is no more what was read or is there already: then nothing
            was written.
        """
        same = f"SELECT 1 / ({self.heard.same(guarded)})::int"
        told = [_ALONE, same, *sure(self.connection, statements), last, _DONE]
        found = together(self.connection, told, {NOTHING_FOUND, THERE_ALREADY})
        if found is None:
            simply(self.connection.connection.dbapi_connection, "ROLLBACK")
            return None
        return found[-2]  # the last row is of the message


@contextmanager
def writing(ledger: Ledger) -> Iterator[Connection]:
    """One transaction with the ledger to oneself; kept if the block ends well, else undone whole.

    Parameters
    ----------
    ledger
        Open.

    Yields
    ------
    Connection
        To read and write with.
    """
    with writing_knowing(ledger) as turn:
        yield turn.connection


@contextmanager
def writing_knowing(ledger: Ledger, questions: Sequence[Question] = ()) -> Iterator[Turn]:
    """As `writing`, knowing what will be asked, so that PostgreSQL answers it on the way.

    Parameters
    ----------
    ledger
        Open.
    questions
        Selects, each with its parameters, of what nothing changes before it is asked for.

    Yields
    ------
    Turn
        Until the block ends.
    """
    with words_of(ledger):
        if ledger.embedded:
            with ledger.engine.connect() as connection:
                log = log_of(connection)
                with log.turn(), _begun(connection):
                    yield Turn(connection)
                if ledger.durable:
                    reach_disk(ledger, log)
            return
        with _driven(ledger) as (connection, raw):
            ask_ahead(connection, _ALONE, questions)
            turn = Turn(connection)
            yield turn
            if not turn.kept:
                simply(raw, _DONE)


@contextmanager
def attempting(ledger: Ledger) -> Iterator[Attempt]:
    """Read first, and write in a turn that waits for nobody's thoughts; PostgreSQL only.

    Parameters
    ----------
    ledger
        Open.

    Yields
    ------
    Attempt
        What is asked other than through `ledger_statements.rows` is refused, for it could not be
        asked again.
    """
    with words_of(ledger), _driven(ledger) as (connection, _):
        heard = Heard(connection)
        connection.info[HEARD] = heard
        try:
            yield Attempt(connection, heard)
        finally:
            if not connection.invalidated:
                connection.info.pop(HEARD, None)


@contextmanager
def _driven(ledger: Ledger) -> Iterator[tuple[Connection, Any]]:
    """A connection to PostgreSQL whose transactions begin and end where we say so."""
    with ledger.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.autocommit = True
        try:
            yield connection, raw
        except BaseException as error:
            _undo(connection, raw, error)
            raise
        finally:
            forget(connection)
            raw.autocommit = False


@contextmanager
def _begun(connection: Connection) -> Iterator[None]:
    """A transaction that writes, on the driver itself."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def reach_disk(ledger: Ledger, log: Log) -> None:
    """Wait until what was committed is on the disk.

    Parameters
    ----------
    ledger
        In a file.
    log
        SQLite's, of the connection that committed.
    """
    try:
        log.reach_disk()
    except OSError as error:
        raise ConflictError(
            f"{ledger.name!r}: it is written, but perhaps not on the disk, which fails "
            f"({error.strerror}); see that the disk is whole, then run it again with the same key: "
            "nothing is done twice"
        ) from error


def empty_log(ledger: Ledger) -> bool:
    """Take what was erased out of SQLite's log as well.

    Parameters
    ----------
    ledger
        Open.

    Returns
    -------
    bool
        Whether it is out.  Somebody who reads keeps the log as it is; PostgreSQL keeps its own.
    """
    if not ledger.embedded:
        return False
    with words_of(ledger), ledger.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}").close()
        try:
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}").close()
        return not busy


def _undo(connection: Connection, raw: Any, error: BaseException) -> None:
    """Roll back; a connection that cannot is lost, all is undone with it, and another is made."""
    try:
        if _is_answered(error):
            raw.cursor().execute("ROLLBACK")
        else:
            connection.invalidate()
    except (pg8000.Error, OSError):
        connection.invalidate()


def _is_answered(error: BaseException) -> bool:
    """Whether all that PostgreSQL was asked is answered: not if somebody stopped the waiting.

    A connection with an answer on its way would give it for that of the next question.
    """
    return isinstance(error, GongfuError | pg8000.DatabaseError | DBAPIError)
