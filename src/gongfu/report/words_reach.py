"""Sentences of the explorer, of those who are left out, and of what is supplied."""

from typing import Final

REACH: Final[dict[str, tuple[str, str]]] = {
    # The map of points
    "explorer_what": (
        "Each circle is a point where people live; its area is its residents. Choose a kind, a time, "
        "town or country and a place; find a point by its name, or tap one. Where there are very many, "
        "neighbours share a circle, cut by residents like a cake, until you zoom in.",
        "每个圆代表一个居民点,面积表示人口。可选择类别、时间、城乡和地区;可按名称查找居民点,或点击圆点。"
        "点数很多时,相邻的点合为一个按人口分块的圆,放大后分开。",
    ),
    "explorer_what_still": (
        "Each circle is a point where people live; its area is its residents. Where there are very "
        "many, they are summed up in cells.",
        "每个圆代表一个居民点,面积表示人口。点数很多时按网格汇总。",
    ),
    "band_first": ("up to {high} min", "{high}分钟以内"),
    "band_next": ("{low} to {high} min", "{low}至{high}分钟"),
    "band_within": ("within {n} minutes", "{n}分钟内"),
    "choose_kind": ("Kind", "类别"),
    "choose_limit": ("Time", "时间"),
    "choose_area": ("Town or country", "城乡"),
    "choose_place": ("Place", "地区"),
    "choose_level": ("List by", "列表单位"),
    "area_all": ("town and country", "城镇和农村"),
    "area_urban": ("town", "城镇"),
    "area_rural": ("country", "农村"),
    "place_whole": ("All of {place}", "{place}全域"),
    "where_place": ("{place}: ", "{place}:"),
    "where_area": ("{place}, {area}: ", "{place}({area}):"),
    "explorer_people": (
        "That leaves out {people} of {total} residents ({share}).",
        "不可达居民{people}人,占{total}人的{share}。",
    ),
    "explorer_people_hidden": (
        "That leaves out {people} residents.",
        "不可达居民{people}人。",
    ),
    "explorer_nobody": (
        "Nobody who can be judged is left out.",
        "凡可判断的居民均可达。",
    ),
    "explorer_unjudged": (
        "Nobody here can be judged.",
        "此处居民均无法判断。",
    ),
    "explorer_empty": ("No points here.", "此处没有居民点。"),
    "explorer_kind": ("every kind", "全部类别"),
    "point_lacks": (
        "Lacks {n} of {k} kinds within {t} minutes",
        "{t}分钟内{k}类设施中缺{n}类",
    ),
    "point_has_all": (
        "Has all {k} kinds within {t} minutes",
        "{t}分钟内{k}类设施齐全",
    ),
    "point_not_all_known": (
        "Lacks none of the kinds that can be judged",
        "可判断的类别均可达",
    ),
    "point_beyond": ("{m} min, out of reach", "{m}分钟,不可达"),
    "point_far": ("more than {m} min away", "{m}分钟以上,不可达"),
    "point_is_simulated": ("simulated", "模拟"),
    "map_keys": (
        "Map: arrow keys move it, plus and minus zoom, Enter names the point in the middle.",
        "地图:方向键移动,加减键缩放,回车键读出中心的居民点。",
    ),
    "legend_site": ("nearest facility of the point chosen", "所选居民点的最近设施"),
    "people_n": ("{n} residents", "{n}人"),
    "million": ("{n} million", "{n}百万"),
    "wan": ("{n}", "{n}万"),
    "yi": ("{n}", "{n}亿"),
    # Who is left out
    "left_out_title": ("Who is left out", "谁被遗漏"),
    "nav_left_out": ("Who is left out", "谁被遗漏"),
    "left_out_lead": (
        "{people} of {total} residents ({share}) live where {kind} is out of reach within {minutes} "
        "minutes {mode}; half of them need more than {half} minutes to the nearest.",
        "{total}居民中有{people}({share}){mode}{minutes}分钟内不可达{kind},"
        "其中一半到最近设施需{half}分钟以上。",
    ),
    "left_out_lead_far": (
        "{people} of {total} residents ({share}) live where {kind} is out of reach within {minutes} "
        "minutes {mode}; half of them have none even within {far} minutes.",
        "{total}居民中有{people}({share}){mode}{minutes}分钟内不可达{kind},"
        "其中一半{far}分钟内仍无设施。",
    ),
    "left_out_nobody": (
        "Nobody who can be judged is out of reach of any kind that the source holds.",
        "来源中的各类设施,凡可判断的居民均可达。",
    ),
    "left_out_no_data": (
        "None of the points can be judged, so nobody is known to be left out.",
        "所有居民点均无法判断,尚不知谁被遗漏。",
    ),
    "left_out_unknown": (
        "{people} more cannot be judged for it.",
        "另有{people}无法判断。",
    ),
    "lacking_bars_title": (
        "{place} has the most of them: {people}",
        "其中{place}最多:{people}",
    ),
    "lacking_bars_what": (
        "Residents for whom {kind} is out of reach within {minutes} minutes {mode}, and their share "
        "of those who can be judged. The {n} {level} with most of them, of {all}.",
        "{mode}{minutes}分钟内不可达{kind}的居民数,及其占可判断居民的比例。"
        "{all}个{level}中人数最多的{n}个。",
    ),
    "lacking_after": ("{people} · {share}", "{people} · {share}"),
    "lacking_table": (
        "Residents out of reach of each kind, by {level}",
        "各{level}各类设施不可达的居民数",
    ),
    "lacking_table_note": (
        "Residents who can be judged and do not reach the kind within {minutes} minutes {mode}. "
        "First come the {level} where most lack {kind}; the last column says how many minutes half of "
        "those need at least to the nearest.",
        "可判断而{mode}{minutes}分钟内不可达该类设施的居民数。缺{kind}人数最多的{level}排在最前;"
        "末列为其中半数居民到最近设施至少所需的分钟数。",
    ),
    "col_half_beyond": (
        "Half need over, min",
        "半数超过(分钟)",
    ),
    "worst_points": (
        "The {n} largest points that lack a kind",
        "缺少设施的居民点中人口最多的{n}个",
    ),
    "worst_points_note": (
        "Minutes to the nearest in the data; > {far}: none within {far} minutes. All points are in "
        "<code>results/left_out.csv</code>.",
        "括号内为到数据中最近设施的分钟数;>{far}表示{far}分钟内没有。"
        "全部居民点见 <code>results/left_out.csv</code>。",
    ),
    "col_point": ("Point", "居民点"),
    "col_n_lacking": ("Kinds out of reach", "不可达类别数"),
    "col_lacking": ("Which, with minutes to the nearest", "不可达类别(到最近设施的分钟数)"),
    "kind_minutes": ("{kind} ({m})", "{kind}({m})"),
    "lacking_list": (
        "Where they live: {kind}, more than {t} minutes away",
        "分布:{kind},超过{t}分钟",
    ),
    "lacking_list_all": (
        "Where they live: at least one kind more than {t} minutes away",
        "分布:至少一类超过{t}分钟",
    ),
    "lacking_list_what": (
        "As chosen on the map above. Tap a name to go there.",
        "与上方地图的选择一致。点击名称可定位。",
    ),
    "lacking_none": ("Nobody, for this choice.", "按此选择,没有居民被遗漏。"),
    "lacking_half": ("half of them over {m} min away", "其中一半需{m}分钟以上"),
    "lacking_point_minutes": ("nearest {m} min away", "最近设施{m}分钟"),
    "lacking_point_far": ("none within {m} min", "{m}分钟内没有"),
    "lacking_point_kinds": ("lacks {n} kinds", "缺{n}类"),
    "lacking_show_more": ("Show {n} more", "再显示{n}个"),
    "list_county": ("counties", "县(市、区)"),
    "list_prefecture": ("prefectures", "设区市"),
    "list_township": ("townships", "乡镇(街道)"),
    "list_village": ("villages", "村(社区)"),
    "list_point": ("points where people live", "居民点"),
    "scroll_hint": ("More columns to the right", "右侧还有更多列"),
    # What is supplied
    "supply_title": ("What is there for each resident", "人均供给"),
    "nav_supply": ("Supply", "人均供给"),
    "supply_lead_capacity": (
        "{kind}: {mean} places per 1,000 residents, shared by all who reach them within {minutes} "
        "minutes {mode}; {poor} of residents have less than half of that.",
        "{kind}:{mode}{minutes}分钟内共享的名额为每千人{mean}个,{poor}的居民不到平均水平的一半。",
    ),
    "supply_lead_count": (
        "{kind}: {mean} facilities per 10,000 residents, shared by all who reach them within "
        "{minutes} minutes {mode}; {poor} of residents have less than half of that.",
        "{kind}:{mode}{minutes}分钟内共享的设施为每万人{mean}处,{poor}的居民不到平均水平的一半。",
    ),
    "supply_counted": (
        "No capacities are known for {kinds}: there each facility counts as one, large or small, and "
        "the unit is facilities per 10,000 residents, never places.",
        "{kinds}的服务能力未知:每处设施不论大小均计为1,单位为每万人设施数,不是名额数。",
    ),
    "supply_none_judged": (
        "The circle of every point leaves the data, so nobody’s share can be told. Bring a larger "
        "extract.",
        "每个居民点的服务圈都超出数据范围,无法计算人均供给。请导入范围更大的数据。",
    ),
    "supply_table": (
        "Supply and how evenly it falls to residents",
        "人均供给及其分布是否均匀",
    ),
    "supply_table_note": (
        "Two-step floating catchment, within {minutes} minutes {mode}. Half have at most: the "
        "resident in the middle. Gini: 0 if all have the same, towards 1 if one has everything.",
        "两步移动搜索法,{mode}{minutes}分钟以内。中位数:居中居民的水平。"
        "基尼系数:人人相同为0,全归一人时趋近1。",
    ),
    "col_kind": ("Kind", "类别"),
    "col_unit": ("Unit", "单位"),
    "col_facilities": ("Facilities", "设施数"),
    "col_mean": ("Mean", "平均"),
    "col_p10": ("A tenth has at most", "第10百分位"),
    "col_median": ("Half have at most", "中位数"),
    "col_p90": ("A tenth has at least", "第90百分位"),
    "col_below_half": ("Below half the mean, % of residents", "不到平均一半的居民(%)"),
    "col_with_none": ("With nothing, % of residents", "完全没有的居民(%)"),
    "col_gini": ("Gini", "基尼系数"),
    "unit_capacity": ("places per 1,000", "名额/千人"),
    "unit_count": ("facilities per 10,000", "处/万人"),
    "per_capacity": ("places per 1,000 residents", "个名额/千人"),
    "per_count": ("facilities per 10,000 residents", "处/万人"),
    "supply_spread_title": (
        "Most uneven: {worst}; most even: {best}",
        "最不均匀:{worst};最均匀:{best}",
    ),
    "supply_spread_title_one": ("How evenly residents share {kind}", "{kind}分布是否均匀"),
    "supply_spread_what": (
        "Supply as a multiple of the kind’s own mean, the most uneven by the Gini coefficient first. "
        "Dot: the resident in the middle; line: from the tenth with least to the tenth with most, so "
        "what a few have beyond it is not drawn.",
        "以各类自身平均为1,按基尼系数从最不均匀排起。圆点:居中的居民;线段:第10至第90百分位,"
        "少数人超出的部分未画出。",
    ),
    "half_of_mean": ("half", "一半"),
    "mean_of_all": ("mean", "平均"),
    "below_half": ("below half", "不到一半"),
    "supply_spread_axis": ("times the mean", "相当于平均的倍数"),
    "supply_summary": (
        "{kind}: {mean} {unit}; {poor} of residents below half",
        "{kind}:{mean}{unit};{poor}的居民不到一半",
    ),
    "supply_map_title": (
        "{kind}: less than half the mean for {low_value} of residents in {low} to {high_value} in "
        "{high}",
        "{kind}:不到平均一半的居民占比,最低{low}{low_value},最高{high}{high_value}",
    ),
    "supply_map_what": (
        "Share of residents of each of the {n} {level} with less than half of the zone’s mean, within "
        "{minutes} minutes {mode}, per cent. Classes: every 15 points, alike for all kinds; places per "
        "class in brackets. Equal-area projection.",
        "{mode}{minutes}分钟内,{n}个{level}各自不到全域平均一半的居民占比(%)。"
        "分级方法:每15个百分点一级,各类设施相同,括号内为个数。等积投影。",
    ),
    "supply_rank_title": (
        "In {n} of {all} {level} more than half of the residents have less than half of the mean",
        "{all}个{level}中,有{n}个的多数居民不到平均水平的一半",
    ),
    "supply_rank_what": (
        "{unit}. The {shown} {level} where most residents have less than half of the mean, then the "
        "{top} where fewest do; at the right their share. Dot: the resident in the middle; line: from "
        "the tenth with least to the tenth with most. Dashed: {zone}; dotted: half of it.",
        "{unit}。不到平均一半的居民最多的{shown}个{level},其后为最少的{top}个,右侧为其占比。"
        "圆点:居中的居民;线段:第10至第90百分位。虚线:{zone};点线:其一半。",
    ),
    "supply_rank_all": (
        "{unit}, {n} {level}: first where most residents have less than half of the mean; at the right "
        "their share. Dot: the resident in the middle; line: from the tenth with least to the tenth "
        "with most. Dashed: {zone}; dotted: half of it.",
        "{unit},{n}个{level}:不到平均一半的居民越多越靠前,右侧为其占比。"
        "圆点:居中的居民;线段:第10至第90百分位。虚线:{zone};点线:其一半。",
    ),
    "supply_places": ("Supply by {level}", "各{level}人均供给"),
    "supply_places_note": (
        "Places per 1,000 residents where capacities are known, else facilities per 10,000; – means "
        "that nobody can be judged.",
        "服务能力已知的类别为名额/千人,其余为处/万人;“–”表示均无法判断。",
    ),
    "method_supply_title": ("What is there for each resident", "人均供给"),
    "method_supply": (
        "Every facility is shared among all residents who reach it within {minutes} minutes {mode}; "
        "who lives nearer counts for more, with a Gaussian weight that is 1 at the door and 0 at the "
        "limit (two-step floating catchment: Luo and Wang 2003; weight: Dai 2010). What a resident "
        "gets from all facilities is added up. It does not know who may use a facility, its quality, "
        "its hours, or whether it is full; it takes all residents as asking alike, children and aged "
        "included; and a kind that serves a whole city, such as a hospital, is judged by the walk "
        "around it alone. Where no capacities are known, a room and a palace count the same. People "
        "beyond the data share nothing, so supply at its edge looks more ample than it is.",
        "每处设施由{mode}{minutes}分钟内可达的全体居民共享,距离越近权重越大:门口为1,到达时限处为0,"
        "按高斯函数递减(两步移动搜索法:Luo与Wang 2003;权重:Dai 2010)。居民从各处所得相加即为其人均供给。"
        "该方法不了解谁有资格使用、质量、开放时间和是否满员;把全体居民(含儿童和老人)视为同等需求;"
        "对服务全市的设施(如医院)只按步行范围判断。服务能力未知时,大小设施同等计数。"
        "数据范围以外的居民不参与共享,因此边缘地区的供给显得偏高。",
    ),
    "method_left_out_title": ("Beyond the limit", "时限以外"),
    "method_left_out": (
        "For those left out the nearest facility is looked for up to {far} minutes. It is the nearest "
        "in the data: one outside the data may be nearer. A shorter time chosen on the map keeps the "
        "judgement of {minutes} minutes: who cannot be judged there is not judged for less either.",
        "对被遗漏的居民,最近设施最远查找到{far}分钟。所指为数据范围内的最近设施,范围以外可能有更近的。"
        "在地图上选择更短时间时,沿用{minutes}分钟的判断口径:无法判断的仍不作判断。",
    ),
}
