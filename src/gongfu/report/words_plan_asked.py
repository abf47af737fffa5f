"""Sentences on new sites and those who asked for them."""

from typing import Final

PLAN_ASKED: Final[dict[str, tuple[str, str]]] = {
    "plan_asked_weight": (
        "Sites are chosen so that each resident who asked and is out of reach now counts as "
        "{weight} people more.",
        "选点时,目前不可达且提出诉求的居民,每位按多计{weight}人计。",
    ),
    "plan_asked_optimal": (
        "No other {n} of the {m} candidates are worth more, counted so: proved.",
        "按此计数,在{m}个候选点中选{n}个,没有更好的方案:已证明。",
    ),
    "plan_asked_bounded": (
        "Other plans among the {m} candidates could be worth at most {gap} more, counted so.",
        "按此计数,在{m}个候选点中,其他方案至多再好{gap}。",
    ),
    "plan_asked_price": (
        "The weight has a price: without it, as many sites bring {price} more within reach.",
        "加权的代价:若不加权,同样处数可多覆盖{price}。",
    ),
    "plan_asked_price_money": (
        "The weight has a price: without it, the same money brings {price} more within reach.",
        "加权的代价:若不加权,同样资金可多覆盖{price}。",
    ),
    "plan_asked_price_none": (
        "The weight has no price: the best plan found without it reaches no more.",
        "加权没有代价:不加权找到的最好方案也不会覆盖更多。",
    ),
    "plan_asked": (
        "Of {n} residents who asked{about} ({file}), {before} are within reach now; new sites bring "
        "{gained} of the other {out} within reach, and no plan within the limits brings more than "
        "{most}.",
        "提出{about}诉求的居民{n}人({file}),目前可达{before}人;其余{out}人中,新点可使{gained}人可达,在同等条件下"
        "任何方案至多{most}人。",
    ),
    "plan_asked_none": (
        "Of {n} residents who asked{about} ({file}), {before} are within reach now; no candidate "
        "that may open is within reach of the other {out}.",
        "提出{about}诉求的居民{n}人({file}),目前可达{before}人;其余{out}人在任何可选候选点的可达范围之外。",
    ),
    "plan_asked_all": (
        "Of {n} residents who asked{about} ({file}), all who can be judged are within reach now: "
        "what they ask for is something else than a site nearer to them.",
        "提出{about}诉求的居民{n}人({file}),可判断者目前均可达:他们所求并非更近的设施。",
    ),
    "plan_asked_about": (" for {category}", "{category}类"),
    "plan_asked_unknown": (
        "Of {n} residents who asked it cannot be judged whether they reach one now.",
        "提出诉求的居民中有{n}人目前是否可达无法判断。",
    ),
    "plan_asked_elsewhere": (
        "{n} residents asked outside the place and do not count.",
        "另有{n}位居民的诉求地点在该地区之外,不计入。",
    ),
    "plan_asked_stand_in": ("requests of residents", "居民诉求"),
}
