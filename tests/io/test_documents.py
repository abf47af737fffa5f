"""Documents of every kind: what comes out of them, and what is refused with a remedy."""

import struct

import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.books import read_book
from gongfu.io.documents import read_document, read_documents
from tests.io.book_world import write_book
from tests.io.document_world import docx, paragraph, pdf, unzipped, xlsx_with, zipped

PAGE = """<html><head><meta charset="gb2312"><title>某县统计公报</title>
<script>var x = "脚本里的数字123";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a></div>
<div><h1>某县统计公报</h1><p>发布日期：2024-03-28 来源：某县统计局</p>
<p>　　初步核算，全年地区生产总值<span>461.2</span>亿元，比上年增长5.5%，其中
第一产业增加值40.1亿元，增长4.0%，第二产业
增加值201.3亿元，增长5.1%，第三产业增加值219.8亿元，增长6.2%。</p>
<p>　　年末全县常住人口461.25万人，比上年末增加3.1万人，其中城镇人口300.1万人，
城镇化率为65.1%，比上年提高0.6个百分点。</p>
<table><caption>主要指标</caption><tr><td rowspan=2>指标</td><td colspan=2>绝对数</td></tr>
<tr><td>2022年</td><td>2023年</td></tr><tr><td>生产总值</td><td>430.0</td><td>461.2</td></tr></table>
<p>　　全体居民人均可支配收入63830元，比上年增长5.9%，
城乡居民收入比为1.86，比上年缩小0.04，低于全省平均水平。</p>
</div><div class="footer">版权所有 浙ICP备05000001号</div></body></html>"""


def put(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_plain_text_stays_letter_by_letter(tmp_path):
    text = "# 某县公报\r\n\r\n2024年3月1日\r\n　　全年增长5%。 \r\n"
    found = read_document(put(tmp_path, "a.md", b"\xef\xbb\xbf" + text.encode()))
    assert (found.text, found.kind, found.name) == (text, "text", "a.md")
    assert (found.title, found.published) == ("某县公报", "2024-03-01")


def test_the_content_decides_not_the_suffix(tmp_path):
    assert read_document(put(tmp_path, "a.txt", PAGE.encode("gbk"))).kind == "html"
    assert read_document(put(tmp_path, "b.txt", pdf([["一二三四五"]]))).kind == "pdf"
    assert read_document(put(tmp_path, "c", docx(paragraph("一")))).kind == "docx"
    book = write_book(tmp_path / "d.xlsx", {"表": [["a", 1]]})
    assert read_document(book.rename(tmp_path / "d.pdf")).kind == "xlsx"


def test_of_a_page_the_main_text_and_its_tables_are_read(tmp_path):
    found = read_document(put(tmp_path, "p.html", PAGE.encode("gbk")))
    assert "全年地区生产总值461.2亿元，比上年增长5.5%" in found.text
    assert "城乡居民收入比为1.86" in found.text
    for other in ("脚本", "首页", "浙ICP备"):
        assert other not in found.text
    assert (found.title, found.published) == ("某县统计公报", "2024-03-28")
    (table,) = found.tables
    assert table.name == "主要指标"
    assert table.rows == (
        ("指标", "绝对数", ""),
        ("", "2022年", "2023年"),
        ("生产总值", "430.0", "461.2"),
    )
    assert set(table.merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_a_page_of_scripts_alone_says_so(tmp_path):
    path = put(tmp_path, "p.html", "<html><body><script>draw('产值12')</script></body></html>")
    with pytest.raises(InputError, match="shows no text, only scripts or pictures; open it in"):
        read_document(path)


def test_docx_is_read_in_its_order(tmp_path):
    table = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>指标</w:t>'
        '</w:r></w:p></w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        f"{paragraph('绝对数')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        f"{paragraph('')}</w:tc><w:tc>{paragraph('2022')}</w:tc><w:tc>{paragraph('2023')}</w:tc>"
        "</w:tr></w:tbl>"
    )
    body = (
        paragraph("某县公报")
        + "<w:p><w:r><w:t>产值</w:t></w:r><w:ins><w:r><w:t>461.2</w:t></w:r></w:ins><w:del><w:r>"
        "<w:delText>460</w:delText></w:r></w:del><w:r><w:t>亿元</w:t></w:r></w:p>"
        + table
        + "<w:sdt><w:sdtContent>"
        + paragraph("之后")
        + "</w:sdtContent></w:sdt>"
    )
    notes = f'<w:footnote w:id="1">{paragraph("按现价")}</w:footnote>'
    found = read_document(put(tmp_path, "a.docx", docx(body, footnotes=notes, title="旧文件")))
    assert found.text == "某县公报\n产值461.2亿元\n指标\t绝对数\t\n\t2022\t2023\n之后\n按现价"
    assert found.title == "某县公报"
    assert set(found.tables[0].merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_sheets_are_tables(tmp_path, suffix):
    rows = [["某县表", None], ["指标", "2023年"], ["　产值", 461.2], ["增长", 0.1 + 0.2]]
    found = read_document(write_book(tmp_path / f"b.{suffix}", {"表": rows, "二": [["x", 1e20]]}))
    assert found.tables[0].rows == (
        ("某县表", ""), ("指标", "2023年"), ("　产值", "461.2"), ("增长", "0.3"),
    )  # fmt: skip
    assert found.tables[1].rows == (("x", "1" + "0" * 20),)
    assert "产值\t461.2" in found.text
    assert found.title == "某县表"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr" s="2"><is><t>产值</t></is></c>'
    '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" s="1"><v>0.049</v></c>'
    '<c r="D1"><f>2+2</f></c></row>{more}</sheetData>'
    '<mergeCells count="1"><mergeCell ref="C1:D1"/></mergeCells></worksheet>'
)
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    '<numFmt numFmtId="170" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="170"/><xf numFmtId="0"><alignment indent="2"/></xf></cellXfs></styleSheet>'
)


