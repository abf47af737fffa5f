"""Problems of a timetable feed, by file and row, with the codes of the canonical validator."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LISTED_MAX: Final = 1_000
"""Rows listed one by one of the same problem in the same field; the rest are counted."""

COLUMNS: Final = ("feed", "file", "row", "field", "code", "severity", "n", "said")

SEVERITY: Final = {
    "csv_parsing_failed": "error",
    "decreasing_or_equal_stop_time_distance": "error",
    "duplicate_key": "error",
    "empty_file": "error",
    "fast_travel_between_consecutive_stops": "warning",
    "flexible_service_not_used": "notice",
    "foreign_key_violation": "error",
    "headway_taken_as_exact": "notice",
    "inconsistent_agency_timezone": "error",
    "invalid_character": "error",
    "invalid_date": "error",
    "invalid_float": "error",
    "invalid_input_files_in_subfolder": "warning",
    "invalid_integer": "error",
    "invalid_row_length": "error",
    "invalid_time": "error",
    "location_with_unexpected_stop_time": "error",
    "missing_calendar_and_calendar_date_files": "error",
    "missing_required_column": "error",
    "missing_required_field": "error",
    "missing_required_file": "error",
    "missing_stop_name": "error",
    "missing_trip_edge": "error",
    "number_out_of_range": "error",
    "on_request_only": "notice",
    "overlapping_frequency": "error",
    "point_near_origin": "error",
    "point_near_pole": "error",
    "route_both_short_and_long_name_missing": "error",
    "start_and_end_range_equal": "error",
    "start_and_end_range_out_of_order": "error",
    "stop_time_with_arrival_before_previous_departure_time": "error",
    "stop_time_with_only_arrival_or_departure_time": "error",
    "stop_without_location": "error",
    "stop_without_stop_time": "warning",
    "times_interpolated": "notice",
    "transfer_not_used": "notice",
    "unexpected_enum_value": "warning",
    "unusable_trip": "warning",
    "unused_trip": "warning",
}
"""How grave each problem is: an error breaks the specification, a warning looks wrong, a notice
says what was done.  The codes are those of MobilityData's validator, but for notices."""


class Problems:
    """Collects what is wrong with one feed, and what was done with it."""

    def __init__(self, feed: str) -> None:
        """Nothing is wrong yet."""
        self.feed = feed
        self._found: list[tuple[Any, ...]] = []

    def add(
        self,
        code: str,
        file: str,
        said: str | Callable[[int], str],
        *,
        field: str = "",
        rows: Sequence[int] | NDArray[Any] = (),
        n: int = 1,
    ) -> None:
        """Note a problem: of the whole file, or of each of the rows.

        `said` is the sentence, or gives that of the k-th row.  `n` is how many rows or trips a
        sentence about the whole file stands for.
        """
        if not len(rows):
            assert isinstance(said, str)
            self._found.append((self.feed, file, 0, field, code, SEVERITY[code], n, said))
            return
        for k in range(min(len(rows), LISTED_MAX)):
            words = said if isinstance(said, str) else said(k)
            self._found.append(
                (self.feed, file, int(rows[k]), field, code, SEVERITY[code], 1, words)
            )
        more = len(rows) - LISTED_MAX
        if more > 0:
            words = f"{more:,} more rows like these, from here on"
            row = int(rows[LISTED_MAX])
            self._found.append((self.feed, file, row, field, code, SEVERITY[code], more, words))

    def among(
        self,
        code: str,
        file: str,
        said: str | Callable[[int], str],
        *,
        field: str,
        rows: NDArray[np.int64],
        mask: NDArray[np.bool_],
    ) -> None:
        """Note a problem of those rows where `mask` is True; `said` gets their positions."""
        at = np.flatnonzero(mask)
        if at.size:
            words = said if isinstance(said, str) else lambda k: said(int(at[k]))
            self.add(code, file, words, field=field, rows=rows[at])

    @property
    def errors(self) -> list[str]:
        """The first sentences of errors, each with its file and row."""
        return [
            f"{file}{f', row {row:,}' if row else ''}: {said}".removeprefix(": ")
            for _, file, row, _, _, severity, _, said in self._found
            if severity == "error"
        ]

    def frame(self) -> pd.DataFrame:
        """Everything noted, in the order of noting."""
        return framed(self._found)


def framed(found: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """A frame of problems, each as `COLUMNS` says."""
    frame = pd.DataFrame(list(found), columns=list(COLUMNS))
    return frame.astype({"row": "int64", "n": "int64"})
