"""The three sectors' shares, written as parts of a hundred: 三次产业结构为4.9:44.5:50.6."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from gongfu.evidence.quantity import Quantity

_SECTORS: Final = re.compile(r"(?:三次|三大)产业|三产(?:结构|比例|占比|比重)|产业结构")
_PART: Final = r"(?<![\d.:])(\d{1,2}(?:\.\d{1,2})?)"
_PARTS: Final = re.compile(
    _PART + r"\s?[:∶]\s?(\d{1,2}(?:\.\d{1,2})?)\s?[:∶]\s?(\d{1,2}(?:\.\d{1,2})?)(?![\d:∶.])"
)
_STOP: Final = re.compile(r"[。；;\n]")
_FROM: Final = re.compile(r"[由从]\s?$")
_SHOWN: Final = 90
_ROUNDED: Final = Decimal("0.3")
_NAMES: Final = ("第一产业增加值占比", "第二产业增加值占比", "第三产业增加值占比")


class Share(NamedTuple):
    """One sector's share: its name, whether it is the first of three, and what is sure of them.

    `whole` tells whether the three make a hundred, `before` whether a change starts from them
    that gives no year (由…调整为…).
    """

    name: str
    first: bool
    whole: bool
    before: bool


def find_structure(text: str) -> tuple[list[Quantity], dict[int, Share]]:
    """The shares of the three sectors in a text.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.

    Returns
    -------
    tuple
        The numbers as quantities, in order, and by where each begins which sector's it is.
    """
    found: list[Quantity] = []
    shares: dict[int, Share] = {}
    for sectors in _SECTORS.finditer(text):
        begin = sectors.end()
        stop = _STOP.search(text, begin, begin + _SHOWN)
        end = stop.start() if stop else begin + _SHOWN
        for match in _PARTS.finditer(text, begin, end):
            if match.start() in shares:
                continue
            parts = [Decimal(part) for part in match.groups()]
            whole = abs(sum(parts, Decimal(-100))) <= _ROUNDED
            before = _FROM.search(text, begin, match.start()) is not None
            for at, (name, part) in enumerate(zip(_NAMES, parts, strict=True), 1):
                found.append(Quantity(*match.span(at), part / 100, "=", "share"))
                shares[match.start(at)] = Share(name, at == 1, whole, before)
    return found, shares
