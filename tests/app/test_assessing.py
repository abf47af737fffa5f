"""A whole assessment: of published figures alone, and of a small city twice."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

import gongfu
from gongfu.app import importing, tasks
from gongfu.errors import ConflictError, InputError
from gongfu.io import embedded
from gongfu.measure.inequality import gini
from gongfu.model.zone import Layer, ReachSettings, Zone
from gongfu.report.page import render
from tests.city import write_city, write_hill


@pytest.fixture(scope="module")
def published():
    """The published part of Zhejiang: no point, no street."""
    rules = embedded.rules()
    return Zone(
        name=embedded.NAME,
        places=embedded.places(levels=("province", "prefecture", "county")),
        figures=embedded.figures(),
        targets=embedded.targets(),
        groups=embedded.groups(),
        rules={"exit_rule": rules["exit_rule"]},
        layers={"figures": Layer("published", "each row names its document")},
    )


def test_gaps_and_targets_need_no_streets(published):
    answer = gongfu.assess(published)

    assert answer.reach.empty
    ratio = answer.gaps[(answer.gaps["group"] == "mountain_26") & (answer.gaps["period"] == "2024")]
    # By hand, from the table of counties: residents-weighted means of 26 and of 90 counties.
    rows = published.figures[published.figures["period"] == "2024"].set_index("place")
    income = rows.loc[rows["indicator"] == "disposable_income_per_head_yuan", "value"]
    people = rows.loc[rows["indicator"] == "residents", "value"]
    groups = embedded.groups()
    mountain = groups.loc[groups["group"] == "mountain_26", "place"]
    counties = published.places.index[published.places["level"] == "county"]

    def mean(codes):
        return (income[codes] * people[codes]).sum() / people[codes].sum()

    by_base = ratio.set_index("base")["value"]
    assert by_base["published"] == pytest.approx(mean(mountain) / 67_013)
    assert by_base["weighted_mean"] == pytest.approx(mean(mountain) / mean(counties))
    assert round(by_base["published"], 4) == 0.7503
    assert round(by_base["weighted_mean"], 4) == 0.7218
    named = answer.exit_rule.loc[answer.exit_rule["verdict"] == "must_leave", "place"]
    names = set(published.places.loc[named, "name"])
    assert names == {"苍南县", "莲都区", "永嘉县", "柯城区", "平阳县"}
    verdict = answer.targets.set_index("indicator")["verdict"]
    assert verdict["mountain_26_income_to_province"] == "not_decidable"


def test_nothing_is_left_out_of_an_empty_zone():
    answer = gongfu.assess(Zone(name={"en": "Nowhere", "zh": "无处"}))

    assert all(isinstance(frame, pd.DataFrame) for frame in answer.tables().values())
    assert all(frame.empty for frame in answer.tables().values())


def test_the_same_zone_gives_the_same_bytes(tmp_path):
    zone = gongfu.import_osm(write_city(tmp_path / "city.osm"), tmp_path / "zone")
    hashes = []
    for name, threads in (("one", 1), ("two", 2)):
        gongfu.assess(gongfu.open_zone(tmp_path / "zone"), out=tmp_path / name, threads=threads)
        files = sorted(file for file in (tmp_path / name).rglob("*") if file.is_file())
        hashes.append({f.relative_to(tmp_path / name): digest(f) for f in files})

    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > 10
    assert dict(zone.inputs) == dict(gongfu.open_zone(tmp_path / "zone").inputs)


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_streets_without_the_mode_are_refused_in_words(tmp_path):
    zone = gongfu.import_osm(write_city(tmp_path / "city.osm"), tmp_path / "zone")
    network = zone.network
    walkers = type(network).from_arrays(
        network.x, network.y, network.tail, network.head, network.time_s["walk"], crs=network.crs
    )
    settings = type(zone.reach)(mode="drive")

    with pytest.raises(InputError, match="drive"):
        gongfu.assess(zone.with_layers(network=walkers, reach=settings))


def test_slopes_and_walkers_change_who_reaches_what(tmp_path):
    """By hand: 1,010 m to the school take home 5 757.5 s on the level; see the city's drawing."""
    city, hill = write_city(tmp_path / "city.osm"), write_hill(tmp_path / "hill.tif")
    level = gongfu.import_osm(city, tmp_path / "zone")
    with pytest.warns(UserWarning, match="name no bridge, tunnel or steps"):
        hilly = importing.import_elevation(hill, tmp_path / "zone", source="the survey")

    def to_school(zone, walker="adult"):
        settings = ReachSettings(walker=walker, limit_s=1800.0)
        reach = gongfu.assess(zone.with_layers(reach=settings)).reach
        return reach[reach["kind"] == "school"].set_index("community_id")["time_s"].min()

    # 30 m to the street at 1,000 m north, 970 m east, of which 10% up, 10 m north to the school.
    up = np.exp(3.5 * 0.1)
    assert to_school(level) == pytest.approx(1010 / (80 / 60), abs=3)
    assert to_school(hilly) == pytest.approx((40 + 970 * up) / (80 / 60), rel=0.005)
    assert to_school(hilly, "elderly") == pytest.approx((40 + 970 * up) / (3.4 / 3.6), rel=0.005)

    told = hilly.layers["elevation"]
    assert told.source == "the survey"
    assert "10% at the steepest" in told.note["en"]
    row = next(row for row in tasks.layer_rows(hilly) if row["table"] == "elevation")
    assert row["rows"] > 200
    slow = hilly.with_layers(reach=ReachSettings(walker="elderly"))
    assert gongfu.assess(slow).provenance["settings"]["walker"] == "elderly"
    np.testing.assert_array_equal(
        gongfu.open_zone(tmp_path / "zone").network.slope_factor, hilly.network.slope_factor
    )


