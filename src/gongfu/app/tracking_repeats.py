"""Lists that are brought again with the key of other ones: what is private in them is compared."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from gongfu.app.requesting_rows import SAID
from gongfu.app.tracking_cases import facts_row
from gongfu.errors import ConflictError
from gongfu.io.ledger_deeds import Answered, Deed
from gongfu.io.ledger_lists import ListedRow
from gongfu.io.ledger_repeats import held_row, written_with
from gongfu.io.ledger_request_rows import moment_text, words_id
from gongfu.io.ledger_requests import STEPS

PUBLIC: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("person_id",),
    "workers": ("person_id",),
    "cases": (
        "case_id", "kind", "applicant_id", "guardian_id", "subject", "place", "office",
        "applied_on",
    ),
}  # fmt: skip
"""Lists with personal data, and the columns of each that are none."""
_MOST: Final = 3  # records of one row of a list
_OWN: Final = ("version", "salt")


def check_same_private(
    connection: Connection, deed: Deed, rows: Mapping[str, list[ListedRow]], said: Answered
) -> None:
    """Refuse a key that brought the same ids with other private data.

    Only rows that the first lists wrote, and that are still there, are compared: what is kept of an
    answer says nothing of the data, so that what is erased cannot be guessed.

    Parameters
    ----------
    connection
        To the ledger.
    deed
        With its key.
    rows
        Of the lists as they are now.
    said
        The answer to the first ones.
    """
    told = [(one, row) for one in rows.get("people", []) for row in [_plain("person", one)]]
    told += [(one, _plain("worker", one)) for one in rows.get("workers", [])]
    for one in rows.get("cases", []):
        facts = facts_row(one.values["case_id"], 1, one.values["facts"])
        told.append((one, ("case_facts", facts["facts_id"], {"facts": facts["facts"]})))
    told += [(one, _words(one)) for one in rows.get("requests", [])]
    told += [
        (one, found) for one in rows.get("request_acts", []) for found in _reason(connection, one)
    ]
    if not told:
        return
    written = written_with(connection, said["number"], _MOST * sum(said["counts"].values()))
    for one, (thing, thing_id, values) in told:
        held = held_row(connection, thing, thing_id)
        if f"{thing} {thing_id}" not in written or held is None:
            continue
        if any(held[name] != value for name, value in values.items()):
            raise ConflictError(
                f"the key {deed.key!r} was used for other data in row {one.number} of {one.table}; "
                "take a new key"
            )


_Told = tuple[str, str, Mapping[str, Any]]


def _plain(thing: str, one: ListedRow) -> _Told:
    values = {name: value for name, value in one.values.items() if name not in _OWN}
    return thing, one.values["person_id"], values


def _words(one: ListedRow) -> _Told:
    values = {name: one.values[name] for name in SAID}
    return "request_words", words_id(one.values["request_id"], 0), values


def _reason(connection: Connection, one: ListedRow) -> Iterator[_Told]:
    """The reason of an act; which step it was is found by what is not private of it."""
    values = one.values
    asked = select(STEPS.c.step_id).where(
        STEPS.c.request_id == values["request_id"],
        STEPS.c.event == str(values["event"]),
        STEPS.c.at == moment_text(values["at"]),
        STEPS.c.actor_id == values["actor_id"],
    )
    for step_id in connection.execute(asked).scalars():
        yield "request_words", step_id, {"words": values["reason"]}
