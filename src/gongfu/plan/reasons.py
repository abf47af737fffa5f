"""Why these sites and not others: what each is worth, what a hunch costs, how many are enough."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InputError
from gongfu.kernels.rooms import net_of
from gongfu.kernels.transport import divided
from gongfu.plan.capacitated import CapacitatedPlan
from gongfu.plan.covering import mclp
from gongfu.plan.site_checks import checked_capacity, checked_demand, checked_matrix
from gongfu.plan.site_plan import SitePlan

_ROUGH: Final = 0.2  # effort for each point of a curve


def worth_of_sites(cover: Any, demand: ArrayLike, plan: SitePlan) -> pd.DataFrame:
    """What each open site of a covering plan is worth, and the next best in its place.

    Parameters
    ----------
    cover, demand
        As in `mclp`.
    plan
        From `mclp` on these, without capacities: see `load_of_sites` for a plan with them.

    Returns
    -------
    DataFrame
        One row per open site, the most missed first: `site`; `people`, within its reach;
        `lost_if_dropped`, people whom only this site covers; `swap`, the site that is closed and
        would make up for most of them, -1 if none would; `lost_if_swapped`, people who would
        still be lost, below 0 if the swap gains (the plan is then not the best).
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    weight = checked_demand(demand, pairs.shape[0])
    covers = sparse.csc_array(pairs != 0).astype(float)
    times = covers @ plan.open.astype(float)
    rows = []
    for site in plan.sites:
        mine = covers.indices[covers.indptr[site] : covers.indptr[site + 1]]
        alone = mine[times[mine] == 1]
        lost = float(weight[alone].sum())
        open_now = np.where(times == 0, weight, 0.0)
        open_now[alone] = weight[alone]
        gained = covers.T @ open_now
        gained[plan.open] = -1.0
        swap = int(np.argmax(gained))
        helps = gained[swap] > 0
        rows.append(
            {
                "site": int(site),
                "people": float(weight[mine].sum()),
                "lost_if_dropped": lost,
                "swap": swap if helps else -1,
                "lost_if_swapped": lost - float(gained[swap]) if helps else lost,
            }
        )
    columns = {"site": int, "people": float, "lost_if_dropped": float, "swap": int,
               "lost_if_swapped": float}  # fmt: skip
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    order = np.lexsort([table["site"], -table["lost_if_dropped"]])
    return table.iloc[order].reset_index(drop=True)


