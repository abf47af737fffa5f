"""What the gaps' numbers say and do not say: method notes in both languages."""

from collections.abc import Mapping
from typing import Final

METHOD_NOTES: Final[Mapping[str, Mapping[str, str]]] = {
    "between_places": {
        "en": (
            "Indices across counties or prefectures compare the means of places, not people. "
            "Differences inside a county are not in them, so they are lower than the inequality "
            "of households and say nothing about it."
        ),
        "zh": (
            "县(市、区)或设区市之间的指数比较的是各地的平均水平,不是每个人。县域内部的差距不在其中,"
            "因此低于居民家庭之间的不平等程度,也不能说明后者。"
        ),
    },
    "weights": {
        "en": (
            "Places count by their residents. Where the residents of the same year are not "
            "published for every place, those of the year before are used, then of the year "
            "after; the row names the year. Population formulas, without n / (n - 1)."
        ),
        "zh": (
            "各地按常住人口加权。如同年常住人口不全,先用上一年,再用下一年的数据,并在该行注明年份。"
            "均为总体公式,不乘以n/(n-1)。"
        ),
    },
    "gini": {
        "en": "Gini coefficient: 0 if all places are alike, towards 1 if one holds everything "
        "(Gini 1912; weights: Lerman and Yitzhaki 1989).",
        "zh": "基尼系数:各地完全相同为0,全部集中于一地时趋近1"
        "(Gini 1912;加权:Lerman与Yitzhaki 1989)。",
    },
    "theil_t": {
        "en": "Theil index T: weighs by shares of the total; sensitive to the top (Theil 1967).",
        "zh": "泰尔指数T:按总量份额加权,对高端差距较敏感(Theil 1967)。",
    },
    "mean_log_deviation": {
        "en": "Mean log deviation L: weighs by shares of people; sensitive to the bottom "
        "(Theil 1967; Bourguignon 1979).",
        "zh": "对数离差均值L:按人口份额加权,对低端差距较敏感(Theil 1967;Bourguignon 1979)。",
    },
    "williamson_index": {
        "en": "Williamson index: coefficient of variation weighted by residents (Williamson 1965).",
        "zh": "威廉森指数:按常住人口加权的变异系数(Williamson 1965)。",
    },
    "max_min_ratio": {
        "en": "Highest over lowest place. It knows two places only; computed only where every "
        "place of the level has a published figure for the period.",
        "zh": "最高地区与最低地区之比。只反映两个地区;仅当该层级所有地区同期数据均已公布时才计算。",
    },
    "decomposition": {
        "en": (
            "Theil T and L split exactly: the part between prefectures plus the part between the "
            "counties of each prefecture is the whole (Bourguignon 1979; Shorrocks 1980, 1984). "
            "With one mean per county nothing inside a county is observed; that part is left "
            "open, not zero. Splitting counties into town and country adds one more level where "
            "both incomes are published; these incomes come from a different compilation than "
            "the counties' total incomes and do not add up to them."
        ),
        "zh": (
            "泰尔指数T和L可以精确分解:设区市之间的部分,加上各市内部县(市、区)之间的部分,等于总体"
            "(Bourguignon 1979;Shorrocks 1980、1984)。每县只有一个平均数时,县域内部差距无法观察,"
            "该部分为未知而不是零。城乡收入均已公布的县可再分城乡一层;城乡收入与县全体居民收入口径不同,"
            "两者不能相互推算。"
        ),
    },
    "urban_rural_ratio": {
        "en": (
            "Urban over rural disposable income per head of the same place and period. Districts "
            "without a published rural income have no ratio."
        ),
        "zh": "同一地区同期城镇与农村居民人均可支配收入之比。未公布农村居民收入的区没有倍差。",
    },
    "ratio_to_zone": {
        "en": (
            "A group of counties against the whole zone, on two bases: the zone's published "
            "mean, and the mean of all its counties weighted by residents. The two means come "
            "from different surveys and do not agree, so both ratios are shown. The group is "
            "the original list, whoever has left it since."
        ),
        "zh": (
            "一组县与全域之比有两种口径:全域公布的平均数,以及全部县(市、区)按常住人口加权的平均数。"
            "两个平均数来自不同调查,并不一致,因此同时列出。该组为最初名单,不因此后退出而变动。"
        ),
    },
    "doubtful": {
        "en": (
            "Rows that their source casts doubt on, such as misprints, stay in the table; every "
            "index is shown a second time without them."
        ),
        "zh": "来源存疑的数据(如印刷错误)仍保留在表中;每个指数同时给出剔除这些数据后的结果。",
    },
    "household_income": {
        "en": (
            "Inequality between households needs the incomes of households. Without open "
            "microdata it cannot be measured; simulated households are marked and show only how "
            "the computation works."
        ),
        "zh": (
            "居民家庭之间的收入差距须有住户收入数据。没有公开微观数据时无法测算;"
            "模拟住户均有标注,仅演示计算方法。"
        ),
    },
    "targets": {
        "en": (
            "Met: the latest figure keeps the target, on every base. On course: not yet due, and "
            "a straight line through the earliest and the latest official whole-year figure "
            "reaches it in its year. Missed: due, and the figure of that year or later does not "
            "keep it. Not decidable: bases disagree, a bound leaves it open, or it is not due and "
            "the line falls short or cannot be drawn from fewer than two official figures. Not "
            "measurable: no figure. Sums of counties are shown beside, never in place of, the "
            "zone's own figure; simulated figures never count."
        ),
        "zh": (
            "已达标:最新数据在各种口径下均达到目标。按进度可达:尚未到期,且最早与最晚两个官方年度数据的"
            "直线外推在目标年达到目标。未达标:已到期,且当年或之后的数据未达到目标。无法判定:口径之间结论不同,"
            "或只有上下限,或尚未到期而直线外推达不到、官方数据不足两个。无法测量:没有数据。各县合计只作旁注,"
            "不代替全域公布数;模拟数据不参与判定。"
        ),
    },
    "reconciliation": {
        "en": (
            "Sums and means of counties against the zone's own published figure of the same "
            "period. Residents agree to rounding; incomes do not, because they come from "
            "different surveys."
        ),
        "zh": (
            "各县合计数、平均数与全域同期公布数的核对。人口仅有尾数差;收入来自不同调查,两者不一致。"
        ),
    },
}
