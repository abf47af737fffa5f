"""Words in a row of codes.  n codes, W words, T slots of a hash table (a power of two).

A lexicon is a trie kept in one open-addressed table: the slot of (node, code) holds the node that
follows; node 0 is the root.  `cost` (nodes,) is -ln P of the word that ends at a node, inf where
none does.  `loose` (n,) is what a code costs as a word of its own where the lexicon has none, and
inf where it belongs to no word at all.
"""

import numpy as np
from numba import njit

_EMPTY = -1
_BITS = 21  # a code point fits into so many
_LEFT = 12  # codes of a word in front of a span
_MIX = -7046029254386353131  # 2**64 / golden ratio, odd (Knuth 1973, 6.4)
_LINE, _SPACE, _ZERO, _NINE, _NOUN, _CAPITAL = 10, 32, 48, 57, 110, 32


@njit(cache=True, nogil=True)
def _slot(key, mask):
    """Where a key is looked for first."""
    return (key * _MIX >> 24) & mask


@njit(cache=True, nogil=True)
def follow(keys, nodes, node, code):
    """The node after `code` at `node`, or -1.  keys, nodes (T,) int64, int32."""
    mask = keys.size - 1
    key = np.int64(node) << _BITS | np.int64(code)
    at = _slot(key, mask)
    while keys[at] != _EMPTY:
        if keys[at] == key:
            return nodes[at]
        at = (at + 1) & mask
    return np.int32(-1)


@njit(cache=True, nogil=True)
def n_word_codes(codes):
    """How many codes the words of lines "word count tag" have in all.  codes (n,)."""
    n_codes = 0
    in_word = True
    for code in codes:
        if code == _LINE:
            in_word = True
        elif code == _SPACE:
            in_word = False
        elif in_word:
            n_codes += 1
    return n_codes


@njit(cache=True, nogil=True)
def read_lexicon(codes, keys, nodes, count, tag):
    r"""Fill a lexicon from lines "word count tag"; how many nodes, and the first bad line.

    codes (n,) code points, lines end with "\n"; keys (T,) int64 of -1, nodes (T,) int32, count
    (nodes,) float64 of 0, tag (nodes,) uint8, which gets the first letter of the last tag, a
    capital where the second is n ("vn", a verb that serves as a noun, is V).  Counts of a word that
    comes twice add up.  The line is -1 where all were good.  There must be room: more slots and
    more nodes than `n_word_codes` says.  O(n).
    """
    mask = keys.size - 1
    n_nodes = 1
    line = 0
    i = 0
    while i < codes.size:
        node = 0
        start = i
        while i < codes.size and codes[i] != _SPACE and codes[i] != _LINE:
            key = np.int64(node) << _BITS | np.int64(codes[i])
            at = _slot(key, mask)
            while keys[at] != _EMPTY and keys[at] != key:
                at = (at + 1) & mask
            if keys[at] == _EMPTY:
                keys[at] = key
                nodes[at] = n_nodes
                n_nodes += 1
            node = nodes[at]
            i += 1
        if i == start and (i == codes.size or codes[i] == _LINE):
            i += 1
            line += 1
            continue
        if i == start or i == codes.size or codes[i] == _LINE:
            return n_nodes, line
        i += 1
        number = 0
        digits = 0
        while i < codes.size and _ZERO <= codes[i] <= _NINE:
            number = number * 10 + codes[i] - _ZERO
            digits += 1
            i += 1
        if digits == 0 or digits > 15:
            return n_nodes, line
        count[node] += number
        if i + 1 < codes.size and codes[i] == _SPACE:
            tag[node] = codes[i + 1]
            if i + 2 < codes.size and codes[i + 2] == _NOUN and tag[node] > _CAPITAL:
                tag[node] -= _CAPITAL
        while i < codes.size and codes[i] != _LINE:
            i += 1
        i += 1
        line += 1
    return n_nodes, -1


