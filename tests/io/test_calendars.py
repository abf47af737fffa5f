"""The days that the notices announce, held against what the law and the notices say in numbers."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from gongfu.io.calendars import announced_days_of_china, work_calendar_of_china
from gongfu.track.calendar import add_working_days
from tools.embed_calendar import NOTICES, rows

ALL = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
# How many days each notice says that a holiday lasts; "joined with the weekend" has no number.
SAID = {
    2019: {"元旦": 3, "春节": 7, "国庆节": 7},
    2020: {"元旦": 1, "春节": 7, "清明节": 3, "劳动节": 5, "端午节": 3, "国庆节": 8},
    2021: dict(zip(ALL, (3, 7, 3, 5, 3, 3, 7), strict=True)),
    2022: dict(zip(ALL, (3, 7, 3, 5, 3, 3, 7), strict=True)),
    2023: {"元旦": 3, "春节": 7, "清明节": 1, "劳动节": 5, "端午节": 3, "国庆节": 8},
    2024: {"春节": 8, "清明节": 3, "劳动节": 5, "中秋节": 3, "国庆节": 7},
    2025: {"元旦": 1, "春节": 8, "清明节": 3, "劳动节": 5, "端午节": 3, "国庆节": 8},
    2026: dict(zip(ALL, (3, 9, 3, 5, 3, 3, 7), strict=True)),
}  # fmt: skip
LATER = {"国办发明电〔2019〕3号", "国办发明电〔2020〕1号"}


def test_holidays_last_as_long_as_the_notice_says():
    lasts = Counter(
        (one.year, one.holiday)
        for one in announced_days_of_china()
        if not one.works and one.notice not in LATER
    )
    for year, said in SAID.items():
        assert {h: lasts[year, h] for h in said} == said


def test_each_year_gives_the_days_that_the_law_gives():
    """Eleven days by the order of 2013, thirteen by that of 2024; weekend days are made up for.

    In 2020 the Spring Festival was longer: Friday was free, and Saturday no longer worked.
    """
    calendar = work_calendar_of_china()
    balance = Counter()
    year_of = {one.day: one.year for one in announced_days_of_china()}
    for numbers, gain in ((calendar.off, 1), (calendar.made_up, -1)):
        for day in numbers.astype("datetime64[D]").tolist():
            balance[year_of[day]] += gain
    assert balance == {
        2019: 11, 2020: 13, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13,
    }  # fmt: skip


def test_days_made_up_for_are_weekend_days_and_named_with_their_notice():
    days = announced_days_of_china()
    assert all(one.day.weekday() >= 5 for one in days if one.works)
    assert {one.year for one in days} == set(range(2019, 2027))
    for one in days:
        assert one.notice.startswith("国办发明电〔20")
        assert one.noticed_on.year in (one.year - 1, one.year)
        assert f"〔{one.noticed_on.year}〕" in one.notice
        assert one.noticed_on < one.day


def test_a_year_that_is_not_announced_is_provisional():
    calendar = work_calendar_of_china()
    days = np.array(["2018-06-01", "2019-01-01", "2026-12-31", "2027-01-04"], "M8[D]")
    assert calendar.is_provisional(days).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("start", "n_days", "end"),
    [
        (date(2024, 9, 30), 1, date(2024, 10, 8)),  # over the national day
        (date(2024, 9, 27), 1, date(2024, 9, 29)),  # a Sunday that is worked
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # Saturday 14 is worked, then nine days
        (date(2022, 10, 7), 3, date(2022, 10, 10)),  # two weekend days in a row
        (date(2023, 1, 1), 0, date(2023, 1, 3)),
    ],
)
def test_terms_over_holidays(start, n_days, end):
    assert add_working_days(work_calendar_of_china(), start, n_days).item() == end


def test_the_table_is_what_its_maker_writes():
    made = [row for notice in NOTICES for row in rows(notice)]
    told = [
        (
            one.day.isoformat(),
            one.works,
            one.year,
            one.holiday,
            one.notice,
            one.noticed_on.isoformat(),
        )
        for one in announced_days_of_china()
    ]
    assert told == [row[:6] for row in made]
    assert all(row[6].startswith("国务院办公厅关于") for row in made)
