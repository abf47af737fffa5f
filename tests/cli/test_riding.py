"""Public transport at the command: text and JSON agree, and what does not fit is refused."""

import json
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError, NotFoundError
from tests.riding_world import bus
from tests.small_zone import write_small_zone

USAGE = 2


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    return write_small_zone(tmp_path_factory.mktemp("small") / "zone")


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return bus(tmp_path_factory.mktemp("bus") / "bus")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `gongfu ARGUMENTS -q`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", *map(str, arguments), "-q"])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def test_a_question_by_bus(run, zone, feed):
    asked = ("reach", "enough", zone, "--n", "2", "--minutes", "30", "--kind", "school")
    riding = ("--mode", "transit", "--timetable", feed, "--date", "2024-01-08")
    code, out, err = run(*asked, *riding)
    assert (code, err) == (0, "")
    assert "within 30 minutes by public transport" in out
    assert "leaving at every minute between 08:00 and 09:00 on 2024-01-08" in out
    assert "乘公共交通30分钟内" in out

    more = ("--depart", "08:20", "--window", "20", "--percentile", "100")
    walks = ("--transfers", "0", "--walk-max", "5")
    code, out, err = run(*asked, *riding, *more, *walks, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["question"]["ride"] == {
        "feeds": ["bus"],
        "day": "2024-01-08",
        "depart_s": 30_000.0,
        "window_s": 1_200.0,
        "percentile": 100.0,
        "max_transfers": 0,
        "max_walk_s": 300.0,
        "max_cycle_s": 0.0,
    }
    times = {row["community_id"]: row["time_s"] for row in told["rows"]}
    # The longest wait: 20 minutes of h1 at the stop, 25 of h2 with its walk, which is all the way
    # on foot to s2 and to s1 in 1,500 s.
    assert (times["h1"], times["h2"]) == (1_380.0, 1_500.0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mode", "transit"), "needs a timetable: --timetable FEED"),
        (("--mode", "transit", "--date", "2024-01-08"), "needs a timetable: --timetable FEED"),
        (("--mode", "transit", "--timetable", "FEED"), "bus covers 2024-01-01 to 2024-01-31"),
        (("--timetable", "FEED"), "--timetable: for public transport alone; add --mode transit"),
        (("--mode", "walk", "--walk-max", "5", "--date", "2024-01-08"), "--date, --walk-max: for"),
        (("--mode", "transit", "--timetable", "FEED", "--depart", "8"), "no time of day"),
        (("--mode", "transit", "--timetable", "FEED", "--depart", "08:60"), "minutes beyond 59"),
    ],
)
def test_options_that_do_not_fit_are_refused(run, zone, feed, options, said):
    given = [feed if option == "FEED" else option for option in options]
    code, out, err = run("reach", "nearest", zone, *given)
    assert (code, out) == (USAGE, "")
    assert said in " ".join(err.split())


def test_a_day_without_trips_is_an_error_of_input(run, zone, feed):
    riding = ("--mode", "transit", "--timetable", feed, "--date", "2025-01-08")
    code, out, err = run("reach", "nearest", zone, *riding)
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert "no trip runs on 2025-01-08: bus covers 2024-01-01 to 2024-01-31" in err


@pytest.mark.parametrize("command", ["areas", "what-if"])
def test_commands_that_know_streets_alone(run, zone, command):
    code, out, err = run("reach", command, zone, "--kind", "school", "--mode", "transit")
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert "not answered by public transport; the mode must be one of walk, cycle, drive" in err


def test_a_journey_in_text_json_and_a_file(run, zone, feed, tmp_path):
    asked = ("timetable", "journey", zone, feed, "--from", "h2", "--to", "东小学")
    asked += ("--date", "2024-01-08", "--depart", "08:01")
    out = tmp_path / "legs.csv"
    code, text, err = run(*asked, "--out", out)
    assert (code, err) == (0, "")
    assert "08:20: bus 1 towards East from West Gate; 1 stop; East Gate at 08:23." in text
    code, text, err = run(*asked, "--json", "--minutes", "30")
    assert (code, err) == (0, "")
    told = json.loads(text)
    assert told["question"]["limit_s"] == 1_800.0
    assert told["question"]["ride"]["depart_s"] == 28_860.0
    legs = pd.read_csv(out)
    assert legs["arrive_s"].tolist() == [leg["arrive_s"] for leg in told["rows"]]
    assert legs["by"].tolist() == ["walk", "bus", "walk"]


def test_the_times_of_a_window_in_text_json_and_a_file(run, zone, feed, tmp_path):
    asked = ("timetable", "times", zone, feed, "--kind", "school", "--date", "2024-01-08")
    asked += ("--minutes", "30", "--place", "西县")
    out = tmp_path / "times.parquet"
    code, text, err = run(*asked, "--out", out, "--limit", "1")
    assert (code, err) == (0, "")
    assert "In West County: Nobody reaches a school within 30 minutes sooner" in text
    code, text, err = run(*asked, "--json")
    assert (code, err) == (0, "")
    told = json.loads(text)
    assert told["question"]["mode"] == "transit"
    table = pd.read_parquet(out)
    assert table["time_p50_s"].tolist() == [row["time_p50_s"] for row in told["rows"]]
    assert set(table["community_id"]) == {"h0", "h1", "h2", "h4"}


def test_journeys_that_cannot_be_told(run, zone, feed):
    asked = ("timetable", "journey", zone, feed, "--date", "2024-01-08", "--from", "h2", "--to")
    code, out, err = run(*asked, "nowhere")
    assert (code, out) == (EXIT_CODES[NotFoundError], "")
    assert "no community or facility 'nowhere' in the zone" in err
    code, out, err = run(*asked, "30.2,120.1")
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert "write longitude first" in err
    code, out, err = run("timetable", "times", zone, feed)
    assert (code, out) == (USAGE, "")
    assert "say the day of the timetable: --date DAY" in err
