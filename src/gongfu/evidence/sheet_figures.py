"""Figures out of the tables of a document, by its tidy rows."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.meaning import growth_key
from gongfu.evidence.periods import find_periods
from gongfu.evidence.placing import find_places
from gongfu.evidence.quantities import find_quantities
from gongfu.evidence.scan import TermHit, find_terms
from gongfu.evidence.script import fold
from gongfu.evidence.sheets import OF_WHICH, TidySheet, tidy
from gongfu.evidence.stated import StatedFigure
from gongfu.model.document import Document, Table

_CHANGES: Final = re.compile(r"增长|增速|增幅|增减|升降|比上年|同比|±")
_ONLY_CHANGE: Final = re.compile(
    r"(?:比?(?:上年|去年|上年同期|去年同期)?|较上年|同比)?[±+-]*(?:增长|增速|增幅|增减|升降|增减幅)?[±+-]*\s*(?:率|幅度)?"
    r"\s*[(]?[±+-]*[%‰]?[)]?"
)
"""A heading that says of no indicator how it grew: that of the column before."""
_WHEN: Final = re.compile(r"\s*(?:19|20)\d\d\s*年?\s*")
_CELL: Final = re.compile(r"([A-Z]+)(\d+)")
_GAP: Final = r"[ \t\u3000|]*"
_STEP: Final = " / "
_SURE, _UNSURE = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table, and where each of its cells stands in the document's text.

    `rows` has for each row the spans of its cells that hold something, by column; none for a row
    that does not stand there.
    """

    table: Table
    rows: tuple[dict[int, tuple[int, int]], ...]

    @property
    def lines(self) -> list[tuple[int, int]]:
        """Where the rows stand, in order."""
        spans = [list(row.values()) for row in self.rows if row]
        return [(row[0][0], row[-1][1]) for row in spans]


def placed_tables(document: Document) -> tuple[PlacedTable, ...]:
    """The tables of a document with their places in its text; those that are not there left out.

    Readers write a table as lines, its cells divided by tabs or blanks.
    """
    found, cursor = [], 0
    for table in document.tables:
        rows, at = [], cursor
        for row in table.rows:
            spans = _row_spans(document.text, at, row)
            rows.append(spans)
            at = max((end for _, end in spans.values()), default=at)
        if 2 * sum(map(bool, rows)) > len(rows):
            found.append(PlacedTable(table, tuple(rows)))
            cursor = at
    return tuple(found)


