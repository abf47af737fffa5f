"""Codes of grid cells, and where the middle of each cell lies.

Two families are read: H3 indexes (hexagons; hexadecimal text or 64-bit whole numbers, of any
resolution, also mixed) and the codes of square grids that INSPIRE and Eurostat's GISCO use, long
as in CRS3035RES1000mN2689000E4341000 and short as in 1kmN2689E4341.
"""

import re
from typing import Final

import h3.api.basic_int as h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError

from gongfu.errors import InputError
from gongfu.model.network import WGS84
from gongfu.model.schema import row_words

_LONG: Final = re.compile(r"(?:[A-Z]{2}_)?CRS(\d{4,6})RES(\d+)(K?M)N(-?\d+)E(-?\d+)")
_NORTH_FIRST: Final = re.compile(r"(\d+)(K?M)N(\d+)E(\d+)")
_EAST_FIRST: Final = re.compile(r"(\d+)(K?M)E(\d+)N(\d+)")  # the European Environment Agency's
_LAEA: Final = 3035  # the system that a short code stands in
_EXACT: Final = 2.0**53  # whole numbers beyond are rounded once a program keeps them as floats

Degrees = NDArray[np.float64]


def cell_centres(cells: pd.Series, rows: NDArray[np.int64], name: str) -> tuple[Degrees, Degrees]:
    """The middle of each cell in WGS84.

    Parameters
    ----------
    cells
        (n,) codes, as text or as whole numbers.
    rows, name
        (n,) numbers by which the reader knows the rows, and the file's name.

    Returns
    -------
    tuple of arrays
        lon and lat, (n,) degrees.

    Raises
    ------
    InputError
        Codes that are neither, or numbers that a spreadsheet has rounded: in which rows.

    Notes
    -----
    The middle of an H3 cell is its centre on the sphere that H3 is defined on (Uber H3, version
    4).  A square cell is named by its lower left corner (Regulation (EU) No 1089/2010, annex II,
    2.2; INSPIRE D2.8.I.2, 4.2.2): in metres in a long code, divided by ten to the power of the
    zeros of its size in a short one.
    """
    if pd.api.types.is_float_dtype(cells):
        _check_exact(cells, rows, name)
        cells = cells.astype("Int64")
    words = cells.astype(object).where(cells.notna(), "").astype(str).str.strip()
    at, unique = pd.factorize(words)
    lon, lat = np.full(len(unique), np.nan), np.full(len(unique), np.nan)
    squares: dict[int, list[tuple[int, float, float]]] = {}
    for number, word in enumerate(unique):
        index = _h3_index(word)
        if index is not None:
            lat[number], lon[number] = h3.cell_to_latlng(index)
        elif square := _square(word):
            squares.setdefault(square[0], []).append((number, *square[1:]))
    for system, members in squares.items():
        _place_squares(system, members, lon, lat, name)

    odd = np.isnan(lon)[at]
    if odd.any():
        raise InputError(
            f"{name}: the cell is {words[odd].iloc[0]!r} in {row_words(odd, rows)}, which is "
            "neither an H3 index (hexadecimal, or a 64-bit whole number) nor a code such as "
            "CRS3035RES1000mN2689000E4341000 or 1kmN2689E4341; correct it, or name the column "
            "that holds them with columns cell=<their column>"
        )
    return lon[at], lat[at]


def _check_exact(cells: pd.Series, rows: NDArray[np.int64], name: str) -> None:
    rounded = (cells.abs() > _EXACT).to_numpy()
    if rounded.any():
        raise InputError(
            f"{name}: the cell is {cells[rounded].iloc[0]:.15g} in {row_words(rounded, rows)}: an "
            "H3 index that was kept as a decimal number has lost its last digits; export it as "
            "hexadecimal text, and fill empty cells"
        )


def _h3_index(word: str) -> int | None:
    """The index that a text stands for; a valid hexadecimal one always holds an f."""
    try:
        index = int(word) if word.isdigit() else int(word, 16)
    except ValueError:
        return None
    return index if 0 < index < 1 << 63 and h3.is_valid_cell(index) else None


def _square(word: str) -> tuple[int, float, float] | None:
    """System and middle (east, north) in metres of a square cell; None if it is no such code."""
    word = word.upper()
    if found := _LONG.fullmatch(word):
        system, size, unit, north, east = found.groups()
        size_m = int(size) * (1000 if unit == "KM" else 1)
        return int(system), int(east) + size_m / 2.0, int(north) + size_m / 2.0
    if found := _NORTH_FIRST.fullmatch(word):
        size, unit, north, east = found.groups()
    elif found := _EAST_FIRST.fullmatch(word):
        size, unit, east, north = found.groups()
    else:
        return None
    size_m = int(size) * (1000 if unit == "KM" else 1)
    if size_m == 0:
        return None
    divider = 10 ** (len(str(size_m)) - len(str(size_m).rstrip("0")))
    return _LAEA, int(east) * divider + size_m / 2.0, int(north) * divider + size_m / 2.0


def _place_squares(
    system: int, members: list[tuple[int, float, float]], lon: Degrees, lat: Degrees, name: str
) -> None:
    """Write the middles of the square cells of one system into `lon` and `lat`."""
    try:
        back = Transformer.from_crs(system, WGS84, always_xy=True)
    except CRSError as error:
        raise InputError(
            f"{name}: cells are numbered in CRS{system}, a system that does not exist; correct "
            "the codes"
        ) from error
    number, east, north = (np.array(part) for part in zip(*members, strict=True))
    lon[number], lat[number] = back.transform(east, north)
    lost = number[~np.isfinite(lon[number]) | ~np.isfinite(lat[number])]
    lon[lost] = np.nan
