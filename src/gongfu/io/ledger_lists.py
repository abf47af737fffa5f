"""Lists of an office for its ledger: sheets of a workbook or files of a folder, row by row.

Every cell is read as text and understood here, so that each fault can be told with its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.io.ledger_budgets import BUDGET_TABLES, budget_values
from gongfu.io.ledger_case_lists import CASE_TABLES, CASE_THING_OF
from gongfu.io.ledger_cells import FORMULA, day_of
from gongfu.io.ledger_deeds import new_salt
from gongfu.io.ledger_entry_lists import ENTRY_TABLES, ENTRY_THING_OF, Files, finish_entry_row
from gongfu.io.ledger_kinds import TEXT, Reader, kind_in
from gongfu.io.ledger_projects import PROJECT_TABLES, declared_values, project_values
from gongfu.io.ledger_readers import LIST_KINDS, finish_actor, reader_of
from gongfu.io.ledger_request_lists import REQUEST_TABLES, REQUEST_THING_OF
from gongfu.io.ledger_tables import THINGS, key_of
from gongfu.io.ledger_workshop_lists import (
    WORKSHOP_TABLES,
    WORKSHOP_THING_OF,
    finish_workshop_row,
)
from gongfu.io.lists import SIMULATED, ListColumn, ListTable, read_lists
from gongfu.track.actors import REVERSED, id_faults, personal_id

__all__ = (
    "EXPLAINED",
    "PRIVATE_LISTS",
    "TABLES",
    "THING_OF",
    "UNTOLD_LISTS",
    "Fault",
    "ListedRow",
    "day_of",
    "read_ledger_lists",
    "untold",
)


def _columns(**words: tuple[str, ...]) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(name, known, blank=True) for name, known in words.items())


def _list(
    name: str,
    known: tuple[str, ...],
    columns: tuple[ListColumn, ...],
    filled: tuple[str, ...] = (),
    refers: Mapping[str, str] = MappingProxyType({}),
) -> ListTable:
    return ListTable(name, known, columns, optional=True, filled=filled, refers=refers)


TABLES: Final = (
    _list(
        "actors",
        ("操作人员", "经办人"),
        (
            *_columns(
                actor_id=("人员编号",), role=("角色",), place=("地区代码",), department=("部门",)
            ),
            ListColumn("field", ("领域",), optional=True, blank=True),
        ),
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
        filled=("programme_id", "field", "unit"),
        refers={"programme_id": "programmes"},
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
        filled=("item_id", "place", "owner", "unit"),
        refers={"item_id": "items"},
    ),
    _list(
        "people",
        ("个人信息",),
        _columns(person_id=("人员编号",), name=("姓名",), telephone=("电话",), address=("地址",)),
    ),
    *WORKSHOP_TABLES,
    *CASE_TABLES,
    *PROJECT_TABLES,
    *BUDGET_TABLES,
    *REQUEST_TABLES,
    *ENTRY_TABLES,
)
"""The lists that an office brings; each may be absent."""

THING_OF: Final = {
    "actors": "actor",
    "programmes": "programme",
    "items": "item",
    "deliverables": "deliverable",
    "people": "person",
    **WORKSHOP_THING_OF,
    **CASE_THING_OF,
    "projects": "project",
    "declared": "declared",
    "budgets": "budget",
    **REQUEST_THING_OF,
    **ENTRY_THING_OF,
}


EXPLAINED: Final = ("columns", "栏目说明")
"""What the sheet is called that explains the columns of empty lists, in English and Chinese."""

PRIVATE_LISTS: Final = ("people", "workers")
"""Lists of which no cell is ever told, neither in a message nor in a file of faults."""

UNTOLD_LISTS: Final = (*PRIVATE_LISTS, "cases", "requests", "request_acts")
"""Lists of which no cell but the id of the row is told in a message."""
_SHAPES: Final = {
    "projects": project_values,
    "declared": declared_values,
    "budgets": budget_values,
}
"""List -> what makes a row of the table of it."""
_PEOPLE: Final = ("actor_id", "person_id", "resident_id", "applicant_id", "guardian_id")
_PASSED: Final = ("about",)
_STANDING: Final = "standing"
_INVENTED: Final = (
    "its standing is simulated, and this ledger is not; bring it into one that is begun so "
    "(init --simulated)"
)
_UNTOLD: Final = "it is a formula or cannot be read"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row of a list, and what to do."""

    table: str
    row: int
    id: str
    fault: str


