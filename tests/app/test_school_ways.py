"""Ways to school along the streets of a small zone: times by hand, and who cannot be placed."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from pyproj import Transformer

from gongfu.app.admitting import Draw, schools
from gongfu.app.school_ways import Way, ways_to_school, with_walk_zones
from gongfu.cli.main import cli
from gongfu.errors import InputError
from tests import small_zone, worlds
from tests.small_zone import STEP_M, write_small_zone

MIN = 60.0


def degrees(*metres):
    """lon and lat of points east and north, in metres."""
    return np.column_stack(worlds.TO_DEGREES.transform(*np.array(metres, float).T))


@pytest.fixture
def zone(tmp_path):
    return write_small_zone(tmp_path / "zone")


def pupils(rows, **columns):
    """Pupils by metres east and north; None for no position."""
    at = [(np.nan, np.nan) if one is None else degrees(one)[0] for one in rows]
    lon, lat = np.array(at, float).T
    ids = [f"p{k}" for k in range(len(rows))]
    row = np.arange(len(rows)) + 2
    return pd.DataFrame({"pupil": ids, "row": row, "lon": lon, "lat": lat, **columns})


def sites(rows, walk_s):
    lon, lat = degrees(*rows).T
    ids = [f"s{k}" for k in range(len(rows))]
    row = np.arange(len(rows)) + 2
    return pd.DataFrame({"school": ids, "row": row, "lon": lon, "lat": lat, "walk_s": walk_s})


def every(some_pupils, some_schools, **columns):
    """Everybody chooses every school."""
    pairs = [(p, s) for p in some_pupils["pupil"] for s in some_schools["school"]]
    choices = pd.DataFrame(pairs, columns=["pupil", "school"])
    return choices.assign(row=np.arange(len(choices)) + 2, **columns)


def test_times_are_those_of_the_grid(zone):
    """A second a metre along a grid: dx + dy from corner to corner; beyond the limit inf."""
    rng = np.random.default_rng(3)
    home = np.column_stack([rng.integers(0, 9, 40), rng.integers(0, 5, 40)]) * STEP_M
    school = np.array([[250.0, 0], [2_000, 0], [1_000, 750]])
    limits = np.array([600.0, 1_500, np.nan])
    people, there = pupils(home.tolist()), sites(school.tolist(), limits)
    found = ways_to_school(people, every(people, there), there, Way(zone))
    time_s = found.choices["time_s"].to_numpy().reshape(40, 3)
    by_hand = np.abs(home[:, None] - school).sum(axis=2)
    assert np.isnan(time_s[:, 2]).all(), "without a walk zone no way is asked for"
    assert time_s[:, :2] == pytest.approx(np.where(by_hand <= 1_500, by_hand, np.inf)[:, :2])
    assert found.left_out.empty
    assert (found.n_pupils, found.n_placed, found.n_choices) == (40, 40, 80)
    assert found.n_near == (by_hand[:, :2] <= limits[:2]).sum()
    assert found.simulated == ()


def test_homes_by_community_and_those_that_cannot_be_placed_are_listed(zone):
    """h0 stands at the first corner; county 90102 holds h3 and h5; 90 has no own community."""
    named = ["h0", "村3", None, "城关镇", "901021", "nowhere", None, "h0", None]
    people = pupils([None] * 6 + [(9_000, 9_000), (250, 0), None], community=named)
    people.loc[8, "lon"] = 20.0  # without lat
    there = sites([(250, 0), (9_000, 9_000)], [900.0, 900.0])
    choices = every(people, there).query("school == 's0' or pupil == 'p0'")
    found = ways_to_school(people, choices, there, Way(zone))
    told = found.left_out[["list", "row", "pupil", "school", "fault"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["pupils", 4, "p2", None, "home_unknown"],
        ["pupils", 5, "p3", None, "community_several"],
        ["pupils", 6, "p4", None, "community_several"],
        ["pupils", 7, "p5", None, "community_unknown"],
        ["pupils", 8, "p6", None, "off_street"],
        ["pupils", 10, "p8", None, "position_odd"],
        ["schools", 3, None, "s1", "off_street"],
    ]
    time_s = found.choices.set_index(["pupil", "school"])["time_s"]
    near = {("p0", "s0"): 250.0, ("p1", "s0"): np.inf, ("p7", "s0"): 0.0}
    assert {pair: time_s[pair] for pair in near} == pytest.approx(near), "own position goes first"
    assert np.isinf(time_s.drop(list(near))).all(), "whom no street is near is outside, and listed"
    assert (found.n_pupils, found.n_placed) == (9, 3)


def test_positions_in_another_system_are_brought_back(zone):
    """Metres of UTM zone 34 north say the same places as degrees do."""
    people, there = pupils([(0, 0), (500, 0)]), sites([(250, 0)], 900.0)
    onto = Transformer.from_crs("EPSG:4326", "EPSG:32634", always_xy=True)
    moved = []
    for frame in (people, there):
        x, y = onto.transform(frame["lon"], frame["lat"])
        moved.append(frame.assign(lon=x, lat=y))
    way = Way(zone, datum="EPSG:32634")
    found = ways_to_school(moved[0], every(people, there), moved[1], way)
    assert found.choices["time_s"].tolist() == [250.0, 250.0]
    lost = ways_to_school(moved[0], every(people, there), moved[1], Way(zone))
    assert lost.left_out["fault"].tolist() == ["position_odd"] * 3
    with pytest.raises(InputError, match="wgs85"):
        ways_to_school(people, every(people, there), there, Way(zone, datum="wgs85"))


def test_minutes_of_the_list_go_before_the_streets(zone):
    people, there = pupils([(0, 0), (0, 0), None]), sites([(250, 0)], [900.0])
    choices = every(people, there, minutes=["20", None, "5"], time_s=[20 * MIN, np.nan, 5 * MIN])
    found = ways_to_school(people, choices, there, Way(zone))
    assert found.choices["time_s"].tolist() == [20 * MIN, 250.0, 5 * MIN]
    assert (found.n_listed, found.n_choices, found.n_pupils) == (2, 1, 1)
    assert found.left_out.empty, "who needs no way need not be placed"


def test_a_way_that_may_lead_beyond_the_data_is_listed(tmp_path):
    """Streets go on west of (0, 0): from (0, 0) to (1,000, 0) and back in, nobody knows."""
    leaves = np.zeros(45, bool)
    leaves[[0, 4]] = True  # (0, 0) and (1,000, 0)
    zone = write_small_zone(tmp_path / "zone", network=small_zone.network(exit=leaves))
    people, there = pupils([(0, 0), (500, 0)]), sites([(1_000, 0), (2_000, 1_000)], 300.0)
    found = ways_to_school(people, every(people, there), there, Way(zone))
    assert found.choices["time_s"].tolist() == [np.inf, np.inf, np.inf, np.inf]
    # 0 s out and 0 s back in; 500 s to either end are too many, and so is the way from them to s1.
    told = found.left_out[["list", "row", "pupil", "school", "fault"]]
    assert told.to_numpy().tolist() == [["choices", 2, "p0", "s0", "way_unsure"]]


def test_stand_ins_of_the_zone_are_told(tmp_path):
    layers = {name: small_zone.Layer("simulated", "made up") for name in ("communities", "network")}
    zone = write_small_zone(tmp_path / "zone", layers=layers)
    there = sites([(250, 0)], 900.0)
    people = pupils([(0, 0)])
    assert ways_to_school(people, every(people, there), there, Way(zone)).simulated == ("network",)
    named = pupils([None], community=["h0"])
    found = ways_to_school(named, every(named, there), there, Way(zone))
    assert found.simulated == ("network", "communities")
    assert "道路" in found.simulated_words.zh


def test_walk_zones_of_schools_that_say_none():
    some = pd.DataFrame({"school": ["a", "b", "c"], "walk_minutes": ["10", None, "far"]})
    assert with_walk_zones(some, None)["walk_s"].tolist() == [600.0, None, "far"]
    assert with_walk_zones(some, 5.0)["walk_s"].tolist() == [600.0, 300.0, "far"]
    assert with_walk_zones(some[["school"]], 5.0)["walk_s"].tolist() == [300.0] * 3
    assert "walk_s" not in with_walk_zones(some[["school"]], None)
    with pytest.raises(InputError, match="--minutes is -1"):
        with_walk_zones(some, -1.0)


@pytest.mark.parametrize(
    ("pupil_columns", "school_columns", "said"),
    [
        (["lon", "lat"], ["lat"], "pupils have neither lon and lat nor community; schools have no"),
        ([], ["walk_s"], "no school has a walk zone; add walk_minutes"),
    ],
)
def test_lists_that_say_no_place_or_zone_are_named(zone, pupil_columns, school_columns, said):
    people, there = pupils([(0, 0)]), sites([(0, 0)], 900.0)
    choices = every(people, there)
    with pytest.raises(InputError, match=said):
        ways_to_school(
            people.drop(columns=pupil_columns), choices, there.drop(columns=school_columns),
            Way(zone),
        )  # fmt: skip


@pytest.fixture
def lists(tmp_path):
    """Three pupils at h0, h1 and nowhere want the one seat of a school at h1."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (x, y), *_ = degrees((250, 0)).tolist()
    text = "学生,积分,村(社区),第1志愿\na,90,h3,s\nb,50,h0,s\nc,95,,s\n"
    (folder / "学生.csv").write_text(text, "utf-8")
    (folder / "学校.csv").write_text(f"学校,名额,经度,纬度\ns,1,{x:.7f},{y:.7f}\n", "utf-8")
    return folder


