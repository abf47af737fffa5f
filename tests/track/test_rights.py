"""What a field limits: who acts for one acts upon nothing of another, nor upon what has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.actors import LIMITED, Actor, Role, field_fault
from gongfu.track.rights import (
    check_brings,
    check_files,
    check_governs,
    check_pays,
    check_runs,
    check_serves,
    check_speaks_for,
    reads_words,
)

FIELDS = st.sampled_from(["", "education", "education.school", "educational", "health"])


def limited(field, role=Role.COUNTY, department=""):
    return Actor("a", role, "330523", department, field)


def refused(check, *told):
    try:
        check(*told)
    except InputError:
        return True
    return False


@given(FIELDS, FIELDS)
def test_a_field_holds_what_is_part_of_it(own, other):
    """Said again by cutting both at the dots."""
    parts, mine = other.split("."), own.split(".")
    assert limited(own).holds_in(other) == (not own or parts[: len(mine)] == mine)


@given(FIELDS, FIELDS, st.sampled_from([Role.COUNTY, Role.PROVINCE]))
def test_who_governs_is_held_to_the_field_in_every_right(own, field, role):
    actor = limited(own, role)
    odd = not actor.holds_in(field)
    place = "330523001"
    assert refused(check_governs, actor, place, "move it", field) == odd
    assert refused(check_serves, actor, place, "health", "prove it", field) == odd
    assert refused(check_pays, actor, place, "3302", field) == odd
    assert refused(check_pays, actor, "3302", place, field) == odd
    assert refused(check_files, actor, place, "R1", field) == odd
    assert reads_words(actor, place, "R1", "health", field) == (not odd)
    assert refused(check_runs, actor, place, "E1", "pay it") == bool(own)
    assert refused(check_speaks_for, actor, "R1", place, "withdraw it") == bool(own)


@given(FIELDS, FIELDS)
def test_a_department_is_held_to_the_field_too(own, field):
    actor = limited(own, Role.DEPARTMENT, "health")
    odd = not actor.holds_in(field)
    assert refused(check_serves, actor, "330523", "health", "prove it", field) == odd
    assert reads_words(actor, "330523", "R1", "health", field) == (not odd)
    assert refused(check_serves, actor, "330523", "sports", "prove it", field)


def test_what_is_said():
    words = r"'a' \(county of 330523, for education alone\) may not move it of health in '330523'"
    with pytest.raises(InputError, match=words):
        check_governs(limited("education"), "330523", "move it", "health")
    with pytest.raises(InputError, match=r"may not move it in '330523'; ask the county"):
        check_governs(limited("education"), "330523", "move it")


@pytest.mark.parametrize(
    ("own", "other", "is_refused"),
    [
        (limited(""), limited("health"), False),
        (limited("health"), limited("health", Role.DEPARTMENT, "health"), False),
        (limited("health"), limited(""), True),
        (limited("health"), limited("education"), True),
        (limited("health"), Actor("r", Role.RESIDENT, "330523001"), False),
    ],
)
def test_acts_are_brought_of_those_of_the_field(own, other, is_refused):
    assert refused(check_brings, own, other) == is_refused


@pytest.mark.parametrize("role", Role)
def test_whom_a_field_may_limit(role):
    fault = field_fault(limited("health", role))
    assert bool(fault) == (role not in LIMITED)
    assert not field_fault(limited("", role))
    if fault:
        assert "is limited to no field; leave it empty: it limits department, county and" in fault
