"""Write src/gongfu/data/china/working_days.parquet: holidays and make-up working days of China.

Days as the General Office of the State Council announced them, notice by notice; a notice says
either that a day is free or that it is worked.  Days that are merely "joined with the weekend" are
weekends and are not listed.  A new year is a new `Notice` here; run with
`python -m tools.embed_calendar`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

OUT = Path("src/gongfu/data/china/working_days.parquet")
ISSUER = "国务院办公厅"
TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"

Free = tuple[str, str, str]  # holiday, first day, last day


@dataclass(frozen=True)
class Notice:
    """One notice: its year, number, date, free days and worked days."""

    year: int
    number: str
    dated: str
    free: tuple[Free, ...]
    worked: tuple[tuple[str, str], ...]
    title: str = TITLE


NEW_YEAR, SPRING, QINGMING, LABOUR = "元旦", "春节", "清明节", "劳动节"
DRAGON, MOON, NATIONAL = "端午节", "中秋节", "国庆节"

NOTICES = (
    Notice(
        2019,
        "国办发明电〔2018〕15号",
        "2018-12-04",
        (
            (NEW_YEAR, "2018-12-30", "2019-01-01"),
            (SPRING, "2019-02-04", "2019-02-10"),
            (QINGMING, "2019-04-05", "2019-04-05"),
            (LABOUR, "2019-05-01", "2019-05-01"),
            (DRAGON, "2019-06-07", "2019-06-07"),
            (MOON, "2019-09-13", "2019-09-13"),
            (NATIONAL, "2019-10-01", "2019-10-07"),
        ),
        (
            (NEW_YEAR, "2018-12-29"),
            (SPRING, "2019-02-02"),
            (SPRING, "2019-02-03"),
            (NATIONAL, "2019-09-29"),
            (NATIONAL, "2019-10-12"),
        ),
    ),
    Notice(
        2019,
        "国办发明电〔2019〕3号",
        "2019-03-22",
        ((LABOUR, "2019-05-01", "2019-05-04"),),
        ((LABOUR, "2019-04-28"), (LABOUR, "2019-05-05")),
        "国务院办公厅关于调整2019年劳动节假期安排的通知",
    ),
    Notice(
        2020,
        "国办发明电〔2019〕16号",
        "2019-11-21",
        (
            (NEW_YEAR, "2020-01-01", "2020-01-01"),
            (SPRING, "2020-01-24", "2020-01-30"),
            (QINGMING, "2020-04-04", "2020-04-06"),
            (LABOUR, "2020-05-01", "2020-05-05"),
            (DRAGON, "2020-06-25", "2020-06-27"),
            (NATIONAL, "2020-10-01", "2020-10-08"),
        ),
        (
            (SPRING, "2020-01-19"),
            (SPRING, "2020-02-01"),
            (LABOUR, "2020-04-26"),
            (LABOUR, "2020-05-09"),
            (DRAGON, "2020-06-28"),
            (NATIONAL, "2020-09-27"),
            (NATIONAL, "2020-10-10"),
        ),
    ),
    Notice(
        2020,
        "国办发明电〔2020〕1号",
        "2020-01-26",
        ((SPRING, "2020-01-31", "2020-02-02"),),
        (),
        "国务院办公厅关于延长2020年春节假期的通知",
    ),
    Notice(
        2021,
        "国办发明电〔2020〕27号",
        "2020-11-25",
        (
            (NEW_YEAR, "2021-01-01", "2021-01-03"),
            (SPRING, "2021-02-11", "2021-02-17"),
            (QINGMING, "2021-04-03", "2021-04-05"),
            (LABOUR, "2021-05-01", "2021-05-05"),
            (DRAGON, "2021-06-12", "2021-06-14"),
            (MOON, "2021-09-19", "2021-09-21"),
            (NATIONAL, "2021-10-01", "2021-10-07"),
        ),
        (
            (SPRING, "2021-02-07"),
            (SPRING, "2021-02-20"),
            (LABOUR, "2021-04-25"),
            (LABOUR, "2021-05-08"),
            (MOON, "2021-09-18"),
            (NATIONAL, "2021-09-26"),
            (NATIONAL, "2021-10-09"),
        ),
    ),
    Notice(
        2022,
        "国办发明电〔2021〕11号",
        "2021-10-25",
        (
            (NEW_YEAR, "2022-01-01", "2022-01-03"),
            (SPRING, "2022-01-31", "2022-02-06"),
            (QINGMING, "2022-04-03", "2022-04-05"),
            (LABOUR, "2022-04-30", "2022-05-04"),
            (DRAGON, "2022-06-03", "2022-06-05"),
            (MOON, "2022-09-10", "2022-09-12"),
            (NATIONAL, "2022-10-01", "2022-10-07"),
        ),
        (
            (SPRING, "2022-01-29"),
            (SPRING, "2022-01-30"),
            (QINGMING, "2022-04-02"),
            (LABOUR, "2022-04-24"),
            (LABOUR, "2022-05-07"),
            (NATIONAL, "2022-10-08"),
            (NATIONAL, "2022-10-09"),
        ),
    ),
    Notice(
        2023,
        "国办发明电〔2022〕16号",
        "2022-12-08",
        (
            (NEW_YEAR, "2022-12-31", "2023-01-02"),
            (SPRING, "2023-01-21", "2023-01-27"),
            (QINGMING, "2023-04-05", "2023-04-05"),
            (LABOUR, "2023-04-29", "2023-05-03"),
            (DRAGON, "2023-06-22", "2023-06-24"),
            (NATIONAL, "2023-09-29", "2023-10-06"),
        ),
        (
            (SPRING, "2023-01-28"),
            (SPRING, "2023-01-29"),
            (LABOUR, "2023-04-23"),
            (LABOUR, "2023-05-06"),
            (DRAGON, "2023-06-25"),
            (NATIONAL, "2023-10-07"),
            (NATIONAL, "2023-10-08"),
        ),
    ),
    Notice(
        2024,
        "国办发明电〔2023〕7号",
        "2023-10-25",
        (
            (NEW_YEAR, "2024-01-01", "2024-01-01"),
            (SPRING, "2024-02-10", "2024-02-17"),
            (QINGMING, "2024-04-04", "2024-04-06"),
            (LABOUR, "2024-05-01", "2024-05-05"),
            (DRAGON, "2024-06-10", "2024-06-10"),
            (MOON, "2024-09-15", "2024-09-17"),
            (NATIONAL, "2024-10-01", "2024-10-07"),
        ),
        (
            (SPRING, "2024-02-04"),
            (SPRING, "2024-02-18"),
            (QINGMING, "2024-04-07"),
            (LABOUR, "2024-04-28"),
            (LABOUR, "2024-05-11"),
            (MOON, "2024-09-14"),
            (NATIONAL, "2024-09-29"),
            (NATIONAL, "2024-10-12"),
        ),
    ),
    Notice(
        2025,
        "国办发明电〔2024〕12号",
        "2024-11-12",
        (
            (NEW_YEAR, "2025-01-01", "2025-01-01"),
            (SPRING, "2025-01-28", "2025-02-04"),
            (QINGMING, "2025-04-04", "2025-04-06"),
            (LABOUR, "2025-05-01", "2025-05-05"),
            (DRAGON, "2025-05-31", "2025-06-02"),
            (NATIONAL, "2025-10-01", "2025-10-08"),
        ),
        (
            (SPRING, "2025-01-26"),
            (SPRING, "2025-02-08"),
            (LABOUR, "2025-04-27"),
            (NATIONAL, "2025-09-28"),
            (NATIONAL, "2025-10-11"),
        ),
    ),
    Notice(
        2026,
        "国办发明电〔2025〕7号",
        "2025-11-04",
        (
            (NEW_YEAR, "2026-01-01", "2026-01-03"),
            (SPRING, "2026-02-15", "2026-02-23"),
            (QINGMING, "2026-04-04", "2026-04-06"),
            (LABOUR, "2026-05-01", "2026-05-05"),
            (DRAGON, "2026-06-19", "2026-06-21"),
            (MOON, "2026-09-25", "2026-09-27"),
            (NATIONAL, "2026-10-01", "2026-10-07"),
        ),
        (
            (NEW_YEAR, "2026-01-04"),
            (SPRING, "2026-02-14"),
            (SPRING, "2026-02-28"),
            (LABOUR, "2026-05-09"),
            (NATIONAL, "2026-09-20"),
            (NATIONAL, "2026-10-10"),
        ),
    ),
)


def rows(notice: Notice) -> list[tuple[str, bool, int, str, str, str, str]]:
    """One row per day that a notice names."""
    days = [(day, True, holiday) for holiday, day in notice.worked]
    for holiday, first, last in notice.free:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        days += [
            ((start + timedelta(days=k)).isoformat(), False, holiday)
            for k in range((end - start).days + 1)
        ]
    source = f"{notice.title.format(year=notice.year)}（{notice.number}）"
    told = (notice.number, notice.dated, source)
    return [(day, works, notice.year, holiday, *told) for day, works, holiday in sorted(days)]


def main() -> None:
    """Write the table, notice by notice, day by day."""
    names = ["day", "works", "year", "holiday", "notice", "noticed_on", "source"]
    table = pd.DataFrame([row for one in NOTICES for row in rows(one)], columns=names)
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(
        {"source": ISSUER}
    )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow, OUT, compression="zstd")


if __name__ == "__main__":
    main()
