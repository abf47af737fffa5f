"""Sentences that answer where to build under a rule of fairness, and between two aims."""

from typing import Final

FAIR: Final[dict[str, tuple[str, str]]] = {
    "fair_first": (
        "“{first}” comes first: {mine} of the {open} left out there come within reach.",
        "“{first}”优先:其中尚不可达的{open}里,有{mine}变为可达。",
    ),
    "fair_first_proved": (
        "No plan with {n} sites reaches more of them: proved.",
        "选{n}处,没有方案能使其中更多人可达:已证明。",
    ),
    "fair_first_bounded": (
        "Other plans could reach at most {more} more of them.",
        "其他方案至多再使其中{more}可达。",
    ),
    "fair_also": (
        "{people} were beyond {longer} minutes; all of them come within it.",
        "原有{people}在{longer}分钟之外,现全部进入{longer}分钟以内。",
    ),
    "fair_also_nobody": (
        "Nobody whom a candidate can help was beyond {longer} minutes.",
        "候选点能帮到的人中,原本无人在{longer}分钟之外。",
    ),
    "fair_also_lost": (
        "{lost} stay beyond {longer} minutes: no candidate is near enough.",
        "{lost}仍在{longer}分钟之外:没有足够近的候选点。",
    ),
    "fair_backup": (
        "{after} have two or more within reach, {before} before; the first counts for {one}, the "
        "second for {two}.",
        "有两处及以上可达的由{before}增至{after};计分时第一处占{one},第二处占{two}。",
    ),
    "fair_rule_optimal": (
        "No other plan that keeps this rule is worth more: proved.",
        "在此规则下没有更好的方案:已证明。",
    ),
    "fair_rule_bounded": (
        "Other plans that keep this rule could be worth at most {gap} more.",
        "在此规则下,其他方案至多再好{gap}。",
    ),
    "fair_price": (
        "The rule has a price: without it, as many sites bring {price} more within reach.",
        "规则的代价:若无此规则,同样处数可多覆盖{price}。",
    ),
    "fair_price_none": (
        "The rule has no price: the best plan found without it reaches no more.",
        "规则没有代价:不设此规则找到的最好方案也不会覆盖更多。",
    ),
    "fair_kinds": (
        "{n} new sites of {k} kinds bring {gained} more within {minutes} minutes {mode}, each "
        "counted once for every kind that is gained.",
        "新增{k}类设施共{n}处,可使{gained}{mode}{minutes}分钟内新增可达(每增加一类计一次)。",
    ),
    "fair_kind": (
        "{kind}: {n} sites; {after} of those who can be judged are within reach instead of "
        "{before}.",
        "{kind}:{n}处;可判断者中可达比例由{before}升至{after}。",
    ),
    "fair_kinds_optimal": (
        "No other plan within these limits reaches more: proved.",
        "在此限额内没有更好的方案:已证明。",
    ),
    "fair_kinds_bounded": (
        "Other plans within these limits could reach at most {more} more.",
        "在此限额内,其他方案至多再多覆盖{more}。",
    ),
    "fair_front": (
        "Of {plans} plans with {n} new sites of the kind “{kind}” none beats another both in "
        "people and for the farthest. The first reaches {most} within {minutes} minutes {mode} "
        "and leaves somebody {worst} away; the last reaches {least} and leaves nobody beyond "
        "{best}.",
        "新增{n}处{kind},有{plans}个方案在“覆盖人数”与“最远的人”之间互不占优。"
        "第一个使{most}{mode}{minutes}分钟内可达,最远的人需{worst};"
        "最后一个使{least}可达,无人超过{best}。",
    ),
    "fair_front_one": (
        "One plan with {n} new sites of the kind “{kind}” is best both for most people and for the "
        "farthest: it reaches {most} within {minutes} minutes {mode} and leaves nobody beyond "
        "{best}.",
        "新增{n}处{kind},有一个方案兼顾两头:使{most}{mode}{minutes}分钟内可达,且无人超过{best}。",
    ),
    "fair_front_proved": (
        "No plan as good to the farthest reaches more than these: proved.",
        "对最远的人同样好的方案中,没有覆盖更多的:已证明。",
    ),
    "fair_front_bounded": (
        "Plans as good to the farthest could reach at most {more} more than these.",
        "对最远的人同样好的其他方案至多再多覆盖{more}。",
    ),
    "fair_front_beyond": (
        "{beyond} are more than {horizon} minutes from every facility and candidate, and are in "
        "none of these figures.",
        "{beyond}距任何设施和候选点都超过{horizon}分钟,不计入以上数字。",
    ),
    "fair_minutes": ("{n} minutes", "{n}分钟"),
    "fair_farther": ("more than {n} minutes", "超过{n}分钟"),
}
