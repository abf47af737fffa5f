"""Turns at a ledger in PostgreSQL: stopped, made to wait, and many at once."""

import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

from gongfu.app.tracking import move
from gongfu.errors import ConflictError
from gongfu.io import ledger_turns
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_turns import reading, writing
from tests.ledgers import deed, small_ledger, write_lists
from tests.postgresql import database


class Stopped(BaseException):
    """As Ctrl-C raises it, between a question and its answer."""


@pytest.fixture
def ledger(postgresql, tmp_path):
    lists = write_lists(tmp_path / "lists")
    with database(postgresql) as url, small_ledger(url, lists) as made:
        yield made


def stop_in_between(ledger, ask):
    """Ask the server, and do not wait for what it says."""
    query = b"SELECT 911\0"
    with ask(ledger) as connection:
        socket = connection.connection.dbapi_connection._sock
        socket.write(b"Q" + struct.pack("!i", 4 + len(query)) + query)
        socket.flush()
        raise Stopped


@pytest.mark.parametrize("ask", [reading, writing])
def test_a_stop_while_it_waits_spoils_no_later_answer(ledger, ask):
    """The answer that comes too late is nobody's."""
    with pytest.raises(Stopped):
        stop_in_between(ledger, ask)
    with reading(ledger) as connection:
        assert [one["owner"] for one in rows_of(connection, "deliverable")].count("health") == 2
    assert move(ledger, deed(), "D1", {"owner": "a"})["version"] == 2


def test_a_database_that_would_repeat_reads_is_written_to_by_many(ledger):
    with ledger.engine.connect() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar()
        connection.exec_driver_sql(
            f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"
        )
        connection.commit()
    ledger.engine.dispose()
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda k: move(ledger, deed(), "D1", {"owner": f"o{k}"}), range(40))
    assert sorted(one["version"] for one in done) == list(range(2, 42))


def test_who_waits_too_long_is_told(ledger, monkeypatch):
    soon = ledger_turns._ALONE.replace("'30s'", "'0.2s'")
    with ledger.engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_advisory_lock({ledger_turns._LOCK})")
        with monkeypatch.context() as patch:
            patch.setattr(ledger_turns, "_ALONE", soon)
            with pytest.raises(ConflictError, match="another program has been writing"):
                move(ledger, deed(), "D1", {"owner": "a"})
        other.exec_driver_sql(f"SELECT pg_advisory_unlock({ledger_turns._LOCK})")
    assert move(ledger, deed(), "D1", {"owner": "a"})["version"] == 2


def test_a_reader_whose_connection_is_ended_is_told_and_may_ask_again(ledger):
    with pytest.raises(ConflictError, match="connection was lost"):
        ask_and_be_ended(ledger)
    with reading(ledger) as connection:
        assert len(rows_of(connection, "deliverable")) == 3


def ask_and_be_ended(ledger):
    """The driver meets it, of which SQLAlchemy hears nothing."""
    with reading(ledger) as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with ledger.engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
            other.rollback()
        row_by_id(connection, "deliverable", "D1")
