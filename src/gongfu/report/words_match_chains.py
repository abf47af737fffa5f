"""Sentences that answer where goods are best designed, made and sold."""

from typing import Final

MATCH_CHAINS: Final[dict[str, tuple[str, str]]] = {
    "chains_found": (
        "{units} units by {n} chains of counties ({stages}) leave {margin} yuan.",
        "{n}条县际链条(环节:{stages})共{units}件,余额合计{margin}元。",
    ),
    "chains_none": (
        "No chain of counties leaves anything: every one would lose.",
        "没有一条县际链条有余额:各条都会亏损。",
    ),
    "chains_proved": (
        "Nothing within the capacities leaves more: proved. A human decides before anything is "
        "agreed.",
        "在各地能力之内,没有余额更大的安排:已证明。签约之前须经各方商定。",
    ),
    "chains_open": (
        "Rounding leaves a small doubt whether more could be had.",
        "因数值舍入,尚不能完全确定没有更大的余额。",
    ),
    "chains_more": ("{county} ({stage}) {gain} yuan", "{county}({stage}){gain}元"),
    "chains_limits": (
        "What one more unit of capacity would add, the most first: {limits}.",
        "每增加1件能力可多得(由高到低):{limits}。",
    ),
    "chains_no_limit": (
        "One more unit of capacity at any single place would add nothing.",
        "任何单独一地增加能力都不会增加余额。",
    ),
    "chains_idle_one": ("{county} ({stage})", "{county}({stage})"),
    "chains_idle": ("Idle are {n}: {names}.", "未安排的有{n}处:{names}。"),
    "chains_caveat": (
        "The margin is of the costs and prices in the list; it knows no quality, no contract and "
        "no wages that follow. Chains share places, so theirs is one way to split the flow.",
        "余额只按清单中的成本和价格计算,不含质量、合同和由此带来的工资;各链条共用产能,"
        "此处只是一种拆分方式。",
    ),
}
