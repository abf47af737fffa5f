"""Words in simplified characters in a traditional text, or the other way round."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

_HAN: Final = (0x4E00, 0x9FFF)
_SIMPLIFIED, _TRADITIONAL = 1, 2
_ENOUGH: Final = 20  # characters that tell the script of a text
_FEW: Final = 0.1  # share of the other script above which a text is of both
_LONGEST: Final = 14


@cache
def _scripts() -> NDArray[np.int8]:
    """Which characters of the basic plane exist in one script only.

    A simplified one is changed by OpenCC's table and not in Big5; a traditional one is changed by
    it and not in GB2312.
    """
    script = np.zeros(0x10000, np.int8)
    han = "".join(map(chr, range(_HAN[0], _HAN[1] + 1)))
    for convert, charset, mark in (("s2t", "big5", _SIMPLIFIED), ("t2s", "gb2312", _TRADITIONAL)):
        changed = OpenCC(convert).convert("\n".join(han)).split("\n")
        for one, other in zip(han, changed, strict=True):
            if one != other and not one.encode(charset, "ignore"):
                script[ord(one)] = mark
    return script


def of_other_script(text: str) -> NDArray[np.int64]:
    """Positions (k,) of characters of the script that `text` is not in; none if it is in both."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    script = _scripts()[np.minimum(points, 0xFFFF)]
    n_simplified = int(np.count_nonzero(script == _SIMPLIFIED))
    n_traditional = int(np.count_nonzero(script == _TRADITIONAL))
    most, least = max(n_simplified, n_traditional), min(n_simplified, n_traditional)
    if least == 0 or most < _ENOUGH or least > _FEW * (most + least):
        return np.zeros(0, np.int64)
    other = _SIMPLIFIED if n_traditional == most else _TRADITIONAL
    return np.flatnonzero(script == other).astype(np.int64)
