"""Small policies: worked by hand, beside a slow twin of whole households, and in what must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.gaps import income_gap
from gongfu.measure.inequality import gini, theil_t
from gongfu.measure.what_if_incomes import (
    Levy,
    MinimumIncome,
    Transfer,
    WorkshopWages,
    change_inference,
    what_if_income_draws,
    what_if_incomes,
)

# Four households of two counties; A is rich, B is poor:
#   a: 1 person with 40,  b: 2 with 20   in A (town)
#   c: 2 with 10,         d: 1 with 0... is 5   in B (c in town, d in the country)
HOUSEHOLDS = pd.DataFrame(
    {
        "members": [1, 2, 2, 1],
        "income_yuan": [40.0, 20.0, 10.0, 5.0],
        "place": ["A", "A", "B", "B"],
        "urban": [True, True, True, False],
        "young": [False, True, True, False],
    },
    index=pd.Index(["a", "b", "c", "d"], name="household_id"),
)


def world(seed, n=12, *, whole=True):
    """Random households; weights whole or not."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 5, n) if whole else rng.uniform(0.5, 5, n)
    return pd.DataFrame(
        {
            "members": rng.integers(1, 6, n),
            "income_yuan": rng.choice([500.0, 1_000.0, 2_000.0, 5_000.0, 9_000.0], n),
            "weight": weight,
            "place": rng.choice(["A", "B", "C"], n),
            "urban": rng.random(n) < 0.5,
            "chosen": rng.random(n) < 0.7,
        },
        index=[f"h{i}" for i in range(n)],
    )


def incomes(found):
    return found.households["income_yuan"].tolist()


# One policy at a time, by hand.


def test_a_transfer_to_each_household_is_shared_by_its_members():
    found = what_if_incomes(HOUSEHOLDS, (Transfer(6.0),))
    assert incomes(found) == [46.0, 23.0, 13.0, 11.0]
    assert found.cost_yuan == found.net_cost_yuan == 24.0
    all_of_them = found.who.loc[("all", "all")]
    assert all_of_them["n_people_gaining"] == 6
    assert all_of_them["n_people_losing"] == 0
    assert all_of_them["mean_change_yuan"] == pytest.approx(4.0)


def test_a_transfer_to_each_person_of_those_it_is_for():
    found = what_if_incomes(HOUSEHOLDS, (Transfer(6.0, to="young", per="person"),))
    assert incomes(found) == [40.0, 26.0, 16.0, 5.0]
    assert found.policies[["paid_yuan", "n_households", "n_people"]].iloc[0].tolist() == [24, 2, 4]
    assert found.who.loc[("place", "A"), "n_people_gaining"] == 2
    assert found.who.loc[("urban", False), "n_people_gaining"] == 0


def test_jobs_go_to_the_poorest_first_and_their_wage_is_shared_by_the_household():
    found = what_if_incomes(HOUSEHOLDS, (WorkshopWages(2, 8.0, displaced_share=0.25),))
    assert incomes(found) == [40.0, 20.0, 13.0, 11.0]
    told = found.policies.iloc[0]
    assert (told["policy"], told["paid_yuan"], told["gained_yuan"]) == ("WorkshopWages", 16, 12)
    assert told["n_households"] == 2


def test_a_row_that_stands_for_many_is_cut_and_not_averaged():
    rows = pd.DataFrame({"members": [1, 1], "income_yuan": [2.0, 8.0], "weight": [3, 1]})
    found = what_if_incomes(rows, (WorkshopWages(1, 6.0),))
    # people: 2, 2, 8, 8, against 4, 4, 4, 8 if the row were averaged
    assert incomes(found) == [4.0, 8.0]
    assert found.indices.at["gini", "after"] == pytest.approx(gini([2, 2, 8, 8]))
    assert found.indices.at["gini", "before"] == pytest.approx(gini([2, 2, 2, 8]))
    assert found.pieces["households"].tolist() == [1, 2, 1]


