"""The how-to page on fair siting runs as it stands, and is the same code in both languages."""

import doctest
import re

import pytest

PAGE = "howto/fair-siting.md"


def blocks(text: str, language: str) -> list[str]:
    """The blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_prints_what_the_page_says(pages):
    code = "\n".join(blocks(pages[0], "python"))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 8
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


@pytest.mark.parametrize("language", ["python", "console"])
def test_both_languages_show_the_same(pages, language):
    english, chinese = (blocks(page, language) for page in pages)
    assert english
    assert english == chinese
