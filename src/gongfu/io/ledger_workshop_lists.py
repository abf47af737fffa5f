"""Lists of workshops, jobs, workers, enrolments, attendance and pay, as an office brings them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.io.ledger_cells import day_of, day_or_none, number_of, text_of
from gongfu.io.ledger_deeds import new_salt
from gongfu.io.ledger_kinds import COUNT, TEXT, CellKind, Kinds, Reader
from gongfu.io.ledger_workshops import attendance_id
from gongfu.io.lists import ListColumn, ListTable
from gongfu.match.job_lists import months_of
from gongfu.track.money import fen_of
from gongfu.track.workshops import PayBy, Standing, WorkshopKind

_MONTH: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_CENTI: Final = 100
_LONG: Final = 10**9


def _must(name: str, *words: str) -> ListColumn:
    return ListColumn(name, words, blank=True)


def _may(name: str, *words: str) -> ListColumn:
    return ListColumn(name, words, optional=True, blank=True)


def _list(
    name: str,
    words: tuple[str, ...],
    *columns: ListColumn,
    filled: tuple[str, ...] = (),
    refers: Mapping[str, str] = MappingProxyType({}),
    once: tuple[str, ...] | None = None,
) -> ListTable:
    return ListTable(name, words, columns, optional=True, filled=filled, refers=refers, once=once)


_PERSON: Final = _must("person_id", "人员编号")
_JOB: Final = _must("job_id", "岗位编号")
_SKILLS: Final = _may("skills", "技能", "技能要求")
_OF_WORK: Final = {"person_id": "workers", "job_id": "jobs"}

WORKSHOP_TABLES: Final = (
    _list(
        "workshops",
        ("共富工坊", "工坊"),
        _must("workshop_id", "工坊编号"),
        _must("name", "工坊名称", "名称"),
        _must("kind", "类型", "工坊类型"),
        _must("place", "地区代码"),
        _must("enterprise", "企业", "企业编号"),
        _must("opened_on", "开办日期"),
        _may("closed_on", "停办日期"),
        filled=("name", "place", "enterprise"),
    ),
    _list(
        "jobs",
        ("岗位", "岗位名单"),
        _JOB,
        _must("workshop_id", "工坊编号"),
        _must("pay_by", "计薪方式"),
        _must("rate_yuan", "单价", "单价(元)"),
        _may("pieces_per_h", "每小时件数"),
        _may("days_per_month", "每月计薪天数"),
        _must("posts", "岗位数"),
        _must("hours", "每周工时", "每周小时"),
        _may("weeks", "每年周数"),
        _may("days", "每周天数"),
        _may("months", "用工月份"),
        _SKILLS,
        _may("min_age", "最低年龄"),
        _may("max_age", "最高年龄"),
        _may("suits_carers", "可弹性安排"),
        _may("is_open", "在招", "是否在招"),
        filled=("workshop_id",),
        refers={"workshop_id": "workshops"},
    ),
    _list(
        "workers",
        ("人员", "人员名单"),
        _PERSON,
        _must("village", "村代码", "村"),
        _must("hours", "每周可用工时", "每周可用小时"),
        _SKILLS,
        _may("birth_year", "出生年份"),
        _may("cares", "需照料家人"),
        _may("income_yuan", "年收入", "年收入(元)"),
        _may("outside_yuan", "现有零工收入", "现有零工收入(元)"),
        _may("busy_months", "农忙月份"),
        _may("wishes", "意愿"),
        filled=("village",),
    ),
    _list(
        "enrolments",
        ("报名", "报名名单"),
        _must("enrolment_id", "报名编号"),
        _PERSON,
        _JOB,
        _must("standing", "状态"),
        _must("since", "开始日期"),
        _may("until", "结束日期"),
        _may("reason", "原因"),
        filled=("person_id", "job_id"),
        refers=_OF_WORK,
    ),
    _list(
        "attendance",
        ("考勤", "考勤记录"),
        _PERSON,
        _JOB,
        _must("day", "日期"),
        _may("hours", "工时", "小时"),
        _may("pieces", "件数"),
        filled=("job_id",),
        refers=_OF_WORK,
        once=("person_id", "job_id", "day"),
    ),
    _list(
        "pay",
        ("工资", "工资发放"),
        _must("pay_id", "工资编号"),
        _PERSON,
        _JOB,
        _must("month", "月份"),
        _must("yuan", "金额", "金额(元)"),
        _must("on_day", "发放日期"),
        _may("reverses", "冲销编号"),
        _may("reason", "原因"),
        filled=("person_id", "job_id"),
        refers={**_OF_WORK, "reverses": "pay"},
    ),
)
"""The lists of workshops; each may be absent."""

WORKSHOP_THING_OF: Final = {
    "workshops": "workshop",
    "jobs": "job",
    "workers": "worker",
    "enrolments": "enrolment",
    "attendance": "attendance",
    "pay": "pay",
}
_WORDS: Final[Mapping[str, str]] = {
    "来料加工式": "processing", "定向招工式": "recruiting", "电商直播式": "livestream",
    "农旅融合式": "farm_tourism", "品牌带动式": "brand", "产业赋能式": "industry",
    "计件": "piece", "计时": "hour", "按月": "month",
    "已报名": "applied", "在岗": "enrolled", "已离岗": "left", "未录用": "refused",
    "已撤回": "withdrawn",
    "额满": "full", "技能不符": "skills", "年龄不符": "age", "工时不符": "hours",
    "路远": "distance", "本人意愿": "own_wish", "季节结束": "season_over",
    "岗位停止": "job_closed", "另有工作": "other_job", "其他": "other",
    "金额有误": "amount", "人员有误": "person", "岗位有误": "job", "月份有误": "month",
    "重复发放": "twice", "未发放": "not_paid",
    "工时有误": "hours", "件数有误": "pieces", "日期有误": "day", "重复登记": "twice",
    "未出勤": "absent",
    "是": "1", "否": "0", "true": "1", "false": "0",
}  # fmt: skip
"""What offices write in Chinese -> our word for it."""


def month_of_text(text: str) -> str:
    """The month that a text tells.

    Parameters
    ----------
    text
        As 2026-03, 2026/3 or 2026年3月.

    Returns
    -------
    str
        As "2026-03".
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{text!r} is no month; write it as 2026-03")
    day = day_of(f"{found[1]}-{found[2]}-1")
    return f"{day.year:04d}-{day.month:02d}"


