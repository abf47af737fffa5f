"""A region in one process and in tiles on two workers: seconds a million nodes, and memory

Run alone with `python -m benchmarks.scale [nodes ...]`.  The same streets, villages and facilities
are asked for the ways of an assessment on foot, ten kinds within 15 minutes and four times as far:
by one process with one thread, and in tiles by two local workers, tiles through a folder.
The answers are compared bit for bit.  Seconds are on the wall; `peak_mb` is of the one process, or
of the worker that needed most; `home_mb` of the process that cuts and puts together.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from distributed import Client

from benchmarks.streets import draw_streets
from gongfu.app import scale
from gongfu.measure.ground import Ground, lay_ground
from gongfu.measure.streets import Doors, streets_on
from gongfu.measure.ways import Asked, Ways, find_ways
from gongfu.model.network import Network

N_NODES = 1_000_000
DRAWN = 5_000_000  # larger regions are so large ones beside one another
NODES_PER_VILLAGE = 100
NODES_PER_SITE = 400
N_KINDS, NEAR_DS, FAR_DS = 10, 9_000, 36_000


def run(*sizes: int) -> pd.DataFrame:
    """Print and return the seconds and the memory of each way.

    Parameters
    ----------
    sizes
        Nodes of the regions; a million by default.

    Returns
    -------
    DataFrame
        `nodes`, `villages`, `how`, `tiles`, `s`, `s_per_million`, `peak_mb`, `home_mb`.
    """
    table = pd.DataFrame([row for n in sizes or (N_NODES,) for row in _rows(n)])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _rows(n: int) -> list[dict]:
    network = side_by_side(draw_streets(min(n, DRAWN)), max(n // DRAWN, 1))
    forget_peak()
    rows = []
    begun = time.perf_counter()
    ground = lay_ground(network)
    ground_s = time.perf_counter() - begun
    asked = questions(ground, n)
    tell = _Told()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        tiled = scale.Tiled(scale.Cluster(), folder, progress=tell)(ground, asked)
        rows.append(
            _row(n, asked, "tiles, 2 workers", tell.n_tiles, begun - ground_s, tell.peak_mb)
        )
    forget_peak()
    begun = time.perf_counter()
    whole = find_ways(streets_on(ground), asked, threads=1)
    rows.insert(0, _row(n, asked, "one process", 1, begun - ground_s, peak_of_process_mb()))
    assert _same(whole, tiled)
    return rows


def side_by_side(network: Network, n: int) -> Network:
    """So many copies of the streets, one beside the other, 20 km apart."""
    if n == 1:
        return network
    step_m = np.ptp(network.x) + 20_000.0
    ends = (
        np.concatenate([end.astype(np.int64) + at * network.n_nodes for at in range(n)])
        for end in (network.tail, network.head)
    )
    return Network.from_arrays(
        np.concatenate([network.x + at * step_m for at in range(n)]),
        np.tile(network.y, n),
        *ends,
        {"walk": np.tile(network.time_s["walk"], n)},
        length_m=np.tile(network.length_m, n),
        exit=np.tile(network.exit, n),
        crs=network.crs,
    )


def questions(ground: Ground, n: int) -> Asked:
    rng = np.random.default_rng(7)
    kept = np.flatnonzero(ground.grid.kept)
    homes, sites = (
        _doors(ground, rng.choice(kept, n // per), rng)
        for per in (NODES_PER_VILLAGE, NODES_PER_SITE)
    )
    kind_at = rng.integers(0, N_KINDS, sites.segment.size)
    return Asked(homes, sites, kind_at, N_KINDS, NEAR_DS, FAR_DS)


def _doors(ground: Ground, segment: np.ndarray, rng: np.random.Generator) -> Doors:
    """Doors half-way along some segments, some steps from the street."""
    n = segment.size
    halves = (
        np.rint(0.5 * ds[segment]).astype(np.int64) for ds in (ground.forth_ds, ground.back_ds)
    )
    access_ds = rng.integers(0, 600, n)
    return Doors(
        segment.astype(np.int32), np.full(n, 0.5), access_ds / 10.0, np.zeros(n, bool),
        *halves, access_ds,
    )  # fmt: skip


def _row(n, asked, how, n_tiles, begun, peak_mb) -> dict:
    seconds = time.perf_counter() - begun
    return {
        "nodes": n,
        "villages": asked.homes.segment.size,
        "how": how,
        "tiles": n_tiles,
        "s": seconds,
        "s_per_million": seconds / n * 1e6,
        "peak_mb": peak_mb,
        "home_mb": peak_of_process_mb(),
    }


class _Told:
    """Hears how far the tiles are, and asks the workers for their peak before they go."""

    n_tiles, peak_mb = 0, 0.0

    def __call__(self, _: float, words: str) -> None:
        if words.startswith("measured"):
            _, done, _, whole, *_ = words.split()
            self.n_tiles = int(whole)
            if done == whole:
                self.peak_mb = max(Client.current().run(peak_of_process_mb).values())


def _same(one: Ways, other: Ways) -> bool:
    pairs = ("start", "site", "time_ds")
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("time_ds", "owner", "exit_ds")
    ) and all(np.array_equal(getattr(one.pairs, p), getattr(other.pairs, p)) for p in pairs)


def peak_of_process_mb() -> float:
    """The most this process has held since `forget_peak`; not that of whoever started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
