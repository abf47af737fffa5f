"""`gongfu plan` on lists of one's own: each command in text, JSON and a file; errors."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InfeasibleError, InputError, NotFoundError
from tests.io.book_world import write_book

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
LISTS = EXAMPLES / "budget"
COMMANDS = {
    "budget": (LISTS,),
    "budget by a rule": (LISTS, "--rule", "leximin"),
    "queue": ("--arrivals", "40", "--service", "45"),
    "queue of a day": (EXAMPLES / "holiday.csv", "--service", "45"),
    "industry": (EXAMPLES / "industries.csv", "--value", "output"),
    "industry partners": (EXAMPLES / "industries.csv", "--value", "output", "--list-partners"),
    "industry complexity": (
        *(EXAMPLES / "industries.csv", "--value", "output"),
        *("--complexity", "industries"),
    ),
}


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu plan ARGUMENTS`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "plan", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture
def ask(run):
    """Run a command with --json; gives what it tells."""

    def call(*arguments):
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture
def lists(tmp_path):
    """A copy of the example that a test may change."""
    return Path(shutil.copytree(LISTS, tmp_path / "lists"))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_answers_in_text_json_and_a_file(run, ask, tmp_path, name):
    words = (name.split()[0], *COMMANDS[name])
    file = tmp_path / "answer.csv"
    told = ask(*words, "--out", file)
    written = pd.read_csv(file)
    assert len(written) == told["n_rows"] == len(told["rows"])
    assert set(written["standing"]) == {"computed"}

    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert told["sentences"]
    for both in told["sentences"]:
        assert both["en"] in out
        assert both["zh"] in out


def test_the_programme_and_what_money_buys(ask):
    """By hand: d in 2027 (5 + 4) and e in 2026 (4) fill 150 + 72; 2 million stay in each of two."""
    told = ask("budget", LISTS)
    assert [(row["project"], row["start_year"]) for row in told["rows"]] == [
        ("nursery_e", 2026),
        ("nursery_d", 2027),
    ]
    assert [row["left_yuan"] for row in told["summary"]] == [2e6, 2e6, 0]
    said = [both["en"] for both in told["sentences"]]
    assert "222 childcare_places" in said[0]
    assert "proved" in said[1]
    assert said[2].startswith("1 million yuan more in 2026 buys 36 more")


def test_a_rule_of_fairness_shows_all_four(ask):
    told = ask("budget", LISTS, "--rule", "leximin")
    assert [row["rule"] for row in told["summary"]] == [
        "total", "leximin", "kolm_pollak", "proportional",
    ]  # fmt: skip
    assert sum(row["childcare_places"] for row in told["rows"]) == told["summary"][1]["total"]
    assert {row["county"] for row in told["rows"]} == {"hill", "island", "coast"}


def test_a_workbook_in_chinese_says_the_same(ask, tmp_path):
    """Money in 万元, sheets and headings in Chinese."""
    chinese = {
        "projects": ("项目", ("项目", "县", "最早开工年份", "最晚开工年份")),
        "costs": ("费用", ("项目", "开工后年数", "费用(万元)")),
        "effects": ("效果", ("项目", "指标", "效果")),
        "budget": ("预算", ("年份", "预算(万元)")),
        "needs": ("前置", ("项目", "前置项目")),
        "exclusions": ("互斥", ("组", "项目")),
    }
    sheets = {}
    for name, (sheet, headings) in chinese.items():
        frame = pd.read_csv(LISTS / f"{name}.csv")
        frame.columns = headings
        for heading in headings:
            if "万元" in heading:
                frame[heading] = frame[heading] / 10_000
        sheets[sheet] = [list(headings), *frame.astype(object).values.tolist()]
    book = write_book(tmp_path / "项目库.xlsx", sheets)
    told, english = ask("budget", book), ask("budget", LISTS)
    assert told["rows"] == english["rows"]
    assert told["sentences"] == english["sentences"]


def test_limits_that_are_just_met_and_projects_too_dear_are_named(ask, lists):
    (lists / "limits.csv").write_text(
        "county,of,low,high\nisland,childcare_places,40,\n,spend_yuan,,11000000\n"
    )
    with (lists / "projects.csv").open("a") as file:
        file.write("palace,coast,2026,2028\n")
    with (lists / "costs.csv").open("a") as file:
        file.write("palace,0,90000000\n")
    said = [both["en"] for both in ask("budget", lists)["sentences"]]
    assert any("island at least 40 childcare_places" in words for words in said)
    assert any("all together at most 11 million yuan" in words for words in said)
    assert any("no programme has them: palace" in words for words in said)


def spoil(lists, name, old, new):
    path = lists / f"{name}.csv"
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda at: (at / "costs.csv").unlink(), (), InputError, "no list 'costs'"),
        (lambda at: spoil(at, "budget", "budget_yuan", "sum"), (), InputError, "no column"),
        (lambda at: spoil(at, "costs", "4000000", ""), (), InputError, "is empty in row 2"),
        (lambda at: spoil(at, "costs", "4000000", "much"), (), InputError, "must be a number"),
        (lambda at: spoil(at, "effects", "nursery_a", "x"), (), InputError, "such as 'x'"),
        (lambda at: spoil(at, "budget", "2027", "2026"), (), InputError, "2026 stands twice"),
        (lambda at: None, ("--rule", "fair"), InputError, "no rule 'fair'"),
        (lambda at: None, ("--weight", "places=1"), InputError, "'places'"),
        (lambda at: None, ("--weight", "places=much"), InputError, "is no number"),
        (
            lambda at: (at / "residents.csv").unlink(),
            ("--rule", "total"),
            InputError,
            "needs a list residents",
        ),
        (
            lambda at: (at / "limits.csv").write_text(
                "county,of,low,high\nhill,childcare_places,100,\n"
            ),
            (),
            InfeasibleError,
            "hill: at least 100",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(run, lists, change, options, error, words):
    change(lists)
    code, out, err = run("budget", lists, *options)
    assert (code, out) == (EXIT_CODES[error], "")
    assert words in err


def test_a_path_that_is_nowhere(run, tmp_path):
    code, out, err = run("budget", tmp_path / "none.xlsx")
    assert (code, out) == (EXIT_CODES[NotFoundError], "")
    assert "no workbook and no folder" in err


def test_one_server_for_few_who_come(ask):
    """Erlang: with one server and load 1/2 half wait; 1 - exp(-1.5)/2 wait 30 minutes or less."""
    told = ask("queue", "--arrivals", "3", "--service", "10", "--wait", "30", "--share", "80")
    (row,) = told["rows"]
    assert row["servers"] == 1
    assert row["share_in_time"] == pytest.approx(1 - np.exp(-1.5) / 2)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (None, (), "say who comes"),
        ("hour,arrivals_per_h\n9,1\n", ("--arrivals", "4"), "one of the two"),
        ("hour,cars\n9,1\n", (), "no column 'arrivals_per_h'"),
        ("hour,arrivals_per_h\n9,\n10,3\n", (), "is empty in row 2"),
    ],
)
def test_a_queue_that_cannot_be_judged_says_why(run, tmp_path, text, options, words):
    hours = tmp_path / "hours.csv"
    if text is not None:
        hours.write_text(text)
    given = () if text is None else (hours,)
    code, out, err = run("queue", *given, "--service", "45", *options)
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert words in err


def test_industries_that_are_close(ask):
    """By hand from shares of shares: Yunhe lacks what it is offered, and each partner has it."""
    options = ("--value", "output", "--for", "Yunhe", "-n", "2")
    told = ask("industry", EXAMPLES / "industries.csv", *options)
    table = pd.read_csv(EXAMPLES / "industries.csv").pivot_table(
        index="county", columns="industry", values="output", fill_value=0
    )
    part = table.div(table.sum(axis=1), axis=0)
    has = part.div(table.sum() / table.to_numpy().sum()) >= 1
    for row in told["rows"]:
        assert not has.loc["Yunhe", row["industry"]]
        for partner in row["partners"].split("; "):
            assert has.loc[partner, row["industry"]]
    assert [row["rank"] for row in told["rows"]] == [1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("county,industry\na,b\n", "no column 'value'"),
        ("county,industry,value\na,,3\nb,c,4\n", "'industry' is empty in row 2"),
        ("county,industry,value\na,b,3\na,b,4\n", "more than one row"),
        ("county,industry,value\na,b,3\nb,c,4\n", "1 are not in the table"),
    ],
)
def test_a_table_of_industries_that_cannot_be_judged_says_why(run, tmp_path, text, words):
    file = tmp_path / "industries.csv"
    file.write_text(text)
    code, out, err = run("industry", file, "--for", "x")
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert words in err
