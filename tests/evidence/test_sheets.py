"""Yearbook sheets in the styles in which they come, each worked by hand."""

import pytest

from gongfu.errors import InputError
from gongfu.evidence.sheet_cells import period_in, read_cell, read_label, unit_in
from gongfu.evidence.sheets import COLUMNS, tidy
from gongfu.io.documents import read_document
from gongfu.model.document import Table
from tests.io.book_world import write_book


def sheet(text, *merged):
    """A table from lines of cells divided by bars."""
    rows = [tuple(line.split("|")) for line in text.strip("\n").split("\n")]
    width = max(map(len, rows))
    return Table("t", tuple(row + ("",) * (width - len(row)) for row in rows), merged)


def by_cell(found):
    return found.frame.set_index("cell")


def test_years_as_columns_with_a_unit_above_and_notes_below():
    found = tidy(
        sheet("""
表1 主要指标|||
|||单位：亿元
指标|2021|2022|2023
地区生产总值|73515.8|77,715|82 553
　第二产业|…|33205.2|—
　　#工业①|27015.2|28000|约500
常住人口（万人）|6540|6577|6627
增长率|1.5||6.0
注：“…”表示不足本表最小单位数；
①规模以上。
资料来源：某省统计局
""")
    )
    rows = by_cell(found)
    assert list(found.frame.columns) == list(COLUMNS)
    assert found.title == "表1 主要指标\n单位：亿元"
    assert found.notes[2] == "资料来源：某省统计局"
    assert rows.loc["C4"].to_dict() == {
        "row": "地区生产总值", "row_path": "地区生产总值", "column": "2022", "value": "77715",
        "unit": "亿元", "period": "2022", "mark": "", "note": "",
    }  # fmt: skip
    assert rows.loc["D4", "value"] == "82553"
    assert rows.loc["B5", "mark"] == "below half a unit"
    assert rows.loc["D5", "mark"] == "not available"
    assert rows.loc["B6", "row_path"] == "地区生产总值 / 第二产业 / 工业"
    assert rows.loc["B6", "mark"] == "of which"
    assert rows.loc["B6", "note"] == "①规模以上。"
    assert rows.loc["D6", ["value", "mark"]].tolist() == ["约500", "of which, unread"]
    assert rows.loc["B7", ["unit", "value"]].tolist() == ["万人", "6540"]
    assert rows.loc["B8", "unit"] == ""  # 亿元 is no unit of a growth rate
    assert rows.loc["C8", ["value", "mark"]].tolist() == ["", "empty"]
    assert found.faults == ("D6: '约500' is no number; it stays as it is",)


def test_joined_headings_with_units_and_labels_in_two_languages():
    found = tidy(
        sheet(
            """
1-1 各市指标（2023年）|||||
地区|生产总值(亿元)||人口||人均收入(元)
|2022年|2023年|年末常住(万人)|比上年增长(%)|
杭 州 市 Hangzhou|18753|20059②|1252.2|1.2|73797
②初步核算数
""",
            (0, 0, 0, 5), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 2, 5),
        )
    )  # fmt: skip
    rows = by_cell(found)
    assert set(rows["row"]) == {"杭州市"}
    assert rows["column"].tolist() == [
        "生产总值(亿元) / 2022年", "生产总值(亿元) / 2023年", "人口 / 年末常住(万人)",
        "人口 / 比上年增长(%)", "人均收入(元)",
    ]  # fmt: skip
    assert rows["unit"].tolist() == ["亿元", "亿元", "万人", "%", "元"]
    assert rows["period"].tolist() == ["2022", "2023", "2023", "2023", "2023"]
    assert rows.loc["C4", ["value", "note"]].tolist() == ["20059", "②初步核算数"]
    assert not found.faults


def test_headings_again_in_english_and_years_as_rows():
    found = tidy(
        sheet("""
城乡居民收入||
Income of Residents||
单位：元||
年份|全体居民|农村
Year|All|Rural
2021|57541|35247
2022|60302|37565
""")
    )
    assert found.frame["column"].tolist() == ["全体居民", "农村"] * 2
    assert found.frame["period"].tolist() == ["2021", "2021", "2022", "2022"]
    assert set(found.frame["unit"]) == {"元"}