@dataclass(frozen=True, slots=True)
class FaultyId:
    """The id of a row that could not be understood whole.

    Attributes
    ----------
    number, id
        Where it stands, and its id; "" for none.
    shown
        What may be told of the id.
    values
        What could be understood of it.
    """

    number: int
    id: str
    shown: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row as it was understood, and where it stood."""

    table: str
    number: int
    values: dict[str, Any]


def read_ledger_lists(
    path: str | Path, *, simulated: bool = False
) -> tuple[dict[str, list[ListedRow]], list[Fault], dict[str, list[FaultyId]]]:
    """The rows that can be understood, by list, and the faults and ids of the others.

    Parameters
    ----------
    path
        A workbook whose sheets, or a folder whose files, are called as `TABLES`.
    simulated
        Whether the rows may say by their `standing` that they are invented.

    Returns
    -------
    tuple of dict, list and dict
        Rows in their order, every fault, and the ids of rows with faults, by list.

    Raises
    ------
    InputError
        None of the lists is there, or a column is absent.
    """
    path = Path(path)
    passed = (*_PASSED, *EXPLAINED)
    frames = read_lists(path, [_as_exported(one) for one in TABLES], numbered=True, passed=passed)
    if not frames:
        names = ", ".join(f"{table.name} ({table.words[0]})" for table in TABLES)
        raise InputError(f"{path.name}: none of the lists {names}; name sheets or files so")
    files = Files(path if path.is_dir() else path.parent)
    rows: dict[str, list[ListedRow]] = {}
    faults: list[Fault] = []
    lost: dict[str, list[FaultyId]] = {}
    for table in TABLES:
        if table.name not in frames:
            continue
        frame = frames[table.name]
        absent = {column.name: "" for column in table.columns if column.name not in frame}
        columns = [column.name for column in table.columns if column.name in frame]
        cells = zip(*(frame[name].tolist() for name in columns), strict=True)
        key = columns[0]
        kept = rows.setdefault(table.name, [])
        facts = _facts(frame, columns) if table.rest else None
        invented = _invented(table, frame)
        untold = table.name in UNTOLD_LISTS
        readers = {column.name: reader_of(table.name, column.name) for column in table.columns}
        for at, (number, texts) in enumerate(zip(frame["row"].tolist(), cells, strict=True)):
            told = {name: text or "" for name, text in zip(columns, texts, strict=True)} | absent
            values, wrong = _understood(told, readers, key, untold=untold)
            if facts is not None:
                values["facts"] = facts[at]
                wrong += _odd_facts(facts[at])
            if not wrong:
                values, wrong = _finished(table.name, values, files)
            if invented[at] and not simulated:
                wrong.append(_INVENTED)
            if not told[key]:
                wrong.append(f"no {key}; fill it in")
            if wrong:
                odd = id_faults({key: told[key]}) if untold else personal_id(told[key])
                hidden = table.name in PRIVATE_LISTS or odd
                name = "" if hidden else told[key]
                faults += [Fault(table.name, number, name, one) for one in wrong]
                if key == key_of(THINGS[THING_OF[table.name]]):
                    one = FaultyId(number, told[key], name, values)
                    lost.setdefault(table.name, []).append(one)
            else:
                kept.append(ListedRow(table.name, number, values))
    return rows, faults, lost


def _as_exported(table: ListTable) -> ListTable:
    """A list with what an export puts beside its columns."""
    if table.rest:
        return table
    names = [column.name for column in table.columns]
    more = () if _STANDING in names else (ListColumn(_STANDING, optional=True, blank=True),)
    return replace(table, columns=(*table.columns, *more), passed=(*table.passed, "version"))


def _invented(table: ListTable, frame: pd.DataFrame) -> list[bool]:
    """Which rows say that they are invented; in some lists `standing` is a column of their own."""
    own = table.rest or _STANDING in [column.name for column in table.columns]
    if own or _STANDING not in frame:
        return [False] * len(frame)
    return [text is not None and text.lower() in SIMULATED for text in frame[_STANDING].tolist()]


def _facts(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, str]]:
    """What stands in the other columns of each row, by heading; empty cells say nothing."""
    names = [str(name) for name in frame if name not in (*columns, "row")]
    cells = (frame[name].tolist() for name in names)
    rows = zip(*cells, strict=True) if names else ((),) * len(frame)
    return [
        {name: str(text) for name, text in zip(names, one, strict=True) if text} for one in rows
    ]


def _odd_facts(facts: Mapping[str, str]) -> list[str]:
    """Facts that are formulas; neither what they say nor their headings are told."""
    odd = [at for at, text in enumerate(facts.values(), 1) if text.startswith(FORMULA)]
    return [
        f"filled fact {at} from the left: it holds a formula; write what it comes to" for at in odd
    ]


def untold(fault: str, values: Mapping[str, Any]) -> str:
    """A fault without what the cells of its row say.

    Parameters
    ----------
    fault
        Of a row of one of `UNTOLD_LISTS`; its texts stand in quotes.
    values
        Of the row, its id first.

    Returns
    -------
    str
        The same, with the names of columns in their place.
    """
    for name, text in list(values.items())[1:]:
        if text and isinstance(text, str):
            fault = fault.replace(repr(text), f"({name} of the row)")
    return fault


def _understood(
    told: Mapping[str, str], readers: Mapping[str, Reader], key: str, *, untold: bool
) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    ids = {name: told[name] for name in dict.fromkeys((key, *_PEOPLE)) if name in told}
    if "pay_id" in ids:  # the rules of pay say which may end so
        ids["pay_id"] = ids["pay_id"].removesuffix(REVERSED)
    faults = id_faults(ids)
    for name, text in told.items():
        read = readers[name]
        try:
            values[name] = read(text)
        except InputError as error:
            kind = kind_in(LIST_KINDS, read) or TEXT
            what = f"{_UNTOLD}; {kind.expected}" if untold else str(error)
            faults.append(f"{name}: {what}")
    values["version"] = 1
    if "telephone" in told:
        values["salt"] = new_salt()
    return values, faults


def _finished(table: str, values: dict[str, Any], files: Files) -> tuple[dict[str, Any], list[str]]:
    """A row of the table of a list, whose columns need not be the same."""
    if table == "actors":
        return finish_actor(values), []
    if table in WORKSHOP_THING_OF:
        return finish_workshop_row(table, values), []
    if table in ENTRY_THING_OF:
        return finish_entry_row(table, values, files)
    if table not in _SHAPES:
        return values, []
    try:
        return _SHAPES[table](values), []
    except InputError as error:
        return values, [str(error)]
