"""Writers of one file: the queue on its log, and that nothing is written where nobody reads."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from gongfu.app.tracking import move, post_money
from gongfu.errors import ConflictError, InputError
from gongfu.io import ledger_disk
from gongfu.io.ledger import create_ledger, open_ledger
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_turns import reading
from tests.ledgers import deed, money, small_ledger, write_lists

ROOT = Path(__file__).resolve().parents[2]
POST = """
import sys
from gongfu.app.tracking import open_ledger, post_money
from tests.ledgers import deed, money
for line in sys.stdin:
    with open_ledger(sys.argv[1]) as ledger:
        post_money(ledger, deed(), money(line.strip()))
    print("posted", flush=True)
"""
HOLD = (
    "import fcntl, os, sys; file = os.open(sys.argv[1], os.O_RDWR); "
    "fcntl.flock(file, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def path(tmp_path):
    small_ledger(tmp_path / "l.db", write_lists(tmp_path / "lists")).close()
    return tmp_path / "l.db"


def other(code, *words, **more):
    """Another program."""
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, text=True, **more)


def ids(path):
    with open_ledger(path) as ledger, reading(ledger) as connection:
        check_ledger(connection)
        found = connection.exec_driver_sql("SELECT posting_id FROM postings")
        return {row[0] for row in found}


def test_a_ledger_opened_twice_here_and_written_elsewhere_loses_nothing(path):
    """Were the file opened past SQLite, its locks would go, and the other take the log away."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with other(POST, path, **pipes) as poster, open_ledger(path) as ledger:

        def posts(posting_id):
            print(posting_id, file=poster.stdin, flush=True)
            assert poster.stdout.readline() == "posted\n"

        post_money(ledger, deed(), money("A1"))
        open_ledger(path).close()
        posts("B1")
        post_money(ledger, deed(), money("A2"))
        posts("B2")
        post_money(ledger, deed(), money("A3"))
        poster.communicate()
    assert ids(path) == {"A1", "A2", "A3", "B1", "B2"}


@pytest.mark.parametrize("instead", [None, b"another"])
def test_a_log_that_was_taken_away_is_told_and_not_written_to(path, instead):
    with open_ledger(path) as ledger:
        post_money(ledger, deed(), money("A1"))
        log = Path(f"{path}-wal")
        log.unlink()
        if instead is not None:
            log.write_bytes(instead)
        with pytest.raises(ConflictError, match="was taken away"):
            post_money(ledger, deed(), money("A2"))


def test_who_waits_too_long_is_told(path, monkeypatch):
    monkeypatch.setattr(ledger_disk, "BUSY_S", 0.3)
    with open_ledger(path) as ledger:
        post_money(ledger, deed(), money("A1"))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with other(HOLD, f"{path}-wal", **pipes) as holder:
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(ConflictError, match=r"writing for more than 0\.3 s"):
                post_money(ledger, deed(), money("A2"))
            holder.communicate("")
        post_money(ledger, deed(), money("A3"))
    assert ids(path) == {"A1", "A3"}


def test_another_folder_is_no_other_ledger(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_ledger("l.db") as ledger:
        (tmp_path / "sub").mkdir()
        os.chdir(tmp_path / "sub")
        post_money(ledger, deed(), money("A1"))
    assert ids(path) == {"A1"}


@pytest.mark.parametrize("where", ["", ":memory:"])
def test_what_is_no_place_for_a_ledger_is_refused(where):
    with pytest.raises(InputError, match="kept in a file"):
        create_ledger(where)


def test_a_connection_that_was_lost_is_replaced(postgresql, tmp_path):
    from tests.postgresql import database

    with database(postgresql) as url, small_ledger(url, write_lists(tmp_path / "l")) as ledger:
        post_money(ledger, deed(), money("A1"))
        with open_ledger(url) as another, another.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        for name in ("A2", "A3"):
            with suppress(ConflictError):  # the connection was lost; run this again
                post_money(ledger, deed(key=name), money(name))
            post_money(ledger, deed(key=name), money(name))
        with reading(ledger) as connection:
            assert check_ledger(connection).n_postings == 3


def test_texts_are_texts_whatever_the_server_makes_of_backslashes(postgresql, tmp_path):
    from tests.postgresql import database

    with database(postgresql) as url:
        name = url.rpartition("/")[2].partition("?")[0]
        lists = write_lists(tmp_path / "l")
        with small_ledger(url, lists) as ledger, ledger.engine.begin() as connection:
            connection.exec_driver_sql(
                f"ALTER DATABASE {name} SET standard_conforming_strings = off"
            )
        with open_ledger(url) as ledger:
            for k, why in enumerate(("x\\nq", "a\\", "\\' ; drop table about; --", "\\\\")):
                move(ledger, deed(why=why), "D1", {"owner": f"o{k}{why}"})
            with reading(ledger) as connection:
                check_ledger(connection)
                owner = connection.exec_driver_sql(
                    "SELECT owner FROM deliverables WHERE deliverable_id = 'D1'"
                )
                assert owner.scalar() == "o3\\\\"