def _one_of(kinds: type[StrEnum], text: str) -> str:
    told = _WORDS.get(text, _WORDS.get(f"{text}式", text))
    if told not in list(kinds):
        raise InputError(f"{text!r} is none of {', '.join(kinds)}; choose one")
    return told


def reason_of(text: str) -> str:
    """The reason that a text tells.

    Parameters
    ----------
    text
        In English or Chinese.

    Returns
    -------
    str
        Our word for it; whether it is one of a closed list is the rule's to say.
    """
    return text_of(_WORDS.get(text, text))


def _whole(text: str, *, empty: int | None) -> int | None:
    if not text:
        if empty is None:
            return None
        return empty
    value = number_of(text)
    if not (isfinite(value) and value == int(value) and abs(value) <= _LONG):
        raise InputError(f"{text!r} is no whole number; write it in digits")
    return int(value)


def _count(text: str) -> int:
    if not text:
        raise InputError("it is empty; fill it in")
    return _whole(text, empty=0) or 0


def _number(text: str, *, empty: float | None) -> float | None:
    value = number_of(text) if text else empty
    if value is not None and not (isfinite(value) and value >= 0):
        raise InputError(f"{text!r} must be a number from 0; mend it")
    return value


def _flag(text: str, *, empty: bool = False) -> bool:
    told = _WORDS.get(text.lower(), text) if text else str(int(empty))
    if told not in ("0", "1"):
        raise InputError(f"{text!r} must be 1 or 0 (是 or 否)")
    return told == "1"


