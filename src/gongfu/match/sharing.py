"""Who gets how much of a shared centre: fair shares of several resources, once or over periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import sharing as kernels
from gongfu.match.sharing_checks import Floats, Orders, checked_orders

__all__: Final = (
    "PeriodShares",
    "Shares",
    "credits_after",
    "divided",
    "dominant_resource_fairness",
    "max_min",
    "more_supply",
    "over_periods",
    "proportional_fairness",
)

STEP: Final = 0.01
"""The part of a supply that `more_supply` adds."""
_FELT: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Who gets how much.

    Attributes
    ----------
    share
        (n,): the part of its order that a firm gets, 0 to 1; NaN for who ordered nothing.
    amounts
        (n, m): what it gets of each resource, in that resource's unit.
    dominant_share
        (n,): the largest part of any supply that it gets.
    dominant
        (n,) int64: the resource of which that is, -1 for who gets nothing by its order.
    bound_by
        (n,) int64: the full resource that kept it from more; -1 if it has its whole order.
    at_floor
        (n,) bool: its floor gives it more than its turn would have.
    used
        (m,): what is given out of each resource.
    """

    share: Floats
    amounts: Floats
    dominant_share: Floats
    dominant: NDArray[np.int64]
    bound_by: NDArray[np.int64]
    at_floor: NDArray[np.bool_]
    used: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PeriodShares:
    """Shares of T periods, and what firms carry over.

    Attributes
    ----------
    periods
        T times `Shares`.
    credits
        (T + 1, n): dominant shares that a firm left to others (above 0) or took of them, before
        the first period and after each.
    """

    periods: tuple[Shares, ...]
    credits: Floats


def dominant_resource_fairness(
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    floors: ArrayLike | None = None,
    credits: ArrayLike | None = None,
    whole: ArrayLike | None = None,
) -> Shares:
    """Equal dominant shares: everybody as much of what it needs most, until a resource is full.

    Parameters
    ----------
    demand
        (n, m) >= 0: the whole order of each firm, in each resource's unit.  A firm can use its
        resources only in these proportions, and no more than this.
    supply
        (m,) >= 0: what there is.
    weights
        (n,) > 0: who counts double gets double.  None: all alike.
    floors
        (n, m) >= 0: amounts that a firm gets in any case, or its order if that is less.
    credits
        (n,): dominant shares that a firm has a claim to before others, or owes (below 0).
    whole
        (m,) bool: resources given out in whole units only; orders and floors of them are whole.

    Returns
    -------
    Shares
        Nobody can get more without another getting less.  Without floors and credits nobody would
        rather have what another has, by weight (no envy); nobody is worse off than with its part
        of every resource; and an order that is not the true one never helps.  With floors, credits
        or whole units none of the three is certain.

    Raises
    ------
    InputError
        Numbers are missing, negative or of another shape; the firms are named.
    InfeasibleError
        The floors do not fit into the supply.

    Notes
    -----
    Ghodsi and others (2011); weights and resources that a firm does not need: Parkes, Procaccia
    and Shah (2015); whole units by largest remainder, which keeps floors: no firm is off by a unit
    or more, and a firm that would get less than one may get none.

    Examples
    --------
    >>> found = dominant_resource_fairness([[9, 36], [18, 6]], [9, 18])
    >>> found.amounts
    array([[ 3., 12.],
           [ 6.,  2.]])
    """
    return divided(checked_orders(demand, supply, weights, floors, credits, whole))


def max_min(
    demand: ArrayLike,
    supply: float,
    *,
    weights: ArrayLike | None = None,
    floors: ArrayLike | None = None,
) -> Floats:
    """Equal shares of one resource, nobody above its order: what one does not need goes to others.

    Parameters
    ----------
    demand
        (n,) >= 0: orders.
    supply
        What there is.
    weights
        (n,) > 0: who counts double gets double, if it ordered that.
    floors
        (n,) >= 0: what a firm gets in any case, or its order if that is less.

    Returns
    -------
    ndarray
        (n,) amounts.  The least of them, by weight, is as large as can be, then the second, ...

    Notes
    -----
    Water filling; Bertsekas and Gallager (1992, section 6.5).

    Examples
    --------
    >>> max_min([2, 8, 10], 12)
    array([2., 5., 5.])
    """
    column = np.array(demand, float)
    if column.ndim != 1:
        raise InputError(
            f"demand must be numbers, one for each firm; it has shape {column.shape}; several "
            "resources are divided by dominant_resource_fairness"
        )
    least = None if floors is None else np.array(floors, float)[..., None]
    return dominant_resource_fairness(
        column[:, None], [supply], weights=weights, floors=least
    ).amounts[:, 0]


