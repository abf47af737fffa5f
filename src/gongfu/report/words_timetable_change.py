"""Sentences about a timetable that changes, and who is sooner there."""

from typing import Final

TIMETABLE_CHANGE: Final[dict[str, tuple[str, str]]] = {
    "new_timetable_gained": (
        "{gain} come within {minutes} minutes by public transport of {kind}, and {lose} no longer "
        "do: from {before} to {after} of all residents.",
        "{gain}新增为乘公共交通{minutes}分钟内可达{kind},{lose}不再可达:可达者占全部居民的比例由"
        "{before}变为{after}。",
    ),
    "new_timetable_neither": (
        "As before, {after} of all residents are within {minutes} minutes by public transport of "
        "{kind}.",
        "乘公共交通{minutes}分钟内可达{kind}的仍占全部居民的{after},不增不减。",
    ),
    "new_timetable_nearer": (
        "{people} who reach it before and after are there sooner, by {minutes} minutes on average.",
        "前后均可达者中,{people}的时间缩短,平均缩短{minutes}分钟。",
    ),
    "new_timetable_farther": (
        "{people} who reach it before and after are there later, by {minutes} minutes on average.",
        "前后均可达者中,{people}的时间延长,平均延长{minutes}分钟。",
    ),
    "new_timetable_nothing": (
        "It changes nobody's time to {kind} by public transport within {minutes} minutes.",
        "乘公共交通{minutes}分钟内到{kind}的时间没有变化:各居民点均与原来相同。",
    ),
    "new_timetable_unknown": (
        "For {people} it cannot be judged: within that time they leave the data, or they are off "
        "the streets.",
        "{people}无法判断:在该时限内会走出数据范围,或附近没有道路。",
    ),
    "new_timetable_lost_unknown": (
        "Of those who no longer do, {people} are among these: they may reach one beyond the data.",
        "不再可达者中有{people}属于无法判断:数据范围之外也许另有可达者。",
    ),
    "new_timetable_line": (
        "New is the line {name} ({kind}, {stops} stops), every {minutes} minutes from {start} until "
        "{end}, {ways}: {trips} trips.",
        "新增线路{name}({kind},{stops}站),{start}至{end}每{minutes}分钟一班,{ways},共{trips}班。",
    ),
    "new_timetable_both_ways": ("there and back", "往返"),
    "new_timetable_one_way": ("one way", "单向"),
    "new_timetable_headway": (
        "{route} leaves {stops} every {minutes} minutes in each direction from {start} until "
        "{end}: {after} trips instead of {before}.",
        "线路{route}在{start}至{end}各方向每{minutes}分钟一班,以{stops}的发车时刻计:由{before}班"
        "变为{after}班。",
    ),
    "new_timetable_patterns": (
        "{n} of its {all} variants no longer run then.",
        "其{all}种走法中有{n}种在该时段不再开行。",
    ),
    "new_timetable_cut": (
        "{n} times a vehicle went on as another trip; one may no longer stay seated.",
        "原有{n}次车辆接续另一行程,乘客不能再留在车上。",
    ),
    "new_timetable_stop": (
        "No vehicle stops at {stop} any more; {n} trips of that day did, and their times stay.",
        "{stop}不再停靠,当日原停靠{n}班;各班时间不变。",
    ),
    "new_timetable_stops": (
        "No vehicle stops any more at the {stops} stops called {stop}; {n} trips of that day did, "
        "and their times stay.",
        "名为{stop}的{stops}个站点不再停靠,当日原停靠{n}班;各班时间不变。",
    ),
    "new_timetable_route": (
        "{route} does not run: {n} trips of that day fewer.",
        "线路{route}停运,当日减少{n}班。",
    ),
}
