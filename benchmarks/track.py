"""The ledger: working days, acts, near duplicates, programmes, books and the chained record.

Run alone with `python -m benchmarks.track`.  Everything is made with a fixed seed and is no zone's.
"Busday" is numpy's `busday_offset` on the same days, which cannot have weekend days that are
worked.
"""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from benchmarks.timing import once
from gongfu.io.calendars import work_calendar_of_china
from gongfu.track.actors import Actor, Role
from gongfu.track.audit import Change, chained, verify
from gongfu.track.balances import balances
from gongfu.track.books import check_books
from gongfu.track.calendar import add_working_days
from gongfu.track.clock import Terms
from gongfu.track.postings import Kind, Posting
from gongfu.track.progress import Facts, Promises, course, progress, standings
from gongfu.track.request_moves import Event
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request
from gongfu.track.similar import Told, near_duplicates

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROWS = 1_000_000
RECORDS = 200_000
POSTINGS = 100_000
ACTS = 20_000
REQUESTS = 100_000
N_FIELDS, N_PLACES = 10, 1_387
CYCLE = (
    (Kind.COMMITMENT, 100),
    (Kind.TRANSFER, 100),
    (Kind.SPENDING, 60),
    (Kind.RETURN, 40),
)


def run() -> pd.DataFrame:
    """Print and return seconds and rows a second of each job.

    Returns
    -------
    DataFrame
        `job`, `rows`, `seconds`, `per_second`.
    """
    jobs = (
        ("terms of working days", ROWS, terms),
        ("the same by numpy's busday", ROWS, busday),
        ("acts upon a request", ACTS, acts),
        ("near duplicates, 1,387 places", REQUESTS, lambda: near_duplicates(told(N_PLACES))),
        ("near duplicates, one place", REQUESTS, lambda: near_duplicates(told(1))),
        ("progress by field, place, month", ROWS, programmes),
        ("books gone through", POSTINGS, books),
        ("records chained", RECORDS, lambda: chained(changes())),
    )
    rows = [(job, n, once(what)[1]) for job, n, what in jobs]
    records, head = chained(changes())
    rows.append(("records verified", RECORDS, once(lambda: verify(records, head))[1]))
    table = pd.DataFrame(rows, columns=["job", "rows", "seconds"])
    table["per_second"] = table["rows"] / table["seconds"]
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def days(n: int) -> np.ndarray:
    """Days of 2019 to 2026, drawn by chance."""
    return np.random.default_rng(0).integers(17_897, 20_800, n).astype("datetime64[D]")


def terms() -> np.ndarray:
    """The last day of five working days from many days."""
    return add_working_days(work_calendar_of_china(), days(ROWS), 5)


def busday() -> np.ndarray:
    """As near as numpy comes to it."""
    off = work_calendar_of_china().off.astype("datetime64[D]")
    return np.busday_offset(days(ROWS), 5, roll="backward", holidays=off)


def acts() -> None:
    """One assignment, again and again."""
    calendar = work_calendar_of_china()
    request = Request("r1", "p1", "330102", "childcare", AT)
    county = Actor("c1", Role.COUNTY, "33")
    act = Act(Event.ASSIGN, county, AT, department="d1", terms=Terms(1, 5))
    for _ in range(ACTS):
        advance(request, act, calendar)


def told(n_places: int) -> list[Told]:
    """Requests of 40 characters in a year, common ones commonest; each fifth repeats another."""
    rng = np.random.default_rng(2)
    letters = 0x4E00 + np.minimum(rng.zipf(1.3, (REQUESTS, 40)), 5_000)
    again = np.arange(0, REQUESTS, 5)
    letters[again, :36] = letters[again + 1, :36]
    places, on = rng.integers(0, n_places, REQUESTS), rng.integers(0, 365, REQUESTS)
    return [
        Told(f"r{k}", f"33{places[k]:07d}", date.fromordinal(739_000 + int(on[k])), text)
        for k, text in enumerate("".join(map(chr, row)) for row in letters.tolist())
    ]


def programmes() -> None:
    """A million deliverables with two facts each."""
    rng = np.random.default_rng(1)
    start = np.datetime64("2025-01-01") + rng.integers(0, 200, ROWS)
    promises = Promises(
        start, start + rng.integers(30, 300, ROWS), rng.integers(1, 50, ROWS).astype(float)
    )
    facts = Facts(
        rng.integers(0, ROWS, 2 * ROWS),
        np.datetime64("2025-01-01") + rng.integers(0, 400, 2 * ROWS),
        rng.integers(1, 40, 2 * ROWS).astype(float),
    )
    stand = standings(promises, facts, date(2025, 10, 1))
    field, place = rng.integers(0, N_FIELDS, ROWS), rng.integers(0, N_PLACES, ROWS)
    progress(stand, field, N_FIELDS)
    progress(stand, place, N_PLACES)
    course(promises, stand, field, N_FIELDS, date(2025, 1, 1), date(2026, 12, 1))


def books() -> None:
    """Projects of four hundred postings each."""
    made = [
        Posting(
            f"n{k}", kind, f"p{k // 400}", "330100", "331127", 2026, fen, date(2026, 1, 1), "u1"
        )
        for k in range(POSTINGS)
        for kind, fen in (CYCLE[k % len(CYCLE)],)
    ]
    check_books(made)
    balances(made, ("giver", "receiver", "year"))


def changes() -> list[Change]:
    """Signatures under requests."""
    return [
        Change(
            f"u{k % 99}",
            f"request r{k} sign",
            {"state": "assigned", "department": "民政局", "version": k},
            {"state": "working", "department": "民政局", "version": k + 1},
            AT,
        )
        for k in range(RECORDS)
    ]


if __name__ == "__main__":
    run()
