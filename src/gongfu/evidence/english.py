"""English number words."""

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


def english_number(words: str) -> Decimal:
    """The value of a number word, a scale or a share that `ENGLISH_NUMBER` finds.

    >>> english_number("twenty-three"), english_number("million"), english_number("half")
    (Decimal('23'), Decimal('1000000'), Decimal('0.5'))
    """
    return _VALUES[words]
