"""Service areas: no overlap, no gap, and every node with its nearest facility."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.measure.service_areas import service_areas
from gongfu.measure.streets import prepare_streets
from gongfu.measure.what_if import at_nodes, prepare
from gongfu.model.network import Network
from tests import worlds


def box_of(network, margin_m=300.0):
    """The network's box in degrees, with corners enough to keep its shape."""
    box = shapely.box(
        network.x.min() - margin_m,
        network.y.min() - margin_m,
        network.x.max() + margin_m,
        network.y.max() + margin_m,
    )
    return shapely.transform(box, lambda xy: np.column_stack(network.locate(*xy.T)))


def metres(shapes, network):
    return shapely.transform(
        np.asarray(shapes, object), lambda xy: np.column_stack(network.project(*xy.T))
    )


def road(n=11, step_m=100.0):
    """A straight road along the x axis, both ways, a metre a second."""
    x = np.arange(n) * step_m
    tail = np.concatenate([np.arange(n - 1), np.arange(1, n)])
    head = np.concatenate([np.arange(1, n), np.arange(n - 1)])
    return Network.from_arrays(
        x, np.zeros(n), tail, head, np.full(tail.size, step_m), crs=worlds.CRS
    )


def test_a_road_is_cut_half_way():
    network = road()
    sites = worlds.points([(0.0, 0.0), (1000.0, 0.0)], ["w", "e"], "facility_id")

    got = service_areas(sites, network, box_of(network, 100.0), spacing_m=2.0)

    assert got["id"].tolist()[:2] == ["w", "e"]
    assert got["id"].isna().tolist() == [False, False, True]
    west, east = metres(got.geometry[:2], network)
    assert west.bounds == pytest.approx((-100.0, -100.0, 500.0, 100.0), abs=1.5)
    assert east.bounds == pytest.approx((500.0, -100.0, 1100.0, 100.0), abs=1.5)
    assert got["area_km2"].tolist() == pytest.approx([0.12, 0.12, 0.0], abs=3e-4)


def test_what_is_too_far_belongs_to_nobody():
    network = road()
    sites = worlds.points([(0.0, 0.0)], ["w"], "facility_id")

    got = service_areas(sites, network, box_of(network, 100.0), limit_s=300.0, spacing_m=2.0)

    assert got["area_km2"].tolist() == pytest.approx([0.08, 0.16], abs=4e-4)


def test_a_facility_off_the_network_has_no_area():
    network = road()
    sites = worlds.points([(0.0, 9000.0), (0.0, 0.0)], ["off", "on"], "facility_id")

    got = service_areas(sites, network, box_of(network))

    assert got.geometry.isna().tolist() == [True, False, True]
    assert got["area_km2"][0] == 0.0


def test_without_facilities_or_streets_all_is_nobodys():
    empty = Network.from_arrays([0.0, 9.0], [0.0, 9.0], [], [], [], crs=worlds.CRS)
    site = worlds.points([(0.0, 0.0)], ["a"], "facility_id")

    for network, sites in ((road(), site.iloc[:0]), (empty, site)):
        got = service_areas(sites, network, box_of(network))
        assert (got["area_km2"] > 0).tolist() == [False] * len(sites) + [True]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_region_is_divided(seed):
    rng = np.random.default_rng(seed)
    n = 80
    if rng.random() < 0.5:  # many places equally near to several spots
        x, y = rng.integers(0, 9, (2, n)) * 100.0
    else:
        x, y = rng.uniform(0, 900, (2, n))
    x[:2], y[:2] = (0.0, 900.0), (0.0, 900.0)
    tail, head = rng.integers(0, n, (2, 250))
    time_s = np.hypot(x[tail] - x[head], y[tail] - y[head]) * rng.uniform(0.5, 2.0, tail.size)
    network = Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS)
    sites = worlds.facilities(rng.uniform(0, 900, (6, 2)), "abcdef", ["school"] * 6)
    streets = prepare_streets(network, island_m=0.0)
    check(sites, streets, rng.choice([200.0, 1e9]), 1e9, rng.choice(["to", "from"]))


