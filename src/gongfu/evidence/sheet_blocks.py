"""The parts of a yearbook sheet: titles, headings, labels, figures and notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from gongfu.evidence.script import fold
from gongfu.evidence.sheet_cells import (
    Cell,
    has_han,
    is_unit,
    is_year,
    period_in,
    read_cell,
    read_label,
    unit_in,
    unit_line,
)
from gongfu.model.document import Table

_CONTINUED: Final = re.compile(
    r"\s*[(\[]?\s*(?:续表|续上表|continued)|.{0,60}[(\[](?:续[表一二三四]?|continued)[)\]]\s*$",
    re.I,
)
_NOTE: Final = re.compile(
    r"\s*(?:注|备注|说明|附注|资料来源|数据来源|来源|本表|notes?\b|sources?\b|[①-⑳⑴-⒇*]|\d\)|[a-z]\))",
    re.I,
)
_HEADS: Final = re.compile(
    r"(?:指标|项目|地区|年份|年度|名称|单位名称|市县|县市区?|类别|行业|分组|item|indicator|region|year)\w*",
    re.I,
)
_HEADS_WITHIN: Final = 12  # rows from the top of a block in which its headings begin
_REMARKS: Final = re.compile(r"备注|说明|附注|remarks?|notes?", re.I)
_NUMBERED: Final = re.compile(r"序号|行次|编号|代码|指标代码|no\.?|code", re.I)
_UNITS: Final = re.compile(r"(?:计量)?单位|units?", re.I)
_OF_FORMS: Final = frozenset("甲乙丙丁")


@dataclass(slots=True)
class Sheet:
    """A table with its cells read, and joined cells filled."""

    rows: list[list[str]]  # texts; in joined cells the text is in each
    cells: list[list[Cell]]  # as read; in joined cells only the first holds a number
    own: list[list[bool]]  # whether the text of a cell stands there itself
    merged: bool
    faults: list[str] = field(default_factory=list)
    left: int = 0  # the column of the whole table that is the first here

    @classmethod
    def of(cls, table: Table) -> "Sheet":
        """The sheet that a table is; a number in joined cells counts once."""
        rows = [list(row) for row in table.rows]
        cells = [[read_cell(text) for text in row] for row in rows]
        own = [[bool(text.strip()) for text in row] for row in rows]
        for top, left, bottom, right in table.merged:
            if not 0 <= top < len(rows) or not 0 <= left < len(rows[top]):
                continue
            text = rows[top][left]
            for row in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right + 1, len(rows[row]))):
                    if (not own[row][column] and cells[top][left].kind != "number") or (
                        not own[row][column] and is_year(text)
                    ):
                        rows[row][column] = text
        return cls(rows, cells, own, bool(table.merged))

    def part(self, left: int, right: int) -> "Sheet":
        """Some of its columns, as a sheet beside the others."""
        return Sheet(
            [row[left:right] for row in self.rows],
            [row[left:right] for row in self.cells],
            [row[left:right] for row in self.own],
            self.merged,
            self.faults,
            self.left + left,
        )

    def name(self, row: int, column: int) -> str:
        """What a spreadsheet calls a cell: (6, 1) is "B7"."""
        letters, column = "", column + self.left + 1
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{row + 1}"

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold something themselves."""
        return [at for at, here in enumerate(self.own[row]) if here]


@dataclass(slots=True)
class Block:
    """A part of a sheet with headings of its own."""

    titles: list[str]
    heads: list[int]
    data: list[int]  # rows with figures, and headings between them
    notes: list[str]
    unit: str
    n_labels: int
    skipped: frozenset[int]  # columns that are no figures
    remarks: frozenset[int]  # of them, those that hold remarks
    unit_at: int  # column that holds units, -1 if none
    paths: list[list[str]]
    period: str


