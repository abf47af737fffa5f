"""Gini by groups: every pair of members written out, hand-worked cases, and chance."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decomposition import (
    dagum_decomposition,
    dagum_null,
    dagum_pairs,
    gini_decomposition,
)
from gongfu.measure.inequality import gini

KNOBS = {"value": "x", "weight": "n", "group": "g"}
METHODS = ("bhattacharya_mahalanobis", "yitzhaki_lerman", "heikkuri_schief")
ROWS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=40
).filter(lambda rows: any(x * n for x, n, _ in rows))


def frame_of(rows):
    frame = pd.DataFrame(rows, columns=["x", "n", "g"])
    return frame.assign(g=frame["g"].map("abcde".__getitem__))


def by_definition(frame):
    """Dagum's terms as he defines them, from every pair of members."""
    frame = frame[frame["n"] > 0]
    whole = frame["n"].sum()
    held = (frame["x"] * frame["n"]).sum()
    groups = dict(list(frame.groupby("g")))
    within = net = rest = 0.0
    for (j, mine), (h, theirs) in product(groups.items(), groups.items()):
        gap = mine["x"].to_numpy()[:, None] - theirs["x"].to_numpy()[None, :]
        pairs = mine["n"].to_numpy()[:, None] * theirs["n"].to_numpy()[None, :]
        difference = (np.abs(gap) * pairs).sum() / pairs.sum()
        mean_j, mean_h = (
            (rows["x"] * rows["n"]).sum() / rows["n"].sum() for rows in (mine, theirs)
        )
        if mean_j + mean_h == 0:
            continue
        between = difference / (mean_j + mean_h)
        part = between * mine["n"].sum() / whole * (theirs["x"] * theirs["n"]).sum() / held
        if j == h:
            within += part
            continue
        sign = 1.0 if mean_j >= mean_h else -1.0
        ahead = (np.maximum(sign * gap, 0) * pairs).sum() / pairs.sum()
        behind = (np.maximum(-sign * gap, 0) * pairs).sum() / pairs.sum()
        affluence = (ahead - behind) / (ahead + behind) if ahead + behind else 0.0
        net += part * affluence
        rest += part * (1.0 - affluence)
    return within, net, rest


@given(ROWS)
def test_totals_agree_with_the_definition_pair_by_pair(rows):
    frame = frame_of(rows)
    parts = dagum_decomposition(frame, **KNOBS)
    within, net, rest = by_definition(frame)
    assert parts.within == pytest.approx(within, abs=1e-12)
    assert parts.net_between == pytest.approx(net, abs=1e-12)
    assert parts.transvariation == pytest.approx(rest, abs=1e-12)
    assert parts.total == pytest.approx(gini(frame["x"], frame["n"]), abs=1e-13)
    assert parts.within + parts.gross_between == pytest.approx(parts.total, abs=1e-14)


@given(ROWS)
def test_the_pair_table_adds_up_to_the_totals(rows):
    frame = frame_of(rows).assign(x=lambda f: f["x"] + 1)
    parts = dagum_decomposition(frame, **KNOBS)
    pairs = dagum_pairs(frame, **KNOBS)
    n_groups = len(parts.groups)
    assert len(pairs) == n_groups * (n_groups - 1) // 2
    assert pairs["net_between"].sum() == pytest.approx(parts.net_between, abs=1e-12)
    assert pairs["transvariation"].sum() == pytest.approx(parts.transvariation, abs=1e-12)
    means = parts.groups["mean"]
    assert (means[pairs["richer"]].to_numpy() >= means[pairs["poorer"]].to_numpy()).all()
    known = pairs.dropna()
    assert known["affluence"].between(-1e-12, 1 + 1e-12).all()


