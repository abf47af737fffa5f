"""The search for p sites that cover all, beside every choice of p sites."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import cover_search
from tests.draws import examples


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(200))
def test_it_finds_sites_or_proves_that_there_are_none(seed):
    rng = np.random.default_rng(seed)
    # Past 64 demands a set of them takes two words.
    n, m = rng.choice([0, 1, 5, 20, 64, 65, 130]), rng.integers(1, 10)
    mask = rng.random((n, m)) < rng.choice([0.2, 0.5, 0.8])
    mask[np.arange(n), rng.integers(0, m, n)] = True
    p = int(rng.integers(0, m + 1))
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    site = np.nonzero(mask)[1].astype(np.int32)
    start.flags.writeable = site.flags.writeable = False
    sites, state, n_nodes = cover_search.search(start, site, m, p, 1_000_000)
    exists = any(
        mask[:, list(some)].any(axis=1).all() for some in itertools.combinations(range(m), p)
    )
    assert state == (cover_search.FOUND if exists else cover_search.NONE)
    assert sites.shape == (p,)
    if exists:
        assert mask[:, sites[sites >= 0]].any(axis=1).all()
    else:
        assert (sites == -1).all()
    if n_nodes > 1:
        assert cover_search.search(start, site, m, p, n_nodes - 1)[1] == cover_search.GAVE_UP
