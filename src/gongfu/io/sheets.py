"""A bureau's file as a sheet of text with row numbers, whatever program saved it."""

import csv
import io
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError
from shapely.errors import ShapelyError

from gongfu.errors import InputError
from gongfu.io.books import BOOK_SUFFIXES, read_book
from gongfu.io.footers import without_footers
from gongfu.io.headings import known_headings, plain_heading, without_multiple
from gongfu.model.schema import row_words

TABLE_SUFFIXES: Final = (".csv", ".tsv", ".txt")
MAP_SUFFIXES: Final = (".geojson", ".json", ".gpkg", ".shp", ".fgb")
PARQUET_SUFFIXES: Final = (".parquet", ".pq", ".geoparquet")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_DELIMITERS: Final = (",", "\t", ";", "|")
_TITLES_MAX: Final = 10  # headings of a text file stand in its first lines
_FIRST_ROW: Final = 2  # of a spreadsheet: the headings are row 1
_WGS84: Final = 4326
_COUNT_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table as it came.

    `frame` holds text, or numbers where the format has them; `rows` (n,) are the row numbers
    that a reader sees in a spreadsheet; `name` is the file; `shapes` are in WGS84, or None.
    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    name: str
    shapes: gpd.GeoSeries | None = None


def read_sheet(path: str | Path, *, crs: str = "", known: Collection[str] = ()) -> Sheet:
    """The sheet in a CSV, workbook, GeoJSON, GeoPackage, Shapefile, FlatGeobuf or Parquet file.

    Parameters
    ----------
    path
        The file.  CSV may be UTF-8, UTF-16 or GB18030, and divided by comma, tab, semicolon or
        bar; the first line holds the headings, or the first below titles.  FILE#PART names one
        sheet of a workbook or one layer of a GeoPackage; without it the first sheet is taken.
    crs
        Coordinate system of shapes whose file does not name it; "" if nobody said.
    known
        Headings to look for below titles, besides the usual ones.

    Returns
    -------
    Sheet
        Rows that are empty throughout are left out, and so are totals and notes below a table of
        text, with a warning; the others keep their numbers.

    Raises
    ------
    InputError
        The file is not there, of another format, or damaged; it has no such part.
    """
    path, part = file_and_part(path)
    suffix = path.suffix.lower()
    if part and suffix not in (*BOOK_SUFFIXES, ".gpkg"):
        raise InputError(
            f"{path.name}: it has no parts, so {part!r} cannot be taken of it; leave #{part} out"
        )
    if suffix in TABLE_SUFFIXES:
        return _read_text(path, known)
    if suffix in BOOK_SUFFIXES:
        return _read_book(path, part, known)
    if suffix in MAP_SUFFIXES:
        return _read_map(path, part, crs)
    if suffix in PARQUET_SUFFIXES:
        return _read_parquet(path, crs)
    raise InputError(
        f"{path.name}: {suffix or 'a file without suffix'} cannot be read; save the table as CSV "
        "(UTF-8), Excel, GeoJSON, GeoPackage, Shapefile or Parquet"
    )


def file_and_part(path: str | Path) -> tuple[Path, str]:
    """The file that FILE or FILE#PART names, and the part; an InputError if it is not there."""
    if Path(path).is_file():
        return Path(path), ""
    file, divided, part = str(path).rpartition("#")
    if divided and Path(file).is_file():
        return Path(file), part
    raise InputError(f"no file {str(path)!r}; check the path")


def sheet_numbers(sheet: Sheet, column: str) -> pd.Series:
    """The column as numbers; an empty cell is NaN, a cell that is no number is an InputError."""
    values = sheet.frame[column]
    if pd.api.types.is_numeric_dtype(values):
        return values.astype(float)
    text = values.fillna("").astype(str).str.normalize("NFKC").str.replace(",", "").str.strip()
    numbers = pd.to_numeric(text.where(text != ""), errors="coerce").astype(float)
    odd = (numbers.isna() & (text != "") & (text.str.lower() != "nan")).to_numpy()
    if odd.any():
        raise InputError(
            f"{sheet.name}: {column!r} is {values[odd].iloc[0]!r} in "
            f"{row_words(odd, sheet.rows)}; it must be a number: correct it or leave it empty"
        )
    return numbers


def sheet_counts(sheet: Sheet, column: str) -> pd.Series:
    """The column as counts; under a heading such as 人口(万人) they are multiplied, with words."""
    values = sheet_numbers(sheet, column)
    _, multiple = without_multiple(column)
    if multiple == 1.0:
        return values
    # Decimals are meant as written: 0.29 times 10,000 is 2,900 without dust.
    counts = (values * multiple).round(_COUNT_DECIMALS)
    warnings.warn(
        f"{sheet.name}: {column!r} counts in multiples of {multiple:,.0f}, so its numbers were "
        f"multiplied by that: {float(counts.sum()):,.0f} in all; if they are single ones, correct "
        "the heading",
        stacklevel=4,
    )
    return counts


