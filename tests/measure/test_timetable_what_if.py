"""A changed timetable: by hand on one street, and what can never happen."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.equity import reach_by_group
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.timetable_what_if import (
    CHANGES,
    gains_by_group,
    gains_by_place,
    timetable_gains,
)
from gongfu.measure.transit import prepare_transit
from gongfu.model.timetable_change import Line, NewStop, with_line, without_route, without_stop
from gongfu.model.timetable_headway import with_headway
from tests import worlds
from tests.measure.test_transit import EIGHT, every_ten_minutes, street, timetable

# A street of 10 km, a node each kilometre; the bus stops at 1, 5 and 9 km; a clinic at 9 km.
HOMES = worlds.points(
    [(1000.0, 0.0), (5000.0, 0.0), (8900.0, 0.0), (3000.0, 0.0)],
    ["first", "middle", "beside", "between"],
    residents=[100.0, 20.0, 3.0, 50.0],
    urban=[True, False, False, False],
    place=["w", "e", "e", "w"],
)
CLINIC = worlds.facilities([(9000.0, 0.0)], ["clinic"], ["clinic"])
PLACES = pd.DataFrame(
    {"level": ["county", "township", "township"], "parent": ["", "c", "c"]},
    index=pd.Index(["c", "w", "e"], name="code"),
)
KNOBS = {"depart_s": EIGHT, "window_s": 600.0, "board_slack_s": 60.0, "max_walk_s": 600.0}
STREET = street()


def ready(table, **knobs):
    return prepare_transit(STREET, table, **(KNOBS | knobs))


def gains(before, after, limit_s=1200.0, **knobs):
    found = timetable_gains(
        HOMES, CLINIC, ready(before, **knobs), ready(after, **knobs), limit_s=limit_s,
        kinds=["clinic"],
    )  # fmt: skip
    return found.set_index("community_id")


def test_half_the_headway_saves_the_wait():
    # By a vehicle every ten minutes the median from the first stop is 780 s (see test_transit).
    # Every five: who leaves at 08:00 misses that of 08:00 and rides at 08:05, 300 + 480 s; then
    # 720, 660, 600 and 540, and all of that once more; the fifth shortest of ten is 660 s.
    before = timetable(every_ten_minutes())
    after = with_headway(before, "r", 300, from_s=EIGHT, until_s=EIGHT + 7200).timetable
    found = gains(before, after)
    assert found.loc["first", ["time_before_s", "time_s", "time_change_s"]].tolist() == [
        780.0, 660.0, -120.0
    ]  # fmt: skip
    assert found["change"].tolist() == ["nearer", "nearer", "same", "same"]
    # Who lives beside walks 100 s; who lives between is 2 km from every stop.
    assert found.loc["beside", ["time_before_s", "time_s", "time_change_s"]].tolist() == [
        100,
        100,
        0,
    ]
    assert found.loc["between", "state"] == "out_of_reach"
    assert np.isnan(found.loc["between", "time_change_s"])
    assert found.loc["between", ["time_before_s", "time_s"]].tolist() == [np.inf, np.inf]


def test_a_stop_less_and_a_stop_more():
    before = timetable(every_ten_minutes())
    found = gains(before, without_stop(before, "s1"))
    assert found["change"].tolist() == ["same", "lost", "same", "same"]
    assert found.loc["middle", "time_change_s"] == np.inf
    assert found.loc["middle", ["state_before", "state"]].tolist() == ["reached", "out_of_reach"]
    assert pd.isna(found.loc["middle", "facility_id"])
    lon, lat = HOMES.loc["between", ["lon", "lat"]]
    line = Line(
        "x", (NewStop("new", "New", lon, lat), "s2"), (300,), 600, EIGHT, EIGHT + 7200,
        both_ways=False,
    )  # fmt: skip
    found = gains(before, with_line(before, line))
    assert found["change"].tolist() == ["same", "same", "same", "gained"]
    # The vehicle of 08:00 is missed by whoever leaves then, and that of 08:10 caught until 08:09:
    # 900, 840, … 360 s, of which the fifth shortest is 600.
    assert found.loc["between", "time_s"] == 600.0
    assert found.loc["between", "time_change_s"] == -np.inf


def test_the_sums_are_of_people():
    before = timetable(every_ten_minutes())
    found = timetable_gains(
        HOMES, CLINIC, ready(before), ready(without_stop(before, "s1")), limit_s=1200.0,
        kinds=["clinic"],
    )  # fmt: skip
    places = gains_by_place(found, HOMES, PLACES).set_index(["place", "area"])
    assert places.loc[("c", "all"), ["n_places", "n_lost", "residents_lost"]].tolist() == [4, 1, 20]
    assert places.loc[("e", "rural"), ["residents_lost", "residents_nearer"]].tolist() == [20, 0]
    assert places.loc[("w", "all"), "residents_lost"] == 0
    assert places.loc[("e", "all"), ["share_of_residents_before", "share_of_residents"]].tolist() \
        == [1.0, pytest.approx(3 / 23)]  # fmt: skip
    groups = gains_by_group(found, HOMES, by=["place"]).set_index(["grouping", "group"])
    assert groups.loc[("area", "rural"), ["people", "people_lost"]].tolist() == [73, 20]
    assert groups.loc[("place", "e"), "people_lost"] == 20
    assert groups.loc[("area", "urban"), ["share_before", "share"]].tolist() == [1.0, 1.0]
    # The shares are those of who reaches it by either timetable.
    for column, table in (("share_before", before), ("share", without_stop(before, "s1"))):
        times = time_to_nearest(
            HOMES, CLINIC, ready(table), mode="transit", limit_s=1200.0, kinds=["clinic"]
        )
        alone = reach_by_group(times, HOMES, limit_s=1200.0, by=["place"], circle=["clinic"])
        alone = alone[(alone["kind"] == "clinic").to_numpy()]
        assert groups[column].tolist() == alone["share"].tolist()


def test_what_is_refused():
    table = timetable(every_ten_minutes())
    with pytest.raises(InputError, match=r"more than the timetable: percentile is 50.0 and 90.0"):
        timetable_gains(HOMES, CLINIC, ready(table), ready(table, percentile=90.0))
    other = prepare_transit(street(12), table, **KNOBS)
    with pytest.raises(InputError, match="different streets"):
        timetable_gains(HOMES, CLINIC, ready(table), other)
    found = timetable_gains(HOMES, CLINIC, ready(table), ready(table), kinds=["clinic"])
    with pytest.raises(InputError, match="not each of 4 communities"):
        gains_by_place(found[:3], HOMES, PLACES)
    with pytest.raises(InputError, match="gains: no column 'change'"):
        gains_by_group(found.drop(columns="change"), HOMES)


TRIPS = st.lists(
    st.tuples(st.permutations([0, 1, 2]), st.lists(st.integers(0, 3000), min_size=3, max_size=3)),
    min_size=1,
    max_size=8,
).map(
    lambda trips: [list(zip(order, sorted(times), strict=True)) for order, times in trips]
)  # fmt: skip
LINES = st.builds(
    lambda stops, ride, every, start, back: Line(
        "x", tuple(f"s{i}" for i in stops), (ride, ride + 60), every, EIGHT + start,
        EIGHT + start + 2000, both_ways=back,
    ),
    st.permutations([0, 1, 2]), st.integers(30, 900), st.integers(60, 1500),
    st.integers(0, 2000), st.booleans(),
)  # fmt: skip
PERCENTILE = st.sampled_from([0.0, 50.0, 90.0, 100.0])


@settings(max_examples=25)
@given(TRIPS, LINES, PERCENTILE)
def test_a_line_more_makes_nobody_slower(trips, line, percentile):
    before = timetable(trips)
    found = gains(before, with_line(before, line), 3600.0, percentile=percentile)
    assert not found["change"].isin(["lost", "farther"]).any()


@settings(max_examples=25)
@given(TRIPS, st.sampled_from(["s0", "s1", "s2"]), PERCENTILE)
def test_a_stop_or_a_route_less_makes_nobody_faster(trips, stop, percentile):
    before = timetable(trips)
    found = gains(before, without_stop(before, stop), 3600.0, percentile=percentile)
    assert not found["change"].isin(["gained", "nearer"]).any()
    found = gains(before, without_route(before, "r"), 3600.0, percentile=percentile)
    assert not found["change"].isin(["gained", "nearer"]).any()
    assert set(found.loc[["first", "middle", "between"], "state"]) == {"out_of_reach"}


@settings(max_examples=25)
@given(st.lists(st.integers(0, 2400), min_size=1, max_size=6), st.integers(1, 15), PERCENTILE)
def test_half_a_headway_that_was_set_makes_nobody_slower(left, minutes, percentile):
    # The trips of half the headway are all of those of the whole one, and others.
    trips = [[(0, at), (1, at + 240), (2, at + 480)] for at in left]
    span = {"from_s": EIGHT, "until_s": EIGHT + 3600}
    whole, half = (
        with_headway(timetable(trips), "r", 60 * minutes * part, **span).timetable
        for part in (2, 1)
    )
    found = gains(whole, half, 3600.0, percentile=percentile)
    assert not found["change"].isin(["lost", "farther"]).any()
    assert set(found["change"]) <= set(CHANGES)
