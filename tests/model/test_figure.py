import pandas as pd
import pytest

from gongfu.errors import NotFoundError
from gongfu.model.figure import Figure, best_figures, find_figure, indicator_values


def figures():
    rows = [
        Figure("33", "income", "2025", 70000.0, "yuan", "speech", grade="official_text", bound=">"),
        Figure("33", "income", "2025", 70240.0, "yuan", "picture", grade="transcribed"),
        Figure("33", "income", "2025", 70239.0, "yuan", "article", grade="secondary"),
        Figure("33", "income", "2025", 70100.0, "yuan", "ours", standing="computed"),
        Figure("33", "income", "2024", 67013.0, "yuan", "yearbook"),
        Figure("3301", "income", "2024", 80000.0, "yuan", "yearbook"),
        Figure("3301", "income", "2024-01/2024-09", 61000.0, "yuan", "monthly"),
    ]
    return pd.DataFrame([{name: getattr(f, name) for name in Figure.__slots__} for f in rows])


def test_a_value_goes_before_a_bound_and_the_better_source_before_the_worse():
    best = best_figures(figures())

    assert len(best) == 4
    assert best.loc[best["period"] == "2025", "source"].to_list() == ["article"]


def test_the_latest_whole_year_is_found_unless_a_period_is_named():
    assert find_figure(figures(), "income", "33").period == "2025"
    assert find_figure(figures(), "income", "3301").period == "2024"
    assert find_figure(figures(), "income", "33", "2024").value == 67013.0
    with pytest.raises(NotFoundError, match="no figure of 'gdp' for place '33'"):
        find_figure(figures(), "gdp", "33")


def test_values_of_one_indicator_by_place():
    assert indicator_values(figures(), "income", "2024")["value"].to_dict() == {
        "33": 67013.0,
        "3301": 80000.0,
    }
