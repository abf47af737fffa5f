"""Rows at the end of a bureau's list that are no rows of it: totals, and notes below the table."""

import unicodedata
import warnings
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError

_SUBTOTALS: Final = ("小计", "subtotal")
_TOTALS: Final = (
    *_SUBTOTALS,
    *("合计", "总计", "共计", "总和", "全县合计", "全市合计", "全省合计"),
    *("total", "sum", "grandtotal"),
)
_NOTES: Final = (
    *("注", "备注", "说明", "填表", "制表", "审核", "数据来源", "资料来源", "来源", "联系"),
    *("单位负责人", "note:", "notes:", "source:"),
)
_IN_TOTALS: Final = frozenset("计和lmＬＭｌｍLM")  # one of these is in each word for a total
_CLOSE: Final = 1e-6


def without_footers(
    cells: list[list[str]], rows: NDArray[np.int64], name: str
) -> tuple[list[list[str]], NDArray[np.int64]]:
    """The rows of a table without totals and notes below it; a warning says which were left out.

    Parameters
    ----------
    cells
        Text of each row, all of one width.
    rows, name
        (n,) numbers by which the reader knows the rows, and the file's name.

    Returns
    -------
    tuple
        The rows that are left, and their numbers.

    Raises
    ------
    InputError
        A row is called a total, but none of its numbers is the sum of the rows above it.
    """
    if not cells or len(cells[0]) < 2:
        return cells, rows
    n_notes = 0
    while n_notes < len(cells) and _is_note(cells[-1 - n_notes]):
        n_notes += 1
    body = cells[: len(cells) - n_notes]
    totals = [at for at, row in enumerate(body) if _is_total(row)]
    if not totals and not n_notes:
        return cells, rows

    wrong = [at for at in totals if not _adds_up(body, at, totals)]
    if wrong:
        raise InputError(
            f"{name}: row {rows[wrong[0]]} is called {_first_word(body[wrong[0]])!r}, but its "
            "numbers are not the sums of the rows above it; correct it, or delete it from the list"
        )
    left_out = [*totals, *range(len(body), len(cells))]
    told = ", ".join(f"{rows[at]} ({_first_cell(cells[at])[:20]})" for at in left_out[:5])
    more = ", …" if len(left_out) > len(left_out[:5]) else ""
    warnings.warn(
        f"{name}: totals and notes are left out, in rows {told}{more}",
        stacklevel=5,
    )
    stay = np.setdiff1d(np.arange(len(cells)), left_out)
    return [cells[at] for at in stay], rows[stay]


def _first_cell(row: list[str]) -> str:
    return next((cell for cell in row if cell.strip()), "")


def _first_word(row: list[str]) -> str:
    word = unicodedata.normalize("NFKC", _first_cell(row)).lower()
    return "".join(word.split()).rstrip(":")


def _is_total(row: list[str]) -> bool:
    return not _IN_TOTALS.isdisjoint(_first_cell(row)) and _first_word(row) in _TOTALS


def _is_note(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and _first_word(row).startswith(_NOTES)


def _adds_up(body: list[list[str]], at: int, totals: list[int]) -> bool:
    """Whether the row at `at` has no number, or one that is a sum or a count of rows above."""
    numbers = [_number(cell) for cell in body[at]]
    filled = [column for column, number in enumerate(numbers) if not np.isnan(number)]
    if not filled:
        return True
    begin = max((one + 1 for one in totals if one < at), default=0)
    first = begin if _first_word(body[at]) in _SUBTOTALS else 0
    above = [one for one in range(first, at) if one not in totals]
    for column in filled:
        summed = np.nansum([_number(body[one][column]) for one in above])
        for answer in (summed, float(len(above))):
            if abs(answer - numbers[column]) <= _CLOSE * max(abs(answer), 1.0):
                return True
    return False


def _number(cell: str) -> float:
    text = unicodedata.normalize("NFKC", cell).replace(",", "").strip()
    try:
        return float(text) if text else np.nan
    except ValueError:
        return np.nan
