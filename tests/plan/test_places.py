"""Places per site: a world of four communities and three sites, added up by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decay import linear, step
from gongfu.plan.places import places_needed

# a -100 s- s, a -300 s- t; b -200 s- t; c is 1 000 s from t; d is on no street; u has nobody.
COMMUNITIES = pd.DataFrame(
    {"under_3": [100.0, 50.0, 80.0, 10.0], "over_80": [10.0, 0.0, 20.0, 5.0]}, index=list("abcd")
)
FACILITIES = pd.DataFrame(
    {"kind": "childcare", "capacity": [30.0, 90.0, np.nan]}, index=list("stu")
)
STANDARDS = pd.DataFrame(
    {"take_up": [0.4, 0.5], "places_per_thousand": [1_000.0, 200.0]}, index=["under_3", "over_80"]
)


@pytest.fixture
def times():
    frame = pd.DataFrame(
        {
            "community_id": ["a", "a", "b", "c"],
            "facility_id": ["s", "t", "t", "t"],
            "kind": "childcare",
            "time_s": [100.0, 300.0, 200.0, 1_000.0],
        }
    )
    frame.attrs = {"limit_s": 1_200.0, "off_network": ("d",)}
    return frame


def test_the_nearest_by_hand(times):
    """a: 100 * 0.4 + 10 * 0.5 * 0.2 = 41 places at s; b: 20 at t; c 34 and d 4.5 have none."""
    found = places_needed(COMMUNITIES, FACILITIES, times, STANDARDS)
    sites = found.sites.set_index("facility_id")
    assert sites["need_places"].tolist() == pytest.approx([41.0, 20.0, 0.0])
    assert sites["places"].tolist() == [41, 20, 0]
    assert sites["people"].tolist() == [110.0, 50.0, 0.0]
    assert sites["missing_places"].tolist()[:2] == [11.0, 0.0]
    assert sites["spare_places"].tolist()[:2] == [0.0, 70.0]
    assert sites.loc["u", ["capacity", "missing_places"]].isna().all()
    assert found.unserved["community_id"].tolist() == ["c", "d"]
    assert found.unserved["need_places"].tolist() == pytest.approx([34.0, 4.5])
    assert found.unserved["off_network"].tolist() == [False, True]
    assert found.need_places == pytest.approx(99.5)
    assert found.places == 61
    group = found.by_group.set_index(["facility_id", "group"])["need_places"]
    assert group["s", "over_80"] == pytest.approx(1.0)


def test_divided_by_hand(times):
    """a halves with a step: 20.5 each, rounded up one by one to 21 and 41."""
    found = places_needed(COMMUNITIES, FACILITIES, times, STANDARDS, rule="divided")
    assert found.sites["need_places"].tolist() == pytest.approx([20.5, 40.5, 0.0])
    assert found.sites["places"].tolist() == [21, 41, 0]
    bell = places_needed(
        COMMUNITIES, FACILITIES, times, STANDARDS, rule="divided", decay=linear(1_100.0)
    )
    part = 1_000 / (1_000 + 800)  # of a at s
    assert bell.sites["need_places"].iloc[0] == pytest.approx(41 * part)
    assert bell.unserved["community_id"].tolist() == ["d"]


def test_the_limit_and_the_first_of_equals(times):
    far = places_needed(COMMUNITIES, FACILITIES, times, STANDARDS, decay=step(1_000.0))
    assert far.sites["need_places"].tolist() == pytest.approx([41.0, 54.0, 0.0])
    level = times.assign(time_s=100.0)
    level.attrs = times.attrs
    tied = places_needed(COMMUNITIES, FACILITIES, level, STANDARDS)
    assert tied.sites["people"].iloc[0] == 110.0


def test_dust_is_not_a_place(times):
    """0.1 * 3 * 1000 / 1000 is 0.30000000000000004: ten such are 3, not 4."""
    people = pd.DataFrame({"g": np.full(10, 3.0)}, index=list("abcdefghij"))
    near = pd.DataFrame(
        {"community_id": list("abcdefghij"), "facility_id": "s", "kind": "x", "time_s": 500.0}
    )
    near.attrs["limit_s"] = 900.0
    rule = pd.DataFrame({"take_up": [0.1], "places_per_thousand": [1_000.0]}, index=["g"])
    found = places_needed(people, FACILITIES, near, rule)
    assert found.sites["places"].iloc[0] == 3


@given(st.integers(0, 2**32 - 1), st.sampled_from(["nearest", "divided"]))
def test_nobody_is_lost_and_nobody_counted_twice(seed, rule):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 15), rng.integers(1, 6)
    people = pd.DataFrame(rng.integers(0, 50, (n, 2)).astype(float), columns=["x", "y"])
    sites = pd.DataFrame({"kind": "k"}, index=[f"f{j}" for j in range(m)])
    home, site = np.nonzero(rng.random((n, m)) < 0.4)
    near = pd.DataFrame(
        {
            "community_id": people.index[home],
            "facility_id": sites.index[site],
            "time_s": rng.uniform(500.0, 900.0, home.size),
        }
    )
    near.attrs["limit_s"] = 900.0
    rule_of = pd.DataFrame(
        {"take_up": rng.random(2), "places_per_thousand": rng.uniform(0, 900, 2)}, index=["x", "y"]
    )
    found = places_needed(people, sites, near, rule_of, rule=rule, decay=step(900.0))
    placed = found.sites["need_places"].sum() + found.unserved["need_places"].sum()
    assert placed == pytest.approx(found.need_places, rel=1e-12)
    assert found.by_group["need_places"].sum() == pytest.approx(found.sites["need_places"].sum())
    extra = found.sites["places"] - found.sites["need_places"]
    assert ((extra > -1e-6) & (extra < 1)).all()
    assert found.places == found.sites["places"].sum()


def test_nothing_handed_in_is_changed(times):
    before = [frame.copy() for frame in (COMMUNITIES, FACILITIES, times, STANDARDS)]
    places_needed(COMMUNITIES, FACILITIES, times, STANDARDS)
    for frame, old in zip((COMMUNITIES, FACILITIES, times, STANDARDS), before, strict=True):
        pd.testing.assert_frame_equal(frame, old)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rule": "far"}, "rule must be one of 'nearest', 'divided'"),
        ({"standards": STANDARDS.assign(take_up=40.0)}, "'take_up'"),
        ({"standards": STANDARDS.rename(index={"over_80": "nobody"})}, "no column 'nobody'"),
        ({"standards": STANDARDS.iloc[:0]}, "standards has no group"),
        ({"facilities": FACILITIES.assign(kind=["a", "b", "b"])}, "ask for one kind at a time"),
        ({"facilities": FACILITIES.iloc[:0]}, "facilities has no site"),
        ({"communities": COMMUNITIES.assign(under_3=np.nan)}, "'under_3' is missing in"),
        ({"decay": step(3_600.0)}, "measured up to 1200 s"),
    ],
)
def test_bad_input(times, changed, message):
    given_ = {
        "communities": COMMUNITIES,
        "facilities": FACILITIES,
        "times": times,
        "standards": STANDARDS,
    }
    with pytest.raises(InputError, match=message):
        places_needed(**(given_ | changed))
