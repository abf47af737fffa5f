"""How little it takes to close a gap: the fewest sites, or the least money, that reach a target."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.center import lscp
from gongfu.plan.covering import Covering, first_open, mclp
from gongfu.plan.lagrangean import FREE, IN, OUT, Floats, Status
from gongfu.plan.median import reachable_rows
from gongfu.plan.search import Mask
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_fee,
    checked_matrix,
    checked_status,
)
from gongfu.plan.site_plan import SitePlan

_NODES: Final = 1e8  # pairs times nodes of the solver, for one unit of effort ...
_MOST_NODES: Final = 20_000
_PAIRS: Final = 60_000  # ... and not more pairs, for its first node may take minutes
_SPREAD: Final = 1e6  # of people between demands: HiGHS, exact to 1e-6, is not asked beyond
_BUDGETS: Final = 14  # tried one after the other where there are more
_NEAR: Final = 1e-3  # between budgets that are as good as equal


@dataclass(frozen=True, slots=True, eq=False)
class LeastPlan:
    """The least that reaches a target.

    plan: `value` is how many sites are open or what they cost, fixed ones among them, and
    `bound` the least possible; people: how many it covers; target: how many were asked for;
    most: how many all allowed sites together can cover.
    """

    plan: SitePlan
    people: float
    target: float
    most: float


def least_sites(
    cover: Any,
    demand: ArrayLike,
    *,
    people: float,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> LeastPlan:
    """The fewest sites, or the cheapest, that cover at least so many people.

    Parameters
    ----------
    cover, demand, fixed, forbidden, seed, effort
        As in `mclp`.
    people
        The target, > 0.
    cost
        (m,) what each site costs; without it each counts as 1.

    Returns
    -------
    LeastPlan
        With a proof of least if `plan.status` is "optimal".

    Raises
    ------
    InputError
        If anything given is not as described.
    InfeasibleError
        If all allowed sites together cover fewer; the message says how many.

    Notes
    -----
    Partial covering (Daskin and Owen 1999).  By number: the p whose maximal covering reaches the
    target, while its bound for p - 1 does not.  By cost: HiGHS where there are few pairs, else
    the least budget whose maximal covering reaches it, to within a thousandth.

    Examples
    --------
    >>> found = least_sites([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]], [5, 1, 4, 3], people=8)
    >>> found.plan.n_open, found.people, found.plan.status
    (2, 10.0, 'optimal')
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    weight = checked_demand(demand, pairs.shape[0])
    status = checked_status(pairs.shape[1], fixed=fixed, forbidden=forbidden)
    effort = checked_effort(effort)
    if not (np.isfinite(people) and people > 0):
        raise InputError(f"people must be finite and > 0; it is {people!r}")
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    reachable = reachable_rows(start, site, status)
    most = float(weight[reachable].sum())
    target = float(people)
    if most < target * (1 - 1e-12):
        raise InfeasibleError(
            f"all allowed sites together cover {most:g} people, fewer than {target:g}; lower the "
            "target, or add sites near the "
            f"{int((~reachable & (weight > 0)).sum())} demands that none reaches"
        )
    fee = checked_fee(cost, pairs.shape[1])

    # Whoever is left out, even the smallest demand, is more than the target can spare.
    spare = most - target * (1 - 1e-12)
    if spare < weight[reachable & (weight > 0)].min() * (1 - 1e-9) or most <= target * (1 + 1e-12):
        plan = lscp(
            pairs, weight, cost=fee, fixed=status == IN, forbidden=status == OUT, seed=seed,
            effort=effort,
        )  # fmt: skip
    elif cost is None:
        plan = _fewest(pairs, weight, target, status == IN, status == OUT, seed, effort)
    else:
        start = pairs.indptr.astype(np.int64)
        some = np.where(reachable, weight, 0.0)
        whole = Covering.merged(start, pairs.indices.astype(np.int32), some, pairs.shape[1])
        least = None
        some = whole.weight[whole.weight > 0]
        is_even = some.max() <= _SPREAD * some.min()
        if is_even and whole.n_pairs <= _PAIRS * max(1.0, effort):
            least = _cheapest(whole, target, fee, status, effort, pairs, weight)
        plan = least or _by_budgets(pairs, weight, target, fee, status, seed, effort)
    assign = first_open(start, site, plan.open)
    return LeastPlan(plan, float(weight[assign >= 0].sum()), target, most)


def _fewest(
    pairs: sparse.csr_array,
    weight: Floats,
    target: float,
    inside: NDArray[np.bool_],
    outside: NDArray[np.bool_],
    seed: int,
    effort: float,
) -> SitePlan:
    """The least number whose maximal covering reaches the target, and what is proved of fewer."""
    enough = target * (1 - 1e-12)
    low = max(1, int(inside.sum()))
    high = int((~outside).sum())
    best: SitePlan | None = None
    history: list[tuple[str, float, float]] = []
    proved = asked = low
    # Doubling steps up to a number that does, then halving between.
    step = 1
    while best is None or low < high:
        plan = mclp(
            pairs, weight, n_sites=asked, fixed=inside, forbidden=outside, seed=seed, effort=effort
        )
        if plan.value >= enough:
            best, high = plan, asked
        elif plan.bound < enough:
            proved = max(proved, asked + 1)
        history.append((f"{asked} sites", float(high), float(proved)))
        if best is None:
            low, asked, step = asked + 1, min(asked + step, high), 2 * step
        else:
            if plan is not best:
                low = asked + 1
            asked = (low + high) // 2
    return SitePlan(
        open=best.open,
        assign=best.assign,
        value=float(high),
        bound=float(min(high, proved)),
        status="optimal" if proved >= high else "bounded",
        history=tuple(history),
        unreachable=best.unreachable,
        objective="min",
    )


