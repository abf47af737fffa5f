"""Requests in SQLite and in PostgreSQL: who may, who was first, what is private, what is kept."""

import threading
from datetime import date

import pytest

from gongfu.app.requesting import Details, act_on_request, assign, file_request
from gongfu.app.requesting_answers import listing_requests
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person, export_person
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_asked import steps_for, words_for
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_request_rows import refusals_of, request_of
from gongfu.io.ledger_tables import ALL
from gongfu.io.ledger_turns import reading, writing
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State
from tests.requests_ledger import (
    LAMP,
    MONDAY,
    VILLAGE,
    begun_with_requests,
    by,
    do,
    intake,
    later,
    row,
    sound,
)

ODD = '\'; DROP TABLE requests; -- %s ? :x \\ "路" \U0001f4a1\n=1+1'


@pytest.fixture
def place(copied):
    with copied(begun_with_requests) as ledger:
        yield ledger


def test_a_request_from_intake_to_close(place):
    assert file_request(place, by("p1"), intake())["near"] == []
    # Monday 2 March; the rule says 1 working day to sign and 5 to answer.
    told = assign(place, by("county", later()), "r1")
    assert (told["department"], told["sign_due"], told["due"]) == (
        "education",
        "2026-03-03",
        "2026-03-09",
    )
    assert do(place, "education", "sign", later(1))["state"] == "working"
    told = do(place, "education", "answer", later(2), why="the lamp is new")
    assert (told["state"], told["version"], told["due"]) == ("answered", 3, "2026-03-09")
    told = do(place, "p1", "close", later(3), satisfied=True)
    assert (told["state"], told["version"]) == ("closed", 4)
    request = request_of(row(place, "request", "r1"))
    assert (request.state, request.satisfied, request.terms) == (
        State.CLOSED,
        True,
        Terms(1, 5, "long"),
    )
    with reading(place) as connection:
        steps = steps_for(connection, "r1")
    assert [str(step.event) for step in steps] == ["assign", "sign", "answer", "close"]
    assert [step.reason for step in steps] == ["", "", "the lamp is new", ""]
    assert not any(step.missed for step in steps)
    assert sound(place).head.number == told["number"]


def test_every_act_has_its_record(place):
    first = file_request(place, by("p1"), intake())["number"]
    do(place, "county", "assign")
    do(place, "education", "return", why="not ours")
    with reading(place) as connection:
        what = [(one.who, one.what) for one in records_of(connection)][first - 2 :]
    assert what == [
        ("p1", "request r1 file"),
        ("p1", "request_words r1/0 file"),
        ("county", "request r1 assign"),
        ("county", "request_step r1/1 assign"),
        ("education", "request r1 return"),
        ("education", "request_step r1/2 return"),
        ("education", "request_words r1/2 return"),
    ]


def test_what_is_private_stands_in_one_table_alone(place):
    contact, reason = "13987654321", "他家里没人"
    file_request(place, by("p1", key="k"), intake(words=ODD, contact=contact))
    do(place, "county", "assign")
    do(place, "education", "return", why=reason)
    with reading(place) as connection:
        kept = words_for(connection, "r1")
        everywhere = {
            table.name: str(connection.execute(table.select()).all())
            for table in ALL
            if table.name != "request_words"
        }
    assert {one["words_id"]: one["words"] for one in kept} == {"r1/0": ODD, "r1/2": reason}
    assert (kept[0]["contact"], kept[0]["longitude"], kept[0]["latitude"]) == (contact, 120.1, 30.9)
    for private in ("DROP TABLE", contact, reason, "120.1", kept[0]["salt"]):
        assert [name for name, text in everywhere.items() if private in text] == []
    assert sound(place).n_rows


def test_a_resident_sees_all_and_is_erased(place):
    file_request(place, by("p1"), intake())
    file_request(place, by("p2"), intake("r2", resident_id="p2", words="other"))
    do(place, "county", "decline", why="他搬走了")
    told = export_person(place, by("county", later(), ""), "p1")
    assert [one["words"] for one in told if "words" in one] == [LAMP, "他搬走了"]
    assert not any("salt" in one for one in told)
    erase_person(place, by("county", later(), "asked to"), "p1")
    assert {one["thing"] for one in export_person(place, by("county", later(), ""), "p1")} == {
        "request"
    }
    with pytest.raises(NotFoundError, match="no person 'p1'"):
        erase_person(place, by("county", later(), "asked to"), "p1")
    with reading(place) as connection:
        assert words_for(connection, "r1") == []
        assert len(words_for(connection, "r2")) == 1
        (step,) = steps_for(connection, "r1")
    assert (step.event, step.reason) == (Event.DECLINE, "")
    assert row(place, "request", "r1")["state"] == "declined"
    assert sound(place).n_rows


