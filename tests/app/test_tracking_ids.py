"""One rule for all ids; lists about people of which no cell is told; how lists are headed."""

from dataclasses import replace

import pytest

from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.requesting_answers import listing_requests
from gongfu.app.tracking import init, post_money
from gongfu.app.tracking_cases import apply
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_workshops import apply_for_job, pay_out, reverse_pay
from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role, odd_id
from gongfu.track.pay import Pay
from gongfu.track.request_moves import Event
from gongfu.track.workshops import Enrolment, Standing
from tests.cases_ledger import application, write_folder
from tests.ledgers import AT, COUNTY, money
from tests.requests_ledger import by, day, intake, later, with_requests
from tests.workshop_world import DAY, PAY, deed, workshop_ledger

ODD = {
    "": "blank",
    " ": "blank",
    "　": "blank",
    " a": "begins nor ends with a blank",
    "a　": "begins nor ends with a blank",
    "a\nb": "line break",
    "a\tb": "line break",
    "a\0b": "line break",
    "a​b": "cannot be seen",
    "-a": "does not begin with -",
    "a/reversed": "kept for what undoes a pay",
}


@pytest.mark.parametrize(("text", "words"), ODD.items())
def test_what_is_no_id(text, words):
    assert words in odd_id(text)


@pytest.mark.parametrize("text", ["a", "浙-2026/001", "a b", "M1/reversed/2", "é", "330501"])
def test_what_is_an_id(text):
    assert odd_id(text) == ""


@pytest.fixture
def place(tmp_path):
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        yield with_requests(ledger, tmp_path / "requests")


@pytest.fixture
def shops(tmp_path):
    with workshop_ledger(tmp_path / "w.db", tmp_path / "lists") as ledger:
        yield ledger


@pytest.mark.parametrize("odd", [" a", "a\nb", "-a", "a/reversed", " "])
def test_single_commands_refuse_odd_ids(place, shops, odd):
    with pytest.raises(InputError, match="request_id: "):
        file_request(place, by("county"), intake(odd))
    with pytest.raises(InputError, match="resident_id: "):
        file_request(place, by("county"), intake(resident_id=odd))
    with pytest.raises(InputError, match="the case's id: "):
        apply(place, by("county"), application(odd, office="roads"))
    with pytest.raises(InputError, match="applicant_id: "):
        apply(place, by("county"), application(who=odd, office="roads"))
    with pytest.raises(InputError, match="posting_id: "):
        post_money(place, by("county"), money(odd))
    one = Enrolment("E9", "P6", "J2", "330503", Standing.APPLIED, DAY)
    with pytest.raises(InputError, match="the enrolment's id: "):
        apply_for_job(shops, deed(), replace(one, enrolment_id=odd))
    with pytest.raises(InputError, match="person_id: "):
        apply_for_job(shops, deed(), replace(one, person_id=odd))
    with pytest.raises(InputError, match="the first actor: actor_id: "):
        init("nowhere.db", Actor(odd, Role.COUNTY, "3305"), AT)


def test_no_pay_but_a_reversal_is_called_so(shops, tmp_path):
    odd = Pay("M1/reversed", "P1", "J1", "2026-01", 100, DAY)
    with pytest.raises(InputError, match="kept for what undoes a pay"):
        pay_out(shops, deed(), odd)
    rows = ("M1/reversed,P1,J1,2026-01,1,2026-02-01,,\n"
            "M2/reversed,P1,J1,2026-01,-120,2026-02-01,M1,twice\n"
            "M4/reversed,P4,J3,2026-01,-1500,2026-02-01,M4,twice\n")  # fmt: skip
    text = PAY.splitlines()[0] + ",reverses,reason\n" + rows
    done = import_lists(shops, deed(), write_folder(tmp_path / "pay", pay=text))
    assert [(one.row, "kept for" in one.fault) for one in done.faults] == [(2, True), (3, True)]
    assert reverse_pay(shops, deed(), "M1", on=DAY, reason="twice")["id"] == "M1/reversed"


def test_no_cell_of_a_list_about_people_is_told(place, tmp_path):
    secret = "张三离婚了"
    requests = (
        "request_id,resident_id,place,category,filed_at,words,longitude,latitude\n"
        f"q1,p1,330501001002,childcare,{secret},x,,\n"
        f"q2,p1,{secret},childcare,2026-03-02,x,,\n"
        f"q3,{secret},3306,childcare,2026-03-02,x,,\n"
        f"q4,p1,330501001002,childcare,2026-03-02,x,{secret},1\n"
        f"-{secret},p1,330501001002,childcare,2026-03-02,x,,\n"
        "q5,p1,330501001002,childcare,2026-03-02,x,,\n"
    )
    acts = (
        "request_id,event,at,actor_id,department,sign_days,handle_days,satisfied,days,into\n"
        f"q5,{secret},2026-03-02,county,,,,,,\n"
        f"q5,assign,{secret},county,,,,,,\n"
        f"q5,assign,2026-03-02 10:00,{secret},,,,,,\n"
        f"q5,close,2026-03-02 10:00,county,,,,{secret},,\n"
        f"q5,assign,2026-03-02 10:00,county,,{secret},,,,\n"
        f"q5,extend,2026-03-02 10:00,county,,,,,{secret},\n"
        f"q5,merge,2026-03-02 10:00,county,,,,,,{secret}\n"
    )
    cases = (
        f"case_id,kind,applicant_id,guardian_id,subject,place,office,applied_on,{secret}\n"
        f"b1,{secret},x1,,medical,330501,roads,2026-03-01,1\n"
        f"b2,benefit,x1,,medical,330501,roads,{secret},1\n"
        f"b3,benefit,x1,,medical,330501,{secret},2026-03-01,1\n"
        f"b4,benefit,x1,,medical,{secret},roads,2026-03-01,1\n"
        "b5,benefit,x1,,medical,330501,roads,2026-03-01,=1\n"
    )
    workers = f"person_id,village,hours\nw1,{secret},20\n"
    lists = write_folder(
        tmp_path / "in", requests=requests, request_acts=acts, cases=cases, workers=workers
    )
    faults = import_lists(place, by("county", later(1)), lists).faults
    told = {(one.table, one.row) for one in faults}
    assert told == {
        *(("requests", row) for row in (2, 3, 4, 5, 6)),
        *(("request_acts", row) for row in range(2, 9)),
        *(("cases", row) for row in range(2, 7)),
        ("workers", 2),
    }
    assert not any(secret[:2] in f"{one.id}{one.fault}" for one in faults), faults
    said = {(one.table, one.row): one.fault for one in faults}
    assert "write a moment that exists, as 2026-03-01 09:30" in said["requests", 2]
    assert "in (place of the row)" in said["requests", 3]
    assert "write yes or no" in said["request_acts", 5]


def test_a_list_is_headed_by_what_it_holds(place):
    for name in ("r1", "r2", "r3"):
        file_request(place, by("p1"), intake(name))
    act_on_request(place, by("county", later()), "r1", Event.DECLINE, Details(reason="x"))
    said = listing_requests(place, day(3, 5), states=("declined",)).sentences[0]
    assert said["en"].startswith("Requests (declined): 1 of 1. On 2026-03-05: 0 late")
    assert said["zh"].startswith("状态为不予受理的诉求1件，列出1件")
    said = listing_requests(place, day(3, 5), states=("declined", "filed"), category="x")
    assert said.sentences[0]["en"].startswith("Requests (declined, filed): 0 of 3.")
    said = listing_requests(place, day(3, 5)).sentences[0]
    assert said["en"].startswith("Open requests: 2 of 2.")
