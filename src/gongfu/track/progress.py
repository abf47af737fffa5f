"""How far promises are kept, counted from facts: one row per deliverable, millions at once.

D deliverables, F facts, G groups, M months.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

QUANTITY_LEAST: Final = 1e-3
QUANTITY_MOST: Final = 1e9

MILLIONTHS: Final = 1e6  # sums are exact in millionths of a unit
ROUNDING: Final = 10  # millionths: three thirds are a whole
_SUM_MOST: Final = 9e12  # units that a column may hold, so that sums stay within 64 bits


@dataclass(frozen=True, slots=True, eq=False)
class Promises:
    """What was promised: start_on (D,) and due_on (D,) days, quantity (D,) 0.001 to 1e9."""

    start_on: Days
    due_on: Days
    quantity: Floats

    def __post_init__(self) -> None:
        _same_length("promises", self.start_on, self.due_on, self.quantity)
        _are_days("promises", self.start_on, self.due_on)
        _refuse("promises", self.due_on <= self.start_on, "are due on or before their first day")
        fit = (self.quantity >= QUANTITY_LEAST) & (self.quantity <= QUANTITY_MOST)
        _refuse("promises", ~fit, f"have a quantity not in {QUANTITY_LEAST:g} to {QUANTITY_MOST:g}")


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is proved: at (F,) positions of deliverables, on (F,) days, quantity (F,) more."""

    at: Ints
    on: Days
    quantity: Floats

    def __post_init__(self) -> None:
        _same_length("facts", self.at, self.on, self.quantity)
        _are_days("facts", self.on)
        if self.at.dtype.kind != "i":
            raise InputError(f"facts: at are positions, whole numbers, not {self.at.dtype}")
        fit = np.abs(self.quantity) <= QUANTITY_MOST
        _refuse("facts", ~fit, f"have a quantity that is no number up to {QUANTITY_MOST:g}")
        if np.abs(self.quantity).sum() > _SUM_MOST:
            raise InputError(f"facts add up to more than {_SUM_MOST:g}; count in a larger unit")


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Where deliverables stand on a day; all (D,).

    done: proved so far, in the deliverable's unit.  share: of the quantity, 0 to 1.
    delivered_on: the day from which the whole quantity is proved, NaT before.
    begun, delivered, late, at_risk: bool.  `late`: not delivered, and past its last day.
    `at_risk`: not late, and too slow, as `standings` says.
    """

    done: Floats
    share: Floats
    delivered_on: Days
    begun: Bools
    delivered: Bools
    late: Bools
    at_risk: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Counts by group, all (G,).

    n: deliverables; n_delivered, n_under_way and n_not_started add up to it; n_late and n_at_risk
    are among the latter two.  delivered_share: n_delivered / n.  completion: the mean share that is
    done, every deliverable alike.  Both NaN where a group has none.
    """

    n: Ints
    n_delivered: Ints
    n_under_way: Ints
    n_not_started: Ints
    n_late: Ints
    n_at_risk: Ints
    delivered_share: Floats
    completion: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Month by month: months (M,) `datetime64[M]`; n_due and n_delivered (M, G), by its end."""

    months: NDArray[np.datetime64]
    n_due: Ints
    n_delivered: Ints


def standings(
    promises: Promises,
    facts: Facts,
    today: date,
    *,
    slack_share: float = 0.1,
    quiet_share: float = 0.25,
) -> Standings:
    """Where every deliverable stands on a day.

    Parameters
    ----------
    promises
        What was promised.
    facts
        What is proved; facts of later days do not count yet.
    today
        The day.
    slack_share
        By how much of its term a deliverable may run behind, >= 0.
    quiet_share
        The part of its term in which nothing is called at risk, 0 to 1.

    Returns
    -------
    Standings
        Counted, never set by hand.

    Notes
    -----
    At risk, by linear pace: at the pace since its first day, a deliverable would be finished later
    than its last day by more than `slack_share` of its term.  With a share s done after e of T days
    it would take e / s days, so the rule is e > s T (1 + slack_share), once e > quiet_share T.  The
    rule misleads for what is proved only when it is finished, such as one road: prove its parts.
    """
    n = promises.quantity.size
    _check_positions(facts.at, n)
    if not slack_share >= 0 or not 0 <= quiet_share <= 1:
        raise InputError(
            f"slack_share is {slack_share!r} and quiet_share {quiet_share!r}; give a share >= 0 "
            "and one from 0 to 1"
        )
    now = np.datetime64(today, "D")
    known = np.flatnonzero(facts.on <= now)
    order = known[np.lexsort((facts.on[known], facts.at[known]))]
    at, on = facts.at[order], facts.on[order]
    sums = np.cumsum(np.rint(facts.quantity[order] * MILLIONTHS).astype(np.int64))
    first = np.flatnonzero(np.diff(at, prepend=-1))
    n_facts = np.diff(first, append=at.size)
    running = sums - np.repeat(np.concatenate([[0], sums])[first], n_facts)

    millionths = np.zeros(n, np.int64)
    millionths[at[first]] = running[first + n_facts - 1]
    _refuse("deliverables", millionths < -ROUNDING, "have less than nothing done")
    done = millionths / MILLIONTHS
    share = np.clip(done / promises.quantity, 0.0, 1.0)
    needed = np.rint(promises.quantity * MILLIONTHS).astype(np.int64) - ROUNDING
    delivered_on = np.full(n, np.datetime64("NaT", "D"))
    stays, reached = _reached(at, on, running < needed[at], first, n_facts)
    delivered_on[at[first[stays]]] = on[reached[stays]]
    delivered = ~np.isnat(delivered_on)
    begun = np.bincount(at, minlength=n) > 0
    late = ~delivered & (now > promises.due_on)
    term = (promises.due_on - promises.start_on).astype(float)
    gone = (now - promises.start_on).astype(float)
    slow = gone > share * term * (1 + slack_share)
    at_risk = ~delivered & ~late & slow & (gone > quiet_share * term)

    return Standings(done, share, delivered_on, begun, delivered, late, at_risk)


def progress(stand: Standings, group: Ints, n_groups: int) -> Progress:
    """Counts of standings by field, by place, or by whatever groups are.

    Parameters
    ----------
    stand
        From `standings`.
    group
        (D,) positions of groups, 0 to n_groups - 1.
    n_groups
        How many groups there are; those without deliverables are counted too.

    Returns
    -------
    Progress
        One number per group.
    """
    _same_length("groups", group, stand.share)
    _check_positions(group, n_groups, "group")

    def counted(which: Bools) -> Ints:
        return np.bincount(group[which], minlength=n_groups).astype(np.int64)

    n = np.bincount(group, minlength=n_groups).astype(np.int64)
    n_delivered = counted(stand.delivered)
    n_not_started = counted(~stand.begun)
    share = np.bincount(group, stand.share, minlength=n_groups)
    some = np.where(n > 0, n, np.nan)
    return Progress(
        n=n,
        n_delivered=n_delivered,
        n_under_way=n - n_delivered - n_not_started,
        n_not_started=n_not_started,
        n_late=counted(stand.late),
        n_at_risk=counted(stand.at_risk),
        delivered_share=n_delivered / some,
        completion=share / some,
    )


def course(
    promises: Promises, stand: Standings, group: Ints, n_groups: int, first: date, last: date
) -> Course:
    """Month by month, how many deliverables were due and how many were delivered.

    Parameters
    ----------
    promises, stand
        As before.
    group, n_groups
        As in `progress`.
    first, last
        Any days of the first and the last month.

    Returns
    -------
    Course
        By the end of each month, with those of earlier months.  Months after the day of `stand`
        hold what was delivered by that day.
    """
    _same_length("groups", group, stand.share)
    _check_positions(group, n_groups, "group")
    if last < first:
        raise InputError(f"the last month, of {last}, is before the first, of {first}")
    start = np.datetime64(first, "M")
    n_months = int((np.datetime64(last, "M") - start).astype(int)) + 1

    def by_month(days: Days, which: Bools) -> Ints:
        month = np.maximum((days[which].astype("datetime64[M]") - start).astype(np.int64), 0)
        inside = month < n_months
        cell = month[inside] * n_groups + group[which][inside]
        counts = np.bincount(cell, minlength=n_months * n_groups)
        return counts.reshape(n_months, n_groups).cumsum(axis=0).astype(np.int64)

    everyone = np.ones(group.size, bool)
    return Course(
        start + np.arange(n_months),
        by_month(promises.due_on, everyone),
        by_month(stand.delivered_on, stand.delivered),
    )


def _reached(at: Ints, on: Days, below: Bools, first: Ints, n_facts: Ints) -> tuple[Bools, Ints]:
    """Which deliverables are whole at the end, and the fact after which they never fall below.

    at, on, below (K,) by deliverable and day; first and n_facts: where each one's facts stand.
    """
    if not at.size:
        return np.zeros(0, bool), np.zeros(0, np.int64)
    # Facts of one day count together: only the last of a day tells where it ends.
    ends_day = np.append((at[1:] != at[:-1]) | (on[1:] != on[:-1]), True)
    last_below = np.maximum.reduceat(np.where(below & ends_day, np.arange(at.size), -1), first)
    reached = np.maximum(last_below + 1, first)
    stays = reached < first + n_facts
    return stays, np.where(stays, reached, 0)


def _same_length(name: str, *columns: NDArray[np.generic]) -> None:
    sizes = [column.shape for column in columns]
    if len(set(sizes)) > 1 or len(sizes[0]) != 1:
        raise InputError(f"{name} have columns of shapes {sizes}; give one value per row")


def _are_days(name: str, *columns: Days) -> None:
    for column in columns:
        if column.dtype != np.dtype("datetime64[D]"):
            raise InputError(f"{name} have days of type {column.dtype}; give datetime64[D]")
        _refuse(name, np.isnat(column), "have a day missing")


def _refuse(name: str, wrong: Bools, what: str) -> None:
    if wrong.any():
        where = [int(at) for at in np.flatnonzero(wrong)[:3]]
        raise InputError(f"{wrong.sum()} {name} {what}, such as in rows {where}; mend them")


def _check_positions(at: Ints, n: int, name: str = "fact") -> None:
    if at.dtype.kind != "i":
        raise InputError(f"{name}s are positions, whole numbers, not {at.dtype}")
    _refuse(f"{name}s", (at < 0) | (at >= n), f"name a position that is none of 0 to {n - 1}")
