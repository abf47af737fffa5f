"""Two orders of complexity side by side: nested tables by hand, ties, what is undefined."""

import numpy as np
import pandas as pd
import pytest

from gongfu.plan.complexity import economic_complexity, fitness_complexity
from gongfu.plan.complexity_orders import complexity_orders
from gongfu.report.asked_industry import complexity
from tests.plan.test_industry import KNOBS, long, simulated


@pytest.fixture(scope="module")
def table():
    return long(simulated(np.random.default_rng(4), 20, 30)[0])


def test_values_are_those_of_each_method_and_ranks_count_who_is_above(table):
    found = complexity_orders(table, **KNOBS)

    eci = economic_complexity(table, **KNOBS).places.set_index("county")["eci"]
    fitness = fitness_complexity(table, **KNOBS).places.set_index("county")["fitness"]
    rows = found.places.set_index("county")
    pd.testing.assert_series_equal(rows["eci"].sort_index(), eci.sort_index())
    pd.testing.assert_series_equal(rows["fitness"].sort_index(), fitness.sort_index())
    for name in ("eci", "fitness"):
        above = [(rows[name] > value + 1e-9).sum() + 1 for value in rows[name]]
        assert rows[f"{name}_rank"].tolist() == above
    assert rows["eci_rank"].is_monotonic_increasing
    assert sorted(found.industries["industry"]) == sorted(table["industry"].unique())


def test_agreement_is_the_correlation_of_ranks(table):
    found = complexity_orders(table, **KNOBS)
    for rows, one, other, told in (
        (found.places, "eci", "fitness", found.place_agreement),
        (found.industries, "pci", "complexity", found.industry_agreement),
    ):
        both = rows[[one, other]].dropna().round(9).rank()
        assert told == pytest.approx(np.corrcoef(both.to_numpy().T)[0, 1])


def test_what_lies_apart_has_no_rank_by_eci_and_is_told():
    """Three places on a path, and a fourth that shares nothing with them."""
    apart = long([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    with pytest.warns(UserWarning, match="sets of places"):
        found = complexity_orders(apart, **KNOBS)
    rows = found.places.set_index("county")
    assert rows["eci_rank"].isna().tolist() == [False, False, False, True]
    assert rows["fitness_rank"].notna().all()
    said = [words.en for words in complexity(found, of="places", name="county")]
    assert any("falls into 2 sets of places" in words for words in said)


def test_a_table_without_an_order_says_so():
    alike = long(np.eye(3) + np.roll(np.eye(3), 1, axis=1))
    with pytest.warns(UserWarning, match="undefined"):
        found = complexity_orders(alike, **KNOBS)
    assert np.isnan(found.place_agreement)
    said = [words.en for words in complexity(found, of="industries", name="industry")]
    assert said[0].startswith("ECI and PCI are not defined for this table")
