"""Pay by the terms, what was paid beside it, and pay that is reversed whole and once."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.pay import (
    Attendance,
    Pay,
    attendance_faults,
    check_pay,
    due_fen,
    month_of,
    pay_faults,
    pay_lines,
    reversal,
)
from gongfu.track.workshops import Enrolment, Job, PayBy, Standing

BY_HOUR = Job("J", "W", PayBy.HOUR, 1_850, 0.0, 0, posts=2, hours=20.0)
BY_PIECE = replace(BY_HOUR, job_id="Q", pay_by=PayBy.PIECE, rate_fen=80, pieces_per_h=20.0)
BY_MONTH = replace(BY_HOUR, job_id="M", pay_by=PayBy.MONTH, rate_fen=300_000, days_per_month=22)
TODAY = date(2026, 12, 31)
NOW = {"today": TODAY, "elsewhere_centihours": 0}
JOBS = {"J": BY_HOUR, "Q": BY_PIECE, "M": BY_MONTH}
WORKS = [Enrolment("E", "P", "J", "330501", Standing.ENROLLED, date(2026, 1, 5))]
PAID = Pay("p1", "P", "J", "2026-01", 10_000, date(2026, 2, 1))


def day(n, job="J", centihours=800, pieces=0, month=1):
    return Attendance("P", job, date(2026, month, n), centihours, pieces)


def test_by_the_hour_to_the_hundredth():
    # 7.5 + 4.25 hours at 18.50 yuan are 217.375, and half a fen goes up.
    assert due_fen(BY_HOUR, [day(5, centihours=750), day(6, centihours=425)]) == 21_738
    assert due_fen(BY_HOUR, []) == 0


def test_by_the_piece():
    assert due_fen(BY_PIECE, [day(5, "Q", 0, 100), day(6, "Q", 300, 50)]) == 12_000


def test_by_the_month():
    half = [day(n, "M") for n in range(1, 12)]
    assert due_fen(BY_MONTH, half) == 150_000
    assert due_fen(BY_MONTH, [*half, day(12, "M", centihours=0)]) == 150_000
    assert due_fen(BY_MONTH, [day(n, "M") for n in range(1, 31)]) == 300_000
    # 3000 yuan / 22 = 136.3636...
    assert due_fen(BY_MONTH, [day(1, "M")]) == 13_636


@given(
    hours=st.lists(st.integers(0, 2_400), max_size=31),
    rate=st.integers(1, 10**7),
    full=st.integers(1, 31),
)
def test_pay_is_the_exact_amount_rounded_once(hours, rate, full):
    days = [Attendance("P", "J", date(2026, 1, 1), one, 0) for one in hours]
    exact = Fraction(rate * sum(hours), 100)
    due = due_fen(replace(BY_HOUR, rate_fen=rate), days)
    assert -Fraction(1, 2) <= exact - due < Fraction(1, 2)
    month = due_fen(replace(BY_MONTH, rate_fen=rate, days_per_month=full), days)
    worked = sum(one > 0 for one in hours)
    assert abs(month - min(Fraction(rate * worked, full), rate)) <= Fraction(1, 2)


def test_what_is_due_beside_what_was_paid():
    attendance = [day(5), day(6, "Q", 0, 10), day(5, "M"), day(2, month=2)]
    pay = [
        PAID,
        Pay("p2", "P", "Q", "2026-01", 800, date(2026, 2, 1)),
        Pay("p3", "P", "M", "2026-01", 20_000, date(2026, 2, 1)),
        Pay("p4", "R", "J", "2026-01", 5_000, date(2026, 2, 1)),
        reversal(Pay("p5", "R", "J", "2026-01", 1, date(2026, 2, 1)), pay_id="p6",
                 on=date(2026, 2, 1), reason="twice"),
        Pay("p5", "R", "J", "2026-01", 1, date(2026, 2, 1)),
    ]  # fmt: skip
    found = [(one.person_id, one.job_id, one.month, one.due_fen, one.paid_fen, one.standing)
             for one in pay_lines(JOBS, attendance, pay)]  # fmt: skip
    assert found == [
        ("P", "J", "2026-01", 14_800, 10_000, "short"),
        ("R", "J", "2026-01", 0, 5_000, "not_attended"),
        ("P", "M", "2026-01", 13_636, 20_000, "beyond"),
        ("P", "Q", "2026-01", 800, 800, "paid"),
        ("P", "J", "2026-02", 14_800, 0, "short"),
    ]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (day(5, "X"), "no job 'X'"),
        (day(4), "not enrolled in job 'J' on 2026-01-04"),
        (day(5, centihours=2_401), "24.01 hours in a day"),
        (day(5, centihours=0), "no hours, and the job is paid by the hour"),
        (day(5, pieces=3), "pieces, and the job is paid by the hour"),
        (day(5, pieces=-1), "-1 pieces in a day"),
        (day(5, "Q"), "no pieces, and the job is paid by the piece"),
    ],
)
def test_what_is_wrong_with_attendance(one, words):
    assert attendance_faults(day(5), JOBS, WORKS, **NOW) == []
    assert any(words in fault for fault in attendance_faults(one, JOBS, WORKS, **NOW))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount_fen": 0}, "above 0 yuan"),
        ({"amount_fen": -5}, "above 0 yuan"),
        ({"month": "2026-03"}, "for 2026-03, and paid on 2026-02-01"),
        ({"month": "2025-12"}, "not enrolled in job 'J' in 2025-12"),
        ({"job_id": "X"}, "no job 'X'"),
        ({"reason": "twice"}, "a reason, and nothing that it reverses"),
    ],
)
def test_what_is_wrong_with_pay(values, words):
    assert pay_faults(PAID, JOBS, WORKS, {}, (), today=TODAY) == []
    (fault,) = pay_faults(replace(PAID, **values), JOBS, WORKS, {}, (), today=TODAY)
    assert words in fault


def test_pay_of_those_who_left_and_of_those_who_only_applied():
    left = replace(WORKS[0], standing=Standing.LEFT, until=date(2026, 2, 1), reason="other")
    late = replace(PAID, on=date(2026, 5, 1))
    months = {
        m: pay_faults(replace(late, month=m), JOBS, [left], {}, (), today=TODAY) == []
        for m in ("2025-12", "2026-01", "2026-02", "2026-03")
    }
    assert months == {"2025-12": False, "2026-01": True, "2026-02": True, "2026-03": False}
    applied = replace(WORKS[0], standing=Standing.APPLIED)
    assert pay_faults(PAID, JOBS, [applied], {}, (), today=TODAY) != []


def test_what_is_wrong_with_a_reversal():
    back = reversal(PAID, pay_id="p2", on=date(2026, 2, 3), reason="twice")
    before = {"p1": PAID, "p2": back}
    assert back.amount_fen == -10_000
    assert pay_faults(back, JOBS, [], {"p1": PAID}, (), today=TODAY) == []
    cases = [
        (replace(back, amount_fen=-5), (), "more than the sign"),
        (replace(back, month="2026-02"), (), "more than the sign"),
        (replace(back, reason="because"), (), "no reason 'because' to reverse"),
        (replace(back, reverses="p9"), (), "no pay 'p9'"),
        (replace(back, on=date(2026, 1, 31)), (), "give a later day"),
        (back, ("p1",), "reversed already"),
        (reversal(back, pay_id="p3", on=back.on, reason="twice"), (), "is a reversal itself"),
    ]
    for one, undone, words in cases:
        (fault,) = pay_faults(one, JOBS, WORKS, before, undone, today=TODAY)
        assert words in fault


def test_all_pay_together():
    back = reversal(PAID, pay_id="p2", on=PAID.on, reason="twice")
    assert check_pay([back, PAID]) == 2
    for rows in ([back], [PAID, back, replace(back, pay_id="p3")],
                 [PAID, replace(back, amount_fen=-1)]):  # fmt: skip
        with pytest.raises(InputError, match="whole and once"):
            check_pay(rows)


acts = st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(-5, 500)), max_size=30)


@given(acts=acts)
def test_no_sum_of_pay_is_ever_below_nothing(acts):
    """Whatever is asked for, pay that is taken by the rules sums to what was not reversed."""
    held: dict[str, Pay] = {}
    undone: set[str] = set()
    for k, (pays, which, fen) in enumerate(acts):
        of = held.get(f"p{which}", replace(PAID, pay_id=f"p{which}"))
        one = (
            replace(PAID, pay_id=f"p{k}", amount_fen=fen)
            if pays
            else reversal(of, pay_id=f"p{k}", on=of.on, reason="amount")
        )
        if not pay_faults(one, JOBS, WORKS, held, undone, today=TODAY):
            held[one.pay_id] = one
            undone |= {one.reverses} - {""}
        assert sum(pay.amount_fen for pay in held.values()) >= 0
    assert check_pay(held.values()) == len(held)
    stays = [one for one in held.values() if not one.reverses and one.pay_id not in undone]
    assert sum(one.amount_fen for one in held.values()) == sum(one.amount_fen for one in stays)


def test_the_month_of_a_day():
    assert month_of(date(2026, 1, 31)) == "2026-01"


def test_a_day_has_24_hours_in_all_jobs_together():
    full = day(5, centihours=1_000)
    assert attendance_faults(full, JOBS, WORKS, today=TODAY, elsewhere_centihours=1_400) == []
    (fault,) = attendance_faults(full, JOBS, WORKS, today=TODAY, elsewhere_centihours=1_401)
    assert fault.startswith("10 hours beside 14.01 in other jobs on 2026-01-05; a day has 24")


def test_what_is_still_to_come_is_not_entered():
    eve = {"today": date(2026, 1, 4), "elsewhere_centihours": 0}
    (fault,) = attendance_faults(day(5), JOBS, WORKS, **eve)
    assert fault == "2026-01-05 is still to come; enter a day when it is there"
    (fault,) = pay_faults(PAID, JOBS, WORKS, {}, (), today=date(2026, 1, 31))
    assert fault == "paid on 2026-02-01, which is still to come; mend the day"


def test_a_day_that_was_struck_counts_for_nothing():
    struck = day(5, centihours=0)
    assert struck.is_struck
    assert pay_lines(JOBS, [struck], []) == []
    (line,) = pay_lines(JOBS, [struck], [PAID])
    assert (line.due_fen, line.standing) == (0, "not_attended")
