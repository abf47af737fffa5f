"""A chain is whole, or the first record that is not is named."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.audit import Change, Head, canonical, chained, verify
from gongfu.track.calendar import CHINA_TIME

AT = datetime(2024, 3, 1, 8, 0, tzinfo=CHINA_TIME)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
changes = st.builds(
    Change,
    who=st.text(max_size=5),
    what=st.text(max_size=5),
    before=st.none() | st.dictionaries(st.text(), plain, max_size=3),
    after=st.none() | st.dictionaries(st.text(), plain, max_size=3),
    at=st.integers(0, 10**9).map(lambda s: AT + timedelta(seconds=s)),
    why=st.text(max_size=5),
)


def records(n):
    made = [Change("u1", f"request r{k} sign", None, {"state": "working"}, AT) for k in range(n)]
    return chained(made)


@given(st.lists(changes, max_size=6), st.integers(0, 6))
def test_a_chain_written_in_parts_is_the_chain(made, cut):
    whole, head = chained(made)
    first, middle = chained(made[:cut])
    second, end = chained(made[cut:], middle)
    assert (*first, *second) == whole
    assert end == head == verify(whole, head) == verify(second, head, start=middle)


@given(st.lists(changes, min_size=1, max_size=6), st.data())
def test_whatever_is_changed_is_found_at_its_record(made, data):
    whole, _ = chained(made)
    at = data.draw(st.integers(0, len(whole) - 1))
    name = data.draw(st.sampled_from(["who", "what", "before", "after", "at", "why", "hash"]))
    rows = list(whole)
    rows[at] = rows[at]._replace(**{name: getattr(rows[at], name) + "!"})
    with pytest.raises(InputError, match=f"record {at + 1} "):
        verify(rows)


def test_the_hash_is_that_of_json_that_anybody_can_write():
    (one,), head = chained([Change("u1", "request r1 file", None, {"b": 1, "a": "县"}, AT, "x")])
    text = json.dumps(
        [1, "0" * 64, "u1", "request r1 file", "null", '{"a":"\\u53bf","b":1}',
         "2024-03-01T00:00:00.000000+00:00", "x"],
        separators=(",", ":"),
    )  # fmt: skip
    assert one.hash == head.hash == hashlib.sha256(text.encode()).hexdigest()


def test_a_record_left_out_moved_or_put_in_is_named():
    rows, head = records(5)
    with pytest.raises(InputError, match="record 3 is missing: 4 stands"):
        verify([*rows[:2], *rows[3:]])
    with pytest.raises(InputError, match="record 2 is missing"):
        verify([rows[0], rows[2], rows[1], *rows[3:]])
    renumbered = [one._replace(number=k + 1) for k, one in enumerate([*rows[:2], *rows[3:]])]
    with pytest.raises(InputError, match=r"record 3 .*not as it was written"):
        verify(renumbered)
    assert verify(rows[:4]) != head
    with pytest.raises(InputError, match="ends with 4, and 5 was noted"):
        verify(rows[:4], head)
    with pytest.raises(InputError, match="another hash at 5"):
        verify(rows, replace(head, hash="f" * 64))


def test_a_chain_made_anew_from_a_change_on_does_not_fit_the_head():
    """Whoever rewrites all that follows is found by the head alone."""
    made = [Change("u1", f"x{k}", None, {"n": k}, AT) for k in range(4)]
    _, head = chained(made)
    forged, _ = chained([made[0], replace(made[1], why="?"), *made[2:]])
    verify(forged)
    with pytest.raises(InputError, match="another hash"):
        verify(forged, head)


def test_nothing_is_a_chain_too():
    assert chained([]) == ((), Head())
    assert verify([]) == Head()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"a": 0.5}, "values.a is a float"),
        ({"a": [date(2024, 1, 1)]}, r"values.a\[0\] is a date"),
        ({1: "a"}, "names must be texts"),
    ],
)
def test_values_that_json_does_not_keep_are_told(values, told):
    with pytest.raises(InputError, match=told):
        canonical(values)


def test_a_moment_without_a_zone_is_told_and_zones_do_not_matter():
    with pytest.raises(InputError, match="without a time zone"):
        chained([Change("u", "x", None, None, datetime(2024, 1, 1))])  # noqa: DTZ001
    one = chained([Change("u", "x", None, None, AT)])
    assert one == chained([Change("u", "x", None, None, AT.astimezone(UTC))])
