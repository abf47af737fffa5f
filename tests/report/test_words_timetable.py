"""Words for timetables: every problem and every kind of route has a name."""

from gongfu.io.gtfs_problems import SEVERITY
from gongfu.model.timetable import ROUTE_KINDS
from gongfu.report.words_timetable import PROBLEMS, TIMETABLE


def test_every_problem_has_a_name_in_both_languages():
    assert set(PROBLEMS) == set(SEVERITY)


def test_every_kind_of_route_has_a_name():
    assert {f"timetable_{kind}" for kind in ROUTE_KINDS} <= set(TIMETABLE)
