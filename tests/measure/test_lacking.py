"""Who lacks what: by hand, against plain filters, and cut from a longer measure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.lacking import lacking
from gongfu.measure.reach import cut_to_limit, time_to_nearest
from tests import worlds

COMMUNITIES = pd.DataFrame(
    {"name": ["A", "B", "C"], "place": ["1", "1", "2"], "residents": [50.0, 300.0, 50.0]},
    index=pd.Index(["a", "b", "c"], name="community_id"),
)


def table(rows):
    return pd.DataFrame(rows, columns=["community_id", "kind", "time_s", "facility_id", "state"])


REACH = table(
    [
        ("a", "school", np.inf, None, "out_of_reach"),
        ("a", "park", 60.0, "p", "reached"),
        ("b", "school", np.inf, None, "cannot_be_judged"),
        ("b", "park", np.inf, None, "out_of_reach"),
        ("c", "school", np.inf, None, "out_of_reach"),
        ("c", "park", np.inf, None, "not_in_source"),
    ]
)
FARTHER = REACH.assign(
    time_s=[1000.0, 60.0, 950.0, np.inf, np.inf, np.inf],
    facility_id=["s", "p", "s", None, None, None],
)


def test_by_hand():
    found = lacking(REACH, FARTHER, COMMUNITIES)

    assert list(zip(found["community_id"], found["kind"], strict=True)) == [
        ("b", "school"), ("b", "park"), ("a", "school"), ("c", "school"),
    ]  # fmt: skip
    assert found["state"].tolist() == [
        "cannot_be_judged", "out_of_reach", "out_of_reach", "out_of_reach",
    ]  # fmt: skip
    assert found["nearest_s"].tolist() == [950.0, np.inf, 1000.0, np.inf]
    assert found["facility_id"].astype(object).fillna("").tolist() == ["s", "", "s", ""]
    assert found["place"].tolist() == ["1", "1", "1", "2"]
    assert found["residents"].tolist() == [300.0, 300.0, 50.0, 50.0]


def test_nobody_lacks_anything():
    met = REACH.assign(state="reached")
    found = lacking(met, met, COMMUNITIES)
    assert found.empty
    assert list(found.columns) == list(lacking(REACH, FARTHER, COMMUNITIES).columns)


@pytest.mark.parametrize(
    "pair",
    [
        (REACH, FARTHER.iloc[::-1]),
        (REACH, FARTHER.iloc[:5]),
        (REACH.assign(community_id="x"), FARTHER.assign(community_id="x")),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(pair):
    with pytest.raises(InputError, match="cut it with cut_to_limit"):
        lacking(*pair, COMMUNITIES)


def streets_and_points():
    communities = worlds.points(
        [(0, 10), (200, 5), (390, 0), (0, 290), (2050, 0)],
        "abcde",
        name=list("ABCDE"),
        place="1",
        residents=[10.0, 20.0, 30.0, 40.0, 50.0],
    )
    sites = worlds.facilities(
        [(400, 0), (0, 300), (10, 0)], ["s1", "s2", "p1"], ["school", "school", "park"]
    )
    return communities, sites, worlds.five_nodes()


@given(short=st.integers(1, 900), longer=st.integers(0, 900))
def test_cutting_a_longer_measure_gives_the_shorter_one(short, longer):
    communities, sites, network = streets_and_points()
    asked = {"kinds": ("school", "park", "clinic")}
    direct = time_to_nearest(communities, sites, network, limit_s=float(short), **asked)
    long = time_to_nearest(communities, sites, network, limit_s=float(short + longer), **asked)

    cut = cut_to_limit(long, communities, network, limit_s=float(short))

    pd.testing.assert_frame_equal(cut, direct)
    missed = lacking(cut, long, communities)
    rows = cut[cut["state"].isin(["out_of_reach", "cannot_be_judged"])]
    assert sorted(zip(missed["community_id"], missed["kind"], strict=True)) == sorted(
        zip(rows["community_id"], rows["kind"], strict=True)
    )
    assert (missed["nearest_s"] > short).all()


def test_cutting_judges_anew_where_the_data_end():
    communities, sites, network = streets_and_points()
    network = worlds.five_nodes(exit=np.array([False, True, False, False, False]))
    long = time_to_nearest(communities, sites, network, limit_s=900.0, kinds=("park",))
    cut = cut_to_limit(long, communities, network, limit_s=50.0)
    direct = time_to_nearest(communities, sites, network, limit_s=50.0, kinds=("park",))
    pd.testing.assert_frame_equal(cut, direct)
    assert set(cut["state"]) >= {"out_of_reach", "cannot_be_judged"}


def test_cutting_refuses_strangers():
    communities, sites, network = streets_and_points()
    long = time_to_nearest(communities, sites, network, kinds=("park",))
    with pytest.raises(InputError, match="pass those that were measured"):
        cut_to_limit(long, communities.iloc[1:], network)
