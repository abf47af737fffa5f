"""Pupils to schools by points and a published lottery: who sits where, and is it fair."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import acceptance
from gongfu.kernels import admission as kernels
from gongfu.match.admission_checks import (
    Groups,
    Ints,
    Order,
    Sides,
    checked_choices,
    checked_groups,
    checked_points,
    checked_seats,
    order_by_lots,
    order_drawn,
    order_of_points,
)

__all__: Final = (
    "Admission",
    "Groups",
    "Stability",
    "deferred_acceptance",
    "immediate_acceptance",
    "stability",
    "top_trading_cycles",
)

Lottery = Literal["single", "multiple"]


@dataclass(frozen=True, slots=True, eq=False)
class Admission:
    """Who sits where, and with how few points one could have.

    Attributes
    ----------
    assigned
        (n,) int64: position of the school, -1 for none.
    rank
        (n,) int64: which choice that is, 0 the first, -1 for none.
    cutoffs
        (m,) int64: the least points that were enough, where all seats are taken; -1 where seats
        are left, so that anybody who asked got in; the largest int64 at a school without seats.
        With groups: for the group that needed most.
    group_cutoffs
        (m, T) int64: the same for each group; one column without groups.
    tied
        (m, T) bool: the lottery decided there among pupils with as many points as the cutoff.
    by_lottery
        (n,) bool: a pupil whom the lottery put in, or kept out of a school it wanted more.
    seats_left
        (m,) int64.
    places_in_lottery
        (n, 1) or (n, K) int64: 1 is the first to be drawn; for all schools or for each choice.
    """

    assigned: Ints
    rank: Ints
    cutoffs: Ints
    group_cutoffs: Ints
    tied: NDArray[np.bool_]
    by_lottery: NDArray[np.bool_]
    seats_left: Ints
    places_in_lottery: Ints

    @property
    def rank_counts(self) -> Ints:
        """How many got their first choice, their second, ...; those without a seat come last."""
        n_choices = int(self.rank.max(initial=-1)) + 1
        counts = np.bincount(np.where(self.rank < 0, n_choices, self.rank), minlength=n_choices + 1)
        return counts.astype(np.int64)


def deferred_acceptance(
    choices: ArrayLike,
    points: ArrayLike,
    capacity: ArrayLike,
    *,
    lottery_seed: int | None = 0,
    lottery: Lottery = "single",
    lots: ArrayLike | None = None,
    groups: Groups | None = None,
) -> Admission:
    """The stable admission that is best for every pupil: pupil-proposing deferred acceptance.

    Parameters
    ----------
    choices
        (n, K) whole numbers: positions of schools, the most wanted first; -1 from where a list
        ends.
    points
        (n, K) whole numbers >= 0: what the pupil counts at that school; more is better.  What
        stands where no school is named is not read.
    capacity
        (m,) seats, whole numbers >= 0.
    lottery_seed
        Published before the draw; among equal points the lower place in the lottery comes first.
        None: there is no lottery, and equal points at a school are an error.
    lottery
        "single": one place for each pupil; "multiple": one at each school.
    lots
        (n,) or (n, K) whole numbers, distinct, in place of a draw: the lower comes first.
    groups
        Seats reserved for groups, and ceilings.

    Returns
    -------
    Admission
        Stable: nobody would rather sit in a school that has a seat left, or took somebody with
        fewer points or a later place in the lottery.  No pupil can do better by another list
        (Dubins and Freedman 1981), nor worse by more points.

    Raises
    ------
    InputError
        If a list names an unknown school, one twice, or one after its end; if points are missing,
        negative or not whole; with the rows.

    Notes
    -----
    Gale and Shapley (1962); a single lottery serves more first choices than one at each school,
    and both are stable (Abdulkadiroglu, Pathak and Roth 2009).  Reserves: Hafalir, Yenmez and
    Yildirim (2013).  Lottery: SplitMix64 of the seed and the position of the pupil, so that
    anybody can draw again.

    Examples
    --------
    >>> found = deferred_acceptance([[0, 1], [0, -1], [1, 0]], [[5, 1], [7, 0], [2, 9]], [1, 1])
    >>> found.assigned, found.cutoffs
    (array([-1,  0,  1]), array([7, 2]))
    """
    choice, seats, order = _checked(choices, points, capacity, lottery_seed, lottery, lots)
    sides = checked_groups(groups, choice.shape[0], seats)

    given = choice, order.value, order.tie, order.bits
    if sides.are_plain:
        rank = acceptance.deferred(*given, np.minimum(seats, sides.ceilings[:, 0]))
    else:
        rank, _ = kernels.deferred(*given, *sides.with_seats(seats))
    return _told(choice, order, rank, seats, sides)


def immediate_acceptance(
    choices: ArrayLike,
    points: ArrayLike,
    capacity: ArrayLike,
    *,
    lottery_seed: int | None = 0,
    lottery: Lottery = "single",
    lots: ArrayLike | None = None,
) -> Admission:
    """First choices settled first, then second ones: the "Boston" rule, for comparison.

    Parameters
    ----------
    choices, points, capacity, lottery_seed, lottery, lots
        As in `deferred_acceptance`.

    Returns
    -------
    Admission
        Seldom stable, and who names a school in demand second may lose both: it pays to misreport
        (Abdulkadiroglu and Sonmez 2003).
    """
    choice, seats, order = _checked(choices, points, capacity, lottery_seed, lottery, lots)
    rank = kernels.immediate(choice, order.value, order.tie, seats)
    return _told(choice, order, rank, seats, checked_groups(None, choice.shape[0], seats))


def top_trading_cycles(
    choices: ArrayLike,
    points: ArrayLike,
    capacity: ArrayLike,
    *,
    lottery_seed: int | None = 0,
    lottery: Lottery = "single",
    lots: ArrayLike | None = None,
) -> Admission:
    """Pupils trade the priorities they have: efficient for pupils, not stable; for comparison.

    Parameters
    ----------
    choices, points, capacity, lottery_seed, lottery, lots
        As in `deferred_acceptance`.

    Returns
    -------
    Admission
        No pupil could gain without another losing, and no list pays more than the true one where
        it names every school (Abdulkadiroglu and Sonmez 2003); somebody may envy a pupil with
        fewer points.  A priority counts where the list names the school: a short list can lose
        by that, since it has less to trade.
    """
    choice, seats, order = _checked(choices, points, capacity, lottery_seed, lottery, lots)
    rank = kernels.cycles(choice, seats, *kernels.ordered(choice, order.value, order.tie))
    return _told(choice, order, rank, seats, checked_groups(None, choice.shape[0], seats))


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """Whether an admission is stable, and who has reason to complain.

    Attributes
    ----------
    pupil, school
        (b,) int64: pupils who would rather sit in a school that would have taken them: the one
        they want most of those.
    not_listed
        Positions of pupils who sit in a school that they did not name.
    overfull
        Positions of schools with more pupils than seats, or more of a group than its ceiling.
    """

    pupil: Ints
    school: Ints
    not_listed: Ints
    overfull: Ints

    @property
    def is_stable(self) -> bool:
        """Whether nobody has."""
        return not (self.pupil.size or self.not_listed.size or self.overfull.size)


def stability(
    choices: ArrayLike,
    points: ArrayLike,
    capacity: ArrayLike,
    assigned: ArrayLike,
    *,
    lots: ArrayLike | None = None,
    groups: Groups | None = None,
) -> Stability:
    """Check an admission, whoever made it, without making one.

    Parameters
    ----------
    choices, points, capacity, groups
        As in `deferred_acceptance`.
    assigned
        (n,) position of a school, -1 for none.
    lots
        (n,) or (n, K): places in the lottery, such as `Admission.places_in_lottery`.  None: only
        fewer points are a reason to complain, not a later place.

    Returns
    -------
    Stability
        Blocking pairs (Gale and Shapley 1962), in time O(n K).
    """
    seats = checked_seats(capacity)
    choice = checked_choices(choices, seats.size)
    value = checked_points(points, choice)
    order = order_of_points(value) if lots is None else order_by_lots(value, lots, choice)
    sides = checked_groups(groups, choice.shape[0], seats)
    sat = np.asarray(assigned)
    if sat.shape != choice.shape[:1] or sat.dtype.kind not in "iu":
        raise InputError(
            f"assigned must be whole numbers, one for each of {choice.shape[0]} pupils"
        )

    rank = kernels.found(choice, sat.astype(np.int64))
    not_listed = np.flatnonzero(rank == -2)
    rank[not_listed] = -1
    _, held, better, _ = _envy(choice, order, rank, seats, sides)

    pupil = np.flatnonzero(better >= 0)
    school = choice[pupil, better[pupil]].astype(np.int64)
    over = (held.sum(axis=1) > seats) | (held > sides.ceilings).any(axis=1)
    return Stability(pupil, school, not_listed, np.flatnonzero(over))


def _checked(
    choices: ArrayLike,
    points: ArrayLike,
    capacity: ArrayLike,
    seed: int | None,
    lottery: Lottery,
    lots: ArrayLike | None,
) -> tuple[NDArray[Any], Ints, Order]:
    """Lists, seats, and who comes before whom."""
    if lottery not in ("single", "multiple"):
        raise InputError(f"lottery must be 'single' or 'multiple'; it is {lottery!r}")
    seats = checked_seats(capacity)
    choice = checked_choices(choices, seats.size)
    value = checked_points(points, choice)
    if lots is not None:
        return choice, seats, order_by_lots(value, lots, choice)
    each_school = lottery == "multiple"
    order = order_drawn(value, choice, seats.size, seed=seed, each_school=each_school)
    return choice, seats, order


def _envy(
    choice: NDArray[Any], order: Order, rank: Ints, seats: Ints, sides: Sides
) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
    """Bars (m, T), who is held (m, T), the choice each pupil misses (n,), and ties (m, T)."""
    given = choice, order.value, order.tie, order.bits, sides.group, rank
    bar, held = kernels.bars(*given, seats, sides.reserves, sides.ceilings)
    better, tied = kernels.wronged(*given, bar)
    return bar, held, better, tied


def _told(choice: NDArray[Any], order: Order, rank: Ints, seats: Ints, sides: Sides) -> Admission:
    """What came of it."""
    bar, held, _, tied = _envy(choice, order, rank, seats, sides)
    rows = np.arange(rank.size)
    assigned = np.where(rank < 0, -1, choice[rows, np.maximum(rank, 0)]) if rank.size else rank
    return Admission(
        assigned=assigned.astype(np.int64),
        rank=rank,
        cutoffs=order.points_of(bar.max(axis=1, initial=kernels.OPEN)),
        group_cutoffs=order.points_of(bar),
        tied=tied,
        by_lottery=kernels.by_lot(choice, order.value, order.bits, sides.group, rank, bar, tied),
        seats_left=seats - held.sum(axis=1),
        places_in_lottery=order.tie.size - order.tie,
    )
