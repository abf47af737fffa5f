"""The page on Zhejiang's gaps is what its script writes, and says what its numbers say."""

import csv
import json
import re
import subprocess
import sys

import pytest

# The script's modules stay out of this process: they import each other by name.
SAYS = """
import json, sys
sys.path.insert(0, "tools")
import zhejiang_gaps
from zhejiang_gap_claims import claims
known, found = zhejiang_gaps.facts()
files = zhejiang_gaps.files(known, found)
empty = []
for value in (0.0, 1.0):
    for row in found.rows.values():
        row["value"] = value
    empty.append(claims(found))
print(json.dumps({"files": files, "if all were alike": empty}))
"""


@pytest.fixture(scope="module")
def said(repository):
    done = subprocess.run(
        [sys.executable, "-c", SAYS],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_committed_file_is_what_the_script_writes(said, repository):
    for name, text in said["files"].items():
        assert (repository / "docs" / name).read_text(encoding="utf-8") == text, (
            f"{name} is stale; run python tools/zhejiang_gaps.py"
        )


def test_no_file_of_the_page_is_left_from_before(said, repository):
    for folder in ("zhejiang", "zh/zhejiang"):
        there = {f"{folder}/{p.name}" for p in (repository / "docs" / folder).iterdir()}
        assert there <= set(said["files"])


def test_each_claim_can_fail(said):
    zeros, ones = said["if all were alike"]
    assert [claim for claim in zeros if zeros[claim] and ones[claim]] == []


def test_both_languages_show_the_same_numbers(said):
    en, zh = (said["files"][f"{folder}/gaps.md"] for folder in ("zhejiang", "zh/zhejiang"))

    def of(text):
        tables = [line for line in text.splitlines() if line.startswith("|")]
        return [re.findall(r"−?\d+\.\d{2,}%?", line) for line in tables]

    assert [row for row in of(en) if row] == [row for row in of(zh) if row]
    assert en.count("\n## ") == zh.count("\n## ")
    assert en.count("\n- ") == zh.count("\n- ")


def test_every_number_has_a_unit_a_period_a_base_and_a_source(said):
    lines = said["files"]["zhejiang/gaps.csv"].splitlines()
    assert lines[0].split(",")[:4] == ["key", "value", "unit", "period"]
    rows = list(csv.DictReader(lines))
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        assert all(
            row[name] for name in ("value", "unit", "period", "base", "source", "standing")
        ), row["key"]
