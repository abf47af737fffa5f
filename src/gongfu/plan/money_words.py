"""Sums of money and amounts in words, in English and Chinese."""

from gongfu.units import WAN, YI


def money_en(yuan: float) -> str:
    """Such as "30 million yuan"."""
    for unit, word in ((1e9, "billion"), (1e6, "million")):
        if abs(yuan) >= unit:
            return f"{_short(yuan / unit)} {word} yuan"
    return f"{_short(yuan)} yuan"


def money_zh(yuan: float) -> str:
    """Such as "3,000万元"."""
    for unit, word in ((YI, "亿"), (WAN, "万")):
        if abs(yuan) >= unit:
            return f"{_short(yuan / unit)}{word}元"
    return f"{_short(yuan)}元"


def amount(number: float) -> str:
    """A number to read: four digits at least, thousands apart."""
    return _short(number)


def _short(number: float) -> str:
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"
