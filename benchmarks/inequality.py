"""Inequality indices and their splits, against PySAL and plain numpy formulas.

Run alone with `python -m benchmarks.inequality [people]`.  Numbers are processor seconds, kernels
compiled, on data drawn here with a fixed seed: incomes of 180 groups (90 counties, town and
country).  A peer that would take minutes is left out where people are many; there, `extra_mb` is
how far the peak of a process of its own rises above the data.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from gongfu.measure.decomposition import (
    dagum_decomposition,
    dagum_pairs,
    entropy_decompositions,
)
from gongfu.measure.inequality import gini, mean_log_deviation, theil_t

N_PEOPLE = 200_000  # PySAL's three levels and numpy's pairs take minutes at ten million
N_COUNTIES, N_CITIES = 90, 11
LEVELS = ("city", "county", "area")
COLUMNS = {"value": "income", "weight": "weight"}


def people(n: int) -> pd.DataFrame:
    """Incomes of `n` people in counties of cities, town and country, log-normal inside each."""
    rng = np.random.default_rng(2024)
    county = rng.integers(0, N_COUNTIES, n)
    urban = rng.random(n) < 0.75
    level = 10.6 + 0.004 * county + 0.5 * urban
    return pd.DataFrame(
        {
            "city": county * N_CITIES // N_COUNTIES,
            "county": county,
            "area": county * 2 + urban,
            "income": np.exp(level + 0.5 * rng.standard_normal(n)),
            "weight": rng.integers(1, 5, n).astype(float),
        }
    )


def numpy_gini(value: np.ndarray, weight: np.ndarray) -> float:
    """The area under the Lorenz polygon, as most scripts write it."""
    order = np.argsort(value)
    value, weight = value[order], weight[order]
    people_share = np.cumsum(weight) / weight.sum()
    held = np.cumsum(value * weight) / np.dot(value, weight)
    return 1.0 - np.sum(np.diff(people_share, prepend=0.0) * (held + np.append(0.0, held[:-1])))


def numpy_log_deviation(value: np.ndarray, weight: np.ndarray) -> float:
    """The definition, twice averaged."""
    mean = np.average(value, weights=weight)
    return np.log(mean) - np.average(np.log(value), weights=weight)


def pandas_levels(frame: pd.DataFrame) -> float:
    """Theil's T and L between groups of each level, by groupby; returns what T has within."""
    people_of, held = frame["weight"], frame["weight"] * frame["income"]
    mean = held.sum() / people_of.sum()
    for level in LEVELS:
        group = pd.DataFrame({"weight": people_of, "held": held}).groupby(frame[level]).sum()
        ratio = group["held"] / group["weight"] / mean
        theil = (group["held"] * np.log(ratio)).sum() / held.sum()
        _ = -(group["weight"] * np.log(ratio)).sum() / people_of.sum()
    log = np.log(frame["income"] / mean)
    _ = (people_of * log).sum() / people_of.sum()
    return (held * log).sum() / held.sum() - theil


def numpy_dagum(frame: pd.DataFrame) -> float:
    """Transvariation, pair by pair of groups: each group's members looked up in the other's."""
    frame = frame.sort_values("income")
    groups = []
    for _, rows in frame.groupby("area"):
        x, w = rows["income"].to_numpy(), rows["weight"].to_numpy()
        groups.append((x, w, np.append(0.0, np.cumsum(w)), np.append(0.0, np.cumsum(w * x))))
    whole, rest = frame["weight"].sum(), 0.0
    for j, (x, w, lower, held) in enumerate(groups):
        for other, _, below, held_below in groups[:j]:
            at = np.searchsorted(other, x)
            apart = 2.0 * np.dot(w, x * below[at] - held_below[at])
            apart -= held[-1] * below[-1] - lower[-1] * held_below[-1]
            rest += apart - abs(held[-1] * below[-1] - lower[-1] * held_below[-1])
    return rest / whole / np.dot(frame["weight"], frame["income"])


