"""New sites and those who asked for them: who comes within reach, and plans that count them more.

Residents who asked stand at points of their own beside the communities, so that a plan over both
is a maximal covering whose demands have weights (Church and ReVelle 1974): a community its people,
a point those who asked there times what each counts besides.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gongfu.errors import InputError
from gongfu.plan.covering import mclp
from gongfu.plan.new_sites import NewSites, Siting, plan_sites, told
from gongfu.plan.site_plan import SitePlan, Standing


@dataclass(frozen=True, slots=True, eq=False)
class AskedPlan:
    """What a plan does for those who asked, and how good it is as they count in it.

    Attributes
    ----------
    people, reached_before, reached_after, not_judged
        Of those who asked: all, within reach without and with the new sites, of whom it cannot be
        said.
    at_most
        Of those who are out of reach now, whom any plan within the limits brings within reach.
    by_site
        (m,) those who asked, out of reach now, whom each candidate brings within reach.
    value, bound, status
        Of the plan as it was chosen: people newly within reach, and `weight` for each of them who
        asked; the most that any plan within the limits is worth so.
    price
        How many people more the plan without the weight brings within reach.
    """

    people: float
    reached_before: float
    reached_after: float
    not_judged: float
    at_most: float
    by_site: NDArray[np.float64]
    value: float
    bound: float
    status: Standing
    price: float


def plan_asked(  # noqa: PLR0913 (as plan_sites)
    siting: Siting,
    asking: Siting,
    *,
    weight: float = 0.0,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: str | None = None,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[NewSites, AskedPlan]:
    """The candidates that bring most people within reach, those who asked counting for more.

    Parameters
    ----------
    siting
        From `prepare_siting`.
    asking
        The same of the points where residents asked, with the same candidates and limit; its
        people are those who asked.
    weight
        What each of them who is out of reach now counts besides, in people, >= 0; 0 chooses as
        `plan_sites` does.
    n_sites, budget, cost, fixed, forbidden, seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        What opens and who gains, in people, with the bound on what any plan could reach; and what
        it does for those who asked.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        As `plan_sites`.

    Notes
    -----
    People who asked are among the people of their communities and count there as well.  A plan
    that is the best for a weight above 0 is efficient: none reaches as many of both and more of
    one (Geoffrion 1968).  Who asks is not who lacks: in Kansas City, poor neighbourhoods reported
    less in spite of greater need (Kontokosta and Hong 2021); a weight carries that into the plan.
    """
    if not 0.0 <= weight < np.inf:
        raise InputError(
            f"weight is {weight!r}; it must be 0 or more, in people for each resident who asked"
        )
    if not asking.candidates.index.equals(siting.candidates.index):
        raise InputError("siting and asking have different candidates; prepare both with the same")
    limits: dict[str, Any] = {
        "n_sites": n_sites, "budget": budget, "cost": cost, "fixed": fixed,
        "forbidden": forbidden, "seed": seed, "effort": effort,
    }  # fmt: skip
    found = plan_sites(siting, **limits)
    chosen, price = found.plan, 0.0
    limits |= {
        "cost": None if cost is None else siting.candidates[cost].to_numpy(float),
        "fixed": siting.positions(fixed, "fixed"),
        "forbidden": siting.positions(forbidden, "forbidden"),
    }
    wanted = asking.open_people
    if weight > 0.0 and wanted.any():
        free, n = found, len(siting.people)
        chosen = mclp(
            sparse.vstack([siting.cover, asking.cover], format="csr"),
            np.concatenate([siting.open_people, weight * wanted]),
            **limits,
        )
        assign = chosen.assign[:n]
        gained = float(siting.open_people[assign >= 0].sum())
        found = told(siting, _in_people(chosen, assign, gained, free.plan))
        price = max(0.0, free.plan.value - gained)
    most = mclp(asking.cover, wanted, **limits).bound if wanted.any() else 0.0

    after = float(wanted[_covered(asking, chosen)].sum())
    state = asking.before["state"].to_numpy(object)
    before = float(asking.people[state == "reached"].sum())
    judged = before + float(asking.people[state == "out_of_reach"].sum())
    people = float(asking.people.sum())
    return found, AskedPlan(
        people=people,
        reached_before=before,
        reached_after=before + after,
        not_judged=people - judged,
        at_most=max(after, most),
        by_site=np.asarray(asking.cover.astype(float).T @ wanted),
        value=chosen.value,
        bound=chosen.bound,
        status=chosen.status,
        price=price,
    )


def _covered(asking: Siting, plan: SitePlan) -> NDArray[np.bool_]:
    """Which points an open candidate reaches."""
    covered: NDArray[np.bool_] = np.asarray(asking.cover @ plan.open) > 0
    return covered


def _in_people(
    plan: SitePlan, assign: NDArray[np.int64], gained: float, free: SitePlan
) -> SitePlan:
    """A plan over people and those who asked as one over the people alone."""
    bound = max(gained, free.bound)
    return replace(
        plan,
        assign=assign,
        value=gained,
        bound=bound,
        status="optimal" if bound <= gained else "bounded",
        history=(),
        unreachable=plan.unreachable[plan.unreachable < assign.size],
    )
