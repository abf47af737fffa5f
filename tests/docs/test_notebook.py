"""The notebook of the documentation runs, and says what it claims."""

import json

import pytest

from tests.docs.pages import cells, run_cell

NOTEBOOK = "docs/notebook/gaps-and-circle.ipynb"


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / NOTEBOOK).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(notebook, helsinki_pbf) -> tuple[dict, list[object]]:
    """The names that the notebook leaves behind, and the value of each cell."""
    assert helsinki_pbf.is_file()
    names: dict = {"__name__": "notebook"}
    return names, [run_cell(code, names) for code in cells(notebook)]


def test_the_gini_by_hand_is_the_one_of_the_table(ran):
    names, values = ran
    assert names["gini_by_hand"] in [value for value in values if isinstance(value, float)]
    assert names["gini"] == pytest.approx(names["gini_by_hand"], abs=1e-12)


def test_the_two_bases_are_those_of_the_text(ran):
    names, _ = ran
    assert round(names["of_26"] / names["published"], 4) == 0.7503
    assert round(names["of_26"] / names["mean"], 4) == 0.7218
    verdict = names["verdicts"].loc["mountain_26_income_to_province", "verdict"]
    assert verdict == "not_decidable"


def test_nothing_simulated_is_in_the_gaps(ran):
    names, _ = ran
    assert names["zhejiang"].simulated == ()
    assert "communities" in names["helsinki"].simulated


def test_what_the_text_says_of_helsinki_holds(ran):
    names, _ = ran
    reach = names["circle"].reach
    lost = set(reach.loc[reach["state"] == "not_in_source", "kind"])
    assert lost == {"childcare", "hospital", "elder_care"}
    near, far = names["near_shares"], names["shares"]
    assert (near["n_reached"] <= far["n_reached"]).all()
    assert near["n_reached"].sum() < far["n_reached"].sum()
    assert near["n_not_judged"].sum() > far["n_not_judged"].sum()


def test_it_is_stored_without_outputs(notebook):
    """Numbers come from the build, never from somebody's last run."""
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert code
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
