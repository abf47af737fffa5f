"""How much sets have in common.  N sets, E elements in all, P pairs."""

import numpy as np
from numba import njit


@njit(cache=True)
def common_sizes(start, element, first, second):
    """How many elements two sets share, for each of P pairs.

    start (N+1,) int64; element (E,) int64, increasing within each set; first, second (P,) int64
    positions of sets.  Returns (P,) int64.  O(sum of the sizes of both).
    """
    found = np.zeros(first.size, np.int64)
    for at in range(first.size):
        i, i_end = start[first[at]], start[first[at] + 1]
        j, j_end = start[second[at]], start[second[at] + 1]
        while i < i_end and j < j_end:
            if element[i] == element[j]:
                found[at] += 1
                i += 1
                j += 1
            elif element[i] < element[j]:
                i += 1
            else:
                j += 1
    return found