def _cheapest(
    whole: Covering,
    target: float,
    fee: Floats,
    status: Status,
    effort: float,
    pairs: sparse.csr_array,
    weight: Floats,
) -> SitePlan | None:
    """Least fees by HiGHS: sites are open or not, demands covered in full or not at all.

    The largest demand counts `_SPREAD`, so that none hides below the tolerance of the solver;
    no plan if its own falls short of the target all the same.
    """
    start, site = whole.rows
    n_rows, n_sites = whole.weight.size, whole.n_sites
    met = sparse.csr_array((np.ones(site.size), site, start), shape=(n_rows, n_sites))
    link = sparse.hstack([met, -sparse.eye_array(n_rows)], format="csr")
    unit = float(whole.weight.max()) / _SPREAD
    reach = sparse.csr_array(np.concatenate([np.zeros(n_sites), whole.weight / unit])[None, :])
    low = np.concatenate([(status == IN).astype(float), np.zeros(n_rows)])
    high = np.concatenate([(status != OUT).astype(float), np.ones(n_rows)])
    answer = milp(
        np.concatenate([fee, np.zeros(n_rows)]),
        integrality=np.concatenate([np.ones(n_sites), np.zeros(n_rows)]),
        bounds=Bounds(low, high),
        constraints=[
            LinearConstraint(link, 0.0, np.inf),
            LinearConstraint(reach, target / unit * (1 - 1e-12), np.inf),
        ],
        options={
            "node_limit": int(np.clip(_NODES * effort / max(1, site.size), 1, _MOST_NODES)),
            "mip_rel_gap": 0.0,
        },
    )
    if answer.x is None:
        return None
    built = answer.x[:n_sites] > 0.5
    if whole.weight @ (met @ built.astype(float) > 0) < target * (1 - 1e-9):
        return None
    bound = float(answer.mip_dual_bound)
    return _priced(built, bound, (), pairs, weight, fee, status)


def _by_budgets(
    pairs: sparse.csr_array,
    weight: Floats,
    target: float,
    fee: Floats,
    status: Status,
    seed: int,
    effort: float,
) -> SitePlan:
    """The least budget whose maximal covering reaches the target, between what is proved of less.

    Halving between budgets, by their ratio as long as they are far apart.
    """
    enough = target * (1 - 1e-12)
    best = status != OUT
    free = status == FREE
    high = float(fee[best].sum())
    low = float(fee[status == IN].sum())
    if not (status == IN).any():
        low = float(fee[free].min())
    proved = low
    history: list[tuple[str, float, float]] = []
    for _ in range(_BUDGETS):
        if high - low <= _NEAR * high:
            break
        asked = float(np.sqrt(low * high)) if 0 < low < high / 4 else (low + high) / 2
        plan = mclp(
            pairs, weight, budget=asked, cost=fee, fixed=status == IN, forbidden=status == OUT,
            seed=seed, effort=effort / 8,
        )  # fmt: skip
        if plan.value >= enough:
            best = _pruned(plan.open, pairs, weight, enough, fee, status)
            high = float(fee[best].sum())
        else:
            low = asked
            if plan.bound < enough:
                proved = max(proved, asked)
        history.append((f"budget of {asked:.4g}", high, min(high, proved)))
    return _priced(best, proved, tuple(history), pairs, weight, fee, status)


def _pruned(
    built: Mask,
    pairs: sparse.csr_array,
    weight: Floats,
    enough: float,
    fee: Floats,
    status: Status,
) -> Mask:
    """The plan without the sites that the target does not need, the dearest tried first."""
    built = built.copy()
    cover = sparse.csc_array(pairs != 0)
    times = cover.astype(np.int64) @ built.astype(np.int64)
    people = float(weight[times > 0].sum())
    chosen = np.flatnonzero(built & (status != IN))
    for at in chosen[np.argsort(-fee[chosen], kind="stable")]:
        rows = cover.indices[cover.indptr[at] : cover.indptr[at + 1]]
        lost = float(weight[rows[times[rows] == 1]].sum())
        if people - lost >= enough:
            built[at] = False
            times[rows] -= 1
            people -= lost
    return built


def _priced(
    built: Mask,
    bound: float,
    history: tuple[tuple[str, float, float], ...],
    pairs: sparse.csr_array,
    weight: Floats,
    fee: Floats,
    status: Status,
) -> SitePlan:
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    value = float(fee[built].sum())
    bound = min(value, bound)
    is_optimal = value - bound <= 1e-6 * max(1.0, value)
    return SitePlan(
        open=built,
        assign=first_open(start, site, built),
        value=value,
        bound=value if is_optimal else bound,
        status="optimal" if is_optimal else "bounded",
        history=history or (("solver", value, bound),),
        unreachable=np.flatnonzero(~reachable_rows(start, site, status) & (weight > 0)).astype(
            np.int64
        ),
        objective="min",
    )
