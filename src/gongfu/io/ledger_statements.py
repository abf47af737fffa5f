"""Statements of the ledger, compiled once and run on the driver itself.

SQLAlchemy writes the SQL, for either database; what it does around each run takes several times as
long as the run.  PostgreSQL is spoken to in its simple protocol, so that several statements and the
begin or end of a transaction go there and back together: its driver takes three ways for each
statement with parameters.
"""

import re
import secrets
from collections.abc import Callable, Container, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from pg8000 import DatabaseError
from pg8000.native import literal
from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import CompilerElement
from sqlalchemy.types import TypeEngine

from gongfu.errors import ConflictError

Values = Mapping[str, Any]
Question = tuple["Statement", Values]
_Turn = Callable[[Any], Any] | None

_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
"""Of PostgreSQL's COPY, in whose texts a backslash stands before itself."""

HEARD: Final = "heard"
"""Where a connection has its `ledger_heard.Heard`, if what it is asked is to be asked again."""

_AHEAD: Final = "asked ahead"
_PARTING: Final = (secrets.token_hex(16),)  # a row that no table can hold
_PARTED: Final = f"SELECT {literal(_PARTING[0])}"
_SURELY: Final = "WITH done AS ({} RETURNING 1) SELECT 1 / count(*) FROM done"
NOTHING_FOUND: Final = "22012"
"""PostgreSQL's word for a division by zero."""

THERE_ALREADY: Final = "23505"
"""PostgreSQL's word for a key that there is."""

_MARK: Final = {"sqlite": "?", "postgresql": "%s"}


class Statement:
    """A select, an insert or an update with named parameters, run many times.

    Parameters
    ----------
    of
        Of SQLAlchemy; its parameters are `bindparam`, and an insert's are its columns.
    """

    def __init__(self, of: Executable) -> None:
        self._of = of
        self._ready: dict[str, _Ready] = {}

    def ready(self, dialect: Dialect) -> "_Ready":
        """The text for a database, and how values get in and out."""
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _Ready(self._of, dialect)
        return self._ready[dialect.name]


class _Ready:
    def __init__(self, of: Executable, dialect: Dialect) -> None:
        assert isinstance(of, CompilerElement)
        compiled: Any = of.compile(dialect=dialect)
        self.text = str(compiled)
        self.parts = self.text.split(_MARK[dialect.name])
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())
        assert len(self.parts) == len(self.names) + 1
        binds = {name: compiled.binds[name] for name in self.names}
        self.given = tuple(_into(one.type, dialect) for one in binds.values())
        self.alike = not any(self.given)
        self.fixed = {name: one.value for name, one in binds.items() if not one.required}
        # The driver of PostgreSQL gives dates and numbers as such; SQLite knows no dates.
        columns = getattr(of, "selected_columns", ()) if dialect.name == "sqlite" else ()
        taken = tuple(_out_of(column.type, dialect) for column in columns)
        self.taken = taken if any(taken) else ()

    def values(self, told: Values) -> list[Any]:
        given = {**self.fixed, **told} if self.fixed else told
        if self.alike:
            return [given[name] for name in self.names]
        return [
            given[name] if turn is None else turn(given[name])
            for name, turn in zip(self.names, self.given, strict=True)
        ]

    def told(self, values: Values) -> str:
        """The text with the values in it."""
        parts = [self.parts[0]]
        for value, part in zip(self.values(values), self.parts[1:], strict=True):
            parts += (literal(value), part)
        return "".join(parts)

    def row(self, found: Sequence[Any]) -> tuple[Any, ...]:
        if not self.taken:
            return tuple(found)
        return tuple(
            value if turn is None else turn(value)
            for value, turn in zip(found, self.taken, strict=True)
        )


def rows(connection: Connection, statement: Statement, values: Values) -> list[tuple[Any, ...]]:
    """What a select finds.

    Parameters
    ----------
    connection
        To the ledger.
    statement
        A select.
    values
        Its parameters.

    Returns
    -------
    list of tuple
        A value per column.
    """
    ready = statement.ready(connection.dialect)
    if connection.dialect.name == "sqlite":
        found = _raw(connection).execute(ready.text, ready.values(values)).fetchall()
        return [ready.row(one) for one in found]
    told = ready.told(values)
    if HEARD in connection.info:
        return list(connection.info[HEARD].rows(told))
    ahead = connection.info.get(_AHEAD, {})
    return list(ahead[told] if told in ahead else map(tuple, simply(_raw(connection), told)))


