"""OC4IDS 0.9.5: cooperation projects as a project package in JSON, both ways.

The specification: standard.open-contracting.org/infrastructure/0.9.5.  Amounts are numbers in
yuan that come back to the fen; a day is written as its first moment in China.  Postings go out as
transactions, from who pays to who is paid: a transfer from giver to receiver, a return the other
way, a spending from the receiver to somebody whom the books do not name.  A reversal has an amount
below 0.  A commitment moves no money and is none.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.georeport_forms import moment_of
from gongfu.track.money import FEN_PER_YUAN, fen_of
from gongfu.track.postings import Kind, Posting
from gongfu.track.projects import Party, PartyRole, Phase, Project, YearBudget

VERSION: Final = "0.9"  # of the schema, as the package writes it

_SHOWN: Final = 20
_PREFIX: Final = re.compile(r"oc4ids-[a-z0-9]{6}")
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


@dataclass(frozen=True, slots=True)
class Package:
    """Projects that were read, and the names of fields that were not taken over, sorted."""

    projects: tuple[Project, ...]
    left: tuple[str, ...]


def write_package(
    projects: Iterable[Project],
    postings: Iterable[Posting] = (),
    *,
    prefix: str,
    uri: str,
    publisher: str,
    published_at: datetime,
) -> bytes:
    """Projects as a project package.

    Parameters
    ----------
    projects
        At least one, with different ids.
    postings
        Of these projects and their parties, in the order in which they were made.
    prefix
        The publisher's, as the standard registers it: "oc4ids-" and six letters or digits.
    uri, publisher
        Of this package, and the publisher's name.
    published_at
        With a time zone.

    Returns
    -------
    bytes
        UTF-8.
    """
    held = list(projects)
    faults = [] if held else ["no project; a package needs one"]
    if not _PREFIX.fullmatch(prefix):
        faults.append(f"prefix is {prefix!r}; give the registered one, such as oc4ids-bu3kcz")
    if not _LINK.fullmatch(uri) or not publisher:
        faults.append(f"uri is {uri!r}; give a URI, and the publisher's name")
    if published_at.utcoffset() is None:
        faults.append("published_at has no time zone; give it one")
    faults += _twice(one.project_id for one in held)
    by_project: dict[str, list[Posting]] = {one.project_id: [] for one in held}
    for posting in postings:
        if posting.project in by_project:
            by_project[posting.project].append(posting)
        else:
            name = f"posting {posting.posting_id!r}"
            faults.append(f"{name}: no project {posting.project!r}; give it, too")
    for one in held:
        faults += _posting_faults(one, by_project[one.project_id])
    _refuse(faults)
    package = {
        "uri": uri,
        "publishedDate": published_at.isoformat(timespec="seconds"),
        "publisher": {"name": publisher},
        "version": VERSION,
        "projects": [_written(one, by_project[one.project_id], prefix) for one in held],
    }
    try:
        return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError as fault:
        raise InputError("OC4IDS: half a character in a text; UTF-8 cannot hold it") from fault


def read_package(data: bytes, *, prefix: str = "") -> Package:
    """The projects of a package, of ours or another publisher.

    Parameters
    ----------
    data
        JSON in UTF-8.
    prefix
        Taken off the ids; "" leaves them whole.

    Returns
    -------
    Package
        What a `Project` holds, and the names of what it does not.

    Raises
    ------
    InputError
        It is no package, or a project lacks what a `Project` needs; every fault is told.
    """
    try:
        content = json.loads(data.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_name)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise InputError(f"OC4IDS: not JSON in UTF-8 ({type(fault).__name__})") from fault
    if not isinstance(content, dict) or not isinstance(content.get("projects"), list):
        raise InputError("OC4IDS: no list 'projects'; give a project package")
    faults: list[str] = []
    left: set[str] = set()
    projects = []
    for at, one in enumerate(content["projects"]):
        reader = _Reader(f"project {at}", faults, left)
        before = len(faults)
        found = reader.project(one, prefix)
        if found is not None and len(faults) == before:
            try:
                projects.append(Project(**found))
            except InputError as fault:
                faults.append(str(fault))
    faults += _twice(one.project_id for one in projects)
    _refuse(faults)
    return Package(tuple(projects), tuple(sorted(left)))


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError("OC4IDS: " + "; ".join(faults[:_SHOWN]) + more)


def _refuse_name(name: str) -> float:
    raise ValueError(name)


def _twice(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for one in ids:
        if one in seen:
            found.append(f"project {one!r} is there twice")
        seen.add(one)
    return found


def _posting_faults(project: Project, postings: Iterable[Posting]) -> list[str]:
    known = {one.party_id for one in project.parties}
    return [
        f"posting {one.posting_id!r}: {party!r} is no party of project {project.project_id!r}; "
        "add it"
        for one in postings
        for party in (one.giver, one.receiver)
        if party not in known
    ]


def _written(project: Project, postings: list[Posting], prefix: str) -> dict[str, Any]:
    sectors = project.sector.split(".")
    budget: dict[str, Any] = {}
    if project.budget_fen is not None:
        budget["amount"] = _amount(project.budget_fen)
    if project.approved_on is not None:
        budget["approvalDate"] = _moment(project.approved_on)
    names = {one.party_id: one.name for one in project.parties}
    if project.budgets:
        parts = [
            {
                "id": f"{one.year}-{one.party_id}",
                "amount": _amount(one.amount_fen),
                "period": {
                    "startDate": _moment(date(one.year, 1, 1)),
                    "endDate": _moment(date(one.year, 12, 31)),
                },
                "sourceParty": {"id": one.party_id, "name": names[one.party_id]},
            }
            for one in project.budgets
        ]
        budget["budgetBreakdowns"] = [{"id": "1", "budgetBreakdown": parts}]
    completion: dict[str, Any] = {}
    if project.completed_on is not None:
        completion["endDate"] = _moment(project.completed_on)
    if project.final_fen is not None:
        completion["finalValue"] = _amount(project.final_fen)
    written = {
        "id": f"{prefix}-{project.project_id}",
        "title": project.title,
        "description": project.description,
        "status": str(project.phase),
        "period": {"startDate": _moment(project.start_on), "endDate": _moment(project.due_on)},
        "sector": [".".join(sectors[: at + 1]) for at in range(len(sectors))],
        "locations": [{"id": project.place}],
        "budget": budget,
        "parties": [_party(one) for one in project.parties],
        "publicAuthority": _authority(project.parties),
        "completion": completion,
        "transactions": [
            _transaction(one, names) for one in postings if one.kind is not Kind.COMMITMENT
        ],
    }
    return {key: value for key, value in written.items() if value}


def _transaction(posting: Posting, names: Mapping[str, str]) -> dict[str, Any]:
    """A posting that moves money, from who pays to who is paid."""
    receiver = {"id": posting.receiver, "name": names[posting.receiver]}
    giver = {"id": posting.giver, "name": names[posting.giver]}
    sides = {
        Kind.TRANSFER: {"payer": giver, "payee": receiver},
        Kind.RETURN: {"payer": receiver, "payee": giver},
        Kind.SPENDING: {"payer": receiver},
    }[posting.kind]
    value = _amount(posting.sign * posting.amount_fen)
    return {"id": posting.posting_id, "date": _moment(posting.on), "value": value, **sides}


def _authority(parties: Iterable[Party]) -> dict[str, Any]:
    """Who answers for a project: the first party that does."""
    for one in parties:
        if PartyRole.AUTHORITY in one.roles:
            return {"id": one.party_id, "name": one.name}
    return {}


def _party(party: Party) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": party.party_id,
        "name": party.name,
        "roles": [str(one) for one in party.roles],
    }
    if party.scheme:
        written["identifier"] = {"scheme": party.scheme, "id": party.identifier}
    return written


def _amount(fen: int) -> dict[str, Any]:
    yuan = fen // FEN_PER_YUAN if fen % FEN_PER_YUAN == 0 else fen / FEN_PER_YUAN
    return {"amount": yuan, "currency": "CNY"}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one project; faults and the names of what is left are gathered."""

    name: str
    faults: list[str]
    left: set[str]

    def project(self, content: object, prefix: str) -> dict[str, Any] | None:
        """Arguments of a `Project`."""
        if not isinstance(content, dict):
            self.faults.append(f"{self.name} is not an object with fields")
            return None
        known: tuple[str, ...] = (
            "id", "title", "description", "status", "period", "sector", "locations"
        )  # fmt: skip
        parties = tuple(
            self.party(one)
            for one in self.rows(content, "parties", ("id", "name", "roles", "identifier"))
        )
        if content.get("publicAuthority") == _authority(parties):
            known += ("publicAuthority",)  # said once more
        self.leave(content, "", (*known, "budget", "parties", "completion"))
        period = self.part(content, "period", ("startDate", "endDate"))
        budget = self.part(
            content, "budget", ("amount", "approvalDate", "budgetBreakdown", "budgetBreakdowns")
        )
        completion = self.part(content, "completion", ("endDate", "finalValue"))
        places = self.rows(content, "locations", ("id",))
        if len(places) != 1:
            self.faults.append(f"{self.name}: {len(places)} locations; one is needed")
        one_id = self.text(content, "id")
        if prefix and not one_id.startswith(f"{prefix}-"):
            self.faults.append(f"{self.name}: its id does not begin with {prefix}-")
        return {
            "project_id": one_id.removeprefix(f"{prefix}-") if prefix else one_id,
            "title": self.text(content, "title"),
            "description": self.text(content, "description"),
            "phase": self.choice(Phase, content.get("status"), "status"),
            "place": self.text(places[0], "id", "locations/") if places else "",
            "sector": self.sector(content.get("sector")),
            "parties": parties,
            "start_on": self.day(period, "startDate", "period/"),
            "due_on": self.day(period, "endDate", "period/"),
            "budget_fen": self.fen(budget, "amount", "budget/"),
            "approved_on": self.day(budget, "approvalDate", "budget/", needed=False),
            "budgets": self.budgets(budget),
            "completed_on": self.day(completion, "endDate", "completion/", needed=False),
            "final_fen": self.fen(completion, "finalValue", "completion/"),
        }

    def leave(self, content: Mapping[str, Any], path: str, known: tuple[str, ...]) -> None:
        """Take note of what is not taken over."""
        self.left.update(f"{path}{key}" for key in content if key not in known)

    def part(self, content: Mapping[str, Any], key: str, known: tuple[str, ...]) -> dict[str, Any]:
        """An object within."""
        held = content.get(key)
        if held is None:
            return {}
        if not isinstance(held, dict):
            self.faults.append(f"{self.name}: {key} is not an object with fields")
            return {}
        self.leave(held, f"{key}/", known)
        return held

    def rows(
        self, content: Mapping[str, Any], key: str, known: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """A list of objects within."""
        held = content.get(key, [])
        if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
            self.faults.append(f"{self.name}: {key} is not a list of objects")
            return []
        for one in held:
            self.leave(one, f"{key}/", known)
        return held

    def text(self, content: Mapping[str, Any], key: str, path: str = "") -> str:
        """Words that must be there."""
        held = content.get(key)
        if not isinstance(held, str) or not held.strip():
            self.faults.append(f"{self.name}: no {path}{key}; fill it in")
            return ""
        return held

    def choice(self, codes: type[Phase] | type[PartyRole], held: object, key: str) -> Any:
        """One of a list of codes."""
        for one in codes:
            if held == one:
                return one
        self.faults.append(f"{self.name}: {key} is {held!r}; choose {', '.join(codes)}")
        return None

    def sector(self, held: object) -> str:
        """The last of sectors that each lie in the one before."""
        if not isinstance(held, list) or not held or not all(isinstance(one, str) for one in held):
            self.faults.append(f"{self.name}: no sector; fill it in")
            return ""
        chain = sorted(held, key=lambda one: one.count("."))
        for above, one in pairwise(chain):
            if not one.startswith(f"{above}."):
                self.faults.append(f"{self.name}: the sectors {above!r} and {one!r}; keep one")
        return chain[-1]

    def party(self, held: Mapping[str, Any]) -> Party:
        """Somebody who takes part."""
        roles = held.get("roles")
        if not isinstance(roles, list):
            self.faults.append(f"{self.name}: roles of a party are not a list")
            roles = []
        identifier = self.part(held, "identifier", ("scheme", "id"))
        return Party(
            self.text(held, "id", "parties/"),
            self.text(held, "name", "parties/"),
            tuple(self.choice(PartyRole, one, "a role") for one in roles),
            self.text(identifier, "scheme", "identifier/") if identifier else "",
            self.text(identifier, "id", "identifier/") if identifier else "",
        )

    def day(
        self, content: Mapping[str, Any], key: str, path: str, *, needed: bool = True
    ) -> date | None:
        """The day as it is written, whatever its time zone."""
        held = content.get(key)
        if held is None and not needed:
            return None
        moment = moment_of(held) if isinstance(held, str) else None
        if moment is None:
            self.faults.append(f"{self.name}: {path}{key} is no moment with a time zone")
            return None
        return moment.date()

    def fen(self, content: Mapping[str, Any], key: str, path: str) -> int | None:
        """An amount in yuan, exact."""
        held = content.get(key)
        if held is None:
            return None
        amount = held.get("amount") if isinstance(held, dict) else None
        if not isinstance(held, dict) or isinstance(amount, bool):
            self.faults.append(f"{self.name}: {path}{key} is no amount with its currency")
            return None
        if held.get("currency") != "CNY":
            self.faults.append(f"{self.name}: {path}{key} is not in CNY; convert it first")
            return None
        if not isinstance(amount, int | Decimal):
            self.faults.append(f"{self.name}: {path}{key} has no number as its amount")
            return None
        if isinstance(amount, Decimal):  # 12.50 and 1.25E+1 are one number
            amount = Decimal(format(amount.normalize(), "f")) if _is_short(amount) else amount
        try:
            return fen_of(amount)
        except InputError as fault:
            self.faults.append(f"{self.name}: {path}{key}: {fault}")
            return None

    def budgets(self, budget: Mapping[str, Any]) -> tuple[YearBudget, ...]:
        """The budget by year and party; until 0.9.3 its parts stood without the one above."""
        found = []
        known = ("id", "amount", "period", "sourceParty")
        above = self.rows(budget, "budgetBreakdowns", ("id", "budgetBreakdown"))
        if len(above) + ("budgetBreakdown" in budget) > 1:
            self.faults.append(f"{self.name}: several budgets by year; keep the one in force")
        for one in self.rows(above[0] if above else budget, "budgetBreakdown", known):
            period = self.part(one, "period", ("startDate", "endDate"))
            first = self.day(period, "startDate", "budgetBreakdown/period/")
            last = self.day(period, "endDate", "budgetBreakdown/period/")
            party = self.part(one, "sourceParty", ("id", "name"))
            fen = self.fen(one, "amount", "budgetBreakdown/")
            if first is None or last is None or first.year != last.year:
                self.faults.append(f"{self.name}: a part of the budget is not of one year")
            elif fen is None:
                self.faults.append(f"{self.name}: a part of the budget has no amount")
            else:
                source = self.text(party, "id", "budgetBreakdown/sourceParty/")
                found.append(YearBudget(first.year, source, fen))
        return tuple(found)


def _is_short(amount: Decimal) -> bool:
    """Whether it can be written out; 1e999999999 would fill the memory."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and math.fabs(exponent) < 40
