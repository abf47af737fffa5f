"""What a queue does to those who come: Erlang's formulas, a limited waiting room, an approximation.

Arrivals are Poisson (each comes by itself, at a steady rate), one line, first come first served.
Rates are per hour, waits in minutes.  A holiday's hours, where the rate is not steady, are in
`gongfu.plan.queue_hours`; how many servers it takes is in `gongfu.plan.sizing`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import queues as kernels

__all__ = ("ApproximateQueue", "Queue", "allen_cunneen", "erlang_b", "erlang_c", "mmck")

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MIN_PER_H = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Queue:
    """The steady state of a queue M/M/c/K, or of several side by side.

    Attributes
    ----------
    arrival_per_h, service_per_h
        Who comes, and what one server completes while busy.  Per hour.
    servers
        c.
    capacity
        K, those served and those waiting; None without a limit.
    load
        Offered load in erlangs: arrivals over the rate of one server.
    utilisation
        Share of the time a server is busy; 1 where the queue grows without end.
    lost_share
        Of all that come, who find K there and leave.
    waiting_share
        Of all that come, who enter and have to wait.
    mean_waiting
        How many wait on average; inf where the queue grows without end.
    mean_wait_min
        Of those who enter, minutes before they are served; the quick ones count as 0.

    Each is a float (or whole number) where single numbers were given, else an array of the shape
    that the inputs have together.
    """

    arrival_per_h: Floats
    service_per_h: Floats
    servers: Whole
    capacity: Whole | None
    load: Floats
    utilisation: Floats
    lost_share: Floats
    waiting_share: Floats
    mean_waiting: Floats
    mean_wait_min: Floats

    def share_within(self, wait_min: ArrayLike) -> Floats:
        """Share of all that come who are served after at most so many minutes; who is lost is not.

        Minutes >= 0, of any shape that goes with the queue's.
        """
        wait = checked(wait_min, "wait_min")
        service, load, servers, room, wait = _together(
            *map(np.asarray, (self.service_per_h, self.load, self.servers)),
            _room(self.servers, self.capacity),
            wait,
        )
        patience = wait / MIN_PER_H * service
        figures = kernels.steady(*map(np.ravel, (load, servers, room, patience)))
        within = np.maximum(1.0 - figures[0] - figures[3], 0.0)
        return _like(within, wait.shape)

    def to_frame(self) -> pd.DataFrame:
        """One row per queue, one column per attribute; no limit is a missing capacity."""
        columns = {name: np.ravel(getattr(self, name)) for name in self.__slots__}
        if self.capacity is None:
            columns["capacity"] = np.full(columns["load"].size, pd.NA)
        return pd.DataFrame(columns).astype({"capacity": "Int64"})


@dataclass(frozen=True, slots=True, eq=False)
class ApproximateQueue:
    """A queue whose times are not exponential, by an approximation.

    waiting_share is that of M/M/c; mean_wait_min the approximation; `method` names it.
    """

    servers: int
    load: float
    utilisation: float
    waiting_share: float
    mean_wait_min: float
    method: str


def erlang_b(load: ArrayLike, servers: ArrayLike) -> Floats:
    """Share of those who come that find every server busy and leave.

    Parameters
    ----------
    load
        Offered load in erlangs: arrivals per hour times hours of service.  >= 0, any shape.
    servers
        Whole numbers >= 0, of a shape that goes with `load`.

    Returns
    -------
    float or array
        0 to 1, of the shape that both have together.

    Notes
    -----
    Erlang 1917, by the recursion B(c) = a B(c-1) / (c + a B(c-1)), which neither overflows nor
    loses digits for thousands of servers.  The times of service may have any distribution.

    Examples
    --------
    >>> round(float(erlang_b(10.0, 15)), 4)
    0.0365
    """
    offered, lines = _together(checked(load, "load"), checked_whole(servers, "servers", 0))

    return _like(kernels.blocking(offered.ravel(), lines.ravel()), offered.shape)


def erlang_c(load: ArrayLike, servers: ArrayLike) -> Floats:
    """Share of those who come that have to wait, where everybody stays.

    Parameters
    ----------
    load
        Offered load in erlangs, >= 0, any shape.
    servers
        Whole numbers >= 1, of a shape that goes with `load`.

    Returns
    -------
    float or array
        0 to 1; 1 where load >= servers, because the queue grows without end.

    Notes
    -----
    Erlang 1917: C = B / (1 - (a / c) (1 - B)).

    Examples
    --------
    >>> round(float(erlang_c(2.0, 3)), 4)
    0.4444
    """
    offered, lines = _together(checked(load, "load"), checked_whole(servers, "servers", 1))

    blocked = kernels.blocking(offered.ravel(), lines.ravel()).reshape(offered.shape)
    grows = offered >= lines
    rest = 1.0 - np.where(grows, 0.0, offered / lines) * (1.0 - blocked)
    return _like(np.where(grows, 1.0, blocked / rest), offered.shape)


def mmck(
    arrival_per_h: ArrayLike,
    service_per_h: ArrayLike,
    servers: ArrayLike,
    capacity: ArrayLike | None = None,
) -> Queue:
    """The steady state of a queue with c servers and room for K.

    Parameters
    ----------
    arrival_per_h
        Who comes per hour, >= 0, any shape.
    service_per_h
        What one server completes per hour while it is busy, > 0.
    servers
        Whole numbers >= 1.
    capacity
        Room for those served and those waiting, >= servers; whoever comes when it is full leaves.
        None: everybody stays (M/M/c).

    Returns
    -------
    Queue
        Loss, waits and utilisation; `share_within` has the distribution of the wait.

    Notes
    -----
    Erlang 1917; Kleinrock 1975, section 3.8.  Both gaps and times of service are exponential; for
    steadier ones see `allen_cunneen`.  K = c is Erlang B, no limit Erlang C.

    Examples
    --------
    Two counters, 3 people an hour, 20 minutes each: one in three waits.

    >>> queue = mmck(3.0, 3.0, 2)
    >>> round(float(queue.waiting_share), 4), round(float(queue.mean_wait_min), 2)
    (0.3333, 6.67)
    """
    arrivals = checked(arrival_per_h, "arrival_per_h")
    rate = checked(service_per_h, "service_per_h", above=True)
    lines = checked_whole(servers, "servers", 1)
    whole = None if capacity is None else checked_whole(capacity, "capacity", 1)
    parts = _together(arrivals, rate, lines, lines if whole is None else whole)
    arrivals, rate, lines = parts[:3]
    room = _room(lines, None if whole is None else parts[3])
    if whole is not None and (room < 0).any():
        n_small = int((room < 0).sum())
        raise InputError(
            f"capacity is below servers in {n_small} of {room.size} queues; it counts those "
            "who are served and those who wait, so give at least the number of servers"
        )

    load = arrivals / rate
    flat = (np.ravel(load), np.ravel(lines), np.ravel(room), np.zeros(load.size))
    lost, waits, waiting, _ = (part.reshape(load.shape) for part in kernels.steady(*flat))
    entered = load * (1.0 - lost)
    wait = np.divide(waiting, entered, out=np.zeros(load.shape), where=entered > 0.0)

    return Queue(
        arrival_per_h=arrivals[()],
        service_per_h=rate[()],
        servers=lines[()],
        capacity=None if whole is None else (lines + room)[()],
        load=load[()],
        utilisation=np.minimum(entered / lines, 1.0)[()],
        lost_share=lost[()],
        waiting_share=waits[()],
        mean_waiting=waiting[()],
        mean_wait_min=(wait / rate * MIN_PER_H)[()],
    )


def allen_cunneen(
    arrival_per_h: float,
    service_per_h: float,
    servers: int,
    *,
    cv_service: float,
    cv_arrivals: float = 1.0,
) -> ApproximateQueue:
    """The mean wait where times are steadier, or wilder, than exponential: an approximation.

    Parameters
    ----------
    arrival_per_h, service_per_h, servers
        As for `mmck`, single numbers; everybody stays.
    cv_service
        Standard deviation of the time of service over its mean: 0 where all take alike, 1 where
        exponential.  >= 0.
    cv_arrivals
        The same of the gaps between arrivals; 1 for Poisson.  >= 0.

    Returns
    -------
    ApproximateQueue
        The mean wait is inf where the load is not below the servers.

    Notes
    -----
    Allen 1990: the wait of M/M/c times (cv_arrivals² + cv_service²) / 2.  Exact for one server and
    Poisson arrivals (Pollaczek 1930; Khinchin 1932) and for exponential times; else within a few
    per cent where servers are busy, and poor where they are mostly idle.
    """
    queue = mmck(float(arrival_per_h), float(service_per_h), servers)
    of_service = float(checked(cv_service, "cv_service"))
    of_arrivals = float(checked(cv_arrivals, "cv_arrivals"))
    factor = (of_arrivals**2 + of_service**2) / 2.0
    wait = float(queue.mean_wait_min)
    return ApproximateQueue(
        int(queue.servers),
        float(queue.load),
        float(queue.utilisation),
        float(queue.waiting_share),
        wait * factor if np.isfinite(wait) else wait,
        "approximation of Allen and Cunneen to G/G/c",
    )


def checked(value: ArrayLike, name: str, *, above: bool = False) -> Floats:
    """Finite numbers >= 0 (or > 0) of any shape."""
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers; it is {value!r}") from None
    good = np.isfinite(numbers) & ((numbers > 0.0) if above else (numbers >= 0.0))
    if not good.all():
        low = "> 0" if above else ">= 0"
        odd = float(numbers[~good].flat[0])
        some = f"; {(~good).sum()} of {numbers.size} are not" if numbers.size > 1 else ""
        raise InputError(f"{name} must be finite and {low}, not {odd!r}{some}; correct it")
    return numbers


def checked_whole(value: ArrayLike, name: str, low: int) -> Whole:
    """Whole numbers >= low of any shape."""
    numbers = np.asarray(value)
    good = numbers.dtype.kind in "iuf" and bool(
        (np.isfinite(numbers) & (numbers >= low) & (numbers == np.floor(numbers))).all()
    )
    if not good:
        raise InputError(f"{name} must be whole numbers of at least {low}; it is {value!r}")
    return numbers.astype(np.int64)


def _together(*parts: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """The parts in the shape that they have together."""
    try:
        return tuple(part.copy() for part in np.broadcast_arrays(*parts))
    except ValueError:
        shapes = ", ".join(str(part.shape) for part in parts)
        raise InputError(
            f"the shapes {shapes} do not go together; give single numbers, or arrays of one shape"
        ) from None


def _room(servers: Whole, capacity: Whole | None) -> Whole:
    """Places to wait; below -1 where capacity is less than the servers."""
    if capacity is None:
        return np.full(np.shape(servers), kernels.NO_LIMIT, np.int64)
    return np.asarray(capacity - servers, np.int64)


def _like(values: Floats, shape: tuple[int, ...]) -> Floats:
    """(n,) as the caller's shape; a single number as such."""
    found: Floats = np.reshape(values, shape)[()]
    return found
