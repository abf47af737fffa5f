"""The how-to page of cases prints what it shows, in both languages."""

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.ledger_pages import beside, lines_shown, same_in_both

EXAMPLES = (
    "cases-simulated",
    "round-simulated",
)


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    beside(repository, EXAMPLES, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert lines_shown(repository, docs, "cases.md") == 8
    for words in (["show", "cases.db", "B001"], ["list", "cases.db", "--of", "cases"]):
        ran = CliRunner().invoke(cli, ["track", *words], catch_exceptions=False)
        assert "B001" in ran.stdout
    refused = ["move", "cases.db", "S001", "--event", "confirm", "--actor", "bureau-a"]
    with pytest.raises(ValueError, match="another person must confirm"):
        CliRunner().invoke(cli, ["track", *refused], catch_exceptions=False)


def test_both_languages_show_the_same_commands(repository):
    assert same_in_both(repository, "cases.md")
