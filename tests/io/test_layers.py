"""A bureau's own lists: encodings, headings, and a message with rows for each fault."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from gongfu.errors import InputError
from gongfu.io.datum import from_wgs84
from gongfu.io.headings import without_multiple
from gongfu.io.layers import (
    parse_columns,
    read_boundaries,
    read_communities,
    read_facilities,
    read_figures,
)
from gongfu.io.sheets import read_sheet

VILLAGES = """编号,名称,代码,人口,城乡,经度,纬度
v1,某村,330199101,1200,乡村,120.05,30.05
v2,"某,社区",330199102000,"2,300.5",城镇,120.15,30.05
"""


def save(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_any_encoding_and_delimiter_gives_the_same_communities(tmp_path, encoding, delimiter):
    text = VILLAGES.replace('"某,社区"', "某社区").replace('"2,300.5"', "２３００．５")
    frame = read_communities(save(tmp_path / "v.csv", text.replace(",", delimiter), encoding))
    assert frame.loc["v1"].to_dict() == {
        "place": "330199101", "name": "某村", "residents": 1200.0, "urban": False,
        "lon": 120.05, "lat": 30.05,
    }  # fmt: skip
    assert frame.loc["v2", "place"] == "330199102"
    assert frame.loc["v2", "residents"] == 2300.5
    assert frame["urban"].dtype == bool


def test_quoted_cells_keep_their_commas(tmp_path):
    frame = read_communities(save(tmp_path / "v.csv", VILLAGES))
    assert frame.loc["v2", "name"] == "某,社区"
    assert frame.loc["v2", "residents"] == 2300.5


def test_headings_can_be_mapped_and_groups_come_along(tmp_path):
    text = "who,people,kids,e,n\na,10,3,120.1,30.1\n"
    mapped = parse_columns("community_id=who,residents_children=kids,lon=e,lat=n,urban==true")
    frame = read_communities(save(tmp_path / "v.csv", text), columns=mapped)
    assert frame.loc["a", ["residents", "residents_children", "urban"]].tolist() == [10, 3, True]


def test_without_ids_the_row_of_the_spreadsheet_is_the_id(tmp_path):
    text = "人口,城乡,经度,纬度\n5,城,120,30\n,,,\n\n6,乡,120,30\n"
    frame = read_communities(save(tmp_path / "v.csv", text))
    assert list(frame.index) == ["row-2", "row-5"]


@pytest.mark.parametrize(
    ("heading", "multiple"),
    [
        ("常住人口（万人）", 10_000), ("常住人口(万人)", 10_000), ("人口（万）", 10_000),
        ("人口 （单位：万人）", 10_000), ("人口【万人】", 10_000), ("人口(百人)", 100),
        ("Population (thousands)", 1_000), ("population [10k persons]", 10_000), ("人口(人)", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("named", [False, True])
def test_residents_in_ten_thousands_are_multiplied_and_it_is_said(
    tmp_path, recwarn, heading, multiple, named
):
    text = VILLAGES.replace("人口", heading).replace("1200", "0.29").replace("2,300.5", "1.15")
    columns = {"residents": heading} if named else None
    frame = read_communities(save(tmp_path / "v.csv", text), columns=columns)

    assert frame["residents"].tolist() == [29 * multiple / 100, 115 * multiple / 100]
    said = [str(warning.message) for warning in recwarn]
    if multiple == 1:
        assert said == []
    else:
        assert len(said) == 1
        assert f"v.csv: {heading!r} counts in multiples of {multiple:,}, so its" in said[0]
        assert f"{144 * multiple // 100:,} in all" in said[0]


def test_groups_and_capacities_may_be_in_multiples_too(tmp_path):
    text = "人口,residents_children(万人),城乡,经度,纬度\n500,0.02,城,120,30\n"
    with pytest.warns(UserWarning, match="multiples of 10,000"):
        frame = read_communities(save(tmp_path / "v.csv", text))
    assert frame["residents_children"].tolist() == [200.0]
    text = "类别,床位(百张),经度,纬度\n医院,1.5,120,30\n"
    with pytest.warns(UserWarning, match="multiples of 100,"):
        assert read_facilities(save(tmp_path / "f.csv", text))["capacity"].tolist() == [150.0]


@pytest.mark.parametrize("heading", ["床位(张/千人)", "每千人床位", "床位/千人", "千人", "万"])
def test_beds_for_a_thousand_people_are_no_thousands_of_beds(heading):
    assert without_multiple(heading) == (heading, 1.0)


def test_most_villages_below_one_resident_are_doubted(tmp_path):
    text = VILLAGES.replace("1200", "0.12").replace("2,300.5", "0.15")
    with pytest.warns(
        UserWarning, match=r"'人口' is below 1 in 2 of 2 rows, such as 0\.12, .*人口\("
    ):
        frame = read_communities(save(tmp_path / "v.csv", text))
    assert frame["residents"].tolist() == [0.12, 0.15]
    half = save(tmp_path / "v.csv", text.replace("0.15", "1"))
    assert read_communities(half)["residents"].tolist() == [0.12, 1.0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("1200", "-5", r"v.csv: 'residents' is -5.0 in row 2; it must be finite people from 0"),
        ("1200", "", r"'residents' is missing in row 2; fill it or drop them"),
        ("1200", "inf", r"'residents' is inf in row 2"),
        ("1200", "NaN", r"'residents' is missing in row 2"),
        ("1200", "many", r"'人口' is 'many' in row 2; it must be a number"),
        ("v2", "v1", r"repeats 1 id, such as 'v1' in 2 rows \(2, 3\)"),
        ("乡村", "sea", r"'城乡' is 'sea' in row 2; town is true"),
        ("120.05", "", r"'lon' is missing in row 2"),
        ("120.05", "inf", r"lon is inf in row 2, which is not finite"),
        ("30.05", "-inf", r"lat is -inf in row 2, which is not finite"),
        ("120.05,30.05", "30.05,120.05", r"lat is 120.05 in row 2, .*swapped"),
        ("120.05,30.05", "210000,3320000", r"in row 2: metres of a map projection"),
        ("某村", '"某村', r"a cell is not closed or quoted wrongly"),
        ("某村", "某,村", r"more cells than the 7 headings in row 2"),
        ("经度", "纬度", r"headings \['纬度'\] stand more than once"),
        ("人口", "面积", r"no columns for \['residents'\]; it has .*residents=<their column>"),
        ("经度", "东", r"no columns for lon and lat"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path, old, new, words):
    path = save(tmp_path / "v.csv", VILLAGES.replace(old, new, 1))
    with pytest.raises(InputError, match=words):
        read_communities(path)


def test_all_faults_at_once(tmp_path):
    text = VILLAGES.replace("1200", "-5").replace("v2", "v1")
    with pytest.raises(InputError, match=r"repeats 1 id.*-5.0 in row 2"):
        read_communities(save(tmp_path / "v.csv", text))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("v.docx", b"PK", r"\.docx cannot be read; save the table as CSV"),
        ("v", b"a,b", "a file without suffix cannot be read"),
        ("v.csv", b"", "it is empty"),
        ("v.csv", b"a,b\n", "no rows below its headings"),
        ("v.csv", b"a,b\n\xff\xff\xff,1\n", "line 2 is neither UTF-8 nor GB18030"),
        ("v.csv", "a,b\n1,2".encode("utf-16")[:-1], "begins as UTF-16 text, but breaks off"),
        ("v.geojson", b"{", "cannot be read as a map file"),
        ("v.gpkg", b"SQLite", "cannot be read as a map file"),
        ("v.parquet", b"PAR1", "cannot be read as Parquet"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_communities(tmp_path / name)
    with pytest.raises(InputError, match="no file"):
        read_communities(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("pair", ["kind", "=x", "kind="])
def test_a_mapping_of_another_form_is_refused(pair):
    with pytest.raises(InputError, match="is not of the form ours=theirs"):
        parse_columns(pair)


def test_a_mapping_to_what_is_not_there(tmp_path):
    path = save(tmp_path / "v.csv", VILLAGES)
    with pytest.raises(InputError, match=r"no column 'x' for 'residents'; it has"):
        read_communities(path, columns={"residents": "x"})
    with pytest.raises(InputError, match=r"columns: \['colour'\] are not ours; known here"):
        read_communities(path, columns={"colour": "名称"})


CARE = """类别,名称,床位,lng,lat
托育,甲,30,120.01,30.01
小学,乙,,120.02,30.02
鱼塘,丙,5,120.03,30.03
"""


def test_words_for_kinds_are_understood_or_asked_for(tmp_path):
    path = save(tmp_path / "f.csv", CARE)
    with pytest.raises(InputError, match=r"'鱼塘' \(×1\), in row 4; say what they are with col"):
        read_facilities(path)
    frame = read_facilities(path, columns=parse_columns("kind.鱼塘=park"))
    assert frame["kind"].tolist() == ["childcare", "school", "park"]
    assert frame["capacity"].isna().tolist() == [False, True, False]
    assert read_facilities(path, columns={"kind.鱼塘": "-"})["name"].tolist() == ["甲", "乙"]
    with pytest.raises(InputError, match=r"columns: \['pond'\] are no kinds"):
        read_facilities(path, columns={"kind.鱼塘": "pond"})


def test_a_list_without_kinds_is_refused_or_given_one(tmp_path):
    path = save(tmp_path / "f.csv", "lon,lat\n120,30\n")
    with pytest.raises(
        InputError, match=r"no column tells the kind .* has \['lon'.*--columns school=schools"
    ):
        read_facilities(path)
    assert read_facilities(path, kind="school")["kind"].tolist() == ["school"]
    assert read_facilities(path, columns={"kind": "=park"})["kind"].tolist() == ["park"]
    path = save(tmp_path / "f.csv", "kind,lon,lat\nschool,120,30\n,120,30\n")
    with pytest.raises(InputError, match="the kind is missing in row 3"):
        read_facilities(path)


def test_columns_that_count_stand_for_kinds(tmp_path):
    text = "id,lon,lat,schools,healthcare\nh1,-51,-30,2,0\nh2,-51,-30,0,0\nh3,-51,-30,1,4\n"
    path = save(tmp_path / "hex.csv", text)
    frame = read_facilities(path, columns=parse_columns("school=schools,clinic=healthcare"))
    assert frame["kind"].to_dict() == {
        "school-h1": "school", "school-h3": "school", "clinic-h3": "clinic",
    }  # fmt: skip
    assert frame["count"].tolist() == [2, 1, 4]
    save(path, text.replace("h1,-51,-30,2", "h1,-51,-30,-2"))
    with pytest.raises(InputError, match="'schools' is -2 in row 2; a count"):
        read_facilities(path, columns={"school": "schools"})


def test_coordinates_of_map_vendors_come_back_to_wgs84(tmp_path):
    lon, lat = from_wgs84([120.05], [30.05], "bd09")
    text = f"kind,lon,lat\nschool,{lon[0]!r},{lat[0]!r}\n".replace("np.float64(", "").replace(
        ")", ""
    )
    frame = read_facilities(save(tmp_path / "f.csv", text), datum="bd09")
    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([120.05, 30.05], abs=1e-9)
    with pytest.raises(InputError, match="datum is 'mars'"):
        read_facilities(tmp_path / "f.csv", datum="mars")


@pytest.mark.parametrize("name", ["f.geojson", "f.gpkg", "f.shp", "f.parquet"])
def test_map_files_in_another_system(tmp_path, name):
    points = gpd.GeoDataFrame(
        {"kind": ["学校", "公园"]},
        geometry=[Point(120.05, 30.05), box(120.0, 30.0, 120.2, 30.1)],
        crs=4326,
    )
    if name == "f.shp":
        points = points[:1]
    here = points if name == "f.geojson" else points.to_crs("EPSG:32651")
    path = tmp_path / name
    here.to_parquet(path) if name == "f.parquet" else here.to_file(path, encoding="utf-8")
    frame = read_facilities(path)
    assert frame["kind"].tolist() == ["school", "park"][: len(points)]
    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([120.05, 30.05], abs=1e-8)


def test_a_shapefile_that_does_not_say_its_encoding(tmp_path):
    points = gpd.GeoDataFrame({"类别": ["学校"]}, geometry=[Point(120.05, 30.05)], crs=4326)
    points.to_file(tmp_path / "f.shp", encoding="gb18030")
    (tmp_path / "f.cpg").unlink()
    assert read_facilities(tmp_path / "f.shp")["kind"].tolist() == ["school"]


def test_a_map_file_without_system_in_metres(tmp_path):
    points = gpd.GeoDataFrame({"kind": ["school"]}, geometry=[Point(2e5, 3e6)], crs=32651)
    points.to_file(tmp_path / "f.shp")
    (tmp_path / "f.prj").unlink()
    with pytest.raises(InputError, match=r"are not degrees, .* add the \.prj file"):
        read_facilities(tmp_path / "f.shp")


def test_several_layers_are_asked_about(tmp_path):
    points = gpd.GeoDataFrame({"kind": ["school"]}, geometry=[Point(120, 30)], crs=4326)
    for layer in ("one", "two"):
        points.to_file(tmp_path / "f.gpkg", layer=layer)
    with pytest.raises(InputError, match=r"holds 2 layers \(one, two\); name the one"):
        read_facilities(tmp_path / "f.gpkg")
    assert len(read_facilities(f"{tmp_path / 'f.gpkg'}#two")) == 1
    with pytest.raises(InputError, match=r"no layer 'three'; it holds 2 layers \(one, two\)"):
        read_facilities(f"{tmp_path / 'f.gpkg'}#three")


def test_an_empty_geometry_is_named(tmp_path):
    points = gpd.GeoDataFrame({"kind": ["school"] * 2}, geometry=[Point(120, 30), None], crs=4326)
    points.to_file(tmp_path / "f.geojson")
    with pytest.raises(InputError, match="no geometry in row 2"):
        read_facilities(tmp_path / "f.geojson")


def test_a_coordinate_that_is_not_finite_is_named(tmp_path):
    square = box(120, 30, 121, 31)
    frame = gpd.GeoDataFrame({"code": ["330191", "330192"]}, geometry=[square] * 2, crs=4326)
    before, found, after = frame.to_json().rpartition("31.0")
    path = save(tmp_path / "b.geojson", before + "NaN" + after)
    assert found
    for read in (read_boundaries, read_facilities):
        with pytest.raises(InputError, match=r"b\.geojson: a coordinate is not finite in row 2"):
            read(path)


@pytest.mark.parametrize(
    ("word", "kind"),
    [("村卫生室", "clinic"), ("社区卫生服务站", "clinic"), ("卫生服务站", "clinic"),
     ("镇中心卫生院", "clinic"), ("县人民医院", "hospital"), ("公办幼儿园", "kindergarten"),
     ("完全小学", "school"), ("高级中学", "school"), ("乡镇养老院", "elder_care"),
     ("县级图书馆", "culture"), ("城东农贸市场", "market")],
)  # fmt: skip
def test_words_are_understood_by_their_ending(tmp_path, word, kind):
    path = save(tmp_path / "f.csv", f"类别,lon,lat\n{word},120,30\n")
    assert read_facilities(path)["kind"].tolist() == [kind]
    assert read_facilities(path, columns={f"kind.{word}": "park"})["kind"].tolist() == ["park"]


def test_a_hospital_for_animals_is_asked_about(tmp_path):
    with pytest.raises(InputError, match=r"words for kinds are not known .*宠物医院"):
        read_facilities(save(tmp_path / "f.csv", "类别,lon,lat\n宠物医院,120,30\n"))


def test_boundaries_take_code_and_level(tmp_path):
    frame = gpd.GeoDataFrame(
        {"区划代码": [330100, 330199], "名称": ["市", "县"]},
        geometry=[box(120, 30, 120.2, 30.1), box(120, 30, 120.1, 30.1)],
        crs=4326,
    )
    frame.to_file(tmp_path / "b.geojson")
    read = read_boundaries(tmp_path / "b.geojson")
    assert list(read.index) == ["3301", "330199"]
    assert read["level"].tolist() == ["prefecture", "county"]
    frame.set_geometry(frame.boundary)[:1].to_file(tmp_path / "l.geojson")
    with pytest.raises(InputError, match=r"not a polygon in row 1"):
        read_boundaries(tmp_path / "l.geojson")
    pd.DataFrame({"code": ["330199"]}).to_csv(tmp_path / "b.csv")
    with pytest.raises(InputError, match="it holds no geometry"):
        read_boundaries(tmp_path / "b.csv")


FIGURES = """place,indicator,period,value,unit
330199,gdp_yuan,2024,139.8,100M yuan
330100,residents,2024,1200,10k persons
"""


def test_figures_come_in_base_units(tmp_path):
    frame = read_figures(save(tmp_path / "f.csv", FIGURES), source="yearbook")
    assert frame["value"].tolist() == [13_980_000_000.0, 12_000_000.0]
    assert frame["unit"].tolist() == ["yuan", "people"]
    assert frame["place"].tolist() == ["330199", "3301"]
    assert set(frame["standing"]) == {"published"}
    assert set(frame["source"]) == {"yearbook"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("gdp_yuan", "gdp", "'indicator' is 'gdp' in row 2, which is neither the key"),
        ("100M yuan", "km2", "'unit' is 'km2' for 'gdp_yuan' in row 2; it must be 'yuan'"),
        ("139.8", "", "'value' is missing in row 2"),
        ("330199", "", "'place' is missing in row 2"),
        ("139.8", "-1", "'value' of 'gdp_yuan' is -1e.08 yuan in row 2; it cannot be below 0"),
        ("1200,10k persons", "-1,人", "'value' of 'residents' is -1 people in row 3"),
        ("gdp_yuan,2024,139.8,100M yuan", "urbanisation_rate,2024,72,share", "72 in row 2; a sh"),
        ("2024", "last year", "'period' is 'last year' in row 2; it must be a year"),
        ("2024", "2024-13", "'period' is '2024-13' in row 2"),
        ("2024", "2024-Q5", "'period' is '2024-Q5' in row 2"),
        ("2024", "2024-09/2024-01", "'period' is '2024-09/2024-01' in row 2"),
        ("2024", "２０２４", "'period' is '２０２４' in row 2"),
        (
            "330100,residents,2024,1200,10k persons",
            "330199,gdp_yuan,2024,1,亿元",
            r"place, indicator, period and source stand more than once in 2 rows \(2, 3\)",
        ),
    ],
)
def test_figures_that_are_wrong(tmp_path, old, new, words):
    with pytest.raises(InputError, match=words):
        read_figures(save(tmp_path / "f.csv", FIGURES.replace(old, new, 1)), source="yearbook")


@pytest.mark.parametrize(
    ("indicator", "value", "unit"),
    [
        ("gdp_growth", -0.02, "share"),
        ("higher_education_gross_enrolment", 1.02, "share"),
        ("urbanisation_rate", 1.0, "share"),
        ("property_net_income_per_head_yuan", -5.0, "yuan"),
    ],
)
@pytest.mark.parametrize("period", ["2024", "2024-09", "2024-Q3", "2024-01/2024-09"])
def test_figures_that_are_odd_but_right(tmp_path, indicator, value, unit, period):
    text = f"place,indicator,period,value,unit\n330199,{indicator},{period},{value},{unit}\n"
    row = read_figures(save(tmp_path / "f.csv", text), source="yearbook").loc[0]
    assert (row["value"], row["period"]) == (value, period)


def test_simulated_figures_stay_out_of_the_ledger(tmp_path):
    text = FIGURES.replace("unit\n", "unit,standing\n").replace("yuan\n", "yuan,simulated\n")
    with pytest.raises(InputError, match=r"'simulated' in row 2; simulated figures do not enter"):
        read_figures(save(tmp_path / "f.csv", text), source="yearbook")


def test_the_same_figure_of_two_sources_is_two_figures(tmp_path):
    text = "place,indicator,period,value,unit,source\n330199,residents,2024,5,人,a\n"
    text += "330199,residents,2024,6,人,b\n"
    assert len(read_figures(save(tmp_path / "f.csv", text))) == 2


def test_figures_may_be_named_as_people_name_them(tmp_path):
    text = "place,indicator,period,value,unit\n330199,地区生产总值,2024,139.8,亿元\n"
    frame = read_figures(save(tmp_path / "f.csv", text), source="公报")
    row = frame.loc[0]
    assert (row["indicator"], row["value"], row["unit"]) == ("gdp_yuan", 13_980_000_000.0, "yuan")


def test_figures_without_a_source_are_refused(tmp_path):
    with pytest.raises(InputError, match="'source' is missing in 2 rows"):
        read_figures(save(tmp_path / "f.csv", FIGURES))


def test_parquet_keeps_its_numbers(tmp_path):
    frame = pd.DataFrame({"code": [330199101.0], "residents": [5], "urban": [True]})
    frame.assign(lon=120.0, lat=30.0).to_parquet(tmp_path / "v.parquet")
    assert read_communities(tmp_path / "v.parquet")["place"].tolist() == ["330199101"]
    assert read_sheet(tmp_path / "v.parquet").rows.tolist() == [1]
