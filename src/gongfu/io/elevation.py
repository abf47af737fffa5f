"""Slopes of streets and of the ground from an elevation raster, read in windows.

Elevations are smoothed over `SMOOTH_M`, sampled along each arc about as often, and turned into the
factors that `measure.walking` defines.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window
from scipy import ndimage

from gongfu.errors import InputError
from gongfu.measure.walking import SLOPE_MAX, tobler_factor
from gongfu.model.network import GROUND, WGS84, Network

SMOOTH_M: Final = 30.0
"""Elevations are averaged with Gaussian weights of this standard deviation, or of one cell where
cells are larger; slopes are measured over as much."""

FINEST_M: Final = 10.0
"""Smaller cells are averaged into blocks of up to this size first."""

KNOWN_WEIGHT: Final = 0.25
"""Share of the weights that must fall on known cells: a straight shore has 0.31 one cell out."""

STRAIGHT: Final = 1.05
"""An arc longer than this many times its straight line bends: only its ends are on the ground."""

LOWEST_M: Final = -500.0
HIGHEST_M: Final = 9_000.0
CUT_OFF: Final = 255  # no 8-bit number is higher
MEAN_SLOPE_MAX: Final = 0.35  # steeper on average than the steepest street: not metres
METRES_IN: Final[Mapping[str, float]] = {
    **dict.fromkeys(("", "m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet"), 0.3048),
    **dict.fromkeys(("us-ft", "us survey foot", "foot_us", "us_survey_foot"), 1200 / 3937),
    **dict.fromkeys(("dm", "decimetre", "decimeter"), 0.1),
    **dict.fromkeys(("cm", "centimetre", "centimeter"), 0.01),
}
_TILE_CELLS: Final = 2048
_SAMPLES_AT_ONCE: Final = 2_000_000
_REACH: Final = 3.0  # standard deviations after which weights are 0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """A network with slopes, and what was found, arcs on foot counted in each direction.

    n_ground arcs follow the ground, of which n_known have a slope and n_clamped were steeper than
    counts; n_other are steps, bridges, tunnels, lifts or ferries.  mean_slope and steepest are
    shares (0.1 = 10%), the mean by length and without sign, the steepest as it counts;
    longer_share is what all arcs together take more than on the level.
    """

    network: Network
    source: str
    n_ground: int
    n_known: int
    n_clamped: int
    n_other: int
    mean_slope: float
    steepest: float
    longer_share: float

    @property
    def words(self) -> dict[str, str]:
        """What was found, in both languages."""
        unknown, other = self.n_ground - self.n_known, self.n_other
        mean, steepest = f"{self.mean_slope:.1%}", f"{self.steepest:.0%}"
        share = f"{abs(self.longer_share):.1%}"
        longer = self.longer_share >= 0
        return {
            "en": f"Slopes of {self.n_known:,} of {self.n_ground:,} stretches of street (each "
            f"direction counts), {mean} on average, {steepest} at the steepest; walking all of "
            f"them takes {share} {'longer' if longer else 'less'} than on the level (Tobler 1993)."
            + (f" {unknown:,} have no elevation and count as level." if unknown else "")
            + (f" {self.n_clamped:,} count as {SLOPE_MAX:.0%}." if self.n_clamped else "")
            + (f" {other:,} more are steps, bridges, tunnels, lifts or ferries." if other else ""),
            "zh": f"{self.n_ground:,}条路段（按方向计）中{self.n_known:,}条有坡度，平均{mean}，最陡"
            f"{steepest}；全部走一遍比平路{'多' if longer else '少'}用时{share}（Tobler 1993）。"
            + (f"{unknown:,}条没有高程，按平路计。" if unknown else "")
            + (f"{self.n_clamped:,}条按{SLOPE_MAX:.0%}计。" if self.n_clamped else "")
            + (f"另有{other:,}条为台阶、桥、隧道、电梯或轮渡，不计坡度。" if other else ""),
        }


def with_slopes(network: Network, path: str | Path) -> Slopes:
    """The network with the slope factors that an elevation model gives its streets.

    Parameters
    ----------
    network
        Streets with times for "walk" and a `crs`; slopes that they had are replaced.
    path
        GeoTIFF of one band of elevations, in any coordinate system; in metres, or in a unit that
        the band names.

    Returns
    -------
    Slopes
        The network and what was found.  Factors have the precision of 32 bits.

    Raises
    ------
    InputError
        The file does not say where it lies, lies elsewhere, or holds what cannot be elevations in
        metres.

    Warns
    -----
    UserWarning
        Arcs without elevation, which count as level; elevations cut off at the largest number
        that the file can hold.

    Notes
    -----
    A slope is the rise of the smoothed ground between two samples over the length between them;
    an arc's factor is the mean of Tobler's over its samples (Tobler 1993), in each direction.
    Slopes beyond `SLOPE_MAX` count as that.  See docs/decisions/slopes.md for the smoothing.
    """
    path = Path(path)
    walked = ~np.isnan(network.time_s.get("walk", np.full(network.n_arcs, np.nan)))
    if not walked.any():
        raise InputError("network: nobody walks on it, so slopes say nothing; import streets first")
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; check the path")
    at = np.flatnonzero(walked & (network.footing == GROUND))
    try:
        with rasterio.open(path) as source:
            grid = _Grid(source, path.name, network)
            slope_factor, steepest, mean = np.full((3, at.size), np.nan)
            for part in _parts(network, at, grid):
                found = _profiles(network, at[part], grid)
                slope_factor[part], steepest[part], mean[part] = found
    except RasterioError as error:
        raise InputError(f"{path.name}: it cannot be read as GeoTIFF: {error}") from error

    known = ~np.isnan(slope_factor)
    if at.size and not known.any():
        raise InputError(
            f"{path.name}: it holds no elevation under any street; give a file that covers them"
        )
    length_m = network.length_m[at]
    mean_slope = _mean(mean[known], length_m[known])
    if mean_slope > MEAN_SLOPE_MAX:
        raise InputError(
            f"{path.name}: the streets would be {mean_slope:.0%} steep on average, so its numbers "
            "are hardly metres; convert them, such as gdal_calc --calc='A*0.3048' for feet or "
            "'A*0.01' for centimetres"
        )
    factor = np.ones(network.n_arcs)
    factor[at[known]] = slope_factor[known].astype(np.float32)  # as exact as the ground is known
    _warn(path.name, grid, int((~known).sum()), at.size)
    level_s = network.time_s["walk"][walked]
    return Slopes(
        network=replace(network, slope_factor=_fixed(factor)),
        source=path.name,
        n_ground=at.size,
        n_known=int(known.sum()),
        n_clamped=int((steepest[known] > SLOPE_MAX).sum()),
        n_other=int(walked.sum()) - at.size,
        mean_slope=mean_slope,
        steepest=float(min(steepest[known].max(initial=0.0), SLOPE_MAX)),
        longer_share=_mean(factor[walked] - 1.0, level_s),
    )


def ground_slopes(network: Network, path: str | Path, lon: Floats, lat: Floats) -> Floats:
    """How steep the ground is at points, whichever way it falls.

    Parameters
    ----------
    network
        In whose metres slopes are measured; the file has to reach its streets.
    path
        As for `with_slopes`.
    lon, lat
        (n,) WGS84 degrees.

    Returns
    -------
    array
        (n,) rise over length of the steepest way, 0.1 = 10%; NaN where the file holds no elevation
        close by.

    Raises
    ------
    InputError
        As `with_slopes`.

    Notes
    -----
    The length of the gradient of the smoothed ground by central differences over one grain east
    and one north: 30 m, or a cell where cells are larger (Zevenbergen and Thorne 1987).  Banks and
    terraces that are narrower do not show.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; check the path")
    x, y = network.project(lon, lat)
    try:
        with rasterio.open(path) as source:
            grid = _Grid(source, path.name, network)
            half = grid.grain_m / 2.0
            steps = ((half, 0.0), (-half, 0.0), (0.0, half), (0.0, -half))
            east, west, north, south = np.split(
                grid.elevations(
                    np.concatenate([x + dx for dx, _ in steps]),
                    np.concatenate([y + dy for _, dy in steps]),
                ),
                len(steps),
            )
    except RasterioError as error:
        raise InputError(f"{path.name}: it cannot be read as GeoTIFF: {error}") from error
    return np.asarray(np.hypot(east - west, north - south) / grid.grain_m)


