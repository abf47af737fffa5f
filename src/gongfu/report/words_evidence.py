"""Sentences about documents and what they state, in English and Chinese."""

from typing import Final

EVIDENCE: Final[dict[str, tuple[str, str]]] = {
    # What was read
    "evidence_read": (
        "{documents} state {n} figures. Sure: {accepted}; for a person to decide: {doubtful}; "
        "conditions or targets: {other}{rejected}.",
        "{documents}共陈述{n}个数字:{accepted}个可直接采用,{doubtful}个需人工核对,"
        "{other}个为限定条件或目标{rejected}。",
    ),
    "evidence_read_one": (
        "{documents} states {n} figures. Sure: {accepted}; for a person to decide: {doubtful}; "
        "conditions or targets: {other}{rejected}.",
        "{documents}共陈述{n}个数字:{accepted}个可直接采用,{doubtful}个需人工核对,"
        "{other}个为限定条件或目标{rejected}。",
    ),
    "evidence_read_rejected": ("; rejected: {n}", ",{n}个不采用"),
    "evidence_documents": ("{n} documents", "{n}篇文档"),
    "evidence_document": ("The document", "该文档"),
    "evidence_entered": (
        "{zone}: documents added {documents}, stated figures {stated}, and of these among the "
        "zone’s figures {figures}.",
        "{zone}:新增文档{documents}篇、所述数字{stated}个,其中{figures}个进入区域数据。",
    ),
    "evidence_unchanged": (
        "{zone} holds all of this already; nothing was changed.",
        "{zone}已有全部内容,未作更改。",
    ),
    "evidence_listed": (
        "{n} stated figures from {documents} documents: {accepted} accepted, {used} of them among "
        "the zone’s figures, {doubtful} in doubt, {rejected} rejected.",
        "{documents}篇文档共陈述{n}个数字:已采用{accepted}个,其中{used}个进入区域数据;"
        "存疑{doubtful}个;不采用{rejected}个。",
    ),
    "evidence_none": (
        "No document was read into this zone yet.",
        "该区域尚未读入任何文档。",
    ),
    "evidence_checked": (
        "Contradictions: {contradictions}. Figures that several sources agree on: {agreed}. Waiting "
        "for a person: {doubtful}.",
        "相互矛盾{contradictions}处,多个来源相互印证{agreed}处,待人工核对{doubtful}个。",
    ),
    "evidence_decided": (
        "{decision} by {by}: {n}. Stated figures among the zone’s figures now: {used}.",
        "{by}{decision}{n}个数字;现有{used}个所述数字进入区域数据。",
    ),
    "evidence_decision_accepted": ("Accepted", "采用了"),
    "evidence_decision_rejected": ("Rejected", "否决了"),
    # Claims about every member of a group
    "evidence_group_holds": (
        "“{number}” for all {n} members: borne out; the {end} is {worst} with {value} ({compared}).",
        "{n}个成员全部“{number}”:得到印证;{end}的是{worst},为{value}({compared})。",
    ),
    "evidence_group_fails": (
        "“{number}” for all {n} members: contradicted by {breaking} of them, most by {worst} with "
        "{value} ({compared}).",
        "{n}个成员全部“{number}”:有{breaking}个不符,相差最大的是{worst},为{value}({compared})。",
    ),
    "evidence_group_open": (
        "“{number}” for all {n} members ({period}): not decidable; {holding} of {known} known "
        "figures of {compared} agree.",
        "{n}个成员全部“{number}”({period}):无法判定;已知{known}个{compared}的数字中{holding}个相符。",
    ),
    "evidence_lowest": ("lowest", "最低"),
    "evidence_highest": ("highest", "最高"),
    "evidence_in_report": (
        "Figures that were read out of documents, with their sentences",
        "由文档读出的数字及其原句",
    ),
    # The page
    "evidence_title": ("Figures of a document", "文档中的数字"),
    "evidence_title_many": ("Figures of {n} documents", "{n}篇文档中的数字"),
    "evidence_text_what": (
        "Each figure is marked where it stands. Tap one to see how it was read.",
        "每个数字均在原处标出,点击可查看解读。",
    ),
    "evidence_list": ("All figures", "全部数字"),
    "evidence_contradictions": ("Who contradicts whom", "相互矛盾之处"),
    "evidence_contradictions_what": (
        "The same indicator, place and period with values that cannot both be true. Nobody is "
        "taken for right; a later revision is marked.",
        "同一指标、地区、时期的数值不可能同时成立。此处不判断谁对谁错,后来的修订已标明。",
    ),
    "evidence_agreed": ("Who agrees with whom", "相互印证之处"),
    "evidence_injected": ("What does not belong to the text", "不属于原文的内容"),
    "evidence_injected_what": (
        "Struck through: {n} pieces that were put into the text or stand around it. They were left "
        "out when it was read; the text itself was not changed.",
        "划去的{n}处是被插入原文或附在其外的内容。解读时不予考虑,原文未作改动。",
    ),
    "evidence_state_accepted": ("accepted", "已采用"),
    "evidence_state_in doubt": ("in doubt", "存疑"),
    "evidence_state_rejected": ("rejected", "不采用"),
    "evidence_state_condition": ("condition", "限定条件"),
    "evidence_state_target": ("target", "目标"),
    "evidence_injected_mark": ("not of the text", "非原文"),
    "evidence_col_number": ("As written", "原文写法"),
    "evidence_col_what": ("What", "内容"),
    "evidence_col_state": ("State", "状态"),
    "evidence_col_doubts": ("Doubts", "疑点"),
    "evidence_col_reason": ("Why", "理由"),
    "evidence_col_sure": ("Sure", "把握"),
    "evidence_col_who": ("Who says so", "出处"),
    "evidence_col_on": ("Date", "日期"),
    "evidence_col_sentence": ("Sentence", "原句"),
    "evidence_col_before": ("As it stands", "原样"),
    "evidence_col_after": ("As it was read", "解读时"),
    "evidence_cause_word": ("splits {about}", "拆开了“{about}”"),
    "evidence_cause_number": ("splits the number {about}", "拆开了数字“{about}”"),
    "evidence_cause_unit": ("parts a number from its unit: {about}", "隔开了数字与单位:{about}"),
    "evidence_cause_counted": ("parts {about} from what is counted", "隔开了“{about}”与所计之物"),
    "evidence_cause_restored": (
        "repeats, and without it stands what stands elsewhere: {about}",
        "多次出现,去掉后与别处一致:{about}",
    ),
    "evidence_cause_between": (
        "repeats, and stands between words that go together",
        "多次出现,且隔开了相连的词",
    ),
    "evidence_cause_clause": (
        "repeats, and the clause beside it is whole without it",
        "多次出现,去掉后旁边的分句仍完整",
    ),
    "evidence_cause_paragraph": (
        "a phrase behind the last sentence of its paragraph",
        "段末句号之后的词语",
    ),
    "evidence_cause_at home": (
        "repeats, but the text also speaks of it",
        "多次出现,但原文也谈到它",
    ),
    "evidence_cause_script": ("in the other script", "与全文字体(繁简)不同"),
    "evidence_cause_furniture": ("furniture of the page", "网页固定文字"),
    "evidence_cause_label": ("a label of the page", "网页标签"),
    "evidence_cause_site": ("the name of a site behind the title", "标题后的网站名"),
    "evidence_cause_common": (
        "often put into texts, but an everyday word",
        "常被插入文本,但也是常用词",
    ),
    "evidence_cause_lost": ("the number lost digits", "数字有缺失"),
    "evidence_unused_not accepted": ("not accepted: {why}", "尚未采用:{why}"),
    "evidence_unused_whom": ("counts only {whom}", "仅限于{whom}"),
    "evidence_unused_indicator": ("no indicator of the zone", "区域指标表中没有这一指标"),
    "evidence_unused_unit": (
        "its unit is {unit}, that of the indicator {other}",
        "单位为{unit},而指标的单位为{other}",
    ),
    "evidence_unused_no place": ("its place is unknown", "地区不明"),
    "evidence_unused_place": ("the zone does not have the place {place}", "该区域没有地区{place}"),
    "evidence_unused_no period": ("its period is unknown", "时期不明"),
    "evidence_unused_period": (
        "no figure of a zone is of a period such as {period}",
        "区域数据没有{period}这样的时期",
    ),
    "evidence_unused_value": (
        "its value cannot be right for its indicator",
        "数值不可能符合该指标",
    ),
    "evidence_every_mountain_26": ("each of the 26 mountain counties", "山区26县中的每一个"),
    "evidence_every_mountain_island": (
        "each of the mountain and island counties",
        "山区海岛县中的每一个",
    ),
    "evidence_doubt_no place": ("no place", "地区不明"),
    "evidence_doubt_no period": ("no period", "时期不明"),
    "evidence_doubt_no unit": ("no unit", "单位不明"),
    "evidence_doubt_place unclear": ("place unclear", "地区存疑"),
    "evidence_doubt_several places": ("several places", "可能指多个地区"),
    "evidence_doubt_more than one place": ("more than one place", "多个地区合计"),
    "evidence_doubt_parts make no whole": ("parts that make no whole", "各部分之和不是整体"),
    "evidence_doubt_a number without unit beside it": (
        "a number without unit beside it",
        "旁边有无单位的数字",
    ),
    "evidence_doubt_a number that may be cut": ("a number that may be cut", "数字可能被截断"),
    "evidence_doubt_denied": ("denied by the text", "原文予以否定"),
    "evidence_doubt_damaged text": ("damaged text", "原文受损"),
    "evidence_card_value": ("Value", "数值"),
    "evidence_card_base": ("In the base unit", "基本单位"),
    "evidence_card_whom": ("Counts only", "限于"),
    "evidence_card_sure": ("Confidence", "把握"),
    "evidence_card_used": ("Used as", "用作"),
    "evidence_card_unused": ("Not used", "未采用的原因"),
    "evidence_card_id": ("Id", "编号"),
    "evidence_unknown": ("unknown", "不详"),
    "evidence_revises": ("revision", "修订"),
    "evidence_to_text": ("to the text", "查看原文"),
    "evidence_bound_~": ("about {value}", "约{value}"),
    "evidence_bound_>": ("more than {value}", "超过{value}"),
    "evidence_bound_>=": ("at least {value}", "不低于{value}"),
    "evidence_bound_<": ("less than {value}", "不足{value}"),
    "evidence_bound_<=": ("at most {value}", "不超过{value}"),
    "evidence_bound_=": ("{value}", "{value}"),
}
