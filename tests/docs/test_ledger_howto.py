"""The how-to page of the ledger prints what it shows, in both languages."""

import pytest

from tests.docs.ledger_pages import beside, lines_shown, same_in_both

EXAMPLES = ("ledger-simulated", "ledger-entries-simulated")


@pytest.mark.filterwarnings("ignore:.*not read. (proposals|actor_id):UserWarning")
@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    beside(repository, EXAMPLES, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert lines_shown(repository, docs, "ledger.md") == 12


def test_both_languages_show_the_same_commands(repository):
    assert same_in_both(repository, "ledger.md")
