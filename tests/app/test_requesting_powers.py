"""What nobody may do to requests in somebody else's name, or beyond what is theirs."""

import pytest

from gongfu.app.requesting import file_request
from gongfu.app.requesting_answers import showing_request
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import InputError
from gongfu.track.clock import Terms
from tests.requests_ledger import MONDAY, begun_with_requests, by, do, intake, later, row

HEAD = "request_id,event,at,actor_id,department,sign_days,handle_days,satisfied,reason\n"


@pytest.fixture
def place(copied):
    with copied(begun_with_requests) as ledger:
        yield ledger


def brought(place, folder, who, *lines, **lists):
    folder.mkdir(exist_ok=True)
    texts = {"request_acts": HEAD + "".join(f"{line}\n" for line in lines)} | lists
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return import_lists(place, by(who, later(1)), folder).faults


def test_a_list_tells_no_acts_of_who_is_above(place, tmp_path):
    """Neither of a larger place, nor of a higher role in the own one."""
    file_request(place, by("p1"), intake())
    do(place, "anji", "assign")
    do(place, "anji", "escalate", why="nobody's")
    actors = "actor_id,role,place,department\nup,province,330501,\nd,department,330501,education\n"
    lists = tmp_path / "actors"
    lists.mkdir()
    (lists / "actors.csv").write_text(actors, "utf-8")
    assert not import_lists(place, by("anji", later()), lists).faults
    for who in ("county", "up"):
        line = f"r1,assign,2026-03-02 10:00,{who},roads,1,60,,"
        (fault,) = brought(place, tmp_path / who, "anji", line)
        assert "is not of those whose acts 'anji' (county of 330501) may bring" in fault.fault
    assert row(place, "request", "r1")["state"] == "escalated"
    lines = (
        "r1,assign,2026-03-02 10:00,county,education,1,5,,",
        "r1,sign,2026-03-02 10:00,d,,,,,",
    )
    assert not brought(place, tmp_path / "own", "county", *lines)


def test_who_wrote_down_what_another_did_is_shown(place, tmp_path):
    file_request(place, by("p1"), intake())
    for who, event in (("county", "assign"), ("education", "sign"), ("education", "answer")):
        do(place, who, event)
    assert not brought(place, tmp_path / "l", "county", "r1,close,2026-03-02 10:00,p1,,,,yes,")
    told = showing_request(place, "r1", MONDAY.date())
    assert told.table["by"].tolist()[-1] == "resident"
    assert told.table["brought_by"].tolist() == ["", "", "", "", "county"]
    said = "Steps written down by somebody else than who did them: 1 of 4."
    assert said in [one["en"] for one in told.sentences]


def test_what_was_written_down_later_is_shown(place):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    do(place, "education", "sign", later(9), at=later(1))
    told = showing_request(place, "r1", later(9).date())
    assert told.table["written_on"].tolist() == ["", "", "2026-03-11"]
    said = "Steps written down on a later day than they are of: 1 of 2."
    assert said in [one["en"] for one in told.sentences]


def test_what_went_on_as_a_request_that_came_to_nothing_goes_on_alone(place):
    file_request(place, by("p1"), intake())
    file_request(place, by("p2"), intake("r2", resident_id="p2"))
    do(place, "county", "merge", request_id="r2", into="r1")
    do(place, "p1", "withdraw")
    assert do(place, "county", "assign", request_id="r2")["department"] == "education"
    assert row(place, "request", "r2")["merged_into"] == ""


@pytest.mark.parametrize(("who", "event"), [("education", "transfer"), ("p1", "reopen")])
def test_terms_are_set_by_the_county_alone(place, tmp_path, who, event):
    file_request(place, by("p1"), intake())
    do(place, "county", "assign")
    if event == "reopen":
        do(place, "education", "sign")
        do(place, "education", "answer")
    details = {"department": "roads"} if event == "transfer" else {}
    with pytest.raises(InputError, match="sets no terms; county or province may"):
        do(place, who, event, why="so", terms=Terms(500, 5000), **details)
    line = f"r1,{event},2026-03-02 10:00,{who},{details.get('department', '')},1,60,,so"
    (fault,) = brought(place, tmp_path / "l", "county", line)
    assert "sets no terms" in fault.fault
    told = do(place, "county", event, why="so", terms=Terms(2, 3), **details)
    assert told["due"] == "2026-03-05"


def test_nothing_goes_to_a_department_for_which_nobody_acts(place, tmp_path):
    """Here or in what holds the place; by hand, by rule and from a list."""
    file_request(place, by("p1"), intake())
    actors = "actor_id,role,place,department\nfar,department,330502,water\n"
    rules = "rule_key,category,place,start_on,department\nlamp,lamps,3305,2026-01-01,lamps\n"
    lists = {"actors": actors, "route_rules": rules}
    line = "r1,assign,2026-03-02 10:00,county,{},1,5,,so"
    (fault,) = brought(place, tmp_path / "l", "county", line.format("nonesuch"), **lists)
    assert "nobody acts for the department (department of the row) in '330501001002'" in fault.fault
    assert not brought(place, tmp_path / "l", "county", line.format("roads"), **lists)
    for department in ("nonesuch", "water"):
        with pytest.raises(InputError, match=f"nobody acts for the department '{department}'"):
            do(place, "roads", "transfer", why="so", department=department)
    file_request(place, by("p1"), intake("r2", category="lamps"))
    with pytest.raises(InputError, match=r"'lamps' .* bring an actor who does"):
        do(place, "county", "assign", request_id="r2")
