"""Deliverables of a ledger: where each stands on a day, and all that was done to one."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.tracking import Ledger
from gongfu.app.tracking_answers import HISTORY, answered
from gongfu.app.tracking_history import history_table, on_screen
from gongfu.errors import InputError, NotFoundError, n_of
from gongfu.io.answers import records
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import register_of
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_ledger as words
from gongfu.track.actors import own_code
from gongfu.track.programmes import below_nothing
from gongfu.track.progress import standings

_VIEW: Final = (
    "deliverable_id",
    "field",
    "place",
    "owner",
    "due_on",
    "quantity",
    "done",
    "unit",
    "state",
)


def listing(
    ledger: Ledger,
    today: date,
    *,
    place: str = "",
    field: str = "",
    owner: str = "",
    states: tuple[str, ...] = (),
) -> Answer:
    """The deliverables, and where each stands on a day.

    Parameters
    ----------
    ledger
        Open.
    today
        The day.
    place
        Code of the place in which they lie; "" for all.
    field, owner
        Of which field and whose; "" for all.
    states
        Any of delivered, late, at_risk, under_way, not_started; none for all.

    Returns
    -------
    Answer
        A row for each that fits.
    """
    odd = [state for state in states if state not in words.STATES]
    if odd:
        raise InputError(f"no state {odd[0]!r}; choose among {', '.join(words.STATES)}")
    table = _standing(ledger, today)
    kept = table["place"].str.startswith(own_code(place))
    if field:
        kept &= table["field"] == field
    if owner:
        kept &= table["owner"] == owner
    if states:
        kept &= table["state"].isin(states)
    shown = table[kept].reset_index(drop=True)
    said = [words.listed_words(shown["state"].tolist(), len(table), today)]
    settings = {
        "command": "track list",
        "today": today.isoformat(),
        "place": place,
        "field": field,
        "owner": owner,
        "states": list(states),
    }
    return answered(ledger, settings, said, shown, _VIEW)


def showing(ledger: Ledger, deliverable_id: str, today: date) -> Answer:
    """One deliverable with all that was ever done to it.

    Parameters
    ----------
    ledger
        Open.
    deliverable_id
        Which.
    today
        The day.

    Returns
    -------
    Answer
        A row for each record.
    """
    table = _standing(ledger, today)
    mine = table[table["deliverable_id"] == deliverable_id]
    if mine.empty:
        raise NotFoundError(f"no deliverable {deliverable_id!r} in the ledger; check the id")
    (row,) = records(mine)
    with reading(ledger) as connection:
        log = history_of(connection, "deliverable", deliverable_id)
        for number in range(1, int(row.pop("n_evidence")) + 1):
            log += history_of(connection, "evidence", f"{deliverable_id}/{number}")
    settings = {"command": "track show", "deliverable": row}
    table = history_table(log)
    said = [words.shown_words(row)]
    return answered(ledger, settings, said, table, HISTORY, screen=on_screen(table, HISTORY))


def _standing(ledger: Ledger, today: date) -> pd.DataFrame:
    """A row for each deliverable: what was promised, what is done, and its state."""
    with reading(ledger) as connection:
        register, versions = register_of(connection)
    try:
        stand = standings(register.promises(), register.facts(), today)
    except InputError as error:
        below = [one for one in below_nothing(register.evidence) if one.on <= today]
        told = "; ".join(f"{one.deliverable_id!r} {one.quantity:g} on {one.on}" for one in below)
        if not told:
            raise
        count = n_of(len(below), "deliverable", "deliverables")
        raise InputError(
            f"less than nothing is proved of {count} ({told[:400]}); prove what is missing with "
            "its day, by a quantity above 0"
        ) from error
    fields = {one.item_id: one.field for one in register.items}
    n_evidence = dict.fromkeys(versions, 0)
    for proof in register.evidence:
        n_evidence[proof.deliverable_id] += 1
    states = [
        "delivered"
        if stand.delivered[k]
        else "late"
        if stand.late[k]
        else "at_risk"
        if stand.at_risk[k]
        else "under_way"
        if stand.begun[k]
        else "not_started"
        for k in range(len(versions))
    ]
    all_ = register.deliverables
    until = np.where(stand.delivered, stand.delivered_on, np.datetime64(today, "D"))
    due_on = np.array([one.due_on for one in all_], "datetime64[D]")
    days_late = np.maximum((until - due_on).astype(np.int64), 0)
    return pd.DataFrame(
        {
            "deliverable_id": [one.deliverable_id for one in all_],
            "item_id": [one.item_id for one in all_],
            "field": [fields[one.item_id] for one in all_],
            "place": pd.Series([one.place for one in all_], dtype=object),
            "owner": [one.owner for one in all_],
            "start_on": [one.start_on.isoformat() for one in all_],
            "due_on": [one.due_on.isoformat() for one in all_],
            "quantity": [one.quantity for one in all_],
            "done": stand.done,
            "unit": [one.unit for one in all_],
            "state": states,
            "delivered_on": [
                day.isoformat() if day is not None else ""
                for day in stand.delivered_on.astype(object)
            ],
            "days_late": days_late,
            "version": list(versions.values()),
            "n_evidence": list(n_evidence.values()),
        }
    )
