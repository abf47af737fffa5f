"""Lists of projects and of published totals: what they say, and what is wrong with them."""

import csv

import pytest

from gongfu.app.tracking import init
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import InputError
from gongfu.io.ledger_projects import declared_values, project_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.track.projects import PartyRole
from tests.ledgers import AT, COUNTY, deed, empty_ledger

HEAD = (
    "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
    "start_on,due_on,budget_yuan\n"
)
GOOD = "p,Hall,A hall,preparation,330501,economy,3302,Ningbo,330501,Town,2026-01-01,2026-12-31,"
DECLARED = "declared_id,what,amount,unit,first_year,last_year,place,source\n"


@pytest.fixture
def empty(copied):
    """A ledger with its first actor."""
    with copied(empty_ledger) as ledger:
        yield ledger


def brought(ledger, folder, **texts):
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return import_lists(ledger, deed(), folder)


def test_a_project_is_kept_to_the_fen(empty, tmp_path):
    lists = {"projects": f"{HEAD}{GOOD}8000.5\n{GOOD.replace('p,', 'q,', 1)}\n"}
    assert brought(empty, tmp_path / "lists", **lists).counts == {"projects": 2}
    with reading(empty) as connection:
        first, second = (row_by_id(connection, "project", one) for one in "pq")
    assert (first["budget_fen"], second["budget_fen"]) == (800_050, None)
    project = project_of(first)
    assert [(one.party_id, one.roles) for one in project.parties] == [
        ("3302", (PartyRole.FUNDER,)),
        ("330501", (PartyRole.AUTHORITY,)),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("preparation", "begun"), "status: 'begun' is no status; choose among identification"),
        (("2026-12-31", "2025-12-31"), "due on 2025-12-31, and begun on 2026-01-01"),
        ((",3302,", ",330501,"), "party '330501' is there twice"),
        (("Hall", ""), "no title; fill it in"),
        (("330501,economy", "3306,economy"), "may not bring projects in '3306'"),
        (("2026-12-31,", "2026-12-31,1.005"), "'1.005' is not yuan with up to two decimals"),
        (("Hall", "=Hall"), "title: '=Hall' is a formula"),
    ],
)
def test_what_is_wrong_with_a_project_is_told(tmp_path, change, words):
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        done = brought(ledger, tmp_path / "lists", projects=f"{HEAD}{GOOD.replace(*change)}\n")
    assert done.answer is None
    assert any(words in one.fault for one in done.faults), done.faults


@pytest.mark.parametrize(
    ("what", "amount", "unit", "expected"),
    [
        ("committed", "1.7", "亿元", (17_000_000_000, 1_000_000_000)),
        ("budget", "461", "100M yuan", (4_610_000_000_000, 10_000_000_000)),
        ("spent", "1,234.50", "元", (123_450, 1)),
        ("transferred", "0.05", "万元", (50_000, 10_000)),
        ("projects", "315", "个", (315, 1)),
    ],
)
def test_a_total_is_known_to_its_last_digit(what, amount, unit, expected):
    """1.7×10⁸ yuan is 1.7×10¹⁰ fen, and its last digit is worth 10⁷ yuan, 10⁹ fen."""
    values = declared_values({"what": what, "amount": amount, "unit": unit})
    assert (values["amount"], values["last_digit"]) == expected
    assert "unit" not in values


@pytest.mark.parametrize(
    ("what", "amount", "unit", "words"),
    [
        ("committed", "1.7", "个", "unit is '个'; choose among yuan"),
        ("projects", "1.7", "个", "more decimals than there can be"),
        ("spent", "0.001", "元", "more decimals than there can be"),
        ("projects", "315", "元", "unit is '元'; choose among projects"),
    ],
)
def test_a_total_that_cannot_be(what, amount, unit, words):
    with pytest.raises(InputError, match=words):
        declared_values({"what": what, "amount": amount, "unit": unit})


def test_an_amount_is_written_as_it_was_published(tmp_path):
    rows = f'{DECLARED}a,spent,-1,元,2023,2023,3305,x\nb,spent,"1,234.50",两,2023,2023,3305,x\n'
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        done = brought(ledger, tmp_path / "lists", declared=rows)
    told = [one.fault for one in done.faults]
    assert told[0].startswith("amount: '-1' is no amount; write it in digits as it was published")
    assert told[1].startswith("unit: '两' is no unit; choose among yuan")


def test_a_total_needs_its_source(tmp_path):
    rows = f"{DECLARED}c,committed,1.7,亿元,2023,2023,3305,\nd,wages,1,元,2023,2022,3305,x\n"
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        done = brought(ledger, tmp_path / "lists", declared=rows)
    told = [one.fault for one in done.faults]
    assert "no source; say which document declares it" in told[0]
    assert "what is 'wages'" in told[1]
    assert "its years are 2023 to 2022" in told[1]


def test_chinese_headings(empty, tmp_path):
    heads = ["编号", "指标", "数值", "单位", "起始年份", "截止年份", "地区代码", "来源"]
    folder = tmp_path / "清单"
    folder.mkdir()
    with (folder / "公布值.csv").open("w", encoding="gb18030", newline="") as file:
        row = ["c", "committed", "1.7", "亿元", "2023", "2023", "3305", "公报"]
        csv.writer(file).writerows([heads, row])
    assert import_lists(empty, deed(), folder).counts == {"declared": 1}
    with reading(empty) as connection:
        assert row_by_id(connection, "declared", "c")["amount"] == 17_000_000_000
