"""Places and industries in the order of two complexities, and how far the two agree."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from gongfu.plan.complexity import Complexity, Fitness, economic_complexity, fitness_complexity

__all__ = ("ComplexityOrders", "complexity_orders")

_PAIR: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class ComplexityOrders:
    """Both orders side by side.

    Attributes
    ----------
    places
        One row per place, the most complex by ECI first: its name, `diversity`, `eci`, `eci_rank`,
        `fitness`, `fitness_rank`, `falling` (as in `Fitness`).  Ranks from 1, equals share the
        best; missing where undefined.
    industries
        One row per industry, by PCI: its name, `ubiquity`, `pci`, `pci_rank`, `complexity`,
        `complexity_rank` (of Fitness).
    place_agreement, industry_agreement
        Spearman's rank correlation of the two among those that have both, -1 to 1; NaN for fewer
        than three or where all are equal.
    complexity, fitness
        What they come from.
    """

    places: pd.DataFrame
    industries: pd.DataFrame
    place_agreement: float
    industry_agreement: float
    complexity: Complexity
    fitness: Fitness


def complexity_orders(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> ComplexityOrders:
    """Places by ECI and by Fitness, industries by PCI and by their complexity.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.

    Returns
    -------
    ComplexityOrders
        Where the two agree, an order rests on more than the choice of a method.

    Notes
    -----
    Hidalgo and Hausmann 2009; Tacchella and others 2012.  ECI puts at one end places that have the
    same industries as each other, Fitness those that have much that few others have; a place with
    an industry of its own may be last in one and first in the other.
    """
    one = economic_complexity(table, place=place, industry=industry, value=value)
    other = fitness_complexity(table, place=place, industry=industry, value=value)

    places = _ranked(one.places.join(other.places[["fitness", "falling"]]), "eci", "fitness")
    industries = _ranked(one.industries.join(other.industries["complexity"]), "pci", "complexity")
    columns = ["diversity", "eci", "eci_rank", "fitness", "fitness_rank", "falling"]
    return ComplexityOrders(
        places[[place, *columns]],
        industries[
            [industry, "ubiquity", "pci", "pci_rank", "complexity", "complexity_rank"]
        ],
        _agreement(places["eci"], places["fitness"]),
        _agreement(industries["pci"], industries["complexity"]),
        one,
        other,
    )  # fmt: skip


def _ranked(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """With a rank for each column, the largest first; rows in the order of the first."""
    ranks = {
        f"{name}_rank": frame[name].round(9).rank(ascending=False, method="min").astype("Int64")
        for name in columns
    }
    return (
        frame.assign(**ranks)
        .sort_values([f"{name}_rank" for name in columns], kind="stable", na_position="last")
        .reset_index(drop=True)
    )


def _agreement(one: pd.Series, other: pd.Series) -> float:
    both = (one.notna() & other.notna()).to_numpy()
    a, b = one[both].round(9), other[both].round(9)
    if both.sum() <= _PAIR or a.nunique() < _PAIR or b.nunique() < _PAIR:
        return float("nan")
    return float(np.asarray(stats.spearmanr(a, b).statistic))
