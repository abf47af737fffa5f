"""The example files of the how-to pages can be imported as the pages say."""

import pytest

from gongfu.app import tasks
from tests.docs.pages import import_of


@pytest.fixture(scope="module")
def county(county_folder):
    """The zone that the page builds."""
    return tasks.open_zone(county_folder)


def test_the_zone_is_as_the_page_says(county):
    assert list(county.places.index) == ["X1", "X101", "X102"]
    assert county.communities["place"].to_dict() == {
        "C1": "X101",
        "C2": "X101",
        "C3": "X102",
        "C4": "X102",
    }
    assert county.communities["urban"].to_list() == [True, True, True, False]
    assert not county.simulated


def test_a_word_can_be_left_out_and_other_kinds_stay(county):
    facilities = county.facilities
    assert "示例鱼塘" not in set(facilities["name"])
    assert facilities.loc["F1", ["kind", "capacity"]].to_list() == ["childcare", 60.0]
    assert (facilities["kind"] == "elder_care").sum() == 1
    assert (facilities["kind"] == "school").sum() > 1
    layer = county.layers["facilities"]
    assert "OpenStreetMap" in layer.of("school").source
    assert "OpenStreetMap" not in layer.of("childcare").source


def test_units_of_the_list_become_base_units(county):
    figures = county.figures.set_index(["place", "indicator"])
    assert figures.loc[("X101", "disposable_income_per_head_yuan"), "value"] == 62100.0
    assert set(figures["unit"]) == {"people", "yuan"}
    assert set(figures["source"]) == {"示例公报(虚构)"}


def test_the_chinese_page_gives_the_same_commands(repository):
    pages = [
        (repository / folder / "howto/bring-your-lists.md").read_text(encoding="utf-8")
        for folder in ("docs", "docs/zh")
    ]
    for file in ("townships.geojson", "communities.csv", "facilities.csv", "figures.csv"):
        assert import_of(pages[0], file) == import_of(pages[1], file)
