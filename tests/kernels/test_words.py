"""The lexicon of codes: reading, following, and read-only arrays.  Twins: tests/evidence."""

import numpy as np

from gongfu.kernels.words import best_words, follow, n_word_codes, read_lexicon, splits


def read(text: str):
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    room = n_word_codes(codes) + 1
    keys, nodes = np.full(32, -1, np.int64), np.zeros(32, np.int32)
    count, tag = np.zeros(room), np.zeros(room, np.uint8)
    return read_lexicon(codes, keys, nodes, count, tag), keys, nodes, count, tag


def node_of(word, keys, nodes):
    node = 0
    for one in word:
        node = follow(keys, nodes, node, ord(one))
    return node


def test_lines_become_a_trie():
    (n_nodes, bad), keys, nodes, count, tag = read("ab 3 n\n\nac 4 vn x\nab 2 d")
    assert (n_nodes, bad) == (4, -1)
    at = node_of("ab", keys, nodes)
    assert (count[at], chr(tag[at])) == (5, "d")
    at = node_of("ac", keys, nodes)
    assert (count[at], chr(tag[at])) == (4, "V")
    assert count[node_of("a", keys, nodes)] == 0
    assert follow(keys, nodes, 0, ord("b")) == -1


def test_a_line_without_a_count_is_told():
    for text in ("ab 3\nac\n", "ab 3\n 4\n", "ab 3\nac x\n", "ab 3\nac " + "9" * 16):
        assert read(text)[0][1] == 1


def test_read_only_codes_and_none():
    _, keys, nodes, count, _ = read("ab 3 n\nc 1 n\n")
    cost = np.full(count.size, np.inf)
    cost[count > 0] = np.log(4 / count[count > 0])
    codes = np.array([ord(one) for one in "acab"], np.int32)
    loose, wall = np.full(4, 5.0), np.zeros(4, bool)
    for array in (codes, loose, wall, keys, nodes, cost):
        array.flags.writeable = False
    ahead, behind, word = best_words(codes, loose, keys, nodes, cost)
    assert np.allclose(ahead[-1], behind[0])
    assert np.allclose(behind[0], 5 + np.log(4) + np.log(4 / 3))
    assert word.tolist() == [0, node_of("c", keys, nodes), node_of("ab", keys, nodes), -1]
    nothing_saved = (1, 3, 0.0, 0, 4, node_of("ab", keys, nodes))
    rest = (keys, nodes, cost, ahead, behind, 3)
    assert splits(codes, loose, wall, wall, *rest, -0.1) == [nothing_saved]
    assert splits(codes, loose, wall, wall, *rest, 0.1) == []
    none = codes[:0]
    ahead, behind, word = best_words(none, loose[:0], keys, nodes, cost)
    assert (ahead.tolist(), behind.tolist(), word.size) == ([0], [0], 0)
