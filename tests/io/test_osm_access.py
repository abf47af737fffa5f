"""Who may use a way, by its tags: each rule of the table once, by what a map reader expects."""

import pytest

from gongfu.io.osm_access import (
    DECIDING,
    may_pass,
    parse_duration_s,
    parse_limit_km_h,
    street_table,
    way_use,
)
from gongfu.measure.streets import ACCESS_SPEED_M_S
from gongfu.model.network import CARRIED, GROUND, RAISED, STEPS
from gongfu.units import m_per_s

WALK, CYCLE = m_per_s(4.8), m_per_s(15.0)
BOTH, ALONG, AGAINST, NEITHER = (True, True), (True, False), (False, True), (False, False)


def goes(speeds):
    return tuple(speed > 0 for speed in speeds)


@pytest.mark.parametrize(
    ("tags", "walk", "cycle", "drive"),
    [
        # classes
        ("highway=residential", BOTH, BOTH, BOTH),
        ("highway=footway", BOTH, BOTH, NEITHER),
        ("highway=motorway", NEITHER, NEITHER, ALONG),
        ("highway=motorway_link", NEITHER, NEITHER, BOTH),
        ("highway=track", BOTH, BOTH, NEITHER),
        ("highway=steps", BOTH, NEITHER, NEITHER),
        ("highway=steps bicycle=yes motor_vehicle=yes", BOTH, NEITHER, NEITHER),
        ("man_made=pier", BOTH, BOTH, NEITHER),
        ("highway=raceway", NEITHER, NEITHER, NEITHER),
        ("highway=proposed proposed=residential", NEITHER, NEITHER, NEITHER),
        ("highway=residential construction=yes", NEITHER, NEITHER, NEITHER),
        ("highway=residential abandoned=no", BOTH, BOTH, BOTH),
        ("landuse=residential", NEITHER, NEITHER, NEITHER),
        # access: the mode's own tag goes before the general one
        ("highway=service access=private", NEITHER, NEITHER, NEITHER),
        ("highway=service service=private", NEITHER, NEITHER, NEITHER),
        ("highway=service access=private foot=yes", BOTH, NEITHER, NEITHER),
        ("highway=service access=no bicycle=designated", NEITHER, BOTH, NEITHER),
        ("highway=residential vehicle=no", BOTH, NEITHER, NEITHER),
        ("highway=residential motor_vehicle=no", BOTH, BOTH, NEITHER),
        ("highway=residential motor_vehicle=no motorcar=yes", BOTH, BOTH, BOTH),
        ("highway=residential motor_vehicle=destination", BOTH, BOTH, BOTH),
        ("highway=residential foot=no", NEITHER, BOTH, BOTH),
        ("highway=primary foot=use_sidepath bicycle=use_sidepath", NEITHER, NEITHER, BOTH),
        ("highway=footway access=yes", BOTH, BOTH, NEITHER),
        ("highway=footway motor_vehicle=yes", BOTH, BOTH, BOTH),
        ("highway=trunk motorroad=yes", NEITHER, NEITHER, BOTH),
        ("highway=trunk motorroad=yes foot=yes", BOTH, NEITHER, BOTH),
        ("highway=service service=emergency_access", BOTH, BOTH, NEITHER),
        # one-way streets: both manners of tagging, implied, and never for feet
        ("highway=residential oneway=yes", BOTH, ALONG, ALONG),
        ("highway=residential oneway=true", BOTH, ALONG, ALONG),
        ("highway=residential oneway=1", BOTH, ALONG, ALONG),
        ("highway=residential oneway=-1", BOTH, AGAINST, AGAINST),
        ("highway=residential oneway=reverse", BOTH, AGAINST, AGAINST),
        ("highway=residential oneway=no", BOTH, BOTH, BOTH),
        ("highway=motorway oneway=no", NEITHER, NEITHER, BOTH),
        ("highway=motorway oneway=-1", NEITHER, NEITHER, AGAINST),
        ("highway=tertiary junction=roundabout", BOTH, ALONG, ALONG),
        ("highway=tertiary junction=circular", BOTH, ALONG, ALONG),
        ("highway=tertiary junction=roundabout oneway=no", BOTH, BOTH, BOTH),
        ("highway=residential oneway=yes oneway:bicycle=no", BOTH, BOTH, ALONG),
        ("highway=residential oneway:bicycle=yes", BOTH, ALONG, BOTH),
        ("highway=residential oneway=yes oneway:bicycle=-1", BOTH, AGAINST, ALONG),
        ("highway=residential oneway=yes cycleway=opposite", BOTH, BOTH, ALONG),
        ("highway=residential oneway=yes cycleway:left=opposite_lane", BOTH, BOTH, ALONG),
        ("highway=residential oneway=yes cycleway:left:oneway=-1", BOTH, BOTH, ALONG),
        ("highway=residential oneway=yes cycleway=lane", BOTH, ALONG, ALONG),
        ("highway=residential oneway=yes oneway:motor_vehicle=no", BOTH, ALONG, BOTH),
        ("highway=footway oneway:foot=yes", ALONG, BOTH, NEITHER),
        ("highway=footway oneway:foot=-1", AGAINST, BOTH, NEITHER),
        ("highway=steps conveying=forward", ALONG, NEITHER, NEITHER),
        ("highway=steps conveying=backward", AGAINST, NEITHER, NEITHER),
        # areas: along the edge, not by car
        ("highway=pedestrian area=yes", BOTH, BOTH, NEITHER),
        ("highway=service area=yes oneway=yes", BOTH, BOTH, NEITHER),
        # ferries: as tagged
        ("route=ferry", BOTH, BOTH, NEITHER),
        ("route=ferry motor_vehicle=yes", BOTH, BOTH, BOTH),
        ("route=ferry foot=no motorcar=yes", NEITHER, BOTH, BOTH),
        ("route=ferry access=private", NEITHER, NEITHER, NEITHER),
        ("route=ferry oneway=yes", ALONG, ALONG, NEITHER),
    ],
)
def test_who_may_go_and_in_which_direction(tags, walk, cycle, drive):
    use = way_use(dict(pair.split("=", 1) for pair in tags.split()))

    assert (goes(use.walk), goes(use.cycle), goes(use.drive)) == (walk, cycle, drive)
    assert use.used == (walk + cycle + drive != NEITHER * 3)


