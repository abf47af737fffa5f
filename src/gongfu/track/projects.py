"""Cooperation projects (山海协作): what is known of one beside its books.

Phases and roles are those of OC4IDS 0.9.5 (codelists projectStatus and partyRole).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongfu.errors import InputError
from gongfu.track.money import FEN_MOST, yuan_of


class Phase(StrEnum):
    """Where a project stands."""

    IDENTIFICATION = "identification"
    PREPARATION = "preparation"
    IMPLEMENTATION = "implementation"
    COMPLETION = "completion"  # handed over, and being closed
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PartyRole(StrEnum):
    """What a party does in a project."""

    FUNDER = "funder"
    AUTHORITY = "publicAuthority"  # answers for it
    ADMINISTRATOR = "administrativeEntity"
    SUPPLIER = "supplier"  # carries it out


@dataclass(frozen=True, slots=True)
class Party:
    """A county, office or firm that takes part.

    Attributes
    ----------
    party_id, name
        The id that postings use, and the name for people.
    roles
        At least one.
    scheme, identifier
        Its entry in a public register, such as "CN-SAMR" and a credit code; "" for none.
    """

    party_id: str
    name: str
    roles: tuple[PartyRole, ...]
    scheme: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class YearBudget:
    """What a party gives in a year, in fen."""

    year: int
    party_id: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Project:
    """A cooperation project.

    Attributes
    ----------
    project_id, title, description, phase
        Which, and where it stands.
    place
        Code of the place where it is.
    sector
        A code such as "education" or "transport.road".
    parties
        Who takes part; each once.
    start_on, due_on
        First and last day as planned.
    budget_fen, approved_on
        What it may cost, and when that was decided; None: not said.
    budgets
        The same by year and party; together no more than the whole.
    completed_on, final_fen
        When it ended and what it came to; None before.
    """

    project_id: str
    title: str
    description: str
    phase: Phase
    place: str
    sector: str
    parties: tuple[Party, ...]
    start_on: date
    due_on: date
    budget_fen: int | None = None
    approved_on: date | None = None
    budgets: tuple[YearBudget, ...] = ()
    completed_on: date | None = None
    final_fen: int | None = None

    def __post_init__(self) -> None:
        faults = _faults(self)
        if faults:
            raise InputError(f"project {self.project_id!r}: " + "; ".join(faults))


def _faults(project: Project) -> list[str]:
    """Everything that is wrong with a project."""
    names = ("project_id", "title", "description", "place", "sector")
    faults = [f"no {name}; fill it in" for name in names if not getattr(project, name)]
    if project.due_on <= project.start_on:
        faults.append(f"due on {project.due_on}, and begun on {project.start_on}")
    if project.completed_on is not None and project.completed_on < project.start_on:
        faults.append(f"completed on {project.completed_on}, before {project.start_on}")
    faults += _party_faults(project.parties)
    amounts = [("budget_fen", project.budget_fen), ("final_fen", project.final_fen)]
    amounts += [(f"the budget of {one.year}", one.amount_fen) for one in project.budgets]
    faults += [
        f"{name} is {fen!r}; give whole fen, 0 to {FEN_MOST}"
        for name, fen in amounts
        if fen is not None and not _is_fen(fen)
    ]
    known = {one.party_id for one in project.parties}
    seen: set[tuple[int, str]] = set()
    for one in project.budgets:
        name = f"the budget of {one.year} by {one.party_id!r}"
        if one.party_id not in known:
            faults.append(f"{name}: there is no such party; add it")
        if (one.year, one.party_id) in seen:
            faults.append(f"{name} is there twice")
        if not 1949 <= one.year <= 9999:
            faults.append(f"{name}: give a year")
        seen.add((one.year, one.party_id))
    if not faults and project.budget_fen is not None:
        together = sum(one.amount_fen for one in project.budgets)
        if together > project.budget_fen:
            faults.append(
                f"the budgets of its years come to {yuan_of(together)} yuan, and the whole to "
                f"{yuan_of(project.budget_fen)}"
            )
    return faults


def _party_faults(parties: Iterable[Party]) -> list[str]:
    faults = []
    seen: set[str] = set()
    for one in parties:
        name = f"party {one.party_id!r}"
        if not one.party_id or not one.name:
            faults.append(f"{name}: no id or no name; fill it in")
        if one.party_id in seen:
            faults.append(f"{name} is there twice")
        if not one.roles or len(set(one.roles)) != len(one.roles):
            faults.append(f"{name}: needs a role, and each once")
        if bool(one.scheme) != bool(one.identifier):
            faults.append(f"{name}: scheme and identifier go together; give both or none")
        seen.add(one.party_id)
    return faults


def _is_fen(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= FEN_MOST
