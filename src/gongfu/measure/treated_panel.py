"""A panel and who was treated when, checked once for every estimator of effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.schema import written

__all__: Final = ("TreatedPanel",)


@dataclass(frozen=True, slots=True, eq=False)
class TreatedPanel:
    """Outcomes by place and period, and the first period of treatment of each place.

    wide: rows places, columns periods in ascending order, NaN where a row is absent.
    first: (n_places,) the first treated period, inf where the place was never treated.
    """

    wide: pd.DataFrame
    first: NDArray[np.float64]

    @property
    def periods(self) -> NDArray[np.int64]:
        """The periods that occur, ascending."""
        return self.wide.columns.to_numpy(np.int64)

    @property
    def never(self) -> NDArray[np.bool_]:
        """Places that no row shows treated: never, or only after the last period."""
        return self.first > self.periods[-1]

    @property
    def always(self) -> NDArray[np.bool_]:
        """Places that were treated in the first period already."""
        return self.first <= self.periods[0]

    @property
    def cohorts(self) -> list[int]:
        """First treated periods inside the panel, in the periods that occur."""
        inside = self.first[~self.never & ~self.always]
        return sorted({int(self.periods[np.searchsorted(self.periods, g)]) for g in inside})

    @property
    def balanced(self) -> bool:
        """Whether every place has every period."""
        return not bool(self.wide.isna().to_numpy().any())


def treated_panel(
    frame: pd.DataFrame, *, outcome: str, place: str, period: str, first_treated: str
) -> TreatedPanel:
    """The checked panel; every fault of the frame is told at once."""
    check_rows(frame, numbers=[outcome], place=place, period=period, others=[first_treated])
    start = pd.to_numeric(frame[first_treated], errors="coerce").astype(float)
    wrong = frame[first_treated].notna() & start.isna()
    if wrong.any():
        raise InputError(
            f"{first_treated!r} is no number in {int(wrong.sum())} rows, such as row "
            f"{written(frame.index[wrong][0])}; write the first treated period, and leave it "
            "missing "
            "where a place was never treated"
        )
    start = start.fillna(np.inf)
    differs = start.groupby(frame[place].to_numpy()).nunique()
    if (differs > 1).any():
        raise InputError(
            f"{first_treated!r} differs between the rows of {int((differs > 1).sum())} places, "
            f"such as {written(differs.index[differs > 1][0])}; write one first period for each "
            "place"
        )

    wide = frame.pivot(index=place, columns=period, values=outcome).astype(float)
    first = start.groupby(frame[place].to_numpy()).first().reindex(wide.index).to_numpy()
    # A start between two observed periods is first seen in the later one.
    seen = wide.columns.to_numpy(np.int64)
    at = np.searchsorted(seen, first)
    inside = (first > seen[0]) & (at < seen.size)
    first = np.where(inside, seen[np.minimum(at, seen.size - 1)], first).astype(float)
    return TreatedPanel(wide, first)


def check_rows(
    frame: pd.DataFrame,
    *,
    numbers: Sequence[str],
    place: str,
    period: str,
    others: Sequence[str] = (),
) -> None:
    """Raise one InputError with every fault: absent columns, gaps, odd periods, repeats."""
    absent = [c for c in (*numbers, place, period, *others) if c not in frame.columns]
    if absent:
        raise InputError(
            f"the panel has no column {', '.join(map(repr, absent))}; it has {list(frame.columns)}"
        )
    faults = []
    if frame.empty:
        faults.append("it has no rows")
    for column in numbers:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            faults.append(f"{column!r} must hold numbers")
            continue
        bad = ~np.isfinite(frame[column].to_numpy(float, na_value=np.nan))
        if bad.any():
            faults.append(
                f"{column!r} is not a finite number in {int(bad.sum())} rows, such as row "
                f"{written(frame.index[bad][0])}; leave those rows out yourself, or fill them"
            )
    if frame[place].isna().any():
        faults.append(f"{place!r} is missing in {int(frame[place].isna().sum())} rows")
    if not pd.api.types.is_integer_dtype(frame[period]) or frame[period].isna().any():
        faults.append(f"{period!r} must hold whole numbers such as years, none missing")
    else:
        repeated = frame.duplicated([place, period])
        if repeated.any():
            one = frame.loc[repeated, [place, period]].iloc[0]
            faults.append(
                f"{int(repeated.sum())} rows repeat a place and period, such as "
                f"{written(one[place])} in "
                f"{one[period]}; keep one row for each"
            )
    if faults:
        raise InputError("the panel: " + "; ".join(faults))


def unit(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """The values less their mean, over a power of two that is near the largest, and that power.

    Fixed effects absorb the mean; pyfixest stops at an absolute tolerance, whatever the unit.
    """
    apart = values - values.mean()
    scale = float(np.ldexp(1.0, int(np.frexp(np.abs(apart).max())[1])))
    return apart / scale, scale


def few(names: Sequence[object], most: int = 5) -> str:
    """Names for a sentence: the first few, and how many more there are."""
    told = ", ".join(str(name) for name in names[:most])
    return told if len(names) <= most else f"{told} and {len(names) - most} more"
