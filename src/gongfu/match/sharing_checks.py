"""What a division of resources is given, checked once: orders, supply, weights, floors, credits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.kernels.sharing import FULL

Floats = NDArray[np.float64]

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Orders in numbers, n firms and m resources.

    demand (n, m) and supply (m,) in units of each resource; need (n, m): demand over supply, 0
    where a firm can get nothing; shut (n,): it asks for a resource that has no supply; low (n,):
    the least share of its order; whole (m,): only whole units are given out.
    """

    demand: Floats
    supply: Floats
    need: Floats
    shut: NDArray[np.bool_]
    weight: Floats
    credit: Floats
    low: Floats
    whole: NDArray[np.bool_]


def checked_orders(
    demand: ArrayLike,
    supply: ArrayLike,
    weights: ArrayLike | None,
    floors: ArrayLike | None,
    credits: ArrayLike | None,
    whole: ArrayLike | None,
    *,
    names: Sequence[object] | None = None,
    resources: Sequence[object] | None = None,
) -> Orders:
    """The orders, or an error that names firms and resources, by position where they have no name.

    Raises InputError for what is no number, negative or of another shape, and InfeasibleError for
    floors that the supply cannot meet.
    """
    wanted = np.array(demand, float)
    if wanted.ndim != 2:
        raise InputError(
            f"demand must have two axes, firms and resources; it has shape {wanted.shape}"
        )
    n, m = wanted.shape
    who = _Names("firm", names)
    which = _Names("resource", resources)
    _numbers(wanted, "demand", who, 0.0)
    there = _vector(supply, "supply", m, which, 0.0)
    weight = np.ones(n) if weights is None else _vector(weights, "weights", n, who, 0.0)
    if (weight <= 0).any():
        raise InputError(
            f"weights must be above 0, and are not for {who.some(weight <= 0)}; who is to get "
            "nothing is left out"
        )
    credit = np.zeros(n) if credits is None else _vector(credits, "credits", n, who, -np.inf)
    least = np.zeros((n, m)) if floors is None else np.array(floors, float)
    if least.shape != (n, m):
        raise InputError(f"floors must have the shape of demand, {(n, m)}; it is {least.shape}")
    _numbers(least, "floors", who, 0.0)
    whole_units = np.zeros(m, bool) if whole is None else np.asarray(whole)
    if whole_units.shape != (m,) or whole_units.dtype != bool:
        raise InputError(f"whole must be true or false for each of {m} resources")
    for name, numbers in (("demand", wanted), ("floors", least)):
        broken = ((numbers != np.floor(numbers)) & whole_units).any(axis=1)
        if broken.any():
            raise InputError(
                f"{name} of resources given out in whole units must be whole, and is not for "
                f"{who.some(broken)}; round it up, or let parts be given out"
            )

    with np.errstate(over="ignore"):
        need = np.divide(wanted, there, out=np.zeros((n, m)), where=there > 0)
    if not np.isfinite(need).all():
        raise InputError(
            f"demand is too large beside the supply to be told from infinity for "
            f"{who.some(~np.isfinite(need).all(axis=1))}; check its unit"
        )
    shut = ((wanted > 0) & (there == 0)).any(axis=1)
    part = np.divide(least, wanted, out=np.zeros((n, m)), where=wanted > 0)
    low = np.minimum(part.max(axis=1, initial=0.0), 1.0)
    _check_floors(low, need, shut, who, which)
    return Orders(
        wanted, there, np.where(shut[:, None], 0.0, need), shut, weight, credit, low, whole_units
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What firms or resources are called in a message."""

    kind: str
    names: Sequence[object] | None

    def some(self, mask: NDArray[np.bool_]) -> str:
        """The first few where `mask` holds, and how many they are."""
        at = np.flatnonzero(mask)
        shown = [repr(self.names[i]) if self.names is not None else str(i) for i in at[:_SHOWN]]
        more = f" and {at.size - _SHOWN:,} more" if at.size > _SHOWN else ""
        return f"{self.kind}{'s' if at.size > 1 else ''} {', '.join(shown)}{more}"


def _check_floors(
    low: Floats, need: Floats, shut: NDArray[np.bool_], who: _Names, which: _Names
) -> None:
    """Raise an InfeasibleError if the floors do not fit into the supply."""
    dead = shut & (low > 0)
    if dead.any():
        raise InfeasibleError(
            f"floors of {who.some(dead)} need a resource whose supply is 0; take them out, or the "
            "resource off their orders"
        )
    taken = low @ need
    over = taken > 1.0 + FULL
    if not over.any():
        return
    worst = int(taken.argmax())
    mine = low * need[:, worst]
    order = np.argsort(-mine, kind="stable")
    named = np.zeros(low.size, bool)
    named[order[: int(np.searchsorted(np.cumsum(mine[order]), 1.0 + FULL)) + 1]] = True
    full = which.some(np.arange(taken.size) == worst)
    raise InfeasibleError(
        f"floors take {taken[worst]:.1%} of the supply of {full}, with what else the same work "
        f"needs; already too much are the largest, of {who.some(named)}; lower floors, or add "
        "supply"
    )


def _vector(given: ArrayLike, name: str, size: int, who: _Names, least: float) -> Floats:
    values = np.array(given, float)
    if values.shape != (size,):
        raise InputError(
            f"{name} must be numbers, one for each {who.kind} ({size}); it has shape {values.shape}"
        )
    _numbers(values, name, who, least)
    return values


def _numbers(values: Floats, name: str, who: _Names, least: float) -> None:
    """Raise an InputError unless all are finite and at least `least`."""
    bad: Any = ~(np.isfinite(values) & (values >= least))
    rows = bad.any(axis=1) if values.ndim == 2 else bad
    if rows.any():
        edge = f" and at least {least:g}" if np.isfinite(least) else ""
        raise InputError(
            f"{name} must be finite{edge}, and is not for {who.some(rows)} (such as "
            f"{values[bad][0]:g}); correct it, or leave them out"
        )