def test_the_walk_zone_decides_and_the_letter_says_how_far(lists, zone, tmp_path):
    """From h0 250 s, from h3 1,000 s: with 5 minutes b comes first, with 20 a with more points."""
    letters = tmp_path / "letters.txt"
    asked = ["match", "schools", str(lists), "--lottery-seed", "1", "--zone", str(zone), "--json"]

    def seats(minutes):
        words = [*asked, "--minutes", minutes, "--letters", str(letters)]
        ran = CliRunner().invoke(cli, words, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        told = json.loads(ran.stdout)
        return {row["pupil"]: row["school"] for row in told["rows"]}, told

    assert seats("20")[0] == {"a": "s", "b": None, "c": None}
    assert "measuring ways" in CliRunner().invoke(cli, [*asked, "--minutes", "5"]).stderr
    assert CliRunner().invoke(cli, [*asked, "--minutes", "5", "-q"]).stderr == ""
    placed, told = seats("5")
    assert placed == {"a": None, "b": "s", "c": None}
    said = [words["en"] for words in told["sentences"]]
    assert any("2 of the 3 pupils who need one have a street" in words for words in said)
    assert any("1 of their 3 choices lie within" in words for words in said)
    assert any(words.startswith("pupils, row 4: neither lon and lat") for words in said)
    assert told["question"]["mode"] == "walk"
    assert told["question"]["minutes"] == 5
    written = letters.read_text("utf-8").split("----------------")
    assert "Your home is not within its walk zone of 5.0 minutes." in written[0]
    assert "您到该校需4.2分钟，步行范围为5.0分钟。" in written[1]
    assert "Your way to school could not be measured" in written[2]
    assert "未能测算您的上学时间" in written[2]


def test_simulated_streets_mark_the_answer_and_its_letters(lists, tmp_path):
    layers = {name: small_zone.Layer("simulated", "made up") for name in ("communities", "network")}
    zone = write_small_zone(tmp_path / "sim", layers=layers)
    letters = tmp_path / "letters.html"
    answer = schools(lists, Draw(1), Way(zone, "walk", 5.0), letters=letters)
    assert set(answer.table["standing"]) == {"simulated"}
    assert answer.simulated == ("network", "communities")
    assert "streets" in answer.simulated_words["en"]
    page = letters.read_text("utf-8")
    assert page.count("ways to school rest on stand-ins") == 3
    assert "invented pupils" not in page, "the lists say nothing of the kind"