def test_the_streets_of_helsinki(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    sites = city.facilities[city.facilities["kind"] == "market"]
    check(sites, prepare_streets(city.network), 1e9, 30.0)


def check(sites, streets, limit_s, spacing_m, direction="to"):
    network = streets.network
    box = box_of(network)
    knobs = {"spacing_m": spacing_m, "direction": direction}
    got = service_areas(sites, streets, box, limit_s=limit_s, **knobs)
    shapes = metres(got.geometry.dropna(), network)
    assert shapely.is_valid(shapes).all()
    region = metres([box], network)[0]
    total = shapely.area(shapes).sum()
    assert total == pytest.approx(region.area, rel=1e-6)
    assert shapely.union_all(shapes).area == pytest.approx(total, rel=1e-6)
    assert shapes[0].within(region.buffer(0.01))

    kind = sites["kind"].iloc[0]
    reach = prepare(streets, sites, sites, limits_s=limit_s, kinds=(kind,), direction=direction)
    _, owner = at_nodes(reach, kind)
    kept = streets.grid.kept
    nodes = np.unique(np.concatenate([streets.first[kept], streets.second[kept]]))
    spot = np.round(np.column_stack([network.x, network.y])[nodes], 3)
    _, back, n_at = np.unique(spot, axis=0, return_inverse=True, return_counts=True)
    alone = n_at[back] == 1  # of nodes at one spot, one decides
    whole = np.full(len(sites) + 1, shapely.Polygon(), object)
    whole[got.geometry.notna().to_numpy()] = shapes
    mine = whole[np.where(owner[nodes] < 0, len(sites), owner[nodes])]
    away = shapely.distance(mine, shapely.points(spot))
    assert (away[alone] < 0.01).all()


@pytest.mark.parametrize(
    ("boundary", "knobs", "remedy"),
    [
        (shapely.box(20, 60, 21, 61), {"spacing_m": 0.0}, "must be metres > 0"),
        (shapely.box(20, 60, 21, 61), {"limit_s": 0.0}, "must be seconds > 0"),
        (shapely.Polygon(), {}, "boundary is empty or not valid"),
    ],
)
def test_what_cannot_be_divided_is_refused(boundary, knobs, remedy):
    with pytest.raises(InputError, match=remedy):
        service_areas(worlds.points([(0.0, 0.0)], ["a"]), road(), boundary, **knobs)


def test_far_spots_change_nothing_and_the_pieces_fill_the_region(monkeypatch):
    """A small part of a wide grid, with every spot and with those that may matter."""
    from gongfu.measure import service_areas as module

    rng = np.random.default_rng(7)
    spots = np.stack(np.meshgrid(np.arange(60.0), np.arange(60.0)), -1).reshape(-1, 2) * 100.0
    spots += rng.normal(0.0, 1e-4, spots.shape)  # nearly on one circle, so that triangles are flat
    owner = rng.integers(-1, 5, len(spots))
    region = shapely.box(2_010.0, 1_990.0, 2_730.0, 3_140.0)

    near = module._near(spots, shapely.bounds(region))
    assert 0 < near.sum() < len(spots)
    answers = []
    for kept in (near, np.ones(len(spots), bool)):
        pieces, of = module._pieces(spots[kept], owner[kept], region)
        assert shapely.area(pieces).sum() == pytest.approx(shapely.area(region), rel=1e-9)
        answers.append(np.bincount(of + 1, shapely.area(pieces), 6))
    np.testing.assert_allclose(*answers, rtol=1e-6)
    # By asking 4,000 places who is nearest, of all spots.
    asked = rng.uniform(*np.array(region.bounds).reshape(2, 2), (4_000, 2))
    nearest = owner[((asked[:, None] - spots) ** 2).sum(axis=2).argmin(axis=1)]
    share = np.bincount(nearest + 1, minlength=6) / len(asked)
    np.testing.assert_allclose(answers[0] / shapely.area(region), share, atol=0.03)
