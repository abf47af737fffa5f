"""Words of cases: where an application stands, what is proposed, what may be done next."""

from typing import Final

CASES: Final[dict[str, tuple[str, str]]] = {
    "ledger_table_case_rules": ("terms of cases", "办理时限"),
    "ledger_table_cases": ("applications", "申请"),
    "case_unchecked": (
        "No rules have looked at it: a benefit or a fact that they do not know is found when they "
        "propose, or now by --rules NAME|FILE.",
        "尚未对照规则核对:规则中没有的待遇或申请信息,要到建议时才会发现;用 --rules 名称|文件 可立即核对。",
    ),
    "case_applied": (
        "Case {id} has begun (record {number}).",
        "申请{id}已受理(第{number}条记录)。",
    ),
    "case_moved": (
        "Case {id} is {state} now, at version {version} (record {number}).",
        "申请{id}现为“{state}”,第{version}版(第{number}条记录)。",
    ),
    "case_rule_ended": (
        "The rule {id} ends on {day}, in record {number}; what was applied for by then keeps its "
        "terms.",
        "规则{id}有效期至{day}(第{number}条记录);此前受理的申请期限不变。",
    ),
    "case_listed": (
        "Cases: {n} of {all}. On {day}: {late} late with the office, {over} past a term of the "
        "applicant.",
        "共{all}件申请,列出{n}件。截至{day}:部门逾期{late}件,申请人期限已过{over}件。",
    ),
    "case_shown": (
        "Case {id} ({kind}, {subject}) is {state}{outcome}{due} (version {version}).",
        "申请{id}({kind},{subject})现为“{state}”{outcome}{due}(第{version}版)。",
    ),
    "case_outcome": ("; outcome: {outcome}", ",结果:{outcome}"),
    "case_due_office": ("; the office has until {day}", ",部门须于{day}前办理"),
    "case_due_applicant": ("; the applicant has until {day}", ",申请人期限至{day}"),
    "case_next": ("What may follow: {parts}.", "可办理:{parts}。"),
    "case_next_part": ("{event} (by {roles})", "{event}(由{roles})"),
    "case_ended": ("It has ended.", "已办结。"),
    "case_proposed": (
        "{id} proposes what becomes of cases ({n}): {parts}. A person who did not bring it confirms each "
        "(record {number}).",
        "{id}对{n}件申请提出拟办意见:{parts}。须由经办人以外的人员逐件确认(第{number}条记录)。",
    ),
    "case_left_unknown": (
        "Left out, since the rules have no such benefit: {n} ({ids}{more}).",
        "{n}件未拟定,规则中没有所申请的事项:{ids}{more}。",
    ),
    "case_left_not_in_force": (
        "Left out, since the benefit is not in force on that day: {n} ({ids}{more}).",
        "{n}件未拟定,所申请的待遇在该日不在有效期内:{ids}{more}。",
    ),
    "case_left_erased": (
        "Left out, since their facts were erased; withdraw them: {n} ({ids}{more}).",
        "{n}件未拟定,申请信息已删除,请办理撤回:{ids}{more}。",
    ),
    "case_left_own": (
        "Left out, since they are your own; a colleague proposes for them: {n} ({ids}{more}).",
        "{n}件未拟定,为经办人本人的申请,请由同事拟定:{ids}{more}。",
    ),
    "case_left_disagrees": (
        "Left out, since two headings say one fact and do not agree; ask for evidence: {n} "
        "({ids}{more}).",
        "{n}件未拟定,两个表头下的同一信息不一致,请要求补正:{ids}{more}。",
    ),
    "case_left_late": (
        "Left out, since they came when the number of the draw could be known: {n} ({ids}{more}).",
        "{n}件未拟定,提出时摇号号码可能已公布:{ids}{more}。",
    ),
    "case_draw_to_come": (
        "{id}: the draw of {subject} will take as its seed the number that {source} publishes on "
        "{day} (record {number}){replaces}. Publish this, with the ledger’s head, before that day.",
        "{id}为摇号预告:{subject}将以{source}于{day}公布的号码为摇号种子(第{number}条记录){replaces}。请在该日之前连同台账最后一条记录的哈希值一并公布。",
    ),
    "case_draw_announced": (
        "Drawn with {seed}, which must be the number that {source} published on {day}, as {id} "
        "announced before: look it up (zeros that it begins with are left out).",
        "摇号种子{seed},应为{source}于{day}公布的号码(开头的零略去),此前已由{id}预告,请核对。",
    ),
    "case_lot_own": (
        "This draw was not announced beforehand: whoever holds the ledger could have tried seeds.",
        "本次摇号未经预告:持有台账者可能事先试过种子。",
    ),
    "case_draw_replaces": ("; it replaces {ids}", ",取代{ids}"),
    "case_any_office": ("any office", "任一部门"),
    "case_draw_shown": (
        "{id} announces the draw of {subject} ({office}, in {place}): its seed is the number that "
        "{source} publishes on {day}, and it takes all that were written down before that day.",
        "{id}为摇号预告:{subject}({office},{place})以{source}于{day}公布的号码为摇号种子,该日之前登记的申请一并摇号。",
    ),
    "case_draw_drawn": ("It was drawn by {ids}.", "已由{ids}摇号。"),
    "case_draw_replaced": (
        "{id} replaced it: nothing is drawn by it.",
        "已由{id}取代,不再据以摇号。",
    ),
    "case_draw_waits": ("Its number is not known yet.", "号码尚未公布。"),
    "case_draw_over": (
        "It was not drawn, and its number may be known; nothing else is announced for its cases.",
        "尚未摇号,号码可能已公布;其申请不得另行预告。",
    ),
    "case_proposal_shown": (
        "{id} proposed as of {day} what becomes of cases ({n}): {parts}.",
        "{id}按{day}的情况对{n}件申请提出拟办意见:{parts}。",
    ),
    "case_proposals_listed": (
        "Proposals: {n}; announced draws: {draws}. On {day} the number of {over} may be known, and "
        "they are not drawn.",
        "拟办意见{n}份,摇号预告{draws}份。截至{day},号码可能已公布而尚未摇号的{over}份。",
    ),
    "case_state_waits": ("waits for its number", "待公布号码"),
    "case_state_over": ("to be drawn", "待摇号"),
    "case_state_drawn": ("drawn", "已摇号"),
    "case_state_replaced": ("replaced", "已被取代"),
    "case_not_here": ("they are not in this ledger", "申请不在本台账中"),
    "case_draw_own": (
        "Drawn with the seed {seed}, which no announcement in the ledger binds: whoever holds the "
        "ledger could have tried seeds before; `--announce` binds a draw.",
        "摇号种子{seed}未经预告:持有台账者可能事先试过种子;用--announce可预告下一次摇号。",
    ),
    "case_left_more": (" and {n} more", "等,另有{n}件"),
    "case_part": ("{outcome}: {n}", "{outcome}{n}件"),
    "case_same": (
        "{id} was reckoned again: all {n} outcomes are what the rules give.",
        "{id}已复算:{n}件结果均与规则一致。",
    ),
    "case_differ": (
        "{id} was reckoned again: {wrong} of {n} outcomes are not what the rules give.",
        "{id}已复算:{n}件中有{wrong}件与规则结果不一致。",
    ),
    "case_other_inputs": (
        "The rules or facts that are kept are not those that it rested on.",
        "所存规则或申请信息与提出意见时不一致。",
    ),
    "case_letter_title": ("About your application {id}", "关于申请{id}的告知书"),
    "case_letter_outcome": (
        "Decision on {subject}: {outcome}.",
        "关于{subject}的办理结果:{outcome}。",
    ),
    "case_letter_appeal": (
        "You may appeal until {day}; a person who had no part in the decision will review it.",
        "如有异议,可在{day}前提出申诉,将由未参与决定的人员复核。",
    ),
    "case_letter_final": ("This is final.", "本结果为最终结果。"),
    "case_kind_benefit": ("benefit", "待遇"),
    "case_kind_admission": ("admission", "入学"),
    "case_state_applied": ("applied for", "已受理"),
    "case_state_evidence_asked": ("waiting for evidence", "待补正材料"),
    "case_state_proposed": ("proposed", "已拟定"),
    "case_state_confirmed": ("confirmed", "已确认"),
    "case_state_overruled": ("overruled", "已改定"),
    "case_state_told": ("told to the applicant", "已告知"),
    "case_state_appealed": ("appealed", "申诉中"),
    "case_state_reviewed": ("reviewed", "已复核"),
    "case_state_final": ("final", "已办结"),
    "case_state_withdrawn": ("withdrawn", "已撤回"),
    "case_state_lapsed": ("lapsed", "逾期终止"),
    "case_event_apply": ("apply", "申请"),
    "case_event_ask_evidence": ("ask for evidence", "要求补正"),
    "case_event_add_evidence": ("add evidence", "补交材料"),
    "case_event_propose": ("propose", "拟定意见"),
    "case_event_confirm": ("confirm", "确认"),
    "case_event_overrule": ("overrule", "改定"),
    "case_event_tell": ("tell", "告知"),
    "case_event_appeal": ("appeal", "申诉"),
    "case_event_review": ("review", "复核"),
    "case_event_close": ("close", "办结"),
    "case_event_withdraw": ("withdraw", "撤回"),
    "case_event_lapse": ("let lapse", "终止"),
    "case_outcome_entitled": ("entitled", "符合条件"),
    "case_outcome_placed": ("has a place", "已安排名额"),
    "case_outcome_carried_over": ("has a carried-over place", "已安排调剂名额"),
    "case_outcome_waiting": ("waits for a place", "候补"),
    "case_outcome_unknown": ("cannot be judged yet", "暂无法认定"),
    "case_outcome_not_entitled": ("not entitled", "不符合条件"),
    "case_outcome_admitted": ("admitted", "录取"),
    "case_outcome_seats_taken": ("no seat left", "志愿学校名额已满"),
    "case_outcome_no_choice": ("no choice that counts", "无有效志愿"),
    "case_outcome_not_admitted": ("not admitted", "未录取"),
    "case_role_resident": ("the applicant", "申请人"),
    "case_role_village": ("the village", "村(社区)"),
    "case_role_school": ("the school", "学校"),
    "case_role_department": ("the department", "部门"),
    "case_role_county": ("the county", "县(市、区)"),
    "case_role_province": ("the province", "省"),
}
