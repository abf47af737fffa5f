"""How the cells of each list of a ledger are read, and what each reader takes."""

from collections.abc import Mapping
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_budgets import BUDGET_READ
from gongfu.io.ledger_case_lists import CASE_THING_OF
from gongfu.io.ledger_cells import (
    area_of,
    day_of,
    day_or_none,
    number_of,
    place_of,
    text_of,
    year_of,
)
from gongfu.io.ledger_entry_lists import ENTRY_KINDS, ENTRY_READ
from gongfu.io.ledger_kinds import KINDS, CellKind, Kinds, Reader
from gongfu.io.ledger_projects import PROJECT_KINDS, PROJECT_READERS
from gongfu.io.ledger_request_lists import REQUEST_KINDS, REQUEST_READ, REQUEST_THING_OF
from gongfu.io.ledger_workshop_lists import WORKSHOP_KINDS, WORKSHOP_READERS
from gongfu.track.actors import RETIRED, Role
from gongfu.track.cases import Kind

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
_CASE_KINDS: Final = {"待遇": Kind.BENEFIT, "入学": Kind.ADMISSION}


def _days(text: str) -> int:
    """Working days; an empty cell is no term."""
    digits = text.removesuffix(".0") or "0"
    if not (digits.isascii() and digits.isdigit()):
        raise InputError(f"{text!r} is no number of working days; write it in digits")
    return int(digits)


def _kind(text: str) -> str:
    if text not in list(Kind) and text not in _CASE_KINDS:
        raise InputError(f"{text!r} is no kind of case; choose among {', '.join(Kind)}")
    return str(_CASE_KINDS.get(text, text))


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


_READ: Final[Mapping[str, Reader]] = {
    "start_on": day_of,
    "due_on": day_of,
    "quantity": number_of,
    "year": year_of,
    "first_year": year_of,
    "last_year": year_of,
    "role": _role,
    "telephone": _phone,
}
_CASE_READ: Final[Mapping[str, Reader]] = {
    "kind": _kind,
    "applied_on": day_of,
    "start_on": day_of,
    "end_on": day_or_none,
    **dict.fromkeys(("decide_days", "evidence_days", "appeal_days", "review_days"), _days),
}
_OWN: Final[Mapping[str, Mapping[str, Reader]]] = {
    **{name: {"place": area_of} for name in ("actors", "programmes")},
    **PROJECT_READERS,
    **BUDGET_READ,
    **ENTRY_READ,
    "deliverables": {"place": place_of},
    **WORKSHOP_READERS,
    **dict.fromkeys(REQUEST_THING_OF, REQUEST_READ),
    "route_rules": {**REQUEST_READ, "place": area_of},
    **dict.fromkeys(CASE_THING_OF, _CASE_READ),
    "case_rules": {**_CASE_READ, "place": area_of},
}
"""Columns that a list understands in its own way."""
LIST_KINDS: Final[Kinds] = {
    **KINDS,
    **WORKSHOP_KINDS,
    **REQUEST_KINDS,
    **PROJECT_KINDS,
    **ENTRY_KINDS,
    _days: CellKind("count", "integer", expected="write working days in digits", minimum=0),
    _kind: CellKind(
        "choice", expected=f"choose among {', '.join(Kind)}", choices=(*Kind, *_CASE_KINDS)
    ),
    _role: CellKind(
        "choice",
        choices=(*Role, *_ROLES),
        also=tuple(map("".join, zip(_RETIRED, (" village", "村"), strict=True))),
    ),
    _phone: CellKind("words"),
}
"""What each reader takes."""


def reader_of(table: str, column: str) -> Reader:
    """How the cells of a column are read.

    Parameters
    ----------
    table, column
        Name of a list, and of a column of it.

    Returns
    -------
    callable
        Of the text of a cell; an InputError tells what is wrong with it.
    """
    return _OWN.get(table, {}).get(column) or _READ.get(column, text_of)