def test_equals_share_the_jobs_that_are_left():
    rows = pd.DataFrame({"members": [1, 1, 1], "income_yuan": [1.0, 1.0, 9.0], "weight": [1, 3, 1]})
    found = what_if_incomes(rows, (WorkshopWages(2, 4.0),))
    assert incomes(found) == [3.0, 3.0, 9.0]


def test_jobs_for_all_alike_are_their_expected_value():
    found = what_if_incomes(HOUSEHOLDS, (WorkshopWages(2, 8.0, order="evenly"),))
    assert incomes(found) == [44.0, 22.0, 12.0, 9.0]
    assert found.pieces["households"].tolist() == [0.5] * 8


def test_a_minimum_lifts_to_the_line_exactly():
    found = what_if_incomes(HOUSEHOLDS, (MinimumIncome(12.1),), line_yuan=12.1)
    assert incomes(found) == [40.0, 20.0, 12.1, 12.1]
    assert found.cost_yuan == pytest.approx(2 * 2.1 + 7.1)
    poverty = found.indices.loc["fgt"]
    assert poverty["before"].iloc[0] == 0.5
    assert poverty["after"].tolist() == [0, 0, 0]


def test_who_does_not_take_it_up_stays_below_the_line():
    found = what_if_incomes(HOUSEHOLDS, (MinimumIncome(10.0, 0.4, to="urban"),), line_yuan=10)
    assert found.cost_yuan == 0.0
    found = what_if_incomes(HOUSEHOLDS, (MinimumIncome(10.0, 0.4),), line_yuan=10)
    assert incomes(found) == pytest.approx([40.0, 20.0, 10.0, 7.0])
    assert found.indices.loc["fgt", "after"].iloc[0] == pytest.approx(0.6 / 6)


def test_a_levy_takes_the_same_share_of_all_and_can_pay_for_the_rest():
    found = what_if_incomes(HOUSEHOLDS, (Levy(21.0),))
    assert incomes(found) == pytest.approx([32.0, 16.0, 8.0, 4.0])
    assert found.indices.at["gini", "change"] == pytest.approx(0.0, abs=1e-15)
    assert (found.cost_yuan, found.net_cost_yuan) == (0.0, pytest.approx(-21.0))

    # 105 held, 6 x 2.5 paid, and an eighth of all of it goes back
    neutral = what_if_incomes(HOUSEHOLDS, (Transfer(2.5, per="person"), Levy()))
    assert incomes(neutral) == pytest.approx([37.1875, 19.6875, 10.9375, 6.5625])
    assert neutral.net_cost_yuan == pytest.approx(0.0, abs=1e-12)
    assert neutral.who.loc[("all", "all"), "n_people_losing"] == 3


def test_policies_see_what_those_before_them_left():
    first = what_if_incomes(HOUSEHOLDS, (Transfer(10.0, to="young"), MinimumIncome(15.0)))
    second = what_if_incomes(HOUSEHOLDS, (MinimumIncome(15.0), Transfer(10.0, to="young")))
    assert incomes(first) == [40.0, 25.0, 15.0, 15.0]
    assert incomes(second) == [40.0, 25.0, 20.0, 15.0]


def test_the_same_policy_twice_gives_second_jobs():
    jobs = WorkshopWages(4, 2.0)
    found = what_if_incomes(HOUSEHOLDS, (jobs, jobs))
    assert incomes(found) == [44.0, 22.0, 12.0, 9.0]


# Views of it.


def test_places_and_the_ratio_of_town_to_country_by_hand():
    found = what_if_incomes(HOUSEHOLDS, (WorkshopWages(1, 5.0),))
    places = found.places
    assert places["mean_before_yuan"].tolist() == pytest.approx([80 / 3, 25 / 3])
    assert places["mean_change_yuan"].tolist() == pytest.approx([0, 5 / 3])
    assert places["mean_change_share"].tolist() == pytest.approx([0, 0.2])
    assert np.isnan(places.at["A", "urban_rural_ratio_before"])  # nobody in its country
    assert places.at["B", "urban_rural_ratio_before"] == 2.0
    assert places.at["B", "urban_rural_ratio_after"] == 1.0
    whole = found.indices.loc["urban_rural_ratio"]
    assert (whole["before"], whole["after"]) == pytest.approx((20 / 5, 20 / 10))


