"""The embedded facts of Zhejiang: counts that are known, sums that must hold, every row sourced."""

import re
from pathlib import Path

import geopandas as gpd
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.model.figure import best_figures
from gongfu.model.indicator import INDICATORS
from gongfu.model.schema import COMPARISONS, GRADES

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "src" / "gongfu" / "data" / "zhejiang"
UNITS = {indicator.key: indicator.unit for indicator in INDICATORS}


@pytest.fixture(scope="module")
def places():
    return embedded.places()


@pytest.fixture(scope="module")
def figures():
    return embedded.figures()


def of(figures, indicator, period):
    """Values by place, published only, one row per place."""
    rows = figures[(figures["indicator"] == indicator) & (figures["period"] == period)]
    assert not rows["place"].duplicated().any()
    return rows.set_index("place")["value"]


# ---------------------------------------------------------------------------------------- places


def test_as_many_places_as_zhejiang_has(places):
    assert places["level"].value_counts().to_dict() == {
        "province": 1,
        "prefecture": 11,
        "county": 90,
        "township": 1387,
        "village": 25547,
    }
    assert places.index.is_unique


def test_every_parent_is_one_level_up(places):
    lower = places[places["parent"] != ""]
    assert len(places) - len(lower) == 1
    up = {"prefecture": "province", "county": "prefecture", "township": "county"}
    up["village"] = "township"
    assert (lower["parent"].map(places["level"]) == lower["level"].map(up)).all()


def test_hangzhou_has_191_townships_apart_from_its_development_zones(places):
    hangzhou = places[(places["level"] == "township") & places.index.str.startswith("3301")]
    forms = hangzhou["form"].value_counts()
    assert forms[["subdistrict", "town", "township"]].to_dict() == {
        "subdistrict": 93,
        "town": 75,
        "township": 23,
    }
    assert forms["other_unit"] == len(hangzhou) - 191


def test_forms_follow_the_chinese_names(places):
    endings = {"街道": "subdistrict", "镇": "town", "乡": "township"}
    towns = places[places["level"] == "township"]
    for ending, form in endings.items():
        assert (towns["name"].str.endswith(ending) == (towns["form"] == form)).all()
    assert set(towns["form"]) == {*endings.values(), "other_unit", "direct_villages"}
    counties = places[places["level"] == "county"]["form"].value_counts().to_dict()
    assert counties == {"district": 37, "city": 20, "county": 32, "autonomous_county": 1}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("33", "Zhejiang"),
        ("3310", "Taizhou"),
        ("3311", "Lishui"),
        ("330102", "Shangcheng District"),
        ("330122", "Tonglu County"),
        ("330127", "Chun'an County"),
        ("330212", "Yinzhou District"),
        ("330382", "Yueqing City"),
        ("330683", "Shengzhou City"),
        ("330922", "Shengsi County"),
        ("331122", "Jinyun County"),
        ("331127", "Jingning She Autonomous County"),
    ],
)
def test_english_names_where_readers_would_notice(places, code, name):
    assert places.at[code, "name_en"] == name


def test_every_place_has_a_name_in_latin_letters(places):
    odd = places[~places["name_en"].str.fullmatch(r"[A-Z][A-Za-zü' ()-]*")]
    assert odd.empty, odd[["name", "name_en"]].head()


def test_only_wanted_levels_are_given():
    assert set(embedded.places(levels=("county",))["level"]) == {"county"}
    with pytest.raises(InputError, match="choose among"):
        embedded.places(levels=("hamlet",))


# --------------------------------------------------------------------------------------- figures


def test_every_figure_says_what_it_is(figures):
    for column in ("place", "indicator", "period", "unit", "source", "standing", "grade"):
        assert (figures[column] != "").all()
    assert figures["grade"].isin(GRADES).all()
    assert figures["standing"].isin(("published", "computed")).all()
    assert figures["period"].str.fullmatch(r"20\d\d(-\d\d/20\d\d-\d\d)?").all()
    assert figures["source"].str.lower().ne("same").all()


def test_every_indicator_is_declared_with_its_unit(figures):
    for table in (figures, embedded.census_figures(), embedded.targets()):
        for key, unit in table[["indicator", "unit"]].drop_duplicates().itertuples(index=False):
            assert UNITS[key] == unit


