"""What places gain: two villages by hand, sums that hold, the same as a transfer to persons."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.gained_incomes import gained_incomes
from gongfu.measure.what_if_incomes import Transfer, what_if_incomes


def places(**changes):
    made = {
        "people": [10.0, 30.0, 60.0],
        "before_yuan": [100.0, 300.0, 500.0],
        "county": ["u", "u", "v"],
        "urban": [False, False, True],
    } | changes
    return pd.DataFrame(made, index=["a", "b", "c"])


def test_three_villages_by_hand():
    found = gained_incomes(places(), pd.Series({"a": 1_000.0, "b": -600.0}), levels=("county",))
    assert found.places["after_yuan"].tolist() == [200.0, 280.0, 500.0]
    assert found.places["gained_yuan"].tolist() == [1_000.0, -600.0, 0.0]
    ratio = found.indices.loc["urban_rural_ratio"]
    # 10,000 yuan for 40 people in the country, then 10,400; 500 in town.
    assert (ratio["before"], ratio["after"]) == (2.0, pytest.approx(500 / 260))
    mean = found.indices.loc["mean_income_yuan"]
    assert (mean["before"], mean["after"]) == (400.0, 404.0)
    # Theil's T between the counties: shares of income 0.25 and 0.75 for 0.4 and 0.6 of the people.
    between = found.parts.query("index == 'theil_t' and component == 'county'").iloc[0]
    by_hand = [
        sum(s * np.log(s / p) for s, p in ((u, 0.4), (1 - u, 0.6))) for u in (0.25, 10_400 / 40_400)
    ]
    assert [between["before"], between["after"]] == pytest.approx(by_hand)
    assert places().equals(places())


def test_a_gain_of_as_much_for_everybody_is_a_transfer_to_persons():
    gains = 40.0 * places()["people"]
    found = gained_incomes(places(), gains, levels=("county",))
    homes = places().rename(columns={"people": "members", "before_yuan": "income_yuan"})
    twin = what_if_incomes(homes, (Transfer(40.0, per="person"),), levels=("county",))
    numbers = ["before", "after", "change"]
    np.testing.assert_allclose(
        found.indices[numbers].to_numpy(float), twin.indices[numbers].to_numpy(float), atol=1e-12
    )
    np.testing.assert_allclose(
        found.parts[numbers].to_numpy(float), twin.parts[numbers].to_numpy(float), atol=1e-12
    )


@given(st.lists(st.integers(-900, 9_000), min_size=3, max_size=3), st.permutations("abc"))
def test_sums_hold_and_order_plays_no_part(yuan, order):
    gains = pd.Series(yuan, list("abc"), dtype=float)
    found = gained_incomes(places(), gains)
    change = found.places["after_yuan"] - found.places["before_yuan"]
    assert (change * found.places["people"]).sum() == pytest.approx(sum(yuan))
    assert found.places["gained_yuan"].tolist() == yuan
    turned = gained_incomes(places(), gains[order])
    pd.testing.assert_frame_equal(turned.places, found.places)


def test_nobody_lives_in_one_place_and_zero_has_no_logarithm():
    found = gained_incomes(places(people=[0.0, 30.0, 60.0]), pd.Series({"b": 30.0}))
    assert found.places["after_yuan"].tolist() == [100.0, 301.0, 500.0]
    found = gained_incomes(places(before_yuan=[0.0, 300.0, 500.0]), pd.Series({"a": 10.0}))
    log = found.indices.loc["mean_log_deviation"]
    assert np.isnan(log["before"])
    assert np.isfinite(log["after"])
    assert log["why_en"]


@pytest.mark.parametrize(
    ("frame", "gains", "message"),
    [
        (places(), {"a": 1.0, "z": 5.0}, r"1 places \('z'\) gain and are not among the places"),
        (places(), {"a": np.nan}, r"1 places \('a'\) have a gain that is no number"),
        (places(), {"a": -1_001.0}, r"\('a'\) lose more than they have"),
        (places(people=[0.0, 1.0, 1.0]), {"a": 5.0}, r"\('a'\) gain and have no people"),
        (places(people=0.0), {}, "nobody lives in any of 3"),
        (places().drop(columns="people"), {}, "no column 'people'"),
        (places(before_yuan=-1.0), {}, "'before_yuan'"),
        (places().iloc[[0, 0]], {}, "index"),
    ],
)
def test_bad_input_is_named(frame, gains, message):
    with pytest.raises(InputError, match=message):
        gained_incomes(frame, pd.Series(gains, dtype=float))
    with pytest.raises(InputError, match=r"\('a'\) stand twice among the gains"):
        gained_incomes(places(), pd.Series([1.0, 2.0], ["a", "a"]))