def test_indices_before_are_those_of_the_income_gap():
    found = what_if_incomes(HOUSEHOLDS, ())
    told = income_gap(HOUSEHOLDS).query("part == 'total'").set_index("index")["value"]
    for name in ("gini", "theil_t", "mean_log_deviation"):
        assert found.indices.at[name, "before"] == pytest.approx(told[name], rel=1e-13)


def test_the_middle_between_given_bounds_or_about_the_median():
    jobs = (WorkshopWages(1, 5.0),)  # d comes from 5 to 10
    given_bounds = what_if_incomes(HOUSEHOLDS, jobs, middle_yuan=(10.0, 20.0))
    row = given_bounds.indices.loc["middle_income_share"]
    assert (row["before"], row["after"]) == pytest.approx((4 / 6, 5 / 6))
    # six people: 5, 10, 10, 20, 20, 40 with the median 15: 11.25 to 30; then 10, 10, 10, 20, ...
    about_median = what_if_incomes(HOUSEHOLDS, jobs).indices.loc["middle_income_share"]
    assert about_median["before"] == pytest.approx(2 / 6)


def test_a_zero_has_no_logarithm_and_says_so():
    rows = HOUSEHOLDS.assign(income_yuan=[40.0, 20.0, 10.0, 0.0])
    found = what_if_incomes(rows, (MinimumIncome(5.0),))
    row = found.indices.loc["mean_log_deviation"]
    assert np.isnan([row["before"], row["change"]]).all()
    assert row["after"] > 0
    assert "zero has no logarithm" in row["why_en"]
    assert "零没有对数" in row["why_zh"]
    assert found.indices.at["theil_t", "why_en"] == ""
    parts = found.parts[found.parts["index"] == "mean_log_deviation"]
    assert parts["component"].tolist() == ["place", "urban", "within", "total"]
    assert parts["before"].isna().all()
    assert parts["after"].notna().all()
    assert parts["why_en"].str.contains("logarithm").all()


def test_without_groups_there_are_no_parts_and_no_places():
    found = what_if_incomes(HOUSEHOLDS[["members", "income_yuan"]], (Transfer(1.0),))
    assert found.places is None
    assert found.parts.empty
    assert "urban_rural_ratio" not in found.indices.index


def test_a_row_of_weight_zero_stays_and_counts_nowhere():
    rows = HOUSEHOLDS.assign(weight=[1, 1, 1, 0])
    policies = (Transfer(6.0), WorkshopWages(1, 4.0), MinimumIncome(20.0))
    found = what_if_incomes(rows, policies)
    without = what_if_incomes(rows.iloc[:3], policies)
    assert found.households.index.tolist() == ["a", "b", "c", "d"]
    assert found.households["income_yuan"].notna().all()
    assert incomes(found)[:3] == incomes(without)
    pd.testing.assert_frame_equal(found.indices.iloc[:-1], without.indices.iloc[:-1])


# What must hold.

POLICIES = (
    Transfer(300.0, to="chosen"),
    WorkshopWages(9, 900.0, to="chosen"),
    WorkshopWages(7, 400.0, order="evenly", displaced_share=0.5),
    MinimumIncome(1_200.0, take_up_share=0.6),
    Levy(),
)
INDICES = ("gini", "theil_t", "mean_log_deviation", "atkinson", "hoover", "palma_ratio")


