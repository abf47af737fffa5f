"""`gongfu plan` under a rule, for several kinds, and between two aims, in the small zone."""

import json
import sys
from dataclasses import replace

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InfeasibleError, InputError, NotFoundError
from gongfu.io.tables import write_zone
from tests.small_zone import small_zone

# h3 (400), h5 (150), h0 (100) and h4 (50) are left out; a village reaches itself.
KIND = ("--kind", "clinic", "--minutes", "8.4")


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    """The small zone, whose western county has a group, and whose villages say who is old."""
    folder = tmp_path_factory.mktemp("fair") / "zone"
    whole = small_zone()
    groups = pd.DataFrame(
        [{"group": "west", "place": "90101", "since": "2000", "until": "", "source": "made up"}]
    )
    old = whole.communities.index.isin(["h4", "h5"])
    write_zone(
        replace(
            whole, groups=groups, communities=whole.communities.assign(old=old, size=[1, 2] * 3)
        ),
        folder,
    )
    return folder


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `gongfu plan ARGUMENTS -q`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "plan", *map(str, arguments), "-q"])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def told(run, *arguments):
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_group_of_the_zone_or_a_column_comes_first(run, zone):
    west = told(run, "sites", zone, *KIND, "-n", "1", "--first", "west")
    assert [row["site_id"] for row in west["rows"]] == ["h0"]  # 100; h4 has 50
    said = " ".join(sentence["en"] for sentence in west["sentences"])
    assert "“west” comes first: 100 people of the 150 people" in said
    assert "without it, as many sites bring 300 people more" in said  # h3 for h0
    assert "reaches more of them: proved" in said
    assert west["summary"][0]["price"] == 300
    old = told(run, "sites", zone, *KIND, "-n", "2", "--first", "old")
    assert {row["site_id"] for row in old["rows"]} == {"h4", "h5"}


def test_the_map_of_a_plan_under_a_rule_offers_no_swap(run, zone, tmp_path):
    for name, rule, offered in (("free", (), True), ("ruled", ("--backup", "20"), False)):
        file = tmp_path / f"{name}.html"
        assert run("sites", zone, *KIND, "-n", "1", *rule, "--map", file)[0] == 0
        assert ("If it cannot be built there" in file.read_text("utf-8")) is offered
    several = ("--kind", "pharmacy", "-n", "1", "--map", tmp_path / "both.svg")
    code, _, err = run("sites", zone, *KIND, *several)
    assert code != 0
    assert "--map draws one kind" in err


def test_nobody_beyond_a_longer_limit(run, zone):
    # Beyond 1,104 s are h4, which is 1,000 s from h0, and h5, far from everybody.
    both = told(run, "sites", zone, *KIND, "-n", "2", "--also-within", "18.4")
    assert {row["site_id"] for row in both["rows"]} == {"h0", "h5"}
    said = " ".join(sentence["en"] for sentence in both["sentences"])
    assert "200 people were beyond 18.4 minutes; all of them come within it" in said
    code, out, err = run("sites", zone, *KIND, "-n", "1", "--also-within", "18.4")
    assert (code, out) == (EXIT_CODES[InfeasibleError], "")
    assert "takes at least 2 sites, and the limit is 1" in err


def test_a_second_one_within_reach_counts_too(run, zone):
    # c1 is near h1 (200) and h2 (300).  At h1: 0.5 * 100 for h0 and 0.5 * 500; at h3 0.5 * 400.
    found = told(run, "sites", zone, *KIND, "-n", "1", "--backup", "50")
    assert found["summary"][0]["value"] == 0.5 * 500 + 300
    assert found["summary"][0]["price"] == 300
    assert (
        "500 people have two or more within reach, 0 people before" in (found["sentences"][1]["en"])
    )


