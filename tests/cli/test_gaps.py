"""`gongfu gaps`: each command on a zone, a table or both; text, JSON and file agree; errors."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, cli, main
from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.io.tables import read_zone, write_zone
from gongfu.measure.brackets import gini_bounds
from gongfu.measure.decomposition import dagum_null, gini_change, theil_decomposition
from gongfu.measure.inequality import gini
from gongfu.measure.inference import inference
from gongfu.measure.what_if_incomes import Levy, MinimumIncome, what_if_incomes
from gongfu.model.zone import Layer, Zone

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
HOUSEHOLDS, BRACKETS = EXAMPLES / "households.csv", EXAMPLES / "brackets.csv"
WAGES = ("--value", "wages", "--weight", "people")
YEARS = ("--value", "income", "--place", "village", "--time", "year")
SUMMED = ("--source", "wages", "--source", "farming", "--source", "transfers")
COMMANDS = {
    "index": (HOUSEHOLDS, *WAGES, "--strata", "area", "--psu", "village"),
    "lorenz": (HOUSEHOLDS, *WAGES),
    "decompose": (HOUSEHOLDS, *WAGES, "--by", "area"),
    "dagum": (HOUSEHOLDS, *WAGES, "--by", "area", "--null-draws", "19", "--pairs"),
    "sources": (HOUSEHOLDS, "--weight", "people", *SUMMED),
    "change": (HOUSEHOLDS, "--before", "income_2020", "--after", "income_2024", "--by", "area"),
    "brackets": (BRACKETS,),
    "sigma": (EXAMPLES / "panel.csv", *YEARS),
    "beta": (EXAMPLES / "panel.csv", *YEARS),
    "composite": (
        HOUSEHOLDS, "--design", EXAMPLES / "index.toml", "--place", "village", "--draws", "64",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    """Zhejiang's published figures, and four made-up households in two counties."""
    path = tmp_path_factory.mktemp("gaps") / "zone"
    homes = pd.DataFrame(
        {
            "place": ["330102", "330102", "331127", "331127"],
            "urban": [True, False, True, False],
            "members": [3.0, 2.0, 1.0, 4.0],
            "income_yuan": [60_000.0, 50_000.0, 40_000.0, 20_000.0],
        }
    )
    made = Zone(
        name=embedded.NAME,
        places=embedded.places(),
        figures=embedded.figures(),
        groups=embedded.groups(),
        incomes=homes,
        layers={"incomes": Layer("simulated", "a test"), "figures": Layer("published", "many")},
    )
    write_zone(made, path)
    return path


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `gongfu gaps ARGUMENTS`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "gaps", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture
def ask(run):
    """Run a command with --json; gives what it tells."""

    def call(*arguments):
        code, out, err = run(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return call


def test_every_command_is_tried_here():
    elsewhere = {"what-if", "gains", "register"}  # the last in tests/app/test_gaps_register
    assert {*COMMANDS} | elsewhere == set(cli.commands["gaps"].commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_in_text_json_and_a_file(run, tmp_path, command):
    code, out, err = run(command, *COMMANDS[command])
    assert (code, err) == (0, "")
    file = tmp_path / "a.csv"
    code, told, _ = run(command, *COMMANDS[command], "--json", "--out", file)
    assert code == 0
    told = json.loads(told)
    assert told["question"]["command"] == command
    for words in told["sentences"]:
        assert f"{words['en']}\n{words['zh']}\n" in out
    assert told["sentences"][0]["en"].startswith("Measured: ")
    assert len(pd.read_csv(file)) == told["n_rows"] == len(told["rows"])
    assert {row["standing"] for row in told["rows"]} == {"computed"}
    assert run(command, *COMMANDS[command])[1] == out


def test_figures_of_a_zone_are_those_of_the_library(ask, zone):
    places, figures = embedded.places(), embedded.figures()
    places = places[places["level"] == "county"]

    def figure(key, period):
        rows = figures.query("indicator == @key and period == @period and bound == '='")
        return rows.set_index("place")["value"].reindex(places.index)

    income, people = figure("disposable_income_per_head_yuan", "2024"), figure("residents", "2024")
    frame = pd.DataFrame({"income": income, "people": people, "city": places["parent"]})
    told = ask("index", zone, "--period", "2024")
    assert told["rows"][0]["value"] == pytest.approx(gini(income, people), abs=1e-14)
    assert "90 of 90 counties of Zhejiang" in told["sentences"][0]["en"]
    assert "No sampling interval applies" in told["sentences"][-1]["en"]

    told = ask("decompose", zone, "--period", "2024", "--by", "prefecture")
    knobs = {"value": "income", "weight": "people"}
    parts = theil_decomposition(frame, **knobs, levels=["city"])
    assert told["rows"][0]["value"] == pytest.approx(parts.parts[0], abs=1e-14)

    told = ask(
        "dagum", zone, "--period", "2024", "--by", "prefecture", "--null-draws", 99, "--seed", 5
    )
    null = dagum_null(frame, **knobs, group="city", rng=np.random.default_rng(5), n_draws=99)
    assert f"p = {null.p_value:.3f}" in told["sentences"][-1]["en"]
    assert told["rows"][0]["prefecture_name_en"] == "Hangzhou"

    frame["later"] = figure("disposable_income_per_head_yuan", "2025")
    told = ask("change", zone, "--before", "2024", "--after", "2025")
    found = gini_change(frame, before="income", after="later", weight="people")
    assert told["rows"][1]["value"] == pytest.approx(-found.progressivity, abs=1e-14)

    told = ask("index", zone, "--indicator", "gdp_yuan", "--period", "2024", "--index", "gini")
    gdp = figure("gdp_yuan", "2024")
    assert told["rows"][0]["value"] == pytest.approx(gini(gdp / people, people), abs=1e-14)
    assert "divided by residents" in told["sentences"][0]["en"]


def test_households_are_marked_simulated(run, ask, zone):
    told = ask("decompose", zone, "--incomes", "--by", "county", "--by", "urban",
               "--repeating", "urban")  # fmt: skip
    assert told["simulated"] == ["incomes"]
    assert {row["standing"] for row in told["rows"]} == {"simulated"}
    assert told["rows"][2]["value"] == pytest.approx(0.0, abs=1e-15)  # one household each
    told = ask("index", zone, "--incomes", "--index", "gini")
    # sum of p_i p_j |x_i - x_j| over pairs / mean, by hand: people 3, 2, 1, 4 of 10; mean 40,000
    by_hand = (6 * 10 + 3 * 20 + 12 * 40 + 2 * 10 + 8 * 30 + 4 * 20) / 100 / 40
    assert told["rows"][0]["value"] == pytest.approx(by_hand, abs=1e-15)
    assert "simulated: incomes" in run("index", zone, "--incomes")[1]


def test_intervals_of_a_sample(ask):
    frame = pd.read_csv(HOUSEHOLDS)
    told = ask("index", *COMMANDS["index"])
    found = inference(
        gini, frame["wages"], frame["people"], strata=frame["area"], psu=frame["village"]
    )
    row = told["rows"][0]
    assert (row["value"], row["low"], row["high"]) == (found.value, found.low, found.high)
    assert told["rows"][-1]["note"] == "no formula for its standard error"
    alone = ask("index", HOUSEHOLDS, "--value", "wages", "--sample", "--index", "gini")["rows"][0]
    assert alone["se"] == inference(gini, frame["wages"]).se


def test_zeros_are_told_and_never_dropped(ask, tmp_path):
    file = tmp_path / "zero.csv"
    file.write_text("value,group\n0,a\n1,a\n2,b\n3,b\n")
    rows = {r["index"]: r for r in ask("index", file, "--value", "value")["rows"]}
    assert rows["theil_t"]["value"] == pytest.approx(0.3749, abs=5e-5)
    assert rows["mean_log_deviation"]["value"] is None
    assert rows["mean_log_deviation"]["note"]
    told = ask("decompose", file, "--value", "value", "--by", "group")
    assert {row["index"] for row in told["rows"]} == {"theil_t"}
    assert "the value is 0 in 1 of the rows" in told["sentences"][-1]["en"]


def test_brackets_with_limits_and_without(ask, tmp_path):
    table = pd.read_csv(BRACKETS)
    bounds = gini_bounds(table)
    told = ask("brackets", BRACKETS)
    assert f"between {bounds.low:.4f} and {bounds.high:.4f}" in told["sentences"][1]["en"]
    assert [row["filled_by"] for row in told["summary"]][-1] == "Pareto tail"
    shares = [row["share_of_value"] for row in told["rows"]]
    assert shares == sorted(shares)
    file = tmp_path / "fifths.csv"
    file.write_text("人数,平均\n1,5\n1,11\n1,16\n1,23\n1,45\n")
    told = ask("brackets", file, "--people", "人数", "--mean", "平均")
    assert "between 0.3680 and 0.4" in told["sentences"][1]["en"]


def test_the_embedded_composite_index(ask, zone):
    told = ask("composite", zone, "--draws", 64)
    assert told["n_rows"] == 85
    assert [row["rank"] for row in told["rows"]] == sorted(row["rank"] for row in told["rows"])
    assert "illustrative" in told["sentences"][0]["en"]
    left = told["sentences"][2]
    assert "Shangcheng" in left["en"]
    assert "上城区(330102)" in left["zh"]
    assert "2024" in told["sentences"][0]["en"]  # the latest with the most places whole


def test_change_names_the_places_of_one_period_only(ask, run, zone, tmp_path):
    figures = embedded.figures()
    income = figures["indicator"] == "disposable_income_per_head_yuan"
    lost = income & (figures["period"] == "2025") & (figures["place"] == "331127")
    parts = {"places": embedded.places(), "groups": embedded.groups()}
    write_zone(Zone(name=embedded.NAME, figures=figures[~lost], **parts), tmp_path / "less")
    said = ask("change", tmp_path / "less", "--before", "2024", "--after", "2025")["sentences"][0]
    assert "two only: Jingning She Autonomous County (331127)." in said["en"]
    assert "景宁畲族自治县(331127)" in said["zh"]
    whole = ask("change", zone, "--before", "2024", "--after", "2025")["sentences"][0]
    assert "left out" not in whole["en"]

    county = figures["place"].isin(parts["places"].query("level == 'county'").index)
    first = figures[income & county & (figures["period"] == "2024")]["place"].min()
    kept = (figures["period"] == "2025") == (figures["place"] != first)
    figures = figures[kept | ~(income & county)]
    write_zone(Zone(name=embedded.NAME, figures=figures, **parts), tmp_path / "none")
    code, _, err = run("change", tmp_path / "none", "--before", "2024", "--after", "2025")
    assert code == EXIT_CODES[InputError]
    assert "of both 2024 and 2025: 1 have the first" in err


def test_dispersion_and_growth_by_hand(ask, run, zone):
    frame = pd.read_csv(EXAMPLES / "panel.csv").pivot(
        index="village", columns="year", values="income"
    )
    logs = np.log(frame)
    rows = ask("sigma", *COMMANDS["sigma"])["rows"]
    assert [row["sd_log"] for row in rows] == pytest.approx(list(logs.std(ddof=0)), abs=1e-12)
    growth = (logs[2024] - logs[2020]) / 4
    slope = np.polyfit(logs[2020], growth, 1)[0]
    told = ask("beta", *COMMANDS["beta"])
    assert told["summary"][1]["estimate"] == pytest.approx(slope, abs=1e-12)
    assert "Galton" in told["sentences"][2]["en"]

    code, _, err = run("sigma", zone)
    assert code == EXIT_CODES[InputError]
    assert "per registered head in 7 of 11 of 2015" in err
    assert "--since 2016" in err
    rows = ask("sigma", zone, "--since", "2016")["rows"]
    figures = embedded.figures().query("indicator == 'gdp_per_head_yuan' and period == '2016'")
    known = figures[figures["place"].str.len() == 4].drop_duplicates("place")["value"]
    assert len(known) == 11
    assert rows[0]["sd_log"] == pytest.approx(np.log(known).std(ddof=0), abs=1e-12)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "index"])
