"""Sentences that answer how large."""

from typing import Final

SIZE: Final[dict[str, tuple[str, str]]] = {
    "size_residents": ("residents", "常住人口"),
    "size_places": (
        "The {n} sites of the kind “{kind}” that people would go to need {places} places together, "
        "at {each} for each 1,000 {of} within {minutes} minutes {mode}; all {of} need {need}.",
        "按每千{of}{each}个、{mode}{minutes}分钟可达计算,有人前往的{n}处{kind}共需{places}个位子;"
        "全部{of}共需{need}个。",
    ),
    "size_missing": (
        "At the {n} sites whose places are known, {missing} are missing.",
        "已知现有位子数的{n}处共缺{missing}个。",
    ),
    "size_unknown": (
        "For {n} sites it is not known how many places they have now.",
        "有{n}处现有位子数未知。",
    ),
    "size_unserved": (
        "{people} have no site within reach; the {need} places that they need are at none.",
        "{people}可达范围内没有一处,所需的{need}个位子无处安排。",
    ),
    "size_place": (
        "Only residents of {place} count; whoever comes from elsewhere needs places besides.",
        "只计{place}的居民;外来使用者所需的位子须另行考虑。",
    ),
    "queue_servers": (
        "{n} servers: then {kept} wait {wait} minutes or less; {share} were asked for.",
        "需要{n}个服务台(桩):{kept}的人等候不超过{wait}分钟(要求{share})。",
    ),
    "queue_one_fewer": (
        "With {n} it would be {kept}.",
        "若只有{n}个,则为{kept}。",
    ),
    "queue_steady": (
        "People are taken to come by themselves at a rate that does not change; a rush needs a "
        "table of hours.",
        "假定来者各自到达、到达率不变;有高峰的,请给出各小时的表。",
    ),
    "queue_day": (
        "{n} servers: then {kept} of all who come in the day wait {wait} minutes or less; {share} "
        "were asked for.",
        "需要{n}个服务台(桩):全天来者中{kept}等候不超过{wait}分钟(要求{share})。",
    ),
    "queue_each_hour": (
        "To keep it in every hour for itself takes {n}.",
        "若每个小时都要达到,需要{n}个。",
    ),
    "queue_formula": (
        "The formula of the busiest hour, as if it never ended, would ask for {n}.",
        "若按最忙的一小时一直持续套用公式,则为{n}个。",
    ),
}
