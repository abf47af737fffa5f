"""`gongfu timetable what-if`: who is sooner there; text, JSON and files agree; what is refused."""

import json
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError, NotFoundError
from tests.bus_town import write_town

LINE = "docs/howto/examples/new-line.toml"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    write_town(folder)
    return folder


@pytest.fixture
def run(monkeypatch, capsys, town):
    """Ask about the clinic within 20 minutes on a day; gives exit code, output and errors."""

    def call(*arguments, day=("--date", "2024-01-08")):
        words = ["timetable", "what-if", town / "my-town", town / "bus.zip", *day, "-q"]
        asked = ["--kind", "clinic", "--minutes", "20", *arguments]
        monkeypatch.setattr(sys, "argv", ["gongfu", *map(str, [*words, *asked])])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def asked(run, *arguments):
    code, told, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(told)


def test_a_shorter_headway_in_text_json_and_a_file(run, tmp_path):
    # A bus every 20 minutes, a ride of six, there a minute before: 7, 8, … 26 minutes from North
    # Gate, of which the median is 16.  Every ten: 7, … 16, median 11; 150 people live there.
    code, out, err = run("--headway", "1=10min")
    assert (code, err) == (0, "")
    code, told, _ = run("--headway", "1=10min", "--json", "--out", tmp_path / "a.parquet")
    told = json.loads(told)
    for words in told["sentences"]:
        assert f"{words['en']}\n{words['zh']}\n" in out
    (row,) = told["rows"]
    assert (row["community_id"], row["change"], row["residents"]) == ("h5", "nearer", 150)
    assert (row["time_before_s"], row["time_s"], row["time_change_s"]) == (960, 660, -300)
    assert row["facility_before_name"] == row["facility_name"]
    assert told["question"]["command"] == "timetable what-if"
    assert told["question"]["mode"] == "transit"
    ride = told["question"]["ride"]
    assert (ride["day"], ride["feeds"]) == ("2024-01-08", ["bus"])
    said = [words["en"] for words in told["sentences"]]
    assert said[1].startswith("By public transport (bus), leaving at every minute between 08:00")
    assert said[2] == (
        "150 people who reach it before and after are there sooner, by 5.0 minutes on average."
    )
    # From the first bus of the day, at 7:00, until 9:20, when the last must be there: 14 of each
    # direction in place of 7.
    assert said[3].startswith(
        "1 (r1) leaves North Gate (n), Clinic (c) every 10 minutes in each direction from 07:00"
    )
    assert said[3].endswith("09:20: 28 trips instead of 14.")
    assert pd.read_parquet(tmp_path / "a.parquet")["time_s"].tolist() == [660.0]


def test_a_span_of_its_own(run):
    told = asked(run, "--headway", "r1 = 10 min, 06:30-07:30")
    assert told["rows"] == []
    said = [words["en"] for words in told["sentences"]]
    assert said[0] == "It changes nobody's time to a clinic by public transport within 20 minutes."
    assert "from 06:30 until 07:30: 12 trips instead of 4" in said[2]


def test_a_stop_or_a_route_less_loses_whom_it_served(run):
    for option, name in (("--drop-stop", "north gate"), ("--drop-route", "1")):
        told = asked(run, option, name)
        (row,) = told["rows"]
        assert (row["community_id"], row["change"], row["state"]) == ("h5", "lost", "out_of_reach")
        said = told["sentences"][2]["en"]
        assert ("19 trips of that day" if option == "--drop-stop" else "18 trips") in said
        summary = {row["who"]: row for row in told["summary"]}
        assert summary["lost"]["residents"] == 150
        assert summary["reached after"]["residents"] == summary["reached before"]["residents"] - 150
    said = asked(run, "--drop-stop", "Market")["sentences"][2]["en"]
    assert said.startswith("No vehicle stops any more at the 2 stops called Market; 18 trips of ")


def test_what_is_said_twice_is_done_once_or_refused(run, repository):
    once = asked(run, "--drop-stop", "n", "--drop-route", "1")["sentences"]
    twice = asked(
        run, "--drop-stop", "n", "--drop-stop", "North Gate", "--drop-route", "1",
        "--drop-route", "r1",
    )  # fmt: skip
    assert twice["sentences"] == once
    code, _, err = run("--add-line", repository / LINE, "--add-line", repository / LINE)
    assert code == EXIT_CODES[InputError]
    assert "the line 'B1' is added already; give each its own name" in err


