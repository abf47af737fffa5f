"""A ledger in a database: SQLite in a file, PostgreSQL by its URL; made, opened and migrated."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_disk import log_of
from gongfu.io.ledger_engine import check_file, embedded, path_of, served
from gongfu.io.ledger_opened import Ledger, words_of
from gongfu.io.ledger_tables import ABOUT, VERSIONS
from gongfu.io.ledger_turns import reach_disk
from gongfu.io.ledger_versions import bring_to, version_of


def create_ledger(
    where: str | Path,
    *,
    simulated: bool = False,
    durable: bool = True,
    begin: Callable[[Connection], object] | None = None,
) -> Ledger:
    """A new ledger, empty and open.

    Parameters
    ----------
    where
        A path where nothing is yet, or the URL of a PostgreSQL database without a ledger.
    simulated
        Everything in it is invented, and is marked wherever it is seen.
    durable
        As `open_ledger` says.
    begin
        What is written into it in the same transaction.

    Returns
    -------
    Ledger
        Of the newest version.

    Raises
    ------
    ConflictError
        There is something already.
    """
    ledger = _reached(where, durable=durable)
    path = path_of(where)
    if path is not None and path.exists():
        raise ConflictError(f"{ledger.name!r} is there already; open it, or choose another path")
    try:
        with words_of(ledger), ledger.engine.connect() as connection:
            if version_of(connection) is not None:
                raise ConflictError(
                    f"{ledger.name!r} holds a ledger already; open it, or choose another database"
                )
            connection.rollback()
            bring_to(connection, VERSIONS[-1], _beginning(begin, simulated=simulated))
            connection.commit()
            if ledger.embedded and durable:
                reach_disk(ledger, log_of(connection))
    except ConflictError:
        ledger.close()
        raise
    except BaseException:
        if path is not None:
            drop_ledger(ledger, path)
        ledger.close()
        raise
    return replace(ledger, simulated=simulated)


def _beginning(
    begin: Callable[[Connection], object] | None, *, simulated: bool
) -> Callable[[Connection], None]:
    def write(connection: Connection) -> None:
        if simulated:
            connection.execute(ABOUT.insert(), {"name": "standing", "value": "simulated"})
        if begin is not None:
            begin(connection)

    return write


def drop_ledger(ledger: Ledger, where: str | Path) -> None:
    """Take away a ledger that did not come to be.

    Parameters
    ----------
    ledger
        Nobody else may use it.
    where
        As it was created.
    """
    path = path_of(where)
    if path is None:
        with words_of(ledger), ledger.engine.connect() as connection:
            bring_to(connection, "base")
            connection.commit()
    else:
        ledger.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)


def open_ledger(where: str | Path, *, migrate: bool = False, durable: bool = True) -> Ledger:
    """A ledger that is there.

    Parameters
    ----------
    where
        Path, or URL of a PostgreSQL database such as postgresql://user:password@host/name.
    migrate
        Bring an older version to the newest.
    durable
        In SQLite, wait for the disk at every write, so that it outlives a power cut.  Without,
        writes outlive a kill of the program, and are several times as fast.  PostgreSQL waits.

    Returns
    -------
    Ledger
        Ready.

    Raises
    ------
    NotFoundError
        There is none.
    InputError
        It is no ledger, or of another version.
    """
    path = path_of(where)
    if path is not None:
        check_file(path)
        _check_ours(where)
    ledger = _reached(where, durable=durable)
    try:
        with words_of(ledger), ledger.engine.connect() as connection:
            version = version_of(connection)
            connection.rollback()
            if version is None:
                raise _no_ledger(ledger)
            if version not in VERSIONS:
                raise InputError(
                    f"{ledger.name!r} is of version {version}, newer than this program knows "
                    f"({VERSIONS[-1]}); install a newer gongfu"
                )
            if version != VERSIONS[-1]:
                if not migrate:
                    raise InputError(
                        f"{ledger.name!r} is of version {version}, and {VERSIONS[-1]} is needed; "
                        "make a backup, then open it with migrate"
                    )
                if ledger.embedded:
                    log_of(connection)
                bring_to(connection, VERSIONS[-1])
                connection.commit()
            found = connection.execute(select(ABOUT.c.value).where(ABOUT.c.name == "standing"))
            simulated = found.scalar() == "simulated"
    except BaseException:
        ledger.close()
        raise
    return replace(ledger, simulated=simulated)


def migrate_ledger(ledger: Ledger, version: str) -> None:
    """Bring a ledger to another version, forward or back.

    Parameters
    ----------
    ledger
        Nobody else may use it.
    version
        One of `VERSIONS`.  Going back drops what the older one has no tables for.
    """
    if version not in VERSIONS:
        raise InputError(f"no version {version!r}; choose one of {', '.join(VERSIONS)}")
    with words_of(ledger), ledger.engine.connect() as connection:
        if ledger.embedded:
            log_of(connection)
        bring_to(connection, version)
        connection.commit()


def _check_ours(where: str | Path) -> None:
    """Look without touching: what is no ledger is left as it is."""
    with (
        _reached(where, durable=False, only_read=True) as ledger,
        words_of(ledger),
        ledger.engine.connect() as connection,
    ):
        if version_of(connection) is None:
            raise _no_ledger(ledger)


def _no_ledger(ledger: Ledger) -> InputError:
    return InputError(f"{ledger.name!r} holds no ledger; `gongfu track init` makes one elsewhere")


def _reached(where: str | Path, *, durable: bool, only_read: bool = False) -> Ledger:
    path = path_of(where)
    if path is not None:
        return Ledger(embedded(path, only_read=only_read), str(path), durable=durable)
    engine, name = served(str(where))
    return Ledger(engine, name, durable=durable)
