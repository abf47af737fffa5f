"""Sentences on who was served, group by group, beside all others."""

from typing import Final

FAIRNESS: Final[dict[str, tuple[str, str]]] = {
    "fair_has_seat": (
        "{group}: {served} of {people} have a seat ({share}); {beside}.",
        "{group}:{people}人中{served}人拟录取({share});{beside}。",
    ),
    "fair_has_job": (
        "{group}: {served} of {people} have a job ({share}); {beside}.",
        "{group}:{people}人中{served}人可上岗({share});{beside}。",
    ),
    "fair_has_wish": (
        "{group}: {served} of {people} who told wishes have the first ({share}); {beside}.",
        "{group}:填报意愿的{people}人中{served}人满足第一意愿({share});{beside}。",
    ),
    "fair_has_entitled": (
        "{group}: {served} of {people} are entitled to something ({share}); {beside}.",
        "{group}:{people}人中{served}人符合至少一项待遇条件({share});{beside}。",
    ),
    "fair_has_place": (
        "{group}: {served} of {people} who are entitled to it have a place, “{title}” ({share}); "
        "{beside}.",
        "{group}:“{title}”符合条件的{people}人中{served}人已安排名额({share});{beside}。",
    ),
    "fair_hidden": (
        "{group}: not shown, since counts are small or would give small ones away.",
        "{group}:人数较少或可据此推算出较少人数,不予显示。",
    ),
    "fair_others_seat": ("all others", "其他学生"),
    "fair_others": ("all others", "其他人员"),
    "fair_beside_more": (
        "more than among {others}, by {low} to {high} points of per cent",
        "高于{others},相差{low}至{high}个百分点",
    ),
    "fair_beside_less": (
        "less than among {others}, by {low} to {high} points of per cent",
        "低于{others},相差{low}至{high}个百分点",
    ),
    "fair_beside_alike": (
        "no difference from {others} was shown ({low} to {high} points of per cent)",
        "与{others}的差异不显著({low}至{high}个百分点)",
    ),
    "fair_beside_too_few": (
        "too few to compare with {others}",
        "人数太少,无法与{others}比较",
    ),
    # Groups
    "fair_in_town": ("In town", "城镇"),
    "fair_in_country": ("In the country", "农村"),
    "fair_in_resident": ("Residents", "户籍居民"),
    "fair_in_newcomer": ("Newcomers", "新居民"),
    "fair_called_town": ("town", "城镇"),
    "fair_called_country": ("country", "农村"),
    "fair_called_resident": ("residents", "户籍居民"),
    "fair_called_newcomer": ("newcomers", "新居民"),
    "fair_in_income_lowest": ("The third with the lowest incomes", "收入最低的三分之一"),
    "fair_in_income_middle": ("The third with middle incomes", "收入居中的三分之一"),
    "fair_in_income_highest": ("The third with the highest incomes", "收入最高的三分之一"),
    "fair_in_county_income_lowest": (
        "From the third of counties with the lowest incomes",
        "来自收入最低的三分之一县(市、区)",
    ),
    "fair_in_county_income_middle": (
        "From the third of counties with middle incomes",
        "来自收入居中的三分之一县(市、区)",
    ),
    "fair_in_county_income_highest": (
        "From the third of counties with the highest incomes",
        "来自收入最高的三分之一县(市、区)",
    ),
    "fair_unknown_group": ("Group not told", "类别未填"),
    "fair_unknown_area": ("Town or country not told", "城乡未填"),
    "fair_unknown_county": ("County not told", "县(市、区)未填"),
    "fair_unknown_income": ("Income not known", "收入不详"),
    "fair_unknown_county_income": (
        "Income of the county not known",
        "所在县(市、区)收入不详",
    ),
    "fair_too_many": (
        "{column}: {n}, too many to tell one by one.",
        "{column}共{n}类,数量过多,不逐一列出。",
    ),
    "fair_column_area": ("Kinds of place in the column area", "城乡"),
    "fair_column_group": ("Groups", "类别"),
    "fair_column_county": (
        "Counties (--zone puts them in thirds by income)",
        "县(市、区)(可用--zone按收入分为三等分)",
    ),
    "fair_undecided": (
        "People of whom it cannot be judged whether they are entitled, in no group: {n}.",
        "暂无法判定的{n}人未计入上述各类别。",
    ),
    "fair_counties": (
        "Counties lie in thirds by disposable income per head, {period}{simulated}.",
        "县(市、区)按{period}人均可支配收入分为三等分{simulated}。",
    ),
    "fair_counties_simulated": (" (simulated)", "(模拟)"),
}
