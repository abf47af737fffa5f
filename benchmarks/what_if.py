"""What if one facility opens, closes or moves: against measuring again.

Run alone with `python -m benchmarks.what_if [nodes]`.  Seconds of the processor, kernels
compiled; the median of twenty changes, and the worst.  Measuring again is `time_to_nearest` of
that one kind on prepared streets.
"""

import sys
import time

import numpy as np
import pandas as pd
from pyproj import Transformer

from benchmarks.streets import CRS, draw_streets
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.what_if import Reach, prepare, what_if
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.network import Network

N_NODES = 1_000_000
N_KINDS, N_FACILITIES = 8, 1_000
N_COMMUNITIES = 25_547
N_CHANGES = 20


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return the time of a change, that of measuring again, and their ratio.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s` (median), `worst_s`, `recompute_s`, `ratio` (recompute over ours).
    """
    network = draw_streets(n)
    rng = np.random.default_rng(4)
    rows = []
    for mode in ("walk", "drive"):
        streets = prepare_streets(network, mode=mode)
        communities = points_near(network, rng, N_COMMUNITIES, "c")
        kinds = CIRCLE_KEYS[:N_KINDS]
        facilities = points_near(network, rng, N_KINDS * N_FACILITIES, "f")
        facilities = facilities.assign(kind=np.resize(kinds, len(facilities)))
        knobs = {"mode": mode, "kinds": kinds}
        begun = time.process_time()
        reach = prepare(streets, communities, facilities, **knobs)
        print(f"prepare, {mode}, {N_KINDS} kinds: {time.process_time() - begun:.2f} s")
        again = {"mode": mode, "kinds": kinds[:1], "threads": 1}
        time_to_nearest(communities, facilities, streets, **again)
        begun = time.process_time()
        time_to_nearest(communities, facilities, streets, **again)
        recompute_s = time.process_time() - begun
        new = points_near(network, rng, N_CHANGES + 1, "new").assign(kind=kinds[0])
        ids = facilities.index[facilities["kind"] == kinds[0]]
        for what, change in (
            ("open", lambda i, new=new: {"add": new.iloc[[i]]}),
            ("close", lambda i, ids=ids: {"remove": [ids[i]]}),
            ("move", lambda i, ids=ids, new=new: {
                "move": new.iloc[[i]][["lon", "lat"]].set_axis([ids[i]])}),
        ):  # fmt: skip
            spans = _spans(reach, change)
            rows.append(
                {
                    "what": f"{what} one, {mode}",
                    "n": n,
                    "ours_s": np.median(spans),
                    "worst_s": max(spans),
                    "recompute_s": recompute_s,
                    "ratio": recompute_s / np.median(spans),
                }
            )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _spans(reach: Reach, change) -> list[float]:
    what_if(reach, **change(N_CHANGES))
    spans = []
    for i in range(N_CHANGES):
        asked = change(i)
        begun = time.process_time()
        what_if(reach, **asked)
        spans.append(time.process_time() - begun)
    return spans


def points_near(network: Network, rng: np.random.Generator, n: int, name: str) -> pd.DataFrame:
    """Points some 80 m from nodes drawn at random, named by their number."""
    at = rng.integers(0, network.n_nodes, n)
    x, y = np.array([network.x[at], network.y[at]]) + rng.normal(0, 80, (2, n))
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    return pd.DataFrame({"lon": lon, "lat": lat}, index=[f"{name}{i}" for i in range(n)])


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
