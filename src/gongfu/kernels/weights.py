"""Weights of components, out of the data or drawn.  P places, K components, D draws.

z (P, K) float64, finite, more is better in every component.  Weights (K,) >= 0 sum to 1; NaN
where the data say nothing of any component.  A component in which all places are alike weighs 0.
"""

import numpy as np
from scipy.special import gammaincinv, xlogy

_KAISER = 1.0  # a factor that explains less than one component is not kept
_DUST = 1e-9
_TURNS = 1000


def entropy(z):
    """1 - entropy of each component's shares, scaled to sum 1.  z >= 0, P >= 2.

    The share of a place in its component, p = z / sum z; entropy - sum p ln p / ln P, 0 ln 0 = 0.
    Shannon 1948; Zeleny 1982.
    """
    total = z.sum(axis=0)
    share = z / np.where(total > 0.0, total, 1.0)
    spread = np.maximum(1.0 + xlogy(share, share).sum(axis=0) / np.log(z.shape[0]), 0.0)
    return _scaled(np.where((total > 0.0) & (np.ptp(z, axis=0) > 0.0), spread, 0.0))


def critic(z):
    """Standard deviation times the sum of 1 - correlation with the others, scaled to sum 1.

    A single component that varies weighs 1.  Diakoulaki, Mavrotas & Papayannakis 1995.
    """
    varies = np.ptp(z, axis=0) > 0.0
    if varies.sum() < 2:
        return _scaled(varies.astype(float))
    moving = z[:, varies]
    conflict = (1.0 - np.corrcoef(moving, rowvar=False)).sum(axis=1)
    weight = np.zeros(z.shape[1])
    weight[varies] = moving.std(axis=0, ddof=1) * np.where(conflict > _DUST, conflict, 0.0)
    return _scaled(weight)


def pca_first(z):
    """Squared loadings on the first principal component of the correlations; they sum to 1."""
    varies = np.ptp(z, axis=0) > 0.0
    weight = np.zeros(z.shape[1])
    if varies.any():
        _, vectors = _principal(z[:, varies])
        weight[varies] = vectors[:, 0] ** 2
    return _scaled(weight)


def pca_factors(z):
    """Weights of several factors: each component counts on the factor that it loads most on.

    Principal components with eigenvalue > 1 (at least one) are rotated (varimax).  A component's
    weight is its squared loading on its factor over the sum of that factor's, times the share of
    variance that the factor explains; scaled to sum 1.  Nicoletti, Scarpetta & Boylaud 2000;
    OECD & JRC 2008, step 6.
    """
    varies = np.ptp(z, axis=0) > 0.0
    weight = np.zeros(z.shape[1])
    if not varies.any():
        return _scaled(weight)
    values, vectors = _principal(z[:, varies])
    n_kept = max(1, int((values > _KAISER + _DUST).sum()))
    squared = varimax(vectors[:, :n_kept] * np.sqrt(values[:n_kept])) ** 2
    explained = squared.sum(axis=0)
    # Squared loading over the factor's sum, times the factor's sum over the whole: the sum cancels.
    weight[varies] = squared.max(axis=1) / explained.sum()
    return _scaled(weight)


def varimax(loadings):
    """Loadings (K, F) turned so that the variance of their squares is largest (Kaiser 1958)."""
    turn = np.eye(loadings.shape[1])
    for _ in range(_TURNS):
        turned = loadings @ turn
        lean = turned**3 - turned * (turned**2).mean(axis=0)
        left, _, right = np.linalg.svd(loadings.T @ lean)
        last, turn = turn, left @ right
        if np.abs(turn - last).max() < _DUST:
            break
    return loadings @ turn


def dirichlet(weight, spread, u):
    """Weights drawn around `weight` from a Dirichlet distribution, one row for each row of u.

    weight (D, K) are the means; u (D, K) in (0, 1) is turned by the inverse gamma distribution, so
    that a sequence that fills the cube evenly fills the weights evenly.  The concentration is
    (K - 1) / spread^2 - 1: a weight of 1 / K has the coefficient of variation `spread`.
    Weights that are 0 stay 0.
    """
    n = weight.shape[1]
    shape = weight * ((n - 1) / spread**2 - 1.0)
    drawn = np.where(shape > 0.0, gammaincinv(np.where(shape > 0.0, shape, 1.0), u), 0.0)
    return drawn / drawn.sum(axis=1, keepdims=True)


def leave_out(weight, left_out, dimension):
    """Weights with component `left_out` (D,) set to 0, -1 for none; its dimension keeps its own.

    weight (D, K); dimension (K,) int64.  What is left of the dimension grows in proportion; where
    nothing is left, all others do.
    """
    gone = left_out >= 0
    row, at = np.flatnonzero(gone), left_out[gone]
    kept = weight.copy()
    kept[row, at] = 0.0
    mine = dimension[None, :] == dimension[at][:, None]
    before = np.where(mine, weight[row], 0.0).sum(axis=1)
    after = np.where(mine, kept[row], 0.0).sum(axis=1)
    grow = np.divide(before, after, out=np.ones(row.size), where=after > 0.0)
    kept[row] *= np.where(mine, grow[:, None], 1.0)
    return kept / kept.sum(axis=1, keepdims=True)


def _principal(z):
    """Eigenvalues of the correlations, largest first, and their vectors (K, K)."""
    correlation = np.atleast_2d(np.corrcoef(z, rowvar=False))
    values, vectors = np.linalg.eigh(correlation)
    return np.maximum(values[::-1], 0.0), vectors[:, ::-1]


def _scaled(weight):
    total = weight.sum()
    return weight / total if total > 0.0 else np.full(weight.shape, np.nan)
