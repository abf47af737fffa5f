"""How the cells of lists are understood, by list and column."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_case_lists import CASE_THING_OF
from gongfu.io.ledger_cells import (
    area_of,
    count_or_none,
    day_of,
    degrees_or_none,
    moment_of,
    number_of,
    place_of,
    year_of,
    yes_or_none,
)
from gongfu.io.ledger_entry_lists import ENTRY_READ
from gongfu.io.ledger_request_lists import REQUEST_READ, REQUEST_THING_OF
from gongfu.io.ledger_workshop_lists import WORKSHOP_READERS
from gongfu.track.actors import RETIRED, Role
from gongfu.track.cases import Kind
from gongfu.track.request_moves import Event

_ROLES: Final = {
    "居民": Role.RESIDENT,
    "村": Role.VILLAGE,
    "企业": Role.ENTERPRISE,
    "学校": Role.SCHOOL,
    "部门": Role.DEPARTMENT,
    "县": Role.COUNTY,
    "省": Role.PROVINCE,
    "审计": Role.AUDITOR,
}
_RETIRED: Final = (RETIRED, "已撤销")


def _days(text: str) -> int:
    """Working days; an empty cell is no term."""
    digits = text.removesuffix(".0") or "0"
    if not (digits.isascii() and digits.isdigit()):
        raise InputError(f"{text!r} is no number of working days; write it in digits")
    return int(digits)


def _kind(text: str) -> str:
    words = {"待遇": Kind.BENEFIT, "入学": Kind.ADMISSION}
    if text not in list(Kind) and text not in words:
        raise InputError(f"{text!r} is no kind of case; choose among {', '.join(Kind)}")
    return str(words.get(text, text))


def _last_day(text: str) -> date | None:
    return day_of(text) if text else None


def _role(text: str) -> str:
    """A role, or "retired" and the last role of who has none any more."""
    start = next((one for one in _RETIRED if text.startswith(one)), "")
    bare = text.removeprefix(start).strip()
    if bare not in (*Role, *_ROLES):
        raise InputError(
            f"{text!r} is no role; choose among {', '.join(Role)}, and write '{RETIRED} "
            f"{Role.VILLAGE}' of a village that has none any more"
        )
    role = str(_ROLES.get(bare, bare))
    return f"{RETIRED} {role}" if start else role


def finish_actor(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of actors as the ledger keeps it.

    Parameters
    ----------
    told
        Its cells as they were read.

    Returns
    -------
    dict
        Column -> value; of who was retired without a role, and with the last one as `last_role`.
    """
    role = told["role"].removeprefix(f"{RETIRED} ")
    return dict(told) if role == told["role"] else {**told, "role": "", "last_role": role}


def _phone(text: str) -> str:
    return text


READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "start_on": day_of,
    "due_on": day_of,
    "quantity": number_of,
    "year": year_of,
    "first_year": year_of,
    "last_year": year_of,
    "role": _role,
    "telephone": _phone,
}
_CASE_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "kind": _kind,
    "applied_on": day_of,
    "start_on": day_of,
    "end_on": _last_day,
    **dict.fromkeys(("decide_days", "evidence_days", "appeal_days", "review_days"), _days),
}
OWN: Final[Mapping[str, Mapping[str, Callable[[str], Any]]]] = {
    **{name: {"place": area_of} for name in ("actors", "programmes", "declared")},
    "deliverables": {"place": place_of},
    **WORKSHOP_READERS,
    **ENTRY_READ,
    **dict.fromkeys(REQUEST_THING_OF, REQUEST_READ),
    "route_rules": {**REQUEST_READ, "place": area_of},
    **dict.fromkeys(CASE_THING_OF, _CASE_READ),
    "case_rules": {**_CASE_READ, "place": area_of},
}
"""Columns that a list understands in its own way."""
EXPECTED: Final[Mapping[Callable[[str], Any], str]] = {
    day_of: "write a day that exists, as 2026-03-01",
    _last_day: "write a day that exists, as 2026-03-01",
    moment_of: "write a moment that exists, as 2026-03-01 09:30",
    count_or_none: "write a whole number in digits",
    _days: "write working days in digits",
    degrees_or_none: "write degrees as 120.155",
    yes_or_none: "write yes or no",
    number_of: "write a number in digits, as 1234.5",
    REQUEST_READ["event"]: f"choose among {', '.join(Event)}",
    _kind: f"choose among {', '.join(Kind)}",
}
"""What a cell must hold that is not told."""
