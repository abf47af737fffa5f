"""Opening, migrating, tampering, saving: what a ledger keeps, and what it says when it cannot."""

import json
import sqlite3
import subprocess
import sys
import threading
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gongfu.app.tracking import init, move, post_money, prove
from gongfu.app.tracking_answers import verified
from gongfu.app.tracking_people import erase_person
from gongfu.errors import ConflictError, GongfuError, InputError, NotFoundError
from gongfu.io import ledger_disk
from gongfu.io.ledger import create_ledger, migrate_ledger, open_ledger
from gongfu.io.ledger_backup import back_up, restore
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_metadata import METADATA
from gongfu.io.ledger_records import head_of, records_of
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_tables import THINGS, VERSIONS
from gongfu.io.ledger_turns import reading, writing
from gongfu.track.audit import Change, Head, chained
from gongfu.track.programmes import Evidence
from tests.ledgers import AT, COUNTY, deed, money, small_ledger, write_lists

FACT = Evidence("D1", date(2026, 3, 1), "figure", 1.0, "register")


def sound(ledger, head=None):
    with reading(ledger) as connection:
        return check_ledger(connection, head)


def state(ledger):
    """All rows and records."""
    with reading(ledger) as connection:
        return {t: rows_of(connection, t) for t in THINGS}, list(records_of(connection))


@pytest.fixture
def embedded(tmp_path):
    """A small ledger in SQLite, closed."""
    path = tmp_path / "ledger.db"
    small_ledger(path, write_lists(tmp_path / "lists")).close()
    return path


def past_the_ledger(path, *lines):
    """Change a ledger as somebody would who knows SQL."""
    raw = sqlite3.connect(path)
    for line in lines:
        raw.execute(line)
    raw.commit()
    raw.close()


