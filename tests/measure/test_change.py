"""Changes between two periods: by hand, and what they are made of."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decomposition import entropy_change, gini_change
from gongfu.measure.inequality import gini, mean_log_deviation, theil_t

KNOBS = {"value": "x", "weight": "n", "group": "g"}
INDICES = {"mean_log_deviation": mean_log_deviation, "theil_t": theil_t}
MEMBER = st.tuples(st.integers(1, 60), st.integers(1, 5))
# Three groups, each with members in both periods.
GROUPS = st.lists(
    st.tuples(st.lists(MEMBER, min_size=1, max_size=6), st.lists(MEMBER, min_size=1, max_size=6)),
    min_size=1,
    max_size=3,
)


def frames_of(groups):
    return [
        pd.DataFrame(
            [(x, n, g) for g, periods in enumerate(groups) for x, n in periods[at]],
            columns=["x", "n", "g"],
        )
        for at in (0, 1)
    ]


@given(GROUPS, st.sampled_from(list(INDICES)))
def test_parts_add_up_to_the_change(groups, index):
    before, after = frames_of(groups)
    change = entropy_change(before, after, **KNOBS, index=index)
    assert change.before == pytest.approx(INDICES[index](before["x"], before["n"]), abs=1e-12)
    assert change.after == pytest.approx(INDICES[index](after["x"], after["n"]), abs=1e-12)
    parts = change.within + change.shares_within + change.shares_between + change.means
    assert parts == pytest.approx(change.after - change.before, abs=1e-12)
    assert change.to_frame()["value"].iloc[:4].sum() == pytest.approx(parts, abs=1e-13)


@given(GROUPS, st.sampled_from(list(INDICES)), st.floats(0.5, 20))
def test_going_back_is_the_same_with_the_other_sign_and_prices_do_not_matter(groups, index, price):
    before, after = frames_of(groups)
    forth = entropy_change(before, after.assign(x=after["x"] * price), **KNOBS, index=index)
    back = entropy_change(after, before, **KNOBS, index=index)
    for name in ("within", "shares_within", "shares_between", "means"):
        assert getattr(forth, name) == pytest.approx(-getattr(back, name), abs=1e-12)


def test_each_part_alone():
    before = pd.DataFrame({"g": list("aabb"), "x": [1.0, 3.0, 4.0, 8.0], "n": 1.0})
    # only the inside of a changes, its mean stays
    wider = entropy_change(before, before.assign(x=[0.5, 3.5, 4.0, 8.0]), **KNOBS)
    assert wider.within == pytest.approx(wider.after - wider.before)
    assert [wider.shares_within, wider.shares_between, wider.means] == pytest.approx([0, 0, 0])
    # a doubles: only the relative means change
    richer = entropy_change(before, before.assign(x=[2.0, 6.0, 4.0, 8.0]), **KNOBS)
    assert richer.means == pytest.approx(richer.after - richer.before)
    # by hand: shares 1/2; ratios to the mean before 1/2, 3/2 (mean 4), after 4/5, 6/5 (mean 5)
    assert richer.means == pytest.approx(
        -0.5 * (math.log(0.8) - math.log(0.5)) - 0.5 * (math.log(1.2) - math.log(1.5))
    )
    # people move to b: shares 1/2, 1/2 become 1/4, 3/4
    moved = entropy_change(before, before.assign(n=[1.0, 1.0, 3.0, 3.0]), **KNOBS)
    assert moved.within == pytest.approx(0)
    inner = [mean_log_deviation([1, 3]), mean_log_deviation([4, 8])]
    assert moved.shares_within == pytest.approx((inner[1] - inner[0]) / 4)
    assert moved.groups.index.to_list() == ["a", "b"]


def test_changes_that_cannot_be_split_are_refused():
    rows = pd.DataFrame({"g": list("aab"), "x": [1.0, 2.0, 3.0], "n": 1.0})
    with pytest.raises(InputError, match=r"1 groups of 'g' have people in one period only.*'b'"):
        entropy_change(rows, rows.iloc[:2], **KNOBS)
    zero = rows.assign(x=[0.0, 2.0, 3.0])
    with pytest.raises(InputError, match="1 rows of frame have 'x' equal to 0"):
        entropy_change(rows, zero, **KNOBS)
    assert entropy_change(rows, zero, **KNOBS, index="theil_t").after == pytest.approx(
        theil_t([0, 2, 3])
    )
    with pytest.raises(InputError, match="group 'b' of 'g' holds nothing"):
        entropy_change(rows, rows.assign(x=[1.0, 2.0, 0.0]), **KNOBS, index="theil_t")
    with pytest.raises(InputError, match="give one of"):
        entropy_change(rows, rows, **KNOBS, index="gini")


PANEL = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 4)), min_size=1, max_size=20
).filter(lambda rows: any(a for a, _, _ in rows) and any(b for _, b, _ in rows))


@given(PANEL)
def test_progress_and_change_of_places_add_up_to_the_change_of_gini(rows):
    panel = pd.DataFrame(rows, columns=["a", "b", "n"])
    change = gini_change(panel, before="a", after="b", weight="n")
    assert change.before == pytest.approx(gini(panel["a"], panel["n"]), abs=1e-13)
    assert change.after == pytest.approx(gini(panel["b"], panel["n"]), abs=1e-13)
    assert change.reranking - change.progressivity == pytest.approx(
        change.after - change.before, abs=1e-13
    )
    assert change.reranking >= 0
    same = gini_change(panel, before="a", after="a", weight="n")
    assert [same.reranking, same.progressivity] == pytest.approx([0, 0], abs=1e-13)


def test_order_kept_means_no_reranking():
    panel = pd.DataFrame({"a": [1.0, 2.0, 9.0, 5.0], "b": [3.0, 4.0, 9.0, 6.0], "n": [1, 2, 1, 0]})
    change = gini_change(panel, before="a", after="b", weight="n")
    assert change.reranking == pytest.approx(0, abs=1e-15)
    assert change.progressivity == pytest.approx(change.before - change.after)
    assert np.isnan(gini_change(panel.assign(a=0), before="a", after="b", weight="n").before)
    with pytest.raises(InputError, match="'b' is missing in row 2"):
        gini_change(panel.assign(b=[1, None, 2, 3]), before="a", after="b", weight="n")