@pytest.mark.parametrize(
    ("tags", "mode", "m_per_second"),
    [
        ({"highway": "residential"}, "walk", WALK),
        ({"highway": "steps"}, "walk", 0.6),
        ({"highway": "residential"}, "cycle", CYCLE),
        ({"highway": "footway"}, "cycle", WALK),
        ({"highway": "footway", "bicycle": "designated"}, "cycle", CYCLE),
        ({"highway": "residential", "bicycle": "dismount"}, "cycle", WALK),
        ({"route": "ferry"}, "walk", m_per_s(5.0)),
        # 0.8 of the lower of limit and class speed
        ({"highway": "residential"}, "drive", m_per_s(24.0)),
        ({"highway": "primary", "maxspeed": "40"}, "drive", m_per_s(32.0)),
        ({"highway": "residential", "maxspeed": "90"}, "drive", m_per_s(24.0)),
        ({"highway": "primary", "maxspeed": "none"}, "drive", m_per_s(48.0)),
        ({"highway": "primary", "maxspeed": "-20"}, "drive", m_per_s(48.0)),
        ({"highway": "footway", "motorcar": "yes"}, "drive", m_per_s(8.0)),
    ],
)
def test_how_fast(tags, mode, m_per_second):
    assert getattr(way_use(tags), mode) == pytest.approx((m_per_second, m_per_second))


