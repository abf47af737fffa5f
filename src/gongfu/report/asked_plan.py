"""Where to build, in words: what a plan gains, how good any other could be, what a hunch costs."""

from dataclasses import dataclass
from typing import Any, Final

from gongfu.report.asked import About, number, titled
from gongfu.report.numbers import percent, plain, share_of
from gongfu.report.text import Both, same
from gongfu.report.words import say

# What a plan gains, how much more another could, and that none does: without and with capacities.
_WITHIN_REACH: Final = ("plan_sites", "plan_bounded", "plan_optimal")
_SERVED: Final = ("plan_sites_full", "plan_bounded_full", "plan_optimal_full")


@dataclass(frozen=True, slots=True)
class Planned:
    """The figures of a plan: who is reached before and after, out of whom, and at most."""

    kind: str
    n_sites: int
    n_candidates: int
    judged: float
    before: float
    after: float
    at_most: float
    unreachable: float
    unknown: float
    by_places: bool

    def count(self, about: About, n: float) -> Both:
        """So many people, or communities."""
        return say("plan_places", n=plain(n)) if self.by_places else about.people(n)

    def parts(self, about: About) -> dict[str, Any]:
        """What several sentences say."""
        return {
            "n": plain(self.n_sites),
            "kind": titled(self.kind),
            "before": share_of(self.before, self.judged),
            "after": share_of(self.after, self.judged),
            **about.parts,
        }


@dataclass(frozen=True, slots=True)
class Filled:
    """How full new sites are, and for whom there is no place.

    n_full: sites that are full; load: people served in all their places, a share, NaN if there is
    no place; turned_away: people within reach of a new site who find none.
    """

    n_full: int
    load: float
    turned_away: float


def sites(about: About, plan: Planned, filled: Filled | None = None) -> list[Both]:
    """What a plan of new sites gains, and what any other could; filled: with capacities."""
    gained, more = plan.after - plan.before, plan.at_most - plan.after
    keys = _WITHIN_REACH if filled is None else _SERVED
    said = [say(keys[0], gained=plan.count(about, gained), **plan.parts(about))]
    if 0 < more < 1:  # the search stops where less than one person is open
        said.append(say("plan_less_than_one", n=plain(plan.n_sites), m=plain(plan.n_candidates)))
    elif more > 0:
        gap = percent(more / gained if gained else float("nan"))
        said.append(
            say(
                keys[1],
                m=plain(plan.n_candidates),
                more=plan.count(about, more),
                gap=gap,
            )
        )
    else:
        n, m = plain(plan.n_sites), plain(plan.n_candidates)
        said.append(say(keys[2], n=n, m=m))
    if filled is not None:
        said += _filled(about, plan, filled)
    return said + left(about, plan)


def _filled(about: About, plan: Planned, filled: Filled) -> list[Both]:
    """How full the sites are, and who finds them full."""
    said = []
    if filled.load == filled.load:
        said.append(
            say(
                "plan_load",
                n=plain(filled.n_full),
                all=plain(plan.n_sites),
                load=percent(filled.load),
            )
        )
    if filled.turned_away > 0:
        said.append(say("plan_turned_away", n=plan.count(about, filled.turned_away)))
    return said


def close(
    about: About, plan: Planned, *, target: float, bound: float, cost: float | None, least: bool
) -> list[Both]:
    """How little lifts the share to a target, and whether less could."""
    parts = plan.parts(about) | {"target": percent(target)}
    if cost is None:
        said = [say("plan_close", **parts)]
    else:
        said = [say("plan_close_cost", cost=number(cost), **parts)]
    if least:
        said.append(say("plan_least"))
    else:
        said.append(say("plan_least_bounded", bound=number(bound)))
    return said + left(about, plan)


def hunch(about: About, plan: Planned, *, site: str, price: float, at_least: float) -> Both:
    """What it costs to have a site of one's own choice."""
    if price <= 0:
        return say("plan_hunch_free", site=same(site))
    return say(
        "plan_hunch",
        site=same(site),
        price=plan.count(about, price),
        least=plan.count(about, at_least),
    )


def left(about: About, plan: Planned) -> list[Both]:
    """Whom no candidate reaches, and who cannot be judged."""
    said = []
    if plan.unreachable > 0:
        said.append(say("plan_unreachable", lost=plan.count(about, plan.unreachable)))
    if plan.unknown > 0:
        said.append(say("plan_unknown", unknown=plan.count(about, plan.unknown)))
    return said
