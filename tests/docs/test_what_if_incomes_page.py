"""The how-to page on policies and incomes runs as it stands, and what it says holds."""

import doctest
import re

import pytest

from gongfu.measure import income_policies, what_if_incomes

PAGE = "howto/what-if-incomes.md"


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


@pytest.fixture(scope="module")
def ran(pages) -> dict:
    """The names that the page leaves behind, having printed what it says."""
    test = doctest.DocTestParser().get_doctest("\n".join(blocks(pages[0])), {}, PAGE, PAGE, 0)
    assert len(test.examples) > 20
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    assert result.failed == 0, "".join(told)
    return test.globs


def test_the_ratio_of_town_to_country_follows_from_published_figures_alone(ran):
    town, country = (float(side["330113"]) for side in ran["means"])
    in_country = float(ran["residents"]["330113"] - ran["in_town"]["330113"])
    gain = 2_854 * 12 * 1_600 / in_country
    assert (town, country, round(gain)) == (85_142, 55_472, 457)
    ratio = ran["found"].indices.loc["urban_rural_ratio"]
    assert ratio["before"] == pytest.approx(town / country, rel=1e-9)
    assert ratio["after"] == pytest.approx(town / (country + gain), rel=1e-9)


def test_what_the_text_says_holds(ran):
    parts = ran["found"].parts.query("index == 'gini' and by == 'urban'").set_index("component")
    share = parts.at["net_between", "change"] / parts.at["total", "change"]
    assert 0.7 < share < 0.8  # "three quarters"
    assert round(ran["linping"]["weight"].max()) == 121
    assert len(ran["known"]) == 85
    facts = ran["facts"]
    assert (facts.at["jobs", "value"], facts.at["jobs", "period"][:4]) == (245_000, "2023")


def test_both_languages_show_the_same_code(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese


def test_every_function_and_policy_is_told_on_both_pages(pages):
    names = {*what_if_incomes.__all__, *income_policies.__all__} - {"Policy", "IncomeWhatIf"}
    assert [name for name in names if not all(name in page for page in pages)] == []
