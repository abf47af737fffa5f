"""Markov chains between K classes: counts (K, K) of moves from row to column, probabilities p."""

import numpy as np
from scipy.sparse.csgraph import connected_components


def moves(now, later, size):
    """Counts (K, K) of pairs of classes now and later, int64 (n,) within 0 .. size - 1."""
    return np.bincount(now * size + later, minlength=size * size).reshape(size, size)


def probabilities(counts):
    """Rows of counts as shares, the maximum likelihood; NaN in a row without a move."""
    total = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)


def is_irreducible(p):
    """Whether each class is reached from each; rows of NaN lead nowhere."""
    return connected_components(np.nan_to_num(p) > 0, connection="strong")[0] == 1


def ergodic(p):
    """The distribution (K,) that p keeps; p irreducible."""
    size = len(p)
    system = np.vstack([(p.T - np.eye(size))[:-1], np.ones(size)])
    share = np.linalg.solve(system, np.append(np.zeros(size - 1), 1.0))
    return share / share.sum()


def first_passage(p):
    """Mean steps (K, K) until the class of the column is first met; p irreducible.

    The diagonal is the mean time of return, 1 / ergodic share (Kemeny and Snell 1976, theorem
    4.4.7).
    """
    size = len(p)
    share = ergodic(p)
    whole = np.linalg.inv(np.eye(size) - p + share)
    return (np.eye(size) - whole + np.diagonal(whole)) / share


def second_eigenvalue(p):
    """The second largest modulus of the eigenvalues of p (K, K), K >= 2."""
    return np.sort(np.abs(np.linalg.eigvals(p)))[-2]


def homogeneity(counts):
    """Whether tables of moves (R, K, K) have one chain: LR, Pearson's chi2 and their df.

    Anderson and Goodman 1957; df of Bickenbach and Bode 2003: the sum over rows of (tables that
    hold the row - 1) (columns that the pooled row holds - 1), rows without a move left out.  Also
    how many cells in these rows expect fewer than 5 moves, and how many cells there are.
    """
    pooled = counts.sum(axis=0)
    p = np.nan_to_num(probabilities(pooled))
    expected = counts.sum(axis=2)[:, :, None] * p
    held = expected > 0
    gap = np.square(counts - expected)
    chi2 = np.divide(gap, expected, out=np.zeros(gap.shape), where=held).sum()
    ratio = np.divide(counts, expected, out=np.ones(gap.shape), where=held & (counts > 0))
    lr = 2.0 * (counts * np.log(ratio)).sum()
    tables = (counts.sum(axis=2) > 0).sum(axis=0)
    columns = (pooled > 0).sum(axis=1)
    df = int((np.maximum(tables - 1, 0) * np.maximum(columns - 1, 0)).sum())
    tested = held & (tables > 1)[:, None] & (columns > 1)[:, None]
    return lr, chi2, df, int((tested & (expected < 5.0)).sum()), int(tested.sum())
