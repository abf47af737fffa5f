"""A polynomial in place of a map: exact where it can be, checked where it errs most."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import smooth

LOW, HIGH = np.array([-3.0, 5.0]), np.array([4.0, 5.5])


def through(f, low=LOW, high=HIGH):
    return smooth.fitted(np.column_stack(f(*smooth.knots(low, high).T)))


@given(seed=st.integers(0, 2**32 - 1))
def test_polynomials_of_degree_four_come_back(seed):
    rng = np.random.default_rng(seed)
    power = rng.uniform(-1, 1, (2, 5, 5))
    places = rng.uniform(LOW, HIGH, (600, 2))

    def f(x, y):
        return [np.polynomial.polynomial.polyval2d(x, y, each) for each in power]

    mine = smooth.mapped(through(f), LOW, HIGH, places)
    assert mine == pytest.approx(np.column_stack(f(*places.T)), rel=1e-9, abs=1e-6)


def test_the_error_is_greatest_at_the_peaks():
    def f(x, y):
        return np.sin(x / 3) * np.exp(y / 5), np.cos(x / 4) + y**2 * x

    def error(places):
        return np.abs(smooth.mapped(power, LOW, HIGH, places) - np.column_stack(f(*places.T))).max()

    power = through(f)
    everywhere = np.random.default_rng(1).uniform(LOW, HIGH, (20_000, 2))
    assert 0 < error(everywhere) < 1.1 * error(smooth.peaks(LOW, HIGH))


def test_a_rectangle_without_width_is_a_place():
    low = high = np.array([2.0, 3.0])

    power = through(lambda x, y: (x * 10, y + 1), low, high)

    assert smooth.mapped(power, low, high, np.array([[2.0, 3.0]])) == pytest.approx(
        np.array([[20.0, 4.0]])
    )
