"""Who acts: an id, a role and where it holds.  No names: those live in tables of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

REVERSED: Final = "/reversed"
"""The end of the id of what undoes a pay."""
RETIRED: Final = "retired"
"""What lists put before the last role of who has none any more."""
_MOBILE: Final = re.compile(r"(\+?86)?1[3-9][0-9]{9}")
_IDENTITY: Final = re.compile(r"[0-9]{6}([0-9]{8})[0-9]{3}[0-9X]")
_OLD_IDENTITY: Final = re.compile(r"[0-9]{6}([0-9]{6})[0-9]{3}")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_LENGTHS: Final = (2, 4, 6, 9, 12)
_FILLED: Final = ((12, "000"), (9, "000"), (6, "00"), (4, "00"))
"""How long codes are, and the zeros that say no more than their length; longest first."""
_CENTURIES: Final = ("19", "20")


class Role(StrEnum):
    """In which capacity somebody acts."""

    RESIDENT = "resident"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    DEPARTMENT = "department"
    COUNTY = "county"
    PROVINCE = "province"
    AUDITOR = "auditor"

    @property
    def one(self) -> str:
        """As in "an auditor"."""
        return f"{'an' if self[0] in 'aeiou' else 'a'} {self}"


GOVERN: Final = (Role.COUNTY, Role.PROVINCE)
"""Who decides on all that lies in their place."""
LIMITED: Final = (Role.DEPARTMENT, *GOVERN)
"""Whom a field may limit."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts.

    Attributes
    ----------
    actor_id
        An id, never a name.
    role
        In which capacity.
    place
        Code of the place whose affairs are theirs, with all that lies in it; "" is everywhere.
    department
        Which department, for the role of that name.
    field
        The field to which they are limited, such as education, with all that is part of it, such
        as education.school; "" is every field.  It limits departments, counties and provinces.
    """

    actor_id: str
    role: Role
    place: str = ""
    department: str = ""
    field: str = ""

    def holds_at(self, place: str) -> bool:
        """Whether a place is the actor's own or in it; codes begin with their ancestors' codes."""
        return place.startswith(own_code(self.place))

    def holds_in(self, field: str) -> bool:
        """Whether a field is the actor's own or part of it; "" is of what has no field."""
        return not self.field or field == self.field or field.startswith(f"{self.field}.")

    def governs(self, place: str, field: str = "") -> bool:
        """Whether the actor decides there on what is of a field, or of none."""
        return self.role in GOVERN and self.holds_at(place) and self.holds_in(field)


def own_code(place: str) -> str:
    """The code of a place without the zeros with which official codes are filled up.

    Parameters
    ----------
    place
        Such as 330000, 330500 or 330523000000.

    Returns
    -------
    str
        Such as 33, 3305 or 330523, with which the codes of all that lies in it begin.
    """
    if not place.endswith("00") or not place.isdigit():
        return place
    code = place
    for length, zeros in _FILLED:
        if len(code) == length:
            code = code.removesuffix(zeros)
    return code


def odd_place(place: str) -> str:
    """What is wrong with the code of a place as it is written.

    Parameters
    ----------
    place
        A code.

    Returns
    -------
    str
        What it is, and what to do; "" if it is one of a province (2 digits), a city (4), a county
        (6), a township (9) or a village (12).
    """
    if place.isascii() and place.isdigit() and len(place) in _LENGTHS:
        return ""
    return (
        f"{place[:20]!r} is no code of a place; give the 2, 4, 6, 9 or 12 digits of a province, "
        "city, county, township or village, such as 330523"
    )


def field_fault(actor: Actor) -> str:
    """What is wrong with the field of an actor.

    Parameters
    ----------
    actor
        Any.

    Returns
    -------
    str
        What it is, and what to do; "" if nothing is.
    """
    if not actor.field or actor.role in LIMITED:
        return ""
    return (
        f"{actor.role.one} is limited to no field; leave it empty: it limits "
        f"{', '.join(LIMITED[:-1])} and {LIMITED[-1]}"
    )


def odd_id(text: str) -> str:
    """What is wrong with an id as it is written: one rule for all, whoever brings them.

    Parameters
    ----------
    text
        An id.

    Returns
    -------
    str
        What it is, and what to do; "" if it can be written in one line and told from others by eye,
        is no option of a command, and does not end as the ids of reversals do.
    """
    if not text.strip():
        return "it is blank; fill it in"
    if text != text.strip():
        return "an id neither begins nor ends with a blank; leave them out"
    if not text.isprintable():
        return "it holds a line break or what cannot be seen; write it in one line of plain text"
    if text.startswith("-"):
        return "an id does not begin with -; leave it out"
    if text.endswith(REVERSED):
        return f"{REVERSED!r} at the end is kept for what undoes a pay; give another"
    return ""


def id_faults(ids: Mapping[str, str]) -> list[str]:
    """Ids that cannot stand in the record, or would tell of a person.

    Parameters
    ----------
    ids
        By the name of their column; empty ones are not looked at.

    Returns
    -------
    list of str
        Without the ids themselves.
    """
    told = {name: personal_id(text) for name, text in ids.items()}
    odd = {name: odd_id(text) for name, text in ids.items() if text and not told[name]}
    return [f"{name}: {what}" for name, what in odd.items() if what] + [
        f"{name}: {what}, and ids stay in the record for good; give a number of your own"
        for name, what in told.items()
        if what
    ]


def personal_id(text: str) -> str:
    """What an id would tell of a person: ids enter the record for good, and must tell nothing.

    Parameters
    ----------
    text
        An id.

    Returns
    -------
    str
        "an identity number" (GB 11643-1999: 18 digits with a day of birth, whatever the last, or
        of which the last checks the others; or 15 with a day of birth), "a mobile number", or "".
        Else 18 digits may be the code of a firm or a project.
    """
    bare = re.sub(r"[\s-]", "", text).upper()
    if _MOBILE.fullmatch(bare):
        return "a mobile number"
    found = _IDENTITY.fullmatch(bare)
    if found is not None:
        sum_ = sum(int(digit) * weight for digit, weight in zip(bare, _WEIGHTS, strict=False))
        born = found[1][:2] in _CENTURIES and _is_day(found[1])
        return "an identity number" if born or _CHECKS[sum_ % 11] == bare[-1] else ""
    found = _OLD_IDENTITY.fullmatch(bare)
    return "an identity number" if found is not None and _is_day(f"19{found[1]}") else ""


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
