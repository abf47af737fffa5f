"""Lists of a shared centre: who gets what and why, and that one bad row stops nobody else."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InfeasibleError, InputError
from gongfu.match.sharing import dominant_resource_fairness, over_periods
from gongfu.match.sharing_lists import share_out

FIRMS = pd.DataFrame({"firm": ["a", "b", "c"], "weight": [1.0, np.nan, 2.0]})
SUPPLY = pd.DataFrame({"resource": ["gpu", "memory"], "amount": [9.0, 18.0]})


def orders(*rows):
    return pd.DataFrame(rows, columns=["firm", "resource", "amount"])


DEMANDS = orders(
    ("b", "memory", 6), ("b", "gpu", 18), ("a", "gpu", 9), ("a", "memory", 36), ("c", "gpu", 1)
)  # fmt: skip


def test_lists_give_what_arrays_give():
    found = share_out(FIRMS, DEMANDS, SUPPLY)
    twin = dominant_resource_fairness([[9, 36], [18, 6], [1, 0]], [9, 18], weights=[1, 1, 2])
    table = found.table
    assert table["firm"].tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(table[["gets_gpu", "gets_memory"]], twin.amounts)
    np.testing.assert_allclose(table["share"], twin.share)
    assert table["reason"].tolist() == ["full", "full", "whole_order"]
    assert table["bound_by"].tolist()[:2] == ["gpu", "gpu"]
    assert table["dominant"].tolist() == ["memory", "gpu", "gpu"]
    assert table["bound_by"].isna().tolist() == [False, False, True]
    sums = found.resources.set_index("resource")
    np.testing.assert_allclose(sums["given"] + sums["left"], [9, 18])
    assert sums["ordered"].tolist() == [28, 42]
    assert sums["firms_held"].tolist() == [2, 0]
    np.testing.assert_allclose(sums["orders_met"], twin.share.sum())
    assert found.faults.empty


def test_a_firm_with_a_bad_row_is_left_out_and_the_others_go_on():
    demands = pd.concat(
        [
            DEMANDS[DEMANDS["firm"] != "c"],
            orders(("c", "gpu", np.nan), ("c", "memory", 5), ("x", "gpu", 1), ("a2", "gpu", 4)),
        ],
        ignore_index=True,
    )
    firms = pd.concat([FIRMS.assign(credit=[0.0, 0.0, 0.25]), pd.DataFrame({"firm": ["a2", "a2"]})])
    found = share_out(firms, demands, SUPPLY)
    assert found.faults.to_numpy().tolist() == [
        ["firms", 4, "a2", "firm_twice"],
        ["firms", 5, "a2", "firm_twice"],
        ["demands", 5, "c", "amount"],
        ["demands", 7, "x", "unknown_firm"],
    ]
    table = found.table.set_index("firm")
    assert table["reason"].tolist() == ["full", "full", "left_out", "left_out"]
    assert table.loc["c", "credit_after"] == 0.25  # it keeps what it is owed
    assert np.isnan(table.loc["c", "gets_gpu"])
    twin = dominant_resource_fairness([[9, 36], [18, 6]], [9, 18])
    np.testing.assert_allclose(table.loc[["a", "b"], "gets_gpu"], twin.amounts[:, 0])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("c", "gpus", 1), "unknown_resource"),
        (("c", "gpu", -1), "amount"),
        (("c", "gpu", np.inf), "amount"),
        (("b", "gpu", 1), "twice"),
        (("c", "gpu", 1.5), "not_whole"),
        ((None, "gpu", 1), "unknown_firm"),
    ],
)
def test_each_fault_is_named(row, fault):
    demands = pd.concat([DEMANDS[DEMANDS["firm"] != "c"], orders(row)], ignore_index=True)
    found = share_out(FIRMS, demands, SUPPLY.assign(whole=[True, False]))
    assert set(found.faults["fault"]) == {fault}
    assert 5 in found.faults["row"].tolist()


def test_faults_of_firms_and_periods():
    firms = pd.DataFrame(
        {"firm": ["a", "b", "c", None, "d"], "weight": [1, 0, -np.inf, 1, 1],
         "credit": [0, 0, 0, 0, -np.inf]}
    )  # fmt: skip
    demands = pd.DataFrame(
        {"firm": ["a", "a"], "resource": ["gpu", "gpu"], "amount": [1, 2], "period": ["m1", "m2"]}
    )
    found = share_out(firms, demands, SUPPLY)
    assert found.faults["fault"].tolist() == ["weight", "weight", "no_firm", "credit"]
    assert found.table["firm"].tolist() == ["a", "b", "c", "d"] * 2
    with pytest.raises(InputError, match="none of the 1 firms is left after 1 faulty rows, such"):
        share_out(firms[:1], demands.assign(period=["m1", None]), SUPPLY)


def test_periods_carry_over_in_the_order_of_the_list():
    demands = pd.DataFrame(
        {
            "firm": ["b", "a", "b"],
            "resource": "gpu",
            "amount": [9.0, 9.0, 9.0],
            "period": ["10", "9", "9"],
        }
    )
    found = share_out(FIRMS[:2], demands, SUPPLY)
    twin = over_periods([[[0], [9]], [[9], [9]]], [9])
    assert found.table["period"].tolist() == ["10", "10", "9", "9"]
    np.testing.assert_allclose(
        found.table["gets_gpu"], np.concatenate([one.amounts[:, 0] for one in twin.periods])
    )
    np.testing.assert_allclose(found.table["credit_after"], twin.credits[1:].ravel())
    # What is carried over goes on where it stopped.
    first = share_out(FIRMS[:2], demands[:1], SUPPLY)
    owed = FIRMS[:2].assign(credit=first.table["credit_after"].to_numpy())
    second = share_out(owed, demands[1:], SUPPLY)
    np.testing.assert_allclose(second.table["gets_gpu"], twin.periods[1].amounts[:, 0])


def test_floors_and_whole_units():
    floors = orders(("a", "gpu", 5))
    demands = orders(("a", "gpu", 9), ("b", "gpu", 9), ("c", "gpu", 9))
    found = share_out(FIRMS, demands, SUPPLY.assign(whole=True), floors)
    # 5 for a by its floor; 4 for b and c by 1 : 2, in whole units.
    assert found.table["gets_gpu"].tolist() == [5, 1, 3]
    assert found.table["reason"].tolist() == ["floor", "full", "full"]
    with pytest.raises(InfeasibleError, match=r"111.1% of the supply of resource 'gpu'.*'a'"):
        share_out(FIRMS, orders(("a", "gpu", 20)), SUPPLY, orders(("a", "gpu", 10)))


@pytest.mark.parametrize(
    ("supply", "said"),
    [
        ({"resource": ["gpu"], "amount": [np.nan]}, "amount of 'gpu' is missing"),
        ({"resource": ["gpu", "gpu"], "amount": [1.0, 2.0]}, "'gpu' stands twice"),
        ({"resource": [], "amount": []}, "it names no resource"),
    ],
)
def test_a_faulty_supply_stops(supply, said):
    with pytest.raises(InputError, match=said):
        share_out(FIRMS, DEMANDS, pd.DataFrame(supply))


def test_bad_bound_and_inputs_untouched():
    with pytest.raises(InputError, match="most_periods must be >= 0"):
        share_out(FIRMS, DEMANDS, SUPPLY, most_periods=np.nan)
    copies = FIRMS.copy(), DEMANDS.copy(), SUPPLY.copy()
    share_out(FIRMS, DEMANDS, SUPPLY)
    for frame, copy in zip((FIRMS, DEMANDS, SUPPLY), copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


MONTHS = pd.DataFrame(
    [("a", "gpu", 8, "jan"), ("b", "gpu", 8, "jan"), ("a", "gpu", 8, "feb"), ("b", "gpu", 8, "feb"),
     ("a", "memory", 1, "feb")],
    columns=["firm", "resource", "amount", "period"],
)  # fmt: skip


def by_period(*rows, **columns):
    names = ["firm", "resource", "amount", "period"] if len(rows[0]) > 3 else [
        "resource", "amount", "period"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).assign(**columns)


def test_supply_and_floors_may_differ_by_period():
    supply = by_period(("gpu", 6, "jan"), ("gpu", 12, None), ("memory", 5, None))
    floors = by_period(("b", "gpu", 4, None), ("b", "gpu", 0, "feb"))
    found = share_out(FIRMS.iloc[:2], MONTHS, supply, floors, most_periods=0)
    table = found.table.set_index(["period", "firm"])
    # In January six hours, of which b has four in any case; in February twelve, and no floor.
    assert table["gets_gpu"].tolist() == pytest.approx([2, 4, 6, 6])
    assert found.resources.set_index(["period", "resource"])["supply"].to_dict() == {
        ("jan", "gpu"): 6, ("jan", "memory"): 5, ("feb", "gpu"): 12, ("feb", "memory"): 5,
    }  # fmt: skip
    one = share_out(FIRMS.iloc[:2], MONTHS, SUPPLY, most_periods=0)
    all_the_same = share_out(FIRMS.iloc[:2], MONTHS, SUPPLY.assign(period=None), most_periods=0)
    pd.testing.assert_frame_equal(one.table, all_the_same.table)


def test_carry_over_is_in_parts_of_the_supply_of_its_period():
    months = by_period(("a", "gpu", 0, "jan"), ("b", "gpu", 6, "jan"),
                       ("a", "gpu", 12, "feb"), ("b", "gpu", 12, "feb"))  # fmt: skip
    supply = by_period(("gpu", 6, "jan"), ("gpu", 12, "feb"))
    found = share_out(FIRMS.iloc[:2], months, supply).table.set_index(["period", "firm"])
    # a left its half of January to b: half of the supply more in February, so all of its twelve.
    assert found["gets_gpu"].tolist() == pytest.approx([0, 6, 12, 0])
    twin = over_periods([[[0.0], [6]], [[12], [12]]], [[6.0], [12]])
    assert found["credit_after"].tolist() == pytest.approx(twin.credits[1:].ravel().tolist())


def test_rows_of_a_period_without_orders_are_listed_and_leave_nobody_out():
    supply = by_period(("gpu", 9, None), ("memory", 9, None), ("gpu", 1, "march"))
    floors = by_period(("b", "gpu", 3, "march"))
    found = share_out(FIRMS.iloc[:2], MONTHS, supply, floors)
    assert found.faults[["list", "row", "fault"]].to_numpy().tolist() == [
        ["floors", 1, "no_orders"], ["supply", 3, "no_orders"],
    ]  # fmt: skip
    assert found.faults["firm"].fillna("").tolist() == ["b", ""]
    assert "left_out" not in set(found.table["reason"])
    plain = share_out(FIRMS.iloc[:2], MONTHS, supply.iloc[:2])
    pd.testing.assert_frame_equal(found.table, plain.table)


@pytest.mark.parametrize(
    ("demands", "supply", "floors", "error", "message"),
    [
        (MONTHS, by_period(("gpu", 9, "jan"), ("memory", 9, None)), None, InputError,
         "1 amounts are not told, such as that of 'gpu' in the period 'feb'"),
        (DEMANDS, by_period(("gpu", 9, "jan"), ("memory", 9, None)), None, InputError,
         "supply differ by period, and no order names one"),
        (DEMANDS, SUPPLY, by_period(("a", "gpu", 1, "jan")), InputError,
         "floors differ by period, and no order names one"),
        (MONTHS, by_period(("gpu", 9, "jan"), ("gpu", 8, "jan")), None, InputError,
         "'gpu' stands twice; give each resource one row for each period"),
        (MONTHS, by_period(("gpu", 9, "jan"), ("gpu", 9, "feb"), ("memory", 1, None),
                           whole=[True, False, False]), None, InputError,
         "'gpu' is given out in whole units in some rows only"),
        (MONTHS, by_period(("gpu", 9, None), ("gpu", 3, "feb"), ("memory", 1, None)),
         by_period(("b", "gpu", 4, None)), InfeasibleError, "period 'feb': floors take"),
    ],
)  # fmt: skip
def test_faults_of_periods_are_named(demands, supply, floors, error, message):
    firms = FIRMS if demands is DEMANDS else FIRMS.iloc[:2]
    with pytest.raises(error, match=message):
        share_out(firms, demands, supply, floors)
