"""Presence by place, by codes and by boundaries."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from gongfu.errors import InputError
from gongfu.measure.presence import presence_by_place

PLACES = pd.DataFrame(
    {
        "name": ["County", "West", "Middle", "East", "Hamlet"],
        "level": ["county", "township", "township", "township", "village"],
        "parent": ["", "1", "1", "1", "102"],
    },
    index=pd.Index(["1", "103", "102", "101", "102001"], name="code"),
)
# Squares of one degree from west to east; nobody knows where the hamlet ends.
BOUNDARIES = gpd.GeoDataFrame(
    geometry=[box(0, 0, 3, 1), box(2, 0, 3, 1), box(1, 0, 2, 1), box(0, 0, 1, 1)],
    index=pd.Index(["1", "101", "102", "103"], name="code"),
    crs="EPSG:4326",
)
STATIONS = pd.DataFrame(
    {
        "kind": ["charging_station"] * 4 + ["park"],
        "lon": [0.5, 1.0, 2.5, 9.0, 1.5],
        "lat": 0.5,
        "place": ["103", "103", "1", None, "102001"],
    },
    index=pd.Index(list("vwxyz"), name="facility_id"),
)


def ask(*frames, kind="charging_station", level="township"):
    return presence_by_place(*frames, kind=kind, level=level)


def test_by_code():
    found = ask(STATIONS, PLACES)

    assert found.by_place["n_facilities"].to_dict() == {"103": 2, "102": 0, "101": 0}
    assert found.by_place["state"].tolist() == ["present", "absent", "absent"]
    assert found.by_place["name"].tolist() == ["West", "Middle", "East"]
    assert (found.n_present, found.n_judged, found.share) == (1, 3, pytest.approx(1 / 3))
    # One is known by its county only, and one not at all.
    assert (found.n_facilities, found.n_unplaced) == (4, 2)


def test_a_village_lies_in_its_township_and_county():
    assert ask(STATIONS, PLACES, kind="park").by_place["n_facilities"].tolist() == [0, 1, 0]
    assert ask(STATIONS, PLACES, kind="park", level="county").share == 1.0
    assert ask(STATIONS, PLACES, kind="park", level="village").share == 1.0


def test_by_boundary_a_point_on_the_line_belongs_to_the_first():
    found = ask(STATIONS, PLACES, BOUNDARIES)

    # The second station stands between West and Middle; West comes first in places.
    assert found.by_place["n_facilities"].to_dict() == {"103": 2, "102": 0, "101": 1}
    assert (found.n_facilities, found.n_unplaced) == (4, 1)
    assert found.by_place["n_facilities"].sum() == found.n_facilities - found.n_unplaced


def test_places_without_boundary_cannot_be_judged():
    partly = BOUNDARIES.drop(index="102")

    found = ask(STATIONS, PLACES, partly)

    assert found.by_place["state"].to_dict() == {
        "103": "present",
        "102": "cannot_be_judged",
        "101": "present",
    }
    assert (found.share, found.n_judged) == (1.0, 2)
    nowhere = ask(STATIONS, PLACES, BOUNDARIES, level="village")
    assert np.isnan(nowhere.share)
    assert nowhere.n_unplaced == 4


@pytest.mark.parametrize("frames", [(PLACES,), (PLACES, BOUNDARIES)], ids=["code", "boundary"])
def test_no_facility_and_a_kind_nobody_has(frames):
    for stations, kind in ((STATIONS.iloc[:0], "park"), (STATIONS, "market")):
        found = ask(stations, *frames, kind=kind)
        assert found.by_place["state"].tolist() == ["absent"] * 3
        assert (found.share, found.n_facilities) == (0.0, 0)


def test_inputs_stay_as_they_were():
    before = STATIONS.copy(), PLACES.copy(), BOUNDARIES.copy()

    ask(STATIONS, PLACES, BOUNDARIES)
    ask(STATIONS, PLACES)

    for now, then in zip((STATIONS, PLACES, BOUNDARIES), before, strict=True):
        pd.testing.assert_frame_equal(now, then)


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: ask(STATIONS, PLACES, level="prefecture"), "none is a 'prefecture'; they are"),
        (
            lambda: ask(STATIONS.assign(place="999"), PLACES),
            "4 lie in places that are not in the table, such as '999'",
        ),
        (lambda: ask(STATIONS.drop(columns="place"), PLACES), "no column 'place'"),
        (lambda: ask(STATIONS.drop(columns="lon"), PLACES, BOUNDARIES), "no column 'lon'"),
        (
            lambda: ask(STATIONS, PLACES, BOUNDARIES.to_crs("EPSG:3857")),
            "bring them to EPSG:4326 with to_crs",
        ),
    ],
)
def test_what_cannot_be_used_says_what_is_needed(call, remedy):
    with pytest.raises(InputError, match=remedy):
        call()