def load_of_sites(
    cover: Any, demand: ArrayLike, capacity: ArrayLike, plan: CapacitatedPlan
) -> pd.DataFrame:
    """What each open site of a plan with capacities serves, and what is lost without it.

    Parameters
    ----------
    cover, demand, capacity
        As in `capacitated_mclp`.
    plan
        From it on these.

    Returns
    -------
    DataFrame
        One row per open site, the most missed first: `site`; `people`, within its reach;
        `served`; `load_share`, of its capacity (missing where that is 0); `lost_if_dropped`,
        people who would not be served if the others took over whom they have room for.

    Notes
    -----
    People beyond the limit of every other site are lost, and so are those who find the others
    full: each loss is a maximal flow of its own.
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    weight = checked_demand(demand, pairs.shape[0])
    room = checked_capacity(capacity, pairs.shape[1])
    start, near = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    net = net_of(start, near, np.zeros(near.size), weight, 1.0, room)
    most, sites = float(weight.sum()), plan.sites
    lost = []
    for site in sites:
        others = plan.open.copy()
        others[site] = False
        lost.append(max(0.0, plan.value - (most - divided(net, others)[3])))
    served, places = plan.load[sites], room[sites]
    table = pd.DataFrame(
        {
            "site": sites,
            "people": ((pairs != 0).T @ weight)[sites],
            "served": served,
            "load_share": np.divide(served, places, np.full(sites.size, np.nan), where=places > 0),
            "lost_if_dropped": np.array(lost, float),
        }
    )
    order = np.lexsort([table["site"], -table["lost_if_dropped"]])
    return table.iloc[order].reset_index(drop=True)


def price_of_site(
    cover: Any, demand: ArrayLike, plan: SitePlan, *, site: int, **limits: Any
) -> pd.DataFrame:
    """What it costs to have a site that the plan does not open: people covered less.

    Parameters
    ----------
    cover, demand
        As in `mclp`.
    plan
        From `mclp` on these, with the same limits.
    site
        The hunch: a position that is not forbidden.
    limits
        The limits of the plan, as `mclp` takes them (`n_sites`, `budget`, `cost`, `fixed`,
        `forbidden`, `seed`, `effort`).

    Returns
    -------
    DataFrame
        One row: `site`; `covered`, by the best plan found with it; `price`, how many fewer than
        in `plan` (0 where the plan with it is as good or better); `price_at_least`, which no
        plan with it avoids.
    """
    n_sites = plan.open.size
    if not 0 <= site < n_sites:
        raise InputError(f"site is {site!r}; sites are 0 to {n_sites - 1}")
    fixed = limits.pop("fixed", None)
    held = np.zeros(n_sites, bool)
    if fixed is not None:
        held[np.asarray(fixed)] = True
    held[site] = True
    forced = mclp(cover, demand, fixed=held, **limits)
    return pd.DataFrame(
        {
            "site": [site],
            "covered": [forced.value],
            "price": [max(0.0, plan.value - forced.value)],
            "price_at_least": [max(0.0, plan.value - forced.bound)],
        }
    )


def coverage_curve(
    cover: Any,
    demand: ArrayLike,
    *,
    numbers: Sequence[int],
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = _ROUGH,
) -> pd.DataFrame:
    """How many people more sites would cover, and where one more begins to bring little.

    Parameters
    ----------
    cover, demand, fixed, forbidden, seed, effort
        As in `mclp`.
    numbers
        How many sites, ascending, each a plan of its own.

    Returns
    -------
    DataFrame
        One row per number: `n_sites`, `covered`, `bound`, `share` (of all people), `gain` (more
        than the row before, per site), `knee` (true in the row farthest above the straight line
        from the first to the last: Satopaa, Albrecht, Irwin and Raghavan 2011).  `covered` never
        falls: a plan with more sites that the search left worse gives way to the one before.
    """
    wanted = [int(number) for number in numbers]
    if len(wanted) < 2 or wanted != sorted(set(wanted)):
        raise InputError(f"numbers must be two or more, ascending; they are {list(numbers)!r}")
    weight = np.asarray(demand, float)
    rows = []
    best = 0.0
    for number in wanted:
        plan = mclp(
            cover,
            weight,
            n_sites=number,
            fixed=fixed,
            forbidden=forbidden,
            seed=seed,
            effort=effort,
        )
        best = max(best, plan.value)
        rows.append((number, best, max(best, plan.bound), best / float(weight.sum())))
    table = pd.DataFrame(rows, columns=["n_sites", "covered", "bound", "share"])
    more = table["covered"].diff() / table["n_sites"].diff()
    more.iloc[0] = table["covered"].iloc[0] / table["n_sites"].iloc[0]
    return table.assign(gain=more, knee=_knee(table["n_sites"], table["covered"]))


def _knee(x: pd.Series, y: pd.Series) -> NDArray[np.bool_]:
    """The point farthest above the chord, the first of equals; none if no point lies above it."""
    across = (x - x.iloc[0]) / (x.iloc[-1] - x.iloc[0])
    rise = float(y.iloc[-1] - y.iloc[0])
    above = (y - y.iloc[0]) / rise - across if rise > 0 else y * 0.0
    knee = np.zeros(len(x), bool)
    if above.max() > 1e-9:
        knee[int(np.argmax(above >= above.max() - 1e-9))] = True
    return knee
