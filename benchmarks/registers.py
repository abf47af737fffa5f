"""A register of 65 million people, read from Parquet piece by piece, against all at once.

Run alone with `python -m benchmarks.registers [people]`, or with `python -m benchmarks --large`.
People as in `benchmarks.inequality`: 180 groups, with a weight each; `yuan` is their income in
whole yuan.  They are drawn here with a fixed seed and written to a folder that is gone afterwards.
Each row is measured in a process of its own, kernels compiled: processor seconds, those of reading
the file among them; how often the file is read; and how far the peak of memory rises, in MB.
`in memory` reads the columns with pandas and calls the function for frames in memory.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.inequality import LEVELS, N_CITIES, N_COUNTIES, numpy_gini
from gongfu.io.registers import Register, open_register
from gongfu.measure.decomposition import (
    dagum_decomposition,
    dagum_pairs,
    entropy_decompositions,
)
from gongfu.measure.inequality import gini
from gongfu.measure.streaming import (
    streamed_dagum,
    streamed_dagum_pairs,
    streamed_entropy,
    streamed_inequality,
)

N_PEOPLE = 65_000_000
PART = 5_000_000
WARM = 300_000


class Counting:
    """A register that counts how often it is read."""

    def __init__(self, register: Register) -> None:
        self.register, self.readings = register, 0

    def __iter__(self) -> Iterator[pd.DataFrame]:
        self.readings += 1
        return iter(self.register)


def write(n: int, folder: Path) -> None:
    """`n` people as Parquet files of five million."""
    for part, begin in enumerate(range(0, n, PART)):
        size = min(PART, n - begin)
        rng = np.random.default_rng([2024, part])
        county = rng.integers(0, N_COUNTIES, size)
        urban = rng.random(size) < 0.75
        income = np.exp(10.6 + 0.004 * county + 0.5 * urban + 0.5 * rng.standard_normal(size))
        columns = {
            "city": (county * N_CITIES // N_COUNTIES).astype(np.int16),
            "county": county.astype(np.int16),
            "area": (county * 2 + urban).astype(np.int16),
            "income": income,
            "yuan": np.floor(income),
            "weight": rng.integers(1, 5, size).astype(np.float64),
        }
        pq.write_table(pa.table(columns), folder / f"{part:03}.parquet", row_group_size=1 << 20)


def cases() -> dict[str, tuple[str, tuple[str, ...], Callable, Callable]]:
    """What is measured, columns, in pieces, in memory; both return the same number."""

    def held(name: str) -> dict[str, str]:
        return {"value": name, "weight": "weight"}

    found: dict[str, tuple[str, tuple[str, ...], Callable, Callable]] = {}
    for name in ("income", "yuan"):
        knobs = held(name)
        found[f"gini, shares, indices; {name}"] = (
            "gini alone",
            (name, "weight"),
            lambda frames, knobs=knobs: streamed_inequality(frames, **knobs).gini,
            lambda frame, name=name: gini(frame[name], frame["weight"]),
        )
        found[f"gini, shares, indices; {name} (numpy)"] = (
            "numpy, gini alone",
            (name, "weight"),
            lambda frames, knobs=knobs: streamed_inequality(frames, **knobs).gini,
            lambda frame, name=name: numpy_gini(frame[name].to_numpy(), frame["weight"].to_numpy()),
        )
        found[f"dagum, totals; {name}"] = (
            "in memory",
            (name, "weight", "area"),
            lambda frames, knobs=knobs: (
                streamed_dagum(frames, **knobs, group="area").transvariation
            ),
            lambda frame, knobs=knobs: (
                dagum_decomposition(frame, **knobs, group="area").transvariation
            ),
        )
        found[f"dagum, pair table; {name}"] = (
            "in memory",
            (name, "weight", "area"),
            lambda frames, knobs=knobs: float(
                streamed_dagum_pairs(frames, **knobs, group="area")["transvariation"].sum()
            ),
            lambda frame, knobs=knobs: float(
                dagum_pairs(frame, **knobs, group="area")["transvariation"].sum()
            ),
        )
    split = {**held("income"), "levels": list(LEVELS)}
    found["theil T and L, three levels; income"] = (
        "in memory",
        ("income", "weight", *LEVELS),
        lambda frames: streamed_entropy(frames, **split, unit=50_000.0)[1].within,
        lambda frame: entropy_decompositions(frame, **split)[1].within,
    )
    return found


def run(n: int = N_PEOPLE) -> pd.DataFrame:
    """Print and return seconds, readings and the rise of memory, in pieces and all at once.

    Parameters
    ----------
    n
        People drawn.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `readings`, `ours_mb`, `peer`, `peer_s`, `peer_mb`, and the
        `difference` of the two answers, as a share.
    """
    apart = multiprocessing.get_context("spawn")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "all").mkdir()
        (Path(folder) / "warm").mkdir()
        with apart.Pool(1) as pool:
            pool.apply(write, (n, Path(folder) / "all"))
            pool.apply(write, (WARM, Path(folder) / "warm"))
        for what, (peer, *_) in cases().items():
            measured = []
            for in_pieces in (True, False):
                with apart.Pool(1) as pool:
                    measured.append(pool.apply(_measure, (Path(folder), what, in_pieces)))
            (ours, ours_s, readings, ours_mb), (theirs, peer_s, _, peer_mb) = measured
            rows.append(
                {
                    "what": what.removesuffix(" (numpy)"),
                    "n": n,
                    "ours_s": ours_s,
                    "readings": readings,
                    "ours_mb": ours_mb,
                    "peer": peer,
                    "peer_s": peer_s,
                    "peer_mb": peer_mb,
                    "difference": abs(ours / theirs - 1.0),
                }
            )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _measure(folder: Path, what: str, in_pieces: bool) -> tuple[float, float, int, float]:
    """The answer, processor seconds, readings, and the rise of the peak in MB."""
    _, columns, streamed, whole = cases()[what]
    warm = open_register(folder / "warm", columns)
    if in_pieces:
        streamed(warm)
    else:
        whole(pd.concat(warm))
    before = _peak_mb()

    register = Counting(open_register(folder / "all", columns))
    begun = time.process_time()
    if in_pieces:
        answer = streamed(register)
    else:
        answer = whole(pq.read_table(folder / "all", columns=list(columns)).to_pandas())
    return answer, time.process_time() - begun, register.readings, _peak_mb() - before


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
