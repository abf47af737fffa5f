"""What a panel can say: counts worked out by hand, and the words that refuse."""

import numpy as np
import pytest

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.measure.effects import (
    event_study,
    staggered_effects,
    two_way_fixed_effects,
    what_can_be_identified,
)
from tests.measure.panels import COLUMNS, STARTS, panel


def possible(frame):
    found = what_can_be_identified(frame, **STARTS)
    return {v.question for v in found.verdicts if v.possible}


def test_counts_by_hand():
    frame = panel([None, None, 2017, 2018, 2018, 2010, 2030], years=range(2015, 2020))
    found = what_can_be_identified(frame, **STARTS)
    assert (found.n_places, found.n_periods) == (7, 5)
    # 2030 lies after the panel: not treated in any row of it.
    assert (found.n_never, found.n_always, found.n_changing, found.n_cohorts) == (3, 1, 3, 2)
    assert (found.n_before, found.n_after) == (3, 3)


@pytest.mark.parametrize(
    ("starts", "years", "expected"),
    [
        ([None, 2015], [2015], set()),
        ([None, None], [2015, 2016], set()),
        ([None, 2010, 2012], [2015, 2016], set()),
        ([2016, 2016], [2015, 2016], set()),
        ([None, 2016], [2015, 2016], {"effect", "staggered"}),
        ([None] * 2 + [2016] * 2, [2015, 2016], {"effect", "staggered", "standard_errors"}),
        ([2017, 2017, 2018, 2018], range(2015, 2020), {"effect", "staggered", "standard_errors"}),
        (
            [None, None, None, 2018],
            range(2015, 2020),
            {"effect", "pre_trends", "staggered", "synthetic_control"},
        ),
    ],
)
def test_each_verdict(starts, years, expected):
    assert possible(panel(starts, years=years)) == expected


def test_both_languages_say_something_different_for_every_question():
    found = what_can_be_identified(panel([None, None, 2016], years=[2015, 2016]), **STARTS)
    table = found.to_frame()
    assert len(table) == 5
    assert not table["en"].str.contains("[\u4e00-\u9fff]").any()
    assert table["zh"].str.contains("[\u4e00-\u9fff]").all()


def test_a_start_between_two_observed_years_is_first_seen_in_the_later_one():
    odd = panel([None, None, 2016, 2017], years=[2013, 2015, 2017, 2019])
    found = what_can_be_identified(odd, **STARTS)
    assert (found.n_cohorts, found.n_before, found.n_after) == (1, 2, 2)


def test_the_embedded_pairings_cannot_be_judged():
    figures = embedded.figures().query(
        "indicator == 'disposable_income_per_head_yuan' and bound == '='"
    )
    counties = embedded.places().query("level == 'county'").index
    frame = figures[figures["place"].isin(counties) & figures["period"].isin(["2024", "2025"])]
    pairs = embedded.pairings()
    assert (len(pairs), pairs["mountain"].nunique(), pairs["since_year"].notna().sum()) == (
        31, 23, 13,
    )  # fmt: skip
    latest = pairs["period"].str.extract(r"(20\d\d)")[0].astype(float)
    began = pairs["since_year"].astype(float).fillna(latest).groupby(pairs["mountain"]).min()
    assert began.le(2024).all()  # each was in a pair before the first year with incomes, or in it
    frame = frame.assign(year=frame["period"].astype(int), start=frame["place"].map(began))
    columns = {"outcome": "value", "place": "place", "period": "year", "first_treated": "start"}
    found = what_can_be_identified(frame, **columns)
    assert (found.n_places, found.n_periods, found.n_always, found.n_changing) == (90, 2, 23, 0)
    assert not found.to_frame()["possible"].any()
    for estimator in (staggered_effects, event_study):
        with pytest.raises(InputError, match="cannot be identified: no place becomes treated"):
            estimator(frame, **columns)
    treated = frame.assign(d=frame["start"].notna().astype(int))
    del columns["first_treated"]
    with pytest.raises(InputError, match="23 were treated in 2024 already"):
        two_way_fixed_effects(treated, **columns, treated="d")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.assign(start=np.arange(len(f))), "differs between the rows of 2 places"),
        (lambda f: f.assign(start="soon"), "is no number in 4 rows"),
        (lambda f: f.assign(year=f["year"] + 0.5), "whole numbers such as years"),
        (lambda f: f.drop(columns="place"), "no column 'place'"),
        (lambda f: f.head(0), "has no rows"),
    ],
)
def test_bad_input_is_told(change, message):
    with pytest.raises(InputError, match=message):
        what_can_be_identified(change(panel([None, 2016], years=[2015, 2016])), **STARTS)


def test_the_estimators_refuse_with_the_same_words():
    frame = panel([None, 2010], years=[2015, 2016])
    words = what_can_be_identified(frame, **STARTS).verdict("effect").en
    with pytest.raises(InputError) as caught:
        two_way_fixed_effects(frame, **COLUMNS, treated="d")
    assert str(caught.value) == f"cannot be identified: {words}"