def sheet_texts(sheet: Sheet, column: str) -> pd.Series:
    """The column as stripped text; an empty cell is ""."""
    values = sheet.frame[column]
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # codes that a format kept as numbers
    return values.astype(object).where(values.notna(), "").astype(str).str.strip()


def _read_text(path: Path, known: Collection[str]) -> Sheet:
    text = _decoded(path)
    first = text.lstrip("\r\n").split("\n", _TITLES_MAX)[:_TITLES_MAX]
    if not first[0].strip():
        raise InputError(f"{path.name}: it is empty; it must hold a line of headings and rows")
    head = next((line for line in first if any(d in line for d in _DELIMITERS)), first[0])
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{path.name}: a cell is not closed or quoted wrongly ({error}); save it as CSV again"
        ) from error
    start = _heading_line(lines, known, path.name)
    headings = [cell.strip() for cell in lines[start]]
    while headings and not headings[-1]:
        headings.pop()
    _check_headings(headings, path.name)
    width = len(headings)
    body = [
        (number, [cell.strip() for cell in line])
        for number, line in enumerate(lines[start + 1 :], start + _FIRST_ROW)
        if any(cell.strip() for cell in line)
    ]
    rows = np.array([number for number, _ in body], np.int64)
    long = np.array([any(line[width:]) for _, line in body], bool)
    if long.any():
        raise InputError(
            f"{path.name}: more cells than the {width} headings in {row_words(long, rows)}; "
            "quote the cells that contain the delimiter, or mend the headings"
        )
    cells = [(line + [""] * width)[:width] for _, line in body]
    return _text_sheet(headings, cells, rows, path.name)


def _heading_line(lines: list[list[str]], known: Collection[str], name: str) -> int:
    """Which line holds the headings: the first, unless titles of one cell stand above ours."""
    filled = [
        (at, [plain_heading(cell) for cell in line if cell.strip()])
        for at, line in enumerate(lines[:_TITLES_MAX])
    ]
    filled = [(at, words) for at, words in filled if words]
    if not filled:
        return next(at for at, line in enumerate(lines) if any(cell.strip() for cell in line))
    ours = known_headings() | {plain_heading(word) for word in known}
    at, words = next((one for one in filled if len(one[1]) > 1), filled[0])
    if at == filled[0][0] or sum(word in ours for word in words) < 2:
        return filled[0][0]
    warnings.warn(f"{name}: headings are taken from row {at + 1}", stacklevel=5)
    return at


def _read_book(path: Path, part: str, known: Collection[str]) -> Sheet:
    headings, body = read_book(path, part, known)
    _check_headings(headings, path.name)
    rows = np.array([number for number, _ in body], np.int64)
    return _text_sheet(headings, [cells for _, cells in body], rows, path.name)


def _text_sheet(
    headings: list[str], cells: list[list[str]], rows: NDArray[np.int64], name: str
) -> Sheet:
    cells, rows = without_footers(cells, rows, name)
    return Sheet(pd.DataFrame(cells, columns=headings, dtype=object), rows, name)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path.name}: it begins as UTF-16 text, but breaks off or is damaged at byte "
                f"{error.start:,}; save it again as CSV UTF-8"
            ) from error
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
    raise InputError(
        f"{path.name}: line {line} is neither UTF-8 nor GB18030 text; save it as CSV UTF-8"
    )


def _check_headings(headings: list[str], name: str) -> None:
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if twice:
        raise InputError(f"{name}: the headings {twice} stand more than once; rename them")


def _read_map(path: Path, part: str, crs: str) -> Sheet:
    legacy = path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists()
    try:
        with warnings.catch_warnings(), np.errstate(invalid="ignore"):  # NaN: checked below
            warnings.simplefilter("ignore", UserWarning)  # several layers: checked below
            layers = gpd.list_layers(path)
            options = {"encoding": "ISO-8859-1"} if legacy else {}
            if part in set(layers["name"]):
                options["layer"] = part
            frame = gpd.read_file(path, **options)
    except (DataSourceError, ShapelyError, ValueError) as error:
        raise InputError(f"{path.name}: it cannot be read as a map file: {error}") from error
    if ("layer" not in options) if part else (len(layers) > 1):
        raise InputError(
            f"{path.name}: {f'no layer {part!r}; ' if part else ''}it holds {len(layers)} layers "
            f"({', '.join(layers['name'][:5])}); name the one you mean as {path.name}#LAYER"
        )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(f"{path.name}: it holds no geometry; save the table as CSV")
    if legacy:
        frame = _decoded_texts(frame, path)
    return _map_sheet(frame, path, crs)


