"""Everything that `assess` writes is the same to the byte, tiled or not: real cities, any graph.

Tiles and answers go through their files as between machines, but in this process; what clusters
add to that is in `test_scale.py`.
"""

import numpy as np
import pandas as pd
import pytest

from gongfu.app import tasks
from gongfu.app.assessing import assess
from gongfu.app.importing import import_osm
from gongfu.io.tiles import answer_bytes, read_answer, read_tile, tile_bytes
from gongfu.measure.tiles import answer_of, cut_tiles, divide, joined
from gongfu.model.network import Network
from gongfu.model.zone import ReachSettings
from tests import small_zone, worlds

KINDS = ("school", "clinic", "charging_station", "hospital")


def in_tiles(n_tiles):
    """Finds the ways in so many tiles, the answers of the last ones first."""
    cut = []

    def find(ground, asked):
        parts = divide(ground, asked, n_tiles)
        answers = []
        for tile in cut_tiles(ground, asked, parts):
            sent = read_tile(tile_bytes(tile, ground.network.crs))
            answers.append(read_answer(answer_bytes(answer_of(sent))))
            cut.append(tile.x.size)
        assert max(cut) < ground.x.size or n_tiles == 1
        return joined(asked, answers[::-1])

    find.cut = cut
    return find


def same_bytes(zone, tmp_path, n_tiles):
    """Assess twice, compare every file; gives the tables and how many tiles there were."""
    find = in_tiles(n_tiles)
    assessment = assess(zone, out=tmp_path / "one", threads=1)
    assess(zone, out=tmp_path / "tiled", threads=1, find=find)

    one, tiled = (
        {file.relative_to(at).as_posix(): file.read_bytes() for file in at.rglob("*.*")}
        for at in (tmp_path / "one", tmp_path / "tiled")
    )
    assert one.keys() == tiled.keys()
    assert [name for name in one if one[name] != tiled[name]] == []
    assert {f"results/{name}.parquet" for name in assessment.tables()} <= one.keys()
    return assessment, len(find.cut)


def test_helsinki(helsinki_pbf, tmp_path):
    zone = import_osm(helsinki_pbf, tmp_path / "zone")
    assessment, n_tiles = same_bytes(zone, tmp_path, 7)

    # A block of 1.0 x 1.7 km: some can walk out of it, some reach what they need.
    assert n_tiles == 7
    assert set(assessment.reach["state"]) >= {"reached", "cannot_be_judged"}
    assert not assessment.supply.empty


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # notes on points off the network, and on towns
def test_porto_alegre(repository, tmp_path):
    data = repository.parent / "shared" / "data" / "real" / "porto_alegre"
    if not data.is_dir():
        pytest.skip("the open data of Porto Alegre are not beside this repository")
    grid = pd.read_csv(data / "poa_hexgrid.csv")
    served = [
        grid.loc[grid.index.repeat(grid[column].fillna(0)), ["lon", "lat"]].assign(kind=kind)
        for kind, column in (("school", "schools"), ("clinic", "healthcare"))
    ]
    pd.concat(served).to_csv(tmp_path / "served.csv", index=False)
    zone = import_osm(
        data / "poa_osm.pbf",
        tmp_path / "zone",
        people=data / "poa_hexgrid.csv",
        facilities=tmp_path / "served.csv",
        columns={"residents": "population"},
    )
    assessment, n_tiles = same_bytes(zone, tmp_path, 23)

    assert n_tiles == 23
    assert set(assessment.reach["state"]) >= {"reached", "out_of_reach"}
    assert not assessment.supply.empty


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.filterwarnings("ignore:(communities|facilities). .* off the network")
def test_any_directed_graph(seed, tmp_path):
    """One-way streets, ferries without doors, links that are shorter than their straight line."""
    rng = np.random.default_rng(seed)
    n_nodes, n_arcs, n_homes, n_sites = 150, 420, 60, 12
    x, y = rng.integers(0, 9, n_nodes) * 250.0, rng.integers(0, 5, n_nodes) * 250.0
    tail, head = rng.integers(0, n_nodes, (2, n_arcs))
    network = Network.from_arrays(
        x, y, tail, head, rng.choice([0.0, 0.04, 5.0, 60.0, 250.0, 900.0, np.nan], n_arcs),
        exit=rng.random(n_nodes) < 0.1, door=rng.random(n_arcs) < 0.9, crs=worlds.CRS,
    )  # fmt: skip
    spots = np.column_stack([rng.uniform(-40, 2_040, n_homes), rng.uniform(-40, 1_040, n_homes)])
    people = worlds.points(
        spots,
        [f"h{at}" for at in range(n_homes)],
        place=np.where(spots[:, 0] < small_zone.MIDDLE_M, "901011", "901021"),
        name=[f"村{at}" for at in range(n_homes)],
        residents=10.0 + np.arange(n_homes) / 7.0,
        residents_children=1.0 / 3.0,
        urban=rng.random(n_homes) < 0.5,
    )
    sites = worlds.points(
        np.column_stack([rng.uniform(-40, 2_040, n_sites), rng.uniform(-40, 1_040, n_sites)]),
        [f"s{at}" for at in range(n_sites)],
        "facility_id",
        kind=rng.choice(KINDS[:3], n_sites),
        name="",
        capacity=rng.choice([10.0, 33.0, np.nan], n_sites),
    )
    reach = ReachSettings(limit_s=600.0, kinds=KINDS)
    folder = small_zone.write_small_zone(
        tmp_path / "zone", network=network, communities=people, facilities=sites, reach=reach
    )

    assessment, n_tiles = same_bytes(tasks.open_zone(folder), tmp_path, 9)

    assert n_tiles > 4
    states = set(assessment.reach["state"])
    assert {"reached", "cannot_be_judged", "not_in_source"} <= states
    assert assessment.supply.select_dtypes("number").notna().any(axis=None)
