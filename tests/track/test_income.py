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
    public_sums,
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


VILLAGES = ("330501001001", "330501001002", "330501002001", "330702001001")
batches = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 3)),
        min_size=1,
        max_size=6,
    ),
    max_size=7,
)


def asked(sums, months):
    """The rows of an answer: village -> what was paid."""
    shown = public_gains(one for one in sums if months.holds(one.month))
    return {one.village: one.fen for one in shown}


@given(told=batches, homes=st.lists(st.sampled_from(VILLAGES), min_size=8, max_size=8))
def test_no_answers_of_any_periods_and_days_tell_of_few(told, homes):
    """Each payment is a power of two, so that a sum says which payments it is made of.

    Payments that no two answers tell apart are of three people or more, or in no answer.
    """
    lives = dict(zip("abcdefgh", homes, strict=True))
    paid, stream = [], []
    for some in told:
        one_task = []
        for who, month in some:
            one_task.append(pay(str(len(paid)), who, 2 ** len(paid), f"2026-0{month}"))
            paid.append(one_task[-1])
        stream.append([(got, lives[got.person_id]) for got in one_task])
    signs = [[] for _ in paid]
    for n in range(len(stream) + 1):
        sums, waiting = public_sums(stream[:n], 3)
        known = sum(got.amount_fen for some in stream[:n] for got, _ in some)
        assert sum(one.fen for one in sums) + sum(got.amount_fen for got in waiting) == known
        for first in (1, 2, 3):
            for last in range(first, 4):
                rows = asked(sums, Months(f"2026-0{first}", f"2026-0{last}"))
                for village in ("", *VILLAGES):
                    for at, sign in enumerate(signs):
                        sign.append(bool(rows.get(village, 0) >> at & 1))
    together = {}
    for got, sign in zip(paid, signs, strict=True):
        together.setdefault(tuple(sign), set()).add(got.person_id)
    assert all(len(people) >= 3 for sign, people in together.items() if any(sign))


@given(told=batches)
def test_what_is_shown_once_stays_as_it_is(told):
    stream = [
        [(pay(f"{k}/{n}", who, n + 1, f"2026-0{month}"), VILLAGES[0]) for n, (who, month) in one]
        for k, one in enumerate(list(enumerate(some)) for some in told)
    ]
    before = []
    for n in range(len(stream) + 1):
        sums, _ = public_sums(stream[:n], 3)
        assert sums[: len(before)] == before
        before = sums


def together(*told):
    """Pay of January of one task: who, fen and the end of the code of their village."""
    return [(pay(f"{k}{who}", who, fen), f"3305{code}") for k, (who, fen, code) in enumerate(told)]


def test_few_wait_for_others_of_their_place_and_month():
    near, far = "01001001", "01002001"
    three = together(("a", 5, near), ("b", 6, near), ("c", 7, near))
    sums, waiting = public_sums([three], 3)
    assert [(one.place, one.village, one.fen, one.n_rows) for one in sums] == [
        (f"3305{near}", f"3305{near}", 18, 3)
    ]
    assert waiting == []
    two = together(("d", 1, near), ("e", 2, near))
    sums, waiting = public_sums([three, two], 3)
    assert (len(sums), len(waiting)) == (1, 2)
    # Nobody waits for another county; one of the next township makes three of this one.
    elsewhere = together(("g", 8, "02001001"))
    assert len(public_sums([three, two, elsewhere], 3)[1]) == 3
    sums, waiting = public_sums([three, two, together(("f", 4, far))], 3)
    assert (sums[1].place, sums[1].village, sums[1].fen) == ("330501", "", 7)
    assert public_gains(sums) == [VillageGain(f"3305{near}", 3, 18), VillageGain("", 3, 7)]
    assert waiting == []


def test_of_one_month_few_wait_though_another_month_has_many():
    """Else the sums of two periods would tell what one was paid."""
    villages = ["330501001001"] * 3
    january = [(pay(who, who, 10), one) for who, one in zip("abc", villages, strict=True)]
    february = [(pay("a2", "a", 77, "2026-02"), villages[0])]
    sums, waiting = public_sums([january, february], 3)
    assert [one.month for one in sums] == ["2026-01"]
    assert [got.amount_fen for got in waiting] == [77]


def test_what_was_taken_back_is_of_nobody():
    near = "01001001"
    paid = together(("a", 5, near), ("b", 6, near), ("c", 7, near))
    back = [
        (reversal(paid[2][0], pay_id="r", on=date(2026, 12, 31), reason="twice"), f"3305{near}")
    ]
    assert public_sums([[*paid, *back]], 3)[0] == []
    sums, waiting = public_sums([paid, back], 3)
    assert ([one.fen for one in sums], [got.amount_fen for got in waiting]) == ([18], [-7])
    only = together(("d", 9, near))
    gone = [
        (reversal(only[0][0], pay_id="s", on=date(2026, 12, 31), reason="twice"), f"3305{near}")
    ]
    assert public_sums([only, gone], 3) == ([], [])


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