def test_two_groups_by_hand():
    # a: 1, 3; b: 2, 6 (one person each).  mean 3; differences a-b: 1 5 1 3 -> mean 2.5
    frame = pd.DataFrame({"g": list("aabb"), "x": [1, 3, 2, 6], "n": 1})
    parts = dagum_decomposition(frame, **KNOBS)
    # within: (1/4)(1/3)(1/4)... a: p 1/2, s 1/3, G 1/4; b: p 1/2, s 2/3, G 1/4
    assert parts.within == pytest.approx(1 / 2 * 1 / 3 * 1 / 4 + 1 / 2 * 2 / 3 * 1 / 4)
    assert parts.net_between == pytest.approx(1 / 4 * (4 - 2) / 3)
    assert parts.transvariation == pytest.approx(1 / 4 * (2.5 - 2) / 3)
    (pair,) = dagum_pairs(frame, **KNOBS).to_dict("records")
    assert (pair["richer"], pair["poorer"]) == ("b", "a")
    assert pair["difference"] == pytest.approx(2.5)
    assert pair["gini"] == pytest.approx(2.5 / 6)
    assert pair["affluence"] == pytest.approx(2 / 2.5)
    table = parts.groups
    assert table.index.to_list() == ["a", "b"]
    np.testing.assert_allclose(table["share_of_value"], [1 / 3, 2 / 3])
    np.testing.assert_allclose(table["gini"], [1 / 4, 1 / 4])
    assert parts.to_frame()["share"].iloc[:3].sum() == pytest.approx(1.0)


def test_groups_apart_do_not_overlap_and_groups_alike_only_overlap():
    apart = pd.DataFrame({"g": list("aabb"), "x": [1, 2, 7, 9], "n": 1})
    assert dagum_decomposition(apart, **KNOBS).transvariation == pytest.approx(0, abs=1e-15)
    assert dagum_pairs(apart, **KNOBS)["affluence"].to_list() == [pytest.approx(1)]
    alike = pd.DataFrame({"g": list("aabb"), "x": [1, 5, 5, 1], "n": 1})
    parts = dagum_decomposition(alike, **KNOBS)
    assert parts.net_between == 0.0
    assert parts.transvariation == pytest.approx(parts.total / 2)


@given(ROWS)
def test_the_three_methods_add_up_and_keep_their_promises(rows):
    frame = frame_of(rows)
    dagum = dagum_decomposition(frame, **KNOBS)
    for method in METHODS:
        parts = gini_decomposition(frame, **KNOBS, method=method)
        assert parts.total == dagum.total
        assert parts.within + parts.between + parts.overlap == pytest.approx(parts.total, abs=1e-13)
        assert parts.groups["within"].sum() == pytest.approx(parts.within, abs=1e-14)
    old, yitzhaki, new = (gini_decomposition(frame, **KNOBS, method=m) for m in METHODS)
    assert old.within == pytest.approx(dagum.within, abs=1e-14)
    assert old.between == pytest.approx(dagum.net_between, abs=1e-14)
    assert old.overlap == pytest.approx(dagum.transvariation, abs=1e-13)
    assert yitzhaki.between <= old.between + 1e-12  # they rank groups by members, not by means
    assert new.within >= old.within - 1e-13
    assert new.between >= 0.0


@given(ROWS)
def test_yitzhaki_and_lerman_by_covariances(rows):
    frame = frame_of(rows)
    frame = frame.loc[frame.index.repeat(frame["n"])]
    x = frame["x"].to_numpy(float)
    rank = np.array([(x < v).mean() + 0.5 * (x == v).mean() for v in x])
    within = 0.0
    for _, inside in frame.groupby("g").indices.items():
        share = inside.size / x.size
        covariance = np.mean((x[inside] - x[inside].mean()) * rank[inside])
        within += 2 * share * covariance / x.mean()
    parts = gini_decomposition(frame.assign(n=1), **KNOBS, method="yitzhaki_lerman")
    assert parts.within == pytest.approx(within, abs=1e-12)


def test_stratification_is_one_apart_and_none_where_groups_are_alike():
    apart = pd.DataFrame({"g": list("aabb"), "x": [1, 2, 7, 9], "n": 1})
    table = gini_decomposition(apart, **KNOBS, method="yitzhaki_lerman").groups
    np.testing.assert_allclose(table["stratification"], [1, 1])
    alike = pd.DataFrame({"g": list("aabb"), "x": [1, 5, 5, 1], "n": 1})
    table = gini_decomposition(alike, **KNOBS, method="yitzhaki_lerman").groups
    np.testing.assert_allclose(table["stratification"], [0, 0], atol=1e-12)
    # b lies between the two of a: a's order among b is all they share, b's is none of a's
    split = pd.DataFrame({"g": list("aabb"), "x": [1, 9, 4, 5], "n": 1})
    table = gini_decomposition(split, **KNOBS, method="yitzhaki_lerman").groups
    np.testing.assert_allclose(table["stratification"], [-1, 1])