def _fixed(values: Floats) -> Floats:
    values.flags.writeable = False
    return values


def _mean(values: Floats, weights: Floats) -> float:
    """0 where nothing weighs anything."""
    total = weights.sum()
    return float(values @ weights / total) if total > 0 else 0.0


def _warn(name: str, grid: "_Grid", n_unknown: int, n_ground: int) -> None:
    said = []
    if n_unknown:
        said.append(
            f"{n_unknown:,} of {n_ground:,} stretches of street lie where it holds no elevation; "
            "they count as level: give a file that covers them"
        )
    if grid.cut_off:
        said.append(
            f"some cells hold {CUT_OFF}, the largest number of 8 bits, so higher ground was cut "
            "off there; they count as unknown: give a file of 16 bits"
        )
    for words in said:
        warnings.warn(f"{name}: {words}", stacklevel=3)


def _pieces(network: Network, at: NDArray[np.int64], grid: "_Grid") -> NDArray[np.int64]:
    """In how many pieces the ground below each arc is looked at; >= 1."""
    tail, head = network.tail[at], network.head[at]
    straight_m = np.hypot(network.x[head] - network.x[tail], network.y[head] - network.y[tail])
    pieces = np.maximum(np.ceil(straight_m / grid.grain_m), 1).astype(np.int64)
    pieces[network.length_m[at] > STRAIGHT * straight_m] = 1
    return pieces


