"""What an admission is given, checked once: lists, points, seats, groups, and a strict order."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.kernels import admission as kernels

Ints = NDArray[np.int64]

_SHOWN: Final = 5
_BITS: Final = 62
_WRONG: Final = {
    kernels.UNKNOWN: "names a school that is none; schools are 0 to {last}, and -1 ends a list",
    kernels.HOLE: "names a school after the end of the list; put -1 only at the end",
    kernels.TWICE: "names a school twice; keep the first",
}


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Seats that are kept for groups of pupils, and how many each may have.

    Attributes
    ----------
    group
        (n,) whole numbers: the group of each pupil, 0 to T - 1.
    reserves
        (m, T) seats kept for the group while its pupils ask for them: a soft floor.  None: none.
    ceilings
        (m, T) the most that pupils of a group may have.  None: no ceiling.
    """

    group: ArrayLike
    reserves: ArrayLike | None = None
    ceilings: ArrayLike | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Groups in whole numbers: group (n,), reserves (m, T) and ceilings (m, T)."""

    group: Ints
    reserves: Ints
    ceilings: Ints

    @property
    def are_plain(self) -> bool:
        """Whether all pupils are alike."""
        return self.reserves.shape[1] == 1 and not self.reserves.any()

    def with_seats(self, seats: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """The last arguments of the kernels."""
        return self.group, seats, self.reserves, self.ceilings


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Who comes before whom at a school: key = value * 2 ** bits + tie, the greater first.

    levels: the points that each value stands for, None if they are the same.
    """

    value: Ints
    tie: Ints
    bits: int
    levels: Ints | None

    def points_of(self, bar: Ints) -> Ints:
        """The points in bars; OPEN and CLOSED as they are."""
        is_key = (bar != kernels.OPEN) & (bar != kernels.CLOSED)
        value = np.where(is_key, bar, 0) >> self.bits
        points = value if self.levels is None else self.levels[value]
        found: Ints = np.where(is_key, points, bar)
        return found


def checked_choices(choices: ArrayLike, n_schools: int) -> NDArray[Any]:
    """Lists (n, K) of whole numbers, each school at most once, -1 only at the end."""
    choice = np.ascontiguousarray(choices)
    if choice.size == 0:
        choice = choice.reshape(choice.shape if choice.ndim == 2 else (0, 1)).astype(np.int64)
    if choice.ndim != 2 or choice.dtype.kind not in "iu":
        raise InputError(
            f"choices must be whole numbers with two axes, pupils and ranks; they are "
            f"{choice.dtype} with shape {choice.shape}"
        )
    if choice.dtype not in (np.dtype(np.int32), np.dtype(np.int64)):
        choice = choice.astype(np.int64)
    fault = kernels.faults(choice, n_schools)
    faults = [
        f"{rows_of(np.flatnonzero(fault == code))} {words.format(last=n_schools - 1)}"
        for code, words in _WRONG.items()
        if (fault == code).any()
    ]
    if faults:
        raise InputError("choices: " + "; ".join(faults))
    return choice


def checked_points(points: ArrayLike, choice: NDArray[Any]) -> Ints:
    """Points (n, K), whole and >= 0 wherever a school is named, 0 elsewhere."""
    value = np.asarray(points)
    if value.size == 0:
        value = value.reshape(choice.shape) if choice.size == 0 else value
    if value.shape != choice.shape or value.dtype.kind not in "iuf":
        raise InputError(
            f"points must be numbers for each choice, of shape {choice.shape}; they are "
            f"{value.dtype} with shape {value.shape}"
        )
    named = choice >= 0
    if value.dtype.kind == "f":
        missing = np.flatnonzero((~np.isfinite(value) & named).any(axis=1))
        if missing.size:
            raise InputError(
                f"points are missing in {rows_of(missing)}; unknown points are not 0: find them, "
                "or take the choice off the list"
            )
        value = np.where(named, value, 0.0)
        broken = np.flatnonzero((value != np.floor(value)).any(axis=1))
        if broken.size:
            raise InputError(
                f"points must be whole, and are not in {rows_of(broken)}; count in hundredths, or "
                "whatever makes them whole"
            )
    whole = np.ascontiguousarray(value, np.int64)
    if whole.min(initial=0) < 0:
        below = np.flatnonzero(((whole < 0) & named).any(axis=1))
        if below.size:
            raise InputError(
                f"points must be >= 0, and are not in {rows_of(below)}; if deductions lead below "
                "0, add the same number to the points of all"
            )
        whole = np.where(named, whole, 0)
    return whole


def checked_seats(capacity: ArrayLike, name: str = "capacity") -> Ints:
    """Seats (m,), whole and >= 0."""
    seats = np.asarray(capacity)
    if seats.ndim != 1 or seats.dtype.kind not in "iuf":
        raise InputError(f"{name} must be numbers, one for each school; it has {seats.shape}")
    bad = np.flatnonzero(~(np.isfinite(seats) & (seats >= 0) & (seats == np.floor(seats))))
    if bad.size:
        raise InputError(
            f"{name} must be whole and >= 0, and is not for schools {some_of(bad)} (such as "
            f"{seats[bad[0]]})"
        )
    fitting: Ints = np.minimum(seats, np.int64(2**31)).astype(np.int64)
    return fitting


