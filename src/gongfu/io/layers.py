"""A bureau's own lists as frames of a zone: communities, facilities, boundaries, figures.

`columns` says which of their columns is ours: {"kind": "类别", "capacity": "床位"}.  A value that
starts with "=" is the same for every row: {"urban": "=true"}.  Columns that already have our name,
or one of the names in `headings.ALIASES`, need not be mentioned.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.areas import areas_m2
from gongfu.io.datum import DATUMS, check_datum
from gongfu.io.figure_faults import figure_faults
from gongfu.io.headings import (
    ALIASES,
    URBAN_WORDS,
    plain_heading,
    without_multiple,
)
from gongfu.io.listed_kinds import WORD, counted, labelled
from gongfu.io.positions import positions, shapes_in_wgs84
from gongfu.io.sheets import Sheet, read_sheet, sheet_counts, sheet_numbers, sheet_texts
from gongfu.io.suspicion import check_degrees, warn_of_fractions
from gongfu.model import schema
from gongfu.model.indicator import INDICATORS
from gongfu.model.kind import KINDS
from gongfu.model.place import LEVEL_TITLES, LEVELS, level_of, normal_code
from gongfu.model.schema import row_words
from gongfu.units import to_base

TOWN_ASSUMED: Final = "town_assumed"
"""In `attrs` of people whose list does not tell town from country: which of them all count as."""
NOTE: Final = "note"
"""In `attrs` of a list: what a reader of the report must know of it, by language."""
_COUNTS: Final = ("residents", "capacity", "capacity_people", *KINDS)
_WHOLE: Final = re.compile(r"(\d+)\.0+")  # a code that went through a program as a number
_SHORTENED: Final = re.compile(r"\d\.\d+E\+?\d+|\d+E\+\d+", re.IGNORECASE)


def parse_columns(text: str) -> dict[str, str]:
    """`columns` as one text: "kind=类别,capacity=床位" or "school=schools,urban==true"."""
    columns = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        ours, found, theirs = pair.partition("=")
        if not (ours.strip() and found and theirs.strip()):
            raise InputError(
                f"columns: {pair!r} is not of the form ours=theirs, such as kind=类别,capacity=床位"
            )
        columns[ours.strip()] = theirs.strip()
    return columns


def read_communities(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    datum: str = "wgs84",
    area: BaseGeometry | None = None,
) -> pd.DataFrame:
    """The demand points in a list: villages, residents' committees, cells of a grid.

    Parameters
    ----------
    path
        CSV, workbook, GeoJSON, GeoPackage, Shapefile or Parquet; see `sheets.read_sheet`.
    columns
        Ours to theirs, for community_id, place, name, residents, urban, lon, lat, cell (codes
        of grid cells, see `cells.cell_centres`), and residents_<group> for groups of people.
    datum
        Of the coordinates: "wgs84", "gcj02", "bd09", or the system of two columns in metres,
        such as "EPSG:3035".
    area
        Of a grid, keep only the cells whose middle lies in this polygon (WGS84); None keeps all.

    Returns
    -------
    DataFrame
        As `schema.COMMUNITIES`; `place` is "" where the list does not say it.  Of a grid, which
        is a table that tells cells instead of lon and lat, only the cells with residents; its
        `attrs` say `TOWN_ASSUMED` if it does not tell town from country.

    Warns
    -----
    UserWarning
        Counts under a heading such as 人口(万人) were multiplied; most rows of a list that is no
        grid have less than one resident.

    Raises
    ------
    InputError
        All faults at once, with the row numbers of the spreadsheet.
    """
    names = ("community_id", "place", "name", "residents", "urban", "lon", "lat", "cell")
    sheet, at = _open(path, columns, names, prefix="residents_", datum=datum)
    by_cell = "cell" in (columns or {})
    grid = by_cell or ("cell" in at and not {"lon", "lat"} <= set(at))
    _need(sheet, at, ("residents",) if grid else ("residents", "urban"))
    frame = pd.DataFrame(
        index=_ids(sheet, at.get("community_id", at["cell"] if grid else None), "community_id")
    )
    frame["place"] = _codes(sheet, at, "place").to_numpy()
    frame["name"] = _texts(sheet, at, "name").to_numpy()
    frame["residents"] = sheet_counts(sheet, at["residents"]).to_numpy()
    frame["urban"] = _urban(sheet, at["urban"]) if "urban" in at else True
    frame["lon"], frame["lat"] = positions(sheet, at, datum, by_cell=by_cell)
    for ours in at:
        if ours.startswith("residents_"):
            frame[ours] = sheet_counts(sheet, at[ours]).to_numpy()
    groups = tuple(schema.Column(n, "people") for n in frame if n.startswith("residents_"))
    _check(frame, (*schema.COMMUNITIES, *groups), sheet)
    if not grid:
        warn_of_fractions(frame["residents"].to_numpy(), at["residents"], sheet.name)
        return frame
    keep = (frame["residents"] > 0).to_numpy()
    if area is not None:
        shapely.prepare(area)
        keep = keep & shapely.contains_xy(area, frame["lon"].to_numpy(), frame["lat"].to_numpy())
    frame = frame[keep]
    if frame.empty:
        raise InputError(
            f"{sheet.name}: no cell{' inside the boundary' if area is not None else ''} has "
            "residents; check the file, its column of residents and that it covers the zone"
        )
    if "urban" not in at:
        frame.attrs[TOWN_ASSUMED] = True
    return frame


def read_facilities(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    kind: str = "",
    datum: str = "wgs84",
) -> pd.DataFrame:
    """The facilities in a list, of one kind or of several.

    Parameters
    ----------
    path
        CSV, workbook, GeoJSON, GeoPackage, Shapefile or Parquet; areas stand at a point inside
        them.
    columns
        Ours to theirs, for facility_id, kind, name, capacity, lon, lat, cell, opened.  A kind
        instead of a column, as in {"school": "schools", "clinic": "healthcare"}, names a column
        that counts: each row where it is above 0 gives one facility of that kind, with its `count`.
        "kind.<word>" says what a word means that `headings.KIND_WORDS` does not know, as in
        {"kind.鱼塘": "park"}; "-" leaves the rows of that word out.
    kind
        The kind of all rows, where the list has no such column.
    datum
        Of the coordinates; see `read_communities`.

    Returns
    -------
    DataFrame
        As `schema.FACILITIES`.

    Raises
    ------
    InputError
        All faults at once, with the row numbers of the spreadsheet.
    """
    names = ("facility_id", "kind", "name", "capacity", "lon", "lat", "cell", "opened", *KINDS)
    given = dict(columns or {}) | ({"kind": f"={kind}"} if kind else {})
    words = {n: given.pop(n) for n in list(given) if n.startswith(WORD)}
    sheet, at = _open(path, given, names, own=set(names) - set(KINDS), datum=datum)
    counts = [key for key in KINDS if key in at]
    if not counts and "kind" not in at:
        raise InputError(
            f"{sheet.name}: no column tells the kind of facility; it has {list(sheet.frame)}: "
            "say which it is (kind=<their column>), give one kind for all rows (kind==school), "
            "or name the columns that count them (--columns school=schools)"
        )
    base = pd.DataFrame(index=_ids(sheet, at.get("facility_id"), "facility_id"))
    base["name"] = _texts(sheet, at, "name").to_numpy()
    base["lon"], base["lat"] = positions(sheet, at, datum, by_cell="cell" in given)
    if "capacity" in at:
        base["capacity"] = sheet_counts(sheet, at["capacity"]).to_numpy()
    if "opened" in at:
        base["opened"] = sheet_texts(sheet, at["opened"]).to_numpy()
    base["row"] = sheet.rows
    frame = counted(base, sheet, at, counts) if counts else labelled(base, sheet, at, words)
    _check(frame.drop(columns="row"), schema.FACILITIES, sheet, frame["row"].to_numpy())
    order = [column.name for column in schema.FACILITIES if column.name in frame]
    return frame[[*order, *frame.columns.difference([*order, "row"], sort=False)]]


def read_points(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    datum: str = "wgs84",
    numbers: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The points in a list, of whatever they are.

    Parameters
    ----------
    path
        CSV, GeoJSON, GeoPackage, Shapefile or Parquet; areas stand at a point inside them.
    columns
        Ours to theirs, for id (or site_id, as a plan writes it), name, lon, lat and the numbers.
    datum
        Of the coordinates; see `read_communities`.
    numbers
        Columns of amounts, >= 0, that the list must have.
    words
        Columns of words that it may have; "" where it does not say.

    Returns
    -------
    DataFrame
        Index `id` (by row where the list has none); `name`, `lon`, `lat`, the numbers, the words,
        and `area_m2` where the list is drawn as areas (NaN for those that are none).
    """
    sheet, at = _open(path, columns, ("id", "name", "lon", "lat", *numbers, *words), datum=datum)
    _need(sheet, at, numbers)
    frame = pd.DataFrame(index=_ids(sheet, at.get("id"), "id"))
    frame["name"] = _texts(sheet, at, "name").to_numpy()
    frame["lon"], frame["lat"] = positions(sheet, at, datum)
    if sheet.shapes is not None and sheet.shapes.geom_type.str.endswith("Polygon").any():
        frame["area_m2"] = areas_m2(sheet.shapes)
    for number in numbers:
        frame[number] = sheet_counts(sheet, at[number]).to_numpy()
    for word in words:
        frame[word] = _texts(sheet, at, word).to_numpy()
    _check(frame, (schema.LON, schema.LAT), sheet)
    return frame


