"""Declared totals beside the rows, worked out by hand; nothing is made up to meet them."""

from dataclasses import replace
from datetime import date

import pytest

from gongfu.errors import InputError
from gongfu.track.declared import DeclaredTotal, reconcile
from gongfu.track.projects import Phase
from tests.track.project_world import BOOKS, BRIDGE

SCHOOL = replace(
    BRIDGE, project_id="school", place="331102", budgets=(),
    start_on=date(2021, 1, 1), due_on=date(2023, 6, 1), completed_on=date(2022, 5, 1),
)  # fmt: skip
PROJECTS = (BRIDGE, SCHOOL)


def total(what, amount, last_digit=1, first=2023, last=2023, place=""):
    return DeclaredTotal(what, amount, last_digit, first, last, place, "invented, p. 1")


def told(*declared):
    return [
        (one.found, one.n_rows, one.n_silent, one.difference, one.standing)
        for one in reconcile(declared, PROJECTS, BOOKS)
    ]


def test_projects_that_run_in_the_years():
    assert told(
        total("projects", 315),
        total("projects", 2, first=2022),
        total("projects", 0, first=2022, last=2022, place="331127"),
        total("projects", 1, first=2022, last=2022, place="3311"),
        total("projects", 1, first=2022, last=2024, place="331127"),
    ) == [
        (1, 1, 0, -314, "short"),
        (2, 2, 0, 0, "agrees"),
        (0, 0, 0, 0, "no rows"),
        (1, 1, 0, 0, "agrees"),
        (1, 1, 0, 0, "agrees"),
    ]


def test_budgets_of_the_years_and_who_says_nothing():
    assert told(total("budget", 400_000), total("budget", 1_000_000, 2, 2022, 2024)) == [
        (400_001, 1, 0, 1, "beyond"),
        (1_000_001, 2, 1, 1, "agrees"),
    ]


def test_one_budget_is_of_the_year_in_which_a_project_begins_and_cancelled_ones_are_none():
    plain = replace(
        PROJECTS[0], budgets=(), budget_fen=70, start_on=date(2023, 5, 1), due_on=date(2023, 9, 1),
        final_fen=None, completed_on=None, approved_on=None, phase=Phase.IMPLEMENTATION,
    )  # fmt: skip
    gone = replace(plain, project_id="gone", phase=Phase.CANCELLED)
    asked = [
        total("budget", 70, first=2023, last=2023),
        total("projects", 1, first=2023, last=2023),
    ]
    found = reconcile(asked, [plain, gone], [])
    assert [(one.found, one.n_silent, one.standing) for one in found] == [
        (70, 0, "agrees"),
        (1, 0, "agrees"),
    ]


def test_sums_of_postings_without_reversals_and_returns():
    # committed 1,000,001; transferred 600,000 + 999 - 999, returned 50,007; spent 512,305
    assert told(
        total("committed", 1_000_001),
        total("transferred", 549_993),
        total("spent", 512_306),
        total("spent", 500_000, 100_000),
        total("spent", 170_000_000_00, 10_000_000_00),
        total("spent", 1, first=2024, last=2024),
        total("spent", 1, place="3302"),
    ) == [
        (1_000_001, 1, 0, 0, "agrees"),
        (549_993, 4, 0, 0, "agrees"),
        (512_305, 1, 0, -1, "short"),
        (512_305, 1, 0, 12_305, "agrees"),
        (512_305, 1, 0, 512_305 - 17_000_000_000, "short"),
        (0, 0, 0, -1, "no rows"),
        (0, 0, 0, -1, "no rows"),
    ]


def test_the_declared_total_stays_as_it_was():
    one = total("spent", 5)
    (found,) = reconcile([one], PROJECTS, BOOKS)
    assert found.declared is one


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"what": "jobs"}, "declared jobs: what is 'jobs'; choose projects, budget"),
        ({"amount": 1.7}, "amount is 1.7; give a whole number from 0"),
        ({"amount": True}, "amount is True"),
        ({"last_digit": 0}, "last_digit is 0; give a whole number from 1"),
        ({"first_year": 2024}, "its years are 2024 to 2023; turn them round"),
        ({"source": ""}, "no source; say which document declares it"),
    ],
)
def test_what_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        replace(total("spent", 1), **change)


def test_what_no_row_can_come_to_is_shown_and_not_compared():
    asked = total("investment", 4_610_000_000_000, 10**10), total("money", 17_000_000_000, 10**9)
    assert told(*asked) == [(None, 0, 0, None, "not compared")] * 2


def test_rows_must_belong_together():
    with pytest.raises(InputError, match="1 project is there twice"):
        reconcile([], (BRIDGE, BRIDGE), ())
    with pytest.raises(
        InputError, match="6 postings are of projects that are not given, such as 'p1'"
    ):
        reconcile([], (SCHOOL,), BOOKS)
