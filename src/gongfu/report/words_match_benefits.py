"""Sentences, lists and letters that say who is entitled to what, and why."""

from typing import Final

MATCH_BENEFITS: Final[dict[str, tuple[str, str]]] = {
    "benefit_lead": (
        "{n} people under “{rules}” on {day}: {who} are entitled to something, for {unsure} "
        "something cannot be judged yet.",
        "按“{rules}”核算(基准日{day}):共{n}人,{who}人可享受至少一项待遇,"
        "{unsure}人有事项因信息缺失暂无法判定。",
    ),
    "benefit_one": (
        "{title}: {yes} entitled, {unknown} cannot be judged, {no} not entitled.",
        "{title}:符合条件{yes}人,暂无法判定{unknown}人,不符合{no}人。",
    ),
    "benefit_places": (
        "{title}: {taken} of {places} places taken, {carried} of them carried over between "
        "counties; {waiting} wait, {unknown} cannot be judged, {no} not entitled.",
        "{title}:名额{places}个,已安排{taken}个,其中跨县调剂{carried}个;"
        "轮候{waiting}人,暂无法判定{unknown}人,不符合{no}人。",
    ),
    "benefit_could_change": (
        "{n} who cannot be judged might have got a place: find out about them before the list is "
        "final.",
        "有{n}人信息不全,补全后可能影响名额安排,定稿前应先核实。",
    ),
    "benefit_lottery": (
        "For {n} who wait, the lottery with the seed {seed} decided.",
        "有{n}名轮候人员的先后由抽签决定(种子为{seed})。",
    ),
    "benefit_faults": (
        "Faults in the list: {n} (rows left out: {left_out}; cells taken as unknown: {cells}): "
        "{some}.",
        "名单中有{n}处问题(未纳入{left_out}行,按未知处理{cells}处):{some}。",
    ),
    "benefit_fault": (
        "row {row} ({fact}: “{seen}” instead of {needed})",
        "第{row}行{fact}为“{seen}”",
    ),
    "benefit_fault_twice": (
        "row {row} (its id stands more than once: keep the right row)",
        "第{row}行编号重复,应保留正确的一行",
    ),
    "benefit_fault_empty": ("row {row} (no id)", "第{row}行缺少编号"),
    "benefit_illustrative": ("Illustrative rules. {note}", "规则为示意。{note}"),
    "benefit_simulated": ("The list of people is simulated.", "人员名单为模拟数据。"),
    "benefit_confirm": (
        "This is a proposal; a person in charge confirms it before anything is final.",
        "以上为初步核算结果,须经人工复核确认后生效。",
    ),
    "rule_points_lead": (
        "{n} people under “{rules}” on {day}: {certain} have certain points, from {low} to {high}, "
        "half of them at least {median}; for {unsure} something is not known.",
        "按“{rules}”核算(基准日{day}):共{n}人,{certain}人积分确定,最低{low}分,"
        "最高{high}分,中位数{median}分;{unsure}人信息不全,积分以区间表示。",
    ),
    "rule_points_none": (
        "{n} people under “{rules}” on {day}: for all of them something is not known.",
        "按“{rules}”核算(基准日{day}):共{n}人,信息均不全,积分以区间表示。",
    ),
    "rule_sound": (
        "“{rules}” is sound: {facts} facts, {items} items, {benefits} benefits; {term}.",
        "“{rules}”检查通过:{facts}项登记信息、{items}个积分项、{benefits}项待遇;{term}。",
    ),
    "rule_term": ("in force from {start} to {end}", "有效期{start}至{end}"),
    "rule_term_from": ("in force from {start} on", "自{start}起有效"),
    "rule_term_to": ("in force until {end}", "有效期至{end}"),
    "rule_term_none": ("it does not say when it is in force", "未注明有效期"),
    "benefit_status_entitled": ("entitled", "符合条件"),
    "benefit_status_placed": ("a place of the own county", "已安排(本县名额)"),
    "benefit_status_carried_over": ("a place carried over from another county", "已安排(调剂名额)"),
    "benefit_status_waiting": ("waiting for a place", "轮候"),
    "benefit_status_unknown": ("cannot be judged yet", "暂无法判定"),
    "benefit_status_not_entitled": ("not entitled", "暂不符合条件"),
    "benefit_decided_points": (
        "too few places; the last place went to somebody with more points",
        "名额不足,最后一个名额由积分更高者取得",
    ),
    "benefit_decided_date": (
        "too few places; the last one went to somebody with equal points and an earlier date",
        "名额不足,积分相同者按申请时间先后安排",
    ),
    "benefit_decided_lottery": (
        "too few places; between equal points and dates the lottery decided",
        "名额不足,积分和申请时间均相同,由抽签决定先后",
    ),
    "benefit_decided_none": ("no places for this county", "本县没有可用名额"),
    "benefit_order_unknown": (
        "points, date or county are not certain, so there is no place in the order",
        "积分、申请时间或派出地信息不全,无法排序",
    ),
    "rule_ask_at_least": ("{fact} at least {value}", "{fact}不少于{value}"),
    "rule_ask_at_most": ("{fact} at most {value}", "{fact}不超过{value}"),
    "rule_ask_above": ("{fact} above {value}", "{fact}超过{value}"),
    "rule_ask_below": ("{fact} below {value}", "{fact}少于{value}"),
    "rule_ask_is": ("{fact}: {value}", "{fact}为{value}"),
    "rule_ask_yes": ("{fact}: {value}", "“{fact}”为“{value}”"),
    "rule_ask_one_of": ("{fact}: {value}", "{fact}为{value}"),
    "rule_ask_between": ("{fact} {value}", "{fact}介于{value}"),
    "rule_ask_not_before": ("{fact} not before {value}", "{fact}不早于{value}"),
    "rule_ask_before": ("{fact} before {value}", "{fact}早于{value}"),
    "rule_ask_known": ("{fact} known", "{fact}有登记信息"),
    "rule_ask_not_is": ("{fact}: not {value}", "{fact}不为{value}"),
    "rule_ask_not_between": ("{fact} not {value}", "{fact}不介于{value}"),
    "rule_ask_not_known": ("{fact} not on record", "{fact}没有登记信息"),
    "rule_ask_step": ("{fact} {value} for the next points", "{fact}达到{value}可再加分"),
    "rule_reason_unmet": ("needed: {asked}; on record: {seen}", "要求{asked},登记为{seen}"),
    "rule_reason_unknown": (
        "needed: {asked}; not on record, to be handed in",
        "要求{asked},登记中没有该项信息,需补充材料",
    ),
    "rule_reason_unmet_points": ("needed: {asked}; now: {seen}", "要求{asked},现为{seen}"),
    "rule_reason_more": ("{asked} (on record: {seen})", "{asked}(登记为{seen})"),
    "rule_reason_more_unknown": (
        "{asked} (not on record, to be handed in)",
        "{asked}(登记中没有该项信息,需补充材料)",
    ),
    "rule_reason_more_points": ("{asked} (now: {seen})", "{asked}(现为{seen})"),
    "rule_any_of": ("one of these: {ways}", "须满足下列之一:{ways}"),
    "rule_or": ("; or ", ",或"),
    "rule_and": (" and ", "且"),
    "rule_next": ("; ", ";"),
    "rule_span": ("{low} to {high}", "{low}至{high}"),
    "rule_yes_value": ("yes", "是"),
    "rule_no_value": ("no", "否"),
    "benefit_letter_head": ("Notice on {rules}", "{rules}核算结果告知书"),
    "benefit_letter_to": ("To the applicant with the number {person}:", "编号{person}的申请人:"),
    "benefit_letter_open": (
        "Under {rules}, the facts on record for you as of {day} give the following.",
        "根据“{rules}”,以{day}为基准日,依据您的登记信息,现将核算结果告知如下:",
    ),
    "benefit_letter_points": ("Your points: {total}.", "您的总积分为{total}分。"),
    "benefit_letter_points_span": (
        "Your points are not certain yet: from {low} to {high}.",
        "因信息不全,您的总积分暂为{low}分至{high}分。",
    ),
    "benefit_letter_item": ("{title}: {points} of {best}.", "{title}:{points}分(最高{best}分)。"),
    "benefit_letter_item_off": (
        "{title}: {points} taken off, {best} at most.",
        "{title}:扣{points}分(最多扣{best}分)。",
    ),
    "benefit_letter_group": (
        "{title}, together: {points} ({how}).",
        "{title}合计:计{points}分({how})。",
    ),
    "benefit_letter_highest": ("only the highest counts", "只取最高一项"),
    "benefit_letter_at_most": ("{most} at most", "合计最高{most}分"),
    "benefit_letter_limits": ("within its limits", "按该类上下限"),
    "benefit_letter_simulated": (
        "Simulated: an example with an invented person.",
        "模拟:示例中的人员为虚构。",
    ),
    "benefit_letter_item_more": (
        "{title}: {points} of {best}. For more: {reason}.",
        "{title}:{points}分(最高{best}分)。加分条件:{reason}。",
    ),
    "benefit_letter_yes": (
        "{title}: {status}, from {since}, under the rules of the {authority}{amount}.",
        "{title}:{status},自{since}起享受,按{authority}规定执行{amount}。",
    ),
    "benefit_letter_yes_undated": (
        "{title}: {status}, under the rules of the {authority}{amount}; the first day is not known.",
        "{title}:{status},按{authority}规定执行{amount};起始日期待核实。",
    ),
    "benefit_letter_amount": ("; {amount}", ",标准为{amount}"),
    "benefit_letter_no": ("{title}: {status} ({reasons}).", "{title}:{status}。{reasons}。"),
    "benefit_letter_rank": ("Place in the order: {rank}.", "排序第{rank}位。"),
    "benefit_letter_illustrative": (
        "Example, of no legal effect. {note}",
        "(示例,不具效力。{note})",
    ),
    "benefit_letter_close": (
        "This is a first result and not final before a person in charge has confirmed it. If you "
        "disagree, or a record is wrong, ask the office for a review.",
        "本结果为初步核算结果,须经经办人员复核确认后生效。如对结果有异议,或登记信息有误,"
        "可向经办部门申请复核。",
    ),
}
