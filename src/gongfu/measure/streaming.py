"""Registers that do not fit in memory: the same indices and splits, read piece by piece.

`frames` is whatever gives frames and can be read again: a list of them, or files as
`gongfu.io.registers.Register` reads them.  Nothing is approximated: what ranks people is computed
from all of them, some millions at a time, in one reading for each such part.  Results are those of
the functions for frames in memory, to rounding (1e-12 of the number), however the rows are cut into
pieces.  Weights and population formulas as in `gongfu.measure.inequality`.
"""

import warnings
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import overlap
from gongfu.kernels import runs as kernels
from gongfu.kernels.inequality import cut, log_sums
from gongfu.measure.dagum import DagumParts, group_table, pairs_of_differences, parts_of_spread
from gongfu.measure.entropy import EntropyParts, Index, check_indices
from gongfu.measure.group_sums import GroupSums, group_sums, merge_group_sums, sums_decomposition
from gongfu.measure.runs import Frames, Progress, Reading, first_reading
from gongfu.measure.sample import check_knob
from gongfu.measure.shares import FIFTHS, check_bounds

__all__: Final = (
    "StreamedInequality",
    "streamed_dagum",
    "streamed_dagum_pairs",
    "streamed_entropy",
    "streamed_inequality",
)

MEMBERS_AT_ONCE: Final = 1 << 24
_MERGED_AT_ONCE: Final = 256
_PALMA: Final = (0.2, 0.4, 0.8, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class StreamedInequality:
    """How unequally the value is shared; each index as the function of its name gives it.

    `n_members` rows that count, `people` they stand for, `mean`, `low` and `high` of the value.
    Indices relative to the mean are NaN where it is not > 0; `theil_t` and `mean_log_deviation`
    also where a value is below 0, the second where one is 0; `poverty` is that of Foster, Greer and
    Thorbecke for alpha 0, 1 and 2, NaN without a line.  `shares` is the table of `quantile_shares`.
    """

    n_members: int
    people: float
    mean: float
    low: float
    high: float
    gini: float
    theil_t: float
    mean_log_deviation: float
    hoover: float
    coefficient_of_variation: float
    palma_ratio: float
    quintile_share_ratio: float
    poverty: tuple[float, float, float]
    shares: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """One row per index.

        Returns
        -------
        DataFrame
            `index`, its name as that of the function; `value`.
        """
        names = [name for name in self.__slots__ if name not in ("poverty", "shares")]
        values = [float(getattr(self, name)) for name in names]
        poverty = [f"fgt_{alpha}" for alpha in range(3)]
        return pd.DataFrame({"index": names + poverty, "value": [*values, *self.poverty]})


def streamed_inequality(
    frames: Frames,
    *,
    value: str,
    weight: str | None = None,
    bounds: tuple[float, ...] = FIFTHS,
    line: float | None = None,
    members_at_once: int = MEMBERS_AT_ONCE,
    progress: Progress | None = None,
) -> StreamedInequality:
    """Every common index of inequality of a register too large for memory.

    Parameters
    ----------
    frames
        The register, in frames of any size; read several times, never changed.
    value
        Column with the amount per person, finite; negative ones are allowed with a warning.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.  None counts
        each row once.
    bounds
        Shares of people that bound the slices of `shares`, ascending from 0 to 1; fifths by
        default.  Hundredths draw a Lorenz curve.
    line
        Who has less is poor, in the unit of the value, > 0; None leaves `poverty` undefined.
    members_at_once
        How many may be held in memory, about 50 bytes each at the peak.  The fewer, the more often
        the frames are read: once, and once more for each so many members.  Whole numbers in a range
        shorter than this need two readings in all.
    progress
        Told the share done, 0 to 1, and what is going on.

    Returns
    -------
    StreamedInequality
        The same numbers as in memory, to rounding.

    Notes
    -----
    Members come in order of value in runs, each run from one reading and sorted by itself, and the
    sums behind each index go on from run to run.  Ranges of values for the runs are found by
    counting the leading 18 bits of all values.  Stopping it midway leaves nothing behind.
    """
    check_bounds(bounds)
    if line is not None:
        check_knob(line, "line", 0.0, above=True)
    reading = first_reading(frames, value, weight, None, members_at_once, progress)
    _warn_negative(reading, value)

    whole, mean = float(reading.weight[0]), reading.mean
    unit = mean if mean > 0 else 1.0
    cuts = np.unique(np.array([*bounds, *_PALMA]))
    held, sums, logs, poor = np.zeros(cuts.size), np.zeros(5), np.zeros(4), np.zeros(3)
    for run in reading.runs():
        part = kernels.spread_of(run.value, run.weight, mean, sums[0])
        held += _held_below(run.value, run.weight, cuts, whole, sums[0], part)
        sums += part
        if reading.low >= 0:
            logs += log_sums(run.value, run.weight, unit)
        if line is not None:
            poor += _gaps(run.value, run.weight, line)
        del run  # before the next one is made

    nothing = float("nan")
    relative = nothing if not reading.mean_is_positive else 1.0
    alike = reading.low == reading.high
    at = dict(zip(cuts.tolist(), held.tolist(), strict=True))
    theil = log = nothing
    if reading.low >= 0:
        theil = 0.0 if alike else logs[2] / logs[1] - np.log(logs[1] / logs[0])
    if reading.low > 0:
        log = 0.0 if alike else np.log(logs[1] / logs[0]) - logs[3] / logs[0]
    return StreamedInequality(
        n_members=int(reading.n_members[0]),
        people=whole,
        mean=mean,
        low=reading.low,
        high=reading.high,
        gini=relative * (0.0 if alike else float(sums[2] / whole / whole / unit)),
        theil_t=relative * float(theil),
        mean_log_deviation=relative * float(log),
        hoover=relative * (0.0 if alike else float(0.5 * sums[3] / whole / unit)),
        coefficient_of_variation=relative
        * (0.0 if alike else float(np.sqrt(sums[4] / whole) / unit)),
        palma_ratio=_ratio(at[1.0] - at[0.9], at[0.4]),
        quintile_share_ratio=_ratio(at[1.0] - at[0.8], at[0.2]),
        poverty=(nothing,) * 3 if line is None else tuple((poor / whole).tolist()),
        shares=_shares(bounds, at, whole, relative * float(reading.total[0])),
    )


def streamed_dagum(
    frames: Frames,
    *,
    value: str,
    weight: str | None = None,
    group: str,
    members_at_once: int = MEMBERS_AT_ONCE,
    progress: Progress | None = None,
) -> DagumParts:
    """Dagum's split of the Gini coefficient of a register too large for memory.

    Parameters
    ----------
    frames, value, weight, members_at_once, progress
        As in `streamed_inequality`.
    group
        Column with the group of each row; labels, so that every piece means the same group.

    Returns
    -------
    DagumParts
        As of `dagum_decomposition`, to rounding.
    """
    reading = first_reading(frames, value, weight, group, members_at_once, progress)
    _warn_negative(reading, value)

    spread = overlap.runs_spread(reading.runs(), reading.weight, reading.total)

    return parts_of_spread(group_table(reading.labels, reading.n_members, spread), spread)


def streamed_dagum_pairs(
    frames: Frames,
    *,
    value: str,
    weight: str | None = None,
    group: str,
    members_at_once: int = MEMBERS_AT_ONCE,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Every pair of groups in Dagum's split of a register too large for memory.

    Parameters
    ----------
    frames, value, weight, members_at_once, progress
        As in `streamed_inequality`.
    group
        Column with the group of each row.

    Returns
    -------
    DataFrame
        As of `dagum_pairs`, to rounding.
    """
    reading = first_reading(frames, value, weight, group, members_at_once, progress)
    _warn_negative(reading, value)

    apart = overlap.runs_pair_differences(reading.runs(), reading.weight, reading.total)

    return pairs_of_differences(reading.labels, apart, reading.weight, reading.total, value)


def streamed_entropy(
    frames: Frames,
    *,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...],
    repeating: tuple[str, ...] = (),
    indices: tuple[Index, ...] = get_args(Index),
    unit: float = 1.0,
    progress: Progress | None = None,
) -> tuple[EntropyParts, ...]:
    """Theil's T and L of a register too large for memory, split between groups, in one reading.

    Parameters
    ----------
    frames
        The register, in frames of any size; read once.
    value, weight, levels, repeating, indices
        As in `entropy_decompositions`.
    unit
        What the values are divided by; a round number near their mean keeps the last digit or two.
    progress
        Told the share done, 0 until the end, and how many rows have been read.

    Returns
    -------
    tuple
        The `EntropyParts` of each, in the order of `indices`; as in memory, to rounding.
    """
    check_indices(indices)

    parts: list[GroupSums] = []
    n_rows = 0
    for number, frame in enumerate(frames, 1):
        if len(frame) and not (weight in frame and (frame[weight] == 0).all()):
            try:
                parts.append(
                    group_sums(frame, value=value, weight=weight, levels=levels, unit=unit)
                )
            except InputError as error:
                rows = f"rows {n_rows + 1} to {n_rows + len(frame)}"
                raise InputError(f"piece {number} ({rows}): {error}") from error
        n_rows += len(frame)
        if progress is not None:
            progress(0.0, f"{n_rows:,} rows")
        if len(parts) == _MERGED_AT_ONCE:
            parts = [merge_group_sums(*parts)]
    if not parts:
        raise InputError(
            "no row of any frame has people; give at least one with a weight above zero"
        )
    sums = merge_group_sums(*parts)

    return tuple(sums_decomposition(sums, index=index, repeating=repeating) for index in indices)


def _held_below(
    value: np.ndarray,
    weight: np.ndarray,
    cuts: np.ndarray,
    whole: float,
    reached: float,
    part: np.ndarray,
) -> np.ndarray:
    """What the members of one run hold below each cut of all the people."""
    local = np.clip((cuts * whole - reached) / part[0], 0.0, 1.0)
    local[cuts == 1.0] = 1.0
    held, _, _ = cut(value, weight, local)
    return np.where(local == 1.0, part[1], np.asarray(held))


def _gaps(value: np.ndarray, weight: np.ndarray, line: float) -> np.ndarray:
    """Sums of the gap to the line to the power 0, 1 and 2; value ascending."""
    n_poor = int(np.searchsorted(value, line))
    gap = 1.0 - value[:n_poor] / line
    heavy = np.broadcast_to(weight, value.shape)[:n_poor]
    return np.array([np.sum(heavy), np.sum(heavy * gap), np.sum(heavy * gap * gap)])


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else float("nan")


def _shares(
    bounds: tuple[float, ...], at: dict[float, float], whole: float, total: float
) -> pd.DataFrame:
    edges = np.asarray(bounds, np.float64)
    slices = np.diff([at[edge] for edge in edges.tolist()])
    return pd.DataFrame(
        {
            "from_share": edges[:-1],
            "to_share": edges[1:],
            "share_of_value": slices / total,
            "mean": slices / (np.diff(edges) * whole),
        }
    )


def _warn_negative(reading: Reading, value: str) -> None:
    if reading.n_negative:
        warnings.warn(
            f"{reading.n_negative} of {reading.n_members.sum()} rows have a negative {value!r}; "
            "indices and parts are then not bounded by 0 and 1",
            stacklevel=3,
        )
