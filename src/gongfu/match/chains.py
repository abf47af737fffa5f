"""Designed here, made there, sold elsewhere: chains of counties that leave the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import circulation as kernels

_DUST: Final = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The chains with the largest margin, proved, and what limits them.

    chains: one row per route of goods: a column of counties for each stage, `units` and
    `margin_yuan` (of all its units; routes share places, so they are one way to split the flow);
    places: the rows handed in with `units` and `one_more_yuan`: what one more unit of capacity
    would add; links: those used, by stage, with `units`; margin_yuan: of all; bound_yuan: nothing
    within the capacities has more.
    """

    chains: pd.DataFrame
    places: pd.DataFrame
    links: pd.DataFrame
    margin_yuan: float
    bound_yuan: float

    @property
    def proved(self) -> bool:
        """Whether no more can be had, but for rounding."""
        return self.bound_yuan - self.margin_yuan <= 1e-6 * max(1.0, abs(self.margin_yuan))


def best_chains(places: pd.DataFrame, links: pd.DataFrame, *, stages: Sequence[Any]) -> Chains:
    """The chains of counties with the largest margin within what each can do.

    Parameters
    ----------
    places
        One row per county and stage: `stage`, `county`, `capacity` (whole units that it can
        design, make or sell), `cost_yuan` for each; `price_yuan` for each unit sold, needed in
        the last stage and nowhere else.
    links
        `origin`, `destination`, `cost_yuan` for each unit moved from one stage to the next; perhaps
        `capacity` (units; NaN: as many as there are).  Within a county moving is free; a pair
        without a row cannot be.
    stages
        The stages in their order, two or more.

    Returns
    -------
    Chains
        Nothing goes where it would lose: a place may stay idle.

    Notes
    -----
    A flow of least cost over stages, solved exactly (HiGHS); with whole capacities it is whole.
    Margins are of the figures put in: they know no quality, no contract and no wage that follows.
    """
    order = list(stages)
    _check(places, links, order)
    places = places.reset_index(drop=True)
    n, level = len(places), places["stage"].map(order.index).to_numpy(int)
    counties = places["county"].to_numpy(object)

    last = level == len(order) - 1
    price = places["price_yuan"].fillna(0.0).to_numpy(float) if "price_yuan" in places else 0.0
    own = places["cost_yuan"].to_numpy(float) - np.where(last, price, 0.0)
    capacity = places["capacity"].to_numpy(float)
    move = _moves(places, links, level)
    root = 2 * n  # place p takes in at p and gives out at n + p; the root closes the circle
    first = np.flatnonzero(level == 0)
    end = np.flatnonzero(last)
    most = capacity.sum()
    tail = np.concatenate([np.arange(n), n + move["a"], np.full(first.size, root), n + end])
    head = np.concatenate([n + np.arange(n), move["b"], first, np.full(end.size, root)])
    room = np.concatenate(
        [capacity, np.minimum(move["room"], most), np.full(first.size + end.size, most)]
    )
    cost = np.concatenate([own, move["cost"], np.zeros(first.size + end.size)])
    arcs = (root + 1, tail.astype(np.int64), head.astype(np.int64), room, cost)
    flow, bound = kernels.cheapest_circulation(*arcs)
    back = kernels.residual_costs(*arcs, flow)
    at = np.arange(n)
    gain = np.maximum(-(own + back[n + at, at]), 0.0)

    moved = flow[n : n + len(move["a"])]
    used = moved > 0
    a, b = move["a"][used], move["b"][used]
    told = pd.DataFrame(
        {
            "stage": places["stage"].to_numpy(object)[a],
            "origin": counties[a],
            "destination": counties[b],
            "units": moved[used].astype(np.int64),
            "cost_yuan": move["cost"][used],
        }
    )
    routes = _routes(flow[:n].copy(), a, b, moved[used].copy(), level, own, move["cost"][used])
    chains = pd.DataFrame(
        [[*counties[list(route)], units, margin] for route, units, margin in routes],
        columns=[*map(str, order), "units", "margin_yuan"],
    )
    return Chains(
        chains.sort_values("margin_yuan", ascending=False, kind="stable", ignore_index=True),
        places.assign(
            units=flow[:n].astype(np.int64), one_more_yuan=np.where(gain <= _DUST, 0.0, gain)
        ),
        told,
        float(-(cost @ flow)),
        -bound,
    )


