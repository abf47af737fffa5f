"""Small made-up timetables, and a router that is slow and obviously right."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from gongfu.kernels.lines import Footways, lines, useful_changes
from gongfu.kernels.timetable import Ways, connections

NEVER = float("inf")


@dataclass
class World:
    """Runs as lists of (stop, arrival, departure, board, alight); ways on foot as dicts."""

    n_stops: int
    runs: list[list[tuple[int, int, int, bool, bool]]]
    foot: dict[tuple[int, int], int]  # with the slack, a stop to itself too
    access: list[dict[int, int]]  # of each origin, to stops
    egress: list[dict[int, int]]  # of each target, from stops
    walks: list[dict[int, int]]  # of each origin, to targets
    slack: int

    def calls(self):
        start = np.cumsum([0] + [len(run) for run in self.runs])
        flat = [call for run in self.runs for call in run]
        stop, arrival, departure, board, alight = (
            np.array([call[i] for call in flat], kind)
            for i, kind in enumerate((np.int64, np.int32, np.int32, bool, bool))
        )
        return start, stop, arrival, departure, board, alight

    def footways(self):
        return Footways(*_ways([self._from(v) for v in range(self.n_stops)]))

    def _from(self, v):
        return {w: time for (u, w), time in self.foot.items() if u == v}

    def ready(self, threads=1):
        """The connections with their changes, as the kernel wants them."""
        start, stop, arrival, departure, _, alight = calls = self.calls()
        found = lines(*calls, self.n_stops)
        first, onto = useful_changes(
            start, stop, arrival, departure, alight, found, self.footways(), threads=threads
        )
        return connections(*calls, found, first, onto)

    def points(self):
        return tuple(Ways(*_ways(rows)) for rows in (self.access, self.egress, self.walks))


def _ways(rows):
    start = np.cumsum([0] + [len(row) for row in rows]).astype(np.int64)
    at = np.array([at for row in rows for at in row], np.int32)
    time = np.array([time for row in rows for time in row.values()], np.int32)
    return start, at, time


def slow_times(world, origin, left, rides):
    """Travel times from an origin to every target, leaving at a clock time."""
    ready = {stop: left + walk + world.slack for stop, walk in world.access[origin].items()}
    soonest = {}
    for _ in range(rides):
        arrival = {}
        for run in world.runs:
            for i, (stop, _, departure, board, _) in enumerate(run):
                if board and ready.get(stop, NEVER) <= departure:
                    for later, there, _, _, alight in run[i + 1 :]:
                        if alight:
                            arrival[later] = min(arrival.get(later, NEVER), there)
        for stop, time in arrival.items():
            soonest[stop] = min(soonest.get(stop, NEVER), time)
        ready = {}
        for (stop, other), time in world.foot.items():
            if stop in arrival:
                ready[other] = min(ready.get(other, NEVER), arrival[stop] + time)
    found = []
    for target, ways in enumerate(world.egress):
        best = world.walks[origin].get(target, NEVER)
        for stop, walk in ways.items():
            best = min(best, soonest.get(stop, NEVER) + walk - left)
        found.append(best)
    return found


@st.composite
def worlds(draw):
    """Up to 7 stops and 9 runs, among them runs that share a line, overtake and stand still."""
    n_stops = draw(st.integers(1, 7))
    slack = draw(st.integers(1, 3))
    stop = st.integers(0, n_stops - 1)
    often = st.sampled_from([True, True, True, False])
    patterns = draw(st.lists(st.lists(stop, min_size=2, max_size=5), min_size=1, max_size=4))
    runs = []
    for pattern in draw(st.lists(st.sampled_from(patterns), max_size=9)):
        clock = draw(st.integers(0, 40))
        run = []
        for at in pattern:
            arrival = clock + draw(st.integers(0, 8))
            clock = arrival + draw(st.integers(0, 3))
            run.append((at, arrival, clock, draw(often), draw(often)))
        runs.append(run)
    walk = st.integers(0, 9)
    foot = {(v, v): slack for v in range(n_stops)}
    pairs = draw(st.lists(st.tuples(stop, stop), max_size=6))
    foot |= {pair: draw(walk) + slack for pair in pairs if pair[0] != pair[1]}
    some = st.dictionaries(stop, walk, max_size=3)
    access = draw(st.lists(some, min_size=1, max_size=2))
    egress = draw(st.lists(some, min_size=1, max_size=3))
    targets = st.dictionaries(st.integers(0, len(egress) - 1), st.integers(0, 40), max_size=2)
    walks = [draw(targets) for _ in access]
    return World(n_stops, runs, foot, access, egress, walks, slack)
