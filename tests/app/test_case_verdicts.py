"""Facts of cases as the lists that rules take; two headings that disagree; letters."""

from datetime import date

import pytest

from gongfu.app.admitting import Draw
from gongfu.app.case_verdicts import benefit_verdicts, round_verdicts
from gongfu.app.tracking import init
from gongfu.app.tracking_case_answers import (
    details_of_words,
    facts_of_words,
    write_case_letter,
)
from gongfu.app.tracking_cases import Application, apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_proposals import propose
from gongfu.errors import InputError
from gongfu.io.rule_sets import read_rules
from gongfu.track.cases import Case, Kind
from tests.cases_ledger import ACTORS, FACTS, RULES, deed, write_folder
from tests.ledgers import AT, COUNTY

DAY = date(2025, 6, 1)
SEATS = {
    "schools": [
        {"school": "hill", "seats": "1", "walk_minutes": "10", "row": 2},
        {"school": "pier", "seats": "1", "walk_minutes": None, "row": 3},
    ]
}


def case(case_id, kind=Kind.ADMISSION, subject="2026"):
    return Case(case_id, kind, f"a{case_id}", subject, "33", "o", date(2025, 3, 1), AT)


def judged(facts, seats=SEATS):
    cases = [case(one) for one in facts]
    return {
        one.case_id: (one.outcome, one.award)
        for one in round_verdicts(
            seats, Draw(1), None, cases, facts, {one: f"{one}/lot" for one in facts}
        )
    }


def test_minutes_beside_a_choice_put_a_pupil_into_the_walk_zone():
    near = {"choice_1": "hill", "points": "10", "minutes_1": "5", "性质": "模拟"}
    far = {"第1志愿": "hill", "第2志愿": "pier", "积分": "90", "第1志愿出行时间(分钟)": "30"}
    assert judged({"p1": near, "p2": far}) == {
        "p1": ("admitted", "hill"),
        "p2": ("admitted", "pier"),
    }
    further = {**near, "minutes_1": "11"}
    assert judged({"p1": further, "p2": far}) == {
        "p1": ("seats_taken", ""),
        "p2": ("admitted", "hill"),
    }


def test_points_beside_a_choice_go_before_those_of_the_pupil():
    one = {"choice_1": "hill", "points": "10", "points_1": "99", "minutes_1": "30"}
    two = {"choice_1": "hill", "points": "50", "minutes_1": "30"}
    assert judged({"p1": one, "p2": two})["p1"] == ("admitted", "hill")


def test_a_round_in_which_nobody_chose():
    seats = {"schools": [{"school": "pier", "seats": "1", "row": 2}]}
    assert judged({"p1": {"points": "3"}}, seats) == {"p1": ("no_choice", "")}


def verdicts(facts, **changes):
    cases = [case("c1", Kind.BENEFIT, changes.get("subject", "medical"))]
    rules = read_rules("enclave_talents")
    places = changes.get("places", {})
    return benefit_verdicts(
        rules,
        changes.get("day", DAY),
        cases,
        {"c1": facts},
        places=places,
        seed=0,
        lots={"c1": "c1/lot"},
    )


def test_what_nobody_said_is_unknown():
    assert verdicts({})[0].outcome == "unknown"
    assert verdicts(FACTS)[0].outcome == "entitled"


@pytest.mark.parametrize(
    ("facts", "changes", "words"),
    [
        ({**FACTS, "education": "本科"}, {}, "case 'c1': two headings say 'education' and do not"),
        (FACTS, {"subject": "gold"}, "no benefit 'gold', which a case is for; they have 'flat'"),
        (FACTS, {"places": {"flat": {"a": 1}}}, "no case is for 'flat'; leave it out"),
        (FACTS, {"subject": "school"}, "no places for 'school', which is limited"),
    ],
)
def test_what_does_not_fit_is_told(facts, changes, words):
    with pytest.raises(InputError, match=words):
        verdicts(facts, **changes)


def test_two_headings_that_agree_are_one():
    assert verdicts({**FACTS, "education": "博士"}) == verdicts(FACTS)


def test_a_letter_says_the_decision_the_reasons_and_until_when(tmp_path):
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        lists = write_folder(tmp_path / "begin", actors=ACTORS, case_rules=RULES)
        assert not import_lists(ledger, deed("county"), lists).faults
        told = ("330501001", "care", AT.date())
        apply(
            ledger, deed("r1"), Application("c1", Kind.BENEFIT, "r1", "medical", *told, "", FACTS)
        )
        propose(ledger, deed("o1"), "enclave_talents", DAY)
        path = tmp_path / "letter.txt"
        with pytest.raises(InputError, match="nobody has decided it yet"):
            write_case_letter(ledger, "c1", path, AT.date())
        move_case(ledger, deed("o2", "forged"), "c1", "overrule", {"outcome": "not_entitled"})
        move_case(ledger, deed("o1"), "c1", "tell", {})
        write_case_letter(ledger, "c1", path, AT.date())
    text = path.read_text("utf-8")
    # Told on Monday 2 March 2026, four working days to appeal.
    assert "Decision on medical: not entitled." in text
    assert "You may appeal until 2026-03-06" in text
    assert "illustrative rule, article 4" in text
    assert "forged" in text
    assert "不符合条件" in text


def test_facts_as_one_writes_them():
    assert facts_of_words(("a=1", "b=x=y")) == {"a": "1", "b": "x=y"}
    for wrong, words in (
        (("a",), "as fact 1 is none"),
        (("=1",), "as fact 1 is none"),
        (("a=1", "a=2"), "twice"),
    ):
        with pytest.raises(InputError, match=words):
            facts_of_words(wrong)
    told = {"outcome": "", "award": "hill", "owner": "x"}
    assert details_of_words(told, ("a=1",)) == {"award": "hill", "facts": {"a": "1"}}
