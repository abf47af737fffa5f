"""San Francisco as spopt ships it, and spopt and OR-tools as judges: skipped where not installed.

205 census tracts and 16 stores, with metres along streets and people (Church and Murray 2018).
"""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.median import p_median

TABLE = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
RADIUS_M = 5_000.0


@pytest.fixture(scope="module")
def san_francisco():
    """Metres (205, 16) and people (205,)."""
    spec = importlib.util.find_spec("spopt")
    if spec is None:
        pytest.skip("spopt, which ships the San Francisco case, is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "tests" / "test_locate" / "data"
    if not (folder / TABLE).is_file():
        pytest.skip(f"this spopt does not ship {TABLE}")
    pairs = pd.read_csv(folder / TABLE)
    metres = pairs.pivot_table(index="DestinationName", columns="name", values="distance")
    people = pairs.groupby("DestinationName")["demand"].first().reindex(metres.index)
    assert metres.shape == (205, 16)
    return metres.to_numpy(), people.to_numpy(float)


def test_the_plans_for_san_francisco_are_those_that_are_known(san_francisco):
    metres, people = san_francisco
    near = metres <= RADIUS_M
    fewest = lscp(near)
    assert (fewest.value, fewest.bound, fewest.status) == (8.0, 8.0, "optimal")
    most = mclp(near, people, n_sites=4)
    assert (most.value, most.bound, most.status) == (875_247.0, 875_247.0, "optimal")
    median = p_median(metres, people, n_sites=4)
    assert (round(median.value, 2), median.status) == (2_848_268_129.71, "optimal")
    center = p_center(metres, people, n_sites=4)
    assert (round(center.value, 4), center.status) == (7_403.0638, "optimal")


def random_places(seed, n=60, m=15):
    rng = np.random.default_rng(seed)
    homes, sites = rng.random((n, 2)), rng.random((m, 2))
    costs = np.hypot(*(homes[:, None] - sites).transpose(2, 0, 1))
    return costs, rng.integers(1, 100, n).astype(float)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.filterwarnings("ignore:.*PuLP 4.0:DeprecationWarning")
def test_spopt_finds_the_same_values(seed):
    locate = pytest.importorskip("spopt.locate", reason="spopt is not installed")
    pulp = pytest.importorskip("pulp", reason="pulp, which spopt solves with, is not installed")
    costs, people = random_places(seed)
    quiet = pulp.PULP_CBC_CMD(msg=False)
    peer = locate.MCLP.from_cost_matrix(costs, people, 0.2, p_facilities=4).solve(quiet)
    assert mclp(costs <= 0.2, people, n_sites=4).value == pulp.value(peer.problem.objective)
    peer = locate.PMedian.from_cost_matrix(costs, people, p_facilities=4).solve(quiet)
    ours = p_median(costs, people, n_sites=4)
    assert ours.value == pytest.approx(pulp.value(peer.problem.objective), rel=1e-6)
    peer = locate.PCenter.from_cost_matrix(costs, p_facilities=4).solve(quiet)
    ours = p_center(costs, people, n_sites=4)
    assert ours.value == pytest.approx(pulp.value(peer.problem.objective), rel=1e-6)
    peer = locate.LSCP.from_cost_matrix(costs, 0.45).solve(quiet)
    assert lscp(costs <= 0.45).value == pulp.value(peer.problem.objective)


@pytest.mark.parametrize("seed", range(3))
def test_or_tools_finds_the_same_cover(seed):
    cp_model = pytest.importorskip(
        "ortools.sat.python.cp_model", reason="OR-tools is not installed"
    )
    costs, people = random_places(seed)
    near = costs <= 0.2
    model = cp_model.CpModel()
    opened = [model.new_bool_var(f"open {at}") for at in range(near.shape[1])]
    met = [model.new_bool_var(f"met {row}") for row in range(near.shape[0])]
    model.add(sum(opened) <= 4)
    for row, line in enumerate(near):
        model.add(sum(opened[at] for at in np.flatnonzero(line)) >= met[row])
    model.maximize(sum(int(weight) * one for weight, one in zip(people, met, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    assert solver.solve(model) == cp_model.OPTIMAL
    ours = mclp(near, people, n_sites=4)
    assert (ours.value, ours.bound) == (solver.objective_value, solver.objective_value)
