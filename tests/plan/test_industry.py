"""Industries: three counties by hand, invariances, simulated counties whose order is known."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.plan.complexity import (
    economic_complexity,
    fitness_complexity,
    gain_of,
    opportunity_outlook,
    outlook_of,
)
from gongfu.plan.industry import industry_options
from gongfu.plan.specialisation import (
    industry_proximity,
    relatedness_density,
    revealed_comparative_advantage,
)

KNOBS = {"place": "county", "industry": "industry", "value": "output_yuan"}


def long(matrix, places=None, industries=None) -> pd.DataFrame:
    """The table of a matrix, without its zeros."""
    matrix = np.asarray(matrix, float)
    places = places or [f"c{k}" for k in range(matrix.shape[0])]
    industries = industries or [f"i{k}" for k in range(matrix.shape[1])]
    row, column = np.nonzero(matrix)
    return pd.DataFrame(
        {
            "county": np.array(places)[row],
            "industry": np.array(industries)[column],
            "output_yuan": matrix[row, column],
        }
    )


# Shares of the whole: tea 40, parts 40, chips 20 of 100; north and south 40 each, coast 20.
THREE = long(
    [[30, 10, 0], [10, 25, 5], [0, 5, 15]], ["north", "south", "coast"], ["tea", "parts", "chips"]
)


def test_three_counties_by_hand():
    """rca of tea in the north: (30 / 40) / (40 / 100) = 1.875; of parts there (10 / 40) / 0.4."""
    found = revealed_comparative_advantage(THREE, **KNOBS)
    rca = found.pivot(index="county", columns="industry", values="rca")
    rca = rca.loc[["north", "south", "coast"], ["tea", "parts", "chips"]]
    assert rca.to_numpy() == pytest.approx(
        np.array([[1.875, 0.625, 0.0], [0.625, 1.5625, 0.625], [0.0, 0.625, 3.75]])
    )
    first = found.iloc[0]
    assert first["rsca"] == pytest.approx(0.875 / 2.875)
    assert found["present"].sum() == 3
    assert len(found) == 9


def test_proximity_and_density_by_hand():
    """Tea and parts go together in two of the three that have parts: 2 / 3."""
    has = long(np.array([[1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]]))  # rca: see below
    rca = revealed_comparative_advantage(has, **KNOBS).pivot(
        index="county", columns="industry", values="present"
    )
    # Totals: places 2, 2, 2, 1; industries 2, 3, 2 of 7: i1 in a county of two is 1/2 / (3/7) > 1.
    assert rca.to_numpy().astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]]
    near = industry_proximity(has, **KNOBS).set_index(["first", "second"])
    assert near["proximity"].tolist() == pytest.approx([2 / 3, 0.0, 1 / 3])
    assert near["n_places"].tolist() == [2, 0, 1]
    close = relatedness_density(has, **KNOBS).set_index(["county", "industry"])["density"]
    assert close["c0", "i2"] == pytest.approx(1.0)  # all that is near i2 is i1, which c0 has
    assert close["c3", "i1"] == pytest.approx(1 / 3)  # i2 of i0 and i2
    assert close["c3", "i0"] == 0.0


@given(st.integers(0, 2**32 - 1))
def test_what_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 5, (6, 8)) * rng.random((6, 8)) + 0.01
    table = long(matrix)
    here = revealed_comparative_advantage(table, **KNOBS)
    scaled = table.assign(output_yuan=table["output_yuan"] * 1e4)
    assert revealed_comparative_advantage(scaled, **KNOBS)["rca"].to_numpy() == pytest.approx(
        here["rca"].to_numpy(), rel=1e-12
    )
    weight = matrix.sum(axis=1) / matrix.sum()
    assert weight @ here["rca"].to_numpy().reshape(6, 8) == pytest.approx(np.ones(8))
    # Two counties of one pattern are one: nobody's advantage changes if they report together.
    split = long(np.vstack([matrix, matrix[:1]]) * np.r_[0.5, np.ones(5), 0.5][:, None])
    apart = revealed_comparative_advantage(split, **KNOBS)["rca"].to_numpy().reshape(7, 8)
    assert apart[:6] == pytest.approx(here["rca"].to_numpy().reshape(6, 8))
    # Rows in another order: the same figures under the same names.
    mixed = table.sample(frac=1.0, random_state=np.random.RandomState(seed % 2**31))
    again = relatedness_density(mixed, **KNOBS).astype({"county": str, "industry": str})
    first = relatedness_density(table, **KNOBS).astype({"county": str, "industry": str})
    order = ["county", "industry"]
    pd.testing.assert_frame_equal(
        again.sort_values(order, ignore_index=True), first.sort_values(order, ignore_index=True)
    )


def simulated(rng, n_places=60, n_industries=80, width=0.12):
    """Simulated: abilities on a line; counties have what needs abilities near theirs."""
    county, needs = rng.random(n_places), rng.random(n_industries)
    apart = np.abs(county[:, None] - needs)
    chance = np.exp(-((apart / width) ** 2))
    value = (rng.random(apart.shape) < chance) * rng.lognormal(0.0, 0.3, apart.shape)
    value += 1e-6
    return value, chance


def test_planted_relatedness_is_found_better_than_by_chance():
    """A tenth of what counties have is hidden: density ranks it above what they never had."""
    rng = np.random.default_rng(42)
    value, _ = simulated(rng)
    present = value / value.sum(axis=1, keepdims=True) / (value.sum(axis=0) / value.sum()) >= 1
    hidden = present & (rng.random(value.shape) < 0.1)
    known = np.where(hidden, 1e-6, value)
    close = relatedness_density(long(known), **KNOBS)["density"].to_numpy().reshape(value.shape)

    ranks = pd.Series(close[~present | hidden]).rank().to_numpy()
    is_hidden = hidden[~present | hidden]
    n, m = is_hidden.sum(), (~is_hidden).sum()
    area = (ranks[is_hidden].sum() - n * (n + 1) / 2) / n / m  # under the curve; 0.5 is chance
    shuffled = rng.permutation(is_hidden)
    by_chance = (ranks[shuffled].sum() - n * (n + 1) / 2) / n / m
    assert area > 0.85
    assert abs(by_chance - 0.5) < 0.05


def test_fitness_is_iterated_on_who_has_what():
    """The paper's two lines, a thousand times, on the table of advantages."""
    table = long(simulated(np.random.default_rng(2), 20, 30)[0])
    rca = revealed_comparative_advantage(table, **KNOBS)
    m = rca["present"].to_numpy().reshape(20, 30).astype(float)
    f, q = np.ones(20), np.ones(30)
    for _ in range(1_000):
        f, q = m @ q, 1 / (m.T @ (1 / f))
        f, q = f / f.mean(), q / q.mean()
    found = fitness_complexity(table, **KNOBS, max_rounds=5_000)
    assert found.places["fitness"].to_numpy() == pytest.approx(f, abs=1e-4)
    assert found.industries["complexity"].to_numpy() == pytest.approx(q, abs=1e-3)
    assert found.converged == (found.last_change <= 1e-9)
    short = fitness_complexity(table, **KNOBS, max_rounds=2)
    assert (short.converged, short.n_rounds) == (False, 2)


