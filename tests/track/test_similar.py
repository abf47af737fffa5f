"""Near duplicates: by hand, and against every pair compared one by one."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track import similar
from gongfu.track.similar import Told, common_parts, near_duplicates, near_to

DAY = date(2024, 3, 1)
PLACE = "330102001005"


def told(*texts):
    return [Told(f"r{at}", PLACE, DAY, text) for at, text in enumerate(texts)]


def slow(requests, similarity, days, digits):
    """Every pair, with sets from a regular expression."""
    sets = []
    for one in requests:
        plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", one.text).casefold())
        sets.append(set(map("".join, pairwise(plain))) or set(plain))
    found = {}
    for a, first in enumerate(requests):
        for b in range(a + 1, len(requests)):
            second = requests[b]
            near = first.place[:digits] == second.place[:digits]
            apart = abs((first.on - second.on).days)
            either = len(sets[a] | sets[b])
            if near and apart <= days and either:
                common = len(sets[a] & sets[b])
                if common * 10 >= similarity * either:  # similarity in tenths, exact
                    found[a, b] = (common, either, apart)
    return found


def as_dict(pairs):
    keys = zip(pairs.first_at.tolist(), pairs.second_at.tolist(), strict=True)
    values = zip(
        pairs.n_common.tolist(), pairs.n_either.tolist(), pairs.days_apart.tolist(), strict=True
    )
    return dict(zip(keys, values, strict=True))


requests_ = st.lists(
    st.tuples(
        st.sampled_from(["330102001005", "330102001006", "330102002001", "3301"]),
        st.integers(0, 12),
        st.text("路灯不亮 ,A", max_size=9),
    ),
    max_size=14,
).map(
    lambda rows: [
        Told(f"r{at}", place, DAY + timedelta(day), text)
        for at, (place, day, text) in enumerate(rows)
    ]
)


@pytest.mark.parametrize("chunk", [1, 7, 2_000_000])
@given(requests_, st.integers(1, 10), st.integers(0, 15), st.sampled_from([6, 9, 12]))
def test_against_every_pair(chunk, requests, tenths, days, digits):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar, "_CHUNK", chunk)
        pairs = near_duplicates(requests, similarity=tenths / 10, days=days, place_digits=digits)
    assert as_dict(pairs) == slow(requests, tenths, days, digits)
    assert list(as_dict(pairs)) == sorted(as_dict(pairs))


@given(requests_, st.integers(1, 10), st.integers(0, 15), st.sampled_from([6, 9, 12]))
def test_those_near_to_one_are_its_pairs(requests, tenths, days, digits):
    if not requests:
        return
    asked = {"similarity": tenths / 10, "days": days, "place_digits": digits}
    *others, new = requests
    pairs = near_duplicates(requests, **asked)
    mine = pairs.second_at == len(others)
    found = zip(pairs.first_at[mine].tolist(), pairs.similarity[mine].tolist(), strict=True)
    assert near_to(new, others, **asked) == sorted(found, key=lambda one: (-one[1], one[0]))


def test_by_hand():
    # 路灯 灯不 不亮 / 路灯 灯不 不亮 亮了: three of four
    pairs = near_duplicates(told("路灯不亮", "路灯,不亮了!", "水管漏水"))
    assert as_dict(pairs) == {(0, 1): (3, 4, 0)}
    assert pairs.similarity.tolist() == [0.75]
    assert as_dict(near_duplicates(told("路灯不亮", "路灯,不亮了!"), similarity=0.76)) == {}


def test_width_case_and_signs_do_not_count():
    assert near_duplicates(told("LAMP 12 off", "lamp１２ off。")).similarity.tolist() == [1.0]


def test_without_words_a_request_is_like_no_other():
    assert near_duplicates(told("", "", "!!", "。")).first_at.size == 0
    assert near_duplicates([]).first_at.size == 0
    assert as_dict(near_duplicates(told("水", "水!"))) == {(0, 1): (1, 1, 0)}


def test_the_order_of_requests_does_not_matter():
    requests = told("路灯不亮", "路灯不亮了", "东门路灯不亮", "路灯")
    pairs = as_dict(near_duplicates(requests, similarity=0.3))
    back = as_dict(near_duplicates(requests[::-1], similarity=0.3))
    assert {(3 - b, 3 - a): value for (a, b), value in back.items()} == pairs


def test_common_parts():
    assert common_parts("东门路灯不亮三天", "路灯不亮,东门") == ("东门", "路灯不亮")
    assert common_parts("水", "水") == ("水",)
    assert common_parts("路灯", "水管") == ()
    assert common_parts("abc", "ABC!") == ("abc",)


def test_what_is_refused():
    with pytest.raises(InputError, match="similarity is 0; give a share above 0"):
        near_duplicates([], similarity=0)
    with pytest.raises(InputError, match="similarity is nan"):
        near_duplicates([], similarity=float("nan"))
    with pytest.raises(InputError, match="days is -1 and place_digits 0"):
        near_duplicates([], days=-1, place_digits=0)
    one = told("a secret")[0]
    with pytest.raises(InputError, match="1 id of requests is there twice") as fault:
        near_duplicates([one, one])
    assert "secret" not in str(fault.value) + repr(one)
    with pytest.raises(InputError, match="1 request has no place, such as 'r0'"):
        near_duplicates([replace(one, place="")])


def test_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr(similar, "_PAIRS_MOST", 2)
    with pytest.raises(InputError, match="more than 2 pairs of requests are alike; raise"):
        near_duplicates(told("路灯", "路灯", "路灯"))
