"""Which industries are close, in words: the first of each place, and what cannot be told."""

from collections.abc import Sequence
from typing import Any, Final

from gongfu.plan.industry import IndustryOptions
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_NAMED: Final = 5


def options(found: IndustryOptions, *, place: str, industry: str) -> list[Both]:
    """The first option of the first places and its reason; who has none, and why."""
    first = found.options[found.options["rank"] == 1].head(_NAMED)
    said = [
        say(
            "industry_first",
            place=same(str(row[place])),
            industry=same(str(row[industry])),
            why=Both(row["reason_en"], row["reason_zh"]),
        )
        for row in first.to_dict("records")
    ] or [say("industry_none")]
    if found.without_options:
        said.append(say("industry_without", **_named(found.without_options)))
    if found.unjudged:
        said.append(say("industry_unjudged", **_named(found.unjudged)))
    if found.unrelated:
        said.append(say("industry_unrelated", **_named(found.unrelated)))
    if not found.complexity_counts:
        said.append(say("industry_by_density"))
    return [*said, say("industry_caveat")]


def _named(names: Sequence[Any]) -> dict[str, Both]:
    """How many there are, and the first of them."""
    shown = [same(str(name)) for name in names[:_NAMED]]
    more = [Both("…", "…")] if len(names) > _NAMED else []
    return {"n": plain(len(names)), "names": listed([*shown, *more])}
