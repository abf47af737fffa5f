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
    "layer_elevation": ("slopes of streets", "道路坡度"),
    "layer_kinds": ("{layer} ({kinds})", "{layer}({kinds})"),
    "layer_in": ("{layer}, in {place}", "{place}的{layer}"),
    "layer_incomes": ("household incomes", "住户收入"),
    "layer_figures": ("figures", "统计数据"),
    "layer_places": ("places", "地区"),
    "layer_targets": ("targets", "目标"),
    "layer_groups": ("groups of places", "地区分组"),
    "layer_pairings": ("pairings", "结对"),
    "layer_boundaries": ("boundaries", "边界"),
    "prefix": ("Simulated: ", "模拟:"),
    "a_childcare": ("childcare (under 3)", "托育"),
    "a_school": ("a school", "学校"),
    "a_clinic": ("a clinic", "卫生机构"),
    "a_hospital": ("a hospital", "医院"),
    "a_pharmacy": ("a pharmacy", "药店"),
    "a_sports": ("a place for sports", "体育设施"),
    "a_culture": ("a place of culture", "文化设施"),
    "a_elder_care": ("elder care", "养老服务"),
    "a_park": ("a park", "公园"),
    "a_market": ("a market", "农贸市场"),
    "a_kindergarten": ("a kindergarten", "幼儿园"),
    "a_charging_station": ("a charging station", "充电站"),
    "a_bus_stop": ("a bus stop", "公交站"),
    "answer_circle": (
        "{people} do not reach {kind} within {minutes} minutes {mode}.",
        "{people}{mode}{minutes}分钟内不可达{kind}。",
    ),
    "answer_circle_unjudged": (
        "{people} do not reach {kind} within {minutes} minutes {mode}; for {unknown} more it "
        "cannot be judged.",
        "{people}{mode}{minutes}分钟内不可达{kind},另有{unknown}无法判断。",
    ),
    "answer_circle_unknown": (
        "{unknown} of {n} points cannot be judged: {why}.",
        "{n}个点中有{unknown}个无法判断:{why}。",
    ),
    "reach_sentence": (
        "{reached} of {n_points} points reach {kind} within {minutes} minutes {mode}; {rest}.",
        "{n_points}个点中有{reached}个{mode}{minutes}分钟内可达{kind},{rest}。",
    ),
    "do_not": ("{out} do not", "{out}个不可达"),
    "do_not_unknown": ("{unknown} cannot be judged", "{unknown}个无法判断"),
    "do_not_out_unknown": (
        "{out} do not and {unknown} cannot be judged",
        "{out}个不可达,{unknown}个无法判断",
    ),
    "all_sentence": (
        "{reached} of {n_points} points have all {n} kinds within {minutes} minutes {mode}; "
        "{rest}.",
        "{n_points}个点中有{reached}个{mode}{minutes}分钟内{n}类设施齐全,{rest}。",
    ),
    "lack": ("{out} lack at least one", "{out}个至少缺一类"),
    "lack_unknown": ("{unknown} cannot be judged", "{unknown}个无法判断"),
    "lack_out_unknown": (
        "{out} lack at least one and {unknown} cannot be judged",
        "{out}个至少缺一类,{unknown}个无法判断",
    ),
    "unknown_sentence": (
        "{unknown} of {n} points cannot be judged for at least one kind: {why}.",
        "{n}个点中有{unknown}个至少有一类无法判断:{why}。",
    ),
    "why_all_leave": ("their circle leaves the data", "其服务圈超出数据范围"),
    "why_leaves": ("of {n} the circle leaves the data", "{n}个点的服务圈超出数据范围"),
    "why_all_off": (
        "they lie too far from any street (more than {metres} m)",
        "距任何道路均过远(超过{metres}米)",
    ),
    "why_off": (
        "{n} lie too far from any street (more than {metres} m)",
        "{n}个点距任何道路均过远(超过{metres}米)",
    ),
    "no_whole_circle": (
        "No circle of an unreached point lies whole in the data: bring a larger extract.",
        "未达设施的点中,没有一个服务圈完整落在数据范围内:请导入范围更大的数据。",
    ),
    "nobody_judged": (
        "None of {n} points can be judged for all kinds.",
        "{n}个点均无法对全部类别作出判断。",
    ),
    "not_in_source": (
        "Not in the source, so not judged: {kinds}. <code>gongfu import facilities FILE --into "
        "ZONE</code> "
        "brings them.",
        "来源中没有、因此不作判断:{kinds}。可用 <code>gongfu import facilities FILE --into "
        "ZONE</code> 导入。",
    ),
    "mode_walk": ("on foot", "步行"),
    "mode_walk_elderly": ("on foot at an older person’s pace", "按老年人步速步行"),
    "mode_walk_pushchair": ("on foot with a pushchair", "推婴儿车步行"),
    "mode_cycle": ("by bicycle", "骑行"),
    "mode_drive": ("by car", "驾车"),
    "mode_transit": ("by public transport", "乘公共交通"),
    "mode_transit_cycle": ("by bicycle or public transport", "骑行或乘公共交通"),
    "range": ("{low} to {high}", "{low}至{high}"),
    "card_kind": (
        "of residents reach {kind} within {minutes} minutes {mode}",
        "的居民{mode}{minutes}分钟内可达{kind}",
    ),
    "card_kind_out": (
        "of residents reach {kind} within {minutes} minutes {mode}; {out} do not",
        "的居民{mode}{minutes}分钟内可达{kind},{out}不可达",
    ),
    "card_kind_unknown": (
        "of residents reach {kind} within {minutes} minutes {mode}; {unknown} cannot be judged",
        "的居民{mode}{minutes}分钟内可达{kind},{unknown}无法判断",
    ),
    "card_kind_out_unknown": (
        "of residents reach {kind} within {minutes} minutes {mode}; {out} do not, {unknown} cannot "
        "be judged",
        "的居民{mode}{minutes}分钟内可达{kind},{out}不可达,{unknown}无法判断",
    ),
    "card_range": (
        "From none to all of the {n} points that cannot be judged: {why}.",
        "下限和上限分别按{n}个无法判断的点全部不可达、全部可达计算。无法判断的原因:{why}。",
    ),
    "card_layers": ("From: {sources}", "依据:{sources}"),
    "bars_title": (
        "{worst} is hardest to reach, for {share} of {whom}; {best} easiest, for {most}",
        "{worst}最难到达,{whom}中有{share}可达;{best}最易,为{most}",
    ),
    "bars_title_one": ("{share} of {whom} reach {worst}", "{whom}中有{share}可达{worst}"),
    "whom_all": ("residents", "居民"),
    "whom_judged": ("the residents who can be judged", "可判断的居民"),
    "bars_title_same": (
        "Every kind in the source is reached by {share} of {whom}",
        "来源中的各类设施,{whom}可达比例均为{share}",
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
    "search_point": ("Find a point by name", "按名称查找居民点"),
    "search_hint": ("Type part of a name, such as {example}", "输入名称的一部分,如{example}"),
    "number_within": ("number of kinds within reach", "可达设施类别数"),
    "zoom_in": ("Zoom in", "放大"),
    "zoom_out": ("Zoom out", "缩小"),
    "zoom_reset": ("Whole zone", "全域"),
    "point_minutes": ("{m} min", "{m}分钟"),
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
    "placed_moved": (
        "{n} points lie more than {metres} m from the street on which they were placed.",
        "{n}个点距所连道路超过{metres}米。",
    ),
    "placed_facilities_moved": (
        "{n} facilities lie more than {metres} m from the street on which they were placed.",
        "{n}处设施距所连道路超过{metres}米。",
    ),
    "placed_facilities_off": (
        "{n} facilities lie more than {metres} m from any street and count for nobody.",
        "{n}处设施距任何道路均超过{metres}米,不计入任何人的可达范围。",
    ),
}
