"""What a task read before its turn, to be read again in it.

Optimistic control (Kung and Robinson 1981): a task reads and decides while others write.  In its
turn the database reads the same once more, and what is read otherwise undoes the turn.  So nobody
waits while a program thinks: PostgreSQL alone has the ledger, for one way there and back.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, Final

from pg8000.native import literal
from sqlalchemy import Connection

from gongfu.io.ledger_statements import Question, parted, told_of

_WITH_TEXT: Final = "SELECT q.*, q::text FROM ({}) AS q"
_AGAIN: Final = "coalesce((SELECT string_agg(q::text, chr(10)) FROM ({}) AS q), '')"
_DIGEST: Final = "encode(sha256(convert_to({}, 'UTF8')), 'hex')"
_SHORT: Final = 1_000


class Heard:
    """Questions of PostgreSQL with the answers.

    Parameters
    ----------
    connection
        On which nothing else is asked meanwhile.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[str, list[tuple[Any, ...]]] = {}
        self._text: dict[str, str] = {}

    def ask(self, questions: Sequence[Question]) -> None:
        """Ask what a task is going to ask, in one way there and back.

        Parameters
        ----------
        questions
            Each with its parameters.
        """
        self._ask([told_of(self._connection, *one) for one in questions])

    def rows(self, told: str) -> list[tuple[Any, ...]]:
        """What a select finds, or found when it was asked first.

        Parameters
        ----------
        told
            With its values in it.

        Returns
        -------
        list of tuple
            A value per column.
        """
        if told not in self._found:
            self._ask([told])
        return self._found[told]

    def same(self, but: Collection[Question] = ()) -> str:
        """Whether all would be answered alike once more.

        Parameters
        ----------
        but
            What need not be asked, since an edit finds out.

        Returns
        -------
        str
            A condition in SQL.
        """
        known = {told_of(self._connection, *one) for one in but}
        return " AND ".join(
            _as_before(told, text) for told, text in self._text.items() if told not in known
        )

    def _ask(self, told: Sequence[str]) -> None:
        answers = parted(self._connection, [_WITH_TEXT.format(one) for one in told])
        for one, found in zip(told, answers, strict=True):
            self._text[one] = "\n".join(row[-1] for row in found)
            self._found[one] = [row[:-1] for row in found]


def _as_before(told: str, text: str) -> str:
    again = _AGAIN.format(told)
    if len(text) <= _SHORT:
        return f"{again} = {literal(text)}"
    return f"{_DIGEST.format(again)} = '{hashlib.sha256(text.encode()).hexdigest()}'"
