"""A long frame of places and periods as one table, checked once for all that follow paths."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.schema import OWN_UNIT, Column, check_frame, written

__all__: Final = ()

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Values (N, T): a row per place and a column per period, both in order, none missing."""

    values: NDArray[np.float64]
    places: pd.Index
    periods: pd.Index

    def relative(self, name: str) -> NDArray[np.float64]:
        """The values over the plain mean of their period, which must be > 0."""
        mean = self.values.mean(axis=0)
        if not (mean > 0).all():
            low = self.periods[~(mean > 0)]
            raise InputError(
                f"the mean of {name!r} is not > 0 in {len(low)} periods, such as "
                f"{written(low[0])}; "
                "values relative to the mean need a mean > 0, so take relative=False"
            )
        return np.asarray(self.values / mean)

    def long(
        self, values: NDArray[np.float64], place: str, period: str, value: str
    ) -> pd.DataFrame:
        """Values (N, T) as a long frame, in the order of places and periods."""
        n_places, n_periods = values.shape
        return pd.DataFrame(
            {
                place: self.places.repeat(n_periods),
                period: self.periods[np.tile(np.arange(n_periods), n_places)],
                value: values.ravel(),
            }
        )


def paths(
    frame: pd.DataFrame, value: str, place: str, period: str, *, positive: bool = False
) -> Paths:
    """The balanced table of a long frame; whatever is missing, double or uneven is an InputError.

    With `positive` values must be > 0.  Periods that are whole numbers, or text of them, must
    follow each other at one distance.
    """
    check_rows(frame, value, place, period, positive=positive)

    wide = frame.pivot(index=place, columns=period, values=value).sort_index(axis=0)
    wide = wide.sort_index(axis=1)
    lacking = wide.isna().to_numpy()
    if lacking.any():
        at = np.argwhere(lacking)[:_SHOWN]
        shown = ", ".join(f"{written(wide.index[i])} in {written(wide.columns[j])}" for i, j in at)
        raise InputError(
            f"{int(lacking.sum())} of {lacking.size} values are missing: {shown}"
            f"{', …' if lacking.sum() > _SHOWN else ''}; "
            "drop those places or those periods"
        )
    check_even(wide.columns, period)
    return Paths(wide.to_numpy(np.float64), wide.index, wide.columns)


def check_rows(
    frame: pd.DataFrame, value: str, place: str, period: str, *, positive: bool = False
) -> None:
    """A number for each row, one row per place and period, and > 0 with `positive`."""
    columns = (Column(value, OWN_UNIT, -np.inf), Column(place), Column(period))
    check_frame(frame.reset_index(drop=True), columns, "frame")  # stacked years repeat their index
    if frame.empty:
        raise InputError("frame has no rows; give one row per place and period")
    if positive and not (frame[value] > 0).all():
        bad = frame[~(frame[value] > 0)]
        raise InputError(
            f"{len(bad)} of {len(frame)} rows have a {value!r} that is not > 0, such as "
            f"{_named(bad, place, period)}; correct them or leave these places out"
        )
    double = frame.duplicated([place, period], keep=False)
    if double.any():
        raise InputError(
            f"{int(double.sum())} rows repeat a place and period, such as "
            f"{_named(frame[double], place, period)}; give one row each"
        )


def check_even(periods: pd.Index, name: str) -> None:
    """Periods written as whole numbers must be equally far apart."""
    text = periods.astype(str)
    if len(text) > 2 and text.str.fullmatch(r"\d+").all():
        steps = np.diff(text.astype(np.int64).to_numpy())
        if (steps != steps[0]).any():
            at = int(np.flatnonzero(steps != steps[0])[0])
            raise InputError(
                f"{name!r} is not evenly spaced: {written(periods[0])} to "
                f"{written(periods[1])}, but "
                f"{written(periods[at])} to {written(periods[at + 1])}; give periods at one "
                "distance"
            )


def check_size(table: Paths, *, places: int, periods: int, what: str) -> None:
    """There must be enough of both."""
    n_places, n_periods = table.values.shape
    if n_places < places or n_periods < periods:
        raise InputError(
            f"{what} needs at least {places} places and {periods} periods; "
            f"the frame has {n_places} and {n_periods}"
        )


def _named(rows: pd.DataFrame, place: str, period: str) -> str:
    first = rows.iloc[0]
    return f"{written(first[place])} in {written(first[period])}"
