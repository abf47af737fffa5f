"""Workers to workshops with several posts each: the most value in all, and what proves it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import assignment as kernels
from gongfu.match.admission_checks import Ints, rows_of, some_of

__all__: Final = ("Assignment", "Floats", "assign")

Floats = NDArray[np.float64]

_FIRST_STEP: Final = 2.0**-3  # of the largest value: how much worse than the best is good enough
_LAST_STEP: Final = 2.0**-40
_FACTOR: Final = 2.0**-4  # each round demands so much more
_TINY: Final = 1e-13  # of the largest value: differences that are rounding
_LARGE: Final = 1e100
_MOST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Who works where, what that is worth in all, and how much more anything could be.

    Attributes
    ----------
    assigned
        (n,) int64: position of the workshop, -1 for none.
    pair
        (n,) int64: which of the pairs that is, -1 for none.
    value
        The values of the pairs, and the outside options of those without one.
    dual_bound
        What no assignment surpasses: posts at their prices, and each worker's best at them.
    prices
        (m,) float64 >= 0: what a post more would bring; 0 where posts are left, and where there
        are none.  The least prices that prove the assignment the best.
    comes
        (m,) int64: who would take a post more, -1 for nobody; they leave their own post, if they
        have one, to whoever comes there.
    """

    assigned: Ints
    pair: Ints
    value: float
    dual_bound: float
    prices: Floats
    comes: Ints

    @property
    def gap(self) -> float:
        """How much more any assignment could be worth, as a share of this value; inf for 0."""
        apart = self.dual_bound - self.value
        if apart == 0.0:
            return 0.0
        return apart / abs(self.value) if self.value else float("inf")


def assign(
    tail: ArrayLike,
    head: ArrayLike,
    value: ArrayLike,
    capacity: ArrayLike,
    *,
    outside: ArrayLike = 0.0,
    n_workers: int | None = None,
) -> Assignment:
    """The assignment that is worth most, each worker having one post or none.

    Parameters
    ----------
    tail, head
        (E,) positions of worker and workshop of each pair that is possible; a pair that stands
        twice counts with its better value.
    value
        (E,) what the pair is worth; any finite number.
    capacity
        (m,) posts, whole numbers >= 0.
    outside
        What staying without a post is worth: a number, or (n,) one for each worker.
    n_workers
        n; None: one more than the largest tail, or as many as outside options.

    Returns
    -------
    Assignment
        `gap` says how good it is: but for rounding it is 0.

    Raises
    ------
    InputError
        If positions, values or posts are missing, negative or not whole; with the rows.

    Notes
    -----
    An auction with falling steps (Bertsekas 1988; Bertsekas and Castanon 1989 for posts that are
    alike; Bertsekas, Castanon and Tsaknakis 1993 for posts that stay empty), and prices by Bellman
    and Ford that prove its result, lowered as far as they go (Demange 1982).  Assignments that are
    worth the same are as good as each other; which one is found depends on the order of the pairs,
    and on nothing else.

    Examples
    --------
    >>> found = assign([0, 0, 1, 1, 2], [0, 1, 0, 1, 0], [9.0, 4, 8, 1, 3], [1, 1])
    >>> found.assigned, found.value, found.gap
    (array([ 1,  0, -1]), 12.0, 0.0)
    """
    posts = _checked_posts(capacity)
    worker, shop, worth = _checked_pairs(tail, head, value, posts.size)
    stay = _checked_outside(outside, worker, n_workers)

    gain = worth - stay[worker] if stay.any() else worth
    largest = float(gain.max(initial=0.0))
    if largest <= 0.0:
        nobody = np.full(stay.size, -1, np.int64)
        total = float(stay.sum())
        return Assignment(nobody, nobody.copy(), total, total, *_free(posts.size))
    size = int(np.frexp(largest)[1])  # a power of two changes no digit
    rows, origin = _by_worker(worker, shop, np.ldexp(gain, -size), stay.size, posts)
    columns = kernels.by_head(*rows, posts.size)
    n_steps = int(np.log(_LAST_STEP / _FIRST_STEP) / np.log(_FACTOR)) + 2
    steps = _FIRST_STEP * _FACTOR ** np.arange(n_steps)
    at, price, _ = kernels.auction(rows, columns, posts, steps, _TINY)
    price, comes = kernels.least(rows, at, posts, price)

    placed = at >= 0
    pair = np.where(placed, origin[at], -1) if at.size and origin.size else at
    assigned = np.where(placed, shop[pair], -1).astype(np.int64)
    total = float(worth[pair[placed]].sum() + stay[~placed].sum())
    bound = float(np.ldexp(kernels.bound(*rows, posts, price), size) + stay.sum())
    return Assignment(assigned, pair, total, max(bound, total), np.ldexp(price, size), comes)


