"""English numbers: words, scales, and what tells an age or a count."""

import re
from decimal import Decimal
from typing import Final

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES: Final = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_SHORT: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_PARTS: Final = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_SHARES: Final = (
    {"half": "0.5"}
    | {
        f"{word}{gap}{part}{'s' * (over > 1)}": f"{over}/{under}"
        for part, under in _PARTS.items()
        for over in range(1, under)
        for word in ((_ONES[over], "a") if over == 1 else (_ONES[over],))
        for gap in "- "
    }
    | {f"one in {_ONES[under]}": f"1/{under}" for under in range(2, 11)}
)
_VALUES: Final = (
    {word: Decimal(at) for at, word in enumerate(_ONES)}
    | {word: Decimal(at) for word, at in _TENS.items()}
    | {
        f"{tens}-{one}": Decimal(value + at)
        for tens, value in _TENS.items()
        for at, one in enumerate(_ONES[1:10], 1)
    }
    | {word: Decimal(at) for word, at in _SCALES.items()}
    | {"half a million": Decimal(500_000), "half a billion": Decimal(500_000_000)}
    | {
        word: Decimal(text.split("/")[0]) / Decimal([*text.split("/"), "1"][1])
        for word, text in _SHARES.items()
    }
)
_WORDS: Final = sorted((word for word in _VALUES if word not in _SCALES), key=len, reverse=True)
ENGLISH_NUMBER: Final = (
    r"(?<![A-Za-z])(?P<en_number>" + "|".join(_WORDS) + r")(?![A-Za-z-])"
    r"(?:\s(?P<en_scale>" + "|".join(_SCALES) + r")\b)?"
)
"""As a regular expression, with the groups `en_number` and `en_scale`."""
AGED: Final = re.compile(
    r"\b(?:[Aa]ged (?:(?:over|under|above|below|between)(?: \d\d? and)? )?"
    r"|(?:population|residents|people|villagers|farmers|women|men|them)(?: (?:is|are|was|were))?"
    r" (?:over|above|under) )$"
)
"""In front of a bare number that is an age which limits whom something counts."""
_NAMED: Final = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+, $")
_NUMBER_OF: Final = re.compile(
    r"\b[Nn]umber of (?:[a-z-]+ ){0,2}?(?P<noun>[a-z-]+)(?: [^.;,\d]{1,30})?"
    r" [\d.,]+(?: (?:thousand|million|billion))?$"
)
_ADULT: Final = range(16, 111)
_COUNTED: Final = (
    "people residents visitors visits tourists passengers trips workers farmers students children "
    "households families jobs yuan renminbi dollars euros tonnes tons kilowatt-hours US_dollars"
)
_AFTER_M: Final = "|".join(word.replace("_", " ") for word in _COUNTED.split())
ENGLISH_SCALE: Final = "|".join(_SCALES) + rf"|[mbt]n(?![a-z])|[mk](?=\s(?:{_AFTER_M})\b)"
"""What may stand behind a number in digits: 15bn yuan, 3.5m people (but not 3m of road)."""


def is_age(text: str, start: int, end: int) -> bool:
    """Whether a bare number is an age: aged 60 and over; Chen Haiping, 58, said.

    >>> text = "Wang Fang, 58, helps people aged 60 and over"
    >>> is_age(text, 11, 13), is_age(text, 33, 35)
    (True, True)
    """
    before = text[max(0, start - 30) : start]
    number = text[start:end]
    if not number.isdigit() or len(number) > 3:
        return False
    if AGED.search(before):
        return before.endswith(("aged ", "Aged ")) or int(number) in _ADULT
    told = text[end : end + 1] in (",", ".", "”", ")")
    return told and int(number) in _ADULT and _NAMED.search(before) is not None


def counted_before(text: str, end: int) -> str:
    """What a number that ends here counts by words before it: the number of tourists rose to 5.

    >>> counted_before("The number of tourists doubled to 5 million", 43)
    'tourists'
    """
    found = _NUMBER_OF.search(text[max(0, end - 90) : end])
    return found["noun"] if found else ""


def english_number(words: str) -> Decimal:
    """The value of a number word, a scale or a share that `ENGLISH_NUMBER` finds.

    >>> english_number("twenty-three"), english_number("million"), english_number("half")
    (Decimal('23'), Decimal('1000000'), Decimal('0.5'))
    """
    return Decimal(_SHORT[words]) if words in _SHORT else _VALUES[words]
