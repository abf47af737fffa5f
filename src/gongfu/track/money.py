"""Money in whole fen: never a float, never three decimals."""

import re
from decimal import Decimal
from typing import Final

from gongfu.errors import InputError

FEN_PER_YUAN: Final = 100
FEN_MOST: Final = 10**15  # ten trillion yuan; sums of thousands stay within 64 bits

YUAN_PATTERN: Final = r"-?[0-9]+(\.[0-9]{1,2})?"
"""How an amount in yuan is written."""
_YUAN: Final = re.compile(YUAN_PATTERN)


def fen_of(yuan: str | int | Decimal) -> int:
    """An amount in fen.

    Parameters
    ----------
    yuan
        As it is written: digits, and up to two decimals after a point; at most ten trillion.

    Returns
    -------
    int
        Exact.

    Examples
    --------
    >>> fen_of("12.5")
    1250
    """
    if isinstance(yuan, bool) or not isinstance(yuan, str | int | Decimal):
        raise InputError(
            f"the amount {yuan!r} is a {type(yuan).__name__}; give it as text or whole yuan, since "
            "floats are not exact"
        )
    text = str(yuan).strip()
    if not _YUAN.fullmatch(text):
        raise InputError(
            f"the amount {text!r} is not yuan with up to two decimals, such as 1234.50; "
            "write it in digits of half width, without separators"
        )
    fen = int(Decimal(text) * FEN_PER_YUAN)
    if abs(fen) > FEN_MOST:
        raise InputError(f"the amount {text!r} is beyond ten trillion yuan; check its unit")
    return fen


def yuan_of(fen: int) -> str:
    """An amount as text, in yuan with two decimals.

    Parameters
    ----------
    fen
        Whole fen.

    Returns
    -------
    str
        What `fen_of` reads back.

    Examples
    --------
    >>> yuan_of(-5)
    '-0.05'
    """
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"
