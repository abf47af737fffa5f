"""Runs of vehicles gathered into lines, and which changes from run to run are of any use.

R runs, E calls by run: start (R+1,) where the calls of a run begin; stop (E,) positions of S
stops; arrival, departure (E,) whole tenths of a second (`_ds`), along a run never falling;
board, alight (E,) bool: whether one may get on or off there.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit

RUNS_AT_ONCE = 256


class Lines(NamedTuple):
    """L lines; the runs of a line call at the same stops, and none overtakes another.

    of_run (R,) the line of each run; start (L+1,), run (R,): the runs of each line by time;
    visit_start (S+1,), visit_line, visit_at (V,): where one may get on at each stop: lines, and
    the position of the call in their runs.
    """

    of_run: np.ndarray
    start: np.ndarray
    run: np.ndarray
    visit_start: np.ndarray
    visit_line: np.ndarray
    visit_at: np.ndarray


class Footways(NamedTuple):
    """Ways on foot from stop to stop: start (S+1,), stop (F,), time_ds (F,), slack included.

    The way from a stop to itself, with its slack, is one of them where one may change there.
    """

    start: np.ndarray
    stop: np.ndarray
    time_ds: np.ndarray


def lines(start, stop, arrival, departure, board, alight, n_stops):
    """Lines of the runs; of runs that overtake, the later ones are another line.  O(E log R)."""
    n_runs = start.size - 1
    kind = _fingerprints(start, stop, board, alight)
    first = departure[np.minimum(start[:-1], max(departure.size - 1, 0))] if n_runs else start[:0]
    order = np.lexsort((np.arange(n_runs), first, kind))
    calls = start, stop, arrival, departure, board, alight
    of_run, n_lines = _gather(order, kind, *calls)
    # Within a line, runs keep the order of departure in which they were gathered.
    by_line = order[np.argsort(of_run[order], kind="stable")]
    line_start = np.zeros(n_lines + 1, np.int64)
    np.cumsum(np.bincount(of_run, minlength=n_lines), out=line_start[1:])
    model = by_line[line_start[:-1]] if n_lines else by_line
    visits = _visits(model, start, stop, board, n_stops)
    return Lines(of_run, line_start, by_line, *visits)


def useful_changes(start, stop, arrival, departure, alight, lines, footways, *, threads=1):
    """Changes of vehicle that bring somebody to a stop earlier than all kept before them.

    Returns first (E+1,) int64 and onto (C,) int64: the calls at which one gets on after getting
    off at each call.  Witt 2015, "Trip-based public transit routing", section 3.1, with arrivals
    by vehicle alone as labels, since ways on foot are bounded one by one and do not add up: for
    every journey there is one with the same first ride that leaves as late, arrives at the same
    stop as early, changes no oftener and uses only these.  The same for any number of threads.
    """
    n_runs, n_stops = start.size - 1, footways.start.size - 1

    def block(begin):
        end = min(begin + RUNS_AT_ONCE, n_runs)
        return _useful(
            begin, end, start, stop, arrival, departure, alight, *lines[1:], *footways, n_stops
        )

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(block, range(0, n_runs, RUNS_AT_ONCE)))
    count = np.zeros(stop.size + 1, np.int64)
    for source, _ in found:
        count[1:] += np.bincount(source, minlength=stop.size)
    source = np.concatenate([source for source, _ in found] or [np.zeros(0, np.int64)])
    onto = np.concatenate([onto for _, onto in found] or [np.zeros(0, np.int64)])
    return np.cumsum(count), onto[np.argsort(source, kind="stable")]


@njit(cache=True, nogil=True)
def _fingerprints(start, stop, board, alight):
    """A number of each run's stops and rights; equal ones are compared stop by stop later."""
    n_runs = start.size - 1
    kind = np.empty(n_runs, np.uint64)
    for run in range(n_runs):
        mixed = np.uint64(start[run + 1] - start[run])
        for call in range(start[run], start[run + 1]):
            what = np.uint64(stop[call] * 4 + board[call] * 2 + alight[call] + 1)
            mixed = (mixed ^ what) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        kind[run] = mixed
    return kind