def test_there_is_none_or_it_is_none(tmp_path):
    with pytest.raises(NotFoundError, match="gongfu track init"):
        open_ledger(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("a text that is long enough to be read", "utf-8")
    with pytest.raises(InputError, match="is no database"):
        open_ledger(tmp_path / "text.db")
    sqlite3.connect(tmp_path / "other.db").executescript("create table t(a)").connection.close()
    with pytest.raises(InputError, match="holds no ledger"):
        open_ledger(tmp_path / "other.db")
    with pytest.raises(InputError, match="in 'mysql'"):
        open_ledger("mysql://u@h/d")
    with pytest.raises(InputError, match="cannot be read"):
        open_ledger("://")


def test_a_database_that_is_cut_off_is_told(embedded):
    whole = embedded.read_bytes()
    embedded.write_bytes(whole[:16] + b"\xff" * 4000)
    with pytest.raises(InputError, match=r"no database|damaged"):
        open_ledger(embedded)


def test_a_server_that_does_not_answer_is_told():
    with pytest.raises(ConflictError, match="connection was lost") as caught:
        open_ledger("postgresql://u:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_a_ledger_begins_once(ledger, empty_place):
    with pytest.raises(ConflictError, match=r"there already|a ledger already"):
        create_ledger(empty_place)
    assert sound(ledger).head.number


def test_versions_forward_and_back(ledger, empty_place):
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
    with pytest.raises(ConflictError, match=r"no place for rows that are there: .*people \(1\)"):
        migrate_ledger(ledger, "0001")
    assert sound(ledger).head.number
    erase_person(ledger, deed(), "R1")
    migrate_ledger(ledger, "0001")
    with pytest.raises(InputError, match=f"of version 0001, and {VERSIONS[-1]} is needed; make a"):
        open_ledger(empty_place)
    open_ledger(empty_place, migrate=True).close()
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    with pytest.raises(InputError, match="of version 0009, newer than this program knows"):
        open_ledger(empty_place)
    with pytest.raises(InputError, match="no version '0009'"):
        migrate_ledger(ledger, "0009")


def test_going_back_to_nothing_and_forward_again(tmp_path):
    with create_ledger(tmp_path / "l.db") as ledger:
        for version in [*reversed(VERSIONS), *VERSIONS]:
            migrate_ledger(ledger, version)
        with reading(ledger) as connection:
            assert head_of(connection) == Head()
        with pytest.raises(InputError, match="record is empty"):
            sound(ledger)


@pytest.mark.parametrize("table", ["audit", "postings", "evidence"])
@pytest.mark.parametrize("what", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_edits(ledger, table, what):
    prove(ledger, deed(), FACT)
    post_money(ledger, deed(), money("n1"))
    column = {"audit": "who = 'x'", "postings": "year = 1", "evidence": "proof = 'x'"}[table]
    with pytest.raises(ConflictError, match="only ever added to"), writing(ledger) as connection:
        connection.exec_driver_sql(what.format(table, column))
    assert sound(ledger).n_postings == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("UPDATE audit SET why = 'other' WHERE number = 4", "record 4 .* is not as it was written"),
        ("DELETE FROM audit WHERE number = 3", "record 3 is missing: 4 stands in its place"),
        ("UPDATE deliverables SET quantity = 1 WHERE deliverable_id = 'D1'", "'D1' is not as the"),
        (
            "INSERT INTO audit SELECT -5, who, what, before, after, at, why, hash FROM audit "
            "WHERE number = 2",
            "1 record stands outside the chain, which begins with 1, such as -5",
        ),
        ("UPDATE audit SET why = x'ff' WHERE number = 4", "the record: a value is none that"),
        ("UPDATE deliverables SET due_on = 'soon'", "deliverable rows: a value is none that"),
        ("UPDATE deliverables SET quantity = x'ff'", "deliverable rows: a value is none that"),
        ("INSERT INTO about VALUES ('standing', 'simulated')", "is marked as invented"),
        ("INSERT INTO about VALUES ('owner', 'me')", "says .*'me'.* about itself"),
        ("INSERT INTO answers VALUES ('k', '', '{\"number\": 99}')", "'k' is of record 99, and"),
        ("INSERT INTO answers VALUES ('k', '', 'text')", "kept for the key 'k': a value is none"),
        ("DELETE FROM people", "1 thing is in the record and not in the ledger"),
        ("INSERT INTO programmes VALUES ('Q', '33', 2026, 1)", "programme 'Q' is not as the rec"),
    ],
)
def test_what_is_done_past_the_ledger_is_named(embedded, line, words):
    past_the_ledger(embedded, "DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE", line)
    with open_ledger(embedded) as ledger, pytest.raises(InputError, match=words):
        sound(ledger)


@pytest.mark.parametrize("table", ["audit", "pay", "case_steps"])
def test_a_guard_that_was_taken_away_is_told_and_set_again(ledger, tmp_path, table):
    off = {
        True: f"DROP TRIGGER {table}_no_DELETE",
        False: f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_added",
    }
    n = verified(ledger).settings["n_records"]
    with writing(ledger) as connection:
        connection.exec_driver_sql(off[ledger.embedded])
    with pytest.raises(InputError, match=f"guard against changes of {table} was taken away"):
        verified(ledger)
    back_up(ledger, tmp_path / "saved.db")
    restore(tmp_path / "saved.db", tmp_path / "anew.db")
    with open_ledger(tmp_path / "anew.db") as anew:
        assert verified(anew).settings["n_records"] == n


def test_a_head_noted_elsewhere_tells_what_was_cut_off(embedded):
    with open_ledger(embedded) as ledger:
        early = sound(ledger).head
        move(ledger, deed(), "D1", {"owner": "a"})
        late = sound(ledger, early).head
        assert late.number == early.number + 1
    past_the_ledger(
        embedded,
        "DROP TRIGGER audit_no_DELETE",
        f"DELETE FROM audit WHERE number = {late.number}",
        "UPDATE deliverables SET owner = 'health', version = 1 WHERE deliverable_id = 'D1'",
    )
    with open_ledger(embedded) as ledger:
        assert sound(ledger).head == early
        with pytest.raises(InputError, match=f"ends with {early.number}, and {late.number} was"):
            sound(ledger, late)
        with pytest.raises(InputError, match="has another hash"):
            sound(ledger, Head(early.number - 1, early.hash))


def test_a_backup_is_restored_into_either_database(ledger, tmp_path, postgresql):
    from tests.postgresql import database

    prove(ledger, deed(), FACT)
    post_money(ledger, deed(key="k"), money("n1"))
    found = back_up(ledger, tmp_path / "b.db")
    assert found == sound(ledger)
    assert [p.name for p in tmp_path.iterdir() if "b.db" in p.name] == ["b.db"]
    with pytest.raises(ConflictError, match="there already"):
        back_up(ledger, tmp_path / "b.db")
    with database(postgresql) as url:
        for where in (url, tmp_path / "r.db"):
            assert restore(tmp_path / "b.db", where) == found
            with open_ledger(where) as again:
                assert state(again) == state(ledger)
                repeated = post_money(again, deed(key="k"), money("n1"))
                assert repeated["number"] == found.head.number
                move(again, deed(), "D1", {"owner": "later"})
            with pytest.raises(ConflictError, match="already"):
                restore(tmp_path / "b.db", where)


def test_a_backup_that_is_read_keeps_its_bytes_and_may_be_written(embedded, tmp_path):
    saved = tmp_path / "b.db"
    with open_ledger(embedded) as opened:
        back_up(opened, saved)
    before = saved.read_bytes()
    with open_ledger(saved) as opened:
        verified(opened)
    assert saved.read_bytes() == before
    assert [one.name for one in tmp_path.glob("b.db*")] == ["b.db"]
    with open_ledger(saved) as opened:
        number = sound(opened).head.number
        move(opened, deed(), "D1", {"owner": "sports"})
        assert (tmp_path / "b.db-wal").stat().st_size
        assert sound(opened).head.number == number + 1


def test_a_backup_while_others_write_is_one_moment(ledger, tmp_path):
    stop = threading.Event()

    def work():
        k = 0
        while not stop.is_set():
            post_money(ledger, deed(), money(f"w{k}"))
            k += 1

    writer = threading.Thread(target=work)
    writer.start()
    try:
        heads = [back_up(ledger, tmp_path / f"b{k}.db").head.number for k in range(3)]
    finally:
        stop.set()
        writer.join()
    assert heads == sorted(heads)
    assert sound(ledger).head.number >= heads[-1]


def test_a_backup_that_was_tampered_with_is_not_restored(embedded, tmp_path):
    past_the_ledger(embedded, "UPDATE deliverables SET owner = 'x'")
    with pytest.raises(InputError, match="is not as the record says"):
        restore(embedded, tmp_path / "r.db")
    assert not (tmp_path / "r.db").exists()


def test_a_reader_sees_one_state(ledger):
    with reading(ledger) as connection:
        before = head_of(connection)
        move(ledger, deed(), "D1", {"owner": "a"})
        assert head_of(connection) == before
    with reading(ledger) as connection:
        assert head_of(connection).number == before.number + 1


def test_a_task_that_fails_midway_leaves_nothing(ledger):
    before = state(ledger)
    with pytest.raises(ConflictError, match="database refuses"):
        _fail(ledger)
    assert state(ledger) == before


def test_a_connection_lost_in_the_midst_is_told_and_nothing_is_half_done(postgresql, tmp_path):
    from tests.postgresql import database

    lists = write_lists(tmp_path / "lists")
    with database(postgresql) as url, small_ledger(url, lists) as ledger:
        before = state(ledger)
        with pytest.raises(
            ConflictError, match=r"connection was lost.*what had a key is not done twice"
        ):
            _lose_connection(ledger)
        assert state(ledger) == before
        assert move(ledger, deed(), "D1", {"owner": "a"})["version"] == 2


def test_the_answer_waits_until_the_disk_has_it(postgresql, tmp_path):
    from tests.postgresql import database

    lists = write_lists(tmp_path / "lists")
    with (
        database(postgresql) as url,
        small_ledger(url, lists) as ledger,
        ledger.engine.connect() as connection,
    ):
        for k in range(5):
            with writing(ledger) as writer:
                writer.exec_driver_sql(f"UPDATE actors SET department = 'a{k}'")
                written = writer.exec_driver_sql("SELECT pg_current_wal_insert_lsn()").scalar()
            ahead = connection.exec_driver_sql(
                f"SELECT pg_current_wal_flush_lsn() - '{written}'::pg_lsn"
            ).scalar()
            connection.rollback()
            assert ahead > 0, "the commit itself comes behind what was written"


def _fail(ledger):
    with writing(ledger) as connection:
        connection.exec_driver_sql("UPDATE deliverables SET owner = 'half'")
        connection.exec_driver_sql("SELECT no_such_column FROM deliverables")


def _lose_connection(ledger):
    with writing(ledger) as connection:
        connection.exec_driver_sql("UPDATE deliverables SET owner = 'half'")
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with ledger.engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        connection.exec_driver_sql("SELECT 1")


FULL = """
import resource, signal, sys
from gongfu.app.tracking import open_ledger, post_money
from gongfu.errors import InputError
from tests.ledgers import AT, COUNTY, deed, money
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_ledger(sys.argv[1]) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    done = 0
    try:
        for k in range(2000):
            post_money(ledger, deed(why="x" * 500), money(f"n{k}"))
            done += 1
    except InputError as error:
        print(done, error)
"""


def test_a_full_disk_is_told_and_what_was_answered_is_kept(embedded, repository):
    limit = embedded.stat().st_size + 800_000
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL, str(embedded), str(limit)],
        capture_output=True,
        text=True,
        cwd=repository,
        check=True,
    )
    done, told = ran.stdout.split(" ", 1)
    assert "the disk" in told
    assert "nothing was written" in told
    assert int(done) > 10
    with open_ledger(embedded) as ledger:
        assert sound(ledger).n_postings == int(done)


