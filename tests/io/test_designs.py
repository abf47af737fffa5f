"""Designs of a composite index from TOML, and every fault of one at once."""

import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.designs import design_of, read_design
from gongfu.model.composite import Component, Design, Dimension

GOOD = """
[index]
key = "k"
title = { en = "Index", zh = "指数" }
source = "ours"
illustrative = true

[[dimensions]]
key = "x"
weight = 2

[[components]]
name = "a"
better = "lower"
dimension = "x"
target = 1.9

[[components]]
name = "b"
better = "higher"
"""


def test_a_file_becomes_a_design(tmp_path):
    path = tmp_path / "index.toml"
    path.write_text(GOOD, encoding="utf-8")
    design = read_design(path)
    assert design == Design(
        (Component("a", "lower", "x", target=1.9), Component("b", "higher")),
        (Dimension("x", 2),),
        key="k",
        title={"en": "Index", "zh": "指数"},
        source="ours",
    )
    assert design.dimension_keys == ("x", "")
    assert design.dimension_weights == (2 / 3, 1 / 3)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ('better = "lower"', 'better = "less"', ["design: component 'a': better is 'less'"]),
        ("target = 1.9", "goal = 1.9", ["[[components]] 1: 'goal' is unknown; known: better"]),
        ('name = "b"', "", ["[[components]] 2: no 'name'"]),
        ('name = "b"', 'name = "a"', ["component 'a' is declared twice"]),
        ("weight = 2", "weight = -2", ["dimension 'x' has weight -2"]),
        ("weight = 2", 'weight = "2"', ["dimension 'x' has weight '2'; it must be >= 0"]),
        ("target = 1.9", 'low = "1"', ["component 'a': low is '1'; give numbers"]),
        ("[[dimensions]]", "[dimensions]", ["[dimensions] is one table; write [[dimensions]]"]),
        ("[index]", "[index", ["i.toml: not TOML"]),
        ('key = "k"', 'name = "k"', ["[index]: 'name' is unknown"]),
        ("target = 1.9", "low = 2\nhigh = 1\ntarget = -1",
         ["low is 2 and high 1; low must lie below high", "target is -1; it must be > 0"]),
        ("target = 1.9", "weight = 0", ["no component of dimension 'x' has a weight > 0"]),
    ],
)  # fmt: skip
def test_every_fault_is_named(old, new, messages):
    with pytest.raises(InputError) as error:
        design_of(GOOD.replace(old, new, 1), "i.toml")
    for message in messages:
        assert message in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError, match="give the path of a design"):
        read_design(tmp_path / "none.toml")


def test_an_index_of_nothing():
    with pytest.raises(InputError, match="it has no component"):
        design_of("", "i.toml")


def test_without_a_component():
    design = design_of(GOOD, "i.toml")
    assert design.without("a").names == ("b",)
    with pytest.raises(InputError, match="design has no component 'c'; it has a, b"):
        design.without("c")
    with pytest.raises(InputError, match="it has no component"):
        design.without("a", "b")
