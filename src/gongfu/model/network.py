"""Network: streets as arcs between positions, one row per direction of travel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gongfu.errors import InputError

WGS84: Final = "EPSG:4326"
SHOWN_ROWS: Final = 3
NODES_MAX: Final = 2**31 - 1  # positions and arcs are 32-bit

FOOTINGS: Final = ("ground", "raised", "steps", "carried")
"""What is underfoot, by its code: the ground, whose slopes count; a bridge, tunnel or lift, which
does not follow it; steps; a ferry, whose time is nobody's own."""
GROUND, RAISED, STEPS, CARRIED = range(len(FOOTINGS))


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Directed streets: N nodes, A arcs, sorted by the node they leave.

    x, y (N,) metres in `crs` (a projected system, or None for streets that lie nowhere on
    Earth); tail, head (A,) positions of the nodes that each arc leaves and enters; length_m (A,)
    metres >= 0; time_s: for each mode (A,) seconds >= 0, NaN where the mode may not use the arc;
    exit (N,) True where the streets go on beyond the data; door (A,) True where points may meet
    the street between its ends; footing (A,) codes of `FOOTINGS`; slope_factor (A,) time on foot
    over time on the level, 1 where flat or unknown, which `time_s` does not hold yet: it is
    level walking (see `measure.walking`).  Arrays are read-only.

    Build one with `from_arrays`, which checks and sorts.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float64]
    time_s: Mapping[str, NDArray[np.float64]]
    exit: NDArray[np.bool_]
    door: NDArray[np.bool_]
    footing: NDArray[np.int8]
    slope_factor: NDArray[np.float64]
    crs: str | None = None

    @classmethod
    def from_arrays(  # noqa: PLR0913 (what a street network is made of)
        cls,
        x: ArrayLike,
        y: ArrayLike,
        tail: ArrayLike,
        head: ArrayLike,
        time_s: ArrayLike | Mapping[str, ArrayLike],
        *,
        length_m: ArrayLike | None = None,
        exit: ArrayLike | None = None,
        door: ArrayLike | None = None,
        footing: ArrayLike | None = None,
        slope_factor: ArrayLike | None = None,
        crs: str | None = None,
    ) -> "Network":
        """A checked network from plain arrays, arcs in any order.

        Parameters
        ----------
        x, y
            (N,) metres, finite.
        tail, head
            (A,) positions from 0 to N - 1; one row per direction of travel.
        time_s
            (A,) seconds of walking on the level, or one such array for each mode.  >= 0; NaN
            where the mode may not use the arc.
        length_m
            (A,) metres >= 0; the straight line between the ends if not given.
        exit
            (N,) bool, True where the streets go on beyond the data; nowhere if not given.
        door
            (A,) bool, False where nobody can step on or off between the ends of the arc, as on a
            ferry or in a tunnel, so that no point is placed there; True everywhere if not given.
        footing
            (A,) codes of `FOOTINGS`: 0 ground, 1 raised, 2 steps, 3 carried; all ground if not
            given.
        slope_factor
            (A,) time on foot over time on the level, > 0 and finite; 1 everywhere if not given.
        crs
            The projected coordinate system of x and y in metres, as PROJ or an authority names
            it; needed before points with longitude and latitude can be placed.

        Returns
        -------
        Network
            Arcs sorted by tail; arcs of one tail keep their order.

        Raises
        ------
        InputError
            All faults at once, with the rows (counted from 1) where they are.
        """
        modes = time_s if isinstance(time_s, Mapping) else {"walk": time_s}
        nodes = {"x": _numbers(x, float), "y": _numbers(y, float)}
        ends = {"tail": _numbers(tail, None), "head": _numbers(head, None)}
        arcs = {f"time_s[{mode!r}]": _numbers(values, float) for mode, values in modes.items()}
        if length_m is not None:
            arcs["length_m"] = _numbers(length_m, float)
        leaves = np.zeros(nodes["x"].size, bool) if exit is None else np.asarray(exit)
        n_arcs = ends["tail"].size
        doors = np.ones(n_arcs, bool) if door is None else np.asarray(door)
        underfoot = _or_same(footing, np.int8(GROUND), n_arcs)
        slopes = _or_same(slope_factor, np.float64(1.0), n_arcs)
        faults = _node_faults(nodes, leaves) + _arc_faults(ends, arcs, nodes["x"].size)
        if doors.dtype != bool or doors.size != n_arcs:
            faults.append(f"door must be a bool mask of the arcs; it is {doors.size} {doors.dtype}")
        faults += _walk_faults(underfoot, slopes, n_arcs)
        faults += _crs_faults(crs)
        if faults:
            raise InputError("network: " + "; ".join(faults))

        from_at, to_at = ends["tail"].astype(np.int32), ends["head"].astype(np.int32)
        length = arcs.get("length_m")
        if length is None:
            length = np.hypot(
                nodes["x"][to_at] - nodes["x"][from_at], nodes["y"][to_at] - nodes["y"][from_at]
            )
        if (from_at[1:] < from_at[:-1]).any():
            order = np.argsort(from_at, kind="stable")
            from_at, to_at, length = from_at[order], to_at[order], length[order]
            doors, underfoot, slopes = doors[order], underfoot[order], slopes[order]
            times = {mode: arcs[f"time_s[{mode!r}]"][order] for mode in modes}
        else:
            times = {mode: arcs[f"time_s[{mode!r}]"] for mode in modes}
        return cls(
            _fixed(nodes["x"]),
            _fixed(nodes["y"]),
            _fixed(from_at),
            _fixed(to_at),
            _fixed(length),
            {mode: _fixed(values) for mode, values in times.items()},
            _fixed(leaves),
            _fixed(doors),
            _fixed(underfoot.astype(np.int8, copy=False)),
            _fixed(slopes.astype(np.float64, copy=False)),
            crs,
        )

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return self.x.size

    @property
    def n_arcs(self) -> int:
        """How many arcs there are: a two-way street is two."""
        return self.tail.size

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes of travel that have times."""
        return tuple(self.time_s)

    @property
    def steps(self) -> NDArray[np.bool_]:
        """(A,) True where the arc is steps."""
        return np.asarray(self.footing == STEPS)

    def project(
        self, lon: ArrayLike, lat: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Metres in the network's system of points given in WGS84 degrees.

        Parameters
        ----------
        lon, lat
            (n,) degrees.

        Returns
        -------
        tuple of arrays
            x and y, (n,) metres.
        """
        degrees = np.asarray(lon, float), np.asarray(lat, float)
        x, y = _to_metres(self.crs).transform(*degrees)
        odd = ~(np.isfinite(x) & np.isfinite(y))
        if odd.any():
            raise InputError(
                f"points: {_rows(odd)} cannot be placed in {self.crs!r}; "
                "check that lon and lat are WGS84 degrees and not swapped"
            )
        return np.asarray(x, float), np.asarray(y, float)

    def locate(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """WGS84 degrees of points given in metres of the network's system.

        Parameters
        ----------
        x, y
            (n,) metres.

        Returns
        -------
        tuple of arrays
            lon and lat, (n,) degrees; inf where the system does not reach.
        """
        metres = np.asarray(x, float), np.asarray(y, float)
        lon, lat = _to_metres(self.crs).transform(*metres, direction="INVERSE")
        return np.asarray(lon, float), np.asarray(lat, float)

    def subnetwork(self, mode: str) -> "Network":
        """The same nodes with the arcs that `mode` may use, and its times only."""
        if mode not in self.time_s:
            raise InputError(
                f"network: it has no times for {mode!r}; it has {', '.join(self.modes) or 'none'}"
            )
        usable = ~np.isnan(self.time_s[mode])
        return Network(
            self.x,
            self.y,
            _fixed(self.tail[usable]),
            _fixed(self.head[usable]),
            _fixed(self.length_m[usable]),
            {mode: _fixed(self.time_s[mode][usable])},
            self.exit,
            _fixed(self.door[usable]),
            _fixed(self.footing[usable]),
            _fixed(self.slope_factor[usable]),
            self.crs,
        )


def _to_metres(crs: str | None) -> Transformer:
    if crs is None:
        raise InputError(
            "network: it has no crs, so longitude and latitude cannot be placed on it; "
            "build it with crs=..., the projected system of its x and y"
        )
    return _transformer(crs)


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    """Looking a system up takes far longer than placing a few points in it."""
    return Transformer.from_crs(WGS84, crs, always_xy=True)


def _numbers(values: ArrayLike, dtype: type | None) -> NDArray[Any]:
    return np.atleast_1d(np.ascontiguousarray(values, dtype))


def _or_same(values: ArrayLike | None, same: Any, n: int) -> NDArray[Any]:
    """The values, or one and the same n times, which takes no room."""
    return np.broadcast_to(same, (n,)) if values is None else np.atleast_1d(np.asarray(values))


def _fixed(values: NDArray[Any]) -> NDArray[Any]:
    """A read-only view, so that the caller's own array stays as it was."""
    view = values.view()
    view.flags.writeable = False
    return view


def _node_faults(nodes: dict[str, NDArray[Any]], leaves: NDArray[Any]) -> list[str]:
    found = []
    n_nodes = nodes["x"].size
    if nodes["y"].size != n_nodes or leaves.size != n_nodes:
        found.append(
            f"x, y and exit must be equally long; they are {n_nodes}, {nodes['y'].size} "
            f"and {leaves.size}"
        )
    if leaves.dtype != bool:
        found.append(f"exit is a bool mask, not {leaves.dtype}")
    if n_nodes > NODES_MAX:
        found.append(f"{n_nodes} nodes are more than {NODES_MAX}; cut the region")
    for name, values in nodes.items():
        odd = ~np.isfinite(values)
        if odd.any():
            found.append(f"{name} is not finite in {_rows(odd)}; drop these nodes and their arcs")
    return found


def _arc_faults(
    ends: dict[str, NDArray[Any]], arcs: dict[str, NDArray[Any]], n_nodes: int
) -> list[str]:
    found = []
    sizes = {name: values.size for name, values in (ends | arcs).items()}
    if len(set(sizes.values())) > 1:
        found.append(f"arrays of arcs must be equally long; they are {sizes}")
    if sizes["tail"] > NODES_MAX:
        found.append(f"{sizes['tail']} arcs are more than {NODES_MAX}; cut the region")
    for name, values in ends.items():
        if values.size and not np.issubdtype(values.dtype, np.integer):
            found.append(f"{name} must be integer positions, not {values.dtype}")
            continue
        odd = (values < 0) | (values >= n_nodes)
        if odd.any():
            found.append(
                f"{name} is {values[odd][0]} in {_rows(odd)}; positions run from 0 to {n_nodes - 1}"
            )
    for name, values in arcs.items():
        odd = (values < 0) | np.isinf(values)
        if name == "length_m":
            odd |= np.isnan(values)
        if odd.any():
            need = "finite and >= 0"
            if name != "length_m":
                need += ", or NaN where the mode may not go"
            found.append(f"{name} is {values[odd][0]} in {_rows(odd)}; it must be {need}")
    return found


def _walk_faults(footing: NDArray[Any], slopes: NDArray[Any], n_arcs: int) -> list[str]:
    if footing.size != n_arcs or slopes.size != n_arcs:
        return [
            f"footing and slope_factor must have a value for each of {n_arcs} arcs; they have "
            f"{footing.size} and {slopes.size}"
        ]
    found = []
    known = np.issubdtype(footing.dtype, np.integer) or not footing.size
    odd = (footing < 0) | (footing >= len(FOOTINGS)) if known else np.ones(n_arcs, bool)
    if odd.any():
        codes = ", ".join(f"{code} {word}" for code, word in enumerate(FOOTINGS))
        found.append(f"footing is {footing[odd][0]} in {_rows(odd)}; the codes are {codes}")
    odd = ~((slopes > 0) & np.isfinite(slopes))
    if odd.any():
        found.append(
            f"slope_factor is {slopes[odd][0]} in {_rows(odd)}; it must be finite and > 0, "
            "1 where the slope is not known"
        )
    return found


def _crs_faults(crs: str | None) -> list[str]:
    if crs is None:
        return []
    try:
        system = CRS.from_user_input(crs)
    except CRSError:
        return [f"crs {crs!r} is not known to PROJ; name it as 'EPSG:4549' or a PROJ string"]
    units = {axis.unit_name for axis in system.axis_info[:2]}
    if not system.is_projected or units != {"metre"}:
        return [f"crs {crs!r} is not a projected system in metres; project x and y first"]
    return []


def _rows(mask: NDArray[np.bool_]) -> str:
    at = np.flatnonzero(mask)
    shown = ", ".join(str(row + 1) for row in at[:SHOWN_ROWS])
    if at.size == 1:
        return f"row {shown}"
    return f"{at.size} rows ({shown}{', …' if at.size > SHOWN_ROWS else ''})"
