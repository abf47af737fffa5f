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
def first_of(code, n_groups):
    """Position (G,) of the first member of each group; -1 for an empty one.  O(n)."""
    first = np.full(n_groups, -1, np.int64)
    for i in range(code.size):
        if first[code[i]] < 0:
            first[code[i]] = i
    return first


@njit(cache=True, nogil=True)
def astray(above, code, n_groups):
    """Mask (G,) of the groups whose members do not all lie in one group above.

    above and code (n,) positions, code in [0, n_groups).  O(n).
    """
    home = np.full(n_groups, -1, np.int64)
    lost = np.zeros(n_groups, np.bool_)
    for i in range(code.size):
        g = code[i]
        if home[g] < 0:
            home[g] = above[i]
        elif home[g] != above[i]:
            lost[g] = True
    return lost


@njit(cache=True, nogil=True)
def count(code, n_groups):
    """How many members (G,) each group has.  O(n), without the copy that np.bincount makes."""
    n_members = np.zeros(n_groups, np.int64)
    for i in range(code.size):
        n_members[code[i]] += 1
    return n_members
