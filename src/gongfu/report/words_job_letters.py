"""Sentences of a letter to one worker: which job, or why none and what would change it."""

from typing import Final

JOB_LETTERS: Final[dict[str, tuple[str, str]]] = {
    "job_letter_title": ("Notice of a proposed job", "灵活就业岗位建议告知书"),
    "job_letter_simulated": (
        "Simulated: an example with invented workers and jobs.",
        "模拟:示例中的人员和岗位均为虚构。",
    ),
    "job_letter_simulated_ways": (
        "Simulated: ways to work rest on stand-ins ({what}).",
        "模拟:通勤时间依据模拟数据({what})测算。",
    ),
    "job_letter_placed": (
        "Worker {worker}: proposed to you is job {job}{workshop}.",
        "编号{worker}:建议您上岗的岗位为{job}{workshop}。",
    ),
    "job_letter_workshop": (" at the workshop {workshop}", "(共富工坊:{workshop})"),
    "job_letter_stays": ("It is the job that you hold now.", "该岗位为您的现岗位。"),
    "job_letter_wish": (
        "It meets your wish number {n} of {all}.",
        "该岗位符合您的第{n}意愿(共{all}项)。",
    ),
    "job_letter_way": ("The way: about {minutes} minutes one way.", "通勤:单程约{minutes}分钟。"),
    "job_letter_way_unknown": (
        "The way: not known, so it did not count; please judge it yourself.",
        "通勤:时间不详,未计入,请自行判断。",
    ),
    "job_letter_work": (
        "Work: {hours} hours a week, {weeks} weeks a year{months}.",
        "工时:每周{hours}小时,全年{weeks}周{months}。",
    ),
    "job_letter_months": (", in the months {months}", ",用工月份:{months}"),
    "job_letter_pay": (
        "Pay: {hourly} yuan an hour, {year} a year.",
        "报酬:每小时{hourly}元,全年{year}。",
    ),
    "job_letter_more": (
        "That is {money} a year more than what your hours bring now.",
        "比这些工时的现有收入全年多{money}。",
    ),
    "job_letter_less": (
        "That is {money} a year less than what your hours bring now.",
        "比这些工时的现有收入全年少{money}。",
    ),
    "job_letter_alike": (
        "That is as much as what your hours bring now.",
        "与这些工时的现有收入相同。",
    ),
    "job_letter_none": (
        "Worker {worker}: no job can be proposed to you this time.",
        "编号{worker}:本次暂无可建议的岗位。",
    ),
    "job_letter_loses": (
        "By this proposal you would no longer have the job that you hold now. If something speaks "
        "against that, please tell the township before it is settled.",
        "按本建议,您将不再从事现岗位。如有异议,请在确认前向乡镇(街道)反映。",
    ),
    "job_letter_full": (
        "You meet the conditions of {jobs}; the posts there go to others, {rule}.",
        "您符合{jobs}的条件;{rule},岗位已安排给其他人员。",
    ),
    "job_letter_next": (
        "One more post at {job} would come to you.",
        "{job}如增加1个岗位,将由您上岗。",
    ),
    "job_letter_full_change": (
        "What would change it: a further post there, or one that somebody gives up.",
        "如增加岗位或有人放弃岗位,可重新安排。",
    ),
    "job_letter_barred": (
        "No job on the list fits: {reason}.",
        "名单中没有符合条件的岗位:{reason}。",
    ),
    "job_letter_barred_more": (
        "There, these conditions are not met or not known either: {conditions}.",
        "该岗位另有条件不符合或无法判断:{conditions}。",
    ),
    "job_letter_barred_change": (
        "What would change it: if that were otherwise, you would meet all conditions of {job}.",
        "上述情况改变后,您即符合{job}的全部条件。",
    ),
    "job_letter_nowhere": (
        "No job on the list is within reach of where you live. What would change it: a nearer job, "
        "or a faster way.",
        "通勤范围内没有岗位。就近新增岗位或改善交通后,可重新安排。",
    ),
    "job_letter_outside": (
        "You meet the conditions of a job, but none is worth more to you, the way included, than "
        "what your hours bring now. What would change it: better pay, a nearer job, or your record, "
        "if it is wrong.",
        "您有符合条件的岗位,但扣除通勤成本后均不高于这些工时的现有收入。岗位报酬提高、就近新增岗位,"
        "或登记收入有误经更正后,可重新安排。",
    ),
    "job_letter_income": (
        "Your income is not on the list, and jobs are proposed with low incomes first. What would "
        "change it: hand in your income.",
        "名单中没有您的年收入,而本次按低收入优先安排。补报年收入后,可重新安排。",
    ),
    "job_letter_left_out": (
        "Worker {worker}: no job was looked for, since your row of the list could not be used: "
        "{fault}.",
        "编号{worker}:登记信息无法使用,本次未参与匹配:{fault}。",
    ),
    "job_letter_not_counted": (
        "An entry of yours that did not count: {fault}.",
        "您未计入的登记项:{fault}。",
    ),
    "job_letter_rule": (
        "Jobs are proposed {rule}, among those whose conditions one meets.",
        "在符合条件的人员中,{rule}安排岗位。",
    ),
    "job_letter_confirm": (
        "This is a proposal: nothing is settled before you, the workshop and the township have "
        "agreed. If anything here is wrong, please tell the township.",
        "本告知书为建议方案,经您本人、工坊确认并报乡镇(街道)审核后生效。如信息有误,"
        "请向乡镇(街道)反映。",
    ),
}
