"""Tasks in PostgreSQL that read before their turn, and what others do between the two."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongfu.app.tracking import move, post_money, prove
from gongfu.app.tracking_people import retire
from gongfu.errors import InputError
from gongfu.io import ledger_write
from gongfu.io.ledger_chain import chain
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import asks_row, row_by_id, rows_of
from gongfu.io.ledger_statements import simply
from gongfu.io.ledger_turns import Attempt, reading, writing
from gongfu.io.ledger_write import write
from gongfu.track.audit import Change, Head, chained
from gongfu.track.postings import Kind
from gongfu.track.programmes import Evidence
from tests.ledgers import AT, deed, money, small_ledger, write_lists
from tests.postgresql import database

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
ROWS = st.none() | st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans(), max_size=3)
CHANGES = st.builds(Change, TEXTS, TEXTS, ROWS, ROWS, st.just(AT), TEXTS)


@pytest.fixture
def ledger(postgresql, tmp_path):
    lists = write_lists(tmp_path / "lists")
    with database(postgresql) as url, small_ledger(url, lists) as made:
        yield made


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets somebody act after the next task has read; gives how each attempt ended."""
    finish, acts, ends = Attempt.finish, [], []

    def last(attempt, *told):
        if acts:
            acts.pop()()
        end = finish(attempt, *told)
        ends.append("done" if end else "undone")
        return end

    monkeypatch.setattr(Attempt, "finish", last)

    def plan(act=None):
        acts.extend([act] if act else [])
        ends.clear()
        return ends

    return plan


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection)


def fact(quantity):
    return Evidence("D1", date(2026, 3, 2), "figure", quantity, "counted")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=4), key=TEXTS, answer=TEXTS)
def test_the_database_chains_as_the_program_does(ledger, changes, key, answer):
    with reading(ledger) as connection:
        before = list(records_of(connection))
    head = Head(before[-1].number, before[-1].hash)
    expected, end = chained(changes, head)
    with writing(ledger) as connection:
        raw = connection.connection.dbapi_connection
        simply(raw, "SAVEPOINT trial")
        ((number,),) = simply(raw, chain(changes, (f"k{key}", "asked", f"{answer}: ")))
        found = [tuple(one) for one in simply(raw, "SELECT * FROM audit ORDER BY number")]
        kept = simply(raw, "SELECT key, content, answer FROM answers WHERE content = 'asked'")
        simply(raw, "ROLLBACK TO trial")
    assert found == [tuple(one) for one in [*before, *expected]]
    assert (number, [tuple(one) for one in kept]) == (
        end.number,
        [(f"k{key}", "asked", f"{answer}: {end.number}}}")],
    )


def test_a_chain_that_has_no_beginning_is_not_gone_on_with(ledger):
    empty = "CREATE TEMPORARY TABLE audit (LIKE public.audit); "
    with pytest.raises(Exception, match="division by zero"), writing(ledger) as connection:
        simply(connection.connection.dbapi_connection, empty + chain([], None))


def test_what_nobody_disturbs_needs_no_turn_of_thinking(ledger, meanwhile, monkeypatch):
    monkeypatch.setattr(ledger_write, "writing_knowing", None)
    ends = meanwhile(lambda: simply_elsewhere(ledger, "SELECT 1"))
    move(ledger, deed(), "D1", {"owner": "x"})
    prove(ledger, deed(key="p"), fact(1))
    post_money(ledger, deed(key="m"), money("a"))
    assert ends == ["done"] * 3


def simply_elsewhere(ledger, text):
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql(text)


def test_what_others_change_elsewhere_does_not_disturb(ledger, meanwhile):
    ends = meanwhile(lambda: move(ledger, deed(), "D2", {"owner": "x"}))
    move(ledger, deed(), "D1", {"owner": "x"})
    assert ends == ["done", "done"]
    sound(ledger)


def test_two_edits_of_one_row_both_stand(ledger, meanwhile):
    ends = meanwhile(lambda: move(ledger, deed(), "D1", {"owner": "x"}))
    assert move(ledger, deed(), "D1", {"quantity": 5.0})["version"] == 3
    assert ends == ["done", "undone"]
    with reading(ledger) as connection:
        row = row_by_id(connection, "deliverable", "D1")
    assert (row["owner"], row["quantity"]) == ("x", 5.0)
    sound(ledger)


def test_who_is_retired_meanwhile_may_not(ledger, meanwhile):
    ends = meanwhile(lambda: retire(ledger, deed(), "health"))
    with pytest.raises(InputError, match="'health' was retired"):
        prove(ledger, deed("health"), fact(1))
    assert ends == ["undone"]


def test_the_same_key_meanwhile_does_it_once(ledger, meanwhile):
    said = []
    ends = meanwhile(lambda: said.append(move(ledger, deed(key="k"), "D1", {"owner": "x"})))
    assert move(ledger, deed(key="k"), "D1", {"owner": "x"}) == said[0]
    assert ends == ["done", "undone"]
    said = []
    meanwhile(lambda: said.append(post_money(ledger, deed(key="m"), money("a"))))
    assert post_money(ledger, deed(key="m"), money("a")) == said[0]
    assert sound(ledger).n_postings == 1


def test_money_that_is_spent_meanwhile_is_not_spent_twice(ledger, meanwhile):
    post_money(ledger, deed(), money("a"))
    post_money(ledger, deed(), money("b", Kind.TRANSFER))
    ends = meanwhile(lambda: post_money(ledger, deed(why=""), money("c", Kind.SPENDING, 60)))
    with pytest.raises(InputError, match="reason"):
        post_money(ledger, deed(why=""), money("d", Kind.SPENDING, 60))
    assert ends == ["done", "undone"]
    with reading(ledger) as connection:
        assert [one["posting_id"] for one in rows_of(connection, "posting")] == ["a", "b", "c"]


def test_what_is_taken_off_meanwhile_is_not_taken_off_twice(ledger, meanwhile):
    prove(ledger, deed(), fact(3))
    ends = meanwhile(lambda: prove(ledger, deed(), fact(-2)))
    with pytest.raises(InputError, match="less than nothing"):
        prove(ledger, deed(), fact(-2))
    assert ends == ["done", "undone"]
    sound(ledger)


def test_a_task_that_asks_what_could_not_be_asked_again_has_its_turn_first(ledger, meanwhile):
    asked = []

    def task(connection, actor):
        asked.append(actor.actor_id)
        connection.exec_driver_sql("SELECT count(*) FROM deliverables")
        return [], {"n": len(asked)}

    ends = meanwhile()
    said = write(ledger, deed(), {}, task, ahead=[asks_row("deliverable", "D1")])
    assert (said["n"], asked, ends) == (2, ["county", "county"], [])