def proportional_fairness(
    demand: ArrayLike, supply: ArrayLike, *, weights: ArrayLike | None = None
) -> tuple[Shares, Floats]:
    """Shares whose weighted product is largest, and the price of each resource; for comparison.

    Parameters
    ----------
    demand, supply, weights
        As in `dominant_resource_fairness`.

    Returns
    -------
    tuple
        `Shares`, and prices (m,) per unit: what one unit more adds to the weighted sum of
        logarithms of shares; 0 where supply is left.  A firm gets min(1, weight / price of its
        order).  `bound_by` is the resource on which it spends most.

    Notes
    -----
    Nash (1950); Kelly (1997); competitive equilibrium from equal incomes (Varian 1974).  A firm
    with a false order can gain: not a rule for firms that state their own needs.

    Examples
    --------
    >>> found, prices = proportional_fairness([[4], [4]], [4], weights=[1, 3])
    >>> found.amounts.round(6).ravel(), prices.round(6)
    (array([1., 3.]), array([1.]))
    """
    orders = checked_orders(demand, supply, weights, None, None, None)
    asks = orders.need.max(axis=1, initial=0.0) > 0
    share = np.where(orders.shut, 0.0, np.nan)
    need = orders.need[asks]
    share[asks], price = kernels.nash(need, orders.weight[asks])
    bound = np.full(share.size, -1, np.int64)
    spent = need * price
    bound[asks] = np.where(
        orders.weight[asks] < spent.sum(axis=1), spent.argmax(axis=1) if spent.size else -1, -1
    )
    found = _shares(orders, share, bound, np.zeros(share.size, bool))
    return found, np.divide(price, orders.supply, out=np.zeros_like(price), where=orders.supply > 0)


def over_periods(
    demand: ArrayLike,
    supply: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    floors: ArrayLike | None = None,
    credits: ArrayLike | None = None,
    whole: ArrayLike | None = None,
    most_periods: float = 1.0,
) -> PeriodShares:
    """Dominant-resource fairness period by period: who left its due to others gets more later.

    Parameters
    ----------
    demand
        (T, n, m): orders of each period.
    supply, weights, floors, whole
        As in `dominant_resource_fairness`; the same in each period, or supply (T, m) and floors
        (T, n, m) of each.
    credits
        (n,): what was carried over from before.
    most_periods
        >= 0: no credit or debt is more than a firm's due of so many periods; 0 forgets.

    Returns
    -------
    PeriodShares
        In each period firms are lifted to equal (dominant share - credit) / weight.

    Raises
    ------
    InputError, InfeasibleError
        As in `dominant_resource_fairness`, for the first period that has a fault.

    Notes
    -----
    A firm's due is its weight over the sum of weights.  What some leave and others take beyond
    their due moves as credit from these to those; what nobody took is neither owed nor charged.
    Shares are of the supply of their own period.  A simple form of Karma (Vuppalapati and others
    2023), with a bound.  Overstating what one cannot use costs credit; but a firm that orders less
    now, to get more later, may gain.

    Examples
    --------
    >>> found = over_periods([[[0.0], [10.0]], [[10.0], [10.0]]], [10.0])
    >>> [one.amounts.ravel() for one in found.periods]
    [array([ 0., 10.]), array([10.,  0.])]
    >>> found.credits
    array([[ 0. ,  0. ],
           [ 0.5, -0.5],
           [ 0. ,  0. ]])
    """
    wanted = np.array(demand, float)
    if wanted.ndim != 3:
        raise InputError(
            "demand must have three axes, periods, firms and resources; it has shape "
            f"{wanted.shape}"
        )
    if not (np.isfinite(most_periods) and most_periods >= 0):
        raise InputError(f"most_periods must be >= 0 and finite; it is {most_periods}")

    n_periods, n = wanted.shape[:2]
    there, least = (
        _by_period(given, dimensions, n_periods, name)
        for given, dimensions, name in ((supply, 1, "supply"), (floors, 2, "floors"))
    )
    carried = [np.zeros(n) if credits is None else np.array(credits, float)]
    periods = []
    for one, supplied, floor in zip(wanted, there, least, strict=True):
        orders = checked_orders(one, supplied, weights, floor, carried[-1], whole)
        found = divided(orders)
        periods.append(found)
        carried.append(credits_after(orders.weight, found, carried[-1], most_periods))
    return PeriodShares(tuple(periods), np.array(carried))


