"""Journeys by timetable: by hand, and at every moment against a slow router."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels.journeys import soonest_journeys
from gongfu.kernels.timetable import NEVER, profiles, ranked
from tests.draws import examples
from tests.kernels.timetables import World, slow_times, worlds

STEP, MOMENTS, LIMIT = 5, 8, 60


def times_of(world, rides, threads=1, limit=LIMIT, step=STEP, moments=MOMENTS):
    access, egress, walks = world.points()
    return profiles(
        0, len(world.access), rides, world.slack, world.ready(threads), access, egress, walks,
        len(world.runs), world.n_stops, step, moments, limit,
    )  # fmt: skip


def run_of(*calls):
    return [(stop, time, time, True, True) for stop, time in calls]


def two_lines():
    """Line a 0 > 1 > 2 at 10 and 30; line b 3 > 4 at 24 and 44; one walks 5 from 1 to 3."""
    runs = [run_of((0, at), (1, at + 6), (2, at + 20)) for at in (10, 30)]
    runs += [run_of((3, at), (4, at + 4)) for at in (24, 44)]
    foot = {(v, v): 1 for v in range(5)} | {(1, 3): 6}
    return World(5, runs, foot, [{0: 2}], [{4: 3}, {2: 0}], [{1: 50}], 1)


def test_by_hand():
    # From home at 0 and 5 one is at stop 0 by 3 and 8, catches the bus of 10, is at stop 1 by 16,
    # at stop 3 ready by 22, leaves at 24, is there at 28 and at the door at 31.  From 10 on it is
    # the bus of 30 and the one of 44: at the door at 51.  From 30 on no bus leaves.
    times = times_of(two_lines(), 2)[0]
    assert times[0].tolist() == [31, 26, 41, 36, 31, 26, NEVER, NEVER]
    # The second is at stop 2: 30 by the bus of 10, 50 by that of 30; on foot it is 50.
    assert times[1].tolist() == [30, 25, 40, 35, 30, 25, 50, 50]


def test_a_change_needs_a_second_ride():
    times = times_of(two_lines(), 1)[0]
    assert (times[0] == NEVER).all()
    assert times[1].tolist() == [30, 25, 40, 35, 30, 25, 50, 50]


def test_beyond_the_limit_is_never():
    times = times_of(two_lines(), 2, limit=30)[0]
    assert times[0].tolist() == [NEVER, 26, NEVER, NEVER, NEVER, 26, NEVER, NEVER]


@given(worlds(), st.integers(1, 4))
@settings(max_examples=examples(400))
def test_every_moment_as_a_slow_router(world, rides):
    times = times_of(world, rides)
    for origin in range(len(world.access)):
        for moment in range(MOMENTS):
            slow = slow_times(world, origin, moment * STEP, rides)
            want = [time if time <= LIMIT else NEVER for time in slow]
            assert times[origin, :, moment].tolist() == want


@given(worlds(), st.integers(1, 10), st.sampled_from([126, 127, 128, 200]))
@settings(max_examples=examples(200))
def test_so_many_moments_that_they_need_wider_lanes_change_nothing(world, rides, moments):
    few = times_of(world, rides)
    many = times_of(world, rides, step=1, moments=moments)
    np.testing.assert_array_equal(many[:, :, : STEP * MOMENTS : STEP], few)


@given(worlds(), st.integers(1, 3), st.integers(0, 30))
@settings(max_examples=examples(200))
def test_a_single_journey_is_as_soon_and_holds_together(world, rides, left):
    wired = world.ready()
    footways = world.footways()
    for origin, access in enumerate(world.access):
        ready = np.full(world.n_stops, NEVER, np.int32)
        for stop, walk in access.items():
            ready[stop] = left + walk + world.slack
        found = soonest_journeys(wired, footways, ready, rides, len(world.runs))
        slow = slow_times(world, origin, left, rides)
        for target, ways in enumerate(world.egress):
            by_foot = world.walks[origin].get(target, float("inf"))
            there = [found.arrival[:, at].min() + walk - left for at, walk in ways.items()]
            best = min([by_foot, *there])
            assert best == slow[target] or (best > LIMIT * 100 and slow[target] == float("inf"))
        for k in range(1, rides + 1):
            for stop in np.flatnonzero(found.off_by[k] >= 0):
                follow(found, wired, world, ready, k, stop)


def follow(found, wired, world, ready, k, stop):
    """Goes back along a journey; every step is in time for the next."""
    while True:
        off = found.off_by[k, stop]
        assert wired.alight_at[off] == stop
        assert wired.arrival[off] == found.arrival[k, stop]
        on = found.on_by[k, wired.run[off]]
        assert on <= off
        board = wired.board_at[on]
        if k == 1:
            assert ready[board] <= wired.departure[on]
            return
        k -= 1
        before = found.walked_from[k, board]
        arrived = found.arrival[k, before] + world.foot[before, board]
        assert arrived <= wired.departure[on]
        stop = before


def test_the_same_for_any_number_of_threads():
    world = two_lines()
    for one, two in zip(world.ready(1), world.ready(2), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("runs", [[], [run_of((0, 3), (0, 3))]])
def test_nothing_that_leads_anywhere(runs):
    world = World(1, runs, {(0, 0): 1}, [{0: 0}], [{}], [{}], 1)
    assert (times_of(world, 2) == NEVER).all()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.data())
def test_ranks_are_those_of_sorted_times(times, data):
    ranks = sorted(data.draw(st.sets(st.integers(0, len(times) - 1), min_size=1)))
    found = ranked(np.array([[times]], np.int32), np.array(ranks))
    assert found[0, 0].tolist() == [sorted(times)[rank] for rank in ranks]
