"""The how-to pages on rules and benefits: commands print what they show, Python runs."""

import doctest
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.test_questions import squeezed, steps

PAGES = ("write-rules", "who-is-entitled")
FULL = str.maketrans({",": "\uff0c", ":": "\uff1a", ";": "\uff1b"})


@pytest.fixture
def folder(repository, tmp_path, monkeypatch):
    """Where the pages stand: the example files."""
    shutil.copytree(repository / "docs/howto/examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(repository, docs, name):
    return (repository / docs / f"howto/{name}.md").read_text(encoding="utf-8")


def plain(line):
    """A line with marks of full width and without double spaces, as either page may write it."""
    return squeezed(line).translate(FULL)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, folder, docs, name):
    told = [(command, shown) for (command,), shown in steps(read(repository, docs, name))]
    assert told
    for command, shown in told:
        words = shlex.split(command)
        ran = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        lines = {plain(line) for line in ran.stdout.splitlines()}
        assert shown
        assert [line for line in shown if plain(line) not in lines] == []


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_show_the_same_commands_and_code(repository, name):
    pages = [read(repository, docs, name) for docs in ("docs", "docs/zh")]
    commands = [[command for command, _ in steps(page)] for page in pages]
    assert commands[0] == commands[1]
    code = [re.findall(r"^```(?:python|toml)\n(.*?)^```", page, re.M | re.S) for page in pages]
    assert code[0] == code[1]


def test_python_runs_as_it_stands(repository, folder):
    code = "\n".join(
        re.findall(r"^```python\n(.*?)^```", read(repository, "docs", PAGES[0]), re.M | re.S)
    )
    test = doctest.DocTestParser().get_doctest(code, {}, PAGES[0], PAGES[0], 0)
    assert len(test.examples) > 10
    told = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=told.append).failed == 0, told


def test_rules_on_the_page_are_those_of_the_file(repository):
    file = (repository / "docs/howto/examples/school-points.toml").read_text(encoding="utf-8")
    known = {line.strip() for line in file.splitlines()}
    shown = re.findall(r"^```toml\n(.*?)^```", read(repository, "docs", PAGES[0]), re.M | re.S)
    assert shown
    lines = {line.strip() for block in shown for line in block.splitlines() if line.strip()}
    assert lines <= known


def test_all_pages_say_that_rules_are_illustrative_and_people_simulated(repository):
    for name in PAGES:
        english, chinese = (read(repository, docs, name) for docs in ("docs", "docs/zh"))
        assert "illustrative" in english
        assert "simulated" in english
        assert "示意" in chinese
        assert "模拟" in chinese or "虚构" in chinese