def _centihours(text: str) -> int:
    value = _number(text, empty=0.0) or 0.0
    hundredths = round(value * _CENTI)
    if abs(value * _CENTI - hundredths) > 1e-6:
        raise InputError(f"{text!r} hours have more than two decimals; round them")
    return hundredths


def _season(text: str) -> str:
    if text and months_of(pd.Series([text]))[0] < 0:
        raise InputError(f"{text!r} are no months; write them as 4-6;10")
    return text_of(text)


def _choices(kinds: type[StrEnum]) -> tuple[str, ...]:
    """Every word that is understood as one of a kind."""
    known = [word for word, ours in _WORDS.items() if ours in list(kinds)]
    short = [word.removesuffix("式") for word in known if word.endswith("式")]
    return tuple(dict.fromkeys([*kinds, *known, *short]))


_KIND: Final = partial(_one_of, WorkshopKind)
_PAY_BY: Final = partial(_one_of, PayBy)
_STANDING: Final = partial(_one_of, Standing)

WORKSHOP_KINDS: Final[Kinds] = {
    _KIND: CellKind("choice", choices=_choices(WorkshopKind)),
    _PAY_BY: CellKind("choice", choices=_choices(PayBy)),
    _STANDING: CellKind("choice", choices=_choices(Standing)),
    _whole: CellKind("count", "integer", also=("5.0",), minimum=-_LONG, maximum=_LONG),
    _count: COUNT,
    _number: CellKind("number", "number", minimum=0),
    _centihours: CellKind("number", "number", minimum=0),
    _flag: CellKind("yes", "boolean", yes=("1", "是", "true"), no=("0", "否", "false")),
    _season: CellKind("months"),
    month_of_text: CellKind("month", "yearmonth", also=("2026/3", "2026年3月")),
    reason_of: TEXT,
}
"""What these readers take."""

WORKSHOP_READERS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "workshops": {
        "kind": _KIND,
        "opened_on": day_of,
        "closed_on": day_or_none,
    },
    "jobs": {
        "pay_by": _PAY_BY,
        "rate_yuan": fen_of,
        "pieces_per_h": partial(_number, empty=0.0),
        "days_per_month": partial(_whole, empty=0),
        "posts": _count,
        "hours": number_of,
        "weeks": partial(_number, empty=52.0),
        "days": partial(_whole, empty=0),
        "months": _season,
        "min_age": partial(_whole, empty=None),
        "max_age": partial(_whole, empty=None),
        "suits_carers": _flag,
        "is_open": partial(_flag, empty=True),
    },
    "workers": {
        "hours": number_of,
        "birth_year": partial(_whole, empty=None),
        "cares": _flag,
        "income_yuan": partial(_number, empty=None),
        "outside_yuan": partial(_number, empty=None),
        "busy_months": _season,
    },
    "enrolments": {
        "standing": _STANDING,
        "since": day_of,
        "until": day_or_none,
        "reason": reason_of,
    },
    "attendance": {"day": day_of, "hours": _centihours, "pieces": partial(_whole, empty=0)},
    "pay": {"month": month_of_text, "yuan": fen_of, "on_day": day_of, "reason": reason_of},
}
"""How cells are read, by list and column; others as text."""

_NAMES: Final = {"rate_yuan": "rate_fen", "yuan": "amount_fen"}


def finish_workshop_row(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The row of a table of the ledger that the cells of a list come to.

    Parameters
    ----------
    table
        Which list.
    values
        As its cells were read, with its `version`.

    Returns
    -------
    dict
        Column -> value; of enrolments without `village`, which is the worker's.
    """
    row = {_NAMES.get(name, name): value for name, value in values.items()}
    if table == "jobs":
        row["is_open"] = row.pop("is_open")  # last, so that keys of before stand for the same
    elif table == "workers":
        row["salt"] = new_salt()
    elif table == "attendance":
        row["centihours"] = row.pop("hours")
        row["attendance_id"] = attendance_id(row["person_id"], row["job_id"], row["day"])
    elif table == "pay":
        del row["version"]
    return row
