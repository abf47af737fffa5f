"""Whether a place that a sentence names is the place of its numbers, or only stands beside them.

A place may be named to compare with (高于全省平均), as a partner (与婺城区共建), as where things or
people go or come from (销往上海), as who pays (由鄞州区投资), or in brackets of its own.
"""

import re
from collections.abc import Sequence
from typing import Final

from gongfu.evidence.placing import PlaceMention

_RANKED: Final = re.compile(
    r"(?:首位|第|平均|前列|最|排名|均值?|水平|的?[\d一二三四五六七八九]+(?:\.\d+)?%|总数|总量|之首|倒数"
    r"|推广|推开|复制|率先|首[个批创例]|唯一|人口普查|经济普查|农业普查|文明|百强|先进|前茅|领先|各地|持平)"
)
_MEAN_IS: Final = re.compile(r"(?:平均|均值)(?:水平|值|数)?(?:为|是|只有|仅为?)")
"""Behind a place whose mean is stated, not compared with."""
_BESIDE: Final = re.compile(
    r"(?:居|位居|高于|低于|比|较|列|占|领先|快于|好于|优于|超过|排|跻身|入选|荣获|获评?|被评为)$"
)
_SAYS: Final = re.compile(r"[说要给派补]|领导|干部")
"""Behind 镇上 where it is who acts, not where."""
_ELSEWHERE: Final = re.compile(
    r"(?:由|比(?:最[高低][的是]?)?|较|距离?|相距|位于|地处|隶属于?|毗邻|邻近|来自|销往|运往|发往|流向|远销|对口"
    r"|结对|支援|帮扶|去往|飞往|通往|前往|卖到|卖往|运到|输往|送往|(?<![失除])去了|赴|一家|引入|引进|不止|不仅|不光|除了)$"
)
_NOT_OF: Final = re.compile(
    r"大学|银行|等\s?(?:\d|[一二三四五六七八九十两])|打工|务工|经商|上学|读书|求学|做生意|师傅|籍|客商|老乡"
)
"""Behind a name that is not the place of what follows: 淳安等26个县 lie elsewhere too."""
_IS: Final = re.compile(r"(?:是|为|占|相当于)$")
_MEASURED: Final = re.compile(
    r"的?(?:[\d一二三四五六七八九两]+(?:\.\d+)?(?:%|成|倍|分之)|最|第|首|唯一|重要|主要)"
)
"""Behind a place that something is measured by or ranked in: 为玉环市的64%, 是嵊泗县最大的产区."""
_WITH: Final = frozenset("与和同跟")
_PARTNER: Final = re.compile(
    r"[^，。；：、\d]{0,10}?(?:结对|协作|合作|共建|共同|联合|对接|签约|签订|签署|牵手|携手|联手|联动"
    r"|相比|相当|持平|一致|交界|接壤|相邻|毗邻|相连|同步|之比)"
)
_GIVES: Final = re.compile(
    r"投入|投资|出资|拨付|捐|援建|援助|支援|选派|派出|送来|帮扶|帮助|协作|结对"
)
_PAYS: Final = re.compile(r"[^，。；\d]{0,2}(?:引入|引进|投|拨|出资|争取|安排|组织|支持|派)")
_GRANTS: Final = re.compile(r"(?:补助|奖励|资助)")
_HELPED: Final = re.compile(r"(?:对口|帮扶|支援|援建|援助|结对|协作)$")
_SUM: Final = re.compile(
    r"[两二三四五六七八九](?<![第十百\d一二三四五六七八九带].)(?:(?:县|市|区|镇|乡|村|地|街道|省|者)"
    r"(?![级域里内外头]|[、和]\S)|个(?:县|市|区|镇|乡|村|街道)(?:的|共|合计|加起来|[均都各]))"
)
_BRACKET: Final = re.compile(r"[()]")
_AND: Final = re.compile(r"、|和|与|及|以及")
_CLAUSE: Final = re.compile(r"[，。；;！？!?：:\n]")
_MEAN: Final = re.compile(r"(?:居民|农民|农村居民)?(?:的?平均)(?:水平|值|数)?\((?:为)?")
_VILLAGERS: Final = re.compile(
    r"村民|村里|村集体|村党支部|村支书|村书记|村主任|村干部|村口|小村|这个[^，。]{0,6}村|山村|渔村"
)
_HERE: Final = re.compile(r"当地|这里")


