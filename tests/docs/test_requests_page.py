"""The how-to page of requests prints what it shows, in both languages."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli

BLOCK = re.compile(r"^```(console|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = ("requests-simulated",)


def squeezed(line):
    return re.sub(r"\s+", " ", line).strip()


def blocks(repository, docs):
    page = (repository / docs / "howto/requests.md").read_text(encoding="utf-8")
    return [(kind, body.splitlines()) for kind, body in BLOCK.findall(page)]


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    for name in EXAMPLES:
        shutil.copytree(repository / "docs/howto/examples" / name, tmp_path / name)
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
    assert n_shown == 6
    public = (tmp_path / "public.xml").read_text("utf-8")
    private = ("canteen is an hour", "no warm meal", "minibus", "119.68", "r1", "working")
    assert not [one for one in private if one in public]
    for asks, sees in ((["--actor", "county"], True), ([], False), (["--actor", "hill"], False)):
        ran = CliRunner().invoke(cli, ["track", "show", "anji.db", "Q2", *asks])
        assert ("no warm meal" in ran.stdout) is sees
    known = CliRunner().invoke(cli, ["track", "person", "anji.db", "r1", "--actor", "county"])
    assert "canteen is an hour away" in known.stdout


def test_both_languages_show_the_same_commands(repository):
    english, chinese = (
        [lines for kind, lines in blocks(repository, docs) if kind == "console"]
        for docs in ("docs", "docs/zh")
    )
    assert english == chinese
