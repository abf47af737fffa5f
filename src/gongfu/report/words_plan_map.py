"""Sentences on the map of a plan, in its list of sites, and under its curve."""

from typing import Final

PLAN_MAP: Final[dict[str, tuple[str, str]]] = {
    "next_plan": (
        '<strong>Where to build next:</strong> <a href="{link}">a plan with maps before and '
        "after</a>.",
        '<strong>下一处建在哪里:</strong><a href="{link}">选址方案与建设前后地图</a>。',
    ),
    "next_command": (
        "Where to build next ({title}): <code>gongfu plan sites ZONE --kind {kind} -n 20 --map "
        "plan.html</code> finds the best 20 places, says how good any could be, and draws them.",
        "下一处建在哪里({title}):<code>gongfu plan sites ZONE --kind {kind} -n 20 --map plan.html"
        "</code> 给出最好的20处、最多还能好多少,并绘制地图。",
    ),
    "plan_map_before": ("Before: {n} of {all} out of reach", "建设前:{all}中有{n}不可达"),
    "plan_map_after": (
        "After, with {sites} new sites: {n} out of reach",
        "建设后:新增{sites}处,尚有{n}不可达",
    ),
    "plan_map_after_one": (
        "After, with the new site: {n} out of reach",
        "建设后:新增1处,尚有{n}不可达",
    ),
    "plan_map_nobody": (
        "After, with {sites} new sites: nobody is out of reach",
        "建设后:新增{sites}处,全部可达",
    ),
    "plan_map_what": (
        "Circles are {points}, their areas the residents. Both maps have the same scale; "
        "equal-area projection.",
        "圆为{points},面积与常住人口成比例。两图比例尺相同,等积投影。",
    ),
    "plan_map_points": ("points where people live", "居民点"),
    "plan_map_cells": (
        "points where people live, summed up in squares of {km} km, each colour by itself",
        "居民点,按颜色分别汇总到边长{km}公里的方格",
    ),
    "plan_map_hidden": (
        "The {n} places of the kind “{kind}” that stand today count, but would cover the map: they "
        "are not drawn.",
        "现有{kind}{n}处均已计入,因数量过多未在图上画出。",
    ),
    "plan_map_unnumbered": (
        "The first {n} sites of the list have their numbers on the map, the others a dot.",
        "地图上仅标出名单前{n}处的编号,其余以圆点表示。",
    ),
    "plan_map_reached": ("within reach before", "原已可达"),
    "plan_map_gained": ("within reach through a new site", "因新点可达"),
    "plan_map_site": ("new site, numbered as in the list", "新点,编号同名单"),
    "plan_map_standing": ("{kind} that stands today", "现有{kind}"),
    "plan_map_document": ("{zone}: where to build next", "{zone}:下一处建在哪里"),
    "plan_list": ("The new sites and what each gains", "新点名单及各点新增覆盖"),
    "plan_list_note": (
        "Whom several new sites reach counts at the nearest, so that the column adds up: {total} "
        "in all. “Only here” is how many of them no other new site reaches. The last column is "
        "the closed candidate that would make up for most of them, and how many would be lost "
        "all the same.",
        "多处新点均可达者计入最近一处,故该列可以相加,合计{total}。“仅此处可达”指其中其他新点均不可达者。"
        "末列为替代效果最好的未选候选点,以及改选后仍少覆盖的数量。",
    ),
    "plan_col_site": ("New site", "新点"),
    "plan_col_where": ("In or near", "所在或邻近"),
    "plan_near": ("near {community}", "{community}附近"),
    "plan_col_gained": ("Residents gained", "新增覆盖人数"),
    "plan_col_gained_places": ("Communities gained", "新增覆盖村(社区)数"),
    "plan_col_alone": ("Only here", "仅此处可达"),
    "plan_col_swap": ("If it cannot be built there", "若不能建在此处"),
    "plan_col_position": ("Id (longitude, latitude)", "标识(经度, 纬度)"),
    "plan_swap": ("{site}: {lost} fewer", "改选{site},少{lost}"),
    "plan_swap_free": ("{site}: as many", "改选{site},不减少"),
    "plan_swap_none": ("no other candidate helps", "无可替代"),
    "plan_banner": (
        "this plan rests on stand-ins made by a program ({layers}). It shows the method and is "
        "no evidence about {zone}; nothing should be built by it.",
        "本方案依据程序生成的模拟数据({layers}),只用于演示方法,不能作为{zone}的证据,不可据此建设。",
    ),
    "plan_sources": ("What it rests on", "依据的数据"),
    "plan_curve": (
        "The first {knee} new sites of the kind “{kind}” bring {gained} within {minutes} minutes "
        "{mode}, {each} for each site; the next {rest}, up to {most} sites, bring {further} for "
        "each.",
        "前{knee}处{kind}可使{gained}{mode}{minutes}分钟内可达,平均每处{each};其后{rest}处(至{most}处)平均每处仅"
        "{further}。",
    ),
    "plan_curve_straight": (
        "Each new site of the kind “{kind}” up to {most} brings about as many within {minutes} "
        "minutes {mode} as the one before: {gained} in all.",
        "至{most}处为止,每新增一处{kind},{mode}{minutes}分钟内新增可达数大致相同,共{gained}。",
    ),
    "plan_curve_share": (
        "That lifts the share of those who can be judged from {before} to {knee_after}; {most} "
        "sites lift it to {after}.",
        "可判断者中可达比例由{before}升至{knee_after};{most}处可升至{after}。",
    ),
    "plan_curve_share_straight": (
        "That lifts the share of those who can be judged from {before} to {after}.",
        "可判断者中可达比例由{before}升至{after}。",
    ),
    "plan_curve_proved": (
        "For each number of sites, no other plan reaches more: proved.",
        "每一数量下都没有更好的方案:已证明。",
    ),
    "plan_curve_near": (
        "For each number of sites, no other plan reaches one person more: proved.",
        "每一数量下,没有任何方案能再多覆盖一人:已证明。",
    ),
    "plan_curve_bounded": (
        "For a number of sites, other plans could reach at most {more} more than shown.",
        "同一数量下,其他方案至多再多覆盖{more}。",
    ),
    "plan_curve_knee": ("Knee: {n} sites, {share}", "拐点:{n}处,{share}"),
    "plan_curve_x": ("new sites", "新增点数"),
    "plan_curve_y": ("within reach", "可达比例"),
    "plan_curve_what": (
        "Share within reach, by the number of new sites; dashed where nothing is built; shaded: how "
        "much farther another plan might come",
        "按新增点数的可达比例;虚线为不新增;阴影为其他方案或可达到的范围",
    ),
    "plan_curve_what_proved": (
        "Share within reach, by the number of new sites; dashed where nothing is built",
        "按新增点数的可达比例;虚线为不新增",
    ),
    "plan_curve_point": ("{n}: {share}", "{n}处:{share}"),
    "plan_curve_end": ("{n} sites: {share}", "{n}处:{share}"),
    "plan_curve_today": ("today {share}", "现状{share}"),
    "plan_curve_axis": (
        "The axis does not start at 0%: it shows the part that new sites can move.",
        "纵轴不从0%开始,仅显示新点可影响的部分。",
    ),
}
