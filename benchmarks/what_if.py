"""What if one facility opens, closes or moves: against measuring again.

Run alone with `python -m benchmarks.what_if [nodes]`.  Seconds of the processor, kernels
compiled; the median of twenty changes, and the worst.  Coverage and supply are kept, of one
kind of eight; "what_if" brings all of it up to date, and the rows after it are the frames that
tell what changed.  Measuring again is `time_to_nearest` of that kind on prepared streets with
`coverage` of it, and `travel_times` of it with `two_step_floating_catchment`.  The last change
of each sort is checked against that, in every bit.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from pyproj import Transformer

from benchmarks.streets import CRS, draw_streets
from benchmarks.timing import once
from gongfu.measure.coverage import coverage
from gongfu.measure.decay import gaussian
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import Streets, prepare_streets
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.times import travel_times
from gongfu.measure.what_if import (
    Reach,
    differences,
    gains,
    prepare,
    supply_differences,
    what_if,
    with_coverage,
    with_supply,
)
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.network import Network

N_NODES = 1_000_000
N_KINDS, N_FACILITIES = 8, 1_000
N_COMMUNITIES = 25_547
N_TOWNSHIPS, N_COUNTIES, N_PREFECTURES = 1_387, 90, 11
N_CHANGES = 20
LIMIT_S = 900.0
DECAY = gaussian(LIMIT_S)
KINDS = CIRCLE_KEYS[:N_KINDS]
TELLS = gains, differences, supply_differences


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return the time of a change, of the frames about it, and of measuring again.

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
    places = draw_places()
    rows = []
    for mode in ("walk", "drive"):
        streets = prepare_streets(network, mode=mode)
        communities = points_near(network, rng, N_COMMUNITIES, "c")
        communities = communities.assign(
            place=rng.permutation(np.resize(places.index[-N_TOWNSHIPS:], N_COMMUNITIES)),
            residents=rng.uniform(0, 5_000, N_COMMUNITIES),
            urban=rng.random(N_COMMUNITIES) < 0.6,
        )
        facilities = points_near(network, rng, N_KINDS * N_FACILITIES, "f")
        facilities = facilities.assign(
            kind=np.resize(KINDS, len(facilities)), capacity=rng.uniform(10, 500, len(facilities))
        )
        reach, prepare_s = once(
            lambda streets=streets, homes=communities, sites=facilities, mode=mode: prepare(
                streets, homes, sites, mode=mode, kinds=KINDS, limits_s=LIMIT_S
            )
        )
        reach = with_coverage(reach, places, circle=KINDS)
        reach, supply_s = once(lambda reach=reach: with_supply(reach, decay=DECAY, kinds=KINDS[:1]))
        print(f"{mode}: prepare {prepare_s:.2f} s, with_supply of one kind {supply_s:.2f} s")
        ids = facilities.index[facilities["kind"] == KINDS[0]]
        new = points_near(network, rng, N_CHANGES + 1, "new").assign(kind=KINDS[0], capacity=90.0)
        to = new[["lon", "lat"]]
        again(reach, streets, places)
        recompute_s = once(lambda reach=reach, s=streets: again(reach, s, places))[1]
        for what, change in (
            ("open", lambda i, new=new: {"add": new.iloc[[i]]}),
            ("close", lambda i, ids=ids: {"remove": [ids[i]]}),
            ("move", lambda i, ids=ids, to=to: {"move": to.iloc[[i]].set_axis([ids[i]])}),
        ):
            after, spans = _changed(reach, change)
            rows.append(_row(f"{what} one, {mode}: what_if", n, spans, recompute_s))
            rows += [_row(f"  {tell.__name__}", n, _told(tell, reach, after)) for tell in TELLS]
            check(after, streets, places)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def again(reach: Reach, streets: Streets, places: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """One kind from nothing: times, coverage, supply."""
    communities, kind = reach.communities, KINDS[0]
    sites = reach.facilities[reach.facilities["kind"] == kind]
    knobs = {"mode": streets.mode, "limit_s": LIMIT_S, "threads": 1}
    times = time_to_nearest(communities, sites, streets, kinds=(kind,), **knobs)
    covered = coverage(times, communities, places, limit_s=LIMIT_S, circle=KINDS)
    pairs = travel_times(communities, sites, streets, **knobs)
    return times, covered, two_step_floating_catchment(communities, sites, pairs, decay=DECAY)


def check(reach: Reach, streets: Streets, places: pd.DataFrame) -> None:
    """That every number of the kind that changed is what measuring again says."""
    kept = reach.times, reach.coverage, reach.supply
    columns = ["time_s"], ["n_reached", "residents_reached", "share_of_residents"], ["places"]
    for mine, other, names in zip(kept, again(reach, streets, places), columns, strict=True):
        of_kind = [
            frame.loc[frame["kind"] == KINDS[0], names].to_numpy() for frame in (mine, other)
        ]
        np.testing.assert_array_equal(*of_kind)


def draw_places() -> pd.DataFrame:
    """As many prefectures, counties and townships as Zhejiang has, none of them real."""
    sizes = {"province": 1, "prefecture": N_PREFECTURES, "county": N_COUNTIES}
    sizes["township"] = N_TOWNSHIPS
    parts, above = [], [""]
    for level, size in sizes.items():
        codes = [f"{level}{i}" for i in range(size)]
        parts.append(pd.DataFrame({"level": level, "parent": np.resize(above, size)}, index=codes))
        above = codes
    return pd.concat(parts)


def _told(tell: Callable[[Reach, Reach], pd.DataFrame], before: Reach, after: Reach) -> list[float]:
    tell(before, after)
    return [once(lambda: tell(before, after))[1] for _ in range(5)]


def _row(what: str, n: int, spans: list[float], recompute_s: float = np.nan) -> dict:
    median = float(np.median(spans))
    return {
        "what": what,
        "n": n,
        "ours_s": median,
        "worst_s": max(spans),
        "recompute_s": recompute_s,
        "ratio": recompute_s / median,
    }


def _changed(reach: Reach, change: Callable[[int], dict]) -> tuple[Reach, list[float]]:
    after = what_if(reach, **change(N_CHANGES))
    spans = []
    for i in range(N_CHANGES):
        asked = change(i)
        begun = time.process_time()
        after = what_if(reach, **asked)
        spans.append(time.process_time() - begun)
    return after, spans


def points_near(network: Network, rng: np.random.Generator, n: int, name: str) -> pd.DataFrame:
    """Points some 80 m from nodes drawn at random, named by their number."""
    at = rng.integers(0, network.n_nodes, n)
    x, y = np.array([network.x[at], network.y[at]]) + rng.normal(0, 80, (2, n))
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    return pd.DataFrame({"lon": lon, "lat": lat}, index=[f"{name}{i}" for i in range(n)])


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
