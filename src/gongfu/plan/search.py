"""The way to a plan and its bound, the same for every siting problem.

Greedy openings, swaps with kicks, multipliers that bound what any plan can do, swaps again from
where the multipliers lead, sites decided by the bound, and branches over those that are left.
Budgets are counted in steps, rounds and nodes, never in seconds: the same seed, the same plan.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gongfu.plan.lagrangean import (
    FREE,
    IN,
    OUT,
    Ascent,
    Choice,
    Floats,
    Relaxed,
    Status,
    ascend,
    decide,
)
from gongfu.plan.site_checks import chance_of

Mask = NDArray[np.bool_]
Report = Callable[[str, float, float], None]

_WORK: Final = 4e9  # pairs looked at by one unit of effort, in each part of the search
_STEPS: Final = (250, 1_500)  # of an ascent: at least, at most
_ROUNDS: Final = (4, 2_000)  # of kicks
_TURNS: Final = 8  # in which they come
_ROUND_PASSES: Final = 20  # a round of kicks costs about so many passes
_NODES: Final = (4, 20_000)  # of branches
_NODE_STEPS: Final = 60  # of an ascent in each
_LEVELS: Final = 4  # how often the problem shrinks


class Problem(Relaxed, Protocol):
    """A siting problem that can be searched: costs to be minimised, over m sites."""

    @property
    def n_pairs(self) -> int:
        """What a pass over it costs."""

    def greedy(self, limits: Choice) -> Mask:
        """A first plan within the limits."""

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """A plan at least as good: swaps, then rounds of kicks (R, K, 2) and swaps."""

    def cost(self, built: Mask) -> float:
        """What a plan costs, computed from scratch."""

    def multipliers(self, built: Mask) -> Floats:
        """Where an ascent may begin that knows this plan (n,)."""

    def shrink(self, status: Status) -> tuple[Self, float]:
        """The problem that is left over the FREE sites, and what is lost whatever they are."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan known, and what no plan can undercut."""

    built: Mask
    value: float
    bound: float
    history: tuple[tuple[str, float, float], ...]

    @property
    def is_optimal(self) -> bool:
        """Whether value and bound meet, but for rounding."""
        return self.value - self.bound <= 1e-9 * abs(self.value)


class _Record:
    """The best plan and bound so far, in terms of the whole problem, and how they came about."""

    def __init__(self, n_sites: int, grain: float, report: Report | None) -> None:
        self.built = np.zeros(n_sites, bool)
        self.value, self.bound = np.inf, -np.inf
        self.grain = grain
        self.history: list[tuple[str, float, float]] = []
        self._report = report

    @property
    def target(self) -> float:
        """A better plan costs less than this."""
        margin = self.grain * (1 - 1e-6) if self.grain else 1e-9 * abs(self.value)
        return self.value - margin

    @property
    def is_closed(self) -> bool:
        return self.bound >= self.target

    def offer(self, sites: NDArray[np.int64], value: float) -> None:
        if value < self.value:
            self.value = value
            self.built = np.zeros(self.built.size, bool)
            self.built[sites] = True

    def raise_bound(self, bound: float) -> None:
        if self.grain:
            bound = np.ceil(bound / self.grain - 1e-6) * self.grain
        self.bound = min(self.value, max(self.bound, bound))

    def note(self, stage: str) -> None:
        bound = self.bound if np.isfinite(self.bound) else np.nan
        self.history.append((stage, self.value, bound))
        if self._report is not None:
            self._report(*self.history[-1])