PATH = [[2, 2, 0, 0], [0, 2, 2, 0], [0, 0, 2, 2], [1, 0, 0, 0]]


def test_blocks_are_said_to_be_apart():
    apart = long(np.kron(np.eye(2), PATH))
    with pytest.warns(UserWarning, match=r"2 sets of places .* 4 places have none \(NaN\)"):
        found = economic_complexity(apart, **KNOBS)
    assert found.n_parts == 2
    assert found.places["eci"].isna().sum() == 4
    assert not found.places["eci"][:4].isna().any()


@given(st.integers(0, 2**32 - 1))
def test_an_advantage_of_one_is_one(seed):
    """Everybody has everything in the same shares: rounding must not take an industry away."""
    rng = np.random.default_rng(seed)
    alike = long(np.outer(rng.random(4) + 0.1, rng.random(6) + 0.1))
    assert revealed_comparative_advantage(alike, **KNOBS)["present"].all()


def test_all_alike_have_no_order():
    alike = long(np.outer([1, 2, 3], [4, 5, 6]))
    with pytest.warns(UserWarning, match="complexity is undefined"):
        found = economic_complexity(alike, **KNOBS)
    assert found.places["eci"].isna().all()
    with pytest.warns(UserWarning, match="complexity is undefined"):
        assert opportunity_outlook(alike, **KNOBS)["outlook"].isna().all()


