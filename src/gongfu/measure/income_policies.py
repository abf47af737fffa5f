"""Small policies that change the incomes of households: transfers, wages, a minimum, a levy.

Each policy is a frozen value that says who is paid how much; `gongfu.measure.what_if_incomes`
applies a tuple of them in order.  Households are held as pieces: a row of a survey that stands for
many households is cut in two where only some of them are reached, and never averaged.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.sample import Floats, check_knob

__all__: Final = ("Levy", "MinimumIncome", "Policy", "Transfer", "WorkshopWages")

Per = Literal["household", "person"]
Order = Literal["poorest first", "evenly"]

_WHOLE: Final = 1e-12  # what is reached but for this share is reached whole


class Pieces(NamedTuple):
    """Pieces (m,) of the rows (n,) of a frame: row, households that count, income per head.

    `members` (n,) are of the rows, `frame` has the columns that policies are restricted to.
    """

    row: NDArray[np.int64]
    households: Floats
    income_yuan: Floats
    members: Floats
    frame: pd.DataFrame

    @property
    def people(self) -> Floats:
        """People in each piece."""
        return self.households * self.members[self.row]


class Paid(NamedTuple):
    """What one policy did: yuan paid (below 0: raised), what households gained, whom it reached."""

    policy: str
    paid_yuan: float
    gained_yuan: float
    n_households: float
    n_people: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """The same amount to every household, or to every person, of those it is meant for.

    `amount_yuan` a year, >= 0; `to` names a true/false column of the households, None is all.
    """

    amount_yuan: float
    to: str | None = None
    per: Per = "household"

    def __post_init__(self) -> None:
        """Check the knobs."""
        check_knob(self.amount_yuan, "amount_yuan of Transfer", 0.0)
        if self.per not in get_args(Per):
            raise InputError(f"per of Transfer is {self.per!r}; give one of {get_args(Per)}")


@dataclass(frozen=True, slots=True)
class WorkshopWages:
    """Jobs in workshops, at most one to a household.

    `n_jobs` >= 0 people; `wage_yuan` a year and job, >= 0; `to` names a true/false column of the
    households, None is all.  `order` "poorest first" gives the jobs to the households with the
    least income per head, equals sharing what is left; "evenly" gives every household the same
    chance, and its expected value.  `displaced_share` (0 to 1) of the wage is what the worker
    earned elsewhere and gives up for it.
    """

    n_jobs: int
    wage_yuan: float
    to: str | None = None
    order: Order = "poorest first"
    displaced_share: float = 0.0

    def __post_init__(self) -> None:
        """Check the knobs."""
        check_knob(self.n_jobs, "n_jobs of WorkshopWages", 0.0)
        check_knob(self.wage_yuan, "wage_yuan of WorkshopWages", 0.0)
        _check_share(self.displaced_share, "displaced_share of WorkshopWages")
        if self.order not in get_args(Order):
            raise InputError(
                f"order of WorkshopWages is {self.order!r}; give one of {get_args(Order)}"
            )


@dataclass(frozen=True, slots=True)
class MinimumIncome:
    """Incomes per head below a line are lifted to it (as dibao does).

    `line_yuan` a head and year, > 0; `take_up_share` (0 to 1) of the households below the line
    receive it, whatever their income; `to` names a true/false column, None is all.
    """

    line_yuan: float
    take_up_share: float = 1.0
    to: str | None = None

    def __post_init__(self) -> None:
        """Check the knobs."""
        check_knob(self.line_yuan, "line_yuan of MinimumIncome", 0.0, above=True)
        _check_share(self.take_up_share, "take_up_share of MinimumIncome")


@dataclass(frozen=True, slots=True)
class Levy:
    """The same share of everybody's income, to raise an amount.

    `amount_yuan` a year, >= 0; None raises what households gained from the policies before it, so
    that the total of incomes stays what it was.  `to` names a true/false column of those who pay.
    """

    amount_yuan: float | None = None
    to: str | None = None

    def __post_init__(self) -> None:
        """Check the knobs."""
        if self.amount_yuan is not None:
            check_knob(self.amount_yuan, "amount_yuan of Levy", 0.0)


Policy = Transfer | WorkshopWages | MinimumIncome | Levy


def apply_policy(
    pieces: Pieces, policy: Policy, gained_yuan: float, rng: np.random.Generator | None
) -> tuple[Pieces, Paid]:
    """The pieces after a policy, and what it paid to whom.

    Parameters
    ----------
    pieces
        Households as they are before it.
    policy
        One of the four.
    gained_yuan
        What households gained from the policies before it.
    rng
        Draws whole households where chance decides; None takes expected values.

    Returns
    -------
    tuple
        Pieces of the same rows, those of a row side by side, and the payment.
    """
    able = _able(pieces, policy)
    if isinstance(policy, Levy):
        return _levied(pieces, policy, able, gained_yuan)
    if isinstance(policy, Transfer):
        amount = policy.amount_yuan
        gain = _per_head(pieces, amount) if policy.per == "household" else amount
        return _paid(pieces, policy, able & (amount > 0), pieces.income_yuan + gain)
    if isinstance(policy, MinimumIncome):
        poor = able & (pieces.income_yuan < policy.line_yuan)
        pieces, reached = _cut(pieces, _takers(pieces.households, poor, policy.take_up_share, rng))
        lifted = np.full(reached.size, float(policy.line_yuan))
        return _paid(pieces, policy, reached, lifted)
    pieces, reached = _cut(pieces, _workers(pieces, able, policy, rng))
    gain = _per_head(pieces, policy.wage_yuan * (1.0 - policy.displaced_share))
    pieces, paid = _paid(pieces, policy, reached, pieces.income_yuan + gain)
    return pieces, paid._replace(paid_yuan=float(policy.n_jobs * policy.wage_yuan))


def _per_head(pieces: Pieces, amount_yuan: float) -> Floats:
    """The amount of a household, for each of its members."""
    each: Floats = amount_yuan / pieces.members[pieces.row]
    return each


def _able(pieces: Pieces, policy: Policy) -> NDArray[np.bool_]:
    """Pieces that the policy is meant for."""
    if policy.to is None:
        return np.ones(pieces.row.size, bool)
    name, frame = policy.to, pieces.frame
    if name not in frame:
        raise InputError(
            f"{type(policy).__name__} is for {name!r}, but households have no such column; "
            "add it, true for whom the policy is meant"
        )
    if frame[name].dtype != bool:
        raise InputError(
            f"{name!r}, whom {type(policy).__name__} is for, is {frame[name].dtype}; "
            "give a true/false column without gaps"
        )
    chosen: NDArray[np.bool_] = frame[name].to_numpy()[pieces.row]
    return chosen


def _levied(
    pieces: Pieces, policy: Levy, able: NDArray[np.bool_], gained_yuan: float
) -> tuple[Pieces, Paid]:
    amount = gained_yuan if policy.amount_yuan is None else policy.amount_yuan
    base = float((pieces.people * pieces.income_yuan)[able].sum())
    if amount > base:
        raise InputError(
            f"Levy is to raise {amount:,.0f} yuan from incomes of {base:,.0f} yuan; "
            "lower the amount, or let more households pay"
        )
    rate = amount / base if amount > 0 else 0.0
    return _paid(pieces, policy, able & (rate > 0), (1.0 - rate) * pieces.income_yuan)


def _workers(
    pieces: Pieces, able: NDArray[np.bool_], policy: WorkshopWages, rng: np.random.Generator | None
) -> Floats:
    """How many households of each piece have a job; they add up to the jobs."""
    households = np.where(able, pieces.households, 0.0)
    n_able = float(households.sum())
    if policy.n_jobs > n_able * (1.0 + _WHOLE):
        raise InputError(
            f"WorkshopWages has {policy.n_jobs:,} jobs for {n_able:,.0f} households; "
            "lower n_jobs, let more households have them, or add a second policy for second jobs"
        )
    if policy.order == "evenly":
        return _share_out(households, float(policy.n_jobs), rng)
    _, rank = np.unique(pieces.income_yuan, return_inverse=True)
    alike = np.bincount(rank, weights=households)
    left = np.clip(policy.n_jobs - (np.cumsum(alike) - alike), 0.0, alike)
    with np.errstate(invalid="ignore"):
        workers = households * np.where(alike > 0, left / alike, 0.0)[rank]
    if rng is not None:
        for partly in np.flatnonzero((left > 0) & (left < alike)):
            equals = rank == partly
            workers[equals] = _share_out(households[equals], float(left[partly]), rng)
    return workers


def _share_out(households: Floats, n: float, rng: np.random.Generator | None) -> Floats:
    """`n` among households alike: in proportion, or whole households drawn one by one.

    Of a piece that stands for 12.4 households, 12 take part in the draw; what the draw cannot
    place, because it is no whole household, is in proportion again.
    """
    total = float(households.sum())
    if rng is None or not n > 0:
        return households * (n / total if total > 0 else 0.0)
    whole = np.floor(households * (1.0 + _WHOLE)).astype(np.int64)
    n_drawn = min(int(n), int(whole.sum()))
    drawn = rng.multivariate_hypergeometric(whole, n_drawn, method="marginals").astype(float)
    left = np.maximum(households - drawn, 0.0)
    return drawn + left * ((n - n_drawn) / left.sum() if n > n_drawn else 0.0)


def _takers(
    households: Floats, able: NDArray[np.bool_], share: float, rng: np.random.Generator | None
) -> Floats:
    """Households of each piece that take up what they may have."""
    meant = np.where(able, households, 0.0)
    if rng is None:
        return meant * share
    whole = np.floor(meant * (1.0 + _WHOLE)).astype(np.int64)
    return rng.binomial(whole, share) + np.maximum(meant - whole, 0.0) * share


def _cut(pieces: Pieces, reached: Floats) -> tuple[Pieces, NDArray[np.bool_]]:
    """Each piece as those reached and those not; a mask of the former."""
    all_of_it = (reached > 0) & (reached >= pieces.households * (1.0 - _WHOLE))
    some_of_it = (reached > 0) & ~all_of_it
    at = np.repeat(np.arange(reached.size), np.where(some_of_it, 2, 1))
    second = np.append(False, at[1:] == at[:-1])
    households = pieces.households[at]
    part = reached[at]
    households = np.where(some_of_it[at], np.where(second, households - part, part), households)
    inside = all_of_it[at] | (some_of_it[at] & ~second)
    cut = pieces._replace(
        row=pieces.row[at], households=households, income_yuan=pieces.income_yuan[at]
    )
    return cut, inside


def _paid(
    pieces: Pieces, policy: Policy, reached: NDArray[np.bool_], income_yuan: Floats
) -> tuple[Pieces, Paid]:
    """Those reached with their new income per head, and the sums."""
    after = np.where(reached, np.maximum(income_yuan, 0.0), pieces.income_yuan)
    people = pieces.people
    amount = float((people * (after - pieces.income_yuan)).sum())
    n_households, n_people = (
        float(counts[reached].sum()) for counts in (pieces.households, people)
    )
    paid = Paid(type(policy).__name__, amount, amount, n_households, n_people)
    return pieces._replace(income_yuan=after), paid


def _check_share(given: Any, name: str) -> None:
    if not 0.0 <= given <= 1.0:
        raise InputError(f"{name} is {given!r}; give a share from 0 to 1")