def test_heikkuri_and_schief_by_hand_and_between_groups_of_one_distribution():
    frame = pd.DataFrame({"g": list("aabb"), "x": [1, 3, 2, 6], "n": 1})
    parts = gini_decomposition(frame, **KNOBS, method="heikkuri_schief")
    roots = math.sqrt(1 / 2 * 1 / 3 * 1 / 4) + math.sqrt(1 / 2 * 2 / 3 * 1 / 4)
    assert parts.within == pytest.approx(roots**2)
    alike = pd.DataFrame({"g": list("aabb"), "x": [1, 5, 5, 1], "n": [1, 1, 3, 3]})
    assert gini_decomposition(alike, **KNOBS, method="heikkuri_schief").between == pytest.approx(
        0, abs=1e-15
    )
    frame = frame.assign(g="a")
    for method in METHODS:
        assert gini_decomposition(frame, **KNOBS, method=method).between == pytest.approx(
            0, abs=1e-15
        )


@given(ROWS, st.floats(0.1, 100))
def test_parts_know_neither_scale_nor_the_order_of_rows(rows, scale):
    frame = frame_of(rows)
    other = frame.sample(frac=1, random_state=1).assign(x=lambda f: f["x"] * scale)
    want, got = (dagum_decomposition(f, **KNOBS) for f in (frame, other))
    for name in ("total", "within", "net_between", "transvariation"):
        assert getattr(got, name) == pytest.approx(getattr(want, name), abs=1e-12)
    written = frame.loc[frame.index.repeat(frame["n"])].assign(n=1.0)
    if len(written):
        again = dagum_decomposition(written, **KNOBS)
        assert again.net_between == pytest.approx(want.net_between, abs=1e-12)


@pytest.mark.parametrize("kind", ["category", "int64", "int8", "string", "object", "bool"])
def test_labels_of_any_type_name_the_groups(kind):
    labels = {"string": list("bbab"), "object": ["b", "b", 7, "b"], "category": list("bbab")}
    group = pd.Series(labels.get(kind, [1, 1, 0, 1])).astype(kind)
    frame = pd.DataFrame({"g": group, "x": [1.0, 2.0, 3.0, 4.0], "n": [1, 1, 1, 0]})
    parts = dagum_decomposition(frame, **KNOBS)
    assert parts.groups["n_members"].to_list() == [2, 1]
    assert parts.groups.index.to_list() == [group[0], group[2]]


def test_a_category_nobody_is_in_is_no_group():
    group = pd.Categorical(["a", "c"], categories=["a", "b", "c"])
    frame = pd.DataFrame({"g": group, "x": [1.0, 2.0], "n": [1, 1]})
    assert dagum_decomposition(frame, **KNOBS).groups.index.to_list() == ["a", "c"]


def test_values_below_zero_warn_and_nothing_to_share_is_undefined():
    frame = pd.DataFrame({"g": list("aabb"), "x": [-5, 1, 2, 10], "n": 1})
    with pytest.warns(UserWarning, match="1 of 4 rows have a negative 'x'"):
        parts = dagum_decomposition(frame, **KNOBS)
    assert parts.total == pytest.approx(1.4375)
    assert parts.within + parts.gross_between == pytest.approx(1.4375)
    assert math.isnan(parts.groups.loc["a", "gini"])  # its mean is -2
    with (
        pytest.warns(UserWarning, match="negative"),
        pytest.raises(InputError, match="dagum_decomposition for the totals"),
    ):
        dagum_pairs(frame, **KNOBS)
    for none in (frame.assign(x=0), frame.assign(x=[-1, 1, 0, 0]).iloc[2:]):
        assert math.isnan(dagum_decomposition(none, **KNOBS).total)
        assert math.isnan(gini_decomposition(none, **KNOBS, method=METHODS[2]).between)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": [1, 2, np.nan]}, "'x' is missing in row 3"),
        ({"g": ["a", None, "b"]}, "'g' is missing in row 2"),
        ({"n": [1, -1, 1]}, "'n' is -1"),
        ({"n": 0}, "give people to at least one"),
        ({"x": list("abc")}, "'x' must be numbers"),
        ({"x": [1.0, np.inf, 2.0]}, "'x' is inf in row 2"),
        ({"x": [1e308, 1e308, 1.0]}, "so large that the sum overflows"),
    ],
)
def test_bad_input_names_the_rows(change, said):
    frame = pd.DataFrame({"g": list("aab"), "x": [1.0, 2.0, 3.0], "n": 1}).assign(**change)
    for split in (dagum_decomposition, dagum_pairs):
        with pytest.raises(InputError, match=said):
            split(frame, **KNOBS)
    with pytest.raises(InputError, match="give one of"):
        gini_decomposition(frame, **KNOBS, method="dagum")


