"""Sentences that answer where to build."""

from typing import Final

PLAN: Final[dict[str, tuple[str, str]]] = {
    "plan_sites": (
        "{n} new sites of the kind “{kind}” bring {gained} more within {minutes} minutes {mode}: "
        "{after} of those who can be judged instead of {before}.",
        "新增{n}处{kind},可使{gained}{mode}{minutes}分钟内可达:可判断者中可达比例由{before}升至{after}。",
    ),
    "plan_optimal": (
        "No other {n} of the {m} candidates reach more: proved.",
        "在{m}个候选点中选{n}个,没有更好的方案:已证明。",
    ),
    "plan_less_than_one": (
        "No other {n} of the {m} candidates help a whole person more: proved.",
        "在{m}个候选点中选{n}个,任何其他方案都不会多覆盖1人:已证明。",
    ),
    "plan_bounded": (
        "Other plans among the {m} candidates could reach at most {more} more ({gap} of what this "
        "one gains).",
        "在{m}个候选点中,其他方案至多再多覆盖{more}(为本方案新增的{gap})。",
    ),
    "plan_sites_full": (
        "{n} new sites of the kind “{kind}” serve {gained} more within {minutes} minutes {mode}, "
        "each as many as it has places for: {after} of those who can be judged are served, or were "
        "within reach before, instead of {before}.",
        "新增{n}处{kind},按各处容量,可再服务{gained}({mode}{minutes}分钟内):可判断者中已可达或得到服务的比例"
        "由{before}升至{after}。",
    ),
    "plan_optimal_full": (
        "No other {n} of the {m} candidates serve more: proved.",
        "在{m}个候选点中选{n}个,没有能服务更多人的方案:已证明。",
    ),
    "plan_bounded_full": (
        "Other plans among the {m} candidates could serve at most {more} more ({gap} of what this "
        "one gains).",
        "在{m}个候选点中,其他方案至多再多服务{more}(为本方案新增的{gap})。",
    ),
    "plan_load": (
        "New sites that are full: {n} of {all}; together they all use {load} of their places.",
        "{all}处新点中{n}处满员;各处合计使用其容量的{load}。",
    ),
    "plan_turned_away": (
        "{n} live within reach of a new site and find no place.",
        "另有{n}在新点可达范围之内,但已满员,得不到服务。",
    ),
    "plan_unreachable": (
        "{lost} are out of reach of every candidate; no plan from this list helps them.",
        "{lost}在任何候选点的可达范围之外,从此名单中选点帮不到他们。",
    ),
    "plan_unknown": (
        "For {unknown} it cannot be judged whether they reach one now; they count nowhere.",
        "有{unknown}目前是否可达无法判断,不计入。",
    ),
    "plan_close": (
        "{n} new sites lift the share within {minutes} minutes {mode} of {kind} from {before} to "
        "{after}; {target} was asked for.",
        "新增{n}处,可使{mode}{minutes}分钟内可达{kind}的比例由{before}升至{after}(目标{target})。",
    ),
    "plan_close_cost": (
        "For {cost} yuan, {n} new sites lift the share within {minutes} minutes {mode} of {kind} "
        "from {before} to {after}; {target} was asked for.",
        "投入{cost}元新增{n}处,可使{mode}{minutes}分钟内可达{kind}的比例由{before}升至{after}(目标{target})。",
    ),
    "plan_least": (
        "That is the least that does it: proved.",
        "这是达到目标的最小方案:已证明。",
    ),
    "plan_least_bounded": (
        "It takes {bound} at least, so that a plan with less is not excluded.",
        "至少需要{bound},因此不排除有更省的方案。",
    ),
    "plan_hunch": (
        "With {site} in the plan, {price} fewer are reached (any plan with it: {least} fewer at "
        "least).",
        "若必须选{site},则少覆盖{price}(含该点的任何方案至少少覆盖{least})。",
    ),
    "plan_hunch_free": (
        "With {site} in the plan, as many are reached.",
        "若选{site},覆盖人数不减。",
    ),
    "plan_places": ("{n} communities", "{n}个村(社区)"),
}
