"""Who could not be judged is said, with the reason and the range that it leaves."""

import dataclasses

import pandas as pd
import pytest

from gongfu.model.kind import KINDS as EVERY_KIND
from gongfu.report import circle_words
from gongfu.report.circle import circle_of
from gongfu.report.words import sentences
from tests.report.worlds import assessment, zone


def placed(of, *, moved=0, off=0, facilities_off=0):
    """How the points of a zone were placed: the first ones off the network, then moved ones."""
    ids = list(of.communities.index)
    states = ["off_network"] * off + ["moved"] * moved
    states += ["on_street"] * (len(ids) - len(states))
    frame = pd.DataFrame({"id": ids, "layer": "communities", "state": states})
    sites = pd.DataFrame(
        {"id": "f", "layer": "facilities", "state": ["off_network"] * facilities_off}
    )
    return pd.concat([frame, sites], ignore_index=True)


def said(of, **changes):
    circle = circle_of(of, dataclasses.replace(assessment(of), **changes))
    return circle, " ".join(str(words.en) for words in circle_words.sentences(circle))


@pytest.fixture
def city():
    return zone(with_figures=False, simulated=False)


def test_points_are_counted_of_all_and_the_unjudged_are_said(city):
    _, words = said(city)
    assert "17 of 24 points reach childcare (under 3)" in words
    assert "6 do not and 1 cannot be judged" in words
    assert "1 of 24 points cannot be judged for at least one kind: their circle leaves" in words


def test_off_the_network_is_another_reason_than_leaving_the_data(city):
    _, words = said(city, snapped=placed(city, off=1, moved=2, facilities_off=3))
    assert "too far from any street (more than 1,000 m)" in words
    assert "leaves the data" not in words
    assert "2 points lie more than 250 m from the street" in words
    assert "3 facilities lie more than 1,000 m from any street" in words


def test_nothing_is_said_of_points_where_none_lies_far(city):
    _, words = said(city, snapped=placed(city))
    assert "more than" not in words


def test_a_card_gives_the_range_that_the_unjudged_leave(city):
    # Four points of 100, 150, 200, 250 people in each of six counties: 4,200; the last of each
    # lacks childcare (1,500), the first of all (100) cannot be judged.
    circle, _ = said(city)
    card = circle_words.cards(circle)[0]
    low, high = 100 * 2600 / 4200, 100 * 2700 / 4200
    assert card.figure.en == f"{low:.1f}% to {high:.1f}%"
    assert "1,500 people do not, 100 people cannot be judged" in card.meaning.en


def test_a_range_ends_at_all_of_them():
    assert circle_words.share_range(899.0, 101.0, 1000.0).en == "89.9% to 100%"
    assert circle_words.share_range(500.0, 0.0, 1000.0).en == "50.0%"


def test_no_unreached_circle_inside_asks_for_a_larger_extract(city):
    of = assessment(city)
    asks = "bring a larger extract"
    assert asks not in said(city)[1]
    inside = of.reach.assign(state=of.reach["state"].replace("out_of_reach", "cannot_be_judged"))
    assert asks in said(city, reach=inside)[1]
    everybody = of.reach.assign(state="reached")
    assert asks not in said(city, reach=everybody)[1]


def test_without_figures_people_who_lack_the_worst_kind_lead(city):
    circle, _ = said(city)
    assert circle_words.answer(circle).en == (
        "1,500 people do not reach childcare (under 3) within 15 minutes on foot; "
        "for 100 people more it cannot be judged."
    )


def test_every_kind_has_its_words():
    assert {f"a_{kind}" for kind in EVERY_KIND} <= set(sentences())
