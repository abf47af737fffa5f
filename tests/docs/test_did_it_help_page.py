"""The how-to page on effects runs as it stands, and is the same code in both languages."""

import doctest

import pytest

from gongfu.measure import effects
from tests.docs.test_inequality_page import blocks

PAGE = "howto/did-it-help.md"


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_prints_what_the_page_says(pages):
    code = "\n".join(blocks(pages[0]))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 20
    told = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.DocTestRunner(verbose=False, optionflags=flags).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_both_languages_show_the_same_code(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese


def test_every_estimator_is_on_both_pages_and_in_the_reference(repository, pages):
    reference = (repository / "docs/reference/measures.md").read_text(encoding="utf-8")
    names = [name for name in effects.__all__ if name[0].islower()]
    assert len(names) == 5
    assert [n for n in names if not all(n in text for text in (*pages, reference))] == []
