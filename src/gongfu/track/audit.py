"""A record that shows when it was tampered with: each entry carries the hash of the one before.

The hash is SHA-256 over the canonical JSON of number, previous hash, who, what, before, after, when
and why (Haber and Stornetta 1991: a linear chain of time-stamps).  A row that is changed, left out,
put in or moved breaks the chain at that row.  Rows cut off at the end leave a chain that is whole:
they are found by the head, the last number and hash, noted somewhere else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from gongfu.errors import InputError

GENESIS: Final = "0" * 64

_NAMES: Final = frozenset({str})
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_ENCODE: Final = json.JSONEncoder(
    separators=(",", ":"), sort_keys=True, allow_nan=False, check_circular=False
).encode


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a thing.

    Attributes
    ----------
    who
        An actor's id.
    what
        Which thing and which event, such as "request r1 sign".
    before, after
        What the thing was and became: names with texts, whole numbers, true or false, nothing, and
        lists and mappings of these.  None: there was, or is, no such thing.
    at
        When, with a time zone.
    why
        The reason; "" for none.
    """

    who: str
    what: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    at: datetime
    why: str = ""


class Record(NamedTuple):
    """A change as it is kept: texts only, `before` and `after` in canonical JSON, `at` in UTC."""

    number: int
    who: str
    what: str
    before: str
    after: str
    at: str
    why: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the last record; kept elsewhere, it vouches for all before it."""

    number: int = 0
    hash: str = GENESIS


def chained(changes: Iterable[Change], head: Head | None = None) -> tuple[tuple[Record, ...], Head]:
    """Records of changes, chained to those before.

    Parameters
    ----------
    changes
        In the order in which they happened.
    head
        Of the chain so far; None begins one.

    Returns
    -------
    tuple of records and Head
        What to write, and the new head.
    """
    end = head or Head()
    records = []
    for change in changes:
        number, told = end.number + 1, as_kept(change)
        end = Head(number, _hash(number, end.hash, *told))
        records.append(Record(number, *told, end.hash))
    return tuple(records), end


def as_kept(change: Change) -> tuple[str, str, str, str, str, str]:
    """A change as its record has it.

    Parameters
    ----------
    change
        What somebody did.

    Returns
    -------
    tuple of str
        Who, what, before, after, at, why.
    """
    if change.at.tzinfo is None:
        raise InputError(
            f"the change {change.what!r} is of {change.at.isoformat()}, without a time zone; "
            "give one, such as +08:00"
        )
    return (
        change.who,
        change.what,
        canonical(change.before),
        canonical(change.after),
        change.at.astimezone(UTC).isoformat(timespec="microseconds"),
        change.why,
    )


def hashed(told: Iterable[str]) -> str:
    """What the hash of a record is of, behind `[NUMBER,"PREVIOUS HASH",`.

    Parameters
    ----------
    told
        As `as_kept` gives it.

    Returns
    -------
    str
        ASCII.
    """
    return _ENCODE(list(told))[1:]


def verify(
    records: Iterable[Record], head: Head | None = None, *, start: Head | None = None
) -> Head:
    """The head of a chain that is whole.

    Parameters
    ----------
    records
        In order of number.
    head
        As noted elsewhere; None does not tell whether records were cut off at the end.
    start
        Head of the part before, if `records` do not begin with the first.

    Returns
    -------
    Head
        Of the last record.

    Raises
    ------
    InputError
        Names the first record that is not as it was written, or where one is missing.
    """
    end = start or Head()
    number, last = end.number, end.hash
    for one in records:
        number += 1
        if one.number != number:
            raise InputError(
                f"record {number} is missing: {one.number} stands in its place; restore the record "
                "from a backup"
            )
        told = _hash(number, last, one.who, one.what, one.before, one.after, one.at, one.why)
        if told != one.hash:
            raise InputError(
                f"record {number} ({one.what!r} of {one.at}) is not as it was written, or one "
                "before it was taken out; restore the record from a backup"
            )
        last = told
    end = Head(number, last)
    if head is not None and end != head:
        what = "ends with" if number != head.number else "has another hash at"
        raise InputError(
            f"the record {what} {number}, and {head.number} was noted as the last "
            f"(hash {head.hash[:12]}…); if the note is of this ledger and rightly copied, restore "
            "the record from a backup"
        )
    return end


def canonical(values: Mapping[str, Any] | None) -> str:
    """The one way to write values as JSON: names sorted, no blanks, ASCII.

    Parameters
    ----------
    values
        As `Change` says; None gives "null".

    Returns
    -------
    str
        The same for the same values, on every machine.

    Examples
    --------
    >>> canonical({"b": None, "a": [1, "x"]})
    '{"a":[1,"x"],"b":null}'
    """
    if not _is_flat(values):
        _check_plain(values, "values")
    return _ENCODE(values)


def _is_flat(values: Mapping[str, Any] | None) -> bool:
    """Whether a glance tells that values are plain, as those of rows are."""
    return values is None or (
        type(values) is dict
        and _PLAIN.issuperset(map(type, values.values()))
        and _NAMES.issuperset(map(type, values))
    )


def _check_plain(value: Any, where: str) -> None:
    """Refuse what JSON would write in more than one way, or not read back as it was."""
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        return
    if isinstance(value, Mapping):
        for name, one in value.items():
            if type(name) is not str:
                raise InputError(f"{where} has the name {name!r}; names must be texts")
            _check_plain(one, f"{where}.{name}")
        return
    if isinstance(value, list | tuple):
        for at, one in enumerate(value):
            _check_plain(one, f"{where}[{at}]")
        return
    raise InputError(
        f"{where} is a {type(value).__name__}; write texts, whole numbers, true or false, "
        "and decimals and dates as texts"
    )


def _hash(number: int, last: str, *told: str) -> str:
    return hashlib.sha256(f'[{number},"{last}",{hashed(told)}'.encode("ascii")).hexdigest()
