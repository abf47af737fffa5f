"""How well the requests of a ledger are served, by department, place, category or month."""

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from gongfu.app.answer import Answer
from gongfu.app.requesting_rows import calendar_on
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError
from gongfu.io.ledger_asked import step_days
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_request_rows import request_of, step_of, words_id
from gongfu.io.ledger_requests import REQUESTS, STEPS
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_requests as words
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import due_on
from gongfu.track.request_moves import State
from gongfu.track.requests import Step
from gongfu.track.service import Handlings, Service, handlings, service

By = Literal["department", "place", "category", "month"]

_BYS: Final = ("department", "place", "category", "month")
_RUNNING: Final = (State.ASSIGNED, State.WORKING, State.RETURNED, State.ESCALATED)
_SHARES: Final = ("signed_on_time_share", "closed_on_time_share", "satisfaction", "redone_share")
_AFTERWARDS: Final = ("signed", "closed", "unsigned", "dropped")
_LEAST: Final = ("signed_on_time_least_share", "closed_on_time_least_share")


def service_answer(
    ledger: Ledger,
    today: date,
    *,
    by: By = "department",
    place: str = "",
    category: str = "",
    department: str = "",
) -> Answer:
    """How well requests are served: 按时签收率, 按时办结率, 满意率, 发回重办率.

    Parameters
    ----------
    ledger
        Open.
    today
        What happened later is left out; terms that ended before are over.
    by
        "department", "place", "category", or "month" in which a handling began.
    place, category, department
        Only those; "" for all.  A place holds all that lies in it.

    Returns
    -------
    Answer
        A row for each group, each share with both its numbers; besides, how many requests nobody
        has assigned yet, unless one department is asked about.
    """
    if by not in _BYS:
        raise InputError(f"no {by!r} to group by; choose among {', '.join(_BYS)}")
    with reading(ledger) as connection:
        steps = _until(connection, today)
        found = _handlings(connection, steps, today)
        filed = [] if department else _filed(connection, steps, today, place, category)
    kept = np.char.startswith(found.places, place)
    kept &= (found.categories == category) | (not category)
    kept &= (found.departments == department) | (not department)
    rows = replace(found, **{one.name: getattr(found, one.name)[kept] for one in fields(Handlings)})
    names, group = np.unique(_groups(rows, by), return_inverse=True)
    table = pd.DataFrame({by: names.astype(object)} | _numbers(rows, today, group, len(names)))
    total = _numbers(rows, today, np.zeros(group.size, np.int64), 1)
    sums = {name: values[0] for name, values in total.items()}
    said = [words.service_words(sums, today)]
    # Two departments may be told of a term that counts once in all.
    n_then = {f"n_{name}_afterwards": table[f"n_{name}_afterwards"].sum() for name in _AFTERWARDS}
    late_written = any(n_then.values())
    if late_written:
        said.append(words.afterwards_words(sums, n_then))
    if filed:
        said.append(words.unassigned_words(len(filed), min(filed)))
    settings = {
        "command": "track service",
        "today": today.isoformat(),
        "by": by,
        "place": place,
        "category": category,
        "department": department,
    }
    view = (by, "n", *_SHARES, *_LEAST) if late_written else (by, "n", *_SHARES)
    return answered(ledger, settings, said, table, view)


def by_department_and_month(
    connection: Connection, today: date
) -> tuple[list[tuple[str, str]], Service, NDArray[np.int64]]:
    """How requests are served, by department and the month in which a handling began.

    Parameters
    ----------
    connection
        To the ledger.
    today
        As of `service_answer`.

    Returns
    -------
    tuple of list, Service and array
        Department and month of each group, sorted; its counts and shares; how many are open, or
        answer for a term that is.
    """
    found = _handlings(connection, _until(connection, today), today)
    keys = [*zip(found.departments.tolist(), _groups(found, "month").tolist(), strict=True)]
    groups = sorted(set(keys))
    place = {key: at for at, key in enumerate(groups)}
    group = np.array([place[key] for key in keys], np.int64)
    is_open = np.isnat(found.answered_on) & np.isnat(found.left_on)
    is_open |= found.answers_for_on >= np.datetime64(today, "D")
    n_open = np.bincount(group[is_open], minlength=len(groups)).astype(np.int64)
    return groups, service(found, today, group, len(groups)), n_open


def _handlings(connection: Connection, until: list[Step], today: date) -> Handlings:
    """Those of the steps up to a day, with terms as they are known on it."""
    steps = _as_known(connection, until, today)
    days = step_days(connection)
    written = {}
    for one in steps:
        step_id = words_id(one.request_id, one.version)
        if step_id not in days:
            raise InputError(
                f"step {step_id!r} has no record; `gongfu track verify` tells where the ledger was "
                "changed past it"
            )
        written[one.request_id, one.version] = days[step_id]
    return handlings(steps, written)


def _until(connection: Connection, today: date) -> list[Step]:
    """The steps up to a day, request by request in their order."""
    asked = select(STEPS).order_by(STEPS.c.request_id, STEPS.c.number)
    steps = (step_of(row) for row in connection.execute(asked).mappings())
    return [step for step in steps if day_in_china(step.at) <= today]


def _filed(
    connection: Connection, until: list[Step], today: date, place: str, category: str
) -> list[date]:
    """Since when requests wait for their first department, or for the first since a resubmission.

    until: the steps up to today.
    """
    last = {step.request_id: step for step in until}
    columns = (REQUESTS.c.request_id, REQUESTS.c.place, REQUESTS.c.category, REQUESTS.c.filed_at)
    since = []
    for request_id, where, of, filed_at in connection.execute(select(*columns)):
        step = last.get(request_id)
        if step is None:
            on, waits = day_in_china(datetime.fromisoformat(filed_at)), True
        else:
            on, waits = day_in_china(step.at), step.after is State.FILED
        about = of if step is None else step.category
        if waits and on <= today and where.startswith(place) and category in ("", about):
            since.append(on)
    return since


def _as_known(connection: Connection, steps: list[Step], today: date) -> list[Step]:
    """The steps; terms that run since the last of a request end as `track list` says today."""
    asked = select(REQUESTS).where(REQUESTS.c.state.in_([str(state) for state in _RUNNING]))
    running = {row["request_id"]: row for row in connection.execute(asked).mappings()}
    calendar = calendar_on(today)
    told = []
    for step in steps:
        row = running.get(step.request_id)
        if row is not None and row["version"] == step.version:
            now = request_of(row)
            due = None if now.clock is None else due_on(now.clock, calendar)
            step = replace(step, due=due)
            if now.state is State.ASSIGNED and now.sign_clock is not None:
                step = replace(step, sign_due=due_on(now.sign_clock, calendar))
        told.append(step)
    return told


def _groups(rows: Handlings, by: By) -> Any:
    if by == "month":
        return rows.assigned_on.astype("datetime64[M]").astype(str)
    return {"department": rows.departments, "place": rows.places, "category": rows.categories}[by]


def _numbers(rows: Handlings, today: date, group: Any, n_groups: int) -> dict[str, Any]:
    found = service(rows, today, group.astype(np.int64), n_groups)
    return {one.name: getattr(found, one.name) for one in fields(Service)}