def texts(connection: Connection, statement: Statement, values: Values) -> list[list[str]]:
    """What a select of texts and whole numbers finds, in the least time for many rows.

    Parameters
    ----------
    connection, statement, values
        As `rows` takes them.

    Returns
    -------
    list of list of str
        A text per column; SQLite gives whole numbers as such.
    """
    ready = statement.ready(connection.dialect)
    raw = _raw(connection)
    if connection.dialect.name == "sqlite":
        found: list[list[str]] = raw.execute(ready.text, ready.values(values)).fetchall()
        return found
    check_turn(connection)
    copied = BytesIO()
    raw.cursor().execute(f"COPY ({ready.told(values)}) TO STDOUT", stream=copied)
    lines = copied.getvalue().decode().split("\n")[:-1]
    return [
        [_ESCAPE.sub(_unescaped, text) for text in line.split("\t")]
        if "\\" in line
        else line.split("\t")
        for line in lines
    ]


def ask_ahead(connection: Connection, begin: str, questions: Sequence[Question]) -> None:
    """Begin a transaction of PostgreSQL and ask what it will need, in one way there and back.

    Parameters
    ----------
    connection
        Without a transaction.
    begin
        Statements, of which the last alone gives rows.
    questions
        What `rows` then has at hand, until `forget`.
    """
    told = [told_of(connection, *one) for one in questions]
    found = parted(connection, [begin, *told])
    connection.info[_AHEAD] = dict(zip(told, found[1:], strict=True))


def parted(connection: Connection, told: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """Send statements to PostgreSQL together, and take the rows of each.

    Parameters
    ----------
    connection
        To the ledger.
    told
        Without parameters; the last of each gives the rows.

    Returns
    -------
    list
        For each, its rows.
    """
    parts: list[list[tuple[Any, ...]]] = [[]]
    for one in map(tuple, simply(_raw(connection), f"; {_PARTED}; ".join(told))):
        if one == _PARTING:
            parts.append([])
        else:
            parts[-1].append(one)
    return parts


def forget(connection: Connection) -> None:
    """Forget what was asked ahead, as a connection that was lost does by itself."""
    if not connection.invalidated:
        connection.info.pop(_AHEAD, None)


def first_row(
    connection: Connection, statement: Statement, values: Values
) -> tuple[Any, ...] | None:
    """The first row that a select finds; None if there is none.

    Parameters
    ----------
    connection, statement, values
        As `rows` takes them.

    Returns
    -------
    tuple
        A value per column.
    """
    found = rows(connection, statement, values)
    return found[0] if found else None


def run(connection: Connection, statements: Sequence[Question]) -> int:
    """Do inserts, updates and deletes, one after the other.

    Parameters
    ----------
    connection
        From `writing`.
    statements
        Each with its parameters.

    Returns
    -------
    int
        How many rows they touched together.
    """
    raw = _raw(connection)
    if connection.dialect.name == "sqlite":
        n = 0
        for statement, values in statements:
            ready = statement.ready(connection.dialect)
            n += raw.execute(ready.text, ready.values(values)).rowcount
        return n
    check_turn(connection)
    cursor = raw.cursor()
    cursor.execute("; ".join(told_of(connection, *one) for one in statements))
    return int(cursor.rowcount)


def check_turn(connection: Connection) -> None:
    """Refuse what cannot be asked again in a turn.

    Parameters
    ----------
    connection
        To the ledger.
    """
    if HEARD in connection.info:
        raise ConflictError("only what `rows` finds may be asked before the turn")


def sure(connection: Connection, statements: Sequence[Question]) -> list[str]:
    """Inserts and edits for PostgreSQL, where an edit that finds no row is an error.

    Parameters
    ----------
    connection
        To the ledger.
    statements
        Each with its parameters.

    Returns
    -------
    list of str
        SQL; the error is `NOTHING_FOUND`.
    """
    return [
        text if text.startswith("INSERT") else _SURELY.format(text)
        for text in (told_of(connection, *one) for one in statements)
    ]


def together(
    connection: Connection, told: Sequence[str], refusals: Container[str]
) -> list[Any] | None:
    """Send statements to PostgreSQL together, and take the rows of all of them.

    Parameters
    ----------
    connection
        To the ledger.
    told
        Without parameters.
    refusals
        Errors that are an answer: `NOTHING_FOUND`, `THERE_ALREADY`.

    Returns
    -------
    list
        Rows; None after one of these errors, and then nothing ended.
    """
    try:
        return simply(_raw(connection), "; ".join(told))
    except DatabaseError as error:
        if _state_of(error) in refusals:
            return None
        raise


def _state_of(error: DatabaseError) -> str:
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def simply(raw: Any, text: str) -> list[Any]:
    """Send statements to PostgreSQL together, and take the rows of all of them.

    Parameters
    ----------
    raw
        The driver's connection.
    text
        Without parameters.

    Returns
    -------
    list
        Rows.
    """
    cursor = raw.cursor()
    cursor.execute(text)
    return list(cursor.fetchall()) if cursor.description is not None else []


def told_of(connection: Connection, statement: Statement, values: Values) -> str:
    """A statement with its values in it, for `simply`.

    Parameters
    ----------
    connection, statement, values
        As `rows` takes them.

    Returns
    -------
    str
        SQL.
    """
    return statement.ready(connection.dialect).told(values)


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1])


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _into(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