def test_several_kinds_share_a_number_or_a_budget(run, zone, tmp_path):
    kinds = ("--kind", "clinic", "--kind", "school", "--minutes", "8.4")
    shared = told(run, "sites", zone, *kinds, "-n", "3")
    # 400 at h3 for each kind, then 150 at h5 for one.
    assert shared["summary"][0]["value"] == 950
    assert sum(row["sites"] for row in shared["summary"]) == len(shared["rows"]) == 3
    apart = told(run, "sites", zone, *kinds, "-n", "2", "--one-per-place")
    assert len({row["site_id"] for row in apart["rows"]}) == 2
    assert apart["summary"][0]["value"] == 400 + 150

    frame = pd.DataFrame(
        {"id": ["x", "y"], "lon": [20.0224, 20.0358], "lat": [60.0, 60.009], "cost_yuan": [9, 3]}
    )
    frame.to_csv(tmp_path / "list.csv", index=False)
    bought = told(
        run, "sites", zone, *kinds, "--budget", "6", "--candidates", tmp_path / "list.csv"
    )
    assert [row["site_id"] for row in bought["rows"]] == ["y", "y"]
    assert {row["kind"] for row in bought["rows"]} == {"clinic", "school"}


def test_a_front_from_most_people_to_the_farthest(run, zone, tmp_path):
    # One more clinic: at h3 900 people within 504 s and h4 1,250 s, h5 1,750 s away; at h5 650
    # and h4 1,250 s.
    file = tmp_path / "front.csv"
    found = told(run, "front", zone, *KIND, "-n", "1", "--farthest", "45", "--out", file)
    rows = found["rows"]
    assert [row["residents_reached"] for row in rows] == [900, 650]
    assert [row["worst_time_s"] for row in rows] == [1_750, 1_250]
    assert all(row["proved"] for row in rows)
    assert pd.read_csv(file)["site_ids"].tolist() == ["h3", "h5"]
    assert "2 plans with 1 new sites" in found["sentences"][0]["en"]
    code, out, _ = run("front", zone, *KIND, "-n", "1", "--farthest", "45")
    assert code == 0
    assert "worst minutes" in out
    assert "互不占优" in out


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("-n", "1", "--first", "east"), NotFoundError, "no group of the zone, which has 'west'"),
        (("-n", "1", "--first", "size"), InputError, "must be true or false"),
        (("-n", "1", "--first", "west", "--backup", "9"), InputError, "one rule at a time"),
        (("--budget", "9", "--first", "west"), InputError, "with a number of sites"),
        (("-n", "1", "--also-within", "5"), InputError, "it must be longer"),
        (("-n", "1", "--first", "west", "--add", "h1"), InputError, "--add goes with one kind"),
        (("-n", "1", "--one-per-place"), InputError, "goes with several kinds"),
        (("-n", "1", "--kind", "school", "--backup", "9"), InputError, "go with one kind"),
        (("-n", "1", "--kind", "school", "--must", "h1"), InputError, "are of one kind"),
        (("-n", "1", "--seed", "-1"), InputError, "x>=0"),
        (("-n", "1", "--backup", "nan"), InputError, "backup_weight must be 0 to 0.5"),
        (("-n", "9", "--backup", "9"), InputError, "n_sites is 9, but only 6 sites are allowed"),
    ],
)
def test_what_cannot_be_answered_says_why(run, zone, arguments, error, words):
    code, out, err = run("sites", zone, *KIND, *arguments)
    assert (code, out) == (EXIT_CODES[error], "")
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--farthest", "5"), "beyond the limit"), (("--must", "h1"), "takes every candidate")],
)
def test_a_front_that_cannot_be_told_says_why(run, zone, arguments, words):
    code, out, err = run("front", zone, *KIND, "-n", "1", *arguments)
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert words in err


def test_a_front_of_more_sites_than_there_are_counts_candidates(run, zone):
    code, _, err = run("front", zone, *KIND, "-n", "9")
    assert code == EXIT_CODES[InputError]
    assert "n_sites is 9, but only 6 sites are allowed" in err
