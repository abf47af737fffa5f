"""Cooperation projects and declared totals in a ledger: tables, lists, and rows as nouns."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table

from gongfu.errors import InputError
from gongfu.io.ledger_cells import area_of, fen_or_none, text_of
from gongfu.io.ledger_kinds import CellKind, Kinds, Reader
from gongfu.io.ledger_metadata import METADATA
from gongfu.io.lists import ListColumn, ListTable
from gongfu.track.declared import WHATS, DeclaredTotal
from gongfu.track.money import FEN_PER_YUAN
from gongfu.track.projects import Party, PartyRole, Phase, Project

PROJECTS: Final = Table(
    "projects",
    METADATA,
    Column("project_id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("description", String, nullable=False),
    Column("status", String, nullable=False),
    Column("place", String, nullable=False),
    Column("field", String, nullable=False),
    Column("giver", String, nullable=False),
    Column("giver_name", String, nullable=False),
    Column("receiver", String, nullable=False),
    Column("receiver_name", String, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("budget_fen", BigInteger),
    Column("version", Integer, nullable=False),
)
DECLARED: Final = Table(
    "declared",
    METADATA,
    Column("declared_id", String, primary_key=True),
    Column("what", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("last_digit", BigInteger, nullable=False),
    Column("first_year", Integer, nullable=False),
    Column("last_year", Integer, nullable=False),
    Column("place", String, nullable=False),
    Column("source", String, nullable=False),
    Column("version", Integer, nullable=False),
)
PROJECT_THINGS: Final = {"project": PROJECTS, "declared": DECLARED}
"""What the audit log calls them."""


def _columns(**words: tuple[str, ...]) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(name, known, blank=True) for name, known in words.items())


PROJECT_TABLES: Final = (
    ListTable(
        "projects",
        ("协作项目", "山海协作项目"),
        _columns(
            project_id=("项目编号",),
            title=("项目名称",),
            description=("项目内容", "说明"),
            status=("状态", "阶段"),
            place=("地区代码",),
            field=("领域",),
            giver=("支援方代码",),
            giver_name=("支援方",),
            receiver=("受援方代码",),
            receiver_name=("受援方",),
            start_on=("开始日期",),
            due_on=("完成期限",),
            budget_yuan=("预算(元)", "预算"),
        ),
        optional=True,
        filled=(
            *("title", "description", "place", "field"),
            *("giver", "giver_name", "receiver", "receiver_name"),
        ),
    ),
    ListTable(
        "declared",
        ("公布值", "公布总数"),
        _columns(
            declared_id=("编号",),
            what=("指标",),
            amount=("数值",),
            unit=("单位",),
            first_year=("起始年份",),
            last_year=("截止年份",),
            place=("地区代码",),
            source=("来源",),
        ),
        optional=True,
        filled=("what", "source"),
    ),
)
"""The lists that bring them."""

_AMOUNT: Final = r"[0-9]+(\.[0-9]+)?"
_FACTORS: Final = {
    "yuan": 1,
    "元": 1,
    "10k yuan": 10**4,
    "万元": 10**4,
    "100M yuan": 10**8,
    "亿元": 10**8,
}
COUNTED: Final = {
    "projects": ("projects", "个", "项"),
    "workshops": ("workshops", "个", "家"),
    "workshop_people": ("people", "人"),
}
"""Units of totals that are no money."""
_UNITS: Final = tuple(
    dict.fromkeys((*_FACTORS, *(unit for one in COUNTED.values() for unit in one)))
)


def _phase(text: str) -> str:
    if text not in list(Phase):
        raise InputError(f"{text[:20]!r} is no status; choose among {', '.join(Phase)}")
    return text


def _published(text: str) -> str:
    """A number as it was published, since its last digit says how well it is known."""
    if not re.fullmatch(_AMOUNT, text.replace(",", "")):
        raise InputError(f"{text[:20]!r} is no amount; write it in digits as it was published")
    return text


def _what(text: str) -> str:
    """One of `WHATS`, which the total itself sees to, with all else that is wrong with it."""
    return text_of(text)


def _unit(text: str) -> str:
    if text not in _UNITS:
        raise InputError(f"{text[:20]!r} is no unit; choose among {', '.join(_UNITS)}")
    return text


PROJECT_READERS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "projects": {"status": _phase, "budget_yuan": fen_or_none},
    "declared": {"what": _what, "amount": _published, "unit": _unit, "place": area_of},
}
"""How cells are read, by list and column; others as of every list."""
PROJECT_KINDS: Final[Kinds] = {
    _phase: CellKind("choice", choices=tuple(Phase)),
    _what: CellKind("choice", choices=WHATS),
    _unit: CellKind("choice", choices=_UNITS),
    _published: CellKind("amount", pattern=f"^{_AMOUNT}$", also=("12,438",)),
}
"""What their own readers take."""


def project_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as one of the table.

    Parameters
    ----------
    told
        As it was understood cell by cell; `budget_yuan` is in fen, None for none.

    Returns
    -------
    dict
        With `budget_fen`.
    """
    values = dict(told)
    values["budget_fen"] = values.pop("budget_yuan")
    return values


