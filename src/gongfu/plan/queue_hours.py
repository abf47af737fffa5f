"""A day whose hours differ: what the queue of one hour leaves to the next.

The formulas of a steady state ask an hour as if it had lasted for ever.  Where a rush ends before
the queue has grown they promise too little; after a rush, where the queue still stands, too much.
So the day is followed minute by minute as well, and every hour says whether the formula held.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.kernels import queues as kernels
from gongfu.plan.queues import MIN_PER_H, checked, checked_whole, mmck
from gongfu.plan.sizing import checked_promise, fewest

__all__ = ("DayQueue", "ServersForDay", "queue_by_hour", "servers_for_day")

TOLERANCE: Final = 0.01  # of the share in time: what a formula may be off and still be said to hold
_NEGLIGIBLE: Final = 1e-10
HOLDS, HOPEFUL, GLOOMY = "holds", "too hopeful", "too gloomy"
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class DayQueue:
    """A day with so many servers, hour by hour.

    Attributes
    ----------
    hours
        One row per hour, as from `queue_by_hour`.
    servers, capacity, service_min, wait_min
        As given.
    share_in_time
        Of all that come in the day, who are served within `wait_min`.
    lost_share
        Of all that come in the day, who find no room.
    """

    hours: pd.DataFrame
    servers: int
    capacity: int | None
    service_min: float
    wait_min: float
    share_in_time: float
    lost_share: float

    @property
    def misjudged(self) -> pd.DataFrame:
        """The hours in which the formula of the steady state is more than a point off."""
        return self.hours[self.hours["steady_state"] != HOLDS]

    @property
    def note_en(self) -> str:
        """In how many hours the steady state misleads, and which way."""
        counts = self.hours["steady_state"].value_counts()
        n, hopeful, gloomy = (len(self.hours), counts.get(HOPEFUL, 0), counts.get(GLOOMY, 0))
        if hopeful + gloomy == 0:
            return f"The steady state holds in all {n} hours, to one percentage point."
        return (
            f"The steady state misleads in {hopeful + gloomy} of {n} hours: it is too hopeful in "
            f"{hopeful}, which inherit a queue, and too gloomy in {gloomy}, which end before the "
            "queue has grown."
        )

    @property
    def note_zh(self) -> str:
        """The same in Chinese."""
        counts = self.hours["steady_state"].value_counts()
        n, hopeful, gloomy = (len(self.hours), counts.get(HOPEFUL, 0), counts.get(GLOOMY, 0))
        if hopeful + gloomy == 0:
            return f"全部{n}个小时稳态公式均成立(误差不超过1个百分点)。"
        return (
            f"{n}个小时中有{hopeful + gloomy}个小时稳态公式失准:{hopeful}个小时过于乐观"
            f"(承接了前面的排队),{gloomy}个小时过于悲观(排队尚未形成该小时已结束)。"
        )


@dataclass(frozen=True, slots=True, eq=False)
class ServersForDay:
    """The fewest servers for a day, by three readings of the promise.

    Attributes
    ----------
    servers
        So that the share holds for all who come in the day.
    servers_every_hour
        So that it holds in each hour for itself.
    servers_steady
        What the formula of the steady state asks for in the busiest hour; missing (None) where the
        room is too small for it.
    day, day_every_hour
        The day with each of the first two.
    """

    servers: int
    servers_every_hour: int
    servers_steady: int | None
    day: DayQueue
    day_every_hour: DayQueue


def queue_by_hour(
    arrivals_per_h: pd.Series,
    service_min: float,
    servers: int,
    *,
    wait_min: float = 10.0,
    capacity: int | None = None,
) -> DayQueue:
    """Waits and losses of every hour of a day, with what the hours before have left.

    Parameters
    ----------
    arrivals_per_h
        One number per hour in order, >= 0, not all 0; the index names the hours, each once.
        The day starts with nobody there.
    service_min
        Minutes that one is served, on average, > 0.
    servers
        The same all day, >= 1.
    wait_min
        The longest wait that counts as in time, >= 0.
    capacity
        Room for those served and those waiting, >= servers; None: everybody stays.

    Returns
    -------
    DayQueue
        `hours` has `hour`, `arrivals_per_h`, `load`, `share_in_time`, `mean_wait_min` (of those who
        enter), `lost_share`, `waiting_at_end` (people), `steady_share_in_time`,
        `steady_wait_min` (inf where the queue would grow without end) and `steady_state`: "holds",
        "too hopeful" or "too gloomy", by more than a point of the share in time.  Shares and waits
        are those of the people who come within the hour, whenever they are served; NaN where
        nobody comes.

    Notes
    -----
    The chances of each number of people in the system follow the birth-death equations of
    M(t)/M/c/K, exactly for rates that are steady within the hour, by uniformisation (Jensen 1953;
    Grassmann 1977).  Poisson arrivals see the mean of the hour (Wolff 1982).
    """
    rates, hours, service, lines, room = _checked_day(
        arrivals_per_h, service_min, servers, wait_min, capacity
    )

    load = rates * service / MIN_PER_H
    size = room + 1 if room is not None else _enough_states(load, lines, service)
    while True:
        found = _follow(load, lines, size, service, wait_min)
        if room is not None or found[3].max() < _NEGLIGIBLE:
            break
        size *= 2
    in_time, wait, waiting, full = found
    lost = full if room is not None else np.zeros(load.size)

    steady = mmck(rates, MIN_PER_H / service, lines, room)
    formula = np.asarray(steady.share_within(wait_min))
    apart = formula - in_time
    verdict = np.where(apart > TOLERANCE, HOPEFUL, np.where(apart < -TOLERANCE, GLOOMY, HOLDS))
    nobody = rates == 0.0
    table = pd.DataFrame(
        {
            "hour": hours,
            "arrivals_per_h": rates,
            "load": load,
            "share_in_time": np.where(nobody, np.nan, in_time),
            "mean_wait_min": np.where(nobody, np.nan, wait),
            "lost_share": np.where(nobody, np.nan, lost),
            "waiting_at_end": waiting,
            "steady_share_in_time": np.where(nobody, np.nan, formula),
            "steady_wait_min": np.where(nobody, np.nan, steady.mean_wait_min),
            "steady_state": np.where(nobody, HOLDS, verdict),
        }
    )
    whole = rates.sum()
    return DayQueue(
        table,
        lines,
        room,
        service,
        float(wait_min),
        float(in_time @ rates / whole),
        float(lost @ rates / whole),
    )


def servers_for_day(
    arrivals_per_h: pd.Series,
    service_min: float,
    *,
    wait_min: float = 10.0,
    share: float = 0.9,
    capacity: int | None = None,
) -> ServersForDay:
    """The fewest servers with which at least a share of a day's people waits at most so long.

    Parameters
    ----------
    arrivals_per_h, service_min, wait_min, capacity
        As for `queue_by_hour`.
    share
        The share that is to be in time, between 0 and 1, both excluded.

    Returns
    -------
    ServersForDay
        For the day as a whole, for every hour by itself, and by the formula of the busiest hour,
        which is never fewer than either: a day that starts empty is never worse than its rush
        without end.

    Raises
    ------
    InfeasibleError
        The room is too small: even a server at each place would lose too many.
    """
    rates, _, service, _, room = _checked_day(arrivals_per_h, service_min, 1, wait_min, capacity)
    busiest = float(rates.max())
    checked_promise(busiest, service, wait_min, share)

    def day(servers: int) -> DayQueue:
        return queue_by_hour(
            arrivals_per_h, service_min, servers, wait_min=wait_min, capacity=capacity
        )

    def steady(servers: int) -> bool:
        queue = mmck(busiest, MIN_PER_H / service, servers, room)
        return bool(queue.share_within(wait_min) >= share)

    def for_all(servers: int) -> bool:
        return day(servers).share_in_time >= share

    def for_each(servers: int) -> bool:
        return bool(day(servers).hours["share_in_time"].min() >= share)  # empty hours are NaN

    formula = None if room is not None and not steady(room) else fewest(steady, room)
    most = formula if formula is not None else room
    if most is not None and formula is None and not for_each(most):
        raise InfeasibleError(
            f"capacity {room} is too small: even with a server at each place there is an hour in "
            f"which fewer than {share:.1%} are served within {wait_min:g} minutes; make more room, "
            "or ask for less"
        )
    each = fewest(for_each, most)
    whole = fewest(for_all, each)
    return ServersForDay(whole, each, formula, day(whole), day(each))


def _checked_day(
    arrivals_per_h: pd.Series,
    service_min: float,
    servers: int,
    wait_min: float,
    capacity: int | None,
) -> tuple[NDArray[np.float64], pd.Index, float, int, int | None]:
    if not isinstance(arrivals_per_h, pd.Series):
        raise InputError(
            "arrivals_per_h must be a Series, one number per hour, whose index names the hours; "
            f"it is {type(arrivals_per_h).__name__}"
        )
    hours = arrivals_per_h.index
    if twice := hours[hours.duplicated()].tolist():
        raise InputError(
            f"arrivals_per_h: the hour {twice[0]!r} is given twice; add them up, or "
            "name the day as well"
        )
    rates = arrivals_per_h.to_numpy(float, na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(rates) & (rates >= 0.0)))
    if bad.size:
        some = ", ".join(map(repr, hours[bad[:_SHOWN]].tolist()))
        raise InputError(
            f"arrivals_per_h must be finite and >= 0, and is not in {bad.size} hours such as "
            f"{some}; give 0 where nobody comes"
        )
    if rates.sum() == 0.0:
        raise InputError("arrivals_per_h: nobody comes in any hour; give who comes")
    service = float(checked(service_min, "service_min", above=True))
    checked(wait_min, "wait_min")
    lines = int(checked_whole(servers, "servers", 1))
    room = None if capacity is None else int(checked_whole(capacity, "capacity", 1))
    if room is not None and room < lines:
        raise InputError(
            f"capacity {room} is below the {lines} servers; it counts those who are served and "
            "those who wait"
        )
    return rates, hours, service, lines, room


def _enough_states(load: NDArray[np.float64], servers: int, service_min: float) -> int:
    """So many that the queue hardly ever reaches the last, by the flow and some deviations."""
    per_h = MIN_PER_H / service_min
    standing, most = 0.0, 0.0
    for offered in load:
        standing = max(0.0, standing + (offered - servers) * per_h)
        most = max(most, standing)
    spread = float(np.sqrt(load.sum() * per_h))
    return int(servers + most + 8.0 * spread) + 50


def _follow(
    load: NDArray[np.float64], servers: int, size: int, service_min: float, wait_min: float
) -> tuple[NDArray[np.float64], ...]:
    """Share in time, mean wait, waiting at the end, chance to find the last state, per hour."""
    state = np.arange(size)
    late = kernels.waits_longer(size, servers, wait_min / service_min)
    wait = np.maximum(state - servers + 1, 0) / servers * service_min
    now = (state == 0).astype(float)
    rows = np.empty((4, load.size))
    for hour, arrivals in enumerate(load):
        now, spent = kernels.move(now, arrivals, servers, MIN_PER_H / service_min)
        full = spent[-1]
        entered = 1.0 - full
        rows[0, hour] = max(1.0 - spent @ late, 0.0)
        rows[1, hour] = spent[:-1] @ wait[:-1] / entered if entered > 0.0 else np.nan
        rows[2, hour] = now @ np.maximum(state - servers, 0)
        rows[3, hour] = full
    return tuple(rows)
