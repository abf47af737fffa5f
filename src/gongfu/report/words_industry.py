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
    "complexity_places": (
        "Most complex by ECI: {eci}; by Fitness: {fitness}.",
        "经济复杂度指数(ECI)最高:{eci};适应度(Fitness)最高:{fitness}。",
    ),
    "complexity_industries": (
        "Most complex by PCI: {eci}; by Fitness: {fitness}.",
        "产品复杂度指数(PCI)最高:{eci};按适应度(Fitness)算法最高:{fitness}。",
    ),
    "complexity_agree": (
        "The two orders have a rank correlation of {r} (1: the same, 0: unrelated); rest nothing "
        "on a place in one that the other does not bear out.",
        "两种排序的秩相关系数为{r}(1为相同,0为无关);只在一种排序中成立的名次不足为据。",
    ),
    "complexity_undefined": (
        "ECI and PCI are not defined for this table: its places are all alike, or tied.",
        "此表的ECI和PCI无法定义:各地的产业相同,或并列。",
    ),
    "complexity_parts": (
        "The table falls into {n} sets of places that share no industry; ECI and PCI are those of "
        "the largest set, and missing elsewhere.",
        "此表分为{n}组互无共同产业的地方;ECI和PCI只就最大的一组计算,其余缺失。",
    ),
    "complexity_falling": (
        "The Fitness of {n} places tends to 0; only their rank means something: {names}.",
        "有{n}地的适应度趋于0,只有名次有意义:{names}。",
    ),
    "complexity_unsettled": (
        "Fitness had not settled after {n} rounds.",
        "适应度在{n}轮后尚未稳定。",
    ),
    "complexity_caveat": (
        "ECI orders places by how alike their industries are, Fitness rewards what few others "
        "have; neither is a price, a wage or a technology.",
        "ECI按各地产业的相似程度排序,Fitness看重别处少有的产业;两者都不是价格、工资或技术水平。",
    ),
}
