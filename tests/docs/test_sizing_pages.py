"""The pages on sizes and on industries run as they stand, the same code in both languages."""

import doctest
import re

import pytest

from gongfu.plan import complexity, industry, places, queue_hours, queues, sizing, specialisation

PAGES = {
    "howto/how-many-places.md": (places, queue_hours, queues, sizing),
    "howto/industries.md": (complexity, industry, specialisation),
}


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(params=PAGES)
def page(request) -> str:
    return request.param


def test_every_line_runs_and_prints_what_the_page_says(repository, page):
    code = "\n".join(blocks((repository / "docs" / page).read_text(encoding="utf-8")))
    test = doctest.DocTestParser().get_doctest(code, {}, page, page, 0)
    assert len(test.examples) > 15
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_both_languages_show_the_same_code(repository, page):
    english, chinese = (
        blocks((repository / docs / page).read_text(encoding="utf-8"))
        for docs in ("docs", "docs/zh")
    )
    assert english == chinese


def test_every_function_is_in_the_reference(repository, page):
    reference = (repository / "docs/reference/measures.md").read_text(encoding="utf-8")
    names = [name for module in PAGES[page] for name in module.__all__ if name[0].islower()]
    assert [name for name in names if f"`{name}`" not in reference] == []
