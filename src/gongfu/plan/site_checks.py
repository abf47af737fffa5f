"""What a siting problem is given, checked once: pairs, demand, limits, and sites decided."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status

_SHOWN: Final = 5
_EXACT: Final = 1e9  # sums up to here are right to 1e-6, however they are taken
_ROUNDING: Final = 1e-12  # 0.1 + 0.2 is within a budget of 0.3


def checked_demand(demand: ArrayLike, n_rows: int) -> Floats:
    """People (n,) at each demand, finite and >= 0."""
    weight = _numbers(demand, "demand").astype(float)
    if weight.shape != (n_rows,):
        raise InputError(
            f"demand has shape {weight.shape}, but there are {n_rows} rows of demand; "
            "give one number for each row"
        )
    bad = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if bad.size:
        raise InputError(
            f"demand must be finite and >= 0, and is not in {_rows(bad)} "
            f"(such as {float(weight[bad[0]])}); correct them, or drop these rows"
        )
    if n_rows and weight.sum() == 0:
        raise InputError("every demand is 0, so that no plan is better than another; give people")
    return weight


def checked_matrix(matrix: Any, name: str, *, zeros: bool) -> sparse.csr_array:
    """A CSR array, sorted, without repeated pairs, finite and >= 0.

    zeros: whether an explicit zero is a pair (a cost of 0) or none (not covered).
    """
    if sparse.issparse(matrix):
        n_given = matrix.nnz
        found = sparse.csr_array(matrix)
        if not found.has_canonical_format:
            found = found.copy()
            found.sum_duplicates()
        if zeros and found.nnz < n_given:
            raise InputError(
                f"{n_given - found.nnz} pairs of {name} are given twice; keep one cost for each"
            )
    else:
        dense = _numbers(matrix, name)
        if dense.ndim != 2:
            raise InputError(f"{name} must have two axes, demand and sites; it has {dense.ndim}")
        found = _from_dense(dense) if zeros else sparse.csr_array(dense)
    if 0 in found.shape:
        raise InputError(f"{name} has shape {found.shape}; there must be a demand and a site")
    data = _numbers(found.data, name)
    if data.dtype != bool:
        bad = np.flatnonzero(~(np.isfinite(data) & (data >= 0)))
        if bad.size:
            rows = np.searchsorted(found.indptr, bad, side="right") - 1
            raise InputError(
                f"{name} must be finite and >= 0, and is not in {_rows(np.unique(rows))} (such as "
                f"{float(data[bad[0]])}); leave a pair out if that site cannot serve that demand"
            )
    if not zeros and (data == 0).any():
        found = found.copy()
        found.eliminate_zeros()
    return found


def _from_dense(dense: NDArray[Any]) -> sparse.csr_array:
    """Every pair of a dense matrix, zeros among them; infinite ones cannot serve."""
    dense = dense.astype(float, copy=False)
    n_rows, n_sites = dense.shape
    served = ~np.isposinf(dense)
    if served.all():
        start = np.arange(0, dense.size + 1, n_sites) if n_sites else np.zeros(n_rows + 1, int)
        return sparse.csr_array(
            (dense.ravel(), np.tile(np.arange(n_sites), n_rows), start), shape=dense.shape
        )
    rows, sites = np.nonzero(served)
    start = np.concatenate([[0], np.cumsum(served.sum(axis=1))])
    return sparse.csr_array((dense[rows, sites], sites, start), shape=dense.shape)


def checked_limits(
    n_sites_all: int,
    *,
    n_sites: int | None,
    budget: float | None,
    cost: ArrayLike | None,
    fixed: ArrayLike | None,
    forbidden: ArrayLike | None,
) -> tuple[Choice, Status]:
    """How many sites, for how much, and which are decided already."""
    status = checked_status(n_sites_all, fixed=fixed, forbidden=forbidden)
    inside, outside = status == IN, status == OUT
    fee = checked_fee(cost, n_sites_all)
    if n_sites is None and budget is None:
        raise InputError("say how many sites (n_sites) or how much money (budget with cost)")
    if cost is not None and budget is None:
        raise InputError("a cost per site needs a budget; give budget, or leave cost out")
    if budget is not None and cost is None:
        raise InputError("a budget needs the cost of each site; give cost")
    n_allowed = n_sites_all - int(outside.sum())
    if n_sites is not None:
        _check_number(n_sites, int(inside.sum()), n_allowed)
    if budget is not None:
        _check_budget(float(budget), fee, inside, outside)
    money = None if budget is None else float(budget) * (1 + _ROUNDING)
    return Choice(None if n_sites is None else int(n_sites), fee, money), status


def checked_status(n_sites: int, *, fixed: ArrayLike | None, forbidden: ArrayLike | None) -> Status:
    """Which sites are IN and which are OUT from the beginning (m,)."""
    status = np.full(n_sites, FREE, np.int8)
    inside = _members(fixed, n_sites, "fixed")
    outside = _members(forbidden, n_sites, "forbidden")
    both = np.flatnonzero(inside & outside)
    if both.size:
        raise InputError(f"sites {_some(both)} are both fixed and forbidden; choose one of the two")
    status[outside] = OUT
    status[inside] = IN
    return status


def checked_fee(cost: ArrayLike | None, n_sites: int) -> Floats:
    """What each site costs (m,), 1 if nothing is said."""
    fee = np.ones(n_sites) if cost is None else _numbers(cost, "cost").astype(float)
    if fee.shape != (n_sites,):
        raise InputError(f"cost has shape {fee.shape}; give one number for each of {n_sites} sites")
    bad = np.flatnonzero(~(np.isfinite(fee) & (fee >= 0)))
    if bad.size:
        raise InputError(
            f"cost must be finite and >= 0, and is not for sites {_some(bad)}; correct it, or "
            "leave these sites out"
        )
    return fee


def checked_capacity(capacity: ArrayLike, n_sites: int) -> Floats:
    """People that each site takes (m,), >= 0; infinity where it takes everybody."""
    room = _numbers(capacity, "capacity").astype(float)
    if room.shape != (n_sites,):
        raise InputError(
            f"capacity has shape {room.shape}; give one number of people for each of "
            f"{n_sites} sites"
        )
    bad = np.flatnonzero(~(room >= 0))
    if bad.size:
        raise InputError(
            f"capacity must be >= 0, and is not for sites {_some(bad)} (such as "
            f"{float(room[bad[0]])}); correct it, or give infinity where a site takes everybody"
        )
    return room


def _check_number(n_sites: Any, n_fixed: int, n_allowed: int) -> None:
    is_whole = isinstance(n_sites, (int, float, np.number)) and not isinstance(n_sites, bool)
    if not is_whole or not np.isfinite(n_sites) or n_sites % 1 or n_sites < 1:
        raise InputError(f"n_sites must be a whole number of at least 1; it is {n_sites!r}")
    if n_sites > n_allowed:
        raise InputError(
            f"n_sites is {n_sites}, but only {n_allowed} sites are allowed; "
            "ask for fewer, or add sites"
        )
    if n_sites < n_fixed:
        raise InputError(
            f"n_sites is {n_sites}, but {n_fixed} sites are fixed and count among them; "
            "ask for more, or fix fewer"
        )


def _check_budget(
    budget: float, fee: Floats, inside: NDArray[np.bool_], outside: NDArray[np.bool_]
) -> None:
    if not (np.isfinite(budget) and budget >= 0):
        raise InputError(f"budget must be finite and >= 0; it is {budget!r}")
    needed = float(fee[inside].sum())
    if needed > budget * (1 + _ROUNDING):
        raise InfeasibleError(
            f"the fixed sites cost {needed:g}, more than the budget of {budget:g}; "
            "raise the budget, or fix fewer"
        )
    free = ~inside & ~outside
    if free.any() and not inside.any() and fee[free].min() > budget:
        raise InfeasibleError(
            f"the cheapest site costs {fee[free].min():g}, more than the budget of {budget:g}; "
            "raise the budget, or add cheaper sites"
        )


def _members(given: ArrayLike | None, n_sites: int, name: str) -> NDArray[np.bool_]:
    """A mask (m,) bool from a mask or from positions, told apart by their type."""
    if given is None:
        return np.zeros(n_sites, bool)
    members = np.asarray(given)
    if members.dtype == bool:
        if members.shape != (n_sites,):
            raise InputError(f"{name} is a mask of shape {members.shape}; it needs ({n_sites},)")
        return members.copy()
    mask = np.zeros(n_sites, bool)
    if members.size == 0:
        return mask
    if members.ndim != 1 or members.dtype.kind not in "iu":
        raise InputError(f"{name} must be positions (whole numbers) or a mask (bool) of the sites")
    bad = members[(members < 0) | (members >= n_sites)]
    if bad.size:
        raise InputError(f"{name} has positions {_some(bad)}; sites are 0 to {n_sites - 1}")
    mask[members] = True
    return mask


def chance_of(seed: Any) -> np.random.Generator:
    """The chance that a seed gives, a whole number of at least 0."""
    is_whole = isinstance(seed, (int, np.integer)) and not isinstance(seed, bool)
    if not is_whole or seed < 0:
        raise InputError(f"seed must be a whole number of at least 0; it is {seed!r}")
    return np.random.default_rng(seed)


def checked_effort(effort: Any) -> float:
    """How much work, a finite number above 0."""
    if not isinstance(effort, (int, float, np.number)) or not 0 < effort < np.inf:
        raise InputError(f"effort must be a finite number above 0; it is {effort!r}")
    return float(effort)


def grain_of(weight: Floats, cost: Floats | None = None) -> float:
    """1 if every cost of a plan is a whole number, else 0: what plans differ by at least.

    0 too where plans may cost so much that a bound is not known to within 1: it is rounded up.
    """
    whole = bool((weight == np.floor(weight)).all())
    most = float(weight.sum())
    if cost is not None:
        whole = whole and bool((cost == np.floor(cost)).all())
        most *= float(cost.max(initial=0.0))
    return 1.0 if whole and most < _EXACT else 0.0


def _numbers(given: Any, name: str) -> NDArray[Any]:
    """An array of real numbers or truth values."""
    try:
        found = np.asarray(given)
        found = found.astype(float) if found.dtype == object else found
    except (TypeError, ValueError):  # rows of different lengths, texts
        found = np.empty(0, object)
    if found.dtype.kind not in "biuf":
        raise InputError(
            f"{name} must be an array of numbers; it is of {found.dtype}: convert texts, and give "
            "every row the same length"
        )
    return found


def _rows(rows: NDArray[Any]) -> str:
    return f"{rows.size} rows such as {_some(rows)}" if rows.size > 1 else f"row {rows[0]}"


def _some(positions: Sequence[int] | NDArray[Any]) -> str:
    shown = ", ".join(str(int(at)) for at in positions[:_SHOWN])
    return shown if len(positions) <= _SHOWN else f"{shown} and {len(positions) - _SHOWN} more"
