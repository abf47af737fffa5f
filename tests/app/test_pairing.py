"""Pairs of a zone of one's own, which must say the same as the embedded facts it was made from."""

import pandas as pd
import pytest

from gongfu.app.pairing import counties, wish
from gongfu.app.pairing_map import write_map
from gongfu.errors import NotFoundError
from gongfu.io import embedded
from gongfu.io.tables import write_zone
from gongfu.model.zone import Layer, Zone

ASKED = {"weights": "", "per_mountain": 2, "per_sea": 2, "further": 0.5, "draws": 0}


def zone(folder, **others):
    levels = ("province", "prefecture", "county")
    tables = {
        "places": embedded.places(levels=levels),
        "figures": embedded.figures(),
        "groups": embedded.groups(),
        "pairings": embedded.pairings(),
    } | others
    layers = {
        name: Layer("simulated" if name == "figures" and "layers" in others else "published",
                    "test")
        for name in tables if name != "layers"
    }  # fmt: skip
    tables.pop("layers", None)
    made = Zone(name=dict(embedded.NAME), layers=layers, **tables)
    write_zone(made, folder)
    return folder


def test_a_zone_answers_as_the_facts_it_was_made_from(tmp_path):
    mine = counties(zone(tmp_path / "zone"), wish(**ASKED))
    ours = counties(None, wish(**ASKED))
    pd.testing.assert_frame_equal(mine.answer.table, ours.answer.table)
    assert mine.answer.sentences == ours.answer.sentences
    with pytest.raises(NotFoundError, match="no boundaries"):
        write_map(mine, tmp_path / "map.svg")


def test_a_zone_with_boundaries_draws_its_counties_only(tmp_path):
    land = embedded.boundaries(levels=("province", "county"))
    pairs = counties(zone(tmp_path / "zone", boundaries=land), wish(**ASKED))
    write_map(pairs, tmp_path / "map.svg")
    assert (tmp_path / "map.svg").read_text("utf-8").count('class="place') == 90 + 2


def test_simulated_figures_are_marked(tmp_path):
    pairs = counties(zone(tmp_path / "zone", layers=True), wish(**ASKED))
    assert pairs.answer.simulated == ("figures",)
    assert set(pairs.answer.table["standing"]) == {"simulated"}


def test_a_zone_without_groups_says_so(tmp_path):
    empty = embedded.groups().head(0)
    with pytest.raises(NotFoundError, match="no groups"):
        counties(zone(tmp_path / "zone", groups=empty), wish(**ASKED))


def test_a_county_without_a_figure_is_named_and_the_rest_goes_on(tmp_path):
    figures = embedded.figures()
    per_head = figures["indicator"].str.contains("per_head|general_budget_revenue")
    figures = figures[~((figures["place"] == "331125") & per_head)]
    pairs = counties(zone(tmp_path / "zone", figures=figures), wish(**ASKED))
    assert "331125" not in pairs.mountains
    assert any("Yunhe" in words["en"] for words in pairs.answer.sentences)
    assert pairs.answer.table["proposed"].sum() == 25
