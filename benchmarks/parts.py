"""Gini and Theil of a register in many files: seconds and memory against its rows

Run alone with `python -m benchmarks.parts [rows ...]`.  Incomes drawn here, with a weight and one
of 90 counties for each row, in twenty Parquet files; all and by county, in one process, each
register in a process of its own.  `s` is of the processor, `peak_mb` the most that it held.
"""

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.scale import peak_of_process_mb
from gongfu.app.gaps_register import Measured, register

ROWS = (3_000_000, 10_000_000)
N_FILES, N_COUNTIES = 20, 90


def run(*sizes: int) -> pd.DataFrame:
    """Print and return what each register needs.

    Parameters
    ----------
    sizes
        Rows; a multiple of twenty.

    Returns
    -------
    DataFrame
        `rows`, `disk_mb`, `s`, `wall_s`, `peak_mb`.
    """
    apart = multiprocessing.get_context("spawn")
    found = []
    for n in sizes or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            _draw(n, Path(folder))
            disk_mb = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
            with apart.Pool(1) as pool:
                found.append({"rows": n, "disk_mb": disk_mb} | pool.apply(_measure, (folder,)))
    table = pd.DataFrame(found)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.4g}"))
    return table


def _draw(n: int, folder: Path) -> None:
    rng = np.random.default_rng(11)
    for at in range(N_FILES):
        rows = n // N_FILES
        table = pa.table(
            {
                "income": rng.lognormal(10.5, 0.7, rows).round(2),
                "weight": rng.integers(50, 200, rows) / 100.0,
                "county": pa.array([f"3301{c:02d}" for c in range(N_COUNTIES)]).take(
                    pa.array(rng.integers(0, N_COUNTIES, rows))
                ),
            }
        )
        pq.write_table(table, folder / f"part-{at:02d}.parquet")


def _measure(folder: str) -> dict:
    asked = Measured("income", "weight", ("county",), ())
    register(folder, asked)  # kernels are compiled once for all runs
    begun, wall = time.process_time(), time.perf_counter()
    register(folder, asked)
    return {
        "s": time.process_time() - begun,
        "wall_s": time.perf_counter() - wall,
        "peak_mb": peak_of_process_mb(),
    }


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
