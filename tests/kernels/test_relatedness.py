"""Proximity, complexity and fitness against loops, the textbook's matrices, and known tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from gongfu.kernels import relatedness as kernels


def random_table(seed, share=0.4):
    rng = np.random.default_rng(seed)
    return rng.random(rng.integers(3, 14, 2)) < share


@given(st.integers(0, 2**32 - 1))
def test_proximity_and_density_by_loops(seed):
    present = random_table(seed)
    n, m = present.shape
    near = kernels.proximity(present)
    for i in range(m):
        for j in range(m):
            both = (present[:, i] & present[:, j]).sum()
            chances = [both / k if (k := present[:, x].sum()) else 0.0 for x in (i, j)]
            assert near[i, j] == pytest.approx(0.0 if i == j else min(chances), abs=1e-15)
    close = kernels.density(present, near)
    for p in range(n):
        for j in range(m):
            whole = sum(near[i, j] for i in range(m))
            part = sum(near[i, j] for i in range(m) if present[p, i])
            assert close[p, j] == pytest.approx(part / whole if whole else np.nan, nan_ok=True)


def textbook(present):
    """The second right eigenvector of M~ = D^-1 M U^-1 M', and of its twin, by a general solver."""
    m = present.astype(float)
    d, u = m.sum(axis=1), m.sum(axis=0)
    found = []
    for matrix in (
        (m / d[:, None]) @ (m / u).T,
        (m / u).T @ (m / d[:, None]),
    ):
        values, vectors = np.linalg.eig(matrix)
        order = np.argsort(-values.real)
        x = vectors[:, order[1]].real
        found.append((x - x.mean()) / x.std())
    eci, pci = found
    eci *= np.sign(np.corrcoef(eci, d)[0, 1])
    pci *= np.sign(np.corrcoef(pci, (m * eci[:, None]).sum(axis=0) / u)[0, 1])
    return eci, pci


@given(st.integers(0, 2**32 - 1))
def test_complexity_is_the_textbook_eigenvector(seed):
    present = random_table(seed, 0.5)
    rows, columns, _ = kernels.largest_part(present)
    present = present[np.ix_(rows, columns)]
    eci, pci, second, third = kernels.complexity(present)
    if np.isnan(eci).any() or second - third < 1e-3:
        return
    diversity = present.sum(axis=1)
    if diversity.std() == 0 or abs(np.corrcoef(eci, diversity)[0, 1]) < 1e-6:
        return
    own, industries = textbook(present)
    assert eci == pytest.approx(own, abs=1e-8)
    assert pci == pytest.approx(industries, abs=1e-8)
    assert 0 < second <= 1 + 1e-12
    mean = (present * eci[:, None]).sum(axis=0) / present.sum(axis=0)
    assert np.corrcoef(mean, pci)[0, 1] == pytest.approx(1.0)


def test_complexity_worked_by_hand():
    """Places {1}, {1, 2}: M~ = [[1/2, 1/2], [1/4, 3/4]], eigenvalues 1 and 1/4."""
    eci, pci, second, _ = kernels.complexity(np.array([[True, False], [True, True]]))
    assert second == pytest.approx(0.25)
    assert eci == pytest.approx([-1.0, 1.0])
    assert pci == pytest.approx([-1.0, 1.0])


def test_a_nested_table_is_ordered_as_it_is_nested():
    """Place k has the first k industries: both methods say that more is fitter, rarer is harder."""
    nested = np.tril(np.ones((9, 9), bool))
    eci, pci, _, _ = kernels.complexity(nested)
    assert (np.diff(eci) > 0).all()
    assert (np.diff(pci) > 0).all()
    here, there, *_ = fit(nested, 300)
    assert (np.diff(here) > 0).all()
    assert (np.diff(there) > 0).all()


@pytest.mark.parametrize(
    "present",
    [
        np.ones((4, 6), bool),  # all have the same
        np.ones((1, 3), bool),
        np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool),  # a ring: second and third are tied
        np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], bool)[:, [1, 2]],
    ],
)
def test_no_order_is_said_so(present):
    rows, columns, _ = kernels.largest_part(present)
    eci, pci, *_ = kernels.complexity(present[np.ix_(rows, columns)])
    if present.shape == (3, 2):  # {1}, {1, 2}, {2}: an order, but which end is up cannot be told
        assert kernels.complexity(present)[2] == pytest.approx(0.5)
    assert np.isnan(eci).all()
    assert np.isnan(pci).all()


def test_the_largest_part_of_blocks():
    blocks = np.zeros((6, 5), bool)
    blocks[:2, :3] = True
    blocks[2:5, 3] = True  # three places, one industry: more places
    rows, columns, n = kernels.largest_part(blocks)
    assert rows.tolist() == [False, False, True, True, True, False]
    assert columns.tolist() == [False, False, False, True, False]
    assert n == 2


def fit(present, most, tolerance=1e-12):
    inner, outer = sparse.csr_array(present), sparse.csr_array(present.T)
    return kernels.fitness(
        inner.indptr, inner.indices, outer.indptr, outer.indices, tolerance, most
    )


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_fitness_is_the_papers_iteration(seed, most):
    present = random_table(seed, 0.5)
    present = present[np.ix_(present.any(axis=1), present.any(axis=0))]
    if not present.size:
        return
    present = present[present.any(axis=1)]
    here, there, _, _, rounds = fit(present, most, 0.0)
    m = present.astype(float)
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    for _ in range(rounds):
        f, q = m @ q, 1 / (m.T @ (1 / f))
        f, q = f / f.mean(), q / q.mean()
    assert here == pytest.approx(f, rel=1e-10)
    assert there == pytest.approx(q, rel=1e-10)


def test_fitness_says_whether_it_settled():
    dense = np.array([[1, 1, 1, 0], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]], bool)
    *_, change, rounds = fit(dense, 10_000)
    assert change <= 1e-12
    assert rounds < 10_000
    nested = np.tril(np.ones((6, 6), bool))
    here, _, before, change, rounds = fit(nested, 400)
    assert rounds == 400
    assert change > 1e-12
    assert (here[:3] < 0.9 * before[:3]).all()


def test_read_only_input():
    present = np.tril(np.ones((4, 4), bool))
    present.flags.writeable = False
    inner = sparse.csr_array(present)
    outer = sparse.csr_array(present.T)
    for part in (inner.indptr, inner.indices, outer.indptr, outer.indices):
        part.flags.writeable = False
    kernels.fitness(inner.indptr, inner.indices, outer.indptr, outer.indices, 1e-9, 5)
    kernels.complexity(present)
