"""What pay brings to people and villages."""

from dataclasses import replace
from datetime import date

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
    paid_at,
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
    people = gains_of_people(paid_at([*enrolments, *rows], {"J": "W"}), YEAR)
    assert people == [PersonGain("a", "v", 100), PersonGain("a", "w", 40), PersonGain("c", "w", 5)]
    assert gains_of_villages(people) == [VillageGain("v", 1, 100), VillageGain("w", 2, 45)]


def test_where_somebody_lived_is_as_was_known_when_the_pay_was_written():
    """a leaves v; what is written down of w afterwards moves no pay, and no reversal, of before."""
    first = pay("1", "a", 100)
    back = reversal(first, pay_id="2", on=date(2026, 12, 31), reason="amount")
    left = replace(works("a", "v"), standing=Standing.LEFT, until=date(2026, 1, 10))
    written = [
        works("a", "v"),
        first,
        left,
        works("a", "w", date(2026, 1, 11)),
        back,
        pay("3", "a", 111),
        pay("4", "a", 7, "2026-02"),
    ]
    found = paid_at(written, {"J": "W"})
    assert [(one.pay.pay_id, one.village, one.workshop_id) for one in found] == [
        ("1", "v", "W"),
        ("2", "v", "W"),
        ("3", "w", "W"),
        ("4", "w", "W"),
    ]
    for n in range(len(written)):
        assert (
            paid_at(written[:n], {"J": "W"})
            == found[: sum(not isinstance(one, Enrolment) for one in written[:n])]
        )


histories = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 9), st.integers(1, 10**6)), max_size=40
)


@given(histories=histories, homes=st.lists(st.sampled_from("uvwx"), min_size=8, max_size=8))
def test_villages_and_people_sum_to_what_was_paid(histories, homes):
    enrolments = [works(who, home) for who, home in zip("abcdefgh", homes, strict=True)]
    rows = [
        pay(str(k), who, fen, f"2026-0{month}") for k, (who, month, fen) in enumerate(histories)
    ]
    people = gains_of_people(paid_at([*enrolments, *rows], {"J": "W"}), YEAR)
    villages = gains_of_villages(people)
    total = sum(fen for _, _, fen in histories)
    assert sum(one.fen for one in people) == sum(one.fen for one in villages) == total
    assert sum(one.n_people for one in villages) == len({who for who, _, _ in histories})


def test_villages_in_places():
    villages = [VillageGain("330501001", 3, 10), VillageGain("330501002", 1, 5),
                VillageGain("3306", 1, 2)]  # fmt: skip
    assert by_places(villages, ["3305", "330501"]) == ({"330501": 15}, ["3306"])
    assert by_places(villages, ["330501001", "33", ""]) == ({"330501001": 10, "33": 7}, [])
