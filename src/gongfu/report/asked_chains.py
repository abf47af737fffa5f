"""Chains of counties in words: what they leave, and what limits them."""

from collections.abc import Sequence
from typing import Any, Final

from gongfu.match.chains import Chains
from gongfu.report.numbers import large, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_NAMED: Final = 5


def chains(found: Chains, order: Sequence[Any]) -> list[Both]:
    """How much goes by how many chains, how good that is, and where more capacity would count."""
    places = found.places
    if found.chains.empty:
        said = [say("chains_none")]
    else:
        said = [
            say(
                "chains_found",
                n=plain(len(found.chains)),
                units=large(float(found.chains["units"].sum())),
                margin=large(found.margin_yuan),
                stages=listed([same(str(stage)) for stage in order]),
            )
        ]
    said.append(say("chains_proved") if found.proved else say("chains_open"))
    dear = places[places["one_more_yuan"] > 0].sort_values(
        "one_more_yuan", ascending=False, kind="stable"
    )
    told = [
        say(
            "chains_more",
            county=same(str(row["county"])),
            stage=same(str(row["stage"])),
            gain=plain(row["one_more_yuan"], 2),
        )
        for row in dear.head(_NAMED).to_dict("records")
    ]
    said.append(say("chains_limits", limits=listed(told)) if told else say("chains_no_limit"))
    idle = places[(places["units"] == 0) & (places["capacity"] > 0)]
    if len(idle):
        names = [
            say("chains_idle_one", county=same(str(row["county"])), stage=same(str(row["stage"])))
            for row in idle.head(_NAMED).to_dict("records")
        ]
        said.append(say("chains_idle", n=plain(len(idle)), names=listed(names)))
    return [*said, say("chains_caveat")]
