"""The how-to page of `gongfu gaps`: every command runs, and prints what the page shows."""

import shlex
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from gongfu.io import embedded
from gongfu.io.tables import write_zone
from gongfu.model.zone import Layer, Zone
from tests.docs.test_questions import squeezed, steps


@pytest.fixture(scope="module")
def printed(repository, tmp_path_factory):
    """What each command of the English page prints, run where its files lie."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(repository / "docs/howto/examples", folder, dirs_exist_ok=True)
    parts = {name: getattr(embedded, name)() for name in ("places", "figures", "groups")}
    homes = pd.DataFrame(
        {
            "place": ["330102", "331127"],
            "urban": [True, False],
            "members": [3.0, 4.0],
            "income_yuan": [60_000.0, 20_000.0],
            "weight": [9_000.0, 9_000.0],
        }
    )
    layers = {"incomes": Layer("simulated", "two households, made up for this test")}
    made = Zone(name=embedded.NAME, incomes=homes, layers=layers, **parts)
    write_zone(made, folder / "zhejiang-demo")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        page = (repository / "docs/howto/gaps-commands.md").read_text(encoding="utf-8")
        for commands, _ in steps(page):
            for command in commands:
                words = shlex.split(command)
                assert words[:2] == ["gongfu", "gaps"], command
                ran = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
                assert ran.exit_code == 0, ran.output
                found[command] = ran.stdout
                if "--out" in words:
                    assert (folder / words[words.index("--out") + 1]).is_file()
    return found


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, printed, docs):
    page = (repository / docs / "howto/gaps-commands.md").read_text(encoding="utf-8")
    told = [(commands, shown) for commands, shown in steps(page)]
    assert {command for commands, _ in told for command in commands} == set(printed)
    for commands, shown in told:
        assert shown
        lines = {squeezed(line) for c in commands for line in printed[c].splitlines()}
        lost = [line for line in shown if squeezed(line) not in lines]
        assert not lost, f"{commands} does not print {lost}"


def test_the_page_shows_every_command(printed):
    assert {command.split()[2] for command in printed} == set(cli.commands["gaps"].commands)
