"""Sentences that answer what fits in the money."""

from typing import Final

BUDGET: Final[dict[str, tuple[str, str]]] = {
    "budget_best": (
        "{n} of the {m} projects, for {spent} of the {budget} of {first}–{last}: {value} {title}.",
        "{first}—{last}年预算{budget},从{m}个项目中选{n}个,投入{spent}:{title}合计{value}。",
    ),
    "budget_optimal": (
        "No other programme within the limits does more: proved.",
        "在全部限制之内,没有更好的方案:已证明。",
    ),
    "budget_bounded": (
        "No programme within the limits does more than {bound} ({gap} more than this one); "
        "--effort looks longer.",
        "在全部限制之内,任何方案都不超过{bound}(比本方案至多高{gap});--effort可延长计算。",
    ),
    "budget_fair": (
        "By the rule “{rule}”: {n} of the {m} projects, for {spent} of the {budget} of "
        "{first}–{last}: {total} {title}, {price} less than the largest total found.",
        "按“{rule}”:{first}—{last}年预算{budget},从{m}个项目中选{n}个,投入{spent}:"
        "{title}合计{total},比求得的最大总量低{price}。",
    ),
    "budget_worst": (
        "The worst off is {county}, with {level} {title} per 1,000 residents.",
        "人均最低的是{county}:每千人{level}({title})。",
    ),
    "budget_rule_proved": (
        "No other programme is better by this rule: proved.",
        "按此规则没有更好的方案:已证明。",
    ),
    "budget_rule_open": (
        "It is the best by this rule that was found, not proved to be the best there is.",
        "这是按此规则求得的最好方案,尚未证明没有更好的。",
    ),
    "budget_neutral": (
        "No rule is neutral; all four stand side by side below.",
        "没有哪条规则是中立的;下表并列四种规则。",
    ),
    "budget_tight": (
        "Just met of the floors and ceilings ({n}): {limits}.",
        "恰好达到的上下限({n}项):{limits}。",
    ),
    "budget_everywhere": ("all together", "合计"),
    "budget_floor": ("{where} at least {much}", "{where}{much}(不少于)"),
    "budget_ceiling": ("{where} at most {much}", "{where}{much}(不超过)"),
    "budget_unaffordable": (
        "{n} projects cost more than the budget holds in any year they could start, so that no "
        "programme has them: {names}.",
        "有{n}个项目在任何可开工年份都超出预算,因此任何方案都不含这些项目:{names}。",
    ),
}