def _free(m: int) -> tuple[Floats, Ints]:
    """Posts that nobody wants: their prices, and who would come."""
    return np.zeros(m), np.full(m, -1, np.int64)


def _by_worker(
    worker: Ints, shop: Ints, gain: Floats, n: int, posts: Ints
) -> tuple[tuple[Ints, NDArray[np.int32], Floats], Ints]:
    """Pairs that may be of use in the order of their workers, and which each was."""
    start, head, value, origin = kernels.by_tail(worker, shop, gain, n, posts)
    return (start, head, value), origin


def _checked_posts(capacity: ArrayLike) -> Ints:
    """Posts (m,), whole and >= 0."""
    posts = np.asarray(capacity)
    posts = posts.astype(np.int64) if posts.size == 0 else posts
    if posts.ndim != 1 or posts.dtype.kind not in "iuf":
        raise InputError(
            f"capacity must be numbers, one for each workshop; it is {posts.dtype} with shape "
            f"{posts.shape}"
        )
    bad = np.flatnonzero(~(np.isfinite(posts) & (posts >= 0) & (posts == np.floor(posts))))
    if bad.size:
        raise InputError(
            f"capacity must be whole and >= 0, and is not for workshops {some_of(bad)} (such as "
            f"{posts[bad[0]]}); count posts"
        )
    return np.ascontiguousarray(np.minimum(posts, _MOST), np.int64)


def _checked_pairs(
    tail: ArrayLike, head: ArrayLike, value: ArrayLike, m: int
) -> tuple[Ints, Ints, Floats]:
    """Positions and values (E,)."""
    ends = {"tail": np.asarray(tail), "head": np.asarray(head)}
    worth = np.asarray(value)
    shapes = {name: given.shape for name, given in (ends | {"value": worth}).items()}
    if worth.ndim != 1 or len(set(shapes.values())) != 1:
        raise InputError(
            "tail, head and value must have one entry for each pair; they have "
            + ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        )
    if worth.size > _MOST:
        raise InputError(f"{worth.size} pairs are more than {_MOST}; leave out the hopeless ones")
    for name, given in ends.items():
        if given.size and given.dtype.kind not in "iu":
            raise InputError(
                f"{name} must be positions, whole numbers; it is {given.dtype}: number the ids"
            )
    if worth.size and worth.dtype.kind not in "iufb":
        raise InputError(f"value must be numbers; it is {worth.dtype}")
    worker, shop = (np.ascontiguousarray(given, np.int64) for given in ends.values())
    for name, at, last in (("tail", worker, _MOST - 1), ("head", shop, m - 1)):
        if at.size and (at.min() < 0 or at.max() > last):
            bad = np.flatnonzero((at < 0) | (at > last))
            raise InputError(
                f"{name} must lie from 0 to {last}, and does not in {rows_of(bad)} (such as "
                f"{at[bad[0]]}); leave out pairs that are none"
            )
    worth = np.ascontiguousarray(worth, np.float64)
    if not (np.abs(worth) < _LARGE).all():
        bad = np.flatnonzero(~(np.abs(worth) < _LARGE))
        raise InputError(
            f"value is missing, infinite or huge in {rows_of(bad)}; an unknown value is not 0: "
            "find it, or leave out the pair"
        )
    return worker, shop, worth


def _checked_outside(outside: ArrayLike, worker: Ints, n_workers: int | None) -> Floats:
    """What staying is worth to each (n,)."""
    given = np.asarray(outside)
    if given.dtype.kind not in "iuf" or given.ndim > 1:
        raise InputError("outside must be a number, or one for each worker")
    least = int(worker.max(initial=-1)) + 1
    n = n_workers if n_workers is not None else (given.size if given.ndim else least)
    if n < least:
        raise InputError(
            f"tail goes up to {least - 1}, and there are {n} workers; n_workers, or outside, must "
            f"count all of them"
        )
    if given.ndim and given.size != n:
        raise InputError(f"outside must be one number for each of {n} workers; it has {given.size}")
    bad = np.flatnonzero(~(np.abs(given) < _LARGE))
    if bad.size:
        raise InputError(
            f"outside is missing, infinite or huge in {rows_of(bad)}; say what staying is worth"
        )
    return np.ascontiguousarray(np.broadcast_to(given, (n,)), np.float64)
