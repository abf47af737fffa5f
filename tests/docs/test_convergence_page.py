"""The how-to page on convergence runs as it stands, the same code in both languages."""

import doctest
import re

import pytest

from gongfu.measure import beta, neighbours, sigma, spatial, spatial_beta

PAGE = "howto/convergence.md"


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_prints_what_the_page_says(pages):
    code = "\n".join(blocks(pages[0]))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 40
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_both_languages_show_the_same_code(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese


def test_every_function_is_told_in_the_reference_and_on_both_pages(repository, pages):
    reference = (repository / "docs/reference/measures.md").read_text(encoding="utf-8")
    modules = (beta, neighbours, sigma, spatial, spatial_beta)
    names = [n for m in modules for n in m.__all__ if n[0].islower()]
    assert len(names) == 8
    assert [n for n in names if not all(n in text for text in (reference, *pages))] == []