def test_a_stale_edit_is_told(place):
    file_request(place, by("p1"), intake())
    deed = by("county", later())
    assign(place, deed, "r1", version=0)
    with pytest.raises(ConflictError, match="is at version 1, and you saw 0"):
        act_on_request(place, deed, "r1", Event.ESCALATE, Details(reason="late"), version=0)


def test_of_two_who_saw_the_same_one_wins(place):
    file_request(place, by("p1"), intake())
    won, told = [], []

    def one():
        try:
            won.append(assign(place, by("county", later()), "r1", version=0))
        except ConflictError as error:
            told.append(str(error))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(told)) == (1, 3)
    assert sound(place).n_rows


def test_the_same_with_the_same_key_is_done_once(place):
    deed = by("p1", key="once")
    assert file_request(place, deed, intake()) == file_request(place, deed, intake())
    with pytest.raises(ConflictError, match="was used for something else"):
        file_request(place, deed, intake(category="roads"))
    again = by("county", later(), key="twice")
    assert assign(place, again, "r1") == assign(place, again, "r1")
    assert row(place, "request", "r1")["version"] == 1


@pytest.mark.parametrize(
    ("who", "told", "words"),
    [
        ("p2", {}, r"'p2' \(resident of 3305\) may not file a request of 'p1'"),
        ("education", {}, r"'education' \(department of 3305\) may not file"),
        ("clerk", {}, r"\(auditor of 3305\) may not file"),
        ("village", {"place": "330502001001"}, r"\(village of 330501001002\) may not file"),
        ("p1", {"filed_at": later(9)}, "still to come"),
        ("p1", {"category": ""}, "no category; fill it in"),
        ("p1", {"position": (200.0, 30.0)}, "no place on earth"),
        ("p1", {"position": (float("nan"), 30.0)}, "no place on earth"),
        ("p1", {"filed_at": later().replace(tzinfo=None)}, "no time zone"),
    ],
)
def test_who_may_not_file_or_files_what_is_none(place, who, told, words):
    before = sound(place).head
    with pytest.raises(InputError, match=words):
        file_request(place, by(who), intake(**told))
    assert sound(place).head == before


def test_a_village_and_a_county_file_for_residents(place):
    file_request(place, by("village"), intake("v", resident_id="neighbour"))
    file_request(place, by("county"), intake("c", resident_id="caller"))
    with pytest.raises(InputError, match="the id is there already"):
        file_request(place, by("county"), intake("c"))


@pytest.mark.parametrize(
    ("who", "event", "words"),
    [
        ("p2", "withdraw", "another resident's"),
        ("village", "assign", "a village may not assign"),
        ("clerk", "withdraw", "an auditor may not withdraw"),
        ("education", "sign", "request 'r1' is filed: cannot sign"),
        ("nobody", "withdraw", "no actor 'nobody'"),
    ],
)
def test_who_may_not_is_told(place, who, event, words):
    file_request(place, by("p1"), intake())
    before = sound(place).head
    with pytest.raises((InputError, NotFoundError), match=words):
        do(place, who, event)
    assert sound(place).head == before


def test_reasons_are_never_in_a_message(place):
    file_request(place, by("p1"), intake())
    with pytest.raises(InputError) as caught:
        do(place, "education", "return", why="secret words")
    assert "secret" not in str(caught.value)


