"""Which candidates were taken out beforehand, in words."""

from collections.abc import Mapping

from gongfu.report.asked import number
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed
from gongfu.report.words import say


def taken_out(
    n: int, counts: Mapping[str, int], limits: Mapping[str, float], *, asked: bool, no_slope: int
) -> list[Both]:
    """How many of n candidates are out for which reason, each counted under its first.

    `limits` says the metres, square metres or slope behind a reason; `asked`: somebody asked for
    candidates to be taken out, so that it is worth saying that none was.
    """
    said = []
    reasons = [
        say(f"out_{reason}", n=plain(out), limit=_limit(reason, limits)) if reason in limits
        else say(f"out_{reason}", n=plain(out))
        for reason, out in counts.items()
        if out
    ]  # fmt: skip
    if reasons:
        out = plain(sum(counts.values()))
        said.append(say("out_of_list", n=plain(n), out=out, reasons=listed(reasons)))
    elif asked:
        said.append(say("out_none", n=plain(n)))
    if no_slope:
        said.append(say("out_no_slope", n=plain(no_slope)))
    return said


def _limit(reason: str, limits: Mapping[str, float]) -> Both:
    return percent(limits[reason]) if reason == "steep" else number(limits[reason])
