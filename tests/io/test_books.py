"""Workbooks as bureaus keep them: titles, joined headings, totals, codes that became numbers."""

import warnings

import pytest

from gongfu.errors import InputError
from gongfu.io.layers import parse_columns, read_communities, read_facilities, read_figures
from gongfu.io.sheets import read_sheet
from tests.io.book_world import write_book

VILLAGES = [
    ["编号", "名称", "代码", "人口", "城乡", "经度", "纬度"],
    ["v1", "某村", 330199101000.0, 1200, "乡村", 120.05, 30.05],
    ["v2", "某社区", "３３０１９９１０２", "2,300.5", "城镇", "１２０．１５", 30.05],
]
SUFFIXES = ["xlsx", "ods", "xls"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_what_a_csv_gives(tmp_path, suffix):
    path = write_book(tmp_path / f"v.{suffix}", {"村": VILLAGES})
    frame = read_communities(path)
    assert frame.loc["v1"].to_dict() == {
        "place": "330199101", "name": "某村", "residents": 1200.0, "urban": False,
        "lon": 120.05, "lat": 30.05,
    }  # fmt: skip
    assert frame.loc["v2", ["place", "residents", "lon"]].tolist() == ["330199102", 2300.5, 120.15]
    csv = tmp_path / "v.csv"
    rows = [["" if c is None else str(c) for c in row] for row in VILLAGES]
    csv.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    assert read_communities(csv).equals(frame)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_titles_totals_and_notes_are_told_from_rows(tmp_path, suffix):
    width = [None] * 6
    rows = [
        ["某县村(社区)基本情况表", *width],
        [None, *width],
        ["单位:某县民政局", *width],
        *VILLAGES,
        [None] * 7,
        ["合 计", None, None, 3500.5, None, None, None],
        ["注:人口为年末常住人口", *width],
    ]
    path = write_book(tmp_path / f"v.{suffix}", {"表": rows})
    with (
        pytest.warns(UserWarning, match=r"headings are taken from row 4 \(编号, 名称, 代码"),
        pytest.warns(UserWarning, match=r"are left out, in rows 8 \(合 计\), 9 \(注:人口"),
    ):
        frame = read_communities(path)
    assert list(frame.index) == ["v1", "v2"]
    rows[-2][3] = 9999
    write_book(path, {"表": rows})
    with (
        pytest.warns(UserWarning, match="row 4"),
        pytest.raises(InputError, match="row 8 is called '合计', but"),
    ):
        read_communities(path)


@pytest.mark.parametrize("tail", ["", ",,,,,,"])
def test_titles_above_a_text_file_are_passed_over(tmp_path, tail):
    rows = [",".join(map(str, row)) for row in VILLAGES[:2]]
    path = tmp_path / "v.csv"
    path.write_text("\n".join([f"某县表{tail}", tail, *rows]), encoding="gb18030")
    with pytest.warns(UserWarning, match=r"v\.csv: headings are taken from row 3"):
        assert read_communities(path)["residents"].to_dict() == {"v1": 1200.0}
    path.write_text("人口\n5\n6\n", encoding="utf-8")
    assert read_sheet(path).frame["人口"].tolist() == ["5", "6"]


def test_subtotals_add_up_since_the_last_one(tmp_path):
    head = "名称,类别,床位,经度,纬度\n"
    rows = ["甲,医院,10,120,30", "乙,医院,20,120,30", "小计,,30,,", "丙,药店,5,120,30", "小计,,5,,"]
    path = tmp_path / "f.csv"
    path.write_text(head + "\n".join([*rows, "总计,,35,,"]), encoding="utf-8")
    with pytest.warns(UserWarning, match=r"rows 4 \(小计\), 6 \(小计\), 7 \(总计\)"):
        assert read_facilities(path)["capacity"].tolist() == [10, 20, 5]
    path.write_text(head + "\n".join([*rows, "共计,3所,,,"]), encoding="utf-8")
    with pytest.warns(UserWarning, match=r"7 \(共计\)"):  # no number of its own
        assert len(read_facilities(path)) == 3
    path.write_text(head + "合计医院,医院,10,120,30\n总计,医院,7,121,31", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3 is called '总计', but its numbers"):
        read_facilities(path)


def test_headings_in_two_rows_become_one(tmp_path):
    rows = [
        ["名称", "类别", "坐标", None, "开办情况"],
        [None, None, "经度(°)", "纬度（°）", "年份"],
        ["甲", "学校", 120.05, 30.05, 2001],
    ]
    path = write_book(tmp_path / "f.xlsx", {"表": rows})
    with pytest.warns(UserWarning, match=r"headings are taken from rows 1 and 2"):
        frame = read_facilities(path, columns={"opened": "年份"})
    assert frame.iloc[0].to_dict() == {
        "kind": "school", "name": "甲", "lon": 120.05, "lat": 30.05, "opened": "2001",
    }  # fmt: skip


def test_headings_that_only_the_user_knows(tmp_path):
    rows = [["表一", None, None], ["who", "e", "n"], ["甲", 120.05, 30.05]]
    path = write_book(tmp_path / "f.xlsx", {"表": rows})
    mapped = parse_columns("name=who,lon=e,lat=n,kind==park")
    with pytest.warns(UserWarning, match="taken from row 2"):
        assert read_facilities(path, columns=mapped)["name"].tolist() == ["甲"]


def test_a_sheet_is_taken_by_name_and_the_first_that_is_shown_otherwise(tmp_path):
    other = [VILLAGES[0], ["w", *VILLAGES[1][1:]]]
    sheets = {"草稿": other, "封面": [], "城区": VILLAGES, "山区": other}
    path = write_book(tmp_path / "v.xlsx", sheets, hidden=("草稿",))
    with pytest.warns(UserWarning, match=r"'城区' is taken, the first of 2 \(城区, 山区\)"):
        assert len(read_communities(path)) == 2
    for name in ("山区", "草稿"):
        assert list(read_communities(f"{path}#{name}").index) == ["w"]
    with pytest.raises(InputError, match=r"no sheet '海岛'; it has '草稿', '封面', '城区', '山区'"):
        read_communities(f"{path}#海岛")
    with pytest.raises(InputError, match="its sheets are empty"):
        read_communities(f"{path}#封面")
    (tmp_path / "a#b.csv").write_text("kind,lon,lat\nschool,120,30\n")
    assert len(read_facilities(tmp_path / "a#b.csv")) == 1
    (tmp_path / "a.csv").write_text("kind,lon,lat\nschool,120,30\n")
    with pytest.raises(InputError, match=r"a\.csv: it has no parts, so 'x' cannot be taken of it"):
        read_facilities(f"{tmp_path / 'a.csv'}#x")


def test_empty_rows_and_columns_at_the_end_are_no_rows(tmp_path):
    rows = [[*row, None, ""] for row in VILLAGES] + [[None] * 9] * 40
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sheet = read_sheet(write_book(tmp_path / "v.xlsx", {"表": rows}))
    assert list(sheet.frame) == VILLAGES[0]
    assert sheet.rows.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("v.xlsx", b"", r"cannot be read as a workbook"),
        ("v.xlsx", b"PK\3\4", r"its container is damaged"),
        ("v.xls", b"<html><table>", r"it is a web page under another name"),
        ("v.xls", b"a,b\n1,2\n", r"it is text under another name; if it is CSV, call it \.csv"),
        ("v.ods", b"\0" * 100, r"cannot be read as a workbook \("),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{name}: .*{words}"):
        read_communities(tmp_path / name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_workbook_that_breaks_off(tmp_path, suffix):
    path = write_book(tmp_path / f"v.{suffix}", {"表": VILLAGES * 100})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(InputError, match=rf"v\.{suffix}: "):
        read_communities(path)


def test_faults_name_the_rows_of_the_spreadsheet(tmp_path):
    rows = [["表一", *[None] * 6], *VILLAGES, ["v1", "又一村", "3.30102E+11", -1, "乡村", 120, 30]]
    path = write_book(tmp_path / "v.xlsx", {"表": rows})
    with (
        pytest.warns(UserWarning, match="row 2"),
        pytest.raises(InputError, match=r"code is '3\.30102E\+11' in row 5: a spreadsheet has sho"),
    ):
        read_communities(path)
    rows[-1][2] = 330102
    write_book(path, {"表": rows})
    with (
        pytest.warns(UserWarning, match="row 2"),
        pytest.raises(InputError, match=r"repeats 1 id, .*'v1' in 2 rows \(3, 5\).* -1.0 in row 5"),
    ):
        read_communities(path)


def test_figures_come_from_workbooks_too(tmp_path):
    rows = [["代码", "指标", "年份", "数值", "单位"], [330199, "gdp_yuan", 2024, 139.8, "亿元"]]
    frame = read_figures(write_book(tmp_path / "f.xlsx", {"表": rows}), source="yearbook")
    assert frame[["place", "period", "value"]].to_numpy().tolist() == [
        ["330199", "2024", 13_980_000_000.0]
    ]
