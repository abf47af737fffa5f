"""Sentences that say which candidates were taken out, and why."""

from typing import Final

CANDIDATES: Final[dict[str, tuple[str, str]]] = {
    "out_of_list": (
        "Of {n} candidates, {out} were taken out beforehand: {reasons}.",
        "{n}个候选点中先排除{out}个:{reasons}。",
    ),
    "out_none": (
        "None of the {n} candidates had to be taken out.",
        "{n}个候选点均符合条件,没有排除。",
    ),
    "out_small": ("{n} smaller than {limit} m²", "面积不足{limit}平方米的{n}个"),
    "out_excluded": ("{n} in excluded areas", "位于排除区域内的{n}个"),
    "out_steep": ("{n} on ground steeper than {limit}", "地面坡度超过{limit}的{n}个"),
    "out_off_street": ("{n} more than {limit} m from a street", "距道路超过{limit}米的{n}个"),
    "out_near": (
        "{n} within {limit} m of one that stands",
        "距现有设施不足{limit}米的{n}个",
    ),
    "out_close": (
        "{n} within {limit} m of another candidate",
        "距其他候选点不足{limit}米的{n}个",
    ),
    "out_no_slope": (
        "The slope under {n} of those left is not known; they stay in.",
        "余下的候选点中有{n}个坡度未知,仍予保留。",
    ),
}
