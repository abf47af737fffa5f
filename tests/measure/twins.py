"""The slow way: every door a node of its own, arcs cut in two at it, one Dijkstra from each."""

import heapq
import itertools

import numpy as np

from gongfu.measure.streets import find_doors
from gongfu.model.network import Network
from tests import worlds


def random_streets(rng):
    """A few streets on a grid of 100 m, directed, some in no time, some from a node to itself."""
    n = rng.integers(2, 9)
    n_arcs = rng.integers(1, 25)
    x, y = rng.integers(0, 4, (2, n)) * 100.0
    tail, head = rng.integers(0, n, (2, n_arcs))
    tail[0], head[0] = 0, 1
    x[0], x[1] = 0.0, 300.0
    time_s = rng.integers(0, 80, n_arcs) + rng.choice([0.0, 0.04, 0.5], n_arcs)
    return Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS, exit=rng.random(n) < 0.1)


def times_ds(streets, homes, sites):
    """Tenths of a second (homes, sites) to and from the sites; (2, homes) to and from exits."""
    cuts = {}  # (tail, head) -> (how far along, time from the tail, door)
    spots, access = [], {}
    for side, frame in (("home", homes), ("site", sites)):
        found = find_doors(frame, streets, side)
        for i, s in enumerate(found.segment):
            door, f = (side, i), found.fraction[i]
            access[door] = found.access_ds[i]
            if s < 0:
                continue
            a, b = streets.first[s], streets.second[s]
            if f in (0.0, 1.0):
                spots.append((door, b if f else a))
                continue
            cuts.setdefault((a, b), []).append((f, found.forth_at[i], door))
            cuts.setdefault((b, a), []).append((-f, streets.back_ds[s] - found.back_at[i], door))

    arcs = {}
    net = streets.network
    for tail, head, time_s in zip(net.tail, net.head, net.time_s[streets.mode], strict=True):
        if not np.isnan(time_s):
            arcs[tail, head] = min(arcs.get((tail, head), np.inf), np.rint(time_s * 10))
    edges = {}
    for (tail, head), time in arcs.items():
        chain = [(-np.inf, 0, tail), *sorted(cuts.get((tail, head), ())), (np.inf, time, head)]
        for (f, before, one), (g, after, two) in itertools.pairwise(chain):
            edges.setdefault(one, []).append((two, after - before))
            if f == g:  # two doors at one spot
                edges.setdefault(two, []).append((one, 0))
    for door, node in spots:
        edges.setdefault(door, []).append((node, 0))
        edges.setdefault(node, []).append((door, 0))

    forth, back = np.full((2, len(homes), len(sites)), np.inf)
    leave = np.full((2, len(homes)), np.inf)
    exits = np.flatnonzero(net.exit)
    for i in range(len(homes)):
        reached = _dijkstra(edges, ("home", i))
        leave[0, i] = min([reached.get(node, np.inf) for node in exits], default=np.inf)
        for j in range(len(sites)):
            way = reached.get(("site", j), np.inf)
            forth[i, j] = access["home", i] + way + access["site", j]
    for j in range(len(sites)):
        reached = _dijkstra(edges, ("site", j))
        for i in range(len(homes)):
            way = reached.get(("home", i), np.inf)
            back[i, j] = access["home", i] + way + access["site", j]
    for node in exits:
        reached = _dijkstra(edges, node)
        arrive = [reached.get(("home", i), np.inf) for i in range(len(homes))]
        leave[1] = np.minimum(leave[1], arrive)
    return forth, back, leave + [access["home", i] for i in range(len(homes))]


def _dijkstra(edges, start):
    best, queue, turn = {}, [(0, 0, start)], 0
    while queue:
        time, _, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = time
        for head, more in edges.get(node, []):
            turn += 1
            heapq.heappush(queue, (time + more, turn, head))
    return best
