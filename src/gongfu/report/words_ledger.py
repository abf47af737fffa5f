"""Words of the ledger: what was written, where promises stand, and whether the record is whole."""

from typing import Final

LEDGER: Final[dict[str, tuple[str, str]]] = {
    "ledger_begun": (
        "{name} is a ledger now, and {actor} its first actor.",
        "台账{name}已建立,首位操作人员为{actor}。",
    ),
    "ledger_imported": (
        "Rows written: {n} ({parts}), up to record {number}.",
        "已写入{n}行({parts}),至第{number}条记录。",
    ),
    "ledger_part": ("{table}: {n}", "{table}:{n}"),
    "ledger_table_actors": ("actors", "操作人员"),
    "ledger_table_programmes": ("programmes", "民生实事计划"),
    "ledger_table_items": ("items", "事项"),
    "ledger_table_deliverables": ("deliverables", "任务"),
    "ledger_table_people": ("people", "个人信息"),
    "ledger_table_workshops": ("workshops", "共富工坊"),
    "ledger_table_jobs": ("jobs", "岗位"),
    "ledger_table_workers": ("workers", "人员"),
    "ledger_table_enrolments": ("enrolments", "报名"),
    "ledger_table_attendance": ("attendance", "考勤"),
    "ledger_table_pay": ("pay", "工资"),
    "ledger_table_projects": ("projects", "协作项目"),
    "ledger_table_budgets": ("budgets", "年度预算"),
    "ledger_table_declared": ("declared totals", "公布总数"),
    "ledger_table_evidence": ("evidence", "佐证"),
    "ledger_table_postings": ("postings", "资金往来"),
    "ledger_row_note": (
        "Of {table}, rows to look at: {n} (row {rows}). {what}",
        "{table}中请留意{n}行(第{rows}行):{what}",
    ),
    "ledger_faults": (
        "Faults: {n}, in {rows} of the rows; rows without: {good}.",
        "{rows}行中发现{n}处错误,另有{good}行无误。",
    ),
    "ledger_none_written": (
        "Nothing was written: mend the rows, or write those without fault by --keep-good.",
        "未写入任何数据:请先改正,或用 --keep-good 只写入无误的行。",
    ),
    "ledger_listed": (
        "Deliverables: {n} of {all}. On {day}: {delivered} delivered, {late} late, {at_risk} at "
        "risk.",
        "共{all}项任务,列出{n}项。截至{day}:已完成{delivered}项,逾期{late}项,有风险{at_risk}项。",
    ),
    "ledger_shown": (
        "{id}: {done} of {quantity} {unit} proved, due on {day}; {state} (version {version}).",
        "{id}:已有佐证{done}/{quantity}{unit},期限{day},{state}(第{version}版)。",
    ),
    "ledger_state_delivered": ("delivered", "已完成"),
    "ledger_state_late": ("late", "已逾期"),
    "ledger_state_at_risk": ("at risk", "有风险"),
    "ledger_state_under_way": ("under way", "推进中"),
    "ledger_state_not_started": ("not started", "未开始"),
    "ledger_stands_delivered_in_time": ("delivered on {day}", "已于{day}完成"),
    "ledger_stands_delivered": (
        "delivered on {day}, days after it was due: {days}",
        "已于{day}完成,超期{days}天",
    ),
    "ledger_stands_late": ("late, days since it was due: {days}", "已逾期{days}天"),
    "ledger_proof_to_come": (
        "Its day is still to come; it counts from that day on.",
        "佐证日期尚未到来,自该日起计入。",
    ),
    "ledger_proof_before": (
        "Its day is before the deliverable began; if that is wrong, take it off and prove it anew.",
        "佐证日期早于任务开始日期;如有误,请冲减后重新登记。",
    ),
    "ledger_proof_same": (
        "The same figure, of the same day and source, was given before; it counts again. If it is the "
        "same once more, take it off by a quantity below 0.",
        "同一日期、同一来源的相同数据此前已登记,此处再次计数;如系重复,请用负数更正。",
    ),
    "ledger_proof_again": (
        "The same file proved a part of this deliverable before, and both count; if that is wrong, take "
        "one off by a quantity below 0.",
        "同一文件此前已作为该任务的佐证,两次均计入;如有误,请以负的数量冲减一次。",
    ),
    "ledger_moved": (
        "{id} was changed and is at version {version} now (record {number}).",
        "{id}已修改,现为第{version}版(第{number}条记录)。",
    ),
    "ledger_proved": (
        "Evidence {evidence} was added to {id} (record {number}).",
        "已为{id}登记佐证{evidence}(第{number}条记录)。",
    ),
    "ledger_posted": (
        "{id} is posted (record {number}). {project} in yuan: {committed} committed, "
        "{transferred} transferred, {spent} spent, {returned} returned, {held} held.",
        "{id}已入账(第{number}条记录)。{project}(元):承诺{committed},拨付{transferred},支出{spent},"
        "退回{returned},结存{held}。",
    ),
    "ledger_beyond_commitment": (
        "It goes beyond what was committed.",
        "该笔支出超出承诺金额。",
    ),
    "ledger_beyond_transfer": (
        "It goes beyond what was transferred.",
        "该笔支出超出已拨付金额。",
    ),
    "ledger_note_unlisted": (
        "No list of projects has {project}; if the name is wrong, reverse the posting and post it anew.",
        "项目名单中没有{project}；如项目编号有误，请冲销后重新入账。",
    ),
    "ledger_note_first": (
        "It is the first money for {project}, which no list of projects has; if the name is wrong, "
        "reverse the posting and post it anew.",
        "这是{project}的首笔账目,尚无项目名单可核对;如项目编号有误,请冲销后重新入账。",
    ),
    "ledger_note_over_budget": (
        "More is committed to {project} than its budget.",
        "{project}的承诺金额超出项目预算。",
    ),
    "ledger_note_cancelled": (
        "{project} is cancelled, and there is money committed or held for it.",
        "{project}已取消,但仍有承诺或结存资金。",
    ),
    "ledger_note_far_year": (
        "Money of {project} is posted to the budget of a year more than 5 from its day.",
        "{project}有资金入账的预算年度与入账日期相差5年以上。",
    ),
    "ledger_note_to_come": (
        "Its day is still to come, and the balances count it already.",
        "入账日期尚未到来，但余额已计入该笔款项。",
    ),
    "ledger_sound": (
        "The ledger is sound. Records: {n}; rows that are as their records say: {rows}; postings "
        "that balance: {postings}.",
        "台账完好:共{n}条记录,{rows}行数据与记录一致,{postings}笔账目借贷平衡。",
    ),
    "ledger_head": (
        "Note its head somewhere else, and give it to the next verification: {head}",
        "请将末条记录的校验值另行保存,供下次核验使用:{head}",
    ),
    "ledger_saved": ("Saved in {name}.", "已备份到{name}。"),
    "ledger_restored": ("Restored into {name}.", "已恢复到{name}。"),
    "ledger_person": ("All that the ledger knows of {id}.", "台账中关于{id}的全部个人信息。"),
    "ledger_erased": (
        "The personal data of {id} are erased (record {number}).",
        "{id}的个人信息已删除(第{number}条记录)。",
    ),
    "ledger_erased_left": (
        "Somebody is reading, so the log beside the file (-wal) still holds them: it is emptied by "
        "the next erasure, or when nobody has the ledger open. Backups made before hold them too.",
        "有人正在读取,文件旁的日志(-wal)中仍有残留:下次删除时或无人打开台账时清除。此前的备份中也仍有这些信息。",
    ),
    "ledger_erased_rows": (
        "PostgreSQL keeps erased rows on the disk until VACUUM, and in its own log for a while. "
        "Backups made before hold them too.",
        "PostgreSQL在执行VACUUM之前仍在磁盘上保留已删除的行,其日志中也会保留一段时间。此前的备份中也仍有这些信息。",
    ),
    "ledger_retired": (
        "{id} may do nothing any more; what they did stays in the record (record {number}).",
        "{id}不再有任何权限,其此前的操作仍保留在记录中(第{number}条记录)。",
    ),
    "ledger_beyond_pair": (
        "It goes beyond what this giver committed to this receiver for the project.",
        "该笔支出超出该出资方对该受援方在本项目中的承诺金额。",
    ),
    "ledger_wrote_faults": ("All faults are in {name}.", "全部错误已写入{name}。"),
    "ledger_wrote_page": ("The page is {name}.", "网页已写入{name}。"),
    "ledger_wrote_persons": (
        "What was due and paid to each person is in {name}, for the office alone.",
        "各人应发与实发已写入{name},仅供主管部门使用。",
    ),
    "ledger_simulated": (
        "everything in this ledger is invented",
        "本台账内容均为虚构",
    ),
}
