"""Dated terms of cases, and what is wrong with an application."""

from dataclasses import replace
from datetime import date

import pytest

from gongfu.errors import InputError
from gongfu.match.benefits import STATUSES
from gongfu.track.cases import (
    OUTCOMES,
    CaseRule,
    CaseTerms,
    Kind,
    case_faults,
    case_rule_faults,
    outcome_faults,
    terms_of,
)
from tests.track.case_world import MONDAY, fresh

YEAR = date(2024, 1, 1), date(2024, 12, 31)
WIDE = CaseRule("wide", Kind.BENEFIT, "33", *YEAR, CaseTerms(20, rule="wide"))
NEAR = CaseRule("near", Kind.BENEFIT, "3301", *YEAR, CaseTerms(10, rule="near"))


def test_outcomes_of_benefits_are_those_that_the_rules_give():
    assert set(OUTCOMES[Kind.BENEFIT]) == set(STATUSES)


@pytest.mark.parametrize(
    ("kind", "place", "day", "days"),
    [
        (Kind.BENEFIT, "330102", date(2024, 1, 1), 10),
        (Kind.BENEFIT, "3305", date(2024, 12, 31), 20),
        (Kind.BENEFIT, "3305", date(2025, 1, 1), 0),
        (Kind.BENEFIT, "44", date(2024, 5, 1), 0),
        (Kind.ADMISSION, "330102", date(2024, 5, 1), 0),
    ],
)
def test_the_smallest_place_goes_first_while_its_rule_is_in_force(kind, place, day, days):
    assert terms_of([NEAR, WIDE], kind, place, day).decide_days == days
    assert terms_of([WIDE, NEAR], kind, place, day).decide_days == days


def test_rules_that_contradict_each_other_are_told():
    again = replace(NEAR, key="again", start=date(2024, 12, 31), end=None)
    assert "rule 'near' is in force at the same time" in case_rule_faults(again, [WIDE, NEAR])[0]
    assert case_rule_faults(replace(again, start=date(2025, 1, 1)), [WIDE, NEAR]) == []
    assert case_rule_faults(replace(again, kind=Kind.ADMISSION), [WIDE, NEAR]) == []
    assert "mend the days" in case_rule_faults(replace(NEAR, end=date(2023, 1, 1)), [])[0]


def test_terms_are_whole_days():
    with pytest.raises(InputError, match=r"decide_days is -1; appeal_days is 1\.5; give whole"):
        CaseTerms(-1, 0, 1.5)


def test_faults_of_an_application():
    assert case_faults(fresh(), MONDAY.date()) == []
    wrong = replace(fresh(), office="", guardian_id="r1", applied_on=date(2024, 9, 10))
    told = case_faults(wrong, MONDAY.date())
    assert [words.split(";")[0] for words in told] == [
        "no office",
        "the guardian is the applicant",
        "applied on 2024-09-10, which is to come",
    ]


def test_a_person_decides_and_the_rules_may_not_know():
    assert outcome_faults(Kind.BENEFIT, "unknown", "", by_person=False) == []
    assert "choose among" in outcome_faults(Kind.BENEFIT, "unknown", "", by_person=True)[0]