def enough(rows):
    return rows.loc[rows["chosen"], "weight"].sum() > 9 and rows["weight"].sum() > 7


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_nothing_changes_exactly_where_nothing_is_paid(seed):
    rows = world(seed, whole=False)
    nothing = (Transfer(0.0), WorkshopWages(2, 0.0, order="evenly"), WorkshopWages(0, 9.0), Levy())
    for policies in ((), nothing):
        found = what_if_incomes(rows, policies, line_yuan=1_500.0)
        changes = pd.concat([found.indices["change"], found.parts["change"]])
        assert changes.dropna().eq(0.0).all()
        assert found.cost_yuan == 0.0
        assert found.who["n_people_gaining"].eq(0.0).all()


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_paid_arrives_and_parts_add_up(seed):
    rows = world(seed, whole=False)
    assume(enough(rows))
    found = what_if_incomes(rows, POLICIES)
    jobs = found.policies[found.policies["policy"] == "WorkshopWages"]
    np.testing.assert_allclose(jobs["n_households"], [9, 7], rtol=1e-12)
    people = rows["members"] * rows["weight"]
    gain = found.households["income_yuan"] - rows["income_yuan"]
    total = found.policies["gained_yuan"].sum()
    assert (people * gain).sum() == pytest.approx(total, abs=1e-6)
    assert total == pytest.approx(0.0, abs=1e-6)  # the levy raises all of it
    by_row = found.pieces.groupby("row")["households"].sum()
    np.testing.assert_allclose(by_row, rows["weight"], rtol=1e-12)
    for side in ("before", "after", "change"):
        for _, part in found.parts.groupby(["index", "by"]):
            values = part.set_index("component")[side]
            assert values.drop("total").sum() == pytest.approx(values["total"], abs=1e-12)
    split = found.gini_change
    assert split.reranking - split.progressivity == pytest.approx(
        found.indices.at["gini", "change"], abs=1e-12
    )


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_plays_no_part(seed):
    rows = world(seed, whole=False)
    assume(enough(rows))
    found = what_if_incomes(rows, POLICIES, line_yuan=1_500.0)
    mixed = rows.sample(frac=1.0, random_state=seed)
    again = what_if_incomes(mixed, POLICIES, line_yuan=1_500.0)
    assert again.households.index.equals(mixed.index)
    np.testing.assert_allclose(
        again.households["income_yuan"].loc[rows.index], found.households["income_yuan"], rtol=1e-11
    )
    np.testing.assert_allclose(again.indices["after"], found.indices["after"], rtol=1e-9)


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_same_to_all_out_of_the_same_share_of_all_lowers_every_index(seed):
    rows = world(seed)
    assume(rows["income_yuan"].min() < rows["income_yuan"].max())
    found = what_if_incomes(rows, (Transfer(1_000.0, per="person"), Levy()))
    mean = found.indices.at["mean_income_yuan", "before"]
    # x becomes (x + t) m / (m + t): the Gini coefficient shrinks by m / (m + t)
    expected = found.indices.at["gini", "before"] * mean / (mean + 1_000.0)
    assert found.indices.at["gini", "after"] == pytest.approx(expected, rel=1e-12)
    assert found.gini_change.reranking == pytest.approx(0.0, abs=1e-12)
    for name in INDICES:
        assert np.all(found.indices.loc[[name], "change"] < 0), name


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), n_jobs=st.integers(0, 12))
def test_agrees_with_whole_households_written_out(seed, n_jobs):
    """The slow twin: every household a row of its own, jobs dealt one by one from the poorest."""
    rows = world(seed)
    rows["income_yuan"] = np.random.default_rng(seed).permutation(len(rows)) * 100.0 + 50.0
    found = what_if_incomes(rows, (WorkshopWages(n_jobs, 700.0), MinimumIncome(600.0)))

    single = [
        [income, members]
        for income, members, weight in zip(
            rows["income_yuan"], rows["members"], rows["weight"], strict=True
        )
        for _ in range(weight)
    ]
    single.sort(key=lambda household: household[0])
    for household in single[:n_jobs]:
        household[0] += 700.0 / household[1]
    cost = 0.0
    for household in single:
        lifted = max(household[0], 600.0)
        cost += (lifted - household[0]) * household[1]
        household[0] = lifted
    people = [income for income, members in single for _ in range(members)]

    assert found.indices.at["gini", "after"] == pytest.approx(gini(people), rel=1e-11)
    assert found.indices.at["theil_t", "after"] == pytest.approx(theil_t(people), rel=1e-10)
    assert found.cost_yuan == pytest.approx(cost + 700.0 * n_jobs)


