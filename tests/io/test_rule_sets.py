"""Rules by name or file, and officers' lists: what is read, what is left out, what is refused."""

import re

import pandas as pd
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.rule_sets import read_people, read_places, read_rules, shipped_rules
from tests.io.book_world import write_book

HEAD = ["编号", "派出地", "学历", "职称", "出生日期", "合同起始日", "合同月数", "参保日期",
        "在飞地工作", "飞入地自有住房", "有学龄子女", "申请日期", "数据性质"]  # fmt: skip


def row(person, county="甲县", standing="模拟"):
    return [person, county, "本科", "中级", "1990-01-01", "2024-01-01", "36", "2024-01-01", "是",
            "否", "是", "2025-03-01", standing]  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Write rows as a CSV file; gives its path."""

    def call(rows, head=HEAD):
        path = tmp_path / "list.csv"
        pd.DataFrame(rows, columns=head).to_csv(path, index=False)
        return path

    return call


@pytest.mark.parametrize("name", shipped_rules())
def test_what_ships_is_sound_and_marked_illustrative_in_both_languages(name):
    rules = read_rules(name)
    assert rules.key == name
    assert rules.illustrative
    assert "illustrative" in rules.title["en"]
    assert "示意" in rules.title["zh"]
    assert "illustrative" in rules.note["en"]
    assert "示意" in rules.note["zh"]
    nouns = (*rules.facts, *rules.items, *rules.groups, *rules.benefits, *rules.parameters)
    assert all(noun.title for noun in nouns)


@pytest.mark.parametrize("name", shipped_rules())
def test_what_ships_has_words_in_both_languages_and_no_others(name):
    rules = read_rules(name)
    nouns = (rules, *rules.facts, *rules.items, *rules.groups, *rules.benefits, *rules.parameters)
    said = [noun.title for noun in nouns] + [rules.note, *(one.authority for one in rules.benefits)]
    said += [fact.labels[value] for fact in rules.facts for value in fact.values]
    for words in said:
        assert re.search("[一-鿿]", words["zh"]), words
        assert not re.search("[A-Za-z]", words["zh"]), words
        assert not re.search("[一-鿿]", words["en"]), words


def test_the_shipped_points_have_the_published_structure():
    rules = read_rules("ningbo_points_2022")
    caps = {group.name: group.at_most for group in rules.groups}
    assert caps == {"provincial": 100, "city": 150, "county": 50, "deductions": None, "total": 300}
    n_items = {name: sum(item.group == name for item in rules.items) for name in caps}
    assert n_items == {"provincial": 5, "city": 10, "county": 1, "deductions": 2, "total": 0}


def test_a_file_and_a_name_that_is_none(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[rules]\nkey = "k"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.toml: 1 faults: \[rules\]: no 'title'"):
        read_rules(path)
    path.write_bytes("[规则]".encode("gb18030"))
    with pytest.raises(InputError, match=r"mine\.toml: it is not UTF-8"):
        read_rules(path)
    with pytest.raises(NotFoundError, match="one of those that ship: enclave_talents, ningbo"):
        read_rules("no_such_rules")


def test_rows_without_an_id_and_ids_that_repeat_are_left_out_and_listed(written):
    people = read_people(
        written([row("1"), row("2"), row(""), row("2"), row("3", county="")]),
        read_rules("enclave_talents"),
    )
    assert people.facts.index.tolist() == ["1", "3"]
    assert people.rows.tolist() == [2, 6]
    assert people.county.tolist() == ["甲县", None]
    assert people.faults[["row", "person"]].to_numpy().tolist() == [[3, "2"], [4, ""], [5, "2"]]
    assert people.simulated


def test_a_workbook_is_read_as_a_text_file_is(tmp_path, written):
    rules = read_rules("enclave_talents")
    rows = [row("1", standing="登记"), row("2", standing="登记")]
    book = write_book(tmp_path / "list.xlsx", {"名单": [HEAD, *rows]})
    from_book, from_text = read_people(book, rules), read_people(written(rows), rules)
    assert from_book.facts.astype(str).equals(from_text.facts.astype(str))
    assert not from_book.simulated


def test_columns_that_are_absent_or_stand_twice_are_named(written):
    rules = read_rules("enclave_talents")
    with pytest.raises(
        InputError, match=r"no column 'person' \(or '编号'\).*'education' \(or '学历'\)"
    ):
        read_people(written([row("1")[1:2]], head=["派出地"]), rules)
    with pytest.raises(InputError, match="'学历' and '文化程度' are both education"):
        read_people(written([[*row("1"), "硕士"]], head=[*HEAD, "文化程度"]), rules)


def test_places_are_read_and_bad_ones_named_with_their_row(written):
    head = ["待遇", "派出地", "名额"]
    places = read_places(written([["flat", "甲县", 2], ["flat", "乙县", 0]], head))
    assert places == {"flat": {"甲县": 2, "乙县": 0}}
    for rows, words in [
        ([["flat", "甲县", 2], ["flat", "甲县", 1]], "row 3 gives 'flat' of '甲县' a second time"),
        ([["flat", "甲县", 1.5]], "row 2 must name a benefit, a county and a whole number"),
        ([["flat", "", 1]], "row 2 must name"),
    ]:
        with pytest.raises(InputError, match=words):
            read_places(written(rows, head))
    with pytest.raises(InputError, match=r"no column 'places' \(or '名额'\)"):
        read_places(written([["flat", "甲县"]], head[:2]))