@pytest.mark.parametrize("told", ["database or disk is full", "disk I/O error", "no such column"])
def test_whoever_reads_is_not_told_that_nothing_was_written(embedded, told):
    with open_ledger(embedded) as ledger:
        with pytest.raises(GongfuError) as caught, reading(ledger):
            raise sqlite3.OperationalError(told)
        assert "written" not in str(caught.value)
        with pytest.raises(GongfuError) as caught, writing(ledger):
            raise sqlite3.OperationalError(told)
        assert "nothing was written" in str(caught.value)


def test_a_backup_that_has_no_place_is_told(embedded, tmp_path):
    with open_ledger(embedded) as ledger:
        with pytest.raises(InputError, match="does not take the backup"):
            back_up(ledger, tmp_path / "none" / "b.db")
        assert sound(ledger).head.number


def test_an_invented_ledger_does_not_become_a_real_one(tmp_path):
    path = tmp_path / "l.db"
    with init(path, COUNTY, AT, simulated=True) as ledger:
        assert sound(ledger).head.number == 1
    past_the_ledger(path, "DELETE FROM about")
    with open_ledger(path) as ledger, pytest.raises(InputError, match=r"began .* invented"):
        sound(ledger)


def test_a_ledger_of_before_says_nothing_of_its_standing(embedded):
    """Its first record gave no standing, so that nothing vouches for its mark."""
    with open_ledger(embedded) as ledger, reading(ledger) as connection:
        (first, *_) = records_of(connection)
    row = json.loads(first.after)
    old = embedded.parent / "old.db"
    change = Change("county", first.what, None, row, AT, "the ledger begins")
    ((record,), _) = chained([change])
    with create_ledger(old, simulated=True):
        pass
    values = (1, record.who, record.what, "null", record.after, record.at, record.why, record.hash)
    with sqlite3.connect(old) as raw:
        raw.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        raw.execute(
            "INSERT INTO actors (actor_id, role, place, department, version) "
            "VALUES ('county', 'county', '3305', '', 1)"
        )
    raw.close()
    with open_ledger(old) as ledger:
        assert sound(ledger).head.number == 1


