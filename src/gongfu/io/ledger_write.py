"""The one way into a ledger: rows, records of the audit log and the answer in one transaction.

What is written is said as what a thing was and what it becomes.  A thing that is no more what it
was said to be refuses the whole.  A key makes a task that may be repeated be done once.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, true, update

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_statements import Question, Statement, first_row, run
from gongfu.io.ledger_tables import ACTORS, ALL, ANSWERS, AUDIT, PRIVATE, THINGS, key_of
from gongfu.io.ledger_turns import Ledger, writing_knowing
from gongfu.track.actors import Actor, Role
from gongfu.track.audit import Change, Head, canonical, chained

Row = Mapping[str, Any]
Answered = dict[str, Any]
Steps = list[tuple[Statement, Row]]

_HEAD: Final = (
    select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1).subquery()
)
_WHO: Final = Statement(
    select(
        ACTORS.c.role,
        ACTORS.c.place,
        ACTORS.c.department,
        ANSWERS.c.content,
        ANSWERS.c.answer,
        _HEAD.c.number,
        _HEAD.c.hash,
    )
    .select_from(ACTORS)
    .outerjoin(ANSWERS, ANSWERS.c.key == bindparam("the_key"))
    .outerjoin(_HEAD, true())
    .where(ACTORS.c.actor_id == bindparam("who"))
)
_INSERT: Final = {table.name: insert(table) for table in ALL}
_ADD: Final = {name: Statement(one) for name, one in _INSERT.items()}
_FEW: Final = 8
_AT_ONCE: Final = 5_000


def _names(table: Table) -> list[str]:
    return [str(column.name) for column in table.columns]


def _same(table: Table) -> Any:
    """The row with a key and a version."""
    key = table.c[key_of(table)]
    return (key == bindparam("the_id")) & (table.c.version == bindparam("the_version"))


_UPDATE: Final = {
    name: Statement(
        update(table)
        .where(_same(table))
        .values({name: bindparam(name) for name in _names(table) if name != key_of(table)})
    )
    for name, table in THINGS.items()
    if "version" in table.c
}
_DELETE: Final = {
    name: Statement(delete(THINGS[name]).where(_same(THINGS[name]))) for name in _UPDATE
}


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
    """What happens to a thing: one of `THINGS`, an event, and its row before and after, or None."""

    thing: str
    event: str
    before: Row | None
    after: Row | None

    @property
    def thing_id(self) -> str:
        """Its key."""
        row = self.after if self.after is not None else self.before
        return str((row or {})[key_of(THINGS[self.thing])])


def write(
    ledger: Ledger,
    deed: Deed,
    content: Row,
    task: Callable[[Connection, Actor], tuple[Sequence[Write], Answered]],
    *,
    ahead: Sequence[Question] = (),
    same: Callable[[Connection, Answered], bool] | None = None,
) -> Answered:
    """Do a task, or say again what it answered.

    Parameters
    ----------
    ledger
        Open.
    deed
        Who, when, why.
    content
        All that the task was asked for, as plain values: what tells one use of a key from another.
    task
        What is to be written and answered, given what the ledger holds and who asks.
    ahead
        What the task is going to ask, so that it costs no way to the database and back.
    same
        Of a task that says what is private, which `content` leaves out: whether what it says is
        what it said when it was answered so; see `ledger_repeats`.

    Returns
    -------
    dict
        The answer, plain values; `number` is that of the last record.

    Raises
    ------
    ConflictError
        Somebody else changed a thing first, or the key stands for something else.
    NotFoundError
        The ledger does not know who asks.
    """
    told = _told(deed, content)
    asked = {"who": deed.who, "the_key": deed.key}
    with writing_knowing(ledger, [(_WHO, asked), *ahead]) as turn:
        found = first_row(turn.connection, _WHO, asked)
        if found is None:
            raise NotFoundError(f"no actor {deed.who!r} in the ledger; import them first")
        role, place, department, before, answer, number, last = found
        if not role:
            raise InputError(
                f"{deed.who!r} was retired and may do nothing any more; ask the county"
            )
        if deed.key and before is not None:
            said = _said(deed, told, before, answer)
            if same is not None and not same(turn.connection, said):
                raise _other(deed)
            return said
        actor = Actor(deed.who, Role(role), place, department)
        writes, said = task(turn.connection, actor)
        head = Head() if number is None else Head(number, last)
        end = commit(turn.connection, writes, deed, head, (told, said), finish=turn.finish)
        return {**said, "number": end.number}


def answered_before(connection: Connection, deed: Deed, content: Row) -> Answered | None:
    """What was answered to the same with the same key.

    Parameters
    ----------
    connection
        To the ledger.
    deed, content
        As `write` takes them.

    Returns
    -------
    dict
        The answer; None if the key is new, or there is none.
    """
    asked = select(ANSWERS.c.content, ANSWERS.c.answer).where(ANSWERS.c.key == deed.key)
    found = connection.execute(asked).first() if deed.key else None
    return None if found is None else _said(deed, _told(deed, content), *found)


def commit(
    connection: Connection,
    writes: Sequence[Write],
    deed: Deed,
    head: Head,
    answer: tuple[str, Answered] | None = None,
    *,
    finish: Callable[[Steps], bool] | None = None,
) -> Head:
    """Write rows, their records, and the answer under its key.

    Parameters
    ----------
    connection
        From `writing`.
    writes
        In order.
    deed
        Who, when, why.
    head
        Of the chain so far.
    answer
        What was asked for, and what is answered; kept if the deed has a key.
    finish
        Does the last steps and keeps all, as `Turn.finish`; None leaves that to the block's end.

    Returns
    -------
    Head
        Of the chain with these.
    """
    new: dict[str, list[Row]] = {}
    for one in writes:
        if one.before is None and one.after is not None:
            new.setdefault(one.thing, []).append(one.after)
    edited = [one for one in writes if one.before is not None]
    records, end = chained([_change(one, deed) for one in writes], head)
    tables = [(table, new[thing]) for thing, table in THINGS.items() if thing in new]
    if records:
        tables.append((AUDIT, [one._asdict() for one in records]))
    if answer is not None and deed.key:
        told, said = answer
        kept = json.dumps({**said, "number": end.number})
        tables.append((ANSWERS, [{"key": deed.key, "content": told, "answer": kept}]))

    # Few rows go there together; of many, each table's.  What is new may be edited at once.
    steps: Steps = []
    if len(writes) <= _FEW:
        steps += [(_ADD[table.name], row) for table, rows in tables for row in rows]
    else:
        for table, rows in tables:
            insert_rows(connection, table, rows)
    steps += [_edit(one, one.before) for one in edited if one.before is not None]
    finish = finish or (lambda steps: run(connection, steps) == len(steps))
    if steps and not finish(steps):
        names = " or ".join(f"{one.thing} {one.thing_id!r}" for one in edited)
        raise ConflictError(
            f"{names} was changed by somebody else first; look at it again, then decide"
        )
    return end


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """New rows of a table.

    Parameters
    ----------
    connection
        From `writing`.
    table
        One of the ledger's.
    rows
        Column -> value; one at least.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(_INSERT[table.name], rows)
        return
    # The driver sends one row at a time; PostgreSQL reads thousands from one text.
    for first in range(0, len(rows), _AT_ONCE):
        told = json.dumps([dict(row) for row in rows[first : first + _AT_ONCE]], default=str)
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} SELECT * FROM "
            f"json_populate_recordset(NULL::{table.name}, %s)",
            (told,),
        )


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


def _told(deed: Deed, content: Row) -> str:
    """What tells one use of a key from another."""
    told = canonical({"who": deed.who, "why": deed.why, "asked": dict(content)})
    return hashlib.sha256(told.encode()).hexdigest()


def _said(deed: Deed, told: str, before: str, answer: str) -> Answered:
    if before != told:
        raise _other(deed)
    return dict(json.loads(answer))


def _other(deed: Deed) -> ConflictError:
    return ConflictError(f"the key {deed.key!r} was used for something else; take a new key")


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


def _change(one: Write, deed: Deed) -> Change:
    return Change(
        deed.who,
        f"{one.thing} {one.thing_id} {one.event}",
        plain(one.thing, one.before),
        plain(one.thing, one.after),
        deed.at,
        deed.why,
    )


def _edit(one: Write, before: Row) -> tuple[Statement, Row]:
    """What changes or removes a row that is as it was."""
    if one.thing not in _UPDATE:
        raise InputError(f"{one.thing} {one.thing_id!r} is never edited; add another one")
    same = {"the_id": one.thing_id, "the_version": before["version"]}
    if one.after is None:
        return _DELETE[one.thing], same
    return _UPDATE[one.thing], {**one.after, **same}