def test_no_float_dust(figures):
    """No table prints more than four decimals, so ten-thousandths are whole numbers."""
    for table in (figures, embedded.census_figures()):
        parts = table["value"] * 1e4
        assert ((parts - parts.round()).abs() <= 1e-9 * parts.abs()).all()
        total = (table["unit"] == "yuan") & ~table["indicator"].str.contains("_head_")
        assert (table.loc[total, "value"] % 1 == 0).all()


def test_residents_of_the_counties_sum_to_the_province(figures, places):
    counties = places.index[places["level"] == "county"]
    residents = of(figures, "residents", "2024")[counties]
    assert len(residents) == 90
    assert residents.sum() == 66_676_300  # 6,667.6 x 10 000 as published, to the last digit kept
    published = of(figures, "residents", "2024")["33"]
    assert abs(residents.sum() - published) < 50_000  # which is rounded to 10 000 x 1


def test_published_incomes_of_the_province(figures):
    assert of(figures, "disposable_income_per_head_yuan", "2024")["33"] == 67_013
    rows = figures[
        (figures["indicator"] == "disposable_income_per_head_yuan")
        & (figures["place"] == "33")
        & (figures["period"] == "2025")
    ]
    assert sorted(zip(rows["bound"], rows["value"], strict=True)) == [("=", 70240), (">", 70000)]
    assert best_figures(rows)["value"].tolist() == [70240]  # a bound cannot enter a ratio


def test_only_the_four_misprinted_counties_are_doubtful(figures, places):
    doubtful = figures[figures["doubt"] != ""]
    assert sorted(places.loc[doubtful["place"].unique(), "name"]) == sorted(
        ["宁海县", "秀洲区", "金东区", "开化县"]
    )
    assert set(doubtful["indicator"]) == {"disposable_income_per_head_yuan"}
    assert len(doubtful) == 8
    assert set(doubtful["grade"]) == {"transcribed"}


def test_counties_without_countryside_have_no_rural_income(figures, places):
    counties = places.index[places["level"] == "county"]
    rural = of(figures, "rural_disposable_income_per_head_yuan", "2024")
    without = places.loc[counties.difference(rural.index), "name"]
    assert sorted(without) == sorted(["上城区", "拱墅区", "西湖区", "滨江区", "龙湾区"])


def test_the_transcription_agrees_where_the_yearbook_can_try_it(figures):
    """Where nobody has a rural income, the total must be the urban income."""
    total, urban, rural = (
        of(figures, f"{group}disposable_income_per_head_yuan", "2024")
        for group in ("", "urban_", "rural_")
    )
    towns = urban.index.difference(rural.index)
    assert len(towns) == 5
    assert (total[towns] == urban[towns]).all()


def test_sectors_add_up_to_the_product(figures):
    product = figures[figures["indicator"] == "gdp_yuan"]
    keys = ["place", "period", "source"]
    sectors = figures[
        figures["indicator"].isin(f"{n}_value_added_yuan" for n in ("primary", "secondary"))
        | (figures["indicator"] == "tertiary_value_added_yuan")
    ]
    summed = sectors.groupby(keys)["value"].sum()
    both = product.set_index(keys)["value"].to_frame("product").join(summed, how="inner")
    assert len(both) > 160
    assert ((both["product"] - both["value"]).abs() <= 2e6).all()  # last digit: a million yuan


def test_product_per_head_agrees_with_product_and_residents(figures, places):
    counties = places.index[places["level"] == "county"]
    product, residents, per_head = (
        of(figures, key, "2024").reindex(counties)
        for key in ("gdp_yuan", "residents", "gdp_per_head_yuan")
    )
    ratio = product / residents / per_head  # per head counts the year's mean population
    assert ratio.between(0.98, 1.02).all()


def test_sums_of_counties_are_computed_from_these_counties(figures):
    sums = figures[figures["standing"] == "computed"]
    assert len(sums) == 54
    for row in sums.itertuples():
        key = row.indicator.replace("_sum_of_counties", "")
        parts = of(figures[figures["place"].str.len() == 6], key, row.period)
        assert parts[parts.index.str.startswith(row.place)].sum() == pytest.approx(row.value, abs=1)


def test_part_of_a_year_is_never_a_year(figures):
    part = figures[figures["period"] == "2020-01/2020-09"]
    assert len(part) == 33
    assert part["note"].str.contains("not a full year").all()
    assert of(figures, "disposable_income_per_head_yuan", "2020").index.tolist() == ["3310", "33"]


def test_extracts_of_databases_are_secondary(figures):
    extract = figures[figures["source"].str.contains("CSMAR")]
    assert len(extract) == 385
    assert set(extract["grade"]) == {"secondary"}
    assert extract["via"].ne("").all()


