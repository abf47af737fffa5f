"""The notebook of school places runs, and shows what it says."""

import json

import pytest

from tests.docs.pages import cells, run_cell


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / "docs/notebook/admission.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(notebook) -> dict:
    names: dict = {"__name__": "notebook"}
    for code in cells(notebook):
        run_cell(code, names)
    return names


def test_only_deferred_acceptance_leaves_nobody_to_complain(ran):
    complaints = ran["side_by_side"]["reason to complain"]
    assert complaints["deferred"] == 0
    assert complaints["immediate"] > 0
    assert complaints["cycles"] > 0


def test_immediate_acceptance_serves_most_first_choices_as_written(ran):
    first = ran["side_by_side"]["first choice"]
    assert first["immediate"] > first["deferred"]


def test_reserves_bring_newcomers_to_their_first_choice(ran):
    before, after = (
        one.set_index("group").loc["newcomer", "served"] for one in ran["shares"].values()
    )
    assert after > before
    assert ran["kept"].is_stable


def test_it_is_stored_without_outputs_and_says_that_it_is_simulated(notebook):
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    assert "**simulated**" in "".join(notebook["cells"][0]["source"])