def _decoded_texts(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """A Shapefile without .cpg does not say its encoding: try each on all of its text."""
    texts = [
        n for n in frame.columns.drop(frame.geometry.name) if frame[n].dtype.kind not in "ifub"
    ]

    def decode(encoding: str) -> dict[str, Any]:
        return {
            name: [
                cell.encode("ISO-8859-1").decode(encoding) if isinstance(cell, str) else cell
                for cell in frame[name]
            ]
            for name in texts
        }

    def heading(name: str, encoding: str) -> str:
        return name.encode("ISO-8859-1").decode(encoding)

    for encoding in _ENCODINGS:
        try:
            decoded = frame.assign(**decode(encoding))
            return decoded.rename(columns={name: heading(name, encoding) for name in frame.columns})
        except UnicodeError:
            continue
    raise InputError(
        f"{path.name}: its text is neither UTF-8 nor GB18030; save it as GeoPackage or GeoJSON"
    )


def _map_sheet(frame: gpd.GeoDataFrame, path: Path, crs: str) -> Sheet:
    rows = np.arange(1, len(frame) + 1)
    shapes = frame.geometry
    corners, of_row = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    odd = np.zeros(len(frame), bool)
    odd[of_row[~np.isfinite(corners).all(axis=1)]] = True
    if odd.any():
        raise InputError(
            f"{path.name}: a coordinate is not finite in {row_words(odd, rows)}; draw it again or "
            "drop it"
        )
    empty = (shapes.isna() | shapes.is_empty).to_numpy()
    if empty.any():
        raise InputError(
            f"{path.name}: no geometry in {row_words(empty, rows)}; draw it or drop it"
        )
    if crs and shapes.crs is not None and not shapes.crs.equals(crs):
        raise InputError(
            f"{path.name}: it says itself that its system is {shapes.crs.name}; leave {crs} out, "
            "or correct the file"
        )
    if crs:
        shapes = shapes.set_crs(crs)
    elif shapes.crs is None:
        west, south, east, north = shapes.total_bounds
        if max(-west, east) > 180.0 or max(-south, north) > 90.0:
            raise InputError(
                f"{path.name}: its coordinates (such as {west:.6g}, {south:.6g}) are not degrees, "
                "and the file does not say their system; add the .prj file, save it with one, or "
                "name it, as in --crs EPSG:4549"
            )
        shapes = shapes.set_crs(_WGS84)
    shapes = shapes.to_crs(_WGS84).reset_index(drop=True)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    return Sheet(table, rows, path.name, shapes)


def _read_parquet(path: Path, crs: str) -> Sheet:
    try:
        schema = pq.read_schema(path)
        frame = (
            gpd.read_parquet(path) if b"geo" in (schema.metadata or {}) else pd.read_parquet(path)
        )
    except (OSError, ShapelyError, ValueError) as error:
        raise InputError(f"{path.name}: it cannot be read as Parquet: {error}") from error
    if frame.index.name is not None:
        frame = frame.reset_index()
    for column in schema:
        if pa.types.is_struct(column.type) and column.name in frame:
            frame = _opened(frame, column)
    if isinstance(frame, gpd.GeoDataFrame):
        return _map_sheet(frame, path, crs)
    return Sheet(frame.reset_index(drop=True), np.arange(1, len(frame) + 1), path.name)


def _opened(frame: pd.DataFrame, column: pa.Field) -> pd.DataFrame:
    """The fields of a column of records as columns of their own: names.primary."""
    fields = [column.type.field(at).name for at in range(column.type.num_fields)]
    records = frame[column.name]
    opened = {
        f"{column.name}.{name}": [None if one is None else one.get(name) for one in records]
        for name in fields
    }
    return frame.drop(columns=column.name).assign(**opened)


def read_area(path: str | Path) -> Any:
    """The union of the polygons in a map file, in WGS84, such as the boundary of a city."""
    sheet = read_sheet(path)
    if sheet.shapes is None:
        raise InputError(f"{sheet.name}: it holds no geometry; give GeoJSON or GeoPackage")
    flat = ~sheet.shapes.geom_type.isin(("Polygon", "MultiPolygon")).to_numpy()
    if flat.any():
        raise InputError(
            f"{sheet.name}: not a polygon in {row_words(flat, sheet.rows)}; a boundary is made of "
            "polygons: close its lines"
        )
    return sheet.shapes.make_valid().union_all()