# ------------------------------------------------------------- targets, rules, groups, pairings


def test_targets_are_the_fourteen_confirmed_ones():
    targets = embedded.targets()
    assert len(targets) == 14
    assert targets["comparison"].isin(COMPARISONS).all()
    assert targets["source"].ne("").all()
    assert not targets["indicator"].str.contains("mountain_exit|mountain_island").any()
    value = targets.set_index("indicator")["value"].to_dict()
    assert value["gdp_yuan"] == 12e12
    assert value["disposable_income_per_head_yuan"] == 85_000
    assert value["rd_intensity"] == 0.034
    assert value["mountain_26_income_to_province"] == 0.75
    bare = targets["note"].str.contains("value alone")
    assert set(targets.loc[bare, "comparison"]) == {">="}


def test_the_exit_rule_and_the_count_are_no_targets():
    rules = embedded.rules()
    assert rules["exit_rule"]["must_leave_gdp_above_yuan"] == 50_000_000_000
    assert rules["exit_rule"]["may_leave_gdp_from_yuan"] == 40_000_000_000
    assert rules["exit_rule"]["may_leave_income_above_yuan"] == 50_000
    assert [(c["comparison"], c["value"], c["by"]) for c in rules["policy_counts"]] == [
        ("<", 20, 2027)
    ]


def test_the_26_mountain_counties(places):
    groups = embedded.groups()
    first = groups[groups["group"] == "mountain_26"]
    assert len(first) == 26
    assert first["place"].is_unique
    left = first[first["until"] != ""]
    assert sorted(places.loc[left["place"], "name"]) == sorted(
        ["平阳县", "柯城区", "莲都区", "永嘉县", "苍南县", "江山市"]
    )
    since_2024 = groups[groups["group"] == "mountain_island"]
    assert len(since_2024) == 25  # 山区海岛25县
    assert (since_2024["until"] == "").sum() == 22
    assert groups["place"].isin(places.index).all()


def test_the_pairings(places):
    pairings = embedded.pairings()
    assert len(pairings) == 31
    assert pairings["mountain"].nunique() == 23
    assert pairings["since_year"].notna().sum() == 13
    assert ((pairings["since"] != "") == pairings["since_year"].notna()).all()
    for side in ("mountain", "sea"):
        known = pairings[pairings[side] != ""]
        assert (known[side].map(places["name"]) == known[f"{side}_name"]).all()
    assert (pairings["sea"] == "").sum() == 1
    in_words = pairings.set_index("since")["since_year"]
    assert in_words["2002-04"] == 2002
    assert in_words["~2020"] == 2020
    assert in_words["2007 (14 years in 2021)"] == 2007


def test_facts_on_mechanisms_are_numbers_or_words(places):
    facts = embedded.mechanism_facts()
    assert (facts["value"].isna() == (facts["text"] != "")).all()
    jobs = facts.set_index("item").loc["jobs"]
    assert (jobs["value"], jobs["unit"]) == (245_000, "people")
    known = facts[facts["place"] != ""]
    named = known["place"].map(places["name"])
    assert all(full.endswith(name) for full, name in zip(known["place_name"], named, strict=True))


# -------------------------------------------------------------------------------- points and land


def test_township_points_are_seats_or_centres_of_boxes(places):
    points = embedded.township_points()
    assert points["kind"].value_counts().to_dict() == {"seat": 776, "box_centre": 372}
    assert (places.loc[points.index, "level"] == "township").all()
    known = places[(places["level"] == "township") & places["lon"].notna()]
    assert set(known.index) == set(points.index[points["kind"] == "seat"])
    boxed = points.dropna(subset=["box_west"])
    assert boxed["lon"].between(boxed["box_west"], boxed["box_east"]).mean() > 0.97
    counties = points.index.str[:6].value_counts()
    assert "330383" not in counties.index
    assert counties["330305"] == 1


def test_counties_have_their_boundaries(places):
    boundaries = embedded.boundaries(levels=("county", "prefecture", "province"))
    assert boundaries["level"].value_counts().to_dict() == {
        "county": 90,
        "prefecture": 11,
        "province": 1,
    }
    assert boundaries.crs.to_epsg() == 4326
    assert boundaries.is_valid.all()
    geometry = embedded.county_geometry()
    counties = boundaries.loc[geometry.index].to_crs("+proj=laea +lat_0=29 +lon_0=120")
    area = counties.area / 1e6
    assert ((area / geometry["polygon_area_km2"] - 1).abs() < 0.001).all()
    inner = places.loc[geometry.index]
    points = boundaries.loc[geometry.index].geometry.representative_point()
    assert ((inner["lon"] - points.x).abs() < 0.001).all()
    with pytest.raises(InputError, match="choose among"):
        embedded.boundaries(levels=("village",))