def test_nothing_handed_in_is_changed():
    rows = HOUSEHOLDS.copy()
    what_if_incomes(rows, (Transfer(5.0), WorkshopWages(1, 3.0), Levy()))
    pd.testing.assert_frame_equal(rows, HOUSEHOLDS)


# Chance, and samples.


def test_draws_deal_whole_households_and_centre_on_the_expected_number():
    rows = pd.DataFrame({"members": 1, "income_yuan": [1.0, 1.0, 3.0], "weight": [2, 1, 1]})
    told = what_if_income_draws(
        rows, (WorkshopWages(1, 2.0),), rng=np.random.default_rng(7), n_draws=50
    )
    # which of three alike has the job makes no difference to any index
    assert told["sd"].max() == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(told["mean"], told["change"], atol=1e-12)

    evenly = what_if_income_draws(
        rows, (WorkshopWages(1, 2.0, order="evenly"),), rng=np.random.default_rng(7), n_draws=100
    )
    # three times in four: 1, 1, 3, 3; else 1, 1, 1, 5
    three, one = gini([1, 1, 3, 3]) - gini([1, 1, 1, 3]), gini([1, 1, 1, 5]) - gini([1, 1, 1, 3])
    row = evenly.loc["gini"]
    assert (row["low"], row["high"]) == pytest.approx((three, one))
    assert row["mean"] == pytest.approx(0.75 * three + 0.25 * one, abs=3 * row["sd"] / 10)


def test_draws_of_take_up_are_binomial():
    rows = pd.DataFrame({"members": 1, "income_yuan": [5.0, 20.0], "weight": [100, 100]})
    told = what_if_income_draws(
        rows, (MinimumIncome(10.0, 0.3),), rng=np.random.default_rng(3), n_draws=150, line_yuan=10
    )
    head_count = told[told["knobs"].str.startswith("alpha=0")].iloc[0]
    assert head_count["change"] == pytest.approx(-0.15)
    assert head_count["mean"] == pytest.approx(-0.15, abs=0.006)
    assert head_count["sd"] == pytest.approx(np.sqrt(100 * 0.3 * 0.7) / 200, rel=0.2)


def test_the_same_seed_draws_the_same():
    rows = world(5)
    policies = (WorkshopWages(4, 300.0, order="evenly"),)
    first, second = (
        what_if_income_draws(rows, policies, rng=np.random.default_rng(1), n_draws=5)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, second)


def test_the_change_has_a_standard_error_that_knows_both_sides_are_the_same_people():
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        {
            "members": 1,
            "income_yuan": rng.lognormal(10, 0.6, 300),
            "village": np.repeat(np.arange(30), 10),
        }
    )
    drawn = {"psu": "village", "n_draws": 400}
    same = change_inference(gini, rows, (Levy(50.0),), rng=rng, **drawn)
    assert (same.value, same.se) == pytest.approx((0.0, 0.0), abs=1e-12)
    found = what_if_incomes(rows, (Transfer(2_000.0),))
    sure = change_inference(gini, rows, (Transfer(2_000.0),), rng=rng, **drawn)
    assert sure.value == pytest.approx(found.indices.at["gini", "change"], rel=1e-12)
    assert sure.df == 29
    # a jackknife over villages, worked out another way
    values = []
    for village in range(30):
        part = rows[rows["village"] != village]["income_yuan"]
        values.append(gini(part + 2_000.0) - gini(part))
    spread = np.asarray(values) - np.mean(values)
    assert sure.se == pytest.approx(np.sqrt(29 / 30 * (spread**2).sum()), rel=0.2)


def test_the_standard_error_of_jobs_for_the_poorest_is_that_of_samples_drawn_again():
    """Beside a simulation: the spread of the change over many samples of one population."""
    rng = np.random.default_rng(0)
    incomes = rng.lognormal(10.5, 0.6, 100_000)
    policies = (WorkshopWages(5_000, 12_000.0),)

    def sampled():
        picked = rng.choice(incomes, 400, replace=False)
        return pd.DataFrame({"members": 1, "income_yuan": picked, "weight": 250.0})

    def change(rows):
        after = rows["income_yuan"] + 12_000.0 * (rows["income_yuan"].rank() <= 20)
        return gini(after) - gini(rows["income_yuan"])

    spread = np.std([change(sampled()) for _ in range(200)], ddof=1)
    told = [change_inference(gini, sampled(), policies, rng=rng, n_draws=50).se for _ in range(6)]
    assert np.mean(told) == pytest.approx(spread, rel=0.25)


