"""Tasks of the ledger: each is one transaction, done by somebody, at a moment, for a reason."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.tracking_money import post_money, posting_of_words, reverse_money
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger import create_ledger, open_ledger
from gongfu.io.ledger_cells import day_of
from gongfu.io.ledger_check import BEGINS
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, check_version, plain
from gongfu.io.ledger_entry_lists import sha256_of
from gongfu.io.ledger_nouns import deliverable_of, evidence_row
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import (
    asks_evidence,
    asks_row,
    evidence_for,
    last_evidence,
    row_by_id,
)
from gongfu.io.ledger_write import commit, write
from gongfu.track.actors import Actor, Role, id_faults, odd_place, own_code
from gongfu.track.audit import Head
from gongfu.track.calendar import day_in_china
from gongfu.track.programmes import (
    Evidence,
    EvidenceKind,
    Item,
    below_nothing,
    deliverable_faults,
    evidence_faults,
)
from gongfu.track.proofs import below_fault
from gongfu.track.rights import check_governs, check_serves

__all__ = (
    "Actor",
    "Deed",
    "Ledger",
    "Role",
    "day_in_china",
    "day_of",
    "evidence_of_words",
    "init",
    "move",
    "open_ledger",
    "own_code",
    "post_money",
    "posting_of_words",
    "prove",
    "reverse_money",
)

_MOVABLE: Final = ("owner", "start_on", "due_on", "quantity")


def init(
    where: str | Path, actor: Actor, at: datetime, *, simulated: bool = False, durable: bool = True
) -> Ledger:
    """A new ledger with its first actor, who may bring the others.

    Parameters
    ----------
    where, simulated, durable
        As `create_ledger` says.
    actor
        A county or a province.
    at
        Now.

    Returns
    -------
    Ledger
        Open.
    """
    if not actor.actor_id or actor.role not in (Role.COUNTY, Role.PROVINCE):
        raise InputError(
            f"the first actor is {actor.actor_id!r} ({actor.role}); give the id of a county or "
            "a province, who may bring the others"
        )
    if faults := id_faults({"actor_id": actor.actor_id}):
        raise InputError(f"the first actor: {'; '.join(faults)}")
    if not actor.place and actor.role is Role.COUNTY:
        raise InputError("the first actor is a county; say of which place, such as 330523")
    if actor.place and (odd := odd_place(actor.place)):
        raise InputError(f"the first actor's place: {odd}")
    row = {
        "actor_id": actor.actor_id,
        "role": str(actor.role),
        "place": own_code(actor.place),
        "department": actor.department,
        "field": "",
        "version": 1,
    }
    begun = Write("actor", "import", None, row)

    def begin(connection: Connection) -> None:
        commit(connection, [begun], Deed(actor.actor_id, at, BEGINS[simulated]), Head())

    return create_ledger(where, simulated=simulated, durable=durable, begin=begin)


def move(
    ledger: Ledger,
    deed: Deed,
    deliverable_id: str,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Answered:
    """Give a deliverable another owner, other days or another quantity.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province, with the reason.
    deliverable_id
        Which.
    values
        Any of `owner`, `start_on`, `due_on` (days) and `quantity`.
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    dict
        `deliverable_id`, its new `version`, and the `number` of the record.
    """
    odd = [name for name in values if name not in _MOVABLE]
    if odd or not values:
        told = f"{odd[0]!r} cannot be changed" if odd else "nothing is to be changed"
        raise InputError(f"{deliverable_id!r}: {told}; choose among {', '.join(_MOVABLE)}")
    if not deed.why:
        raise InputError(f"{deliverable_id!r}: a change needs its reason; give it")
    values = _as_kept(deliverable_id, values)
    asked = {
        "task": "move",
        "deliverable_id": deliverable_id,
        "version": version,
        "values": plain("deliverable", values),
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "deliverable", deliverable_id)
        doing = f"change deliverable {deliverable_id!r}"
        check_governs(actor, row["place"], doing, _field_for(connection, actor, row))
        check_version(f"deliverable {deliverable_id!r}", row, version)
        after = changed(row, values)
        same = {row["item_id"]: Item(row["item_id"], "", "", row["unit"])}  # neither can be changed
        faults = deliverable_faults(deliverable_of(after), same, {})
        if faults:
            raise InputError(f"deliverable {deliverable_id!r}: {'; '.join(faults)}")
        said = {"deliverable_id": deliverable_id, "version": after["version"]}
        return [Write("deliverable", "move", row, after)], said

    return write(ledger, deed, asked, task, ahead=[asks_row("deliverable", deliverable_id)])


def prove(ledger: Ledger, deed: Deed, evidence: Evidence, *, day_given: bool = True) -> Answered:
    """Add evidence to a deliverable.

    Parameters
    ----------
    ledger
        Open.
    deed
        By its department, county or province.
    evidence
        What is to be added; a quantity below 0 corrects an earlier one.
    day_given
        Whether somebody said its day; if it is today's by default, the same again with the same
        key is the same on a later day.

    Returns
    -------
    dict
        `deliverable_id`, `evidence_id`, the `number` of the record, and `notes`.
    """
    row = evidence_row(evidence, 0)
    told = {name: value for name, value in row.items() if name not in ("evidence_id", "number")}
    asked = {"task": "prove", **(plain("evidence", told) or {})}
    if not day_given:
        asked["on_day"] = ""

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        of = row_by_id(connection, "deliverable", evidence.deliverable_id)
        doing = f"prove deliverable {evidence.deliverable_id!r}"
        field = _field_for(connection, actor, of)
        check_serves(actor, of["place"], of["owner"], doing, field)
        faults = evidence_faults(evidence, {evidence.deliverable_id})
        if faults:
            raise InputError(f"evidence of {evidence.deliverable_id!r}: {'; '.join(faults)}")
        if evidence.quantity < 0:
            held = evidence_for(connection, evidence.deliverable_id)
            for below in below_nothing([*held, evidence]):
                raise InputError(f"deliverable {below.deliverable_id!r}: {below_fault(below)}")
        notes = _proof_notes(connection, deed, evidence, of["start_on"])
        number = last_evidence(connection, evidence.deliverable_id) + 1
        after = evidence_row(evidence, number)
        said = {
            "deliverable_id": evidence.deliverable_id,
            "evidence_id": after["evidence_id"],
            "notes": notes,
        }
        return [Write("evidence", "prove", None, after)], said

    ahead = [
        asks_row("deliverable", evidence.deliverable_id),
        asks_evidence(evidence.deliverable_id),
    ]
    return write(ledger, deed, asked, task, ahead=ahead)


def evidence_of_words(
    deliverable_id: str, on: date, kind: EvidenceKind, quantity: float, proof: str
) -> Evidence:
    """Evidence as one writes it on a command line.

    Parameters
    ----------
    deliverable_id, on, kind, quantity
        As `Evidence` says.
    proof
        Of a file its path, whose SHA-256 is taken.

    Returns
    -------
    Evidence
        To be added.
    """
    if kind == "file":
        path = Path(proof)
        if not path.is_file():
            raise NotFoundError(f"no file {proof!r}; give the path of the proof")
        proof = sha256_of(path)
    return Evidence(deliverable_id, on, kind, quantity, proof)


def _as_kept(deliverable_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Changes as the table keeps them: days that are no moments, and quantities as fractions."""
    kinds: dict[str, tuple[type, ...]] = {
        "owner": (str,),
        "start_on": (date,),
        "due_on": (date,),
        "quantity": (int, float),
    }
    odd = [name for name, value in values.items() if type(value) not in kinds[name]]
    if odd:
        raise InputError(
            f"{deliverable_id!r}: {odd[0]} is {values[odd[0]]!r}; give "
            f"{' or '.join(kind.__name__ for kind in kinds[odd[0]])}"
        )
    return {k: float(v) if k == "quantity" else v for k, v in values.items()}


def _field_for(connection: Connection, actor: Actor, deliverable: Mapping[str, Any]) -> str:
    """Of which field a deliverable is, for an actor whom that concerns."""
    if not actor.field:
        return ""
    field: str = row_by_id(connection, "item", deliverable["item_id"])["field"]
    return field


def _proof_notes(
    connection: Connection, deed: Deed, evidence: Evidence, start_on: date
) -> list[str]:
    """What may be a slip: a day to come or before the start, a file that was given before."""
    notes = ["to_come"] if evidence.on > day_in_china(deed.at) else []
    if evidence.on < start_on:
        notes.append("before")
    if evidence.kind == "file":
        held = evidence_for(connection, evidence.deliverable_id)
        if any((one.kind, one.proof) == ("file", evidence.proof) for one in held):
            notes.append("again")
    return notes
