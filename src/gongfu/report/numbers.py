"""Numbers as people write them: thousands and millions in English, 万 and 亿 in Chinese."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite
from typing import Final

from gongfu.report.text import Both, same
from gongfu.units import WAN, YI

MINUS: Final = "\N{MINUS SIGN}"
NO_DATA: Final = Both("no data", "无数据")
SMALL_COUNT: Final = 3
"""Counts of real people below this are shown as "fewer than": a village must not point at one."""

_MILLION: Final = 1e6
_BILLION: Final = 1e9
_TRILLION: Final = 1e12

# Base unit -> the words after a number, (English, Chinese).  English words begin with a space.
_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "people": (" people", "人"),
    "yuan": (" yuan", "元"),
    "yuan per person": (" yuan per person", "元/人"),
    "households": (" households", "户"),
    "km2": (" km²", "平方公里"),
    "ratio": ("", ""),
    "share": ("", ""),
    "share of GDP": (" of GDP", ""),
    "count": ("", "个"),
    "places": (" places", "个"),
    "counties": (" counties", "个县"),
    "vehicles": (" vehicles", "辆"),
    "subscribers": (" subscribers", "户"),
    "kWh": (" kWh", "千瓦时"),
    "km": (" km", "公里"),
    "volumes": (" volumes", "册"),
    "tonnes": (" tonnes", "吨"),
    "trips": (" trips", "人次"),
    "charging points": (" charging points", "个充电桩"),
    "m2 per person": (" m² per person", "平方米/人"),
    "services": (" services", "次"),
}
_COUNTED: Final = ("people", "households", "vehicles", "subscribers", "charging points")
_PERCENT_UNITS: Final = ("share", "share of GDP")


@lru_cache(maxsize=4096)
def rounded(value: float, decimals: int) -> str:
    """`value` with `decimals` digits, halves away from zero, as plain digits with a real minus."""
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(exact):f}" if exact == 0 else f"{exact:f}".replace("-", MINUS)


def _thousands(digits: str) -> str:
    sign = MINUS if digits.startswith(MINUS) else ""
    whole, point, rest = digits.removeprefix(MINUS).partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def plain(value: float, decimals: int = 0) -> Both:
    """A number without its unit, every digit shown: 67,013 and 67013."""
    if not isfinite(value):
        return NO_DATA
    digits = rounded(value, decimals)
    return Both(_thousands(digits), digits)


def large(value: float) -> Both:
    """A number in the large units of each language: 66.68 million and 6667.6万."""
    if not isfinite(value):
        return NO_DATA
    size = abs(value)
    if size >= _TRILLION:
        en = f"{_trimmed(_thousands(rounded(value / _TRILLION, 3)))} trillion"
    elif size >= _BILLION:
        en = f"{_trimmed(_thousands(rounded(value / _BILLION, 2)))} billion"
    elif size >= 10 * _MILLION:
        en = f"{_trimmed(_thousands(rounded(value / _MILLION, 2)))} million"
    else:
        en = _thousands(rounded(value, 0))
    if size >= WAN * YI:
        zh = f"{_trimmed(rounded(value / WAN / YI, 3))}万亿"
    elif size >= YI:
        zh = f"{_trimmed(rounded(value / YI, 2))}亿"
    elif size >= WAN:
        zh = f"{_trimmed(rounded(value / WAN, 1 if size >= _MILLION else 2))}万"
    else:
        zh = rounded(value, 0)
    return Both(en, zh)


def percent(share: float, decimals: int = 1) -> Both:
    """A share from 0 to 1 as per cent: 84.1%."""
    return same(f"{rounded(share * 100.0, decimals)}%") if isfinite(share) else NO_DATA


def share_of(part: float, whole: float) -> Both:
    """Per cent of a count, never rounded up to all nor down to none of it."""
    if not whole > 0 or not isfinite(part):
        return NO_DATA
    text = rounded(part / whole * 100.0, 1)
    if text == "100.0" and part < whole:
        return same(">99.9%")
    if text == "0.0" and part > 0:
        return same("<0.1%")
    return same(f"{text}%")


def people(value: float, *, suppress: bool = False) -> Both:
    """A count of people with its unit; `suppress` hides a small count of real people."""
    if suppress and 0 < value < SMALL_COUNT:
        return Both(f"fewer than {SMALL_COUNT} people", f"不足{SMALL_COUNT}人")
    return amount(value, "people")


def amount(value: float, unit: str, decimals: int | None = None) -> Both:
    """A value in its base unit, with the unit's words.

    People and things are counted in the large units of the language; money per head and other
    values below ten million keep every digit.  A unit without words is written as it is.
    """
    if not isfinite(value):
        return NO_DATA
    if unit in _PERCENT_UNITS:
        number = percent(value, 1 if decimals is None else decimals)
    elif unit == "ratio":
        number = plain(value, 4 if decimals is None else decimals)
    elif unit in _COUNTED or abs(value) >= 10 * _MILLION:
        number = large(value)
    elif decimals is None:
        number = plain(value, 0 if float(value).is_integer() else 2)
    else:
        number = plain(value, decimals)
    en, zh = _UNITS.get(unit, (f" {unit}", f" {unit}"))
    return Both(number.en + en, number.zh + zh)


def period(text: str) -> Both:
    """A period in words: "2024", "2024-Q3", "2024-H1", "2024-09-30", "2021-", "2020-01/2020-09"."""
    if "/" in text:
        first, last = (part.split("-") for part in text.split("/", 1))
        if len(first) == len(last) == 2 and first[0] == last[0]:
            return Both(
                f"{_MONTHS[int(first[1]) - 1]}–{_MONTHS[int(last[1]) - 1]} {first[0]}",
                f"{first[0]}年{int(first[1])}—{int(last[1])}月",
            )
        ends = "年" if text.replace("/", "").isdigit() else ""
        return Both(text.replace("/", "–"), text.replace("/", "—") + ends)
    if "-Q" in text:
        year, quarter = text.split("-Q", 1)
        return Both(f"Q{quarter} {year}", f"{year}年{quarter}季度")
    if text.endswith("-"):
        return Both(f"since {text[:-1]}", f"{text[:-1]}年以来")
    year, *parts = text.split("-")
    if parts in (["H1"], ["H2"]):
        half = ("first", "上") if parts == ["H1"] else ("second", "下")
        return Both(f"{half[0]} half of {year}", f"{year}年{half[1]}半年")
    if parts and all(part.isdigit() for part in (year, *parts)):
        month, *day = map(int, parts)
        if 1 <= month <= len(_MONTHS):
            dated = "".join(f"{at} " for at in day), "".join(f"{at}日" for at in day)
            return Both(f"{dated[0]}{_MONTHS[month - 1]} {year}", f"{year}年{month}月{dated[1]}")
    return Both(text, f"{text}年" if text.isdigit() else text)


_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
