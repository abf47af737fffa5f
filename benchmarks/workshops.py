"""A year of a workshop in a ledger: `python -m benchmarks.workshops [people]`.

People work fifty days by the hour in twenty jobs.  Their lists are brought, every row checked; then
what they gained is summed, and the ledger verified.
"""

import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_gains import Months, workshop_gains
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_workshops import attend
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.pay import Attendance

N_DAYS = 50
N_JOBS = 20
N_SINGLE = 500
DEED = Deed("county", datetime(2026, 3, 1, tzinfo=UTC))


def lists(n: int) -> tuple[dict[str, str], str]:
    """What is brought first, and the attendance."""
    first = date(2026, 1, 5)
    days = [(first + timedelta(k)).isoformat() for k in range(N_DAYS)]
    who = [(f"Q{k}", f"K{k % N_JOBS}") for k in range(n)]
    texts = {
        "workshops": "workshop_id,name,kind,place,enterprise,opened_on\n"
        "W,Stitch,processing,330501,sewco,2025-03-01\n",
        "jobs": "job_id,workshop_id,pay_by,rate_yuan,posts,hours\n"
        + "".join(f"K{k},W,hour,18,{n},20\n" for k in range(N_JOBS)),
        "workers": "person_id,village,hours\n"
        + "".join(f"Q{k},330501{k % 40:03d},24\n" for k in range(n)),
        "enrolments": "enrolment_id,person_id,job_id,standing,since\n"
        + "".join(f"F{p},{p},{j},enrolled,2026-01-01\n" for p, j in who),
        "pay": "pay_id,person_id,job_id,month,yuan,on_day\n"
        + "".join(f"S{p},{p},{j},2026-01,2000,2026-02-05\n" for p, j in who),
    }
    rows = "".join(f"{p},{j},{day},7.5\n" for p, j in who for day in days)
    return texts, f"person_id,job_id,day,hours\n{rows}"


def bring(ledger: Ledger, folder: Path, texts: dict[str, str]) -> float:
    """Seconds to bring lists."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    start = time.perf_counter()
    done = import_lists(ledger, DEED, folder)
    assert not done.faults
    return time.perf_counter() - start


def main(n: int = 2_000) -> None:
    """Time each part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        county = Actor("county", Role.COUNTY, "3305")
        with init(folder / "l.db", county, DEED.at) as ledger:
            texts, attendance = lists(n)
            print(f"people, jobs, pay: {bring(ledger, folder / 'a', texts):.1f} s")
            took = bring(ledger, folder / "b", {"attendance": attendance})
            print(f"{n * N_DAYS:,} rows of attendance: {took:.1f} s")
            start = time.perf_counter()
            found = workshop_gains(ledger, Months("2026-01", "2026-12"))
            print(f"gains of {len(found.people):,} people: {time.perf_counter() - start:.2f} s")
            start = time.perf_counter()
            for k in range(min(n, N_SINGLE)):
                day = Attendance(f"Q{k}", f"K{k % N_JOBS}", date(2026, 2, 27), 750, 0)
                attend(ledger, DEED, day)
            rate = min(n, N_SINGLE) / (time.perf_counter() - start)
            print(f"days of attendance one by one: {rate:,.0f} a second")
            start = time.perf_counter()
            with reading(ledger) as connection:
                number = check_ledger(connection).head.number
            print(f"{number:,} records verified: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
