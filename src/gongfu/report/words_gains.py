"""Sentences about what places gained."""

from typing import Final

GAINS: Final[dict[str, tuple[str, str]]] = {
    "gains_measured": (
        "Measured: {value} in {file}, {n} places with {people}; unit and period as in the file.",
        "测量对象:{file}中的{value},{n}个地方、{people};单位和时期以文件为准。",
    ),
    "gains_gained": (
        "{some} of {n} places gain or lose, {money} a year in all ({file}).",
        "{n}个地方中有{some}个收入有变化,全年合计增收{money}({file})。",
    ),
    "gains_index": (
        "{index} between places: {before} before, {after} after ({change}).",
        "各地之间的{index}:增收前{before},增收后{after}({change})。",
    ),
    "gains_between": (
        "Theil's T, the part between groups of {by}: {before} before, {after} after ({change}).",
        "泰尔指数中按{by}分组的组间部分:增收前{before},增收后{after}({change})。",
    ),
    "gains_ratio": (
        "Mean income in town over that in the country: {before} before, {after} after ({change}).",
        "城镇与农村人均收入之比:增收前{before},增收后{after}({change})。",
    ),
    "gains_nowhere": (
        "In no place, since their village is not told: people who gain {money} together.",
        "另有{money}增收因所在村未填,未计入任何地方。",
    ),
    "gains_caveat": (
        "A gain is spread over all who live in a place: what differs inside it is not seen, and "
        "what a job displaces elsewhere is not counted.",
        "增收按全体居民平均,不反映各地内部的差别,也不计岗位对其他收入的挤出。",
    ),
    "gains_stand_in": (
        "incomes or gains of places; no real place is in them",
        "各地收入或增收;不含真实地方",
    ),
}
