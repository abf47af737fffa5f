"""The how-to page of workshops prints what it shows, in both languages."""

import pytest

from tests.docs.ledger_pages import beside, lines_shown, same_in_both

EXAMPLES = (
    "workshops-simulated",
    "workshops-pay-simulated",
    "workshops-incomes-simulated.csv",
    "workshops-travel-simulated.csv",
)


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    beside(repository, EXAMPLES, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert lines_shown(repository, docs, "workshops.md") == 11
    due = (tmp_path / "persons.csv").read_text("utf-8-sig")
    assert "w03,seam,2026-03,164.00,146.00,short" in due  # (100 + 105) pieces at 0.80 yuan


def test_both_languages_show_the_same_commands(repository):
    assert same_in_both(repository, "workshops.md")
