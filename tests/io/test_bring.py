"""A list replaces its own layer and nothing else, and keeps its own standing."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.io.bring import bring_in, merged_layer
from gongfu.io.layers import parse_columns, read_facilities
from gongfu.io.raster import read_people
from gongfu.io.tables import read_zone, write_zone
from gongfu.model.zone import Layer, Zone
from tests.io import zones

PORTO_ALEGRE = Path("../shared/data/real/porto_alegre/poa_hexgrid.csv")


def people(**changes):
    columns = {
        "place": "",
        "name": "",
        "residents": 5.0,
        "urban": True,
        "lon": 120.15,
        "lat": 30.05,
    }
    given = {**columns, **changes}
    size = max(len(v) if isinstance(v, list) else 1 for v in given.values())
    ids = zones.index([f"p{at}" for at in range(size)], "community_id")
    return pd.DataFrame(
        {n: v if isinstance(v, list) else [v] * size for n, v in given.items()}, ids
    )


def clinics(ids=("k1", "k2"), kind="clinic"):
    frame = {"kind": kind, "name": "", "lon": [120.01, 120.02], "lat": [30.05, 30.05]}
    return pd.DataFrame(frame, index=zones.index(ids, "facility_id"))


def unchanged(before, after, *layers):
    """Everything but the layers named is the same object, and was not copied or changed."""
    names = (
        "places", "communities", "facilities", "network", "boundaries", "figures", "targets",
        "groups", "pairings", "incomes",
    )  # fmt: skip
    for name in names:
        if name not in layers:
            assert getattr(before, name) is getattr(after, name), name
            assert before.layers.get(name) == after.layers.get(name), name


def test_communities_replace_communities_only():
    zone = zones.full_zone()
    after = bring_in(zone, "communities", people(), source="census", datum_said=True)
    unchanged(zone, after, "communities")
    assert after.communities["place"].tolist() == ["330199102"]
    assert after.layers["communities"] == Layer("published", "census")
    assert zone.simulated == ("communities", "facilities", "network")
    assert after.simulated == ("facilities", "network")
    assert after.inputs == {}


def test_the_smallest_boundary_holds_a_point_and_codes_climb():
    codes = ["", "330199", "330199101007", "330199101", "330199103001", "330199104"]
    frame = people(place=codes, lon=[120.05] * 6)
    after = bring_in(zones.full_zone(), "communities", frame, source="census")
    west, county = "330199101", "330199"
    assert after.communities["place"].tolist() == [west, county, west, west, county, county]
    note = after.layers["communities"].note
    assert "that the zone does not have: 3 of 6 rows; each counts" in note["en"]
    assert "6行中有3行" in note["zh"]


@pytest.mark.parametrize("code", ["440100", "330198", "339999", "440103001001", "33019", "x"])
def test_unknown_codes_are_named_and_do_not_climb(code):
    """The zone has the county 330199 and, above it, the prefecture and the province."""
    above = zones.places().iloc[[0, 0]].assign(level=["province", "prefecture"])
    above = above.set_axis(zones.index(["33", "3301"], "code"))
    places = pd.concat([above.assign(parent=["", "33"]), zones.places()])
    frame = people(place=[code, "330199"])
    with pytest.raises(InputError, match=rf"1 of 2 \(p0\) lie in places .* such as '{code[:4]}"):
        bring_in(zones.full_zone(places=places), "communities", frame, source="census")


def test_a_point_far_from_the_place_it_names_is_named():
    near = people(place="330199101", lon=[120.05, 120.1095])  # 0.9 km over the line
    after = bring_in(zones.full_zone(), "communities", near, source="census")
    assert set(after.communities["place"]) == {"330199101"}
    far = people(place=["330199101", "330199102", "330199102001"], lon=[120.05, 120.05, 120.02])
    with pytest.raises(
        InputError,
        match=r"2 of 3 \(p1, p2\) lie outside the place they name, up to 7\.7 km \(p2 from "
        r"330199102\); correct the code or the coordinates",
    ):
        bring_in(zones.full_zone(), "communities", far, source="census")
    county_only = zones.full_zone(boundaries=zones.boundaries()[:1])
    assert bring_in(county_only, "communities", far, source="census") is not None
    with pytest.raises(InputError, match=r"1 of 1 \(p0\) lie outside the place they name"):
        bring_in(county_only, "communities", people(place="330199101", lat=31.0), source="census")


@pytest.mark.parametrize(
    ("side_km", "off_km", "told"),
    [(8, 0.9, None), (8, 1.1, False), (20, 1.9, True), (20, 2.1, False), (60, 2.9, True),
     (60, 3.1, False)],
)  # fmt: skip
def test_a_point_may_lie_a_tenth_of_its_places_side_outside(side_km, off_km, told):
    """Squares around 120 E, 30 N; a degree is 96.4 km east and 110.6 km north there."""
    east, north = side_km / 96.41, side_km / 110.57
    county = gpd.GeoDataFrame(
        {"level": ["county"]}, geometry=[box(120, 30, 120 + east, 30 + north)],
        index=zones.index(["330199"], "code"), crs=4326,
    )  # fmt: skip
    zone = zones.full_zone(boundaries=county, figures=Zone({"en": "x", "zh": "x"}).figures)
    frame = people(place="330199", lon=120 - off_km / 96.41, lat=30 + north / 2)
    if told is False:
        with pytest.raises(InputError, match=r"1 of 1 \(p0\) lie outside the place they name"):
            bring_in(zone, "communities", frame, source="census", datum_said=True)
        return
    after = bring_in(zone, "communities", frame, source="census", datum_said=True)
    note = after.layers["communities"].note
    if told:
        assert f"up to {off_km} km: 1 of 1 points; each counts in the place it names" in note["en"]
        assert f"最远{off_km}公里" in note["zh"]
    else:
        assert note == {}


def test_every_township_point_of_zhejiang_may_lie_where_it_does():
    """Centres of boxes lie up to 2.3 km outside counties whose lines are drawn roughly."""
    points = embedded.township_points()
    zone = Zone(
        {"en": "Zhejiang", "zh": "浙江"}, places=embedded.places(),
        boundaries=embedded.boundaries(), layers={"boundaries": Layer("published", "drawn")},
    )  # fmt: skip
    frame = points[["lon", "lat"]].assign(
        place=points.index.str[:6], name="", residents=1.0, urban=True
    )
    after = bring_in(zone, "communities", frame, source="seats", datum_said=True)
    assert f"up to 2.3 km: 2 of {len(points):,} points" in after.layers["communities"].note["en"]


def test_people_far_from_what_the_figures_count_are_remarked_on():
    row = zones.figures().iloc[:1]
    counted = row.assign(indicator="residents", value=2000.0, unit="people")
    old = counted.assign(period="2010", value=1.0)
    zone = zones.full_zone(figures=pd.concat([old, counted], ignore_index=True))
    bring_in(zone, "communities", people(residents=1100.0), source="census", datum_said=True)
    for residents in (900.0, 4100.0):
        with pytest.warns(UserWarning, match=r"people in the list, but 2,000 by the .* \(2024\)"):
            bring_in(
                zone, "communities", people(residents=residents), source="census", datum_said=True
            )


@pytest.mark.parametrize("without", ["boundaries", "extent"])
def test_facilities_far_outside_the_zone_are_named(without):
    zone = zones.full_zone(**{without: None})
    with pytest.raises(InputError, match=r"facilities: 1 of 2 \(k2\) lie outside the zone, up to"):
        bring_in(zone, "facilities", clinics().assign(lat=[30.05, 30.4]), source="bureau")
    nowhere = zones.full_zone(boundaries=None, extent=None)
    assert bring_in(nowhere, "facilities", clinics().assign(lat=[30.05, 30.4]), source="b")


def test_points_off_every_boundary_are_named_or_noted():
    near = people(lon=[120.15, 120.2003], lat=[30.05, 30.05])
    after = bring_in(zones.full_zone(), "communities", near, source="census", datum_said=True)
    assert after.communities["place"].tolist() == ["330199102", "330199102"]
    assert (
        "Outside every boundary, by up to 29 m: 1 of 2 points; each"
        in after.layers["communities"].note["en"]
    )
    far = people(lon=[120.15, 120.5], lat=[30.05, 30.05])
    with pytest.raises(
        InputError, match=r"1 of 2 \(p1\) lie outside every boundary, up to 28.9 km"
    ):
        bring_in(zones.full_zone(), "communities", far, source="census")


def test_without_boundaries_all_lie_in_the_one_top_place():
    after = bring_in(zones.full_zone(boundaries=None), "communities", people(), source="census")
    assert after.communities["place"].tolist() == ["330199"]
    two = zones.places().assign(parent="")
    split = zones.full_zone(boundaries=None, places=two)
    with pytest.raises(InputError, match=r"no boundaries and 3 places at the top; import"):
        bring_in(split, "communities", people(), source="census")


def test_a_new_zone_gets_one_place():
    zone = Zone({"en": "New", "zh": "新"})
    after = bring_in(zone, "communities", people(), source="census")
    assert after.places[["name", "parent"]].to_numpy().tolist() == [["新", ""]]
    assert after.communities["place"].tolist() == list(after.places.index)


def test_nobody_anywhere_is_refused():
    with pytest.raises(InputError, match="nobody lives in any of them"):
        bring_in(zones.full_zone(), "communities", people(residents=0.0), source="census")


def test_a_kind_turns_real_and_the_others_stay(tmp_path):
    zone = zones.full_zone(
        layers={"facilities": Layer("simulated", "seed", {}, ("school", "clinic"))}
    )
    after = bring_in(zone, "facilities", clinics(), source="bureau", datum_said=True)
    unchanged(zone, after, "facilities")
    kept = zone.facilities[zone.facilities["kind"] == "school"]
    pd.testing.assert_frame_equal(
        after.facilities.loc[kept.index].dropna(axis=1, how="all"), kept.dropna(axis=1, how="all")
    )
    assert set(after.facilities.index) == {"1", "3", "k1", "k2"}
    layer = after.layers["facilities"]
    assert layer.kinds == ("school", "clinic")
    assert layer.standing == "simulated"
    assert layer.simulated_kinds == ("school",)
    assert layer.of("clinic") == Layer("published", "bureau")
    write_zone(after, tmp_path / "z")
    zones.assert_same(read_zone(tmp_path / "z"), after)

    whole = bring_in(after, "facilities", clinics(("s1", "s2"), "school"), source="schools")
    layer = whole.layers["facilities"]
    assert layer.standing == "published"
    assert layer.simulated_kinds == ()
    assert whole.simulated == ()
    assert (layer.of("clinic").source, layer.of("school").source) == ("bureau", "schools")


def test_a_kind_that_is_looked_for_and_not_there_is_in_the_source():
    after = bring_in(
        zones.full_zone(), "facilities", clinics(), source="bureau", kinds=("clinic", "park")
    )
    assert after.layers["facilities"].of("park").source == "bureau"
    with pytest.raises(InputError, match=r"holds \['clinic'\], which is not among kinds"):
        bring_in(zones.full_zone(), "facilities", clinics(), source="b", kinds=("park",))


def test_ids_of_two_lists_do_not_collide():
    after = bring_in(zones.full_zone(), "facilities", clinics(("1", "3")), source="bureau")
    assert set(after.facilities.index) == {"1", "3", "clinic-1", "clinic-3"}


KINDS = ("school", "clinic", "park")


@pytest.mark.parametrize("old", ["published", "computed", "simulated"])
@pytest.mark.parametrize("new", ["published", "computed", "simulated"])
@pytest.mark.parametrize("kinds", [KINDS[:1], KINDS[:2], KINDS, ("market",)])
def test_each_kind_keeps_its_standing_and_the_whole_is_as_weak_as_its_weakest(old, new, kinds):
    first = Layer("published", "a", {}, ("school",))
    before = merged_layer(first, dict.fromkeys(KINDS[1:], Layer(old, "b")))
    after = merged_layer(before, dict.fromkeys(kinds, Layer(new, "c")))
    expected = {"school": "published", "clinic": old, "park": old} | dict.fromkeys(kinds, new)
    assert {kind: after.of(kind).standing for kind in after.kinds} == expected
    order = ["published", "computed", "simulated"]
    assert after.standing == max(expected.values(), key=order.index)


def test_boundaries_replace_boundaries_only():
    zone = zones.full_zone()
    frame = zones.boundaries()[1:].assign(name="", name_en="", parent="")
    after = bring_in(zone, "boundaries", frame, source="survey")
    unchanged(zone, after, "boundaries")
    assert list(after.boundaries.index) == ["330199101", "330199102"]
    with pytest.raises(InputError, match=r"1 of 2 \(x\) are places that the zone does not have"):
        bring_in(zone, "boundaries", frame.rename(index={"330199101": "x"}), source="survey")
    with pytest.raises(InputError, match="a code that stood before; merge"):
        bring_in(zone, "boundaries", pd.concat([frame, frame]), source="survey")


def test_boundaries_make_the_places_of_a_new_zone():
    frame = zones.boundaries().assign(name=["县", "", ""], name_en="", parent="")
    after = bring_in(Zone({"en": "New", "zh": "新"}), "boundaries", frame, source="survey")
    assert after.places["parent"].tolist() == ["", "330199", "330199"]
    assert after.places["name"].tolist() == ["县", "330199101", "330199102"]
    assert after.layers["places"].source == "survey"
    odd = frame.assign(level="").rename(index={"330199": "north"})
    with pytest.raises(InputError, match=r"3 of 3 .* have no level"):
        bring_in(Zone({"en": "New", "zh": "新"}), "boundaries", odd, source="survey")


def test_figures_replace_the_same_figure_and_keep_the_rest():
    zone = zones.full_zone()
    new = zones.figures()[:1].assign(value=1.0, source="bureau")
    after = bring_in(zone, "figures", new, source="bureau")
    unchanged(zone, after, "figures")
    values = after.figures.set_index("period")["value"].to_dict()
    assert values == {"2023": 130.0e8, "2024": 1.0}
    with pytest.raises(InputError, match="does not have the place 'x' in row 1; correct"):
        bring_in(zone, "figures", new.assign(place="x"), source="bureau")


def test_a_table_without_a_source_or_of_no_layer_is_refused():
    with pytest.raises(InputError, match="no source is named"):
        bring_in(zones.full_zone(), "communities", people(), source="")
    with pytest.raises(InputError, match=r"no layer 'rivers' .* known: communities, facilities"):
        bring_in(zones.full_zone(), "rivers", people(), source="x")


def test_the_frame_and_the_zone_stay_as_they_were():
    zone, frame = zones.full_zone(), people()
    before = frame.copy(), zone.communities.copy()
    bring_in(zone, "communities", frame, source="census")
    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(zone.communities, before[1])


@pytest.mark.filterwarnings("ignore:.* all count as town")
def test_porto_alegre_brings_people_and_facilities_from_one_list(repository):
    path = repository / PORTO_ALEGRE
    if not path.exists():
        pytest.skip(
            f"no {PORTO_ALEGRE.name}: the real data of Porto Alegre are not on this machine"
        )
    raw = pd.read_csv(path)
    cells = read_people(path)
    sites = read_facilities(path, columns=parse_columns("school=schools,clinic=healthcare"))
    zone = Zone({"en": "Porto Alegre", "zh": "阿雷格里港"}, extent=box(-51.4, -30.4, -50.9, -29.8))
    zone = bring_in(zone, "communities", cells, source="IPEA")
    zone = bring_in(zone, "facilities", sites, source="IPEA")

    assert zone.communities["residents"].sum() == raw["population"].sum()
    assert len(zone.communities) == (raw["population"] > 0).sum()
    counts = zone.facilities["kind"].value_counts().to_dict()
    assert counts == {"school": (raw["schools"] > 0).sum(), "clinic": (raw["healthcare"] > 0).sum()}
    assert zone.layers["facilities"].kinds == ("school", "clinic")
    assert zone.simulated == ()


def test_swapped_columns_of_porto_alegre_are_seen():
    box_there = box(-51.4, -30.4, -50.9, -29.8)
    zone = Zone({"en": "Porto Alegre", "zh": "阿雷格里港"}, extent=box_there)
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-51.3, -51, 30), rng.uniform(-30.3, -29.9, 30)
    swapped = people(lon=list(lat), lat=list(lon))
    with pytest.raises(InputError, match="seem to be swapped; exchange the two columns"):
        bring_in(zone, "communities", swapped, source="grid")


def test_a_zone_of_another_country_has_codes_of_its_own():
    shapes = gpd.GeoDataFrame(
        {"name": ["A", "B"], "name_en": "", "level": "county", "parent": ""},
        geometry=[box(24, 60, 25, 61), box(25, 60, 26, 61)],
        index=pd.Index(["FI-1", "FI-2"], name="code"),
        crs=4326,
    )
    zone = bring_in(Zone({"en": "F", "zh": "芬"}), "boundaries", shapes, source="survey")
    after = bring_in(zone, "communities", people(lon=[24.5, 25.5], lat=[60.5, 60.5]), source="grid")
    assert after.communities["place"].tolist() == ["FI-1", "FI-2"]


def test_a_list_that_leaves_far_fewer_rows_is_remarked_on():
    zone = bring_in(zones.full_zone(), "communities", people(lon=[120.15] * 5), source="census")
    with pytest.warns(UserWarning, match="communities: 5 rows became 2; a list replaces the whole"):
        zone = bring_in(zone, "communities", people(lon=[120.15] * 2), source="census")
    assert len(bring_in(zone, "communities", people(), source="census").communities) == 1  # half
    frame = zones.boundaries()[:1].assign(name="", name_en="", parent="")
    with pytest.warns(UserWarning, match="boundaries: 3 rows became 1; a list replaces the whole"):
        bring_in(zone, "boundaries", frame, source="survey")


def test_people_of_whom_town_is_assumed_say_so(tmp_path):
    (tmp_path / "p.csv").write_text("id,lon,lat,人口\na,120.05,30.05,3\nb,120.06,30.05,4\n")
    zone = zones.full_zone()
    for urban, en, zh in ((True, "town", "城镇"), (False, "country", "乡村")):
        frame = read_people(tmp_path / "p.csv", urban=urban)
        words = f"all count as {en}.  A table can tell them apart in a column 'urban'"
        with pytest.warns(UserWarning, match=words) as said:
            after = bring_in(zone, "communities", frame, source="grid", datum_said=True)
        assert len(said) == 1
        assert after.layers["communities"].note == {
            "en": f"Town and country were not told apart; all count as {en}.",
            "zh": f"资料未区分城乡，全部按{zh}计。",
        }
        assert after.communities["urban"].tolist() == [urban] * 2
        assert after.communities.attrs == {}
    told = read_people(tmp_path / "p.csv", columns={"urban": "=true"})
    after = bring_in(zone, "communities", told, source="grid", datum_said=True)
    assert after.layers["communities"].note == {}


def swapped(frame):
    return frame.set_geometry(shapely.transform(frame.geometry, lambda xy: xy[:, ::-1]))


@pytest.mark.parametrize("known", ["boundaries", "extent", "communities", "places"])
def test_boundaries_that_lie_elsewhere_are_refused(known):
    """A zone at 50 degrees east and 30 north, where an exchange stays within 90 degrees."""
    places = zones.places().assign(lon=[50.1, 50.05, np.nan], lat=[30.05, 30.05, np.nan])
    here = zones.boundaries().assign(name="", name_en="", parent="")
    here = here.set_geometry(here.translate(-70.0))
    what = {"boundaries": None, "extent": None, "communities": zones.communities()[:0]}
    what["places"] = zones.places()
    what |= {
        "boundaries": {"boundaries": here},
        "extent": {"extent": box(49.9, 29.9, 50.3, 30.2)},
        "communities": {"communities": zones.communities().assign(lon=[50.05, 50.15])},
        "places": {"places": places},
    }[known]
    zone = zones.full_zone(**what)
    assert bring_in(zone, "boundaries", here, source="survey").boundaries is not None
    with pytest.raises(
        InputError,
        match=r"boundaries: 3 of 3 .* span lon 30.00 to 30.10, lat 50.00 to 50.20, but .* seem to "
        "be swapped; exchange them",
    ):
        bring_in(zone, "boundaries", swapped(here), source="survey")
    away = here.set_geometry(here.translate(5.0))
    with pytest.raises(InputError, match=r"span lon 55.00 to .*; correct the codes or the coord"):
        bring_in(zone, "boundaries", away, source="survey")


def test_one_boundary_under_the_code_of_another_is_refused():
    frame = zones.boundaries().assign(name="", name_en="", parent="")
    there = zones.full_zone(
        boundaries=frame.set_geometry([*frame.geometry[:2], box(120.5, 30, 120.6, 30.1)])
    )
    with pytest.raises(InputError, match=r"boundaries: 1 of 3 \(330199102\) lie elsewhere"):
        bring_in(there, "boundaries", frame, source="survey")
