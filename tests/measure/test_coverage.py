"""Shares of places and residents, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.measure.coverage import completeness, coverage
from gongfu.measure.reach import STATES, time_to_nearest
from tests import worlds

# A province with two counties; nobody lives in the second.
#
#   P ---- A ---- A1: a (100, town), b (300, country)
#    \      \---- A2: c (50, country), d (7, town)
#     \--- B ---- B1
PLACES = pd.DataFrame(
    {
        "level": ["province", "county", "county", "township", "township", "township"],
        "parent": ["", "P", "P", "A", "A", "B"],
    },
    index=pd.Index(["P", "A", "B", "A1", "A2", "B1"], name="code"),
)
COMMUNITIES = pd.DataFrame(
    {
        "place": ["A1", "A1", "A2", "A2"],
        "residents": [100.0, 300.0, 50.0, 7.0],
        "urban": [True, False, False, True],
    },
    index=pd.Index(["a", "b", "c", "d"], name="community_id"),
)
REACHED, OUT, UNKNOWN, NO_SOURCE = STATES
STATE_OF = {
    "school": [REACHED, REACHED, OUT, UNKNOWN],
    "park": [REACHED, UNKNOWN, UNKNOWN, OUT],
    "market": [NO_SOURCE] * 4,
}


def times(state_of=STATE_OF, time_s=300.0, ids=COMMUNITIES.index):
    rows = [
        (community, kind, time_s if states[i] == REACHED else np.inf, states[i])
        for i, community in enumerate(ids)
        for kind, states in state_of.items()
    ]
    return pd.DataFrame(rows, columns=["community_id", "kind", "time_s", "state"])


def counts(frame, place, kind, area="all"):
    at = (frame["place"] == place) & (frame["kind"] == kind) & (frame["area"] == area)
    assert at.sum() == 1
    row = frame.loc[at].iloc[0]
    return tuple(row[["n_places", "n_reached", "n_not_judged", "share_of_places"]]), tuple(
        row[["residents", "residents_reached", "residents_not_judged", "share_of_residents"]]
    )


def test_shares_are_of_those_who_could_be_judged():
    frame = coverage(times(), COMMUNITIES, PLACES)

    for place in ("P", "A"):
        assert counts(frame, place, "school") == ((4, 2, 1, 2 / 3), (457.0, 400.0, 7.0, 400 / 450))
    assert counts(frame, "A1", "park") == ((2, 1, 1, 1.0), (400.0, 100.0, 300.0, 1.0))
    assert counts(frame, "A2", "school") == ((2, 0, 1, 0.0), (57.0, 0.0, 7.0, 0.0))


def test_town_and_country_sum_to_all():
    frame = coverage(times(), COMMUNITIES, PLACES)

    assert counts(frame, "P", "school", "urban")[1] == (107.0, 100.0, 7.0, 1.0)
    assert counts(frame, "P", "school", "rural")[1] == (350.0, 300.0, 0.0, 300 / 350)
    wide = frame.pivot_table(
        index=["place", "kind"], columns="area", values="residents", observed=True
    )
    np.testing.assert_array_equal(wide["urban"] + wide["rural"], wide["all"])


def test_all_kinds_fail_with_one_and_wait_for_all():
    # a has both; b lacks a judgement; c misses school; d misses park.  No market is asked for.
    frame = coverage(times(), COMMUNITIES, PLACES)

    assert counts(frame, "P", "all")[0] == (4, 1, 1, 1 / 3)
    assert counts(frame, "A1", "all")[0] == (2, 1, 1, 1.0)
    assert counts(frame, "A2", "all")[0] == (2, 0, 0, 0.0)


def test_a_kind_outside_the_circle_does_not_count_in_all():
    frame = coverage(times(), COMMUNITIES, PLACES, circle=("school",))

    assert counts(frame, "P", "all") == counts(frame, "P", "school")


def test_what_nobody_can_judge_has_no_share():
    frame = coverage(times(), COMMUNITIES, PLACES)

    (n, reached, not_judged, share), _ = counts(frame, "P", "market")
    assert (n, reached, not_judged) == (4, 0, 4)
    assert np.isnan(share)


def test_no_row_is_lost_where_nobody_lives():
    frame = coverage(times(), COMMUNITIES, PLACES)

    assert len(frame) == 6 * 4 * 3  # places, kinds with "all", areas
    assert frame["level"].astype(str).unique().tolist() == ["province", "county", "township"]
    (n, *_, share), (residents, *_) = counts(frame, "B", "school")
    assert (n, residents) == (0, 0.0)
    assert np.isnan(share)


def test_a_level_without_any_community_is_not_reported():
    village = pd.DataFrame({"level": ["village"], "parent": ["B1"]}, index=["B1V"])

    frame = coverage(times(), COMMUNITIES, pd.concat([PLACES, village]))

    assert "village" not in set(frame["level"])


def test_a_shorter_limit_counts_fewer_and_its_own_length_is_within():
    within = coverage(times(time_s=600.1), COMMUNITIES, PLACES, limit_s=600.1)
    beyond = coverage(times(time_s=600.1), COMMUNITIES, PLACES, limit_s=600.0)

    assert counts(within, "P", "school")[0][1] == 2
    assert counts(beyond, "P", "school")[0] == (4, 0, 1, 0.0)
    assert (beyond["limit_s"] == 600.0).all()


def test_the_order_of_rows_does_not_matter_and_inputs_stay():
    shuffled = times().sample(frac=1.0, random_state=1)
    before = shuffled.copy(), COMMUNITIES.copy(), PLACES.copy()

    frame = coverage(shuffled, COMMUNITIES, PLACES)

    assert counts(frame, "P", "school") == counts(
        coverage(times(), COMMUNITIES, PLACES), "P", "school"
    )
    for after, old in zip((shuffled, COMMUNITIES, PLACES), before, strict=True):
        pd.testing.assert_frame_equal(after, old)


def test_a_circle_is_counted_kind_by_kind():
    frame = completeness(times())

    assert frame.index.tolist() == ["a", "b", "c", "d"]
    assert frame["n_within"].tolist() == [2, 1, 0, 0]
    assert frame["n_judged"].tolist() == [2, 1, 1, 1]
    assert frame["n_not_judged"].tolist() == [0, 1, 1, 1]
    assert frame["n_not_in_source"].tolist() == [1, 1, 1, 1]
    assert completeness(times(), circle=("park",))["n_within"].tolist() == [1, 0, 0, 0]


def test_it_takes_what_time_to_nearest_gives():
    homes = worlds.points([(0.0, 0.0), (400.0, 0.0)], ["z", "a"])
    homes = homes.assign(place=["A1", "A2"], residents=[1.0, 2.0], urban=True)
    sites = worlds.facilities([(0.0, 0.0)], ["s"], ["school"])

    result = time_to_nearest(homes, sites, worlds.five_nodes(), limit_s=300.0)

    assert completeness(result)["n_within"].to_dict() == {"z": 1, "a": 0}
    assert completeness(result)["n_not_in_source"].to_dict() == {"z": 9, "a": 9}
    assert counts(coverage(result, homes, PLACES), "P", "all")[1] == (3.0, 1.0, 0.0, 1 / 3)


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_lives_here(n):
    few, few_times = COMMUNITIES.iloc[:n], times(ids=COMMUNITIES.index[:n])

    frame = coverage(few_times, few, PLACES)

    assert len(completeness(few_times)) == n
    assert frame["n_places"].sum() == n * 3 * 2 * (len(STATE_OF) + 1)  # levels, areas, kinds
    assert len(frame) == (n and 6 * 4 * 3)


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(InputError, match="measure all communities with all kinds"):
        coverage(times().iloc[1:], COMMUNITIES, PLACES)
    with pytest.raises(InputError, match="measure all communities with all kinds"):
        coverage(times(), COMMUNITIES.iloc[1:], PLACES)
    with pytest.raises(InputError, match="1 lie in places that are not in the table, such as 'X'"):
        coverage(times(), COMMUNITIES.assign(place=["X", "A1", "A2", "A2"]), PLACES)
    with pytest.raises(InputError, match="must be seconds > 0"):
        coverage(times(), COMMUNITIES, PLACES, limit_s=0.0)
