"""`gongfu gaps gains`: what `match jobs --villages` writes goes back into the gaps; errors."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.app.gaps_gains import Places, gains
from gongfu.app.gaps_source import GapQuestion
from gongfu.cli.main import cli
from gongfu.errors import InputError
from tests.small_zone import small_zone, write_small_zone

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
VILLAGES = EXAMPLES / "simulated-villages.csv"
COLUMNS = ("--place", "village", "--value", "income_yuan", "--weight", "residents")


def ask(*words):
    ran = CliRunner().invoke(cli, ["gaps", "gains", *map(str, words)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@pytest.fixture
def gained(tmp_path):
    """What the example's villagers gain."""
    lists = EXAMPLES / "workshop-jobs-simulated"
    file = tmp_path / "gained.csv"
    words = ["match", "jobs", str(lists), "--villages", str(file)]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    return file


def test_what_jobs_bring_stands_beside_what_was(gained, tmp_path):
    out, each = tmp_path / "out.csv", tmp_path / "each.csv"
    told = json.loads(
        ask(VILLAGES, *COLUMNS, "--gains", gained, "--by", "township", "--area", "area",
            "--places", each, "--out", out, "--json")
    )  # fmt: skip
    written, places = pd.read_csv(out), pd.read_csv(each).set_index("place")
    assert len(written) == told["n_rows"]
    assert {row["standing"] for row in told["rows"]} == {"simulated"}
    assert set(places["standing"]) == {"simulated"}
    assert told["sentences"][0]["en"].startswith("Simulated: Measured: income_yuan in simulated-")
    before, gain = pd.read_csv(VILLAGES).set_index("village"), pd.read_csv(gained)
    gain = gain.set_index("village")["gained_yuan"].reindex(before.index, fill_value=0)
    after = before["income_yuan"] + gain / before["residents"]
    assert places["after_yuan"].tolist() == pytest.approx(after.tolist())
    town = before["area"] == "town"
    held = after * before["residents"]
    ratio = {row["index"]: row for row in told["rows"]}["urban_rural_ratio"]
    assert ratio["after"] == pytest.approx(
        after[town].iloc[0] / (held[~town].sum() / before["residents"][~town].sum())
    )
    # The table after goes on to the other questions.
    again = CliRunner().invoke(
        cli,
        [
            "gaps",
            "change",
            str(each),
            "--before",
            "before_yuan",
            "--after",
            "after_yuan",
            "--weight",
            "people",
            "--json",
        ],
    )
    assert again.exit_code == 0, again.output
    text = ask(VILLAGES, *COLUMNS, "--gains", gained)
    assert "simulated: incomes or gains of places" in text


def test_real_tables_are_computed_and_who_has_no_village_is_told(gained, tmp_path):
    pd.read_csv(VILLAGES).drop(columns="standing").to_csv(tmp_path / "real.csv", index=False)
    file = tmp_path / "gains.csv"
    file.write_text("村,增收(元)\nupper,6200\n,500\n", encoding="utf-8")
    told = json.loads(ask(tmp_path / "real.csv", *COLUMNS, "--gains", file, "--json"))
    assert told["simulated"] == []
    assert {row["standing"] for row in told["rows"]} == {"computed"}
    said = [one["en"] for one in told["sentences"]]
    assert said[1] == "1 of 4 places gain or lose, 6,200 yuan a year in all (gains.csv)."
    assert any("not told: people who gain 500 yuan together" in one for one in said)


def test_counties_of_a_zone_by_code_or_name(tmp_path):
    zone = small_zone()
    west, east = "90101", "90102"
    people = zone.figures.assign(indicator="residents", unit="people", value=[1_000.0, 3_000.0])
    write_small_zone(
        tmp_path / "zone", figures=pd.concat([zone.figures, people], ignore_index=True)
    )
    file = tmp_path / "gains.csv"
    for name in (west, "西县", "West County"):
        file.write_text(f"place,gained_yuan\n{name},2000000\n", encoding="utf-8")
        told = json.loads(
            ask(tmp_path / "zone", "--gains", file, "--places", tmp_path / "p.csv", "--json")
        )
        places = pd.read_csv(tmp_path / "p.csv", dtype={"place": str}).set_index("place")
        assert places["after_yuan"].to_dict() == {west: 32_000.0, east: 60_000.0}
        assert "isposable income per head" in told["sentences"][0]["en"]
    with pytest.raises(InputError, match="a zone has places"):
        gains(tmp_path / "zone", GapQuestion(), Places("village"), file)


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        (Places(), "upper,1", "--place: say which column"),
        (Places("town"), "upper,1", "no column 'town'"),
        (Places("area"), "upper,1", r"--place: 'area' names a place twice in 3 rows \(2, 3, 4\)"),
        (Places("village", "township"), "upper,1", r"--area: 'township' is neither town nor"),
        (Places("village", by=("nowhere",)), "upper,1", "nowhere"),
        (Places("village"), "uper,1", r"\('uper'\) gain and are not among the places"),
        (Places("village"), "upper,", "'gained_yuan' is empty in row 2"),
        (Places("village"), "upper,1\nupper,2", "stand twice among the gains"),
    ],
)
def test_bad_tables_are_named(tmp_path, columns, rows, message):
    file = tmp_path / "gains.csv"
    file.write_text(f"village,gained_yuan\n{rows}\n", encoding="utf-8")
    question = GapQuestion(value="income_yuan", weight="residents")
    with pytest.raises(InputError, match=message):
        gains(VILLAGES, question, columns, file)


def test_a_file_without_gains_is_named(tmp_path):
    file = tmp_path / "gains.csv"
    file.write_text("village,posts\nupper,3\n", encoding="utf-8")
    question = GapQuestion(value="income_yuan", weight="residents")
    with pytest.raises(InputError, match="no column 'gained_yuan'; it has village, posts"):
        gains(VILLAGES, question, Places("village"), file)


def test_the_example_holds_what_the_example_of_jobs_brings(gained):
    example, made = (pd.read_csv(file) for file in (EXAMPLES / "simulated-gains.csv", gained))
    pd.testing.assert_frame_equal(example, made)
