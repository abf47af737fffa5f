"""Words of projects, of what is written out of a ledger, and of what is brought back."""

from typing import Final

EXPORT: Final[dict[str, tuple[str, str]]] = {
    "export_done": ("{name} is written as {form}.", "已按{form}格式导出到{name}。"),
    "export_left_out": (
        "What tells of persons is left out; tables with rows that are not exported: {tables}.",
        "涉及个人的内容不导出,有数据而未导出的表:{tables}。",
    ),
    "export_left_none": (
        "What tells of persons is never exported; no such table has rows.",
        "涉及个人的内容不导出;此类表目前均无数据。",
    ),
    "export_left_but_projects": (
        "It holds projects and their money, and nothing that tells of persons.",
        "只含协作项目及其资金,不含涉及个人的内容。",
    ),
    "export_left_but_counts": (
        "It holds indicators, and nothing that tells of persons.",
        "只含指标数值,不含涉及个人的内容。",
    ),
    "export_left_but_deeds": (
        "Of what tells of persons it holds that something was done, and nothing else.",
        "涉及个人的,只说明有过操作,不含其他内容。",
    ),
    "export_left_but_requests": (
        "It holds what everybody may see of requests: not who asked, nor their words, nor reasons.",
        "只含诉求的公开内容,不含诉求人、诉求原文和办理理由。",
    ),
    "export_head": (
        "It shows the ledger at the record {head}",
        "导出内容对应台账的末条记录:{head}",
    ),
    "project_listed": (
        "Projects: {n}; late on {day}: {late}.",
        "协作项目{n}个,截至{day}逾期{late}个。",
    ),
    "project_noted": (
        "Projects whose money may hold a slip: {n}. In the column notes: over_budget, more is "
        "committed than the budget; cancelled, and money is committed or held; far_year, a budget of "
        "a year more than 5 from the day.",
        "资金可能有误的项目{n}个,见“提示”一列:over_budget即承诺超出预算;cancelled即项目已取消而仍有承诺或结存"
        "资金;far_year即预算年度与入账日期相差5年以上。",
    ),
    "project_shown": (
        "{id}, {title}: {status}, due on {day} (version {version}). In yuan: {committed} "
        "committed, {transferred} transferred, {spent} spent, {returned} returned, {held} held.",
        "{id} {title}:{status},期限{day}(第{version}版)。金额(元):承诺{committed},拨付{transferred},"
        "支出{spent},退回{returned},结存{held}。",
    ),
    "money_listed": (
        "Sums: {n}, with postings up to {day}. Committed beyond the budget: {beyond}. What is left is "
        "budgeted and not committed; of no year, and of a party’s own money, that is not told.",
        "共{n}组,资金入账截至{day};承诺超出预算的{beyond}组。余额为预算中尚未承诺的部分,未分年度的预算和自筹资金不计余额。",
    ),
    "money_unsaid": (
        "Projects without a budget: {n}; what is left of them is not known.",
        "未列预算的项目{n}个,其余额未知。",
    ),
    "budget_shown": (
        "{budget_id}: {giver} gives {amount_yuan} yuan to {project_id} in {year} (version {version}).",
        "{budget_id}:{year}年由{giver}为{project_id}安排预算{amount_yuan}元(第{version}版)。",
    ),
    "project_identification": ("being identified", "谋划中"),
    "project_preparation": ("in preparation", "前期准备"),
    "project_implementation": ("being carried out", "实施中"),
    "project_completion": ("being handed over", "验收移交"),
    "project_completed": ("completed", "已完成"),
    "project_cancelled": ("cancelled", "已取消"),
    "declared_unlisted": (
        "Postings of projects that are not listed, left out: {n}.",
        "未列入项目清单的入账{n}笔,未计入。",
    ),
    "declared_reconciled": (
        "Published totals: {n}. The rows of the ledger agree with {agrees}, are short of {short}, "
        "beyond {beyond}, and there are none for {no_rows}.",
        "公布总数{n}项:与台账相符{agrees}项,台账不足{short}项,台账超出{beyond}项,台账无记录{no_rows}项。",
    ),
    "declared_uncompared": (
        "Of these, {n} are shown and held against nothing: no row of a ledger is an investment, or "
        "money of which nobody says what it is.",
        "其中{n}项只列示、不比对:台账没有“投资”或性质不明资金的记录。",
    ),
    "export_brought": (
        "Rows brought from the data package: {n}, up to record {number}.",
        "已从数据包导入{n}行,至第{number}条记录。",
    ),
    "export_from": (
        "The record begins anew; the package comes from a ledger at the record {head}",
        "审计记录重新开始;数据包来自另一台账的末条记录:{head}",
    ),
}
