"""Maps: an equal-area sheet, places as thin shapes, classes that are stated, a scale bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import geopandas as gpd
import numpy as np
from markupsafe import Markup
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon

from gongfu.report import svg
from gongfu.report.numbers import plain
from gongfu.report.text import Both
from gongfu.report.words import say
from gongfu.units import M_PER_KM

SHEET_WIDTH: Final = 1000.0
TALLEST: Final = 1.5  # height over width; a longer zone is drawn narrower
CLASSES: Final = 5
_EQUATOR_DEGREES: Final = 3.0
_MARGIN: Final = 0.02
_HATCH_STEP: Final = 26.0
_LITTLE: Final = 3  # up to this step of the ramp the hatching is dark, or it would not be seen
_SPECK: Final = 3.0  # square units; islands smaller than this are not worth their bytes
_WGS84: Final = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of paper: from longitude and latitude to drawing units, north up, equal-area."""

    projection: str
    left_m: float
    top_m: float
    metres_per_unit: float
    width: float
    height: float

    def place(
        self, lon: ArrayLike, lat: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Drawing units from the upper left corner; NaN stays NaN."""
        to_metres = Transformer.from_crs(_WGS84, self.projection, always_xy=True)
        x, y = to_metres.transform(np.asarray(lon, float), np.asarray(lat, float))
        return (x - self.left_m) / self.metres_per_unit, (self.top_m - y) / self.metres_per_unit


def projection(west: float, south: float, east: float, north: float) -> str:
    """Albers' equal-area conic around the box; Lambert's azimuthal one near the equator.

    The standard parallels lie a sixth of the height inside the box (Snyder 1987, p. 99), which
    keeps shapes within a per cent or so.  A cone has no use where it would be a cylinder.
    """
    lon, lat = (west + east) / 2.0, (south + north) / 2.0
    if abs(lat) < _EQUATOR_DEGREES or south < 0.0 < north:
        return f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m"
    inset = (north - south) / 6.0
    return (
        f"+proj=aea +lat_1={south + inset:.4f} +lat_2={north - inset:.4f} "
        f"+lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m"
    )


def sheet_around(west: float, south: float, east: float, north: float) -> Sheet:
    """The sheet that shows the box of longitudes and latitudes with a small margin."""
    proj = projection(west, south, east, north)
    to_metres = Transformer.from_crs(_WGS84, proj, always_xy=True)
    left, bottom, right, top = to_metres.transform_bounds(west, south, east, north, densify_pts=21)
    pad = _MARGIN * max(right - left, top - bottom, 1.0)
    left, right, bottom, top = left - pad, right + pad, bottom - pad, top + pad
    scale = max((right - left) / SHEET_WIDTH, (top - bottom) / (SHEET_WIDTH * TALLEST))
    return Sheet(proj, left, top, scale, (right - left) / scale, (top - bottom) / scale)


def outlines(boundaries: gpd.GeoDataFrame, sheet: Sheet) -> dict[str, str]:
    """SVG path data of each place, by code, in whole units.

    Neighbours share their vertices, and rounding moves a vertex alike in both, so no slivers open
    between them.  Specks of islands go, unless the speck is all there is.
    """
    projected = boundaries.to_crs(sheet.projection).geometry
    return {code: _path(shape, sheet) for code, shape in projected.items() if shape is not None}


def _path(shape: Polygon | MultiPolygon, sheet: Sheet) -> str:
    polygons = list(getattr(shape, "geoms", [shape]))
    polygons.sort(key=lambda piece: -piece.area)
    least = _SPECK * sheet.metres_per_unit**2
    path = []
    for at, polygon in enumerate(polygons):
        if at and polygon.area < least:
            break
        path += [_ring(ring.coords, sheet) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(path)


def _ring(coordinates: Sequence[Sequence[float]], sheet: Sheet) -> str:
    metres = np.asarray(coordinates)[:, :2]
    units = np.rint(
        np.column_stack([metres[:, 0] - sheet.left_m, sheet.top_m - metres[:, 1]])
        / sheet.metres_per_unit
    ).astype(int)
    steps = np.diff(units, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < 3:
        return ""
    moves = "".join(f"{dx}{dy:+d} " if dy < 0 else f"{dx},{dy} " for dx, dy in steps[:-1])
    return f"M{units[0, 0]},{units[0, 1]}l{moves.strip()}z"


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Values sorted into classes: `at` (n,) the class of each, -1 without data; `edges` between.

    Class k holds values from `edges[k]` up to, but not including, `edges[k + 1]`; the last class
    includes its upper edge.  `counts` places per class, `n_missing` without data.
    """

    at: NDArray[np.int64]
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    n_missing: int


def quantile_classes(values: ArrayLike, *, step: float, most: int = CLASSES) -> Classes:
    """About equally many places in each class, with edges rounded to `step`.

    Fewer classes come back where rounded edges fall together.
    """
    number = np.asarray(values, float)
    known = np.isfinite(number)
    if not known.any():
        return Classes(np.full(number.size, -1), (), (), int(number.size))
    held = number[known]
    inner = np.quantile(held, np.arange(1, most) / most)
    inner = np.unique(np.rint(inner / step) * step)
    inner = inner[(inner > held.min()) & (inner <= held.max())]
    at = np.full(number.size, -1)
    at[known] = np.searchsorted(inner, held, side="right")
    counts = np.bincount(at[known], minlength=inner.size + 1)
    edges = (float(held.min()), *map(float, inner), float(held.max()))
    return Classes(at, edges, tuple(map(int, counts)), int((~known).sum()))


def step_classes(values: ArrayLike, edges: Sequence[float]) -> Classes:
    """Classes between fixed edges, so that several maps can be held against each other."""
    number = np.asarray(values, float)
    known = np.isfinite(number)
    n_classes = len(edges) - 1
    at = np.full(number.size, -1)
    at[known] = np.clip(np.searchsorted(edges, number[known], side="right") - 1, 0, n_classes - 1)
    counts = np.bincount(at[known], minlength=n_classes)
    return Classes(at, tuple(edges), tuple(map(int, counts)), int((~known).sum()))


def in_percent(classes: Classes) -> Classes:
    """Classes of shares with their edges in per cent."""
    edges = tuple(100.0 * edge for edge in classes.edges)
    return Classes(classes.at, edges, classes.counts, classes.n_missing)


def ramp(n_classes: int, tone: str = "q") -> list[str]:
    """CSS classes of a sequential ramp, light = little, spread over its seven steps.

    `tone` is "q" for what people have and "l" for what they lack, so that no two maps of the page
    mean the opposite by one colour.
    """
    if n_classes <= 1:
        return [f"{tone}4"] * n_classes
    return [f"{tone}{round(at * 6 / (n_classes - 1)) + 1}" for at in range(n_classes)]


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on a map: the number of its outline, its colour class, what a tap says."""

    outline: int
    css: str
    says: Both


def definitions(paths: Mapping[str, str]) -> Markup:
    """The outlines, once for all maps of the page: `o0`, `o1`, … in the order of `paths`."""
    return Markup("").join(
        Markup('<path id="o{}" d="{}"/>').format(at, path) for at, path in enumerate(paths.values())
    )


def choropleth(
    shapes: Sequence[Shape],
    sheet: Sheet,
    by: str,
    *,
    outlined: Sequence[int] = (),
    simulated: bool = False,
) -> Markup:
    """Places in the colour of their class; `outlined` ones get a stronger line of their own."""
    body = []
    # Little comes last: its pale shapes have grey edges, which no neighbour may paint over.
    shapes = sorted(shapes, key=lambda shape: -_step(shape))
    for language in ("en", "zh"):
        uses = Markup("").join(
            Markup('<use href="#o{}" class="{}"><title>{}</title></use>').format(
                shape.outline, shape.css, shape.says[language]
            )
            for shape in shapes
        )
        body.append(Markup('<g lang="{}" class="places">{}</g>').format(language, uses))
    if simulated:
        strokes = svg.hatching(0.0, 0.0, sheet.width, sheet.height, step=_HATCH_STEP)
        little = [shape for shape in shapes if _step(shape) <= _LITTLE]
        for part, mine in (("much", shapes[: len(shapes) - len(little)]), ("little", little)):
            over = Markup("").join(Markup('<use href="#o{}"/>').format(s.outline) for s in mine)
            body.append(
                Markup(
                    '<clipPath id="{0}-{1}">{2}</clipPath>'
                    '<g class="on-{1}" clip-path="url(#{0}-{1})">{3}</g>'
                ).format(by, part, over, strokes)
                if mine
                else Markup("")
            )
    if outlined:
        over = Markup("").join(Markup('<use href="#o{}"/>').format(at) for at in outlined)
        body.append(Markup('<g class="outlined">{}</g>').format(over))
    body.append(scale_bar(sheet))
    return svg.drawing(body, sheet.width, sheet.height, by)


def _step(shape: Shape) -> int:
    """The step of the ramp that a shape is coloured in; 0 without data."""
    return int(shape.css[1:])


def scale_length(sheet: Sheet) -> float:
    """A round length in metres that takes about a fifth of the sheet."""
    return round_below(sheet.width * sheet.metres_per_unit / 5.0)


def round_below(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, … and of their tenths that is not above a positive value."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * max(factor for factor in (1, 2, 5) if factor * power <= value))


def scale_bar(sheet: Sheet) -> Markup:
    """A bar with its length, in the lower left corner; words as large as a phone needs."""
    length_m = scale_length(sheet)
    units = length_m / sheet.metres_per_unit
    x, y = 24.0, sheet.height - 24.0
    if length_m >= M_PER_KM:
        number = plain(length_m / M_PER_KM)
        words = say("kilometres", n=number)
    else:
        number = plain(length_m)
        words = say("metres", n=number)
    return svg.polyline(
        [(x, y - 12), (x, y), (x + units, y), (x + units, y - 12)], "scale"
    ) + svg.text(x + units / 2, y - 18, words, "on-map", anchor="middle")


def radii(people: ArrayLike, *, largest: float, smallest: float) -> NDArray[np.float64]:
    """Radii whose circles have areas like the people, so that the eye adds up people."""
    count = np.nan_to_num(np.asarray(people, float))
    top = count.max(initial=0.0)
    if not (top > 0 and isfinite(top)):
        return np.full(count.size, smallest)
    return np.maximum(smallest, largest * np.sqrt(count / top))
