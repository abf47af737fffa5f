"""The log of a ledger in SQLite: who writes next, and when the disk has what was written.

SQLite writes into a log beside the ledger (`-wal`) first, and takes it away when nobody has the
ledger open.  So all that have it open have the same log open.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from gongfu.errors import InputError

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

    def __init__(self, file: int) -> None:
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
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def reach_disk(self) -> None:
        """Return when the disk has all that was committed so far.

        What SQLite moved from its log into the ledger meanwhile, it has brought to the disk itself
        ("Write-Ahead Logging", sqlite.org: a checkpoint syncs the log first, then the database).
        """
        _SYNC(self._file)


def log_of(connection: Connection, name: str) -> Log:
    """The log of a connection, opened at its first use.

    Parameters
    ----------
    connection
        Which has read, so that there is a log.
    name
        Path of the ledger.

    Returns
    -------
    Log
        Open as long as the connection is.
    """
    kept = connection.info
    if _KEPT not in kept:
        kept[_KEPT] = _opened(Path(f"{name}-wal"))
    return kept[_KEPT]


def _opened(path: Path) -> Log:
    try:
        log = Log(os.open(path, os.O_RDWR))
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        name = str(path).removesuffix("-wal")
        raise InputError(f"{name!r} may not be written; ask its owner, or copy it") from error
    try:
        os.fsync(folder)  # else a power cut could take the new file's name away
    finally:
        os.close(folder)
    return log
