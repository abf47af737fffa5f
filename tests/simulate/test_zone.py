"""The stand-ins agree with every published figure they can, and say what they are."""

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gongfu.errors import InputError
from gongfu.measure.reach import time_to_nearest
from gongfu.model.figure import indicator_values
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.zone import Zone
from gongfu.simulate.zone import JIAXING
from tests.simulate.conftest import BORDER, COUNTIES, ISLANDS, NO_TOWNSHIPS, SOME_COUNTS

KM_H = 3.6


def published(given, key):
    return indicator_values(given.figures, key, "2024")["value"]


def county_of(places):
    return places.astype(str).str[:6]


def check_people(given, simulated, counties):
    communities = simulated.communities
    villages = given.places[given.places["level"] == "village"]
    assert (
        communities.groupby("place").size().to_dict() == villages.groupby("parent").size().to_dict()
    )
    people = communities.groupby(county_of(communities["place"]))["residents"].sum()
    assert people.to_dict() == published(given, "residents")[list(counties)].to_dict()
    town = communities[communities["urban"]]
    people = town.groupby(county_of(town["place"]))["residents"].sum()
    assert people.to_dict() == published(given, "urban_residents")[list(counties)].to_dict()
    assert (communities["residents"] >= 1).all()
    assert (communities["residents"] % 1 == 0).all()


def check_inside(given, simulated):
    """By plain shapely in degrees, which the simulation does not use."""
    communities, facilities = simulated.communities, simulated.facilities
    for code, rows in communities.groupby(county_of(communities["place"])):
        polygon = given.boundaries.geometry[code]
        assert shapely.contains_xy(polygon, rows["lon"], rows["lat"]).all()
    own = shapely.union_all(given.boundaries.geometry.array).buffer(1e-7)
    shapely.prepare(own)
    assert shapely.contains_xy(own, facilities["lon"], facilities["lat"]).all()


def check_names(given, simulated):
    villages = given.places[given.places["level"] == "village"]
    for table in (simulated.communities, simulated.facilities, simulated.incomes):
        assert table.index.is_unique
        assert not table.index.isin(given.places.index).any()
    for column in ("name", "name_en"):
        words = simulated.communities[column]
        assert not words.isin(villages["name"]).any()
        assert not simulated.facilities[column].isin(villages["name"]).any()
    assert simulated.communities["name"].str.contains(" · 模拟点 ").all()
    assert simulated.communities["name_en"].str.contains(" · simulated point ").all()
    township = simulated.communities["name"].str.split(" · ").str[0]
    assert (township == simulated.communities["place"].map(given.places["name"])).all()
    assert simulated.facilities["name"].str.startswith("模拟").all()
    assert simulated.facilities["name_en"].str.startswith("simulated ").all()


def check_incomes(given, simulated, counties):
    incomes = simulated.incomes
    stands_for = incomes["members"] * incomes["weight"]
    residents = published(given, "residents")
    people = stands_for.groupby(incomes["place"]).sum()
    np.testing.assert_allclose(people, residents[people.index], rtol=1e-12)
    assert sorted(people.index) == sorted(counties)
    for urban, key in ((True, "urban"), (False, "rural")):
        rows = incomes[incomes["urban"] == urban]
        weight = stands_for[rows.index]
        total = (rows["income_yuan"] * weight).groupby(rows["place"]).sum()
        mean = total / weight.groupby(rows["place"]).sum()
        wanted = published(given, f"{key}_disposable_income_per_head_yuan")
        np.testing.assert_allclose(mean, wanted[mean.index], rtol=1e-12)


def check_land(given, simulated):
    """Middles of streets lie on land, tested in degrees with 3 m to spare."""
    network = simulated.network
    land = shapely.union_all([*given.boundaries.geometry, given.neighbours]).buffer(3e-5)
    shapely.prepare(land)
    lon, lat = degrees(network, network.x, network.y)
    for share in (0.25, 0.5, 0.75):
        x = lon[network.tail] * (1 - share) + lon[network.head] * share
        y = lat[network.tail] * (1 - share) + lat[network.head] * share
        assert shapely.contains_xy(land, x, y).all()


