"""What everybody may see of a ledger: its tables without those of personal data.

A table whose rows enter the record as a salted digest is private, and no export holds it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from sqlalchemy import Connection, Table, select

from gongfu.io.ledger_rows import head_of, rows_of
from gongfu.io.ledger_tables import AUDIT, THINGS, VERSIONS
from gongfu.track.audit import Head

MARK: Final = "simulated 模拟"
"""What marks all that comes out of an invented ledger."""

_SALT: Final = "salt"
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


def public_things() -> dict[str, Table]:
    """The things that everybody may see.

    Returns
    -------
    dict
        As `THINGS`, in its order.
    """
    return {thing: table for thing, table in THINGS.items() if not is_private(table)}


def left_out() -> tuple[str, ...]:
    """The tables that no export holds.

    Returns
    -------
    tuple of str
        Their names.
    """
    return tuple(table.name for table in THINGS.values() if is_private(table))


def public_rows(connection: Connection) -> Mapping[str, list[dict[str, Any]]]:
    """All that everybody may see.

    Parameters
    ----------
    connection
        One state of the ledger.

    Returns
    -------
    dict
        Thing -> rows by id.
    """
    return {thing: rows_of(connection, thing) for thing in public_things()}


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
