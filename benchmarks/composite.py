"""Ranks of a composite index under drawn choices: ours, against a plain loop over pandas.

Run alone with `python -m benchmarks.composite`; numbers are processor seconds.  90 places, 20
components in 4 dimensions; every draw has its own normalisation, weights, mean and component left
out.  The loop gets the same drawn weights and must find the same ranks; it runs over a sample of
the draws and is scaled up.
"""

import time

import numpy as np
import pandas as pd

from gongfu.kernels.composite import average_ranks
from gongfu.measure.composite_draws import prepared
from gongfu.measure.rank_uncertainty import rank_uncertainty
from gongfu.model.composite import Choices, Component, Design

N_PLACES, N_COMPONENTS, N_DRAWS = 90, 20, 8192
LOOPED = 256
CHOICES = Choices(("min_max", "z_score", "rank"), ("given", "entropy"), ("arithmetic", "topsis"))


def world() -> tuple[pd.DataFrame, Design]:
    """Places that differ in common and in each component, log-normally; every fourth is a cost."""
    rng = np.random.default_rng(2024)
    common = rng.normal(size=(N_PLACES, 1))
    values = np.exp(0.5 * common + 0.5 * rng.normal(size=(N_PLACES, N_COMPONENTS)))
    names = [f"c{at}" for at in range(N_COMPONENTS)]
    design = Design(
        tuple(
            Component(name, "lower" if at % 4 == 0 else "higher", f"d{at // 5}")
            for at, name in enumerate(names)
        )
    )
    return pd.DataFrame(values, columns=names), design


def looped(values: pd.DataFrame, design: Design, draws, rows) -> np.ndarray:
    """One draw after the other, as most scripts write it."""
    sign = pd.Series({c.name: 1.0 if c.better == "higher" else -1.0 for c in design.components})
    turned = values * sign
    ranks = []
    for at in rows:
        method = CHOICES.normalisations[draws.normalisation[at]]
        if method == "min_max":
            z = (turned - turned.min()) / (turned.max() - turned.min())
        elif method == "z_score":
            z = (turned - turned.mean()) / turned.std(ddof=0)
        else:
            z = (len(turned) - turned.rank(ascending=False) + 0.5) / len(turned)
        weight = pd.Series(draws.weight[at], values.columns)
        if CHOICES.aggregations[draws.aggregation[at]] == "arithmetic":
            score = (z * weight).sum(axis=1)
        else:
            to_best = np.sqrt((((z.max() - z) * weight) ** 2).sum(axis=1))
            to_worst = np.sqrt((((z - z.min()) * weight) ** 2).sum(axis=1))
            score = to_worst / (to_best + to_worst)
        ranks.append(score.rank(ascending=False).to_numpy())
    return np.array(ranks)


def run(n_draws: int = N_DRAWS) -> pd.DataFrame:
    """Print and return our time, the loop's, their ratio and whether they agree.

    Parameters
    ----------
    n_draws
        Points of each of the two samples, a power of 2.

    Returns
    -------
    DataFrame
        `what`, `evaluations`, `ours_s`, `loop_s` (scaled up from a sample), `ratio`, `difference`:
        the largest, of any rank.
    """
    values, design = world()
    rank_uncertainty(values, design, CHOICES, rng=np.random.default_rng(1), n_draws=64)  # warm
    rows = []
    for what, half_widths in (("exact figures", None), ("rounded figures", 0.01 * values)):
        begun = time.process_time()
        found = rank_uncertainty(
            values,
            design,
            CHOICES,
            rng=np.random.default_rng(1),
            n_draws=n_draws,
            half_widths=half_widths,
        )
        ours_s = time.process_time() - begun
        loop_s, difference = np.nan, np.nan
        if half_widths is None:
            model = prepared(values, design, CHOICES, None)
            rng = np.random.default_rng(2)
            draws = model.draws(
                rng.random((LOOPED, model.n_unknowns)), rng.integers(2**63, size=LOOPED)
            )
            begun = time.process_time()
            theirs = looped(values, design, draws, range(LOOPED))
            loop_s = (time.process_time() - begun) / LOOPED * found.n_evaluations
            ours = average_ranks(model.scores(draws, slice(None)))
            difference = np.abs(ours - theirs).max()
        rows.append(
            {
                "what": what,
                "evaluations": found.n_evaluations,
                "ours_s": ours_s,
                "loop_s": loop_s,
                "ratio": loop_s / ours_s,
                "difference": difference,
            }
        )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


if __name__ == "__main__":
    run()