@dataclass(frozen=True, slots=True)
class _Part:
    """What is left of a problem after some sites were decided."""

    problem: Problem
    limits: Choice
    sites: NDArray[np.int64]  # where its sites stand in the whole problem
    chosen: NDArray[np.int64]  # sites of the whole problem that are in every plan
    apart: float  # what every plan costs besides

    def shrink(self, status: Status) -> "_Part":
        free = status == FREE
        problem, more = self.problem.shrink(status)
        limits = self.limits.beside(status)
        return _Part(
            problem,
            Choice(limits.n_more, limits.fee[free], limits.money),
            self.sites[free],
            np.concatenate([self.chosen, self.sites[status == IN]]),
            self.apart + more,
        )

    def offer(self, built: Mask, record: _Record) -> None:
        sites = np.concatenate([self.chosen, self.sites[built]])
        record.offer(sites, self.apart + self.problem.cost(built))


def solve(
    problem: Problem,
    limits: Choice,
    status: Status,
    *,
    seed: int,
    effort: float,
    grain: float,
    report: Report | None = None,
) -> Found:
    """The best plan found, and the bound that was proved.

    limits: for all sites, those that are IN counted and paid; status (m,): what is given;
    effort: how much work, 1 is usual; grain: plans that differ in cost differ by a multiple of
    this (1 for whole numbers, 0 if nothing is known); report is told of each stage.
    """
    rng = chance_of(seed)
    record = _Record(status.size, grain, report)
    everything = np.arange(status.size)
    part = _Part(problem, limits, everything, everything[:0], 0.0).shrink(status)
    part.offer(np.zeros(part.sites.size, bool), record)
    if part.sites.size == 0 or part.limits.n_more == 0:
        record.raise_bound(record.value)
        record.note("nothing to choose")
        return _found(record)
    built = part.problem.greedy(part.limits)
    part.offer(built, record)
    record.note("greedy")

    for level in range(_LEVELS):
        built = record.built[part.sites]
        if level == 0:
            _improve(part, built, record, rng, effort / 4)
            record.note("swaps")
        built = record.built[part.sites]
        found = _climb(part, record, part.problem.multipliers(built), effort)
        record.note("multipliers")
        if record.is_closed:
            break
        for lead in _leads(found, part.limits):
            _improve(part, lead, record, rng, effort / (1 + level))
        record.raise_bound(record.bound)
        record.note("swaps from the multipliers")
        free = np.full(part.sites.size, FREE, np.int8)
        target = record.target - part.apart
        status = decide(found, free, part.limits, target=target)
        if (status == FREE).all():
            break
        smaller = part.shrink(status)
        done = smaller.sites.size > 0.9 * part.sites.size
        part = smaller
        if part.sites.size == 0 or part.limits.n_more == 0:
            part.offer(np.zeros(part.sites.size, bool), record)
            record.raise_bound(record.value)
            break
        if done:
            break
    if not record.is_closed:
        _branch(part, record, effort)
        record.note("branches")
    return _found(record)


def _found(record: _Record) -> Found:
    return Found(record.built, record.value, record.bound, tuple(record.history))


