"""The notebook of flexible jobs runs, and shows what it says."""

import json

import pytest

from tests.docs.pages import cells, run_cell


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / "docs/notebook/jobs.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(notebook) -> dict:
    names: dict = {"__name__": "notebook"}
    for code in cells(notebook):
        run_cell(code, names)
    return names


def test_need_reaches_lower_incomes_and_welfare_more_money(ran):
    table = ran["side_by_side"]
    income, gain = table.loc["mean income of the placed"], table.loc["gain as welfare counts it"]
    assert income["need"] < income["welfare"]
    assert gain["welfare"] > gain["need"]
    assert gain["welfare"] >= gain["stable"]


def test_a_price_is_what_solving_again_finds(ran):
    assert ran["rise"] == pytest.approx(ran["short"].loc[ran["best"], "price"])
    assert ran["rise"] > 0


def test_most_stay_where_they_work(ran):
    assert ran["kept"] > 0.9


def test_somebody_is_told_why_no_job_fits(ran):
    assert ran["why"].sum() == len(ran["barred"]) > 0


def test_it_is_stored_without_outputs_and_says_that_it_is_simulated(notebook):
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    assert "**simulated**" in "".join(notebook["cells"][0]["source"])
