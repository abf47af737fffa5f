"""Ids that would tell who somebody is."""

import pytest

from gongfu.track.actors import Actor, Role, odd_place, own_code, personal_id


# The first is the example of GB 11643-1999.
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("11010519491231002X", "an identity number"),
        ("11010519491231002x", "an identity number"),
        ("110105 19491231 002X", "an identity number"),
        ("110105194912310021", "an identity number"),  # written wrong, and tells as much
        ("110105209912310021", "an identity number"),
        ("110105194913310022", ""),  # no day of birth, and the last does not check the others
        ("913305230123456786", ""),  # a firm's code may have digits alone
        ("110105491231002", "an identity number"),
        ("110105491331002", ""),
        ("13800000000", "a mobile number"),
        ("+86 138-0000-0000", "a mobile number"),
        ("12800000000", ""),
        ("330523001", ""),
        ("R1", ""),
        ("", ""),
    ],
)
def test_what_an_id_would_tell(text, what):
    assert personal_id(text) == what


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("330000", "33"), ("330500", "3305"), ("330523", "330523"), ("330523000000", "330523"),
        ("330523001000", "330523001"), ("330523000", "330523"), ("330000000000", "33"),
        ("330520", "330520"), ("3300", "33"), ("", ""), ("100", "100"), ("P00", "P00"),
    ],
)  # fmt: skip
def test_zeros_that_fill_a_code_up_say_nothing(code, own):
    assert own_code(code) == own


def test_a_province_holds_its_cities_and_no_others():
    actor = Actor("a", Role.PROVINCE, "330000")
    assert [actor.holds_at(one) for one in ("33", "330523", "330000", "340100")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_codes_have_the_length_of_their_level():
    for code in ("33", "3305", "330523", "330523001", "330523001002"):
        assert not odd_place(code)
    for code in ("", "3", "33052", "33052x", "3305230010021"):
        assert "no code of a place" in odd_place(code)