def test_each_answer_can_be_drawn(run, tmp_path, command):
    told = json.loads(run(command, *COMMANDS[command], "--json")[1])
    for language in ("en", "zh"):
        file = tmp_path / f"{language}.svg"
        assert run(command, *COMMANDS[command], "--plot", file, "--language", language)[0] == 0
        drawn = ElementTree.parse(file).getroot()
        title = drawn.find("{http://www.w3.org/2000/svg}title").text
        assert title == told["sentences"][1][language].rstrip(".。")
        assert drawn.attrib["lang"] == language
    page = tmp_path / "page.html"
    code, out, _ = run(command, *COMMANDS[command], "--plot", page, "--language", "zh")
    assert code == 0
    assert f"drew {page}" in out
    html = page.read_text(encoding="utf-8")
    for language in ("en", "zh"):
        assert (tmp_path / f"{language}.svg").read_text(encoding="utf-8") in html
    assert '<html lang="zh-CN">' in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


def test_a_picture_of_simulated_households_says_so(run, zone, tmp_path):
    file = tmp_path / "a.svg"
    assert run("lorenz", zone, "--incomes", "--plot", file)[0] == 0
    assert "Simulated, not measured" in file.read_text(encoding="utf-8")


def test_numbers_of_a_picture_are_those_of_the_answer(run, tmp_path):
    file = tmp_path / "a.svg"
    told = json.loads(run("sources", *COMMANDS["sources"], "--plot", file, "--json")[1])
    assert told["plot"] == str(file)
    shown = file.read_text(encoding="utf-8")
    for row in told["rows"]:
        assert f"{abs(row['value']):.4f}" in shown


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("index", "nowhere.csv", "--value", "x"), NotFoundError, "no zone and no file"),
        (("index", HOUSEHOLDS), InputError, "with --value; it has village, area"),
        (("index", HOUSEHOLDS, "--value", "pay"), InputError, "no column 'pay'; it has"),
        (("index", HOUSEHOLDS, *WAGES, "--period", "2024"), InputError, "are for zones"),
        (("index", HOUSEHOLDS, *WAGES, "--index", "ginni"), InputError, "known: gini, theil_t"),
        (("index", "ZONE", "--value", "x"), InputError, "columns of a table"),
        (("index", "ZONE", "--sample"), InputError, "no sampling interval applies"),
        (("index", "ZONE", "--period", "1949"), InputError, "periods with one: "),
        (("index", "ZONE", "--level", "street"), InputError, "no places of level 'street'"),
        (("index", "ZONE", "--incomes", "--period", "2024"), InputError, "leave --indicator"),
        (("decompose", "ZONE", "--by", "town"), InputError, "no column 'town'; it has value"),
        (
            ("decompose", HOUSEHOLDS, *WAGES, "--by", "area", "--repeating", "x"),
            InputError,
            "name it there too",
        ),
        (("sources", "ZONE", *SUMMED), InputError, "a column per source"),
        (("sources", HOUSEHOLDS, "--source", "wages"), InputError, "from 2 to 10"),
        (("sigma", HOUSEHOLDS), InputError, "--value, --place and --time"),
        (("beta", "ZONE", "--since", "16"), InputError, "is not a year"),
        (("beta", "ZONE", "--level", "county"), InputError, "must be known in 2 years or more"),
        (("brackets", HOUSEHOLDS), InputError, "no column 'mean'"),
        (("composite", HOUSEHOLDS), InputError, "--design FILE.toml"),
        (("composite", "ZONE", "--place", "name"), InputError, "a zone knows its places"),
        (("lorenz", HOUSEHOLDS, *WAGES, "--out", "a.doc"), InputError, "must end in"),
        (("lorenz", HOUSEHOLDS, *WAGES, "--out", "a.xlsx"), InputError, "opens .csv as it is"),
        (("lorenz", HOUSEHOLDS, *WAGES, "--plot", "a.png"), InputError, "end in .svg or .html"),
        (("lorenz", HOUSEHOLDS, *WAGES, "--plot", "no/a.svg"), InputError, "no folder 'no'"),
    ],
)
def test_errors_say_what_to_do(run, zone, arguments, error, words):
    code, out, err = run(*(zone if word == "ZONE" else word for word in arguments))
    assert code == EXIT_CODES[error]
    assert out == ""
    assert words in err


