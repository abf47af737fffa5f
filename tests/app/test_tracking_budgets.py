"""Budgets of a ledger by year: brought, changed, held against postings, and taken out again."""

import json
from datetime import date

import pytest

from gongfu.app.tracking import init, post_money
from gongfu.app.tracking_any import listed, moved, shown
from gongfu.app.tracking_budgets import move_budget
from gongfu.app.tracking_export import Publisher, exported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_package import import_package
from gongfu.app.tracking_projects import showing_project
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_turns import reading
from gongfu.track.postings import Kind
from tests.app.test_tracking_export import PROJECTS
from tests.io.test_sdmx import observations
from tests.ledgers import AT, COUNTY, begun, deed, money

TODAY = date(2026, 6, 1)
BUDGETS = (
    "budget_id,project_id,giver,year,amount_yuan\n"
    'b1,p,330200,2026,"7,000.50"\n'
    "b2,p,330501,2026,500\n"
    "b3,p,3302,2027,100\n"
)


def budgeted_ledger(where, folder):
    ledger = begun(where, folder / "begun")
    assert not brought(ledger, folder / "lists", projects=PROJECTS, budgets=BUDGETS).faults
    post_money(ledger, deed(), money("n1", fen=710_000))
    post_money(ledger, deed(), money("n2", Kind.TRANSFER, 100))
    return ledger


def brought(ledger, folder, by=None, **texts):
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return import_lists(ledger, by or deed(), folder)


@pytest.fixture
def ledger(copied):
    with copied(budgeted_ledger) as ledger:
        yield ledger


def rows(ledger, **told):
    return listed(ledger, "money", TODAY, told).table


def test_money_by_year_pair_and_project(ledger):
    """8,000.50 in all: 7,000.50 and 500 for 2026, 100 for 2027, 400 given to no year."""
    table = rows(ledger).set_index(["year", "giver"])
    assert table["budget_yuan"].to_dict() == {
        ("2026", "3302"): "7000.50",
        ("2026", "330501"): "500.00",
        ("2027", "3302"): "100.00",
        ("", "3302"): "400.00",
    }
    row = table.loc[("2026", "3302")]
    assert (row["committed_yuan"], row["transferred_yuan"], row["left_yuan"]) == (
        "7100.00", "1.00", "-99.50"
    )  # fmt: skip
    (whole,) = rows(ledger, by=("project",)).to_dict("records")
    assert (whole["budget_yuan"], whole["left_yuan"]) == (
        "8000.50",
        "400.50",
    )  # without the 500 of the hills
    answer = listed(ledger, "money", TODAY, {"by": ("year",)})
    assert answer.sentences[0]["en"].startswith(
        "Sums: 3, with postings up to 2026-06-01. Committed beyond the budget: 1."
    )
    assert listed(ledger, "money", date(2026, 3, 1), {}).table["committed_yuan"].eq("0.00").all()
    assert rows(ledger, place="3306").empty


def test_a_budget_is_changed_and_shown(ledger):
    told = moved(ledger, deed(), "b3", "", {"yuan": "300"}, today=TODAY, version=1)
    assert "b3已修改" in told.sentences[0]["zh"]
    assert rows(ledger).set_index("year").loc["", "budget_yuan"] == "200.00"
    answer = shown(ledger, "b3", TODAY)
    assert answer.sentences[0]["en"] == "b3: 3302 gives 300.00 yuan to p in 2027 (version 2)."
    assert answer.table["what"].tolist() == ["import", "move"]
    project = showing_project(ledger, "p", TODAY)
    assert [one["amount_yuan"] for one in project.settings["project"]["budgets"]] == [
        "7000.50", "500.00", "300.00"
    ]  # fmt: skip
    with reading(ledger) as connection:
        check_ledger(connection)


@pytest.mark.parametrize(
    ("by", "yuan", "version", "words"),
    [
        (deed(), "1000", None, r"its years come to 8500\.50 yuan, and the whole to 8000"),
        (deed(), "1.234", None, "1.234"),
        (deed(), "-1", None, "-1"),
        (deed(), "1", 2, "at version 1, and you saw 2"),
        (deed(why=""), "1", None, "a change needs its reason"),
        (deed("health"), "1", None, r"'health' \(department of 3305\) may not change budget 'b3'"),
    ],
)  # fmt: skip
def test_a_change_that_does_not_fit(ledger, by, yuan, version, words):
    with pytest.raises((InputError, ConflictError), match=words):
        move_budget(ledger, by, "b3", yuan, version=version)
    with pytest.raises(InputError, match="'b3' is a budget: say what it comes to in yuan"):
        moved(ledger, deed(), "b3", "", {}, today=TODAY)


def test_every_fault_of_the_list_is_told(ledger, tmp_path):
    head, *_ = BUDGETS.splitlines()
    done = brought(
        ledger,
        tmp_path / "odd",
        budgets=f"{head}\n"
        "b1,p,3302,2025,1\n"
        "b4,lost,3302,2025,1\n"
        "b5,p,3304,2025,1\n"
        "b6,p,3302,2026,1\n"
        "b7,p,3302,2062,1\n"
        "b8,p,3302,2025,400.01\n"
        "b9,p,3302,2025,400.001\n"
        "b10,p,3302,soon,1\n",
    )
    told = [(one.row, one.fault) for one in done.faults]
    assert [row for row, _ in told] == [2, 3, 4, 5, 6, 7, 8, 9]
    for (_, fault), words in zip(
        told,
        (
            "the id is there already",
            "no project 'lost' in the ledger or among the good rows",
            "the budget of 2025 by '3304': there is no such party",
            "the budget of 2026 by '3302' is there twice",
            "it is of 2062, and the project runs from 2026-01-01 to 2026-12-31; give a year from "
            "2025 to 2027",
            "come to 8000.51 yuan, and the whole to 8000.50",
            "400.001",
            "'soon' is no year",
        ),
        strict=True,
    ):
        assert words in fault
    assert done.answer is None


def test_what_goes_out_comes_back(ledger, tmp_path):
    publisher = Publisher("宁波市", "oc4ids-bu3kcz", "https://example.org/p.json")
    exported(ledger, tmp_path / "p.json", "oc4ids", TODAY, publisher)
    (project,) = json.loads((tmp_path / "p.json").read_text("utf-8"))["projects"]
    parts = project["budget"]["budgetBreakdowns"][0]["budgetBreakdown"]
    assert [(one["id"], one["amount"]["amount"]) for one in parts] == [
        ("2026-3302", 7000.5), ("2026-330501", 500), ("2027-3302", 100)
    ]  # fmt: skip
    exported(ledger, tmp_path / "sdmx", "sdmx", TODAY)
    found = observations((tmp_path / "sdmx/money.xml").read_bytes())
    told = {
        key[1:]: {year: value for year, (value, _) in of.items()} for key, (of, _) in found.items()
    }
    assert told["BUDGET", "3302", "330501"] == {"2026": "7000.50", "2027": "100.00"}
    assert told["COMMITTED", "3302", "330501"] == {"2026": "7100.00", "2027": "0.00"}
    assert told["BUDGET", "330501", "330501"] == {"2026": "500.00"}
    exported(ledger, tmp_path / "package", "datapackage", TODAY)
    with init(tmp_path / "other.db", COUNTY, AT, durable=False) as other:
        import_package(other, deed(), tmp_path / "package")
        with reading(ledger) as one, reading(other) as two:
            assert rows_of(one, "budget") == rows_of(two, "budget")
