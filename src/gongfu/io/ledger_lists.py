"""Lists of an office for its ledger: sheets of a workbook or files of a folder, row by row.

Every cell is read as text and understood here, so that each fault can be told with its row.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_projects import PROJECT_TABLES, SHAPES
from gongfu.io.ledger_write import new_salt
from gongfu.io.lists import ListColumn, ListTable, read_lists
from gongfu.track.actors import Role, personal_id

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_NUMBER: Final = re.compile(
    r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?"  # commas by thousands
)
_FORMULA: Final = ("=", "+", "@", "\t")
_YEARS: Final = range(1949, 10_000)


_ROLES: Final = {
    "居民": Role.RESIDENT,
    "村": Role.VILLAGE,
    "企业": Role.ENTERPRISE,
    "学校": Role.SCHOOL,
    "部门": Role.DEPARTMENT,
    "县": Role.COUNTY,
    "省": Role.PROVINCE,
    "审计": Role.AUDITOR,
}


def _columns(**words: tuple[str, ...]) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(name, known, blank=True) for name, known in words.items())


def _list(name: str, known: tuple[str, ...], columns: tuple[ListColumn, ...]) -> ListTable:
    return ListTable(name, known, columns, optional=True)


TABLES: Final = (
    _list(
        "actors",
        ("操作人员", "经办人"),
        _columns(actor_id=("人员编号",), role=("角色",), place=("地区代码",), department=("部门",)),
    ),
    _list(
        "programmes",
        ("民生实事", "年度计划"),
        _columns(programme_id=("计划编号",), place=("地区代码",), year=("年份", "年度")),
    ),
    _list(
        "items",
        ("项目", "事项"),
        _columns(
            item_id=("事项编号",), programme_id=("计划编号",), field=("领域",), unit=("单位",)
        ),
    ),
    _list(
        "deliverables",
        ("任务", "任务清单"),
        _columns(
            deliverable_id=("任务编号",),
            item_id=("事项编号",),
            place=("地区代码",),
            owner=("责任部门", "责任单位"),
            start_on=("开始日期", "开工日期"),
            due_on=("完成期限", "截止日期"),
            quantity=("数量", "目标数量"),
            unit=("单位",),
        ),
    ),
    _list(
        "people",
        ("个人信息",),
        _columns(person_id=("人员编号",), name=("姓名",), telephone=("电话",), address=("地址",)),
    ),
    *PROJECT_TABLES,
)
"""The lists that an office brings; each may be absent."""

THING_OF: Final = {
    "actors": "actor",
    "programmes": "programme",
    "items": "item",
    "deliverables": "deliverable",
    "people": "person",
    "projects": "project",
    "declared": "declared",
}


PRIVATE_LISTS: Final = ("people",)
"""Lists of which no cell is ever told, neither in a message nor in a file of faults."""

_UNTOLD: Final = "it is a formula or cannot be read; look at the cell and write it anew"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row of a list, and what to do."""

    table: str
    row: int
    id: str
    fault: str


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row as it was understood, and where it stood."""

    table: str
    number: int
    values: dict[str, Any]


def read_ledger_lists(path: str | Path) -> tuple[dict[str, list[ListedRow]], list[Fault]]:
    """The rows that can be understood, by list, and the faults of the others.

    Parameters
    ----------
    path
        A workbook whose sheets, or a folder whose files, are called as `TABLES`.

    Returns
    -------
    tuple of dict and list
        Rows in their order, and every fault.

    Raises
    ------
    InputError
        None of the lists is there, or a column is absent.
    """
    frames = read_lists(path, TABLES, numbered=True)
    if not frames:
        names = ", ".join(f"{table.name} ({table.words[0]})" for table in TABLES)
        raise InputError(f"{Path(path).name}: none of the lists {names}; name sheets or files so")
    rows: dict[str, list[ListedRow]] = {}
    faults: list[Fault] = []
    for table in TABLES:
        if table.name not in frames:
            continue
        frame = frames[table.name]
        columns = [column.name for column in table.columns]
        cells = zip(*(frame[name].tolist() for name in columns), strict=True)
        key = columns[0]
        kept = rows.setdefault(table.name, [])
        for number, texts in zip(frame["row"].tolist(), cells, strict=True):
            told = {name: text or "" for name, text in zip(columns, texts, strict=True)}
            values, wrong = _understood(told, private=table.name in PRIVATE_LISTS)
            if not wrong and table.name in SHAPES:
                values, wrong = _shaped(table.name, values)
            if told[key].startswith("-"):
                wrong.append(f"{key}: an id does not begin with -; leave it out")
            if not told[key]:
                wrong.append(f"no {key}; fill it in")
            if wrong:
                hidden = table.name in PRIVATE_LISTS or personal_id(told[key])
                name = "" if hidden else told[key]
                faults += [Fault(table.name, number, name, one) for one in wrong]
            else:
                kept.append(ListedRow(table.name, number, values))
    return rows, faults


def day_of(text: str) -> date:
    """The day that a text tells.

    Parameters
    ----------
    text
        As 2026-03-01, 2026/3/1 or 2026年3月1日.

    Returns
    -------
    date
        One that exists.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{text!r} is no day; write it as 2026-03-01")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise InputError(f"the day {text!r} does not exist; mend it") from error


def _understood(told: Mapping[str, str], *, private: bool) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    faults = []
    for name, text in told.items():
        if name in ("actor_id", "person_id") and (what := personal_id(text)):
            faults.append(f"{name}: {what}, and ids stay in the record for good; give a number")
            continue
        try:
            values[name] = _READ.get(name, _text)(text)
        except InputError as error:
            faults.append(f"{name}: {_UNTOLD if private else error}")
    values["version"] = 1
    if "telephone" in told:
        values["salt"] = new_salt()
    return values, faults


def _shaped(table: str, values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A row of a table whose columns are not those of its list."""
    try:
        return SHAPES[table](values), []
    except InputError as error:
        return values, [str(error)]


def _text(text: str) -> str:
    if text.startswith(_FORMULA):
        raise InputError(f"{text[:20]!r} is a formula; write what it comes to")
    return text


def _quantity(text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise InputError(f"{text!r} is no number; write it in digits, as 1234.5")
    return float(text.replace(",", ""))


def _year(text: str) -> int:
    digits = text.removesuffix("年").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) not in _YEARS:
        raise InputError(f"{text!r} is no year; write it as 2026")
    return int(digits)


def _role(text: str) -> str:
    text = str(_ROLES.get(text, text))
    if text not in list(Role):
        raise InputError(f"{text!r} is no role; choose among {', '.join(Role)}")
    return text


def _phone(text: str) -> str:
    return text


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "start_on": day_of,
    "due_on": day_of,
    "quantity": _quantity,
    "year": _year,
    "first_year": _year,
    "last_year": _year,
    "role": _role,
    "telephone": _phone,
}
