"""Scores by hand, by what they must obey, and what they say to bad input."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.composite import composite_index, coupling_coordination, normalise
from gongfu.model.composite import Component, Design, Dimension

SEEDS = st.integers(0, 2**32 - 1)
PLACES = ["p", "q", "r"]
TWO = Design((Component("a", "higher"), Component("b", "lower")))


@pytest.fixture
def values():
    return pd.DataFrame({"a": [0.0, 1.0, 4.0], "b": [10.0, 20.0, 40.0]}, PLACES)


def drawn(seed, n_places=6):
    rng = np.random.default_rng(seed)
    index = [f"p{at}" for at in range(n_places)]
    values = pd.DataFrame(rng.random((n_places, 4)) + 0.5, index, list("abcd"))
    design = Design(
        (
            Component("a", "higher", "x", 2.0),
            Component("b", "lower", "x"),
            Component("c", "higher", "y"),
            Component("d", "higher", "y", 3.0),
        ),
        (Dimension("x", 1.0), Dimension("y", 2.0)),
    )
    return values, design, rng


def test_each_normalisation_by_hand(values):
    wanted = {
        "min_max": [[0, 1], [0.25, 2 / 3], [1, 0]],
        "target": [[0, 1], [0.25, 0.5], [1, 0.25]],
        "rank": [[0.5 / 3, 2.5 / 3], [1.5 / 3, 1.5 / 3], [2.5 / 3, 0.5 / 3]],
        "vector": [
            [0, -10 / math.sqrt(2100)],
            [1 / math.sqrt(17), -20 / math.sqrt(2100)],
            [4 / math.sqrt(17), -40 / math.sqrt(2100)],
        ],
    }
    # a: mean 5/3, variance (25 + 4 + 49) / 27; b: mean 70/3, variance (1600 + 100 + 2500) / 27
    sd_a, sd_b = math.sqrt(78 / 27), math.sqrt(4200 / 27)
    wanted["z_score"] = [
        [(a - 5 / 3) / sd_a, (70 / 3 - b) / sd_b] for a, b in ((0, 10), (1, 20), (4, 40))
    ]
    for method, table in wanted.items():
        found = normalise(values, TWO, method=method)
        np.testing.assert_allclose(found, np.array(table, float), atol=1e-15)
        assert list(found.index) == PLACES


def test_goalposts_and_targets_are_kept(values):
    design = Design(
        (
            Component("a", "higher", low=-1.0, high=3.0, target=2.0),
            Component("b", "lower", low=20.0, high=60.0, target=15.0),
        )
    )
    # beyond a goalpost counts as at it: a of 4 above 3, b of 10 below 20
    np.testing.assert_allclose(normalise(values, design), [[0.25, 1.0], [0.5, 1.0], [1.0, 0.5]])
    np.testing.assert_allclose(
        normalise(values, design, method="target"), [[0, 1.5], [0.5, 0.75], [2.0, 0.375]]
    )
    assert composite_index(values, design).components["n_beyond"].to_list() == [1, 1]


def test_the_human_development_index():
    # UNDP, technical notes to the report of 2020, the worked example: life 0.6971, education
    # 0.3447, income 3,829 dollars between 100 and 75,000 in logarithms = 0.5506; index 0.510
    unit = {"low": 0.0, "high": 1.0}
    design = Design(
        (
            Component("life", "higher", "life", **unit),
            Component("education", "higher", "education", **unit),
            Component("income", "higher", "income", low=100.0, high=75_000.0, scale="log"),
        )
    )
    columns = {"life": [0.6971, 1.0], "education": [0.3447, 1.0], "income": [3829.0, 90_000.0]}
    values = pd.DataFrame(columns, ["example", "at the top"])
    index = composite_index(values, design, aggregation="geometric")
    assert round(index.normalised.loc["example", "income"], 4) == 0.5506
    assert round(index.scores.loc["example", "score"], 3) == 0.510
    assert index.scores.loc["at the top", "score"] == 1.0


def test_each_aggregation_by_hand():
    unit = {"low": 0.0, "high": 1.0}
    design = Design(
        (
            Component("a", "higher", "x", 3.0, **unit),
            Component("b", "higher", "x", 1.0, **unit),
            Component("c", "higher", "y", **unit),
        )
    )
    values = pd.DataFrame({"a": [0.2, 0.8], "b": [0.6, 0.4], "c": [0.9, 0.1]}, ["p", "q"])
    # weights 3/8, 1/8, 1/2
    p, q = (0.2, 0.6, 0.9), (0.8, 0.4, 0.1)

    def score(way):
        return composite_index(values, design, aggregation=way).scores["score"].to_list()

    assert score("arithmetic") == pytest.approx(
        [0.375 * x + 0.125 * y + 0.5 * z for x, y, z in (p, q)]
    )
    assert score("geometric") == pytest.approx([x**0.375 * y**0.125 * z**0.5 for x, y, z in (p, q)])
    assert score("geometric_between") == pytest.approx(
        [math.sqrt((0.75 * x + 0.25 * y) * z) for x, y, z in (p, q)]
    )
    # TOPSIS of two places: p is best in b and c, q in a; distances are those weighted gaps
    far = 0.375 * 0.6
    near = math.hypot(0.125 * 0.2, 0.5 * 0.8)
    assert score("topsis") == pytest.approx([near / (near + far), far / (near + far)])
    dimensions = composite_index(values, design).scores
    assert dimensions.loc["p", ["x", "y"]].to_list() == pytest.approx(
        [0.75 * 0.2 + 0.25 * 0.6, 0.9]
    )


def test_a_zero_annuls_a_geometric_mean_and_says_so(values):
    with pytest.warns(UserWarning, match="2 places score 0.*'p', 'r'"):
        index = composite_index(values, TWO, aggregation="geometric")
    assert index.scores["score"].to_list() == [0.0, pytest.approx(math.sqrt(0.25 * 2 / 3)), 0.0]


def test_a_zero_without_weight_annuls_nothing(values):
    design = Design((Component("a", "higher", weight=0.0), Component("b", "lower")))
    score = composite_index(values, design, aggregation="geometric", normalisation="target").scores
    assert score["score"].to_list() == [1.0, 0.5, 0.25]


@given(SEEDS, st.sampled_from(["min_max", "rank", "z_score"]))
def test_units_do_not_matter(seed, method):
    values, design, rng = drawn(seed)
    scaled = values * rng.uniform(0.1, 50.0, 4) + rng.uniform(-9.0, 9.0, 4)
    np.testing.assert_allclose(
        normalise(scaled, design, method=method), normalise(values, design, method=method),
        atol=1e-9,
    )  # fmt: skip


@given(SEEDS, st.sampled_from(["arithmetic", "geometric_between", "topsis"]))
def test_the_order_of_places_and_components_does_not_matter(seed, way):
    values, design, _ = drawn(seed)
    turned = Design(tuple(design.components[at] for at in (3, 1, 0, 2)), design.dimensions)
    shuffled = values.sample(frac=1.0, random_state=int(seed % 1000))
    for weighting in ("given", "entropy", "critic"):
        knobs = {"normalisation": "rank", "aggregation": way, "weighting": weighting}
        one = composite_index(values, design, **knobs).scores["score"]
        other = composite_index(shuffled, turned, **knobs).scores["score"]
        np.testing.assert_allclose(other.loc[one.index], one, atol=1e-12)


@given(SEEDS, st.sampled_from(["min_max", "rank", "target"]))
def test_doing_better_never_scores_worse(seed, method):
    values, design, rng = drawn(seed)
    better = values.copy()
    at = rng.integers(6), rng.integers(4)
    better.iloc[at] += rng.uniform(0.0, 1.0) * (-1.0 if at[1] == 1 else 1.0) * 0.4
    for way in ("arithmetic", "geometric_between") if method != "min_max" else ("arithmetic",):
        before = composite_index(values, design, normalisation=method, aggregation=way)
        after = composite_index(better, design, normalisation=method, aggregation=way)
        assert after.scores["score"].iloc[at[0]] >= before.scores["score"].iloc[at[0]] - 1e-12


@given(SEEDS)
def test_the_means_are_in_their_order(seed):
    values, design, _ = drawn(seed)
    score = {
        way: composite_index(values, design, normalisation="target", aggregation=way).scores[
            "score"
        ]
        for way in ("arithmetic", "geometric_between", "geometric")
    }
    assert (score["geometric"] <= score["geometric_between"] + 1e-12).all()
    assert (score["geometric_between"] <= score["arithmetic"] + 1e-12).all()


def test_nothing_handed_in_is_changed(values):
    before = values.copy()
    composite_index(values, TWO)
    pd.testing.assert_frame_equal(values, before)


def test_missing_values_are_refused_by_name_or_left_out_by_name(values):
    values.loc["q", "b"] = np.nan
    with pytest.raises(InputError, match=r"'b' of 1 places, such as 'q'; .*missing='leave_out'"):
        composite_index(values, TWO)
    index = composite_index(values, TWO, missing="leave_out")
    assert index.left_out == ("q",)
    assert list(index.scores.index) == ["p", "r"]


@pytest.mark.parametrize(
    ("change", "knobs", "message"),
    [
        ({"a": 1.0}, {}, "'a' is 1 in all places; drop it with design.without"),
        ({"b": 0.0}, {"normalisation": "target"}, "'b' must be > 0"),
        ({"a": -1.0}, {"normalisation": "target"}, "'a' must be >= 0"),
        ({"a": 0.0}, {"normalisation": "vector"}, "'a' is 0 in all places"),
        ({"a": np.inf}, {}, "'a' is inf"),
        ({}, {"normalisation": "minmax"}, "normalisation is 'minmax'; choose among"),
        ({}, {"aggregation": "mean"}, "aggregation is 'mean'; choose among"),
        ({}, {"weighting": "ahp"}, "weighting is 'ahp'; choose among"),
        ({}, {"missing": "drop"}, "missing is 'drop'; choose"),
        ({}, {"aggregation": "geometric", "normalisation": "z_score"}, "'z_score' gives negative"),
    ],
)
def test_what_cannot_be_used_is_named(values, change, knobs, message):
    with pytest.raises(InputError, match=message):
        composite_index(values.assign(**change), TWO, **knobs)


def test_declared_goalposts_make_room_for_places_that_are_alike(values):
    design = Design((Component("a", "higher", low=0.0, high=2.0), Component("b", "lower")))
    assert (normalise(values.assign(a=1.0), design)["a"] == 0.5).all()


# ---------------------------------------------------------------- coupling coordination


def test_coupling_by_hand():
    # U 0.2, 0.8: C = sqrt(0.16) / 0.5 = 0.8, T = 0.5, D = sqrt(0.4)
    table = coupling_coordination(pd.DataFrame({"u": [0.2, 0.6], "v": [0.8, 0.6]}, ["p", "q"]))
    assert table.loc["p"].to_list() == pytest.approx([0.8, 0.5, math.sqrt(0.4)])
    assert table.loc["q"].to_list() == pytest.approx([1.0, 0.6, math.sqrt(0.6)])
    # modified: sqrt((1 - 0.6) * 0.2 / 0.8) = sqrt(0.1)
    modified = coupling_coordination(
        pd.DataFrame({"u": [0.2, 0.6], "v": [0.8, 0.6]}), modified=True
    )
    assert modified["coupling"].to_list() == pytest.approx([math.sqrt(0.1), 1.0])


def test_coupling_of_three_by_hand():
    # 0.2, 0.4, 0.9: mean 0.5; C = (0.072 / 0.125)^(1/3); distances 0.2, 0.7, 0.5, mean 1.4 / 3
    frame = pd.DataFrame([[0.4, 0.9, 0.2]])
    usual, modified = coupling_coordination(frame), coupling_coordination(frame, modified=True)
    assert usual.loc[0, "coupling"] == pytest.approx((0.072 / 0.125) ** (1 / 3))
    want = math.sqrt((1 - 1.4 / 3) * math.sqrt(0.2 / 0.9 * 0.4 / 0.9))
    assert modified.loc[0, "coupling"] == pytest.approx(want)


@given(SEEDS, st.integers(2, 5), st.booleans())
def test_coupling_lies_from_0_to_1_and_is_1_only_in_balance(seed, n, modified):
    rng = np.random.default_rng(seed)
    u = np.round(rng.random((8, n)), 2)
    u[0], u[1, 0], u[2] = 0.7, 0.0, 0.0
    table = coupling_coordination(pd.DataFrame(u), modified=modified)
    nothing = (u == 0.0).all(axis=1)  # row 2, and what chance rounds to it
    assert table.loc[~nothing, "coupling"].between(0.0, 1.0).all()
    assert table["coordination"].between(0.0, 1.0).all()
    alike = np.ptp(u, axis=1) == 0.0
    balanced = np.isclose(table["coupling"], 1.0, atol=1e-9, rtol=0.0)
    np.testing.assert_array_equal(balanced, alike & (u[:, 0] > 0.0))
    assert table.loc[nothing, "coupling"].isna().all()
    assert (table.loc[nothing, "coordination"] == 0.0).all()
    twice = coupling_coordination(pd.DataFrame(u[:, ::-1]), modified=modified)
    np.testing.assert_allclose(twice, table, atol=1e-12)


def test_weights_count_in_the_level_only():
    frame = pd.DataFrame({"u": [0.2], "v": [0.8]})
    table = coupling_coordination(frame, weights=pd.Series({"v": 3.0, "u": 1.0}))
    assert table.loc[0].to_list() == pytest.approx([0.8, 0.65, math.sqrt(0.52)])


@pytest.mark.parametrize(
    ("frame", "weights", "message"),
    [
        ({"u": [0.5]}, None, "1 columns; coupling needs two"),
        ({"u": [0.5], "v": [1.5]}, None, "'v' is 1.5 in row 1"),
        ({"u": [0.5], "v": [0.5]}, pd.Series({"u": 1.0}), "weights must give a number"),
    ],
)
def test_coupling_of_what_it_cannot_take(frame, weights, message):
    with pytest.raises(InputError, match=message):
        coupling_coordination(pd.DataFrame(frame), weights=weights)
