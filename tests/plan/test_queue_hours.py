"""A day hour by hour, against the matrix exponential, an integrator, and people one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.stats import poisson

from gongfu.errors import InfeasibleError, InputError
from gongfu.kernels import queues as kernels
from gongfu.plan.queue_hours import queue_by_hour, servers_for_day
from gongfu.plan.queues import mmck
from tests.plan import queue_twins as twins

RUSH = pd.Series([2.0, 10.0, 30.0, 60.0, 60.0, 30.0, 10.0, 2.0], index=range(9, 17))


@pytest.mark.parametrize(
    ("load", "servers", "capacity"), [(3.0, 4, 10), (9.0, 4, 6), (0.0, 2, 5), (0.4, 1, 1)]
)
def test_the_kernel_is_the_matrix_exponential(load, servers, capacity):
    rates = twins.generator(load, 1.0, servers, capacity)
    before = np.arange(1.0, capacity + 2)
    before /= before.sum()
    before.flags.writeable = False

    after, spent = kernels.move(before, load, servers, 0.75)

    assert after == pytest.approx(before @ expm(0.75 * rates), abs=1e-13)
    # The mean over the time: the exponential of the chain with a clock beside it.
    size = capacity + 1
    clock = np.block([[rates, np.eye(size)], [np.zeros((size, 2 * size))]])
    assert spent == pytest.approx(before @ expm(0.75 * clock)[:size, size:] / 0.75, abs=1e-12)


def test_no_time_and_a_long_time():
    before = np.array([0.25, 0.25, 0.5])
    after, spent = kernels.move(before, 1.0, 1, 0.0)
    assert (after == before).all()
    assert (spent == before).all()
    after, _ = kernels.move(before, 2.0, 1, 400.0)
    assert after == pytest.approx(np.array([1, 2, 4]) / 7, abs=1e-12)


def test_a_day_by_integrating_the_equations():
    """Birth and death, by an ordinary solver; shares by the gamma distribution of each wait."""
    servers, capacity, service = 12, 30, 60 / 45
    arrivals = RUSH / 3
    day = queue_by_hour(arrivals, 45.0, servers, wait_min=10.0, capacity=capacity)

    state = np.append(np.eye(capacity + 1)[0], np.zeros(capacity + 1))
    for at, rate in enumerate(arrivals):
        chain = twins.generator(rate, service, servers, capacity)

        def slope(_, now, chain=chain):
            return np.append(now[: capacity + 1] @ chain, now[: capacity + 1])

        state[capacity + 1 :] = 0.0
        state = solve_ivp(slope, (0, 1), state, rtol=1e-10, atol=1e-13).y[:, -1]
        now, mean = np.split(state, 2)
        row = day.hours.iloc[at]
        assert row["lost_share"] == pytest.approx(mean[-1], abs=1e-8)
        share = twins.share_within(mean, service, servers, 10 / 60)
        assert row["share_in_time"] == pytest.approx(share, abs=1e-8)
        waiting = now @ np.maximum(np.arange(capacity + 1) - servers, 0)
        assert row["waiting_at_end"] == pytest.approx(waiting, abs=1e-7)


def test_people_of_many_days_one_by_one():
    rng = np.random.default_rng(11)
    servers, days = 30, 1_500
    day = queue_by_hour(RUSH, 45.0, servers)
    in_time = np.zeros((days, len(RUSH)))
    waits = np.zeros((days, len(RUSH)))
    people = np.zeros((days, len(RUSH)))
    for d in range(days):
        n = poisson.rvs(RUSH, random_state=rng)
        at = np.sort(np.repeat(np.arange(len(RUSH)), n) + rng.random(n.sum()))
        seen = twins.simulate(at, rng.exponential(0.75, at.size), servers)
        hour = at.astype(int)
        people[d] = np.bincount(hour, minlength=len(RUSH))
        in_time[d] = np.bincount(hour, seen <= 10 / 60, len(RUSH))
        waits[d] = np.bincount(hour, seen * 60, len(RUSH))
    for sums, column in ((in_time, "share_in_time"), (waits, "mean_wait_min")):
        ratio = sums.sum(axis=0) / people.sum(axis=0)
        error = (sums - ratio * people).std(axis=0) / people.mean(axis=0) / np.sqrt(days)
        assert (abs(ratio - day.hours[column]) <= 5 * error + 1e-3).all()
    whole = in_time.sum() / people.sum()
    assert day.share_in_time == pytest.approx(whole, abs=0.01)


def test_it_says_where_the_formula_misleads():
    """Two hours of rush: too gloomy while they grow, too hopeful once they are over."""
    day = queue_by_hour(RUSH, 45.0, 41)
    assert day.hours.set_index("hour")["steady_state"].to_dict() == {
        9: "holds",
        10: "holds",
        11: "holds",
        12: "too gloomy",
        13: "too gloomy",
        14: "too hopeful",
        15: "holds",
        16: "holds",
    }
    assert day.hours["steady_wait_min"].iloc[3] == np.inf
    assert day.misjudged["hour"].tolist() == [12, 13, 14]
    assert "3 of 8 hours" in day.note_en
    assert "1 hour" not in day.note_en
    assert "8个小时中有3个小时" in day.note_zh
    calm = queue_by_hour(RUSH / 60, 45.0, 41)
    assert "holds in all 8" in calm.note_en
    assert "全部8个小时" in calm.note_zh


def test_an_hour_that_lasts_is_the_steady_state():
    """Thirty hours alike: the last is Erlang's, and who came in adds up."""
    day = queue_by_hour(pd.Series(np.full(30, 20.0)), 45.0, 17, capacity=25)
    last, steady = day.hours.iloc[-1], mmck(20.0, 60 / 45, 17, 25)
    assert last["share_in_time"] == pytest.approx(steady.share_within(10.0), abs=1e-9)
    assert last["mean_wait_min"] == pytest.approx(steady.mean_wait_min, abs=1e-8)
    assert last["lost_share"] == pytest.approx(steady.lost_share, abs=1e-9)


