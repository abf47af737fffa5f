"""Sums over members, against a loop over lists."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels.members import member_sums


@given(seed=st.integers(0, 2**32 - 1))
def test_each_group_alone_has_the_bits_it_has_among_all(seed):
    rng = np.random.default_rng(seed)
    n, n_groups = rng.integers(0, 30), rng.integers(0, 7)
    size = rng.integers(0, n + 1, n_groups)
    start = np.concatenate([[0], np.cumsum(size)])
    member = rng.integers(0, max(n, 1), start[-1])
    weight = rng.uniform(0, 1e6, n)
    flags = rng.random((3, n)) < 0.5
    for array in (start, member, weight, flags):
        array.flags.writeable = False

    sums = member_sums(np.arange(n_groups), start, member, weight, *flags)

    apart, reached, judged = flags
    for group in range(n_groups):
        alone = member_sums(np.array([group]), start, member, weight, *flags)
        np.testing.assert_array_equal(alone[0], sums[group])
        for side in (0, 1):
            mine = [m for m in member[start[group] : start[group + 1]] if apart[m] == (side == 0)]
            expected = [len(mine), sum(reached[mine]), sum(judged[mine])]
            expected += [
                sum(weight[m] for m in mine if flag[m]) for flag in (np.ones(n, bool), *flags[1:])
            ]
            np.testing.assert_array_equal(sums[group, side], expected)
