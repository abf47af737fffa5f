"""Chinese datums: agreement with published implementations, and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.datum import from_wgs84, to_wgs84

# WGS84 lon, lat and the same point in GCJ-02, from the tests of EvilTransform and coordtransform.
PUBLISHED = [
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
    (116.404, 39.915, 116.41024449916938, 39.91640428150164),
]


@pytest.mark.parametrize(("lon", "lat", "moved_lon", "moved_lat"), PUBLISHED)
def test_agrees_with_published_points(lon, lat, moved_lon, moved_lat):
    moved = from_wgs84([lon], [lat], "gcj02")
    np.testing.assert_allclose(np.ravel(moved), [moved_lon, moved_lat], rtol=0, atol=1e-9)
    back = to_wgs84([moved_lon], [moved_lat], "gcj02")
    np.testing.assert_allclose(np.ravel(back), [lon, lat], rtol=0, atol=1e-9)


def test_baidu_agrees_with_a_published_point():
    """coordtransform: GCJ-02 116.404, 39.915 is BD-09 116.41036949371029, 39.92133699351021."""
    wgs = to_wgs84([116.404], [39.915], "gcj02")
    bd = from_wgs84(*wgs, "bd09")
    np.testing.assert_allclose(
        np.ravel(bd), [116.41036949371029, 39.92133699351021], rtol=0, atol=1e-9
    )


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@given(lon=st.floats(73.0, 137.0), lat=st.floats(1.5, 55.0))
def test_there_and_back(datum, lon, lat):
    moved = from_wgs84([lon], [lat], datum)
    back = to_wgs84(*moved, datum)
    np.testing.assert_allclose(np.ravel(back), [lon, lat], rtol=0, atol=1e-9)
    assert 10 < np.hypot(moved[0] - lon, moved[1] - lat)[0] * 111_000 < 3000


def test_elsewhere_and_nowhere_stay():
    lon, lat = np.array([-51.2, 24.9, np.nan]), np.array([-30.0, 60.2, 30.0])
    for datum in ("gcj02", "bd09", "wgs84"):
        np.testing.assert_array_equal(to_wgs84(lon, lat, datum), [lon, lat])


def test_input_is_left_alone():
    lon, lat = np.array([120.0]), np.array([30.0])
    lon.flags.writeable = lat.flags.writeable = False
    back = to_wgs84(lon, lat, "wgs84")
    assert back[0] is not lon
    to_wgs84(lon, lat, "gcj02")
    assert (lon[0], lat[0]) == (120.0, 30.0)


def test_an_unknown_datum_is_named():
    with pytest.raises(InputError, match=r"'nowhere'; it must be one of wgs84, gcj02, bd09"):
        to_wgs84([120.0], [30.0], "nowhere")
    with pytest.raises(InputError, match="'mars2000'; it must be"):
        to_wgs84([120.0], [30.0], "mars2000")


def test_a_named_system_is_brought_to_degrees():
    """EPSG's own worked point: 50 N, 5 E is N 2999718.85, E 3962799.45 in ETRS89-LAEA."""
    lon, lat = to_wgs84([3962799.45], [2999718.85], "EPSG:3035")
    np.testing.assert_allclose([lon[0], lat[0]], [5.0, 50.0], atol=1e-7)
    lon, lat = to_wgs84([121.5], [31.0], "cgcs2000")
    np.testing.assert_allclose([lon[0], lat[0]], [121.5, 31.0], atol=1e-5)
    with pytest.raises(InputError, match="'EPSG:3035'; it must be one of wgs84, gcj02, bd09"):
        from_wgs84([5.0], [50.0], "EPSG:3035")
