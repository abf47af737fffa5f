"""What the judges judge: the simulated ledger of the embedded zone, in every format, and its lists.

    python tools/judge_exports.py build/judges

Run by `make judges` in gongfu's own environment; the judges run in another one, and see files only.
"""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from gongfu.app.tracking_demo import LEDGER, demo_ledger, simulated_year
from gongfu.app.tracking_export import FORMATS, Publisher, exported
from gongfu.app.tracking_schema import write_empty_lists
from gongfu.io.embedded import places
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_lists import TABLES
from gongfu.simulate.ledger import TODAY

SMALL = ("330106", "330127", "330523")
"""Counties of a small ledger, for a judge that takes a minute over the record of the large one."""

PUBLISHER = Publisher(
    "Simulated office", "oc4ids-bu3kcz", "https://example.org/projects.json", "330106"
)


def fill_in(out: Path, places: pd.DataFrame) -> None:
    """The lists that the simulated office brought, written into those to fill in."""
    write_empty_lists(out)
    year = simulated_year(places)
    asked = {"requests": year.requests, "request_acts": year.request_acts}
    lists = year.begun | year.told | asked
    for table in TABLES:
        if table.name in lists:
            columns = [column.name for column in table.columns]
            rows = lists[table.name].reindex(columns=columns)
            rows.to_csv(out / f"{table.name}.csv", mode="a", header=False, index=False)


def main(folder: Path) -> None:
    """Both ledgers, each with a folder of what was written of it."""
    shutil.rmtree(folder, ignore_errors=True)
    known = places()
    few = known[known["level"].ne("county") | known.index.isin(SMALL)]
    for name, some in (("whole", known), ("small", few)):
        out = folder / name
        out.mkdir(parents=True)
        demo_ledger(SimpleNamespace(places=some), out)
        fill_in(out / "lists", some)
        with open_ledger(out / LEDGER) as ledger:
            for form, endings in FORMATS.items():
                for ending in endings or ("",):
                    exported(ledger, out / f"{form}{ending}", form, TODAY, PUBLISHER)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