def test_a_column_that_is_there_twice_is_refused():
    frame = pd.DataFrame([[1.0, 2.0, 1.0, "a"]], columns=["x", "x", "n", "g"])
    with pytest.raises(InputError, match="more than once"):
        dagum_decomposition(frame, **KNOBS)


def test_chance_alone_puts_a_third_between_eleven_cities():
    """Ninety counties in eleven cities whose incomes are drawn without any city in mind."""
    rng = np.random.default_rng(11)
    counties = pd.DataFrame({"g": np.arange(90) % 11, "x": rng.lognormal(10.8, 0.2, 90), "n": 1.0})
    null = dagum_null(counties, **KNOBS, rng=np.random.default_rng(5), n_draws=499)
    assert null.mean == pytest.approx(1 / 3, abs=0.03)
    assert null.shares.size == 499
    low, high = null.interval()
    assert low < null.mean < high
    parts = dagum_decomposition(counties, **KNOBS)
    assert null.share == pytest.approx(parts.net_between / parts.total)
    again = dagum_null(counties, **KNOBS, rng=np.random.default_rng(5), n_draws=499)
    np.testing.assert_array_equal(again.shares, null.shares)

    apart = counties.sort_values("x").assign(g=np.arange(90) // 9)
    found = dagum_null(apart, **KNOBS, rng=np.random.default_rng(5), n_draws=99)
    assert found.p_value == pytest.approx(1 / 100)


def test_a_p_value_counts_draws_by_hand():
    # two groups of one: every deal gives the same between, so all reach it
    frame = pd.DataFrame({"g": list("ab"), "x": [1, 3], "n": 1})
    null = dagum_null(frame, **KNOBS, rng=np.random.default_rng(0), n_draws=9)
    assert null.p_value == 1.0
    assert null.share == pytest.approx(1.0)
    assert math.isnan(
        dagum_null(frame.assign(x=2), **KNOBS, rng=np.random.default_rng(0), n_draws=9).p_value
    )
    with pytest.raises(InputError, match="n_draws"):
        dagum_null(frame, **KNOBS, rng=np.random.default_rng(0), n_draws=0)


@pytest.mark.parametrize(("of_values", "of_weights"), [(1.0, 1e-170), (1.0, 1e155), (1e-310, 1.0)])
def test_no_unit_is_too_small_or_too_large(of_values, of_weights):
    # Sorted 1 2 3 4: Gini 1/4; group means 2.5 alike; each pair apart by hand.
    frame = pd.DataFrame({"v": [1.0, 4.0, 3.0, 2.0], "w": 1.0, "g": list("aabb")})
    there = frame.assign(v=frame["v"] * of_values, w=of_weights)
    columns = {"value": "v", "weight": "w", "group": "g"}

    parts, pairs = dagum_decomposition(there, **columns), dagum_pairs(there, **columns)

    assert parts.total == pytest.approx(0.25)
    # Within: p s G of each, 1/4 * (3/10) and 1/4 * (1/10); nothing net; the rest overlaps.
    assert (parts.within, parts.net_between) == pytest.approx((0.1, 0.0))
    assert parts.transvariation == pytest.approx(0.15)
    assert pairs["transvariation"].tolist() == pytest.approx([0.15])
    assert pairs["gini"].tolist() == pytest.approx([0.3])
    for method in ("yitzhaki_lerman", "heikkuri_schief"):
        assert gini_decomposition(there, **columns, method=method).total == pytest.approx(0.25)
