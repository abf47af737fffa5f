"""Members of a frame and the groups they belong to, as arrays, checked once."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels.inequality import totals
from gongfu.kernels.numbering import astray, narrow, number, number_pairs
from gongfu.kernels.ranking import survey
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column, check_frame

__all__: Final = ()

_SHOWN: Final = 3
_SQUARABLE: Final = 300  # weights between 2**-300 and 2**300 are squared as they are
_SPAN_MAX: Final = 1 << 22  # labels in a range of this size are numbered by a table


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
        if high - low < min(_SPAN_MAX, 8 * raw.size + 256):
            code, found = number(raw, low, high - low + 1)
            return code, pd.Index(found.astype(labels.dtype))
    code, found = pd.factorize(labels)
    return _short(code, len(found)), pd.Index(found)


def nested_codes(
    frame: pd.DataFrame, levels: tuple[str, ...], repeating: tuple[str, ...]
) -> list[NDArray[Any]]:
    """The group of each row at each level; every level lies in the one before."""
    codes: list[NDArray[Any]] = []
    sizes: list[int] = []
    for name in levels:
        code, labels = codes_of(frame[name])
        size = len(labels)
        if codes:
            if name in repeating or pd.api.types.is_bool_dtype(frame[name]):
                code, size = _paired(codes[-1], sizes[-1], code, size)
            else:
                _check_nests(frame, levels[len(codes) - 1], name, codes[-1], code, size)
        codes.append(code)
        sizes.append(size)
    return codes


def _paired(
    above: NDArray[Any], n_above: int, code: NDArray[Any], size: int
) -> tuple[NDArray[Any], int]:
    """Number the pairs of an upper group and a label."""
    if n_above * size <= _SPAN_MAX:
        return number_pairs(above, code, n_above, size)
    pair, found = pd.factorize(above.astype(np.int64) * size + code)
    return _short(pair, len(found)), len(found)


def path_codes(frame: pd.DataFrame, levels: tuple[str, ...]) -> tuple[NDArray[Any], int]:
    """The innermost group of each row by its labels at all levels, and how many there are."""
    path, found = codes_of(frame[levels[0]])
    n_paths = len(found)
    for name in levels[1:]:
        code, labels = codes_of(frame[name])
        if astray(path, code, len(labels)).any():
            path, n_paths = _paired(path, n_paths, code, len(labels))
        else:
            path, n_paths = code, len(labels)
    return path, n_paths


def _short(code: NDArray[Any], size: int) -> NDArray[Any]:
    return code.astype(narrow(size))


def _check_nests(
    frame: pd.DataFrame,
    upper: str,
    lower: str,
    above: NDArray[Any],
    code: NDArray[Any],
    size: int,
) -> None:
    """Each group of `lower` must lie in a single group of `upper`."""
    lost = np.flatnonzero(astray(above, code, size))
    if not lost.size:
        return
    shown = []
    for group in lost[:_SHOWN]:
        inside = (code == group).nonzero()[0]
        homes = pd.unique(frame[upper].iloc[inside])
        label = frame[lower].iloc[inside[0]]
        shown.append(f"{label!r} in {', '.join(repr(home) for home in homes[:_SHOWN])}")
    raise InputError(
        f"levels do not nest: {lost.size} groups of {lower!r} lie in more than one {upper!r}: "
        f"{'; '.join(shown)}; mend the codes, or name {lower!r} in `repeating` if its labels come "
        "back in every group above"
    )
