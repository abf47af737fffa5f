"""A shared centre divided among firms: dominant-resource fairness, beside lifting in small steps.

Run alone with `python -m benchmarks.sharing`.  Orders are log-normal, six in ten of each kind of
resource asked for, the supply between a quarter and all of them; weights, floors for one firm in
ten.  Seconds are of the processor.  `steps_s` is the textbook: the firm with the least dominant
share gets one step more (a hundred-thousandth of the supply, with a heap), and
`steps_off` the largest difference of a dominant share from ours, which is exact; it runs without
floors, and only where it ends soon.
"""

import heapq

import numpy as np
import pandas as pd

from benchmarks.timing import once, timed
from gongfu.match.sharing import dominant_resource_fairness, over_periods, proportional_fairness
from gongfu.match.sharing_lists import share_out

SIZES = ((100, 3), (1_000, 8), (10_000, 8), (100_000, 8))
STEPS_MOST = 1_000
STEP = 1e-5
N_PERIODS = 12


def run(sizes: tuple[tuple[int, int], ...] = SIZES) -> pd.DataFrame:
    """Print and return seconds by number of firms and resources.

    Parameters
    ----------
    sizes
        Firms and resources of each row.

    Returns
    -------
    DataFrame
        `firms`, `resources`, `drf_s`, `floors_s` (with floors), `year_s` (twelve periods with
        credits), `nash_s` (proportional fairness), `lists_s` (from lists to rows with reasons),
        `steps_s`, `steps_off`.
    """
    rows = []
    for n, m in sizes:
        demand, supply, weight, floors = drawn(n, m)
        found, drf_s = timed(
            lambda d=demand, s=supply, w=weight: dominant_resource_fairness(d, s, weights=w)
        )
        row = {"firms": n, "resources": m, "drf_s": drf_s}
        row["floors_s"] = timed(
            lambda d=demand, s=supply, w=weight, f=floors: dominant_resource_fairness(
                d, s, weights=w, floors=f
            )
        )[1]
        year = np.random.default_rng(1).integers(0, 3, (N_PERIODS, n, 1)) * demand
        row["year_s"] = once(lambda y=year, s=supply, w=weight: over_periods(y, s, weights=w))[1]
        row["nash_s"] = timed(
            lambda d=demand, s=supply, w=weight: proportional_fairness(d, s, weights=w)
        )[1]
        lists = as_lists(demand, supply, weight)
        row["lists_s"] = once(lambda some=lists: share_out(*some))[1]
        if n <= STEPS_MOST:
            slow, row["steps_s"] = once(lambda d=demand, s=supply, w=weight: in_steps(d / s, w))
            row["steps_off"] = float(np.abs(slow - found.dominant_share).max())
        rows.append(row)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def drawn(n: int, m: int) -> tuple[np.ndarray, ...]:
    """Orders, supply, weights and floors with a fixed seed; each firm orders something."""
    rng = np.random.default_rng(n + m)
    demand = rng.lognormal(size=(n, m)) * (rng.random((n, m)) < 0.6)
    demand[np.arange(n), rng.integers(0, m, n)] += 0.1
    supply = demand.sum(axis=0) * rng.uniform(0.25, 1.0, m)
    floors = demand * 0.5 * (rng.random((n, 1)) < 0.1)
    return demand, supply, rng.uniform(0.5, 2.0, n), floors


def as_lists(demand: np.ndarray, supply: np.ndarray, weight: np.ndarray) -> tuple:
    """The same as lists by id."""
    firm, resource = np.nonzero(demand)
    ids = np.array([f"f{i}" for i in range(len(demand))], object)
    names = np.array([f"r{j}" for j in range(supply.size)], object)
    orders = {"firm": ids[firm], "resource": names[resource], "amount": demand[firm, resource]}
    return (
        pd.DataFrame({"firm": ids, "weight": weight}),
        pd.DataFrame(orders),
        pd.DataFrame({"resource": names, "amount": supply}),
    )


def in_steps(need: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Dominant shares: the poorest firm by weight gets a step more, until nobody can."""
    largest = need.max(axis=1)
    took, used = np.zeros(len(need)), np.zeros(need.shape[1])
    queue = [(0.0, i) for i in range(len(need))]
    while queue:
        _, i = heapq.heappop(queue)
        step = min(STEP, largest[i] - took[i])
        more = need[i] * (step / largest[i])
        if step <= 0 or (used + more > 1.0)[more > 0].any():
            continue
        used += more
        took[i] += step
        heapq.heappush(queue, (took[i] / weight[i], i))
    return took


if __name__ == "__main__":
    run()