def test_the_gain_is_the_outlook_after_less_the_outlook_before():
    """One industry more, everything else as it was: counted again from nothing."""
    rng = np.random.default_rng(3)
    present = rng.random((6, 9)) < 0.4
    near = rng.random((9, 9))
    near = (near + near.T) * (1 - np.eye(9))
    pci = rng.normal(size=9)
    pci[4] = np.nan
    close = present @ near / near.sum(axis=0)
    gain = gain_of(present, near, close, pci)
    before = outlook_of(present, close, pci)
    for p, j in zip(*np.nonzero(~present), strict=True):
        then = present.copy()
        then[p, j] = True
        after = outlook_of(then, then @ near / near.sum(axis=0), pci)
        if j == 4:
            assert np.isnan(gain[p, j])
        else:
            assert gain[p, j] == pytest.approx(after[p] - before[p], abs=1e-12)
    assert np.isnan(gain[present]).all()


@pytest.fixture(scope="module")
def options_table():
    return long(simulated(np.random.default_rng(5), 30, 40)[0])


def test_options_are_what_is_lacking_ranked_and_reasoned(options_table):
    mountain, coast = ["c0", "c1", "c2"], [f"c{k}" for k in range(10, 20)]
    found = industry_options(options_table, **KNOBS, places=mountain, partners=coast, n_options=5)
    rca = revealed_comparative_advantage(options_table, **KNOBS)
    rca = rca.set_index(["county", "industry"])["rca"]
    close = relatedness_density(options_table, **KNOBS).set_index(["county", "industry"])
    pci = economic_complexity(options_table, **KNOBS).industries.set_index("industry")["pci"]
    table = found.options
    assert table["county"].tolist() == np.repeat(mountain, 5).tolist()
    for row in table.itertuples():
        assert rca[row.county, row.industry] < 1
        assert row.density == pytest.approx(close["density"][row.county, row.industry])
        assert row.pci == pytest.approx(pci[row.industry])
        assert row.score == pytest.approx((row.density_percentile + row.pci_percentile) / 2)
        having = [c for c in coast if rca[c, row.industry] >= 1]
        own = found.partners.query("county == @row.county and industry == @row.industry")
        assert set(own["partner"]) == set(having)
        assert row.n_partners == len(having)
        assert own["rca"].is_monotonic_decreasing
        if having:
            lead = max(having, key=lambda c, i=row.industry: rca[c, i])
            assert row.partners.split("; ")[0] == lead
            assert lead in row.reason_en
            assert lead in row.reason_zh
        names = row.related.split("; ") if row.related else []
        assert (row.density > 0) == bool(names)
        assert all(rca[row.county, name] >= 1 for name in names)
    for _, own in table.groupby("county"):
        assert own["score"].is_monotonic_decreasing
        assert own["rank"].tolist() == [1, 2, 3, 4, 5]
    assert found.complexity_counts
    assert found.unjudged == found.unrelated == found.without_options == ()
    assert (table["density"] > 0).all()
    assert (table["density_percentile"] >= 0.5).all()


def test_the_front_is_what_nothing_beats(options_table):
    table = industry_options(options_table, **KNOBS, places=["c3"], n_options=100).options
    for row in table.itertuples():
        beaten = (
            (table["density"] >= row.density)
            & (table["pci"] >= row.pci)
            & ((table["density"] > row.density) | (table["pci"] > row.pci))
        ).any()
        assert row.on_front == (not beaten)


def test_options_are_likelier_than_chance_to_be_planted():
    """Simulated counties; the first options have a planted chance far above what they lack."""
    value, chance = simulated(np.random.default_rng(8))
    found = industry_options(long(value), **KNOBS, n_options=80).options
    at = found["county"].str[1:].astype(int), found["industry"].str[1:].astype(int)
    planted = pd.Series(chance[at])
    nearest = found["density_percentile"] > 0.9
    assert planted[nearest].mean() > 3 * planted.mean()


