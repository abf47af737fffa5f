"""Inequality indices and their splits, against PySAL and a plain numpy formula.

Run alone with `python -m benchmarks.inequality`; numbers are processor seconds of one run on
data drawn here with a fixed seed: incomes of 180 groups (90 counties, town and country).
"""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from gongfu.measure.decomposition import theil_decomposition
from gongfu.measure.inequality import gini, mean_log_deviation, theil_t

N_PEOPLE = 200_000  # PySAL's three levels take a minute at a million
N_COUNTIES, N_CITIES = 90, 11


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
            "urban": urban,
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


def run(n: int = N_PEOPLE) -> pd.DataFrame:
    """Print and return our time, the peer's time and their ratio, each with the same answer.

    Parameters
    ----------
    n
        People drawn.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `peer`, `peer_s`, `ratio` (peer over ours), `difference` of the
        two answers.
    """
    frame = people(n)
    value, weight = frame["income"].to_numpy(), frame["weight"].to_numpy()
    equal = frame.assign(weight=1.0)
    knobs = {"value": "income", "weight": "weight"}

    def city_split() -> float:
        return theil_decomposition(equal, **knobs, levels=["city"]).parts[0]

    def three_levels() -> float:
        return theil_decomposition(equal, **knobs, levels=["city", "county", "urban"]).within

    def pysal_city_split() -> float:
        return float(np.ravel(TheilD(value, frame["city"].to_numpy()).bg)[0])

    def pysal_three_levels() -> float:
        cell = frame["county"].to_numpy() * 2 + frame["urban"].to_numpy()
        for name in ("city", "county"):
            TheilD(value, frame[name].to_numpy())
        return float(np.ravel(TheilD(value, cell).wg)[0])

    cases: list[tuple[str, Callable[[], float], str, Callable[[], float]]] = [
        ("gini, unweighted", lambda: gini(value), "PySAL", lambda: float(Gini(value).g)),
        (
            "gini, weighted",
            lambda: gini(value, weight),
            "numpy, Lorenz polygon",
            lambda: numpy_gini(value, weight),
        ),
        ("theil_t", lambda: theil_t(value), "PySAL", lambda: float(Theil(value).T)),
        (
            "mean_log_deviation, weighted",
            lambda: mean_log_deviation(value, weight),
            "numpy, definition",
            lambda: numpy_log_deviation(value, weight),
        ),
        ("theil_decomposition, city", city_split, "PySAL", pysal_city_split),
        ("theil_decomposition, three levels", three_levels, "PySAL", pysal_three_levels),
    ]
    rows = []
    for what, ours, peer, theirs in cases:
        our_answer, ours_s = _timed(ours)
        peer_answer, peer_s = _timed(theirs)
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
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _timed(call: Callable[[], float]) -> tuple[float, float]:
    begun = time.process_time()
    answer = call()
    return answer, time.process_time() - begun


if __name__ == "__main__":
    run()
