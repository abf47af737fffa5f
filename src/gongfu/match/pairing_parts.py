"""What a pair is scored by: need, capacity to help, nearness, related industries, history."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError

_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def need_and_capacity(figures: pd.DataFrame, *, weight: str) -> pd.DataFrame:
    """How far each county lies below the mean of all, and how far above, from 0 to 1.

    Parameters
    ----------
    figures
        One row per county of the whole zone: columns of figures per head, and `weight`.  NaN is not
        known.
    weight
        The column that weighs the mean, such as residents; numbers > 0.

    Returns
    -------
    DataFrame
        By county: `need` and `capacity`, NaN where nothing is known; `n_figures`, how many are.

    Notes
    -----
    For each figure, need is (mean - value) / (mean - lowest) and capacity (value - mean) /
    (highest - mean), neither below 0; a county's are the means over the figures known of it.  They
    order counties of one zone and period and are no amounts of money.
    """
    base = figures[weight]
    bad = ~(base > 0)
    if bad.any():
        raise InputError(
            f"{weight!r} must be above 0; {int(bad.sum())} counties have others or none, such as "
            f"{figures.index[bad][0]!r}; correct or leave them out"
        )
    values = figures.drop(columns=weight)
    known = values.notna()
    mean = (values.fillna(0.0).mul(base, axis=0)).sum() / known.mul(base, axis=0).sum()
    low, high = mean - values.min(), values.max() - mean
    need = (mean - values).clip(lower=0.0) / low.where(low > 0)
    able = (values - mean).clip(lower=0.0) / high.where(high > 0)
    return pd.DataFrame(
        {"need": need.mean(axis=1), "capacity": able.mean(axis=1), "n_figures": known.sum(axis=1)}
    )


def pair_parts(
    mountains: pd.Series,
    seas: pd.Series,
    *,
    distance: pd.Series | None = None,
    related: pd.Series | None = None,
    record: Sequence[tuple[Any, Any]] = (),
) -> pd.DataFrame:
    """The parts of the score of every pair that may be.

    Parameters
    ----------
    mountains
        Need of each mountain county, from 0 to 1; NaN is not known.
    seas
        Capacity of each county by the sea, from 0 to 1.
    distance
        By (mountain, sea): kilometres or minutes, >= 0; None leaves `near` out.  A pair without a
        row is not known.
    related
        By (mountain, sea): how many industries that the mountain county lacks and is close to the
        other has; None leaves `complement` out.
    record
        Pairs (mountain, sea) that are, or have been.

    Returns
    -------
    DataFrame
        `mountain`, `sea`, `need` (need times capacity: high only where both are), `capacity`,
        perhaps `near` (1 - distance / the longest), `complement` (industries / the most of any
        pair) and `history` (1 on record, 0 not); the `distance` and `related` they come from.
    """
    for side, values in (("mountain counties", mountains), ("counties by the sea", seas)):
        if values.index.has_duplicates or not len(values):
            what = "stand more than once" if len(values) else "are not given"
            raise InputError(f"{side} {what}; give each county one row")
    rows = pd.MultiIndex.from_product([mountains.index, seas.index], names=["mountain", "sea"])
    need = np.repeat(mountains.to_numpy(float), len(seas))
    able = np.tile(seas.to_numpy(float), len(mountains))
    columns: dict[str, Any] = {"need": need * able, "capacity": able}
    if distance is not None:
        far = _of_rows(distance, rows, "distance")
        longest = np.nanmax(far, initial=0.0)
        columns |= {"near": 1.0 - far / longest if longest > 0 else 1.0 - 0.0 * far}
        columns |= {"distance": far}
    if related is not None:
        n = _of_rows(related, rows, "related")
        most = np.nanmax(n, initial=0.0)
        columns |= {"complement": n / most if most > 0 else 0.0 * n, "related": n}
    columns["history"] = rows.isin(list(record)).astype(float) if len(record) else 0.0
    return pd.DataFrame(columns, index=rows).reset_index()


def valid_at(frame: pd.DataFrame, date: str, *, start: str, end: str) -> NDArray[np.bool_]:
    """Which rows hold at a date: begun by then, and not ended.

    Parameters
    ----------
    frame
        Dates as YYYY, YYYY-MM or YYYY-MM-DD; "" or missing is open.
    date
        The same; "" stands for the latest: what has not ended.
    start, end
        Its columns.

    Returns
    -------
    ndarray
        Dates are compared as finely as both say: what ended "2025" no longer holds at "2025-03",
        and what began "2021" holds at "2021-01".
    """
    check_date(date)
    begun = np.ones(len(frame), bool)
    ended = np.zeros(len(frame), bool)
    for at, (first, last) in enumerate(zip(frame[start], frame[end], strict=True)):
        first, last = _text(first), _text(last)
        if date and first:
            fine = min(len(first), len(date))
            begun[at] = first[:fine] <= date[:fine]
        if last:
            fine = min(len(last), len(date)) if date else 0
            ended[at] = not date or last[:fine] <= date[:fine]
    return begun & ~ended


def check_date(date: str) -> None:
    """Raise an InputError unless a text is a year, a month or a day, or empty."""
    if date and not _DATE.fullmatch(date):
        raise InputError(f"the date is {date!r}; write YYYY, YYYY-MM or YYYY-MM-DD")


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _of_rows(values: pd.Series, rows: pd.MultiIndex, name: str) -> NDArray[np.float64]:
    """The value of each pair, NaN where there is none."""
    if values.index.has_duplicates:
        raise InputError(f"{name}: a pair stands more than once; leave one row of each")
    found: NDArray[np.float64] = values.reindex(rows).to_numpy(float)
    if (found < 0).any():
        raise InputError(f"{name}: {int((found < 0).sum())} pairs are below 0; correct them")
    return found