def blocks_of(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) of the sheet and of each of its continuations."""
    begin = 0
    for at in range(len(sheet.rows)):
        filled = sheet.filled(at)
        first = fold(sheet.rows[at][filled[0]]) if filled else ""
        if at > begin and filled and len(filled) <= 2 and _CONTINUED.match(first):
            yield begin, at
            begin = at
    yield begin, len(sheet.rows)


def beside(sheet: Sheet, begin: int, end: int) -> list[Sheet]:
    """The sheets that stand side by side in one: the heading of the labels comes again."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    for at in range(begin, min(end, begin + _HEADS_WITHIN)):
        if not sheet.own[at][0] or not _HEADS.fullmatch(plain(sheet.rows[at][0])):
            continue
        head = plain(sheet.rows[at][0])
        again = [
            c for c in range(1, width) if sheet.own[at][c] and plain(sheet.rows[at][c]) == head
        ]
        steps = {b - a for a, b in zip([0, *again], [*again, width], strict=True)}
        if again and min(steps) > 1:
            return [sheet.part(a, b) for a, b in zip([0, *again], [*again, width], strict=True)]
    return [sheet]


def parse_block(sheet: Sheet, begin: int, end: int, before: Block | None) -> Block:
    """What the rows of a block are."""
    rows = [at for at in range(begin, end) if sheet.filled(at)]
    first = next((at for at in rows if is_data(sheet, at)), end)
    last = max((at for at in rows if at >= first and is_data(sheet, at)), default=end)
    above = [at for at in rows if at < first]
    titles, heads = _split(sheet, above)
    unit, period_lines = None, []
    for at in titles:
        for column in sheet.filled(at):
            stated = unit_line(sheet.rows[at][column])
            unit = stated if stated is not None else unit
            period_lines.append(sheet.rows[at][column])
    data = [at for at in rows if first <= at <= last]
    while heads and sheet.filled(heads[-1]) == [0] and len(heads) > 1:
        data.insert(0, heads.pop())  # a heading of rows, not of columns
    if before is not None and not heads and data:
        heads, n_labels, skipped = before.heads, before.n_labels, before.skipped
        remarks, unit_at, paths = before.remarks, before.unit_at, before.paths
    else:
        heads = _chinese(sheet, heads)
        n_labels, skipped, remarks, unit_at = _columns(sheet, heads, data)
        paths = _paths(sheet, heads, n_labels)
    if unit is None:
        unit = before.unit if before else ""
        for at in titles:
            for column in sheet.filled(at):
                unit = unit or unit_in(sheet.rows[at][column])
    periods = {period_in(line) for line in period_lines} - {""}
    period = periods.pop() if len(periods) == 1 else (before.period if before else "")
    return Block(
        [" ".join(sheet.rows[at][c].strip() for c in sheet.filled(at)) for at in titles],
        heads,
        data,
        [
            " ".join(sheet.rows[at][c].strip() for c in sheet.filled(at))
            for at in rows
            if at > last and data
        ],
        unit,
        n_labels,
        skipped,
        remarks,
        unit_at,
        paths,
        period,
    )


def is_data(sheet: Sheet, at: int) -> bool:
    """Whether a row holds figures, rather than years, numbers of columns or words."""
    cells, filled = sheet.cells[at], sheet.filled(at)
    holds = [c for c in filled if c and cells[c].kind in ("number", "gap", "error")]
    numbers = [c for c in holds if cells[c].kind == "number"]
    if not holds or (_NOTE.match(fold(sheet.rows[at][filled[0]])) and len(filled) < 3):
        return False
    if not numbers:
        return filled[0] < holds[0]
    return not _are_years(sheet, at, numbers) and not _are_counted(sheet, at, numbers)


def _are_years(sheet: Sheet, at: int, numbers: list[int]) -> bool:
    """Whether all numbers of a row are years that head its columns."""
    row = sheet.rows[at]
    if not all(is_year(row[column]) for column in numbers) or is_year(row[0]):
        return False
    years = [int(sheet.cells[at][column].value) for column in numbers]
    if not row[0].strip() or _HEADS.match(plain(row[0])):
        return True
    steps = {b > a for a, b in pairwise(years)}
    return len(years) > 2 and len(steps) == 1


def _are_counted(sheet: Sheet, at: int, numbers: list[int]) -> bool:
    """Whether a row numbers the columns, as forms do: 甲, 乙, 1, 2, 3."""
    counted = [sheet.cells[at][column].value for column in numbers]
    others = {plain(sheet.rows[at][c]) for c in sheet.filled(at) if c not in numbers}
    start = 0 if counted[0] == "0" else 1
    return (
        len(counted) > 1
        and counted == [str(start + n) for n in range(len(counted))]
        and others <= _OF_FORMS
    )


def plain(text: str) -> str:
    """A text to compare: in one spelling, without spaces."""
    return "".join(fold(text).split())


