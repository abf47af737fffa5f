"""Splits by hand, their identities, and PySAL as an independent judge."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inequality.theil import TheilD

from gongfu.errors import InputError
from gongfu.measure.decomposition import (
    entropy_decompositions,
    mean_log_deviation_decomposition,
    theil_decomposition,
)
from gongfu.measure.inequality import mean_log_deviation, theil_t

BOTH = (
    (theil_decomposition, theil_t),
    (mean_log_deviation_decomposition, mean_log_deviation),
)
# province > city > county > member: two provinces, three cities, five counties
MEMBERS = pd.DataFrame(
    {
        "province": list("PPPPPPQQQ"),
        "city": list("aaaabbccc"),
        "county": ["1", "1", "2", "2", "3", "3", "4", "5", "5"],
        "income": [1.0, 3.0, 2.0, 2.0, 4.0, 8.0, 5.0, 6.0, 10.0],
        "people": [1.0, 2.0, 3.0, 1.0, 2.0, 1.0, 4.0, 2.0, 1.0],
    }
)
ROWS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 9), st.integers(0, 8)), min_size=1, max_size=40
).filter(lambda rows: any(people for _, people, _ in rows))


def world(rows):
    frame = pd.DataFrame(rows, columns=["income", "people", "county"])
    return frame.assign(city=frame["county"] // 3, province=frame["county"] // 6)


def test_two_cities_by_hand():
    # city a: 1 and 3; city b: 4 and 4; mean 3, one person each
    frame = pd.DataFrame({"city": list("aabb"), "x": [1.0, 3.0, 4.0, 4.0], "n": 1.0})
    theil = theil_decomposition(frame, value="x", weight="n", levels=["city"])
    between = (4 * math.log(2 / 3) + 8 * math.log(4 / 3)) / 12
    within = (1 * math.log(1 / 2) + 3 * math.log(3 / 2)) / 12
    assert theil.parts == pytest.approx((between,))
    assert theil.within == pytest.approx(within)
    assert theil.total == pytest.approx(between + within)

    log = mean_log_deviation_decomposition(frame, value="x", weight="n", levels=["city"])
    assert log.parts == pytest.approx(((math.log(3 / 2) + math.log(3 / 4)) / 2,))
    assert log.within == pytest.approx((math.log(2) + math.log(2 / 3)) / 4)


@pytest.mark.parametrize(("split", "index"), BOTH)
def test_three_levels_by_replacing_everyone_with_the_mean_of_their_group(split, index):
    """Between the groups of a level = the index when each earns the group's mean."""
    result = split(MEMBERS, value="income", weight="people", levels=["province", "city", "county"])
    totals = []
    for level in ("province", "city", "county"):
        held = (MEMBERS["income"] * MEMBERS["people"]).groupby(MEMBERS[level]).transform("sum")
        mean = held / MEMBERS["people"].groupby(MEMBERS[level]).transform("sum")
        totals.append(index(mean, MEMBERS["people"]))
    whole = index(MEMBERS["income"], MEMBERS["people"])
    assert result.parts == pytest.approx(np.diff([0.0, *totals]), abs=1e-14)
    assert result.within == pytest.approx(whole - totals[-1])
    assert result.total == pytest.approx(whole)
    assert result.n_groups == (2, 3, 5)
    assert result.within_observed


@given(ROWS)
def test_parts_sum_to_the_index_of_all_at_any_depth(rows):
    frame = world(rows)
    for levels in (["city"], ["city", "county"], ["province", "city", "county"]):
        for split, index in BOTH:
            result = split(frame, value="income", weight="people", levels=levels)
            whole = index(frame["income"], frame["people"])
            assert sum(result.parts) + result.within == pytest.approx(result.total, abs=1e-12)
            assert result.total == pytest.approx(whole, abs=1e-12)
            assert min(*result.parts, result.within) >= -1e-12
            assert len(result.parts) == len(levels)


@given(ROWS)
def test_a_deeper_level_splits_the_last_and_leaves_the_rest(rows):
    frame = world(rows)
    for split, _ in BOTH:
        short = split(frame, value="income", weight="people", levels=["province"])
        deep = split(frame, value="income", weight="people", levels=["province", "city"])
        assert deep.parts[0] == pytest.approx(short.parts[0], abs=1e-12)
        assert deep.parts[1] + deep.within == pytest.approx(short.within, abs=1e-12)


@given(ROWS)
def test_agrees_with_pysal(rows):
    frame = world(rows)
    people = frame.loc[frame.index.repeat(frame["people"])]
    judge = TheilD(people["income"].to_numpy(float), people["city"].to_numpy())
    result = theil_decomposition(frame, value="income", weight="people", levels=["city"])
    assert result.parts[0] == pytest.approx(np.ravel(judge.bg)[0], abs=1e-12)
    assert result.within == pytest.approx(np.ravel(judge.wg)[0], abs=1e-12)


def test_single_members_say_that_within_is_not_observed():
    counties = MEMBERS.drop_duplicates("county")
    result = theil_decomposition(
        counties, value="income", weight="people", levels=["city", "county"]
    )
    assert not result.within_observed
    assert result.within == 0.0
    table = result.to_frame().set_index("component")
    assert table["observed"].to_dict() == {
        "city": True, "county": True, "within": False, "total": True,
    }  # fmt: skip
    assert table.loc[["city", "county", "within"], "share"].sum() == pytest.approx(1.0)
    assert table.loc["city", "n_groups"] == 3


