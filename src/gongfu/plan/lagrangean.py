"""A bound on every plan: multipliers, how they ascend, and which sites the bound decides.

Every siting problem here is: choose sites, pay `last` for a demand that no chosen site serves
for less.  With one multiplier per demand in place of the rule that each is served once, what is
left is to choose sites by their prices, which a sort does; the best multipliers bound what any
plan can reach (Cornuejols, Fisher and Nemhauser 1977).  The volume algorithm finds them, and
with them how far each site stands open in the linear relaxation (Barahona and Anbil 2000).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Status = NDArray[np.int8]

OUT: Final = -1
FREE: Final = 0
IN: Final = 1

_MAX_STEP: Final = 2.0
_LEAST_STEP: Final = 1e-4
_PATIENCE: Final = 20
_EPS: Final = float(np.finfo(float).eps)


class Relaxed(Protocol):
    """A problem without the rule that each demand is served once; all of it to be minimised."""

    @property
    def low(self) -> Floats:
        """The least multipliers worth trying (n,)."""

    @property
    def high(self) -> Floats:
        """The largest (n,)."""

    @property
    def weight(self) -> Floats:
        """People (n,): how far a step moves each multiplier, relative to the others."""

    def given(self, u: Floats) -> float:
        """The sum of multipliers u, less what sites that stand already earn."""

    def prices(self, u: Floats) -> Floats:
        """What opening each site adds (m,), <= 0, at multipliers u."""

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """1 less how often each demand is served (n,)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How many sites may be chosen, what they cost (m,) >= 0, and what may be spent.

    None: no such limit.
    """

    n_more: int | None
    fee: Floats
    money: float | None

    def beside(self, status: Status) -> "Choice":
        """What is left for FREE sites once those that are IN are counted and paid."""
        inside = status == IN
        return Choice(
            None if self.n_more is None else self.n_more - int(inside.sum()),
            self.fee,
            None if self.money is None else self.money - float(self.fee[inside].sum()),
        )

    def payable(self, status: Status) -> Status:
        """The same, FREE sites OUT that cost more than is left beside those that are IN."""
        left = self.beside(status).money
        if left is None:
            return status
        dear = (status == FREE) & (self.fee > left)
        found: Status = np.where(dear, OUT, status).astype(np.int8)
        return found

    def allow(self, built: NDArray[np.bool_]) -> bool:
        """Whether these sites are within the limits."""
        few = self.n_more is None or int(built.sum()) <= self.n_more
        spent = float(self.fee[built].sum())
        return few and (self.money is None or spent <= self.money * (1 + 1e-12))


@dataclass(frozen=True, slots=True)
class Ascent:
    """Where the multipliers arrived: no plan costs less than `bound`."""

    bound: float
    u: Floats
    price: Floats
    chosen: Floats  # (m,) the choice at u
    share: Floats  # (m,) how far each site stands open, on average
    n_steps: int


def choose(price: Floats, status: Status, limits: Choice) -> tuple[Floats, float]:
    """The cheapest choice at these prices, one site perhaps in part, and what it adds.

    limits: for the FREE sites.
    """
    chosen = (status == IN).astype(float)
    free = np.flatnonzero(status == FREE)
    best: tuple[Floats, float] | None = None
    for picked in _relaxations(price[free], limits, limits.fee[free]):
        added = float((price[free] * picked).sum())
        if best is None or added > best[1]:
            best = picked, added
    assert best is not None
    chosen[free] = best[0]
    return chosen, float(price[status == IN].sum()) + best[1]


def _relaxations(price: Floats, limits: Choice, fee: Floats) -> Iterator[Floats]:
    """The choice under each limit alone: only sites whose price is below 0."""
    worth_it = (price < 0.0).astype(float)
    if limits.n_more is None and limits.money is None:
        yield worth_it
    if limits.n_more is not None:
        n_more = max(0, min(limits.n_more, price.size))
        picked = np.zeros(price.size)
        if n_more == price.size:
            picked[:] = 1.0
        elif n_more > 0:
            picked[np.argpartition(price, n_more - 1)[:n_more]] = 1.0
        yield picked * worth_it
    if limits.money is not None:
        picked = np.zeros(price.size)
        order, spent = _by_worth(price, fee)
        money = max(0.0, limits.money)
        whole = int(np.searchsorted(spent, money * (1 + 1e-12), side="right"))
        picked[order[:whole]] = 1.0
        if whole < order.size:
            before = spent[whole - 1] if whole else 0.0
            picked[order[whole]] = min(1.0, max(0.0, (money - before) / fee[order[whole]]))
        yield picked * worth_it


def _by_worth(price: Floats, fee: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Sites by price for their fee, the best first, and what all up to each cost."""
    worth = np.divide(price, fee, out=np.full(price.size, -np.inf), where=fee > 0)
    order = np.argsort(worth, kind="stable").astype(np.int64)
    return order, np.cumsum(fee[order])


