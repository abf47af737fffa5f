"""What everybody may see of a ledger: its tables without those that tell of persons.

A table whose rows enter the record as a salted digest is private.  One that names a person by an
id, or belongs to one that does, is personal: who is paid what in a workshop of five is no secret
only because the five have numbers.  No export holds either.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final
from xml.sax.saxutils import escape

from sqlalchemy import Connection, Table, literal, select

from gongfu.io.ledger_records import head_of, history_of
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_tables import AUDIT, THINGS, VERSIONS
from gongfu.track.actors import RETIRED, Role
from gongfu.track.audit import Head

MARK: Final = "simulated 模拟"
"""What marks all that comes out of an invented ledger."""

_SALT: Final = "salt"
_NUMBERED: Final = {"evidence": "deliverable_id", "posting": "project"}
"""What is numbered -> within what."""
_PERSONS: Final = frozenset({"person_id", "resident_id", "applicant_id", "guardian_id"})
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class About:
    """What an export says of the ledger it comes from.

    Attributes
    ----------
    simulated
        Whether everything in it is invented.
    head
        Of the record, as it was.
    at
        When the last record was written; so the same ledger gives the same bytes.
    version
        Of the tables.
    """

    simulated: bool
    head: Head
    at: datetime
    version: str

    @property
    def head_text(self) -> str:
        """NUMBER:HASH, as a verification tells it."""
        return f"{self.head.number}:{self.head.hash}"

    def marked(self, text: str) -> str:
        """A title that says it is invented, if it is."""
        return f"[{MARK}] {text}" if self.simulated else text


def about_of(connection: Connection, *, simulated: bool) -> About:
    """What an export says of its ledger.

    Parameters
    ----------
    connection
        One state of it.
    simulated
        Whether everything in it is invented.

    Returns
    -------
    About
        Of this state.
    """
    head = head_of(connection)
    at = connection.execute(select(AUDIT.c.at).where(AUDIT.c.number == head.number)).scalar_one()
    return About(simulated, head, datetime.fromisoformat(at), VERSIONS[-1])


def is_private(table: Table) -> bool:
    """Whether a table holds personal data.

    Parameters
    ----------
    table
        One of the ledger's.

    Returns
    -------
    bool
        By its salt, which the digest in the record needs.
    """
    return _SALT in table.c


def is_personal(table: Table) -> bool:
    """Whether the rows of a table tell of persons.

    Parameters
    ----------
    table
        One of the ledger's.

    Returns
    -------
    bool
        It is private, or names a person by an id, or refers to a table that is personal.
    """
    if is_private(table) or _PERSONS & set(table.c.keys()):
        return True
    return any(is_personal(key.column.table) for key in table.foreign_keys)


def is_public_actor(row: Mapping[str, Any]) -> bool:
    """Whether an actor acts for an office, a village, a firm or a school.

    Parameters
    ----------
    row
        Of actors.

    Returns
    -------
    bool
        False for a resident, who is a person, and where no role is known.
    """
    return row["role"] not in ("", Role.RESIDENT)


def actors_as_known(connection: Connection) -> list[dict[str, Any]]:
    """The actors in the roles in which they acted: retiring takes the role, not who they were.

    Parameters
    ----------
    connection
        One state of the ledger.

    Returns
    -------
    list of dict
        Rows by id; of who retired with the last role that the record holds, or "".
    """
    rows = rows_of(connection, "actor")
    return [row if row["role"] else row | {"role": _last_role(connection, row)} for row in rows]


def public_things() -> dict[str, Table]:
    """The things that everybody may see.

    Returns
    -------
    dict
        As `THINGS`, in its order.
    """
    return {thing: table for thing, table in THINGS.items() if not is_personal(table)}


def left_out() -> tuple[str, ...]:
    """The tables that no export holds.

    Returns
    -------
    tuple of str
        Their names.
    """
    return tuple(table.name for table in THINGS.values() if is_personal(table))


def left_with_rows(connection: Connection) -> tuple[str, ...]:
    """The tables that no export holds, and that hold something.

    Parameters
    ----------
    connection
        One state of the ledger.

    Returns
    -------
    tuple of str
        Their names.
    """
    return tuple(
        table.name
        for table in THINGS.values()
        if is_personal(table)
        and connection.execute(select(literal(1)).select_from(table).limit(1)).first()
    )


def public_rows(connection: Connection) -> Mapping[str, list[dict[str, Any]]]:
    """All that everybody may see.

    Parameters
    ----------
    connection
        One state of the ledger.

    Returns
    -------
    dict
        Thing -> rows by id, evidence and postings in the order in which they came; of actors
        without residents.
    """
    rows = {thing: rows_of(connection, thing) for thing in public_things()}
    for thing, of in _NUMBERED.items():
        rows[thing].sort(key=itemgetter(of, "number"))
    public = {row["actor_id"] for row in actors_as_known(connection) if is_public_actor(row)}
    rows["actor"] = [row for row in rows["actor"] if row["actor_id"] in public]
    return rows


def listed_rows(connection: Connection) -> Mapping[str, list[dict[str, Any]]]:
    """All that everybody may see, for lists that are to be brought again.

    Parameters
    ----------
    connection
        One state of the ledger.

    Returns
    -------
    dict
        As `public_rows`; of an actor who was retired the role is "retired" and the last one.
    """
    roles = {row["actor_id"]: row["role"] for row in actors_as_known(connection)}
    rows = dict(public_rows(connection))
    rows["actor"] = [
        row if row["role"] else row | {"role": f"{RETIRED} {roles[row['actor_id']]}"}
        for row in rows["actor"]
    ]
    return rows


def xml_text(text: str) -> str:
    """A text within an element of XML.

    Parameters
    ----------
    text
        Any.

    Returns
    -------
    str
        Escaped; a character that XML cannot hold is U+FFFD.
    """
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _last_role(connection: Connection, row: Mapping[str, Any]) -> str:
    for record in reversed(history_of(connection, "actor", row["actor_id"])):
        for text in (record.after, record.before):
            if role := (json.loads(text) or {}).get("role"):
                return str(role)
    return ""
