"""What pay brings to people and villages, and that nobody is told by what is published."""

from datetime import date
from itertools import combinations, groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.income import (
    Months,
    PersonGain,
    VillageGain,
    by_places,
    gains_of_people,
    gains_of_villages,
    public_gains,
    public_pay,
)
from gongfu.track.pay import Pay, reversal
from gongfu.track.workshops import Enrolment, Standing

YEAR = Months("2026-01", "2026-12")


def works(who, village, since=date(2026, 1, 1), job="J", standing=Standing.ENROLLED):
    return Enrolment(f"{who}{village}", who, job, village, standing, since)


def pay(pay_id, who, fen, month="2026-01", job="J"):
    return Pay(pay_id, who, job, month, fen, date(2026, 12, 31))


def test_months():
    assert (
        YEAR.n_months,
        Months("2025-11", "2026-02").n_months,
        Months("2026-03", "2026-03").n_months,
    ) == (12, 4, 1)
    held = [YEAR.holds(month) for month in ("2025-12", "2026-01", "2026-12", "2027-01")]
    assert held == [False, True, True, False]
    with pytest.raises(InputError, match="'2026-13' is no month"):
        Months("2026-01", "2026-13")
    with pytest.raises(InputError, match="turn the months round"):
        Months("2026-02", "2026-01")


def test_by_hand():
    """a moves from v to w in March; b's pay is taken back; c is paid for another year."""
    enrolments = [
        works("a", "v"),
        works("a", "w", date(2026, 3, 2)),
        works("b", "v"),
        works("c", "w", date(2025, 1, 1)),
    ]
    back = reversal(pay("3", "b", 700), pay_id="4", on=date(2026, 12, 31), reason="twice")
    rows = [
        pay("1", "a", 100, "2026-02"),
        pay("2", "a", 40, "2026-03"),
        pay("3", "b", 700),
        back,
        pay("5", "c", 9, "2025-12"),
        pay("6", "c", 5, "2026-12"),
    ]
    people = gains_of_people(rows, enrolments, YEAR)
    assert people == [PersonGain("a", "v", 100), PersonGain("a", "w", 40), PersonGain("c", "w", 5)]
    assert gains_of_villages(people) == [VillageGain("v", 1, 100), VillageGain("w", 2, 45)]


histories = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 9), st.integers(1, 10**6)), max_size=40
)


@given(histories=histories, homes=st.lists(st.sampled_from("uvwx"), min_size=8, max_size=8))
def test_villages_and_people_sum_to_what_was_paid(histories, homes):
    enrolments = [works(who, home) for who, home in zip("abcdefgh", homes, strict=True)]
    rows = [
        pay(str(k), who, fen, f"2026-0{month}") for k, (who, month, fen) in enumerate(histories)
    ]
    people = gains_of_people(rows, enrolments, YEAR)
    villages = gains_of_villages(people)
    total = sum(fen for _, _, fen in histories)
    assert sum(one.fen for one in people) == sum(one.fen for one in villages) == total
    assert sum(one.n_people for one in villages) == len({who for who, _, _ in histories})


sizes = st.lists(st.integers(1, 6), max_size=7)


@given(sizes=sizes, least=st.integers(1, 5))
def test_no_sum_of_few_can_be_worked_out(sizes, least):
    """No set of published rows, taken from the sum of all, leaves fewer people than `least`."""
    villages = [VillageGain(f"v{k}", n, 10 * n) for k, n in enumerate(sizes)]
    shown = public_gains(villages, least)
    assert all(one.n_people >= least for one in shown)
    if not shown:
        assert sum(sizes) < least
        return
    assert sum(one.n_people for one in shown) == sum(sizes)
    assert sum(one.fen for one in shown) == 10 * sum(sizes)
    for k in range(len(shown)):
        for some in combinations(shown, k):
            assert sum(sizes) - sum(one.n_people for one in some) >= least
    named = [one.village for one in shown if one.village]
    assert named == sorted(named)


def test_the_fewest_go_with_those_who_are_too_few():
    villages = [VillageGain("a", 9, 1), VillageGain("b", 4, 2), VillageGain("c", 1, 4)]
    assert public_gains(villages, 3) == [VillageGain("a", 9, 1), VillageGain("", 5, 6)]
    assert public_gains(villages[:2], 3) == villages[:2]
    assert public_gains([VillageGain("c", 2, 4)], 3) == []
    two = [VillageGain("c", 2, 4), VillageGain("d", 1, 1)]
    assert public_gains(two, 3) == [VillageGain("", 3, 5)]


def test_villages_in_places():
    villages = [VillageGain("330501001", 3, 10), VillageGain("330501002", 1, 5),
                VillageGain("3306", 1, 2)]  # fmt: skip
    assert by_places(villages, ["3305", "330501"]) == ({"330501": 15}, ["3306"])
    assert by_places(villages, ["330501001", "33", ""]) == ({"330501001": 10, "33": 7}, [])


def test_pay_of_a_workshop_in_public():
    def shown(*told, up_to=9):
        """What was written down together has one moment."""
        paid = [
            (when, Pay(str(n), who, "J", "2026-01", fen, date(2026, 2, day)))
            for n, (when, day, who, fen) in enumerate(told)
        ]
        together = [[one for _, one in some] for _, some in groupby(paid, key=lambda one: one[0])]
        return public_pay(together, date(2026, 2, up_to), 3)

    assert shown() == (0, 0)
    assert shown((1, 1, "a", 5)) == (None, 1)
    month = ((1, 1, "a", 5), (1, 1, "b", 6), (1, 1, "c", 7))
    assert shown(*month) == (18, 0)
    assert shown(*month, (2, 2, "a", 9), (3, 3, "d", 9)) == (18, 2)
    assert shown(*month, (2, 2, "a", 9), (3, 3, "d", 9), (4, 4, "b", 1)) == (37, 0)
    # who was paid and took it back hides nobody
    assert shown((1, 1, "a", 5), (1, 1, "b", 6), (1, 1, "c", 7), (1, 1, "c", -7)) == (None, 4)
    # what comes late for a day of before waits as well, and a part by day is not shown
    assert shown(*month, (2, 1, "d", 777)) == (18, 1)
    assert shown(*month, (2, 1, "d", 7), (2, 5, "e", 8), (2, 1, "f", 9), up_to=1) == (18, 2)


@given(histories=histories, cuts=st.tuples(*[st.integers(0, 12)] * 2))
def test_pay_of_a_workshop_asked_twice_tells_of_nobody(histories, cuts):
    """At two moments, and up to any two days."""
    rows = [
        [Pay(str(n), who, "J", "2026-01", 1 << n, date(2026, 2, day))]
        for n, (who, day, _) in enumerate(histories)
    ]  # a sum of powers of two tells what it is of
    seen = [
        public_pay(rows[:cut], date(2026, 2, day), 3)[0] or 0
        for cut in cuts
        for day in range(1, 10)
    ]
    for first, last in combinations(seen, 2):
        of = {one.person_id for (one,) in rows if (last ^ first) & one.amount_fen}
        assert not of or len(of) >= 3