def declared_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as one of the table.

    Parameters
    ----------
    told
        As it was understood cell by cell; `amount` is text as it was published, with its `unit`.

    Returns
    -------
    dict
        With `amount` and `last_digit` as whole numbers: of what is counted, or fen.
    """
    values = dict(told)
    unit, text = values.pop("unit"), values["amount"].replace(",", "")
    counted = COUNTED.get(values["what"])
    factors = _FACTORS if counted is None else dict.fromkeys(counted, 1)
    if unit not in factors:
        raise InputError(f"unit is {unit!r}; choose among {', '.join(factors)}")
    factor = factors[unit] * (FEN_PER_YUAN if counted is None else 1)
    last = Decimal(factor).scaleb(-len(text.partition(".")[2]))
    if last != int(last):
        raise InputError(f"amount is {text[:20]!r} {unit}; it has more decimals than there can be")
    return values | {"amount": int(Decimal(text) * factor), "last_digit": int(last)}


def printed_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of declared as its list has it: `declared_values` makes the same row of it again.

    Parameters
    ----------
    row
        Of the table.

    Returns
    -------
    dict
        With `amount` as text in its `unit`, to its last digit, and without `last_digit`.
    """
    told = {name: value for name, value in row.items() if name != "last_digit"}
    counted = COUNTED.get(row["what"])
    if counted is not None:
        return told | {"amount": str(row["amount"]), "unit": counted[0]}
    units = [(name, FEN_PER_YUAN * factor) for name, factor in _FACTORS.items() if name.isascii()]
    unit, fen = next((one for one in units if row["last_digit"] <= one[1]), units[-1])
    whole, _, rest = f"{Decimal(row['amount']) / fen:f}".partition(".")
    rest = rest.rstrip("0").ljust(len(str(fen // row["last_digit"])) - 1, "0")
    return told | {"amount": f"{whole}.{rest}" if rest else whole, "unit": unit}


def project_of(row: Mapping[Any, Any]) -> Project:
    """A row as a noun.

    Parameters
    ----------
    row
        Of projects.

    Returns
    -------
    Project
        The giver funds it, the receiver answers for it.
    """
    return Project(
        row["project_id"],
        row["title"],
        row["description"],
        Phase(row["status"]),
        row["place"],
        row["field"],
        (
            Party(row["giver"], row["giver_name"], (PartyRole.FUNDER,)),
            Party(row["receiver"], row["receiver_name"], (PartyRole.AUTHORITY,)),
        ),
        row["start_on"],
        row["due_on"],
        row["budget_fen"],
    )


def declared_of(row: Mapping[Any, Any], *, simulated: bool = False) -> DeclaredTotal:
    """A row as a noun.

    Parameters
    ----------
    row
        Of declared.
    simulated
        Whether the ledger is invented.

    Returns
    -------
    DeclaredTotal
        The same.
    """
    return DeclaredTotal(
        row["what"],
        row["amount"],
        row["last_digit"],
        row["first_year"],
        row["last_year"],
        row["place"],
        row["source"],
        simulated,
    )
