"""Whose data it is, wherever they stand: another place's same id sees and moves nothing."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from gongfu.app.requesting import file_request
from gongfu.app.requesting_answers import showing_request
from gongfu.app.requesting_rows import Intake
from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_case_answers import showing_case
from gongfu.app.tracking_cases import Application, apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person, export_person, retire
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_tables import THINGS
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import CHINA_TIME, day_in_china
from gongfu.track.cases import Kind

AT = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA_TIME)
TODAY = date(2026, 3, 3)
HERE, THERE = "330523001", "330424001"
ACTORS = (
    "actor_id,role,place,department\na,county,330523,\nb,county,330424,\n"
    "care,department,330523,care\nclerk,department,330523,care\n"
)
RULES = (
    "rule_id,kind,place,start_on,end_on,decide_days,evidence_days,appeal_days,review_days\n"
    "all,benefit,33,2026-01-01,,20,10,30,20\n"
)
WORDS = "my roof leaks"


def by(who, why="", key=""):
    return Deed(who, AT, why, key)


def brought(ledger, folder, who="p", **texts):
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return import_lists(ledger, by(who), folder)


def asked(request_id="Q1", resident="r9", **told):
    return Intake(request_id, resident, HERE, "roofs", AT, words=WORDS, **told)


def applied(case_id="c1", who="r9", **told):
    given = {"place": HERE, "office": "care", "applied_on": AT.date(), "facts": {"age": "9"}}
    return Application(case_id, Kind.BENEFIT, who, "rent", **(given | told))


def begun(where, folder):
    ledger = init(where, Actor("p", Role.PROVINCE, "33"), AT, durable=False)
    done = brought(ledger, folder / "begin", actors=ACTORS, case_rules=RULES)
    assert not done.faults, done.faults
    file_request(ledger, by("a"), asked())
    apply(ledger, by("a"), applied())
    move_case(ledger, by("care", "bring the lease"), "c1", "ask_evidence", {})
    head = "actor_id,role,place,department\n"
    assert not brought(ledger, folder / "b", "b", actors=f"{head}r9,resident,{THERE},\n").faults
    return ledger


@pytest.fixture
def two(copied):
    """Two counties; in the first somebody asked and applied, of whom the second has a namesake."""
    with copied(begun) as ledger:
        yield ledger


def all_of(ledger):
    with reading(ledger) as connection:
        check_ledger(connection)
        return "".join(map(repr, records_of(connection)))


def test_a_namesake_elsewhere_sees_and_moves_nothing(two):
    assert WORDS not in repr(showing_request(two, "Q1", TODAY, who="r9"))
    assert WORDS in repr(showing_request(two, "Q1", TODAY, who="a"))
    reasons = showing_case(two, "c1", TODAY, who="r9").table
    assert set(reasons["why_en"]) == {""}
    assert "bring the lease" in set(showing_case(two, "c1", TODAY, who="a").table["why_en"])
    for task in (export_person, erase_person):
        with pytest.raises(InputError, match=r"'r9' .* may not"):
            task(two, by("r9", "mine"), "r9")
    with pytest.raises(InputError, match="another resident's"):
        move_case(two, by("r9"), "c1", "withdraw", {})


def test_evidence_is_private_and_goes_with_the_person(two, tmp_path):
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"a psychiatric letter")
    told = {"evidence": "psychiatric letter", "proof": str(paper)}
    move_case(two, by("a"), "c1", "add_evidence", told)
    assert "psychiatric" not in all_of(two)
    assert "psychiatric" not in repr(showing_case(two, "c1", TODAY).table.to_dict())
    known = export_person(two, by("a"), "r9")
    assert "psychiatric letter" in [one.get("kind") for one in known]
    erase_person(two, by("a", "asked to"), "r9")
    assert "psychiatric" not in repr(export_person(two, by("a"), "r9"))
    assert "case_evidence" in THINGS
    all_of(two)
    with pytest.raises(InputError, match="says why it is withdrawn"):
        move_case(two, by("a"), "c1", "withdraw", {})
    assert move_case(two, by("a", "facts erased"), "c1", "withdraw", {})["state"] == "withdrawn"


@pytest.mark.parametrize("number", ["13857212345", "11010519491231002X"])
def test_numbers_that_tell_of_somebody_are_no_ids(two, number):
    for intake in (asked(number), asked("Q2", number)):
        with pytest.raises(InputError, match="ids stay in the record for good"):
            file_request(two, by("a"), intake)
    for one in (applied(number), applied("c2", number), applied("c2", guardian_id=number)):
        with pytest.raises(InputError, match="ids stay in the record for good"):
            apply(two, by("a"), one)
    assert number not in all_of(two)


def test_a_key_is_of_one_application(two):
    first = apply(two, by("a", key="k"), applied("c2", "r1"))
    assert apply(two, by("a", key="k"), applied("c2", "r1")) == first
    for other in (applied("c2", "r2"), applied("c2", "r1", guardian_id="g1")):
        with pytest.raises(ConflictError, match="used for something else"):
            apply(two, by("a", key="k"), other)


def test_a_guardian_is_known(two):
    apply(two, by("a"), applied("c2", "r1", guardian_id="g1"))
    assert {one["thing"] for one in export_person(two, by("a"), "g1")} == {"case"}
    with pytest.raises(NotFoundError, match="no person 'g1'"):
        erase_person(two, by("a", "asked to"), "g1")


def test_who_was_retired_asks_for_nothing(two):
    retire(two, by("p", "moved away"), "clerk")
    for ask in (showing_request, showing_case):
        with pytest.raises(InputError, match="was retired"):
            ask(two, {showing_request: "Q1", showing_case: "c1"}[ask], TODAY, who="clerk")


def test_a_moment_beyond_any_calendar_is_told():
    first = datetime(1, 1, 1, 0, 0, tzinfo=UTC)
    with pytest.raises(InputError, match="beyond any calendar"):
        day_in_china(first.replace(tzinfo=timezone(timedelta(hours=14))))
    assert day_in_china(first) == date(1, 1, 1)
