"""Sentences that answer a question about the circle."""

from typing import Final

ASKED: Final[dict[str, tuple[str, str]]] = {
    "asked_in": ("In {place}: {said}", "在{place}:{said}"),
    "asked_lacking": (
        "{lacking} do not reach {kind} within {minutes} minutes {mode}; {share} of residents do.",
        "{lacking}{mode}{minutes}分钟内不可达{kind};居民中有{share}可达。",
    ),
    "asked_lacking_unknown": (
        "{lacking} do not reach {kind} within {minutes} minutes {mode}; of the residents who can "
        "be judged {share} do, and for {unknown} it cannot be judged.",
        "{lacking}{mode}{minutes}分钟内不可达{kind};可判断的居民中有{share}可达,另有{unknown}无法判断。",
    ),
    "asked_everybody": (
        "All residents reach {kind} within {minutes} minutes {mode}.",
        "全部居民{mode}{minutes}分钟内可达{kind}。",
    ),
    "asked_everybody_unknown": (
        "All residents who can be judged reach {kind} within {minutes} minutes {mode}; for "
        "{unknown} it cannot be judged.",
        "可判断的居民{mode}{minutes}分钟内均可达{kind},另有{unknown}无法判断。",
    ),
    "asked_unknown": (
        "Nobody can be judged for {kind} within {minutes} minutes {mode}: bring a larger extract.",
        "无人可判断{mode}{minutes}分钟内是否可达{kind}:请导入范围更大的数据。",
    ),
    "asked_half": (
        "Half of residents have {kind} within {median} minutes.",
        "半数居民{median}分钟内可达{kind}。",
    ),
    "asked_nth": ("{n} facilities of the kind “{kind}”", "{n}处{kind}"),
    "asked_much": ("{n} of {value} of the kind “{kind}”", "合计{n}的{kind}{value}"),
    "asked_residents": ("residents", "居民"),
    "asked_judged": ("the residents who can be judged", "可判断的居民"),
    "asked_whole": (
        "those whose whole reach lies in the data",
        "可达范围全在数据内的居民",
    ),
    "asked_count": (
        "{none}, or {share} of {whom}, have not one of the kind “{kind}” within {minutes} "
        "minutes {mode}; {mean}.",
        "{none}(占{whom}{share}){mode}{minutes}分钟内一处{kind}也没有;{mean}。",
    ),
    "asked_count_mean": ("the mean is {mean}", "人均{mean}处"),
    "asked_count_mean_some": (
        "the mean is {mean} among the {measured} whose whole reach lies in the data",
        "可达范围全在数据内的{measured},人均{mean}处",
    ),
    "asked_count_mean_unknown": ("the mean cannot be judged", "人均数无法判断"),
    "asked_count_half": (
        "Half of {whom} have {median} or more.",
        "半数{whom}有{median}处及以上。",
    ),
    "asked_opportunities": (
        "{none}, or {share} of {whom}, reach nothing of the kind “{kind}” within {minutes} "
        "minutes {mode}; {mean}.",
        "{none}(占{whom}{share}){mode}{minutes}分钟内{kind}一无所及;{mean}。",
    ),
    "asked_opportunities_mean": (
        "the mean of {value} within reach is {mean}, weighted by {decay}",
        "可达{value}平均为{mean}(按{decay}加权)",
    ),
    "asked_opportunities_mean_some": (
        "the mean of {value} within reach is {mean}, weighted by {decay}, among the {measured} "
        "whose whole reach lies in the data",
        "可达范围全在数据内的{measured},可达{value}平均为{mean}(按{decay}加权)",
    ),
    "asked_opportunities_mean_unknown": (
        "the mean of {value} within reach cannot be judged",
        "可达{value}的平均数无法判断",
    ),
    "asked_opportunities_half": (
        "Half of {whom} reach {median} or more.",
        "半数{whom}可达{median}及以上。",
    ),
    "asked_times": (
        "{n} pairs of a community and a facility lie within {minutes} minutes {mode}; {without} of "
        "{n_points} communities are in none.",
        "{mode}{minutes}分钟内有{n}对居民点与设施;{n_points}个居民点中有{without}个不在任何一对中。",
    ),
    "asked_supply": (
        "{mean}, of the kind “{kind}”, by {method} within {minutes} minutes {mode}; {none}, or "
        "{share} of {whom}, have none.",
        "按{method},{mode}{minutes}分钟内{kind}{mean};{none}(占{whom}{share})一个也没有。",
    ),
    "asked_supply_mean": (
        "{mean} places for each thousand residents on average",
        "每千居民平均有{mean}个服务位",
    ),
    "asked_supply_mean_some": (
        "{mean} places for each thousand residents on average among the {measured} whose whole "
        "reach lies in the data",
        "每千居民平均有{mean}个服务位(仅计可达范围全在数据内的{measured})",
    ),
    "asked_supply_mean_unknown": (
        "It cannot be judged how many places there are for each thousand residents",
        "每千居民服务位数无法判断",
    ),
    "asked_supply_half": (
        "Half of {whom} have {median} or more for each thousand.",
        "半数{whom}所在处每千人有{median}个服务位及以上。",
    ),
    "asked_isochrone": (
        "{area} km² lie within {minutes} minutes {mode} of {name}, and {people} live there.",
        "{name}{mode}{minutes}分钟范围为{area}平方公里,住有{people}。",
    ),
    "asked_isochrones": (
        "{n} places, {minutes} minutes {mode}: from {low} to {high} km² around each, with {few} to "
        "{many}.",
        "{n}处,{mode}{minutes}分钟:各处范围{low}至{high}平方公里,住有{few}至{many}。",
    ),
    "asked_isochrones_leave": (
        "{n} of {whole} outlines leave the data, so that they may be larger.",
        "{whole}个范围中有{n}个超出数据范围,实际可能更大。",
    ),
    "asked_isochrones_off": (
        "{n} of {whole} lie on no street and have no outline.",
        "{whole}处中有{n}处不在任何道路附近,没有范围。",
    ),
    "asked_areas": (
        "{area} km² are divided among {n} of the kind “{kind}” by who is nearest {mode}; {name} "
        "serves most: {people}.",
        "{area}平方公里按{mode}就近分属{n}处{kind};服务人口最多的是{name},{people}。",
    ),
    "asked_areas_nobody": (
        "{area} km² belong to none of them, because none can be reached.",
        "{area}平方公里不可达其中任何一处,不属于任何一处。",
    ),
    "asked_left_out": (
        "{n} of {n_points} communities, where {people} live, lack at least one of {n_kinds} kinds "
        "within {minutes} minutes {mode}; most of them lack {kind} ({most}).",
        "{n_points}个居民点中有{n}个({people}){mode}{minutes}分钟内至少缺{n_kinds}类设施中的一类;"
        "缺得最多的是{kind}({most})。",
    ),
    "asked_left_out_one": (
        "{n} of {n_points} communities, where {people} live, do not reach {kind} within {minutes} "
        "minutes {mode}.",
        "{n_points}个居民点中有{n}个({people}){mode}{minutes}分钟内不可达{kind}。",
    ),
    "asked_nobody": (
        "No community is known to be left out within {minutes} minutes {mode}.",
        "没有已知{mode}{minutes}分钟内不可达的居民点。",
    ),
    "asked_unjudged": (
        "{n} communities ({people}) cannot be judged for at least one kind.",
        "{n}个居民点({people})至少有一类无法判断。",
    ),
    "asked_groups": (
        "Town and country differ most in {kind}: {urban} of residents in town reach it within "
        "{minutes} minutes {mode}, and {rural} of those in the country.",
        "城乡差别最大的是{kind}:{mode}{minutes}分钟内,城镇居民{urban}可达,乡村居民{rural}可达。",
    ),
    "asked_groups_alike": (
        "Town and country do not differ in any kind that can be judged in both: the same share of "
        "each is within {minutes} minutes {mode}.",
        "凡城乡均可判断的类别,两者没有差别:{mode}{minutes}分钟内可达的居民比例相同。",
    ),
    "asked_groups_income": (
        "By income per head of their {level} ({period}), {low} of the lowest fifth of residents "
        "reach {kind}, and {high} of the highest.",
        "按所在{level}人均可支配收入({period})分组,最低五分之一居民{low}可达{kind},最高五分之一"
        "{high}可达。",
    ),
    "asked_groups_gini": (
        "{value}: most unequal in {kind}, with a Gini coefficient of {gini} among residents.",
        "{value}:最不均等的是{kind},居民间基尼系数为{gini}。",
    ),
    "asked_of_count": ("How many are within reach", "可达设施数"),
    "asked_of_supply": ("Places per resident", "人均服务位数"),
    "asked_presence": (
        "{present} of {judged} {level} have {kind}; {absent} do not.",
        "{judged}个{level}中有{present}个有{kind},{absent}个没有。",
    ),
    "asked_presence_unjudged": (
        "For {n} of them it cannot be judged, because no boundary is known.",
        "另有{n}个没有边界数据,无法判断。",
    ),
    "asked_presence_unplaced": (
        "{n} of all {whole} facilities lie in none of the zone’s {level}: one that seems to have "
        "none may be where they belong.",
        "全部{whole}处设施中有{n}处不在任何{level}之内,看似没有设施的地方可能正是其所属。",
    ),
    "asked_visits": (
        "Of {people} who reach any, {most} would choose {name}, or {share}: no facility draws more.",
        "能够到达的{people}中,{most}会选择{name},占{share},为各处之首。",
    ),
    "asked_visits_none": (
        "Nobody reaches any of them within {minutes} minutes {mode}.",
        "{mode}{minutes}分钟内无人可达其中任何一处。",
    ),
    "asked_what_if": (
        "{gain} come within {minutes} minutes {mode} of {kind}, and {lose} no longer do: from "
        "{before} to {after} of all residents.",
        "{gain}新增为{mode}{minutes}分钟内可达{kind},{lose}不再可达:可达者占全部居民的比例由"
        "{before}变为{after}。",
    ),
    "asked_what_if_nearer": (
        "Of the others within reach, the way becomes shorter for {nearer}, and longer for {farther}.",
        "其余可达者中,{nearer}的路程变短,{farther}的路程变长。",
    ),
    "asked_what_if_nothing": (
        "It changes no way to {kind}: for every community the time stays what it was.",
        "到{kind}的时间没有变化:各居民点均与原来相同。",
    ),
    "asked_unsure": (
        "For {people} it cannot be judged whether they have any.",
        "另有{people}是否拥有无法判断。",
    ),
    "asked_off": (
        "{n} of {whole} communities cannot be judged, because no street is near.",
        "{whole}个居民点中有{n}个附近没有道路,无法判断。",
    ),
    "asked_least": (
        "For {n} of {whole} communities the streets leave the data within reach: they have at "
        "least what is counted, and are in no mean.",
        "{whole}个居民点中有{n}个的可达范围超出数据范围,其数值为下限,不计入平均。",
    ),
    "asked_edge": (
        "For {n} of {whole} communities the streets leave the data within reach: what they have is "
        "not all known, and they are in no mean.",
        "{whole}个居民点中有{n}个的可达范围超出数据范围,其数值不完整,不计入平均。",
    ),
    "asked_index_part": (
        "The indices are of {share} of residents ({people}); the others cannot be judged and are "
        "left out.",
        "各项指数仅计居民中的{share}({people}),其余无法判断,未计入。",
    ),
    "asked_index_little": (
        "The indices are of no more than {share} of residents ({people}), because the others "
        "cannot be judged: bring a larger extract before they are used.",
        "各项指数仅计居民中的{share}({people}),其余无法判断:使用前请导入范围更大的数据。",
    ),
    "asked_absent": (
        "Not in the source, so not judged: {kinds}.",
        "来源中没有、因此不作判断:{kinds}。",
    ),
    "asked_left_off": (
        "Left out, because {value} is not known for all of them: {kinds}.",
        "因{value}不全而未列入:{kinds}。",
    ),
    "asked_assumed": (
        "Assumed: {value} is not known of every facility, and {each} was taken for {n} of them.",
        "假定:{n}处设施的{value}未知,每处按{each}计。",
    ),
    "asked_capacity": ("capacity", "容量"),
}