def test_a_column_of_units_numbered_columns_and_headings_between_rows():
    found = tidy(
        sheet("""
指标|计量单位|代码|2022年|2023年
甲|乙|丙|1|2
一、综合||||
地区生产总值|亿元|01|77715|82553
其中：工业|亿元|02|28000|29000
二、人口||||
年末人口|万人|03|6577|6627
""")
    )
    rows = by_cell(found)
    assert rows.index.tolist() == ["D4", "E4", "D5", "E5", "D7", "E7"]
    assert rows.loc["D5", "row_path"] == "一、综合 / 地区生产总值 / 工业"
    assert rows.loc["E7", ["row_path", "unit"]].tolist() == ["二、人口 / 年末人口", "万人"]


def test_headings_that_are_not_joined_go_on_and_that_is_told():
    found = tidy(
        sheet("""
地区|地区生产总值||常住人口|
|绝对数（亿元）|增长（%）|总数（万人）|城镇化率
杭州|20059|5.6|1252|84.2
某县|#DIV/0!|x|12|70.1%
""")
    )
    rows = by_cell(found)
    assert rows.loc["C3", ["column", "unit"]].tolist() == [
        "地区生产总值 / 增长(%)",
        "%",
    ] or rows.loc["C3", ["column", "unit"]].tolist() == ["地区生产总值 / 增长（%）", "%"]
    assert rows.loc["E4", ["value", "unit"]].tolist() == ["70.1", "%"]
    assert rows.loc["B4", ["value", "mark"]].tolist() == ["", "formula in error"]
    assert rows.loc["C4", "mark"] == "not available"
    assert any("row 1: headings are taken to go on" in fault for fault in found.faults)


def test_labels_in_two_columns_go_on_downwards():
    found = tidy(
        sheet("""
地区|性别|人数|比重
某市|男|120|51.0
|女|115|49.0
某县|男|60|50.5
|女|59|49.5
合计||354|100
""")
    )
    assert by_cell(found).loc[["C3", "C5", "C6"], "row_path"].tolist() == [
        "某市 / 女", "某县 / 女", "合计",
    ]  # fmt: skip


@pytest.mark.parametrize("again", ["县|税收|出口\n", ""])
def test_continued_tables(again):
    found = tidy(
        sheet(f"各县指标||\n单位：万元||\n县|产值|利润\n甲县|1|2\n续表||\n{again}乙县|3|4\n")
    )
    first, second = ("税收", "出口") if again else ("产值", "利润")
    assert found.frame[["row", "column", "value", "unit"]].to_numpy().tolist() == [
        ["甲县", "产值", "1", "万元"], ["甲县", "利润", "2", "万元"],
        ["乙县", first, "3", "万元"], ["乙县", second, "4", "万元"],
    ]  # fmt: skip


def test_what_stands_beside_of_which_stands_under_the_same_label():
    found = tidy(
        sheet("""
项目|2023年1-9月|比上年增长
工业增加值(亿元)|100|5.1
　其中：轻工业|40|4.0
　　　　重工业|60|6.0
服务业增加值(亿元)|200|6.0
""")
    )
    rows = by_cell(found)
    assert [path.split(" / ")[-2:] for path in rows.loc[["B3", "B4"], "row_path"]] == [
        ["工业增加值(亿元)", "轻工业"], ["工业增加值(亿元)", "重工业"],
    ]  # fmt: skip
    assert rows.loc[["B2", "B4", "B5"], "mark"].tolist() == ["", "of which", ""]
    assert rows.loc["B4", ["period", "unit"]].tolist() == ["2023-01/2023-09", "亿元"]
    assert rows.loc["C4", "unit"] == ""


