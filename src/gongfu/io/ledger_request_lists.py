"""Lists of requests that an office brings: rules of routing, requests, and the acts upon them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_cells import (
    count_or_none,
    day_or_none,
    degrees_or_none,
    moment_of,
    yes_or_none,
)
from gongfu.io.ledger_kinds import CellKind, Kinds
from gongfu.io.lists import ListColumn, ListTable
from gongfu.track.request_moves import Event

_EVENTS: Final[Mapping[str, Event]] = {str(one): one for one in Event} | {
    "派单": Event.ASSIGN,
    "不予受理": Event.DECLINE,
    "并案": Event.MERGE,
    "撤回": Event.WITHDRAW,
    "签收": Event.SIGN,
    "退回": Event.RETURN,
    "转办": Event.TRANSFER,
    "暂停计时": Event.PAUSE,
    "恢复计时": Event.RESUME,
    "延期": Event.EXTEND,
    "答复": Event.ANSWER,
    "办结": Event.CLOSE,
    "发回重办": Event.REOPEN,
    "换类别重新提交": Event.RESUBMIT,
    "提级督办": Event.ESCALATE,
}


def _list(
    name: str,
    known: tuple[str, ...],
    needs: int,
    filled: tuple[str, ...] = (),
    refers: Mapping[str, str] = MappingProxyType({}),
    once: tuple[str, ...] | None = None,
    **words: tuple[str, ...],
) -> ListTable:
    """A list of which the first so many columns must be there."""
    columns = tuple(
        ListColumn(column, heads, blank=True, optional=at >= needs)
        for at, (column, heads) in enumerate(words.items())
    )
    return ListTable(name, known, columns, optional=True, filled=filled, refers=refers, once=once)


REQUEST_TABLES: Final = (
    _list(
        "route_rules",
        ("派单规则", "规则"),
        4,
        rule_key=("规则编号", "key"),
        category=("类别", "诉求类别"),
        place=("地区代码",),
        start_on=("开始日期", "生效日期", "start"),
        end_on=("结束日期", "失效日期", "end"),
        department=("部门", "承办部门"),
        sign_days=("签收工作日", "签收期限"),
        handle_days=("办理工作日", "办理期限", "days"),
        source=("依据", "来源"),
    ),
    _list(
        "requests",
        ("诉求", "居民诉求"),
        5,
        ("resident_id", "place", "category"),
        request_id=("诉求编号",),
        resident_id=("居民编号", "人员编号"),
        place=("地区代码",),
        category=("类别", "诉求类别"),
        filed_at=("提交时间", "受理时间"),
        words=("诉求内容", "内容"),
        contact=("联系方式", "电话"),
        longitude=("经度", "lon"),
        latitude=("纬度", "lat"),
    ),
    _list(
        "request_acts",
        ("办理记录", "诉求办理"),
        4,
        ("actor_id",),
        {"request_id": "requests"},
        (),
        request_id=("诉求编号",),
        event=("事件", "操作"),
        at=("时间", "办理时间"),
        actor_id=("人员编号", "操作人员", "actor"),
        department=("部门", "承办部门"),
        sign_days=("签收工作日", "签收期限"),
        handle_days=("办理工作日", "办理期限"),
        new_category=("新类别",),
        days=("延期工作日",),
        into=("并入诉求",),
        satisfied=("是否满意", "满意"),
        reason=("理由", "原因", "答复内容"),
    ),
)
"""Each may be absent, and so may columns that need not be filled."""

REQUEST_THING_OF: Final = {
    "route_rules": "route_rule",
    "requests": "request",
    "request_acts": "request_step",
}
REQUEST_PRIVATE: Final = ("words", "contact", "longitude", "latitude", "reason")
"""Columns that no message repeats, and that no digest of a list is made of."""


def _event(text: str) -> Event:
    if text not in _EVENTS:
        raise InputError(f"{text[:20]!r} is no event; choose among {', '.join(Event)}")
    return _EVENTS[text]


def _own_words(text: str) -> str:
    return text


REQUEST_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "end_on": day_or_none,
    "sign_days": count_or_none,
    "handle_days": count_or_none,
    "filed_at": moment_of,
    "at": moment_of,
    "words": _own_words,
    "contact": _own_words,
    "reason": _own_words,
    "longitude": degrees_or_none,
    "latitude": degrees_or_none,
    "event": _event,
    "days": count_or_none,
    "satisfied": yes_or_none,
}
"""How the cells of these lists are understood."""
REQUEST_KINDS: Final[Kinds] = {
    _event: CellKind("choice", expected=f"choose among {', '.join(Event)}", choices=tuple(_EVENTS)),
    _own_words: CellKind("words"),
}
"""What their own readers take."""