def test_neighbouring_land_touches_zhejiang_and_holds_none_of_it():
    boundaries = embedded.boundaries(levels=("province",)).to_crs("EPSG:32651")
    land = embedded.neighbouring_land(within_km=10.0)
    assert land.is_valid
    metric = gpd.GeoSeries([land], crs="EPSG:4326").to_crs("EPSG:32651").iloc[0]
    own = boundaries.geometry.iloc[0]
    assert metric.intersection(own).area < 0.01 * metric.area
    assert metric.distance(own) < 100
    assert metric.hausdorff_distance(own.boundary) > 9_000
    assert own.buffer(10_100).contains(metric)
    with pytest.raises(InputError, match="within_km"):
        embedded.neighbouring_land(within_km=0.0)


# ---------------------------------------------------------------------------------------- census


def by_place(figures):
    """One row per place, one column per indicator; a repeated pair is a ValueError."""
    return figures.set_index(["place", "indicator"])["value"].unstack()


def test_the_census_has_divisions_of_its_own(places):
    then = embedded.census_places()
    assert then["level"].value_counts().to_dict() == {"province": 1, "prefecture": 11, "county": 90}
    assert set(then.index) - set(places.index) == {"330103", "330104"}  # 下城, 江干
    now = set(places.index[places["level"] == "county"])
    assert now - set(then.index) == {"330113", "330114"}  # 临平, 钱塘
    assert set(then["valid_on"]) == {"2020-11-01"}


def test_the_census_adds_up():
    figures = embedded.census_figures()
    assert set(figures["place"]) == set(embedded.census_places().index)
    assert figures["indicator"].str.startswith("census_").all()
    wide = by_place(figures)
    assert wide.at["33", "census_residents"] == 64_567_588
    people = wide["census_residents"]
    assert (wide["census_male"] + wide["census_female"] == people).all()
    assert (wide["census_urban_residents"] + wide["census_rural_residents"] == people).all()
    prefectures = wide[wide.index.str.len() == 4]
    assert prefectures["census_residents"].sum() == people["33"]
    for age in ("0", "1_4", "5_9", "10_14"):
        both = wide[f"census_male_aged_{age}"] + wide[f"census_female_aged_{age}"]
        assert (wide[f"census_aged_{age}"] == both).all()
    young = wide[[f"census_aged_{age}" for age in ("0", "1_4", "5_9", "10_14")]].sum(axis=1)
    assert ((young / people - wide["census_share_aged_0_14"]).abs() < 6e-5).all()


def test_one_county_row_of_the_census_is_known_to_be_short():
    """Wenzhou's counties lack 249,343 people of a zone that only the prefecture's row counts."""
    wide = by_place(embedded.census_figures())
    counties = wide[wide.index.str.len() == 6]["census_residents"]
    short = (
        wide["census_residents"][lambda s: s.index.str.len() == 4]
        - counties.groupby(counties.index.str[:4]).sum()
    )
    assert short[short != 0].to_dict() == {"3303": 249_343}


# ----------------------------------------------------------------------------------- the tables


def test_the_tables_are_small():
    files = list(TABLES.iterdir())
    assert set(embedded.input_hashes()) == {file.name for file in files}
    assert sum(file.stat().st_size for file in files) < 1_200_000


def test_no_table_names_a_machine_or_a_registry():
    frames = (
        embedded.figures(), embedded.targets(), embedded.groups(), embedded.pairings(),
        embedded.mechanism_facts(), embedded.township_points(), embedded.census_figures(),
    )  # fmt: skip
    for frame in frames:
        for column in ("source", "via", "note"):
            if column in frame:
                words = " ".join(frame[column].unique())
                assert not re.search(r"pypi|npmjs|(^|\s)/[a-z]+/|\bids? \d{9,}", words)


def test_a_missing_table_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded, "_folder", lambda: tmp_path)
    with pytest.raises(NotFoundError, match="install gongfu again"):
        embedded.figures()


def test_a_caller_may_change_what_it_gets():
    first = embedded.targets()
    first.loc[:, "value"] = 0.0
    assert (embedded.targets()["value"] != 0.0).all()


# ------------------------------------------------------------------- against the collected files