def _parts(network: Network, at: NDArray[np.int64], grid: "_Grid") -> list[NDArray[np.int64]]:
    """Rows of `at` that lie together, no more than memory has room for at once."""
    order = np.argsort(grid.tile_of(network.x[network.tail[at]], network.y[network.tail[at]]))
    so_far = np.cumsum(_pieces(network, at[order], grid) + 1)
    return np.split(order, np.flatnonzero(np.diff(so_far // _SAMPLES_AT_ONCE)) + 1)


def _profiles(
    network: Network, at: NDArray[np.int64], grid: "_Grid"
) -> tuple[Floats, Floats, Floats]:
    """For the arcs `at`: the mean factor, the steepest slope and the mean slope without sign.

    NaN where an elevation is not known.
    """
    tail, head, length_m = network.tail[at], network.head[at], network.length_m[at]
    x, y = network.x, network.y
    dx, dy = x[head] - x[tail], y[head] - y[tail]
    pieces = _pieces(network, at, grid)

    # Samples: the nodes of these arcs, then the points between, arc by arc.
    node = np.zeros(network.n_nodes, bool)
    node[tail] = node[head] = True
    sample_of = np.cumsum(node) - 1
    between = pieces - 1
    of_arc = np.repeat(np.arange(at.size), between)
    first = np.cumsum(between) - between
    step = np.arange(of_arc.size) - first[of_arc] + 1
    along = step / pieces[of_arc]
    height_m = grid.elevations(
        np.concatenate([x[node], x[tail][of_arc] + along * dx[of_arc]]),
        np.concatenate([y[node], y[tail][of_arc] + along * dy[of_arc]]),
    )

    # Each arc's row of samples: its tail, the points between, its head.
    starts = np.cumsum(pieces + 1) - (pieces + 1)
    row = np.empty(int((pieces + 1).sum()), np.int64)
    row[starts] = sample_of[tail]
    row[starts + pieces] = sample_of[head]
    row[starts[of_arc] + step] = int(node.sum()) + np.arange(of_arc.size)
    rise_m = np.diff(height_m[row])
    inner = np.ones(row.size, bool)
    inner[starts + pieces] = False  # from one arc's head to the next arc's tail
    rise_m = rise_m[inner[:-1]]
    run_m = np.repeat(length_m / pieces, pieces)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(run_m > 0, rise_m / run_m, 0.0 * rise_m)
    if not at.size:
        return slope, slope, slope
    begin = np.cumsum(pieces) - pieces
    factor = np.add.reduceat(tobler_factor(np.clip(slope, -SLOPE_MAX, SLOPE_MAX)), begin) / pieces
    return (
        factor,
        np.maximum.reduceat(np.abs(slope), begin),
        np.add.reduceat(np.abs(slope), begin) / pieces,
    )


class _Grid:
    """An open raster that tells elevations at points in the network's system."""

    def __init__(self, source: Any, name: str, network: Network) -> None:
        _check(source, name)
        self.source, self.name = source, name
        unit = (source.units[0] or "").strip().lower()
        self.scale = METRES_IN[unit] * source.scales[0]
        self.offset = METRES_IN[unit] * source.offsets[0]
        self.eight_bit = source.dtypes[0] == "uint8"
        self.cut_off = False
        _meets(source, name, network)
        self.onto = Transformer.from_crs(network.crs, source.crs, always_xy=True)
        row_m, column_m = self._cell_m(network)
        self.block = tuple(max(1, int(FINEST_M / size)) for size in (row_m, column_m))
        sizes = row_m * self.block[0], column_m * self.block[1]
        self.sigma = tuple(max(SMOOTH_M, size) / size for size in sizes)
        self.grain_m = max(SMOOTH_M, *sizes)

    def elevations(self, x: Floats, y: Floats) -> Floats:
        """Metres at each point, NaN where not known."""
        column, row = self._cells(x, y)
        inside = (row >= 0) & (row < self.source.height)
        inside &= (column >= 0) & (column < self.source.width)
        at = np.flatnonzero(inside)
        row, column = row[at] / self.block[0] - 0.5, column[at] / self.block[1] - 0.5
        height_m = np.full(x.size, np.nan)
        for rows, columns, mine in self._tiles(row, column):
            cells, top, left = self._smoothed(rows, columns)
            height_m[at[mine]] = _bilinear(cells, row[mine] - top, column[mine] - left)
        return height_m

    def _cells(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Column and row of points, 0 at the outer edge of the first cell."""
        east, north = self.onto.transform(x, y)
        at = ~self.source.transform
        with np.errstate(invalid="ignore"):  # inf where the system does not reach
            return at.a * east + at.b * north + at.c, at.d * east + at.e * north + at.f

    def _cell_m(self, network: Network) -> tuple[float, float]:
        """Height and width of a cell in metres, in the middle of the streets."""
        middle_x, middle_y = np.median(network.x), np.median(network.y)
        steps = np.array([[0.0, 0.0, 100.0], [0.0, 100.0, 0.0]])
        column, row = self._cells(middle_x + steps[0], middle_y + steps[1])
        if not (np.isfinite(column).all() and np.isfinite(row).all()):
            raise InputError(f"{self.name}: its system does not reach the streets; reproject it")
        turn = np.array([column[1:] - column[0], row[1:] - row[0]]) / 100.0  # cells per metre
        per_cell = np.linalg.inv(turn)  # metres per cell, columns: along a row, down a column
        width, height = np.hypot(*per_cell)
        return float(height), float(width)

    def _tiles(
        self, row: Floats, column: Floats
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int], NDArray[np.int64]]]:
        """Ranges of blocks, and the points in each; only those that hold a point."""
        tall, wide = (max(64, _TILE_CELLS // block) for block in self.block)
        tile_row = np.maximum(row, 0).astype(np.int64) // tall
        tile_column = np.maximum(column, 0).astype(np.int64) // wide
        key = tile_row * self.source.width + tile_column
        order = np.argsort(key, kind="stable")
        for mine in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
            if mine.size:
                top, left = int(tile_row[mine[0]]) * tall, int(tile_column[mine[0]]) * wide
                yield (top, top + tall), (left, left + wide), mine

    def tile_of(self, x: Floats, y: Floats) -> Floats:
        """A number for each point that is the same where they are read together."""
        column, row = self._cells(x, y)
        with np.errstate(invalid="ignore"):
            return np.floor(row / _TILE_CELLS) * self.source.width + np.floor(column / _TILE_CELLS)

    def _smoothed(self, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[Floats, int, int]:
        """Smoothed elevations of these blocks and the next ones, and where they begin."""
        spans = []
        for (begin, end), block, sigma, n in zip(
            (rows, columns),
            self.block,
            self.sigma,
            (self.source.height, self.source.width),
            strict=True,
        ):
            halo = int(np.ceil(_REACH * sigma)) + 2
            spans.append((max(0, begin - halo), min(-(-n // block), end + halo)))
        (top, bottom), (left, right) = spans
        height_m = self._read(top, bottom, left, right)
        known = ~np.isnan(height_m)
        smooth = {"sigma": self.sigma, "mode": "constant", "truncate": _REACH}
        weight = ndimage.gaussian_filter(known.astype(float), **smooth)
        total = ndimage.gaussian_filter(np.where(known, height_m, 0.0), **smooth)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(weight >= KNOWN_WEIGHT, total / weight, np.nan), top, left

    def _read(self, top: int, bottom: int, left: int, right: int) -> Floats:
        """Elevations of blocks in metres, NaN where none of their cells is known."""
        tall, wide = self.block
        first_row, first_column = top * tall, left * wide
        n_rows = min(bottom * tall, self.source.height) - first_row
        n_columns = min(right * wide, self.source.width) - first_column
        window = Window(first_column, first_row, n_columns, n_rows)
        stored = self.source.read(1, window=window, masked=True)
        cells = np.ma.filled(stored.astype(float), np.nan)
        if self.eight_bit and (cells == CUT_OFF).any():  # a nodata value is NaN by now
            self.cut_off = True
            cells[cells == CUT_OFF] = np.nan
        raw, cells = cells, cells * self.scale + self.offset
        odd = (cells < LOWEST_M) | (cells > HIGHEST_M)
        if odd.any():
            value = raw[odd][0]
            raise InputError(
                f"{self.name}: {int(odd.sum())} cells hold {value:g}, which is no elevation in "
                f"metres on land; if that means 'no data', say so in the file, such as with "
                f"gdal_edit -a_nodata {value:g}; if the unit is another one, convert it"
            )
        if self.block == (1, 1):
            return cells
        padded = np.full(((bottom - top) * tall, (right - left) * wide), np.nan)
        padded[:n_rows, :n_columns] = cells
        blocks = padded.reshape(bottom - top, tall, right - left, wide)
        known = ~np.isnan(blocks)
        with np.errstate(invalid="ignore"):
            return np.where(known, blocks, 0.0).sum((1, 3)) / known.sum((1, 3))


def _bilinear(cells: Floats, row: Floats, column: Floats) -> Floats:
    """Values between the middles of cells; beyond the outermost middles, those of the edge."""
    row = np.clip(row, 0, cells.shape[0] - 1)
    column = np.clip(column, 0, cells.shape[1] - 1)
    above, before = row.astype(np.int64), column.astype(np.int64)
    below = np.minimum(above + 1, cells.shape[0] - 1)
    after = np.minimum(before + 1, cells.shape[1] - 1)
    down, along = row - above, column - before
    upper = cells[above, before] * (1 - along) + cells[above, after] * along
    lower = cells[below, before] * (1 - along) + cells[below, after] * along
    return upper * (1 - down) + lower * down


def _check(source: Any, name: str) -> None:
    if source.count != 1:
        raise InputError(
            f"{name}: it has {source.count} bands; give a file with one band, elevations in metres"
        )
    if source.crs is None:
        raise InputError(
            f"{name}: it does not say its coordinate system; add it, such as with "
            "gdal_edit -a_srs EPSG:4326"
        )
    unit = (source.units[0] or "").strip().lower()
    if unit not in METRES_IN:
        raise InputError(
            f"{name}: its elevations are in {source.units[0]!r}, which is not known; convert them "
            "to metres"
        )


def _meets(source: Any, name: str, network: Network) -> None:
    lon, lat = network.locate(network.x, network.y)
    west, south, east, north = transform_bounds(source.crs, WGS84, *source.bounds)
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    if inside.any() or not lon.size:
        return
    raise InputError(
        f"{name}: it spans longitude {west:.4f} to {east:.4f} and latitude {south:.4f} to "
        f"{north:.4f}, but the streets span longitude {lon.min():.4f} to {lon.max():.4f} and "
        f"latitude {lat.min():.4f} to {lat.max():.4f}; give the elevations of this region"
    )
