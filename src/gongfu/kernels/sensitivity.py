"""Which choice moves a result: Sobol indices.  N draws, F factors, S results.

Factors are groups of the unknowns.  f_a, f_b (N, S): results at two independent samples A and B of
all factors; f_ab (F, N, S): at A with one factor taken from B.
"""

import numpy as np

_BLOCKS = 16


def sobol(f_a, f_b, f_ab):
    """First-order and total index of each factor, and the standard error of both.

    Returns first, total, first_se, total_se (F, S), NaN where a result never moves, and the
    variance (S,) of each result over A and B.  First order: mean f_b (f_ab - f_a) / V (Saltelli et
    al. 2010, table 2 b), total: mean (f_a - f_ab)^2 / 2V (Jansen 1999).  Errors come from the
    scatter of 16 successive blocks around the ratio, N a multiple of 16; a sequence more even than
    chance is better than they say.
    """
    middle = 0.5 * (f_a.mean(axis=0) + f_b.mean(axis=0))
    own = _blocks(0.5 * ((f_a - middle) ** 2 + (f_b - middle) ** 2))
    variance = own.mean(axis=0)
    scale = np.where(variance > 0.0, variance, np.nan)
    found = []
    for taken in f_ab:
        moved = taken - f_a
        for product in ((f_b - middle) * moved, 0.5 * moved**2):
            blocks = _blocks(product)
            index = blocks.mean(axis=0) / scale
            scatter = (blocks - index * own).std(axis=0, ddof=1) / scale
            found.append((index, scatter / np.sqrt(_BLOCKS)))
    values = np.array(found).reshape(len(f_ab), 2, 2, -1)  # factor, order, value and error, result
    return values[:, 0, 0], values[:, 1, 0], values[:, 0, 1], values[:, 1, 1], variance


def share_ahead(ranks):
    """Share of draws in which the place of the row ranks before that of the column; ties half.

    ranks (N, P).  Returns (P, P): [i, j] + [j, i] == 1, the diagonal one half.
    """
    ahead = np.empty((ranks.shape[1], ranks.shape[1]))
    for place in range(ranks.shape[1]):
        mine = ranks[:, place : place + 1]
        ahead[place] = 0.5 * ((mine < ranks).mean(axis=0) + (mine <= ranks).mean(axis=0))
    return ahead


def _blocks(f):
    """Means (16, S) of successive blocks of f (N, S)."""
    return f.reshape(_BLOCKS, -1, f.shape[1]).mean(axis=1)
