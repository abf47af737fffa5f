"""What was done to a thing, as people read it."""

from datetime import date

from gongfu.app.answer import as_json, as_text
from gongfu.app.tracking import move
from gongfu.app.tracking_deliverables import showing
from gongfu.app.tracking_history import changes
from tests.ledgers import deed


def test_a_history_says_from_what_to_what_by_the_clock_of_the_place(ledger):
    long = "sports " * 60
    move(ledger, deed(why="agreed"), "D1", {"owner": long, "due_on": date(2026, 11, 2)})
    answer = showing(ledger, "D1", date(2026, 6, 15))
    first, second = as_text(answer)["rows"]
    assert first["at (Asia/Shanghai)"] == "2026-03-02 09:00:00"  # the tests write at 1:00 UTC
    assert "owner: health; place: 330501; quantity: 60.0" in first["changes"]
    assert second["changes"] == (
        f"due_on: 2026-11-01 → 2026-11-02; owner: health → {long}; version: 1 → 2"
    )
    rows = as_json(answer)["rows"]
    assert [one["at"][:19] for one in rows] == ["2026-03-02T01:00:00"] * 2
    assert list(rows[1]) == ["number", "at", "who", "what", "why", "before", "after"]


def test_what_is_not_there_is_told_too():
    assert changes('{"a": 1, "b": ""}', '{"a": 1, "b": "x"}') == "b: – → x"
    assert changes('{"a": 1}', "null") == "a: 1 → –"
    assert changes("null", '{"a": 1, "b": "", "c": null}') == "a: 1"
