"""The how-to pages that ask the example zone: every command runs and prints what is shown."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli

PAGES = (
    "who-is-left-out", "supply-and-demand", "open-one-here", "isochrones", "public-transport",
)  # fmt: skip
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps(page: str):
    """The commands of a page with the lines that it shows of what they print."""
    commands, shown = [], []
    for language, text in FENCE.findall(page):
        if language == "console":
            if commands:
                yield commands, shown
            commands, shown = text.strip().splitlines(), []
        elif language == "text":
            shown += [line for line in text.splitlines() if line.strip()]
    yield commands, shown


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def folder(repository, county_folder, tmp_path, monkeypatch):
    """Where the pages stand: the zone and the example files under the names that they use."""
    shutil.copytree(repository / "docs/howto/examples", tmp_path, dirs_exist_ok=True)
    (tmp_path / "my-county").symlink_to(county_folder, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
@pytest.mark.filterwarnings("ignore::UserWarning")  # of points off the small map: notes on a screen
def test_the_page_prints_what_it_shows(repository, folder, docs, name):
    page = (repository / docs / "howto" / f"{name}.md").read_text(encoding="utf-8")

    n_commands = 0
    for commands, shown in steps(page):
        printed = ""
        for command in commands:
            words = shlex.split(command)
            assert (words[0], words[1] in ("reach", "timetable")) == ("gongfu", True), command
            ran = CliRunner().invoke(cli, [*words[1:], "-q"], catch_exceptions=False)
            assert ran.exit_code == 0, ran.output
            printed += ran.stdout
            n_commands += 1
            if "--out" in words:
                assert (folder / words[words.index("--out") + 1]).is_file()
        lines = {squeezed(line) for line in printed.splitlines()}
        lost = [line for line in shown if squeezed(line) not in lines]
        assert not lost, f"{commands} does not print {lost}; it prints {printed}"
    assert n_commands > 2


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_show_the_same_commands(repository, name):
    pages = [
        (repository / docs / "howto" / f"{name}.md").read_text(encoding="utf-8")
        for docs in ("docs", "docs/zh")
    ]
    english, chinese = ([commands for commands, _ in steps(page)] for page in pages)
    assert english == chinese
