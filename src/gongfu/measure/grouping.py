"""Members of a frame and the groups they belong to, as arrays, checked once."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels.inequality import totals
from gongfu.kernels.numbering import narrow, number
from gongfu.kernels.ranking import survey
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column, check_frame

__all__: Final = ()

_SQUARABLE: Final = 300  # weights between 2**-300 and 2**300 are squared as they are
SPAN_MAX: Final = 1 << 22  # labels in a range of this size are numbered by a table


class Members(NamedTuple):
    """Rows that count: value and weight (n,), and the group (n,) of each as a position."""

    value: Floats
    weight: Floats
    group: NDArray[Any]
    labels: pd.Index

    @property
    def n_groups(self) -> int:
        """How many groups have a row that counts."""
        return len(self.labels)


def members_of(
    frame: pd.DataFrame, value: str, weight: str, group: str, *, low: float = -np.inf
) -> Members:
    """The rows of `frame` with people, by group in order of first appearance."""
    check_columns(frame, (Column(value, "per person", low), Column(weight, "people")), (group,))

    code, labels = codes_of(frame[group])
    held, people, (code,) = counted(frame, value, weight, [code])
    if held.size < len(frame):  # groups without people are gone
        code, kept = number(code, 0, len(labels))
        labels = labels[kept]
    return Members(held, _squarable(people), code, labels)


def _squarable(people: Floats) -> Floats:
    """The weights, in a unit in which their products neither vanish nor overflow.

    A power of two keeps every bit, and only shares of people are told of them.
    """
    exponent = int(np.frexp(people.max(initial=0.0))[1])
    return people if abs(exponent) < _SQUARABLE else np.ldexp(people, -exponent)


def check_columns(
    frame: pd.DataFrame, numeric: tuple[Column, ...], labels: tuple[str, ...]
) -> None:
    """Numbers in these columns, labels without a gap in those; what is wrong is one InputError."""
    names = [wanted.name for wanted in numeric] + list(labels)
    twice = [name for name in names if (frame.columns == name).sum() > 1]
    if twice:
        raise InputError(f"frame: columns {twice} are there more than once; rename all but one")
    clean = all(_is_clean(frame, column) for column in (*numeric, *map(Column, labels)))
    if not clean:  # or not sure, of columns of objects; this look names the rows
        check_frame(frame.reset_index(drop=True), (*numeric, *map(Column, labels)), "frame")


def _is_clean(frame: pd.DataFrame, wanted: Column) -> bool:
    """Whether one look at the array already shows that nothing is wrong."""
    series = frame.get(wanted.name)
    if not isinstance(series, pd.Series):
        return False
    if wanted.unit:
        if not isinstance(series.dtype, np.dtype) or series.dtype.kind not in "iuf":
            return False
        seen = survey(np.ascontiguousarray(column(series)))
        return bool(len(series)) and not seen.n_bad and seen.low >= wanted.low
    if isinstance(series.dtype, pd.CategoricalDtype):
        return bool((series.cat.codes.to_numpy() >= 0).all())
    return isinstance(series.dtype, np.dtype) and series.dtype.kind in "biu"


def counted(
    frame: pd.DataFrame, value: str, weight: str, codes: list[NDArray[Any]]
) -> tuple[Floats, Floats, list[NDArray[Any]]]:
    """Values, weights and codes of the rows with people."""
    held, people = (np.ascontiguousarray(column(frame[name])) for name in (value, weight))
    if not np.isfinite(totals(held, people)).all():
        raise InputError(
            f"frame: {value!r} or {weight!r} is so large that the sum overflows; "
            "give them in a larger unit, such as billions"
        )
    some = people > 0
    if some.all() and some.size:
        return held, people, codes
    if not some.any():
        raise InputError(
            f"none of {len(frame)} rows of frame has {weight!r} > 0; give people to at least one"
        )
    return held[some], people[some], [code[some] for code in codes]


def codes_of(labels: pd.Series) -> tuple[NDArray[Any], pd.Index]:
    """Each label as a position in the order of first appearance, and the labels in that order."""
    if isinstance(labels.dtype, pd.CategoricalDtype):
        categories = labels.cat.categories
        code, found = number(labels.cat.codes.to_numpy(), 0, len(categories))
        return code, categories[found]
    if isinstance(labels.dtype, np.dtype) and labels.dtype.kind in "biu" and len(labels):
        raw = labels.to_numpy()
        raw = raw.view(np.uint8) if raw.dtype.kind == "b" else raw.astype(np.int64, copy=False)
        low, high = int(raw.min()), int(raw.max())
        if high - low < min(SPAN_MAX, 8 * raw.size + 256):
            code, found = number(raw, low, high - low + 1)
            return code, pd.Index(found.astype(labels.dtype))
    code, found = pd.factorize(labels)
    return short(code, len(found)), pd.Index(found)


def short(code: NDArray[Any], size: int) -> NDArray[Any]:
    """The same positions, all below `size`, in no more bytes than they need."""
    return code.astype(narrow(size))
