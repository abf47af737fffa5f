"""Columns of a ledger against its rows, with texts and numbers that are hard to write."""

import json
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from gongfu.app.tracking import init, open_ledger
from gongfu.errors import InputError
from gongfu.io.ledger_columns import owners_of, promises_of
from gongfu.io.ledger_tables import DELIVERABLES, EVIDENCE, ITEMS, PROGRAMMES
from gongfu.io.ledger_turns import reading, writing
from tests.ledgers import AT, COUNTY

ODD = st.text(st.sampled_from("ab\",\\\n\r\x1f\x7f\u2028 山'[]"), max_size=4)
NUMBERS = st.floats(1e-3, 1e9) | st.integers(1, 10**9).map(float)


def row(name, place, number):
    return {
        "deliverable_id": name, "item_id": "I", "place": place, "owner": f"of {name}", "unit": "u",
        "start_on": date(2026, 1, 1), "due_on": date(2026, 1, 2 + len(name)), "quantity": number,
        "version": 1,
    }  # fmt: skip


def fill(connection, deliverables, proofs=()):
    """Put in past the tasks, which refuse such texts."""
    connection.execute(
        insert(PROGRAMMES).values(programme_id="P", place="33", year=2026, version=1)
    )
    item = {"item_id": "I", "programme_id": "P", "field": 'a "field"', "unit": "u", "version": 1}
    connection.execute(insert(ITEMS).values(item))
    connection.execute(insert(DELIVERABLES), deliverables)
    for name, number in proofs:
        told = {
            "evidence_id": f"{name}/1", "deliverable_id": name, "number": 1, "kind": "figure",
            "on_day": date(2026, 1, 1), "quantity": number, "proof": "counted",
        }  # fmt: skip
        connection.execute(insert(EVIDENCE).values(told))


class Undone(Exception):
    """Nothing of a trial stays."""


@contextmanager
def trial(ledger):
    """A transaction that is rolled back, since tables are only ever added to."""
    with suppress(Undone), writing(ledger) as connection:
        yield connection
        raise Undone


@pytest.fixture
def odd(empty_place):
    with init(empty_place, COUNTY, AT, durable=False) as ledger:
        yield ledger


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    told=st.dictionaries(ODD, st.tuples(ODD, NUMBERS), min_size=1, max_size=5),
    proved=st.floats(-1e9, 1e9),
)
def test_columns_are_what_rows_are(odd, told, proved):
    """A row each as the driver gives it, to the last bit of its numbers."""
    with trial(odd) as connection:
        fill(connection, [row(name, *one) for name, one in told.items()], [(min(told), proved)])
        rows, promises, facts = promises_of(connection)
        asked = select(DELIVERABLES).order_by(DELIVERABLES.c.deliverable_id)
        by_row = {one.deliverable_id: one for one in connection.execute(asked)}
        owners = owners_of(connection, rows["deliverable_id"])
    assert sorted(rows["deliverable_id"]) == sorted(told) == sorted(by_row)
    for k, name in enumerate(rows["deliverable_id"]):
        one = by_row[name]
        assert rows.loc[k, "place"] == one.place == told[name][0]
        assert rows.loc[k, "field"] == 'a "field"'
        assert promises.quantity[k] == one.quantity == told[name][1]
        assert promises.due_on[k] == np.datetime64(one.due_on)
        assert owners.loc[name].tolist() == [f"of {name}", "u"]
    assert rows.loc[facts.at[0], "deliverable_id"] == min(told)
    assert facts.quantity.tolist() == [proved]


def test_one_blank_and_many_blanks_are_kept(odd):
    """A line of nothing is a row, also as the last one."""
    for n in (1, 2, 3):
        with trial(odd) as connection:
            fill(connection, [row("x" * k, "", 1.0) for k in range(n)])
            rows, _, _ = promises_of(connection)
        assert rows["place"].tolist() == [""] * n
        assert sorted(rows["deliverable_id"], key=len) == ["x" * k for k in range(n)]


def test_what_the_ledger_never_writes_is_told(tmp_path):
    """Put in past it, with SQLite's own tools."""
    made = init(tmp_path / "odd.db", COUNTY, AT, durable=False)
    with made as ledger, writing(ledger) as connection:
        fill(connection, [row("D", "33", 1.0)])
    for change, told in (("due_on = 'soon'", "never writes"), ("item_id = 'J'", r"1 items .* 'J'")):
        with closing(sqlite3.connect(tmp_path / "odd.db")) as past, past:
            past.execute(f"UPDATE deliverables SET {change}")
        opened = open_ledger(tmp_path / "odd.db")
        with opened as ledger, reading(ledger) as connection, pytest.raises(InputError, match=told):
            promises_of(connection)
        with closing(sqlite3.connect(tmp_path / "odd.db")) as past, past:
            past.execute("UPDATE deliverables SET due_on = '2026-05-01'")


def test_many_owners_are_asked_for_in_parts(odd):
    with trial(odd) as connection:
        fill(connection, [row(f"D{k}", "33", 1.0) for k in range(1_100)])
        found = owners_of(connection, [f"D{k}" for k in range(0, 1_100, 2)])
    assert json.loads(found["owner"].to_json()) == {f"D{k}": f"of D{k}" for k in range(0, 1_100, 2)}
