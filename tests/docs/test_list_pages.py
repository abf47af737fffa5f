"""The how-to pages of `gongfu plan` and `gongfu match` on lists print what they show."""

import doctest
import inspect
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from gongfu.match import chains, pairing, pairing_parts, sharing, sharing_lists
from tests.docs.test_questions import squeezed, steps
from tests.docs.test_sizing_pages import blocks

PAGES = {
    "budget-over-years": "plan",
    "how-many-places": "plan",
    "industries": "plan",
    "pair-counties": "match",
    "school-places": "match",
    "share-a-computing-centre": "match",
    "workshop-jobs": "match",
}
BACK_INTO = ("gongfu", "gaps", "gains")
WITH_PYTHON = ("pair-counties", "share-a-computing-centre", "workshop-jobs")


@pytest.fixture
def folder(repository, county_folder, tmp_path, monkeypatch):
    """Where the pages stand: the zone and the example files."""
    shutil.copytree(repository / "docs/howto/examples", tmp_path, dirs_exist_ok=True)
    (tmp_path / "my-county").symlink_to(county_folder, target_is_directory=True)
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
        assert words[:2] == ["gongfu", PAGES[name]] or tuple(words[:3]) == BACK_INTO, command
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


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_every_line_of_python_prints_what_the_page_says(repository, name):
    shown = [
        "\n".join(blocks((repository / docs / f"howto/{name}.md").read_text(encoding="utf-8")))
        for docs in ("docs", "docs/zh")
    ]
    assert shown[0] == shown[1]
    test = doctest.DocTestParser().get_doctest(shown[0], {}, name, name, 0)
    assert test.examples
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_every_function_is_in_the_reference(repository):
    reference = (repository / "docs/reference/measures.md").read_text(encoding="utf-8")
    names = [
        name
        for module in (chains, pairing, pairing_parts, sharing, sharing_lists)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_"
    ]
    assert [name for name in names if f"`{name}`" not in reference] == []
