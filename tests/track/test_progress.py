"""Progress against a count deliverable by deliverable, day by day."""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.progress import Facts, Promises, course, progress, standings

DAY = date(2024, 1, 1)
NOW = date(2024, 7, 1)


def day(k):
    return DAY + timedelta(days=k)


def columns(promised, proved):
    """(start, term, quantity) and (at, day, quantity), as the functions take them."""
    return (
        Promises(
            np.array([day(s) for s, _, _ in promised], "M8[D]"),
            np.array([day(s + t) for s, t, _ in promised], "M8[D]"),
            np.array([q for *_, q in promised], float),
        ),
        Facts(
            np.array([at for at, _, _ in proved], np.int64),
            np.array([day(k) for _, k, _ in proved], "M8[D]"),
            np.array([q for *_, q in proved], float),
        ),
    )


@st.composite
def worlds(draw):
    promised = draw(
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 90), st.integers(1, 20)), max_size=6)
    )
    proved = []
    for at, (_, _, q) in enumerate(promised):
        total = {}
        for k, more in draw(
            st.lists(st.tuples(st.integers(0, 150), st.integers(-4, q)), max_size=6)
        ):
            total[k] = total.get(k, 0) + more
            running = [sum(v for d, v in total.items() if d <= e) for e in sorted(total)]
            if min(running) >= 0:
                proved.append((at, k, more))
            else:
                total[k] -= more
    return promised, draw(st.permutations(proved)), draw(st.integers(0, 160))


def slow(promised, proved, at, today, slack=Fraction(1, 10), quiet=Fraction(1, 4)):
    """One deliverable, with fractions."""
    start, term, quantity = promised[at]
    own = [(k, q) for a, k, q in proved if a == at and k <= today]
    done = sum(q for _, q in own)
    delivered_on = None
    if done >= quantity:
        days = sorted({k for k, _ in own})
        while days and sum(q for k, q in own if k <= days[-1]) >= quantity:
            delivered_on = days.pop()
    late = delivered_on is None and today > start + term
    share = min(Fraction(done, quantity), Fraction(1))
    gone = today - start
    risk = (
        delivered_on is None
        and not late
        and gone > quiet * term
        and gone > share * term * (1 + slack)
    )
    return done, bool(own), delivered_on, late, risk


@given(worlds())
def test_counts_agree_with_one_deliverable_after_the_other(world):
    promised, proved, today = world
    promises, facts = columns(promised, proved)
    # Slack and quiet that binary fractions hold, so that equal is equal.
    stand = standings(promises, facts, day(today), slack_share=0.125, quiet_share=0.25)
    for at in range(len(promised)):
        done, begun, on, late, risk = slow(
            promised, proved, at, today, Fraction(1, 8), Fraction(1, 4)
        )
        assert stand.done[at] == done
        assert stand.share[at] == min(done / promised[at][2], 1.0)
        assert stand.begun[at] == begun
        assert stand.delivered_on[at].item() == (None if on is None else day(on))
        assert stand.late[at] == late
        if abs(stand.share[at] * promised[at][1] * 1.125 - (today - promised[at][0])) > 1e-9:
            assert stand.at_risk[at] == risk


@given(worlds(), st.integers(1, 4))
def test_groups_add_up_and_months_end_where_the_standings_do(world, n_groups):
    promised, proved, today = world
    promises, facts = columns(promised, proved)
    stand = standings(promises, facts, day(today))
    group = np.arange(len(promised)) % n_groups
    told = progress(stand, group, n_groups)
    np.testing.assert_array_equal(told.n_delivered + told.n_under_way + told.n_not_started, told.n)
    assert (told.n_late + told.n_at_risk <= told.n_under_way + told.n_not_started).all()
    assert np.isnan(told.completion).tolist() == (told.n == 0).tolist()
    for g in range(n_groups):
        own = stand.share[group == g]
        assert told.completion[g] == pytest.approx(own.mean() if own.size else np.nan, nan_ok=True)
    months = course(promises, stand, group, n_groups, day(0), day(400))
    np.testing.assert_array_equal(months.n_delivered[-1], told.n_delivered)
    np.testing.assert_array_equal(months.n_due[-1], told.n)
    for m, month in enumerate(months.months):
        end = (month + 1).astype("M8[D]")
        for g in range(n_groups):
            due = promises.due_on[group == g]
            assert months.n_due[m, g] == (due < end).sum()
            assert months.n_delivered[m, g] == (stand.delivered_on[group == g] < end).sum()


def test_four_deliverables_by_hand():
    promises, facts = columns(
        [(0, 100, 10), (0, 100, 10), (0, 100, 10), (0, 10, 1)],
        [(0, 5, 10), (1, 40, 4), (2, 40, 5), (0, 30, -1), (0, 45, 1)],
    )
    stand = standings(promises, facts, day(50))
    assert stand.delivered.tolist() == [True, False, False, False]
    assert stand.delivered_on[0].item() == day(45)  # taken back on day 30, made good on day 45
    assert stand.late.tolist() == [False, False, False, True]
    # Half the term is over: 4 of 10 take 125 days, 25 too many; 5 of 10 take exactly 100.
    assert stand.at_risk.tolist() == [False, True, False, False]
    assert standings(promises, facts, day(29)).delivered_on[0].item() == day(5)
    assert not standings(promises, facts, day(4)).begun.any()


def test_three_thirds_are_a_whole_and_nothing_is_nothing():
    promises, facts = columns([(0, 9, 1)], [(0, k, 1 / 3) for k in range(3)])
    assert standings(promises, facts, NOW).delivered.all()
    promises, facts = columns([], [])
    told = progress(standings(promises, facts, NOW), np.zeros(0, np.int64), 2)
    assert told.n.tolist() == [0, 0]
    assert np.isnan(told.delivered_share).all()


@pytest.mark.parametrize(
    ("promised", "proved", "told"),
    [
        ([(0, 0, 1)], [], r"1 promises are due on or before .* rows \[0\]"),
        ([(0, 9, 1), (0, 9, 0)], [], r"quantity not in 0.001 to 1e\+09, such as in rows \[1\]"),
        ([(0, 9, np.nan)], [], "quantity not in"),
        ([(0, 9, 1)], [(1, 2, 1)], "none of 0 to 0"),
        ([(0, 9, 1)], [(-1, 2, 1)], "none of 0 to 0"),
        ([(0, 9, 1)], [(0, 2, np.nan)], "no number"),
        ([(0, 9, 1)], [(0, 2, -1)], "less than nothing done"),
        ([(0, 9, 1)], [(0, 2, 1e9)] * 9001, "a larger unit"),
    ],
)
def test_what_cannot_be_is_told(promised, proved, told):
    with pytest.raises(InputError, match=told):
        standings(*columns(promised, proved), NOW)


def test_what_does_not_fit_together_is_told():
    promises, facts = columns([(0, 9, 1)], [])
    stand = standings(promises, facts, NOW)
    with pytest.raises(InputError, match="one value per row"):
        progress(stand, np.zeros(2, np.int64), 1)
    with pytest.raises(InputError, match="none of 0 to 0"):
        progress(stand, np.ones(1, np.int64), 1)
    with pytest.raises(InputError, match="whole numbers"):
        progress(stand, np.zeros(1), 1)
    with pytest.raises(InputError, match="before the first"):
        course(promises, stand, np.zeros(1, np.int64), 1, day(40), day(0))
    with pytest.raises(InputError, match="slack_share"):
        standings(promises, facts, NOW, slack_share=-1)
    with pytest.raises(InputError, match="datetime64"):
        Promises(np.zeros(1), np.zeros(1), np.ones(1))
