"""`gongfu plan … --map` and `gongfu plan curve`: files that are written, and errors before work."""

import json
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError
from tests.small_zone import write_small_zone

KIND = ("--kind", "clinic", "--minutes", "8.4")


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    return write_small_zone(tmp_path_factory.mktemp("small") / "zone")


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


@pytest.mark.parametrize("command", [("sites", "-n", "2"), ("close", "--share", "75")])
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_plan_is_drawn_in_the_language_asked_for(run, zone, tmp_path, command, ending):
    file = tmp_path / f"plan.{ending}"
    name, *options = command
    code, _, err = run(name, zone, *KIND, *options, "--map", file, "--language", "zh")
    text = file.read_text(encoding="utf-8")
    assert (code, err) == (0, "")
    assert "建设前" in text
    assert ("Before" in text) == (ending == "html")
    run(name, zone, *KIND, *options, "--map", file, "--language", "zh")
    assert file.read_text(encoding="utf-8") == text


def test_the_curve_says_what_each_number_of_sites_gains(run, zone, tmp_path):
    """h3 400, h5 150, h0 100, h4 50 are left out; a village reaches itself, so 400, 550, 650, 700.

    The line from (1, 400) to (4, 700) passes 500 at 2 and 600 at 3: both 50 below, the first
    wins.
    """
    plot, out = tmp_path / "curve.html", tmp_path / "curve.csv"
    code, told, err = run(
        "curve", zone, *KIND, "--up-to", "4", "--json", "--plot", plot, "--out", out
    )
    rows = json.loads(told)["rows"]
    assert (code, err) == (0, "")
    assert [row["n_sites"] for row in rows] == [1, 2, 3, 4]
    assert [row["residents_gained"] for row in rows] == [400, 550, 650, 700]
    assert [row["residents_gained_at_most"] for row in rows] == [400, 550, 650, 700]
    assert [row["share_after"] for row in rows] == pytest.approx(
        [0.75, 1050 / 1200, 1150 / 1200, 1]
    )
    assert [row["knee"] for row in rows] == [False, True, False, False]
    assert json.loads(told)["sentences"][0]["en"].startswith("Simulated: The first 2 new sites")
    assert "275 for each site; the next 2, up to 4 sites, bring 75" in told
    assert pd.read_csv(out)["standing"].eq("simulated").all()
    drawn = plot.read_text(encoding="utf-8")
    assert "Knee: 2 sites, 87.5%" in drawn
    assert "拐点：2处，87.5%" in drawn


def test_a_straight_curve_has_no_knee(run, zone, tmp_path):
    """By places, each site brings one village."""
    code, told, _ = run("curve", zone, *KIND, "--up-to", "4", "--by-places", "--json")
    assert code == 0
    assert not any(row["knee"] for row in json.loads(told)["rows"])
    assert "brings about as many" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sites", *KIND, "-n", "1", "--map", "plan.png"), "must end in .svg or .html"),
        (("sites", *KIND, "-n", "1", "--map", "nowhere/plan.html"), "no folder"),
        (("curve", *KIND, "--up-to", "3", "--plot", "curve.pdf"), "must end in .svg or .html"),
        (("curve", *KIND, "--up-to", "99"), "only 6 candidates are allowed"),
        (
            ("curve", *KIND, "--up-to", "2", "--must", "h3", "--must", "h5"),
            "it must be 3 or more",
        ),
        (("curve", "--up-to", "3"), "one at a time"),
    ],
)
def test_what_cannot_be_drawn_says_why(run, zone, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(arguments[0], zone, *arguments[1:])
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert words in err
    assert list(tmp_path.iterdir()) == []
