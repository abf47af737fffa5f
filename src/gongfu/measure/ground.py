"""Streets before they are made ready: along the curve, islands judged, and nothing to sweep yet."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import doors, snapping, sweeps
from gongfu.measure.walking import walking_network
from gongfu.model.network import Network
from gongfu.model.walker import ADULT, Walker
from gongfu.units import DS_PER_S

__all__ = ("ISLAND_M", "MOVED_M", "OFF_M", "Ground", "lay_ground")

ISLAND_M: Final = 10_000.0
"""Streets that join into less than this many metres are an island, unless nothing is longer."""

OFF_M: Final = 1_000.0
"""A point farther than this from any street that is no island is off the network."""

MOVED_M: Final = 250.0
"""A point farther than this from its street is reported as moved."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The streets of one mode before they are made ready for sweeps; made by `lay_ground`.

    order, rank (N,) int32, start (N+1,) int32 and arc (A,) int64: the arcs reversed, along the
    curve, as in `sweeps.Packed`; first, second (E,) nodes along the curve; the rest as in
    `Streets`.
    """

    network: Network
    mode: str
    order: NDArray[np.int32]
    rank: NDArray[np.int32]
    start: NDArray[np.int32]
    arc: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    forth_ds: NDArray[np.int32]
    back_ds: NDArray[np.int32]
    grid: snapping.Grid
    access_speed_m_s: float
    off_m: float
    moved_m: float


def lay_ground(network: Network, *, mode: str = "walk", walker: Walker = ADULT) -> Ground:
    """The streets of one mode as far as they must be known to place points and to cut tiles.

    Parameters
    ----------
    network, mode, walker
        As for `prepare_streets`, whose other settings are as by default.

    Returns
    -------
    Ground
        For `find_doors` and for `measure.tiles`; `streets_on` makes it ready for measuring.
    """
    return ground_of_network(network, mode, walker, walker.speed_m_s, ISLAND_M, OFF_M, MOVED_M)


def ground_of_network(
    network: Network,
    mode: str,
    walker: Walker,
    access_speed_m_s: float,
    island_m: float,
    off_m: float,
    moved_m: float,
) -> Ground:
    if mode == "walk":
        network = walking_network(network, walker)
    streets = network.subnetwork(mode)
    time_ds = to_ds(streets.time_s[mode])
    indptr, indices, time_ds = sweeps.rows(streets.n_nodes, streets.head, streets.tail, time_ds)
    order, rank, start, arc = sweeps.along_a_curve(indptr, indices, time_ds, streets.x, streets.y)
    second, first, forth_ds, back_ds = doors.segments(start, arc)
    x, y = streets.x[order], streets.y[order]
    ends = (x[first], y[first], x[second], y[second])
    part = sweeps.parts_along(start, arc)
    kept = _off_islands(part[first], part[second], ends, island_m)
    kept &= _with_doors(streets, order[first], order[second])

    return Ground(
        network=network,
        mode=mode,
        order=order,
        rank=rank,
        start=start,
        arc=arc,
        x=x,
        y=y,
        first=first,
        second=second,
        forth_ds=forth_ds,
        back_ds=back_ds,
        grid=snapping.lay_grid(*ends, kept),
        access_speed_m_s=access_speed_m_s,
        off_m=off_m,
        moved_m=moved_m,
    )


def to_ds(time_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole tenths of a second, as sweeps count them.

    Parameters
    ----------
    time_s
        Seconds >= 0.

    Returns
    -------
    array
        The nearest whole number, halves to even; what exceeds 32 bits counts as never.
    """
    return np.rint(np.minimum(time_s * DS_PER_S, float(sweeps.UNREACHED))).astype(np.int64)


def _with_doors(
    streets: Network, first: NDArray[np.int32], second: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which segments have an arc where people can step on and off."""
    if streets.door.all():
        return np.ones(first.size, bool)
    n = np.int64(streets.n_nodes)
    low, high = np.minimum(streets.tail, streets.head), np.maximum(streets.tail, streets.head)
    open_pairs = (low * n + high)[streets.door]
    return np.isin(np.minimum(first, second) * n + np.maximum(first, second), open_pairs)


def _off_islands(
    first_part: NDArray[np.int32],
    second_part: NDArray[np.int32],
    ends: tuple[NDArray[np.float64], ...],
    island_m: float,
) -> NDArray[np.bool_]:
    """Which segments have both ends in parts that are no islands."""
    if not first_part.size:
        return np.zeros(0, bool)
    ax, ay, bx, by = ends
    inner = first_part == second_part
    length_m = np.bincount(
        first_part,
        weights=np.where(inner, np.hypot(bx - ax, by - ay), 0.0),
        minlength=max(first_part.max(), second_part.max()) + 1,
    )
    main = length_m >= island_m
    main[np.argmax(length_m)] = True
    return main[first_part] & main[second_part]
