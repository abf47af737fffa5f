"""Livelihood programmes (民生实事): programme, item, deliverable, and the evidence that counts.

A programme of a year has items, such as "nursery places"; an item has deliverables, each at a
place, by a day, in a quantity.  Nobody sets a state: it follows from the evidence, see `progress`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import chain
from typing import Final, Literal

import numpy as np

from gongfu.errors import InputError, n_of
from gongfu.track.actors import own_code
from gongfu.track.progress import (
    MILLIONTHS,
    QUANTITY_LEAST,
    QUANTITY_MOST,
    ROUNDING,
    Facts,
    Promises,
)

EvidenceKind = Literal["file", "figure", "note"]

_SHOWN: Final = 20
_SHA256: Final = 64


@dataclass(frozen=True, slots=True)
class Programme:
    """What a place promises its residents for a year."""

    programme_id: str
    place: str
    year: int


@dataclass(frozen=True, slots=True)
class Item:
    """One promise of a programme: its field, such as "childcare", and the unit it is counted in."""

    item_id: str
    programme_id: str
    field: str
    unit: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A part of an item at one place.

    Attributes
    ----------
    deliverable_id, item_id, place
        Which, of what and where.
    owner
        Who answers for it: an id of a department.
    start_on, due_on
        First and last day; the last is after the first.
    quantity
        In the item's unit, from a thousandth to a thousand million.
    unit
        That of the item, said again so that a slip is found.
    """

    deliverable_id: str
    item_id: str
    place: str
    owner: str
    start_on: date
    due_on: date
    quantity: float
    unit: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact about a deliverable.

    Attributes
    ----------
    deliverable_id, on
        Of which, and when.
    kind
        "file" has the file's SHA-256; "figure" has a source; a "note" proves nothing, and its
        quantity is 0.
    quantity
        How much is there more than before, in the item's unit; below 0 corrects an earlier fact.
    proof
        The hash, the source or the note.
    """

    deliverable_id: str
    on: date
    kind: EvidenceKind
    quantity: float
    proof: str


@dataclass(frozen=True, slots=True)
class Register:
    """Programmes with all that belongs to them; checked when it is made.

    A fault names the id; every kind of fault is told at once, the first twenty of all.
    """

    programmes: Sequence[Programme]
    items: Sequence[Item]
    deliverables: Sequence[Deliverable]
    evidence: Sequence[Evidence] = field(default=())

    def __post_init__(self) -> None:
        faults = list(
            chain(
                _repeated("programme", [one.programme_id for one in self.programmes]),
                _repeated("item", [one.item_id for one in self.items]),
                _repeated("deliverable", [one.deliverable_id for one in self.deliverables]),
                self._item_faults(),
                self._deliverable_faults(),
                self._evidence_faults(),
            )
        )
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise InputError(
                f"{n_of(len(faults), 'fault', 'faults')}: " + "; ".join(faults[:_SHOWN]) + more
            )

    def promises(self) -> Promises:
        """What was promised, as columns in the order of `deliverables`."""
        return Promises(
            np.array([one.start_on for one in self.deliverables], "datetime64[D]"),
            np.array([one.due_on for one in self.deliverables], "datetime64[D]"),
            np.array([one.quantity for one in self.deliverables], float),
        )

    def facts(self) -> Facts:
        """What is proved, as columns; notes are left out, for they prove nothing."""
        at = {one.deliverable_id: k for k, one in enumerate(self.deliverables)}
        counted = [one for one in self.evidence if one.kind != "note"]
        return Facts(
            np.array([at[one.deliverable_id] for one in counted], np.int64),
            np.array([one.on for one in counted], "datetime64[D]"),
            np.array([one.quantity for one in counted], float),
        )

    def _item_faults(self) -> list[str]:
        known = {one.programme_id for one in self.programmes}
        return [
            f"item {one.item_id!r}: {fault}"
            for one in self.items
            for fault in item_faults(one, known)
        ]

    def _deliverable_faults(self) -> list[str]:
        items = {one.item_id: one for one in self.items}
        places = {one.programme_id: one.place for one in self.programmes}
        return [
            f"deliverable {one.deliverable_id!r}: {fault}"
            for one in self.deliverables
            for fault in deliverable_faults(one, items, places)
        ]

    def _evidence_faults(self) -> list[str]:
        known = {one.deliverable_id for one in self.deliverables}
        return [
            f"evidence {at} of {one.deliverable_id!r}: {fault}"
            for at, one in enumerate(self.evidence)
            for fault in evidence_faults(one, known)
        ]


def item_faults(one: Item, programmes: Collection[str]) -> list[str]:
    """What is wrong with an item.

    Parameters
    ----------
    one
        The item.
    programmes
        Ids of those that are there.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = []
    if one.programme_id not in programmes:
        faults.append(f"no programme {one.programme_id!r}; add it, or mend the id")
    return faults + _blank({"field": one.field, "unit": one.unit})


