"""What is asked of a ledger, by whom, and what becomes of its things."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_tables import BORN_LATER, PRIVATE, THINGS, key_of
from gongfu.track.audit import Change, canonical

Row = Mapping[str, Any]
Answered = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """Who asks for a write, when and why.

    Attributes
    ----------
    who
        Id of an actor of the ledger.
    at
        The moment, with a time zone.
    why
        The reason; "" for none.
    key
        Repeating the same with the same key does it once and gives the same answer; "" for none.
    """

    who: str
    at: datetime
    why: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        for text in (self.who, self.why, self.key):
            _check_text(text)


@dataclass(frozen=True, slots=True)
class Write:
    """What happens to a thing.

    Attributes
    ----------
    thing, event
        One of `THINGS`, and what is done to it.
    before, after
        Its row, or None.
    why
        The reason of this one among many; "" for that of the deed.
    """

    thing: str
    event: str
    before: Row | None
    after: Row | None
    why: str = ""

    @property
    def thing_id(self) -> str:
        """Its key."""
        row = self.after if self.after is not None else self.before
        return str((row or {})[key_of(THINGS[self.thing])])


def plain(thing: str, row: Row | None) -> dict[str, Any] | None:
    """A row as the audit log keeps it.

    Parameters
    ----------
    thing
        One of `THINGS`.
    row
        Of its table.

    Returns
    -------
    dict
        Texts and whole numbers; of personal data only a digest, which tells nothing once the row,
        and with it the salt, is erased.
    """
    if row is None:
        return None
    told = {name: _plain_value(value) for name, value in row.items()}
    for name, before in BORN_LATER.get(thing, {}).items():
        if told.get(name) == before:
            del told[name]
    if thing not in PRIVATE:
        return told
    digest = hashlib.sha256(canonical(told).encode()).hexdigest()
    key = key_of(THINGS[thing])
    return {key: told[key], "version": told["version"], "digest": digest}


def new_salt() -> str:
    """What makes the digest of personal data impossible to guess.

    Returns
    -------
    str
        By chance.
    """
    return secrets.token_hex(16)


def changed(row: Row, values: Row) -> dict[str, Any]:
    """A row with other values, one version later.

    Parameters
    ----------
    row
        As it is.
    values
        What becomes different.

    Returns
    -------
    dict
        A new row.
    """
    return {**row, **values, "version": row["version"] + 1}


def check_version(name: str, row: Row, version: int | None) -> None:
    """Refuse an edit of what somebody else changed first.

    Parameters
    ----------
    name
        Of the thing, for the message.
    row
        As it is now.
    version
        That the editor saw; None edits whatever there is.
    """
    if version is not None and row["version"] != version:
        raise ConflictError(
            f"{name} is at version {row['version']}, and you saw {version}: somebody changed it "
            "first; look at it again, then decide"
        )


def change_of(one: Write, deed: Deed) -> Change:
    """A write as the audit log keeps it.

    Parameters
    ----------
    one
        What happens to a thing.
    deed
        Who, when, why.

    Returns
    -------
    Change
        To be chained.
    """
    return Change(
        deed.who,
        f"{one.thing} {one.thing_id} {one.event}",
        plain(one.thing, one.before),
        plain(one.thing, one.after),
        deed.at,
        one.why or deed.why,
    )


def _check_text(text: str) -> None:
    if "\0" in text:
        raise InputError(f"{text[:20]!r} holds the character NUL, which not every database keeps")


def _plain_value(value: Any) -> Any:
    if isinstance(value, str):
        _check_text(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