def degrees(network, x, y):
    return Transformer.from_crs(network.crs, "EPSG:4326", always_xy=True).transform(x, y)


def parts(network):
    graph = coo_array(
        (np.ones(network.n_arcs), (network.tail, network.head)), shape=(network.n_nodes,) * 2
    )
    return connected_components(graph.tocsr(), directed=True, connection="strong")[1]


def test_people_places_names_and_incomes(given, simulated):
    check_people(given, simulated, COUNTIES)
    check_inside(given, simulated)
    check_names(given, simulated)
    check_incomes(given, simulated, COUNTIES)
    check_land(given, simulated)


def test_it_is_a_zone_and_every_layer_says_simulated(given, simulated):
    places = given.places[given.places["level"] != "village"]
    zone = Zone(
        name={"en": "three counties", "zh": "三县"},
        places=places,
        communities=simulated.communities,
        facilities=simulated.facilities,
        network=simulated.network,
        incomes=simulated.incomes,
        layers=simulated.layers,
        extent=simulated.extent,
    )
    assert set(zone.simulated) == {"communities", "network", "facilities", "incomes"}
    for layer in simulated.layers.values():
        assert "neither evidence nor forecast" in layer.note["en"]
        assert "既非证据" in layer.note["zh"]
        assert "seed 2021" in layer.source
    assert simulated.layers["facilities"].kinds == CIRCLE_KEYS
    assert "100" in simulated.layers["facilities"].note["en"]


def test_counted_kinds_are_as_many_as_counted(given, simulated):
    kinds = simulated.facilities["kind"]
    assert set(kinds) == set(CIRCLE_KEYS)
    assert (kinds == "hospital").sum() == published(given, "hospitals")[list(COUNTIES)].sum()
    venues = published(given, "sports_venues")[list(COUNTIES)]
    assert (kinds == "sports").sum() == (venues / 15).round().sum()
    beds = simulated.facilities.loc[kinds == "hospital", "capacity"].sum()
    assert beds == published(given, "hospital_beds")[list(COUNTIES)].sum()


def test_measured_coverage_is_exactly_what_was_wished(simulated):
    times = time_to_nearest(simulated.communities, simulated.facilities, simulated.network)
    here = times["community_id"].astype(str).str.contains(f"sim-{BORDER}")
    reached = times[here & (times["state"] == "reached")].groupby("kind", observed=True).size()
    for wish in SOME_COUNTS:
        assert reached[wish.kind] == wish.count
    assert not (times["state"] == "cannot_be_judged").any()


def test_streets_look_like_streets(simulated):
    network = simulated.network
    degree = np.bincount(network.tail, minlength=network.n_nodes)
    assert degree.min() >= 1
    assert (degree > 4).mean() < 0.01  # diagonals on small islands
    assert 2.2 < degree.mean() < 3.2
    assert 80 < np.median(network.length_m) < 160
    walk = network.length_m / network.time_s["walk"] * KM_H
    np.testing.assert_allclose(walk, 4.8)
    straight = np.hypot(
        network.x[network.tail] - network.x[network.head],
        network.y[network.tail] - network.y[network.head],
    )
    assert (network.length_m >= straight * (1 - 1e-12)).all()
    assert set(network.modes) == {"walk", "cycle", "drive"}


def test_streets_cross_only_at_corners(simulated):
    network = simulated.network
    once = network.tail < network.head
    node = np.stack([network.x, network.y], 1)
    lines = shapely.linestrings(
        np.stack([node[network.tail[once]], node[network.head[once]]], axis=1)
    )
    tree = shapely.STRtree(lines)
    left, right = tree.query(lines, predicate="crosses")
    assert left.size == right.size == 0


