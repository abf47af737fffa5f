"""A list of one place replaces that place's rows only, and says that it did."""

import pandas as pd
import pytest

from gongfu.app.tasks import layer_rows
from gongfu.errors import InputError
from gongfu.io.bring import bring_in
from gongfu.io.tables import read_zone, write_zone
from gongfu.model.zone import Layer
from gongfu.report.layers import every_source, layers_table
from tests.io import zones
from tests.io.test_bring import clinics, people, unchanged

WEST, EAST, COUNTY = "330199101", "330199102", "330199"


def bring(zone, layer, frame, within, **options):
    given = {"source": "west office", "datum_said": True} | options
    return bring_in(zone, layer, frame, within=within, **given)


@pytest.mark.parametrize("words", [WEST, WEST + "000", "西乡", "West", "west"])
def test_communities_of_one_township_are_replaced(tmp_path, words):
    zone = zones.full_zone()
    frame = people(lon=[120.03, 120.04, 120.05])
    after = bring(zone, "communities", frame, words)
    unchanged(zone, after, "communities")
    assert after.communities["place"].to_dict() == {
        "c2": EAST, "p0": WEST, "p1": WEST, "p2": WEST,
    }  # fmt: skip
    pd.testing.assert_series_equal(
        after.communities.loc["c2"], zone.communities.loc["c2"], check_names=False
    )
    layer, old = after.layers["communities"], zone.layers["communities"]
    assert (layer.standing, layer.source, layer.note) == (old.standing, old.source, old.note)
    assert layer.within == {WEST: Layer("published", "west office")}
    assert after.simulated == zone.simulated
    write_zone(after, tmp_path / "zone")
    zones.assert_same(read_zone(tmp_path / "zone"), after)


def test_the_same_place_again_replaces_its_list_and_the_whole_zone_everything():
    once = bring(zones.full_zone(), "communities", people(lon=120.05), WEST)
    twice = bring(once, "communities", people(lon=[120.05] * 2), WEST, source="again")
    assert list(twice.communities.index) == ["c2", "p0", "p1"]
    assert twice.layers["communities"].within == {WEST: Layer("published", "again")}
    both = bring(twice, "communities", people(lon=120.15), EAST, source="east office")
    assert sorted(both.layers["communities"].within) == [WEST, EAST]
    assert sorted(both.communities.index) == [f"{EAST}-p0", "p0", "p1"]
    for name in ("某县", COUNTY):
        whole = bring(both, "communities", people(lon=[120.05, 120.15]), name, source="county")
        assert whole.layers["communities"] == Layer("published", "county")
        assert len(whole.communities) == 2


def test_a_point_that_counts_in_the_county_lies_where_its_boundary_says():
    zone = zones.full_zone(communities=zones.communities().assign(place=COUNTY))
    after = bring(zone, "communities", people(lon=120.05), WEST)
    assert sorted(after.communities.index) == ["c2", "p0"]
    undrawn = zones.full_zone(boundaries=None)
    after = bring(undrawn, "communities", people(place=WEST, lon=120.05), WEST)
    assert sorted(after.communities.index) == ["c2", "p0"]


def test_facilities_of_one_township_are_replaced_kind_by_kind(tmp_path):
    zone = zones.full_zone()
    frame = clinics(("k1", "2"))  # the clinic 2 goes, the schools 1 and 3 stay
    after = bring(zone, "facilities", frame, WEST)
    unchanged(zone, after, "facilities")
    assert sorted(after.facilities.index) == ["1", "2", "3", "k1"]
    assert after.facilities.loc["2", "lon"] == 120.02
    layer = after.layers["facilities"]
    assert layer.of("school") == layer
    assert layer.of("clinic").source == "health bureau"
    assert layer.of("clinic").within == {WEST: Layer("published", "west office")}
    assert layer.kinds == zone.layers["facilities"].kinds

    schools = clinics(("1", "x"), kind="school")[:1]
    again = bring(after, "facilities", schools, WEST, source="schools office")
    assert again.facilities["kind"].value_counts().to_dict() == {"clinic": 2, "school": 2}
    layer = again.layers["facilities"]
    assert layer.of("school").standing == "simulated"
    assert layer.simulated_kinds == ("school", "park")
    assert layer.of("park").within == {}
    assert layer.of("clinic") == after.layers["facilities"].of("clinic")
    write_zone(again, tmp_path / "zone")
    zones.assert_same(read_zone(tmp_path / "zone"), again)

    told = {row["table"]: row for row in layer_rows(again)}["facilities"]
    assert f"in {WEST}: published, schools office" in told["source"]
    assert {"west office", "schools office", "health bureau"} <= {
        of.source for of in every_source(again)
    }
    words = [str(row[0].words.en) for row in layers_table(again).rows]
    assert any("clinic" in text.lower() and text.endswith(", in West") for text in words)


def test_clinics_elsewhere_stay():
    zone = zones.full_zone(facilities=zones.facilities().assign(kind="clinic"))
    after = bring(zone, "facilities", clinics()[:1], WEST)
    assert sorted(after.facilities.index) == ["3", "k1"]


def test_the_ids_of_two_places_do_not_collide():
    zone = zones.full_zone(facilities=zones.facilities().assign(kind="clinic"))
    once = bring(zone, "facilities", clinics(("1", "x"))[:1], WEST)
    frame = clinics(("1", "x"))[:1].assign(lon=120.15)
    after = bring(once, "facilities", frame, EAST)
    assert sorted(after.facilities.index) == ["1", "clinic-1"]


@pytest.mark.parametrize(
    ("layer", "frame", "within", "words"),
    [
        ("communities", people(), "东西乡", r"no place '东西乡'; did you mean [东西]乡"),
        ("communities", people(), "440100", r"no place '440100'; give its code, or its name"),
        ("communities", people(lon=[120.05, 120.15]), WEST, r"1 of 2 \(p1\) lie outside 西乡 \(33"),
        ("communities", people(place=EAST), WEST, r"outside 西乡 .* such as in 330199102; drop"),
        ("facilities", clinics().assign(lon=[120.05, 120.15]), WEST, r"1 of 2 \(k2\) .* 4\.8 km"),
        (
            "facilities",
            clinics(kind="market"),
            WEST,
            r"outside 西乡 .* no source for market",
        ),
        ("figures", zones.figures(), WEST, r"within: figures are replaced by their codes anyway"),
    ],
)
def test_what_cannot_be_brought_within_a_place(layer, frame, within, words):
    with pytest.raises(InputError, match=words):
        bring(zones.full_zone(), layer, frame, within)


def test_names_that_two_places_bear_are_asked_about():
    zone = zones.full_zone(places=zones.places().assign(name="某乡"))
    with pytest.raises(InputError, match=r"3 places are called '某乡': 330199, 330199101, 3301991"):
        bring(zone, "communities", people(lon=120.05), "某乡")


def test_facilities_need_a_boundary_to_tell():
    zone = zones.full_zone(boundaries=zones.boundaries()[:1])
    with pytest.raises(InputError, match=r"西乡 \(330199101\) has no boundary, .* import boundari"):
        bring(zone, "facilities", clinics(), WEST)
    parts = zones.full_zone(boundaries=zones.boundaries()[1:])  # the county is its townships
    after = bring(parts, "facilities", clinics(), COUNTY)
    assert after.layers["facilities"].of("clinic") == Layer("published", "west office")
