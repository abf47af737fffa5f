"""Statements on the driver itself: what goes in comes out, in both databases."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, delete, insert, select, update

from gongfu.app.tracking import post_money
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_disk import Log
from gongfu.io.ledger_statements import Statement, first_row, rows, run, texts
from gongfu.io.ledger_tables import ABOUT, DELIVERABLES
from gongfu.io.ledger_turns import reading, writing, writing_knowing
from tests.ledgers import deed, money, small_ledger, write_lists

ADD = Statement(insert(ABOUT))
PUT = Statement(update(ABOUT).where(ABOUT.c.name == bindparam("it")).values(value=bindparam("to")))
DROP = Statement(delete(ABOUT).where(ABOUT.c.name == bindparam("it")))
BOTH = Statement(select(ABOUT.c.name, ABOUT.c.value).where(ABOUT.c.name == bindparam("it")))
ASK = Statement(select(ABOUT.c.value).where(ABOUT.c.name == bindparam("it")))
NASTY = "'; DROP TABLE about; -- \\' \\\\ %s ? :name $1 \" \n 张三 🙂"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(ledger, text):
    _goes_round(ledger, text)


@pytest.mark.parametrize("text", [NASTY, "", "\\N", "\\.", "\t\n\r\b\f\v\\t\\n\\\\", "\u2028\x1c"])
def test_what_would_end_a_text_does_not(ledger, text):
    _goes_round(ledger, text)


def _goes_round(ledger, text):
    with writing(ledger) as connection:
        assert run(connection, [(ADD, {"name": text, "value": ""})]) == 1
        assert run(connection, [(PUT, {"it": text, "to": text})]) == 1
        assert first_row(connection, ASK, {"it": text}) == (text,)
        assert [tuple(one) for one in texts(connection, BOTH, {"it": text})] == [(text, text)]
        assert run(connection, [(DROP, {"it": text}), (DROP, {"it": text})]) == 1
        assert first_row(connection, ASK, {"it": text}) is None


def test_days_and_numbers_come_back_as_they_were(ledger):
    asked = Statement(
        select(DELIVERABLES.c.due_on, DELIVERABLES.c.quantity, DELIVERABLES.c.version)
        .where(DELIVERABLES.c.due_on == bindparam("day"))
        .order_by(DELIVERABLES.c.quantity)
    )
    with reading(ledger) as connection:
        found = rows(connection, asked, {"day": date(2026, 12, 1)})
    assert found == [(date(2026, 12, 1), 0.1, 1), (date(2026, 12, 1), 40.5, 1)]


def test_a_value_that_is_not_given_is_told(ledger):
    with pytest.raises(KeyError, match="it"), reading(ledger) as connection:
        first_row(connection, ASK, {"its": ""})


@pytest.mark.parametrize("durable", [True, False])
def test_in_a_file_the_answer_waits_for_the_disk_if_asked(tmp_path, durable, monkeypatch):
    small_ledger(tmp_path / "l.db", write_lists(tmp_path / "lists")).close()
    waits = []
    real = Log.reach_disk
    monkeypatch.setattr(Log, "reach_disk", lambda log: waits.append(real(log)))
    with open_ledger(tmp_path / "l.db", durable=durable) as ledger:
        post_money(ledger, deed(), money("M1"))
        post_money(ledger, deed(), money("M2"))
    assert len(waits) == (2 if durable else 0)


def test_what_is_asked_ahead_is_what_is_asked_then(ledger):
    """Also nothing, and several rows; and it is forgotten when the turn ends."""
    many = Statement(
        select(DELIVERABLES.c.deliverable_id)
        .where(DELIVERABLES.c.owner != bindparam("not_of"))
        .order_by(DELIVERABLES.c.deliverable_id)
    )
    questions = [(ASK, {"it": "nothing"}), (many, {"not_of": ""}), (ASK, {"it": "mark"})]
    with writing(ledger) as connection:
        run(connection, [(ADD, {"name": "mark", "value": "1"})])
        plainly = [rows(connection, *one) for one in questions]
        assert [len(found) for found in plainly] == [0, 3, 1]
    with writing_knowing(ledger, questions) as turn:
        assert [rows(turn.connection, *one) for one in questions] == plainly
    with writing_knowing(ledger) as turn:
        run(turn.connection, [(PUT, {"it": "mark", "to": "other"})])
        assert rows(turn.connection, *questions[2]) == [("other",)]


def test_the_last_edit_that_finds_nothing_undoes_all(ledger):
    add = (ADD, {"name": "mark", "value": "1"})
    with suppress(KeyError), writing_knowing(ledger) as turn:
        assert not turn.finish([add, (PUT, {"it": "nothing", "to": "2"})])
        raise KeyError
    with writing_knowing(ledger) as turn:
        assert turn.finish([add, (PUT, {"it": "mark", "to": "2"})])
    with reading(ledger) as connection:
        assert rows(connection, ASK, {"it": "mark"}) == [("2",)]
