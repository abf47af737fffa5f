"""How requests are served and when they are due, as a list, a report and the public are told."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy import insert, select

from gongfu.app.requesting import file_request
from gongfu.app.requesting_answers import listing_requests, moved_request
from gongfu.app.requesting_service import service_answer
from gongfu.app.tracking_export import exported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_report import kept_of
from gongfu.errors import InputError
from gongfu.io.ledger_requests import STEPS
from gongfu.io.ledger_turns import reading, writing
from gongfu.report.kept import sentences
from gongfu.report.kept_tables import tables
from gongfu.track.calendar import CHINA_TIME
from tests.requests_ledger import begun_with_requests, by, day, do, intake, later

NEVER = datetime(2031, 12, 29, 9, 0, tzinfo=CHINA_TIME)  # of years that no notice speaks of yet


@pytest.fixture
def place(copied):
    with copied(begun_with_requests) as ledger:
        yield ledger


def test_what_is_in_time_only_by_what_was_written_down_later_is_counted_apart(place):
    """To sign by Tuesday, to answer by next Monday; all is written down in April."""
    for name in ("r1", "r2"):
        file_request(place, by("p1"), intake(name))
        do(place, "county", "assign", later(0), request_id=name)
        do(place, "education", "sign", later(1), request_id=name)
    do(place, "education", "answer", later(7), request_id="r1")
    do(place, "education", "answer", later(40), request_id="r2", at=later(7))
    told = service_answer(place, day(4, 30))
    (row_,) = told.table.to_dict("records")
    assert (row_["n_closed_on_time"], row_["n_closed_afterwards"]) == (2, 1)
    assert (row_["closed_on_time_share"], row_["closed_on_time_least_share"]) == (1.0, 0.5)
    assert (row_["n_signed_on_time"], row_["n_signed_afterwards"]) == (2, 0)
    assert "0 signed for, 1 answered" in told.sentences[1]["en"]
    assert "50.0% (1 of 2) answered" in told.sentences[1]["en"]
    assert "closed_on_time_least_share" in told.view


def test_what_late_entries_keep_from_being_late_is_told_of_who_had_it(place):
    """r1 is paused, r2 given to roads, as is written down when the term is over."""
    for name in ("r1", "r2"):
        file_request(place, by("p1"), intake(name))
        do(place, "county", "assign", later(0), request_id=name)
        do(place, "education", "sign", later(1), request_id=name)
    do(place, "education", "pause", later(40), why="x", at=later(5))
    more = {"request_id": "r2", "why": "x", "at": later(3), "department": "roads"}
    do(place, "county", "transfer", later(40), **more)
    told = service_answer(place, day(4, 30))
    rows = told.table.set_index("department")
    columns = ["n_of_closed", "n_dropped_afterwards"]
    assert rows[columns].to_numpy().tolist() == [[0, 2], [1, 0]]
    assert rows["closed_on_time_least_share"].tolist() == [0.0, 0.0]
    words = told.sentences[1]["en"]
    assert "not counted so now: 0 to sign for, 2 to answer" in words
    assert "0.0% (0 of 2) answered" in words
    (table,) = (one for one in tables(kept_of(place, day(4, 30))) if one.key == "kept-service")
    assert table.rows[0][3].words.en == "– (at least 0.0)"
    assert table.rows[0][3].order == "-1"


def test_a_signature_that_was_missed_does_not_vanish_by_a_late_return(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign", later(0))
    do(place, "education", "return", later(3), why="x", at=later(1))
    do(place, "county", "assign", later(3), department="roads")
    do(place, "roads", "sign", later(3))
    rows = service_answer(place, day(3, 6)).table.set_index("department")
    assert rows["n_unsigned_afterwards"].to_dict() == {"education": 1, "roads": 0}
    assert rows["signed_on_time_least_share"].to_dict() == {"education": 0.0, "roads": 1.0}


def test_what_nobody_has_assigned_is_counted_besides(place):
    """r1 of 2 March and r2 of 4 March wait; r3 is sent again as another on the 12th."""
    waits = "Filed, not assigned to a department yet, and in no share: "
    file_request(place, by("p1"), intake("r1"))
    file_request(place, by("p2", later(2)), intake("r2", resident_id="p2", filed_at=later(2)))
    (_, told) = service_answer(place, day(3, 6)).sentences
    assert told["en"] == f"{waits}2, the oldest since 2026-03-02."
    assert "2件,最早自2026-03-02起" in told["zh"].replace("，", ",")
    assert service_answer(place, day(3, 3)).sentences[1]["en"].startswith(f"{waits}1,")
    assert len(service_answer(place, day(3, 1)).sentences) == 1
    assert f"{waits}2" in " ".join(s["en"] for s in sentences(kept_of(place, day(3, 6))))

    file_request(place, by("p3", later(2)), intake("r3", resident_id="p3", filed_at=later(2)))
    do(place, "county", "assign", later(3), request_id="r3")
    do(place, "education", "sign", later(3), request_id="r3")
    do(place, "education", "answer", later(4), request_id="r3")
    assert f"{waits}2," in service_answer(place, day(3, 12)).sentences[-1]["en"]
    do(place, "p3", "resubmit", later(10), request_id="r3", category="roads")
    do(place, "county", "assign", later(10), request_id="r1")
    told = service_answer(place, day(3, 12))
    assert told.sentences[-1]["en"] == f"{waits}2, the oldest since 2026-03-04."
    one = service_answer(place, day(3, 12), category="roads").sentences[-1]["en"]
    assert one == f"{waits}1, the oldest since 2026-03-12."
    for less in ({"category": "water"}, {"place": "330502"}, {"department": "education"}):
        assert waits not in service_answer(place, day(3, 12), **less).sentences[-1]["en"]


def test_a_history_that_is_brought_later_rests_on_the_day_of_its_list(place, tmp_path):
    lines = [f"r1,{event},2026-03-0{on} 10:00,{who}" for event, on, who in (
        ("assign", 3, "county"), ("sign", 4, "education"), ("answer", 5, "education"),
    )]  # fmt: skip
    file_request(place, by("p1"), intake())
    (tmp_path / "lists").mkdir()
    text = "\n".join(["request_id,event,at,actor_id", *lines])
    (tmp_path / "lists" / "request_acts.csv").write_text(text + "\n", "utf-8")
    assert not import_lists(place, by("county", later(40)), tmp_path / "lists").faults
    (told,) = service_answer(place, day(4, 30)).table.to_dict("records")
    assert (told["n_signed_on_time"], told["n_signed_afterwards"]) == (1, 1)
    assert (told["n_closed_on_time"], told["n_closed_afterwards"]) == (1, 1)


def test_the_report_tells_what_is_in_time_only_by_late_entries(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign", later(0))
    do(place, "education", "sign", later(40), at=later(1))
    kept = kept_of(place, day(4, 30))
    said = " ".join(one["en"] for one in sentences(kept))
    assert "In time only by steps that were written down after the last day: 1 signed for" in said
    (table,) = (one for one in tables(kept) if one.key == "kept-service")
    assert table.rows[0][2].words.en == "100.0 (at least 0.0)"
    assert table.rows[0][2].order == "100.0"


def test_a_last_day_that_may_still_move_is_told_wherever_it_stands(place, tmp_path):
    file_request(place, by("p1", NEVER), intake(filed_at=NEVER))
    told = moved_request(place, by("county", NEVER), "r1", "assign")
    assert "provisionally: the holidays of 2032 are not announced yet" in told.sentences[-1]["en"]
    listed = listing_requests(place, NEVER.date())
    assert listed.table[["provisional", "sign_provisional"]].to_numpy().tolist() == [[True, True]]
    assert "provisional" in listed.view
    assert listed.sentences[1]["en"].endswith("not announced yet: 1.")
    assert "provisional" in " ".join(s["en"] for s in sentences(kept_of(place, NEVER.date())))
    out = tmp_path / "public.json"
    exported(place, out, "georeport", today=NEVER.date())
    (one,) = json.loads(out.read_text("utf-8"))
    assert one["service_notice"].startswith("Due by 2032-01-05, provisionally")
    assert "期限暂定至2032-01-05" in one["service_notice"]


def test_a_last_day_of_an_announced_year_is_not_marked(place, tmp_path):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign", later(0))
    listed = listing_requests(place, date(2026, 3, 2))
    assert not listed.table["provisional"].any()
    assert "provisional" not in listed.view
    assert len(listed.sentences) == 1
    out = tmp_path / "public.json"
    exported(place, out, "georeport", today=date(2026, 3, 2))
    assert not json.loads(out.read_text("utf-8"))[0].get("service_notice")


def test_a_step_without_a_record_is_told(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign", later(0))
    with reading(place) as connection:
        (step,) = connection.execute(select(STEPS)).mappings()
    with writing(place) as connection:
        past = dict(step) | {"step_id": "r1/2", "number": 2, "event": "sign"}
        connection.execute(insert(STEPS).values(past))
    with pytest.raises(InputError, match="step 'r1/2' has no record; `gongfu track verify` tells"):
        service_answer(place, day(4, 30))
