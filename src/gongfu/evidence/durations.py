"""Times said in two units: 1小时28分 is one quantity of 88 minutes."""

from typing import Final

from gongfu.evidence.quantity import Quantity

_STEPS: Final = {
    ("hours", "minutes"): 60,
    ("hours", "points"): 60,
    ("minutes", "s"): 60,
    ("points", "s"): 60,
    ("days", "hours"): 24,
    ("years", "months"): 12,
}
"""How many of the second unit make one of the first; 分 beside hours or seconds is a minute."""


def joined_time(text: str, before: Quantity, one: Quantity) -> Quantity | None:
    """Two numbers that say one time together, in the smaller unit; None if they do not.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.
    before, one
        Two quantities, one behind the other.
    """
    size = _STEPS.get((before.unit, one.unit))
    if size is None or text[before.end : one.start].strip(" 零又") or before.bound not in "=~":
        return None
    if "points" in (before.unit, one.unit) and "分" not in text[before.start : one.end]:
        return None
    if before.unit == "years" and "岁" in text[before.start : before.end]:
        return None
    unit = "minutes" if one.unit == "points" else one.unit
    bound = one.bound if one.bound != "=" else before.bound
    return before._replace(
        end=one.end, value=before.value * size + one.value, unit=unit, bound=bound
    )