def test_limits_by_direction_go_before_the_limit_of_both():
    tags = {"highway": "primary", "maxspeed": "50", "maxspeed:backward": "30"}

    assert way_use(tags).drive == pytest.approx((m_per_s(40.0), m_per_s(24.0)))


@pytest.mark.parametrize(
    ("text", "km_h"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("50kmh", 50.0),
        ("30 mph", 48.28),
        ("30mph", 48.28),
        ("10 knots", 18.52),
        ("walk", 5.0),
        ("CN:urban", 50.0),
        ("CN:rural", 70.0),
        ("FI:urban", 50.0),
        ("DE:zone30", 30.0),
        ("DE:zone:20", 20.0),
        ("50;30", 30.0),
        ("80|50", 50.0),
        ("60;none", 60.0),
        ("none", None),
        ("signals", None),
        ("DE:motorway_none", None),
        ("fast", None),
        ("", None),
        ("0", None),
        ("-50", None),
        ("999", None),
        ("NaN", None),
    ],
)
def test_speed_limits_as_people_write_them(text, km_h):
    assert parse_limit_km_h(text) == (pytest.approx(km_h, abs=0.01) if km_h else None)


@pytest.mark.parametrize(
    ("text", "duration_s"),
    [
        ("20", 1200.0),
        ("0:20", 1200.0),
        ("01:30", 5400.0),
        ("00:01:30", 90.0),
        ("PT20M", 1200.0),
        ("PT1H30M", 5400.0),
        ("P1DT1H", 90000.0),
        ("0", None),
        ("PT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_durations_as_people_write_them(text, duration_s):
    assert parse_duration_s(text) == duration_s


@pytest.mark.parametrize(
    ("tags", "passing"),
    [
        ("barrier=bollard", (True, True, False)),
        ("barrier=bollard motor_vehicle=yes", (True, True, True)),
        ("barrier=gate", (True, True, True)),
        ("barrier=gate access=private", (False, False, False)),
        ("barrier=gate access=private foot=yes", (True, False, False)),
        ("barrier=gate access=yes", (True, True, True)),
        ("barrier=stile", (True, False, False)),
        ("barrier=wall", (False, False, False)),
        ("barrier=kerb", (True, True, True)),
        ("barrier=something_new", (True, True, False)),
    ],
)
def test_who_passes_a_barrier(tags, passing):
    assert may_pass(dict(pair.split("=", 1) for pair in tags.split())) == passing


def test_every_tag_that_changes_a_decision_is_among_the_deciding():
    table = street_table()
    asked = {key for mode in ("walk", "cycle", "drive") for key in table.access[mode]} | table.gone

    assert asked <= DECIDING


def test_every_class_gives_its_reason_and_walking_is_the_one_pace():
    assert all(row["why"] for row in street_table().classes.values())
    assert way_use({"highway": "path"}).walk == (ACCESS_SPEED_M_S, ACCESS_SPEED_M_S)


@pytest.mark.parametrize(
    ("tags", "footing"),
    [
        ("highway=residential", GROUND),
        ("highway=residential bridge=no tunnel=no", GROUND),
        ("highway=service tunnel=building_passage", GROUND),
        ("highway=footway area=yes", GROUND),
        ("highway=footway bridge=yes", RAISED),
        ("highway=primary bridge=viaduct", RAISED),
        ("highway=footway tunnel=yes", RAISED),
        ("highway=footway location=underground", RAISED),
        ("highway=footway indoor=yes", RAISED),
        ("highway=corridor", RAISED),
        ("highway=elevator", RAISED),
        ("man_made=pier", RAISED),
        ("highway=steps", STEPS),
        ("highway=steps bridge=yes conveying=yes", STEPS),
        ("route=ferry", CARRIED),
    ],
)
def test_what_is_underfoot(tags, footing):
    tags = dict(pair.split("=") for pair in tags.split())
    assert way_use(tags).footing == footing
    assert way_use({key: tags[key] for key in tags if key in DECIDING}).footing == footing
