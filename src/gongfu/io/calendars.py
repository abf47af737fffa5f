"""The working days of China, from the notices that the package carries."""

from datetime import date
from importlib import resources

import pyarrow as pa
import pyarrow.parquet as pq

from gongfu.track.calendar import AnnouncedDay, WorkCalendar, work_calendar


def announced_days_of_china() -> tuple[AnnouncedDay, ...]:
    """Holidays and make-up working days from 2019 on, as the State Council announced them.

    Returns
    -------
    tuple of AnnouncedDay
        Notice by notice, day by day; where two speak of a day, both are here.
    """
    file = resources.files("gongfu").joinpath("data", "china", "working_days.parquet")
    rows = pq.read_table(pa.BufferReader(file.read_bytes())).to_pylist()
    return tuple(
        AnnouncedDay(
            date.fromisoformat(row["day"]),
            row["works"],
            row["year"],
            row["notice"],
            date.fromisoformat(row["noticed_on"]),
            row["holiday"],
        )
        for row in rows
    )


def work_calendar_of_china(*, known_on: date | None = None) -> WorkCalendar:
    """The working days of China.

    Parameters
    ----------
    known_on
        Only what was announced by this date; everything if None.

    Returns
    -------
    WorkCalendar
        Years that are not among its `years` are provisional: weekends only.
    """
    return work_calendar(announced_days_of_china(), known_on=known_on)