# What cannot be used.


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"income_yuan": [-1.0, 2, 3, 4]}, "income_yuan"),
        ({"members": [0, 1, 1, 1]}, r"1 \(at position 0\) of 4 members are not > 0"),
        ({"weight": [0, 0, 0, 0]}, "none of 4 households has a weight > 0"),
        ({"weight": [1, np.nan, 1, 1]}, "weight"),
        ({"urban": ["town", "town", "land", "land"]}, "urban"),
    ],
)
def test_households_that_cannot_be_used_are_named(change, remedy):
    with pytest.raises(InputError, match=remedy):
        what_if_incomes(HOUSEHOLDS.assign(**change), (Transfer(1.0),))


@pytest.mark.parametrize(
    ("policies", "remedy"),
    [
        (Transfer(1.0), "policies is Transfer; give a tuple"),
        ((Transfer(1.0), "levy"), "policies is str; give a tuple"),
        ((Transfer(1.0, to="poor"),), "households have no such column; add it, true"),
        ((Transfer(1.0, to="place"),), "give a true/false column without gaps"),
        ((WorkshopWages(5, 1.0),), "5 jobs for 4 households; lower n_jobs"),
        ((WorkshopWages(3, 1.0, to="young"),), "3 jobs for 2 households"),
        ((Levy(200.0),), "raise 200 yuan from incomes of 105 yuan; lower"),
    ],
)
def test_policies_that_cannot_be_applied_say_what_to_do(policies, remedy):
    with pytest.raises(InputError, match=remedy):
        what_if_incomes(HOUSEHOLDS, policies)


@pytest.mark.parametrize(
    ("make", "remedy"),
    [
        (lambda: Transfer(-1.0), "amount_yuan of Transfer is -1.0; give a finite number >= 0"),
        (lambda: Transfer(1.0, per="family"), "per of Transfer is 'family'"),
        (lambda: WorkshopWages(-1, 1.0), "n_jobs of WorkshopWages"),
        (lambda: WorkshopWages(1, np.inf), "wage_yuan of WorkshopWages"),
        (lambda: WorkshopWages(1, 1.0, order="random"), "order of WorkshopWages is 'random'"),
        (lambda: WorkshopWages(1, 1.0, displaced_share=2), "give a share from 0 to 1"),
        (lambda: MinimumIncome(0.0), "line_yuan of MinimumIncome"),
        (lambda: MinimumIncome(1.0, np.nan), "give a share from 0 to 1"),
        (lambda: Levy(-5.0), "amount_yuan of Levy"),
    ],
)
def test_knobs_of_policies_are_checked_when_they_are_made(make, remedy):
    with pytest.raises(InputError, match=remedy):
        make()


def test_knobs_of_the_question_are_checked():
    for knobs, remedy in (
        ({"line_yuan": 0.0}, "line_yuan is 0.0"),
        ({"middle_yuan": (5.0, 1.0)}, r"middle_yuan\[1\] is 1.0"),
        ({"levels": ("county",)}, "levels names \\['county'\\]"),
        ({"levels": ("people",)}, "no groups of households"),
    ):
        with pytest.raises(InputError, match=remedy):
            what_if_incomes(HOUSEHOLDS, (), **knobs)
    with pytest.raises(InputError, match="stand for less than one household"):
        what_if_income_draws(
            HOUSEHOLDS.assign(weight=0.5), (), rng=np.random.default_rng(0), n_draws=2
        )
    with pytest.raises(InputError, match="households have no column"):
        change_inference(gini, HOUSEHOLDS, (), psu="village", rng=np.random.default_rng(0))
