"""Labels of the evidence commands' screens, in English and Chinese."""

from typing import Final

EVIDENCE_SCREEN: Final[dict[str, tuple[str, str]]] = {
    # One figure
    "evidence_line_id": ("id", "编号"),
    "evidence_line_value": ("value", "数值"),
    "evidence_line_in words": ("in words", "即"),
    "evidence_line_indicator": ("indicator", "指标"),
    "evidence_line_term": ("term", "原文用词"),
    "evidence_line_place": ("place", "地区"),
    "evidence_line_period": ("period", "时期"),
    "evidence_line_counts only": ("counts only", "限于"),
    "evidence_line_state": ("state", "状态"),
    "evidence_line_doubts": ("doubts", "疑点"),
    "evidence_line_confidence": ("confidence", "把握"),
    "evidence_line_document": ("document", "文档"),
    "evidence_line_characters": ("characters", "字符位置"),
    "evidence_line_used as": ("used as", "用作"),
    "evidence_none_known": ("none known", "不详"),
    "evidence_state_by": ("{state} by {by}", "{state}(由{by})"),
    "evidence_positions": ("{start}-{end}, the number {first}-{last}",
                           "{start}-{end},其中数字{first}-{last}"),
    "evidence_used_where": ("{what} of {place}, {period}", "{place}{period}年{what}"),
    "evidence_used_where_part": ("{what} of {place}, {period}", "{place}的{what},{period}"),
    "evidence_used_not": ("not used: {why}", "未采用:{why}"),
    "evidence_others": ("others who speak of it", "其他出处"),
    "evidence_decisions": ("decisions", "处理记录"),
    # Who contradicts whom
    "evidence_claim_contradictions": ("contradictions: {what}{whom}, {place}, {period}{revised}",
                                      "相互矛盾:{place},{what}{whom},{period}{revised}"),
    "evidence_claim_agreed": ("several sources: {what}{whom}, {place}, {period}{revised}",
                              "相互印证:{place},{what}{whom},{period}{revised}"),
    "evidence_claim_whom": (", {whom}", "(限{whom})"),
    "evidence_claim_revised": ("; a revision", "(系修订)"),
    "evidence_waiting": ("waiting for a person:", "待人工核对:"),
    "evidence_more": ("{n} more; --limit N shows more, --json holds all",
                      "另有{n}行;--limit N可多显示,--json含全部"),
    # Tables
    "evidence_table": ("{name}: {title}: {n} figures", "{name}:{title}:{n}个数字"),
    "evidence_table_untitled": ("(no title)", "(无标题)"),
    "evidence_table_note": ("  note: {note}", "  注:{note}"),
    "evidence_table_fault": ("  not read: {fault}", "  未读:{fault}"),
    "evidence_table_more": ("… {n} more; --limit and --out show them",
                            "……另有{n}行;用--limit或--out查看"),
}  # fmt: skip

COLUMNS: Final = {
    "number": "原文写法", "value": "数值", "meant": "数值", "what_zh": "指标",
    "place": "地区", "period": "时期", "state": "状态", "doubts": "疑点", "figure": "编号",
    "used": "已用", "version": "说法", "who": "出处", "published": "日期", "revises": "修订",
    "decision": "处理", "by": "处理人", "reason": "理由", "on": "处理日期", "indicator": "指标",
    "table": "表", "row": "行", "row_path": "行(含上级)", "column": "列", "unit": "单位",
    "mark": "标记", "note": "注", "cell": "单元格",
}  # fmt: skip
"""Heads of columns in Chinese; in English they are their own names."""
CELLS: Final = {
    "accepted": "已采用", "in doubt": "存疑", "rejected": "不采用", "condition": "限定条件",
    "target": "目标", "published": "已发布", "yes": "是", "of which": "其中", "empty": "空",
    "not available": "无数据", "below half a unit": "不足半个单位", "unread": "未读",
    "not available or below half a unit": "无数据或不足半个单位", "formula in error": "公式出错",
}  # fmt: skip
"""What cells say, in Chinese."""