def test_an_empty_cell_is_named_by_its_row(run, tmp_path):
    file = tmp_path / "holes.csv"
    file.write_text("income,who\n5,a\n,b\n7,\n")
    assert "'income' is empty in row 3" in run("lorenz", file, "--value", "income")[2]
    file.write_text("income,who\n5,a\n6,b\n7,\n")
    assert "'who' is empty in row 4" in run("dagum", file, "--value", "income", "--by", "who")[2]


def test_a_policy_is_that_of_the_library(ask, run, zone):
    households = read_zone(zone).incomes
    frame = households.assign(rural=~households["urban"].astype(bool))
    told = ask("what-if", zone, "--minimum", "40000", "--levy", "--to", "country")

    found = what_if_incomes(frame, (MinimumIncome(40_000.0, to="rural"), Levy()))

    rows = {(row["index"], row["component"]): row for row in told["rows"]}
    assert rows["gini", "all"]["after"] == pytest.approx(found.gini_change.after, rel=1e-12)
    assert rows["gini", "all"]["before"] == pytest.approx(found.gini_change.before, rel=1e-12)
    assert len(told["rows"]) == len(found.indices) + len(found.parts)
    assert [row["policy"] for row in told["summary"]] == ["MinimumIncome", "Levy"]
    assert "live in households that gain" in told["sentences"][1]["en"]
    for arguments, words in (
        ((), "nothing is done"),
        (("--jobs", "5"), "jobs need a wage"),
        (("--transfer", "5", "--to", "moon"), "town, country"),
    ):
        code, out, err = run("what-if", zone, *arguments)
        assert (code, out) == (2, "")
        assert words in err


def test_households_stand_for_as_many_as_their_weight_says(ask, tmp_path):
    homes = pd.DataFrame(
        {
            "place": ["330102", "331127"],
            "urban": [True, False],
            "members": [3.0, 2.0],
            "income_yuan": [60_000.0, 20_000.0],
            "weight": [10.0, 500.0],
        }
    )
    layers = {"incomes": Layer("simulated", "a test")}
    write_zone(
        Zone(name=embedded.NAME, places=embedded.places(), incomes=homes, layers=layers),
        tmp_path / "zone",
    )
    told = ask("index", tmp_path / "zone", "--incomes", "--index", "gini")
    # 30 people with 60,000 and 1,000 with 20,000: share of people less share of income.
    assert told["rows"][0]["value"] == pytest.approx(1000 / 1030 - 20e6 / 21.8e6, rel=1e-12)
    assert "the 1,030 people they stand for" in told["sentences"][0]["en"]
