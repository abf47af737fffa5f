"""Pairs of counties: worked by hand, and against every choice there is."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.match.pairing import Loads, best_pairing, pair_scores, pair_stability


def pairs_of(values):
    """One part, `near`, from {mountain: {sea: value}}."""
    rows = [(m, s, v) for m, seas in values.items() for s, v in seas.items()]
    return pd.DataFrame(rows, columns=["mountain", "sea", "near"])


TWO = pairs_of({"m1": {"a": 0.9, "b": 0.8}, "m2": {"a": 0.7, "b": 0.1}})
ONE_EACH = Loads(per_mountain=(1, 1), per_sea=1)


def chosen(found):
    return set(found.pairs[["mountain", "sea"]].itertuples(index=False, name=None))


def test_the_sum_counts_and_not_who_comes_first():
    # m1 would take a (0.9), which leaves m2 with 0.1: 1.0.  The other way round: 0.8 + 0.7 = 1.5.
    found = best_pairing(pair_scores(TWO, {"near": 1}), loads=ONE_EACH)
    assert chosen(found) == {("m1", "b"), ("m2", "a")}
    assert found.value == pytest.approx(1.5)
    assert found.proved
    assert found.options["change"].to_numpy() == pytest.approx([0.5] * 4)
    assert found.options["rank"].tolist() == [1, 2, 1, 2]
    # One more place at a: m1 and m2 both go there, 1.6 instead of 1.5; at b nothing is gained.
    assert found.seas["one_more"].to_dict() == pytest.approx({"a": 0.1, "b": 0.0})


def test_a_wish_is_kept_and_its_cost_is_told():
    scored = pair_scores(TWO, {"near": 1})
    found = best_pairing(scored, loads=ONE_EACH, must=[("m1", "a")])
    assert chosen(found) == {("m1", "a"), ("m2", "b")}
    row = found.options.set_index(["mountain", "sea"]).loc[("m1", "a")]
    assert row["change"] == pytest.approx(-0.5), "going without the wish gains 0.5"
    other = best_pairing(scored, loads=ONE_EACH, never=[("m2", "a")])
    assert chosen(other) == {("m1", "a"), ("m2", "b")}


def test_a_further_partner_has_to_be_worth_it():
    scored = pair_scores(TWO, {"near": 1})
    found = best_pairing(scored, loads=Loads((1, 2), 2, further=0.75))
    assert chosen(found) == {("m1", "a"), ("m1", "b"), ("m2", "a")}
    assert found.value == pytest.approx(0.9 + 0.8 - 0.75 + 0.7)


def test_a_score_is_the_weighted_mean_of_what_is_known():
    parts = TWO.assign(history=[1.0, 0.0, np.nan, 1.0])
    scored = pair_scores(parts, {"near": 3, "history": 1})
    assert scored["score"].to_numpy() == pytest.approx([0.925, 0.6, 0.7, 0.325])
    assert scored["unknown"].tolist() == ["", "", "history", ""]


@given(st.integers(0, 10_000))
def test_no_other_pairs_have_a_larger_sum(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 4), rng.integers(2, 4)
    names = {f"m{i}": {f"s{j}": round(rng.random(), 2) for j in range(m)} for i in range(n)}
    scored = pair_scores(pairs_of(names), {"near": 1})
    some = {
        one: int(rng.integers(0, 4)) for one in rng.permutation([f"s{j}" for j in range(m)])[1:]
    }
    own = {"m0": int(rng.integers(1, 4))} if rng.random() < 0.5 else {}
    loads = Loads((1, 2), 2, further=0.4, own_mountain=own, own_sea=some)
    most = {f"m{i}": own.get(f"m{i}", 2) for i in range(n)}
    room = {f"s{j}": some.get(f"s{j}", 2) for j in range(m)}
    cells = list(scored.itertuples(index=False))
    best = -np.inf
    for size in range(n, len(cells) + 1):
        for taken in combinations(cells, size):
            partners, load = Counter(c.mountain for c in taken), Counter(c.sea for c in taken)
            if len(partners) == n and all(
                k <= (most | room)[c] for c, k in (partners + load).items()
            ):
                best = max(best, sum(c.score for c in taken) - 0.4 * (size - n))
    if best == -np.inf:
        with pytest.raises(InfeasibleError):
            best_pairing(scored, loads=loads)
        return
    found = best_pairing(scored, loads=loads)
    assert found.value == pytest.approx(best)
    assert found.proved
    assert set(found.pairs["mountain"]) == set(names)
    assert (found.seas["n_partners"] <= found.seas["room"]).all()
    assert found.seas["room"].to_dict() == room


def test_what_holds_over_all_weights_has_a_share_of_one():
    # near and history agree for m1 (a) and m2 (b): no weights choose otherwise.
    parts = pairs_of({"m1": {"a": 0.9, "b": 0.1}, "m2": {"a": 0.2, "b": 0.8}})
    parts["history"] = [1.0, 0.0, 0.0, 1.0]
    share = pair_stability(parts, rng=np.random.default_rng(1), n_draws=50, loads=ONE_EACH)
    assert share.tolist() == [1.0, 0.0, 0.0, 1.0]


def test_a_share_is_the_part_of_the_weights_that_choose_the_pair():
    # m1 takes a if near weighs more than half: with uniform weights on two parts, half of them.
    parts = pairs_of({"m1": {"a": 1.0, "b": 0.0}})
    parts["history"] = [0.0, 1.0]
    draws = {"n_draws": 400, "loads": ONE_EACH}
    share = pair_stability(parts, rng=np.random.default_rng(2), **draws)
    assert share.sum() == pytest.approx(1.0)
    assert share[0] == pytest.approx(0.5, abs=0.1)
    pd.testing.assert_series_equal(
        share, pair_stability(parts, rng=np.random.default_rng(2), **draws)
    )


def test_limits_of_single_counties_go_before_those_of_all():
    # With room for two at a both go there; if a helps nobody, b takes both: 0.8 + 0.1.
    scored = pair_scores(TWO, {"near": 1})
    wide = Loads((1, 1), 2)
    assert chosen(best_pairing(scored, loads=wide)) == {("m1", "a"), ("m2", "a")}
    none = best_pairing(scored, loads=Loads((1, 1), 2, own_sea={"a": 0}))
    assert chosen(none) == {("m1", "b"), ("m2", "b")}
    assert none.seas["room"].to_dict() == {"a": 0, "b": 2}
    # A place at a is worth 0.7 - 0.1 to the one who gains more by it.
    assert none.seas["one_more"].to_dict() == pytest.approx({"a": 0.6, "b": 0.0})
    more = Loads((1, 1), 2, further=0.5, own_mountain={"m1": 2})
    assert chosen(best_pairing(scored, loads=more)) == {("m1", "a"), ("m1", "b"), ("m2", "a")}


def test_draws_say_how_many_are_done_and_keep_own_limits():
    parts = TWO.assign(history=1.0)
    told = []
    share = pair_stability(
        parts, rng=np.random.default_rng(1), n_draws=4, loads=Loads((1, 1), 2, own_sea={"a": 0}),
        progress=told.append,
    )  # fmt: skip
    assert share.tolist() == [0, 1, 0, 1]
    assert told == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("parts", "weights", "said"),
    [
        (TWO.drop(columns="sea"), {"near": 1}, "no column 'sea'"),
        (TWO.head(0), {"near": 1}, "there are none"),
        (pd.concat([TWO, TWO.head(1)]), {"near": 1}, "1 pairs stand twice, such as 'm1' with 'a'"),
        (TWO.assign(near=2.0), {"near": 1}, "'near' must lie between 0 and 1; 4 pairs"),
        (TWO, {"money": 1}, "no part of the score is called 'money'"),
        (TWO, {"near": -1}, "it must be a number >= 0"),
        (TWO, {"near": 0}, "no part has a weight above 0"),
        (TWO, {"history": 1}, "the pairs have no such column"),
        (TWO.assign(near=np.nan), {"near": 1}, "4 pairs have no part that is known"),
    ],
)
def test_faults_of_a_score_are_named(parts, weights, said):
    with pytest.raises(InputError, match=said):
        pair_scores(parts, weights)


@pytest.mark.parametrize(
    ("wishes", "error", "said"),
    [
        ({"loads": Loads((0, 1))}, InputError, "1 <= least <= most"),
        ({"loads": Loads(per_sea=0)}, InputError, "at least 1"),
        ({"loads": Loads(further=-1.0)}, InputError, ">= 0"),
        (
            {"loads": Loads(own_sea={"z": 1})},
            InputError,
            "own_sea: 1 counties are in no pair.* 'z'",
        ),
        ({"loads": Loads(own_sea={"a": -1})}, InputError, "own_sea: 'a' has -1; .* at least 0"),
        ({"loads": Loads(own_mountain={"m1": 0})}, InputError, "'m1' has 0; .* at least 1"),
        (
            {"loads": Loads(own_mountain={"m1": 1.5})},
            InputError,
            "'m1' has 1.5; it must be a whole",
        ),
        ({"loads": Loads(own_sea={"a": 0, "b": 0})}, InfeasibleError, "need 2 places and 2 .* 0;"),
        (
            {"must": [("m1", "a")], "loads": Loads(own_sea={"a": 0})},
            InfeasibleError,
            "'a' has more pairs that must be than the 0",
        ),
        ({"must": [("m1", "z")]}, InputError, "must: 1 pairs are none that may be"),
        ({"must": [("m1", "a")], "never": [("m1", "a")]}, InputError, "take one back"),
        ({"never": [("m1", "a"), ("m1", "b")]}, InfeasibleError, "such as 'm1'"),
        ({"must": [("m1", "a"), ("m1", "b")], "loads": ONE_EACH}, InfeasibleError, "'m1' has more"),
        ({"must": [("m1", "a"), ("m2", "a")], "loads": ONE_EACH}, InfeasibleError, "'a' has more"),
        ({"loads": Loads((2, 2), 1)}, InfeasibleError, "need 4 places and 2"),
        (
            {"loads": ONE_EACH, "never": [("m1", "a"), ("m2", "a")]},
            InfeasibleError,
            "no pairs keep all limits",
        ),
    ],
)
def test_wishes_that_cannot_be_are_named(wishes, error, said):
    with pytest.raises(error, match=said):
        best_pairing(pair_scores(TWO, {"near": 1}), **wishes)


def test_what_was_handed_in_stays():
    before = TWO.copy()
    best_pairing(pair_scores(TWO, {"near": 1}))
    pd.testing.assert_frame_equal(TWO, before)
