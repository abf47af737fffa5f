"""What a number is there for: a statement of what is, a condition of something else, a promise."""

import re
from typing import Final

from gongfu.evidence.quantities import Quantity
from gongfu.evidence.stated import Role

_LIMIT_WORDS: Final = ("内", "以内", "之内")
_LIMITS: Final = frozenset({"minutes", "hours", "km", "m"})
_DEFINING: Final = frozenset(" 及以之群人")
"""With these begin the words behind a number that may make it define something."""
_DEFINES: Final = re.compile(r"\s?(?:及?以[上下]|以内|之内)(?:的|[一-鿿](?<![的，。；、左]))")
_DEFINES_ALWAYS: Final = re.compile(
    r"\s?(?:及?以[上下](?:的|、|[一-鿿]{0,6}(?:村|企业|项目|群体|农户|家庭|大户|产业|集群|单位|县))|群体|人群)"
)
_CLAUSE_START: Final = re.compile(r"(?:^|[，。；、,;：:])(?:其中|全[省市县区镇村])?$")
_ADDED: Final = re.compile(
    r"(?:带动|惠及|覆盖|新增|建成|培育|引进|达到?|实现|超|近|约|有|共)[^，。；]{0,3}$"
)
_SPAN: Final = re.compile(r"寿命|平均年龄|人均期望")
_TARGET: Final = re.compile(
    r"(?=[力预目计拟确争要规到将watpeB])"
    r"(?:力争|预期(?!寿命)|(?<!年度)(?<!完成)目标(?!的)"
    r"|(?<!年度)(?<!行动)(?<!完成)计划(?!的|总|投资)"
    r"|(?<![虚模])拟(?!合)|确保|争取|要(?=达到|实现|开工|建成|完成|新增|推进|新建|力争"
    r"|确保)|规划(?!的)"
    r"|预计到|到20\d\d年(?:末|底)?[，,]?(?!已)|将(?!近|于|其|全)|\bwill\b|\baims?\b|\btargets?\b"
    r"|\bplans? to\b|\bwants\b|\bexpects?\b|By 20[2-9]\d)"
)
_DONE: Final = re.compile(r"(?:已|实现了|完成了|达到了|建成了)")
_NOW: Final = re.compile(r"(?:目前|现有|现在)的?[^，。；]{0,4}$")


class Roles:
    """The roles of the numbers of one sentence.

    `promised` tells whether its section promises, `published` when the document appeared: a
    number of a later year is a promise.
    """

    def __init__(self, text: str, start: int, end: int, *, published: str, promised: bool) -> None:
        self.text, self.start = text, start
        self.year, self.promised = published[:4], promised
        self._targets = [match.span() for match in _TARGET.finditer(text, start, end)]

    def of(self, one: Quantity, period: str, between: str) -> Role:
        """The role of a number of a period; `between` stands before it, without names."""
        if self._is_condition(one, between):
            return "condition"
        if self.year and period[:4] > self.year:
            return "target"
        return "target" if self._is_promised(one) else "figure"

    def _is_condition(self, one: Quantity, between: str) -> bool:
        text, end = self.text, one.end
        if one.unit == "years" and "岁" in text[one.start : end + 4]:
            return _SPAN.search(text, self.start, one.start) is None
        if is_limit(text, one):
            return True
        if one.unit in ("years", "months") and text.endswith("满", self.start, one.start):
            return True
        if one.unit == "share" or text[end : end + 1] not in _DEFINING:
            return False
        always = _DEFINES_ALWAYS.match(text, end, end + 10) is not None
        defines = one.unit != "percentage points" and _DEFINES.match(text, end, end + 10)
        if defines and (always or _CLAUSE_START.search(between)):
            return True
        return always and _ADDED.search(text[max(self.start, one.start - 5) : one.start]) is None

    def _is_promised(self, one: Quantity) -> bool:
        if not (self.promised or self._targets):
            return False
        if _NOW.search(self.text[max(self.start, one.start - 7) : one.start]):
            return False
        if self.promised:
            return True
        since = max(self.text.rfind(stop, self.start, one.start) for stop in "；;")
        ends = [end for start, end in self._targets if since < start and end <= one.start]
        return bool(ends) and _DONE.search(self.text, ends[-1], one.start) is None


def is_limit(text: str, one: Quantity) -> bool:
    """Whether a number is a distance or a time within which something lies (15分钟内)."""
    return one.unit in _LIMITS and text.startswith(_LIMIT_WORDS, one.end)