def test_a_county_in_two_cities_is_named():
    wrong = MEMBERS.assign(county=["1", "1", "2", "2", "3", "3", "4", "2", "5"])
    with pytest.raises(InputError, match="'2' in 'a', 'c'"):
        theil_decomposition(wrong, value="income", weight="people", levels=["city", "county"])


def test_town_and_country_repeat_in_every_county():
    named = MEMBERS.assign(area=list("ututututu"))
    flagged = named.assign(area=named["area"] == "u")
    spelled = named.assign(area=named["county"] + named["area"])
    levels = ["city", "county", "area"]
    with pytest.raises(InputError, match="repeating"):
        theil_decomposition(named, value="income", weight="people", levels=levels)
    results = [
        theil_decomposition(
            named, value="income", weight="people", levels=levels, repeating=("area",)
        ),
        theil_decomposition(flagged, value="income", weight="people", levels=levels),
        theil_decomposition(spelled, value="income", weight="people", levels=levels),
    ]
    assert results[0] == results[1] == results[2]
    assert results[0].n_groups == (3, 5, 9)


def test_zeros_have_a_limit_in_theil_and_an_error_in_log_deviation():
    frame = MEMBERS.assign(income=[0.0, 0.0, *MEMBERS["income"][2:]])
    levels = ["city", "county"]
    result = theil_decomposition(frame, value="income", weight="people", levels=levels)
    assert result.total == pytest.approx(theil_t(frame["income"], frame["people"]))
    assert sum(result.parts) + result.within == pytest.approx(result.total)
    with pytest.raises(InputError, match="2 rows of frame have 'income' equal to 0"):
        mean_log_deviation_decomposition(frame, value="income", weight="people", levels=levels)
    unpeopled = frame.assign(people=[0.0, 0.0, *frame["people"][2:]])
    kept = mean_log_deviation_decomposition(
        unpeopled, value="income", weight="people", levels=levels
    )
    assert kept.n_members == 7


def test_nothing_to_share_is_undefined_in_every_part():
    frame = MEMBERS.assign(income=0.0)
    result = theil_decomposition(frame, value="income", weight="people", levels=["city"])
    assert np.isnan([result.total, *result.parts, result.within]).all()
    assert result.to_frame()["share"].isna().all()


@pytest.mark.parametrize(
    ("change", "levels", "remedy"),
    [
        ({"income": -1.0}, ["city"], "'income' is -1.0"),
        ({"city": None}, ["city"], "'city' is missing"),
        ({"people": 0.0}, ["city"], "give people to at least one"),
        ({}, [], "give a list of different columns"),
        ({}, ["city", "city"], "give a list of different columns"),
        ({}, "city", "give a list of different columns"),
        ({}, ["town"], "no column 'town'"),
    ],
)
def test_bad_input_says_what_to_do(change, levels, remedy):
    with pytest.raises(InputError, match=remedy):
        theil_decomposition(
            MEMBERS.assign(**change), value="income", weight="people", levels=levels
        )


def test_index_order_and_input_do_not_matter():
    before = MEMBERS.copy()
    levels = ["province", "city", "county"]
    want = theil_decomposition(MEMBERS, value="income", weight="people", levels=levels)
    shuffled = pd.concat([MEMBERS.iloc[4:], MEMBERS.iloc[:4]]).set_axis([7] * 9)
    got = theil_decomposition(shuffled, value="income", weight="people", levels=levels)
    assert [got.total, *got.parts] == pytest.approx([want.total, *want.parts])
    pd.testing.assert_frame_equal(MEMBERS, before)


@given(ROWS, st.booleans())
def test_together_they_are_as_each_alone(rows, as_categories):
    """Also where categories are not in use, or in another order than the rows."""
    frame = world(rows)
    knobs = {"value": "income", "weight": "people", "levels": ["province", "city", "county"]}
    alone = tuple(split(frame, **knobs) for split, _ in BOTH)
    if as_categories:
        kinds = {"county": range(12, -1, -1), "city": range(-1, 4), "province": range(3)}
        for name, categories in kinds.items():
            frame[name] = pd.Categorical(frame[name], categories=categories)
    assert entropy_decompositions(frame, **knobs) == alone


def test_an_index_that_does_not_split_is_named():
    with pytest.raises(InputError, match=r"indices is .*gini.*give some of"):
        entropy_decompositions(
            MEMBERS, value="income", weight="people", levels=["city"], indices=("gini",)
        )


@pytest.mark.parametrize("level", ["city", "county"])
@pytest.mark.parametrize("kind", ["category", "object"])
def test_a_label_that_is_missing_is_named_at_any_level(level, kind):
    frame = MEMBERS.astype({level: kind})
    frame.loc[2, level] = None
    for levels in (["city", "county"], [level]):
        with pytest.raises(InputError, match=f"{level!r} is missing in row 3"):
            entropy_decompositions(frame, value="income", weight="people", levels=levels)