def _climb(part: _Part, record: _Record, u: Floats, effort: float) -> Ascent:
    """Steps in proportion to people, then to the multipliers, which suits skew costs."""
    steps = int(np.clip(effort * _WORK / (3 * max(1, part.problem.n_pairs)), *_STEPS))
    free = np.full(part.sites.size, FREE, np.int8)
    scale = part.problem.weight
    for n_steps in (2 * steps // 3, steps // 3):
        found = ascend(
            part.problem,
            part.limits,
            free,
            value=record.value - part.apart,
            u=u,
            scale=scale,
            n_steps=n_steps,
            enough=record.target - part.apart,
        )
        record.raise_bound(found.bound + part.apart)
        if record.is_closed:
            break
        u, scale = found.u, found.u + 1e-3 * found.u.mean()
    return found


def _improve(
    part: _Part, built: Mask, record: _Record, rng: np.random.Generator, effort: float
) -> None:
    """Swaps and kicks from a plan, in turns, until a turn brings nothing.

    The kicks are of two sites up to a fifth of them.
    """
    passes = 2 * effort * _WORK / (_ROUND_PASSES * max(1, part.problem.n_pairs))
    rounds = int(np.clip(passes, *_ROUNDS))
    most = max(2, int(built.sum()) // 5)
    least = 1e-9 * max(1.0, abs(record.value))
    cost = np.inf
    for turn in np.array_split(np.arange(rounds), min(rounds, _TURNS)):
        kicks = rng.random((turn.size, most, 2))
        sizes = rng.integers(2, most + 1, turn.size)
        kicks[np.arange(most) >= sizes[:, None], 0] = 1.0
        built = part.problem.improve(built, part.limits, kicks, least)
        before, cost = cost, part.problem.cost(built)
        part.offer(built, record)
        if cost >= before - least:
            break


def _leads(found: Ascent, limits: Choice) -> Iterator[Mask]:
    """Plans that an ascent points to: its last choice, and the sites that stood open most."""
    yield _within(found.chosen, limits)
    yield _within(found.share, limits)


def _within(share: Floats, limits: Choice) -> Mask:
    """The sites with the largest shares that fit, one after another."""
    built = np.zeros(share.size, bool)
    money = np.inf if limits.money is None else limits.money
    n_more = share.size if limits.n_more is None else limits.n_more
    for site in np.argsort(-share, kind="stable"):
        if n_more == 0 or share[site] == 0.0:
            break
        if limits.fee[site] <= money:
            built[site] = True
            money -= limits.fee[site]
            n_more -= 1
    return built


def _branch(part: _Part, record: _Record, effort: float) -> None:
    """Take the node with the least bound, raise it, and split it at a site in doubt."""
    passes = effort * _WORK / max(1, part.problem.n_pairs)
    n_nodes = int(np.clip(passes / (4 * _NODE_STEPS), *_NODES))
    free = np.full(part.sites.size, FREE, np.int8)
    floor = record.bound - part.apart
    nodes: list[tuple[float, int, Status, Floats]] = [
        (floor, 0, free, part.problem.multipliers(record.built[part.sites]))
    ]
    made = 0
    while nodes and made < n_nodes:
        bound, _, status, u = heapq.heappop(nodes)
        record.raise_bound(bound + part.apart)
        if record.is_closed:
            break
        for child in _children(part, record, status, u, bound):
            made += 1
            heapq.heappush(nodes, (child[0], made, child[1], child[2]))
    left = min((node[0] for node in nodes), default=np.inf)
    record.raise_bound(min(record.value, left + part.apart))


def _children(
    part: _Part, record: _Record, status: Status, u: Floats, floor: float
) -> Iterator[tuple[float, Status, Floats]]:
    """Raise the bound of a node; if that does not end it, split it."""
    limits = part.limits.beside(status)
    found = ascend(
        part.problem,
        limits,
        status,
        value=record.value - part.apart,
        u=u,
        scale=part.problem.weight,
        n_steps=_NODE_STEPS,
        step=0.05,
        enough=record.target - part.apart,
    )
    for lead in (found.chosen, found.share):
        built = _complete(lead, status, limits)
        part.offer(built, record)
    target = record.target - part.apart
    bound = max(floor, found.bound)
    if bound >= target:
        return
    status = decide(found, status, limits, target=target)
    limits = part.limits.beside(status)
    open_ones = status == FREE
    if (limits.n_more is not None and limits.n_more <= 0) or not open_ones.any():
        part.offer(status == IN, record)
        return
    if limits.n_more is not None and int(open_ones.sum()) <= limits.n_more and limits.money is None:
        part.offer(status != OUT, record)
        return
    doubt = np.where(open_ones, np.abs(found.share - 0.5), np.inf)
    site = int(np.argmin(doubt))
    for value in (IN, OUT):
        below = status.copy()
        below[site] = value
        rest = part.limits.beside(below)
        if rest.money is not None and rest.money < 0:
            continue
        yield bound, below, found.u


def _complete(share: Floats, status: Status, limits: Choice) -> Mask:
    """The sites that are IN, and those of the largest shares that fit beside them."""
    free = np.where(status == FREE, share, 0.0)
    inside: Mask = status == IN
    return inside | _within(free, limits)
