"""The page on the ledger says what the tables of the program say."""

import doctest
import re

import pytest

from gongfu.track.postings import ACCOUNTS
from gongfu.track.progress import standings
from gongfu.track.request_moves import State, moves_from
from gongfu.track.requests import Limits


@pytest.fixture(scope="module")
def page(repository) -> str:
    return (repository / "docs/reference/ledger.md").read_text(encoding="utf-8")


def rows(page: str, head: str) -> list[list[str]]:
    """The cells of the table that begins with a head."""
    lines = page[page.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_states_and_what_can_happen_are_the_table_of_moves(page):
    told = {}
    for states, events in rows(page, "state"):
        for state in states.split(", "):
            told[state] = set() if events == "nothing more" else set(events.split(", "))
    assert told == {str(state): {str(e) for e in moves_from(state)} for state in State}


def test_the_accounts_are_those_of_the_books(page):
    told = {kind.split()[0]: (into, out_of) for kind, into, out_of in rows(page, "posting")}
    assert told == {str(kind): accounts for kind, accounts in ACCOUNTS.items()}


def test_the_numbers_are_the_defaults(page):
    shares = standings.__kwdefaults__
    assert f"`slack_share` {shares['slack_share']}, `quiet_share`\n{shares['quiet_share']}" in page
    assert (Limits().redone, Limits().passed_on) == (3, 3)
    assert "third time" in page


def test_what_the_page_runs_prints_what_it_says(page):
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {}, "ledger", "ledger", 0)
    told = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=told.append).failed == 0, told