def test_counties_and_industries_with_nothing_are_named(options_table):
    extra = pd.DataFrame({"county": ["empty"], "industry": ["i0"], "output_yuan": [0.0]})
    never = pd.DataFrame({"county": ["c0"], "industry": ["ships"], "output_yuan": [0.0]})
    table = pd.concat([options_table, extra, never], ignore_index=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = industry_options(table, **KNOBS, places=["c0", "empty"])
        rca = revealed_comparative_advantage(table, **KNOBS).set_index(["county", "industry"])
    said = {str(one.message) for one in told}
    assert any("1 of 31 places have 0 throughout, such as 'empty'" in text for text in said)
    assert any("1 of 41 industries have 0 throughout, such as 'ships'" in text for text in said)
    assert all(one.filename == __file__ for one in told)
    assert found.unjudged == ("empty",)
    assert "ships" not in set(found.options["industry"])
    assert rca.loc["empty", "rca"].isna().all()
    assert np.isnan(rca.loc[("c0", "ships"), "rca"])
    assert not rca.loc["empty", "present"].any()


def test_an_industry_that_is_near_nothing_is_named():
    matrix = np.zeros((5, 5))
    matrix[:4, :4] = PATH
    matrix[4, 4] = 1
    with pytest.warns(UserWarning, match="2 sets"):
        found = industry_options(long(matrix), **KNOBS)
    assert found.unrelated == ("i4",)
    assert "i4" not in set(found.options["industry"])


def test_without_an_order_density_ranks_alone():
    ring = long([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    with pytest.warns(UserWarning, match="complexity is undefined"):
        found = industry_options(ring, **KNOBS)
    assert not found.complexity_counts
    assert found.options["pci"].isna().all()
    assert found.options["score"].tolist() == [1.0, 1.0, 1.0]  # each lacks one
    assert "complex" not in found.options["reason_en"][0]


def test_what_nothing_is_near_is_no_option_however_complex():
    """A county with an industry of its own; the far end of the path is 0 from it."""
    table = long(PATH)
    found = industry_options(table, **KNOBS, places=["c3"])
    assert found.options["industry"].tolist() == ["i1"]
    lonely = np.zeros((5, 5))
    lonely[:4, :4], lonely[4, 4] = PATH, 1
    with pytest.warns(UserWarning, match="sets of places"):
        alone = industry_options(long(lonely), **KNOBS, places=["c4"])
    assert alone.without_options == ("c4",)
    assert list(alone.options.columns[:3]) == ["county", "industry", "rank"]


def test_nothing_handed_in_is_changed(options_table):
    before = options_table.copy()
    industry_options(options_table, **KNOBS)
    pd.testing.assert_frame_equal(options_table, before)


@pytest.mark.parametrize(
    ("table", "knobs", "message"),
    [
        (THREE, {"value": "jobs"}, "no column 'jobs'; it has"),
        (THREE, {"value": "county"}, "must be three columns"),
        (THREE.iloc[:0], {}, "table has no row"),
        (THREE.assign(output_yuan=-1.0), {}, r"must be a number >= 0, and is not in 7 rows"),
        (THREE.assign(county=[None] + ["a"] * 6), {}, "'county' is missing in row 1"),
        (pd.concat([THREE, THREE.iloc[:1]]), {}, "1 pairs have more than one row, such as 'north'"),
        (THREE.assign(output_yuan=0.0), {}, "nobody has anything"),
        (THREE, {"places": ["west"]}, r"places: 1 are not in the table, such as 'west'"),
        (THREE, {"partners": "coast"}, r"for one place give \['coast'\]"),
        (THREE, {"places": ["north", "north"]}, "'north' is named twice"),
        (THREE, {"n_options": 0}, "n_options must be a whole number"),
    ],
)
def test_bad_input(table, knobs, message):
    with pytest.raises(InputError, match=message):
        industry_options(table, **(KNOBS | knobs))


def test_bad_rounds():
    with pytest.raises(InputError, match="max_rounds"):
        fitness_complexity(THREE, **KNOBS, max_rounds=0)