def test_a_disk_that_fails_behind_the_commit_is_told(embedded, monkeypatch):
    def fail(file):
        raise OSError(5, "Input/output error")

    with open_ledger(embedded) as ledger:
        with monkeypatch.context() as patch:
            patch.setattr(ledger_disk, "_SYNC", fail)
            with pytest.raises(ConflictError, match=r"written, but perhaps not.*with the same key"):
                prove(ledger, deed(key="k"), FACT)
        written = sound(ledger).head.number
        assert prove(ledger, deed(key="k"), FACT)["number"] == written
        assert sound(ledger).head.number == written


def test_what_is_erased_is_in_no_file(embedded):
    secret = "山下村1号".encode()
    files = [embedded, embedded.with_name(f"{embedded.name}-wal")]
    with open_ledger(embedded) as ledger:
        assert any(secret in file.read_bytes() for file in files)
        assert erase_person(ledger, deed(), "R1")["log_emptied"] is True
        assert not any(secret in file.read_bytes() for file in files)


def test_whoever_reads_keeps_the_log_and_that_is_told(embedded, monkeypatch):
    monkeypatch.setattr("gongfu.io.ledger_turns._PATIENCE_MS", 10)
    with open_ledger(embedded) as ledger, reading(ledger) as connection:
        move(ledger, deed(), "D1", {"owner": "a"})
        assert head_of(connection).number
        assert erase_person(ledger, deed(), "R1")["log_emptied"] is False


