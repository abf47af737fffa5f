"""Walkers: known by name, checked, and in step with the table of streets."""

import pytest

from gongfu.errors import InputError
from gongfu.io.osm_access import street_table
from gongfu.measure.streets import ACCESS_SPEED_M_S
from gongfu.model.walker import ADULT, ELDERLY, PUSHCHAIR, WALKERS, Walker, walker_of
from gongfu.model.zone import LANGUAGES, ReachSettings

WORDS = {"en": "somebody", "zh": "某人"}


def test_an_adult_is_the_walker_of_the_streets():
    """The table of streets and the access leg hold the same speeds as the walker does."""
    assert ADULT.speed_m_s == ACCESS_SPEED_M_S == pytest.approx(80 / 60)
    assert ADULT.speed_m_s * street_table().speed["steps_share"] == pytest.approx(ADULT.steps_m_s)


def test_slower_walkers_are_slower_and_say_why():
    assert list(WALKERS) == ["adult", "elderly", "pushchair"]
    assert pytest.approx(0.943, abs=0.005) == ELDERLY.speed_m_s  # Bohannon and Andrews 2011
    assert pytest.approx(3.81 * 0.3048, abs=0.01) == PUSHCHAIR.speed_m_s  # Gates et al. 2006
    assert ELDERLY.steps_m_s < ADULT.steps_m_s
    assert PUSHCHAIR.steps_m_s is None
    for walker in WALKERS.values():
        assert all(walker.title[language] for language in LANGUAGES)
        assert all(walker.source[language] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("speeds", "words"),
    [
        ((0.0, 0.5), "level_km_h is 0.0; it must be km/h > 0"),
        ((float("nan"), 0.5), "level_km_h is nan"),
        ((4.0, 0.0), "steps_m_s is 0.0; it must be m/s > 0, or None"),
    ],
)
def test_speeds_that_nobody_walks_are_refused(speeds, words):
    with pytest.raises(InputError, match=words):
        Walker("x", WORDS, *speeds, WORDS)


def test_unknown_walkers_are_refused_with_those_that_are_known():
    with pytest.raises(InputError, match="no walker is called 'robot'; known: adult, elderly, pu"):
        walker_of("robot")
    with pytest.raises(InputError, match="no walker is called 'robot'"):
        ReachSettings(walker="robot")
    assert ReachSettings().walker == "adult"
