"""Workbooks written by hand, as small as their readers allow: .xlsx, .ods and .xls.

Rows are lists of cells: text, numbers, true or false, or None for an empty one.
"""

import struct
import zipfile
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_STATES = ("visible", "hidden")
_END = 0xFFFFFFFE


def write_book(path, sheets, *, hidden=()):
    """Write `sheets`, name to rows, in the format that the suffix of `path` says."""
    {".xlsx": _write_xlsx, ".ods": _write_ods, ".xls": _write_xls}[path.suffix](
        path, sheets, hidden
    )
    return path


def _write_xlsx(path, sheets, hidden):
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{at}" r:id="r{at}" '
            f'state="{_STATES[name in hidden]}"/>'
            for at, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{_REL}/worksheet" Target="worksheets/s{at}.xml"/>'
            for at in numbers
        )
        + "</Relationships>",
    }
    for at, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(
            f'<row r="{number}">{"".join(map(_xlsx_cell, row))}</row>'
            for number, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/s{at}.xml"] = (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


def _xlsx_cell(cell):
    if cell is None:
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f"<c><v>{cell!r}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def _write_ods(path, sheets, hidden):
    def cell(one):
        if one is None:
            return "<table:table-cell/>"
        if isinstance(one, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{one!r}"/>'
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(one)}</text:p></table:table-cell>"
        )

    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", mime)
        book.writestr(
            "META-INF/manifest.xml",
            f'{_XML}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
            "</manifest:manifest>",
        )
        book.writestr(
            "content.xml",
            f"{_XML}<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )


def _write_xls(path, sheets, hidden):
    """Excel 97: the records of BIFF8 in the one stream of a compound file."""

    def record(kind, content=b""):
        return struct.pack("<HH", kind, len(content)) + content

    def text(words, length):
        return struct.pack(length, len(words)) + b"\x01" + words.encode("utf-16-le")

    def begin(kind):
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))

    bodies = []
    for rows in sheets.values():
        body = begin(0x10)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                head = struct.pack("<HHH", row, column, 0)
                if isinstance(cell, int | float):
                    body += record(0x203, head + struct.pack("<d", cell))
                elif cell is not None:
                    body += record(0x204, head + text(cell, "<H"))
        bodies.append(body + record(0x0A))
    first = len(begin(5)) + len(record(0x0A))
    first += sum(len(record(0x85, bytes(6) + text(name, "<B"))) for name in sheets)
    stream = begin(5)
    for name, body in zip(sheets, bodies, strict=True):
        stream += record(0x85, struct.pack("<IBB", first, name in hidden, 0) + text(name, "<B"))
        first += len(body)
    stream += record(0x0A) + b"".join(bodies)
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")

    n_sectors = len(stream) // 512
    fat = [0xFFFFFFFD, _END, *range(3, 2 + n_sectors), _END]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name, kind, child, start, size):
        words = name.encode("utf-16-le")
        nobody = 0xFFFFFFFF
        return (
            words.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(words) + 2, kind, 1, nobody, nobody, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    folder = entry("Root Entry", 5, 1, _END, 0)
    folder += entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    path.write_bytes(head + struct.pack("<128I", *fat) + folder.ljust(512, b"\0") + stream)
