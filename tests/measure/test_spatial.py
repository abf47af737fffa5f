"""Moran's I against PySAL's esda, against hand-worked boards, and against chance."""

import itertools

import esda
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libpysal.weights import WSP
from scipy import stats
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.measure.neighbours import Neighbours, neighbours_from_links
from gongfu.measure.spatial import local_moran, moran

RNG = np.random.default_rng


def ring(n, reach=1):
    """A circle of places, each beside `reach` others on both sides."""
    ids = pd.Index([f"p{at}" for at in range(n)])
    matrix = np.zeros((n, n))
    for step in range(1, reach + 1):
        for at in range(n):
            matrix[at, (at + step) % n] = matrix[at, (at - step) % n] = 1 / (2 * reach)
    return Neighbours(ids, csr_array(matrix))


def uneven(seed, n=30):
    """Random links, some one way only."""
    rng = RNG(seed)
    dense = (rng.random((n, n)) < 0.15).astype(float)
    np.fill_diagonal(dense, 0)
    dense[np.arange(n), (np.arange(n) + 1) % n] = 1
    return Neighbours(pd.Index(range(n)), csr_array(dense / dense.sum(axis=1, keepdims=True)))


def peer(neighbours):
    return WSP(neighbours.matrix).to_W(silence_warnings=True)


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_esda(seed):
    near = uneven(seed)
    values = pd.Series(RNG(seed).lognormal(size=30), near.ids)

    found = moran(values, near, rng=RNG(1), n_permutations=99)

    theirs = esda.Moran(values.to_numpy(), peer(near), transformation="r", permutations=0)
    for ours, other in (
        (found.value, theirs.I),
        (found.expected, theirs.EI),
        (found.variance_normal, theirs.VI_norm),
        (found.variance_random, theirs.VI_rand),
        (found.z_normal, theirs.z_norm),
        (found.z_random, theirs.z_rand),
        (found.p_random, theirs.p_rand),
    ):
        assert ours == pytest.approx(other, rel=1e-10)


def test_the_local_ones_agree_with_esda_and_add_up():
    near = uneven(7)
    values = pd.Series(RNG(7).normal(size=30), near.ids)

    found = local_moran(values, near, rng=RNG(1), n_permutations=99).places

    theirs = esda.Moran_Local(values.to_numpy(), peer(near), transformation="r", permutations=0)
    np.testing.assert_allclose(found["local"], theirs.Is, rtol=1e-10)
    names = np.array(["", "high-high", "low-high", "low-low", "high-low"])
    assert (found["quadrant"].to_numpy() == names[theirs.q]).all()
    whole = moran(values, near, rng=RNG(1), n_permutations=99)
    assert found["local"].sum() / (len(values) - 1) == pytest.approx(whole.value, rel=1e-12)
    slope = (found["z"] * found["lag_z"]).sum() / (found["z"] ** 2).sum()
    assert slope == pytest.approx(whole.value, rel=1e-12)


def test_a_ring_by_hand():
    # 1, -1, 1, -1: every neighbour is the opposite.
    alternating = moran(pd.Series([1.0, -1, 1, -1], ring(4).ids), ring(4), rng=RNG(0))
    assert alternating.value == pytest.approx(-1)
    # 1, 1, -1, -1: one neighbour alike, one opposite.
    assert moran(pd.Series([1.0, 1, -1, -1], ring(4).ids), ring(4), rng=RNG(0)).value == (
        pytest.approx(0)
    )
    assert alternating.expected == pytest.approx(-1 / 3)


def test_p_values_are_those_of_every_order_there_is():
    """Five places have 120 orders: the share that is as extreme, counted out."""
    near, values = ring(5), pd.Series([0.0, 1, 2, 4, 9], ring(5).ids)
    z = values.to_numpy() - values.mean()
    every = [np.array(p) @ (near.matrix @ np.array(p)) for p in itertools.permutations(z)]
    seen = z @ (near.matrix @ z)
    tails = np.mean(np.array(every) >= seen - 1e-9), np.mean(np.array(every) <= seen + 1e-9)

    found = moran(values, near, rng=RNG(3), n_permutations=20_000)

    assert found.p_value == pytest.approx(min(1, 2 * min(tails)), abs=0.02)


