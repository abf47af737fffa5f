"""The parts of a score, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.match.pairing_parts import need_and_capacity, pair_parts, valid_at


def test_need_and_capacity_are_distances_from_the_weighted_mean():
    # Mean (1*10 + 1*20 + 2*40 )/4 = 27.5; lowest 10, highest 40.
    figures = pd.DataFrame({"income": [10.0, 20.0, 40.0], "n": [1, 1, 2]}, index=list("abc"))
    found = need_and_capacity(figures, weight="n")
    assert found["need"].to_numpy() == pytest.approx([1.0, 7.5 / 17.5, 0.0])
    assert found["capacity"].to_numpy() == pytest.approx([0.0, 0.0, 1.0])


def test_what_is_not_known_of_a_county_does_not_count():
    figures = pd.DataFrame(
        {"income": [1.0, 3.0, np.nan], "gdp": [2.0, np.nan, np.nan], "n": [1, 1, 1]}
    )
    found = need_and_capacity(figures, weight="n")
    assert found["n_figures"].tolist() == [2, 1, 0]
    assert found["need"].tolist()[:2] == [1.0, 0.0]
    assert found.loc[2, ["need", "capacity"]].isna().all()


def test_a_weight_of_nought_is_named():
    with pytest.raises(InputError, match="1 counties have others or none, such as 'b'"):
        need_and_capacity(pd.DataFrame({"x": [1, 2], "n": [1, 0]}, index=list("ab")), weight="n")


def test_parts_of_each_pair():
    far = pd.Series({("m", "a"): 50.0, ("m", "b"): 200.0})
    related = pd.Series({("m", "a"): 1, ("m", "b"): 4})
    parts = pair_parts(
        pd.Series({"m": 0.5}),
        pd.Series({"a": 0.4, "b": 1.0, "c": 0.0}),
        distance=far,
        related=related,
        record=[("m", "b"), ("m", "elsewhere")],
    ).set_index("sea")
    assert parts["need"].to_dict() == {"a": 0.2, "b": 0.5, "c": 0.0}
    assert parts["near"].to_numpy() == pytest.approx([0.75, 0.0, np.nan], nan_ok=True)
    assert parts["complement"].to_numpy() == pytest.approx([0.25, 1.0, np.nan], nan_ok=True)
    assert parts["history"].to_dict() == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_faults_of_the_parts_are_named():
    m, s = pd.Series({"m": 0.5}), pd.Series({"a": 0.4})
    with pytest.raises(InputError, match="mountain counties are not given"):
        pair_parts(m.head(0), s)
    with pytest.raises(InputError, match="counties by the sea stand more than once"):
        pair_parts(m, pd.concat([s, s]))
    with pytest.raises(InputError, match="1 pairs are below 0"):
        pair_parts(m, s, distance=pd.Series({("m", "a"): -1.0}))
    twice = pd.Series([1.0, 2.0], pd.MultiIndex.from_tuples([("m", "a")] * 2))
    with pytest.raises(InputError, match="more than once"):
        pair_parts(m, s, distance=twice)


@pytest.mark.parametrize(
    ("date", "holds"),
    [
        ("", [True, False, False, True]),
        ("2020", [False, False, False, True]),
        ("2021-01", [True, True, False, True]),
        ("2024-07", [True, True, False, True]),
        ("2024-08", [True, True, True, True]),
        ("2025-03", [True, False, True, True]),
        ("2026-01-31", [True, False, False, True]),
    ],
)
def test_dates_are_compared_as_finely_as_both_say(date, holds):
    frame = pd.DataFrame(
        {"since": ["2021", "2021", "2024-08", ""], "until": ["", "2025", "2025-12", None]}
    )
    assert valid_at(frame, date, start="since", end="until").tolist() == holds


def test_a_date_is_written_in_one_way():
    for date in ("1.8.2024", "2024-13", "2024-00", "2024-08-32"):
        with pytest.raises(InputError, match="write YYYY"):
            valid_at(pd.DataFrame({"a": [""], "b": [""]}), date, start="a", end="b")
