"""Whether p sites cover all demands: a search through every way, cut short by counting.

n demands, m sites, W = ceil(n / 64) words.  A set of demands is a row of W words of 64 bits.
"""

import numpy as np
from numba import njit

__all__ = ["FOUND", "GAVE_UP", "NONE", "search"]

NONE, FOUND, GAVE_UP = 0, 1, 2


@njit(cache=True)
def _ones(word):
    """How many bits of a word are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True)
def _most(gains, n_more):
    """The sum of the n_more largest gains (m,) int64."""
    top = np.zeros(n_more, np.int64)
    for at in range(gains.size):
        gain = gains[at]
        if gain > top[0]:
            slot = 0
            while slot + 1 < n_more and top[slot + 1] < gain:
                top[slot] = top[slot + 1]
                slot += 1
            top[slot] = gain
    return top.sum()


@njit(cache=True)
def search(start, site, n_sites, p, n_nodes):
    """P sites that cover every demand, if there are any: sites (p,) int64, state, nodes.

    start (n+1,), site (A,): which sites cover each demand, at least one each; n_nodes: how many
    nodes to look at before giving up.  sites holds -1 where fewer do, and all -1 unless state is
    FOUND; NONE is a proof.  At each node the demand that fewest sites can still cover is taken,
    and each of these sites is tried, the ones that cover most first; a site that was tried is
    out for its younger siblings.  A node ends if the p largest gains do not suffice, or if the
    demands, each at 1 over the largest gain of its sites, come to more than p: a solution of the
    dual (Dobson 1982).
    """
    n_rows = start.size - 1
    n_words = (n_rows + 63) // 64
    bits = np.zeros((n_sites, n_words), np.uint64)
    for row in range(n_rows):
        for pair in range(start[row], start[row + 1]):
            bits[site[pair], row // 64] |= np.uint64(1) << np.uint64(row % 64)
    open_rows = np.zeros((p + 1, n_words), np.uint64)
    for row in range(n_rows):
        open_rows[0, row // 64] |= np.uint64(1) << np.uint64(row % 64)
    out = np.zeros((p + 1, n_sites), np.bool_)
    chosen = np.full(p, -1, np.int64)
    branch = np.empty((p + 1, n_sites), np.int64)
    n_branch = np.zeros(p + 1, np.int64)
    turn = np.zeros(p + 1, np.int64)
    gains = np.empty(n_sites, np.int64)
    depth, made = 0, 0
    is_new = True
    while depth >= 0:
        if is_new:
            made += 1
            if made > n_nodes:
                return np.full(p, -1, np.int64), GAVE_UP, made
            n_left = 0
            for word in range(n_words):
                n_left += _ones(open_rows[depth, word])
            if n_left == 0:
                chosen[depth:] = -1
                return chosen, FOUND, made
            n_branch[depth] = 0
            turn[depth] = 0
            n_more = p - depth
            if n_more > 0:
                best = 0
                for at in range(n_sites):
                    gains[at] = 0
                    if not out[depth, at]:
                        for word in range(n_words):
                            gains[at] += _ones(bits[at, word] & open_rows[depth, word])
                        best = max(best, gains[at])
                if best * n_more >= n_left and _most(gains, n_more) >= n_left:
                    rarest, fewest, dual = -1, n_sites + 1, 0.0
                    for row in range(n_rows):
                        mask = np.uint64(1) << np.uint64(row % 64)
                        if open_rows[depth, row // 64] & mask == np.uint64(0):
                            continue
                        n_here, most = 0, 0
                        for pair in range(start[row], start[row + 1]):
                            if not out[depth, site[pair]]:
                                n_here += 1
                                most = max(most, gains[site[pair]])
                        if n_here == 0:
                            fewest = 0
                            break
                        dual += 1.0 / most
                        if n_here < fewest:
                            rarest, fewest = row, n_here
                    if fewest > 0 and dual <= n_more + 1e-9:
                        for pair in range(start[rarest], start[rarest + 1]):
                            at = site[pair]
                            if not out[depth, at] and (n_more > 1 or gains[at] == n_left):
                                slot = n_branch[depth]
                                while slot > 0 and gains[branch[depth, slot - 1]] < gains[at]:
                                    branch[depth, slot] = branch[depth, slot - 1]
                                    slot -= 1
                                branch[depth, slot] = at
                                n_branch[depth] += 1
        if turn[depth] >= n_branch[depth]:
            depth -= 1
            is_new = False
            continue
        at = branch[depth, turn[depth]]
        turn[depth] += 1
        chosen[depth] = at
        for word in range(n_words):
            open_rows[depth + 1, word] = open_rows[depth, word] & ~bits[at, word]
        out[depth + 1] = out[depth]
        out[depth, at] = True
        depth += 1
        is_new = True
    return np.full(p, -1, np.int64), NONE, made