def checked_groups(groups: Groups | None, n: int, seats: Ints) -> Sides:
    """Groups that a school can serve: reserves within ceilings, and together within its seats."""
    m = seats.size
    if groups is None:
        return Sides(np.zeros(n, np.int64), np.zeros((m, 1), np.int64), seats.reshape(m, 1))
    group = np.asarray(groups.group)
    if group.shape != (n,) or group.dtype.kind not in "iu" or group.min(initial=0) < 0:
        raise InputError(f"group must be whole numbers >= 0 for each of {n} pupils")
    given = [np.asarray(one) for one in (groups.reserves, groups.ceilings) if one is not None]
    width = given[0].shape[-1] if given else int(group.max(initial=0)) + 1
    if any(one.shape != (m, width) for one in given) or group.max(initial=0) >= width:
        raise InputError(
            f"reserves and ceilings must have a row for each of {m} schools and a column for each "
            f"group; groups go up to {group.max(initial=0)}"
        )
    ceilings = np.repeat(seats.reshape(m, 1), width, axis=1)
    if groups.ceilings is not None:
        ceilings = np.minimum(ceilings, _table(groups.ceilings, "ceilings"))
    reserves = np.zeros((m, width), np.int64)
    if groups.reserves is not None:
        reserves = _table(groups.reserves, "reserves")
    wide = np.flatnonzero((reserves > ceilings).any(axis=1))
    if wide.size:
        raise InfeasibleError(
            f"schools {some_of(wide)} reserve more seats for a group than it may have; lower the "
            "reserve, or raise the ceiling or the seats"
        )
    many = np.flatnonzero(reserves.sum(axis=1) > seats)
    if many.size:
        raise InfeasibleError(
            f"schools {some_of(many)} reserve more seats than they have; lower the reserves"
        )
    return Sides(np.ascontiguousarray(group, np.int64), reserves, np.ascontiguousarray(ceilings))


def order_by_lots(value: Ints, lots: ArrayLike, choice: NDArray[Any]) -> Order:
    """Points first, then the lower lot."""
    number = np.asarray(lots)
    n = choice.shape[0]
    number = number.reshape(n, 1) if number.shape == (n,) else number
    if number.dtype.kind not in "iu" or number.shape not in ((n, 1), choice.shape):
        raise InputError(
            f"lots must be whole numbers, one for each of {n} pupils or for each of their choices; "
            f"they are {number.dtype} with shape {number.shape}"
        )
    rank = np.argsort(number, axis=None, kind="stable")
    in_order = number.ravel()[rank]
    named = (choice >= 0).ravel()[rank] if number.shape[1] > 1 else np.ones(n, bool)
    again = np.flatnonzero((in_order[1:] == in_order[:-1]) & named[1:] & named[:-1])
    if again.size:
        raise InputError(
            f"lots must be distinct, and {again.size} are not, such as {in_order[again[0]]}; draw "
            "again"
        )
    return _order(value, rank, number.shape)


def order_drawn(
    value: Ints, choice: NDArray[Any], n_schools: int, *, seed: int | None, each_school: bool
) -> Order:
    """Points first, then a lottery; without a seed, no two may have the same points."""
    n = choice.shape[0]
    if seed is None:
        _check_untied(value, choice)
        return _order(value, np.arange(n), (n, 1))
    if not 0 <= seed < 2**63:
        raise InputError(f"lottery_seed must be a whole number from 0 to 2^63 - 1; it is {seed!r}")
    if not each_school:
        lots = kernels.mix(seed, np.arange(n))
        return _order(value, kernels.drawn(lots), (n, 1))
    at = np.arange(n)[:, None] * np.int64(n_schools) + choice
    lots = np.where(choice >= 0, kernels.mix(seed, at.ravel()).reshape(choice.shape), 2**63 - 1)
    return _order(value, np.argsort(lots, axis=None, kind="stable"), choice.shape)


def order_of_points(value: Ints) -> Order:
    """Points alone: equal points are equal."""
    return Order(value, np.zeros((value.shape[0], 1), np.int64), 0, None)


def _order(value: Ints, rank: NDArray[np.int64], shape: tuple[int, ...]) -> Order:
    """A strict order from places in a lottery, the first drawn first; values made to fit."""
    tie = np.empty(rank.size, np.int64)
    tie[rank] = np.arange(rank.size - 1, -1, -1)
    bits = max(1, int(rank.size - 1).bit_length()) if rank.size else 1
    levels = None
    if value.max(initial=0) >> (_BITS - bits) > 0:
        levels, value = np.unique(value, return_inverse=True)
        value = np.ascontiguousarray(value.reshape(-1, value.shape[-1]), np.int64)
    return Order(value, tie.reshape(shape), bits, levels)


def _check_untied(value: Ints, choice: NDArray[Any]) -> None:
    """No two pupils may have the same points at a school."""
    pupil, at = np.nonzero(choice >= 0)
    school, points = choice[pupil, at], value[pupil, at]
    order = np.lexsort((points, school))
    same = (school[order][1:] == school[order][:-1]) & (points[order][1:] == points[order][:-1])
    if same.any():
        twice = np.unique(pupil[order][1:][same])
        raise InputError(
            f"{rows_of(twice)} have as many points as another pupil at the same school; publish a "
            "lottery_seed, or give lots"
        )


def _table(given: ArrayLike, name: str) -> Ints:
    table = np.asarray(given)
    if table.dtype.kind not in "iu" or table.min(initial=0) < 0:
        raise InputError(f"{name} must be whole numbers >= 0")
    return np.ascontiguousarray(table, np.int64)


def rows_of(rows: NDArray[Any]) -> str:
    """Rows in words: how many, and the first of them."""
    return f"{rows.size} rows such as {some_of(rows)}" if rows.size > 1 else f"row {rows[0]}"


def some_of(positions: NDArray[Any]) -> str:
    """The first positions, and how many more there are."""
    shown = ", ".join(str(int(at)) for at in positions[:_SHOWN])
    return shown if len(positions) <= _SHOWN else f"{shown} and {len(positions) - _SHOWN} more"
