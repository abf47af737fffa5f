"""Rules of routing that end, and others that begin the day after."""

from datetime import date

import pytest

from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.requesting_answers import filed_request, moved_request
from gongfu.app.tracking_answers import imported
from gongfu.app.tracking_any import moved
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.track.request_moves import Event
from tests.requests_ledger import begun_with_requests, by, intake, later, row, sound

NEXT = "rule_key,category,place,start_on,department\nnew-child,childcare,3305,2026-03-04,roads\n"


@pytest.fixture
def place(copied):
    with copied(begun_with_requests) as ledger:
        yield ledger


def ended(place, who="county", key="who-child", end="2026-03-03", **told):
    today = date(2026, 3, 2)
    return moved(place, by(who, later()), key, "", {"end": end}, today=today, **told)


def test_a_rule_ends_and_the_next_begins(place, tmp_path):
    (tmp_path / "route_rules.csv").write_text(NEXT, "utf-8")
    (fault,) = import_lists(place, by("county", later()), tmp_path).faults
    assert "end one the day before" in fault.fault
    said = ended(place).sentences[0]["en"]
    assert said.startswith("The rule who-child ends on 2026-03-03, in record ")
    assert not import_lists(place, by("county", later()), tmp_path).faults
    for name, days, department in (("r1", 1, "education"), ("r2", 2, "roads")):
        file_request(place, by("p1", later(days)), intake(name))
        deed = by("county", later(days))
        told = act_on_request(place, deed, name, Event.ASSIGN, Details())
        assert told["department"] == department
    assert row(place, "route_rule", "who-child")["version"] == 2
    with pytest.raises(InputError, match="both say the department"):
        ended(place, end="2026-03-04")
    assert sound(place).n_rows


def test_a_rule_that_cannot_end_so_is_told(place):
    with pytest.raises(InputError, match=r"\(county of 330501\) may not end rules in '3305'"):
        ended(place, "anji")
    with pytest.raises(InputError, match="holds from 2026-01-01; it cannot end on 2025-12-31"):
        ended(place, end="2025-12-31")
    with pytest.raises(NotFoundError, match="such-rule"):
        ended(place, key="such-rule")
    with pytest.raises(ConflictError, match="is at version 1, and you saw 2"):
        ended(place, version=2)


def test_a_category_that_no_rule_names_is_told_with_the_nearest(place):
    """Rules name childcare and roads, and terms for any category."""
    told = filed_request(place, by("p1"), intake(category="childcrae"))
    (said,) = (one["en"] for one in told.sentences[1:])
    assert "names the category childcrae; the nearest that rules name: childcare, roads" in said
    assert "assign it by hand" in said
    assert told.settings["answer"]["unrouted"]["lacking"] == ["department"]
    assert row(place, "request", "r1")["category"] == "childcrae"
    assert len(filed_request(place, by("p1"), intake("r2", words="")).sentences) == 1
    act = {"department": "education", "sign_days": "1", "handle_days": "5"}
    moved_request(place, by("county"), "r1", "assign", act)
    for event in ("sign", "answer"):
        moved_request(place, by("education"), "r1", event)
    again = {"category": "road"}
    told = moved_request(place, by("p1"), "r1", "resubmit", again)
    assert "the nearest that rules name: roads, childcare" in told.sentences[-1]["en"]


def test_the_same_again_with_its_key_is_told_alike(place):
    one = intake(category="childcrae")
    first, again = (filed_request(place, by("p1", key="k"), one) for _ in range(2))
    assert first.sentences == again.sentences


def test_rules_for_any_category_route_what_none_names(place, tmp_path):
    rule = "rule_key,category,place,start_on,department\nrest,*,3305,2026-03-01,police\n"
    (tmp_path / "route_rules.csv").write_text(rule, "utf-8")
    assert not import_lists(place, by("county"), tmp_path).faults
    told = filed_request(place, by("p1"), intake(category="childcrae"))
    assert told.sentences[1]["en"].endswith("It goes by the rules for any category.")
    assert told.settings["answer"]["unrouted"]["lacking"] == []


def test_lists_keep_such_requests_and_tell_them_once_by_category(place, tmp_path):
    text = "request_id,resident_id,place,category,filed_at\n"
    text += "".join(f"q{k},p1,330501001002,childcrae,2026-03-01\n" for k in range(4))
    text += "q4,p1,330501001002,roads,2026-03-01\nq5,p1,330501001002,road,2026-07-01\n"
    (tmp_path / "requests.csv").write_text(text, "utf-8")
    told, written = imported(place, by("county", later(200)), tmp_path)
    assert written
    assert [one["category"] for one in told.settings["unrouted"]] == ["childcrae", "road"]
    assert told.settings["unrouted"][1]["nearest"] == ["childcare"]  # that of roads is over
    first = told.sentences[1]["en"]
    assert "wait for a department: 4 (q0, q1, q2, …); the nearest that rules name" in first
    assert row(place, "request", "q3")["category"] == "childcrae"


def test_what_lists_assign_by_hand_is_not_told(place, tmp_path):
    (tmp_path / "requests.csv").write_text(
        "request_id,resident_id,place,category,filed_at\nq1,p1,330501001002,childcrae,2026-03-01\n",
        "utf-8",
    )
    (tmp_path / "request_acts.csv").write_text(
        "request_id,event,at,actor_id,department,sign_days,handle_days\n"
        "q1,assign,2026-03-02,county,education,1,5\n",
        "utf-8",
    )
    told, written = imported(place, by("county", later(200)), tmp_path)
    assert written
    assert "unrouted" not in told.settings
