"""What the cells of an office's lists hold, as readers take them and as Table Schema says it.

A reader of cells and its kind belong together: the import reads with the one, and tells with the
other what a cell must hold; the schema of the lists is made of the kinds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_cells import (
    NO,
    YEARS,
    YES,
    amount_of,
    area_of,
    count_or_none,
    day_of,
    day_or_none,
    degrees_or_none,
    fen_or_none,
    moment_of,
    number_of,
    place_of,
    text_of,
    year_of,
    yes_or_none,
)
from gongfu.track.money import YUAN_PATTERN, fen_of

Reader = Callable[[str], Any]
Kinds = Mapping[Callable[..., Any], "CellKind"]
"""What readers take; of a reader with some arguments given, what it takes whatever they are."""

_ANEW: Final = "look at the cell and write it anew"


@dataclass(frozen=True, slots=True)
class CellKind:
    """What a cell may hold.

    Attributes
    ----------
    name
        Under which it is explained to people.
    type, format
        Of Table Schema; the format "" is the type's own.
    expected
        What to write, told where the cell itself may not be.
    also
        Other ways to write it that an import understands, and a checker of schemas may not.
    choices
        The words that it may be; none: any.
    pattern
        A regular expression that the text fits, "" for any.
    minimum, maximum
        Of a number.
    yes, no
        How a cell says either.
    """

    name: str
    type: str = "string"
    format: str = ""
    expected: str = _ANEW
    also: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


DAY: Final = CellKind(
    "day",
    "date",
    expected="write a day that exists, as 2026-03-01",
    also=("2026/3/1", "2026.3.1", "2026年3月1日"),
)
COUNT: Final = CellKind(
    "count", "integer", expected="write a whole number in digits", also=("5.0",), minimum=0
)
PLACE: Final = CellKind("place", pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")
MONEY: Final = CellKind("money", pattern=f"^{YUAN_PATTERN}$")
GROUPED_MONEY: Final = replace(MONEY, also=("1,234.50",))
YEAR: Final = CellKind("year", "integer", also=("2026年",), minimum=YEARS[0], maximum=YEARS[-1])
TEXT: Final = CellKind("text")

KINDS: Final[Kinds] = {
    day_of: DAY,
    day_or_none: DAY,
    moment_of: CellKind(
        "moment",
        "datetime",
        "any",
        "write a moment that exists, as 2026-03-01 09:30",
        ("2026年3月1日 9:30",),
    ),
    area_of: PLACE,
    place_of: PLACE,
    count_or_none: COUNT,
    degrees_or_none: CellKind(
        "degrees", "number", expected="write degrees as 120.155", minimum=-180, maximum=180
    ),
    yes_or_none: CellKind(
        "yes", "boolean", expected="write yes or no", yes=tuple(YES), no=tuple(NO)
    ),
    text_of: TEXT,
    number_of: CellKind("number", "number", expected="write a number in digits, as 1234.5"),
    fen_of: MONEY,
    amount_of: GROUPED_MONEY,
    year_of: YEAR,
    fen_or_none: GROUPED_MONEY,
}
"""Of the readers that several lists have."""


def kind_in(kinds: Kinds, read: Reader) -> CellKind | None:
    """What a reader takes.

    Parameters
    ----------
    kinds
        Of readers.
    read
        A reader, or one with some arguments given.

    Returns
    -------
    CellKind or None
        None if it is none of them.
    """
    of = read.func if isinstance(read, partial) and read not in kinds else read
    return kinds.get(of)


def refuses_empty(read: Reader) -> bool:
    """Whether a reader takes no empty cell.

    Parameters
    ----------
    read
        Of cells.

    Returns
    -------
    bool
        As it does.
    """
    try:
        read("")
    except InputError:
        return True
    return False
