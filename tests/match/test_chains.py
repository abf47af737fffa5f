"""Chains of counties: worked by hand, and against the flow solver of OR-tools."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.match.chains import best_chains

STAGES = ("design", "make", "sell")


def places(*rows):
    names = ["stage", "county", "capacity", "cost_yuan", "price_yuan"]
    return pd.DataFrame(rows, columns=names)


def links(*rows):
    return pd.DataFrame(rows, columns=["origin", "destination", "cost_yuan"])


PLACES = places(
    ("design", "D", 10, 5.0, np.nan),
    ("make", "M", 6, 20.0, np.nan),
    ("make", "N", 10, 30.0, np.nan),
    ("sell", "S", 8, 1.0, 50.0),
)
LINKS = links(("D", "M", 1.0), ("D", "N", 1.0), ("M", "S", 2.0), ("N", "S", 2.0))


def test_the_cheaper_maker_is_filled_first():
    # By M a unit leaves 50 - 1 - 5 - 1 - 20 - 2 = 21, by N 11: 6 * 21 + 2 * 11 = 148.
    found = best_chains(PLACES, LINKS, stages=STAGES)
    assert found.margin_yuan == pytest.approx(148.0)
    assert found.proved
    assert found.chains.to_numpy().tolist() == [["D", "M", "S", 6, 126.0], ["D", "N", "S", 2, 22.0]]
    more = found.places.set_index(["stage", "county"])["one_more_yuan"]
    # One more at M moves a unit over from N: 10.  One more sold goes by N: 11.
    assert more.to_dict() == {
        ("design", "D"): 0.0, ("make", "M"): 10.0, ("make", "N"): 0.0, ("sell", "S"): 11.0,
    }  # fmt: skip


def test_nothing_is_made_at_a_loss():
    found = best_chains(PLACES.assign(price_yuan=[np.nan] * 3 + [10.0]), LINKS, stages=STAGES)
    assert found.margin_yuan == 0.0
    assert found.chains.empty
    assert found.links.empty


def test_a_link_has_its_limit_and_a_county_hands_on_to_itself_for_nothing():
    both = places(
        ("make", "A", 5, 1.0, np.nan), ("sell", "A", 2, 0.0, 4.0), ("sell", "B", 9, 0.0, 9.0)
    )
    way = links(("A", "B", 1.0)).assign(capacity=1)
    found = best_chains(both, way, stages=("make", "sell"))
    # One to B leaves 9 - 1 - 1 = 7, two at home 3 each.
    assert found.margin_yuan == pytest.approx(13.0)
    assert found.links["units"].tolist() == [2, 1]


@pytest.mark.parametrize("seed", range(12))
def test_margin_and_gains_are_those_of_or_tools(seed):
    flow = pytest.importorskip("ortools.graph.python.min_cost_flow")
    rng = np.random.default_rng(seed)
    rows = [
        (stage, f"c{i}", int(rng.integers(0, 9)), float(rng.integers(0, 20)),
         float(rng.integers(10, 80)) if stage == "sell" else np.nan)
        for stage in STAGES for i in range(4) if rng.random() < 0.8 or i == 0
    ]  # fmt: skip
    given = places(*rows)
    ways = [(f"c{i}", f"c{j}", float(rng.integers(0, 15)))
            for i in range(4) for j in range(4) if i != j and rng.random() < 0.6]  # fmt: skip
    way = links(*ways)

    def judged(table):
        solver = flow.SimpleMinCostFlow()
        n, root = len(table), 2 * len(table)
        cost_of = {(o, d): c for o, d, c in ways} | {(f"c{i}", f"c{i}"): 0.0 for i in range(4)}
        for p, row in enumerate(table.itertuples()):
            gain = row.price_yuan if row.stage == "sell" else 0.0
            solver.add_arc_with_capacity_and_unit_cost(
                p, n + p, row.capacity, int(row.cost_yuan - gain)
            )
            if row.stage == "design":
                solver.add_arc_with_capacity_and_unit_cost(root, p, 99, 0)
            if row.stage == "sell":
                solver.add_arc_with_capacity_and_unit_cost(n + p, root, 99, 0)
            for q, other in enumerate(table.itertuples()):
                next_one = STAGES.index(other.stage) == STAGES.index(row.stage) + 1
                if next_one and (row.county, other.county) in cost_of:
                    price = int(cost_of[row.county, other.county])
                    solver.add_arc_with_capacity_and_unit_cost(n + p, q, 99, price)
        for node in range(root + 1):
            solver.set_node_supply(node, 0)
        assert solver.solve() == solver.OPTIMAL
        return -solver.optimal_cost()

    found = best_chains(given, way, stages=STAGES)
    best = judged(given)
    assert found.margin_yuan == pytest.approx(best)
    assert found.bound_yuan == pytest.approx(best)
    assert found.chains["margin_yuan"].sum() == pytest.approx(best)
    for at in range(len(given)):
        wider = given.assign(capacity=given["capacity"] + (np.arange(len(given)) == at))
        assert found.places["one_more_yuan"][at] == pytest.approx(judged(wider) - best)
    used = found.chains.groupby("design")["units"].sum()
    mine = found.places.query("stage == 'design' and units > 0").set_index("county")["units"]
    assert used.to_dict() == mine.to_dict()


@pytest.mark.parametrize(
    ("table", "way", "stages", "said"),
    [
        (PLACES.drop(columns="capacity"), LINKS, STAGES, "places: no column 'capacity'"),
        (PLACES, LINKS.drop(columns="origin"), STAGES, "links: no column 'origin'"),
        (PLACES, LINKS, ("sell",), "name two or more"),
        (PLACES, LINKS, ("design", "sell"), "2 rows have a stage that is none, such as 'make'"),
        (PLACES, LINKS, (*STAGES, "mend"), "nobody does 'mend'"),
        (pd.concat([PLACES, PLACES.head(1)]), LINKS, STAGES, "'D' stands twice for 'design'"),
        (PLACES, pd.concat([LINKS, LINKS.head(1)]), STAGES, "'D' to 'M' stands twice"),
        (PLACES.assign(capacity=1.5), LINKS, STAGES, "whole units"),
        (PLACES, LINKS.assign(capacity=-1), STAGES, "links: capacity must be whole units"),
        (PLACES.assign(cost_yuan=np.nan), LINKS, STAGES, "cost_yuan is missing in 4 rows"),
        (PLACES.assign(price_yuan=np.nan), LINKS, STAGES, "price_yuan is missing in 1 rows"),
        (PLACES.assign(price_yuan=1.0), LINKS, STAGES, "3 rows before the last"),
    ],
)
def test_faults_are_named(table, way, stages, said):
    with pytest.raises(InputError, match=said):
        best_chains(table, way, stages=stages)
