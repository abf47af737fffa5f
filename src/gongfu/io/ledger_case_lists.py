"""Lists of cases for a ledger: applications with their facts, and dated terms."""

from typing import Final

from gongfu.io.lists import ListColumn, ListTable


def _columns(**words: tuple[str, ...]) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(name, known, blank=True) for name, known in words.items())


CASE_TABLES: Final = (
    ListTable(
        "case_rules",
        ("办理时限",),
        _columns(
            rule_id=("规则编号",),
            kind=("类型",),
            place=("地区代码",),
            start_on=("开始日期", "生效日期"),
            end_on=("结束日期", "失效日期"),
            decide_days=("办理工作日",),
            evidence_days=("补正工作日",),
            appeal_days=("申诉工作日",),
            review_days=("复核工作日",),
        ),
        optional=True,
    ),
    ListTable(
        "cases",
        ("申请", "申请名单"),
        _columns(
            case_id=("申请编号",),
            kind=("类型",),
            applicant_id=("申请人编号",),
            guardian_id=("监护人编号",),
            subject=("申请事项", "批次"),
            place=("地区代码",),
            office=("受理部门", "受理学校"),
            applied_on=("受理日期", "申请提交日期"),
        ),
        optional=True,
        rest=True,
        filled=("applicant_id", "subject", "place", "office"),
    ),
)
"""Every other column of `cases` is a fact of the applicant, under its own heading."""

CASE_THING_OF: Final = {"case_rules": "case_rule", "cases": "case"}
