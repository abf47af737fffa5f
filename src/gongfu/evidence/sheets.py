"""Yearbook sheets as tidy rows: one for each figure, with its headings, unit, period and cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.evidence.script import fold
from gongfu.evidence.sheet_blocks import (
    Block,
    Sheet,
    beside,
    blocks_of,
    is_data,
    parse_block,
    plain,
)
from gongfu.evidence.sheet_cells import (
    IN_ERROR,
    Cell,
    Label,
    gap_mark,
    has_han,
    needs_own_unit,
    period_in,
    read_label,
    unit_in,
    unit_line,
)
from gongfu.model.document import Table

COLUMNS: Final = (
    "row", "row_path", "column", "value", "unit", "period", "mark", "note", "cell",
)  # fmt: skip
OF_WHICH: Final = "of which"
UNREAD: Final = "unread"
EMPTY: Final = "empty"
_STEP: Final = " / "
_HAN_NUMBER: Final = "[一二三四五六七八九十]+"
_LEVELS: Final = (_HAN_NUMBER + "[、.]", f"[(]{_HAN_NUMBER}[)]", r"\d{1,2}[.、]", r"[(]\d{1,2}[)]")


@dataclass(frozen=True, slots=True, eq=False)
class TidySheet:
    """A sheet as rows.

    Attributes
    ----------
    frame
        One row for each cell that holds a figure or stands for one:

        - `row`: its label; `row_path`: the labels above it and itself, divided by " / ";
        - `column`: the headings above it, divided by " / ";
        - `value`: the number as plain decimal text, without separators; "" for a gap; the text
          as it stands where it is no number;
        - `unit`: as the headings, the label, or a line above the sheet state it; "" if they do
          not, or not clearly;
        - `period`: "2023", "2023-H1", ... where a heading, the label or the title says so;
        - `mark`: "of which", "not available", "below half a unit", "not available or below half a
          unit", "empty", "formula in error", "unread", or several divided by ", ";
        - `note`: the notes that are marked at it, such as "①按可比价格计算";
        - `cell`: where it stands, such as "B7".
    title
        The lines above the headings.
    notes
        The lines below the rows.
    faults
        What could not be read, and what was taken for granted, with the cells.
    """

    frame: pd.DataFrame
    title: str
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def tidy(table: Table) -> TidySheet:
    """The figures of a sheet as they stand in yearbooks, one row for each.

    Parameters
    ----------
    table
        A sheet; positions count from its first cell, which is A1.

    Returns
    -------
    TidySheet
        Nothing is guessed: a cell that cannot be read stays as its text, marked "unread"; a unit
        that is not clear is "".  A sheet without figures gives no rows and a fault.

    Raises
    ------
    InputError
        The rows of the table differ in length.

    Notes
    -----
    Read are: titles and lines such as "单位：万元" above; several rows of headings, joined cells
    filled to the right and downwards; a second row of headings in English; a row that numbers
    the columns; units in headings and labels; years as columns or as rows; labels set in, in
    several columns, joined, or in two languages; rows marked "#" or "其中"; headings between rows;
    continued tables (续表), with headings again or without; notes and sources below.  A column of
    numbers of rows (序号) is no figure.  The unit of the sheet is not given to shares, growth
    rates and indices.
    """
    if len(set(map(len, table.rows))) > 1:
        raise InputError(
            f"table {table.name!r}: its rows have {min(map(len, table.rows))} to "
            f"{max(map(len, table.rows))} cells; fill them up with empty ones"
        )
    whole = Sheet.of(table)
    notes: list[str] = []
    before = None
    parsed = []
    for begin, end in blocks_of(whole):
        for sheet in beside(whole, begin, end):
            block = parse_block(sheet, begin, end, before)
            notes.extend(block.notes)
            parsed.append((sheet, block))
            before = block if block.data else before
    all_notes = "\n".join(notes)
    found = [one for sheet, block in parsed for one in _figures(sheet, block, all_notes)]
    if not found:
        whole.faults.append(f"no figures in {table.name!r}: no row has a label and numbers")
    return TidySheet(
        pd.DataFrame(found, columns=list(COLUMNS), dtype=object),
        "\n".join(line for _, block in parsed[:1] for line in block.titles),
        tuple(notes),
        tuple(dict.fromkeys(whole.faults)),
    )


@dataclass(slots=True)
class _Open:
    """A label that others may stand under."""

    depth: float
    label: Label
    said_at: int = -1  # indentation of the "其中" before it


def _figures(sheet: Sheet, block: Block, notes: str) -> Iterator[dict[str, str]]:
    """The rows of a block, one for each figure."""
    sections: list[tuple[int, Label]] = []
    above: list[_Open] = []
    carried = [""] * block.n_labels
    unit = block.unit
    was_section = False
    repeated = {tuple(sheet.rows[at]) for at in block.heads}
    for at in block.data:
        row = sheet.rows[at]
        if not is_data(sheet, at):
            stated = next((unit_line(row[c]) for c in sheet.filled(at)), None)
            if tuple(row) in repeated or _are_heads(sheet, block, at):
                continue
            if stated is not None:
                unit = stated
            elif sheet.filled(at)[0] < block.n_labels:
                _open_section(sections, read_label(row[sheet.filled(at)[0]]), was_section)
                above, was_section = [], True
            else:
                words = ", ".join(row[c].strip() for c in sheet.filled(at))
                sheet.faults.append(f"row {at + 1}: {words!r} heads no row; it is passed over")
            continue
        was_section = False
        labels = _labels(sheet, block, at, carried)
        lead, own = labels[:-1], labels[-1]
        parents = [] if block.n_labels > 1 and lead else _parents(above, own)
        path = [one.words for _, one in sections] + [one.words for one in lead]
        path += [one.label.words for one in parents] + [own.words]
        path = [w for i, w in enumerate(path) if w and (not i or w != path[i - 1])]
        if not own.words:
            sheet.faults.append(f"row {at + 1}: figures without a label")
        of_which = bool(own.of_which) or (bool(above) and above[-1].said_at >= 0)
        known = [own, *[o.label for o in reversed(parents)], *reversed(lead)]
        known += [one for _, one in reversed(sections)]
        stated_unit = row[block.unit_at].strip() if block.unit_at >= 0 else ""
        row_unit = fold(stated_unit) or next((one.unit for one in known if one.unit), "")
        remark = "; ".join(row[c].strip() for c in sorted(block.remarks) if row[c].strip())
        row_period = next((p for p in (period_in(one.words) for one in known) if p), "")
        for column in range(block.n_labels, len(row)):
            if column in block.skipped or not (block.paths[column] or sheet.own[at][column]):
                continue
            cell = sheet.cells[at][column]
            heads = block.paths[column]
            value, mark = _said(sheet, cell, at, column, notes)
            marks = [OF_WHICH] if of_which else []
            noted = "".join(
                dict.fromkeys((cell.marks, own.marks, *_head_marks(sheet, block, column)))
            )
            yield {
                "row": own.words,
                "row_path": _STEP.join(path),
                "column": _STEP.join(heads),
                "value": value,
                "unit": _unit(sheet, cell, heads, row_unit, unit, path, sheet.name(at, column)),
                "period": next((p for p in map(period_in, reversed(heads)) if p), "")
                or row_period
                or block.period,
                "mark": ", ".join([*marks, *([mark] if mark else [])]),
                "note": "; ".join(filter(None, (_notes(noted, notes), remark))),
                "cell": sheet.name(at, column),
            }


def _are_heads(sheet: Sheet, block: Block, at: int) -> bool:
    """Whether a row between the figures says the headings again."""
    said = [plain(text) for text in sheet.rows[at] if text.strip()]
    known = {plain(text) for head in block.heads for text in sheet.rows[head]}
    return len(said) > 1 and set(said) <= known


def _open_section(sections: list[tuple[int, Label]], label: Label, nests: bool) -> None:
    """Take a heading between rows: by its number, else below the last if it follows it at once."""
    level = next(
        (n for n, pattern in enumerate(_LEVELS) if re.match(pattern, label.words)),
        sections[-1][0] + 1 if nests and sections else (sections[-1][0] if sections else 0),
    )
    while sections and sections[-1][0] >= level:
        sections.pop()
    sections.append((level, label))


def _labels(sheet: Sheet, block: Block, at: int, carried: list[str]) -> list[Label]:
    """The labels of a row from the left, the last its own; empty ones go on from above."""
    texts = []
    for column in range(block.n_labels):
        if column in block.skipped:
            continue
        text = sheet.rows[at][column]
        if text.strip():
            if text != carried[column]:
                carried[column + 1 :] = [""] * (block.n_labels - column - 1)
            carried[column] = text
        elif any(sheet.rows[at][c].strip() for c in range(column + 1, block.n_labels)):
            text = carried[column]
        texts.append(text)
    texts = [text for text in texts if text.strip()]
    chinese = [text for text in texts if has_han(text) or not text.strip()[0].isalpha()]
    labels = [read_label(text) for text in chinese or texts]
    distinct = [one for i, one in enumerate(labels) if not i or one.words != labels[i - 1].words]
    return distinct or [Label("")]


def _parents(above: list[_Open], own: Label) -> list[_Open]:
    """The labels that a label stands under by its indentation; it is put on the stack itself."""
    depth = own.indent + (0.5 if own.of_which else 0.0)
    said_at = own.indent if own.of_which else -1
    while above and above[-1].depth >= depth:
        above.pop()
    if above and above[-1].said_at >= 0 and above[-1].label.of_which != "#" and not own.of_which:
        said_at = above[-1].said_at  # it stands beside the row that says 其中
        depth = above.pop().depth
    parents = [one for one in above if one.label.words]
    above.append(_Open(depth, own, said_at))
    return parents


def _said(sheet: Sheet, cell: Cell, at: int, column: int, notes: str) -> tuple[str, str]:
    """Value and mark of a cell."""
    if cell.kind == "number":
        return cell.value, ""
    if cell.kind == "gap":
        return "", gap_mark(cell.text, notes)
    if cell.kind == "empty":
        return "", EMPTY
    if cell.kind == "error":
        sheet.faults.append(
            f"{sheet.name(at, column)}: {cell.text!r}, a formula in error; correct it"
        )
        return "", IN_ERROR
    sheet.faults.append(f"{sheet.name(at, column)}: {cell.text!r} is no number; it stays as it is")
    return cell.text, UNREAD


def _unit(
    sheet: Sheet, cell: Cell, heads: list[str], row: str, whole: str, path: list[str], name: str
) -> str:
    """The unit of a figure: its own sign, else its heading's or its label's, else the sheet's."""
    if cell.percent:
        return "%"
    column = next((unit for unit in map(unit_in, reversed(heads)) if unit), "")
    if column and row and column != row:
        if column in ("%", "‰") or "=100" in column:
            return column
        sheet.faults.append(
            f"{name}: the heading says {column!r}, the label {row!r}; no unit is taken"
        )
        return ""
    if column:
        return column
    own = any(map(needs_own_unit, heads))
    if row:
        return "" if own and row not in ("%", "‰") else row
    return "" if own or any(map(needs_own_unit, path)) else whole


def _head_marks(sheet: Sheet, block: Block, column: int) -> list[str]:
    return [read_label(sheet.rows[at][column]).marks for at in block.heads]


def _notes(marks: str, notes: str) -> str:
    """Each mark with the note that begins with it, if there is one."""
    found = []
    for mark in re.findall(r"\d\)|\[\d+\]|\S", marks):
        line = re.search(rf"{re.escape(mark)}\s*([^\n①-⑳*]+)", fold(notes))
        found.append(mark + (line[1].strip() if line else ""))
    return "; ".join(found)