def _moves(places: pd.DataFrame, links: pd.DataFrame, level: NDArray[Any]) -> dict[str, Any]:
    """Which place can hand on to which, for how much: by links, and free within a county."""
    rows = places.assign(at=np.arange(len(places)), level=level)
    free = pd.DataFrame({"origin": places["county"].unique()})
    free = free.assign(destination=free["origin"], cost_yuan=0.0, capacity=np.inf)
    given = links[links["origin"] != links["destination"]]
    room = given["capacity"] if "capacity" in given else pd.Series(np.inf, given.index)
    given = given.assign(capacity=room.fillna(np.inf))[list(free.columns)]
    ways = given.astype({"cost_yuan": float, "capacity": float})
    ways = pd.concat([free, ways], ignore_index=True) if len(ways) else free
    start = rows.rename(columns={"county": "origin", "at": "a"})[["origin", "a", "level"]]
    end = rows.rename(columns={"county": "destination", "at": "b"})[["destination", "b", "level"]]
    end = end.assign(level=end["level"] - 1)
    found = start.merge(ways, on="origin").merge(end, on=["destination", "level"])
    found = found.sort_values(["a", "b"], kind="stable")
    return {
        "a": found["a"].to_numpy(np.int64),
        "b": found["b"].to_numpy(np.int64),
        "cost": found["cost_yuan"].to_numpy(float),
        "room": found["capacity"].to_numpy(float),
    }


def _routes(
    left: Floats,
    a: NDArray[Any],
    b: NDArray[Any],
    moved: Floats,
    level: NDArray[Any],
    own: Floats,
    cost: Floats,
) -> list[tuple[tuple[int, ...], int, float]]:
    """The flow split into routes from the first stage to the last: at most one for each arc."""
    found = []
    for start in np.flatnonzero((level == 0) & (left > 0)):
        while left[start] > 0:
            route, way = [int(start)], []
            while level[route[-1]] < level.max():
                arc = int(np.flatnonzero((a == route[-1]) & (moved > 0))[0])
                way.append(arc)
                route.append(int(b[arc]))
            units = min(left[route].min(), moved[way].min())
            left[route] -= units
            moved[way] -= units
            margin = -units * (own[route].sum() + cost[way].sum())
            found.append((tuple(route), int(units), float(margin)))
    return found


def _check(places: pd.DataFrame, links: pd.DataFrame, order: list[Any]) -> None:
    """Raise an InputError with every fault of the lists."""
    faults = []
    for name, frame, needed in (
        ("places", places, ("stage", "county", "capacity", "cost_yuan")),
        ("links", links, ("origin", "destination", "cost_yuan")),
    ):
        lost = [column for column in needed if column not in frame]
        if lost:
            faults.append(f"{name}: no column {', '.join(map(repr, lost))}; add it")
    if len(order) < 2 or len(set(order)) < len(order):
        faults.append(f"stages are {order!r}; name two or more, each once, in their order")
    if faults:
        raise InputError("; ".join(faults))
    odd = ~places["stage"].isin(order)
    if odd.any():
        faults.append(
            f"places: {int(odd.sum())} rows have a stage that is none, such as "
            f"{places.loc[odd, 'stage'].iloc[0]!r}; stages are {', '.join(map(str, order))}"
        )
    lost = [stage for stage in order if stage not in set(places["stage"])]
    if lost:
        faults.append(f"places: nobody does {lost[0]!r}; add a county that does")
    if places.duplicated(["stage", "county"]).any():
        row = places[places.duplicated(["stage", "county"])].iloc[0]
        faults.append(
            f"places: {row['county']!r} stands twice for {row['stage']!r}; sum its capacity"
        )
    if links.duplicated(["origin", "destination"]).any():
        row = links[links.duplicated(["origin", "destination"])].iloc[0]
        faults.append(f"links: {row['origin']!r} to {row['destination']!r} stands twice; leave one")
    number = places["capacity"]
    bad = ~(number.ge(0) & number.lt(np.inf) & (number.round() == number))
    if bad.any():
        faults.append(
            f"places: capacity must be whole units of at least 0; {int(bad.sum())} rows have "
            f"others, such as {places.loc[bad, 'county'].iloc[0]!r}; count in smaller units"
        )
    if "capacity" in links:
        room = links["capacity"]
        bad = room.notna() & ~(room.ge(0) & ((room.round() == room) | np.isinf(room)))
        if bad.any():
            faults.append(
                f"links: capacity must be whole units of at least 0; {int(bad.sum())} rows have "
                "others; correct them, or leave them empty for no limit"
            )
    for name, frame in (("places", places), ("links", links)):
        lost_cost = ~np.isfinite(frame["cost_yuan"].astype(float))
        if lost_cost.any():
            faults.append(f"{name}: cost_yuan is missing in {int(lost_cost.sum())} rows; fill it")
    final = places["stage"] == order[-1]
    price = places.get("price_yuan", pd.Series(np.nan, places.index))
    if price[final].isna().any():
        faults.append(
            f"places: price_yuan is missing in {int(price[final].isna().sum())} rows of "
            f"{order[-1]!r}, the last stage; fill it"
        )
    if price[~final].notna().any():
        faults.append(
            f"places: price_yuan stands in {int(price[~final].notna().sum())} rows before the last "
            "stage; only what is sold there has a price"
        )
    if faults:
        raise InputError("; ".join(faults))
