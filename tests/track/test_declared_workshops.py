"""Totals of workshops as published, held against rows, which are never made up to meet them."""

from datetime import date

import pytest

from gongfu.errors import InputError
from gongfu.track.declared import DeclaredTotal, reconcile, reconcile_workshops
from gongfu.track.workshops import Enrolment, Job, PayBy, Standing, Workshop, WorkshopKind

# Two in Linping, one of them closed in 2022, and one elsewhere.
SHOPS = [
    Workshop("a", "A", WorkshopKind.BRAND, "330113001", "x", date(2022, 5, 1)),
    Workshop("b", "B", WorkshopKind.BRAND, "330113002", "x", date(2021, 5, 1), date(2022, 6, 1)),
    Workshop("c", "C", WorkshopKind.BRAND, "330110001", "x", date(2023, 5, 1)),
]
JOBS = [Job(f"j{one.workshop_id}", one.workshop_id, PayBy.HOUR, 1, 0.0, 0, 9, 20.0)
        for one in SHOPS]  # fmt: skip


def total(what, amount, *, last_digit=1, years=(2023, 2023)):
    return DeclaredTotal(what, amount, last_digit, *years, "330113", "report of 2023, p. 4")


def works(n, who, job, since, until=None, standing=Standing.ENROLLED):
    return Enrolment(f"e{n}", who, job, "330113001", standing, since, until)


ENROLMENTS = [
    works(1, "p", "ja", date(2023, 1, 1)),
    works(2, "p", "ja", date(2022, 6, 1), date(2023, 2, 1), Standing.LEFT),
    works(3, "q", "ja", date(2023, 12, 31)),
    works(4, "r", "ja", date(2024, 1, 1)),
    works(5, "s", "ja", date(2022, 6, 1), date(2022, 12, 31), Standing.LEFT),
    works(6, "t", "ja", date(2023, 6, 1), standing=Standing.APPLIED),
    works(7, "u", "jc", date(2023, 6, 1)),
]


def test_rows_beside_what_was_declared():
    totals = [
        total("workshops", 95),
        total("workshops", 1),
        total("workshops", 1, years=(2022, 2023)),
        total("workshop_people", 2_854),
        total("workshop_people", 2),
    ]
    found = reconcile_workshops(totals, SHOPS, JOBS, ENROLMENTS)
    assert [(one.found, one.n_rows, one.difference, one.standing) for one in found] == [
        (1, 1, -94, "short"),
        (1, 1, 0, "agrees"),
        (2, 2, 1, "beyond"),
        (2, 3, -2_852, "short"),  # p and q, of three enrolments
        (2, 3, 0, "agrees"),
    ]
    (none,) = reconcile_workshops([total("workshops", 95)], [], [], [])
    assert none.standing == "no rows"


def test_what_cannot_be_held_against_them():
    with pytest.raises(InputError, match="'projects' is not of workshops"):
        reconcile_workshops([total("projects", 1)], [], [], [])
    with pytest.raises(InputError, match="'workshops' is of workshops"):
        reconcile([total("workshops", 1)], [], [])
    with pytest.raises(InputError, match=r"7 enrolments are of jobs or workshops .* such as 'e1'"):
        reconcile_workshops([], [], JOBS, ENROLMENTS)
