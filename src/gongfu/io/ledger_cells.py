"""Cells of an office's lists, read as text and understood here."""

import re
from datetime import date, datetime
from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import odd_place, own_code
from gongfu.track.calendar import CHINA_TIME
from gongfu.track.money import fen_of

YEARS: Final = range(1949, 2101)
"""Of which a ledger tells."""
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_TIME: Final = re.compile(
    r"(.*\d日?)[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?"
)
_NUMBER: Final = re.compile(
    r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?"  # commas by thousands
)
_BY_THOUSANDS: Final = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
FORMULA: Final = ("=", "+", "@", "\t")
RISKY: Final = (*FORMULA, "-", "\r", "\n")
"""With what a text begins that a spreadsheet may run."""
YES: Final = {"yes": True, "true": True, "1": True, "是": True, "满意": True}
NO: Final = {"no": False, "false": False, "0": False, "否": False, "不满意": False}


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
    if int(found[1]) not in YEARS:
        raise InputError(f"the year of {text!r} is not of {YEARS[0]} to {YEARS[-1]}; mend it")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise InputError(f"the day {text!r} does not exist; mend it") from error


def moment_of(text: str) -> datetime:
    """The moment that a text tells.

    Parameters
    ----------
    text
        A day, perhaps with a time and how far it is from UTC: 2026-03-01 09:30, or
        2026-03-01T09:30:00+08:00.  Without the last it is on China's clocks; without a time, at the
        beginning of the day.

    Returns
    -------
    datetime
        With its time zone.
    """
    found = _TIME.fullmatch(text.strip())
    day = day_of(text if found is None else found[1])
    if found is None:
        return datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME)
    hour, minute, second, zone = found[2], found[3], found[4] or "00", found[5] or "+08:00"
    try:
        return datetime.fromisoformat(
            f"{day.isoformat()}T{hour:>02}:{minute}:{second}{zone.replace('Z', '+00:00')}"
        )
    except ValueError as error:
        raise InputError(f"the time {text!r} does not exist; mend it") from error


def area_of(text: str) -> str:
    """The code of a place that a text tells.

    Parameters
    ----------
    text
        With or without the zeros that fill official codes up, or "".

    Returns
    -------
    str
        Without them, so that the codes of all that lies in the place begin with it.
    """
    return own_code(place_of(text))


def place_of(text: str) -> str:
    """The code of a place that a text tells.

    Parameters
    ----------
    text
        Digits, or "".

    Returns
    -------
    str
        The same.
    """
    if text and (odd := odd_place(text_of(text))):
        raise InputError(odd)
    return text


def day_or_none(text: str) -> date | None:
    """The day that a text tells.

    Parameters
    ----------
    text
        As `day_of` takes it, or "".

    Returns
    -------
    date or None
        None if nothing is told.
    """
    return day_of(text) if text else None


def count_or_none(text: str) -> int | None:
    """The whole number that a text tells.

    Parameters
    ----------
    text
        In digits, or "".

    Returns
    -------
    int or None
        None if nothing is told.
    """
    digits = text.removesuffix(".0")
    if digits and not (digits.isascii() and digits.isdigit()):
        raise InputError(f"{text[:20]!r} is no whole number; write it in digits")
    return int(digits) if digits else None


def degrees_or_none(text: str) -> float | None:
    """The degrees that a text tells; they are personal, so that no message repeats them.

    Parameters
    ----------
    text
        As 120.155, or "".

    Returns
    -------
    float or None
        None if nothing is told.
    """
    try:
        return float(text) if text else None
    except ValueError as error:
        raise InputError("it is no number; write degrees as 120.155") from error


def yes_or_none(text: str) -> bool | None:
    """Yes or no.

    Parameters
    ----------
    text
        yes, no, 是, 否, 满意, 不满意, or "".

    Returns
    -------
    bool or None
        None if nothing is told.
    """
    told = text.strip().lower()
    if told and told not in YES | NO:
        raise InputError(f"{text[:20]!r} is neither yes nor no; write one of the two")
    return (YES | NO).get(told)


def amount_of(text: str) -> int:
    """The amount in fen that a text tells in yuan.

    Parameters
    ----------
    text
        As 1234.50, perhaps with commas by thousands.

    Returns
    -------
    int
        Exact.
    """
    if "," in text and not _BY_THOUSANDS.fullmatch(text):
        raise InputError(
            f"the amount {text[:20]!r} has commas elsewhere than by thousands; write it as 1234.50 "
            "or 1,234.50"
        )
    return fen_of(text.replace(",", ""))


def fen_or_none(text: str) -> int | None:
    """The amount in fen that a text tells in yuan.

    Parameters
    ----------
    text
        As 1234.50, perhaps with commas, or "".

    Returns
    -------
    int or None
        None if nothing is told.
    """
    return amount_of(text) if text else None


def text_of(text: str) -> str:
    """A text that is no formula.

    Parameters
    ----------
    text
        As it stands.

    Returns
    -------
    str
        The same, without the apostrophe that guards a text against being run.
    """
    if text.startswith(FORMULA):
        raise InputError(f"{text[:20]!r} is a formula; write what it comes to")
    return unguarded(text)


def unguarded(text: str) -> str:
    """A text without the apostrophe that an export puts before what a spreadsheet may run.

    Parameters
    ----------
    text
        As `ledger_sheets.guarded` gives it.

    Returns
    -------
    str
        As it was before that.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'t Hof")
    ('=1+1', "'t Hof")
    """
    guard = text.startswith("'") and text.lstrip("'").startswith(RISKY)
    return text[1:] if guard else text


def year_of(text: str) -> int:
    """The year that a text tells.

    Parameters
    ----------
    text
        As 2026 or 2026年.

    Returns
    -------
    int
        Of those of which a ledger tells.
    """
    digits = text.removesuffix("年").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) not in YEARS:
        raise InputError(f"{text!r} is no year; write it as 2026")
    return int(digits)


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
    if not _NUMBER.fullmatch(text.strip()):
        raise InputError(f"{text!r} is no number; write it in digits of half width, as 1234.5")
    return float(text.replace(",", ""))