def test_two_tables_side_by_side_and_remarks():
    found = tidy(sheet("地区|人口(万人)|地区|人口(万人)\n甲市|1|丙市|5\n乙市|3|丁市|7\n"))
    assert found.frame[["row", "value", "cell"]].to_numpy().tolist() == [
        ["甲市", "1", "B2"], ["乙市", "3", "B3"], ["丙市", "5", "D2"], ["丁市", "7", "D3"],
    ]  # fmt: skip
    found = tidy(sheet("指標|單位|2022年|備註\n地區生產總值|億元|77715|按可比价\n"))
    assert found.frame.iloc[0].to_dict() == {
        "row": "地區生產總值", "row_path": "地區生產總值", "column": "2022年", "value": "77715",
        "unit": "亿元", "period": "2022", "mark": "", "note": "按可比价", "cell": "C2",
    }  # fmt: skip


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_sheet_out_of_a_workbook(tmp_path, suffix):
    rows = [["表 单位：万元", None], ["县", "2023年"], ["甲县", 12.5], ["　#工业", 3]]
    (table,) = read_document(write_book(tmp_path / f"b.{suffix}", {"表": rows})).tables
    found = tidy(table).frame
    assert found[["row", "value", "unit", "period", "mark", "cell"]].to_numpy().tolist() == [
        ["甲县", "12.5", "万元", "2023", "", "B3"], ["工业", "3", "万元", "2023", "of which", "B4"],
    ]  # fmt: skip


def test_a_table_without_figures_says_so():
    found = tidy(sheet("姓名|职务\n某人|科员\n"))
    assert found.frame.empty
    assert found.faults == ("no figures in 't': no row has a label and numbers",)
    assert tidy(Table("t", ())).frame.empty
    with pytest.raises(InputError, match="its rows have 1 to 2 cells; fill them up"):
        tidy(Table("t", (("a",), ("b", "c"))))


def test_two_units_that_disagree_are_none():
    found = tidy(sheet("指标|产值(万元)\n人口(万人)|12\n"))
    assert found.frame["unit"].tolist() == [""]
    assert found.faults == ("B2: the heading says '万元', the label '万人'; no unit is taken",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"), ("－0.5", "-0.5"), ("１２", "12"), ("12③", "12"), ("4.9%", "4.9"),
        (".5", "0.5"), ("1 234", "1234"),
    ],
)  # fmt: skip
def test_numbers_that_are_read(text, value):
    assert (read_cell(text).kind, read_cell(text).value) == ("number", value)


@pytest.mark.parametrize("text", ["1,23", "12万", "约5", "1.2.3", "(5)", "12-15", "5以上"])
def test_numbers_that_are_not_guessed(text):
    assert read_cell(text).kind == "text"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("产值（亿元）", "亿元"), ("GDP(100 million yuan)", "100 million yuan"),
        ("收入，元/人", "元/人"),
        ("产值(现价)", ""), ("指数(上年=100)", "上年=100"), ("密度(人/平方公里)", "人/平方公里"),
    ],
)  # fmt: skip
def test_units_of_headings(text, unit):
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023", "2023"), ("2023年末", "2023"), ("2023年上半年", "2023-H1"),
        ("2023年3月", "2023-03"), ("2023年3季度", "2023-Q3"),
        ("2023年三季度", "2023-Q3"), ("2023年前三季度", "2023-01/2023-09"), ("2015-2020年", ""),
        ("2024年统计年鉴", ""), ("2022年和2023年", ""), ("12023", ""),
    ],
)  # fmt: skip
def test_periods_of_headings(text, period):
    assert period_in(text) == period


def test_a_label_keeps_its_own_spelling():
    label = read_label("　　＃規模以上工業（億元）① Industry above scale")
    assert (label.words, label.indent, label.of_which) == ("規模以上工業（億元）", 4, "#")
    assert (label.marks, label.unit) == ("①", "亿元")


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("增长%", "%"), ("同比±%", "%"), ("占比(%)", "%"), ("增长（±%）", "%"), ("出生率‰", "‰"),
     ("增长5%", ""), ("产值", "亿元")],
)  # fmt: skip
def test_a_sign_without_brackets_is_the_unit_of_its_column(heading, unit):
    rows = (
        ("单位：亿元", "", ""),
        ("地区", "GDP", heading),
        ("甲区", "3", "5"),
        ("乙区", "4", "6"),
    )
    frame = tidy(Table("t", rows)).frame
    assert set(frame.loc[frame["column"] == heading, "unit"]) == {unit}
