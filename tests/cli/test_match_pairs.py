"""`gongfu match counties` and `chains`: text, JSON, files, maps; errors."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InfeasibleError, InputError, NotFoundError
from gongfu.io import embedded

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
CHAIN = EXAMPLES / "chain-simulated"
QUICK = ("--draws", "0")


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu match ARGUMENTS`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "match", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def rows_of(run, *arguments):
    code, out, err = run("counties", *arguments, "--json")
    assert code == 0, err
    told = json.loads(out)
    return told, pd.DataFrame(told["rows"])


def test_every_county_is_served_and_every_record_is_there(run):
    told, rows = rows_of(run, *QUICK)
    proposed = rows[rows["proposed"]]
    assert set(proposed["mountain"]) == set(embedded.groups().query("group == 'mountain_26'").place)
    assert proposed["sea"].value_counts().max() <= 2
    record = embedded.pairings()
    kept = rows[rows["on_record"]]
    assert len(kept) == len(record) == 31
    assert sorted(zip(kept["mountain"], kept["sea"], strict=True)) == sorted(
        zip(record["mountain"], record["sea"], strict=True)
    )
    assert kept["since_year"].notna().sum() == 13
    assert (kept["status"] == "no_county").sum() == 1
    said = " ".join(words["zh"] for words in told["sentences"])
    for name in ("永嘉县、三门县、仙居县", "不等于未结对", "绍兴滨海新区", "已证明", "审定"):
        assert name in said


def test_partners_are_told_by_income_of_the_mountain_county(run):
    told, rows = rows_of(run, *QUICK)
    (said,) = [one["en"] for one in told["sentences"] if one["en"].startswith("Partners by income")]
    parts = re.findall(r"\((\d+) counties\): (\d+) proposed, (\d+) on record", said)
    counties, proposed, record = np.array(parts, int).T
    assert counties.tolist() == [9, 8, 9]
    assert (proposed.sum(), record.sum()) == (rows["proposed"].sum(), rows["on_record"].sum())
    figures = embedded.figures().query(
        "indicator == 'disposable_income_per_head_yuan' and period == '2024' and bound == '='"
    )
    income = figures.set_index("place")["value"]
    poorest = sorted(set(rows["mountain"]), key=lambda code: income[code])[:9]
    assert record[0] == rows[rows["on_record"]]["mountain"].isin(poorest).sum()


def test_all_recorded_pairs_can_be_kept_and_that_is_what_they_cost(run):
    _, free = rows_of(run, *QUICK)
    told, rows = rows_of(run, *QUICK, "--keep")
    assert (rows.loc[rows["status"].isin(["kept", "recorded"]), "proposed"]).all()
    assert set(rows.loc[rows["proposed"], "mountain"]) == set(free["mountain"])
    assert "would lower the sum of scores by 0.000" in " ".join(
        words["en"] for words in told["sentences"]
    )


def test_a_date_takes_the_list_and_the_record_of_then(run):
    _, rows = rows_of(run, *QUICK, "--at", "2026-02")
    left = {"330324", "330326", "330327", "330802", "330881", "331102"}
    assert not left & set(rows.loc[rows["proposed"], "mountain"])
    assert set(rows.loc[rows["status"] == "off_list", "mountain"]) <= left
    _, early = rows_of(run, *QUICK, "--at", "2021", "--group", "mountain_26")
    assert early["since_year"].max() <= 2021


def test_wishes_by_name_are_kept(run):
    wish = ("--must", "泰顺县=Yiwu City", "--never", "淳安=330106", "--weights", "near=1")
    _, rows = rows_of(run, *QUICK, *wish)
    pairs = set(rows.loc[rows["proposed"], ["mountain", "sea"]].itertuples(index=False, name=None))
    assert ("330329", "330782") in pairs
    assert ("330127", "330106") not in pairs
    mine = rows[rows["proposed"]]
    assert mine["score"].to_numpy() == pytest.approx(mine["near"].to_numpy())


def test_times_and_industries_come_from_tables(run, tmp_path):
    sea = embedded.places(levels=("county",)).index.drop(embedded.groups()["place"].unique())
    known = [(code, 60 + 10 * at) for at, code in enumerate(sea) if code != "330106"]
    lines = ["无此县,330106,5", "331125,330106,", *(f"331125,{c},{n}" for c, n in known)]
    (tmp_path / "times.csv").write_text("\n".join(["mountain,sea,minutes", *lines]), "utf-8")
    made_up = (EXAMPLES / "industries.csv").read_text("utf-8").replace("output", "value", 1)
    (tmp_path / "industries.csv").write_text(made_up, "utf-8")
    given = ("--times", tmp_path / "times.csv", "--industry", tmp_path / "industries.csv")
    told, rows = rows_of(run, *QUICK, *given)
    assert told["question"]["weights"]["complement"] == 1.0
    said = " ".join(words["en"] for words in told["sentences"])
    assert "2 rows of times.csv are left out" in said
    assert "rows 2, 3;" in said
    yunhe = rows[(rows["mountain"] == "331125") & rows["minutes"].notna()]
    assert len(yunhe)
    assert yunhe["complement"].notna().any()
    assert rows.loc[rows["sea"] == "330106", "minutes"].isna().all()
    other = rows[(rows["mountain"] != "331125") & rows["score"].notna()]
    assert other["near"].isna().all(), "no minutes are not known, and not far"
    assert other["unknown"].str.contains("near").all()


def test_single_counties_have_limits_of_their_own_and_proposals_a_start(run, tmp_path):
    _, before = rows_of(run, *QUICK)
    helped = before.loc[before["proposed"], "sea_name"].value_counts()
    full = str(helped.index[helped == 2][0])
    table = tmp_path / "limits.csv"
    rows = [f"{full},,0", "淳安县,3,", "义乌市,,", "无此县,1,1", "Suichang County,,1"]
    table.write_text("\n".join(["county,per_mountain,per_sea", *rows]), "utf-8")
    told, rows = rows_of(run, *QUICK, "--limits", table, "--further", "0", "--from", "2027-01")
    proposed = rows[rows["proposed"]]
    count = proposed.groupby("mountain_name")["sea"].size()
    assert count["淳安县"] == 3
    assert count.drop("淳安县").max() <= 2
    assert full not in set(proposed["sea_name"])
    assert set(proposed["valid_from"]) == {"2027-01"}
    assert rows.loc[~rows["proposed"], "valid_from"].isna().all()
    assert rows["since_year"].notna().sum() == 13, "the record keeps its own years"
    said = " ".join(words["en"] for words in told["sentences"])
    assert "1 mountain counties and 1 that can help" in said
    assert "3 rows of limits.csv limit nobody here" in said
    assert "rows 4, 5, 6." in said
    assert "from 2027-01 on" in said
    assert told["question"]["from"] == "2027-01"
    assert told["question"]["limits"] == "limits.csv"
    assert "valid_from" not in before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("county\n淳安县\n", "no column 'per_mountain' or 'per_sea'"),
        (
            "county,per_mountain\n淳安县,0\n",
            "per_mountain must be a whole number of at least 1; see row 2",
        ),
        ("county,per_sea\n义乌市,1.5\n", "per_sea must be a whole number of at least 0; see row 2"),
        ("county,per_sea\n义乌市,1\n330782,2\n", r"county twice; see 2 rows (2, 3)"),
        ("county,per_sea\n义乌市,many\n", "it must be a number"),
    ],
)
def test_faulty_limits_are_named(run, tmp_path, text, said):
    (tmp_path / "limits.csv").write_text(text, "utf-8")
    code, _, err = run("counties", *QUICK, "--limits", tmp_path / "limits.csv")
    assert code == EXIT_CODES[InputError]
    assert said in err


def test_long_draws_say_how_far_they_are_unless_told_to_be_quiet(run):
    code, _, err = run("counties", "--draws", "2")
    assert code == 0
    assert "drawing weights" in err
    assert run("counties", "--draws", "2", "-q")[2] == ""


def test_the_map_and_the_file_hold_the_same_pairs(run, tmp_path):
    files = [tmp_path / name for name in ("map.html", "map.svg", "pairs.csv")]
    for file in files[:2]:
        code, _, err = run("counties", *QUICK, "--map", file, "--out", files[2])
        assert code == 0, err
    page, picture = (file.read_text("utf-8") for file in files[:2])
    table = pd.read_csv(files[2], dtype={"mountain": str, "sea": str})
    drawn = table["status"].isin(["kept", "new", "recorded"]).sum()
    assert picture.count('class="arc ') == drawn + 3, "three lines of the key"
    assert page.count('class="arc ') == 2 * (drawn + 3)
    assert page.count("<tr class=") == len(table)
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "须经有关部门审定" in page
    again = tmp_path / "again.svg"
    run("counties", *QUICK, "--map", again)
    assert again.read_bytes() == files[1].read_bytes()


def test_draws_say_which_pairs_hold(run):
    told, rows = rows_of(run, "--draws", "5", "--seed", "3")
    assert rows.loc[rows["proposed"], "held_share"].between(0, 1).all()
    assert "5 sets of weights" in " ".join(words["en"] for words in told["sentences"])


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("--weights", "need=much"), InputError, "is no number"),
        (("--weights", "money=1"), InputError, "no part of the score is called 'money'"),
        (("--weights", "complement=1"), InputError, "--industry"),
        (("--must", "泰顺县"), InputError, "write MOUNTAIN=SEA"),
        (("--must", "无此县=鹿城区"), NotFoundError, "names no county"),
        (("--must", "鹿城区=泰顺县"), InputError, "鹿城区 is not on the list"),
        (("--never", "泰顺县=泰顺县"), InputError, "泰顺县 is not among those that can help"),
        (("--group", "hills"), NotFoundError, "'mountain_26'"),
        (("--at", "last year"), InputError, "write YYYY"),
        (("--at", "1999"), InputError, "nobody stands on the list"),
        (("--further", "-1"), InputError, "further"),
        (("--map", "pairs.png"), InputError, "must end in .svg or .html"),
        (("--keep", "--per-mountain", "1"), InfeasibleError, "more pairs that must be"),
        (("--keep", "--per-sea", "1"), InfeasibleError, "(上虞区) has more pairs that must be"),
        (("--at", "2026-13"), InputError, "write YYYY"),
        (("--from", "2026年"), InputError, "write YYYY"),
    ],
)
def test_faults_of_counties_are_told(run, arguments, error, said):
    code, _, err = run("counties", *QUICK, *arguments)
    assert code == EXIT_CODES[error], err
    assert said in err


def test_chains_of_a_list(run, tmp_path):
    out = tmp_path / "chains.csv"
    code, text, err = run("chains", CHAIN, "--out", out)
    assert code == 0, err
    rows = pd.read_csv(out)
    assert rows["units"].sum() == 11_000
    assert "proved" in text
    assert "已证明" in text
    told = json.loads(run("chains", CHAIN, "--json")[1])
    assert told["summary"][0]["units"] == 11_000
    assert told["question"]["stages"] == ["design", "make", "sell"]


def test_a_chain_that_loses_is_not_had(run, tmp_path):
    for file in CHAIN.iterdir():
        text = file.read_text("utf-8").replace(",180", ",18").replace(",170", ",17")
        (tmp_path / file.name).write_text(text, "utf-8")
    code, text, err = run("chains", tmp_path)
    assert code == 0, err
    assert "every one would lose" in text


def test_faults_of_chains_are_told(run, tmp_path):
    code, _, err = run("chains", tmp_path)
    assert code == EXIT_CODES[InputError]
    assert "no list 'places'" in err
    code, _, err = run("chains", CHAIN, "--stage", "design", "--stage", "sell")
    assert code == EXIT_CODES[InputError]
    assert "'make'" in err


def test_a_pair_without_a_starting_year_shows_a_dash(run):
    code, out, err = run("counties", *QUICK)
    assert code == 0, err
    assert "None" not in out
