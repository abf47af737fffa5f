"""Synthetic control: weights against another solver, placebos by hand, and poor fits refused."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls

from gongfu.errors import InputError, NotFoundError
from gongfu.measure.effects import synthetic_control

KNOBS = {"outcome": "y", "place": "place", "period": "year", "treated_place": "p00"}
START = {**KNOBS, "treated_from": 2018}


def simulated(effect=1.0, seed=0, n_donors=8):
    """p00 moves with the mean of p01, p02 and p03; from 2018 it gains `effect`."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(12, 3)).cumsum(axis=0)
    loading = rng.uniform(size=(n_donors + 1, 3))
    loading[0] = loading[1:4].mean(axis=0)
    y = 10 + loading @ factors.T + 0.05 * rng.normal(size=(n_donors + 1, 12))
    y[0, 8:] += effect
    frame = pd.DataFrame(
        [(f"p{i:02d}", 2010 + t, y[i, t]) for i in range(n_donors + 1) for t in range(12)],
        columns=["place", "year", "y"],
    )
    return frame, y


def simplex_least_squares(target, donors):
    """Least squares with weights >= 0 that sum to 1, by another solver: one heavy row."""
    heavy = 1e4
    a = np.vstack([(donors - target).T, np.full(len(donors), heavy)])
    weight, _ = nnls(a, np.append(np.zeros(target.size), heavy), maxiter=10_000)
    return weight / weight.sum()


@pytest.fixture(scope="module")
def found():
    return synthetic_control(simulated()[0], **START)


def test_weights_agree_with_another_solver(found):
    y = simulated()[1]
    weight = simplex_least_squares(y[0, :8], y[1:, :8])
    ours = found.weights.set_index("donor")["weight"].sort_index()
    assert ours.sum() == pytest.approx(1, abs=1e-12)
    assert (ours >= 0).all()
    np.testing.assert_allclose(ours, weight, atol=2e-3)
    gap = y[0] - weight @ y[1:]
    assert found.pre_rmspe == pytest.approx(np.sqrt(np.mean(gap[:8] ** 2)), rel=1e-4)
    np.testing.assert_allclose(found.path["gap"], gap, atol=2e-3)


def test_the_effect_is_found_and_stands_out_among_placebos(found):
    assert found.mean_gap == pytest.approx(1.0, abs=0.15)
    assert (found.rank, found.p_value) == (1, pytest.approx(1 / 9))
    assert found.placebos["rank"].tolist() == list(range(1, 10))
    assert found.placebos.loc[found.placebos["treated"], "place"].tolist() == ["p00"]


def test_placebo_ratios_agree_with_another_solver(found):
    y = simulated()[1]
    for donor in (2, 5):
        others = [i for i in range(1, 9) if i != donor]  # never the treated place
        weight = simplex_least_squares(y[donor, :8], y[others][:, :8])
        gap = y[donor] - weight @ y[others]
        ratio = np.sqrt(np.mean(gap[8:] ** 2) / np.mean(gap[:8] ** 2))
        ours = found.placebos.set_index("place").loc[f"p{donor:02d}", "ratio"]
        assert ours == pytest.approx(ratio, rel=2e-2)


def test_without_an_effect_nothing_stands_out():
    none = synthetic_control(simulated(effect=0.0)[0], **START)
    assert abs(none.mean_gap) < 0.15
    assert none.p_value > 1 / 9


def test_backdating_finds_nothing_before_the_start(found):
    assert found.backdated_from == 2014
    assert found.backdated["period"].tolist() == list(range(2010, 2018))
    assert found.backdated["gap"].abs().max() < 0.5 * found.mean_gap


def test_leaving_a_donor_out_is_the_same_as_not_offering_it(found):
    left = found.leave_one_out.set_index("left_out")
    lightest = found.weights.query("weight > 0.01")["donor"].iloc[-1]
    assert set(left.index) == set(found.weights.loc[found.weights["weight"] > 0.01, "donor"])
    others = [f"p{i:02d}" for i in range(1, 9) if f"p{i:02d}" != lightest]
    again = synthetic_control(simulated()[0], **START, donors=others)
    assert left.loc[lightest, "mean_gap"] == pytest.approx(again.mean_gap, abs=1e-9)


def test_a_place_that_is_a_mixture_of_two_is_found_exactly():
    years = np.arange(2010, 2020)
    a, b, c = years % 3, years % 4, years % 5
    columns = {"p00": 0.25 * a + 0.75 * b, "p01": a, "p02": b, "p03": c}
    frame = pd.DataFrame(columns, index=years).melt(
        ignore_index=False, var_name="place", value_name="y"
    )
    exact = synthetic_control(frame.rename_axis("year").reset_index(), **START)
    weight = exact.weights.set_index("donor")["weight"]
    np.testing.assert_allclose(weight[["p01", "p02", "p03"]], [0.25, 0.75, 0], atol=2e-3)


def test_predictors_enter_by_their_mean_before_the_start():
    frame, y = simulated()
    constant = frame["place"].map(dict(zip(sorted(set(frame["place"])), y[:, 0], strict=True)))
    late = frame.assign(x=constant.where(frame["year"] < 2018, 1e9))
    early = frame.assign(x=constant)
    one = synthetic_control(late, **START, predictors=["x"])
    two = synthetic_control(early, **START, predictors=["x"])
    pd.testing.assert_frame_equal(one.weights, two.weights)
    # One more row to match, the size of a period: the first one's values, scaled.
    spread = np.std(y[:, :8], axis=0, ddof=1).mean() / np.std(y[:, 0], ddof=1)
    rows = np.c_[y[:, :8], y[:, 0] * spread]
    weight = simplex_least_squares(rows[0], rows[1:])
    np.testing.assert_allclose(
        one.weights.set_index("donor")["weight"].sort_index(), weight, atol=2e-3
    )


def test_a_poor_fit_is_warned_of_and_a_hopeless_one_refused():
    frame, y = simulated()
    spread = 0.6 * y[1:, :8].std(axis=0).mean()
    up = frame["y"].where(frame["place"] != "p00", frame["y"] + spread)
    with pytest.warns(UserWarning, match="off by .* standard deviations of the donors; it lies"):
        synthetic_control(frame.assign(y=up), **START)
    far = frame["y"].where(frame["place"] != "p00", frame["y"] + 100)
    with pytest.raises(InputError, match="above all donors in 8 and below all in 0 of 8"):
        synthetic_control(frame.assign(y=far), **START)


@pytest.mark.parametrize(
    ("knobs", "kind", "message"),
    [
        ({"treated_place": "q"}, NotFoundError, "'q' is not in column 'place'"),
        ({"donors": ["p01", "q"]}, NotFoundError, "1 donors are not in column 'place': q"),
        ({"donors": ["p01", "p00"]}, InputError, "not the treated one"),
        ({"donors": ["p01"]}, InputError, "need 2 or more untreated places"),
        ({"treated_from": 2012}, InputError, "2 periods before 2012"),
        ({"treated_from": 2030}, InputError, "0 from then on"),
    ],
)
def test_bad_input_is_told(knobs, kind, message):
    with pytest.raises(kind, match=message):
        synthetic_control(simulated()[0], **{**START, **knobs})


def test_gaps_are_named():
    with pytest.raises(InputError, match=r"1 places lack some periods \(p00\)"):
        synthetic_control(simulated()[0].drop(index=3), **START)
