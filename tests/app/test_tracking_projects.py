"""Projects of a ledger: where they stand, what moved, and who may change them."""

import json
from dataclasses import replace
from datetime import date

import pytest

from gongfu.app.tracking import post_money, reverse_money
from gongfu.app.tracking_answers import posted
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_projects import (
    listing_projects,
    move_project,
    moved_project,
    showing_project,
)
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_turns import reading
from gongfu.track.postings import Kind
from tests.app.test_tracking_export import PROJECTS
from tests.ledgers import begun, deed, money


def paid(where, folder):
    ledger = begun(where, folder / "begun")
    folder = folder / "projects"
    folder.mkdir()
    row = PROJECTS.splitlines()[1]
    (folder / "projects.csv").write_text(f"{PROJECTS}{row.replace('p,', 'q,', 1)}\n", "utf-8")
    assert not import_lists(ledger, deed(), folder).faults
    post_money(ledger, deed(), money("n1", fen=500))
    post_money(ledger, deed(), money("n2", Kind.SPENDING, 300))
    return ledger


@pytest.fixture
def with_projects(copied):
    """The ledger of the tests with a project, and 5 yuan committed and 3 spent."""
    with copied(paid) as ledger:
        yield ledger


def test_where_projects_stand(with_projects):
    answer = listing_projects(with_projects, date(2026, 12, 31))
    rows = answer.table.set_index("project_id")
    assert rows["late"].tolist() == [False, False]
    assert rows.loc["p", ["committed_yuan", "spent_yuan", "held_yuan"]].tolist() == [
        "5.00", "3.00", "-3.00"
    ]  # fmt: skip
    assert rows.loc["q", "committed_yuan"] == "0.00"
    late = listing_projects(with_projects, date(2027, 1, 1))
    assert late.sentences[0]["en"] == "Projects: 2; late on 2027-01-01: 2."
    assert len(listing_projects(with_projects, date(2027, 1, 1), place="3306").table) == 0


def test_a_project_goes_on(with_projects):
    told = move_project(with_projects, deed(), "p", {"status": "completed"}, version=1)
    assert (told["project_id"], told["version"]) == ("p", 2)
    assert "p已修改" in moved_project(with_projects, told).sentences[0]["zh"]
    answer = showing_project(with_projects, "p", date(2027, 1, 1))
    assert answer.settings["project"]["late"] is False
    assert answer.table["what"].tolist() == [
        "project p import", "posting n1 post", "posting n2 post", "project p move"
    ]  # fmt: skip
    assert json.loads(answer.table["after"].iloc[-1])["status"] == "completed"
    assert "茶馆: completed" in answer.sentences[0]["en"]
    with reading(with_projects) as connection:
        check_ledger(connection)
    with pytest.raises(ConflictError, match="at version 2, and you saw 1"):
        move_project(with_projects, deed(), "p", {"status": "cancelled"}, version=1)


@pytest.mark.parametrize(
    ("who", "values", "words"),
    [
        ("county", {"status": "done"}, "no status 'done'; choose among identification"),
        ("county", {"title": "x"}, "'title' cannot be changed"),
        ("county", {}, "nothing is to be changed"),
        ("county", {"due_on": date(2025, 1, 1)}, "due on 2025-01-01, and begun on"),
        ("health", {"status": "completed"}, r"'health' \(department of 3305\) may not change"),
    ],
)
def test_a_change_that_may_not_be(with_projects, who, values, words):
    with pytest.raises(InputError, match=words):
        move_project(with_projects, deed(who), "p", values)


def test_a_change_needs_its_reason_and_a_project(with_projects):
    with pytest.raises(InputError, match="needs its reason"):
        move_project(with_projects, deed(why=""), "p", {"status": "completed"})
    with pytest.raises(NotFoundError, match="no project 'x'"):
        move_project(with_projects, deed(), "x", {"status": "completed"})


def test_what_may_be_a_slip_in_the_money_of_a_project_is_told(with_projects):
    """Its budget is 8000.50 yuan, of which 5 are committed."""
    ledger, today = with_projects, date(2026, 6, 1)
    assert listing_projects(ledger, today).table["notes"].tolist() == ["", ""]
    told = post_money(ledger, deed(), money("n3", fen=799_550))
    assert told["notes"] == []
    told = post_money(ledger, deed(), money("n4", fen=1))
    assert told["notes"] == ["over_budget"]
    assert "More is committed to p than its budget." in str(posted(ledger, told).sentences)
    far = replace(money("n5", Kind.TRANSFER, project="q"), year=9999)
    assert post_money(ledger, deed(), far)["notes"] == ["far_year"]
    near = replace(money("n6", Kind.TRANSFER, project="q"), year=2031)
    assert post_money(ledger, deed(), near)["notes"] == []
    move_project(ledger, deed(), "q", {"status": "cancelled"})
    told = post_money(ledger, deed(), money("n7", project="q"))
    assert told["notes"] == ["cancelled"]
    answer = listing_projects(ledger, today)
    assert answer.table["notes"].tolist() == ["over_budget", "far_year cancelled"]
    assert answer.sentences[1]["en"].startswith("Projects whose money may hold a slip: 2.")
    assert "notes" in answer.view
    said = [one["zh"] for one in showing_project(ledger, "q", today).sentences]
    assert said[1:] == [
        "q有资金入账的预算年度与入账日期相差5年以上。",
        "q已取消，但仍有承诺或结存资金。",
    ]
    # What takes money back is no slip.
    assert reverse_money(ledger, deed(), "n5", posting_id="r5", on=today)["notes"] == ["to_come"]
    back = replace(money("n8", Kind.RETURN, project="q"), year=2031)
    assert post_money(ledger, deed(), back)["notes"] == []


def test_no_budget_is_left_behind_by_a_move(with_projects, tmp_path):
    (tmp_path / "budgets.csv").write_text(
        "budget_id,project_id,giver,year,amount_yuan\nb,p,3302,2026,1\n", "utf-8"
    )
    assert not import_lists(with_projects, deed(), tmp_path).faults
    later = {"start_on": date(2029, 1, 1), "due_on": date(2030, 1, 1)}
    with pytest.raises(InputError, match="budget 'b': it is of 2026, and the project runs"):
        move_project(with_projects, deed(), "p", later)
    move_project(with_projects, deed(), "p", {"due_on": date(2030, 1, 1)})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"posting_id": "330523199001011234"}, "posting_id: an identity number"),
        ({"project": "13812345678"}, "project: a mobile number"),
        ({"giver": "330523199001011234"}, "giver: an identity number"),
        ({"posting_id": "-x"}, "posting_id: an id does not begin with -"),
    ],
)
def test_money_tells_of_no_person(with_projects, told, words):
    with pytest.raises(InputError, match=words) as caught:
        post_money(with_projects, deed(), replace(money("n9", project="other"), **told))
    assert not any(value in str(caught.value) for value in told.values() if len(value) > 9)
