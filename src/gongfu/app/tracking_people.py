"""Tasks about people: an actor retires; a person is shown what is known of them, or is erased."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_people import rows_about
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_tables import PRIVATE
from gongfu.io.ledger_turns import empty_log
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor
from gongfu.track.rights import check_governs, is_brought, is_self


def retire(ledger: Ledger, deed: Deed, actor_id: str) -> Answered:
    """Take all rights from an actor; the id stays taken, and the record keeps what they did.

    Parameters
    ----------
    ledger
        Open.
    deed
        By another one, a county or province in which the actor holds.
    actor_id
        Who.

    Returns
    -------
    dict
        `actor_id` and the `number` of the record.
    """

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "actor", actor_id)
        check_governs(actor, row["place"], f"retire {actor_id!r}", row["field"])
        if actor_id == deed.who:
            raise InputError(f"{actor_id!r} may not retire themselves: somebody must be left")
        if not row["role"]:
            raise InputError(f"{actor_id!r} is retired already")
        return [Write("actor", "retire", row, changed(row, {"role": ""}))], {"actor_id": actor_id}

    return write(ledger, deed, {"task": "retire", "actor_id": actor_id}, task)


def export_person(ledger: Ledger, deed: Deed, person_id: str) -> list[dict[str, Any]]:
    """All that the ledger knows of a person; the record keeps who asked, and nothing of it.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the person, or by the county or province where they were brought.
    person_id
        Who.

    Returns
    -------
    list of dict
        For the person and nobody else: `thing`, and the columns of each row that names them.
    """
    told: list[dict[str, Any]] = []

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        rows = _about(connection, actor, person_id, "read what is known of")
        told.extend({"thing": thing, **_shown(row)} for thing, row in rows)
        kept = next(((thing, row) for thing, row in rows if "version" in row), None)
        return [] if kept is None else [Write(kept[0], "read", kept[1], kept[1])], {}

    write(ledger, replace(deed, key=""), {"task": "read", "person_id": person_id}, task)
    return told


def erase_person(ledger: Ledger, deed: Deed, person_id: str) -> Answered:
    """Erase a person, with the words of their requests; the record keeps that it was done.

    Of what was erased it keeps nothing but digests that tell nothing.

    What was paid to whom stays, by an id that then leads to nobody.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the person, or by the county or province where they were brought.
    person_id
        Who.

    Returns
    -------
    dict
        `person_id`, the `number` of the record, and `log_emptied`: whether SQLite's log holds
        nothing of it any more.
    """

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        rows = _about(connection, actor, person_id, "erase", private=True)
        return [Write(thing, "erase", row, None) for thing, row in rows], {"person_id": person_id}

    said = write(ledger, deed, {"task": "erase", "person_id": person_id}, task)
    return {**said, "log_emptied": empty_log(ledger)}


def _about(
    connection: Connection, actor: Actor, person_id: str, doing: str, *, private: bool = False
) -> list[tuple[str, dict[str, Any]]]:
    """Rows that name a person, for themselves and for those who govern wherever they are named.

    Themselves are those of whom somebody says so who governs where the person was brought: else
    any county could make a resident of that id and read what another one holds.
    """
    named = rows_about(connection, person_id)
    rows = [one for one in named if one[0] in PRIVATE] if private else named
    if not rows:
        raise NotFoundError(f"no person {person_id!r} in the ledger; check the id")
    places = {str(row[name]) for _, row in named for name in ("place", "village") if row.get(name)}
    if any(thing == "person" for thing, _ in named):
        brought = _place_of_bringer(connection, "person", person_id)
        vouches = _place_of_bringer(connection, "actor", actor.actor_id)
        mine = is_brought(actor, person_id, brought)
        if mine and not brought.startswith(vouches):
            raise InputError(
                f"{person_id!r} was brought in {brought!r}, and {actor.actor_id!r} was made a "
                f"resident in {vouches!r}; ask whoever brought what is known to read it to you"
            )
        if not mine:
            check_governs(actor, brought, f"{doing} {person_id!r}")
        places.discard(brought)
    elif not places:
        places.add("")
    for place in sorted(places):
        if is_self(actor, person_id, place):
            continue
        check_governs(actor, place, f"{doing} {person_id!r}")
    return rows


def _place_of_bringer(connection: Connection, thing: str, thing_id: str) -> str:
    """For which place the one acts who brought a thing last; what was erased is brought anew."""
    last = [one for one in history_of(connection, thing, thing_id) if one.what.endswith(" import")]
    place: str = row_by_id(connection, "actor", last[-1].who)["place"]
    return place


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its person may see it: without the salt, days as texts."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name != "salt"
    }
