"""Densities by period, modes and stochastic kernels: by hand, against scipy and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.hermite_e import hermeval
from scipy.stats import gaussian_kde, norm
from statsmodels.nonparametric.bandwidths import bw_silverman
from statsmodels.nonparametric.kernel_density import KDEMultivariateConditional

from gongfu.errors import InputError
from gongfu.kernels import density as kernels
from gongfu.measure.density_dynamics import density_dynamics, modes_test, stochastic_kernel

NAMES = {"value": "y", "place": "city", "period": "year"}


def long(values):
    """A long frame of a table (N, T), its rows shuffled."""
    values = np.asarray(values, float)
    n_places, n_periods = values.shape
    frame = pd.DataFrame(
        {
            "city": np.repeat([f"c{i:03d}" for i in range(n_places)], n_periods),
            "year": np.tile(np.arange(2000, 2000 + n_periods), n_places),
            "y": values.ravel(),
        }
    )
    return frame.sample(frac=1.0, random_state=7)


@pytest.fixture(scope="module")
def incomes():
    rng = np.random.default_rng(5)
    start = rng.normal(0, 0.4, 60)
    return np.exp(10 + start[:, None] + rng.normal(0, 0.05, (60, 4)).cumsum(axis=1))


def test_the_kernel_is_that_of_scipy(incomes):
    frame = long(incomes).assign(w=lambda f: 1.0 + np.arange(len(f)) % 5)
    for weight in (None, "w"):
        found = density_dynamics(frame, relative=False, weight=weight, bandwidth=2000.0, **NAMES)
        for year, rows in found.groupby("year"):
            now = frame[frame["year"] == year]
            w = None if weight is None else now["w"].to_numpy(float)
            peer = gaussian_kde(now["y"], bw_method=1.0, weights=w)
            peer.set_bandwidth(2000.0 / np.sqrt(peer.covariance[0, 0]))
            at = rows["value"].to_numpy()
            both = peer(at) + peer(-at)  # reflected at zero
            np.testing.assert_allclose(rows["density"], both, rtol=1e-10, atol=1e-18)


def test_columns_grid_and_order(incomes):
    found = density_dynamics(long(incomes), **NAMES)
    assert found.columns.tolist() == ["year", "value", "density", "bandwidth", "n_modes"]
    assert found["year"].tolist() == np.repeat([2000, 2001, 2002, 2003], 256).tolist()
    grids = found["value"].to_numpy().reshape(4, 256)
    assert (grids == grids[0]).all()
    relative = incomes / incomes.mean(axis=0)
    widths = found.groupby("year")["bandwidth"].first()
    assert widths.tolist() == pytest.approx([bw_silverman(x) for x in relative.T], rel=5e-3)
    spread = [np.std(x, ddof=1) for x in relative.T]
    quartiles = [np.subtract(*np.quantile(x, [0.75, 0.25])) / 1.349 for x in relative.T]
    expected = 0.9 * np.minimum(spread, quartiles) * 60**-0.2
    assert widths.tolist() == pytest.approx(expected.tolist(), rel=1e-12)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("relative", [False, True])
def test_each_density_holds_all(incomes, log, relative):
    found = density_dynamics(long(incomes), log=log, relative=relative, **NAMES)
    for _, rows in found.groupby("year"):
        whole = np.trapezoid(rows["density"], rows["value"])
        assert whole == pytest.approx(1, abs=3e-3)  # three bandwidths hold 99.73 per cent of each
        assert whole < 1 + 1e-4


def test_nothing_is_lost_below_zero():
    # one place in two has nothing: without reflection a quarter would lie below zero
    frame = long([[0], [0], [1], [1]])
    found = density_dynamics(frame, relative=False, bandwidth=0.1, **NAMES)
    assert found["value"].min() == 0
    at_zero = found["density"].iloc[0]
    assert at_zero == pytest.approx(2 * 0.5 * norm.pdf(0, scale=0.1))
    assert np.trapezoid(found["density"], found["value"]) == pytest.approx(1, abs=2e-3)
    assert (found["n_modes"] == 2).all()


def test_log_scale_is_the_density_of_the_value():
    frame = long([[1.0], [np.e]])
    found = density_dynamics(frame, relative=False, log=True, bandwidth=0.5, **NAMES)
    u = np.log(found["value"])
    by_hand = (norm.pdf(u, 0, 0.5) + norm.pdf(u, 1, 0.5)) / 2 / found["value"]
    np.testing.assert_allclose(found["density"], by_hand, rtol=1e-12)


def test_weights_are_repeated_rows():
    values, times = np.array([1.0, 2, 4, 7]), np.array([1, 3, 2, 1])
    once = pd.DataFrame({"city": list("abcd"), "year": 1, "y": values, "w": times})
    many = once.loc[once.index.repeat(times)].reset_index(drop=True)
    many["city"] = [f"p{i}" for i in many.index]
    for relative in (True, False):
        knobs = {"bandwidth": 0.5, "relative": relative, **NAMES}
        heavy = density_dynamics(once, weight="w", **knobs)["density"]
        np.testing.assert_allclose(heavy, density_dynamics(many, **knobs)["density"], rtol=1e-12)


def test_sheather_jones_solves_their_equation():
    x = np.random.default_rng(2).normal(size=80) * 3
    n = x.size
    h = float(kernels.sheather_jones(x, np.full(n, 1 / n)))

    def roughness(order, width):  # sums of derivatives of the normal density, pair by pair
        total = 0.0
        for one in x:
            for other in x:
                z = (one - other) / width
                total += hermeval(z, [0] * order + [1]) * norm.pdf(z)
        return total / (n * (n - 1) * width ** (order + 1))

    scale = min(x.std(ddof=1), np.subtract(*np.quantile(x, [0.75, 0.25])) / 1.349)
    iqr = 1.349 * scale
    ratio = roughness(4, 0.920 * iqr * n ** (-1 / 7)) / -roughness(6, 0.912 * iqr * n ** (-1 / 9))
    pilot = 1.357 * ratio ** (1 / 7) * h ** (5 / 7)
    solved = (1 / (2 * np.sqrt(np.pi)) / (n * roughness(4, pilot))) ** 0.2
    assert solved == pytest.approx(h, rel=1e-9)


def test_sheather_jones_sees_two_groups_where_silverman_smooths_them():
    x = np.concatenate([norm.ppf((np.arange(50) + 0.5) / 50) + c for c in (-5, 5)])
    frame = long(x[:, None])
    narrow = density_dynamics(frame, relative=False, bandwidth="sheather_jones", **NAMES)
    wide = density_dynamics(frame, relative=False, **NAMES)
    assert narrow["bandwidth"][0] < 0.6 * wide["bandwidth"][0]
    assert narrow["n_modes"][0] == 2


def test_critical_bandwidth_of_two_points():
    # two equal points 2 apart are one mode from a bandwidth of 1 on
    x, w = np.array([-1.0, 1.0]), np.full(2, 0.5)
    assert kernels.critical_bandwidth(x, w, 1, 4096) == pytest.approx(1, abs=2e-3)
    assert kernels.n_modes(x, w, 0.9, 512) == 2
    assert kernels.n_modes(x, w, 1.1, 512) == 1


def test_modes_are_found_and_not_made_up():
    grid = norm.ppf((np.arange(40) + 0.5) / 40)
    two = np.concatenate([grid - 3, grid + 3])
    rng = np.random.default_rng(1)
    assert modes_test(two, rng=rng, n_replicates=199).p_value == pytest.approx(1 / 200)
    assert modes_test(two, n_modes=2, rng=rng, n_replicates=199).p_value > 0.2
    assert modes_test(grid, rng=rng, n_replicates=199).p_value > 0.2


def test_the_modes_test_keeps_its_level():
    rng = np.random.default_rng(12)
    p = [modes_test(rng.normal(size=40), rng=rng, n_replicates=99).p_value for _ in range(40)]
    assert np.mean(np.array(p) <= 0.05) <= 0.05  # conservative: Hall and York 2001
    assert np.mean(p) > 0.3


def test_the_same_state_gives_the_same_answer():
    x = np.random.default_rng(3).normal(size=30)
    one, other = (modes_test(x, rng=np.random.default_rng(7)) for _ in range(2))
    assert one == other


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(1e-3, 1e3), st.floats(-100, 100))
def test_scale_and_place_play_no_part_for_bandwidths(seed, factor, away):
    x = np.random.default_rng(seed).normal(size=25)
    w = np.full(25, 1 / 25)
    moved = factor * x + away
    for rule in (kernels.silverman, kernels.sheather_jones):
        assert rule(moved, w) == pytest.approx(factor * rule(x, w), rel=1e-5)


def test_conditional_density_against_statsmodels(incomes):
    logs = np.log(incomes) - 10
    found = stochastic_kernel(long(logs), relative=False, bandwidth=0.2, **NAMES)
    now, later = logs[:, :-1].ravel(), logs[:, 1:].ravel()
    peer = KDEMultivariateConditional([later], [now], "c", "c", bw=[0.2, 0.2], rng=0)
    grid = found.density.index.to_numpy()
    for i in (20, 50, 80):
        raw = peer.pdf(grid, np.full(grid.size, grid[i]))
        whole = np.trapezoid(raw, grid)
        np.testing.assert_allclose(found.density.iloc[i], raw / whole, rtol=1e-9, atol=1e-14)
    assert found.n == 180
    assert found.bandwidths == (0.2, 0.2)


def test_rows_and_the_ergodic_density_are_densities(incomes):
    found = stochastic_kernel(long(incomes), **NAMES)
    grid = found.density.columns.to_numpy()
    np.testing.assert_allclose(np.trapezoid(found.density, grid, axis=1), 1, rtol=1e-12)
    assert np.trapezoid(found.ergodic, grid) == pytest.approx(1)
    assert (grid >= 0).all()
    share = np.full(grid.size, grid[1] - grid[0])
    share[[0, -1]] /= 2
    again = (found.ergodic * share).to_numpy() @ found.density.to_numpy()
    np.testing.assert_allclose(again, found.ergodic, rtol=1e-8, atol=1e-12)
    frame = found.to_frame()
    assert frame.columns.tolist() == ["now", "later", "density"]
    assert frame["density"].iloc[101 * 3 + 7] == found.density.iloc[3, 7]


def test_a_known_process_is_found_again():
    # x' = 0.6 x + e: given x = 1 the mean is near 0.6, and the ergodic sd near 1 / 0.8
    rng = np.random.default_rng(8)
    values = [rng.normal(0, 1.25, 2000)]
    for _ in range(6):
        values.append(0.6 * values[-1] + rng.normal(0, 1, 2000))
    found = stochastic_kernel(long(np.array(values).T), relative=False, **NAMES)
    grid = found.density.columns.to_numpy()
    row = found.density.to_numpy()[np.abs(grid - 1).argmin()]
    assert np.trapezoid(row * grid, grid) == pytest.approx(0.6, abs=0.1)
    variance = np.trapezoid(found.ergodic * grid**2, grid)
    assert np.sqrt(variance) == pytest.approx(1.25, abs=0.15)


def test_two_worlds_have_no_one_end():
    values = np.vstack([np.full((5, 3), 1.0), np.full((5, 3), 9.0)])
    values += 0.01 * np.arange(30).reshape(10, 3)
    with pytest.warns(UserWarning, match="never mix"):
        found = stochastic_kernel(long(values), relative=False, bandwidth=0.05, **NAMES)
    assert found.ergodic.isna().all()
    assert found.density.notna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "knobs", "message"),
    [
        (lambda f: f.assign(y=-f["y"]), {}, "the mean of 'y' in year 2000 is not > 0"),
        (lambda f: f.assign(y=-f["y"]), {"log": True}, "is not > 0, such as"),
        (lambda f: f.assign(y=1.0), {}, "year 2000 holds 1 different values"),
        (lambda f: f, {"bandwidth": "scott"}, "bandwidth is 'scott'"),
        (lambda f: f, {"bandwidth": 0.0}, "bandwidth is 0.0"),
        (lambda f: f, {"weight": "w"}, "no column 'w'"),
        (lambda f: f.assign(w=-1.0), {"weight": "w"}, "'w'"),
        (lambda f: f.assign(year=2000, city="c"), {}, "240 rows repeat a place and period"),
    ],
)
def test_what_cannot_be_used_is_named(incomes, change, knobs, message):
    with pytest.raises(InputError, match=message):
        density_dynamics(change(long(incomes)), **NAMES, **knobs)


def test_other_input_that_cannot_be_used_is_named(incomes):
    with pytest.raises(InputError, match="values hold 1 different numbers"):
        modes_test([1, 1, 1], rng=np.random.default_rng(0))
    with pytest.raises(InputError, match="n_replicates is 10"):
        modes_test([1, 2, 3], rng=np.random.default_rng(0), n_replicates=10)
    with pytest.raises(InputError, match="step is 0"):
        stochastic_kernel(long(incomes), step=0, **NAMES)
    with pytest.raises(InputError, match="a step of 4 needs at least 5 periods"):
        stochastic_kernel(long(incomes), step=4, **NAMES)
    with pytest.raises(InputError, match="1 of 240 values are missing: 'c0"):
        stochastic_kernel(long(incomes).iloc[1:], **NAMES)
