"""What the words around a number say of it: about, over, at least; a fall or a rise."""

import re
from decimal import Decimal
from typing import Final

_WORDS: Final = {
    "~": (
        "约 约占 大约 大概 约为 约合 近 将近 接近 接近于 差不多 大致 大体 几乎 "
        "nearly about almost approximately around roughly some"
    ),
    ">": (
        "超 超过 超过了 超出 突破 突破了 逾 已逾 高于 多于 大于 跨过 跃过 迈过 站上 越过 "
        "冲破 首破 破 远超 不止 何止 over exceeding exceeded above more_than longer_than"
    ),
    ">=": (
        "至少 至少有 至少要 不少于 不低于 不小于 起码 最少 最少有 最少也有 少说也有 满 年满 "
        "达到或超过 at_least no_less_than"
    ),
    "<": (
        "不足 不到 未到 未达 未达到 跌破 低于 少于 小于 不满 未满 "
        "under below less_than fewer_than not_even"
    ),
    "<=": (
        "不超过 不高于 不大于 至多 至多有 最多 最多有 最多不过 最多只有 不多于 上限为 "
        "up_to at_most no_more_than within"
    ),
}
_BOUNDS: Final = {
    word.replace("_", " "): bound for bound, line in _WORDS.items() for word in line.split()
}
_BY_LAST: Final = {
    last: sorted((word for word in _BOUNDS if word[-1] == last), key=len, reverse=True)
    for last in {word[-1] for word in _BOUNDS}
}
_NOT: Final = ("不", "没", "没有", "未", "尚未", "并未", "不再", "从未", "不会")
_OPPOSITE: Final = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_NOT_AFTER: Final = {
    "约": "节签履违合条预特制集简",
    "近": "附最临邻就靠贴亲远",
    "破": "打攻侦爆残识看",
}
_AFTER: Final = re.compile(
    r"\s?(?P<ge>及?以上|之上|(?:or|and) (?:more|over|above|older))|\s?(?P<le>及?以下|以内|之内"
    r"|[^，。；]{0,2}之内|(?:or|and) (?:less|under|below|younger))"
    r"|(?P<about>左右|上下|光景)|(?P<lt>不到|不足)|(?P<over>还多|有余|出头)|(?P<gt>多(?![少种样元])|余(?![杭姚]))"
)
_KINDS: Final = {"ge": ">=", "le": "<=", "about": "~", "gt": ">", "lt": "<", "over": ">"}
_AROUND: Final = re.compile(r"(?P<word>不到|不足|超过|超|近|约|突破|占)[一-鿿]{1,8}的$")
_FALLING: Final = (
    "下降 降低 减少 回落 下跌 收窄 缩小 下滑 缩减 减产 减收 压减 萎缩 减低 负增长 "
    "降幅 降幅为 降幅收窄至 降幅收窄到 降幅缩小至 降幅扩大至 降幅扩大到 跌幅 跌幅为 跌幅收窄至 "
    "少 降 减 fell down fell_by down_by decreased_by declined_by lower_by"
)
_FALLS: Final = tuple(word.replace("_", " ") for word in _FALLING.split())
_NO_FALLS: Final = ("至少", "最少")
_BESIDE_FALLS: Final = "了约近超过逾 \n\t"
_FLIPPED: Final = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def bound_of(text: str, before: str, more: str, end: int) -> tuple[str, int]:
    """The bound of a quantity by the words around it, and where it ends.

    Parameters
    ----------
    text, before
        The text, and a few characters of it before the quantity.
    more
        多, 余, 来 or 几 inside the number, else "".
    end
        Where the quantity ends with its unit.
    """
    if more:
        after = _AFTER.match(text, end)
        close = after.end() if after and after.lastgroup == "gt" else end
        return ("~" if more in ("来", "把") else ">"), close
    after = _AFTER.match(text, end)
    if after:
        kind = after.lastgroup or ""
        return _KINDS[kind], after.end() if kind == "gt" else end
    return bound_before(before.rstrip(" ")), end


def bound_before(before: str) -> str:
    """The bound by the words in front of a number."""
    for word in _BY_LAST.get(before[-1:].lower(), ()):
        if before[-len(word) :].lower() != word:
            continue
        ahead = before[-len(word) - 1 : -len(word)]
        if ahead and (ahead in _NOT_AFTER.get(word, "") or (word[0].isascii() and ahead.isalpha())):
            return "="
        said = before[: len(before) - len(word)]
        if said.endswith(_NOT) and not word.startswith(("不", "未")):
            return _OPPOSITE.get(_BOUNDS[word], _BOUNDS[word])  # 没有超过20万人
        return _BOUNDS[word]
    around = _AROUND.search(before) if before.endswith("的") else None  # 还不到总收入的2%
    return _BOUNDS.get(around["word"], "=") if around else "="


def signed(start: int, value: Decimal, bound: str, before: str) -> tuple[int, Decimal, str]:
    """A fall is below zero, and what is more than a fall of 5% is less than -5%."""
    minus = before.endswith(("-", "负")) and not before[:-1].endswith(tuple("0123456789%"))
    if minus:
        start -= 1
    said = before.rstrip(_BESIDE_FALLS)
    if minus or (said.endswith(_FALLS) and not said.endswith(_NO_FALLS)):
        return start, -value, _FLIPPED.get(bound, bound)
    return start, value, bound
