"""`gongfu plan`: one good call of each command, one per class of error, text and JSON agree."""

import json
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, cli, main
from gongfu.errors import InfeasibleError, InputError, NotFoundError
from gongfu.io.tables import read_zone
from tests.small_zone import write_small_zone

KIND = ("--kind", "clinic", "--minutes", "8.4")
COMMANDS = {
    "sites": ("-n", "2", "--add", "h4"),
    "close": ("--share", "75"),
}
FAIR = {"front"}  # tried in test_plan_fair.py
LISTS_ONLY = {"budget", "queue", "industry"}  # tried in test_plan_lists.py


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


def test_every_command_is_tried_here():
    """`curve` is in test_plan_pictures.py."""
    assert set(COMMANDS) | {"size", "curve"} | FAIR | LISTS_ONLY == set(
        cli.commands["plan"].commands
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_in_text_json_and_a_file(run, zone, tmp_path, command):
    code, out, err = run(command, zone, *KIND, *COMMANDS[command])
    assert (code, err) == (0, "")
    assert "clinic" in out
    assert "卫生" in out or "诊所" in out

    file = tmp_path / "sites.csv"
    code, out, err = run(command, zone, *KIND, *COMMANDS[command], "--json", "--out", file)
    told = json.loads(out)
    assert (code, err) == (0, "")
    written = pd.read_csv(file)
    assert written["site_id"].tolist() == [row["site_id"] for row in told["rows"]]
    assert told["summary"][0]["status"] == "optimal"
    assert (written["standing"] != "").all()


def test_figures_and_hunch(run, zone):
    """h3 (400), h5 (150), h0 (100), h4 (50) are left out; a village reaches itself."""
    code, out, _ = run("sites", zone, *KIND, "-n", "2", "--add", "h4", "--json")
    told = json.loads(out)
    summary = told["summary"][0]
    assert code == 0
    assert [row["site_id"] for row in told["rows"]] == ["h3", "h5"]
    assert (summary["reached_before"], summary["reached_after"]) == (500, 1_050)
    # With h4 in the plan, h3 and h4: 450 instead of 550.
    assert "100 people fewer" in told["sentences"][-1]["en"]


def test_a_list_with_costs(run, zone, tmp_path):
    frame = pd.DataFrame(
        {"id": ["x", "y"], "lon": [20.0224, 20.0358], "lat": [60.0, 60.009], "cost_yuan": [9, 3]}
    )
    frame.to_csv(tmp_path / "list.csv", index=False)
    code, out, _ = run(
        "sites", zone, *KIND, "--budget", "5", "--candidates", tmp_path / "list.csv", "--json"
    )
    assert code == 0
    assert [row["site_id"] for row in json.loads(out)["rows"]] == ["y"]


@pytest.fixture
def with_places(tmp_path):
    """x serves 300 of the 400 people of h3, y has more places than the 150 of h5."""
    file = tmp_path / "places.csv"
    pd.DataFrame(
        {
            "id": ["x", "y"],
            "lon": [20.0224, 20.0358],
            "lat": [60.0, 60.009],
            "capacity_people": [300, 200],
        }
    ).to_csv(file, index=False)
    return file


@pytest.mark.filterwarnings("default:.*multiples of 100")
def test_places_under_chinese_headings(run, zone, with_places):
    asked = ("sites", zone, *KIND, "-n", "2", "--candidates", with_places, "--capacity", "--json")
    told = json.loads(run(*asked)[1])["rows"]
    ours = pd.read_csv(with_places)
    theirs = ours.set_axis(["编号", "经度", "纬度", "可服务人数(人)"], axis=1)
    theirs.to_csv(with_places, index=False)
    assert json.loads(run(*asked)[1])["rows"] == told
    ours["capacity_people"] /= 100
    ours.rename(columns={"capacity_people": "服务能力（百人）"}).to_csv(with_places, index=False)
    _, out, said = run(*asked)
    assert json.loads(out)["rows"] == told
    assert "multiples of 100" in said


def test_sites_that_take_only_so_many(run, zone, with_places):
    asked = ("sites", zone, *KIND, "-n", "2", "--candidates", with_places, "--capacity")
    code, out, _ = run(*asked, "--json")
    told = json.loads(out)
    assert code == 0
    assert [(row["site_id"], row["served"], row["load_share"]) for row in told["rows"]] == [
        ("x", 300, 1), ("y", 150, 0.75),
    ]  # fmt: skip
    assert [row["residents_within_reach"] for row in told["rows"]] == [400, 150]
    assert [row["lost_if_dropped"] for row in told["rows"]] == [300, 150]
    assert "swap_id" not in told["rows"][0]
    summary = told["summary"][0]
    assert (summary["reached_after"], summary["status"]) == (950, "optimal")
    english = " ".join(sentence["en"] for sentence in told["sentences"])
    assert "serve 450 people more" in english
    assert "are full: 1 of 2; together they all use 90.0% of their places" in english
    assert "100 people live within reach of a new site and find no place" in english
    chinese = " ".join(sentence["zh"] for sentence in told["sentences"])
    assert "2处新点中1处满员" in chinese
    assert "100人在新点可达范围之内" in chinese
    code, out, _ = run(*asked)
    assert code == 0
    assert "serve 450 people more" in out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--add", "y"), "no --add"),
        (("--backup", "20"), "one kind, no rule"),
        (("--map", "plan.html"), "serves a part of one"),
        (("--by-places",), "a capacity is of people"),
    ],
)
def test_what_does_not_go_with_capacities(run, zone, with_places, more, words):
    code, out, err = run(
        "sites", zone, *KIND, "-n", "1", "--candidates", with_places, "--capacity", *more
    )
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("sites", *KIND, "-n", "1", "--capacity"), InputError, "how many people each can serve"),
        (("sites", "-n", "2"), InputError, "one at a time"),
        (("sites", *KIND), InputError, "how many sites"),
        (("sites", *KIND, "--budget", "9"), InputError, "do not say what they cost"),
        (("sites", *KIND, "-n", "1", "--must", "zz"), NotFoundError, "no candidates"),
        (
            ("sites", *KIND, "-n", "1", "--must", "h0", "--never", "h0"),
            InputError,
            "'h0' stands in --must and in --never",
        ),
        (("close", *KIND, "--share", "10"), InputError, "above what is reached now"),
        (
            ("close", *KIND, "--share", "100", "--never", "h5"),
            InfeasibleError,
            "all allowed sites together cover 550 people",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(run, zone, arguments, error, words):
    code, out, err = run(arguments[0], zone, *arguments[1:])
    assert (code, out) == (EXIT_CODES[error], "")
    assert words in err


def test_places_for_the_people_within_reach(run, zone, tmp_path):
    """1,200 people, 500 of whom reach the clinic: 5 places at 10 for 1,000; 700 need 7."""
    code, out, _ = run("size", zone, *KIND, "--per-thousand", "10", "--json")
    told = json.loads(out)
    total = told["summary"][0]
    assert code == 0
    assert [row["places"] for row in told["rows"]] == [5]
    assert total["unserved_people"] + 500 == total["people"]
    assert total["unserved_need_places"] == pytest.approx(total["unserved_people"] / 100)

    # A planned site at the door of h3 (400), as the plan of sites finds it.
    communities = read_zone(zone).communities
    new = communities.loc[["h3"], ["lon", "lat"]].rename_axis("id").rename(index={"h3": "new"})
    new.to_csv(tmp_path / "new.csv")
    code, out, _ = run(
        "size", zone, *KIND, "--per-thousand", "10", "--sites", tmp_path / "new.csv", "--json"
    )
    rows = {row["facility_id"]: row for row in json.loads(out)["rows"]}
    assert rows["new"]["planned"]
    assert (rows["new"]["places"], rows["new"]["missing_places"]) == (4, 4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--per-thousand", "4"), "one at a time"),
        ((*KIND, "--per-thousand", "0"), "must be above 0"),
        ((*KIND, "--per-thousand", "4", "--of", "under_3"), "no column 'under_3'"),
    ],
)
def test_a_size_that_cannot_be_told_says_why(run, zone, arguments, words):
    code, out, err = run("size", zone, *arguments)
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert words in err
