"""Sentences about timetable feeds, and what each problem of one is called."""

from typing import Final

PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "csv_parsing_failed": ("a file is no sound table", "文件不是有效的表格"),
    "decreasing_or_equal_stop_time_distance": (
        "the distance travelled falls along a trip",
        "行程沿线的里程减小",
    ),
    "duplicate_key": ("the same thing is there twice", "同一记录重复出现"),
    "empty_file": ("a file is empty", "文件为空"),
    "fast_travel_between_consecutive_stops": (
        "a vehicle is faster between two stops than its kind can be",
        "两站之间的速度超过该类车辆的可能范围",
    ),
    "flexible_service_not_used": (
        "service on demand in an area is not read",
        "区域内的预约服务未读入",
    ),
    "foreign_key_violation": (
        "a row names something that is not there",
        "引用的对象不存在",
    ),
    "headway_taken_as_exact": (
        "a headway that is about right is run as if it were exact",
        "大致的发车间隔按准确间隔处理",
    ),
    "inconsistent_agency_timezone": ("time zones differ", "时区不一致"),
    "invalid_character": ("a file is not UTF-8", "文件不是UTF-8编码"),
    "invalid_date": ("a date is none", "日期无效"),
    "invalid_float": ("a number is none", "数值无效"),
    "invalid_input_files_in_subfolder": (
        "the files are in a folder inside the zip",
        "文件位于压缩包内的子文件夹中",
    ),
    "invalid_integer": ("a whole number is none", "整数无效"),
    "invalid_row_length": ("a row has too few or too many values", "行的列数不符"),
    "invalid_time": ("a time is none", "时间无效"),
    "location_with_unexpected_stop_time": (
        "a trip calls at a station and not at a platform of it",
        "行程停靠的是车站而不是站台",
    ),
    "missing_calendar_and_calendar_date_files": (
        "nothing says when trips run",
        "没有说明运行日期的文件",
    ),
    "missing_required_column": ("a column is missing", "缺少必需的列"),
    "missing_required_field": ("a value is missing", "缺少必填的值"),
    "missing_required_file": ("a file is missing", "缺少必需的文件"),
    "missing_stop_name": ("a stop has no name", "站点没有名称"),
    "missing_trip_edge": (
        "a trip has no time where it begins or ends",
        "行程的起点或终点没有时间",
    ),
    "number_out_of_range": ("a number is out of range", "数值超出范围"),
    "on_request_only": ("calls are made on request only", "仅在预约或招手时停靠"),
    "overlapping_frequency": ("headways of a trip overlap", "同一行程的发车间隔时段重叠"),
    "point_near_origin": ("a stop lies at 0° north, 0° east", "站点位于0°N、0°E附近"),
    "point_near_pole": ("a stop lies at a pole", "站点位于极点附近"),
    "route_both_short_and_long_name_missing": ("a route has no name", "线路没有名称"),
    "start_and_end_range_equal": ("a time span is empty", "时段为零"),
    "start_and_end_range_out_of_order": ("a time span ends before it starts", "时段先止后起"),
    "stop_time_with_arrival_before_previous_departure_time": (
        "a trip goes back in time",
        "行程的时间倒退",
    ),
    "stop_time_with_only_arrival_or_departure_time": (
        "only one of arrival and departure is there",
        "到达与出发时间只有其一",
    ),
    "stop_without_location": ("a stop has no coordinates", "站点没有坐标"),
    "stop_without_stop_time": ("no trip calls at a stop", "没有行程停靠的站点"),
    "times_interpolated": (
        "calls without a time have been given one between those before and after",
        "没有时间的停靠按前后时间推算",
    ),
    "transfer_not_used": ("a transfer of single trips or routes is not used", "未采用的换乘规定"),
    "unexpected_enum_value": ("a code is not known", "代码未知"),
    "unusable_trip": ("a trip calls at one stop only", "行程只停靠一个站点"),
    "unused_trip": ("a trip calls nowhere", "行程没有停靠任何站点"),
}

