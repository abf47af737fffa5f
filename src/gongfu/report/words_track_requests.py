"""Words of requests in a ledger: taken down, moved, listed, how well they are served, where."""

from typing import Final

TRACK_REQUESTS: Final[dict[str, tuple[str, str]]] = {
    "ledger_table_route_rules": ("rules of routing", "派单规则"),
    "ledger_table_requests": ("requests", "诉求"),
    "ledger_table_request_acts": ("acts upon requests", "办理记录"),
    "track_request_filed": (
        "Request {id} is taken down (record {number}).",
        "诉求{id}已登记(第{number}条记录)。",
    ),
    "track_request_near": (
        "It may repeat open requests; look before they are merged: {ids}.",
        "与下列在办诉求相近,请核对后再并案:{ids}。",
    ),
    "track_category_unrouted": (
        "No rule of routing that is in force there names the category {category}; the nearest that "
        "rules name: {nearest}. {then}",
        "当地现行派单规则中没有类别{category};名称最接近的有:{nearest}。{then}",
    ),
    "track_categories_unrouted": (
        "No rule of routing that is in force there names the category {category} of requests that "
        "wait for a department: {n} ({ids}); the nearest that rules name: {nearest}. {then}",
        "当地现行派单规则中没有类别{category},待派单诉求{n}件({ids});名称最接近的有:{nearest}。{then}",
    ),
    "track_category_lacking": (
        "It is kept as it came, and goes nowhere by rule: assign it by hand (--department, "
        "--sign-days, --handle-days), or bring a rule.",
        "诉求已照原样登记,但不能按规则派单:请人工派单(--department、--sign-days、--handle-days),或导入规则。",
    ),
    "track_category_any": (
        "It goes by the rules for any category.",
        "按适用于任何类别的规则派单。",
    ),
    "track_request_moved": (
        "Request {id} is {state} now (version {version}, record {number}).",
        "诉求{id}现为:{state}(第{version}版,第{number}条记录)。",
    ),
    "track_request_with": ("It is with {department}.", "承办部门:{department}。"),
    "track_request_sign_by": ("To be signed for by {day}.", "签收期限至{day}。"),
    "track_requests_listed": (
        "Open requests: {n} of {all}. On {day}: {late} late, {soon} due within 3 days, {near} that "
        "may repeat another.",
        "在办诉求{all}件,列出{n}件。截至{day}:逾期{late}件,3日内到期{soon}件,疑似重复{near}件。",
    ),
    "track_requests_provisional": (
        "Last days that are provisional, since the holidays of their year are not announced yet: "
        "{n}.",
        "期限暂定(当年放假安排尚未公布)的诉求:{n}件。",
    ),
    "track_late": ("late", "逾期"),
    "track_requests_of_states": (
        "Requests ({states}): {n} of {all}. On {day}: {late} late, {soon} due within 3 days, "
        "{near} that may repeat another.",
        "状态为{states}的诉求{all}件,列出{n}件。截至{day}:逾期{late}件,3日内到期{soon}件,"
        "疑似重复{near}件。",
    ),
    "track_request_shown": (
        "{id}: {category} in {place}, filed on {day}; {state} (version {version}).",
        "{id}:{category},{place},{day}提交,{state}(第{version}版)。",
    ),
    "track_request_private": (
        "Words and reasons are left out: only the resident, the department that has the request, "
        "and the county or province may read them.",
        "诉求内容和理由未列出:仅诉求人本人、当前承办部门和所在县、省可以查看。",
    ),
    "track_request_brought": (
        "Steps written down by somebody else than who did them: {n} of {all}.",
        "由他人代录的步骤:{all}步中{n}步。",
    ),
    "track_request_written_later": (
        "Steps written down on a later day than they are of: {n} of {all}.",
        "事后补录的步骤:{all}步中{n}步。",
    ),
    "track_rule_ended": (
        "The rule {id} ends on {day}, in record {number}; what was assigned by it stays.",
        "规则{id}有效期至{day}(第{number}条记录);已按该规则派单的不变。",
    ),
    "track_request_words": ("What was said: {words}", "诉求内容:{words}"),
    "track_service": (
        "Handlings: {n}. On {day}: {signed} signed for in time, {closed} answered in time, "
        "{satisfied} to satisfaction, {redone} redone.",
        "办理件次{n}。截至{day}:按时签收率{signed},按时办结率{closed},满意率{satisfied},"
        "发回重办率{redone}。",
    ),
    "track_service_afterwards": (
        "In time only by steps that were written down after the last day: {n_signed} signed for, "
        "{n_closed} answered. Missed as the record stood on the last day, and not counted so now: "
        "{n_unsigned} to sign for, {n_dropped} to answer. Without such steps: {signed} signed for "
        "in time, {closed} answered.",
        "仅凭期限过后补录的步骤才算按时的:签收{n_signed}件,办结{n_closed}件;按期限届满时的台账已逾期、"
        "因此类补录现未计入的:签收{n_unsigned}件,办结{n_dropped}件。不计此类补录,按时签收率"
        "{signed},按时办结率{closed}。",
    ),
    "track_service_unassigned": (
        "Filed, not assigned to a department yet, and in no share: {n}, the oldest since {day}.",
        "已提交、尚未派单、不计入任何比率的诉求:{n}件,最早自{day}起等待。",
    ),
    "track_service_share": ("{share} ({part} of {whole})", "{share}({whole}件中{part}件)"),
    "track_service_none": ("none yet", "尚无"),
    "track_clusters": (
        "Requests about {category}: {n}, of {residents} residents. Places where {least} residents "
        "or more ask for it within {metres} m: {clusters}, with {clustered} of the requests.",
        "{category}类诉求{n}件,涉及居民{residents}人。{metres}米内有{least}位及以上居民提出的地点:"
        "{clusters}处,含诉求{clustered}件。",
    ),
    "track_clusters_left": (
        "In no such place: {few}; position unknown: {unknown}.",
        "未成片:{few}件;位置不明:{unknown}件。",
    ),
}
