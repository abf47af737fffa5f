"""Siting problems so small that every plan can be looked at."""

import itertools
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array


@dataclass(frozen=True)
class SmallCase:
    """What is given to a function of siting, and every plan that keeps within the limits.

    cost (n, m): inf where a site cannot serve; demand (n,); limits: keywords of the function.
    """

    cost: np.ndarray
    demand: np.ndarray
    limits: dict = field(default_factory=dict)

    @property
    def fee(self):
        return np.asarray(self.limits.get("cost", np.ones(self.cost.shape[1])))

    @property
    def decided(self):
        """Masks of the fixed and the forbidden sites."""
        masks = np.zeros((2, self.cost.shape[1]), bool)
        for mask, name in zip(masks, ("fixed", "forbidden"), strict=True):
            mask[self.limits.get(name, [])] = True
        return masks

    def allows(self, built):
        """Whether each plan (..., m) is within the limits."""
        fixed, forbidden = self.decided
        fits = (built >= fixed).all(-1) & ~(built & forbidden).any(-1)
        if "n_sites" in self.limits:
            fits &= built.sum(-1) <= self.limits["n_sites"]
        if "budget" in self.limits:
            fits &= built @ self.fee <= self.limits["budget"] * (1 + 1e-9)
        return fits

    def plans(self):
        """Every plan within the limits (plans, m)."""
        every = itertools.product([False, True], repeat=self.cost.shape[1])
        masks = np.array(list(every), bool)
        return masks[self.allows(masks)]

    @property
    def reachable(self):
        """Demands that an allowed site can serve."""
        return np.isfinite(self.cost[:, ~self.decided[1]]).any(axis=1)

    def least(self, masks):
        """Cost of each demand from its cheapest open site (plans, n)."""
        return np.where(masks[:, None, :], self.cost[None], np.inf).min(axis=2)

    def sparse(self):
        """The pairs that can serve, explicit zeros among them."""
        row, site = np.nonzero(np.isfinite(self.cost))
        start = np.searchsorted(row, np.arange(len(self.cost) + 1))
        return csr_array((self.cost[row, site], site, start), shape=self.cost.shape)

    def covers(self):
        """Whether a site covers a demand (n, m)."""
        return np.isfinite(self.cost)


NUMBERS = {
    "few whole": lambda rng, size: rng.integers(0, 4, size).astype(float),
    "whole": lambda rng, size: rng.integers(0, 1_000, size).astype(float),
    "real": lambda rng, size: rng.random(size),
    "tiny": lambda rng, size: rng.random(size) * 1e-9,
    "skew": lambda rng, size: 10.0 ** rng.uniform(-12, 12, size),
    "huge whole": lambda rng, size: np.floor(10.0 ** rng.uniform(0, 8, size)),
}


def small_case(rng, limits=("n_sites", "budget", "both")):
    """A problem of up to ten demands and seven sites, with limits of the kinds named."""
    n, m = rng.integers(1, 11), rng.integers(1, 8)
    cost = NUMBERS[rng.choice(list(NUMBERS))](rng, (n, m))
    cost[rng.random((n, m)) < rng.choice([0.0, 0.3, 0.7])] = np.inf
    demand = NUMBERS[rng.choice(list(NUMBERS))](rng, n)
    demand[rng.random(n) < 0.1] = 0.0
    if demand.sum() == 0:
        demand[0] = 1.0

    given = {}
    role = rng.permutation(m)
    n_fixed = rng.integers(0, m) if rng.random() < 0.3 else 0
    n_forbidden = rng.integers(0, m - n_fixed) if rng.random() < 0.3 else 0
    if n_fixed:
        given["fixed"] = role[:n_fixed]
    if n_forbidden:
        given["forbidden"] = role[m - n_forbidden :]
    kind = rng.choice(list(limits)) if limits else "none"
    if kind in ("n_sites", "both"):
        given["n_sites"] = int(rng.integers(max(1, n_fixed), m - n_forbidden + 1))
    if kind in ("budget", "both"):
        fee = NUMBERS[rng.choice(["few whole", "whole", "real"])](rng, m)
        allowed = role[: m - n_forbidden]
        least = fee[role[:n_fixed]].sum() if n_fixed else fee[allowed].min()
        given["cost"] = fee
        given["budget"] = float(least + rng.random() ** 2 * (fee[allowed].sum() - least))
    return SmallCase(cost, demand, given)
