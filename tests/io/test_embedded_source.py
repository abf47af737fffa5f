"""The embedded facts of Zhejiang, row by row as they were collected."""

import csv
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from gongfu.io import embedded

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "src" / "gongfu" / "data" / "zhejiang"
SOURCE = Path(os.environ.get("GONGFU_SOURCE_DATA") or ROOT.parent / "shared" / "data" / "zhejiang")
needs_source = pytest.mark.skipif(
    not (SOURCE / "divisions.csv").exists(),
    reason="the collected CSV files are not here; set GONGFU_SOURCE_DATA to their folder",
)


@pytest.fixture(scope="module")
def figures():
    return embedded.figures()


def collected(table):
    with (SOURCE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@needs_source
def test_every_county_value_is_the_collected_one(figures):
    """Values in base units, worked out in fractions by a table of our own."""
    factor = {
        "10k persons": 10**4, "10k households": 10**4, "100M yuan": 10**8, "10k yuan": 10**4,
        "10k kWh": 10**4, "10k tonnes": 10**4, "10k volumes": 10**4, "10k trips": 10**4,
        "10k": 10**4,
    }  # fmt: skip
    repeated = "resident_population_t26"
    rows = [row for row in collected("county_stats_2024") if row["indicator"] != repeated]
    rows += collected("county_income_total_2024_2025")
    county = figures[figures["place"].str.len() == 6]
    assert len(county) == len(rows)
    for row, made in zip(rows, county.itertuples(), strict=True):
        assert (made.place, made.period) == (row["code"], row["year"])
        assert made.value == Fraction(row["value"]) * factor.get(row["unit"], 1)


@needs_source
def test_no_row_is_lost(figures):
    rows = {name: len(collected(name)) for name in ("prefecture_stats", "province_stats")}
    assert (figures["place"].str.len() == 4).sum() == rows["prefecture_stats"]
    assert (figures["place"] == "33").sum() == rows["province_stats"]
    census = embedded.census_figures()
    assert (census["standing"] == "published").sum() == len(collected("census_2020_counties"))
    assert len(embedded.mechanism_facts()) == len(collected("mechanism_facts"))
    assert len(embedded.pairings()) == len(collected("shanhai_pairs"))


@needs_source
@pytest.mark.slow
def test_making_twice_gives_the_same_bytes(tmp_path):
    pytest.importorskip("pypinyin", reason="the maker needs pypinyin, a tool that gongfu does not")
    hashes = []
    for run in ("first", "second"):
        command = [sys.executable, str(ROOT / "tools" / "embed_zhejiang.py"), str(SOURCE)]
        subprocess.run(
            [*command, "--into", str(tmp_path / run)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        files = sorted((tmp_path / run).iterdir())
        hashes.append({file.name: file.read_bytes() for file in files})
    assert hashes[0] == hashes[1]
    by_hand = {"composite_index.toml"}
    assert set(hashes[0]) == {file.name for file in TABLES.iterdir()} - by_hand
    for name in hashes[0]:
        if name.endswith(".parquet"):
            made = pd.read_parquet(tmp_path / "first" / name)
            assert_frame_equal(made, pd.read_parquet(TABLES / name))
