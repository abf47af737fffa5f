"""The how-to page of the ledger prints what it shows, in both languages."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli

BLOCK = re.compile(r"^```(console|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def squeezed(line):
    return re.sub(r"\s+", " ", line).strip()


def blocks(repository, docs):
    page = (repository / docs / "howto/ledger.md").read_text(encoding="utf-8")
    return [(kind, body.splitlines()) for kind, body in BLOCK.findall(page)]


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    shutil.copytree(
        repository / "docs/howto/examples/ledger-simulated", tmp_path / "ledger-simulated"
    )
    monkeypatch.chdir(tmp_path)
    said, n_shown = "", 0
    for kind, lines in blocks(repository, docs):
        if kind == "text":
            printed = {squeezed(line) for line in said.splitlines()}
            assert [line for line in lines if squeezed(line) not in printed] == []
            n_shown += len(lines)
            continue
        for line in lines:
            words = shlex.split(line)
            assert words[:2] == ["gongfu", "track"]
            ran = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
            assert ran.exit_code == 0, ran.output
            assert "simulated" in ran.stdout, "an invented ledger says so in every answer"
            said = ran.stdout
    assert n_shown == 8


def test_both_languages_show_the_same_commands(repository):
    english, chinese = (
        [lines for kind, lines in blocks(repository, docs) if kind == "console"]
        for docs in ("docs", "docs/zh")
    )
    assert english == chinese