def cases(frame: pd.DataFrame) -> list[tuple[str, Callable[[], float], str, Callable[[], float]]]:
    """What is measured, ours, the peer's name and the peer, each returning the same number."""
    value, weight = frame["income"].to_numpy(), frame["weight"].to_numpy()
    yuan = np.floor(value)
    n = len(frame)
    levels = {**COLUMNS, "levels": list(LEVELS)}
    nested = frame.astype(dict.fromkeys(LEVELS, "category"))

    def both_indices() -> float:
        return entropy_decompositions(nested, **levels)[0].within

    def pysal_levels() -> float:
        everyone = np.repeat(np.arange(n), frame["weight"].astype(int))
        income = value[everyone]
        for name in LEVELS:
            split = TheilD(income, frame[name].to_numpy()[everyone])
        return float(np.ravel(split.wg)[0])

    def dagum() -> float:
        return dagum_decomposition(nested, **COLUMNS, group="area").transvariation

    def pairs() -> float:
        return float(dagum_pairs(nested, **COLUMNS, group="area")["transvariation"].sum())

    wanted = [
        ("gini, weighted", lambda: gini(value, weight), "numpy", lambda: numpy_gini(value, weight)),
        (
            "gini, weighted, whole yuan",
            lambda: gini(yuan, weight),
            "numpy",
            lambda: numpy_gini(yuan, weight),
        ),
        ("gini, unweighted", lambda: gini(value), "PySAL", lambda: float(Gini(value).g)),
        ("theil_t, unweighted", lambda: theil_t(value), "PySAL", lambda: float(Theil(value).T)),
        (
            "mean_log_deviation, weighted",
            lambda: mean_log_deviation(value, weight),
            "numpy",
            lambda: numpy_log_deviation(value, weight),
        ),
        ("theil T and L, three levels", both_indices, "pandas", lambda: pandas_levels(frame)),
    ]
    if n <= N_PEOPLE:
        wanted += [
            ("theil T and L, three levels", both_indices, "PySAL, T only", pysal_levels),
            ("dagum, totals", dagum, "numpy, pairs", lambda: numpy_dagum(frame)),
            ("dagum, pair table", pairs, "numpy, pairs", lambda: numpy_dagum(frame)),
        ]
    else:
        wanted += [("dagum, totals", dagum, "", dagum), ("dagum, pair table", pairs, "", pairs)]
    return wanted


def run(n: int = N_PEOPLE) -> pd.DataFrame:
    """Print and return our time, the peer's time and their ratio, each with the same answer.

    Parameters
    ----------
    n
        People drawn.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `peer`, `peer_s`, `ratio` (peer over ours; NaN without a peer),
        `difference` of the two answers; for many people `extra_mb`.
    """
    for _, ours, _, _ in cases(people(2_000)):
        ours()  # compiles
    gini(np.arange(99.0), np.ones(99))  # compiles what counts whole numbers
    rows = []
    for what, ours, peer, theirs in cases(people(n)):
        our_answer, ours_s = _timed(ours)
        peer_answer, peer_s = _timed(theirs) if peer else (our_answer, np.nan)
        rows.append(
            {
                "what": what,
                "n": n,
                "ours_s": ours_s,
                "peer": peer,
                "peer_s": peer_s,
                "ratio": peer_s / ours_s,
                "difference": abs(our_answer - peer_answer),
            }
        )
    table = pd.DataFrame(rows)
    if n > N_PEOPLE:
        table["extra_mb"] = _extra_mb(n, table["what"].tolist())
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _timed(call: Callable[[], float]) -> tuple[float, float]:
    """The answer, and the least processor seconds of three runs, or of one that takes long."""
    spans = []
    while len(spans) < 3 and sum(spans) < 2.0:
        begun = time.process_time()
        answer = call()
        spans.append(time.process_time() - begun)
    return answer, min(spans)


def _extra_mb(n: int, names: list[str]) -> list[float]:
    """How far the peak of a process of its own rises for each case, beyond the data it holds."""
    apart = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        people(n).to_parquet(Path(folder) / "people.parquet")
        found = []
        for at in range(len(names)):
            with apart.Pool(1) as pool:
                found.append(pool.apply(_rise_mb, (folder, at)))
    return found


def _rise_mb(folder: str, at: int) -> float:
    cases(people(200_001))[at][1]()  # compiles, long enough to count whole yuan
    frame = pd.read_parquet(Path(folder) / "people.parquet")
    ours = cases(frame)[at][1]
    del frame
    ballast = np.ones(max(0, int(_peak_kb() - _now_kb()) * 128))  # up to the peak of reading
    before = _peak_kb()
    ours()
    del ballast
    return (_peak_kb() - before) / 1024


def _peak_kb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _now_kb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return float(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
