"""Cells of an office's lists, understood one by one, so that each fault can be told."""

import re
from datetime import date
from typing import Final

from gongfu.errors import InputError

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_FORMULA: Final = ("=", "+", "@", "\t")
_YEARS: Final = range(1949, 10_000)


def day_of(text: str) -> date:
    """The day that a text tells.

    Parameters
    ----------
    text
        As 2026-03-01, 2026/3/1 or 2026年3月1日.

    Returns
    -------
    date
        One that exists.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{text!r} is no day; write it as 2026-03-01")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise InputError(f"the day {text!r} does not exist; mend it") from error


def text_of(text: str) -> str:
    """A text that is no formula.

    Parameters
    ----------
    text
        As it stands.

    Returns
    -------
    str
        The same.
    """
    if text.startswith(_FORMULA):
        raise InputError(f"{text[:20]!r} is a formula; write what it comes to")
    return text


def number_of(text: str) -> float:
    """The number that a text tells.

    Parameters
    ----------
    text
        In digits, perhaps with commas between thousands.

    Returns
    -------
    float
        Whatever it is.
    """
    try:
        return float(text.replace(",", ""))
    except ValueError as error:
        raise InputError(f"{text!r} is no number; write it in digits") from error


def year_of(text: str) -> int:
    """The year that a text tells.

    Parameters
    ----------
    text
        As 2026 or 2026年.

    Returns
    -------
    int
        From 1949.
    """
    digits = text.removesuffix("年").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) not in _YEARS:
        raise InputError(f"{text!r} is no year; write it as 2026")
    return int(digits)
