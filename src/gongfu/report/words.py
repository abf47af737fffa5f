"""Every sentence of the report, in English and Chinese, under one key each.

`{parts}` in a sentence are filled by `say`.  Words for things follow the project's glossary.
"""

from typing import Any, Final

from markupsafe import Markup

from gongfu.report.text import Both, fill
from gongfu.report.words_asked import ASKED
from gongfu.report.words_budget import BUDGET
from gongfu.report.words_candidates import CANDIDATES
from gongfu.report.words_cases import CASES
from gongfu.report.words_circle import CIRCLE
from gongfu.report.words_evidence import EVIDENCE
from gongfu.report.words_evidence_screen import EVIDENCE_SCREEN
from gongfu.report.words_export import EXPORT
from gongfu.report.words_fair import FAIR
from gongfu.report.words_gains import GAINS
from gongfu.report.words_gaps import GAPS
from gongfu.report.words_industry import INDUSTRY
from gongfu.report.words_job_letters import JOB_LETTERS
from gongfu.report.words_kept import KEPT
from gongfu.report.words_ledger import LEDGER
from gongfu.report.words_lists import LISTS
from gongfu.report.words_match_benefits import MATCH_BENEFITS
from gongfu.report.words_match_chains import MATCH_CHAINS
from gongfu.report.words_match_fairness import FAIRNESS
from gongfu.report.words_match_jobs import JOBS
from gongfu.report.words_match_pairing import MATCH_PAIRING
from gongfu.report.words_match_schools import SCHOOLS
from gongfu.report.words_match_sharing import SHARING
from gongfu.report.words_method import METHOD
from gongfu.report.words_plan import PLAN
from gongfu.report.words_plan_asked import PLAN_ASKED
from gongfu.report.words_plan_map import PLAN_MAP
from gongfu.report.words_reach import REACH
from gongfu.report.words_requests import REQUESTS
from gongfu.report.words_size import SIZE
from gongfu.report.words_timetable import TIMETABLE
from gongfu.report.words_timetable_change import TIMETABLE_CHANGE
from gongfu.report.words_track_requests import TRACK_REQUESTS
from gongfu.report.words_workshops import WORKSHOPS

