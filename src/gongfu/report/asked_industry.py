"""Which industries are close, in words: the first of each place, and what cannot be told."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

import pandas as pd

from gongfu.plan.complexity_orders import ComplexityOrders
from gongfu.plan.industry import IndustryOptions
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_NAMED: Final = 5
_FIRST: Final = 3


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


def complexity(found: ComplexityOrders, *, of: str, name: str) -> list[Both]:
    """The most complex by both orders, how far these agree, and what makes them mean little.

    `of` is "places" or "industries", `name` the column that names them.
    """
    by_place = of == "places"
    rows = found.places if by_place else found.industries
    one, other = ("eci", "fitness") if by_place else ("pci", "complexity")
    said = []
    if rows[one].notna().any():
        firsts = {"eci": _first(rows, one, name), "fitness": _first(rows, other, name)}
        said.append(say("complexity_places" if by_place else "complexity_industries", **firsts))
    else:
        said.append(say("complexity_undefined"))
    agreement = found.place_agreement if by_place else found.industry_agreement
    if isfinite(agreement):
        said.append(say("complexity_agree", r=plain(agreement, 2)))
    if found.complexity.n_parts > 1:
        said.append(say("complexity_parts", n=plain(found.complexity.n_parts)))
    falling = found.places[found.places["falling"].to_numpy(bool)]
    if len(falling):
        named = _named(falling[falling.columns[0]].tolist())
        said.append(say("complexity_falling", **named))
    elif not found.fitness.converged:
        said.append(say("complexity_unsettled", n=plain(found.fitness.n_rounds)))
    return [*said, say("complexity_caveat")]


def _first(rows: pd.DataFrame, by: str, name: str) -> Both:
    """The three that are first."""
    ranked = rows.dropna(subset=f"{by}_rank").sort_values(f"{by}_rank", kind="stable")
    return listed([same(str(one)) for one in ranked[name].head(_FIRST)])


def _named(names: Sequence[Any]) -> dict[str, Both]:
    """How many there are, and the first of them."""
    shown = [same(str(name)) for name in names[:_NAMED]]
    more = [Both("…", "…")] if len(names) > _NAMED else []
    return {"n": plain(len(names)), "names": listed([*shown, *more])}
