"""The map of pairs: an arc for each pair that has two counties, marked where simulated."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from gongfu.report.pair_map import pair_page, pair_picture

LAND = gpd.GeoDataFrame(
    index=pd.Index(["m", "s", "t"], name="code"),
    geometry=[box(119, 28, 120, 29), box(120, 28, 121, 29), box(120, 29, 121, 30)],
    crs="EPSG:4326",
)
PAIRS = pd.DataFrame(
    {
        "mountain": ["m", "m", "m"],
        "mountain_name": ["<b>山县"] * 3,
        "mountain_name_en": ["Hill County"] * 3,
        "sea": ["s", "t", ""],
        "sea_name": ["海县", "湾县", "海滨新区"],
        "sea_name_en": ["Sea County", "Bay County", "海滨新区"],
        "status": ["new", "recorded", "no_county"],
        "score": [0.7, 0.25, float("nan")],
        "change": [0.1, 0.2, float("nan")],
        "next_best": ["湾县", "", ""],
        "next_best_en": ["Bay County", "", ""],
        "since_year": pd.array([None, 2012, None], "Int64"),
    }
)
SIDES = (["m"], ["s", "t"])


def test_an_arc_runs_between_two_counties_and_says_who_they_are():
    picture = pair_picture(LAND, PAIRS, *SIDES, language="en")
    assert picture.count('class="arc new"') == 2, "the pair and its key"
    assert picture.count('class="arc recorded"') == 2
    assert "Hill County – Sea County: new, score 0.700" in picture
    assert picture.count("place is-mountain") == 2
    assert "海县" not in picture


def test_a_name_stays_a_name():
    picture = pair_picture(LAND, PAIRS, *SIDES, language="zh")
    assert "<b>" not in picture
    assert "山县—海县" in picture
    assert "得分0.700" in picture


def test_simulated_pairs_say_so_on_the_map_and_on_the_page():
    said = [{"en": "First.", "zh": "一。"}, {"en": "Decide.", "zh": "审定。"}]
    for marked in (True, False):
        picture = pair_picture(LAND, PAIRS, *SIDES, language="en", simulated=marked)
        page = pair_page(LAND, PAIRS, *SIDES, sentences=said, opens_in="zh", simulated=marked)
        assert ("Simulated" in picture) is marked
        assert ("模拟" in page) is marked


def test_the_page_lists_every_pair_in_both_languages():
    said = [{"en": "First.", "zh": "一。"}, {"en": "Decide.", "zh": "审定。"}]
    page = pair_page(LAND, PAIRS, *SIDES, sentences=said, opens_in="en")
    for word in ("Bay County", "湾县", "海滨新区", "2012", "0.250", "First.", "审定。"):
        assert word in page
    assert page.count("<tr class=") == 3
    assert page == pair_page(LAND, PAIRS, *SIDES, sentences=said, opens_in="en")
