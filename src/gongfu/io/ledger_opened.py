"""An open ledger, and what it says when its database refuses."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pg8000
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_engine import BUSY_S

_CAUSES: Final = (
    ("disk is full", "the disk is full; free some space and run it again"),
    ("disk I/O error", "the disk refuses; see that it is whole and has space"),
    ("readonly", "it may not be written; ask its owner, or copy it"),
    ("unable to open", "it cannot be opened; see that the folder is there and may be written"),
    ("not a database", "it is no database; check the path, or restore a backup"),
    ("malformed", "it is damaged; restore a backup"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """An open ledger; close it, or use it in a `with`.

    Attributes
    ----------
    engine
        Its connections.
    name
        File or URL, without the password.
    simulated
        Whether what it holds is invented.
    durable
        Whether an answer waits for the disk.
    """

    engine: Engine
    name: str
    simulated: bool = False
    durable: bool = True

    @property
    def embedded(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give its connections back."""
        self.engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def words_of(ledger: Ledger, *, reads: bool = False) -> Iterator[None]:
    """Turn what a database refuses into an error that says why.

    Parameters
    ----------
    ledger
        Whose name is told.
    reads
        Whether it is only read: then nobody is told that nothing was written.
    """
    nothing = "" if reads else "; nothing was written"
    try:
        yield
    except UnicodeEncodeError as error:
        raise InputError(
            f"{ledger.name!r}: a text holds half a character{_place_of(ledger, error)}; "
            f"write it anew{nothing}"
        ) from error
    except ConnectionError as error:
        raise _lost(ledger, str(error)) from error
    except (DBAPIError, sqlite3.Error, pg8000.Error) as error:
        told = str(getattr(error, "orig", error))
        if "locked" in told or "lock timeout" in told:
            raise ConflictError(
                f"{ledger.name!r}: another program has been writing for more than {BUSY_S:g} s; "
                "let it finish, then run this again"
            ) from error
        for part, cause in _CAUSES:
            if part in told:
                more = nothing if part.startswith("disk") else ""
                raise InputError(f"{ledger.name!r}: {cause}{more}") from error
        if not ledger.embedded and _is_lost(told):
            raise _lost(ledger, told) from error
        if "only ever added to" in told:
            raise ConflictError(f"{ledger.name!r}: {told[:200]}; reverse or correct it") from error
        raise ConflictError(
            f"{ledger.name!r}: the database refuses ({told[:200]}){nothing}"
        ) from error


def _place_of(ledger: Ledger, error: UnicodeEncodeError) -> str:
    """Where it stands in the text; PostgreSQL gets it within SQL, where none can be found."""
    return f", at its position {error.start}" if ledger.embedded else ""


def _lost(ledger: Ledger, told: str) -> ConflictError:
    return ConflictError(
        f"{ledger.name!r}: the connection was lost ({told[:120]}); see that the database runs, "
        "then run this again: what had a key is not done twice"
    )


def _is_lost(told: str) -> bool:
    parts = ("connection", "network error", "terminat", "closed", "shutting down", "starting up")
    return any(part in told.lower() for part in parts)