def test_new_streets_are_level_until_they_are_given_slopes(tmp_path):
    city, hill = write_city(tmp_path / "city.osm"), write_hill(tmp_path / "hill.tif")
    zone = gongfu.import_osm(city, tmp_path / "zone", elevation=hill)
    assert "elevation" in zone.layers
    with pytest.warns(UserWarning, match="new streets are level"):
        zone = gongfu.import_osm(city, tmp_path / "zone", into=tmp_path / "zone")
    assert "elevation" not in zone.layers
    assert (zone.network.slope_factor == 1.0).all()
    tasks.new_zone(tmp_path / "empty")
    with pytest.raises(InputError, match=r"no streets that could have slopes; bring them first"):
        importing.import_elevation(hill, tmp_path / "empty")


@pytest.mark.filterwarnings("ignore:.* all count as town")
def test_an_import_takes_the_place_of_its_layer_only(tmp_path):
    file = write_city(tmp_path / "city.osm")
    zone = gongfu.import_osm(file, tmp_path / "zone")
    with pytest.raises(ConflictError, match="is a zone already"):
        gongfu.import_osm(file, tmp_path / "zone")

    people = tmp_path / "people.csv"
    lon, lat = zone.communities[["lon", "lat"]].iloc[0]
    people.write_text(f"id,population,lon,lat\na,250,{lon},{lat}\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="communities: 6 rows became 1"):
        changed = gongfu.import_osm(
            file,
            tmp_path / "zone",
            into=tmp_path / "zone",
            people=people,
            columns={"community_id": "id", "residents": "population"},
        )

    assert changed.communities["residents"].to_list() == [250.0]
    assert changed.layers["communities"].standing == "published"
    pd.testing.assert_frame_equal(changed.facilities, zone.facilities)
    assert changed.simulated == ()
    for city, standing in ((zone, "simulated"), (changed, "computed")):
        answer = gongfu.assess(city)
        for frame in (answer.reach, answer.coverage, answer.completeness):
            assert set(frame["standing"]) == {standing}
    moved = gongfu.assess(zone).snapped
    assert set(moved.loc[moved["layer"] == "communities", "standing"]) == {"simulated"}
    assert set(moved.loc[moved["layer"] == "facilities", "standing"]) == {"computed"}


def test_both_folders_leave_the_first_as_it_is(tmp_path):
    file = write_city(tmp_path / "city.osm")
    before = gongfu.import_osm(file, tmp_path / "first")
    gongfu.import_osm(file, tmp_path / "second", into=tmp_path / "first", streets_only=True)

    assert dict(gongfu.open_zone(tmp_path / "first").inputs) == dict(before.inputs)
    assert len(gongfu.open_zone(tmp_path / "second").communities) == len(before.communities)


def test_homes_of_a_city_lie_in_the_places_that_the_zone_has(tmp_path):
    file = write_city(tmp_path / "city.osm")
    square = gongfu.import_osm(file, tmp_path / "city").communities
    west, east = square["lon"].min() - 0.001, square["lon"].max() + 0.05
    south, north = square["lat"].min() - 0.001, square["lat"].iloc[2] + 0.001
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"code": "330199", "name": "某县"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    shapes = tmp_path / "county.geojson"
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    tasks.new_zone(tmp_path / "zone")
    importing.import_layer("boundaries", shapes, tmp_path / "zone", source="the bureau")

    zone = gongfu.import_osm(file, tmp_path / "zone", into=tmp_path / "zone")

    assert set(zone.communities["place"]) == {"330199"}
    assert len(zone.communities) == 3
    assert zone.layers["communities"].standing == "simulated"


def test_a_list_that_leaves_far_fewer_facilities_is_remarked_on(tmp_path):
    zone = gongfu.import_osm(write_city(tmp_path / "city.osm"), tmp_path / "zone")
    lon, lat = zone.communities[["lon", "lat"]].iloc[0]

    def bring(n):
        rows = [f"c{at},clinic,{lon},{lat}" for at in range(n)]
        (tmp_path / "list.csv").write_text("\n".join(["id,kind,lon,lat", *rows]))
        return importing.import_layer("facilities", tmp_path / "list.csv", tmp_path / "zone")

    bring(5)
    with pytest.warns(UserWarning, match="clinic: 5 facilities became 2"):
        bring(2)


def test_what_is_no_zone_and_rules_that_lack_a_limit_are_refused_in_words(published):
    with pytest.raises(InputError, match=r"open it first with open_zone"):
        gongfu.assess("my-zone")
    lacking = published.with_layers(rules={"exit_rule": {"source": "a notice"}})
    with pytest.raises(InputError, match=r"\[rules.exit_rule\] lacks group, may_leave"):
        gongfu.assess(lacking)
    with pytest.raises(InputError, match="name at least one kind, and each once"):
        type(published.reach)(kinds=())
    with pytest.raises(InputError, match="needs words for 'en' and 'zh'"):
        Zone("Nowhere")


def test_the_report_says_what_lies_apart_what_chance_shows_and_what_changed(published):
    answer = gongfu.assess(published)
    page = render(published, answer)

    rows = published.figures.set_index(["indicator", "period", "place"])["value"].sort_index()
    income = rows["disposable_income_per_head_yuan"]
    members = embedded.groups().query("group == 'mountain_26'")["place"]
    counties = published.places.index[published.places["level"] == "county"]
    people = rows["residents", "2024"][counties]
    ratio = income["2024"][counties] / np.average(income["2024"][counties], weights=people)
    total = np.average(ratio * np.log(ratio), weights=people)
    between = 0.0
    for keep in (counties.isin(members), ~counties.isin(members)):
        mean = np.average(ratio[keep], weights=people[keep])
        between += people[keep].sum() / people.sum() * mean * np.log(mean)
    assert f"lies {between / total:.1%} of Theil T of income (2024; " in page
    coefficients = [gini(income[year][counties], people) for year in ("2024", "2025")]
    before, after = (f"{value:.4f}" for value in coefficients)
    assert f"Gini coefficient {before} in 2024, {after} in 2025, both weighted" in page
    chance = answer.gaps[(answer.gaps["gap"] == "chance") & (answer.gaps["index"] == "theil_t")]
    assert (chance["value"] < 0.15).all()
    assert f"{chance['value'].iloc[0]:.1%} of Theil T would lie between prefectures" in page
    assert "between the 26 mountain counties and the others" in page
    same = gongfu.assess(published).gaps
    pd.testing.assert_frame_equal(same, answer.gaps)
