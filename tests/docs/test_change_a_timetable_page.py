"""The page on changed timetables prints what it shows, in both languages, and its code runs."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.bus_town import write_town

PAGES = ("docs/howto/change-a-timetable.md", "docs/zh/howto/change-a-timetable.md")
STEP = re.compile(
    r"```console\n(gongfu timetable what-if [^\n]*)\n```\n\n```text\n(.*?)```", re.DOTALL
)


@pytest.fixture(scope="module")
def town(tmp_path_factory, repository):
    folder = tmp_path_factory.mktemp("town")
    write_town(folder)
    shutil.copy(repository / "docs/howto/examples/new-line.toml", folder)
    return folder


@pytest.fixture(scope="module")
def printed(repository, town):
    """What each command of the pages prints."""
    return {}


def squeezed(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.parametrize("page", PAGES)
def test_the_page_prints_what_it_shows(page, repository, town, printed, monkeypatch):
    monkeypatch.chdir(town)
    steps = STEP.findall((repository / page).read_text(encoding="utf-8"))
    assert len(steps) == 4
    for command, shown in steps:
        if command not in printed:
            ran = CliRunner().invoke(cli, shlex.split(command)[1:], catch_exceptions=False)
            assert ran.exit_code == 0, ran.output
            printed[command] = [squeezed(line) for line in ran.stdout.splitlines()]
        lines = [squeezed(line) for line in shown.splitlines() if line.strip()]
        at = [printed[command].index(line) if line in printed[command] else -1 for line in lines]
        assert -1 not in at, lines[at.index(-1)]
        assert at == sorted(at)


def test_both_languages_ask_the_same(repository):
    english, chinese = ((repository / page).read_text(encoding="utf-8") for page in PAGES)
    for kind in ("console", "python"):
        block = re.compile(rf"^```{kind}\n(.*?)^```", re.MULTILINE | re.DOTALL)
        assert block.findall(english) == block.findall(chinese)


def test_the_code_runs(repository, town, monkeypatch):
    monkeypatch.chdir(town)
    text = (repository / PAGES[0]).read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict = {}
    exec(code, names)
    gains = names["gains"].set_index("community_id")
    assert gains.loc["h5", ["change", "time_change_s"]].tolist() == ["nearer", -300.0]
    patterns = names["spaced"].patterns
    assert patterns["n_trips_before"].tolist() == [9, 9]
    assert patterns["n_trips"].tolist() == [18, 18]
    assert names["by_place"]["residents_nearer"].max() == 150
    assert names["by_group"]["people_nearer"].max() == 150