def read_boundaries(
    path: str | Path, *, columns: Mapping[str, str] | None = None, datum: str = "wgs84"
) -> gpd.GeoDataFrame:
    """The boundaries in a map file.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile or GeoParquet of polygons, in any system it names.
    columns
        Ours to theirs, for code, name, name_en, level, parent.
    datum
        Of the corners: "wgs84", "gcj02", "bd09", or the system of a file that does not name it,
        such as "EPSG:4549".

    Returns
    -------
    GeoDataFrame
        Index `code` in WGS84; columns name, name_en, level, parent ("" where the file does not
        say it; level by the statistical code where there is one) and geometry.
    """
    names = ("code", "name", "name_en", "level", "parent")
    sheet, at = _open(path, columns, names, datum=datum)
    _need(sheet, at, ("code",))
    if sheet.shapes is None:
        raise InputError(f"{sheet.name}: it holds no geometry; give GeoJSON or GeoPackage")
    flat = ~sheet.shapes.geom_type.isin(("Polygon", "MultiPolygon")).to_numpy()
    if flat.any():
        raise InputError(
            f"{sheet.name}: not a polygon in {row_words(flat, sheet.rows)}; close its lines"
        )
    bounds = sheet.shapes.bounds.to_numpy()
    check_degrees(bounds[:, 0], bounds[:, 1], sheet.rows, sheet.name)
    check_degrees(bounds[:, 2], bounds[:, 3], sheet.rows, sheet.name)
    frame = pd.DataFrame(index=pd.Index(_codes(sheet, at, "code"), name="code"))
    for ours in ("name", "name_en"):
        frame[ours] = _texts(sheet, at, ours).to_numpy()
    frame["parent"] = _codes(sheet, at, "parent").to_numpy()
    frame["level"] = _levels(frame.index, _texts(sheet, at, "level"), sheet)
    blank = (frame.index == "").astype(bool)
    if blank.any():
        raise InputError(
            f"{sheet.name}: 'code' is missing in {row_words(blank, sheet.rows)}; fill it"
        )
    _check(frame, (schema.Column("level"),), sheet)
    shapes = shapes_in_wgs84(sheet.shapes.make_valid(), datum)
    return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=4326)


