"""Ids that would tell who somebody is."""

import pytest

from gongfu.track.actors import personal_id


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
