"""Decay functions: their formulas, and what they have in common."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decay import exponential, gaussian, linear, logistic, power, step, zones

LIMIT_S = 900.0
ALL = (
    step(LIMIT_S),
    zones([300.0, 600.0, LIMIT_S], [1.0, 0.68, 0.22]),
    linear(LIMIT_S),
    exponential(LIMIT_S, half_s=300.0),
    gaussian(LIMIT_S),
    logistic(LIMIT_S, middle_s=450.0, spread_s=60.0),
    power(LIMIT_S, exponent=2.0, least_s=60.0),
)
named = pytest.mark.parametrize("decay", ALL, ids=lambda decay: decay.form)


@named
@given(time_s=st.lists(st.floats(0.0, 2000.0), min_size=2, max_size=20))
def test_weights_run_from_one_at_the_door_to_zero_beyond_the_limit(decay, time_s):
    weight = decay(np.sort(time_s))

    assert decay([0.0]).tolist() == [1.0]
    assert ((weight >= 0.0) & (weight <= 1.0)).all()
    assert (np.diff(weight) <= 1e-15).all()
    assert (weight[np.sort(time_s) > LIMIT_S + 1e-6] == 0.0).all()
    assert decay([np.inf]).tolist() == [0.0]


@pytest.mark.parametrize(
    ("decay", "time_s", "weight"),
    [
        (step(LIMIT_S), 900.0, 1.0),
        (zones([300.0, 600.0], [1.0, 0.5]), 300.0, 1.0),
        (zones([300.0, 600.0], [1.0, 0.5]), 300.1, 0.5),
        (linear(LIMIT_S), 225.0, 0.75),
        (exponential(LIMIT_S, half_s=300.0), 600.0, 0.25),
        (gaussian(LIMIT_S), 450.0, (np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5))),
        (logistic(LIMIT_S, middle_s=450.0, spread_s=60.0), 450.0, 0.5 * (1 + np.exp(-7.5))),
        (power(LIMIT_S, exponent=2.0, least_s=60.0), 120.0, 0.25),
        (power(LIMIT_S, exponent=2.0, least_s=60.0), 30.0, 1.0),
    ],
)
def test_formulas(decay, time_s, weight):
    assert decay([time_s])[0] == pytest.approx(weight, rel=1e-12)


@named
def test_a_decay_is_a_value(decay):
    assert pickle.loads(pickle.dumps(decay)) == decay
    assert hash(decay) == hash(pickle.loads(pickle.dumps(decay)))
    with pytest.raises(AttributeError):
        decay.limit_s = 1.0


@named
def test_tenths_of_a_second_are_the_same_function(decay):
    by_ds = decay.by_ds()

    assert by_ds.size == LIMIT_S * 10 + 1
    np.testing.assert_array_equal(by_ds, decay(np.arange(by_ds.size) / 10))


def test_a_limit_that_is_no_binary_fraction_is_kept():
    # 0.1 + 0.2 is a little more than 0.3 in floats; 3 tenths are within both.
    for limit_s in (0.3, 0.1 + 0.2, 0.1 * 3):
        assert step(limit_s).by_ds().tolist() == [1.0] * 4
        assert step(limit_s)([0.3, 0.1 + 0.2, 0.4]).tolist() == [1.0, 1.0, 0.0]


def test_times_may_be_read_only_and_empty():
    time_s = np.array([1.0, 2.0])
    time_s.flags.writeable = False

    assert step(1.0)(time_s).tolist() == [1.0, 0.0]
    assert step(1.0)([]).size == 0


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: step(0.0), "must be finite seconds > 0"),
        (lambda: gaussian(np.inf), "must be finite seconds > 0"),
        (lambda: linear(np.nan), "must be finite seconds > 0"),
        (lambda: exponential(900.0, half_s=0.0), "half_s is 0.0; it must be a finite number > 0"),
        (
            lambda: logistic(900.0, middle_s=-1.0, spread_s=np.nan),
            "middle_s is -1.0.*spread_s is nan",
        ),
        (lambda: power(900.0, exponent=2.0, least_s=0.0), "least_s is 0.0"),
        (lambda: zones([600.0, 300.0], [1.0, 0.5]), "rising limits_s"),
        (lambda: zones([300.0, 600.0], [0.5, 1.0]), "weights that fall from 1"),
        (lambda: zones([300.0], [1.0, 0.5]), "as many weights"),
        (lambda: zones([], []), "rising limits_s"),
        (lambda: step(900.0)([-1.0, np.nan, 3.0]), "2 of 3 times are negative or missing"),
    ],
)
def test_what_makes_no_decay_says_what_is_needed(call, remedy):
    with pytest.raises(InputError, match=remedy):
        call()
