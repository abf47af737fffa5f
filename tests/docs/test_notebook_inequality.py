"""The notebook on inequality runs, and says what it claims."""

import json

import pytest

from tests.docs.pages import cells, run_cell

NOTEBOOK = "docs/notebook/inequality.ipynb"


@pytest.fixture(scope="module")
def notebook(repository) -> dict:
    return json.loads((repository / NOTEBOOK).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def names(notebook) -> dict:
    """The names that the notebook leaves behind."""
    found: dict = {"__name__": "notebook"}
    for code in cells(notebook):
        run_cell(code, found)
    return found


def test_what_is_left_out_is_named_and_the_rest_adds_up(names):
    assert len(names["left_out"]) == 5
    assert len(names["halves"]) == 2 * (90 - 5)
    parts = names["parts"].to_frame().set_index("component")["value"]
    assert parts.drop("total").sum() == pytest.approx(parts["total"], rel=1e-12)


def test_what_the_text_says_of_the_parts_holds(names):
    parts = names["parts"].to_frame().set_index("component")
    assert parts.at["urban", "value"] > parts.at["county", "value"]
    assert not parts.at["within", "observed"]


def test_the_ratio_by_hand_is_the_one_of_the_table(names):
    told = names["found"].indices.at["urban_rural_ratio", "after"]
    assert names["by_hand"] == pytest.approx(told, rel=1e-9)


def test_the_change_is_known_far_better_than_the_index(names):
    sure, moved = names["sure"], names["moved"]
    assert moved.high - moved.low < (sure.high - sure.low) / 10
    assert moved.high < 0


def test_it_is_stored_without_outputs(notebook):
    """Numbers come from the build, never from somebody's last run."""
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert code
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