def belonging(text: str, begin: int, named: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places that a sentence names as those of something, not to compare or deal with.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.
    begin
        Where the sentence begins.
    named
        All that it names, in order.
    """
    if not named:
        return []
    out: list[PlaceMention] = []
    ends = frozenset(one.end for one in named)
    left: PlaceMention | None = None  # the one before, if it is somewhere else
    for one in named:
        joined = left is not None and _AND.fullmatch(text, left.end, one.start) is not None
        if joined or not _belongs(text, begin, one, ends):
            left = one
        else:
            left = None
            out.append(one)
    return out


def _belongs(text: str, begin: int, one: PlaceMention, ends: frozenset[int]) -> bool:
    before = text[max(begin, one.start - 4) : one.start]
    partner = before[-1:] in _WITH and one.start - 1 not in ends  # 与 between two joins them
    if partner and _PARTNER.match(text, one.end):
        return False
    if one.relative:
        if _MEAN_IS.match(text, one.end):
            return True
        if _BESIDE.search(before) or _RANKED.match(text, one.end):
            return False
        return not (text.startswith("上", one.end - 1) and _SAYS.match(text, one.end))
    if _IS.search(before) and _MEASURED.match(text, one.end):
        return False
    return not (_ELSEWHERE.search(before) or _NOT_OF.match(text, one.end))


def bracketed_off(text: str, end: int, at: int) -> bool:
    """Whether a place that ends at `end` stands in a bracket that is closed before `at`."""
    if text.find(")", end, at) < 0:
        return False
    depth = 0
    for sign in _BRACKET.findall(text, end, at):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return True
    return False


def mean_in_brackets(text: str, one: PlaceMention, at: int) -> bool:
    """Whether the number at `at` is the mean of a place: 高于全省平均水平(40311元)."""
    return text[at - 1] in "(为" and _MEAN.fullmatch(text, one.end, at) is not None


def sums_up(text: str, begin: int, end: int) -> bool:
    """Whether several places are named as one before a number: 两县合计, 三地共."""
    return _SUM.search(text, begin, end) is not None


def is_sum(text: str, start: int) -> bool:
    """Whether 两县 at `start` stands for the two that were named, and is no count."""
    return _SUM.match(text, start) is not None


def gives(text: str, begin: int, end: int) -> bool:
    """Whether a place hands out what is counted: 萧山区投入资金2亿元，实施项目3个."""
    return _GIVES.search(text, begin, end) is not None


def given_by(text: str, named: Sequence[PlaceMention], at: int) -> str:
    """The other place in what stands at `at` (由鄞州区投资, 对口支援沐川县), "" if none."""
    for one in reversed(named):
        if one.end > at or not one.code or one.relative:
            continue
        before = text[max(0, one.start - 3) : one.start]
        if before.endswith("由") and gives(text, one.end, at):
            return one.code
        if _HELPED.search(before):
            return one.code
    return ""


def acts(text: str, one: PlaceMention, at: int) -> bool:
    """Whether a place is who pays for something, which may stand in a village of it."""
    if _GRANTS.match(text, one.end, at):
        return True
    return one.relative and _PAYS.match(text, one.end, at) is not None


def same_clause(text: str, begin: int, end: int) -> bool:
    """Whether no stop stands between."""
    return _CLAUSE.search(text, begin, end) is None


def of_villagers(text: str, begin: int, end: int) -> bool:
    """Whether words say that a village is spoken of, without its name."""
    return _VILLAGERS.search(text, begin, end) is not None


def of_here(text: str, begin: int, end: int) -> bool:
    """Whether words point back to the place that was spoken of (当地)."""
    return _HERE.search(text, begin, end) is not None
