"""The page on pictures runs as it stands, names every picture, and shows what its code draws."""

import doctest
import re

import pytest

from gongfu.report import gap_charts

PAGE = "howto/gap-pictures.md"


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_draws_the_picture_shown(pages, repository):
    code = "\n".join(blocks(pages[0]))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    assert result.failed == 0, "".join(told)
    shown = (repository / "docs/images/gap-lorenz.svg").read_text(encoding="utf-8")
    assert test.globs["drawing"] == shown.rstrip("\n"), "draw docs/images/gap-lorenz.svg anew"


def test_both_languages_show_the_same_code_and_every_picture(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese
    for name in gap_charts.__all__:
        assert all(f"`{name}`" in page for page in pages), name
