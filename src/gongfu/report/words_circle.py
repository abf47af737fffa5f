"""Sentences of the circle: who reaches what, and what is simulated."""

from typing import Final

CIRCLE: Final[dict[str, tuple[str, str]]] = {
    "circle_title": ("The {minutes}-minute circle", "{minutes}分钟公共服务圈"),
    "banner_word": ("Simulated", "模拟"),
    "banner_page": (
        "some of this page rests on stand-ins made by a program ({layers}). Wherever it does, it "
        "is hatched like this and says so. It is no evidence about {zone}.",
        "本页部分内容依据程序生成的模拟数据({layers}),相应之处均以此斜纹和“模拟”字样标注,"
        "不能作为{zone}的证据。",
    ),
    "banner_circle": (
        "everything in this part rests on stand-ins ({layers}). It is neither evidence nor "
        "forecast and is not held against any target.",
        "本部分全部依据模拟数据({layers}),既不是证据也不是预测,不用于判断任何目标。",
    ),
    "banner_circle_part": (
        "in this part, these are stand-ins: {layers}. The rest is real. Stand-ins are neither "
        "evidence nor forecast, and what rests on them is not held against any target.",
        "本部分的{layers}为模拟数据,其余为真实数据。模拟数据既不是证据也不是预测,"
        "相关结果不用于判断任何目标。",
    ),
    "layer_communities": ("points where people live", "居民点"),
    "layer_facilities": ("facilities", "设施"),
    "layer_network": ("streets", "道路"),
    "layer_kinds": ("{layer} ({kinds})", "{layer}({kinds})"),
    "layer_incomes": ("household incomes", "住户收入"),
    "layer_figures": ("figures", "统计数据"),
    "layer_places": ("places", "地区"),
    "layer_targets": ("targets", "目标"),
    "layer_groups": ("groups of places", "地区分组"),
    "layer_pairings": ("pairings", "结对"),
    "layer_boundaries": ("boundaries", "边界"),
    "prefix": ("Simulated: ", "模拟:"),
    "reach_sentence": (
        "{reached} of {judged} points reach {kind} within {minutes} minutes {mode}; {out} do not.",
        "{judged}个点中有{reached}个{mode}{minutes}分钟内可达{kind},{out}个不可达。",
    ),
    "all_sentence": (
        "{reached} of {judged} points have all {n} kinds within {minutes} minutes {mode}; "
        "{out} lack at least one.",
        "{judged}个点中有{reached}个{mode}{minutes}分钟内{n}类设施齐全,{out}个至少缺一类。",
    ),
    "unknown_sentence": (
        "{unknown} of {n} points cannot be judged for every kind, because their circle leaves "
        "the data.",
        "{n}个点中有{unknown}个因服务圈超出数据范围而无法全部判断。",
    ),
    "nobody_judged": (
        "None of {n} points can be judged for all kinds: their circles leave the data.",
        "{n}个点的服务圈均超出数据范围,无法对全部类别作出判断。",
    ),
    "not_in_source": (
        "Not in the source, so not judged: {kinds}. <code>gongfu import facilities FILE --into "
        "ZONE</code> "
        "brings them.",
        "来源中没有、因此不作判断:{kinds}。可用 <code>gongfu import facilities FILE --into "
        "ZONE</code> 导入。",
    ),
    "mode_walk": ("on foot", "步行"),
    "mode_cycle": ("by bicycle", "骑行"),
    "mode_drive": ("by car", "驾车"),
    "card_kind": (
        "of residents reach {kind} within {minutes} minutes {mode}; {out} do not",
        "的居民{mode}{minutes}分钟内可达{kind},{out}不可达",
    ),
    "card_kind_unknown": (
        "{out} more cannot be judged: their circle leaves the data.",
        "另有{out}因服务圈超出数据范围而无法判断。",
    ),
    "card_layers": ("From: {sources}", "依据:{sources}"),
    "bars_title": (
        "{worst} is hardest to reach, for {share} of residents; {best} easiest, for {most}",
        "{worst}最难到达,仅{share}的居民可达;{best}最易,为{most}",
    ),
    "bars_title_one": ("{share} of residents reach {worst}", "{share}的居民可达{worst}"),
    "bars_title_same": (
        "Every kind in the source is reached by {share} of the residents who can be judged",
        "来源中的各类设施,可判断的居民可达比例均为{share}",
    ),
    "bars_what": (
        "Share within {minutes} minutes {mode}, of those that can be judged. Upper bar: by places; "
        "lower bar: by residents.",
        "{mode}{minutes}分钟内可达的比例(以可判断者为分母)。上:按村(社区)计;下:按人口计。",
    ),
    "legend_places": ("reached, by places", "可达,按村(社区)计"),
    "legend_residents": ("reached, by residents", "可达,按人口计"),
    "legend_out": ("out of reach", "不可达"),
    "legend_unknown": ("cannot be judged", "无法判断"),
    "legend_reached": ("reached", "可达"),
    "legend_simulated": ("simulated", "模拟"),
    "kind_map_title": (
        "{kind} within reach: from {low_value} of residents in {low} to {high_value} in {high}",
        "可达{kind}的居民占比:最低{low}{low_value},最高{high}{high_value}",
    ),
    "kind_map_what": (
        "Share of residents with {kind} within {minutes} minutes {mode}, per cent, by {level}. "
        "Classes: quantiles with rounded edges, places per class in brackets. "
        "Equal-area projection.",
        "{mode}{minutes}分钟内可达{kind}的居民占比(%),按{level}。"
        "分级方法:分位数(界值取整),括号内为个数。等积投影。",
    ),
    "all_map_title": (
        "All kinds within reach: from {low_value} of residents in {low} to {high_value} in {high}",
        "设施齐全的居民占比:最低{low}{low_value},最高{high}{high_value}",
    ),
    "all_map_what": (
        "Share of residents with all kinds within {minutes} minutes {mode}, per cent, by {level}. "
        "Classes: quantiles with rounded edges, places per class in brackets. Equal-area "
        "projection.",
        "{mode}{minutes}分钟内各类设施齐全的居民占比(%),按{level}。分级方法:分位数(界值取整),"
        "括号内为个数。等积投影。",
    ),
    "points_title": (
        "Where {kind} is out of reach: {out} points, {people}",
        "{kind}不可达之处:{out}个点,{people}",
    ),
    "points_title_none": (
        "Every point that can be judged reaches {kind}",
        "凡可判断的点均可达{kind}",
    ),
    "points_title_unknown": ("No point can be judged for {kind}", "{kind}:没有点可以判断"),
    "points_what": (
        "Each circle is a point where people live; its area is its residents. Where there are very "
        "many, the still picture sums them up in cells.",
        "每个圆代表一个居民点,面积表示人口。点数很多时,静态图按网格汇总。",
    ),
    "search_point": ("Find a point by name", "按名称查找居民点"),
    "search_hint": ("Type part of a name, such as {example}", "输入名称的一部分,如{example}"),
    "show_kind": ("Show", "显示"),
    "number_within": ("number of kinds within reach", "可达设施类别数"),
    "zoom_in": ("Zoom in", "放大"),
    "zoom_out": ("Zoom out", "缩小"),
    "zoom_reset": ("Whole zone", "全域"),
    "point_minutes": ("{m} min", "{m}分钟"),
    "point_people": ("residents", "常住人口"),
    "point_none": ("No point has this name.", "没有找到该名称。"),
    "point_more": ("{m} more; type more of the name", "另有{m}个,请输入更完整的名称"),
    "point_tap": (
        "Tap a circle, or find a name, to see its {k} kinds.",
        "点击圆点或查找名称,查看{k}类设施的到达时间。",
    ),
    "fewer": ("fewer than {n}", "不足{n}"),
    "table_counties": ("Coverage by {level}", "各{level}覆盖率"),
    "table_townships": ("Coverage by {level} ({n})", "各{level}覆盖率({n}个)"),
    "table_coverage_note": (
        "Per cent of residents within {minutes} minutes {mode}, of those that can be judged; – "
        "means "
        "that none can be.",
        "{mode}{minutes}分钟内可达的居民占比(%),以可判断者为分母;“–”表示均无法判断。",
    ),
    "col_points": ("Points", "点数"),
    "col_people": ("Residents", "常住人口"),
    "col_all": ("All kinds", "全部类别"),
    "no_circle": (
        "There are no points where people live, or no streets, so the circle is not measured. "
        "<code>gongfu import osm FILE.osm.pbf ZONE</code> brings both.",
        "没有居民点或道路数据,无法测算服务圈。可用 <code>gongfu import osm FILE.osm.pbf "
        "ZONE</code> 导入。",
    ),
    "snapped_note": (
        "{moved} points lie far from the street on which they were placed; {off} lie too far from "
        "any street and cannot be judged.",
        "{moved}个点距所连道路较远;{off}个点离道路过远,无法判断。",
    ),
}