@njit(cache=True, nogil=True)
def best_words(codes, loose, keys, nodes, cost):
    """The cheapest way to cut codes into words: ahead, behind (n+1,), and the node of each word.

    ahead[i] is what codes[:i] cost, behind[i] what codes[i:] cost; word (n,) int32 is the node of
    the word of the cheapest way that begins at i, 0 for a code outside the lexicon, -1 inside a
    word.  codes (n,) int32, loose (n,) float64.  Viterbi 1967 over a unigram model; O(n L).
    """
    n = codes.size
    ahead = np.full(n + 1, np.inf)
    behind = np.full(n + 1, np.inf)
    step = np.zeros(n + 1, np.int32)
    with_node = np.zeros(n + 1, np.int32)
    behind[n] = 0.0
    for i in range(n - 1, -1, -1):
        best = loose[i] + behind[i + 1]
        best_step, best_node = 1, 0
        node = np.int32(0)
        for j in range(i, n):
            node = follow(keys, nodes, node, codes[j])
            if node < 0:
                break
            here = cost[node] + behind[j + 1]
            if here < best:
                best, best_step, best_node = here, j + 1 - i, node
        behind[i] = best
        step[i] = best_step
        with_node[i] = best_node
    ahead[0] = 0.0
    for i in range(n):
        ahead[i + 1] = min(ahead[i + 1], ahead[i] + loose[i])
        node = np.int32(0)
        for j in range(i, n):
            node = follow(keys, nodes, node, codes[j])
            if node < 0:
                break
            ahead[j + 1] = min(ahead[j + 1], ahead[i] + cost[node])
    word = np.full(n, -1, np.int32)
    i = 0
    while i < n:
        word[i] = with_node[i]
        i += step[i]
    return ahead, behind, word


@njit(cache=True, nogil=True)
def splits(codes, loose, wall, lone, keys, nodes, cost, ahead, behind, longest, least):
    """Spans without which the codes around them join into a word: start, end, gain, from, to, node.

    wall (n,) bool: no span holds such a code; lone (n,) bool: one such code is a span, other spans
    have 2 to `longest` codes.  A span [a, b) splits the word codes[from:a] + codes[b:to]; its gain
    is what the cheapest way saves when the word is whole and the span stands for itself, and is at
    least `least`.  Of the words that a span splits the best is told.  O(n longest L).
    """
    n = codes.size
    total = behind[0]
    found = [(0, 0, 0.0, 0, 0, 0) for _ in range(0)]
    alone = np.empty(longest + 1)
    left_node = np.empty(_LEFT, np.int32)
    left_at = np.empty(_LEFT, np.int64)
    for a in range(1, n - 2):
        if wall[a] or wall[a - 1] or wall[a + 1]:
            continue
        n_left = 0
        for i in range(a - 1, max(-1, a - 1 - _LEFT), -1):
            if wall[i]:
                break
            node = np.int32(0)
            for j in range(i, a):
                node = follow(keys, nodes, node, codes[j])
                if node < 0:
                    break
            if node >= 0:
                left_node[n_left] = node
                left_at[n_left] = i
                n_left += 1
        if n_left == 0:
            continue
        known = False
        for b in range(a + 1 if lone[a] else a + 2, min(n, a + longest + 1)):
            if wall[b - 1]:
                break
            best_gain, best_from, best_to, best_node = -np.inf, 0, 0, np.int32(0)
            for k in range(n_left):
                node = left_node[k]
                before = total - ahead[left_at[k]]
                for j in range(b, n):
                    node = follow(keys, nodes, node, codes[j])
                    if node < 0:
                        break
                    gain = before - cost[node] - behind[j + 1]
                    if gain > best_gain:
                        best_gain, best_from = gain, left_at[k]
                        best_to, best_node = j + 1, node
            if best_gain < least:
                continue
            if not known:
                known = True
                _alone(codes, loose, keys, nodes, cost, a, min(n, a + longest), alone)
            best_gain -= alone[b - a]
            if best_gain >= least:
                found.append((a, b, best_gain, best_from, best_to, int(best_node)))
    return found


@njit(cache=True, nogil=True)
def _alone(codes, loose, keys, nodes, cost, start, end, alone):
    """Fill alone[k] with what codes[start : start + k] cost by themselves."""
    alone[:] = np.inf
    alone[0] = 0.0
    for i in range(start, end):
        alone[i + 1 - start] = min(alone[i + 1 - start], alone[i - start] + loose[i])
        node = np.int32(0)
        for j in range(i, end):
            node = follow(keys, nodes, node, codes[j])
            if node < 0:
                break
            alone[j + 1 - start] = min(alone[j + 1 - start], alone[i - start] + cost[node])