def _split(sheet: Sheet, above: list[int]) -> tuple[list[int], list[int]]:
    """The rows of titles and the rows of headings, of those above the figures."""
    titles: list[int] = []
    for at in above:
        filled = sheet.filled(at)
        lone = len(filled) == 1 and (filled[0] == 0 or not titles)
        lined = any(unit_line(sheet.rows[at][c]) is not None for c in filled) and len(filled) <= 3
        lined = lined and not any(_UNITS.fullmatch(plain(sheet.rows[at][c])) for c in filled)
        if not (lone or lined or (len(filled) == 1 and is_year(sheet.rows[at][filled[0]]))):
            break
        titles.append(at)
    heads = above[len(titles) :]
    if not heads and titles and sheet.filled(titles[-1])[0] > 0:
        alone = sheet.rows[titles[-1]][sheet.filled(titles[-1])[0]]
        if unit_line(alone) is None:
            heads = [titles.pop()]
    return titles, heads


def _chinese(sheet: Sheet, heads: list[int]) -> list[int]:
    """The rows of headings without those that only say it again in English, or number columns."""
    words = {
        at: [sheet.rows[at][c] for c in sheet.filled(at) if sheet.cells[at][c].kind == "text"]
        for at in heads
    }
    chinese = [at for at in heads if any(map(has_han, words[at]))]
    kept = []
    for at in heads:
        numbers = [c for c in sheet.filled(at) if sheet.cells[at][c].kind == "number"]
        if numbers and not _are_years(sheet, at, numbers) and _are_counted(sheet, at, numbers):
            continue
        if words[at] and not any(map(has_han, words[at])) and any(one < at for one in chinese):
            continue
        kept.append(at)
    return kept


def _columns(
    sheet: Sheet, heads: list[int], data: list[int]
) -> tuple[int, frozenset[int], frozenset[int], int]:
    """How many columns hold labels; which hold no figures, and which of them remarks or units."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    figures = [at for at in data if is_data(sheet, at)]
    headed = [{plain(sheet.rows[at][c]) for at in heads} - {""} for c in range(width)]
    skipped: set[int] = set()
    remarks: set[int] = set()
    unit_at, n_labels = -1, 1
    words: list[bool] = []
    for column in range(width):
        texts = [at for at in figures if sheet.cells[at][column].kind == "text"]
        held = [at for at in figures if sheet.rows[at][column].strip()]
        words.append(2 * len(texts) > len(held))
        units = held and all(is_unit(sheet.rows[at][column]) for at in held)
        if units and (
            any(map(_UNITS.fullmatch, headed[column])) or (column and column < width - 1)
        ):
            unit_at = column
            skipped.add(column)
        elif any(map(_NUMBERED.fullmatch, headed[column])):
            skipped.add(column)
        elif column and any(map(_REMARKS.fullmatch, headed[column])):
            remarks.add(column)
    for column in range(1, width):
        if column in remarks or not (words[column] or column in skipped):
            break
        n_labels = column + 1
    if n_labels == width:
        n_labels = max(1, width - 1)
    for column in range(n_labels, width):
        said = [sheet.rows[at][column] for at in figures if sheet.rows[at][column].strip()]
        if said and words[column] and not any(map(has_han, said)):
            skipped.add(column)  # the labels again, in English
    return n_labels, frozenset(skipped | remarks), frozenset(remarks), unit_at


def _paths(sheet: Sheet, heads: list[int], n_labels: int) -> list[list[str]]:
    """The headings above each column, from the top."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    texts = {at: list(sheet.rows[at]) for at in heads}
    if not sheet.merged:
        for above, below in pairwise(heads):
            spread = []
            for column in range(n_labels + 1, width):
                left = texts[above][column - 1].strip()
                if not texts[above][column].strip() and left and texts[below][column].strip():
                    texts[above][column] = texts[above][column - 1]
                    spread.append(column)
            if spread:
                sheet.faults.append(
                    f"row {above + 1}: headings are taken to go on over the empty cells to their "
                    "right, for no cells are joined"
                )
    paths = []
    for column in range(width):
        path: list[str] = []
        for at in heads:
            words = read_label(texts[at][column]).words
            if words and (not path or path[-1] != words):
                path.append(words)
        paths.append(path)
    return paths
