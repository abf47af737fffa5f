"""Amounts are exact or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.money import FEN_MOST, fen_of, yuan_of


@given(st.integers(-FEN_MOST, FEN_MOST))
def test_what_is_written_is_read_back(fen):
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("0.1", 10), ("12.34", 1234), (7, 700), (Decimal("46100000000"), 4_610_000_000_000)],
)
def test_amounts(yuan, fen):
    assert fen_of(yuan) == fen


@pytest.mark.parametrize(
    ("yuan", "told"),
    [
        (0.1, "floats are not exact"),
        (True, "floats are not exact"),
        (None, "floats are not exact"),
        ("1.234", "up to two decimals"),
        (Decimal("1.000"), "up to two decimals"),
        ("1,000", "without separators"),
        ("1e3", "in digits"),
        ("", "in digits"),
        ("-", "in digits"),
        ("\u0661", "in digits"),
        ("10000000000000.01", "beyond ten trillion"),
    ],
)
def test_what_is_no_exact_amount_is_told(yuan, told):
    with pytest.raises(InputError, match=told):
        fen_of(yuan)
