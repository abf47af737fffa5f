"""The notebook on where to build runs, and its numbers hold together."""

import json

import pytest

from tests.docs.pages import cells, run_cell

NOTEBOOK = "docs/notebook/siting.ipynb"


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / NOTEBOOK).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(notebook, helsinki_pbf) -> dict:
    """The names that the notebook leaves behind, its pictures under `pictures`."""
    assert helsinki_pbf.is_file()
    names: dict = {"__name__": "notebook"}
    values = [run_cell(code, names) for code in cells(notebook)]
    return names | {"pictures": [v.svg for v in values if hasattr(v, "_repr_html_")
                                 and hasattr(v, "svg")]}  # fmt: skip


def test_the_plan_is_what_its_sites_reach(ran):
    siting, plan = ran["siting"], ran["plan"]
    reached = (siting.cover.astype(float) @ plan.open.astype(float)) > 0
    assert plan.value == pytest.approx(siting.open_people[reached].sum())
    assert plan.value <= plan.bound
    assert plan.n_open == 3


def test_the_hunch_never_gains_and_its_price_is_bounded(ran):
    price = ran["price"].iloc[0]
    assert 0 <= price["price_at_least"] <= price["price"]
    assert price["covered"] + price["price"] == pytest.approx(ran["plan"].value)


def test_the_curve_rises_under_its_bound_and_has_a_knee(ran):
    curve = ran["curve"]
    assert curve["covered"].is_monotonic_increasing
    assert (curve["covered"] <= curve["bound"]).all()
    assert curve["knee"].sum() == 1
    assert curve.set_index("n_sites").loc[3, "covered"] == pytest.approx(ran["plan"].value)


def test_the_pictures_say_that_people_are_simulated(ran):
    curve, sheet = ran["pictures"]
    assert "Simulated: After" in curve
    assert "Simulated: Before:" in sheet


def test_the_command_line_finds_the_same(ran):
    drawn = ran["answer"].drawing.planned
    found = ran["found"]
    assert drawn.before == pytest.approx(found.reached_before)
    assert drawn.after == pytest.approx(found.reached_after)
    assert drawn.judged == pytest.approx(found.people - found.not_judged)


def test_it_is_stored_without_outputs(notebook):
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
