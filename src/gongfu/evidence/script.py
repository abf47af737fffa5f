"""One spelling of a text to search in: the same length, so that every position stays true."""

from functools import cache
from typing import Final

from opencc import OpenCC

_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
_WIDE: Final = (0xFF01, 0xFF5E)
_TO_ASCII: Final = 0xFEE0
_KEPT: Final = "，"  # a clause ends here, while "," may stand inside a number
_ALSO: Final = {"\u3000": " ", "\u00a0": " ", "\u2009": " ", "﹪": "%", "○": "〇", "−": "-"}


@cache
def _table() -> dict[int, str]:
    """What each character is searched as: simplified, half-width."""
    simplify = OpenCC("t2s").convert
    han = "".join(chr(at) for low, high in _HAN for at in range(low, high + 1))
    simple = [simplify(one) for one in han]
    table = {ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}
    table |= {at: chr(at - _TO_ASCII) for at in range(_WIDE[0], _WIDE[1] + 1)}
    table |= {ord(a): b for a, b in _ALSO.items()}
    return {at: one for at, one in table.items() if chr(at) not in _KEPT}


def fold(text: str) -> str:
    """`text` in simplified characters and half-width signs, of the same length.

    Traditional characters become simplified one by one by the tables of OpenCC; full-width
    digits, letters and signs become ASCII (all but the comma "，").  Position i of the answer is
    position i of `text`.

    >>> fold("臺州市天臺縣２５００多畝，４．９％")
    '台州市天台县2500多亩，4.9%'
    """
    return text.translate(_table())
