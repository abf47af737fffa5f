"""One value for each member and how many people it stands for, checked once for every index."""

import warnings
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels.inequality import totals
from gongfu.kernels.ranking import Survey, survey

__all__: Final = ()

Floats = NDArray[np.float64]

_SHOWN: Final = 3
_TAME: Final = 300  # beyond 2 ** this, squares and products could leave the floating-point range
_ALIKE: Final = np.ones(1)


class Sample(NamedTuple):
    """Members that count: value (n,), weight (n,) > 0 or (1,) if all weigh the same."""

    value: Floats
    weight: Floats
    seen: Survey

    @property
    def all_alike(self) -> bool:
        """Whether every member has the same value."""
        return bool(self.seen.low == self.seen.high)

    @property
    def mean(self) -> float:
        """The weighted mean."""
        whole, held, _ = totals(self.value, self.weight)
        return float(held / whole)

    @property
    def mean_is_positive(self) -> bool:
        """Whether the weighted total is above zero by more than the rounding of its own sum."""
        _, held, size = totals(self.value, self.weight)
        rounding = 4.0 * np.finfo(float).eps * size if self.seen.n_negative else 0.0
        return bool(held > rounding)

    def refuse(self, bad: NDArray[np.bool_], what: str, remedy: str) -> None:
        """Raise an InputError that counts the bad members and shows the first."""
        refuse(bad, what, remedy, "values")

    def warn_negative(self, name: str) -> None:
        """Warn the caller of the index `name` that its bounds do not hold."""
        if self.seen.n_negative:
            warnings.warn(
                f"{self.seen.n_negative} of {self.value.size} values are negative; "
                f"{name} is then not bounded by 0 and 1",
                stacklevel=3,
            )


def sample(values: ArrayLike, weights: ArrayLike | None, *, tame: bool = True) -> Sample:
    """Checked values and weights; with `tame` scaled by powers of two if extreme."""
    value, seen = numbers(values, "values")
    weight = _ALIKE
    if weights is not None:
        check_index(values, weights, "weights")
        weight, heavy = numbers(weights, "weights")
        check_size(value, weight, "weights")
        if heavy.n_negative:
            refuse(weight < 0, "negative", "weights count people and must be >= 0", "weights")
        if heavy.n_zero:
            counted = weight > 0
            value, weight = value[counted], weight[counted]
            seen = survey(value)
        weight = tamed(weight, heavy) if weight.size > 1 else _ALIKE
    if not value.size:
        n = np.size(values)
        raise InputError(
            f"none of {n} members has a weight > 0; give at least one member that counts"
        )
    scaled = tamed(value, seen) if tame else value
    return Sample(scaled, weight, seen if scaled is value else survey(scaled))


def numbers(given: ArrayLike, name: str) -> tuple[Floats, Survey]:
    """Finite numbers of one dimension, and what one look at them found."""
    try:
        array = column(given) if isinstance(given, pd.Series) else np.asarray(given, np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must be numbers; convert them first ({error})") from error
    if array.ndim != 1:
        raise InputError(
            f"{name} has shape {array.shape}; give one dimension, one number per member"
        )
    array = np.ascontiguousarray(array)
    seen = survey(array)
    if seen.n_bad:
        refuse(~np.isfinite(array), "missing or infinite", "fill or drop them first", name)
    return array, seen


def column(series: pd.Series) -> Floats:
    """The numbers of a Series, NaN where missing; without a copy where they are floats."""
    if isinstance(series.dtype, np.dtype):
        return series.to_numpy(np.float64)
    return series.to_numpy(np.float64, na_value=np.nan)


def check_index(values: ArrayLike, other: ArrayLike, name: str) -> None:
    """Two Series must be in the same order."""
    if (
        isinstance(values, pd.Series)
        and isinstance(other, pd.Series)
        and not values.index.equals(other.index)
    ):
        raise InputError(
            f"values and {name} are Series with different indexes; "
            f"bring the {name} into order with {name}.reindex(values.index)"
        )


def check_size(value: Floats, other: Floats, name: str) -> None:
    """There must be as many of both."""
    if other.size != value.size:
        raise InputError(
            f"there are {value.size} values and {other.size} {name}; "
            f"give one {name.removesuffix('s')} per value"
        )


def check_knob(given: float, name: str, low: float, *, above: bool = False) -> None:
    """A knob must be a finite number >= low, or > low with `above`."""
    known = isinstance(given, int | float | np.number)
    good = known and np.isfinite(given) and (given > low if above else given >= low)
    if not good:
        need = f" {'>' if above else '>='} {low:g}" if low > -np.inf else ""
        raise InputError(f"{name} is {given!r}; give a finite number{need}")


def refuse(bad: NDArray[np.bool_], what: str, remedy: str, name: str) -> None:
    """Raise an InputError that counts the bad positions and shows the first."""
    at = np.flatnonzero(bad)
    if at.size:
        shown = ", ".join(str(position) for position in at[:_SHOWN])
        more = ", …" if at.size > _SHOWN else ""
        raise InputError(
            f"{at.size} (at position {shown}{more}) of {bad.size} {name} {what}; {remedy}"
        )


def tamed(array: Floats, seen: Survey) -> Floats:
    """The same numbers times a power of two where their size would overflow; ratios are kept."""
    exponent = int(np.frexp(max(abs(seen.low), abs(seen.high)))[1])
    return array if abs(exponent) < _TAME else np.ldexp(array, -exponent)
