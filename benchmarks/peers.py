"""From an OpenStreetMap file to a table of walking times, beside another program for it.

Run alone with `python -m benchmarks.peers [nodes]`, after `make bench` has installed the peer.  The
file is drawn here with a fixed seed and written as .osm.pbf, so that both read the same streets.
Each program runs in a process of its own; seconds are of the processor over all its threads (ours
with kernels compiled), memory is the peak of that process.  The programs do not walk at the same
speed, so one reaches more pairs within the limit than the other; the second row counts seconds for
each million pairs that a program found.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
from osmium.osm.mutable import Node, Way

from benchmarks.streets import draw_streets
from gongfu.io.osm import read_osm
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import travel_times

N_NODES = 100_000
N_COMMUNITIES, N_FACILITIES = 25_000, 2_000
LIMIT_S = 900


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return seconds and peak memory of both programs, and their ratio.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `peer_s`, `ratio` (peer over ours), `ours_mb`, `peer_mb`.
    """
    with tempfile.TemporaryDirectory() as folder:
        apart = multiprocessing.get_context("spawn")
        found = []
        for task, *given in ((_draw, n, folder), (_ours, folder), (_peer, folder)):
            with apart.Pool(1) as pool:
                found.append(pool.apply(task, given))
    _, ours, peer = found
    table = pd.DataFrame(
        {
            "what": [
                "read and build",
                f"walking times of {N_COMMUNITIES} x {N_FACILITIES}, a million pairs",
            ],
            "n": n,
            "ours_s": ours["seconds"],
            "peer": "cafein",
            "peer_s": peer["seconds"],
            "ratio": np.divide(peer["seconds"], ours["seconds"]),
            "ours_mb": ours["peak_mb"],
            "peer_mb": peer["peak_mb"],
        }
    )
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    for name, one in (("ours", ours), ("cafein", peer)):
        print(f"{name}: {one['pairs']} pairs within {LIMIT_S} s, median {one['median_s']:.0f} s")
    return table


def _draw(n: int, folder: str) -> None:
    network = draw_streets(n)
    lon, lat = network.locate(network.x, network.y)
    forth = network.tail < network.head
    with osmium.SimpleWriter(str(Path(folder) / "streets.osm.pbf")) as writer:
        for node, place in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), 1):
            writer.add_node(Node(id=node, location=place))
        ends = zip(network.tail[forth].tolist(), network.head[forth].tolist(), strict=True)
        for way, (one, two) in enumerate(ends, 1):
            tags = {"highway": "residential"}
            writer.add_way(Way(id=way, nodes=[one + 1, two + 1], tags=tags))
    rng = np.random.default_rng(3)
    for name, size in (("communities", N_COMMUNITIES), ("facilities", N_FACILITIES)):
        at = rng.choice(n, size)
        points = gpd.GeoDataFrame(
            {"id": [f"{name[0]}{i}" for i in range(size)], "kind": "school"},
            geometry=gpd.points_from_xy(lon[at], lat[at]),
            crs="EPSG:4326",
        )
        points.to_parquet(Path(folder) / f"{name}.parquet")


def _points(folder: str, name: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(Path(folder) / f"{name}.parquet")


def _ours(folder: str) -> dict:
    def frame(name):
        points = _points(folder, name).set_index("id")
        return pd.DataFrame(
            {"kind": points["kind"], "lon": points.geometry.x, "lat": points.geometry.y}
        )

    def build():
        return prepare_streets(
            read_osm(Path(folder) / "streets.osm.pbf", streets_only=True).network
        )

    homes, sites = frame("communities"), frame("facilities")
    travel_times(homes[:9], sites, build())  # compiles
    begun = time.process_time()
    streets = build()
    built = time.process_time()
    times = travel_times(homes, sites, streets, limit_s=LIMIT_S)
    return _told(begun, built, times["time_s"])


def _peer(folder: str) -> dict:
    from cafein import StreetNetwork, TravelTimeMatrix

    warnings.simplefilter("ignore")
    homes, sites = _points(folder, "communities"), _points(folder, "facilities")
    begun = time.process_time()
    network = StreetNetwork.from_osm(Path(folder) / "streets.osm.pbf", modes=("walk",))
    built = time.process_time()
    times = TravelTimeMatrix(
        network,
        homes,
        sites,
        transport_mode="walk",
        max_street_time=LIMIT_S / 60,
        output_time_units="seconds",
    )
    return _told(begun, built, times["travel_time"])


def _told(begun: float, built: float, time_s: pd.Series) -> dict:
    return {
        "seconds": [built - begun, (time.process_time() - built) / len(time_s) * 1e6],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pairs": len(time_s),
        "median_s": float(time_s.median()),
    }


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
