"""The Huff model: by hand, what it conserves, and exponents found again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from gongfu.errors import InfeasibleError, InputError
from gongfu.measure.visits import HuffModel, calibrate_huff, huff_visits

COMMUNITIES = pd.DataFrame({"residents": [100.0, 60.0, 40.0]}, index=["near", "far", "alone"])
MARKETS = pd.DataFrame({"capacity": [400.0, 100.0, 0.0]}, index=["big", "small", "closed"])
TIMES = pd.DataFrame(
    [
        ("near", "big", 600.0),
        ("near", "small", 300.0),
        ("far", "big", 30.0),
        ("far", "small", 60.0),
        ("alone", "closed", 100.0),
    ],
    columns=["community_id", "facility_id", "time_s"],
)


def test_by_hand():
    result = huff_visits(COMMUNITIES, MARKETS, TIMES)

    # near: 400 / 600² and 100 / 300² are alike; far: both count as 60 s, so 400 to 100.
    assert result["probability"].tolist()[:4] == pytest.approx([0.5, 0.5, 0.8, 0.2])
    assert result["visitors"].tolist() == pytest.approx([50.0, 50.0, 48.0, 12.0, 0.0])
    assert np.isnan(result["probability"].iloc[4])
    assert result["community_id"].tolist() == TIMES["community_id"].tolist()


def test_exponents_of_zero_leave_the_rest():
    alike = huff_visits(COMMUNITIES, MARKETS, TIMES, model=HuffModel(0.0, 0.0))
    by_size = huff_visits(COMMUNITIES, MARKETS, TIMES, model=HuffModel(0.0, 1.0))

    assert alike["probability"].tolist()[:4] == [0.5] * 4
    assert by_size["probability"].tolist()[:4] == pytest.approx([0.8, 0.2, 0.8, 0.2])


def draw(seed, model, n=40, m=8):
    rng = np.random.default_rng(seed)
    communities = pd.DataFrame({"residents": rng.integers(100, 900, n) * 1.0}, index=range(n))
    sites = pd.DataFrame({"capacity": rng.integers(1, 50, m) * 10.0}, index=range(m))
    home, site = np.divmod(np.arange(n * m), m)
    times = pd.DataFrame(
        {"community_id": home, "facility_id": site, "time_s": rng.uniform(60.0, 1800.0, n * m)}
    ).sample(frac=0.8, random_state=seed)
    visitors = huff_visits(communities, sites, times, model=model)
    return communities, sites, times, visitors


@given(seed=st.integers(0, 2**32 - 1), distance=st.floats(0.0, 30.0))
def test_every_resident_goes_somewhere(seed, distance):
    communities, _, times, visitors = draw(seed % 2**31, HuffModel(distance))

    reach = communities["residents"].loc[np.unique(times["community_id"])]
    assert visitors["visitors"].sum() == pytest.approx(reach.sum())
    assert visitors.groupby("community_id")["probability"].sum().to_numpy() == pytest.approx(1.0)


@given(seed=st.integers(0, 2**31 - 1), distance=st.floats(0.5, 3.0), size=st.floats(0.5, 2.0))
def test_the_exponents_that_made_the_visits_are_found_again(seed, distance, size):
    model = HuffModel(distance, size)
    _, sites, times, visitors = draw(seed, model)
    visits = visitors.rename(columns={"visitors": "visits"})

    both = calibrate_huff(visits, sites, times, attraction_exponent=None)
    one = calibrate_huff(visits, sites, times, attraction_exponent=size)

    assert both.model.distance_exponent == pytest.approx(distance, abs=1e-4)
    assert both.model.attraction_exponent == pytest.approx(size, abs=1e-4)
    assert one.model.distance_exponent == pytest.approx(distance, abs=1e-4)
    assert one.model.attraction_exponent == size
    assert both.log_likelihood >= both.without
    assert (len(both.standard_error), len(one.standard_error)) == (2, 1)


def test_likelihood_and_error_agree_with_a_plain_search():
    _, sites, times, visitors = draw(7, HuffModel(1.7))
    rng = np.random.default_rng(7)
    counts = rng.poisson(visitors["visitors"] / 50)
    visits = times.assign(visits=counts)

    fit = calibrate_huff(visits, sites, times)

    def loss(exponent):
        weight = sites["capacity"].loc[times["facility_id"]].to_numpy()
        weight = weight / times["time_s"].to_numpy() ** exponent
        whole = pd.Series(weight).groupby(times["community_id"].to_numpy()).transform("sum")
        return -(counts * np.log(weight / whole.to_numpy())).sum()

    best = minimize_scalar(loss, bounds=(0.0, 5.0), method="bounded", options={"xatol": 1e-9})
    assert fit.model.distance_exponent == pytest.approx(best.x, abs=1e-5)
    assert fit.log_likelihood == pytest.approx(-best.fun)
    bend = (loss(best.x + 1e-3) - 2 * best.fun + loss(best.x - 1e-3)) / 1e-6
    assert fit.standard_error[0] == pytest.approx(1 / np.sqrt(bend), rel=1e-3)
    assert abs(fit.model.distance_exponent - 1.7) < 4 * fit.standard_error[0]
    assert fit.n_visits == counts.sum()


@pytest.mark.parametrize("went", ["nearest", "farthest"])
def test_visits_that_know_no_exponent_are_refused(went):
    _, sites, times, _ = draw(3, HuffModel())
    sites = sites.assign(capacity=1.0)
    by_home = times.groupby("community_id")["time_s"]
    at = by_home.idxmin() if went == "nearest" else by_home.idxmax()
    visits = times.loc[at].assign(visits=10.0)

    with pytest.raises(InfeasibleError, match="no exponents are likeliest"):
        calibrate_huff(visits, sites, times)


def test_who_has_no_choice_tells_nothing():
    lone = TIMES.iloc[[0]]

    with pytest.raises(InfeasibleError, match="had a choice"):
        calibrate_huff(lone.assign(visits=5.0), MARKETS, lone)
    with pytest.raises(InfeasibleError, match="had a choice"):
        calibrate_huff(TIMES.iloc[:0].assign(visits=0.0), MARKETS, TIMES)


def test_inputs_stay_as_they_were():
    before = COMMUNITIES.copy(), MARKETS.copy(), TIMES.copy()
    visits = TIMES.iloc[:4].assign(visits=[5.0, 3.0, 7.0, 1.0])

    huff_visits(COMMUNITIES, MARKETS, TIMES)
    calibrate_huff(visits, MARKETS, TIMES)

    for now, then in zip((COMMUNITIES, MARKETS, TIMES), before, strict=True):
        pd.testing.assert_frame_equal(now, then)
    assert huff_visits(COMMUNITIES, MARKETS, TIMES.iloc[:0]).empty


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: HuffModel(np.nan), "need finite exponents"),
        (lambda: HuffModel(least_s=0.0), "least_s > 0"),
        (
            lambda: huff_visits(COMMUNITIES, MARKETS, TIMES, attraction="rooms"),
            "no column 'rooms'",
        ),
        (
            lambda: calibrate_huff(TIMES.assign(visits=1.0), MARKETS, TIMES),
            "not in times or draws nobody was visited in row 5; measure",
        ),
        (
            lambda: calibrate_huff(
                pd.DataFrame({"community_id": ["x"], "facility_id": ["big"], "visits": [1.0]}),
                MARKETS,
                TIMES,
            ),
            "was visited in row 1",
        ),
        (
            lambda: calibrate_huff(TIMES.assign(visits=-1.0), MARKETS, TIMES),
            "'visits' is -1",
        ),
    ],
)
def test_what_cannot_be_used_says_what_is_needed(call, remedy):
    with pytest.raises(InputError, match=remedy):
        call()
