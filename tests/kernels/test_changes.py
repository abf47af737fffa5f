"""The ball of a few seeds in pages, against the sweep that fills every node."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import changes, sweeps
from tests.kernels.test_sweeps import random_network


@given(seed=st.integers(0, 2**32 - 1), limit_ds=st.sampled_from([0, 40, 2**20, 2**31 - 2]))
def test_a_ball_is_what_a_sweep_finds(seed, limit_ds):
    rng = np.random.default_rng(seed)
    n = int(rng.choice([1, 7, 40, 3_000]))  # the last in three pages
    packed = sweeps.pack(*random_network(rng, n, 3 * n, longest=max(limit_ds // 3, 2)))
    seeds = rng.integers(0, n, rng.integers(0, 4))
    offset_ds = rng.integers(0, 60, seeds.size)

    arcs = packed.start, packed.arc
    labels = changes.ball(arcs, packed.rank[seeds], offset_ds, limit_ds)
    time_ds, slot = changes.read(labels, packed.rank)

    expected, owner = sweeps.nearest(packed, seeds, limit_ds, offset_ds)
    np.testing.assert_array_equal(time_ds, expected)
    np.testing.assert_array_equal(slot, np.where(owner >= 0, 0, -1))


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_nothing(n):
    packed = sweeps.pack(np.zeros(n + 1, int), [], [], np.zeros(n), np.zeros(n))
    nowhere = np.zeros(0, np.int32)

    labels = changes.ball((packed.start, packed.arc), nowhere, np.zeros(0, np.int64), 100)

    assert changes.read(labels, packed.rank)[0].tolist() == [sweeps.UNREACHED] * n


@given(seed=st.integers(0, 2**32 - 1))
def test_arcs_turned_round_twice_are_as_they_were(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 30)
    network = random_network(rng, n, rng.integers(0, 90), longest=70_000)
    packed = sweeps.pack(*network)

    back = sweeps.reversed_arcs(packed)

    indptr, indices, time_ds, x, y = network
    tail = np.repeat(np.arange(n), np.diff(indptr))
    other = sweeps.pack(*sweeps.rows(n, indices, tail, time_ds), x, y)
    seeds = rng.integers(0, n, 3)
    for mine, expected in ((back, other), (sweeps.reversed_arcs(back), packed)):
        for limit_ds in (100, 10**6):
            found = sweeps.nearest(mine, seeds, limit_ds)
            for one, two in zip(found, sweeps.nearest(expected, seeds, limit_ds), strict=True):
                np.testing.assert_array_equal(one, two)
