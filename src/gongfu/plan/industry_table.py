"""A long table of places and industries, as a matrix whose rows and columns have names."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import relatedness as kernels

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_SHOWN: Final = 3
_DUST: Final = 1e-9  # an advantage of 1 may come out of a division just below it


@dataclass(frozen=True, slots=True, eq=False)
class IndustryTable:
    """P places by I industries.

    places (P,), industries (I,) in the order in which they first occur; value (P, I) >= 0;
    rca (P, I), NaN where the place or the industry has nothing; present (P, I): rca >= 1.
    """

    places: pd.Index
    industries: pd.Index
    value: Floats
    rca: Floats
    present: Mask

    def pairs(self, place: str, industry: str, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
        """One row per place and industry; columns of (P, I)."""
        n, m = self.value.shape
        labels = {
            place: pd.Categorical.from_codes(np.arange(n).repeat(m), categories=self.places),
            industry: pd.Categorical.from_codes(
                np.tile(np.arange(m), n), categories=self.industries
            ),
        }
        return pd.DataFrame(labels | {name: values.ravel() for name, values in columns.items()})

    def positions(self, places: Sequence[Any] | None, name: str) -> NDArray[np.int64]:
        """Where these places stand; None is all of them."""
        if places is None:
            return np.arange(len(self.places))
        if isinstance(places, str):
            raise InputError(f"{name} must be a list of places; for one place give [{places!r}]")
        wanted = pd.Index(list(places))
        found = self.places.get_indexer(wanted)
        lost = wanted[found < 0].tolist()
        if lost:
            raise InputError(
                f"{name}: {len(lost)} are not in the table, such as {lost[0]!r}; it has "
                f"{some(self.places)}"
            )
        if twice := wanted[wanted.duplicated()].tolist():
            raise InputError(f"{name}: {twice[0]!r} is named twice; once is enough")
        return np.asarray(found, np.int64)


def read_table(table: pd.DataFrame, *, place: str, industry: str, value: str) -> IndustryTable:
    """The matrix of a long table, checked; places and industries with nothing are named.

    A pair without a row has 0.
    """
    names = (place, industry, value)
    lost = [name for name in names if name not in table.columns]
    if lost:
        raise InputError(
            f"table: no column {', '.join(map(repr, lost))}; it has {list(map(str, table.columns))}"
        )
    if len(set(names)) < len(names):
        raise InputError(f"place, industry and value must be three columns, not {names!r}")
    if table.empty:
        raise InputError("table has no row; give one for each place and industry")
    found = [
        f"{name!r} is missing in {_rows(table[name].isna())}"
        for name in names[:2]
        if table[name].isna().any()
    ]
    amount = pd.to_numeric(table[value], errors="coerce").to_numpy(float, na_value=np.nan)
    good = np.isfinite(amount) & (amount >= 0.0)
    if not good.all():
        found.append(f"{value!r} must be a number >= 0, and is not in {_rows(~good)}")
    if found:
        raise InputError("table: " + "; ".join(found) + "; correct them, or drop these rows")
    place_at, places = pd.factorize(table[place])
    industry_at, industries = pd.factorize(table[industry])
    cell = place_at.astype(np.int64) * len(industries) + industry_at
    n_each = np.bincount(cell, minlength=len(places) * len(industries))
    if n_each.max() > 1:
        where = np.flatnonzero(n_each[cell] > 1)[0]
        raise InputError(
            f"table: {int((n_each > 1).sum())} pairs have more than one row, such as "
            f"{table[place].iloc[where]!r} and {table[industry].iloc[where]!r}; add them up, or "
            "choose one period"
        )
    flat = np.zeros(n_each.size)
    flat[cell] = amount
    matrix: Floats = flat.reshape(len(places), len(industries))
    if matrix.sum() == 0.0:
        raise InputError(f"table: every {value!r} is 0, so that nobody has anything")

    read = IndustryTable(pd.Index(places), pd.Index(industries), matrix, *_advantage(matrix))
    _warn_empty(read.places, matrix.sum(axis=1) == 0.0, "places")
    _warn_empty(read.industries, matrix.sum(axis=0) == 0.0, "industries")
    return read


def some(names: pd.Index) -> str:
    """The first of them, and how many more."""
    shown = ", ".join(map(repr, names[:_SHOWN].tolist()))
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _advantage(matrix: Floats) -> tuple[Floats, Mask]:
    rca = kernels.advantage(matrix)
    return rca, rca >= 1.0 - _DUST  # NaN is not


def _warn_empty(names: pd.Index, empty: Mask, what: str) -> None:
    if empty.any():
        warnings.warn(
            f"{int(empty.sum())} of {empty.size} {what} have 0 throughout, such as "
            f"{some(names[empty])}; what is relative to that is undefined (NaN)",
            stacklevel=4,
        )


def _rows(bad: pd.Series | Mask) -> str:
    at = np.flatnonzero(bad) + 1
    shown = ", ".join(map(str, at[:_SHOWN]))
    return f"{at.size} rows such as {shown}" if at.size > 1 else f"row {shown}"
