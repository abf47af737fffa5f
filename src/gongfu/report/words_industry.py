"""Sentences that answer which industries are close."""

from typing import Final

INDUSTRY: Final[dict[str, tuple[str, str]]] = {
    "industry_first": ("{place}: {industry}: {why}.", "{place}:{industry},{why}。"),
    "industry_none": (
        "No place has an industry that it lacks and is close to.",
        "没有一地有相近而尚缺的产业。",
    ),
    "industry_without": (
        "To {n} places nothing that they lack is close: {names}.",
        "有{n}地没有相近而尚缺的产业:{names}。",
    ),
    "industry_unjudged": (
        "{n} places have nothing in the table and cannot be judged: {names}.",
        "有{n}地在表中没有任何产业,无法判断:{names}。",
    ),
    "industry_unrelated": (
        "{n} industries share no place with any other and so are close to nothing: {names}.",
        "有{n}个产业与其他产业从不同处一地,与任何产业都不相近:{names}。",
    ),
    "industry_by_density": (
        "Complexity is not defined for this table; options are ranked by density alone.",
        "此表的复杂度无法定义,只按相关密度排序。",
    ),
    "industry_caveat": (
        "Close means that the two go together elsewhere; it is no proof that the industry would "
        "come.",
        "相近只表示在别处常同时存在,并不证明该产业会来。",
    ),
}
