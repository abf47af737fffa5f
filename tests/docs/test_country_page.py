"""The plan for a country prints what its committed rows say, and its figure is drawn from them."""

import pandas as pd
import pytest

from benchmarks import country


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(country.ROWS)


@pytest.mark.parametrize("page", ["country.md", "country.zh.md"])
def test_the_tables_are_those_of_the_rows(page, rows, repository):
    told = (repository / "docs" / "reference" / page).read_text(encoding="utf-8")
    for table, index in ((rows, False), *((found, True) for found in country.country(rows))):
        text = table.to_string(index=index, float_format=lambda number: f"{number:.3g}")
        for line in text.splitlines():
            assert line.rstrip() in {shown.rstrip() for shown in told.splitlines()}


def test_the_figure_is_drawn_from_the_rows(rows):
    assert country.FIGURE.read_text(encoding="utf-8") == country.figure(rows)


def test_a_line_is_found_again():
    x = pd.Series([1.0, 2.0, 5.0])
    a, b, off = country.line(x, 3.0 + 2.0 * x)
    assert (a, b) == (pytest.approx(3.0), pytest.approx(2.0))
    assert off < 1e-9
