"""Sentences of an admission: what came of it, which rows did not count, and each pupil's letter."""

from typing import Final

SCHOOLS: Final[dict[str, tuple[str, str]]] = {
    "schools_placed": (
        "Seats: {placed} of {n} pupils, {first} at their first choice; without a seat: {without}.",
        "{n}名学生中,{placed}名拟录取,其中{first}名录取到第一志愿;{without}名未被录取。",
    ),
    "schools_stable": (
        "Stable: nobody would rather sit in a school that has a seat left, or took somebody who "
        "comes after.",
        "结果稳定:没有学生在更想去的学校还有空位、或该校录取了排位更靠后学生的情况下落选。",
    ),
    "schools_unstable": (
        "Not stable: {n} pupils would rather sit in a school that would have taken them.",
        "结果不稳定:有{n}名学生更想去的学校本可录取他们。",
    ),
    "schools_lottery": (
        "Pupils for whom the lottery decided: {n} (seed {seed}; anybody can draw again).",
        "{n}名学生的结果由摇号决定;摇号种子为{seed},任何人都可复算。",
    ),
    "schools_left_out": (
        "{n} rows of the lists did not count, or ask for attention:",
        "名单中有{n}行未计入或需要核对:",
    ),
    "schools_confirm": (
        "Provisional until the education bureau confirms it.",
        "以上为拟录取结果,经教育主管部门审核确认后生效。",
    ),
    "schools_fault": (
        "{list}, row {row}{more}: {fault}",
        "{list}第{row}行{more}:{fault}",
    ),
    "schools_fault_more": (" and more ({all} in all)", "等{all}行"),
    "schools_ways": (
        "Ways {mode} along the streets of {zone}, to schools with a walk zone: {placed} of the {n} "
        "pupils who need one have a street near their home; {near} of their {choices} choices lie "
        "within the walk zone.",
        "沿{zone}道路测算{mode}到设有步行范围的学校的时间:需测算的{n}名学生中,{placed}名的住址附近有道路;"
        "其{choices}个志愿中有{near}个在步行范围内。",
    ),
    "schools_ways_listed": (
        "Choices whose minutes the list says: {n}; they go before the streets.",
        "名单中已填时间的{n}个志愿以名单为准,未另行测算。",
    ),
    "schools_stand_in": ("pupils and schools", "学生和学校"),
    "list_pupils": ("pupils", "学生"),
    "list_choices": ("choices", "志愿"),
    "list_schools": ("schools", "学校"),
    "list_reserves": ("reserves", "预留"),
    "schools_fault_pupil_blank": ("no id of the pupil; fill it in", "缺少学生编号,请补填"),
    "schools_fault_pupil_repeated": (
        "the pupil stands there before, in the same words; counted once",
        "与前面的登记完全相同,只计一次",
    ),
    "schools_fault_pupil_differs": (
        "the pupil stands there twice, in different words, and is left out; keep the right row",
        "同一学生有内容不同的登记,暂未计入;请核对后保留正确的一行",
    ),
    "schools_fault_pupil_unknown": (
        "the pupil is not in the list of pupils, or left out of it; register the pupil",
        "学生不在学生名单中或未被计入,请先登记",
    ),
    "schools_fault_school_unknown": (
        "the school is not in the list of schools, or left out of it; correct its id",
        "学校不在学校名单中或未被计入,请更正学校编号",
    ),
    "schools_fault_school_blank": ("no id of the school; fill it in", "缺少学校编号,请补填"),
    "schools_fault_school_repeated": (
        "the school stands there before, in the same words; counted once",
        "与前面的登记完全相同,只计一次",
    ),
    "schools_fault_school_differs": (
        "the school stands there twice, in different words, and is left out; keep the right row",
        "同一学校有内容不同的登记,暂未计入;请核对后保留正确的一行",
    ),
    "schools_fault_school_again": (
        "the pupil names the school before; only the first counts",
        "该学校已在前面的志愿中填报,只计前一次",
    ),
    "schools_fault_rank_again": (
        "the pupil has another choice of that rank; only the first counts; correct the rank",
        "同一志愿顺序填了两所学校,只计前一所;请更正志愿顺序",
    ),
    "schools_fault_rank_unknown": (
        "the rank is no whole number from 1; fill it in",
        "志愿顺序不是从1起的整数,请补填",
    ),
    "schools_fault_points_unknown": (
        "the points are missing or no number, which does not mean 0; the choice is left out: find "
        "them",
        "缺少积分或积分不是数字(不等于0分),该志愿未计入;请补齐积分",
    ),
    "schools_fault_time_unknown": (
        "no travel time; counted as outside the walk zone: find it",
        "缺少出行时间,按不在步行范围内处理;请补齐",
    ),
    "schools_fault_way_unsure": (
        "the known streets end within the walk zone, and a shorter way may lead beyond them; "
        "counted as outside: measure it, and give the minutes",
        "已有道路数据在步行范围内即到边界,界外可能有更近的路,暂按不在步行范围内处理;请实测后填写时间",
    ),
    "schools_fault_home_unknown": (
        "neither lon and lat nor a community; counted as outside every walk zone: fill it in",
        "缺少经纬度或村(社区),按不在步行范围内处理;请补填",
    ),
    "schools_fault_position_odd": (
        "lon and lat are no degrees; walk zones do not count: correct them",
        "经纬度有误,步行范围未计入;请更正",
    ),
    "schools_fault_off_street": (
        "no street of the zone is near, so that no way can be measured and walk zones do not count: "
        "check the position, or give minutes",
        "附近没有道路,无法测算时间,步行范围未计入;请核对位置或填写时间",
    ),
    "schools_fault_community_unknown": (
        "the zone has no such community; counted as outside every walk zone: correct it, or give "
        "lon and lat",
        "示范区内没有该村(社区),按不在步行范围内处理;请更正或填写经纬度",
    ),
    "schools_fault_community_several": (
        "several communities are called so or lie in it; counted as outside every walk zone: give "
        "the id of one, or lon and lat",
        "有多个村(社区)同名或属于该地,按不在步行范围内处理;请填写编号或经纬度",
    ),
    "schools_fault_site_unknown": (
        "no lon and lat, so that nobody counts as within its walk zone: fill them in",
        "缺少经纬度,无人计入该校步行范围;请补填",
    ),
    "schools_fault_sibling_unknown": (
        "whether a brother or sister is there is neither yes nor no; counted as no: correct it",
        "“兄弟姐妹在校”填写的不是“是”或“否”,按“否”处理;请更正",
    ),
    "schools_fault_sibling_school_unknown": (
        "the school of the brother or sister is not in the list of schools, and gives no priority; "
        "correct its id if it should",
        "兄弟姐妹所在学校不在学校名单中,不计优先;如填写有误请更正",
    ),
    "schools_fault_group_blank": (
        "the group of the pupil is missing, so that no reserved seat is open to the pupil: fill it "
        "in",
        "缺少类别,不能使用预留名额;请补填",
    ),
    "schools_fault_group_unknown": (
        "no pupil is of that group, so that the reserve is of use to nobody; is it spelt right?",
        "学生名单中没有该类别的学生,预留名额无人可用;请核对类别名称",
    ),
    "schools_fault_walk_unknown": (
        "the walk zone is no number from 0; the school has none: correct it",
        "步行范围不是从0起的数字,该校按没有步行范围处理;请更正",
    ),
    "schools_fault_seats_unknown": (
        "the seats are no whole number from 0; the school is left out: fill them in",
        "招生计划数不是从0起的整数,该校未计入;请补填",
    ),
    "schools_fault_seats_none": (
        "the school has no seats, so that it admits nobody; is that right?",
        "该校招生计划数为0,不会录取任何学生;请核对",
    ),
    "schools_fault_siblings_beyond_seats": (
        "more brothers and sisters ask than there are seats; points and the lottery decide "
        "between them",
        "有兄弟姐妹在校的申请人数超过招生计划数,在他们之间按积分和摇号确定",
    ),
    "schools_fault_reserve_twice": (
        "the school has two rows for the group, and neither counts; keep one",
        "该校同一类别有两行预留,均未计入;请保留一行",
    ),
    "schools_fault_reserve_unknown": (
        "reserved and ceiling must be whole, from 0, and the reserve within the ceiling; the row "
        "does not count: correct it",
        "预留数和上限应为从0起的整数,且预留数不超过上限;该行未计入,请更正",
    ),
    "schools_fault_reserve_beyond_seats": (
        "the school reserves more seats than it has; none are reserved there: lower them",
        "该校预留名额合计超过招生计划数,均未计入;请调低",
    ),
    "letter_title": ("Notice of a provisional admission", "入学拟录取结果告知书"),
    "letter_simulated": (
        "Simulated: an example with invented pupils and schools.",
        "模拟:示例中的学生和学校均为虚构。",
    ),
    "letter_simulated_ways": (
        "Simulated: ways to school rest on stand-ins ({what}).",
        "模拟:上学时间依据模拟数据({what})测算。",
    ),
    "letter_admitted": (
        "Pupil {pupil} is to be admitted to {school}, choice {rank}.",
        "编号{pupil}的学生:拟录取学校为{school}(第{rank}志愿)。",
    ),
    "letter_without": (
        "Pupil {pupil} has no seat yet: none of the schools on the list had one left.",
        "编号{pupil}的学生:所填志愿均未能录取。",
    ),
    "letter_no_choice": (
        "Pupil {pupil} has no seat yet: no choice could be counted. Please have the list checked.",
        "编号{pupil}的学生:没有可计入的志愿,请联系工作人员核对填报信息。",
    ),
    "letter_choice": (
        "Choice {rank}, {school}: you have {yours}.{way} {outcome}",
        "第{rank}志愿{school}:您为{yours}。{way}{outcome}",
    ),
    "letter_way": (
        " Your way there takes {minutes} minutes; its walk zone is {zone}.",
        "您到该校需{minutes}分钟,步行范围为{zone}分钟。",
    ),
    "letter_way_long": (
        " Your home is not within its walk zone of {zone} minutes.",
        "您的住址不在该校{zone}分钟的步行范围内。",
    ),
    "letter_way_unsure": (
        "The streets on record end near your home: if a shorter way leads to {school}, please tell "
        "the bureau.",
        "现有道路数据在您的住址附近即到边界;如另有更近的路前往{school},请告知教育主管部门。",
    ),
    "letter_not_placed": (
        "Your way to school could not be measured, so that no walk zone counts for you: {fault}.",
        "未能测算您的上学时间,各校步行范围均未计入:{fault}。",
    ),
    "letter_outcome_admitted": (
        "Admitted; the cutoff was {cutoff}.",
        "已录取;该校录取线为{cutoff}。",
    ),
    "letter_outcome_open": ("Admitted; the school has seats left.", "已录取;该校名额未满。"),
    "letter_outcome_not_needed": (
        "Not needed, since a choice before it was met.",
        "因前面的志愿已录取,本志愿不再使用。",
    ),
    "letter_outcome_below": (
        "Not admitted: the cutoff was {cutoff}, and you are below it.",
        "未录取:该校录取线为{cutoff},您未达到。",
    ),
    "letter_outcome_lottery": (
        "Not admitted: you reach the cutoff, {cutoff}, but so do more pupils than there were "
        "seats; the lottery decided, and your number, {lottery}, came too late.",
        "未录取:您已达到录取线({cutoff}),但同条件人数超过剩余名额,按摇号顺序录取,"
        "您的摇号顺序为第{lottery}位,名额已满。",
    ),
    "letter_outcome_closed": (
        "Not admitted: the school has no seats for your group this year.",
        "未录取:该校本年度没有可供您所属类别的名额。",
    ),
    "letter_outcome_rule": (
        "Not admitted: by the rule that was chosen, the seats had gone to others before.",
        "未录取:按所选录取规则,名额此前已分配给其他学生。",
    ),
    "letter_order": (
        "Priority comes before points: first {order}; then all others.",
        "录取时先看优先条件,再看积分:先是{order};其后为其他学生。",
    ),
    "letter_group": (
        "Some seats are reserved for a group: each cutoff in this letter is the one for yours, "
        "{group}.",
        "部分学校为特定类别预留名额,本告知书所列录取线均为您所属类别({group})的录取线。",
    ),
    "letter_not_counted": (
        "A choice that did not count, {school}: {fault}.",
        "未计入的志愿{school}:{fault}。",
    ),
    "letter_by_lottery": (
        "The lottery decided for you (your number: {lottery} of {n}).",
        "您的结果涉及摇号(摇号顺序:{n}人中第{lottery}位)。",
    ),
    "letter_at_each": (
        "The lottery decided for you; each school drew its own.",
        "您的结果涉及摇号;各校分别摇号。",
    ),
    "letter_no_lottery": (
        "The lottery decided nothing for you.",
        "您的结果不涉及摇号。",
    ),
    "letter_seed": (
        "Lottery: seed {seed}. Numbers follow the SHA-256 of “{drawn}”, so that anybody can draw "
        "again.",
        "摇号种子为{seed}。顺序由“{drawn}”的SHA-256值确定,任何人都可复算。",
    ),
    "letter_confirm": (
        "This is provisional until the education bureau confirms it. If anything is wrong, please "
        "tell the bureau before then.",
        "本告知书为拟录取结果,经教育主管部门审核确认后生效。如有异议,请在公示期内向教育主管部门提出。",
    ),
    "letter_points": ("{points} points", "{points}分"),
    "letter_claimed": ("{claim}, {points} points", "{claim},{points}分"),
    "letter_claim_sibling": ("a brother or sister there", "有兄弟姐妹在校"),
    "letter_claim_walk": ("a home in its walk zone", "居住在步行范围内"),
    "letter_claim_sibling+walk": (
        "a brother or sister there and a home in its walk zone",
        "有兄弟姐妹在校且居住在步行范围内",
    ),
}
