"""The log of a ledger in SQLite: who writes next, and when the disk has what was written.

SQLite writes into a log beside the ledger (`-wal`) first, and takes it away when nobody has the
ledger open.  So all that have it open have the same log open.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_engine import BUSY_S, LOGGED

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting is all there is, which is slower only
    _LOCKS = False
else:
    _LOCKS = True

_KEPT: Final = "ledger_log"
_SYNC: Final = getattr(os, "fdatasync", os.fsync)


class Log:
    """The open log of one connection."""

    def __init__(self, path: Path, file: int) -> None:
        self._path = path
        self._file = file

    def __del__(self) -> None:
        os.close(self._file)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in the queue of those who want to write; the system wakes one at a time.

        SQLite itself looks again after ever longer sleeps, and the ledger lies idle meanwhile.
        """
        if not _LOCKS:
            yield
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with _not_for_ever(self._path):
                fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self._check_there()
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _check_there(self) -> None:
        """Refuse to write into a log that was taken away: nobody would ever read it."""
        mine = os.fstat(self._file)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        if there is None or (mine.st_ino, mine.st_dev) != (there.st_ino, there.st_dev):
            raise ConflictError(
                f"{str(self._path)!r} was taken away or put in the place of another while the "
                "ledger was open; open it anew, then run this again"
            )

    def reach_disk(self) -> None:
        """Return when the disk has all that was committed so far.

        What SQLite moved from its log into the ledger meanwhile, it has brought to the disk itself
        ("Write-Ahead Logging", sqlite.org: a checkpoint syncs the log first, then the database).
        """
        _SYNC(self._file)


def log_of(connection: Connection) -> Log:
    """The log of a connection, opened at its first use.

    Parameters
    ----------
    connection
        Outside a transaction.

    Returns
    -------
    Log
        Open as long as the connection is.
    """
    kept = connection.info
    if _KEPT not in kept:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA {LOGGED}").close()
        raw.execute("SELECT count(*) FROM sqlite_master").close()  # opens the log
        kept[_KEPT] = _opened(Path(f"{connection.engine.url.database}-wal"))
    return kept[_KEPT]


@contextmanager
def _not_for_ever(path: Path) -> Iterator[None]:
    """End a wait after a while, in the main thread; another thread waits as long as it takes."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        yield
        return

    def late(*_: object) -> None:
        raise ConflictError(
            f"{str(path)!r}: another program has been writing for more than {BUSY_S:g} s; let it "
            "finish, then run this again"
        )

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, BUSY_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _opened(path: Path) -> Log:
    try:
        log = Log(path, os.open(path, os.O_RDWR))
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        name = str(path).removesuffix("-wal")
        raise InputError(f"{name!r} may not be written; ask its owner, or copy it") from error
    try:
        os.fsync(folder)  # else a power cut could take the new file's name away
    finally:
        os.close(folder)
    return log
