"""Documents written by hand, as small as their readers allow: PDF, DOCX and the parts of others."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.io.book_world import write_book

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(pages, *, title="", objects=None, trailer=""):
    """A PDF whose pages hold these lines; `objects` replaces or adds objects by their number.

    1 is the catalogue, 2 the tree of pages, 3 and 4 the font; a page and its stream follow.
    """
    all_of = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UTF16-H "
        b"/DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /DW 1000 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    }
    for at, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F 12 Tf 50 {800 - 20 * row} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for row, line in enumerate(lines)
        ).encode()
        all_of[5 + 2 * at] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (6 + 2 * at)
        )
        all_of[6 + 2 * at] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)
    all_of |= objects or {}
    last = max(all_of)
    if title:
        trailer += f"/Info {last + 1} 0 R "
        words = (b"\xfe\xff" + title.encode("utf-16-be")).hex()
        all_of[last + 1] = f"<< /Title <{words}> >>".encode()
    body = b"%PDF-1.7\n"
    starts = {}
    for number, content in sorted(all_of.items()):
        starts[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(all_of) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        table += (
            b"%010d 00000 n \n" % starts[number] if number in starts else b"0000000000 65535 f \n"
        )
    end = f"trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + table + end.encode()


def docx(body, *, footnotes="", title=""):
    """A DOCX whose body is this XML; `w` is the prefix of its elements."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relations = ""
    if footnotes:
        relations = f'<Relationship Id="n" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/><Override '
        'PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="c" '
        f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'{_XML}<c:coreProperties xmlns:c="{_PACKAGE}/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></c:coreProperties>",
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_W}" xmlns:mc="http://schemas.'
        f'openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    if footnotes:
        parts["word/footnotes.xml"] = f'{_XML}<w:footnotes xmlns:w="{_W}">{footnotes}</w:footnotes>'
    return zipped(parts)


def paragraph(*runs):
    """A paragraph of runs, as XML."""
    return "<w:p>" + "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs) + "</w:p>"


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """A zip file of these parts."""
    answer = io.BytesIO()
    with zipfile.ZipFile(answer, "w", method) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return answer.getvalue()


def unzipped(content):
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


def book(tmp_path, rows, suffix="xlsx", **sheets):
    """The bytes of a workbook of one sheet called 表, and of others."""
    return write_book(tmp_path / f"book.{suffix}", {"表": rows, **sheets}).read_bytes()


def xlsx_with(content, sheet="", styles=""):
    """An XLSX file whose first sheet is this XML instead, with these styles."""
    parts = unzipped(content)
    if sheet:
        parts["xl/worksheets/s1.xml"] = sheet.encode()
    if styles:
        parts["xl/styles.xml"] = styles.encode()
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="st" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>".encode(),
        )
    return zipped(parts)
