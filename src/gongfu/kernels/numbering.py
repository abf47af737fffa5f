"""Labels as positions.  n members, G groups, S labels in a short range."""

import numpy as np
from numba import njit


def narrow(n_groups):
    """The type of positions in [0, n_groups): ten million in 10, 20 or 80 MB."""
    if n_groups <= 1 << 8:
        return np.uint8
    return np.uint16 if n_groups <= 1 << 16 else np.int64


def number(label, low, size):
    """Position (n,) of each label by first appearance, and the label (G,) at each position.

    label (n,) integers in [low, low + size).  O(n + S).
    """
    code = np.empty(label.size, narrow(size))
    found = np.empty(size, np.int64)
    n_groups = _number(label, low, code, found)
    return code, found[:n_groups].copy()


@njit(cache=True, nogil=True)
def _number(label, low, code, found):
    """Fill code (n,) and found (S,); returns how many labels there are."""
    position = np.full(found.size, -1, np.int64)
    n_groups = 0
    for i in range(label.size):
        at = label[i] - low
        if position[at] < 0:
            position[at] = n_groups
            found[n_groups] = at + low
            n_groups += 1
        code[i] = position[at]
    return n_groups


def number_pairs(above, code, n_above, n_code):
    """Position (n,) of each pair of positions by first appearance, and how many pairs there are.

    above (n,) in [0, n_above) and code (n,) in [0, n_code).  O(n + n_above n_code).
    """
    size = n_above * n_code
    pair = np.empty(code.size, narrow(size))
    return pair, _number_pairs(above, code, n_code, pair, size)


@njit(cache=True, nogil=True)
def _number_pairs(above, code, n_code, pair, size):
    """Fill pair (n,); returns how many pairs there are."""
    position = np.full(size, -1, np.int64)
    n_pairs = 0
    for i in range(code.size):
        at = np.int64(above[i]) * n_code + np.int64(code[i])
        if position[at] < 0:
            position[at] = n_pairs
            n_pairs += 1
        pair[i] = position[at]
    return n_pairs


@njit(cache=True, nogil=True)
def nest(above, code, n_groups):
    """First member (G,) of each group, the group above it, and which groups lie in several.

    above and code (n,) positions, code in [0, n_groups); below 0 for none.  Returns first and home
    (G,), -1 for an empty group; the mask lost (G,); and how many members lack one of the two, which
    are in nothing else.  O(n).
    """
    first, home = np.full(n_groups, -1, np.int64), np.full(n_groups, -1, np.int64)
    lost = np.zeros(n_groups, np.bool_)
    n_missing = 0
    for i in range(code.size):
        g = np.int64(code[i])
        if g < 0 or above[i] < 0:
            n_missing += 1
        elif home[g] != above[i]:
            if first[g] < 0:
                first[g] = i
                home[g] = above[i]
            else:
                lost[g] = True
    return first, home, lost, n_missing


@njit(cache=True, nogil=True)
def count(code, n_groups):
    """How many members (G,) each group has.  O(n), without the copy that np.bincount makes."""
    n_members = np.zeros(n_groups, np.int64)
    for i in range(code.size):
        n_members[code[i]] += 1
    return n_members
