"""A plan of sites: what opens, who is served where, what it is worth and how good it could be."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Standing = Literal["optimal", "bounded"]


@dataclass(frozen=True, slots=True, eq=False)
class SitePlan:
    """Where to build, with a proof of how much better any other plan could be.

    Attributes
    ----------
    open
        (m,) bool: which sites are open, fixed ones among them.
    assign
        (n,) int64: the site that serves each demand, -1 if none does.
    value
        What the plan is worth, in the units of its problem: people covered, weighted cost,
        largest cost, fees.
    bound
        What no plan within the limits can surpass: at least `value` where more is better, at most
        `value` where less is.
    status
        "optimal" if value and bound meet, else "bounded".
    history
        (stage, value, bound) as the work went on; a bound is missing (NaN) before the first.
    unreachable
        (k,) int64: demands with people that no allowed site can serve; the plan is for the rest.
    objective
        "max" where more is better, "min" where less is.
    """

    open: NDArray[np.bool_]
    assign: NDArray[np.int64]
    value: float
    bound: float
    status: Standing
    history: tuple[tuple[str, float, float], ...]
    unreachable: NDArray[np.int64]
    objective: Literal["max", "min"]

    @property
    def gap(self) -> float:
        """How much better any plan could be, as a share of this value; inf for a value of 0."""
        apart = abs(self.bound - self.value)
        if apart == 0.0:
            return 0.0
        return float(apart / abs(self.value)) if self.value else float("inf")

    @property
    def n_open(self) -> int:
        """How many sites are open."""
        return int(self.open.sum())

    @property
    def sites(self) -> NDArray[np.int64]:
        """Positions of the open sites, ascending."""
        return np.flatnonzero(self.open).astype(np.int64)