TIMETABLE: Final[dict[str, tuple[str, str]]] = {
    "timetable_title": ("Timetables", "时刻表"),
    "timetable_covers": (
        "{feed} covers {first} to {last}; its busiest day, {busiest}, has {n}.",
        "{feed}涵盖{first}至{last};行程最多的一天是{busiest},共{n}。",
    ),
    "timetable_trips": ("{n} trips", "{n}个行程"),
    "timetable_trip": ("1 trip", "1个行程"),
    "timetable_holds": (
        "It has {stops} stops with calls, and routes: {routes}.",
        "其中有停靠的站点{stops}个,线路:{routes}。",
    ),
    "timetable_routes": ("{n} {kind}", "{kind}{n}条"),
    "timetable_bus": ("bus", "公共汽车"),
    "timetable_tram": ("tram", "有轨电车"),
    "timetable_metro": ("metro", "地铁"),
    "timetable_rail": ("rail", "铁路"),
    "timetable_ferry": ("ferry", "轮渡"),
    "timetable_cable": ("cable", "缆车"),
    "timetable_other": ("other", "其他"),
    "timetable_on": (
        "On {date}, midnight to midnight: {n} under way, at {stops} stops.",
        "{date}零时至二十四时,有{n}在运行,停靠{stops}个站点。",
    ),
    "ride": (
        "{how} ({feeds}), {leaving} at every minute between {first} and {last} on {date}: "
        "{percentile} of the times from door to door, walks and waits included; {limits}.",
        "{how}({feeds}),{date}当天{first}至{last}之间每分钟{leaving}:取门到门时间的{percentile},"
        "含步行和候车;{limits}。",
    ),
    "ride_riding": ("By public transport", "乘公共交通"),
    "ride_cycling": ("By bicycle or public transport", "骑行或乘公共交通"),
    "ride_to": ("leaving", "出发"),
    "ride_from": ("leaving the facilities", "从设施出发"),
    "ride_limits": (
        "{changes}; at most {walk} minutes {foot} to the first stop, and as long from the last",
        "{changes},{foot}到首站和离末站各不超过{walk}分钟",
    ),
    "ride_limits_cycling": (
        "{changes}; at most {walk} minutes {foot}, or {cycle} by bicycle, to the first stop, and "
        "{walk} minutes {foot} from the last",
        "{changes},{foot}到首站不超过{walk}分钟或骑行不超过{cycle}分钟,离末站{foot}不超过{walk}分钟",
    ),
    "ride_transfers": ("at most {n} transfers", "最多换乘{n}次"),
    "ride_transfer": ("at most 1 transfer", "最多换乘1次"),
    "ride_through": ("no transfers", "不换乘"),
    "ride_median": ("the median", "中位数"),
    "ride_shortest": ("the shortest", "最短值"),
    "ride_longest": ("the longest", "最长值"),
    "ride_percentile": ("percentile {p}", "第{p}百分位数"),
    "clock_next_day": ("{clock} the next day", "次日{clock}"),
    # One journey, leg by leg
    "journey_found": (
        "From {start} to {end}, free to leave at {depart} on {date}: {minutes} minutes, there at "
        "{arrive}, {rides}.",
        "从{start}到{end}的出行,{date}当天{depart}起可出发:需{minutes}分钟,{arrive}到达,{rides}。",
    ),
    "journey_on_foot": ("on foot all the way", "全程步行"),
    "journey_by_bicycle": ("by bicycle all the way", "全程骑行"),
    "journey_direct": ("without a transfer", "不换乘"),
    "journey_transfer": ("with 1 transfer", "换乘1次"),
    "journey_transfers": ("with {n} transfers", "换乘{n}次"),
    "journey_none": (
        "From {start} to {end}, free to leave at {depart} on {date}: one does not arrive within "
        "{minutes} minutes.",
        "从{start}到{end}的出行,{date}当天{depart}起可出发:{minutes}分钟内无法到达。",
    ),
    "journey_limits": ("Looked for in {feeds}: {limits}.", "按{feeds}查找:{limits}。"),
    "leg_walk": (
        "{leave}: walk {minutes} minutes to {stop}, there at {arrive}.",
        "{leave}步行{minutes}分钟,{arrive}到{stop}。",
    ),
    "leg_cycle": (
        "{leave}: cycle {minutes} minutes to {stop}, there at {arrive}.",
        "{leave}骑行{minutes}分钟,{arrive}到{stop}。",
    ),
    "leg_ride": (
        "{leave}: {kind} {line} from {start}; {stops}; {end} at {arrive}.",
        "{leave}在{start}乘{kind}{line},坐{stops},{arrive}到{end}。",
    ),
    "leg_ride_towards": (
        "{leave}: {kind} {line} towards {towards} from {start}; {stops}; {end} at {arrive}.",
        "{leave}在{start}乘{kind}{line}(往{towards}),坐{stops},{arrive}到{end}。",
    ),
    "leg_stop": ("1 stop", "1站"),
    "leg_stops": ("{n} stops", "{n}站"),
    "window": (
        "Leaving at every minute between {first} and {last}: {each}; {share} of them arrive within "
        "{limit} minutes; on foot all the way {walk}.",
        "{first}至{last}之间每分钟出发:{each};其中{share}在{limit}分钟内到达;全程步行{walk}。",
    ),
    "window_none": (
        "Leaving at any minute between {first} and {last}, one does not arrive within {limit} "
        "minutes, nor on foot.",
        "{first}至{last}之间任何一分钟出发,{limit}分钟内均无法到达,步行亦然。",
    ),
    "window_time": ("percentile {p}: {time}", "第{p}百分位数{time}"),
    "window_minutes": ("{n} minutes", "{n}分钟"),
    "window_beyond": ("more than {n} minutes", "超过{n}分钟"),
    # What public transport gains over walking
    "gain_some": (
        "{gain}, or {share} of {whom}, reach {kind} within {minutes} minutes sooner {mode} "
        "than on foot; these include {alone} who do not reach one on foot in that time.",
        "{gain}(占{whom}{share})在{minutes}分钟内{mode}比步行更快到达{kind};其中{alone}步行在此时限内不可达。",
    ),
    "gain_all": (
        "{gain}, or {share} of {whom}, reach {kind} within {minutes} minutes sooner {mode} "
        "than on foot.",
        "{gain}(占{whom}{share})在{minutes}分钟内{mode}比步行更快到达{kind}。",
    ),
    "gain_nobody": (
        "Nobody reaches {kind} within {minutes} minutes sooner {mode} than on foot.",
        "{minutes}分钟内无人{mode}比步行更快到达{kind}。",
    ),
    "gain_half": ("Half of them gain {median} minutes or more.", "其中一半至少节省{median}分钟。"),
    "gain_half_others": (
        "Half of the others gain {median} minutes or more.",
        "其余居民中有一半至少节省{median}分钟。",
    ),
    "gain_unknown": (
        "For {people} it cannot be judged: the nearest of the kind “{kind}” may lie beyond the data.",
        "另有{people}无法判断:最近的{kind}可能在数据范围以外。",
    ),
    "timetable_sound": ("No problem was found.", "未发现问题。"),
    "timetable_errors": ("Errors, at {n} rows or files", "错误{n}处"),
    "timetable_warnings": ("Warnings, at {n} rows or files", "警告{n}处"),
    "timetable_notices": ("Notices, of {n} rows", "提示{n}处"),
    "timetable_problem": ("{what} ({n})", "{what}({n}处)"),
    "timetable_problems": ("{many}: {each}.", "{many}:{each}。"),
    **{f"timetable_{code}": words for code, words in PROBLEMS.items()},
}
