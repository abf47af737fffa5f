"""Counts of members, group by group.

n members, P groups, R of which are asked for.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def member_sums(rows, start, member, weight, apart, reached, judged):
    """How many members of each group are reached and judged, and what they weigh.

    rows (R,) integer positions of groups; start (P+1,) and member (.,) integers: a CSR list
    of the members of each; weight (n,) float64 >= 0; apart, reached, judged (n,) bool.
    Returns (R, 2, 6) float64: for the members that are `apart` and then for the others, how
    many there are, are reached and are judged, and the weight of each of the three.  Weights
    are added in the order of the list, so that a group summed alone has the same bits as
    among all.  O(members of the groups asked for).
    """
    sums = np.zeros((rows.size, 2, 6))
    for r in range(rows.size):
        for i in range(start[rows[r]], start[rows[r] + 1]):
            m = member[i]
            side = 0 if apart[m] else 1
            sums[r, side, 0] += 1.0
            sums[r, side, 3] += weight[m]
            if reached[m]:
                sums[r, side, 1] += 1.0
                sums[r, side, 4] += weight[m]
            if judged[m]:
                sums[r, side, 2] += 1.0
                sums[r, side, 5] += weight[m]
    return sums