@njit(cache=True, nogil=True)
def _gather(order, kind, start, stop, arrival, departure, board, alight):
    n_runs = order.size
    of_run = np.empty(n_runs, np.int64)
    last = np.empty(n_runs, np.int64)  # the latest run of each line
    n_lines = 0
    open_from = 0  # the first line of the present fingerprint
    for i in range(n_runs):
        run = order[i]
        if i > 0 and kind[run] != kind[order[i - 1]]:
            open_from = n_lines
        mine = -1
        for line in range(open_from, n_lines):
            if _follows(last[line], run, start, stop, arrival, departure, board, alight):
                mine = line
                break
        if mine < 0:
            mine = n_lines
            n_lines += 1
        last[mine] = run
        of_run[run] = mine
    return of_run, n_lines


@njit(cache=True, nogil=True)
def _follows(earlier, run, start, stop, arrival, departure, board, alight):
    """Whether a run calls where an earlier one does, nowhere before it."""
    n = start[run + 1] - start[run]
    if start[earlier + 1] - start[earlier] != n:
        return False
    for k in range(n):
        a, b = start[earlier] + k, start[run] + k
        if stop[a] != stop[b] or board[a] != board[b] or alight[a] != alight[b]:
            return False
        if arrival[a] > arrival[b] or departure[a] > departure[b]:
            return False
    return True


def _visits(model, start, stop, board, n_stops):
    """Where lines may be got on: by stop, the line and the position of the call."""
    size = start[model + 1] - start[model]
    line = np.repeat(np.arange(model.size), size)
    at = np.arange(line.size) - np.repeat(np.cumsum(size) - size, size)
    call = start[model][line] + at
    may = board[call] & (at < size[line] - 1)
    line, at, where = line[may], at[may], stop[call][may]
    turn = np.argsort(where, kind="stable")
    visit_start = np.zeros(n_stops + 1, np.int64)
    np.cumsum(np.bincount(where, minlength=n_stops), out=visit_start[1:])
    return visit_start, line[turn], at[turn]


@njit(cache=True, nogil=True)
def _useful(
    begin, end, start, stop, arrival, departure, alight,
    line_start, line_run, visit_start, visit_line, visit_at,
    foot_start, foot_stop, foot_ds, n_stops,
):  # fmt: skip
    never = np.int64(2**31 - 1)
    soonest = np.full(n_stops, never)  # arrival by vehicle, by this run or one change from it
    met = np.empty(n_stops, np.int64)
    source = np.empty(1024, np.int64)
    onto = np.empty(1024, np.int64)
    n = 0
    for run in range(begin, end):
        n_met = 0
        for call in range(start[run + 1] - 1, start[run], -1):
            if not alight[call]:
                continue
            v = stop[call]
            if soonest[v] == never:
                met[n_met] = v
                n_met += 1
            soonest[v] = min(soonest[v], np.int64(arrival[call]))
            for way in range(foot_start[v], foot_start[v + 1]):
                w = foot_stop[way]
                ready = np.int64(arrival[call]) + foot_ds[way]
                for visit in range(visit_start[w], visit_start[w + 1]):
                    line, at = visit_line[visit], visit_at[visit]
                    low, high = line_start[line], line_start[line + 1]
                    while low < high:
                        middle = (low + high) >> 1
                        if departure[start[line_run[middle]] + at] < ready:
                            low = middle + 1
                        else:
                            high = middle
                    if low == line_start[line + 1]:
                        continue
                    other = line_run[low]
                    useful = False
                    for later in range(start[other] + at + 1, start[other + 1]):
                        if alight[later] and arrival[later] < soonest[stop[later]]:
                            useful = True
                            if soonest[stop[later]] == never:
                                met[n_met] = stop[later]
                                n_met += 1
                            soonest[stop[later]] = arrival[later]
                    if useful:
                        if n == source.size:
                            source = np.append(source, np.empty(n, np.int64))
                            onto = np.append(onto, np.empty(n, np.int64))
                        source[n] = call
                        onto[n] = start[other] + at
                        n += 1
        for i in range(n_met):
            soonest[met[i]] = never
    return source[:n].copy(), onto[:n].copy()
