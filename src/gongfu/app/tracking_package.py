"""A data package brought back: the same rows in an empty ledger, whose record begins anew."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table

from gongfu.errors import ConflictError, InputError
from gongfu.io.data_package import PACKAGE, LedgerPackage, describes_lists, read_package
from gongfu.io.ledger_budgets import budgeted, by_project
from gongfu.io.ledger_cases import rule_of as case_rule_of
from gongfu.io.ledger_deeds import Answered, Deed, Row, Write
from gongfu.io.ledger_nouns import (
    actor_of,
    deliverable_of,
    evidence_of,
    item_of,
    posting_of,
    programme_of,
)
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_projects import declared_of, project_of
from gongfu.io.ledger_public import public_rows, public_things
from gongfu.io.ledger_request_rows import rule_of as route_rule_of
from gongfu.io.ledger_tables import THINGS, key_of
from gongfu.io.ledger_workshops import job_of, workshop_of
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor, field_fault, odd_id
from gongfu.track.books import check_books
from gongfu.track.programmes import Register, below_nothing
from gongfu.track.rights import check_governs, check_pays

_SHOWN: Final = 20


def is_package(path: Path) -> bool:
    """Whether a path is a data package.

    Parameters
    ----------
    path
        A folder, or anything else.

    Returns
    -------
    bool
        By its datapackage.json; one that describes lists to fill in is none.
    """
    return (path / PACKAGE).is_file() and not describes_lists(path)


def import_package(ledger: Ledger, deed: Deed, folder: Path) -> Answered:
    """Bring the rows of a data package into an empty ledger, exactly as they were.

    Parameters
    ----------
    ledger
        Open; it holds actors at most, each as the package has it.
    deed
        By a county or province, for places that lie in it.
    folder
        As `gongfu track export --as datapackage` wrote it.

    Returns
    -------
    dict
        `counts` by table, the `head` that the package comes from, and the `number` of the record.

    Raises
    ------
    ConflictError
        The ledger is not empty.
    InputError
        The package is not as it was written, does not hold together, or is of the other standing.
    """
    package = read_package(folder)
    if package.simulated != ledger.simulated:
        told = ("simulated", "not") if package.simulated else ("not simulated", "it is")
        raise InputError(
            f"the package is {told[0]}, and this ledger {told[1]}; begin one of the same standing"
        )
    _check_whole(package)
    why = f"{deed.why} (data package of {package.head})".strip()
    digest = hashlib.sha256((folder / PACKAGE).read_bytes()).hexdigest()
    asked = {"task": "import package", "head": package.head, "package": digest}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        writes, counts = [], {}
        faults: list[str] = []
        held = public_rows(connection)
        for thing, table in public_things().items():
            there = {row[key_of(table)]: row for row in held[thing]}
            new = _new_rows(thing, table, package.rows[thing], there)
            faults += _right_faults(actor, table.name, new)
            writes += [Write(thing, "import", None, row) for row in new]
            counts[table.name] = len(new)
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise InputError("; ".join(faults[:_SHOWN]) + more)
        return writes, {"counts": {k: n for k, n in counts.items() if n}, "head": package.head}

    return write(ledger, replace(deed, why=why), asked, task)


def _new_rows(
    thing: str, table: Table, rows: list[dict[str, Any]], there: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows that are not there yet; only actors may be."""
    if there and thing != "actor":
        raise ConflictError(
            f"the ledger has {len(there)} {table.name} already; bring a package into an empty one"
        )
    key = key_of(table)
    told = {row[key]: row for row in rows}
    odd = [name for name, row in there.items() if told.get(name) != row]
    if odd:
        raise ConflictError(
            f"the actor {odd[0]!r} of this ledger is not as the package has it; begin a ledger "
            "with an actor of the package, and the same role and place"
        )
    return [row for row in rows if row[key] not in there]


def _right_faults(actor: Actor, name: str, rows: Iterable[Row]) -> list[str]:
    """What the actor may not bring: each place and each pair once."""
    faults = []
    places = sorted({row["place"] for row in rows if "place" in row})
    pairs = sorted({(row["giver"], row["receiver"]) for row in rows if "reverses" in row})
    for place in places:
        try:
            check_governs(actor, place, f"bring {name}")
        except InputError as fault:
            faults.append(str(fault))
    for giver, receiver in pairs:
        try:
            check_pays(actor, giver, receiver)
        except InputError as fault:
            faults.append(str(fault))
    return faults


def _known_role(row: Row) -> str:
    """The role of an actor, "" of one who was retired."""
    if not row["role"]:
        return ""
    actor = actor_of(row)
    if fault := field_fault(actor):
        raise InputError(fault)
    return actor.role


def _known_budget(row: Row) -> str:
    """The id of a budget that can be told by eye."""
    if fault := odd_id(row["budget_id"]):
        raise InputError(fault)
    return str(row["budget_id"])


_NOUNS: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "actor": _known_role,
    "budget": _known_budget,
    "workshop": workshop_of,
    "job": job_of,
    "project": project_of,
    "declared": declared_of,
    "route_rule": route_rule_of,
    "case_rule": case_rule_of,
}
"""Of those that nothing below goes through, what refuses a row that is none."""


def _check_whole(package: LedgerPackage) -> None:
    """Refuse rows that are none, programmes that do not hold together, and odd books."""
    rows = package.rows
    for thing, noun_of in _NOUNS.items():
        for row in rows[thing]:
            try:
                noun_of(row)
            except ValueError as fault:
                told = f"{thing} {row[key_of(THINGS[thing])]!r}: {fault}"
                raise InputError(f"{told}; export it anew") from fault
    versions = [
        f"{thing} {row[key_of(THINGS[thing])]!r}"
        for thing in rows
        for row in rows[thing]
        if row.get("version", 1) < 1
    ]
    if versions:
        raise InputError(f"{versions[0]} has a version below 1; export it anew")
    odd = [
        row["evidence_id"]
        for row in rows["evidence"]
        if row["evidence_id"] != f"{row['deliverable_id']}/{row['number']}"
    ]
    if odd:
        raise InputError(f"evidence {odd[0]!r} has the number of another; export it anew")
    if short := below_nothing(evidence_of(row) for row in rows["evidence"]):
        raise InputError(
            f"deliverable {short[0].deliverable_id!r} has less than nothing proved on "
            f"{short[0].on}; export it anew"
        )
    Register(
        [programme_of(row) for row in rows["programme"]],
        [item_of(row) for row in rows["item"]],
        [deliverable_of(row) for row in rows["deliverable"]],
        [evidence_of(row) for row in rows["evidence"]],
    )
    budgets = by_project(rows["budget"])
    for row in rows["project"]:
        budgeted(row, budgets.get(row["project_id"], ()))
    ordered = sorted(rows["posting"], key=lambda row: (row["project"], row["number"]))
    check_books(posting_of(row) for row in ordered)
