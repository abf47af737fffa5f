"""Words of what became of promises: progress, money, deadlines, and what changed."""

from typing import Final

KEPT: Final[dict[str, tuple[str, str]]] = {
    "kept_document": ("{name}: promises and proof", "{name}承诺与落实"),
    "kept_title": ("Promises and proof", "承诺与落实"),
    "nav_kept": ("Promises", "承诺落实"),
    "kept_answer": (
        "On {day}, {share} of the deliverables ({n}) are proved in full; late: {late}, at risk: "
        "{risk}.",
        "截至{day},共{n}项任务,其中{share}已全部落实,逾期{late}项,有风险{risk}项。",
    ),
    "kept_nothing": (
        "On {day} the ledger holds no deliverable.",
        "截至{day},台账中尚无任务。",
    ),
    "kept_last_act": (
        "The ledger’s last act was on {last}: what came after is not known.",
        "台账最后一次操作在{last},此后的情况不得而知。",
    ),
    "kept_since": (
        "Since {since}: newly delivered {delivered}, newly late {late}, newly at risk {risk}; pieces "
        "of evidence {evidence}; deadlines put off {off}, brought forward {forward}.",
        "{since}以来:新完成{delivered}项,新增逾期{late}项、有风险{risk}项;登记佐证{evidence}次,"
        "延期{off}项,提前{forward}项。",
    ),
    "kept_quantities": (
        "Quantities promised: lowered {lowered}, raised {raised}; `gongfu track show` tells whose, and why.",
        "目标数量:调低{lowered}项,调高{raised}项;用 gongfu track show 查看原因。",
    ),
    "kept_delivered_late": (
        "Of the delivered, {n} were delivered after their day.",
        "已完成的任务中,{n}项超期完成。",
    ),
    "kept_undone": (
        "{n} that counted as delivered no longer do: evidence was taken back.",
        "因佐证被冲减,{n}项由已完成转为未完成。",
    ),
    "kept_spent": (
        "Money, in 10,000 yuan: {committed} committed, {transferred} transferred, {spent} spent, "
        "{held} held. Since {since}: postings {postings}, spent {since_spent}.",
        "资金(万元):承诺{committed},拨付{transferred},支出{spent},结存{held}。{since}以来:"
        "入账{postings}笔,支出{since_spent}。",
    ),
    "kept_beyond": (
        "Projects that spent beyond what was committed to them: {n} ({projects}); the table marks "
        "who spent for them.",
        "{n}个项目的支出超出承诺({projects}),表中已标注相应支出。",
    ),
    "kept_simulated": (
        "Everything in this ledger is invented: promises, evidence, money, requests, workshops and "
        "applications.",
        "本台账中的任务、佐证、资金、诉求、工坊和申请均为模拟数据。",
    ),
    "kept_fields_title": (
        "Most late: {field}, {late} of {n}",
        "{field}逾期任务最多:{n}项中{late}项",
    ),
    "kept_fields_on_time": ("No field has a late deliverable", "各领域均无逾期任务"),
    "kept_fields_what": (
        "Deliverables by field on {day}, as shares of each field’s number, which stands behind.",
        "截至{day}各领域任务进展(占该领域任务数的比重,右侧为任务数)。",
    ),
    "kept_legend_delivered": ("delivered", "已完成"),
    "kept_legend_under_way": ("begun, not late", "推进中"),
    "kept_legend_not_started": ("not begun, not late", "未开始"),
    "kept_legend_late": ("late", "逾期"),
    "kept_course_title": (
        "{delivered} delivered, {due} due by now",
        "应完成{due}项,已完成{delivered}项",
    ),
    "kept_course_what": (
        "Deliverables due and delivered by the end of each month; the last month up to {day}.",
        "各月末累计应完成与已完成任务数(最后一月截至{day})。",
    ),
    "kept_legend_due": ("due", "应完成"),
    "kept_places_caption": ("Progress by place on {day}", "各地任务进展(截至{day})"),
    "kept_late_caption": ("Late, the longest first", "逾期任务(按逾期时间排序)"),
    "kept_soon_caption": (
        "Not delivered, and due by {until}",
        "{until}前到期且尚未完成的任务",
    ),
    "kept_of_more": ("{shown} of {n} are shown.", "共{n}项,列出{shown}项。"),
    "kept_money_caption": (
        "Money by giver, receiver and year, in yuan",
        "结对资金(按支援方、受援方和年度,元)",
    ),
    "kept_money_note": (
        "From postings that balance; what was reversed is taken off. Held: transferred and neither "
        "spent nor returned. A budget of a giver who is also the receiver is what it adds itself.",
        "按借贷平衡的账目汇总,已扣除冲销;结存为已拨付而未支出、未退回的金额。支援方与受援方相同的预算为"
        "受援方自筹。",
    ),
    "kept_col_field": ("Field", "领域"),
    "kept_col_task": ("Deliverable", "任务"),
    "kept_col_owner": ("Who answers for it", "责任部门"),
    "kept_col_due": ("Due", "期限"),
    "kept_col_days_late": ("Days late", "逾期天数"),
    "kept_col_done": ("Proved", "已落实"),
    "kept_col_n": ("Deliverables", "任务数"),
    "kept_col_delivered": ("Delivered", "已完成"),
    "kept_col_late": ("Late", "逾期"),
    "kept_col_risk": ("At risk", "有风险"),
    "kept_col_share": ("Delivered, %", "完成率(%)"),
    "kept_col_completion": ("Mean share done, %", "平均进度(%)"),
    "kept_col_giver": ("Giver", "支援方"),
    "kept_col_receiver": ("Receiver", "受援方"),
    "kept_col_year": ("Year", "年度"),
    "kept_col_budget": ("Budget", "预算"),
    "kept_no_year": ("no year yet", "未定年度"),
    "kept_budget_mark": ("{amount} (more was committed)", "{amount}(承诺超出预算)"),
    "kept_col_committed": ("Committed", "承诺"),
    "kept_col_transferred": ("Transferred", "拨付"),
    "kept_col_spent": ("Spent", "支出"),
    "kept_col_returned": ("Returned", "退回"),
    "kept_col_held": ("Held", "结存"),
    "kept_requests": ("Residents’ requests. {said}", "居民诉求:{said}"),
    "kept_cases": (
        "Applications: {n} ({parts}). Late with the office on {day}: {late}.",
        "申请{n}件:{parts}。截至{day}部门逾期{late}件。",
    ),
    "kept_cases_part": ("{state} {n}", "{state}{n}件"),
    "kept_service_caption": (
        "Residents’ requests by department, up to {day}",
        "居民诉求办理情况(按部门,截至{day})",
    ),
    "kept_service_note": (
        "A handling is the time that one department has one request. What is not over yet counts "
        "neither way. A share in brackets is without what is in time, or not late, only by steps "
        "that were written down after the last day.",
        "一件诉求在一个部门的一次办理计一件次;期限未到的不计入。括号内为不计期限过后补录者的比率。",
    ),
    "kept_least_mark": ("{share} (at least {least})", "{share}(至少{least})"),
    "kept_col_handlings": ("Handlings", "办理件次"),
    "kept_col_signed_on_time_share": ("Signed for in time, %", "按时签收率(%)"),
    "kept_col_closed_on_time_share": ("Answered in time, %", "按时办结率(%)"),
    "kept_col_satisfaction": ("To satisfaction, %", "满意率(%)"),
    "kept_col_redone_share": ("Redone, %", "发回重办率(%)"),
    "kept_beyond_mark": ("{amount} (beyond commitment)", "{amount}(超出承诺)"),
    "kept_method_title": ("Promises", "承诺与落实"),
    "kept_method": (
        "A deliverable is delivered from the day on which its whole quantity is proved; late if it "
        "is not and its last day is over; at risk if at its pace so far it would be finished later "
        "than its last day by more than a tenth of its term, judged once a quarter of the term is "
        "over. For what is proved only when it is finished, such as one road, the pace misleads. "
        "What changed is told with the deadlines as they are now. Standing: {standing}, from the "
        "ledger {name}, whose records are chained: gongfu track verify goes through them.",
        "全部数量均有佐证之日起视为完成;期限已过仍未完成为逾期;任务期过四分之一后,按现有进度推算,"
        "完成日将晚于期限且超出任务期十分之一的为有风险。对于只能在完工时一次性佐证的任务(如一条道路),"
        "该推算不适用。变化情况按现行期限计算。数据性质:{standing},来自台账{name},其记录首尾相连,"
        "可用 gongfu track verify 核验。",
    ),
}