def test_what_a_cell_shows_counts(tmp_path):
    base = write_book(tmp_path / "b.xlsx", {"表": [["x"]]}).read_bytes()
    path = put(tmp_path, "c.xlsx", xlsx_with(base, SHEET.format(more=""), STYLES))
    with (
        pytest.warns(UserWarning, match=r"formulas in error in sheet '表', B1; correct"),
        pytest.warns(UserWarning, match=r"formulas without a result in sheet '表', D1"),
    ):
        found = read_document(path)
    assert found.tables[0].rows == (("　　产值", "#DIV/0!", "4.9%"),)


def test_hidden_sheets_are_named(tmp_path):
    path = write_book(tmp_path / "b.xlsx", {"表": [["x"]], "藏": [["y"]]}, hidden=("藏",))
    with pytest.warns(UserWarning, match="hidden sheets are not read: '藏'"):
        assert len(read_document(path).tables) == 1


def test_two_cells_far_apart_do_not_end_the_program(tmp_path):
    base = write_book(tmp_path / "b.xlsx", {"表": [["x"]]}).read_bytes()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = put(tmp_path, "c.xlsx", xlsx_with(base, SHEET.format(more=far)))
    with pytest.raises(InputError, match="spans 1,048,576 rows and 16,384 columns; at most"):
        read_book(path)
    ods = unzipped(write_book(tmp_path / "b.ods", {"表": [["x", 1.0]]}).read_bytes())
    ods["content.xml"] = ods["content.xml"].replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="9000000">'
    )
    with pytest.raises(InputError, match="spans 9,000,000 rows and 2 columns"):
        read_document(put(tmp_path, "c.ods", zipped(ods)))


def test_a_cell_far_out_is_left_out_and_named(tmp_path):
    base = write_book(tmp_path / "b.xlsx", {"表": [["x"]]}).read_bytes()
    plain = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}"><v>5</v></c></row>'
    rows = "".join(plain.format(at) for at in range(1, 4))
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = SHEET[: SHEET.index("<row")] + "{0}</sheetData></worksheet>"
    path = put(tmp_path, "c.xlsx", xlsx_with(base, sheet.format(rows + far)))
    with pytest.warns(UserWarning, match="a cell stands far out and is not read: XFD1048576"):
        found = read_document(path)
    assert found.tables[0].rows == (("1", "5"), ("2", "5"), ("3", "5"))
    halves = rows + "".join(plain.format(at) for at in range(1048571, 1048577)) + far[:0]
    wide = halves.replace("</row>", '<c r="XFD1"><v>1</v></c></row>', 1)
    path = put(tmp_path, "d.xlsx", xlsx_with(base, sheet.format(wide)))
    with pytest.raises(InputError, match="spans 1,048,576 rows and 16,384 columns; at most"):
        read_document(path)


def xls_number(tmp_path, kind, body):
    """An XLS file whose one number is a record of this kind instead."""
    content = bytearray(write_book(tmp_path / "b.xls", {"表": [["x", 1.5]]}).read_bytes())
    at = content.index(struct.pack("<HH", 0x203, 14))
    content[at : at + 18] = struct.pack("<HH", kind, 14) + body.ljust(14, b"\0")
    return put(tmp_path, "c.xls", bytes(content))


def test_excel_97_says_what_is_in_error_and_what_is_too_far(tmp_path):
    path = xls_number(tmp_path, 0x205, struct.pack("<HHHBB", 0, 1, 0, 0x07, 1))
    with pytest.warns(UserWarning, match="formulas in error in sheet '表', B1"):
        assert read_document(path).tables[0].rows == (("x", "#DIV/0!"),)
    path = xls_number(tmp_path, 0x203, struct.pack("<HHHd", 65535, 65535, 0, 1.0))
    with pytest.raises(InputError, match=r"a cell in row 65,536 and column 65,536, where Excel 97"):
        read_document(path)


