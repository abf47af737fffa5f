"""The fewest servers: the promise is kept with them, and broken with one fewer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.queues import mmck
from gongfu.plan.sizing import servers_needed
from tests.plan import queue_twins as twins


def test_a_forecourt_counted_up_one_charger_at_a_time():
    """40 cars an hour, 45 minutes each: the chain is solved for 31, 32, ... until nine in ten."""
    found = servers_needed(40.0, 45.0, wait_min=10.0, share=0.9)
    service = 60 / 45
    for servers in range(31, 40):
        chances = twins.steady(twins.generator(40.0, service, servers, 400))
        if twins.share_within(chances, service, servers, 10 / 60) >= 0.9:
            break
    assert found.servers == servers
    assert found.queue.load == pytest.approx(30.0)
    assert found.share_in_time >= 0.9 > found.share_in_time_one_fewer
    assert found.to_frame()["servers"].tolist() == [servers, servers - 1]


@given(
    st.floats(0.1, 500.0),
    st.floats(0.5, 120.0),
    st.floats(0.0, 60.0),
    st.floats(0.05, 0.99),
)
def test_kept_with_them_and_broken_with_one_fewer(arrivals, service, wait, share):
    found = servers_needed(arrivals, service, wait_min=wait, share=share)
    assert found.share_in_time >= share
    if found.servers > 1:
        assert found.share_in_time_one_fewer < share
    else:
        assert found.one_fewer is None
        assert np.isnan(found.share_in_time_one_fewer)
    assert (
        servers_needed(arrivals * 1.3, service, wait_min=wait, share=share).servers >= found.servers
    )


@given(st.floats(0.5, 30.0), st.integers(1, 40))
def test_every_server_more_helps_in_a_room_of_one_size(load, capacity):
    kept = [float(mmck(load, 1.0, c, capacity).share_within(10.0)) for c in range(1, capacity + 1)]
    assert (np.diff(kept) >= -1e-12).all()


def test_thousands_of_servers():
    found = servers_needed(6_000.0, 45.0, wait_min=0.0, share=0.99)
    # Halfin and Whitt 1981: alpha = P(wait) = 1 / (1 + b Phi(b) / phi(b)) = 0.01 at b = 2.375.
    assert found.servers == pytest.approx(4_500 + 2.375 * np.sqrt(4_500), abs=4)


def test_a_lot_too_small_says_how_far_it_gets():
    assert servers_needed(10.0, 30.0, capacity=12).servers <= 12
    with pytest.raises(InfeasibleError, match=r"capacity 3 is too small: .* only 47\.0% are"):
        servers_needed(10.0, 30.0, capacity=3)  # Erlang: B(5, 3) = 0.5297


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"arrivals_per_h": 0.0}, "arrivals_per_h must be finite and > 0"),
        ({"arrivals_per_h": [1.0, 2.0]}, "arrivals_per_h must be one number"),
        ({"service_min": float("nan")}, "service_min must be finite"),
        ({"share": 90.0}, r"for 90% give 0\.9"),
        ({"share": 1.0}, "no finite number of servers"),
        ({"wait_min": -1.0}, "wait_min must be"),
        ({"capacity": 0}, "capacity must be whole numbers of at least 1"),
    ],
)
def test_bad_input(knobs, message):
    with pytest.raises(InputError, match=message):
        servers_needed(**{"arrivals_per_h": 4.0, "service_min": 30.0} | knobs)