def _row_spans(text: str, begin: int, row: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    held = [(column, " ".join(cell.split())) for column, cell in enumerate(row) if cell.strip()]
    if not held:
        return {}
    pattern = _GAP.join(f"({re.escape(cell)})" for _, cell in held)
    match = re.compile(pattern).search(text, begin)
    if match is None:
        return {}
    return {column: match.span(at) for at, (column, _) in enumerate(held, 1)}


def read_sheet_figures(
    document: Document, placed: PlacedTable, gazetteer: Gazetteer, *, place: str, period: str
) -> list[StatedFigure]:
    """The figures of one table.

    Parameters
    ----------
    document, placed
        The document and one of its `placed_tables`.
    gazetteer
        The places to resolve labels to.
    place, period
        Of the document, for figures whose labels, headings and title name none.

    Returns
    -------
    list of StatedFigure
        One for each cell that holds a number, in the order of the table; its sentence is the row.
    """
    sheet = tidy(placed.table)
    reader = _SheetReader(document, placed, sheet, gazetteer, place, period)
    return [one for row in sheet.frame.to_dict("records") if (one := reader.figure(row))]


class _SheetReader:
    """Reads tidy rows; labels and headings are looked up once."""

    def __init__(
        self,
        document: Document,
        placed: PlacedTable,
        sheet: TidySheet,
        gazetteer: Gazetteer,
        place: str,
        period: str,
    ) -> None:
        self.document, self.placed, self.gazetteer = document, placed, gazetteer
        self.titled = self._place(sheet.title) or ("", place)
        told = [one.period for one in find_periods(fold(sheet.title), document.published)]
        self.period = next((one for one in told if one), period)
        self._places: dict[str, tuple[str, str]] = {}
        self._terms: dict[str, list[TermHit]] = {}
        self._left = ("", "", "")  # cell, words and key of the figure before

    def figure(self, row: dict[str, Any]) -> StatedFigure | None:
        """The figure of a tidy row; None where its cell holds no number."""
        if row["mark"] not in ("", OF_WHICH):
            return None
        try:
            Decimal(row["value"])
        except InvalidOperation:
            return None
        span = self._span(row["cell"])
        if span is None:
            return None
        start, end, number_start, number_end = span
        value, unit = _in_base(row["value"], row["unit"])
        words, code = self._named(row)
        term, indicator, unit = self._meant(row, unit)
        if not indicator and unit == "share" and self._is_change_of_left(row):
            term, indicator = self._left[1], growth_key(self._left[2])
        self._left = (row["cell"], term, indicator if unit != "share" else "")
        period = row["period"] or self.period
        doubts = [
            doubt
            for doubt, missing in (
                ("no unit", not unit), ("no place", not code), ("no period", not period),
            )
            if missing
        ]  # fmt: skip
        text = self.document.text
        return StatedFigure(
            value=value,
            bound="=",
            unit=unit,
            indicator=indicator,
            term=term,
            place=words or self.gazetteer.names.get(code, ""),
            place_code=code,
            period=period,
            whom="",
            number=text[number_start:number_end],
            sentence=text[start:end],
            start=start,
            end=end,
            number_start=number_start,
            number_end=number_end,
            confidence=_UNSURE if doubts else _SURE,
            doubts=tuple(doubts),
        )

    def _span(self, cell: str) -> tuple[int, int, int, int] | None:
        """Where a cell's row and the cell stand in the document's text."""
        match = _CELL.fullmatch(cell)
        if match is None:
            return None
        column = _column_of(match[1])
        spans = self.placed.rows[int(match[2]) - 1]
        if column - 1 not in spans:
            return None
        line = list(spans.values())
        return line[0][0], line[-1][1], *spans[column - 1]

    def _place(self, label: str) -> tuple[str, str] | None:
        found = find_places(fold(label), self.gazetteer, about=self.document.about)
        named = [one for one in found if one.code]
        if not named:
            return None
        return label[named[-1].start : named[-1].end], named[-1].code

    def _named(self, row: dict[str, Any]) -> tuple[str, str]:
        """The place of a row: of its label and those above it, of its heading, of the title."""
        for label in (row["row_path"], row["column"]):
            named = self._labelled(label)
            if named[1]:
                return named
        return self.titled

    def _labelled(self, label: str) -> tuple[str, str]:
        """The place that a label or heading names, in words and code."""
        if label not in self._places:
            self._places[label] = self._place(label.replace(_STEP, "，")) or ("", "")
        return self._places[label]

    def _is_change_of_left(self, row: dict[str, Any]) -> bool:
        """Whether a column only says how what stands to its left has grown: GDP, 增长(%)."""
        here, left = _CELL.fullmatch(row["cell"]), _CELL.fullmatch(self._left[0])
        if here is None or left is None or not self._left[2] or here[2] != left[2]:
            return False
        heading = fold(row["column"].split(_STEP)[-1])
        return (
            _column_of(here[1]) == _column_of(left[1]) + 1
            and _CHANGES.search(heading) is not None
            and _ONLY_CHANGE.fullmatch(heading) is not None
        )

    def _meant(self, row: dict[str, Any], unit: str) -> tuple[str, str, str]:
        """Words, indicator and unit of a row."""
        change = any(_CHANGES.search(fold(row[label])) for label in ("column", "row"))
        for label in (row["column"], row["row_path"]):
            if label not in self._terms:
                self._terms[label] = find_terms(fold(label))
            for hit in reversed(self._terms[label]):
                key, base = hit.term.key, hit.term.unit
                words = label[hit.start : hit.end]
                if not key or key[0] in "@~&":
                    continue
                if unit == "share" and change and base not in ("share", "share of GDP"):
                    return words, growth_key(key), unit
                if unit == base or (not unit and base in ("ratio", "count")):
                    return words, key, base
                if base == "share of GDP" and unit == "share":
                    return words, key, unit
        steps = [step for step in row["column"].split(_STEP) if not _WHEN.fullmatch(step)]
        heading = steps[-1] if steps else ""
        heading = "" if self._labelled(row["column"])[1] else heading
        return heading or row["row"], "", unit


def _column_of(letters: str) -> int:
    """The number of a column by its letters: A is 1, AB is 28."""
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column


def _in_base(value: str, unit: str) -> tuple[Decimal, str]:
    """A number in a unit as written, exactly in base units; the unit "" if it is not known."""
    found = find_quantities(fold(f"{value}{unit}"))
    plain = Decimal(value)
    if len(found) == 1 and found[0].unit:
        number = found[0].value if not value.startswith("-") else -abs(found[0].value)
        whole = number == number.to_integral_value()
        return (number.quantize(Decimal(1)) if whole else number.normalize()), found[0].unit
    return plain, ""