def test_an_ods_that_breaks_off_comes_to_an_end(tmp_path):
    parts = unzipped(write_book(tmp_path / "b.ods", {"表": [["x", 1.0]]}).read_bytes())
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", b"</table:tabel>")
    with pytest.raises(InputError, match=r"its part 'content\.xml' is damaged"):
        read_document(put(tmp_path, "c.ods", zipped(parts)))


BAD = {
    "empty": (b"", "it is empty; check that it was saved"),
    "blank": (b" \r\n\n", "it is empty"),
    "binary": (bytes(range(256)) * 9, "binary file of a kind that is not known"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), r"a picture \(PNG\).*run it through OCR first"),
    "rich": (b"{\\rtf1 x}", r"rich text \(RTF\), which is not read; save it as \.docx"),
    "zip": (zipped({"a.txt": b"1"}), "a zip file of 1 parts and no document; unpack it"),
    "cut": (docx(paragraph("一"))[:400], "its container is damaged"),
    "doc": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
        r"an old Word file \(\.doc\)",
    ),
    "xml": (b"<?xml version='1.0'?><a/>", "XML of a kind that is not read"),
    "mail": (b"From: x\nMIME-Version: 1.0\n", "an e-mail or a web archive"),
    "bomb": (
        zipped(unzipped(docx(paragraph("一"))) | {"word/b.xml": b" " * (9 << 20)}),
        "more than 200 times its size",
    ),
    "pdf": (b"%PDF-1.7\nnothing", "cannot be read as PDF"),
}
_parts = unzipped(docx("<w:p/>"))
_parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "b">]>' + _parts["word/document.xml"]
BAD["entities"] = (zipped(_parts), "defines entities")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_reason(tmp_path, name):
    content, message = BAD[name]
    with pytest.raises(InputError, match=f"^{name}: .*{message}|^{name}: {message}"):
        read_document(put(tmp_path, name, content))


def test_a_docx_that_is_no_zip_is_what_it_is(tmp_path):
    assert read_document(put(tmp_path, "a.docx", "产值12亿元")).kind == "text"


def test_huge_files_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(InputError, match=r"huge\.txt: 1,024 MB; at most 64 MB are read: divide it"):
        read_document(path)
    with pytest.raises(InputError, match="at most 0 MB"):
        read_document(put(tmp_path, "a.txt", "12345"), max_bytes=4)


def test_what_is_no_file(tmp_path):
    with pytest.raises(NotFoundError, match=r"no file .*check the path"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="it is a folder; name its files"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="no file that can be read to its end"):
        read_document("/dev/zero")


def test_one_bad_file_stops_no_other(tmp_path):
    put(tmp_path, "2.txt", "产值12亿元")
    put(tmp_path, "1.pdf", b"%PDF-1.7\nnothing")
    put(tmp_path, "3.txt", "人口5万人")
    put(tmp_path, ".hidden", "x")
    documents, refusals = read_documents([tmp_path, tmp_path / "none.txt"])
    assert [one.name for one in documents] == ["2.txt", "3.txt"]
    assert [one.name for one in refusals] == ["1.pdf", "none.txt"]
    assert "print it to PDF again" in refusals[0].reason


def test_right_to_left_text_stays_as_it_is(tmp_path):
    text = "عدد السكان 12 مليون\n"
    assert read_document(put(tmp_path, "a.txt", text)).text == text


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_csv_is_a_table(tmp_path, divider):
    lines = ["2023年各县表", "地区,GDP（亿元）", '"柯城区, 城区",300.5', "江山市,370.2"]
    lines[1:] = [line.replace(",", divider) for line in lines[1:]]
    lines[2] = f'"柯城区, 城区"{divider}300.5'
    found = read_document(put(tmp_path, "b.csv", "\n".join(lines).encode("gb18030")))
    assert (found.kind, found.title) == ("csv", "2023年各县表")
    assert found.tables[0].rows[1:] == (
        ("地区", "GDP（亿元）"), ("柯城区, 城区", "300.5"), ("江山市", "370.2"),
    )  # fmt: skip
    assert "江山市\t370.2" in found.text


@pytest.mark.parametrize(
    ("heads", "advice"),
    [
        ("编号,类别,经度,纬度", "list of places .*gongfu import facilities b.csv --into ZONE"),
        ("代码,指标,年份,数值", "list of figures.*gongfu import figures b.csv --into ZONE"),
    ],
)
def test_a_list_for_a_zone_is_no_document(tmp_path, heads, advice):
    with pytest.raises(InputError, match=advice):
        read_document(put(tmp_path, "b.csv", f"{heads}\n1,2,3,4\n".encode()))
