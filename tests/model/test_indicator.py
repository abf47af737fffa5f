"""Indicators: every key means one thing, in two languages, in a unit that the key agrees with."""

import pytest

from gongfu.errors import NotFoundError
from gongfu.model.indicator import INDICATORS, find_indicator

BY_KEY = {indicator.key: indicator for indicator in INDICATORS}
UNIT_OF_SUFFIX = {
    "_km2": ("km2",),
    "_km": ("km",),
    "_kwh": ("kWh",),
    "_m2": ("m2 per person",),
    "_tonnes": ("tonnes",),
    "_yuan": ("yuan", "yuan per person"),
}


def test_keys_and_titles_are_told_apart():
    assert len(BY_KEY) == len(INDICATORS)
    for language in ("en", "zh"):
        titles = [indicator.title[language] for indicator in INDICATORS]
        assert all(titles)
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_the_key_agrees_with_the_unit(indicator):
    suffixes = [suffix for suffix in UNIT_OF_SUFFIX if indicator.key.endswith(suffix)]
    for suffix in suffixes:
        assert indicator.unit in UNIT_OF_SUFFIX[suffix]
    if not suffixes:
        assert indicator.unit not in {"yuan", "km", "km2", "kWh", "tonnes", "m2"}
    assert indicator.decimals >= 0
    assert indicator.better in {"higher", "lower", "neither"}


@pytest.mark.parametrize(
    "indicator",
    [i for i in INDICATORS if "_per_head_" in i.key or "_per_registered_head_" in i.key],
    ids=lambda indicator: indicator.key,
)
def test_a_mean_says_over_whom_it_is_taken(indicator):
    assert indicator.per
    if indicator.per != "rural_residents":  # never published here: residents less urban residents
        assert BY_KEY[indicator.per].unit in {"people", "households"}


def test_towns_and_country_are_weighed_by_their_own_people():
    assert find_indicator("disposable_income_per_head_yuan").per == "residents"
    assert find_indicator("urban_disposable_income_per_head_yuan").per == "urban_residents"
    assert find_indicator("rural_disposable_income_per_head_yuan").per == "rural_residents"


def test_an_unknown_key_is_refused_with_words():
    with pytest.raises(NotFoundError, match="no indicator 'gdp'"):
        find_indicator("gdp")
