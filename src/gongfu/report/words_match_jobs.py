"""Sentences of villagers and flexible jobs: what came of it, why not, what a post more would do."""

from typing import Final

JOBS: Final[dict[str, tuple[str, str]]] = {
    "jobs_placed": (
        "{placed} of the {n} workers who can be judged have a job {rule}, {stays} of them where "
        "they work now; posts left: {left} of {posts}.",
        "{n}名可评估人员中,{rule},{placed}人可安排上岗,其中{stays}人留在原岗位;{posts}个岗位中"
        "还有{left}个空缺。",
    ),
    "jobs_rule_need": ("with low incomes first", "按低收入优先"),
    "jobs_rule_welfare": ("so that all together gain most", "按总收益最大"),
    "jobs_rule_stable": ("by their wishes", "按双方意愿"),
    "jobs_gained": (
        "Income: {money} a year more than now, in all; with a job: people of {villages} villages.",
        "与现状相比,全年预计增收{money};上岗人员涉及{villages}个村。",
    ),
    "jobs_lost": (
        "Workers who would lose the job that they have now: {n}; look at them first.",
        "有{n}人将失去现岗位,请优先复核。",
    ),
    "jobs_proved": (
        "No other assignment is worth more by this rule: proved.",
        "按此规则没有更好的安排:已证明。",
    ),
    "jobs_bounded": (
        "No other assignment is worth more by this rule than {gap} above this one.",
        "按此规则,任何其他安排至多比本方案好{gap}。",
    ),
    "jobs_stable": (
        "Stable: no worker and no workshop would both rather have each other. Workshops rank who "
        "works there now{points}, then low incomes.",
        "结果稳定:不存在双方都更愿意选择对方的情况。工坊一侧先看是否在岗{points},再看收入由低到高。",
    ),
    "jobs_stable_points": (
        ", then who has more of their own points (without any: last)",
        ",再看工坊评分由高到低(无评分的排在最后)",
    ),
    "jobs_points_unread": (
        "Points that workshops gave are not read by this rule; --rule stable reads them.",
        "本规则不看工坊评分;--rule stable才看。",
    ),
    "jobs_without_travel": (
        "No travel times were given: travel was no condition and cost nothing.",
        "未提供通勤时间:未将通勤作为条件,也未计入通勤成本。",
    ),
    "jobs_barred": ("Workers whom no job fits: {n} ({why}).", "有{n}人没有合适岗位({why})。"),
    "jobs_barred_by": ("{condition}: {n}", "{condition}{n}人"),
    "jobs_full": (
        "Workers who fit a job that others have: {n}; who earn more with what they do: {outside}.",
        "有{n}人符合条件但岗位已满;有{outside}人现有收入更高,不建议调整。",
    ),
    "jobs_income_unknown": (
        "Workers left out because their income is not known, which this rule asks for: {n}; find "
        "it out, or use --rule welfare.",
        "有{n}人收入不详,本规则需要收入,暂未安排;请核实收入,或改用--rule welfare。",
    ),
    "jobs_more": (
        "{job} ({workshop}) is full: one more post would bring {price} a year{counted}. People who "
        "would move, one after the other: {moves}; without a job and fit for it: {waiting}.",
        "{job}({workshop})已满:每增加1个岗位,全年可多增收{price}{counted},依次调整{moves}人;另有"
        "{waiting}名未上岗人员符合该岗位条件。",
    ),
    "jobs_counted": (" (as it counts at the median income)", "(按中位收入折算)"),
    "jobs_faults": ("Entries of the lists that did not count: {n}.", "名单中有{n}处未计入。"),
    "jobs_confirm": (
        "A proposal: nothing is settled before the villagers, the workshops and the township "
        "agree.",
        "以上为建议方案,经本人、工坊确认并报乡镇(街道)审核后生效。",
    ),
    "list_workers": ("workers", "人员"),
    "list_jobs": ("jobs", "岗位"),
    "list_candidates": ("candidates", "候选人"),
    "jobs_stand_in": ("workers and jobs", "人员和岗位"),
    # Conditions
    "jobs_condition_travel": ("travel", "通勤"),
    "jobs_condition_skills": ("skills", "技能"),
    "jobs_condition_hours": ("hours", "工时"),
    "jobs_condition_months": ("season", "季节"),
    "jobs_condition_age": ("age", "年龄"),
    "jobs_condition_care": ("care duties", "家庭照料"),
    # To one worker
    "jobs_why_placed": ("{job}, {workshop}", "上岗:{workshop},岗位{job}"),
    "jobs_why_full": (
        "fits a job, and others who come first have the posts",
        "符合岗位条件,但岗位已由排序在前的人员占用",
    ),
    "jobs_why_outside": (
        "no job that fits brings more than the hours bring now",
        "符合条件的岗位收入不高于现有收入",
    ),
    "jobs_why_income": ("income not known; find it out", "收入不详,请核实"),
    "jobs_why_nowhere": ("no job within reach", "通勤范围内没有岗位"),
    "jobs_why_travel": (
        "the nearest to fit is {job}, {given} minutes away: too far",
        "最接近的岗位{job}单程{given}分钟,超出通勤上限",
    ),
    "jobs_why_travel_unknown": (
        "the way to {job} is not known; find it out",
        "到{job}的通勤时间不详,请补充",
    ),
    "jobs_why_skills": ("{job} asks for {needed} besides", "{job}还需要技能:{needed}"),
    "jobs_why_hours": (
        "{job} takes {needed} hours a week, and {given} are free",
        "{job}每周需{needed}小时,本人可用{given}小时",
    ),
    "jobs_why_hours_unknown": (
        "free hours are not known; find them out ({job} takes {needed})",
        "每周可用工时不详,请核实({job}需{needed}小时)",
    ),
    "jobs_why_months": (
        "{job} is in the months {needed}, and {given} are taken",
        "{job}在{needed}月用工,本人{given}月农忙",
    ),
    "jobs_why_age": (
        "{job} is for ages {needed}, not {given}",
        "{job}要求年龄{needed},本人{given}岁",
    ),
    "jobs_why_age_unknown": (
        "the age is not known; find it out ({job} is for ages {needed})",
        "年龄不详,请核实({job}要求年龄{needed})",
    ),
    "jobs_why_care": (
        "{job} does not suit somebody with care duties",
        "{job}工时固定,不便兼顾家庭照料",
    ),
    # Faults
    "jobs_fault": ("{list}, row {row} ({id}): {fault}", "{list}第{row}行({id}):{fault}"),
    "jobs_fault_number": (
        "a cell that should be a number is none; correct it",
        "应填数字的单元格不是数字,请改正",
    ),
    "jobs_fault_age": (
        "ages that cannot be; correct them",
        "年龄填写有误,请改正",
    ),
    "jobs_fault_current": (
        "{value} is no job of the list, and did not count; add the job or correct the name",
        "现岗位{value}不在岗位名单中,未计入;请补充岗位或改正",
    ),
    "jobs_fault_wish": (
        "{value} is no job and no workshop of the list, and did not count; correct the name",
        "意愿{value}不在岗位名单中,未计入;请改正",
    ),
    "jobs_fault_worker": (
        "{value} is not in the list of workers, or left out of it; register the worker",
        "{value}不在人员名单中或未被计入,请先登记",
    ),
    "jobs_fault_job": (
        "{value} is no job and no workshop of the list, or left out of it; correct the name",
        "{value}不在岗位名单中或未被计入,请改正",
    ),
    "jobs_fault_points": (
        "the points are missing or no number, which does not mean 0; find them",
        "缺少评分或评分不是数字(不等于0分),请补填",
    ),
    "jobs_fault_pair": (
        "points at {value} stand there before; the first row counts",
        "在{value}的评分重复,只计第一行",
    ),
    "jobs_fault_hours": (
        "hours a week must lie between 0 and 168; correct them",
        "每周工时应在0至168小时之间,请改正",
    ),
    "jobs_fault_id": ("no id; fill it in", "缺少编号,请补填"),
    "jobs_fault_income": ("income must be 0 or more; correct it", "收入不能为负,请改正"),
    "jobs_fault_outside": (
        "what the hours bring now must be 0 or more; correct it",
        "现有零工收入不能为负,请改正",
    ),
    "jobs_fault_months": (
        "months cannot be read; write them like 4-5;10",
        "月份无法识别,请写成4-5;10的形式",
    ),
    "jobs_fault_pay": (
        "the pay of an hour is missing or negative; fill it in",
        "小时工资缺失或为负,请补填",
    ),
    "jobs_fault_posts": (
        "posts must be a whole number, 0 or more; correct it",
        "岗位数应为不小于0的整数,请改正",
    ),
    "jobs_fault_twice": (
        "the id stands there before; the first row counts",
        "编号重复,只计第一行",
    ),
    "jobs_fault_weeks": (
        "weeks a year must lie between 0 and 53; correct them",
        "每年周数应在0至53之间,请改正",
    ),
}
