"""Lists of workers and jobs on the command line: rows, reasons, files, and what cannot be read."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.app.employing import Way, jobs, terms_of
from gongfu.cli.main import cli
from gongfu.errors import InputError
from gongfu.model.zone import Layer
from tests.small_zone import small_zone, write_small_zone


@pytest.fixture
def lists(repository, tmp_path):
    """A copy of the example lists, to be changed."""
    return shutil.copytree(
        repository / "docs/howto/examples/workshop-jobs-simulated", tmp_path / "lists"
    )


def ask(lists, *words):
    ran = CliRunner().invoke(cli, ["match", "jobs", str(lists), *words], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran


def told(lists, *words):
    return json.loads(ask(lists, *words, "--json").stdout)


def test_every_worker_has_a_row_with_a_reason_in_both_languages(lists):
    answer = told(lists)
    rows = {row["worker"]: row for row in answer["rows"]}
    assert list(rows) == [f"w{k:02}" for k in range(1, 12)]
    assert all(row["reason_en"] and row["reason_zh"] for row in answer["rows"])
    assert {row["standing"] for row in answer["rows"]} == {"simulated"}
    assert answer["simulated"] == ["workers", "jobs"]
    assert rows["w05"]["job"] == "j3"
    assert rows["w07"]["reason_en"].endswith("besides")
    assert "not known" in rows["w10"]["reason_en"]
    # 48 weeks of 20 hours at 18 yuan.
    assert rows["w01"]["gained_yuan"] == 48 * 20 * 18
    assert sum(row["taken"] for row in answer["summary"]) == 6
    assert "审核" in answer["sentences"][-1]["zh"]


@pytest.mark.parametrize("rule", ["need", "welfare", "stable"])
def test_posts_are_not_given_twice_and_ways_are_short_enough(lists, rule):
    answer = told(lists, "--rule", rule, "--minutes", "30")
    assert all(row["taken"] <= row["posts"] for row in answer["summary"])
    assert all(row["minutes"] is None or row["minutes"] <= 30 for row in answer["rows"])
    assert answer["question"]["limit_s"] == 1800
    assert [row["job"] for row in answer["rows"] if row["worker"] == "w03"] == [None]


def test_what_villages_gain_and_what_did_not_count_go_into_files(lists, tmp_path):
    files = tmp_path / "villages.csv", tmp_path / "faults.csv", tmp_path / "all.csv"
    ask(lists, "--villages", str(files[0]), "--faults", str(files[1]), "--out", str(files[2]))
    villages, faults, rows = map(pd.read_csv, files)
    gained = rows.groupby("village")["gained_yuan"].sum()
    assert villages.set_index("village")["gained_yuan"].to_dict() == gained.to_dict()
    assert set(villages["standing"]) == {"simulated"}
    assert faults["fault"].tolist() == ["hours"]
    assert "correct" in faults["words_en"].iloc[0]


def test_without_travel_times_it_says_so(lists):
    (lists / "travel.csv").unlink()
    assert any("No travel times" in words["en"] for words in told(lists)["sentences"])


def test_real_lists_are_computed(lists):
    for name in ("workers", "jobs"):
        frame = pd.read_csv(lists / f"{name}.csv").drop(columns="standing")
        frame.to_csv(lists / f"{name}.csv", index=False)
    answer = told(lists)
    assert answer["simulated"] == []
    assert {row["standing"] for row in answer["rows"]} == {"computed"}


def test_chinese_headings_are_understood(lists):
    same = told(lists)
    headings = {
        "workers": {"worker": "人员编号", "hours": "每周可用工时", "skills": "技能",
                    "income_yuan": "年收入(元)", "outside_yuan": "现有零工收入(元)",
                    "village": "村", "standing": "性质", "current": "现岗位", "wishes": "意愿",
                    "age": "年龄", "cares": "需照料家人", "busy_months": "农忙月份"},
        "jobs": {"job": "岗位编号", "workshop": "共富工坊", "skills": "技能要求",
                 "hours": "每周工时",
                 "weeks": "每年周数", "pay_yuan_per_h": "小时工资(元)",
                 "posts": "岗位数",
                 "months": "用工月份", "max_age": "最高年龄", "suits_carers": "可弹性安排"},
        "travel": {"village": "村", "workshop": "工坊", "minutes": "单程分钟"},
    }  # fmt: skip
    for (name, words), file in zip(headings.items(), ("人员", "岗位", "通勤"), strict=True):
        path = lists / f"{name}.csv"
        pd.read_csv(path, dtype=str).rename(columns=words).to_csv(
            lists / f"{file}.csv", index=False
        )
        path.unlink()
    assert told(lists)["rows"] == same["rows"]


def test_travel_that_names_nobody_is_an_error_and_so_are_two_sources(lists, tmp_path):
    pd.DataFrame({"village": ["x"], "workshop": ["y"], "minutes": [1]}).to_csv(
        lists / "travel.csv", index=False
    )
    with pytest.raises(InputError, match=r"no row names a worker or a village .* it has 'x'"):
        jobs(lists, "need", terms_of(45), Way())
    with pytest.raises(InputError, match="leave one"):
        jobs(lists, "need", terms_of(45), Way(tmp_path))


def test_ways_along_the_streets_of_a_zone(lists, tmp_path):
    (lists / "travel.csv").unlink()
    zone = small_zone()
    write_small_zone(tmp_path / "zone")
    walk = ("--zone", str(tmp_path / "zone"), "--mode", "walk")
    with pytest.raises(InputError, match="workers: no columns lon and lat"):
        jobs(lists, "need", terms_of(45), Way(tmp_path / "zone"))
    people, posts = (pd.read_csv(lists / f"{name}.csv") for name in ("workers", "jobs"))
    home = zone.communities.iloc[0]
    homes = zone.communities.loc[["h0", "h3"]]
    people = people.assign(lon=np.nan, lat=np.nan).iloc[:3]
    people.loc[[0, 1], ["lon", "lat"]] = homes[["lon", "lat"]].to_numpy()
    posts = posts.assign(lon=home["lon"], lat=home["lat"])
    people.to_csv(lists / "workers.csv", index=False)
    posts.to_csv(lists / "jobs.csv", index=False)
    rows = told(lists, *walk, "--rule", "welfare")["rows"]
    # The grid takes a second a metre: nothing at h0, 1,250 s from h3; the third is nowhere.
    assert rows[0]["minutes"] == 0
    assert rows[1]["minutes"] == pytest.approx(1_250 / 60, abs=0.1)
    assert rows[2]["reason_en"] == "no job within reach"
    near = told(lists, *walk, "--minutes", "20")["rows"]
    assert near[1]["outcome"] == "barred"


def _fair(lists, *words):
    said = [one["en"] for one in told(lists, *words)["sentences"]]
    kinds = ("have a job (", "have the first (", "not shown,", "lie in thirds")
    return [one for one in said if any(kind in one for kind in kinds)]


def test_who_has_a_job_is_told_by_group_and_small_counts_of_real_people_are_not(lists):
    people = pd.read_csv(lists / "workers.csv", dtype=str)
    people["area"] = ["城镇", "town", *["country"] * 9, ""]
    people.to_csv(lists / "workers.csv", index=False)
    answer = told(lists)
    has = {row["worker"] for row in answer["rows"] if row["outcome"] == "placed"}
    n_country = len(has & {f"w{k:02}" for k in range(3, 12)})
    said = _fair(lists)
    assert said[0].startswith(f"In the country: {n_country} of 9 have a job")
    assert said[1].startswith("In town: 2 of 2 have a job (100.0%); too few to compare")
    # Of 11 incomes the third, the fifth and the seventh in order are 9600, 10800 and 11000.
    low = ["w03", "w07", "w01", "w06"]
    assert said[2].startswith(
        f"The third with the lowest incomes: {len(has & set(low))} of 4 have a job"
    )
    # w02 and w08 wish for the workshop stitch, w04 for j2: who is placed there has the first.
    wishes = [one for one in said if "told wishes" in one]
    assert sum(int(one.split(": ")[1].split()[0]) for one in wishes if "income" in one) == len(
        has & {"w02", "w04", "w08"}
    )

    people.drop(columns="standing").to_csv(lists / "workers.csv", index=False)
    posts = pd.read_csv(lists / "jobs.csv").drop(columns="standing")
    posts.to_csv(lists / "jobs.csv", index=False)
    assert all("not shown, since counts are small" in one for one in _fair(lists))


def test_counties_lie_in_thirds_where_the_zone_knows_their_incomes(lists, tmp_path):
    (lists / "travel.csv").unlink()
    zone = small_zone()
    write_small_zone(tmp_path / "zone")
    people, posts = (pd.read_csv(lists / f"{name}.csv") for name in ("workers", "jobs"))
    home = zone.communities.iloc[0][["lon", "lat"]].to_dict()
    county = ["西县", "90101", "West County", "东县", "nowhere", *["东县"] * 7]
    people.assign(county=county, **home).to_csv(lists / "workers.csv", index=False)
    posts.assign(**home).to_csv(lists / "jobs.csv", index=False)
    said = _fair(lists, "--zone", str(tmp_path / "zone"), "--mode", "walk")
    assert said[0] == "Counties lie in thirds by disposable income per head, 2024."
    said = [one for one in said if "have a job" in one and "count" in one]
    # 30,000 yuan in the west and 60,000 in the east; w12 is left out.
    for one, group, n in zip(
        said,
        ["From the third of counties with the lowest incomes",
         "From the third of counties with the highest incomes", "Income of the county not known"],
        [3, 7, 1],
        strict=True,
    ):  # fmt: skip
        assert one.startswith(f"{group}: ")
        assert f" of {n} have a job" in one
    write_small_zone(tmp_path / "bare", figures=zone.figures.iloc[:0])
    said = _fair(lists, "--zone", str(tmp_path / "bare"), "--mode", "walk")
    assert "nowhere" in "".join(said)
    assert "lie in thirds" not in "".join(said)


def test_points_of_workshops_are_read_by_the_stable_rule_alone(lists):
    names = {row["worker"]: row["job"] for row in told(lists, "--rule", "stable")["rows"]}
    # stitch: w08 (92) and w02 (85) wish for it first and have the two posts of j1; w01 (71) has j2.
    assert (names["w08"], names["w02"], names["w01"]) == ("j1", "j1", "j2")
    need = told(lists)
    assert any("--rule stable reads them" in one["en"] for one in need["sentences"])
    (lists / "candidates.csv").write_text(
        "人员编号,共富工坊,评分\nw08,stitch,\nw99,stitch,5\n", encoding="utf-8"
    )
    said = [one["en"] for one in told(lists, "--rule", "stable")["sentences"]]
    assert any(one.startswith("candidates, row 2 (w08): the points are missing") for one in said)
    assert any(one.startswith("candidates, row 3 (w99): w99 is not in the list") for one in said)
    (lists / "candidates.csv").unlink()
    assert not any("reads them" in one["en"] for one in told(lists)["sentences"])


def test_letters_say_that_they_are_a_proposal_and_simulated(lists, tmp_path):
    files = tmp_path / "letters.html", tmp_path / "letters.txt"
    for file in files:
        ask(lists, "--letters", str(file))
    page, text = (file.read_text(encoding="utf-8") for file in files)
    # Eleven who can be judged, and w12, whose row cannot be used.
    assert page.count("<article>") == 12
    assert text.count("Simulated: an example with invented workers and jobs.") == 12
    assert text.count("This is a proposal: nothing is settled") == 12
    assert "Worker w12: no job was looked for" in text
    with pytest.raises(InputError, match=r"letters are .html or .txt"):
        jobs(lists, "need", terms_of(45), Way(), letters=tmp_path / "letters.pdf")


def test_simulated_streets_mark_what_rests_on_them(lists, tmp_path):
    (lists / "travel.csv").unlink()
    layers = {name: Layer("simulated", "made up") for name in ("network", "facilities")}
    write_small_zone(tmp_path / "zone", layers=layers)
    walk = ("--zone", str(tmp_path / "zone"), "--mode", "walk")
    for name in ("workers", "jobs"):
        frame = pd.read_csv(lists / f"{name}.csv").drop(columns="standing")
        frame.assign(lon=20.0, lat=60.0).to_csv(lists / f"{name}.csv", index=False)
    ran = ask(lists, *walk, "--json")
    answer = json.loads(ran.stdout)
    assert answer["simulated"] == ["network"]
    assert {row["standing"] for row in answer["rows"]} == {"simulated"}
    assert "measuring ways" in ran.stderr
    ask(lists, *walk, "--letters", str(tmp_path / "letters.txt"))
    text = (tmp_path / "letters.txt").read_text(encoding="utf-8")
    assert text.count("Simulated: ways to work rest on stand-ins (streets") == 12
    assert "invented workers" not in text
    assert ask(lists, *walk, "-q").stderr == ""