def read_figures(
    path: str | Path, *, columns: Mapping[str, str] | None = None, source: str = ""
) -> pd.DataFrame:
    """The figures in a table, one per row, in base units.

    Parameters
    ----------
    path
        CSV, workbook or Parquet.
    columns
        Ours to theirs, for the columns of `schema.FIGURES`; {"unit": "=yuan"} for all rows.
    source
        Where the figures come from, if the table has no such column.

    Returns
    -------
    DataFrame
        As `schema.FIGURES`; bound "=", standing "published" and grade "official_table" where
        the table does not say otherwise.
    """
    names = tuple(column.name for column in schema.FIGURES)
    given = dict(columns or {})
    sheet, at = _open(path, given, names)
    _need(sheet, at, ("place", "indicator", "period", "value", "unit"))
    frame = pd.DataFrame({name: _texts(sheet, at, name) for name in names})
    frame["place"] = _codes(sheet, at, "place")
    defaults = {"source": source, "bound": "=", "standing": "published", "grade": "official_table"}
    for name, words in defaults.items():
        frame[name] = frame[name].where(frame[name] != "", words)
    by_title = {words: i.key for i in INDICATORS for words in (*i.title.values(), i.key)}
    frame["indicator"] = [by_title.get(words, words) for words in frame["indicator"]]
    values = sheet_numbers(sheet, at["value"])
    converted = [to_base(v, unit) for v, unit in zip(values, frame["unit"], strict=True)]
    frame["value"] = [value for value, _ in converted]
    frame["unit"] = [base for _, base in converted]
    for name in ("place", "period", "unit", "source"):
        frame[name] = frame[name].where(frame[name] != "", None)
    found = schema.faults(frame, schema.FIGURES, sheet.rows)
    found += figure_faults(frame, sheet.rows)
    if frame["source"].isna().any():
        found.append("say who published the figures: a column 'source', or --source for all rows")
    if found:
        raise InputError(f"{sheet.name}: " + "; ".join(found))
    return frame.reset_index(drop=True)


