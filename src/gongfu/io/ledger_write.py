"""The one way into a ledger: rows, records of the audit log and the answer in one transaction.

What is written is said as what a thing was and what it becomes.  A thing that is no more what it
was said to be refuses the whole.  A key makes a task that may be repeated be done once.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, true, update

from gongfu.errors import ConflictError, GongfuError, InputError, NotFoundError
from gongfu.io.ledger_chain import chain
from gongfu.io.ledger_deeds import Answered, Deed, Row, Write, change_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import asks_row
from gongfu.io.ledger_statements import Question, Statement, first_row, run
from gongfu.io.ledger_tables import ACTORS, ALL, ANSWERS, AUDIT, THINGS, key_of
from gongfu.io.ledger_turns import attempting, writing_knowing
from gongfu.track.actors import Actor, Role
from gongfu.track.audit import Head, canonical, chained

Steps = list[tuple[Statement, Row]]

_HEAD: Final = (
    select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1).subquery()
)
_WHO: Final = Statement(
    select(
        ACTORS.c.role,
        ACTORS.c.place,
        ACTORS.c.department,
        ACTORS.c.field,
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
_ACTOR: Final = Statement(
    select(ACTORS.c.role, ACTORS.c.place, ACTORS.c.department, ACTORS.c.field).where(
        ACTORS.c.actor_id == bindparam("who")
    )
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
        What is to be written and answered, given what the ledger holds and who asks; asked twice
        if another writer changes meanwhile what it read.
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
    if ahead and not ledger.embedded:
        done = _attempted(ledger, deed, told, task, ahead)
        if done is not None:
            return done
    asked = {"who": deed.who, "the_key": deed.key}
    with writing_knowing(ledger, [(_WHO, asked), *ahead]) as turn:
        found = first_row(turn.connection, _WHO, asked)
        if found is None:
            raise NotFoundError(f"no actor {deed.who!r} in the ledger; import them first")
        role, place, department, field, before, answer, number, last = found
        if not role:
            raise InputError(
                f"{deed.who!r} was retired and may do nothing any more; ask the county"
            )
        if deed.key and before is not None:
            said = _said(deed, told, before, answer)
            if same is not None and not same(turn.connection, said):
                raise _other(deed)
            return said
        actor = Actor(deed.who, Role(role), place, department, field)
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
    records, end = chained([change_of(one, deed) for one in writes], head)
    tables: list[tuple[Table, list[Row]]] = []
    if records:
        tables.append((AUDIT, [one._asdict() for one in records]))
    if answer is not None and deed.key:
        told, said = answer
        kept = f"{_up_to_number(said)}{end.number}}}"
        tables.append((ANSWERS, [{"key": deed.key, "content": told, "answer": kept}]))

    # Few rows go there together; of many, each table's.  What is new may be edited at once.
    if len(writes) <= _FEW:
        more = [(_ADD[table.name], row) for table, rows in tables for row in rows]
        steps = [*_steps(writes), *more]
    else:
        for table, rows in [*_new_rows(writes), *tables]:
            insert_rows(connection, table, rows)
        steps = _edits(writes)
    finish = finish or (lambda steps: run(connection, steps) == len(steps))
    if steps and not finish(steps):
        edited = [one for one in writes if one.before is not None]
        names = " or ".join(f"{one.thing} {one.thing_id!r}" for one in edited)
        raise ConflictError(
            f"{names} was changed by somebody else first; look at it again, then decide"
        )
    return end


def _attempted(
    ledger: Ledger,
    deed: Deed,
    told: str,
    task: Callable[[Connection, Actor], tuple[Sequence[Write], Answered]],
    ahead: Sequence[Question],
) -> Answered | None:
    """Do a task that reads before its turn; None if it must have the turn first."""
    who = _ACTOR, {"who": deed.who}
    with attempting(ledger) as attempt, suppress(GongfuError):
        attempt.heard.ask([who, *ahead])
        found = first_row(attempt.connection, *who)
        if found is None or not found[0]:
            return None
        role, *scope = found
        writes, said = task(attempt.connection, Actor(deed.who, Role(role), *scope))
        if len(writes) <= _FEW:
            changes = [change_of(one, deed) for one in writes]
            kept = (deed.key, told, _up_to_number(said)) if deed.key else None
            edited = [asks_row(one.thing, one.thing_id) for one in writes if one.before is not None]
            done = attempt.finish(_steps(writes), chain(changes, kept), edited)
            if done is not None:
                return {**said, "number": done[0]}
    return None


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


def _told(deed: Deed, content: Row) -> str:
    """What tells one use of a key from another."""
    told = canonical({"who": deed.who, "why": deed.why, "asked": dict(content)})
    return hashlib.sha256(told.encode()).hexdigest()


def _up_to_number(said: Answered) -> str:
    """An answer in JSON, but for the number that ends it."""
    return json.dumps({**said, "number": 0})[:-2]


def _said(deed: Deed, told: str, before: str, answer: str) -> Answered:
    if before != told:
        raise _other(deed)
    return dict(json.loads(answer))


def _other(deed: Deed) -> ConflictError:
    return ConflictError(f"the key {deed.key!r} was used for something else; take a new key")


def _steps(writes: Sequence[Write]) -> Steps:
    """What writes do: new rows, each table's together, then edits."""
    new = [(_ADD[table.name], row) for table, rows in _new_rows(writes) for row in rows]
    return [*new, *_edits(writes)]


def _new_rows(writes: Sequence[Write]) -> list[tuple[Table, list[Row]]]:
    """By table, in the order in which they may name each other."""
    new: dict[str, list[Row]] = {}
    for one in writes:
        if one.before is None and one.after is not None:
            new.setdefault(one.thing, []).append(one.after)
    return [(table, new[thing]) for thing, table in THINGS.items() if thing in new]


def _edits(writes: Sequence[Write]) -> Steps:
    return [_edit(one, one.before) for one in writes if one.before is not None]


def _edit(one: Write, before: Row) -> tuple[Statement, Row]:
    """What changes or removes a row that is as it was."""
    if one.thing not in _UPDATE:
        raise InputError(f"{one.thing} {one.thing_id!r} is never edited; add another one")
    same = {"the_id": one.thing_id, "the_version": before["version"]}
    if one.after is None:
        return _DELETE[one.thing], same
    return _UPDATE[one.thing], {**one.after, **same}
