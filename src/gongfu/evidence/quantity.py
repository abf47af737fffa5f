"""A number of a text, in base units."""

from decimal import Decimal
from typing import NamedTuple


class Quantity(NamedTuple):
    """A number of a text in base units.

    `start` to `end` is the quantity as written with its unit; `value` is exact; `bound` as in
    `StatedFigure`; `unit` is "" where none stands beside it; `scale` is what 万 or 亿 beside it
    multiplied by, `spelt` whether it is in words.
    """

    start: int
    end: int
    value: Decimal
    bound: str
    unit: str
    scale: Decimal = Decimal(1)
    spelt: bool = False
