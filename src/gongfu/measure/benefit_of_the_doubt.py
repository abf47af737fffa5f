"""The best that can be said of a place: each gets the weights that suit it, within bounds."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from gongfu.errors import InputError
from gongfu.measure.composite_scale import (
    check_normalisation,
    check_scale,
    complete,
    normalised_by,
    scale_of,
)
from gongfu.measure.composite_weights import flat_weights
from gongfu.model.composite import Design, Missing, Normalisation

__all__ = ("BenefitOfTheDoubt", "benefit_of_the_doubt")

_POSITIVE: Final = ("min_max", "target", "rank")
_LEAST_WEIGHT: Final = 1e-9  # stands for no upper bound: inf times a weight of 0 has no value


@dataclass(frozen=True, slots=True, eq=False)
class BenefitOfTheDoubt:
    """`scores` by place, 0 to 1; `shares`, places by components: what each is made of.

    A row of `shares` sums to 1 (NaN where the score is 0) and lies between `low_share` and
    `high_share`, by component.  `left_out` names the places without a full set of values.
    """

    scores: pd.Series
    shares: pd.DataFrame
    low_share: pd.Series
    high_share: pd.Series
    left_out: tuple[Any, ...]


def benefit_of_the_doubt(
    values: pd.DataFrame,
    design: Design,
    *,
    normalisation: Normalisation = "target",
    low: float = 0.5,
    high: float = 1.5,
    missing: Missing = "refuse",
) -> BenefitOfTheDoubt:
    """Each place's score by the weights that show it at its best against all others.

    Parameters
    ----------
    values
        Index: places; one column for each component, in its own unit.
    design
        Components; their declared weights are what the bounds refer to.
    normalisation
        One that gives no negative values: "min_max", "target" or "rank".
    low, high
        The share of a component in a place's score may lie between `low` and `high` times its
        declared weight; 0 <= low <= 1 <= high.  low=0 and high=inf leave all to the place, which
        may then look at its one best component alone.
    missing
        "refuse" or "leave_out", as in `composite_index`.

    Returns
    -------
    BenefitOfTheDoubt
        `scores` (1: no place does better under the weights that suit this one), `shares`.

    Notes
    -----
    Melyn and Moesen 1991; Cherchye, Moesen, Rogge and Van Puyenbroeck 2007, with bounds on shares:
    maximise w z_o subject to w z_i <= 1 for every place i and low s_k <= w_k z_ok / w z_o <= high
    s_k.  One linear programme for each place (HiGHS).  Since each place has weights of its own, the
    scores say who can be called good, not who is better than whom.  A place with 0 in a component
    whose share has a lower bound scores 0.
    """
    check_normalisation(normalisation)
    if normalisation not in _POSITIVE:
        raise InputError(
            f"normalisation {normalisation!r} gives negative values; choose among "
            f"{', '.join(_POSITIVE)}"
        )
    if not 0 <= low <= 1 <= high:
        raise InputError(f"low is {low!r} and high {high!r}; they must keep 0 <= low <= 1 <= high")
    kept, left_out = complete(values, design, missing)
    x = kept[list(design.names)].to_numpy(np.float64)
    check_scale(x, design, (normalisation,))
    z = normalised_by(normalisation, x, scale_of(design))

    given = flat_weights(design, z, "given", "given")
    floor, ceiling = low * given, np.minimum(min(high, 1.0 / _LEAST_WEIGHT) * given, 1.0)
    best = [_best_weights(z, at, floor, ceiling) for at in range(len(z))]

    parts = z * np.array(best)
    score = np.clip(parts.sum(axis=1), 0.0, 1.0)
    share = np.divide(
        parts, score[:, None], out=np.full(parts.shape, np.nan), where=score[:, None] > 0
    )
    return BenefitOfTheDoubt(
        scores=pd.Series(score, kept.index, name="score"),
        shares=pd.DataFrame(share, kept.index, design.names),
        low_share=pd.Series(floor, design.names),
        high_share=pd.Series(ceiling, design.names),
        left_out=left_out,
    )


def _best_weights(z: Any, at: int, floor: Any, ceiling: Any) -> Any:
    """Weights (K,) that maximise the sum of w z[at] while no place passes 1."""
    mine = z[at]
    of_each = np.diag(mine)
    at_least = floor[:, None] * mine - of_each
    at_most = of_each - ceiling[:, None] * mine
    found = linprog(
        -mine,
        A_ub=np.vstack([z, at_least, at_most]),
        b_ub=np.concatenate([np.ones(len(z)), np.zeros(2 * mine.size)]),
        bounds=[(0.0, None) if value > 0 else (0.0, 0.0) for value in mine],
        method="highs",
    )
    assert found.success, found.message  # all weights 0 keep every bound, and 1 is never passed
    return found.x