def test_hours_when_nobody_comes_have_no_share():
    day = queue_by_hour(pd.Series({"8": 0.0, "9": 5.0}), 30.0, 4)
    assert np.isnan(day.hours.loc[0, "share_in_time"])
    assert day.share_in_time == pytest.approx(day.hours.loc[1, "share_in_time"])


def test_the_fewest_for_a_day():
    found = servers_for_day(RUSH, 45.0, wait_min=10.0, share=0.9)
    assert found.servers <= found.servers_every_hour <= found.servers_steady
    assert found.day.share_in_time >= 0.9
    assert queue_by_hour(RUSH, 45.0, found.servers - 1).share_in_time < 0.9
    assert found.day_every_hour.hours["share_in_time"].min() >= 0.9
    fewer = queue_by_hour(RUSH, 45.0, found.servers_every_hour - 1)
    assert fewer.hours["share_in_time"].min() < 0.9


def test_a_day_can_live_with_a_room_too_small_for_an_endless_rush():
    """60 cars for an hour only; 46 places that would lose one in ten for ever."""
    short = pd.Series([60.0, 1.0])
    found = servers_for_day(short, 45.0, capacity=44)
    assert found.servers_steady is None
    assert found.servers_every_hour <= 44
    with pytest.raises(InfeasibleError, match="capacity 20 is too small"):
        servers_for_day(short, 45.0, capacity=20)


@settings(max_examples=25)
@given(st.lists(st.floats(0.1, 40.0), min_size=1, max_size=5), st.integers(1, 30))
def test_one_more_server_never_hurts_and_everybody_is_somewhere(rates, servers):
    arrivals = pd.Series(rates)
    here, more = (queue_by_hour(arrivals, 20.0, c) for c in (servers, servers + 1))
    assert more.share_in_time >= here.share_in_time - 1e-9
    assert (more.hours["mean_wait_min"] <= here.hours["mean_wait_min"] + 1e-9).all()
    assert here.lost_share == 0.0


@pytest.mark.parametrize(
    ("arrivals", "knobs", "message"),
    [
        ([1.0, 2.0], {}, "must be a Series"),
        (pd.Series([1.0, -1.0], index=["8h", "9h"]), {}, "1 hours such as '9h'"),
        (pd.Series([1.0, np.nan]), {}, "give 0 where nobody comes"),
        (pd.Series([1.0, 2.0], index=[8, 8]), {}, "the hour 8 is given twice"),
        (pd.Series([0.0, 0.0]), {}, "nobody comes in any hour"),
        (pd.Series([1.0]), {"servers": 0}, "servers must be"),
        (pd.Series([1.0]), {"capacity": 1}, "capacity 1 is below the 2 servers"),
    ],
)
def test_bad_input(arrivals, knobs, message):
    with pytest.raises(InputError, match=message):
        queue_by_hour(arrivals, **{"service_min": 30.0, "servers": 2} | knobs)


def test_bad_promises():
    with pytest.raises(InputError, match="share must be between"):
        servers_for_day(RUSH, 45.0, share=1.0)
