"""Tables of documents as tidy rows, by task."""

import pytest

from gongfu.app.evidence_tables import tidy_tables, write_rows
from gongfu.errors import InputError

PAGE = """<html><head><title>年鉴</title></head><body><p>示例县统计年鉴，数字均为示例。</p>
<table><tr><th>地区</th><th>常住人口（万人）</th></tr><tr><td>东街道</td><td>1.2</td></tr>
<tr><td>西街道</td><td>0.9</td></tr></table></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_one_row_for_each_figure(page, tmp_path):
    answer = tidy_tables(page)
    rows = answer["rows"]
    assert rows[["row", "value", "unit", "cell"]].values.tolist() == [
        ["东街道", "1.2", "万人", "B2"],
        ["西街道", "0.9", "万人", "B3"],
    ]
    write_rows(answer, tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text("utf-8-sig").count("\n") == 3


def test_a_table_that_is_not_there_is_named_with_those_that_are(page):
    with pytest.raises(InputError, match="no table '表二'; there are table 1"):
        tidy_tables(page, table="表二")


def test_a_text_without_tables_is_told_what_to_do(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("2023年浙江省常住人口6627万人。", encoding="utf-8")
    with pytest.raises(InputError, match="no table in it; `gongfu evidence read` reads its text"):
        tidy_tables(path)
