"""The how-to page of workshops prints what it shows, in both languages."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli

BLOCK = re.compile(r"^```(console|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = ("workshops-simulated", "workshops-pay-simulated", "workshops-incomes-simulated.csv")


def squeezed(line):
    return re.sub(r"\s+", " ", line).strip()


def blocks(repository, docs):
    page = (repository / docs / "howto/workshops.md").read_text(encoding="utf-8")
    return [(kind, body.splitlines()) for kind, body in BLOCK.findall(page)]


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    for name in EXAMPLES:
        source = repository / "docs/howto/examples" / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path)
    monkeypatch.chdir(tmp_path)
    said, n_shown = "", 0
    for kind, lines in blocks(repository, docs):
        if kind == "text":
            printed = {squeezed(line) for line in said.splitlines()}
            assert [line for line in lines if squeezed(line) not in printed] == []
            n_shown += len(lines)
            continue
        for line in lines:
            ran = CliRunner().invoke(cli, shlex.split(line)[1:], catch_exceptions=False)
            assert ran.exit_code == 0, ran.output
            assert "simulated" in ran.stdout, "an invented ledger says so in every answer"
            said = ran.stdout
    assert n_shown == 9
    due = (tmp_path / "persons.csv").read_text("utf-8-sig")
    assert "w03,seam,2026-03,164.00,146.00,short" in due  # (100 + 105) pieces at 0.80 yuan


def test_both_languages_show_the_same_commands(repository):
    english, chinese = (
        [lines for kind, lines in blocks(repository, docs) if kind == "console"]
        for docs in ("docs", "docs/zh")
    )
    assert english == chinese