def test_p_values_of_places_are_those_of_every_pair_of_neighbours():
    """On a ring of seven each place keeps its value and may have any two of the other six."""
    near, values = ring(7), pd.Series([0.0, 1, 2, 4, 9, 7, 3], ring(7).ids)
    exact = []
    for at in range(7):
        others = np.delete(values.to_numpy(), at)
        every = np.array([(a + b) / 2 for a, b in itertools.combinations(others, 2)])
        seen = near.lag(values).iloc[at]
        exact.append(min(1, 2 * min((every >= seen).mean(), (every <= seen).mean())))

    found = local_moran(values, near, rng=RNG(3), n_permutations=20_000).places

    np.testing.assert_allclose(found["p_value"], exact, atol=0.02)
    np.testing.assert_allclose(
        found["p_adjusted"], stats.false_discovery_control(found["p_value"]), rtol=1e-12
    )


def test_a_gradient_is_found_and_noise_is_not():
    near = ring(60, reach=2)
    slope = pd.Series(np.sin(np.arange(60) / 60 * 2 * np.pi), near.ids)
    assert moran(slope, near, rng=RNG(0)).p_value == pytest.approx(2 / 1000)
    places = local_moran(slope, near, rng=RNG(0)).places
    assert set(places.loc[places["p_adjusted"] < 0.05, "quadrant"]) == {"high-high", "low-low"}
    small = [
        moran(
            pd.Series(RNG(seed).normal(size=60), near.ids), near, rng=RNG(seed), n_permutations=99
        )
        for seed in range(200)
    ]
    # At 5% with 200 trials: 2 to 18 with probability above 0.998.
    assert 2 <= sum(found.p_value < 0.05 for found in small) <= 18


def test_an_island_is_no_neighbour_and_is_not_hidden():
    matrix = ring(6).matrix.toarray()
    whole = np.zeros((7, 7))
    whole[:6, :6] = matrix
    near = Neighbours(pd.Index(list("abcdefg")), csr_array(whole))
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 50], near.ids)

    found = moran(values, near, rng=RNG(0))
    places = local_moran(values, near, rng=RNG(0)).places.set_index("place")

    assert found.n_islands == 1
    z = values.to_numpy() - values.mean()
    assert found.value == pytest.approx(7 / 6 * (z @ (whole @ z)) / (z @ z), rel=1e-12)
    assert places.loc["g", ["lag_z", "local", "quadrant", "p_value", "p_adjusted"]].isna().all()


@given(st.integers(0, 10_000), st.floats(0.1, 100), st.floats(-1e3, 1e3))
def test_units_and_order_do_not_matter(seed, scale, shift):
    near = uneven(seed % 5)
    values = pd.Series(RNG(seed).normal(size=30), near.ids)
    first = moran(values, near, rng=RNG(0), n_permutations=99)
    second = moran(values.sample(frac=1, random_state=seed) * scale + shift, near, rng=RNG(0))
    assert second.value == pytest.approx(first.value, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, 2, np.nan, 4], "missing or infinite at 1 places, such as 'p2'"),
        ([3.0, 3, 3, 3], "all alike"),
    ],
)
def test_values_that_do_not_serve(values, message):
    with pytest.raises(InputError, match=message):
        moran(pd.Series(values, ring(4).ids), ring(4), rng=RNG(0))


def test_places_and_numbers_that_do_not_serve():
    near = ring(4)
    with pytest.raises(InputError, match="1 places with neighbours have no value"):
        moran(pd.Series([1.0, 2, 3], near.ids[:3]), near, rng=RNG(0))
    with pytest.raises(InputError, match="at least 99"):
        moran(pd.Series([1.0, 2, 3, 4], near.ids), near, rng=RNG(0), n_permutations=9)
    alone = Neighbours(near.ids, csr_array((4, 4)))
    with pytest.raises(InputError, match="no place has a neighbour"):
        local_moran(pd.Series([1.0, 2, 3, 4], near.ids), alone, rng=RNG(0))


@pytest.mark.parametrize("unit", [2.0**-700, 2.0**700])
def test_extreme_units_change_nothing(unit):
    links = pd.DataFrame({"focal": range(8), "neighbor": [(at + 1) % 8 for at in range(8)]})
    near = neighbours_from_links(links, ids=pd.RangeIndex(8))
    values = pd.Series([3.0, 1, 4, 1, 5, 9, 2, 6])
    plain = moran(values, near, rng=np.random.default_rng(1))
    found = moran(values * unit, near, rng=np.random.default_rng(1))
    assert (found.value, found.p_value) == (plain.value, plain.p_value)