def test_near_duplicates_are_told_and_merged(place):
    file_request(place, by("p1"), intake())
    file_request(place, by("p3"), intake("far", resident_id="p3", words="自来水有异味"))
    told = file_request(
        place, by("p2"), intake("r2", resident_id="p2", words="东门路灯不亮,晚上看不见了")
    )
    assert told["near"] == ["r1"]
    other = intake("x", resident_id="p2", place="330502001002")
    assert file_request(place, by("p2"), other)["near"] == []
    with pytest.raises(NotFoundError, match="no request 'r9'"):
        do(place, "county", "merge", request_id="r2", into="r9")
    with pytest.raises(InputError, match="cannot be merged into itself"):
        do(place, "county", "merge", request_id="r2", into="r2")
    assert do(place, "county", "merge", request_id="r2", into="r1")["state"] == "merged"
    with pytest.raises(InputError, match="'r2' is merged: nothing goes on as it"):
        do(place, "county", "merge", request_id="r1", into="r2")
    again = intake("r3", resident_id="p2")
    assert file_request(place, by("p2"), again)["near"] == ["r1"]  # r2 is not open any more


def test_the_rules_of_the_day_route(place):
    file_request(place, by("p1"), intake(category="roads"))
    assert assign(place, by("county", later()), "r1")["department"] == "roads"
    late = later(days=150)  # 30 July: the rule for roads has ended
    file_request(place, by("p1", late), intake("r2", category="roads", filed_at=late))
    with pytest.raises(NotFoundError, match=r"the department of category 'roads'.*who-road"):
        assign(place, by("county", late), "r2")
    told = assign(place, by("county", late), "r2", department="police")
    assert (told["department"], row(place, "request", "r2")["handle_days"]) == ("police", 5)
    file_request(place, by("p1", late), intake("r3", category="roads", filed_at=late))
    told = assign(place, by("county", late), "r3", department="police", terms=Terms(2, 3))
    assert row(place, "request", "r3")["terms_rule"] == ""


