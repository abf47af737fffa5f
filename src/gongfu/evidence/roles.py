"""Whether a number states what is, defines something else, or is promised."""

import re
from collections.abc import Sequence
from typing import Final

from gongfu.evidence.english import AGED
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.stated import Role
from gongfu.evidence.topic import Settled

_LIMIT_WORDS: Final = ("内", "以内", "之内")
_LIMITS: Final = frozenset({"minutes", "hours", "km", "m"})
_SHARES: Final = frozenset({"share", "percentage points"})
_DEFINING: Final = frozenset(" 及以之群人")
"""With these begin the words behind a number that may make it define something."""
_DEFINES: Final = re.compile(r"\s?(?:及?以[上下]|以内|之内)(?:的|[一-鿿](?<![的，。；、左]))")
_DEFINES_ALWAYS: Final = re.compile(
    r"\s?(?:及?以[上下](?:的|、|[一-鿿]{0,6}(?:村|企业|项目|群体|农户|家庭|大户|产业|集群|单位|县))"
    r"|群体|人群)"
)
_NUMBER: Final = r"\d+(?:\.\d+)?[万亿]?"
_BOTH_LIMITS: Final = re.compile(
    rf"且[^，。；\d]{{0,12}}{_NUMBER}[一-鿿]及?以[上下]的?[一-鿿]"
    rf"|\s?(?:[-~—–至到]|——)\s?{_NUMBER}元?的?(?:群体|人群|家庭)"
)
"""What follows the first of two limits: 30万元且经营性收入15万元以上的村, 20万—60万元群体."""
_CLAUSE_START: Final = re.compile(r"(?:^|[，。；、,;：:])(?:其中|全[省市县区镇村])?$")
_ADDED: Final = re.compile(
    r"(?:带动|惠及|覆盖|新增|建成|培育|引进|达到?|实现|超|近|约|有|共)[^，。；]{0,3}$"
)
_SPAN: Final = re.compile(r"寿命|平均年龄|人均期望")
_TARGET: Final = re.compile(
    r"(?=[力预目计拟确争要规到将watpeB])"
    r"(?:力争|预期(?!寿命)|(?<!年度)(?<!完成)目标(?!的)|(?<!年度)(?<!行动)(?<!完成)计划(?!的|总|投资)"
    r"|(?<![虚模])拟(?!合)|确保|争取|要(?=达到|实现|开工|建成|完成|新增|推进|新建|力争|确保)|规划(?!的|面积|用地|区)"
    r"|预计到|到(?P<by>20\d\d)年(?![末底]?的)(?:末|底)?[，,]?(?!已)|将(?!近|于|其|全)|\bwill\b|\baims?\b|\btargets?\b"
    r"|\bplans? to\b|\bwants\b|\bexpects?\b|By 20[2-9]\d)"
)
_DONE: Final = re.compile(r"已|实现了|完成了|达到了|建成了")
_AS_IS: Final = re.compile(r"(?:目前|现有|现在)的?[^，。；]{0,4}$")
_NEW_YEAR: Final = ("01", "02", "03")
"""Months in which a report speaks of its own year as of what is to come."""


def is_limit(text: str, one: Quantity) -> bool:
    """Whether a number bounds something else: 15分钟内."""
    if one.unit not in _LIMITS:
        return False
    return text.startswith(_LIMIT_WORDS, one.end) or text.endswith("within ", 0, one.start)


def promises(text: str, start: int, end: int, published: str) -> list[tuple[int, int]]:
    """The words of a sentence that promise, by position; 到2023年 only if that is to come."""
    found = _TARGET.finditer(text, start, end)
    return [match.span() for match in found if (match["by"] or "9999") > published[:4]]


def role_of(
    text: str,
    one: Quantity,
    *,
    begin: int,
    clause: str,
    when: Settled,
    published: str,
    planned: bool,
    promised: Sequence[tuple[int, int]],
) -> Role:
    """What a number is there for.

    Parameters
    ----------
    text, one
        The text and the number in it.
    begin, clause
        Where its sentence begins, and what of it comes after the number before.
    when
        Its period.
    published
        The document's date.
    planned
        Whether it stands below a heading that speaks of plans.
    promised
        The `promises` of the sentence.
    """
    if _is_condition(text, one, begin, clause):
        return "condition"
    if published[:4] and when.value[:4] > published[:4]:
        return "target"
    early = published[5:7] in _NEW_YEAR and when.value == published[:4]
    if early and when.said and not _DONE.search(text, begin, one.start):
        return "target"
    if not (planned or promised) or _AS_IS.search(text[max(begin, one.start - 7) : one.start]):
        return "figure"
    since = max(text.rfind(stop, begin, one.start) for stop in "；;")
    ends = [end for start, end in promised if since < start and end <= one.start]
    still = bool(ends) and _DONE.search(text, ends[-1], one.start) is None
    return "target" if planned or still else "figure"


def _is_condition(text: str, one: Quantity, begin: int, clause: str) -> bool:
    if one.unit == "years" and "岁" in text[one.start : one.end + 4]:
        return _SPAN.search(text, begin, one.start) is None
    if is_limit(text, one) or (
        one.unit == "years" and AGED.search(text, max(begin, one.start - 40), one.start)
    ):
        return True
    if one.unit in ("years", "months") and text.endswith("满", begin, one.start):
        return True
    if _BOTH_LIMITS.match(text, one.end):
        return True
    if one.unit in _SHARES or text[one.end : one.end + 1] not in _DEFINING:
        return False
    if _DEFINES.match(text, one.end) and _CLAUSE_START.search(clause):
        return True
    added = _ADDED.search(text[max(begin, one.start - 5) : one.start])
    return added is None and _DEFINES_ALWAYS.match(text, one.end) is not None
