"""A line in a TOML file: what it says is kept, and every fault is told at once."""

import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.new_lines import clock_s, read_line
from gongfu.model.timetable_change import Line, NewStop

SOUND = """
name = "B1"
from = "07:00"
until = "25:30"
every_min = 7.5
[[stop]]
at = "a"
[[stop]]
name = "Hospital"
lon = 120
lat = 30.5
minutes = 4
"""


@pytest.fixture
def line_of(tmp_path):
    def read(text):
        (tmp_path / "line.toml").write_text(text, encoding="utf-8")
        return read_line(tmp_path / "line.toml")

    return read


def test_what_is_written_is_kept(line_of, repository):
    stops = ("a", NewStop("B1-stop-2", "Hospital", 120.0, 30.5))
    assert line_of(SOUND) == Line("B1", stops, (240.0,), 450.0, 25_200.0, 91_800.0)
    more = 'kind = "tram"\nboth_ways = false\ndwell_s = 20\n' + SOUND + 'id = "h"\n'
    found = line_of(more)
    assert (found.kind, found.both_ways, found.dwell_s) == ("tram", False, 20.0)
    assert found.stops[1].id == "h"
    shown = read_line(repository / "docs/howto/examples/new-line.toml")
    assert shown.stops[1] == "Clinic"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "B1"', "", "line.toml: no 'name'"),
        ("every_min", "every", "'every' is unknown; known: both_ways, dwell_s, every_min.*; no 'e"),
        ("[[stop]]\nat", "[stop]\nat", "not TOML"),
        ('at = "a"', "", r"\[\[stop\]\] 1: no lat, lon, name; give them of a new stop"),
        ('at = "a"', 'at = "a"\nlon = 3', r"\[\[stop\]\] 1: it has 'at', and so is there"),
        ('at = "a"', "at = 7", r"\[\[stop\]\] 1: at is no text"),
        ('at = "a"', 'at = "a"\nminutes = 3', "minutes' are from the stop before; leave them out"),
        ("minutes = 4", "", r"\[\[stop\]\] 2: no 'minutes' from the stop before"),
        ("minutes = 4", 'minutes = "4"', r"\[\[stop\]\] 2: minutes is no number"),
        ("lon = 120", "lon = true", r"\[\[stop\]\] 2: lon is no number"),
        ("every_min = 7.5", 'every_min = "7"', "every_min is '7'; write minutes such as 10"),
        ('"07:00"', "07:00:00", "from is datetime.time.* write a time of day such as '06:30'"),
        ('"07:00"', '"7 am"', "from is '7 am'; write a time of day"),
        ("from", "both_ways = 1\nfrom", "both_ways is 1; write true or false"),
        ("from", 'dwell_s = "x"\nfrom', "dwell_s is 'x'; write seconds"),
        ("minutes = 4", "minutes = 1e300", r"\[\[stop\]\] 2: minutes is no number, or out of all"),
        ("lon = 120", f"lon = {'9' * 400}", r"\[\[stop\]\] 2: lon is no number, or out of all"),
        ("from", "dwell_s = nan\nfrom", "dwell_s is nan; write seconds"),
        ('name = "B1"', 'name = " "', "name is ' '; write a text"),
        ("from", f"kind = {'[' * 3000}\nfrom", "nested too deep|not TOML"),
        ("from", "kind = 3\nfrom", "kind is 3; write a text such as 'bus'"),
    ],
)
def test_what_is_wrong_is_told(line_of, old, new, said):
    with pytest.raises(InputError, match=said):
        line_of(SOUND.replace(old, new, 1))


def test_one_table_for_all_stops_is_told(line_of):
    with pytest.raises(InputError, match=r"\[stop\] is one table; write \[\[stop\]\] for each"):
        line_of(SOUND.split("[[stop]]")[0] + '[stop]\nat = "a"\n')


def test_no_file_and_no_text(tmp_path):
    with pytest.raises(NotFoundError, match="give the path of a line in TOML"):
        read_line(tmp_path / "none.toml")
    (tmp_path / "line.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(InputError, match="it is not UTF-8 text at byte 8"):
        read_line(tmp_path / "line.toml")


def test_times_of_day():
    assert clock_s("06:30") == 23_400.0
    assert clock_s(" 25:00 ") == 90_000.0
    for text in ("6", "06:60", "a:00", "06:00:00", None, 6.5):
        assert clock_s(text) is None
