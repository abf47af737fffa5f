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
    scatter of 16 successive blocks, N a multiple of 16; for a sequence more even than chance they
    err on the side of caution.
    """
    middle = 0.5 * (f_a.mean(axis=0) + f_b.mean(axis=0))
    variance = 0.5 * (((f_a - middle) ** 2).mean(axis=0) + ((f_b - middle) ** 2).mean(axis=0))
    scale = np.where(variance > 0.0, variance, np.nan)
    n_factors, n_results = f_ab.shape[0], f_ab.shape[2]
    first = np.empty((n_factors, _BLOCKS, n_results))
    total = np.empty((n_factors, _BLOCKS, n_results))
    for factor in range(n_factors):
        moved = f_ab[factor] - f_a
        blocks = ((f_b - middle) * moved).reshape(_BLOCKS, -1, n_results)
        first[factor] = blocks.mean(axis=1) / scale
        total[factor] = (moved**2).reshape(_BLOCKS, -1, n_results).mean(axis=1) / (2.0 * scale)
    return (
        first.mean(axis=1),
        total.mean(axis=1),
        first.std(axis=1, ddof=1) / np.sqrt(_BLOCKS),
        total.std(axis=1, ddof=1) / np.sqrt(_BLOCKS),
        variance,
    )


def share_ahead(ranks):
    """Share of draws in which the place of the row ranks before that of the column; ties half.

    ranks (N, P).  Returns (P, P): [i, j] + [j, i] == 1, the diagonal one half.
    """
    ahead = np.empty((ranks.shape[1], ranks.shape[1]))
    for place in range(ranks.shape[1]):
        mine = ranks[:, place : place + 1]
        ahead[place] = 0.5 * ((mine < ranks).mean(axis=0) + (mine <= ranks).mean(axis=0))
    return ahead
