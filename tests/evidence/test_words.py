"""The model of words: hand-worked counts, and a slow twin of the best cut and of the splits."""

from itertools import combinations, pairwise
from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.evidence.words import WordModel, codes_of
from gongfu.io.word_list import word_model

LINES = "农民 8 n\n示范 4 v\n示范区 4 n\n农 2 n\n民 2 n\n范 1 n\n区 3 n\n"  # 24 in all
SMALL = WordModel.from_lines(LINES)
UNKNOWN = log(24) + 1


def slow_cost(text: str) -> float:
    """The cheapest of all ways to cut a text of Han characters."""
    counts = {line.split()[0]: int(line.split()[1]) for line in LINES.splitlines()}
    best = inf
    inner = range(1, len(text))
    for n_cuts in range(len(text)):
        for cuts in combinations(inner, n_cuts):
            edges = [0, *cuts, len(text)]
            cost = 0.0
            for a, b in pairwise(edges):
                word = text[a:b]
                if word in counts:
                    cost += log(24 / counts[word])
                else:
                    cost += UNKNOWN if len(word) == 1 else inf
            best = min(best, cost)
    return best if text else 0.0


def test_a_word_costs_minus_the_logarithm_of_its_share():
    assert SMALL.word_cost("农民") == pytest.approx(log(3))
    assert SMALL.word_cost("農民") == pytest.approx(log(3))
    assert SMALL.word_cost("农区") == inf
    assert SMALL.words("示范区农民") == ("示范区", "农民")
    assert SMALL.tagged("示范农民") == (("示范", "v"), ("农民", "n"))


@given(st.text("农民示范区水", max_size=7))
def test_the_best_cut_is_the_cheapest_of_all(text):
    assert SMALL.cut(text).behind[0] == pytest.approx(slow_cost(text))
    assert "".join(SMALL.words(text)) == text


@given(st.text("农民示范区水", max_size=9))
def test_a_split_saves_what_the_slow_twin_says(text):
    cut = SMALL.cut(text)
    for one in SMALL.splits(cut, longest=5, least=0.1):
        word = text[one.first : one.start] + text[one.end : one.last]
        assert SMALL.word_cost(word) < inf
        rest = slow_cost(text[: one.first]) + slow_cost(text[one.last :])
        alone = slow_cost(text[one.start : one.end])
        saved = slow_cost(text) - rest - alone - SMALL.word_cost(word)
        assert one.gain == pytest.approx(saved)


def test_a_split_word_is_found():
    (one,) = SMALL.splits(SMALL.cut("农水水民"), longest=5, least=0.5)
    assert (one.start, one.end, one.first, one.last) == (1, 3, 0, 4)
    assert one.gain == pytest.approx(2 * log(12) - log(3))


def test_numbers_and_letters_are_one_code_each_and_blanks_none():
    codes = codes_of("增长 4.9%,ＢＭＷ零件")
    assert codes.start.tolist() == [0, 1, 3, 6, 7, 8, 11, 12]
    assert codes.end.tolist() == [1, 2, 6, 7, 8, 11, 12, 13]
    assert np.flatnonzero(codes.wall).tolist() == [3, 4]


@pytest.mark.parametrize("text", ["", "\n", "\ud800", "\x00\x01", "𠀀𠀁", " \u200b"])
def test_odd_text_is_cut(text):
    assert len("".join(SMALL.words(text))) <= len(text)


def test_bad_lists_name_the_line():
    with pytest.raises(InputError, match="line 2 of the word list"):
        WordModel.from_lines("农民 3 n\n示范\n")
    with pytest.raises(InputError, match="has no word"):
        WordModel.from_lines("")


def test_the_dictionary_that_ships_knows_common_words():
    model = word_model()
    assert model is word_model()
    assert model.words("推动共同富裕示范区建设") == ("推动", "共同富裕", "示范区", "建设")
