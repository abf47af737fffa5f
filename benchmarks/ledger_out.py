"""A province's ledger written out in every exact format, and brought back.

`python -m benchmarks.ledger_out` makes a ledger of 31,569 deliverables with 68,000 pieces of
evidence, so about 100,000 records, in SQLite; everything in it is made up.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.ledger import AT, DELIVERABLES, watch, write_lists
from gongfu.app.tracking import Deed, Ledger, init
from gongfu.app.tracking_export import FORMATS, exported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_package import import_package
from gongfu.io.ledger_deeds import Write
from gongfu.io.ledger_records import head_of
from gongfu.io.ledger_turns import writing
from gongfu.io.ledger_write import commit
from gongfu.track.actors import Actor, Role

EVIDENCE = 68_000
BY = Actor("a", Role.PROVINCE, "33")
FORMS = ("datapackage", "csv", "xlsx", "sdmx", "prov")


def main() -> pd.DataFrame:
    """Print and return seconds and megabytes of each format.

    Returns
    -------
    DataFrame
        `job`, `seconds`, `megabytes`.
    """
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with init(folder / "l.db", BY, AT, durable=False) as ledger:
            fill(ledger, folder)
            for form in FORMS:
                out = folder / f"{form}{FORMATS[form][0] if FORMATS[form] else ''}"
                with watch() as seconds:
                    exported(ledger, out, form, date(2026, 6, 1))
                parts = [out] if out.is_file() else list(out.iterdir())
                rows.append((form, seconds(), sum(one.stat().st_size for one in parts) / 1e6))
        with init(folder / "b.db", BY, AT, durable=False) as ledger, watch() as seconds:
            import_package(ledger, Deed("a", AT, "back"), folder / "datapackage")
        rows.append(("datapackage, back", seconds(), rows[0][2]))
    table = pd.DataFrame(rows, columns=["job", "seconds", "megabytes"])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def fill(ledger: Ledger, folder: Path) -> None:
    """The deliverables of a province, and evidence round by round."""
    import_lists(ledger, Deed("a", AT, "begin"), write_lists(folder / "lists"))
    writes = [
        Write(
            "evidence",
            "prove",
            None,
            {
                "evidence_id": f"D{k % DELIVERABLES}/{k // DELIVERABLES + 1}",
                "deliverable_id": f"D{k % DELIVERABLES}",
                "number": k // DELIVERABLES + 1,
                "on_day": date(2026, 3, 1),
                "kind": "figure",
                "quantity": 0.5,
                "proof": "register",
            },
        )
        for k in range(EVIDENCE)
    ]
    with writing(ledger) as connection:
        commit(connection, writes, Deed("a", AT, "load"), head_of(connection))


if __name__ == "__main__":
    main()
