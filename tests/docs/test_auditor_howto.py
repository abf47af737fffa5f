"""The how-to page for an auditor prints what it shows, in both languages, programs included."""

import contextlib
import io
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli

BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"\b\d+:[0-9a-f]{64}\b")


def squeezed(line):
    return re.sub(r"\s+", " ", line).strip()


def blocks(repository, docs):
    page = (repository / docs / "howto/auditor.md").read_text(encoding="utf-8")
    return BLOCK.findall(page)


def ran(line, head):
    """What a command of the page prints; the head is the one noted before."""
    words = shlex.split(line.replace("NUMBER:HASH", head))
    assert words[:2] == ["gongfu", "track"]
    result = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "simulated" in result.stdout, "an invented ledger says so in every answer"
    return result.stdout


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    for name in ("ledger-simulated", "ledger-projects-simulated"):
        shutil.copytree(repository / "docs/howto/examples" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    said, head, n_shown = "", "", 0
    for kind, body in blocks(repository, docs):
        if kind == "text":
            printed = {squeezed(line) for line in said.splitlines()}
            lines = body.splitlines()
            assert [line for line in lines if squeezed(line) not in printed] == []
            n_shown += len(lines)
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()) as told:
                exec(compile(body, "auditor.md", "exec"), {})
            said = told.getvalue()
        else:
            for line in body.splitlines():
                said = ran(line, head)
                head = found[0] if (found := HEAD.findall(said)) else head
    assert n_shown == 13


def test_both_languages_show_the_same_commands_and_programs(repository):
    english, chinese = (
        [body for kind, body in blocks(repository, docs) if kind != "text"]
        for docs in ("docs", "docs/zh")
    )
    assert english == chinese


def test_every_format_is_in_the_table(repository):
    from gongfu.app.tracking_export import FORMATS

    for docs in ("docs", "docs/zh"):
        page = (repository / docs / "howto/auditor.md").read_text(encoding="utf-8")
        table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
        assert set(re.findall(r"`(\w+)`", " ".join(table))) == set(FORMATS)
