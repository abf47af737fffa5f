"""The how-to page on documents: every command runs, in order, and prints what the page shows."""

import json
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.test_questions import squeezed, steps

NAME = "howto/figures-from-documents.md"
DOCUMENTS = ("bulletin-composed.txt", "news-composed.txt", "yearbook-composed.html")


@pytest.fixture
def folder(repository, county_folder, tmp_path, monkeypatch):
    """Where the page stands: a copy of the zone, which the page changes, and the documents."""
    for name in DOCUMENTS:
        shutil.copy(repository / "docs/howto/examples" / name, tmp_path)
    shutil.copytree(county_folder, tmp_path / "my-county")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, folder, docs):
    told = list(steps((repository / docs / NAME).read_text(encoding="utf-8")))
    assert len(told) > 5
    for (command,), shown in told:
        words = shlex.split(command)
        assert words[:2] == ["gongfu", "evidence"]
        ran = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        lines = {squeezed(line) for line in ran.stdout.splitlines()}
        assert [line for line in shown if squeezed(line) not in lines] == []
    assert json.loads(ran.stdout)[0]["value"] == "186000000"
    assert (folder / "evidence.html").is_file()


def test_both_languages_show_the_same_commands(repository):
    english, chinese = (
        [command for command, _ in steps((repository / d / NAME).read_text(encoding="utf-8"))]
        for d in ("docs", "docs/zh")
    )
    assert english == chinese


def test_the_documents_say_that_they_are_composed(repository):
    for name in DOCUMENTS:
        text = (repository / "docs/howto/examples" / name).read_text(encoding="utf-8")
        assert "虚构" in "".join(text.splitlines()[:3])
