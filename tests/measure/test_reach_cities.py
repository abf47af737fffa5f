"""Two real cities: every time equals a plain Dijkstra of this file's own, on the same integers.

Nothing of the program's snapping, doors or sweeps is used here: shapely finds the streets, a heap
finds the way, and a door is a node of its own, joined to both ends of its street.
"""

import heapq
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gongfu.io.layers import read_facilities
from gongfu.io.osm import read_osm
from gongfu.io.raster import read_people
from gongfu.measure.coverage import coverage
from gongfu.measure.reach import time_to_nearest

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "porto_alegre"
LIMIT_S = 900.0
WALK_M_S = 4.8 / 3.6


def test_helsinki(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    times = compare(city.network, city.communities(), city.facilities)

    # The extract is 1.0 x 1.7 km: whoever lacks a kind in it can walk out of the data.
    assert not (times["state"] == "out_of_reach").any()
    assert (times["state"] == "cannot_be_judged").any()


@pytest.mark.filterwarnings("ignore:facilities. 2 rows .137, 190. of 294 off the network")
def test_porto_alegre():
    if not REAL.is_dir():
        pytest.skip(f"no {REAL.name} beside the project; it is not shipped with it")
    city = read_osm(REAL / "poa_osm.pbf", streets_only=True)
    grid = REAL / "poa_hexgrid.csv"
    people = read_people(grid, columns={"residents": "population", "community_id": "id"})
    served = read_facilities(grid, columns={"school": "schools", "clinic": "healthcare"})
    times = compare(city.network, people, served)

    top = city.places.index[0]
    share = coverage(times, people.assign(place=top), city.places).set_index(
        ["place", "kind", "area"]
    )
    for kind in ("school", "clinic"):
        rows = times[times["kind"] == kind].set_index("community_id")
        judged = rows["state"].isin(["reached", "out_of_reach"])
        residents = people["residents"].reindex(rows.index)
        met = residents[rows["state"] == "reached"].sum()
        got = share.loc[(top, kind, "all")]
        assert got["n_reached"] == (rows["state"] == "reached").sum()
        assert got["share_of_residents"] == pytest.approx(met / residents[judged].sum())


def compare(network, communities, facilities):
    """Measure; compare every time with the plain one; give the measured table."""
    kinds = list(dict.fromkeys(facilities["kind"]))
    times = time_to_nearest(communities, facilities, network, kinds=kinds, limit_s=LIMIT_S)
    plain = Plain(network)
    homes = plain.doors(communities)
    for kind in kinds:
        sites = plain.doors(facilities[facilities["kind"] == kind])
        best = plain.nearest(homes, sites)
        rows = times[times["kind"] == kind]
        assert rows["community_id"].to_list() == communities.index.to_list()
        expected = np.where(best <= LIMIT_S * 10, best, np.inf)
        measured = rows["time_s"].to_numpy() * 10
        np.testing.assert_array_equal(np.round(measured, 6), expected, err_msg=kind)
    return times


class Plain:
    """Walking in whole tenths of a second, the slow and plain way."""

    def __init__(self, network):
        self.network = network
        seconds = network.time_s["walk"]
        usable = ~np.isnan(seconds)
        self.weight = {}
        tails, heads = network.tail[usable].tolist(), network.head[usable].tolist()
        for tail, head, time in zip(tails, heads, np.rint(seconds[usable] * 10), strict=True):
            if tail != head:
                pair = (tail, head)
                self.weight[pair] = min(self.weight.get(pair, np.inf), int(time))
        self.ways_to = {}
        for (tail, head), time in self.weight.items():
            self.ways_to.setdefault(head, []).append((tail, time))
        self.streets = sorted({(min(pair), max(pair)) for pair in self.weight})
        self._leave_islands()

    def _leave_islands(self):
        """Streets of strongly connected parts of 10 km and more, or of the longest part."""
        pairs = np.array(list(self.weight))
        n = len(self.network.x)
        graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(n, n))
        part = connected_components(graph, connection="strong")[1]
        xy = np.column_stack([self.network.x, self.network.y])
        metres = {}
        for a, b in self.streets:
            if part[a] == part[b]:
                metres[part[a]] = metres.get(part[a], 0.0) + np.hypot(*(xy[a] - xy[b]))
        most = max(metres, key=metres.get)
        main = {p for p, length in metres.items() if length >= 10_000} | {most}
        doors = {
            (min(pair), max(pair))
            for *pair, door in zip(
                self.network.tail.tolist(),
                self.network.head.tolist(),
                self.network.door.tolist(),
                strict=True,
            )
            if door
        }
        self.kept = [
            (a, b)
            for a, b in self.streets
            if part[a] in main and part[b] in main and (a, b) in doors
        ]
        self.lines = shapely.linestrings([[xy[a], xy[b]] for a, b in self.kept])
        self.tree = shapely.STRtree(self.lines)

    def doors(self, points: pd.DataFrame):
        """For each point its street, how far along, and the walk to it; None off the network."""
        x, y = self.network.project(points["lon"].to_numpy(), points["lat"].to_numpy())
        found = []
        for point in shapely.points(x, y):
            at = self.tree.nearest(point)
            line = self.lines[at]
            distance = line.distance(point)
            if distance > 1_000.0:
                found.append(None)
                continue
            share = line.project(point) / line.length if line.length else 0.0
            found.append((*self.kept[at], share, int(np.rint(distance / WALK_M_S * 10))))
        return found

    def _parts(self, door):
        """Time from the first end to the door, and from the second end to it, by the arcs."""
        a, b, share, _ = door
        forth, back = self.weight.get((a, b)), self.weight.get((b, a))
        from_a = None if forth is None else int(np.rint(share * forth))
        to_a = None if back is None else int(np.rint(share * back))
        return forth, back, from_a, to_a

    def nearest(self, homes, sites):
        """Tenths of a second from each home to its nearest site; inf where there is no way."""
        best, queue, on_street = {}, [], {}
        for site in sites:
            if site is None:
                continue
            a, b, _, walk = site
            _, back, from_a, to_a = self._parts(site)
            if from_a is not None:
                heapq.heappush(queue, (from_a + walk, a))
            if back is not None:
                heapq.heappush(queue, (back - to_a + walk, b))
            on_street.setdefault((a, b), []).append(site)
        while queue:
            time, node = heapq.heappop(queue)
            if node in best:
                continue
            best[node] = time
            for tail, more in self.ways_to.get(node, []):
                if tail not in best:
                    heapq.heappush(queue, (time + more, tail))
        return np.array([self._from_home(home, best, on_street) for home in homes], float)

    def _from_home(self, home, best, on_street):
        if home is None:
            return np.inf
        a, b, share, walk = home
        forth, back, from_a, to_a = self._parts(home)
        ways = [np.inf]
        if back is not None:
            ways.append(to_a + best.get(a, np.inf))
        if forth is not None:
            ways.append(forth - from_a + best.get(b, np.inf))
        for site in on_street.get((a, b), []):
            _, _, site_from_a, site_to_a = self._parts(site)
            if forth is not None and site[2] >= share:
                ways.append(site_from_a - from_a + site[3])
            if back is not None and site[2] <= share:
                ways.append(to_a - site_to_a + site[3])
        return min(ways) + walk
