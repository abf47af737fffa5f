"""Sentences that answer which counties should help which."""

from typing import Final

MATCH_PAIRING: Final[dict[str, tuple[str, str]]] = {
    "pairs_found": (
        "Proposed for {n} mountain (island) counties: {pairs} pairs with {seas} of {all_seas} "
        "counties that can help; {kept} of them are on record, {new} are new.",
        "为{n}个山区(海岛)县提出{pairs}对结对建议,涉及{all_seas}个可帮扶县(市、区)中的{seas}个;"
        "其中{kept}对已有记录,{new}对为新增。",
    ),
    "pairs_to_confirm": (
        "A proposal for people to decide on: nothing that is recorded is changed by it.",
        "以上为供研究的建议,须经有关部门审定后方可执行;已有结对记录不因此改变。",
    ),
    "pairs_proved": (
        "No other pairs within the limits have a larger sum of scores ({value}): proved.",
        "在全部限制之内,没有得分总和更高的结对方案(总和{value}):已证明。",
    ),
    "pairs_open": (
        "The sum of scores is {value}; no other pairs within the limits exceed {bound}.",
        "得分总和为{value};在全部限制之内,任何方案都不超过{bound}。",
    ),
    "pairs_score": (
        "The score of a pair, from 0 to 1, weighs {weights}; the weights are a choice, and "
        "nobody's official ones. Need and capacity: {figures}, {period}.",
        "每对得分介于0与1之间,权重为:{weights};权重是人为选择,并非官方口径。"
        "需求与帮扶能力依据:{period}{figures}。",
    ),
    "pairs_weight": ("{part} {share}", "{part}{share}"),
    "pairs_part_need": ("need met by capacity", "需求与能力相称"),
    "pairs_part_capacity": ("capacity to help", "帮扶能力"),
    "pairs_part_complement": ("related industries", "产业互补"),
    "pairs_part_near": ("nearness", "距离"),
    "pairs_part_history": ("being on record", "延续已有结对"),
    "pairs_thirds": (
        "Partners by income per head of the mountain (island) counties: {thirds}.",
        "按山区(海岛)县人均可支配收入看结对数:{thirds}。",
    ),
    "pairs_third": (
        "{third} ({n} counties): {proposed} proposed, {record} on record",
        "{third}({n}个县)建议{proposed}对,已有记录{record}对",
    ),
    "pairs_third_lowest": ("lowest third", "最低三分之一"),
    "pairs_third_middle": ("middle third", "居中三分之一"),
    "pairs_third_highest": ("highest third", "最高三分之一"),
    "pairs_third_unknown": ("income not known", "收入不详"),
    "pairs_far_km": (
        "Nearness is by straight line, which mountains and water make longer; --times takes "
        "travel times instead.",
        "距离为直线距离,未计山水阻隔;--times可改用通行时间。",
    ),
    "pairs_no_industry": (
        "Related industries do not count here, because no table of them was given (--industry).",
        "因未提供分县产业数据(--industry),产业互补未计入得分。",
    ),
    "pairs_record": (
        "On record: {n} pairs of {mountains} counties, {county} of them with a county as partner. "
        "{held} of the {judged} that could be scored are proposed again; keeping all {judged} "
        "would lower the sum of scores by {cost}.",
        "已有记录:{mountains}个县共{n}对,其中{county}对的对方为县(市、区)。可评分的{judged}对中,"
        "{held}对继续列入建议;若{judged}对全部保留,得分总和降低{cost}。",
    ),
    "pairs_record_clash": (
        "On record: {n} pairs of {mountains} counties, {county} of them with a county as partner. "
        "{held} of the {judged} that could be scored are proposed again; keeping all {judged} "
        "is not possible within these limits.",
        "已有记录:{mountains}个县共{n}对,其中{county}对的对方为县(市、区)。可评分的{judged}对中,"
        "{held}对继续列入建议;在现有限制之内无法将{judged}对全部保留。",
    ),
    "pairs_record_started": (
        "A starting year is on record for {started} of the {n}; the others are kept without one.",
        "{n}对中有{started}对记有起始年份,其余如实留空。",
    ),
    "pairs_not_on_record": (
        "Not on record, which does not mean without a partner: {names}.",
        "无记录(不等于未结对):{names}。",
    ),
    "pairs_no_county": (
        "Partners that are no county are kept as recorded and not scored: {names}.",
        "对方不是县(市、区)的结对照录,不参与评分:{names}。",
    ),
    "pairs_left": (
        "Of the list, {names} have left it{when}.",
        "名单中已退出的有:{names}{when}。",
    ),
    "pairs_left_by": (" by {date} and are not paired", ",至{date}不再列入结对"),
    "pairs_left_still": (
        " since and are still paired here; --at takes the list at a date",
        ",此处仍列入;--at可按日期取名单",
    ),
    "pairs_not_helping": (
        "{n} counties off the list lie at or below the mean in every figure and are on no record, "
        "so they are not asked to help.",
        "另有{n}个名单之外的县(市、区)各项指标均不高于平均水平且无结对记录,不列为帮扶方。",
    ),
    "pairs_unknown": (
        "{n} counties have no figure to judge need or capacity by and are left out: {names}.",
        "有{n}个县(市、区)缺少判断需求或能力的数据,未列入:{names}。",
    ),
    "pairs_rows_left": (
        "{n} rows of {file} are left out, because they name no county here or have no number of at "
        "least 0: rows {rows}; correct them and ask again.",
        "{file}中有{n}行未采用,因其未写明本区的县(市、区)或没有不小于0的数值:第{rows}行;"
        "请更正后重新运行。",
    ),
    "pairs_own_limits": (
        "{file} says how many partners single counties may have: {mountains} mountain counties and "
        "{seas} that can help; for all others the limits of the question hold.",
        "{file}为{mountains}个山区(海岛)县和{seas}个可帮扶县(市、区)单独规定了结对上限,其余按统一上限。",
    ),
    "pairs_limits_left": (
        "{n} rows of {file} limit nobody here, because they name no county of that side or say no "
        "number: rows {rows}.",
        "{file}中有{n}行未采用,因其未写明该侧的县(市、区)或没有数值:第{rows}行。",
    ),
    "pairs_from": (
        "What is proposed is to hold from {date} on.",
        "建议自{date}起执行。",
    ),
    "pairs_price": (
        "Load limits bind at {names}: one more place at the first would add {gain}.",
        "受承接上限约束的有:{names};第一个若多承接1对,得分总和可增加{gain}。",
    ),
    "pairs_no_price": (
        "No load limit binds: one more place anywhere would add nothing.",
        "承接上限均未构成约束:任何一地多承接1对都不会提高得分总和。",
    ),
    "pairs_stable": (
        "Over {draws} sets of weights drawn at random, {firm} of the {pairs} proposed pairs are "
        "chosen at least nine times in ten, {weak} less than half the time.",
        "随机抽取{draws}组权重,{pairs}对建议中有{firm}对入选率不低于90%,{weak}对不足50%。",
    ),
    "pairs_caveat": (
        "The score orders pairs by the figures put in. It is no evidence that pairing raises "
        "incomes, nor does it know the will, the officials or the projects on either side; what "
        "a pairing did can only be estimated afterwards, against counties without one.",
        "得分只按所用数据排序,不能证明结对会提高收入,也不了解双方意愿、干部和项目情况;"
        "结对成效只能在事后与未结对的县比较后估计。",
    ),
    "pairs_map_title": ("Who could help whom", "山海协作结对建议"),
    "pairs_key_new": ("proposed: new", "建议新增"),
    "pairs_key_kept": ("proposed: continued from the record", "建议延续(已有记录)"),
    "pairs_key_record": ("on record only, not proposed", "仅有记录,未列入建议"),
    "pairs_key_mountain": ("mountain (island) county", "山区(海岛)县"),
    "pairs_key_sea": ("county that can help", "可帮扶县(市、区)"),
    "pairs_arc": (
        "{mountain} – {sea}: {status}, score {score}",
        "{mountain}—{sea}:{status},得分{score}",
    ),
    "pairs_status_new": ("new", "建议新增"),
    "pairs_status_kept": ("continued", "建议延续"),
    "pairs_status_recorded": ("on record only", "仅有记录"),
    "pairs_status_no_county": ("record, no county", "记录(非县)"),
    "pairs_status_off_list": ("record, off the list", "记录(不在名单)"),
    "pairs_col_mountain": ("Mountain county", "山区(海岛)县"),
    "pairs_col_sea": ("Partner", "结对方"),
    "pairs_col_status": ("Proposal", "建议"),
    "pairs_col_since": ("Since", "始于"),
    "pairs_col_score": ("Score", "得分"),
    "pairs_col_change": ("Change costs", "改变代价"),
    "pairs_col_next": ("Next best", "次优"),
    "pairs_col_held": ("Holds", "入选率"),
    "pairs_table": ("Pairs, proposed and on record", "结对一览:建议与记录"),
    "pairs_table_what": (
        "Change costs: what the sum of scores loses if a proposed pair is not had, or if one on "
        "record is had as well. Holds: in what share of random weights the pair is chosen. "
        "Sorted by code; every part of each score stands in the file of --out.",
        "改变代价:不采用该建议,或改为保留该记录时,得分总和减少多少。入选率:随机权重下该对入选的比例。"
        "按行政区划代码排序;各对得分的全部构成见--out文件。",
    ),
    "pairs_unscored": ("–", "–"),
}
