"""How many servers it takes so that few wait long: chargers, counters, beds.

`servers_needed` answers for a steady rate of arrivals; `gongfu.plan.queue_hours` for a day whose
hours differ; `gongfu.plan.places` for places of a service that are not queued for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.queues import MIN_PER_H, Queue, checked, checked_whole, mmck

__all__ = ("ServersNeeded", "servers_needed")


@dataclass(frozen=True, slots=True, eq=False)
class ServersNeeded:
    """The fewest servers that keep a promise, and what one fewer would do.

    Attributes
    ----------
    servers
        The fewest.
    wait_min, share
        The promise: at least this share of all that come waits at most so many minutes.
    share_in_time, share_in_time_one_fewer
        What is kept of it; the second is NaN where one server is enough.
    queue, one_fewer
        All figures of both; the second is None where one server is enough.
    """

    servers: int
    wait_min: float
    share: float
    share_in_time: float
    share_in_time_one_fewer: float
    queue: Queue
    one_fewer: Queue | None

    def to_frame(self) -> pd.DataFrame:
        """One row for the fewest, one for one fewer: the figures, and `share_in_time`."""
        rows = [self.queue.to_frame().assign(share_in_time=self.share_in_time)]
        if self.one_fewer is not None:
            rows += [self.one_fewer.to_frame().assign(share_in_time=self.share_in_time_one_fewer)]
        return pd.concat(rows, ignore_index=True)


def servers_needed(
    arrivals_per_h: float,
    service_min: float,
    *,
    wait_min: float = 10.0,
    share: float = 0.9,
    capacity: int | None = None,
) -> ServersNeeded:
    """The fewest servers with which at least a share of all that come waits at most so long.

    Parameters
    ----------
    arrivals_per_h
        Who comes per hour, > 0.
    service_min
        Minutes that one is served, on average, > 0.
    wait_min
        The longest wait that counts as in time, >= 0; exactly this is in time.
    share
        The share that is to be in time, between 0 and 1, both excluded.
    capacity
        Room for those served and those waiting; who comes when it is full leaves, and is not in
        time.  None: everybody stays.

    Returns
    -------
    ServersNeeded
        With one server fewer the promise is broken.

    Raises
    ------
    InfeasibleError
        The room is too small: even a server at each place would lose too many.

    Notes
    -----
    M/M/c/K (Erlang 1917).  The share in time rises with every server, so that halving finds the
    fewest.  If times of service are steadier than exponential the truth is a little better.

    Examples
    --------
    >>> servers_needed(40.0, 45.0).servers
    35
    """
    arrivals, service = checked_promise(arrivals_per_h, service_min, wait_min, share)
    most = None if capacity is None else int(checked_whole(capacity, "capacity", 1))

    def in_time(servers: int) -> bool:
        queue = mmck(arrivals, MIN_PER_H / service, servers, most)
        return bool(queue.share_within(wait_min) >= share)

    if most is not None and not in_time(most):
        kept = float(mmck(arrivals, MIN_PER_H / service, most, most).share_within(wait_min))
        raise InfeasibleError(
            f"capacity {most} is too small: even with a server at each place only {kept:.1%} are "
            f"served within {wait_min:g} minutes, and {share:.1%} are asked for; make more room, "
            "or ask for less"
        )
    servers = fewest(in_time, most)

    queue = mmck(arrivals, MIN_PER_H / service, servers, most)
    fewer = mmck(arrivals, MIN_PER_H / service, servers - 1, most) if servers > 1 else None
    return ServersNeeded(
        servers,
        float(wait_min),
        float(share),
        float(queue.share_within(wait_min)),
        float("nan") if fewer is None else float(fewer.share_within(wait_min)),
        queue,
        fewer,
    )


def checked_promise(
    arrivals_per_h: float, service_min: float, wait_min: float, share: float
) -> tuple[float, float]:
    """Arrivals and minutes of service as single numbers; the promise can be kept by somebody."""
    arrivals = checked(arrivals_per_h, "arrivals_per_h", above=True)
    service = checked(service_min, "service_min", above=True)
    for value, name in ((arrivals, "arrivals_per_h"), (service, "service_min")):
        if value.ndim:
            raise InputError(f"{name} must be one number, and has shape {value.shape}")
    checked(wait_min, "wait_min")
    if not 0.0 < share < 1.0:
        raise InputError(
            f"share must be between 0 and 1, both excluded, not {share!r}: no finite number of "
            "servers promises everybody; for 90% give 0.9"
        )
    return float(arrivals), float(service)


def fewest(enough: Callable[[int], bool], most: int | None = None) -> int:
    """The least whole number >= 1 that is enough, where every larger one is, as `most` is."""
    high = most
    low = 0  # not enough
    if high is None:
        high = 1
        while not enough(high):
            low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high
