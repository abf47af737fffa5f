"""The notebook of the five questions runs, and its numbers hold together."""

import json

import numpy as np
import pytest

from tests.docs.pages import cells, run_cell

NOTEBOOK = "docs/notebook/reach.ipynb"


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / NOTEBOOK).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(notebook, helsinki_pbf) -> dict:
    """The names that the notebook leaves behind, its pictures under `pictures`."""
    assert helsinki_pbf.is_file()
    names: dict = {"__name__": "notebook"}
    values = [run_cell(code, names) for code in cells(notebook)]
    return names | {"pictures": [v for v in values if hasattr(v, "_repr_svg_")]}


def test_counting_and_the_nearest_agree(ran):
    counts, reached = ran["counts"], ran["reached"]
    assert set(counts.loc[counts["n_within"] > 0, "community_id"]) == set(reached["community_id"])
    assert 10 < len(reached) < len(ran["homes"])


def test_supply_is_conserved(ran):
    assert ran["shared"] == pytest.approx(300.0 * ran["reachable"])


def test_rings_grow_and_hold_each_other(ran):
    rings = ran["rings"]
    assert rings["area_km2"].is_monotonic_increasing
    inner, _, outer = ran["outlines"]
    assert outer.buffer(10.0).covers(inner)


def test_what_if_is_measuring_again(ran):
    assert ran["same"]
    gained = ran["gained"]
    assert (gained["time_s"] <= 300.0).all()
    assert np.isinf(gained["time_before_s"]).all()
    assert set(ran["place"].index) <= set(gained["community_id"])
    assert ran["people_gained"] > 0


def test_there_are_two_pictures(ran):
    for picture in ran["pictures"]:
        assert picture._repr_svg_().startswith("<svg")
    assert len(ran["pictures"]) == 2


def test_it_is_stored_without_outputs(notebook):
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
