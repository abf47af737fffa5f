"""Siting where a site takes only so many people: the problem that `search` looks through."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import rooms, transport_search
from gongfu.kernels import transport as kernels
from gongfu.kernels.rooms import Net
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status
from gongfu.plan.rows import merged_rows
from gongfu.plan.search import Mask

_PASSES: Final = 4  # a look at every pair costs about so much more than where nothing is divided
_ROUND_PASSES: Final = 20  # what a round of kicks may take


@dataclass(frozen=True, slots=True, eq=False)
class Transport:
    """Cost of serving everybody, each site as many as it has room for, to be as little as possible.

    Sites of the net from n_free on stand already.
    """

    net: Net
    n_free: int

    @classmethod
    def of(
        cls,
        rows: tuple[NDArray[np.int64], NDArray[np.int32], Floats],
        weight: Floats,
        last: float,
        room: Floats,
        n_free: int,
    ) -> Self:
        """From pairs by demand (start, site, cost); room may be infinite.

        Demands that cost nothing at the same sites are merged: people may be divided anyway.
        """
        start, site, cost = rows
        if not cost.any():
            (start, site), weight = merged_rows(start, site, weight, room.size)
            cost = np.zeros(site.size)
        return cls(rooms.net_of(start, site, cost, weight, last, room), n_free)

    @property
    def n_pairs(self) -> int:
        """What a pass over the pairs of demand and site costs."""
        return _PASSES * self.net.site.size

    @property
    def weight(self) -> Floats:
        """People at each demand."""
        return self.net.weight

    @property
    def low(self) -> Floats:
        """The cost of the nearest site, or of none."""
        net = self.net
        least: Floats = np.full(net.weight.size, net.last)
        filled = np.diff(net.start) > 0
        if filled.any():
            near = np.minimum.reduceat(net.cost, net.start[:-1][filled])
            least[filled] = np.minimum(least[filled], near)
        return net.weight * least

    @property
    def high(self) -> Floats:
        """What a demand costs if nobody there is served."""
        return self.net.weight * self.net.last

    def given(self, u: Floats) -> float:
        """The multipliers, less what the sites that stand earn."""
        stand = rooms.prices(self.net, u / self.net.weight, self.n_free, self.net.room.size)
        return float(u.sum()) + float(stand.sum())

    def prices(self, u: Floats) -> Floats:
        """Minus what each site earns."""
        price: Floats = rooms.prices(self.net, u / self.net.weight, 0, self.n_free)
        return price

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """1 less the share of each demand that is taken."""
        out: Floats = 1.0 - rooms.counts(self.net, u / self.net.weight, self._with(chosen))
        return out

    def multipliers(self, built: Mask) -> Floats:
        """What serving one more of each demand costs in this plan."""
        offer: Floats = kernels.divided(self.net, self._with(built))[1]
        return offer * self.net.weight

    def greedy(self, limits: Choice) -> Mask:
        """Most saved first; under a budget, also most saved for the money."""
        n_more = self.n_free if limits.n_more is None else limits.n_more
        money = np.inf if limits.money is None else limits.money
        fee = np.zeros(self.n_free) if limits.money is None else limits.fee
        ways = (fee,) if limits.money is not None else ()
        plans: list[Mask] = [
            transport_search.greedy(self.net, fee, per, n_more, money)[: self.n_free]
            for per in (*ways, np.ones(self.n_free))
        ]
        return plans[0] if len(plans) == 1 else min(plans, key=self.cost)

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """Swaps and kicks."""
        fee, money = np.zeros(self.n_free), 0.0
        if limits.money is not None:
            fee, money = limits.fee, limits.money - float(limits.fee[built].sum())
        n_most = self.n_free if limits.n_more is None else limits.n_more
        work = len(kicks) * _ROUND_PASSES * self.n_pairs
        better: Mask = transport_search.swap_rounds(
            self.net, self._with(built), fee, n_most - int(built.sum()), money, kicks, least, work
        )
        return better[: self.n_free]

    def cost(self, built: Mask) -> float:
        """What everybody costs, divided among these sites and those that stand."""
        return float(kernels.divided(self.net, self._with(built))[3])

    def shrink(self, status: Status) -> tuple[Self, float]:
        """Over the FREE sites; those that are IN stand."""
        net = self.net
        status = np.concatenate([status, np.full(net.room.size - self.n_free, IN, np.int8)])
        order = np.concatenate([np.flatnonzero(status == FREE), np.flatnonzero(status == IN)])
        place = np.full(status.size, -1, np.int32)
        place[order] = np.arange(order.size)
        kept = status[net.site] != OUT
        before = np.concatenate([[0], np.cumsum(kept)])
        length = np.diff(before[net.start])
        inside = length > 0
        lost = float(net.weight[~inside].sum()) * net.last
        start = np.concatenate([[0], np.cumsum(length[inside])])
        rows = (start.astype(np.int64), place[net.site[kept]], net.cost[kept])
        n_free = int((status == FREE).sum())
        problem = self.of(rows, net.weight[inside], net.last, net.room[order], n_free)
        return problem, lost

    def _with(self, chosen: NDArray[np.generic]) -> NDArray[np.generic]:
        """The choice, and all sites that stand."""
        stand = np.ones(self.net.room.size - self.n_free, chosen.dtype)
        return np.concatenate([chosen, stand])
