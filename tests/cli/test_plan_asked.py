"""`gongfu plan sites --asked`: who asked, what a weight does, and lists that tell too much."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.cli.main import EXIT_CODES, cli
from gongfu.errors import InputError
from tests import worlds
from tests.small_zone import write_small_zone

KIND = ("--kind", "clinic", "--minutes", "8.4")
ROWS = {  # at h5 (150 people), at h3 (400), and at the clinic's door
    "n_residents": [30, 3, 4],
    "category": "clinic",
    "standing": "computed",
}
AT = [(2_000, 1_000), (1_250, 0), (500, 250)]


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    return write_small_zone(tmp_path_factory.mktemp("small") / "zone")


def asked(path, **changes):
    frame = worlds.points(AT, ["five", "three", "door"], "id", **(ROWS | changes))
    frame.to_csv(path)
    return path


def run(*words):
    return CliRunner().invoke(cli, ["plan", "sites", *map(str, words), "-q"])


def told(*words):
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def english(answer):
    return " ".join(one["en"] for one in answer["sentences"])


def test_how_many_who_asked_are_reached(zone, tmp_path):
    file = asked(tmp_path / "asked.csv")
    answer = told(zone, *KIND, "-n", "1", "--asked", file)
    assert [row["site_id"] for row in answer["rows"]] == ["h3"]
    assert answer["rows"][0]["residents_asked"] == 3
    assert answer["rows"][0]["swap_id"] == "h5"
    total = answer["summary"][0]
    assert [total[f"asked{name}"] for name in ("", "_reached_before", "_reached_after",
                                               "_reached_at_most")] == [37, 4, 7, 34]  # fmt: skip
    assert (
        "Of 37 residents who asked for clinic (asked.csv), 4 are within reach now; new sites bring "
        "3 of the other 33 within reach, and no plan within the limits brings more than 30."
    ) in english(answer)
    assert (answer["question"]["asked"], answer["question"]["asked_weight"]) == ("asked.csv", 0)
    assert answer["simulated"] == ["facilities"]  # the clinic of the small zone
    plain = told(zone, *KIND, "-n", "1")
    assert [row["site_id"] for row in plain["rows"]] == ["h3"]
    assert "asked" not in english(plain)


def test_a_weight_is_said_and_priced(zone, tmp_path):
    """h5: 150 + 30 x 10 = 450; h3: 400 + 3 x 10 = 430."""
    file, page = asked(tmp_path / "asked.csv"), tmp_path / "plan.html"
    answer = told(zone, *KIND, "-n", "1", "--asked", file, "--asked-weight", "10", "--map", page)
    assert [row["site_id"] for row in answer["rows"]] == ["h5"]
    assert "swap_id" not in answer["rows"][0]
    total = answer["summary"][0]
    assert [total[name] for name in ("value", "bound", "gap", "status", "price", "asked_weight",
                                     "reached_after", "reached_at_most")] == [
        450, 450, 0, "optimal", 250, 10, 650, 900
    ]  # fmt: skip
    for words in (
        "each resident who asked and is out of reach now counts as 10 people more",
        "No other 1 of the 6 candidates are worth more, counted so: proved",
        "without it, as many sites bring 250 people more within reach",
    ):
        assert words in english(answer)
        assert words in page.read_text("utf-8")
    assert any("每位按多计10人计" in one["zh"] for one in answer["sentences"])


def test_an_invented_list_marks_the_plan(zone, tmp_path):
    file = asked(tmp_path / "asked.csv", standing="simulated")
    answer = told(zone, *KIND, "-n", "1", "--asked", file)
    assert answer["simulated"] == ["facilities", "list"]
    assert {row["standing"] for row in answer["rows"]} == {"simulated"}
    school = told(zone, "--kind", "school", "--minutes", "4", "-n", "1", "--asked", file)
    assert school["simulated"] == ["list"]  # the schools of the small zone are a list
    assert school["sentences"][0]["en"].startswith("Simulated: ")
    text = run(zone, "--kind", "school", "--minutes", "4", "-n", "1", "--asked", file).stdout
    assert "simulated: requests of residents" in text
    assert "模拟：居民诉求" in text


def test_who_asked_elsewhere_does_not_count(zone, tmp_path):
    file = asked(tmp_path / "asked.csv")
    answer = told(zone, *KIND, "-n", "1", "--asked", file, "--place", "90101")
    assert answer["summary"][0]["asked"] == 4
    assert "33 residents asked outside the place" in english(answer)
    assert "all who can be judged are within reach now" in english(answer)


def test_nobody_comes_near_who_asked(zone, tmp_path):
    frame = worlds.points([(2_000, 0)], ["far"], "id", n_residents=[9])
    frame.to_csv(tmp_path / "far.csv")
    answer = told(zone, *KIND, "-n", "2", "--asked", tmp_path / "far.csv")
    assert "no candidate that may open is within reach of the other 9" in english(answer)


@pytest.mark.parametrize(
    ("changes", "more", "words"),
    [
        (
            {"n_residents": [30, 3.5, 4]},
            (),
            "n_residents is no whole number for 1 of 3 ids, such as 3.5 of 'three'",
        ),
        ({"n_residents": [30, 5, float("inf")]}, (), "such as inf of 'door'; residents are"),
        ({"n_residents": [30, 2, 4]}, (), "is below 3 for 1 of 3 ids, such as 'three'"),
        ({"category": ["a", "a", "b"]}, (), "of 2 categories, such as 'a' and 'b'"),
        ({}, ("--by-places", "--asked-weight", "5"), "a weight is in people"),
        ({}, ("--asked-weight", "inf"), "must be 0 or more"),
    ],
)
def test_a_list_that_does_not_do_says_why(zone, tmp_path, changes, more, words):
    ran = run(zone, *KIND, "-n", "1", "--asked", asked(tmp_path / "a.csv", **changes), *more)
    assert isinstance(ran.exception, InputError)
    assert words in str(ran.exception)
    assert EXIT_CODES[InputError]


def test_a_list_without_counts_says_what_it_needs(zone, tmp_path):
    worlds.points(AT, ["x", "y", "z"], "id").to_csv(tmp_path / "a.csv")
    ran = run(zone, *KIND, "-n", "1", "--asked", tmp_path / "a.csv")
    assert "no columns for ['n_residents']" in str(ran.exception)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--asked-weight", "5"), "--asked-weight goes with --asked FILE"),
        (("--asked", "a.csv", "--add", "h4"), "no rule, no --capacity and no --add"),
        (("--asked", "a.csv", "--backup", "20"), "no rule, no --capacity and no --add"),
        (("--asked", "a.csv", "--kind", "school"), "one kind, no rule"),
    ],
)
def test_what_does_not_go_together(zone, options, words):
    ran = run(zone, *KIND, "-n", "1", *options)
    assert ran.exit_code == 2
    assert words in " ".join(ran.output.replace("│", " ").split())


def test_clusters_say_what_the_plan_asks(zone, tmp_path):
    """Without a ledger's own columns a list does as well: only lon, lat and n_residents count."""
    frame = pd.read_csv(asked(tmp_path / "a.csv"))[["lon", "lat", "n_residents"]]
    frame.to_csv(tmp_path / "bare.csv", index=False)
    bare = told(zone, *KIND, "-n", "1", "--asked", tmp_path / "bare.csv")
    assert "Of 37 residents who asked (bare.csv)" in english(bare)
