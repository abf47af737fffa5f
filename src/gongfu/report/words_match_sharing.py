"""Sentences that answer how a shared centre is divided."""

from typing import Final

SHARING: Final[dict[str, tuple[str, str]]] = {
    "sharing_told": (
        "Orders of {n} firms: {whole} met in full, {held} in part, because something that they need "
        "is used up; {floors} of these at the floor.",
        "{n}家企业提出申请,其中{whole}家足额满足;{held}家因所需资源用尽而未足额,其中{floors}家"
        "按保底量分配。",
    ),
    "sharing_periods": (
        "{first} to {last}, {n} periods, one after the other; in the last of them:",
        "{first}至{last}共{n}期,逐期分配;以下为最后一期:",
    ),
    "sharing_resource": (
        "{resource}: {given} of {supply} given out, of {ordered} ordered; with 1% more of it the "
        "equivalent of {then} orders would be met instead of {met}: {more} firms get more, {fewer} "
        "less.",
        "{resource}:供给{supply},申请{ordered},分配{given};供给增加1%,折合足额满足的申请由{met}份变为"
        "{then}份,{more}家企业多得,{fewer}家减少。",
    ),
    "sharing_resource_left": (
        "{resource}: {given} of {supply} given out, of {ordered} ordered; {left} are left, and more "
        "would help nobody.",
        "{resource}:供给{supply},申请{ordered},分配{given},余{left};增加供给无企业受益。",
    ),
    "sharing_truthful": (
        "No firm could have gained by ordering anything but what it needs, none would rather have "
        "what another has, and each has at least what its part of every resource would give it.",
        "按此规则,虚报申请不会多得;没有企业更想要他人按权重折算的份额;每家所得均不低于按权重"
        "均分各项资源所得。",
    ),
    "sharing_not_truthful": (
        "With floors, carry-over or whole units it is not certain that an honest order is always "
        "the best; compare orders with use.",
        "有保底量、结转或取整时,不能保证如实申请总是最有利,请核对申请量与实际用量。",
    ),
    "sharing_carried": (
        "Carried over: {owed} firms left part of their due to others and come first next time, "
        "{owing} took more; give credit_after as credit then.",
        "结转:{owed}家企业让出了部分应得份额,下期优先;{owing}家多用了份额,下期相应扣减。下期请将"
        "credit_after列作为结转额度填入。",
    ),
    "sharing_whole": (
        "Whole units only, by largest remainder: {resources}.",
        "按最大余数法取整:{resources}。",
    ),
    "sharing_left_out": (
        "Rows that do not count until they are corrected: {n}; firms left out with them: {firms}.",
        "暂不计入的行:{n}行;因此未参与分配的企业:{firms}家。请更正后重新计算。",
    ),
    "sharing_fault": ("{list}, row {row}{more}: {fault}", "{list}第{row}行{more}:{fault}"),
    "sharing_fault_more": (" (and {n} more)", "(另有{n}行)"),
    "sharing_confirm": (
        "Provisional: it takes effect when the centre has confirmed it.",
        "以上为拟分配方案,经算力中心主管部门审核确认后生效。",
    ),
    "sharing_list_firms": ("firms", "企业"),
    "sharing_list_demands": ("demands", "申请"),
    "sharing_list_floors": ("floors", "保底"),
    "sharing_list_supply": ("supply", "供给"),
    "sharing_fault_no_firm": ("no firm is named; fill in its id", "缺少企业编号,请补填"),
    "sharing_fault_firm_twice": (
        "the firm stands more than once; keep one row",
        "企业重复,请保留一行",
    ),
    "sharing_fault_weight": (
        "the weight is not a number above 0; correct it, or leave it empty for 1",
        "权重应为大于0的数字,请更正;留空按1计",
    ),
    "sharing_fault_credit": (
        "the credit is no number; correct it, or leave it empty for 0",
        "结转额度不是数字,请更正;留空按0计",
    ),
    "sharing_fault_unknown_firm": (
        "the firm is not in the list of firms; correct its id, or add it there",
        "企业不在企业名单中,请更正编号或补入名单",
    ),
    "sharing_fault_unknown_resource": (
        "the resource is not in the list of supply; correct its name, or add it there",
        "资源不在供给名单中,请更正名称或补入名单",
    ),
    "sharing_fault_amount": (
        "the amount is missing, no number, or below 0; unknown is not 0: ask the firm",
        "数量缺失、不是数字或小于0;未知不等于0,请向企业核实",
    ),
    "sharing_fault_twice": (
        "the firm names this resource more than once; keep one row",
        "同一企业的同一资源重复,请保留一行",
    ),
    "sharing_fault_not_whole": (
        "this resource is given out in whole units, and the amount is not whole; round it up",
        "该资源按整数分配,数量不是整数,请向上取整",
    ),
    "sharing_fault_no_period": ("no period is named; fill it in", "缺少期次,请补填"),
    "sharing_fault_no_orders": (
        "nobody orders anything in this period, so that the row does not count; is it spelt as in "
        "the orders?",
        "该期没有任何申请,该行未计入;请核对期次写法是否与申请一致",
    ),
    "sharing_reason_whole_order": ("has all that it ordered", "足额满足"),
    "sharing_reason_full": (
        "{resource} is used up; it has {share} of all {dominant}, as much of what it needs most as "
        "others who were stopped there, by weight and credit",
        "{resource}已用尽;获得{dominant}总量的{share},主导份额按权重和结转额度与同样受限的企业相同",
    ),
    "sharing_reason_floor": (
        "{resource} is used up; it has its floor, {share} of all {dominant}, more than its turn "
        "would give",
        "{resource}已用尽;按保底量获得{dominant}总量的{share},高于按规则所得",
    ),
    "sharing_reason_no_order": ("ordered nothing", "未提出申请"),
    "sharing_reason_no_supply": (
        "needs {resource}, of which there is none",
        "需要{resource},该资源无供给",
    ),
    "sharing_reason_left_out": (
        "left out until its rows are corrected",
        "名单有误,更正前暂不计入",
    ),
    "sharing_page": ("Provisional shares of the centre", "算力资源拟分配清单"),
    "sharing_simulated": (
        "Simulated: firms and orders are invented.",
        "模拟数据:企业和申请均为虚构。",
    ),
    "sharing_firm": ("firm", "企业"),
    "sharing_period": ("period", "期次"),
    "sharing_gets": ("{resource}: gets", "{resource}(拟分配)"),
    "sharing_ordered": ("{resource}: ordered", "{resource}(申请)"),
    "sharing_share": ("part of its order", "满足率"),
    "sharing_why": ("why", "说明"),
}
