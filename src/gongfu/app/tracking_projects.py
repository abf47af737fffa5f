"""Cooperation projects of a ledger: where they stand, what money moved, and what was published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.tracking import Deed, Ledger
from gongfu.app.tracking_answers import HISTORY, answered
from gongfu.app.tracking_budgets import year_fault
from gongfu.app.tracking_history import history_table, on_screen
from gongfu.errors import InputError
from gongfu.io.ledger_budgets import budgeted, budgets_for, listed_projects
from gongfu.io.ledger_deeds import Answered, Write, changed, check_version, plain
from gongfu.io.ledger_projects import COUNTED, declared_of, project_of
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import postings_of, row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshops import enrolment_of, job_of, workshop_of
from gongfu.io.ledger_write import write
from gongfu.report import asked_projects as words
from gongfu.report.asked_ledger import note_words
from gongfu.report.text import same
from gongfu.track.actors import Actor
from gongfu.track.balances import Balance, balances
from gongfu.track.declared import OF_WORKSHOPS, Reconciled, reconcile, reconcile_workshops
from gongfu.track.money import yuan_of
from gongfu.track.money_notes import project_notes
from gongfu.track.postings import Posting, not_undone
from gongfu.track.projects import Phase
from gongfu.track.rights import check_governs

_MOVABLE: Final = ("status", "start_on", "due_on")
_SUMS: Final = ("committed", "transferred", "spent", "returned", "held")
_PROJECTS: Final = (
    "project_id",
    "title",
    "status",
    "late",
    "giver_name",
    "receiver_name",
    "due_on",
)
_DECLARED: Final = (
    "declared_id", "what", "years", "declared", "found", "n_rows", "state", "source",
)  # fmt: skip
_OVER: Final = ("completed", "cancelled")


def listing_projects(ledger: Ledger, today: date, *, place: str = "") -> Answer:
    """The projects, and what money moved for each.

    Parameters
    ----------
    ledger
        Open.
    today
        A project that is not over is late after its last day.
    place
        Code of the place in which they lie; "" for all.

    Returns
    -------
    Answer
        A row for each; sums in yuan.
    """
    with reading(ledger) as connection:
        rows = [row for row in rows_of(connection, "project") if row["place"].startswith(place)]
        postings: dict[str, list[Posting]] = {}
        for one in postings_of(connection):
            postings.setdefault(one.project, []).append(one)
    table = pd.DataFrame(
        [_told(row, postings.get(row["project_id"], []), today) for row in rows],
        columns=[*_told_columns()],
    )
    late = int(table["late"].sum()) if len(table) else 0
    said = [words.listed_words(len(rows), late, today)]
    noted = int((table["notes"] != "").sum())
    if noted:
        said.append(words.noted_words(noted))
    settings = {"command": "track list", "of": "projects", "today": today.isoformat(),
                "place": place}  # fmt: skip
    view = (*_PROJECTS, "committed_yuan", "spent_yuan", *["notes"] * bool(noted))
    return answered(ledger, settings, said, table, view)


def showing_project(ledger: Ledger, project_id: str, today: date) -> Answer:
    """One project with its money, and all that was ever done to it.

    Parameters
    ----------
    ledger
        Open.
    project_id
        Which.
    today
        The day.

    Returns
    -------
    Answer
        A row for each record of the project and its postings.
    """
    with reading(ledger) as connection:
        row = row_by_id(connection, "project", project_id)
        postings = postings_of(connection, project_id)
        log = history_of(connection, "project", project_id)
        budgets = budgets_for(connection, project_id)
        for one in budgets:
            log += history_of(connection, "budget", one["budget_id"])
        for posting in postings:
            log += history_of(connection, "posting", posting.posting_id)
    told = _told(row, postings, today)
    told["budgets"] = [
        {
            **{name: one[name] for name in ("budget_id", "giver", "year")},
            "amount_yuan": yuan_of(one["amount_fen"]),
        }
        for one in budgets
    ]
    table = history_table(log, things=True)
    screen = on_screen(table, HISTORY)
    settings = {"command": "track show", "project": told}
    notes = [note_words(one, same(project_id)) for one in told["notes"].split()]
    said = [words.shown_words(told), *notes]
    return answered(ledger, settings, said, table, HISTORY, screen=screen)


def move_project(
    ledger: Ledger,
    deed: Deed,
    project_id: str,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Answered:
    """Give a project another status or other days.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province in which it lies, with the reason.
    project_id
        Which.
    values
        Any of `status` (a `Phase`), `start_on` and `due_on` (days).
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    dict
        `project_id`, its new `version`, and the `number` of the record.
    """
    odd = [name for name in values if name not in _MOVABLE]
    if odd or not values:
        told = f"{odd[0]!r} cannot be changed" if odd else "nothing is to be changed"
        raise InputError(f"{project_id!r}: {told}; choose among {', '.join(_MOVABLE)}")
    if values.get("status", Phase.COMPLETED) not in list(Phase):
        raise InputError(
            f"{project_id!r}: no status {values['status']!r}; choose among {', '.join(Phase)}"
        )
    if not deed.why:
        raise InputError(f"{project_id!r}: a change needs its reason; give it")
    asked = {"task": "move project", "project_id": project_id, "version": version,
             "values": plain("project", values)}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "project", project_id)
        check_governs(actor, row["place"], f"change project {project_id!r}", row["field"])
        check_version(f"project {project_id!r}", row, version)
        after = changed(row, values)
        budgets = budgets_for(connection, project_id)
        budgeted(after, budgets)
        for one in budgets:
            if fault := year_fault(after, one["year"]):
                raise InputError(f"budget {one['budget_id']!r}: {fault}")
        said = {"project_id": project_id, "version": after["version"]}
        return [Write("project", "move", row, after)], said

    return write(ledger, deed, asked, task)


def moved_project(ledger: Ledger, told: Answered) -> Answer:
    """What a move of a project did.

    Parameters
    ----------
    ledger
        Open.
    told
        The answer of `move_project`.

    Returns
    -------
    Answer
        Without rows.
    """
    said = [words.moved_words(told)]
    return answered(ledger, {"command": "track move", "answer": told}, said, pd.DataFrame())


def reconciled(ledger: Ledger) -> Answer:
    """Each published total beside what the rows come to.

    Parameters
    ----------
    ledger
        Open, with declared totals.

    Returns
    -------
    Answer
        A row for each: what was published, with its source, and what was found, computed.
    """
    with reading(ledger) as connection:
        rows = rows_of(connection, "declared")
        projects = listed_projects(connection)
        postings = not_undone(postings_of(connection))
        shops = [workshop_of(row) for row in rows_of(connection, "workshop")]
        jobs = [job_of(row) for row in rows_of(connection, "job")]
        enrolments = [enrolment_of(row) for row in rows_of(connection, "enrolment")]
    if not rows:
        raise InputError("the ledger has no published totals; import a list declared")
    known = {one.project_id for one in projects}
    listed = [one for one in postings if one.project in known]
    found: list[Reconciled] = []
    for row in rows:
        total = declared_of(row, simulated=ledger.simulated)
        if total.what in OF_WORKSHOPS:
            found += reconcile_workshops([total], shops, jobs, enrolments)
        else:
            found += reconcile([total], projects, listed)
    table = pd.DataFrame(
        [
            {
                "declared_id": row["declared_id"],
                "what": row["what"],
                "years": f"{row['first_year']}-{row['last_year']}",
                "place": row["place"],
                "declared": _shown(row["what"], row["amount"]),
                "found": _shown(row["what"], one.found),
                "difference": _shown(row["what"], one.difference),
                "unit": COUNTED.get(row["what"], ("yuan",))[0],
                "n_rows": one.n_rows,
                "n_silent": one.n_silent,
                "state": one.standing,
                "source": row["source"],
            }
            for row, one in zip(rows, found, strict=True)
        ]
    )
    said = words.reconciled_words([one.standing for one in found])
    if len(listed) < len(postings):
        said.append(words.unlisted_words(len(postings) - len(listed)))
    return answered(ledger, {"command": "track reconcile"}, said, table, _DECLARED)


def _told(row: Mapping[str, Any], postings: Sequence[Posting], today: date) -> dict[str, Any]:
    """A project as it is shown, every sum in yuan as text."""
    budget = row["budget_fen"]
    balance = balances(postings, by=()).get((), Balance())
    return {
        **{name: row[name] for name in ("project_id", "title", "status")},
        "late": row["status"] not in _OVER and today > row["due_on"],
        **{name: row[name] for name in ("place", "field", "giver", "giver_name", "receiver",
                                        "receiver_name")},
        "start_on": row["start_on"].isoformat(),
        "due_on": row["due_on"].isoformat(),
        "budget_yuan": None if budget is None else yuan_of(budget),
        **{f"{name}_yuan": yuan_of(getattr(balance, f"{name}_fen")) for name in _SUMS},
        "notes": " ".join(project_notes(project_of(row), postings, balance)),
        "version": row["version"],
    }  # fmt: skip


def _told_columns() -> tuple[str, ...]:
    return (
        "project_id", "title", "status", "late", "place", "field", "giver", "giver_name",
        "receiver", "receiver_name", "start_on", "due_on", "budget_yuan",
        *(f"{name}_yuan" for name in _SUMS), "notes", "version",
    )  # fmt: skip


def _shown(what: str, amount: int | None) -> str | None:
    if amount is None:
        return None
    return str(amount) if what in COUNTED else yuan_of(amount)
