"""The how-to pages of `gongfu match` print what they show, the same commands in both languages."""

import shlex
import shutil

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.test_questions import squeezed, steps

PAGES = ("school-places",)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_print_what_they_show(repository, tmp_path, monkeypatch, name):
    shutil.copytree(repository / "docs/howto/examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    commands = []
    for docs in ("docs", "docs/zh"):
        page = (repository / docs / f"howto/{name}.md").read_text(encoding="utf-8")
        told = [(command, shown) for (command,), shown in steps(page)]
        commands.append([command for command, _ in told])
        for command, shown in told:
            ran = CliRunner().invoke(cli, shlex.split(command)[1:], catch_exceptions=False)
            assert ran.exit_code == 0, ran.output
            lines = {squeezed(line) for line in ran.stdout.splitlines()}
            assert shown
            assert [line for line in shown if squeezed(line) not in lines] == []
    assert commands[0] == commands[1] != []