def test_a_database_of_others_is_left_as_it_is(tmp_path):
    path = tmp_path / "other.db"
    sqlite3.connect(path).executescript("create table t(a)").connection.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="holds no ledger"):
        open_ledger(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["other.db"]


def test_a_ledger_that_may_only_be_read_is_read(embedded, monkeypatch):
    monkeypatch.setattr("gongfu.io.ledger_engine.may_be_written", lambda _: False)
    before = embedded.read_bytes()
    with open_ledger(embedded) as ledger:
        assert sound(ledger).head.number
        assert [one.name for one in embedded.parent.iterdir() if "ledger.db" in one.name] == [
            "ledger.db"
        ]
        with pytest.raises(InputError, match="may not be written; ask its owner, or copy it"):
            prove(ledger, deed(), FACT)
    assert embedded.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://h:port/d", "cannot be read"),
        ("postgresql://h/d?foo=bar", "asks for 'foo'"),
        ("postgresql://h/d?password=secret", "asks for 'password'"),
    ],
)
def test_a_url_that_is_none_is_told_without_its_password(url, words):
    with pytest.raises(InputError, match=words) as caught:
        open_ledger(url)
    assert "secret" not in str(caught.value)


def test_half_a_character_is_refused(ledger):
    before = state(ledger)
    for half in (deed(why="\ud800"), deed(key="\ud800"), deed("\ud800")):
        with pytest.raises(InputError, match="half a character") as caught:
            prove(ledger, half, FACT)
        assert ("position" in str(caught.value)) == ledger.embedded
    assert state(ledger) == before


def test_what_cannot_begin_leaves_no_ledger(empty_place):
    def fail(_):
        raise InputError("no")

    with pytest.raises(InputError, match="no"):
        create_ledger(empty_place, begin=fail)
    with create_ledger(empty_place, begin=lambda _: None) as ledger:
        assert not ledger.simulated
