"""Supply by place: by hand, against the measures it is made of, and what it conserves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decay import gaussian
from gongfu.measure.equity import inequality_of_access
from gongfu.measure.streets import prepare_streets
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.supply_by_place import supply_by_place
from gongfu.measure.times import travel_times
from tests import worlds

PLACES = pd.DataFrame(
    {"level": ["prefecture", "county", "county"], "parent": ["", "1", "1"]},
    index=pd.Index(["1", "11", "12"], name="code"),
)
SPOTS = [(0.0, 0.0), (100.0, 0.0), (250.0, 0.0), (400.0, 0.0), (0.0, 150.0), (0.0, 300.0)]
LIMIT_S = 300.0


def world(residents, capacity, kinds, count=None):
    """Six points on two streets, facilities on the same spots."""
    communities = worlds.points(
        SPOTS,
        [f"c{at}" for at in range(6)],
        place=["11", "11", "11", "12", "12", "12"],
        residents=np.array(residents, float),
    )
    sites = worlds.facilities(
        [(20.0, 0.0), (380.0, 0.0), (0.0, 280.0)][: len(kinds)],
        [f"f{at}" for at in range(len(kinds))],
        kinds,
    ).assign(capacity=np.array(capacity, float))
    if count is not None:
        sites["count"] = count
    return communities, sites


def streets():
    return prepare_streets(worlds.five_nodes())


def slow(communities, sites, network, kind, members):
    """The figures of one place from the public measures, community by community."""
    sites = sites[sites["kind"] == kind]
    times = travel_times(communities, sites, network, limit_s=LIMIT_S)
    access = two_step_floating_catchment(communities, sites, times, decay=gaussian(LIMIT_S))
    value = access["places_per_head"].to_numpy()
    people = communities["residents"].to_numpy()
    mean = (value @ people) / people.sum() if people.sum() else np.nan
    mine = np.array([name in members for name in communities.index]) & (people > 0)
    value, people = value[mine], people[mine]
    each = np.repeat(value, people.astype(int))  # a row for each resident
    each.sort()
    total = people.sum()
    expected = {
        "supply_per_head": each.mean(),
        "share_below_half": (each < mean / 2).mean(),
        "share_without": (each == 0).mean(),
    }
    for share, name in ((0.1, "p10"), (0.5, "median"), (0.9, "p90")):
        expected[f"{name}_per_head"] = each[max(int(np.ceil(share * total - 1e-9)) - 1, 0)]
    part = communities[mine]
    index = inequality_of_access(
        access[access["community_id"].isin(part.index)], part, value="places_per_head"
    )
    expected["gini"] = index["gini"].iloc[0]
    return expected


@given(
    residents=st.lists(st.integers(0, 40), min_size=6, max_size=6).filter(
        lambda r: sum(r[:3]) and sum(r[3:])
    ),
    capacity=st.lists(st.integers(0, 30), min_size=3, max_size=3),
)
def test_each_place_against_a_row_for_each_resident(residents, capacity):
    communities, sites = world(residents, capacity, ["school", "school", "park"])
    network = streets()

    found = supply_by_place(
        communities, sites, PLACES, network, limit_s=LIMIT_S, kinds=("park", "school")
    )

    assert found["kind"].tolist()[:2] == ["park", "school"]
    ids = list(communities.index)
    members = {"": ids, "1": ids, "11": ids[:3], "12": ids[3:]}
    assert list(dict.fromkeys(found["place"])) == list(members)
    for row in found.to_dict("records"):
        expected = slow(communities, sites, network, row["kind"], members[row["place"]])
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=1e-9, nan_ok=True), name
        assert row["residents"] == communities.loc[members[row["place"]], "residents"].sum()
        assert row["residents_not_judged"] == 0.0
        assert row["basis"] == "capacity"


def test_supply_is_conserved():
    communities, sites = world([10, 0, 5, 20, 5, 5], [40, 7, 9], ["school", "school", "park"])
    found = supply_by_place(
        communities, sites, PLACES, streets(), limit_s=LIMIT_S, kinds=("school", "park")
    )
    counties = found[found["level"] == "county"]
    held = (counties["supply_per_head"] * counties["residents"]).groupby(
        counties["kind"].astype(str)
    )
    assert held.sum().to_dict() == pytest.approx({"park": 9.0, "school": 47.0})


def test_by_hand_one_facility_at_one_door():
    # Everybody stands at the facility's own door: six have 60 places, ten each.
    communities, sites = world([6, 0, 0, 0, 0, 0], [60], ["school"])
    sites[["lon", "lat"]] = communities.iloc[[0]][["lon", "lat"]].to_numpy()
    found = supply_by_place(communities, sites, PLACES, streets(), limit_s=LIMIT_S)
    whole = found.iloc[0]
    assert (whole["level"], whole["place"]) == ("zone", "")
    assert whole["supply_per_head"] == whole["median_per_head"] == pytest.approx(10.0)
    assert whole["gini"] == whole["share_below_half"] == whole["share_without"] == 0.0
    empty = found[found["place"] == "12"].iloc[0]
    assert empty["residents"] == 0.0
    assert np.isnan(empty["supply_per_head"])
    assert np.isnan(empty["gini"])


def test_a_kind_is_counted_unless_every_facility_has_a_capacity():
    communities, sites = world(
        [10] * 6, [40, np.nan, 9], ["school", "school", "park"], count=[np.nan, 3.0, 2.0]
    )
    found = supply_by_place(communities, sites, PLACES, streets(), limit_s=LIMIT_S)
    whole = found[found["level"] == "zone"].set_index("kind")
    assert whole["basis"].to_dict() == {"school": "count", "park": "capacity"}
    assert whole["supply_per_head"]["school"] * 60 == pytest.approx(1.0 + 3.0)
    assert whole["supply_per_head"]["park"] * 60 == pytest.approx(9.0)
    assert whole["n_facilities"].to_dict() == {"school": 2, "park": 1}
    without = supply_by_place(
        communities, sites.drop(columns=["capacity", "count"]), PLACES, streets(), limit_s=LIMIT_S
    )
    assert set(without["basis"]) == {"count"}


def test_those_whose_circle_leaves_the_data_share_but_are_not_judged():
    network = worlds.five_nodes(exit=np.array([False, True, False, False, False]))
    communities, sites = world([10] * 6, [40, 7, 9], ["school", "school", "park"])
    found = supply_by_place(
        communities, sites, PLACES, prepare_streets(network), limit_s=200.0, kinds=("school",)
    )
    row = found[found["level"] == "zone"].iloc[0]
    assert row["residents"] == 60.0
    assert row["residents_not_judged"] == 20.0, "at 250 and at 400 m, of an exit at 400 m"
    # The 7 places at 380 m fall to those two; the other four share the 40, and one reaches none.
    assert row["supply_per_head"] == pytest.approx(40.0 / 40.0)
    assert row["share_without"] == 0.25


def test_nothing_to_share_gives_no_rows():
    communities, sites = world([10] * 6, [40], ["school"])
    found = supply_by_place(communities, sites, PLACES, streets(), kinds=("park",))
    assert found.empty
    assert "supply_per_head" in found


def test_inputs_stay_as_they_were_and_faults_are_named():
    communities, sites = world([10] * 6, [40, 7, 9], ["school", "school", "park"])
    before = communities.copy(), sites.copy()
    supply_by_place(communities, sites, PLACES, streets(), limit_s=LIMIT_S)
    pd.testing.assert_frame_equal(communities, before[0])
    pd.testing.assert_frame_equal(sites, before[1])
    with pytest.raises(InputError, match="residents"):
        supply_by_place(communities.drop(columns="residents"), sites, PLACES, streets())
    with pytest.raises(InputError, match="capacity"):
        supply_by_place(communities, sites.assign(capacity=-1.0), PLACES, streets())


@pytest.mark.parametrize("kept", [["c1", "c4"], ["c0"], ["c5", "c3"]])
def test_more_facilities_than_communities_on_one_way_streets(kept):
    communities, sites = world([10, 20, 5, 20, 5, 15], [40, 7, 9], ["school", "school", "school"])
    communities = communities.loc[kept]
    network = streets()
    found = supply_by_place(communities, sites, PLACES, network, limit_s=LIMIT_S)
    expected = slow(communities, sites, network, "school", kept)
    assert found.iloc[0]["supply_per_head"] == pytest.approx(expected["supply_per_head"])
    assert found.iloc[0]["gini"] == pytest.approx(expected["gini"], abs=1e-12)
