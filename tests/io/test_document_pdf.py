"""PDF: paragraphs from lines, without running heads; scans, locks and loops told."""

import pytest

from gongfu.errors import InputError
from gongfu.io import document_pdf
from gongfu.io.document_pdf import read_pdf
from tests.io.document_world import pdf

FULL = "全年地区生产总值四百六十一亿元比上年增长百分之五其中第一产业增加值为"  # a line that fills


def test_lines_become_paragraphs_without_spaces_in_chinese():
    found = read_pdf(
        pdf([["某县统计公报", FULL, "40.1亿元。", FULL, "2亿元。", "2024年3月1日"]]), "f"
    )
    assert found.text.split("\n") == [
        "某县统计公报", FULL + "40.1亿元。", FULL + "2亿元。", "2024年3月1日",
    ]  # fmt: skip
    assert (found.title, found.published) == ("某县统计公报", "2024-03-01")


def test_english_lines_are_joined_by_a_space():
    line = "By the end of the year there were 1,234,567 people in the county and the"
    text = read_pdf(pdf([[line, "economy had grown.", line, "end."]]), "f").text
    assert text == f"{line} economy had grown.\n{line} end."


def test_running_heads_and_page_numbers_go_and_figures_stay():
    pages = [
        ["某县年鉴", f"第{at}产业增加值{at}.5亿元。", f"增长{at}.1%。", f"- {at} -"]
        for at in range(1, 5)
    ]
    text = read_pdf(pdf(pages), "f").text
    assert text.count("某县年鉴") == 1
    assert "- 2 -" not in text
    for at in range(1, 5):
        assert f"第{at}产业增加值{at}.5亿元。" in text
        assert f"增长{at}.1%。" in text


def test_a_lone_figure_at_the_edge_is_no_page_number():
    text = read_pdf(pdf([["产值如下所示：", "830"], ["人口如下所示：", "5321"]]), "f").text
    assert "830" in text
    assert "5321" in text


def test_radicals_are_characters_again():
    assert (
        read_pdf(pdf([["2024年3⽉末，⼈⼝与居⺠收⼊增⻓"]]), "f").text
        == "2024年3月末，人口与居民收入增长"
    )


def test_a_scan_says_so():
    with pytest.raises(
        InputError, match="its 2 pages hold no text, as a scan does; run it through OCR"
    ):
        read_pdf(pdf([[], []]), "f")
    with pytest.warns(UserWarning, match="no text on page 2 of 2, perhaps scans"):
        assert read_pdf(pdf([["一二三四五"], []]), "f").text == "一二三四五"


def test_a_lock_is_told():
    key = "<" + "00" * 32 + ">"
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<00> <00>] "
    with pytest.raises(InputError, match="locked by a password; save it without one"):
        read_pdf(pdf([["一二三四五"]], trailer=lock), "f")


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 6 0 R /Resources %s >>"
FORM = b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 7 0 R >> >> "
LOOPS = {
    "tree": {2: b"<< /Type /Pages /Count 1 /Kids [2 0 R 5 0 R] >>"},
    "form": {
        5: PAGE % b"<< /XObject << /X 7 0 R >> >>",
        6: b"<< /Length 6 >>\nstream\n/X Do \nendstream",
        7: FORM + b"/Length 12 >>\nstream\n/X Do /X Do \nendstream",
    },
    "length": {6: b"<< /Length 6 0 R >>\nstream\n/X Do \nendstream"},
    "contents": {6: b"[6 0 R 6 0 R]"},
    "deep": {3: b"[" * 100_000},
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_comes_to_an_end(name):
    with pytest.raises(InputError, match=r"cannot be read as PDF|no text"):
        read_pdf(pdf([["一二三四五"]], objects=LOOPS[name]), "f")


def test_too_much_drawing_is_refused(monkeypatch):
    monkeypatch.setattr(document_pdf, "STEPS_MAX", 3)
    with pytest.raises(InputError, match="more than 3 drawing operations"):
        read_pdf(pdf([["一二三四五", "六七八九十"]]), "f")


def test_the_rows_of_a_table_stay_lines_and_are_one():
    rows = [
        "地区 生产总值（亿元） 增长（%）",
        "柯城区 300.5 5.1",
        "衢江区 280.1 6.0",
        "江山市 370.2 5.8",
    ]
    found = read_pdf(pdf([["2023年各县生产总值", *rows, "全市增长较快。"]]), "f")
    (table,) = found.tables
    assert table.rows[1:] == tuple(tuple(row.split()) for row in rows)
