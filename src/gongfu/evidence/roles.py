"""Whether a number states what is, defines something else, or is promised."""

import re
from typing import Final

from gongfu.evidence.context import Settled
from gongfu.evidence.quantities import Quantity
from gongfu.evidence.stated import Role

_LIMIT_WORDS: Final = ("内", "以内", "之内")
_LIMITS: Final = frozenset({"minutes", "hours", "km", "m"})
_SHARES: Final = frozenset({"share", "percentage points"})
_DEFINES: Final = re.compile(r"\s?(?:及?以[上下]|以内|之内)(?:的|[一-鿿](?<![的，。；、左]))")
_DEFINES_ALWAYS: Final = re.compile(
    r"\s?(?:及?以[上下](?:的|、|[一-鿿]{0,6}(?:村|企业|项目|群体|农户|家庭|大户|产业|集群|单位|县))"
    r"|群体|人群)"
)
_CLAUSE_START: Final = re.compile(r"(?:^|[，。；、,;：:])(?:其中|全[省市县区镇村])?$")
_ADDED: Final = re.compile(
    r"(?:带动|惠及|覆盖|新增|建成|培育|引进|达到?|实现|超|近|约|有|共)[^，。；]{0,3}$"
)
_SPAN: Final = re.compile(r"寿命|平均年龄|人均期望")
_TARGET: Final = re.compile(
    r"(?:力争|预期(?!寿命)|(?<!年度)(?<!完成)目标(?!的)|(?<!年度)(?<!行动)(?<!完成)计划(?!的|总|投资)"
    r"|(?<![虚模])拟(?!合)|确保|争取|要(?=达到|实现|开工|建成|完成|新增|推进|新建|力争|确保)|规划(?!的|面积|用地|区)"
    r"|预计到|到20\d\d年(?:末|底)?[，,]?(?!已)|将(?!近|于|其|全)|\bwill\b|\baims?\b|\btargets?\b"
    r"|\bplans? to\b|\bwants\b|\bexpects?\b|By 20[2-9]\d)"
)
_DONE: Final = re.compile(r"已|实现了|完成了|达到了|建成了")
_AS_IS: Final = re.compile(r"(?:目前|现有|现在)的?[^，。；]{0,4}$")
_BREAK: Final = re.compile(r"[；;]")
_NEW_YEAR: Final = ("01", "02", "03")
"""Months in which a report speaks of its own year as of what is to come."""


def is_limit(text: str, one: Quantity) -> bool:
    """Whether a number bounds something else: 15分钟内."""
    return one.unit in _LIMITS and text.startswith(_LIMIT_WORDS, one.end)


def role_of(
    text: str,
    one: Quantity,
    *,
    before: str,
    clause: str,
    when: Settled,
    published: str,
    planned: bool,
) -> Role:
    """What a number is there for.

    Parameters
    ----------
    text, one
        The text and the number in it.
    before, clause
        The sentence before the number, and what of it comes after the number before.
    when
        Its period.
    published
        The document's date.
    planned
        Whether it stands below a heading that speaks of plans.
    """
    after = text[one.end : one.end + 10]
    if _is_condition(text, one, before, clause, after):
        return "condition"
    if published[:4] and when.value[:4] > published[:4]:
        return "target"
    early = published[5:7] in _NEW_YEAR and when.value == published[:4]
    if early and when.said and not _DONE.search(before):
        return "target"
    if _AS_IS.search(before):
        return "figure"
    since = [match.end() for match in _BREAK.finditer(before)]
    tail = before[since[-1] if since else 0 :]
    target = list(_TARGET.finditer(tail))
    promised = target and not _DONE.search(tail, target[-1].end())
    return "target" if planned or promised else "figure"


def _is_condition(text: str, one: Quantity, before: str, clause: str, after: str) -> bool:
    if "岁" in text[one.start : one.end + 4] and one.unit == "years":
        return _SPAN.search(before) is None
    if is_limit(text, one) or (one.unit in ("years", "months") and before.endswith("满")):
        return True
    if one.unit in _SHARES:
        return False
    if _DEFINES.match(after) and _CLAUSE_START.search(clause):
        return True
    return _DEFINES_ALWAYS.match(after) is not None and not _ADDED.search(before)
