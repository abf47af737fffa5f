"""`gongfu match benefits|points` and `gongfu rules check`: text, JSON, files, letters; errors."""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError, NotFoundError
from tests.small_zone import small_zone, write_small_zone

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
PEOPLE, PLACES = EXAMPLES / "simulated-talents.csv", EXAMPLES / "simulated-talent-places.csv"
UNDER = ("--rules", "enclave_talents", "--date", "2025-06-01")
BENEFITS = ("match", "benefits", PEOPLE, *UNDER, "--places", PLACES, "--seed", "2025")


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu ARGUMENTS`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", *map(str, arguments)])
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


@pytest.mark.parametrize(
    "command", [BENEFITS, ("match", "points", PEOPLE, *UNDER), ("rules", "check", UNDER[1])]
)
def test_text_json_and_file_agree(run, ask, tmp_path, command):
    told = ask(*command, "--out", tmp_path / "out.csv")
    code, out, err = run(*command, "--limit", "3")
    assert (code, err) == (0, "")
    for sentence in told["sentences"]:
        assert sentence["en"] in out
        assert sentence["zh"] in out
    written = pd.read_csv(tmp_path / "out.csv", dtype=str)
    assert len(written) == told["n_rows"] == len(told["rows"])
    assert list(written.columns) == list(told["rows"][0])
    assert written["illustrative"].eq("True").all()


def test_every_row_and_the_words_say_that_rules_are_illustrative_and_people_simulated(ask):
    told = ask(*BENEFITS)
    words = " ".join(sentence["en"] for sentence in told["sentences"])
    assert "illustrative, not official" in words
    assert "list of people is simulated" in words
    assert {row["standing"] for row in told["rows"]} == {"simulated"}
    assert told["sentences"][-1]["zh"].endswith("须经人工复核确认后生效。")


def test_benefits_are_those_of_the_list(ask):
    told = ask(*BENEFITS)
    rows = pd.DataFrame(told["rows"]).set_index(["person", "benefit"])
    source = pd.read_csv(PEOPLE, dtype=str).drop_duplicates("编号", keep=False).set_index("编号")
    in_enclave = (
        source["在飞地工作"].eq("是")
        & pd.to_numeric(source["合同月数"], errors="coerce").ge(24)
        & pd.to_datetime(source["参保日期"]).le("2024-12-01")
    )
    known = pd.to_numeric(source["合同月数"], errors="coerce").notna()
    medical = rows.xs("medical", level="benefit")["status"].reindex(source.index)
    assert (medical[known] == "entitled").equals(in_enclave[known])
    # Of whom the term is not known, only somebody who fails another condition is not entitled.
    assert medical[~known].isin(["unknown", "not_entitled"]).all()
    assert set(rows.xs("rent", level="benefit")["unit"]) == {"yuan a month"}
    summary = pd.DataFrame(told["summary"])
    taken = rows["status"].isin(["placed", "carried_over"]).groupby("benefit").sum()
    used = (summary["own"] + summary["received"]).groupby(summary["benefit"]).sum()
    assert taken[used.index].tolist() == used.tolist()


def test_faults_of_the_list_are_counted_and_written(ask, tmp_path):
    told = ask(*BENEFITS, "--faults", tmp_path / "faults.csv")
    faults = pd.read_csv(tmp_path / "faults.csv", dtype=str)
    question = told["question"]
    assert question["n_left_out"] + question["n_cells_unknown"] == len(faults) == 3
    assert faults["needed"].notna().all()
    source = pd.read_csv(PEOPLE, dtype=str)
    assert told["n_rows"] == 4 * (len(source) - question["n_left_out"])


@pytest.mark.parametrize("ending", [".txt", ".html"])
@pytest.mark.parametrize("kind", ["benefits", "points"])
def test_letters_in_both_languages(ask, tmp_path, ending, kind):
    path = tmp_path / f"letters{ending}"
    command = BENEFITS if kind == "benefits" else ("match", "points", PEOPLE, *UNDER)
    ask(*command, "--letters", path, "--person", "S001", "--person", "S008")
    text = path.read_text(encoding="utf-8")
    assert text.count("的申请人") == text.count("To the applicant") == 2
    assert "编号S008的申请人" in text
    assert text.count("须经经办人员复核确认后生效") == 2
    assert text.count("示例,不具效力".replace(",", "\uff0c")) == 2
    assert ("<article>" in text) == (ending == ".html")
    ask(*command, "--letters", tmp_path / f"again{ending}", "--person", "S001", "--person", "S008")
    assert (tmp_path / f"again{ending}").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("command", [BENEFITS, ("match", "points", PEOPLE, *UNDER)])
def test_each_language_of_a_letter_has_its_own_words(ask, tmp_path, command):
    """In Chinese nothing but ids of people is of Latin letters, and in English nothing Chinese."""
    ask(*command, "--letters", tmp_path / "letters.txt")
    both = (tmp_path / "letters.txt").read_text("utf-8").split("-" * 40)
    halves = [letter.strip().split("\n\n") for letter in both if letter.strip()]
    assert "doctorate" in str(halves)
    assert "博士" in str(halves)
    for chinese, english in halves:
        assert not re.search("[一-鿿]", english), english
        assert not re.search("[A-Za-z]", re.sub(r"S\d+", "", chinese)), chinese


def test_a_letter_adds_up_and_says_that_the_list_is_simulated(ask, tmp_path):
    page = tmp_path / "letters.txt"
    rules = EXAMPLES / "school-points.toml"
    people = EXAMPLES / "simulated-families.csv"
    ask("match", "points", people, "--rules", rules, "--date", "2025-06-01", "--letters", page)
    letters = page.read_text("utf-8").split("-" * 40)
    # F2: 40 and 30 points under a cap of 60; F3: one breach takes off 10, and none are below 0.
    assert "与本县的联系合计：计60分(合计最高60分)。" in letters[1]
    assert "Ties to the county, together: 60 (60 at most)." in letters[1]
    assert "together" not in letters[0]
    assert "失信：扣10分(最多扣50分)。" in letters[2]
    assert "Breaches: 10 taken off, 50 at most." in letters[2]
    assert all("模拟：示例中的人员为虚构。" in one for one in letters[:5])
    mine = tmp_path / "mine.csv"
    mine.write_text("person,insured_months,housing,breaches\nF1,30,rented,0\n", "utf-8")
    ask("match", "points", mine, "--rules", rules, "--date", "2025-06-01", "--letters", page)
    assert "模拟" not in page.read_text("utf-8")


def test_only_the_highest_of_a_group_counts_and_the_letter_says_so(ask, tmp_path):
    page = tmp_path / "letters.txt"
    ask(*BENEFITS, "--letters", page, "--person", "S001")
    assert "学历或职称(取高)合计：计50分(只取最高一项)。" in page.read_text("utf-8")


def test_a_name_that_is_markup_stays_a_name(ask, tmp_path):
    source = PEOPLE.read_text(encoding="utf-8").replace("S001,", "<b>S001</b>,")
    people = tmp_path / "people.csv"
    people.write_text(source, encoding="utf-8")
    page = tmp_path / "letters.html"
    ask("match", "points", people, *UNDER, "--letters", page, "--person", "<b>S001</b>")
    assert "&lt;b&gt;S001&lt;/b&gt;" in page.read_text(encoding="utf-8")
    assert "<b>" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("match", "points", PEOPLE, "--rules", "none", "--date", "2025-06-01"), NotFoundError,
         "no rules 'none'"),
        (("match", "points", PEOPLE, "--rules", UNDER[1], "--date", "2022-06-01"), InputError,
         "in force from 2023-01-01"),
        (("match", "benefits", PEOPLE, *UNDER), InputError, "no places for 'school'"),
        ((*BENEFITS, "--letters", "x.pdf"), InputError, "letters are written as .txt or .html"),
        ((*BENEFITS, "--person", "nobody"), InputError, "no person 'nobody' on the list"),
        (("match", "benefits", PEOPLE, "--rules", "ningbo_points_2022", "--date", "2025-06-01"),
         InputError, "no column 'skill' (or '职业技能'), "),
    ],
)  # fmt: skip
def test_errors_say_what_to_do(run, arguments, error, words):
    code, out, err = run(*arguments)
    assert (code, out) == (EXIT_CODES[error], "")
    assert words in err


def test_all_faults_of_rules_are_told(run, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('[rules]\nkey = 1\ncolour = "red"\n', encoding="utf-8")
    code, out, err = run("rules", "check", path)
    assert (code, out) == (EXIT_CODES[InputError], "")
    assert all(words in err for words in ("3 faults", "'colour' is unknown", "no 'title'"))


def _fair(told):
    kinds = ("are entitled to something (", "have a place, ", "not shown,", "in no group")
    return [one["en"] for one in told["sentences"] if any(kind in one["en"] for kind in kinds)]


def test_who_is_entitled_and_who_has_a_place_is_told_by_county(ask):
    told = ask(*BENEFITS)
    said = _fair(told)
    rows = pd.DataFrame(told["rows"])
    yes = rows["status"].isin(["entitled", "placed", "carried_over", "waiting"])
    sure = (
        yes.groupby(rows["person"]).any()
        | ~(rows["status"] == "unknown").groupby(rows["person"]).any()
    )
    one = rows[rows["person"].isin(sure.index[sure])].assign(yes=yes)
    each = one.groupby(["county", "person"])["yes"].any().groupby("county").agg(["sum", "size"])
    for county, (n_yes, n) in each.iterrows():
        assert any(one.startswith(f"{county}: {n_yes} of {n} are entitled") for one in said)
    assert said[-1].endswith(f"in no group: {(~sure).sum()}.")
    school = rows[rows["benefit"] == "school"]
    has = school[school["status"].isin(["placed", "carried_over"])].groupby("county").size()
    for county, n in has.items():
        asks = n + ((school["county"] == county) & (school["status"] == "waiting")).sum()
        begins = f"{county}: {n} of {asks} who are entitled to it have a place, “School place"
        assert any(one.startswith(begins) for one in said)


def test_small_counts_of_real_people_are_not_told_nor_what_gives_them_away(ask, tmp_path):
    people = pd.read_csv(PEOPLE, dtype=str).drop(columns="数据性质")
    people.assign(城乡=["城镇", *["农村"] * 24]).to_csv(tmp_path / "people.csv", index=False)
    said = _fair(ask("match", "benefits", tmp_path / "people.csv", *BENEFITS[3:]))
    assert [one for one in said if "县" in one] == [
        f"{county}: not shown, since counts are small or would give small ones away."
        for county in ("丙县", "乙县", "甲县")
    ]
    assert [one.split(":")[0] for one in said[:2]] == ["In the country", "In town"]
    assert all("not shown" in one for one in said[:2])


def test_counties_of_a_zone_lie_in_thirds(ask, run, tmp_path):
    write_small_zone(tmp_path / "zone")
    names = {"甲县": "西县", "乙县": "东县", "丙县": "东县"}
    people = pd.read_csv(PEOPLE, dtype=str).replace({"派出地": names})
    people.to_csv(tmp_path / "people.csv", index=False)
    rules = ("match", "benefits", tmp_path / "people.csv", "--rules", tmp_path / "rules.toml",
             "--date", "2025-06-01")  # fmt: skip
    text = (EXAMPLES.parents[2] / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    (tmp_path / "rules.toml").write_text(text.replace("limited = true", "limited = false"), "utf-8")
    before, after = (_fair(ask(*rules, *zone)) for zone in ((), ("--zone", tmp_path / "zone")))
    assert [one.split(": ")[1] for one in after] == [
        one.split(": ")[1] for one in [*before[1:2], *before[:1], *before[2:]]
    ]
    assert after[0].startswith("From the third of counties with the lowest incomes: 10 of 15")
    write_small_zone(tmp_path / "bare", figures=small_zone().figures.iloc[:0])
    code, _, err = run(*rules, "--zone", tmp_path / "bare")
    assert (code, "no published 'disposable_income_per_head_yuan'" in err) == (2, True)
    people.drop(columns="派出地").to_csv(tmp_path / "people.csv", index=False)
    code, _, err = run(*rules, "--zone", tmp_path / "zone")
    assert (code, "has no column 'county'" in err) == (2, True)


def test_a_column_that_is_a_fact_of_the_rules_is_no_group_and_many_groups_are_counted(
    ask, tmp_path
):
    people = pd.DataFrame(
        {"person": [f"p{k}" for k in range(40)], "area": [30.0 + k for k in range(40)],
         "county": [f"county {k}" for k in range(40)], "standing": "simulated"}
    )  # fmt: skip
    people.to_csv(tmp_path / "people.csv", index=False)
    rules = """
[rules]
key = "flats"
title = { en = "Flats", zh = "住房" }
source = "illustrative"
illustrative = true
from = 2020-01-01
[[facts]]
name = "area"
kind = "number"
decimals = 1
unit = "m2"
title = { en = "floor area", zh = "面积" }
[[benefits]]
name = "help"
title = { en = "Help", zh = "补助" }
when = { fact = "area", below = 50 }
authority = { en = "county", zh = "县" }
citation = "illustrative"
"""
    (tmp_path / "rules.toml").write_text(rules, "utf-8")
    said = ask("match", "benefits", tmp_path / "people.csv", "--rules", tmp_path / "rules.toml",
               "--date", "2025-06-01")["sentences"]  # fmt: skip
    told = [one["en"] for one in said]
    assert (
        "Counties (--zone puts them in thirds by income): 40, too many to tell one by one." in told
    )
    assert not any("are entitled to something (" in one for one in told)