def test_what_was_returned_needs_a_department_by_hand(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    do(place, "education", "return", why="not ours")
    with pytest.raises(InputError, match="assign needs department and terms"):
        do(place, "county", "assign")
    assert do(place, "county", "assign", department="roads")["department"] == "roads"


def test_sent_again_as_something_else_it_is_routed_anew(place):
    file_request(place, by("p1"), intake())
    for who, event in (("county", "assign"), ("education", "sign"), ("education", "answer")):
        do(place, who, event)
    assert do(place, "p1", "resubmit", category="roads")["state"] == "filed"
    assert do(place, "county", "assign")["department"] == "roads"
    assert row(place, "request", "r1")["n_resubmitted"] == 1


def test_redone_three_times_it_is_escalated(place, tmp_path):
    """To the city: neither the county again nor whom it brings, in whatever role."""
    actors = "actor_id,role,place,department\nc2,county,330501,\nup,province,330501,\n"
    (tmp_path / "actors.csv").write_text(actors, "utf-8")
    assert not import_lists(place, by("anji", later(-1)), tmp_path).faults
    file_request(place, by("p1"), intake())
    do(place, "anji", "assign")
    for n in range(3):
        do(place, "education", "sign")
        do(place, "education", "answer")
        told = do(place, "p1", "reopen", why="still dark")
        assert told["escalated_by"] == ("redone" if n == 2 else "")
    assert told["state"] == "escalated"
    with pytest.raises(InputError, match="assign needs department"):
        do(place, "anji", "assign")
    for who in ("anji", "c2", "up"):
        for department in ("education", "roads"):
            with pytest.raises(InputError, match="it went to the level above"):
                do(place, who, "assign", department=department)
    do(place, "county", "assign", department="roads")
    assert row(place, "request", "r1")["has_lead"] is True


def test_a_city_assigns_what_its_county_escalated(place, tmp_path):
    below = "actor_id,role,place,department\nother,county,330501,\n"
    acts = (
        "request_id,event,at,actor_id,department,reason\n"
        "r1,assign,2026-03-02 10:00,anji,education,\n"
        "r1,escalate,2026-03-02 11:00,anji,,nobody's\n"
        "r1,assign,2026-03-02 12:00,{who},roads,\n"
    )
    file_request(place, by("p1"), intake())
    for who, words in (("other", ["it went to the level above"]), ("county", [])):
        folder = tmp_path / who
        folder.mkdir()
        (folder / "actors.csv").write_text(below, "utf-8")
        (folder / "request_acts.csv").write_text(acts.format(who=who), "utf-8")
        faults = import_lists(place, by("county", later(1)), folder).faults
        assert [one.row for one in faults] == [4] * len(words)
        assert all(word in one.fault for word, one in zip(words, faults, strict=True))
    file_request(place, by("p1"), intake("r2"))
    for who, event, told in (
        ("anji", "assign", {}), ("other", "escalate", {"reason": "late"}),
    ):  # fmt: skip
        do(place, who, event, request_id="r2", **told)
    with pytest.raises(InputError, match="it went to the level above"):
        do(place, "other", "assign", request_id="r2", department="roads")
    do(place, "county", "assign", request_id="r2", department="roads")


def test_who_assigned_before_the_list_is_known_to_it(place, tmp_path):
    """The city may, and the county of the first assignment may not, also from a list."""
    file_request(place, by("p1"), intake())
    do(place, "anji", "assign")
    acts = (
        "request_id,event,at,actor_id,department,reason\n"
        "r1,escalate,2026-03-02 11:00,anji,,nobody's\nr1,assign,2026-03-02 12:00,{},roads,\n"
    )
    for who, n_faults in (("anji", 1), ("county", 0)):
        (tmp_path / who).mkdir()
        (tmp_path / who / "request_acts.csv").write_text(acts.format(who), "utf-8")
        assert len(import_lists(place, by("county", later(1)), tmp_path / who).faults) == n_faults
    assert row(place, "request", "r1")["department"] == "roads"


def test_where_nobody_is_above_the_largest_place_decides(place):
    """Nothing waits for ever in a ledger that a county began."""
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    do(place, "county", "escalate", reason="nobody's")
    with pytest.raises(InputError, match="it went to the level above"):
        do(place, "anji", "assign", department="roads")
    do(place, "county", "assign", department="roads")
    assert row(place, "request", "r1")["has_lead"] is True


def test_those_that_are_late_can_be_asked_for(place):
    """Alone, and beside a state; those of other places count in the number of all."""
    for name, where in (("r1", VILLAGE), ("r2", VILLAGE), ("r3", "330502")):
        file_request(place, by("p1"), intake(name, place=where))
        do(place, "county", "assign", request_id=name)
    do(place, "p1", "withdraw", request_id="r2")
    on = date(2026, 3, 20)
    late = listing_requests(place, on, states=("late",))
    assert late.table["request_id"].tolist() == ["r1", "r3"]
    both = listing_requests(place, on, place=VILLAGE, states=("late", "withdrawn"))
    assert sorted(both.table["request_id"]) == ["r1", "r2"]
    assert both.sentences[0]["en"].startswith("Requests (late, withdrawn): 2 of 3.")
    assert listing_requests(place, MONDAY.date(), states=("late",)).table.empty
    with pytest.raises(InputError, match=r"no state 'tardy'.*late"):
        listing_requests(place, on, states=("tardy",))


def test_who_said_no_and_why(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    do(place, "education", "return", why="not ours")
    do(place, "county", "decline", why="nobody's")
    with reading(place) as connection:
        told = refusals_of(steps_for(connection, "r1"))
    assert [(one.actor_id, one.department, one.reason) for one in told] == [
        ("education", "education", "not ours"),
        ("county", "", "nobody's"),
    ]


def test_what_is_written_down_later_and_what_is_still_to_come(place):
    file_request(place, by("p1"), intake())
    told = do(place, "county", "assign", later(5), at=later(0))
    assert told["sign_due"] == "2026-03-03"
    with pytest.raises(InputError, match="still to come"):
        do(place, "education", "sign", later(5), at=later(6))
    with pytest.raises(InputError, match="before the last"):
        do(place, "education", "sign", later(5), at=later(-1))


@pytest.mark.parametrize(
    "what", ["UPDATE request_steps SET role = 'x'", "DELETE FROM request_steps"]
)
def test_the_database_refuses_edits_of_steps(place, what):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    with pytest.raises(ConflictError, match="only ever added to"), writing(place) as connection:
        connection.exec_driver_sql(what)
    assert sound(place).n_rows


def test_words_changed_past_the_ledger_are_named(place):
    file_request(place, by("p1"), intake())
    with writing(place) as connection:
        connection.exec_driver_sql("UPDATE request_words SET words = 'never said'")
    with pytest.raises(InputError, match=r"request_words 'r1/0' is not as the record says"):
        sound(place)


def test_places_are_codes_and_no_patterns(place):
    file_request(place, by("p1"), intake())
    told = file_request(place, by("p2"), intake("r2", resident_id="p2", place="33050100_002"))
    assert told["near"] == []
    assert VILLAGE.startswith("330501001")
