"""Programs that write to a ledger, killed at random moments; then the ledger is gone through.

`python -m benchmarks.kill_ledger 1000` kills a thousand.  Each has two threads that post money, add
evidence and change a deliverable, and says so of each answer it was given, in a pipe.  After each
kill: every answer is in the ledger, no task is there by half, books balance, the chain is whole.
"""

import argparse
import os
import random
import signal
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from gongfu.app.tracking import Deed, Ledger, init, move, open_ledger, post_money, prove
from gongfu.app.tracking_lists import import_lists
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.postings import Kind, Posting
from gongfu.track.programmes import Evidence

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LISTS = {
    "programmes": "programme_id,place,year\nP,33,2026\n",
    "items": "item_id,programme_id,field,unit\nI,P,childcare,places\n",
    "deliverables": (
        "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
        "D,I,3301,d,2026-01-01,2026-12-01,9,places\n"
    ),
}
EACH = 25  # kills of one file
BEGUN = 4  # records of a ledger that begins
LATEST_S = 0.25  # a program is killed at most so long after its first answer


def main() -> None:
    """Kill so many, and say what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("kills", type=int, nargs="?", default=1000)
    asked.add_argument("--url", default="", help="An empty PostgreSQL database; else SQLite.")
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    start = time.perf_counter()
    n_answers, n_unanswered = campaign(given.kills, given.url, given.seed)
    print(
        f"{given.kills} kills in {time.perf_counter() - start:.0f} s: {n_answers} answers, none "
        f"lost; {n_unanswered} tasks done whole whose answer the kill cut off; chain whole, books "
        "balance"
    )


def campaign(n_kills: int, url: str = "", seed: int = 0) -> tuple[int, int]:
    """Answers given, and tasks that were done without one, over so many kills.

    An AssertionError or an error of the ledger says what was lost.  A file of SQLite is new after
    every so many kills, so that going through it stays short.
    """
    rng = random.Random(seed)
    n_answers = n_unanswered = 0
    for first in range(0, n_kills, n_kills if url else EACH):
        with tempfile.TemporaryDirectory() as folder:
            where = url or str(Path(folder) / "ledger.db")
            begin(where, Path(folder) / "lists")
            answers: set[tuple[str, int]] = set()
            for k in range(first, min(first + EACH, n_kills) if not url else n_kills):
                answers |= killed(where, seed * 1_000_000 + k, rng.random() * LATEST_S)
                n_records = gone_through(where, answers)
            n_answers += len(answers)
            n_unanswered += n_records - len(answers) - BEGUN
    return n_answers, n_unanswered


def begin(where: str, lists: Path) -> None:
    """A ledger with one deliverable."""
    lists.mkdir()
    for name, text in LISTS.items():
        (lists / f"{name}.csv").write_text(text, "utf-8")
    with init(where, Actor("a", Role.PROVINCE, "33"), AT) as ledger:
        import_lists(ledger, Deed("a", AT, "begin"), lists)


def killed(where: str, seed: int, after_s: float) -> set[tuple[str, int]]:
    """The answers that a writer told before it was killed."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        write(where, seed, write_end)
        os._exit(1)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        first = pipe.readline()
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        told = [first, *pipe]
    os.waitpid(child, 0)
    # The last line may be cut off; every other one is an answer.
    whole = (line.split() for line in told if line.endswith("\n"))
    return {(what, int(number)) for what, number in whole}


def gone_through(where: str, answers: set[tuple[str, int]]) -> int:
    """How many records there are; everything that was answered is among them."""
    with open_ledger(where) as ledger, reading(ledger) as connection:
        found = check_ledger(connection)  # chain, rows as their records say, books
        there = {(one.what.replace(" ", "_"), one.number) for one in records_of(connection)}
        version = row_by_id(connection, "deliverable", "D")["version"]
    lost = answers - there
    assert not lost, f"{len(lost)} answers are lost, such as {min(lost)}"
    moves = sum(what == "deliverable_D_move" for what, _ in there)
    assert version == moves + 1, "a change was lost, or done twice"
    return found.head.number


def write(where: str, seed: int, pipe: int) -> None:
    """Write until killed; two threads."""
    ledger = open_ledger(where)
    threads = [threading.Thread(target=work, args=[ledger, seed, k, pipe]) for k in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def work(ledger: Ledger, seed: int, which: int, pipe: int) -> None:
    """Post, prove and move, and say each answer."""
    for k in count():
        name = f"n{seed}.{which}.{k}"
        deed = Deed("a", AT, "load", name)
        if k % 3 == 0:
            posting = Posting(
                name, Kind.COMMITMENT, f"p{seed}", "3301", "3311", 2026, 100, AT.date(), ""
            )
            told = post_money(ledger, deed, posting)
            said = f"posting_{name}_post"
        elif k % 3 == 1:
            told = prove(ledger, deed, Evidence("D", date(2026, 3, 1), "figure", 1.0, name))
            said = f"evidence_{told['evidence_id']}_prove"
        else:
            told = move(ledger, deed, "D", {"owner": name})
            said = "deliverable_D_move"
        os.write(pipe, f"{said} {told['number']}\n".encode())  # one line at a time, whole


if __name__ == "__main__":
    main()