_PAGE: Final[dict[str, tuple[str, str]]] = {
    "brand": ("gongfu", "共富"),
    "document": ("{zone}: common-prosperity report", "{zone}共同富裕评估报告"),
    "skip": ("Skip to the report", "跳到正文"),
    "language": ("Language", "语言"),
    "contents": ("Contents", "目录"),
    "nav_gaps": ("Gaps", "三大差距"),
    "nav_targets": ("Targets", "目标"),
    "nav_tables": ("Tables", "数据表"),
    "nav_method": ("Method and sources", "方法与来源"),
    "published": ("published", "公布值"),
    "computed": ("computed", "计算值"),
    "simulated": ("simulated", "模拟值"),
    "tap": ("Source and base", "来源与口径"),
    "source_of": ("Source: {numbers}", "来源:{numbers}"),
    "standing_of": ("Standing: {standing}", "性质:{standing}"),
    "base_of": ("Base: {base}", "口径:{base}"),
    "without_doubtful": (
        "Without the {n} rows that are in doubt: {value}",
        "剔除{n}个存疑数据后:{value}",
    ),
    "or": ("{one} or {other}", "{one}或{other}"),
    "level_province": ("province", "全省"),
    "level_prefecture": ("prefectures", "设区市"),
    "level_county": ("counties", "县(市、区)"),
    "level_township": ("townships", "乡镇(街道)"),
    "level_village": ("villages (communities)", "村(社区)"),
    # The first screen
    "answer_group": (
        "{title} earn {published} of {zone}’s published mean income per head, or {mean} of the "
        "mean of its {n} counties ({period}).",
        "{period},{title}居民人均可支配收入为{zone}公布平均数的{published},为{n}个县(市、"
        "区)加权平均数的{mean}。",
    ),
    "answer_group_one": (
        "{title} earn {published} of {zone}’s published mean income per head ({period}).",
        "{period},{title}居民人均可支配收入为{zone}公布平均数的{published}。",
    ),
    "answer_regional": (
        "Incomes per head differ between the {n} counties of {zone} with a Gini coefficient of "
        "{gini} ({period}).",
        "{period},{zone}{n}个县(市、区)之间人均可支配收入的基尼系数为{gini}。",
    ),
    "answer_nothing": (
        "{zone} holds no figures and no points with streets yet, so there is nothing to measure.",
        "{zone}目前没有统计数据,也没有居民点和道路,尚无法测算。",
    ),
    "mountain_26": ("The 26 mountain counties", "山区26县"),
    "mountain_island": ("The mountain and island counties", "山区海岛县"),
    "card_group": (
        "of the published mean, or of the mean of {n} counties weighted by residents: income per "
        "head of {title}, {period}",
        "分别相对于全域公布平均数和{n}个县(市、区)的人口加权平均数:"
        "{title}居民人均可支配收入之比,{period}",
    ),
    "card_group_one": (
        "of the mean: income per head of {title}, {period}",
        "相对于平均数:{title}居民人均可支配收入之比,{period}",
    ),
    "card_gini": (
        "Gini coefficient of income per head between {n} counties, {period}",
        "{n}个县(市、区)之间人均可支配收入的基尼系数,{period}",
    ),
    "card_urban_rural": (
        "yuan earned in town for each yuan in the country, per head, {zone}, {period}",
        "城乡收入倍差,{zone},{period}(农村为1)",
    ),
    "card_max_min": (
        "times: income per head of {high} over {low}, {period}",
        "倍:{high}与{low}人均可支配收入之比,{period}",
    ),
    "card_aside": ("{value} without doubtful rows", "剔除存疑数据为{value}"),
    "weak_transcribed": (
        "incomes of {level}: transcribed from a picture, secondary",
        "{level}收入:据图片转录,二手来源",
    ),
    "weak_secondary": ("incomes of {level}: secondary source", "{level}收入:二手来源"),
    "card_targets": (
        "official targets can be judged by published figures; met: {met}",
        "官方目标可用公布数据判断,其中{met}项已达标",
    ),
    "n_of_m": ("{n} of {m}", "{m}项中{n}项"),
    "first_screen_note": (
        "Published figures and what follows from them. Tap a card for its source.",
        "本屏只列公布数据及由其计算的结果。点击卡片可查看来源。",
    ),
    "first_screen_circle": (
        "No published figures have been brought, so the gaps are not measured. "
        "<code>gongfu import figures FILE --into ZONE</code> brings them.",
        "尚未导入公布的统计数据,因此不测算差距。可用 <code>gongfu import figures FILE --into "
        "ZONE</code> 导入。",
    ),
    # Gaps
    "gaps_title": ("How wide the gaps are", "差距有多大"),
    "gaps_intro": (
        "Computed from published figures. Between counties only: what differs inside a county is "
        "not in these numbers.",
        "由公布数据计算,只反映县(市、区)之间的差距,不含县域内部差距。",
    ),
    "map_title": (
        "From {low_value} in {low} to {high_value} in {high}",
        "最低{low}{low_value},最高{high}{high_value}",
    ),
    "map_what": (
        "{title}, {period}, {unit}, by county. Classes: quantiles with rounded edges, counties "
        "per class in "
        "brackets. Equal-area projection (Albers).",
        "{period}各县(市、区){title}({unit})。分级方法:分位数(界值取整),括号内为县数。投影:"
        "阿尔伯斯等积圆锥投影。",
    ),
    "map_outlined": ("outlined: {title}", "粗线:{title}"),
    "class_range": ("{low} to {high}", "{low}至{high}"),
    "class_missing": ("no data ({n})", "无数据({n})"),
    "yuan_per_head": ("yuan per person", "元/人"),
    "lorenz_title": (
        "The half of the people in the poorer counties hold {share} of income",
        "收入较低县(市、区)的一半人口占有{share}的收入",
    ),
    "lorenz_what": (
        "Lorenz curve across {n} counties, {period}, weighted by residents of {weights}. "
        "The further below the diagonal, the less equal.",
        "{n}个县(市、区)的洛伦兹曲线,{period},按{weights}常住人口加权。曲线离对角线越远越不平等。",
    ),
    "lorenz_equal": ("all alike", "完全平等"),
    "lorenz_people": ("share of people, poorest counties first", "人口累计占比(由低到高)"),
    "lorenz_held": ("share of income they hold", "收入累计占比"),
    "gini_label": ("Gini {value}", "基尼系数{value}"),
    "split_title": (
        "{share} of the inequality between counties lies between prefectures, the rest within them",
        "县际差距的{share}来自设区市之间,其余来自各市内部的县与县之间",
    ),
    "split_what": (
        "Theil indices of income per head split exactly along the map, {period}, between {n} "
        "counties. "
        "Nothing inside a county is observed. At the right: the whole index.",
        "{period}人均可支配收入泰尔指数的精确分解,{n}个县(市、区)。县域内部差距无法观察。右侧为指数总值。",
    ),
    "theil_t": ("Theil T", "泰尔指数T"),
    "mean_log_deviation": ("Mean log deviation", "对数离差均值"),
    "gini": ("Gini coefficient", "基尼系数"),
    "williamson_index": ("Williamson index", "威廉森指数"),
    "max_min_ratio": ("Highest to lowest", "最高与最低之比"),
    "legend_between": ("between prefectures", "设区市之间"),
    "legend_inside": ("between the counties of a prefecture", "同一设区市的县之间"),
    "urban_rural_title": (
        "Town incomes are {value} times country incomes; counties range from {low_value} in {low} "
        "to {high_value} in {high}",
        "城乡收入倍差为{value};各县(市、区)中{low}最低,为{low_value},{high}最高,为{high_value}",
    ),
    "urban_rural_what": (
        "Urban over rural disposable income per head, {period}. A dot is a county ({n} with both "
        "incomes published), a bar the prefecture’s own published figures.",
        "{period}城镇与农村居民人均可支配收入之比。圆点为县(市、区)(两项收入均已公布的{n}个),"
        "竖线为设区市公布数据。",
    ),
    "urban_rural_dots": (
        "Urban over rural disposable income per head, {period}. A dot is a county; {n} have both "
        "incomes published.",
        "{period}城镇与农村居民人均可支配收入之比。圆点为县(市、区),两项收入均已公布的有{n}个。",
    ),
    "urban_rural_axis": (
        "urban income for one yuan of rural income",
        "城镇与农村居民收入之比(农村=1)",
    ),
    "reference_zone": ("{zone} {value}", "{zone}{value}"),
    "urban_rural_trend": (
        "{zone} over the years: {series}.",
        "{zone}历年:{series}。",
    ),
    "group_title": (
        "{n} of {m} counties earn less than three quarters of the published mean",
        "{m}个县(市、区)中有{n}个低于公布平均数的四分之三",
    ),
    "group_what": (
        "Income per head of {title}, yuan, {period}. Dashed: {zone}’s published mean; the mean of "
        "all {n} counties weighted by residents is {mean}.",
        "{title}居民人均可支配收入,元,{period}。虚线:{zone}公布平均数;{n}个县(市、"
        "区)人口加权平均数为{mean}。",
    ),
    "group_three_quarters": ("three quarters of it: {value}", "其四分之三:{value}"),
    "group_reference": ("published mean {value}", "公布平均数{value}"),
    "doubtful_mark": ("* in doubt", "*存疑"),
    "later": ("{period}: {value} ({base}).", "{period}:{value}({base})。"),
    "part_of_prefecture": ("between prefectures", "设区市之间"),
    "part_of_county": ("between the counties of a prefecture", "市内县际"),
    "part_of_group": ("between {title} and the others", "{title}与其他县之间"),
    "chance_share": (
        "Share between prefectures by chance alone: {title}",
        "仅凭偶然的设区市之间占比:{title}",
    ),
    "split_chance": (
        "With counties dealt out to prefectures at random, {share} of Theil T would lie between "
        "prefectures on average, and in 95 of 100 deals between {low} and {high}.",
        "把各县随机分到各市,泰尔指数T平均也有{share}落在市与市之间,100次中有95次在{low}至{high}之间。",
    ),
    "group_between": (
        "Between them and all other counties lies {share} of Theil T of income ({period}); this "
        "overlaps with the share between prefectures.",
        "{period}收入的泰尔指数T有{share}在它们与其他县之间;这与设区市之间的占比相互重叠。",
    ),
    "group_between_sure": (
        "Between them and all other counties lies {share} of Theil T of income ({period}; {sure} "
        "without doubtful rows); this overlaps with the share between prefectures.",
        "{period}收入的泰尔指数T有{share}在它们与其他县之间(不含存疑数据为{sure});这与设区市之间的占比相互重叠。",
    ),
    "lorenz_later": (
        "Gini coefficient {before} in {first}, {after} in {last}, both weighted by residents of "
        "{weights}; without doubtful rows {sure_before} and {sure_after}. Two years are no trend.",
        "基尼系数{first}为{before},{last}为{after},均按{weights}常住人口加权;不含存疑数据为{sure_before}和"
        "{sure_after}。两年不成趋势。",
    ),
    "exit_table": (
        "Whom the exit rule for mountain counties names, by the figures of {period}",
        "按{period}数据,退出机制所涉及的山区县",
    ),
    "exit_must_leave": ("must leave", "应当退出"),
    "exit_may_leave": ("may leave", "可以退出"),
    "exit_not_decidable": ("not decidable", "无法判定"),
    "col_gdp": ("GDP", "地区生产总值"),
    "col_income_yuan": ("Income per head, yuan", "人均可支配收入(元)"),
    "col_left": ("Left", "退出时间"),
    "gap_table": ("All indices, with and without doubtful rows", "全部指数(含与不含存疑数据)"),
    "gap_table_simulated": (
        "Inequality between made-up households",
        "虚拟住户之间的收入差距",
    ),
    "no_gaps": (
        "No income per head or gross domestic product per head is known for every county, so the "
        "gaps between them are not measured. Bring figures with "
        "<code>gongfu import figures FILE --into ZONE</code>.",
        "各县(市、区)人均收入或人均生产总值数据不全,无法测算地区差距。可用 "
        "<code>gongfu import figures FILE --into ZONE</code> 导入。",
    ),
    # Targets
    "targets_title": ("Are the targets kept?", "目标实现了吗"),
    "targets_summary": (
        "{judged} of {n} official targets can be judged by published figures: {met} met, "
        "{course} on course, {missed} missed. {undecided} cannot be decided and {unmeasured} "
        "have no "
        "figure. Simulated numbers are never held against a target.",
        "{n}项官方目标中,{judged}项可用公布数据判断:已达标{met}项,按进度可达{course}项,"
        "未达标{missed}项;"
        "{undecided}项无法判定,{unmeasured}项没有数据。模拟数据不用于判断目标。",
    ),
    "verdict_met": ("met", "已达标"),
    "verdict_on_course": ("on course", "按进度可达"),
    "verdict_missed": ("missed", "未达标"),
    "verdict_not_decidable": ("not decidable", "无法判定"),
    "verdict_not_measurable": ("not measurable", "无法测量"),
    "reconciliation_title": (
        "Do the counties add up to the published totals?",
        "各县合计与公布总数是否一致",
    ),
    # Tables
    "tables_title": ("Look up a place", "查找地区"),
    "tables_intro": (
        "Tap a heading to sort. The complete tables are in the folder <code>results/</code> beside "
        "this page, as CSV and Parquet.",
        "点击表头可排序。完整数据见本页旁 <code>results/</code> 文件夹中的 CSV 和 Parquet 文件。",
    ),
    "col_place": ("Place", "地区"),
    "col_within": ("In", "所属"),
    "col_income": ("Income per head, yuan, {period}", "人均可支配收入(元),{period}"),
    "col_gdp_head": ("GDP per head, yuan, {period}", "人均生产总值(元),{period}"),
    "col_ratio": ("Urban over rural income, {period}", "城乡收入倍差,{period}"),
    "col_residents": ("Residents, {period}", "常住人口,{period}"),
    "col_index": ("Index", "指数"),
    "col_of": ("Of", "指标"),
    "col_period": ("Period", "时期"),
    "col_value": ("Value", "数值"),
    "col_without": ("Without doubtful rows", "剔除存疑数据"),
    "col_base": ("Base", "口径"),
    "col_standing": ("Standing", "性质"),
    "col_source": ("Source", "来源"),
    "col_indicator": ("Indicator", "指标"),
    "targets_caption": ("Official targets", "官方目标"),
    "missing_title": ("What is missing", "尚缺的数据"),
    "col_target": ("Target", "目标"),
    "col_by": ("By", "期限"),
    "col_verdict": ("Verdict", "判断"),
    "col_why": ("Why", "说明"),
    "col_latest": ("Latest figure", "最新数据"),
    "col_published": ("Published", "公布值"),
    "col_sum": ("From counties", "由各县计算"),
    "col_difference": ("Difference", "差异"),
    "table_counties_fair": ("Counties: income and output", "县(市、区):收入与产出"),
    "download": ("Download as CSV", "下载CSV"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "finder": ("Find a place in this table", "在表中查找地区"),
    "kilometres": ("{n} km", "{n}公里"),
    "metres": ("{n} m", "{n}米"),
}

_PARTS: Final = (
    _PAGE,
    ASKED,
    BUDGET,
    CANDIDATES,
    CIRCLE,
    EVIDENCE,
    EVIDENCE_SCREEN,
    EXPORT,
    FAIR,
    FAIRNESS,
    GAINS,
    GAPS,
    INDUSTRY,
    JOBS,
    JOB_LETTERS,
    KEPT,
    LEDGER,
    LISTS,
    CASES,
    MATCH_BENEFITS,
    MATCH_CHAINS,
    MATCH_PAIRING,
    METHOD,
    PLAN,
    PLAN_ASKED,
    PLAN_MAP,
    REACH,
    REQUESTS,
    SCHOOLS,
    SHARING,
    SIZE,
    TIMETABLE,
    TIMETABLE_CHANGE,
    TRACK_REQUESTS,
    WORKSHOPS,
)
_SENTENCES: Final = {key: both for part in _PARTS for key, both in part.items()}


def say(key: str, **parts: Any) -> Both:
    """The sentence `key` in both languages, its `{parts}` filled in and escaped."""
    return fill(*_SENTENCES[key], parts)


def sentences() -> dict[str, tuple[str, str]]:
    """All sentences by key: what the tests read, so that no language falls behind."""
    return dict(_SENTENCES)


def prefixed(title: Both, *, simulated: bool) -> Both:
    """A title that says first that what follows is simulated."""
    if not simulated:
        return title
    prefix = say("prefix")
    return Both(
        Markup('<span class="mark">{}</span>{}').format(prefix.en, title.en),
        Markup('<span class="mark">{}</span>{}').format(prefix.zh, title.zh),
    )