def _by_period(
    given: ArrayLike | None, dimensions: int, n_periods: int, name: str
) -> Sequence[Any]:
    """What is given for each period; the same for all where it has no axis of periods."""
    values = None if given is None else np.array(given, float)
    if values is None or values.ndim <= dimensions:
        return [values] * n_periods
    if len(values) != n_periods:
        raise InputError(f"{name} are given for {len(values)} periods, and orders for {n_periods}")
    return list(values)


def credits_after(
    weights: ArrayLike, found: Shares, credits: ArrayLike, most_periods: float = 1.0
) -> Floats:
    """Credits (n,) after a period with these shares; see `over_periods`."""
    weight = np.array(weights, float)
    due = weight / weight.sum()
    took = found.dominant_share
    return kernels.settled(np.array(credits, float), due, took, most_periods * due)


def more_supply(
    orders: Orders, found: Shares
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """What 1% more of each resource would bring: orders met, firms with more, firms with less.

    Parameters
    ----------
    orders
        Checked orders.
    found
        Their shares.

    Returns
    -------
    tuple
        Three times (m,): the sum of shares of orders then, and counts of firms.  Many may get a
        little less: more of one resource makes it count less in the dominant share of who uses it
        most, so that these catch up (Ghodsi and others 2011, section 6.2).
    """
    met, gains, losses = [], [], []
    for j in range(orders.supply.size):
        need = orders.need.copy()
        need[:, j] /= 1.0 + STEP
        share, _, _ = kernels.filled(need, orders.weight, orders.credit, orders.low)
        change = np.where(np.isnan(share), 0.0, share - found.share)
        met.append(float(np.nansum(share)))
        gains.append(int((change > _FELT).sum()))
        losses.append(int((change < -_FELT).sum()))
    return np.array(met), np.array(gains, np.int64), np.array(losses, np.int64)


def divided(orders: Orders) -> Shares:
    """The shares of orders that are checked already; see `dominant_resource_fairness`."""
    share, level, bound = kernels.filled(orders.need, orders.weight, orders.credit, orders.low)
    share[orders.shut] = 0.0
    dominant = orders.need.max(axis=1, initial=0.0)
    own = orders.weight * level + orders.credit
    at_floor = (bound >= 0) & (orders.low * dominant > own + kernels.FULL)
    bound[orders.shut] = ((orders.demand > 0) & (orders.supply == 0))[orders.shut].argmax(axis=1)
    return _shares(orders, share, bound, at_floor)


def _shares(
    orders: Orders, share: Floats, bound: NDArray[np.int64], at_floor: NDArray[np.bool_]
) -> Shares:
    part = np.nan_to_num(share)
    amounts = part[:, None] * orders.demand
    for j in np.flatnonzero(orders.whole):
        amounts[:, j] = kernels.rounded(amounts[:, j])
    largest = orders.need.max(axis=1, initial=0.0)
    return Shares(
        share,
        amounts,
        part * largest,
        np.where(largest > 0, orders.need.argmax(axis=1), -1).astype(np.int64),
        bound,
        at_floor,
        amounts.sum(axis=0),
    )
