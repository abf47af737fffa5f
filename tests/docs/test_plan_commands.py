"""The how-to pages of `gongfu plan` on lists print what they show."""

import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.test_questions import squeezed, steps

PAGES = ("budget-over-years", "how-many-places", "industries")


@pytest.fixture
def folder(repository, tmp_path, monkeypatch):
    """Where the pages stand: the example files."""
    shutil.copytree(repository / "docs/howto/examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, folder, docs, name):
    page = (repository / docs / f"howto/{name}.md").read_text(encoding="utf-8")
    told = [(command, shown) for (command,), shown in steps(page)]
    assert told
    for command, shown in told:
        words = shlex.split(command)
        assert words[:2] == ["gongfu", "plan"], command
        ran = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        lines = {squeezed(line) for line in ran.stdout.splitlines()}
        assert shown
        assert [line for line in shown if squeezed(line) not in lines] == []


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_show_the_same_commands(repository, name):
    english, chinese = (
        [c for c, _ in steps((repository / d / f"howto/{name}.md").read_text(encoding="utf-8"))]
        for d in ("docs", "docs/zh")
    )
    assert english == chinese
