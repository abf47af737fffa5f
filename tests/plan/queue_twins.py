"""Queues done slowly: exact fractions, the equations of the chain, and people one by one."""

import heapq
from fractions import Fraction
from math import factorial

import numpy as np
from scipy.stats import gamma


def erlang_b(load: Fraction, servers: int) -> Fraction:
    """The definition, in fractions."""
    terms = [load**k / factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


def generator(arrivals: float, service: float, servers: int, capacity: int) -> np.ndarray:
    """Rates of M/M/c/K between 0 ... K in the system."""
    rates = np.zeros((capacity + 1, capacity + 1))
    for n in range(capacity):
        rates[n, n + 1] = arrivals
        rates[n + 1, n] = min(n + 1, servers) * service
    return rates - np.diag(rates.sum(axis=1))


def steady(rates: np.ndarray) -> np.ndarray:
    """The chances that the rates leave as they are."""
    system = np.vstack([rates.T, np.ones(len(rates))])
    return np.linalg.lstsq(system, np.append(np.zeros(len(rates)), 1.0), rcond=None)[0]


def share_within(chances: np.ndarray, service: float, servers: int, wait: float) -> float:
    """Served within the wait: n in the system leave n - c + 1 ends of service to wait for."""
    ahead = np.arange(len(chances) - 1) - servers + 1
    waits = gamma.cdf(wait, np.maximum(ahead, 1), scale=1 / servers / service)
    return float(chances[:-1] @ np.where(ahead <= 0, 1.0, waits))


def simulate(arrivals_at, times, servers: int, capacity: float = np.inf):
    """Wait of each, NaN if turned away: a heap of free servers, a heap of who is inside."""
    free, inside, waits = [0.0] * servers, [], []
    for at, time in zip(arrivals_at, times, strict=True):
        while inside and inside[0] <= at:
            heapq.heappop(inside)
        if len(inside) >= capacity:
            waits.append(np.nan)
            continue
        start = max(at, heapq.heappop(free))
        heapq.heappush(free, start + time)
        heapq.heappush(inside, start + time)
        waits.append(start - at)
    return np.array(waits)
