"""Groups within reach, inequality of access, who is left out: by hand and by slow formulas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.coverage import coverage
from gongfu.measure.equity import inequality_of_access, left_out, reach_by_group
from gongfu.measure.inequality import gini

COMMUNITIES = pd.DataFrame(
    {
        "place": "330102",
        "name": ["A", "B", "C", "D"],
        "residents": [100.0, 300.0, 200.0, 50.0],
        "urban": [True, True, False, False],
        "residents_children": [10.0, 0.0, 30.0, 5.0],
        "income": ["low", "high", "low", None],
    },
    index=pd.Index(["a", "b", "c", "d"], name="community_id"),
)
STATES = {  # school, park
    "a": ("reached", "out_of_reach"),
    "b": ("reached", "reached"),
    "c": ("out_of_reach", "out_of_reach"),
    "d": ("cannot_be_judged", "cannot_be_judged"),
}
TIMES = pd.DataFrame(
    [
        {"community_id": c, "kind": kind, "time_s": 60.0 if s == "reached" else np.inf, "state": s}
        for c, states in STATES.items()
        for kind, s in zip(("school", "park"), states, strict=True)
    ]
)


def test_groups_by_hand():
    result = reach_by_group(TIMES, COMMUNITIES, by=["income"])

    schools = result[result["kind"] == "school"].set_index(["grouping", "group"])
    columns = ["people", "people_reached", "people_not_judged", "share"]
    assert schools[columns].T.to_dict("list") == {
        ("all", "all"): [650.0, 400.0, 50.0, 400 / 600],
        ("area", "urban"): [400.0, 400.0, 0.0, 1.0],
        ("area", "rural"): [250.0, 0.0, 50.0, 0.0],
        ("residents", "children"): [45.0, 10.0, 5.0, 0.25],
        ("income", "high"): [300.0, 300.0, 0.0, 1.0],
        ("income", "low"): [300.0, 100.0, 0.0, 1 / 3],
    }
    together = result[result["kind"] == "all"].set_index(["grouping", "group"])
    assert together.loc[("all", "all"), "share"] == pytest.approx(300 / 600)
    nobody = reach_by_group(TIMES, COMMUNITIES.assign(urban=True)).set_index(["kind", "group"])
    assert np.isnan(nobody.loc[("park", "rural"), "share"])


def test_groups_agree_with_coverage():
    places = pd.DataFrame({"level": ["county"], "parent": [""]}, index=["330102"])
    covered = coverage(TIMES, COMMUNITIES, places)
    groups = reach_by_group(TIMES, COMMUNITIES)

    rows = groups[groups["grouping"].isin(["all", "area"])]
    assert rows["share"].tolist() == pytest.approx(covered["share_of_residents"].tolist())
    assert rows["people_not_judged"].tolist() == covered["residents_not_judged"].tolist()


def test_who_is_left_out_comes_worst_first():
    result = left_out(TIMES, COMMUNITIES)

    assert result.index.tolist() == ["c", "a"]
    assert result["out_of_reach"].tolist() == ["school, park", "park"]
    assert result["n_out_of_reach"].tolist() == [2, 1]
    assert result["n_not_judged"].tolist() == [0, 0]
    assert list(result.columns[:4]) == ["place", "name", "residents", "urban"]
    assert left_out(TIMES, COMMUNITIES, circle=["school"]).index.tolist() == ["c"]
    # With a limit below every time, those who were reached are left out as well.
    assert left_out(TIMES, COMMUNITIES, limit_s=59.9).index.tolist() == ["b", "c", "a"]


def access_of(amounts, kind="school"):
    return pd.DataFrame({"community_id": COMMUNITIES.index, "kind": kind, "beds": amounts})


def test_inequality_by_hand():
    # Ten residents; the four with least hold 4, the one with most 10 of 24.
    people = pd.DataFrame({"residents": [4.0, 5.0, 1.0], "income": [1.0, 2.0, 3.0]})
    access = pd.DataFrame({"community_id": [0, 1, 2], "kind": "school", "beds": [1.0, 2.0, 10.0]})

    row = inequality_of_access(access, people, value="beds", rank_by="income").iloc[0]

    assert (row["mean"], row["palma"]) == (2.4, pytest.approx(10 / 4))
    assert row["richest_to_poorest"] == pytest.approx(10.0)
    assert row["gini"] == pytest.approx(gini([1.0, 2.0, 10.0], [4.0, 5.0, 1.0]))
    # Ranked by income as by access, the concentration index is the Gini coefficient.
    assert row["concentration_index"] == pytest.approx(row["gini"])
    back = people.assign(income=-people["income"])
    other = inequality_of_access(access, back, value="beds", rank_by="income").iloc[0]
    assert other["concentration_index"] == pytest.approx(-row["gini"])


@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_one_row_for_each_person(seed):
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"residents": rng.integers(0, 6, 8) * 1.0, "rank": rng.integers(0, 4, 8)})
    people.loc[0, "residents"] = 5.0
    access = pd.DataFrame({"community_id": range(8), "kind": "x", "beds": rng.uniform(0.1, 9, 8)})

    row = inequality_of_access(access, people, value="beds", rank_by="rank").iloc[0]

    each = people.index.repeat(people["residents"].astype(int))
    amount, rank = access["beds"].to_numpy()[each], people["rank"].to_numpy()[each]
    n = len(each)
    mean_rank = np.array([((rank < r).sum() + 0.5 * (rank == r).sum()) / n for r in rank])
    index = 2 * np.mean((amount - amount.mean()) * mean_rank) / amount.mean()
    assert row["concentration_index"] == pytest.approx(index, abs=1e-12)
    tenths = np.sort(amount.repeat(10))  # ten copies: a tenth of them is a whole number
    assert row["palma"] == pytest.approx(tenths[-n:].sum() / tenths[: 4 * n].sum())
    assert row["gini"] == pytest.approx(np.abs(amount[:, None] - amount).mean() / 2 / amount.mean())


def test_alike_and_nothing():
    alike = inequality_of_access(access_of(3.0), COMMUNITIES, value="beds").iloc[0]
    nothing = inequality_of_access(access_of(0.0), COMMUNITIES, value="beds").iloc[0]
    one_sided = access_of([0.0, 0.0, 1.0, 1.0])

    assert (alike["gini"], alike["palma"]) == (0.0, pytest.approx(0.25))
    assert np.isnan(alike["concentration_index"])
    assert nothing["mean"] == 0.0
    assert np.isnan(nothing["gini"])
    assert inequality_of_access(one_sided, COMMUNITIES, value="beds").iloc[0]["palma"] == np.inf
    assert inequality_of_access(access_of(1.0).iloc[:0], COMMUNITIES, value="beds").empty


def test_what_is_not_known_is_left_out_and_counted():
    access = access_of([1.0, 2.0, np.nan, 4.0]).assign(judged=[True, False, True, True])
    both = pd.concat([access, access.assign(kind="park")], ignore_index=True)

    result = inequality_of_access(both, COMMUNITIES, value="beds")

    assert result["kind"].tolist() == ["school", "park"]
    assert result["n_communities"].tolist() == [2, 2]
    assert result["residents"].tolist() == [150.0, 150.0]
    assert result["n_not_judged"].tolist() == result["n_undefined"].tolist() == [1, 1]


def test_inputs_stay_as_they_were():
    before = TIMES.copy(), COMMUNITIES.copy()

    reach_by_group(TIMES, COMMUNITIES, by=["income"])
    left_out(TIMES, COMMUNITIES)
    inequality_of_access(access_of(1.0), COMMUNITIES, value="beds")

    pd.testing.assert_frame_equal(TIMES, before[0])
    pd.testing.assert_frame_equal(COMMUNITIES, before[1])


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: reach_by_group(TIMES, COMMUNITIES, by=["wealth"]), "no column 'wealth'"),
        (lambda: reach_by_group(TIMES.iloc[1:], COMMUNITIES), "measure all communities"),
        (
            lambda: reach_by_group(TIMES, COMMUNITIES.assign(residents_old=-1.0)),
            "'residents_old' is -1",
        ),
        (lambda: left_out(TIMES, COMMUNITIES, limit_s=0.0), "must be seconds > 0"),
        (
            lambda: inequality_of_access(access_of(np.inf), COMMUNITIES, value="beds"),
            "'beds' is inf in 4 rows",
        ),
        (
            lambda: inequality_of_access(access_of(1.0), COMMUNITIES.iloc[1:], value="beds"),
            "'community_id' is unknown in row 1; pass the communities",
        ),
        (
            lambda: inequality_of_access(
                access_of(1.0).assign(community_id="a"), COMMUNITIES, value="beds"
            ),
            "3 rows .* repeat a community and kind",
        ),
        (
            lambda: inequality_of_access(
                access_of(1.0), COMMUNITIES, value="beds", rank_by="income"
            ),
            "'income' is missing in row 4",
        ),
    ],
)
def test_what_cannot_be_used_says_what_is_needed(call, remedy):
    with pytest.raises(InputError, match=remedy):
        call()
