"""Kinds, places and decays as people write them."""

import pytest

from gongfu.app.decays import parse_decay
from gongfu.app.place_names import chain_names, find_place
from gongfu.app.question import Question, put
from gongfu.errors import InputError, NotFoundError
from gongfu.measure import decay
from gongfu.model.place import ancestors
from tests.small_zone import small_zone


@pytest.fixture(scope="module")
def zone():
    return small_zone()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("90101", "90101"),
        ("西县", "90101"),
        ("西", "90101"),
        ("west county", "90101"),
        (" 某市 ", "90"),
        ("某", "90"),
    ],
)
def test_a_place_is_found_by_code_and_by_name(zone, words, code):
    assert find_place(zone.places, ancestors(zone.places), words) == code


def test_a_name_that_several_bear_lists_them_with_their_codes(zone):
    above = ancestors(zone.places)
    for words in ("城关镇", "城关", "chengguan"):
        with pytest.raises(InputError, match=r"901011 西县城关镇, 901021 东县城关镇; name one"):
            find_place(zone.places, above, words)
    with pytest.raises(NotFoundError, match=r"no place 'county' .* 90101 西县, 90102 东县"):
        find_place(zone.places, above, "county")
    with pytest.raises(NotFoundError, match="no place 'Atlantis' in the zone; give a code"):
        find_place(zone.places, above, "Atlantis")
    with pytest.raises(NotFoundError, match="no place ''"):
        find_place(zone.places, above, "")


def test_places_are_named_with_what_they_lie_in(zone):
    names = chain_names(zone.places, ancestors(zone.places), zone.places.index)
    assert list(names["zh"]) == ["某市", "西县", "东县", "西县城关镇", "东县城关镇"]
    assert names["en"][3] == "Chengguan, West County"


def test_kinds_are_understood_by_key_title_and_usual_word(zone):
    kinds = put(zone, Question(kinds=("学校", "Clinic", "小学"))).kinds
    assert kinds == ("school", "clinic")
    assert put(zone, Question()).kinds == zone.reach.kinds
    with pytest.raises(InputError, match=r"no kinds of facility called \['shop'\]; known: childc"):
        put(zone, Question(kinds=("shop",)))


@pytest.mark.parametrize(
    ("knobs", "match"),
    [
        ({"minutes": 0.0}, "minutes is 0.0; it must be more than 0, such as 15"),
        ({"minutes": float("nan")}, "minutes is nan"),
        ({"mode": "fly"}, "mode is 'fly'; it must be one of walk, cycle, drive"),
        ({"direction": "up"}, "direction is 'up'"),
        ({"if_missing": -1.0}, "if_missing is -1.0"),
    ],
)
def test_what_is_no_question_is_refused(zone, knobs, match):
    with pytest.raises(InputError, match=match):
        put(zone, Question(**knobs))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("step", decay.step(600.0)),
        ("gaussian:900", decay.gaussian(900.0)),
        ("linear", decay.linear(600.0)),
        ("exponential:1800,half=600", decay.exponential(1800.0, half_s=600.0)),
        ("exponential:half=300", decay.exponential(600.0, half_s=300.0)),
        ("logistic:900,middle=600,spread=120", decay.logistic(900.0, middle_s=600, spread_s=120)),
        ("power:900,exponent=2,least=60", decay.power(900.0, exponent=2.0, least_s=60.0)),
        ("zones:600=1,1200=0.68,1800=0.22", decay.zones([600, 1200, 1800], [1, 0.68, 0.22])),
    ],
)
def test_decays_are_read(text, expected):
    assert parse_decay(text, limit_s=600.0) == expected


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("bell:900", "no decay 'bell'; give step, linear, gaussian"),
        ("gaussian:fast", "'fast' is no number"),
        ("gaussian:900,half=3", "no 'half'; gaussian takes nothing but a limit"),
        ("exponential:900", "lacks half"),
        ("zones:900", "zones take limit=weight"),
        ("gaussian:0", "limit_s is 0.0"),
        ("gaussian:900", "ends at 900 s, but the question at 600 s; name one of them"),
    ],
)
def test_what_is_no_decay_is_refused(text, match):
    with pytest.raises(InputError, match=match):
        parse_decay(text, limit_s=600.0, limit_named=True)
