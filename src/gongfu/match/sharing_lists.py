"""Lists of firms, orders and a centre's supply: who gets what and why, which rows do not count."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.match.sharing import Shares, credits_after, divided, more_supply
from gongfu.match.sharing_checks import Floats, Orders, checked_orders

FAULTS: Final = (
    "no_firm", "firm_twice", "weight", "credit", "unknown_firm", "unknown_resource", "amount",
    "twice", "not_whole", "no_period", "no_orders",
)  # fmt: skip
"""What may be wrong with a row."""
_MILD: Final = ("no_orders",)
"""Faults that leave nobody out: the row itself does not count."""

REASONS: Final = ("whole_order", "full", "floor", "no_order", "no_supply", "left_out")
"""Why a firm gets what it gets."""


@dataclass(frozen=True, slots=True, eq=False)
class SharedOut:
    """A centre divided among firms.

    Attributes
    ----------
    table
        One row per period and firm, in the order of the firms: `period` (if there are several),
        `firm`, `name` (if given), `share` (of its order, NaN without one), `dominant_share` (of
        the centre), `dominant`, `bound_by`, `reason` (of `REASONS`), `credit`, `credit_after`, and
        `ordered_R` and `gets_R` for each resource R.  Who is left out gets nothing that can be
        told (missing), and keeps its credit.
    resources
        One row per period and resource: `supply`, `ordered`, `given`, `left`, `firms_held` (that
        it stopped), `orders_met` (the sum of all shares of orders), and with 1% more of it
        `orders_met_then`, `more_firms` that get more and `fewer_firms` that get less.
    faults
        One row per row that did not count: `list`, `row`, `firm`, `fault` (of `FAULTS`).  A firm
        with a fault is left out with all its rows, since an order without a part of it would be
        another order; but a row of supply or floors for a period without orders leaves out nobody.
    """

    table: pd.DataFrame
    resources: pd.DataFrame
    faults: pd.DataFrame


def share_out(
    firms: pd.DataFrame,
    demands: pd.DataFrame,
    supply: pd.DataFrame,
    floors: pd.DataFrame | None = None,
    *,
    most_periods: float = 1.0,
) -> SharedOut:
    """The centre divided by dominant-resource fairness, period by period, with reasons.

    Parameters
    ----------
    firms
        `firm`, perhaps `name`, `weight` (> 0, 1 if missing) and `credit` (0 if missing): the
        `credit_after` of the last division.
    demands
        `firm`, `resource`, `amount` (>= 0), perhaps `period`: the order of each firm.
    supply
        `resource`, `amount` (>= 0), perhaps `whole` (bool): given out in whole units only; perhaps
        `period`: a row without one holds in every period that has none of its own.
    floors
        `firm`, `resource`, `amount`: what a firm gets in any case, or its order if that is less;
        perhaps `period`, as in `supply`.
    most_periods
        No credit or debt is more than a firm's due of so many periods.

    Returns
    -------
    SharedOut
        Periods come in the order in which `demands` first names them; `over_periods` says what is
        carried over, as parts of the supply of the period in which it was left.

    Raises
    ------
    InputError
        The supply is faulty or absent in a period, or no firm is left.
    InfeasibleError
        The floors do not fit into the supply; the firms, and the period, are named.
    """
    if not (np.isfinite(most_periods) and most_periods >= 0):
        raise InputError(f"most_periods must be >= 0 and finite; it is {most_periods}")
    periods: list[Any] = list(demands["period"].dropna().unique()) if "period" in demands else []
    resources, there, whole = _supply(supply, periods)
    whole_of = dict(zip(resources, whole, strict=True))
    least = pd.DataFrame() if floors is None else floors
    faults = _firm_faults(firms)
    faults += _row_faults("demands", demands, firms, whole_of, periods)
    if floors is not None:
        _check_periods("floors", floors, periods)
        faults += _row_faults("floors", floors, firms, whole_of, periods)
    faults += _idle("supply", supply, periods)
    found = pd.DataFrame(faults, columns=["list", "row", "firm", "fault"])
    grave = found[~found["fault"].isin(_MILD)]
    sound = firms[~firms["firm"].isin(set(grave["firm"]))]
    if not len(sound):
        raise InputError(
            f"none of the {len(firms)} firms is left after {len(grave)} faulty rows, such as row "
            f"{grave['row'].iloc[0] if len(grave) else 1} of the list "
            f"{grave['list'].iloc[0] if len(grave) else 'firms'}; correct them"
        )

    ids = pd.Index(sound["firm"])
    weight = _column(sound, "weight", 1.0)
    credit = _column(sound, "credit", 0.0)
    tables, sums = [], []
    for at, period in enumerate(periods or [None]):
        mine = demands if period is None else demands[demands["period"] == period]
        try:
            order = checked_orders(
                _matrix(mine, ids, resources), there[at], weight,
                _floors(least, ids, resources, period), credit, whole,
                names=list(ids), resources=resources,
            )  # fmt: skip
        except InfeasibleError as error:
            if period is None:
                raise
            raise InfeasibleError(f"period {period!r}: {error}") from error
        shares = divided(order)
        after = credits_after(weight, shares, credit, most_periods)
        table = _told(order, shares, resources).assign(credit=credit, credit_after=after)
        table.insert(0, "firm", ids)
        tables.append(_all_firms(table, firms, period))
        sums.append(_sums(order, shares, resources, period))
        credit = after

    return SharedOut(
        pd.concat(tables, ignore_index=True), pd.concat(sums, ignore_index=True), found
    )


def _supply(
    supply: pd.DataFrame, periods: list[Any]
) -> tuple[list[Any], Floats, NDArray[np.bool_]]:
    """Names (m), amounts (T, m) and whether in whole units only; faults here stop all."""
    amount = supply["amount"].to_numpy(float)
    bad = ~(np.isfinite(amount) & (amount >= 0))
    if bad.any():
        raise InputError(
            f"supply: the amount of {supply['resource'].iloc[int(bad.argmax())]!r} is missing, no "
            "number, or below 0; all shares hang on it: correct it"
        )
    _check_periods("supply", supply, periods)
    key = ["resource", "period"] if "period" in supply else ["resource"]
    twice = supply.duplicated(key)
    if twice.any():
        each = " for each period" if "period" in supply else ""
        raise InputError(
            f"supply: {supply.loc[twice, 'resource'].iloc[0]!r} stands twice; give each resource "
            f"one row{each}"
        )
    names = list(supply["resource"].unique())
    if not names:
        raise InputError("supply: it names no resource; give each one row")
    whole = supply["whole"] if "whole" in supply else pd.Series(False, supply.index)
    first = whole[~supply["resource"].duplicated().to_numpy()].to_numpy(bool)
    mixed = whole.to_numpy(bool) != first[pd.Index(names).get_indexer(pd.Index(supply["resource"]))]
    if mixed.any():
        raise InputError(
            f"supply: {supply.loc[mixed, 'resource'].iloc[0]!r} is given out in whole units in "
            "some rows only; write the same in each of its rows"
        )
    there = np.full((max(1, len(periods)), len(names)), np.nan)
    for at, period in enumerate(periods or [None]):
        mine = _of_period(supply, period, "resource").set_index("resource")["amount"]
        there[at] = mine.reindex(names).to_numpy(float)
    lost = np.argwhere(np.isnan(there))
    if len(lost):
        at, j = lost[0]
        raise InputError(
            f"supply: {len(lost)} amounts are not told, such as that of {names[j]!r} in the period "
            f"{periods[at]!r}; give it, 0 if there is none, or a row without a period for all"
        )
    return names, there, first


def _check_periods(name: str, rows: pd.DataFrame, periods: list[Any]) -> None:
    if "period" in rows and rows["period"].notna().any() and not periods:
        raise InputError(
            f"{name} differ by period, and no order names one; add a column period to the orders"
        )


def _of_period(rows: pd.DataFrame, period: object, *key: str) -> pd.DataFrame:
    """The rows that hold in a period: its own, and those without one where it has none."""
    if "period" not in rows:
        return rows
    own = rows[rows["period"] == period]
    both = pd.concat([own, rows[rows["period"].isna()]])
    return both[~both.duplicated(list(key))]


def _floors(floors: pd.DataFrame, ids: pd.Index, resources: list[Any], period: object) -> Floats:
    """Floors of one period by firm and resource."""
    return _matrix(_of_period(floors, period, "firm", "resource"), ids, resources)


def _idle(name: str, rows: pd.DataFrame, periods: list[Any]) -> list[tuple[str, int, Any, str]]:
    """Rows for a period in which nobody orders anything."""
    if "period" not in rows:
        return []
    idle = rows["period"].notna() & ~rows["period"].isin(periods)
    return _marked(name, rows, {"no_orders": idle.to_numpy()})


def _firm_faults(firms: pd.DataFrame) -> list[tuple[str, int, Any, str]]:
    twice = firms["firm"].duplicated(keep=False).to_numpy()
    weight, credit = _column(firms, "weight", 1.0), _column(firms, "credit", 0.0)
    marks = {
        "no_firm": firms["firm"].isna().to_numpy(),
        "firm_twice": twice,
        "weight": ~(np.isfinite(weight) & (weight > 0)),
        "credit": ~np.isfinite(credit),
    }
    return _marked("firms", firms, marks)


def _row_faults(
    name: str,
    rows: pd.DataFrame,
    firms: pd.DataFrame,
    whole_of: dict[Any, bool],
    periods: list[Any],
) -> list[tuple[str, int, Any, str]]:
    amount = rows["amount"].to_numpy(float)
    key = [column for column in ("firm", "resource", "period") if column in rows]
    whole = rows["resource"].map(whole_of).eq(True).to_numpy()
    bad = ~(np.isfinite(amount) & (amount >= 0))
    marks = {
        "unknown_firm": ~rows["firm"].isin(firms["firm"]).to_numpy(),
        "unknown_resource": ~rows["resource"].isin(list(whole_of)).to_numpy(),
        "amount": bad,
        "twice": rows.duplicated(key, keep=False).to_numpy(),
        "not_whole": whole & ~bad & (np.nan_to_num(amount) % 1 != 0),
    }
    if "period" in rows and name == "demands":
        marks["no_period"] = rows["period"].isna().to_numpy()
    elif "period" in rows:
        marks["no_orders"] = (rows["period"].notna() & ~rows["period"].isin(periods)).to_numpy()
    return _marked(name, rows, marks)


def _marked(
    name: str, rows: pd.DataFrame, marks: dict[str, NDArray[np.bool_]]
) -> list[tuple[str, int, Any, str]]:
    """One fault per row: the first that it has."""
    found: dict[int, str] = {}
    number = rows["row"].to_numpy() if "row" in rows else np.arange(1, len(rows) + 1)
    for fault, mask in marks.items():
        for at in np.flatnonzero(mask):
            found.setdefault(int(at), fault)
    firm = rows["firm"].to_numpy(object) if "firm" in rows else np.full(len(rows), None, object)
    return [(name, int(number[at]), firm[at], found[at]) for at in sorted(found)]


def _column(firms: pd.DataFrame, name: str, missing: float) -> Floats:
    """A column of numbers; -inf stands for a cell that holds none, as the reader says."""
    if name not in firms:
        return np.full(len(firms), missing)
    values: Floats = firms[name].fillna(missing).to_numpy(float)
    return values


def _matrix(rows: pd.DataFrame, ids: pd.Index, resources: list[Any]) -> Floats:
    """Amounts by firm and resource, 0 where there is no row."""
    found = np.zeros((len(ids), len(resources)))
    if len(rows):
        firm = ids.get_indexer(pd.Index(rows["firm"]))
        resource = pd.Index(resources).get_indexer(pd.Index(rows["resource"]))
        here = (firm >= 0) & (resource >= 0)
        found[firm[here], resource[here]] = rows["amount"].to_numpy(float)[here]
    return found


def _told(order: Orders, shares: Shares, resources: list[Any]) -> pd.DataFrame:
    """What each firm gets and why, in the order of the sound firms."""
    names = np.array([*map(str, resources), None], object)
    asks = (order.demand > 0).any(axis=1)
    reason = np.select(
        [~asks, order.shut, shares.at_floor, shares.bound_by >= 0],
        ["no_order", "no_supply", "floor", "full"],
        "whole_order",
    )
    columns: dict[str, Any] = {
        "share": shares.share,
        "dominant_share": shares.dominant_share,
        "dominant": names[shares.dominant],
        "bound_by": names[shares.bound_by],
        "reason": reason.astype(object),
    }
    for j, name in enumerate(resources):
        columns[f"ordered_{name}"] = order.demand[:, j]
        columns[f"gets_{name}"] = shares.amounts[:, j]
    return pd.DataFrame(columns)


def _all_firms(table: pd.DataFrame, firms: pd.DataFrame, period: object) -> pd.DataFrame:
    """The table in the order of the firms, with those that are left out."""
    once = firms[firms["firm"].notna()].drop_duplicates("firm")
    told = table.set_index("firm").reindex(once["firm"]).reset_index()
    out = told["reason"].isna()
    told["reason"] = told["reason"].where(~out, "left_out")
    kept = _column(once, "credit", 0.0)  # who is left out keeps what it is owed
    for name in ("credit", "credit_after"):
        told[name] = told[name].where(~out, np.where(np.isfinite(kept), kept, np.nan))
    if "name" in once:
        told.insert(1, "name", once["name"].to_numpy(object))
    if period is not None:
        told.insert(0, "period", period)
    return told


def _sums(order: Orders, shares: Shares, resources: list[Any], period: object) -> pd.DataFrame:
    met, more, fewer = more_supply(order, shares)
    held = np.bincount(shares.bound_by[shares.bound_by >= 0], minlength=len(resources))
    told = pd.DataFrame(
        {
            "resource": list(map(str, resources)),
            "supply": order.supply,
            "ordered": order.demand.sum(axis=0),
            "given": shares.used,
            "left": np.maximum(order.supply - shares.used, 0.0),
            "firms_held": held,
            "orders_met": float(np.nansum(shares.share)),
            "orders_met_then": met,
            "more_firms": more,
            "fewer_firms": fewer,
        }
    )
    if period is not None:
        told.insert(0, "period", period)
    return told