def test_a_line_more_and_sums_by_place_and_group(run, repository):
    # From h4 every ten minutes, a ride of four: 5, … 14, median 9; on foot 1,250 s.
    file = repository / LINE
    told = asked(run, "--add-line", file, "--headway", "1=10min", "--minutes", "15")
    changes = {row["community_id"]: (row["change"], row["time_s"]) for row in told["rows"]}
    assert changes == {"h4": ("gained", 540.0), "h5": ("gained", 660.0)}
    places = asked(
        run, "--add-line", file, "--headway", "1=10min", "--minutes", "15", "--by", "places"
    )
    gained = {
        row["place"]: row["residents_gained"] for row in places["rows"] if row["area"] == "all"
    }
    assert gained == {"90": 200, "90101": 50, "90102": 150, "901011": 50, "901021": 150}
    groups = asked(
        run, "--add-line", file, "--headway", "1=10min", "--minutes", "15", "--by", "groups"
    )
    people = {(row["grouping"], row["group"]): row["people_gained"] for row in groups["rows"]}
    assert people["area", "rural"] == people["all", "all"] == 200
    assert people["residents", "children"] == 95
    assert (people["income_fifth", "2"], people["income_fifth", "4"]) == (50, 150)
    # A place alone.
    told = asked(run, "--add-line", file, "--place", "西县", "--minutes", "15")
    assert told["sentences"][0]["en"].startswith("In West County: 50 people come within 15")


def test_what_is_refused(run, repository, tmp_path):
    refused = {
        (): "nothing changes; say what with --add-line",
        ("--headway", "1=often"): "write ROUTE=10min, or ROUTE=10min,06:00-22:00",
        ("--headway", "1=10min,6-7"): "write ROUTE=10min",
        ("--headway", "1=0.1min"): "headway_s is 6; it must be seconds >= 10",
        ("--headway", "2=10min"): "2 (r2) has no trip from 06:00 to 09:20, while people travel",
        ("--headway", "2=10min,06:00-07:00"): "none of its 2 trips leaves",
        ("--headway", "1=10min,22:00-06:00"): "goes on past 24:00, as in 22:00-30:00",
        ("--headway", "1=10min,07:00-07:00"): "the span ends before it begins",
        ("--headway", "1=10min", "--headway", "r1=5min"): "1 (r1) has another headway at that",
        ("--headway", f"1={'9' * 300}min"): "at most a day",
        ("--minutes", "0", "--drop-route", "1"): "minutes is 0.0",
    }
    for arguments, words in refused.items():
        code, _, err = run(*arguments)
        assert (code, words in err) == (EXIT_CODES[InputError], True), err
    lost = {
        ("--drop-route", "17"): "the timetable has no route '17'; did you mean 'r1' (1)",
        ("--drop-stop", "Nort gate"): "no stop 'Nort gate'; did you mean 'n' (North Gate)",
        ("--add-line", tmp_path / "no.toml"): "give the path of a line in TOML",
    }
    for arguments, words in lost.items():
        code, _, err = run(*arguments)
        assert (code, words in err) == (EXIT_CODES[NotFoundError], True), err
    line = (repository / LINE).read_text(encoding="utf-8")
    (tmp_path / "sea.toml").write_text(line.replace("lon = 20.0", "lon = 21.0"))
    code, _, err = run("--add-line", tmp_path / "sea.toml")
    assert code == EXIT_CODES[InputError]
    assert "1 of 1 new stops would stand more than 1000 m from any street, such as 'B1-st" in err
    (tmp_path / "two.toml").write_text(line.replace('at = "Clinic"', 'at = "Market"'))
    code, _, err = run("--add-line", tmp_path / "two.toml")
    assert "2 stops are called 'Market': 'm1', 'm2'; name one by its id" in err
    code, _, err = run("--drop-route", "1", day=())
    assert code == 2
    assert "--date DAY" in err
