"""Words of the ledger's workshops: where jobs and pay stand, who is proposed, what was gained."""

from typing import Final

WORKSHOPS: Final[dict[str, tuple[str, str]]] = {
    "workshop_kind_processing": ("processing to order", "来料加工式"),
    "workshop_kind_recruiting": ("hiring for one employer", "定向招工式"),
    "workshop_kind_livestream": ("selling by livestream", "电商直播式"),
    "workshop_kind_farm_tourism": ("farming with tourism", "农旅融合式"),
    "workshop_kind_brand": ("led by a brand", "品牌带动式"),
    "workshop_kind_industry": ("backed by an industry", "产业赋能式"),
    "workshop_standing_applied": ("applied", "已报名"),
    "workshop_standing_enrolled": ("enrolled", "在岗"),
    "workshop_standing_left": ("left", "已离岗"),
    "workshop_standing_refused": ("refused", "未录用"),
    "workshop_standing_withdrawn": ("withdrawn", "已撤回"),
    "workshop_reason_full": ("no post left", "额满"),
    "workshop_reason_skills": ("skills", "技能不符"),
    "workshop_reason_age": ("age", "年龄不符"),
    "workshop_reason_hours": ("hours", "工时不符"),
    "workshop_reason_distance": ("distance", "路远"),
    "workshop_reason_own_wish": ("own wish", "本人意愿"),
    "workshop_reason_season_over": ("end of season", "季节结束"),
    "workshop_reason_job_closed": ("the job closed", "岗位停止"),
    "workshop_reason_other_job": ("another job", "另有工作"),
    "workshop_reason_other": ("another reason", "其他"),
    "workshop_slip_amount": ("wrong amount", "金额有误"),
    "workshop_slip_person": ("wrong person", "人员有误"),
    "workshop_slip_job": ("wrong job", "岗位有误"),
    "workshop_slip_month": ("wrong month", "月份有误"),
    "workshop_slip_twice": ("paid twice", "重复发放"),
    "workshop_slip_not_paid": ("not paid after all", "未发放"),
    "workshop_mend_hours": ("wrong hours", "工时有误"),
    "workshop_mend_pieces": ("wrong pieces", "件数有误"),
    "workshop_mend_person": ("wrong person", "人员有误"),
    "workshop_mend_job": ("wrong job", "岗位有误"),
    "workshop_mend_day": ("wrong day", "日期有误"),
    "workshop_mend_twice": ("entered twice", "重复登记"),
    "workshop_mend_absent": ("not there after all", "未出勤"),
    "workshop_open": ("open", "开放"),
    "workshop_closed": ("closed", "停止"),
    "workshop_part": ("{kind}: {n}", "{kind}:{n}"),
    "workshop_listed": (
        "Workshops: {n} of {all}, open on {day}: {open} ({parts}).",
        "共{all}家共富工坊,列出{n}家;{day}在营{open}家({parts})。",
    ),
    "workshop_none": (
        "Workshops: 0 of {all}, open on {day}: 0.",
        "共{all}家共富工坊,列出0家;{day}在营0家。",
    ),
    "workshop_posts": (
        "Posts in their open jobs: {posts}, taken: {taken}.",
        "开放岗位共{posts}个,在岗{taken}人。",
    ),
    "workshop_paid": (
        "Paid for work in {year}: {yuan} yuan.",
        "{year}年的工资已发{yuan}元。",
    ),
    "workshop_paid_left": (
        "Payments and reversals left out: {n}; they wait for {few} people of one month, or are "
        "told only together with another workshop’s or those of a later day.",
        "未计入{n}笔发放与冲销:同月不足{few}人,或只能与其他工坊、以后日期的合并公布。",
    ),
    "workshop_paid_few": (
        "Paid for work in {year}: nothing of {few} people or more of one workshop and month, so no "
        "sum is shown.",
        "{year}年没有同一工坊同月满{few}人、可以公布的工资,不公布合计。",
    ),
    "workshop_shown_workshop": (
        "{id}: {name}, {kind}, in {place}, run by {enterprise}; {state}. Jobs: {jobs}; enrolled: "
        "{taken}.",
        "{id}:{name},{kind},位于{place},由{enterprise}经营,{state}。岗位{jobs}种,在岗{taken}人。",
    ),
    "workshop_shown_job": (
        "{id}: {rate} yuan by the {by}, at {workshop}; {state}. Posts: {posts}, taken: {taken} "
        "(version {version}).",
        "{id}:{workshop}的岗位,{by},单价{rate}元,{state};岗位{posts}个,在岗{taken}人"
        "(第{version}版)。",
    ),
    "workshop_by_piece": ("piece", "计件"),
    "workshop_by_hour": ("hour", "计时"),
    "workshop_by_month": ("month", "按月"),
    "workshop_shown_enrolment": (
        "{id}: {person} and job {job}: {standing}, since {since} (version {version}).",
        "{id}:{person},岗位{job},{standing},自{since}起(第{version}版)。",
    ),
    "workshop_shown_attendance": (
        "{id}: {hours} hours, {pieces} pieces (version {version}).",
        "{id}:{hours}小时,{pieces}件(第{version}版)。",
    ),
    "workshop_shown_struck": (
        "{id}: struck, nobody came (version {version}).",
        "{id}:已注销,未出勤(第{version}版)。",
    ),
    "workshop_moved_attendance": (
        "{day} Corrected: {reason}; the record keeps what it was (record {number}).",
        "{day}已更正,原因:{reason};原登记仍留在记录中(第{number}条记录)。",
    ),
    "workshop_shown_pay": (
        "{id}: {yuan} yuan to {person} for {month} in job {job}, on {day}.",
        "{id}:{day}向{person}发放岗位{job}{month}的工资{yuan}元。",
    ),
    "workshop_shown_reversal": (
        "{id}: takes back {of}: {yuan} yuan to {person} for {month} in job {job}; {reason}.",
        "{id}:冲销{of},即{person}在岗位{job}{month}的工资{yuan}元,原因:{reason}。",
    ),
    "workshop_moved_enrolment": (
        "{id} is {standing} now, at version {version} (record {number}).",
        "{id}现为{standing},第{version}版(第{number}条记录)。",
    ),
    "workshop_moved_job": (
        "{id} is {state} now, at version {version} (record {number}).",
        "{id}现为{state},第{version}版(第{number}条记录)。",
    ),
    "workshop_moved_pay": (
        "{id} takes back {yuan} yuan (record {number}).",
        "{id}冲销{yuan}元(第{number}条记录)。",
    ),
    "workshop_rematch": (
        "Without a job that is open: {n} of {all} workers; posts left in open jobs: {posts}.",
        "{all}名人员中,{n}人没有开放的岗位;开放岗位尚余{posts}个。",
    ),
    "workshop_rematch_few": (
        "Without a job that is open: fewer than {few} of {all} workers; posts left in open jobs: "
        "{posts}.",
        "{all}名人员中,没有开放岗位的不足{few}人;开放岗位尚余{posts}个。",
    ),
    "workshop_placed": (
        "A post is proposed to {n} of them.",
        "其中{n}人可推荐岗位。",
    ),
    "workshop_rematch_private": (
        "Who could have which job tells what people earn: it is for themselves, their village, "
        "county and province; say who asks (--actor).",
        "谁可安排到哪个岗位涉及个人收入,只供本人及其所在村、县、省查看;请说明由谁查询(--actor)。",
    ),
    "workshop_rematch_part": (
        "Shown are those for whom the asker may speak: {n}; the others are for their own village, "
        "county and province, as are the sums.",
        "只列出查询者有权查看的{n}人;其余人员和合计由其所在村、县、省查看。",
    ),
    "workshop_ways": (
        "Ways to work ({mode}) run along streets from the middle of a village to the middle of the "
        "place of the workshop: within one place they come out short.",
        "通勤({mode})沿道路计算,由村的中心到工坊所在地的中心;同一地点之内的通勤时间偏短。",
    ),
    "workshop_ways_unknown": (
        "The zone does not say where {workers} of these workers live, nor where {jobs} of the jobs "
        "are: they are within reach of nothing.",
        "其中{workers}人的住地、{jobs}个岗位的所在地在地区数据中没有位置,按不可达处理。",
    ),
    "workshop_rematch_none": (
        "There is nothing to propose: it takes somebody without a job, and a post that is left.",
        "无可推荐:须有待安排人员和空余岗位。",
    ),
    "workshop_proposal": (
        "This is a proposal: nothing is written until somebody is enrolled.",
        "以上为推荐方案,录用登记之前台账不作任何改动。",
    ),
    "workshop_gained": (
        "Paid for work from {first} to {last}: {yuan} yuan to {people} people. Villages: "
        "{villages}; payments and reversals: {rows}. It adds up what was paid, and estimates "
        "nothing.",
        "{first}至{last}的工资共发{yuan}元,涉及{villages}个村{people}人,发放与冲销{rows}笔。此数为"
        "实发加总,未作估算。",
    ),
    "workshop_gained_few": (
        "Paid for work from {first} to {last}: to fewer than {few} people, so no sum is shown.",
        "{first}至{last}领取工资的不足{few}人,不公布合计。",
    ),
    "workshop_waiting": (
        "Payments and reversals left out until they are of {few} people or more of one month: {n}.",
        "暂不计入的发放与冲销(同月不足{few}人):{n}笔。",
    ),
    "workshop_wide": (
        "Left out of the places: {yuan} yuan that may be shown for several of them together only.",
        "只能多地合并公布的{yuan}元未计入各地。",
    ),
    "workshop_due": (
        "By attendance and terms {due} yuan were due. Months of somebody in a job with less paid: "
        "{short}, with more: {beyond}, paid without attendance: {unattended}.",
        "按考勤和约定应发{due}元。按人、岗位和月份计:少发{short}项,多发{beyond}项,无考勤而发放"
        "{unattended}项。",
    ),
    "workshop_pooled": (
        "The row without a village puts together what cannot be shown by village, of {n} of them: "
        "in those months fewer than {few} people of each were paid.",
        "未列村名的一行合并了{n}个村当月领取工资不足{few}人、不能单独公布的部分。",
    ),
    "workshop_elsewhere": (
        "Lines left out of the file of persons, of workshops outside {place}: {n}; ask the county "
        "in which they lie.",
        "按人列出的文件略去{place}以外工坊的{n}行,由工坊所在县查看。",
    ),
    "workshop_gains_limits": (
        "It cannot tell what people would have earned instead, nor whether others lost work: pay "
        "is not the same as income gained.",
        "无法得知人们原本可挣多少,也无法得知他人是否因此失去工作:工资不等于净增收。",
    ),
    "workshop_part_year": (
        "Incomes are of a year; pay is added as it is and not stretched to one (months: {n}).",
        "收入为全年数,{n}个月的工资按实发计入,未折算为全年。",
    ),
}
