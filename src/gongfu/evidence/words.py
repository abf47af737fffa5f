"""A model of words: how likely a text is, cut into the words of a dictionary at its best."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.evidence.script import fold
from gongfu.kernels.words import best_words, follow, n_word_codes, read_lexicon, splits

_DIGITS: Final = 1  # any number is one code, any run of letters another
_LETTERS: Final = 2
_COST: Final = {_DIGITS: 7.0, _LETTERS: 11.0}
_MARK: Final = 3.0  # a punctuation mark, which parts words
_BLANKS: Final = " \t\r\v\f\u00a0\u2009\u200b\u200c\u200d\u2060\u3000\ufeff"
_HAN: Final = ((0x3400, 0x9FFF), (0x20000, 0x3FFFF), (0x3007, 0x3007), (0xF900, 0xFAFF))


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A text as the model reads it: one code per Han character, mark, number or run of letters.

    `code` (n,), `start` and `end` (n,) positions in the text, `wall` (n,) whether it is a mark.
    Blanks are left out.
    """

    code: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    wall: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A text cut into words at its best: see `gongfu.kernels.words.best_words`."""

    codes: Codes
    loose: NDArray[np.float64]
    ahead: NDArray[np.float64]
    behind: NDArray[np.float64]
    word: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Split:
    """A span, in codes, that splits the word `first:start` + `end:last`."""

    start: int
    end: int
    gain: float
    first: int
    last: int
    node: int


@dataclass(frozen=True, slots=True, eq=False)
class WordModel:
    """Words with the logarithms of their probabilities, ready to cut texts with.

    `keys`, `nodes`, `cost`, `tag` are the lexicon of `gongfu.kernels.words`; `unknown` is what a
    character costs that the dictionary does not hold.
    """

    keys: NDArray[np.int64]
    nodes: NDArray[np.int32]
    cost: NDArray[np.float64]
    tag: NDArray[np.uint8]
    unknown: float

    @classmethod
    def from_lines(cls, lines: str) -> "WordModel":
        """A model of lines "word count kind", as in the dictionary of jieba; script is folded."""
        codes = _points(fold(lines))
        room = n_word_codes(codes) + 1
        slots = 1 << int(room + room // 2).bit_length()
        keys = np.full(slots, -1, np.int64)
        nodes = np.zeros(slots, np.int32)
        count, tag = np.zeros(room), np.zeros(room, np.uint8)
        n_nodes, bad = read_lexicon(codes, keys, nodes, count, tag)
        if bad >= 0:
            raise InputError(
                f"line {bad + 1} of the word list is no 'word count'; repair or remove it"
            )
        count = count[:n_nodes]
        total = count.sum()
        if not total > 0:
            raise InputError("the word list has no word; it needs lines 'word count'")
        cost = np.full(n_nodes, np.inf)
        cost[count > 0] = np.log(total / count[count > 0])
        return cls(keys, nodes, cost, tag[:n_nodes].copy(), float(np.log(total)) + 1.0)

    def cut(self, text: str) -> Cut:
        """`text` cut into the words that make it most likely."""
        codes = codes_of(text)
        loose = np.full(codes.code.size, self.unknown)
        loose[codes.wall] = _MARK
        for code, cost in _COST.items():
            loose[codes.code == code] = cost
        ahead, behind, word = best_words(codes.code, loose, self.keys, self.nodes, self.cost)
        return Cut(codes, loose, ahead, behind, word)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of the best cut, blanks left out."""
        return _pieces(text, self.cut(text))

    def tagged(self, text: str) -> tuple[tuple[str, str], ...]:
        """The words of the best cut with the first letter of their kind; "" for no word.

        "v" is a verb, "V" a verb that serves as a noun, "n" a noun, "m" a number, "q" a measure.
        """
        cut = self.cut(text)
        tags = [chr(tag) if tag else "" for tag in self.tag[cut.word[cut.word >= 0]]]
        return tuple(zip(_pieces(text, cut), tags, strict=True))

    def word_cost(self, word: str) -> float:
        """-ln P of one word; inf where the dictionary does not hold it."""
        node = 0
        for code in _points(fold(word)):
            node = follow(self.keys, self.nodes, node, code)
            if node < 0:
                return float("inf")
        return float(self.cost[node])

    def splits(self, cut: Cut, *, longest: int, least: float) -> list[Split]:
        """Spans that split a word, with a gain of at least `least`.

        A span is a run of letters, or of 2 to `longest` codes.
        """
        if cut.word.size == 0:
            return []
        codes, lone = cut.codes, cut.codes.code == _LETTERS
        found = splits(
            codes.code, cut.loose, codes.wall, lone, self.keys, self.nodes, self.cost,
            cut.ahead, cut.behind, longest, least,
        )  # fmt: skip
        return [Split(int(a), int(b), g, int(i), int(j), int(k)) for a, b, g, i, j, k in found]


def _pieces(text: str, cut: Cut) -> tuple[str, ...]:
    """The words of a cut as they stand."""
    at = np.flatnonzero(cut.word >= 0)
    last = np.append(at, cut.word.size)[1:] - 1
    pairs = zip(cut.codes.start[at].tolist(), cut.codes.end[last].tolist(), strict=True)
    return tuple(text[start:end] for start, end in pairs)


def codes_of(text: str) -> Codes:
    """`text` as the model reads it."""
    point = _points(fold(text))
    kind = _kinds()[np.minimum(point, 0xFFFF)]
    kind[point > 0xFFFF] = _KIND_HAN
    inner = np.flatnonzero((point == ord(".")) | (point == ord(",")))
    inner = inner[(inner > 0) & (inner < point.size - 1)]
    inner = inner[(kind[inner - 1] == _DIGITS) & (kind[inner + 1] == _DIGITS)]
    kind[inner] = _DIGITS
    at = np.flatnonzero(kind != _KIND_BLANK)
    kind, point = kind[at], point[at].astype(np.int32)
    first = np.ones(at.size, bool)
    first[1:] = (kind[1:] != kind[:-1]) | (kind[1:] > _LETTERS)
    start = np.flatnonzero(first)
    last = np.append(start[1:], at.size) - 1
    kind = kind[start]
    code = np.where(kind <= _LETTERS, kind.astype(np.int32), point[start]).astype(np.int32)
    return Codes(code, at[start], at[last] + 1 if at.size else at[:0], kind == _KIND_MARK)


_KIND_HAN: Final = 3
_KIND_MARK: Final = 4
_KIND_BLANK: Final = 5
_KINDS: Final[list[NDArray[np.int8]]] = []


def _kinds() -> NDArray[np.int8]:
    """The kind of each code point of the basic plane."""
    if not _KINDS:
        kind = np.full(0x10000, _KIND_MARK, np.int8)
        for low, high in _HAN:
            kind[low : min(high, 0xFFFF) + 1] = _KIND_HAN
        kind[ord("0") : ord("9") + 1] = _DIGITS
        for first, last in ("AZ", "az", "Àɏ"):
            kind[ord(first) : ord(last) + 1] = _LETTERS
        kind[[ord(one) for one in _BLANKS]] = _KIND_BLANK
        _KINDS.append(kind)
    return _KINDS[0]


def _points(text: str) -> NDArray[np.uint32]:
    """The code points of `text`; halves of pairs stand as they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
