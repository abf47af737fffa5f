"""Who cannot be judged is in no figure, and answers say how many they are and why."""

import numpy as np
import pandas as pd
import pytest

from gongfu.app import reach, reach_people
from gongfu.app.question import Question
from tests.small_zone import by_home, small_zone

SCHOOLS = Question(kinds=("school",))


@pytest.fixture(scope="module")
def zone():
    return small_zone()


def test_nobody_can_be_judged_where_every_circle_leaves_the_data(zone):
    leaving = with_exits(zone, np.ones(zone.network.n_nodes, bool))
    answer = reach.nearest(leaving, Question(kinds=("clinic",), minutes=1))
    assert answer.sentences[0]["en"] == (
        "Simulated: Nobody can be judged for a clinic within 1 minutes on foot: bring a larger "
        "extract."
    )
    assert pd.isna(answer.summary["share_of_residents"].iloc[0])


def with_exits(zone, exits):
    """The zone, where the data end at some nodes."""
    net = zone.network
    network = type(net).from_arrays(
        net.x, net.y, net.tail, net.head, net.time_s, exit=exits, crs=net.crs
    )
    return zone.with_layers(network=network)


@pytest.fixture(scope="module")
def frayed(zone):
    """The data end at the corner where h5 lives, and no street is near h4."""
    homes = zone.communities.copy()
    homes.loc["h4", "lat"] += 0.1
    corner = (zone.network.x == 2_000.0) & (zone.network.y == 1_000.0)
    return with_exits(zone.with_layers(communities=homes), corner)


@pytest.mark.filterwarnings("ignore:communities. row 5 of 6 off the network:UserWarning")
@pytest.mark.parametrize(
    ("ask", "value", "mean", "median", "first"),
    [
        (reach.count, "n_within", 0.6, 1.0,
         "400 people, or 40.0% of the residents who can be judged, have not one of the kind "
         "“school” within 10 minutes on foot; the mean is 0.60 among the 1,000 people whose whole "
         "reach lies in the data."),
        (reach.opportunities, "capacity", 18.0, 30.0,
         "400 people, or 40.0% of the residents who can be judged, reach nothing of the kind "
         "“school” within 10 minutes on foot; the mean of capacity within reach is 18, weighted by "
         "step, among the 1,000 people whose whole reach lies in the data."),
        (reach.supply, "places_per_thousand", 30.0, 50.0,
         "30 places for each thousand residents on average among the 1,000 people whose whole "
         "reach lies in the data, of the kind “school”, by 2SFCA within 10 minutes on foot; 400 "
         "people, or 40.0% of the residents who can be judged, have none."),
    ],
)  # fmt: skip
def test_whoever_is_not_judged_is_in_no_figure(frayed, ask, value, mean, median, first):
    answer = ask(frayed, SCHOOLS)
    (row,) = answer.summary.to_dict("records")

    near = reach.nearest(frayed, SCHOOLS).summary.iloc[0]
    assert row["residents_not_judged"] == near["residents_not_judged"] == 200.0
    assert (row["off_network"], row["leave_the_data"]) == (1, 1)
    assert (row["residents_with_none"], row["residents_measured"]) == (400.0, 1_000.0)
    assert (row[f"mean_{value}"], row[f"median_{value}"]) == pytest.approx((mean, median))
    assert list(by_home(answer, "judged").values()) == [True] * 4 + [False] * 2
    said = [words["en"] for words in answer.sentences]
    assert said[0] == first
    assert said[2:4] == [
        "For 200 people it cannot be judged whether they have any.",
        "1 of 6 communities cannot be judged, because no street is near.",
    ]
    assert said[4].startswith("For 1 of 6 communities the streets leave the data within reach: ")
    assert "可判断的居民" in answer.sentences[0]["zh"]


@pytest.mark.parametrize("ask", [reach.count, reach.opportunities, reach.supply])
def test_where_every_circle_leaves_the_data_there_is_no_mean(zone, ask):
    leaving = with_exits(zone, np.ones(zone.network.n_nodes, bool))

    some = ask(leaving, SCHOOLS)
    assert some.summary.filter(like="mean").isna().all(axis=None)
    assert some.summary["residents_with_none"].tolist() == [0.0]
    assert "cannot be judged" in some.sentences[0]["en"]
    assert "无法判断" in some.sentences[0]["zh"]
    nobody = ask(leaving, Question(kinds=("school",), minutes=1, place="东县"))
    assert nobody.sentences[0]["en"] == (
        "In East County: Nobody can be judged for a school within 1 minutes on foot: bring a "
        "larger extract."
    )


@pytest.mark.filterwarnings("ignore:communities. row 5 of 6 off the network:UserWarning")
@pytest.mark.parametrize(("of", "mean"), [("count", 0.6), ("supply", 0.03)])
def test_indices_say_of_whom_they_are(zone, frayed, of, mean):
    answer = reach_people.groups(frayed, SCHOOLS, of=of, indices=True)
    (row,) = answer.table.to_dict("records")

    assert (row["n_communities"], row["n_not_judged"], row["n_undefined"]) == (4, 2, 0)
    # Six tenths have all alike, four tenths nothing.
    assert (row["mean"], row["gini"]) == pytest.approx((mean, 0.4))
    said = [words["en"] for words in answer.sentences]
    assert said[-1] == (
        "The indices are of 83.3% of residents (1,000 people); the others cannot be judged and are "
        "left out."
    )
    assert "Gini" in said[-2]

    leaving = with_exits(zone, np.ones(zone.network.n_nodes, bool))
    said = [w["en"] for w in reach_people.groups(leaving, SCHOOLS, of=of).sentences]
    assert said[-1].startswith("The indices are of no more than 0.0% of residents (0 people)")
    assert not any("Gini" in words for words in said)


@pytest.mark.filterwarnings("ignore:communities. .* off the network")
def test_times_say_who_is_in_no_pair_for_want_of_a_street(frayed):
    said = [words["en"] for words in reach.times(frayed, SCHOOLS).sentences]
    assert "1 of 6 communities cannot be judged, because no street is near." in said
