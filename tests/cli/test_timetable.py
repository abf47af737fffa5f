"""`gongfu timetable check`: text, JSON and files agree; errors end with their code."""

import json
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError
from tests.io.gtfs_maker import STOPS, T1, feed, folder, zipped


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu timetable check ARGUMENTS`; gives exit code, output and errors."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "timetable", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture
def poor(tmp_path):
    """A feed with two stops named twice, one trip of a route that is not there, and no agency."""
    trips = [
        {"route_id": route, "service_id": "w", "trip_id": name}
        for route, name in (("1", "t1"), ("9", "t2"))
    ]
    stops = [*STOPS, STOPS[0], STOPS[1]]
    return folder(tmp_path / "poor", feed(stops=stops, trips=trips, agency=None))


def test_a_sound_feed_is_told_in_both_languages(run, tmp_path):
    code, out, err = run(zipped(tmp_path / "made.zip", feed()), "--date", "2024-01-08")
    assert code == 0
    assert "made covers 2024-01-01 to 2024-01-31; its busiest day, 2024-01-01, has 1 trip." in out
    assert "It has 4 stops with calls, and routes: 1 bus." in out
    assert "On 2024-01-08, midnight to midnight: 1 trip under way, at 4 stops." in out
    assert "made涵盖2024-01-01至2024-01-31；行程最多的一天是2024-01-01，共1个行程。" in out
    assert "No problem was found.\n未发现问题。" in out
    assert "reading the timetable made" in err


def test_problems_are_counted_by_name_and_the_gravest_come_first(run, poor, tmp_path):
    out = tmp_path / "problems.csv"
    code, told, _ = run(poor, "--json", "--quiet", "--out", out)
    assert code == 0
    answer = json.loads(told)
    rows = answer["rows"]
    # the second stop named twice comes after the first of every other problem
    assert [(row["code"], row["row"]) for row in rows] == [
        ("missing_required_file", 0),
        ("duplicate_key", 6),
        ("foreign_key_violation", 3),
        ("duplicate_key", 7),
    ]
    assert answer["sentences"][-1]["en"] == (
        "Errors, at 4 rows or files: the same thing is there twice (2), a row names something "
        "that is not there (1), a file is missing (1)."
    )
    assert answer["question"]["feeds"] == ["poor"]
    summary = answer["summary"][0]
    assert (summary["first"], summary["monday"], summary["sunday"]) == ("2024-01-01", 1.0, None)
    assert pd.read_csv(out)["code"].tolist() == [row["code"] for row in rows]


def test_a_feed_that_cannot_be_used_ends_with_its_code(run, tmp_path):
    gone = folder(tmp_path / "f", feed(stop_times=T1[:1]))
    for arguments, said in (
        ((gone,), "f: nothing in it can be used as a timetable"),
        ((tmp_path / "no.zip",), "no.zip: there is no such file"),
        (
            (zipped(tmp_path / "made.zip", feed()), "--date", "2024-01-06"),
            "no trip runs on 2024-01-06: made covers 2024-01-01 to 2024-01-31",
        ),
    ):
        code, _, err = run(*arguments, "-q")
        assert code == EXIT_CODES[InputError]
        assert said in err