def _open(
    path: str | Path,
    columns: Mapping[str, str] | None,
    names: tuple[str, ...],
    *,
    prefix: str = "\0",
    own: set[str] | None = None,
    datum: str = "wgs84",
) -> tuple[Sheet, dict[str, str]]:
    """The sheet, and for each of our columns that it has, the name of theirs.

    `own` are the columns that are also found under our own name or an alias (all if None).
    """
    check_datum(datum)
    sheet = read_sheet(
        path, crs="" if datum in DATUMS else datum, known=tuple((columns or {}).values())
    )
    if sheet.frame.empty:
        raise InputError(f"{sheet.name}: it has no rows below its headings; nothing was read")
    given = dict(columns or {})
    odd = sorted(name for name in given if name not in names and not name.startswith(prefix))
    if odd:
        raise InputError(f"columns: {odd} are not ours; known here: {', '.join(names)}")
    headings = [str(name) for name in reversed(list(sheet.frame))]
    plainly = {plain_heading(name): name for name in headings}
    counted = {plain_heading(without_multiple(name)[0]): name for name in headings} | plainly
    at = {}
    groups = [without_multiple(n)[0] for n in map(str, sheet.frame) if n.startswith(prefix)]
    for ours in (*names, *groups):
        if ours in given:
            continue
        known = (ours, *ALIASES.get(ours, ())) if own is None or ours in own else ()
        plain = map(plain_heading, known)
        theirs = counted if ours in _COUNTS or ours.startswith(prefix) else plainly
        hit = next((theirs[word] for word in plain if word in theirs), None)
        if hit is not None and hit not in given.values():
            at[ours] = hit
    for ours, name in given.items():
        if name.startswith("="):
            sheet.frame[name] = name[1:]
        elif name not in sheet.frame.columns:
            raise InputError(
                f"{sheet.name}: no column {name!r} for {ours!r}; it has {list(sheet.frame)}"
            )
        at[ours] = name
    return sheet, at


def _need(sheet: Sheet, at: Mapping[str, str], needed: tuple[str, ...]) -> None:
    """Raise an InputError that names every column of ours that the sheet lacks."""
    lost = [name for name in needed if name not in at]
    if lost:
        raise InputError(
            f"{sheet.name}: no columns for {lost}; it has {list(sheet.frame)}: say which they are "
            f"({lost[0]}=<their column>), or give one value for all rows ({lost[-1]}==<value>)"
        )


def _texts(sheet: Sheet, at: Mapping[str, str], ours: str) -> pd.Series:
    if ours in at:
        return sheet_texts(sheet, at[ours])
    return pd.Series("", index=sheet.frame.index, dtype=object)


def _codes(sheet: Sheet, at: Mapping[str, str], ours: str) -> pd.Series:
    """Place codes in their normal form, also where a spreadsheet took them for numbers."""
    codes = _texts(sheet, at, ours).str.normalize("NFKC").str.replace(_WHOLE, r"\1", regex=True)
    short = codes.str.fullmatch(_SHORTENED).to_numpy(bool)
    if short.any():
        raise InputError(
            f"{sheet.name}: the code is {codes[short].iloc[0]!r} in "
            f"{row_words(short, sheet.rows)}: a spreadsheet has shortened it; format the column "
            "as text, enter the codes again, and save"
        )
    return codes.map(normal_code)


def _ids(sheet: Sheet, column: str | None, name: str) -> pd.Index:
    """Their ids, or "row-17" by the row of the spreadsheet where they have none."""
    if column is None:
        return pd.Index([f"row-{row}" for row in sheet.rows], name=name)
    ids = sheet_texts(sheet, column)
    return pd.Index(ids.where(ids != "", None), name=name)


def _urban(sheet: Sheet, column: str) -> NDArray[np.bool_]:
    words = sheet_texts(sheet, column).str.lower()
    odd = ~words.isin(list(URBAN_WORDS)).to_numpy()
    if odd.any():
        raise InputError(
            f"{sheet.name}: {column!r} is {words[odd].iloc[0]!r} in {row_words(odd, sheet.rows)}; "
            "town is true, 城镇 or 111 to 123, country is false, 乡村, 210 or 220"
        )
    return words.map(URBAN_WORDS).to_numpy(bool)


def _levels(codes: pd.Index, words: pd.Series, sheet: Sheet) -> list[str | None]:
    """Level keys from their words, or from statistical codes."""
    known = {name: name for name in LEVELS}
    known |= {words[language]: level for level, words in LEVEL_TITLES.items() for language in words}
    levels: list[str | None] = []
    for code, word, row in zip(codes, words, sheet.rows, strict=True):
        if word and word.lower() not in known:
            raise InputError(
                f"{sheet.name}: level is {word!r} in row {row}; known: {', '.join(LEVELS)}"
            )
        levels.append(known[word.lower()] if word else _level_by_code(code))
    return levels


def _level_by_code(code: str) -> str:
    try:
        return level_of(code)
    except InputError:
        return ""  # a code of another country: its level is asked for when places are made


def _check(
    frame: pd.DataFrame,
    columns: tuple[schema.Column, ...],
    sheet: Sheet,
    rows: NDArray[np.int64] | None = None,
) -> None:
    found = schema.faults(frame, columns, sheet.rows if rows is None else rows)
    if found:
        raise InputError(f"{sheet.name}: " + "; ".join(found))