def ascend(  # noqa: PLR0913 (a problem, where it stands, and how far to go)
    problem: Relaxed,
    limits: Choice,
    status: Status,
    *,
    value: float,
    u: Floats,
    scale: Floats,
    n_steps: int,
    step: float = 0.1,
    enough: float = np.inf,
) -> Ascent:
    """Raise the multipliers for n_steps, or until the bound reaches `enough`.

    value: what the best plan known costs, for the length of the steps; status (m,): what is
    decided; u (n,): multipliers to begin with; scale (n,) > 0: how far a step moves each.
    """
    low, high = problem.low, problem.high
    best_u = np.clip(u, low, high)
    price = problem.prices(best_u)
    chosen, added = choose(price, status, limits)
    best = _summed(problem, best_u, price, chosen, added)
    best_price, best_chosen = price, chosen
    share = chosen.copy()
    uphill = problem.slack(share, best_u)
    weight, n_idle, checked = 0.1, 0, best
    made = 0
    while made < n_steps and best < enough and step > _LEAST_STEP:
        made += 1
        way = uphill * scale
        way[((best_u <= low) & (way < 0)) | ((best_u >= high) & (way > 0))] = 0.0
        length = float((uphill * way).sum())
        if length <= 0.0:
            break
        aim = value + 1e-3 * abs(value)
        trial = np.clip(best_u + step * max(aim - best, 1e-9 * abs(aim)) / length * way, low, high)
        price = problem.prices(trial)
        chosen, added = choose(price, status, limits)
        reached = _summed(problem, trial, price, chosen, added)
        ahead = problem.slack(chosen, trial)
        share = _mixed(share, chosen, uphill, ahead, weight)
        if reached > best:
            if float((way * ahead).sum()) >= 0.0:
                step = min(step * 1.1, _MAX_STEP)
            best, best_u, best_price, best_chosen = reached, trial, price, chosen
            n_idle = 0
        else:
            n_idle += 1
            if n_idle >= _PATIENCE:
                step, n_idle = step * 0.66, 0
        uphill = problem.slack(share, best_u)
        if made % 100 == 0:
            if best - checked < 1e-3 * abs(best):
                weight = max(weight / 2, 1e-3)
            checked = best
    return Ascent(best, best_u, best_price, best_chosen, share, made)


def _summed(problem: Relaxed, u: Floats, price: Floats, chosen: Floats, added: float) -> float:
    """The bound at u, less what its sums may have gained by rounding: large numbers that cancel."""
    total, given = float(u.sum()), problem.given(u)
    moved = total + (total - given) + float((np.abs(price) * chosen).sum())
    return given + added - _EPS * (8.0 + math.sqrt(u.size)) * moved


def _mixed(share: Floats, chosen: Floats, now: Floats, ahead: Floats, weight: float) -> Floats:
    """The average choice, a step nearer to the last one: as short a subgradient as can be."""
    apart = ahead - now
    square = float((apart * apart).sum())
    part = weight if square == 0.0 else -float((now * apart).sum()) / square
    part = weight / 10 if part <= 0.0 else min(part, weight)
    return part * chosen + (1 - part) * share


def decide(found: Ascent, status: Status, limits: Choice, *, target: float) -> Status:
    """The status of sites after all those are decided that no better plan can have otherwise.

    A plan that costs less than `target` is looked for.  A free site goes out if forcing it in
    lifts the bound that far, and in if forcing it out does.
    """
    status = status.copy()
    free = np.flatnonzero(status == FREE)
    if free.size == 0:
        return status
    price, fee = found.price[free], limits.fee[free]
    for rate_in, rate_out, unit in _rates(price, fee, limits):
        forced_in = found.bound + price - rate_in * unit
        forced_out = found.bound - price + rate_out * unit
        picked = found.chosen[free]
        status[free[(picked == 0.0) & (forced_in >= target)]] = OUT
        status[free[(picked == 1.0) & (forced_out >= target)]] = IN
    return status


def _rates(price: Floats, fee: Floats, limits: Choice) -> Iterator[tuple[float, float, Floats]]:
    """What one more unit of the limit is worth: if a site is forced in, if it is forced out."""
    if limits.money is None and limits.n_more is None:
        yield 0.0, 0.0, np.ones(price.size)
    elif limits.money is None and limits.n_more is not None:
        n_more = limits.n_more
        if 0 < n_more < price.size:
            order = np.minimum(np.partition(price, [n_more - 1, n_more]), 0.0)
            yield float(order[n_more - 1]), float(order[n_more]), np.ones(price.size)
    elif limits.money is not None and limits.n_more is None:
        order, spent = _by_worth(price, fee)
        at = int(np.searchsorted(spent, max(0.0, limits.money) * (1 + 1e-12), side="right"))
        if at < order.size:
            rate = min(0.0, float(price[order[at]] / fee[order[at]]))
            yield rate, rate, fee