def deliverable_faults(
    one: Deliverable, items: Mapping[str, Item], places: Mapping[str, str]
) -> list[str]:
    """What is wrong with a deliverable.

    Parameters
    ----------
    one
        The deliverable.
    items
        Those that are there, by id.
    places
        Where each programme is, by id.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = _blank({"owner": one.owner, "place": one.place})
    if one.due_on <= one.start_on:
        faults.append(f"due on {one.due_on}, and begun on {one.start_on}")
    if not QUANTITY_LEAST <= one.quantity <= QUANTITY_MOST:
        faults.append(
            f"quantity is {one.quantity!r}; it must be {QUANTITY_LEAST:g} to {QUANTITY_MOST:g}"
        )
    item = items.get(one.item_id)
    if item is None:
        return [*faults, f"no item {one.item_id!r}; add it, or mend the id"]
    if one.unit != item.unit:
        faults.append(f"in {one.unit!r}, and its item in {item.unit!r}")
    above = places.get(item.programme_id, "")
    if not one.place.startswith(own_code(above)):
        faults.append(f"{one.place!r} is not in {above!r}, whose programme it is")
    return faults


def owner_fault(owner: str, departments: Collection[str]) -> str:
    """What is wrong with who answers for a deliverable.

    Parameters
    ----------
    owner
        A department; a blank one is not looked at.
    departments
        For which actors act; none: nobody can tell.

    Returns
    -------
    str
        The fault and its remedy, or "".
    """
    if not owner or not departments or owner in departments:
        return ""
    near = get_close_matches(owner, sorted(departments), 1)
    meant = f"write {near[0]!r}" if near else "mend it"
    return f"owner {owner[:20]!r}: no actor acts for this department; {meant}, or bring its actor"


def evidence_faults(one: Evidence, deliverables: Collection[str]) -> list[str]:
    """What is wrong with evidence.

    Parameters
    ----------
    one
        The evidence.
    deliverables
        Ids of those that are there.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = [] if one.deliverable_id in deliverables else ["there is no such deliverable"]
    faults += _blank({"proof": one.proof})
    if one.kind not in ("file", "figure", "note"):
        faults.append(f"kind is {one.kind!r}; choose file, figure or note")
    if one.kind == "note" and one.quantity:
        faults.append("a note proves no quantity; give 0, or a file or a figure")
    if one.kind != "note" and not 0 < abs(one.quantity) <= QUANTITY_MOST:
        faults.append(f"quantity is {one.quantity!r}; it must be a number, not 0")
    if one.kind == "file" and one.proof and not _is_sha256(one.proof):
        faults.append("the proof of a file is its SHA-256, 64 digits of 0-9a-f")
    return faults


def below_nothing(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Where proofs come to less than nothing at the end of a day.

    Parameters
    ----------
    evidence
        Of any deliverables, in any order.

    Returns
    -------
    list of Evidence
        For each such deliverable the first such day, with the sum as its quantity.
    """
    days: dict[str, dict[date, int]] = {}
    for one in evidence:
        if one.kind != "note":
            of = days.setdefault(one.deliverable_id, {})
            of[one.on] = of.get(one.on, 0) + round(one.quantity * MILLIONTHS)
    found = []
    for deliverable_id in sorted(days):
        total = 0
        for day, more in sorted(days[deliverable_id].items()):
            total += more
            if total < -ROUNDING:
                sum_ = total / MILLIONTHS
                found.append(Evidence(deliverable_id, day, "figure", sum_, "sum"))
                break
    return found


def _repeated(what: str, ids: list[str]) -> list[str]:
    seen: set[str] = set()
    twice = []
    for one in ids:
        if not one:
            twice.append(f"a {what} has no id")
        elif one in seen:
            twice.append(f"{what} {one!r} is there twice")
        seen.add(one)
    return twice


def _blank(values: dict[str, str]) -> list[str]:
    return [f"no {what}" for what, value in values.items() if not value]


def _is_sha256(text: str) -> bool:
    return len(text) == _SHA256 and set(text) <= set("0123456789abcdef")
