import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.model.place import ancestors, level_of, normal_code


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("330000", "33"),
        ("330100", "3301"),
        ("331000", "3310"),
        ("330110", "330110"),
        ("330102000000", "330102"),
        ("330102001000", "330102001"),
        ("330102001001", "330102001001"),
        ("zone", "zone"),
        ("33", "33"),
    ],
)
def test_padding_zeros_are_dropped(given, normal):
    assert normal_code(given) == normal


def test_level_follows_from_the_length():
    assert level_of("330100") == "prefecture"
    assert level_of("330102001001") == "village"
    with pytest.raises(InputError, match="2, 4, 6, 9 or 12 digits"):
        level_of("12345")


def places(**parent_of):
    levels = {"a": "province", "b": "county", "c": "township", "d": "township"}
    return pd.DataFrame(
        {
            "level": [levels[code] for code in parent_of],
            "parent": list(parent_of.values()),
        },
        index=pd.Index(list(parent_of), name="code"),
    )


def test_ancestors_at_every_level_even_where_one_is_skipped():
    table = ancestors(places(d="a", c="b", b="a", a=""))

    assert list(table.columns) == ["province", "county", "township"]
    table = table.fillna("-")
    assert table.loc["c"].to_list() == ["a", "b", "c"]
    assert table.loc["d"].to_list() == ["a", "-", "d"]
    assert table.loc["a"].to_list() == ["a", "-", "-"]


def test_a_lost_parent_and_a_circle_are_named():
    with pytest.raises(InputError, match="'x' of 'b'"):
        ancestors(places(a="", b="x"))
    with pytest.raises(InputError, match="run in a circle"):
        ancestors(places(a="", b="c", c="b"))
