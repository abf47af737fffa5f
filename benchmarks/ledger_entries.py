"""A province's year of evidence and money, brought as lists.

`python -m benchmarks.ledger_entries` brings 31,569 rows of evidence, one for each deliverable, and
30,000 postings over 315 projects; then as many for one deliverable and one project, where each
second row takes back the one before.  Everything in it is made up.
"""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmarks.ledger import AT, DELIVERABLES, watch, write_lists
from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_lists import import_lists
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role

POSTINGS = 30_000
PROJECTS = 315
BY = Actor("a", Role.PROVINCE, "33")
DAY = date(2026, 1, 5)


def main() -> pd.DataFrame:
    """Print and return the seconds that each list takes.

    Returns
    -------
    DataFrame
        `job`, `rows`, `seconds`.
    """
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with init(folder / "l.db", BY, AT) as ledger:
            base = write_lists(folder / "lists")
            import_lists(ledger, Deed("a", AT, "begin"), base)
            ids = pd.read_csv(base / "deliverables.csv", usecols=["deliverable_id"])
            for job, (table, frame) in lists(ids["deliverable_id"].tolist()).items():
                (folder / job).mkdir()
                frame.to_csv(folder / job / f"{table}.csv", index=False)
                with watch() as seconds:
                    done = import_lists(ledger, Deed("a", AT, "list"), folder / job)
                assert not done.faults, done.faults[0]
                rows.append((job, len(frame), seconds()))
            with reading(ledger) as connection:
                check_ledger(connection)
    table = pd.DataFrame(rows, columns=["job", "rows", "seconds"])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def lists(deliverables: list[str]) -> dict[str, tuple[str, pd.DataFrame]]:
    """Job -> the list and its rows.

    Parameters
    ----------
    deliverables
        Their ids.

    Returns
    -------
    dict
        Lists of evidence and postings.
    """
    one = deliverables[0]
    return {
        "evidence": ("evidence", evidence(deliverables, [3.0] * DELIVERABLES)),
        "postings": ("postings", postings("M", PROJECTS)),
        "evidence of one": (
            "evidence",
            evidence([one] * DELIVERABLES, [3.0 - 4 * (k % 2) for k in range(DELIVERABLES)]),
        ),
        "postings of one": ("postings", taken_back()),
    }


def evidence(deliverables: list[str], quantities: list[float]) -> pd.DataFrame:
    """Figures of most days of a year."""
    return pd.DataFrame(
        {
            "deliverable_id": deliverables[:DELIVERABLES],
            "on_day": [DAY + timedelta(k % 300) for k in range(DELIVERABLES)],
            "kind": "figure",
            "quantity": quantities,
            "proof": "visit",
        }
    )


def postings(start: str, n_projects: int) -> pd.DataFrame:
    """Commitments, transfers and spending of each project in turn."""
    kinds = [("commitment", 1000), ("transfer", 1000), ("spending", 900)]
    turns = [kinds[k // n_projects % len(kinds)] for k in range(POSTINGS)]
    return pd.DataFrame(
        {
            "posting_id": [f"{start}{k}" for k in range(POSTINGS)],
            "kind": [kind for kind, _ in turns],
            "project": [f"p{k % n_projects}" for k in range(POSTINGS)],
            "giver": "3302",
            "receiver": "330523",
            "amount_yuan": [yuan for _, yuan in turns],
            "on_day": DAY,
            "reverses": "",
        }
    )


def taken_back() -> pd.DataFrame:
    """Commitments of one project, each taken back by the next row."""
    frame = postings("X", 1).assign(kind="commitment", amount_yuan=1000, reason="")
    back = frame.index % 2 == 1
    frame.loc[back, "amount_yuan"] = -1000
    frame.loc[back, "reverses"] = [f"X{k - 1}" for k in frame.index[back]]
    frame.loc[back, "reason"] = "slip"
    return frame


if __name__ == "__main__":
    main()
