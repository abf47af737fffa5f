"""The how-to page on budgets over years runs as it stands, the same code in both languages."""

import doctest
import re

import pytest

PAGE = "howto/budget-over-years.md"


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_prints_what_the_page_says(pages):
    code = "\n".join(blocks(pages[0]))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 20
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_both_languages_show_the_same_code(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese


def test_both_say_that_the_projects_are_invented(pages):
    assert "invented" in pages[0]
    assert "虚构" in pages[1]
