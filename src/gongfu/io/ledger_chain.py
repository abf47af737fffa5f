"""Records of the audit log that PostgreSQL chains itself, to a head that no program has to know."""

from collections.abc import Sequence
from typing import Final

from pg8000.native import literal

from gongfu.io.ledger_tables import ANSWERS, AUDIT
from gongfu.track.audit import Change, as_kept, hashed

_TOLD: Final = [str(column.name) for column in AUDIT.columns][1:-1]
_COLUMNS: Final = ", ".join(["number", *_TOLD, "hash"])
_HEAD: Final = "r0 AS (SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1)"
_HASH: Final = (
    "encode(sha256(convert_to('[' || number + 1 || ',\"' || hash || '\",' || {}, 'UTF8')), 'hex')"
)


def chain(changes: Sequence[Change], kept: tuple[str, str, str] | None) -> str:
    """The statement that adds records of changes, and the answer under its key.

    Parameters
    ----------
    changes
        In the order in which they happened.
    kept
        The key, what was asked, and what is answered, in JSON up to where the number of the last
        record ends it; None: nothing has a key.

    Returns
    -------
    str
        SQL that gives the number of the last record; the hashes are those of `audit.chained`.  The
        first record of all is not written so: without one before, this divides by zero.
    """
    parts = [_HEAD]
    for at, told in enumerate(map(as_kept, changes)):
        values = ", ".join(
            f"{literal(value)} AS {name}" for name, value in zip(_TOLD, told, strict=True)
        )
        parts.append(
            f"r{at + 1} AS (SELECT number + 1 AS number, {values}, "
            f"{_HASH.format(literal(hashed(told)))} AS hash FROM r{at})"
        )
    last = f"r{len(changes)}"
    if changes:
        added = " UNION ALL ".join(f"SELECT * FROM r{at + 1}" for at in range(len(changes)))
        parts.append(f"added AS (INSERT INTO {AUDIT.name} ({_COLUMNS}) {added})")
    if kept is not None:
        key, asked, answer = map(literal, kept)
        parts.append(
            f"kept AS (INSERT INTO {ANSWERS.name} (key, content, answer) "
            f"SELECT {key}, {asked}, {answer} || number || '}}' FROM {last})"
        )
    return f"WITH {', '.join(parts)} SELECT coalesce(max(number), 0) / count(*) FROM {last}"
