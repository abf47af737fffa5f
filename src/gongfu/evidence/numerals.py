"""Chinese and Arabic numerals, read and written exactly.

The reading follows how numbers are said: 一万八 is 18,000 (a last digit counts one place below the
unit before it), 一百零八 is 108, 二〇二三 is 2023 digit by digit, 8.26万亿 multiplies out.
"""

import re
from decimal import Decimal
from typing import Final

from gongfu.errors import InputError

_DIGITS: Final = {
    one: at
    for at, same in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒",
                               "八捌", "九玖"))
    for one in same
}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}
CHINESE_NUMERALS: Final = "零〇一二两三四五六七八九十百千万亿"
FORMAL: Final = (
    r"[壹贰叁肆伍陆柒捌玖拾](?:[拾佰仟万亿]+零?[壹贰叁肆伍陆柒捌玖]?)+|[壹贰叁肆伍陆柒捌玖](?=元)"
)
"""Numerals as cheques have them, as a regular expression: 壹佰伍拾亿."""
_PLAIN: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPELT: Final = re.compile(f"[{''.join(_DIGITS)}]+")


def number_of(written: str) -> Decimal:
    """The exact value of a numeral.

    Parameters
    ----------
    written
        In simplified characters and half-width digits: "63,830", "8.26万亿", "两千三",
        "一百零五", "三点五", "1亿2000万", "二〇二三".

    Returns
    -------
    Decimal
        Its value.

    Raises
    ------
    InputError
        It is not a numeral.

    Examples
    --------
    >>> number_of("8.26万亿"), number_of("一万八"), number_of("两亿零三十五")
    (Decimal('8260000000000.00'), Decimal('18000'), Decimal('200000035'))
    """
    if _PLAIN.fullmatch(written):
        return Decimal(written.replace(",", ""))
    value = _read(written)
    if value is None:
        raise InputError(
            f"{written!r} is not a number; digits (63,830), Chinese numerals (六万三千) or both "
            "(6.3万) are read"
        )
    return value


def _read(written: str) -> Decimal | None:
    head, point, tail = written.partition("点")
    if point:
        last = tail.lstrip("".join(_DIGITS))  # 三点五万: the units after the decimals multiply
        decimals = tail[: len(tail) - len(last)]
        whole = _read(head) if head else None
        if whole is None or not decimals:
            return None
        value = whole + Decimal("0." + "".join(str(_DIGITS[one]) for one in decimals))
        for one in last:
            if one not in _MYRIADS and one not in _TENS:
                return None
            value *= _MYRIADS.get(one) or _TENS[one]
        return value
    if len(written) > 1 and _SPELT.fullmatch(written):
        return Decimal("".join(str(_DIGITS[one]) for one in written))
    return _by_units(written)


def _by_units(written: str) -> Decimal | None:
    """A numeral of digits and units; None if it is none."""
    total = section = Decimal(0)  # of whole myriads, and below the next myriad
    digit: Decimal | None = None  # read, and waiting for its unit
    below = 1  # what a last digit without a unit counts
    at = 0
    while at < len(written):
        one = written[at]
        plain = _PLAIN.match(written, at)
        if plain:
            if digit is not None:
                return None
            digit, at, below = Decimal(plain[0].replace(",", "")), plain.end(), 1
            continue
        if one in _DIGITS:
            if digit:
                return None
            digit, below = Decimal(_DIGITS[one]), below if _DIGITS[one] else 1
        elif one in _TENS:
            section += (1 if digit is None else digit) * _TENS[one]
            digit, below = None, _TENS[one] // 10
        elif one in _MYRIADS:
            size = _MYRIADS[one]
            if not at:
                digit = Decimal(1)  # 万元以上: ten thousand
            section += digit or 0
            if total and size > 10**4:  # 万亿: all that stands before is multiplied
                section, total = total + section, Decimal(0)
            total += section * size
            section, digit, below = Decimal(0), None, size // 10
        else:
            return None
        if below == 1 and one in "零〇":
            digit = None  # 一百零五: a zero between units is no digit
        at += 1
    if not written:
        return None
    return total + section + (digit or 0) * below


def words_of(number: int) -> str:
    """A whole number in Chinese numerals, as they are written in full.

    >>> words_of(100_350), words_of(12), words_of(200_000_035)
    ('十万零三百五十', '十二', '二亿零三十五')
    """
    if number < 0:
        return "负" + words_of(-number)
    if number >= 10**16:
        raise InputError(f"{number} is too large to be written in words; the limit is below 10^16")
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, tail = divmod(number, size)
            gap = "零" if tail and tail < size // 10 else ""
            rest = words_of(tail) if tail else ""
            if rest.startswith("十"):
                rest = "一" + rest
            return words_of(head) + unit + gap + rest
    return _below_myriad(number)


def _below_myriad(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number - 10] if number > 10 else "")
    written, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap else "") + digits[digit] + unit
            gap = False
        elif written and number:
            gap = True
    return written
