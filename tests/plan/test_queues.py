"""Erlang's formulas and M/M/c/K against fractions, the chain's equations, people one by one."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.plan.queues import allen_cunneen, erlang_b, erlang_c, mmck
from tests.plan import queue_twins as twins

loads = st.floats(0.01, 60.0)
lines = st.integers(1, 80)


@pytest.mark.parametrize(
    ("load", "servers", "blocked"),
    [(4.461, 10, 0.01), (12.03, 20, 0.01), (84.06, 100, 0.01), (2.219, 5, 0.05), (2.881, 5, 0.10)],
)
def test_the_tables_of_erlang_b(load, servers, blocked):
    """Loads that printed tables allow at a loss, to the digits that they print."""
    assert erlang_b(load, servers) == pytest.approx(blocked, rel=2e-3)


@pytest.mark.parametrize(
    ("load", "servers"), [(Fraction(1, 3), 1), (Fraction(7, 2), 4), (90, 80), (50, 99)]
)
def test_erlang_b_and_c_are_the_fractions(load, servers):
    blocked = twins.erlang_b(Fraction(load), servers)
    assert erlang_b(float(load), servers) == pytest.approx(float(blocked), rel=1e-14)
    if load < servers:
        waits = blocked / (1 - Fraction(load) / servers * (1 - blocked))
        assert erlang_c(float(load), servers) == pytest.approx(float(waits), rel=1e-14)


def test_thousands_of_servers_keep_their_digits():
    """Where load and servers are equal, 1 / B is Ramanujan's Q and 1; its series is known."""
    servers = np.array([1_000, 10_000, 100_000])
    first = np.sqrt(np.pi * servers / 2) + 2 / 3
    later = np.sqrt(np.pi / 2 / servers) / 12 - 4 / 135 / servers
    assert 1 / erlang_b(servers.astype(float), servers) == pytest.approx(first + later, rel=5e-9)
    assert erlang_b(1.0, 5_000) == 0.0  # 1 / 5000!, below the smallest number
    assert 0.0 < erlang_b(9_000.0, 9_500) < 1e-6


@given(loads, lines)
def test_the_recursion_and_what_more_of_anything_does(load, servers):
    here, one_more = erlang_b(load, servers), erlang_b(load, servers + 1)
    assert one_more == pytest.approx(load * here / (servers + 1 + load * here), rel=1e-13)
    assert one_more <= here <= erlang_b(load * 1.1, servers)
    assert erlang_c(load, servers) >= here
    assert erlang_c(load, servers + 1) <= erlang_c(load, servers)


def test_nobody_comes_and_nobody_serves():
    assert erlang_b(0.0, 3) == 0.0
    assert erlang_b(2.0, 0) == 1.0
    assert erlang_c(0.0, 3) == 0.0
    assert erlang_c(3.0, 3) == 1.0
    idle = mmck(0.0, 2.0, 3, 5)
    assert (idle.lost_share, idle.waiting_share, idle.mean_wait_min, idle.utilisation) == (
        0,
        0,
        0,
        0,
    )


@given(loads, st.integers(1, 12), st.integers(0, 25), st.floats(0.0, 3.0))
def test_mmck_solves_its_chain(load, servers, room, wait):
    """Loss, waits, queue and the distribution of the wait, by linear equations and gamma."""
    capacity = servers + room
    queue = mmck(3.0 * load, 3.0, servers, capacity)
    chances = twins.steady(twins.generator(3.0 * load, 3.0, servers, capacity))

    assert queue.lost_share == pytest.approx(chances[-1], abs=1e-11)
    assert queue.waiting_share == pytest.approx(chances[servers:-1].sum(), abs=1e-11)
    waiting = chances @ np.maximum(np.arange(capacity + 1) - servers, 0)
    assert queue.mean_waiting == pytest.approx(waiting, abs=1e-9)
    share = twins.share_within(chances, 3.0, servers, wait / 60)
    assert queue.share_within(wait) == pytest.approx(share, abs=1e-11)
    busy = chances @ np.minimum(np.arange(capacity + 1), servers)
    assert queue.utilisation == pytest.approx(busy / servers, abs=1e-11)


def test_the_ends_are_erlang_b_and_erlang_c():
    none, much, endless = mmck(8.0, 1.0, 10, 10), mmck(8.0, 1.0, 10, 2_000), mmck(8.0, 1.0, 10)
    assert none.lost_share == pytest.approx(erlang_b(8.0, 10), rel=1e-14)
    assert none.waiting_share == 0.0
    assert endless.waiting_share == pytest.approx(erlang_c(8.0, 10), rel=1e-14)
    for name in ("waiting_share", "mean_waiting", "mean_wait_min", "utilisation"):
        assert getattr(much, name) == pytest.approx(getattr(endless, name), rel=1e-12)
    within = [0.0, 3.0, 10.0, 60.0]
    assert much.share_within(within) == pytest.approx(endless.share_within(within), rel=1e-12)


