"""Rows of a ledger as the nouns of `track`."""

from collections.abc import Mapping
from typing import Any

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role
from gongfu.track.postings import Kind, Posting
from gongfu.track.programmes import Deliverable, Evidence, Item, Programme


def actor_of(row: Mapping[Any, Any]) -> Actor:
    """A row as a noun.

    Parameters
    ----------
    row
        Of actors.

    Returns
    -------
    Actor
        The same.

    Raises
    ------
    InputError
        They were retired.
    """
    if not row["role"]:
        raise InputError(
            f"{row['actor_id']!r} was retired and may do nothing any more; ask the county"
        )
    return Actor(row["actor_id"], Role(row["role"]), row["place"], row["department"], row["field"])


def programme_of(row: Mapping[Any, Any]) -> Programme:
    """A row as a noun.

    Parameters
    ----------
    row
        Of programmes.

    Returns
    -------
    Programme
        The same.
    """
    return Programme(row["programme_id"], row["place"], row["year"])


def item_of(row: Mapping[Any, Any]) -> Item:
    """A row as a noun.

    Parameters
    ----------
    row
        Of items.

    Returns
    -------
    Item
        The same.
    """
    return Item(row["item_id"], row["programme_id"], row["field"], row["unit"])


def deliverable_of(row: Mapping[Any, Any]) -> Deliverable:
    """A row as a noun.

    Parameters
    ----------
    row
        Of deliverables.

    Returns
    -------
    Deliverable
        The same.
    """
    return Deliverable(
        row["deliverable_id"],
        row["item_id"],
        row["place"],
        row["owner"],
        row["start_on"],
        row["due_on"],
        row["quantity"],
        row["unit"],
    )


def evidence_of(row: Mapping[Any, Any]) -> Evidence:
    """A row as a noun.

    Parameters
    ----------
    row
        Of evidence.

    Returns
    -------
    Evidence
        The same.
    """
    return Evidence(
        row["deliverable_id"], row["on_day"], row["kind"], row["quantity"], row["proof"]
    )


def posting_of(row: Mapping[Any, Any]) -> Posting:
    """A row as a noun.

    Parameters
    ----------
    row
        Of postings.

    Returns
    -------
    Posting
        The same.
    """
    return Posting(
        row["posting_id"],
        Kind(row["kind"]),
        row["project"],
        row["giver"],
        row["receiver"],
        row["year"],
        row["amount_fen"],
        row["on_day"],
        row["actor_id"],
        row["reason"],
        row["reverses"],
    )


def evidence_row(evidence: Evidence, number: int) -> dict[str, Any]:
    """A noun as a row.

    Parameters
    ----------
    evidence
        Of a deliverable.
    number
        Among the evidence of that deliverable, from 1.

    Returns
    -------
    dict
        Column -> value.
    """
    return {
        "evidence_id": f"{evidence.deliverable_id}/{number}",
        "number": number,
        "deliverable_id": evidence.deliverable_id,
        "on_day": evidence.on,
        "kind": evidence.kind,
        "quantity": float(evidence.quantity),
        "proof": evidence.proof,
    }


def posting_row(posting: Posting, number: int) -> dict[str, Any]:
    """A noun as a row.

    Parameters
    ----------
    posting
        Of a project.
    number
        Among the postings of that project, from 1.

    Returns
    -------
    dict
        Column -> value.
    """
    return {
        "posting_id": posting.posting_id,
        "number": number,
        "kind": str(posting.kind),
        "project": posting.project,
        "giver": posting.giver,
        "receiver": posting.receiver,
        "year": posting.year,
        "amount_fen": posting.amount_fen,
        "on_day": posting.on,
        "actor_id": posting.actor_id,
        "reason": posting.reason,
        "reverses": posting.reverses,
    }
