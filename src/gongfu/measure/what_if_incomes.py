"""What if households were paid a transfer, a wage or a minimum: every index and part again.

Arithmetic, not a forecast: each policy of `gongfu.measure.income_policies` changes the incomes of
those it reaches and nothing else.  Nobody works more or less, moves, or pays other prices because
of it, employers and buyers are not there, taxes and other transfers stay as they were, and who
gains is what was assumed.  What a programme did is asked of data in `gongfu.measure.effects`, not
here.  For facilities that open or close: `gongfu.measure.what_if`.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.change import GiniChange, gini_change
from gongfu.measure.income_effects import (
    AFTER,
    BEFORE,
    PLACE,
    URBAN,
    index_changes,
    part_changes,
    place_changes,
    who_gained,
)
from gongfu.measure.income_policies import (
    Levy,
    MinimumIncome,
    Paid,
    Pieces,
    Policy,
    Transfer,
    WorkshopWages,
    apply_policy,
)
from gongfu.measure.inference import Estimate, bootstrap_inference
from gongfu.measure.influences import Index
from gongfu.measure.sample import Floats, check_knob, refuse
from gongfu.model.schema import Column, check_frame

__all__: Final = (
    "IncomeWhatIf",
    "Levy",
    "MinimumIncome",
    "Transfer",
    "WorkshopWages",
    "change_inference",
    "what_if_income_draws",
    "what_if_incomes",
)

_WHO: Final = (Column("members", "people"), Column("income_yuan", "yuan per person and year"))
_OWN: Final = ("row", "households", "people", BEFORE, AFTER)  # columns of the pieces
_INTERVAL: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True, eq=False)
class IncomeWhatIf:
    """Incomes under some policies, and what that does to every index.

    `households` are the caller's rows in their order, `income_yuan` now the mean per head of all
    households that a row stands for, `before_yuan` what it was.  `pieces` is what the indices are
    computed of: a row of which only some households are reached is two pieces.  `policies` has
    one row per policy, in order: `paid_yuan` (below 0: raised), `gained_yuan` by households,
    `n_households` and `n_people` reached.  `indices` (by `index`) has `knobs`, `before`, `after`,
    `change`, and where it is undefined `why_en`, `why_zh`; `parts` the same of each component of
    Theil's T and L over all levels, and of Dagum's Gini coefficient by each (`index`, `by`,
    `component`).  `gini_change` splits the change of the Gini
    coefficient into progressivity and reranking.  `who` counts those gaining and losing, in all
    and by group; `places` has the mean of each place and its ratio of town to country, None where
    households have no `place`.
    """

    households: pd.DataFrame
    pieces: pd.DataFrame
    policies: pd.DataFrame
    indices: pd.DataFrame
    parts: pd.DataFrame
    gini_change: GiniChange
    who: pd.DataFrame
    places: pd.DataFrame | None

    @property
    def cost_yuan(self) -> float:
        """What the policies pay a year, before any levy raises it."""
        paid = self.policies["paid_yuan"]
        return float(paid[paid > 0].sum())

    @property
    def net_cost_yuan(self) -> float:
        """What they pay less what they raise, a year."""
        return float(self.policies["paid_yuan"].sum())


def what_if_incomes(
    households: pd.DataFrame,
    policies: tuple[Policy, ...],
    *,
    line_yuan: float | None = None,
    middle_yuan: tuple[float, float] | None = None,
    levels: tuple[str, ...] | None = None,
) -> IncomeWhatIf:
    """Incomes under some policies, with the change of every index and of every part of it.

    Parameters
    ----------
    households
        One row per household, by id: `members` (people, > 0), `income_yuan` (disposable, per head
        and year, >= 0); optional `weight`, the HOUSEHOLDS (not people) that a row stands for,
        >= 0, 1 if it is not there; optional `urban` (true/false) and `place`; and the true/false
        columns that policies name.  The frame of `gongfu.measure.gaps.income_gap`.
    policies
        `Transfer`, `WorkshopWages`, `MinimumIncome` and `Levy`, applied in order: each sees the
        incomes that those before it left.
    line_yuan
        Poverty line per head and year, > 0, for the indices of Foster, Greer and Thorbecke; None
        leaves them out.
    middle_yuan
        Least and most income per head of the middle; None is 0.75 to 2 times the median, which
        moves with the policies.
    levels
        Columns of groups, coarse to fine, each nested in the one before (true/false columns may
        repeat in every group); None takes those of `place`, `urban` with more than one group.

    Returns
    -------
    IncomeWhatIf
        Every row of `households` is in it.  Indices are of people: a household counts with its
        members times its weight, each with the income per head.

    Notes
    -----
    Static microsimulation (Orcutt 1957; Figari, Paulus and Sutherland 2015), without behaviour.
    Where a row stands for many households of which a policy reaches some, it is cut into those
    with and those without; averaging over it would hide inequality.  Jobs add up to `n_jobs`
    exactly.  Households equal in income share what is left in proportion, so that the order of
    rows plays no part.  Progressivity and reranking: Jenkins and Van Kerm 2006; they tell the size
    of a policy together with its aim.
    Incomes that were simulated give simulated answers: their spread inside a place was assumed.

    Examples
    --------
    >>> two = pd.DataFrame({"members": [1, 1], "income_yuan": [10.0, 30.0]})
    >>> found = what_if_incomes(two, (Transfer(20.0), Levy()))
    >>> found.households["income_yuan"].round(9).tolist(), round(found.gini_change.after, 4)
    ([15.0, 25.0], 0.125)
    """
    pieces = _pieces(households)
    names = _levels(households, levels)
    _check_knobs(policies, line_yuan, middle_yuan)

    after, paid = _applied(pieces, policies, None)
    frame = _sides(pieces, after, names)

    split = gini_change(frame, before=BEFORE, after=AFTER, weight="people")
    return IncomeWhatIf(
        households=_told(households, pieces, after),
        pieces=frame,
        policies=pd.DataFrame(paid, columns=list(Paid._fields)),
        indices=index_changes(frame, line_yuan, middle_yuan),
        parts=part_changes(frame[frame["people"] > 0], names),
        gini_change=split,
        who=who_gained(frame, names),
        places=place_changes(frame) if PLACE in frame else None,
    )


def what_if_income_draws(
    households: pd.DataFrame,
    policies: tuple[Policy, ...],
    *,
    rng: np.random.Generator,
    n_draws: int = 200,
    line_yuan: float | None = None,
    middle_yuan: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """How far chance moves the change of every index: who of those alike gets a job, or asks.

    Parameters
    ----------
    households, policies, line_yuan, middle_yuan
        As for `what_if_incomes`; where there is a `weight`, each is 0 or >= 1, since whole
        households are drawn.
    rng
        Seeded generator.
    n_draws
        How often, >= 2.

    Returns
    -------
    DataFrame
        By `index`: `knobs`; `change` of `what_if_incomes`; `mean`, `sd`, `low` and `high` (2.5
        and 97.5 per cent) of the change over the draws.

    Notes
    -----
    Jobs are dealt without replacement (hypergeometric), take-up household by household
    (binomial); jobs for the poorest first leave nothing to chance but ties.  This is the chance of
    the deal alone: not that of the sample (`change_inference`), nor doubt of the assumptions,
    which is larger than both.
    """
    pieces = _pieces(households)
    _check_knobs(policies, line_yuan, middle_yuan)
    refuse(
        (pieces.households > 0) & (pieces.households < 1),
        "stand for less than one household",
        "draws need weights that count households",
        "weights",
    )
    check_knob(n_draws, "n_draws", 2)

    names = _levels(households, None)
    changes = []
    for draw in range(n_draws + 1):
        after, _ = _applied(pieces, policies, rng if draw else None)
        changes.append(index_changes(_sides(pieces, after, names), line_yuan, middle_yuan))
    drawn = np.array([table["change"] for table in changes[1:]])

    low, high = np.quantile(drawn, _INTERVAL, axis=0)
    return changes[0][["knobs", "change"]].assign(
        mean=drawn.mean(axis=0), sd=drawn.std(axis=0, ddof=1), low=low, high=high
    )


def change_inference(
    index: Index,
    households: pd.DataFrame,
    policies: tuple[Policy, ...],
    *,
    strata: str | None = None,
    psu: str | None = None,
    rng: np.random.Generator,
    n_draws: int = 200,
    certainty: float = 0.95,
) -> Estimate:
    """The change of an index under some policies with its standard error, of sampled households.

    Parameters
    ----------
    index
        Takes values and weights: a function of `gongfu.measure.inequality`, with its knobs fixed
        by `functools.partial`.
    households, policies
        As for `what_if_incomes`; each row is one sampled household.
    strata, psu
        Columns of the households with the stratum and the cluster they were drawn with; without
        `psu` each household was drawn by itself.  Every stratum needs two clusters.
    rng, n_draws
        As for `gongfu.measure.inference.bootstrap_inference`.
    certainty
        Of the interval, between 0 and 1.

    Returns
    -------
    Estimate
        Both sides are of the same households in every draw, so what they share cancels.

    Notes
    -----
    Rao-Wu bootstrap: every draw gives the households new weights and applies the policies anew.
    Jobs then reach up to another household, and a levy has another base; taking those reached as
    fixed makes the interval of jobs for the poorest first several times too wide.  This is the
    doubt of the sample alone.
    """
    pieces = _pieces(households)
    _check_knobs(policies, None, None)
    lost = [name for name in (strata, psu) if name is not None and name not in households]
    if lost:
        raise InputError(f"households have no column {lost}; give the columns of the design")

    def change(income_yuan: Floats, weight: Floats) -> float:
        drawn = pieces._replace(households=weight, income_yuan=income_yuan)
        after, _ = _applied(drawn, policies, None)
        people = weight * pieces.members
        return float(index(after.income_yuan, after.people)) - float(index(income_yuan, people))

    return bootstrap_inference(
        change,
        pieces.income_yuan,
        pieces.households,
        strata=None if strata is None else households[strata].to_numpy(),
        psu=None if psu is None else households[psu].to_numpy(),
        rng=rng,
        n_draws=n_draws,
        certainty=certainty,
    )


def _pieces(households: pd.DataFrame) -> Pieces:
    """Checked households, each row one piece."""
    wanted = [*_WHO, Column("weight", "households", optional=True)]
    if URBAN in households:
        wanted.append(Column(URBAN, boolean=True))
    if PLACE in households:
        wanted.append(Column(PLACE))
    check_frame(households, tuple(wanted), "households")
    members = households["members"].to_numpy(float)
    refuse(members <= 0, "are not > 0", "give the people of each household", "members")
    weight = np.ones(len(households))
    if "weight" in households:
        weight = households["weight"].to_numpy(float)
    if not (weight > 0).any():
        raise InputError(
            f"none of {len(households)} households has a weight > 0; give one that counts"
        )
    row = np.arange(len(households))
    return Pieces(row, weight, households["income_yuan"].to_numpy(float), members, households)


def _levels(households: pd.DataFrame, levels: tuple[str, ...] | None) -> tuple[str, ...]:
    if levels is None:
        found = (name for name in (PLACE, URBAN) if name in households)
        return tuple(name for name in found if len(households[name].unique()) > 1)
    lost = [name for name in levels if name not in households]
    lost += [name for name in levels if name in _OWN]
    if lost:
        raise InputError(
            f"levels names {lost}, which are no groups of households; "
            "give a tuple of their columns, coarse to fine"
        )
    return tuple(levels)


def _check_knobs(
    policies: Any, line_yuan: float | None, middle_yuan: tuple[float, float] | None
) -> None:
    given = policies if isinstance(policies, tuple) else (policies,)
    strange = [type(policy).__name__ for policy in given if not isinstance(policy, Policy)]
    if strange or not isinstance(policies, tuple):
        raise InputError(
            f"policies is {', '.join(strange) or type(policies).__name__}; give a tuple of "
            "Transfer, WorkshopWages, MinimumIncome and Levy, in the order in which they apply"
        )
    if line_yuan is not None:
        check_knob(line_yuan, "line_yuan", 0.0, above=True)
    if middle_yuan is not None:
        low, high = middle_yuan
        check_knob(low, "middle_yuan[0]", 0.0)
        check_knob(high, "middle_yuan[1]", low)


def _applied(
    pieces: Pieces, policies: tuple[Policy, ...], rng: np.random.Generator | None
) -> tuple[Pieces, list[Paid]]:
    """The pieces after all policies, and what each of them paid."""
    paid: list[Paid] = []
    for policy in policies:
        gained = sum(each.gained_yuan for each in paid)
        pieces, told = apply_policy(pieces, policy, max(gained, 0.0), rng)
        paid.append(told)
    return pieces, paid


def _sides(before: Pieces, after: Pieces, levels: tuple[str, ...]) -> pd.DataFrame:
    """One row per piece: its household, people, income before and after, and groups."""
    row, frame = after.row, before.frame
    table = pd.DataFrame(
        {
            "row": row,
            "households": after.households,
            "people": after.people,
            BEFORE: before.income_yuan[row],
            AFTER: after.income_yuan,
        },
        index=frame.index[row],
    )
    groups = [name for name in (PLACE, URBAN) if name in frame]
    return table.assign(
        **{name: frame[name].to_numpy()[row] for name in dict.fromkeys([*groups, *levels])}
    )


def _told(households: pd.DataFrame, before: Pieces, after: Pieces) -> pd.DataFrame:
    """The caller's rows, with the mean income per head of the households each stands for."""
    gain = after.households * (after.income_yuan - before.income_yuan[after.row])
    gained = np.bincount(after.row, weights=gain, minlength=len(households))
    alone = np.bincount(after.row, minlength=len(households)) == 1
    only = np.zeros(len(households))
    only[after.row] = after.income_yuan
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = before.income_yuan + gained / before.households
    return households.assign(
        before_yuan=before.income_yuan, income_yuan=np.where(alone, only, mean)
    )