def test_no_street_joins_two_islands(given, simulated):
    network = simulated.network
    land = shapely.union_all([*given.boundaries.geometry, given.neighbours])
    lon, lat = degrees(network, network.x, network.y)
    pieces = shapely.get_parts(land)
    node_at, piece_at = shapely.STRtree(pieces).query(shapely.points(lon, lat), "within")
    piece = np.full(network.n_nodes, -1)
    piece[node_at] = piece_at
    known = (piece[network.tail] >= 0) & (piece[network.head] >= 0)
    assert known.mean() > 0.999
    assert (piece[network.tail] == piece[network.head])[known].all()
    assert len(set(piece[piece >= 0])) >= 5  # Dongtou alone has six islands with room


def test_every_community_is_near_streets_of_ten_kilometres(simulated):
    network, communities = simulated.network, simulated.communities
    part = parts(network)
    length = np.bincount(part[network.tail], network.length_m / 2)
    x, y = network.project(communities["lon"], communities["lat"])
    kept = length[part] >= 10_000
    tree = cKDTree(np.stack([network.x[kept], network.y[kept]], 1))
    assert tree.query(np.stack([x, y], 1))[0].max() < 600


def test_exits_lie_on_the_outer_rim_by_land(given, simulated):
    network = simulated.network
    assert network.exit.sum() > 20
    own = given.boundaries.geometry.to_crs(network.crs).union_all()
    gap = shapely.distance(own, shapely.points(network.x[network.exit], network.y[network.exit]))
    assert gap.min() > 1_400
    assert gap.max() <= 2_001


def test_the_same_seed_gives_the_same_bytes(given, simulated):
    again = given.simulate(calibrations=SOME_COUNTS)
    for table in ("communities", "facilities", "incomes"):
        pd.testing.assert_frame_equal(
            getattr(simulated, table), getattr(again, table), check_exact=True
        )
    for name in ("x", "y", "tail", "head", "length_m", "exit"):
        assert getattr(simulated.network, name).tobytes() == getattr(again.network, name).tobytes()
    other = given.simulate(seed=7, calibrations=())
    assert not other.communities["lon"].equals(simulated.communities["lon"])


def test_another_county_changes_nobody(given, simulated):
    alone = given.only((ISLANDS, NO_TOWNSHIPS)).simulate(calibrations=())
    both = simulated.communities[~county_of(simulated.communities["place"]).eq(BORDER)]
    pd.testing.assert_frame_equal(alone.communities, both, check_exact=True)


def test_a_missing_figure_is_named(given):
    figures = given.figures[given.figures["indicator"] != "hospitals"]
    lacking = type(given)(
        given.places, figures, given.township_points, given.boundaries, given.neighbours
    )
    with pytest.raises(InputError, match="3 counties have no 'hospitals' of 2024"):
        lacking.simulate()


def test_a_missing_polygon_is_named(given):
    lacking = type(given)(
        given.places,
        given.figures,
        given.township_points,
        given.boundaries.drop(BORDER),
        given.neighbours,
    )
    with pytest.raises(InputError, match="1 counties with townships have no polygon"):
        lacking.simulate()


@pytest.mark.slow
def test_all_of_zhejiang(zhejiang):
    simulated = zhejiang.simulate()
    counties = tuple(zhejiang.boundaries.index)
    assert len(simulated.communities) == 25_547
    assert simulated.communities["residents"].sum() == 66_676_300
    assert simulated.network.n_nodes >= 1_000_000
    check_people(zhejiang, simulated, counties)
    check_inside(zhejiang, simulated)
    check_names(zhejiang, simulated)
    check_incomes(zhejiang, simulated, counties)
    check_land(zhejiang, simulated)
    times = time_to_nearest(simulated.communities, simulated.facilities, simulated.network)
    assert not (times["state"] == "cannot_be_judged").any()
    here = times["community_id"].astype(str).str.startswith("sim-3304")
    reached = times[here & (times["state"] == "reached")].groupby("kind", observed=True).size()
    assert {one.kind: reached[one.kind] for one in JIAXING} == {"childcare": 1_011, "sports": 1_183}
