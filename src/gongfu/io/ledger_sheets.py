"""A ledger for spreadsheets: its public tables as CSV files or as sheets of a workbook.

Days are ISO 8601, money is yuan with two decimals as text, which stays exact.  A text that a
spreadsheet would take for a formula has an apostrophe in front (OWASP, CSV injection).  A workbook
is Office Open XML (ECMA-376, part 1, transitional) with texts within the cells, so that no other
part is needed; the same ledger gives the same bytes.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from gongfu.errors import InputError
from gongfu.io.ledger_cells import RISKY
from gongfu.io.ledger_entry_lists import signed_row
from gongfu.io.ledger_projects import printed_row
from gongfu.io.ledger_public import About, left_out, public_things
from gongfu.track.money import yuan_of

ABOUT: Final = "about"

_BOM: Final = b"\xef\xbb\xbf"
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FEN: Final = "_fen"
_ROWS_MOST: Final = 1_048_576  # that a sheet holds, ECMA-376 as every spreadsheet has it
_CELL_MOST: Final = 32_767
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN: Final = ""
_BOLD: Final = ' s="1"'
_LATIN: Final = "\u2e7f"
_WIDEST: Final = 60
_WIDE_ROWS: Final = 1_000  # that tell how wide a column is
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_NAMESPACE}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

Cells = list[Any]


_AS_LISTED: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "posting": signed_row,
    "declared": printed_row,
}
"""What makes a row of a list of a row of the table, where they are not the same."""
_NAMES: Final = {("declared", "last_digit"): "unit"}


def sheets_of(rows: Mapping[str, list[dict[str, Any]]], about: About) -> dict[str, list[Cells]]:
    """The tables as people read them.

    Parameters
    ----------
    rows
        From `listed_rows`.
    about
        The ledger.

    Returns
    -------
    dict
        Name -> rows of texts and numbers, the headings first; "about" tells of the rest.  In an
        invented ledger every row ends with the standing "simulated".
    """
    facts: list[Cells] = [
        ["what", "value"],
        ["standing", "simulated: everything is invented 模拟,全部虚构" if about.simulated else ""],
        ["head", about.head_text],
        ["last record", about.at.isoformat()],
        ["left out: personal data 个人信息不导出", ", ".join(left_out())],
    ]
    sheets = {ABOUT: facts}
    mark = ["simulated"] if about.simulated else []
    for thing, table in public_things().items():
        told = _AS_LISTED.get(thing, dict)
        columns = [str(column.name) for column in table.columns]
        names = [_NAMES.get((thing, name), name) for name in columns]
        heads = [f"{name.removesuffix(_FEN)}_yuan" if name.endswith(_FEN) else name
                 for name in names]  # fmt: skip
        sheets[table.name] = [[*heads, *(["standing"] if mark else [])]] + [
            [*(_cell(name, row[name]) for name in names), *mark] for row in map(told, rows[thing])
        ]
    return sheets


def csv_files(sheets: Mapping[str, list[Cells]]) -> dict[str, bytes]:
    """The tables as CSV: UTF-8 with a byte order mark, as results are.

    Parameters
    ----------
    sheets
        From `sheets_of`.

    Returns
    -------
    dict
        Name -> content.
    """
    files = {}
    for name, rows in sheets.items():
        sink = io.StringIO(newline="")
        csv.writer(sink, lineterminator="\r\n").writerows(rows)
        files[f"{name}.csv"] = _BOM + sink.getvalue().encode()
    return files


def workbook(sheets: Mapping[str, list[Cells]]) -> bytes:
    """The tables as a workbook, a sheet each.

    Parameters
    ----------
    sheets
        From `sheets_of`.

    Returns
    -------
    bytes
        XLSX.

    Raises
    ------
    InputError
        A table is longer than a sheet, or a text than a cell.
    """
    faults = [
        f"{name} has {len(rows)} rows, and a sheet holds {_ROWS_MOST}; export as csv"
        for name, rows in sheets.items()
        if len(rows) > _ROWS_MOST
    ] + [
        f"row {at} of {name} has a text longer than a cell holds; export as csv"
        for name, rows in sheets.items()
        for at, row in enumerate(rows, 1)
        if any(isinstance(one, str) and len(one) > _CELL_MOST for one in row)
    ]
    if faults:
        raise InputError("; ".join(faults[:20]))
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(names),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES,
    }
    for at, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = _sheet(rows)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1980: no clock
            entry.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(entry, part.encode())
    return sink.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet runs.

    Parameters
    ----------
    text
        Any.

    Returns
    -------
    str
        With an apostrophe in front if it begins as a formula does and is no number, be that after
        apostrophes of its own; `ledger_cells.unguarded` takes it off.

    Examples
    --------
    >>> guarded("=1+1"), guarded("-0.05")
    ("'=1+1", '-0.05')
    """
    risky = text.lstrip("'").startswith(RISKY) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if name.endswith(_FEN):
        return yuan_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(value) if isinstance(value, str) else value


def _sheet(rows: Sequence[Cells]) -> str:
    """Headings bold and frozen, columns as wide as what is in them."""
    lines = [
        f"<row>{''.join(_xml_cell(one, _PLAIN if at else _BOLD) for one in row)}</row>"
        for at, row in enumerate(rows)
    ]
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(_widths(rows), 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols>"
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _widths(rows: Sequence[Cells]) -> list[int]:
    """Of each column, in digits; a Chinese character takes two."""
    shown = rows[:_WIDE_ROWS]
    return [
        min(max(sum(1 + (one > _LATIN) for one in str(cell)) for cell in column) + 2, _WIDEST)
        for column in zip(*shown, strict=True)
    ]


def _xml_cell(value: Any, style: str) -> str:
    if isinstance(value, str):
        whole = _LOOKS_ESCAPED.sub("_x005F_", value)
        text = escape(_NOT_XML.sub(lambda one: f"_x{ord(one[0]):04X}_", whole))
        return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c{style}><v>{value!r}</v></c>"


def _content_types(n: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_KINDS}.worksheet+xml"/>'
        for at in range(1, n + 1)
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/>'
        f"{sheets}</Types>"
    )


def _relations(parts: list[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, 1)
    )
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{told}</Relationships>'


def _book(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name[:31])} sheetId="{at}" r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return (
        f'{_XML}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
        "</workbook>"
    )
