"""Workshops, jobs and enrolments: what is wrong with one, and every move of an enrolment."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from gongfu.errors import InputError
from gongfu.track.enrolment_moves import MOVES, Event, moved, moves_from
from gongfu.track.workshops import (
    Enrolment,
    Job,
    PayBy,
    Standing,
    Workshop,
    WorkshopKind,
    enrolment_faults,
    fen_per_h,
    job_faults,
    workshop_faults,
)

OPENED = date(2025, 3, 1)
SHOP = Workshop("W", "Stitch", WorkshopKind.PROCESSING, "330501", "sewco", OPENED)
JOB = Job("J", "W", PayBy.HOUR, 1_800, 0.0, 0, posts=2, hours=20.0)
ONE = Enrolment("E", "P", "J", "330501", Standing.APPLIED, date(2026, 1, 5))


def test_a_workshop_runs_from_its_first_day_to_its_last():
    closed = replace(SHOP, closed_on=date(2026, 1, 31))
    assert [closed.runs_on(date(2026, 1, day)) for day in (1, 31)] == [True, True]
    assert not closed.runs_on(date(2026, 2, 1))
    assert not SHOP.runs_on(date(2025, 2, 28))


def test_what_is_wrong_with_a_workshop():
    assert workshop_faults(SHOP) == []
    bad = replace(SHOP, name="", enterprise="", closed_on=date(2025, 2, 1))
    assert workshop_faults(bad) == [
        "no name; fill it in",
        "no enterprise; fill it in",
        "closed on 2025-02-01, and opened on 2025-03-01; mend either",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"workshop_id": "X"}, "no workshop 'X'"),
        ({"rate_fen": 0}, "above 0 yuan"),
        ({"pay_by": PayBy.PIECE}, "pieces_per_h is 0 with pay by the piece; say how many"),
        ({"pieces_per_h": 3.0}, "leave it empty unless paid by the piece"),
        ({"pay_by": PayBy.MONTH}, "days_per_month is 0 with pay by the month; say how many"),
        ({"days_per_month": 20}, "leave it empty unless by month"),
        ({"pay_by": PayBy.MONTH, "days_per_month": 32}, "days_per_month is 32"),
        ({"posts": -1}, "-1 posts"),
        ({"hours": 169.0}, "169 hours a week"),
        ({"hours": 0.0}, "0 hours a week"),
        ({"weeks": 54.0}, "54 weeks a year"),
        ({"days": 8}, "of 8 days"),
        ({"min_age": 60, "max_age": 50}, "from 60 to 50 years old"),
    ],
)
def test_what_is_wrong_with_a_job(values, words):
    assert job_faults(JOB, {"W": SHOP}) == []
    (fault,) = job_faults(replace(JOB, **values), {"W": SHOP})
    assert words in fault


def test_a_closed_workshop_has_no_open_job():
    shut = {"W": replace(SHOP, closed_on=date(2026, 1, 1))}
    assert job_faults(replace(JOB, is_open=False), shut) == []
    (fault,) = job_faults(JOB, shut)
    assert "is closed; close the job, too" in fault


def test_what_an_hour_earns():
    assert fen_per_h(JOB) == 1_800.0
    assert fen_per_h(replace(JOB, pay_by=PayBy.PIECE, rate_fen=80, pieces_per_h=20.0)) == 1_600.0
    # 22 days of 8 hours are 176 hours, and 5280 yuan by the month are 30 for each.
    month = replace(JOB, pay_by=PayBy.MONTH, rate_fen=528_000, days_per_month=22, hours=40.0)
    assert fen_per_h(replace(month, days=5)) == fen_per_h(month) == 3_000.0
    assert fen_per_h(replace(month, days=4)) == 528_000 / 220


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"village": ""}, "nobody knows where"),
        ({"job_id": "X"}, "no job 'X'"),
        ({"standing": Standing.REFUSED}, "refused with no reason; choose among"),
        ({"standing": Standing.REFUSED, "reason": "drinks"}, "refused with another reason than"),
        ({"reason": "full"}, "applied, and with a reason"),
        ({"until": date(2026, 2, 1)}, "applied, and until is 2026-02-01"),
        ({"standing": Standing.LEFT, "reason": "own_wish"}, "left, and until is empty"),
        (
            {"standing": Standing.LEFT, "reason": "own_wish", "until": date(2026, 1, 4)},
            "since 2026-01-05 until 2026-01-04",
        ),
    ],
)
def test_what_is_wrong_with_an_enrolment(values, words):
    assert enrolment_faults(ONE, {"J": JOB}, {}) == []
    (fault,) = enrolment_faults(replace(ONE, **values), {"J": JOB}, {})
    assert words in fault


def test_posts_are_counted():
    enrolled = replace(ONE, standing=Standing.ENROLLED)
    assert enrolment_faults(enrolled, {"J": JOB}, {"J": 1}) == []
    (fault,) = enrolment_faults(enrolled, {"J": JOB}, {"J": 2})
    assert "all 2 posts" in fault
    assert enrolment_faults(ONE, {"J": JOB}, {"J": 2}) == []


def test_days_that_an_enrolment_covers():
    left = replace(ONE, standing=Standing.LEFT, until=date(2026, 1, 7), reason="other")
    days = [date(2026, 1, day) for day in (4, 5, 7, 8)]
    assert [left.covers(day) for day in days] == [False, True, True, False]
    assert [replace(ONE, standing=Standing.ENROLLED).covers(day) for day in days][1:] == [True] * 3
    for standing in (Standing.APPLIED, Standing.REFUSED, Standing.WITHDRAWN):
        assert not any(replace(ONE, standing=standing).covers(day) for day in days)


@pytest.mark.parametrize(("before", "event"), list(product(Standing, Event)))
def test_every_pair_moves_or_explains(before, event):
    one = replace(ONE, standing=before)
    given = {"job": JOB, "n_enrolled": 0, "on": date(2026, 1, 9)}
    move = MOVES.get((before, event))
    if move is None:
        with pytest.raises(InputError, match=f"'E' is {before}, and cannot {event}; what can"):
            moved(one, event, **given)
        return
    reason = "own_wish" if move.needs_reason else ""
    after = moved(one, event, reason=reason, **given)
    assert (after.standing, after.reason) == (move.after, reason)
    assert after.since == (date(2026, 1, 9) if event is Event.ENROL else one.since)
    assert after.until == (date(2026, 1, 9) if event is Event.LEAVE else None)
    assert enrolment_faults(after, {"J": JOB}, {}) == []
    wrong = "" if move.needs_reason else "own_wish"
    with pytest.raises(InputError, match="reason"):
        moved(one, event, reason=wrong, **given)


def test_refusals_to_move_tell_every_cause():
    shut = replace(JOB, is_open=False)
    with pytest.raises(InputError, match=r"give a later day.*no reason 'x'.*takes no.*closed.*all"):
        moved(ONE, Event.ENROL, job=shut, n_enrolled=2, on=date(2026, 1, 1), reason="x")
    assert set(moves_from(Standing.APPLIED)) == {Event.ENROL, Event.REFUSE, Event.WITHDRAW}
    assert moves_from(Standing.LEFT) == {}
