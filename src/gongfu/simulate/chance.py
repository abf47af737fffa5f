"""Chance that can be repeated: one stream per place and purpose, and exact sharing out."""

import zlib

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, code: str, purpose: str) -> np.random.Generator:
    """The random numbers of one place for one purpose.

    Streams are keyed by the place's code, so that adding a place changes no other.
    """
    key = (zlib.crc32(code.encode()), zlib.crc32(purpose.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def share_out(total: int, weights: NDArray[np.float64], *, least: int = 0) -> NDArray[np.int64]:
    """`total` split into whole numbers in proportion to `weights`, exactly summing to it.

    Largest remainders (Hamilton's method); ties go to the earlier one.  Everybody gets at least
    `least`, or an equal share where the total is too small for that.

    >>> share_out(10, np.array([1.0, 1.0, 2.0])).tolist()
    [3, 2, 5]
    """
    if weights.size == 0:
        return np.zeros(0, np.int64)
    least = min(least, total // weights.size)
    rest = total - least * weights.size
    exact = rest * (weights / weights.sum())
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: rest - whole.sum()]] += 1
    return whole + least


def in_weighted_order(rng: np.random.Generator, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """All positions in a random order, heavier ones likely first.

    Sampling without replacement by exponential keys (Efraimidis & Spirakis 2006).
    """
    return np.argsort(rng.standard_exponential(weights.size) / weights, kind="stable")