def test_one_counter_by_hand():
    """M/M/1 at half its load: half wait; W = rho / (mu - lambda)."""
    queue = mmck(1.0, 2.0, 1)
    assert queue.waiting_share == pytest.approx(0.5)
    assert queue.mean_wait_min == pytest.approx(30.0)
    assert queue.share_within(60.0) == pytest.approx(1 - 0.5 * np.exp(-1.0))
    small = mmck(1.0, 1.0, 1, 2)  # three states, alike
    assert (small.lost_share, small.waiting_share) == pytest.approx((1 / 3, 1 / 3))
    assert small.mean_wait_min == pytest.approx(30.0)  # half of who enter wait an hour


def test_a_queue_that_grows_says_so():
    queue = mmck(5.0, 1.0, 5)
    assert queue.mean_wait_min == np.inf
    assert queue.share_within(1e6) == 0.0
    assert queue.utilisation == 1.0


def test_an_overloaded_room_loses_the_surplus():
    """Far more come than leave: c servers are always busy and the rest is turned away."""
    queue = mmck(1e4, 1.0, 50, 5_000)
    assert queue.utilisation == pytest.approx(1.0)
    assert queue.lost_share == pytest.approx(1 - 50 / 1e4)
    assert queue.mean_wait_min == pytest.approx(60 * (4_950 / 50), rel=1e-3)


def test_people_one_by_one():
    """200 000 arrivals at 4 chargers with 3 places to wait; 5 standard errors from batches."""
    rng = np.random.default_rng(20260501)
    n = 200_000
    at, times = np.cumsum(rng.exponential(1 / 5.0, n)), rng.exponential(1 / 1.5, n)
    waits = twins.simulate(at, times, 4, 7)
    queue = mmck(5.0, 1.5, 4, 7)

    for seen, expected in (
        (np.isnan(waits), queue.lost_share),
        (waits <= 10 / 60, queue.share_within(10.0)),
        (waits > 0, queue.waiting_share),
    ):
        batches = seen.reshape(100, -1).mean(axis=1)
        error = batches.std(ddof=1) / 10
        assert abs(batches.mean() - expected) < 5 * error
    assert np.nanmean(waits) * 60 == pytest.approx(queue.mean_wait_min, rel=0.03)


def test_allen_cunneen_is_exact_where_it_is_and_near_elsewhere():
    steady = allen_cunneen(0.8, 1.0, 1, cv_service=0.0)  # M/D/1: rho / (2 mu (1 - rho))
    assert steady.mean_wait_min == pytest.approx(60 * 0.8 / 2 / 0.2)
    assert allen_cunneen(4.0, 1.0, 5, cv_service=1.0).mean_wait_min == pytest.approx(
        mmck(4.0, 1.0, 5).mean_wait_min
    )
    assert allen_cunneen(6.0, 1.0, 5, cv_service=0.5).mean_wait_min == np.inf
    rng = np.random.default_rng(7)
    n = 200_000
    at = np.cumsum(rng.exponential(1 / 4.25, n))
    waits = twins.simulate(at, np.ones(n), 5)  # M/D/5 at 85%
    near = allen_cunneen(4.25, 1.0, 5, cv_service=0.0)
    assert near.mean_wait_min == pytest.approx(waits.mean() * 60, rel=0.1)
    assert "approximation" in near.method


def test_shapes_and_tables():
    grid = erlang_b(np.array([[1.0], [2.0]]), np.array([1, 2, 3]))
    assert grid.shape == (2, 3)
    assert grid[1, 2] == erlang_b(2.0, 3)
    many = mmck([3.0, 4.0], 2.0, [2, 3], [4, 5])
    assert many.to_frame()["capacity"].tolist() == [4, 5]
    assert many.share_within(5.0)[1] == mmck(4.0, 2.0, 3, 5).share_within(5.0)
    assert mmck(1.0, 2.0, 1).to_frame()["capacity"].isna().all()
    frozen = np.array([1.0, 2.0])
    frozen.flags.writeable = False
    assert erlang_b(frozen, 2).shape == (2,)
    assert erlang_b(np.array([]), 2).size == 0
    assert erlang_b(np.array([1.0]), 1) == erlang_b([1.0], [1]) == 0.5  # numpy's views of one
    assert mmck([1.0], 1.0, 1, 1).share_within([[0.0], [5.0]]).shape == (2, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: erlang_b(-1.0, 2), r"load must be finite and >= 0, not -1\.0"),
        (lambda: erlang_b([1.0, np.nan], 2), "1 of 2 are not"),
        (lambda: erlang_b("many", 2), "load must be numbers"),
        (lambda: erlang_c(1.0, 0), "servers must be whole numbers of at least 1"),
        (lambda: erlang_c(1.0, 2.5), "servers must be whole numbers"),
        (lambda: erlang_b([1.0, 2.0], [1, 2, 3]), "do not go together"),
        (lambda: mmck(1.0, 0.0, 2), "service_per_h must be finite and > 0"),
        (lambda: mmck(1.0, 1.0, 4, 3), "capacity is below servers in 1 of 1 queues"),
        (lambda: mmck(1.0, 1.0, 4).share_within(-1.0), "wait_min must be finite"),
        (lambda: allen_cunneen(1.0, 1.0, 2, cv_service=-1.0), "cv_service must be"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()
