"""Who is entitled to what, from when, and who gets the places of which there are only so many.

n people, B benefits.  Places belong to sending counties: each county's own people come first, in
order; what a county leaves empty is carried over to the others, in one order for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.match.schools import lottery_numbers
from gongfu.model.rule_values import Outcome
from gongfu.model.rules import MET, UNKNOWN
from gongfu.model.rules_in_force import BenefitAt, day_number

Ints = NDArray[np.int64]

STATUSES: Final = ("entitled", "placed", "carried_over", "waiting", "unknown", "not_entitled")
"""entitled: no limit of places; placed: on a place of the own county; carried_over: on one that
another county left empty; waiting: entitled, but there are too few places; unknown: it cannot be
judged before something is known."""

DECIDERS: Final = ("", "points", "date", "lottery")
"""What put the last one who got a place before the first who did not, for each who waits."""

_FAR: Final = 2**31
NO_DAY: Final = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, eq=False)
class Benefits:
    """What everybody is entitled to.

    Attributes
    ----------
    outcome
        What the rules say.
    status
        (B, n) positions in `STATUSES`.
    since
        (B, n) days since 1970-01-01 from which somebody is entitled, NO_DAY if not or not known.
    rank
        (B, n) place in the common order of those who can be ordered, from 1; 0: none, or no limit.
    decided_by
        (B, n) positions in `DECIDERS`: for each who waits, what the last place turned on.
    could_change
        (B, n) whether somebody who cannot be judged might have got a place.
    places
        One row per limited benefit and county: `benefit`, `county`, `places`, `own` (taken by its
        own people), `given` (carried over to others), `received`, `empty`, `waiting`.
    lots
        (n,) the lottery, the lower first.
    """

    outcome: Outcome
    status: NDArray[np.int8]
    since: Ints
    rank: Ints
    decided_by: NDArray[np.int8]
    could_change: NDArray[np.bool_]
    places: pd.DataFrame
    lots: Ints


def benefits(
    outcome: Outcome,
    *,
    county: pd.Series | None = None,
    places: Mapping[str, Mapping[str, int]] | None = None,
    lottery_seed: int = 0,
) -> Benefits:
    """Who is entitled, from when, and who gets a place.

    Parameters
    ----------
    outcome
        Rules evaluated for a register.
    county
        The sending county of each person, same index as the register.  Needed for places.
    places
        Benefit -> county -> how many places.  Needed for each benefit that is limited.
    lottery_seed
        Published before the draw.  The lot of a person is `schools.lottery_numbers` of the seed
        and the id: neither the order of rows nor who else is on the list moves it.

    Returns
    -------
    Benefits
        The order is: more points, the earlier date, the lower lot.  Who has no certain points or no
        date cannot be ordered and is "unknown", not last.

    Raises
    ------
    InputError
        Places are absent, not whole, below 0, or for what is not limited; a county is absent.

    Notes
    -----
    A county's own places go to its own people first, so nobody waits while somebody of the same
    county with a later place in the order has one of them; carried-over places go by the common
    order.  All places are taken, or nobody waits.
    """
    rules = outcome.rules
    limited = [one.benefit.name for one in rules.benefits if one.benefit.limited]
    given = _checked_places(limited, places or {})
    home, counties = _counties(outcome, county, given)

    state = outcome.benefit
    status = np.full(state.shape, STATUSES.index("not_entitled"), np.int8)
    status[state == MET] = STATUSES.index("entitled")
    status[state == UNKNOWN] = STATUSES.index("unknown")
    since = np.full(state.shape, NO_DAY, np.int64)
    rank = np.zeros(state.shape, np.int64)
    decided = np.zeros(state.shape, np.int8)
    could = np.zeros(state.shape, bool)
    lots = _lots(outcome.register.ids, lottery_seed)
    tables = []
    for k, one in enumerate(rules.benefits):
        since[k] = _since(outcome, one, state[k])
        if one.benefit.limited:
            quota = np.array([given[one.benefit.name].get(name, 0) for name in counties], np.int64)
            share = _Share(outcome, one, state[k], home, quota, lots)
            status[k], rank[k], decided[k], could[k] = share.shared()
            tables.append(share.table(counties))
    columns = ["benefit", "county", "places", "own", "given", "received", "empty", "waiting"]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
    return Benefits(outcome, status, since, rank, decided, could, table, lots)


def _checked_places(
    limited: list[str], places: Mapping[str, Mapping[str, int]]
) -> Mapping[str, Mapping[str, int]]:
    faults = [f"no places for {name!r}, which is limited" for name in limited if name not in places]
    faults += [
        f"{name!r} has places, and no benefit of that name is limited; there are "
        f"{', '.join(map(repr, limited)) or 'none'}"
        for name in places
        if name not in limited
    ]
    for name, shares in places.items():
        for county, number in shares.items():
            if not (0 <= number < _FAR and number == int(number)):
                faults.append(f"{name!r}, {county!r}: places must be whole and >= 0, not {number}")
    if faults:
        raise InputError("places: " + "; ".join(faults))
    return places


def _counties(
    outcome: Outcome, county: pd.Series | None, places: Mapping[str, Mapping[str, int]]
) -> tuple[Ints, list[str]]:
    """The position of each person's county (-1: none), and the names of all counties in order."""
    if county is None:
        if places:
            raise InputError("places are shared between counties; give the county of each person")
        return np.full(len(outcome.register), -1, np.int64), []
    if not county.index.equals(outcome.register.ids):
        raise InputError("county must have the index of the register; take it from the same table")
    names = list(dict.fromkeys(name for shares in places.values() for name in shares))
    names += sorted(set(county.dropna()) - set(names))
    return pd.Index(names, dtype=object).get_indexer(pd.Index(county, dtype=object)), names


def _lots(ids: pd.Index, seed: int) -> Ints:
    """Places in the lottery: by SHA-256 of "SEED:ID" alone, so that nobody moves another's."""
    if not 0 <= seed < 2**63:
        raise InputError(f"lottery_seed must be a whole number from 0 to 2^63 - 1; it is {seed!r}")
    texts = ids.astype(str)
    by_id = np.empty(len(ids), np.int64)
    by_id[np.argsort(texts.to_numpy(object), kind="stable")] = np.arange(len(ids))
    lots = np.empty(len(ids), np.int64)
    lots[np.lexsort((by_id, lottery_numbers(seed, texts)))] = np.arange(len(ids))
    return lots


def _since(outcome: Outcome, one: BenefitAt, state: NDArray[np.uint8]) -> Ints:
    """The day from which each is entitled: the latest of its dates, so many months later."""
    names = [fact.name for fact in outcome.rules.rules.facts]
    start = one.benefit.start or outcome.rules.rules.start
    least = NO_DAY if start is None else day_number(start)
    day = np.full(state.size, NO_DAY, np.int64)
    lost = np.zeros(state.size, bool)
    for name in one.benefit.since:
        column = outcome.register.columns[names.index(name)]
        day = np.maximum(day, column.value)
        if column.unknown is not None:
            lost |= column.unknown
    if one.benefit.after_months and one.benefit.since:
        dates = day.astype("datetime64[D]")
        month = dates.astype("datetime64[M]")
        ahead = month + one.benefit.after_months
        last = (ahead + 1).astype("datetime64[D]") - ahead.astype("datetime64[D]")
        within = np.minimum(dates - month.astype("datetime64[D]"), last - np.timedelta64(1, "D"))
        day = (ahead.astype("datetime64[D]") + within).astype(np.int64)
    day = np.maximum(day, least)
    found: Ints = np.where(lost | (state != MET), NO_DAY, day)
    return found


class _Share:
    """The places of one benefit, shared among those who are entitled."""

    def __init__(
        self,
        outcome: Outcome,
        one: BenefitAt,
        state: NDArray[np.uint8],
        home: Ints,
        quota: Ints,
        lots: Ints,
    ) -> None:
        self.one, self.state, self.home, self.quota = one, state, home, quota
        self.low, self.high = outcome.group_low[-1], outcome.group_high[-1]
        self.date = np.zeros(state.size, np.int64)
        dateless = np.zeros(state.size, bool)
        if one.benefit.earlier:
            names = [fact.name for fact in outcome.rules.rules.facts]
            column = outcome.register.columns[names.index(one.benefit.earlier)]
            self.date = column.value
            if column.unknown is not None:
                dateless = column.unknown
        self.ordered = (state == MET) & (self.low == self.high) & ~dateless & (home >= 0)
        who = np.flatnonzero(self.ordered)
        self.order = who[np.lexsort((lots[who], self.date[who], -self.low[who]))]
        here = home[self.order]
        self.own, self.carried = np.zeros(state.size, bool), np.zeros(state.size, bool)
        self.own[self.order] = _place_in_group(here, quota.size) < quota[here]
        left = int(quota.sum() - np.count_nonzero(self.own))
        self.carried[self.order[~self.own[self.order]][:left]] = True
        self.waiting = self.ordered & ~self.own & ~self.carried

    def shared(self) -> tuple[NDArray[np.int8], Ints, NDArray[np.int8], NDArray[np.bool_]]:
        """Status, rank, what decided, and who might have got a place."""
        rank = np.zeros(self.state.size, np.int64)
        rank[self.order] = np.arange(1, self.order.size + 1)

        status = np.full(self.state.size, STATUSES.index("not_entitled"), np.int8)
        status[self.state == UNKNOWN] = STATUSES.index("unknown")
        status[(self.state == MET) & ~self.ordered] = STATUSES.index("unknown")
        status[self.waiting] = STATUSES.index("waiting")
        status[self.own] = STATUSES.index("placed")
        status[self.carried] = STATUSES.index("carried_over")
        return status, rank, *self._decided(rank)

    def _decided(self, rank: Ints) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """What kept each who waits from a place; who cannot be judged and might have one.

        A county's places compare its own people; carried-over places all.  The easier one counts.
        """
        decided = np.zeros(self.state.size, np.int8)
        could = np.zeros(self.state.size, bool)
        last = self.order[self.own[self.order]]
        bar = np.full(self.quota.size, -1, np.int64)  # the last of each county on its own places
        bar[self.home[last]] = last
        over = self.order[self.carried[self.order]]
        common = int(over[-1]) if over.size else -1
        free = self.quota.sum() > self.own.sum() + self.carried.sum()
        for k in range(self.quota.size):
            choices = [int(one) for one in (bar[k], common) if one >= 0]
            if not choices:
                continue
            against = max(choices, key=lambda one: rank[one])
            mine = self.waiting & (self.home == k)
            decided[mine] = self._first_difference(mine, against)
        who = np.flatnonzero((self.state != 0) & ~self.ordered)
        own = np.bincount(self.home[self.own], minlength=self.quota.size)
        for k in np.unique(self.home[who]):  # -1: a county that is not known may be any
            mine, here = who[self.home[who] == k], slice(None) if k < 0 else slice(k, k + 1)
            choices = [int(one) for one in (*bar[here], common) if one >= 0]
            room = bool((self.quota > own)[here].any())
            # A place of the own county that was carried over would have been theirs.
            if free or room:
                could[mine] = True
            elif choices:
                least = min(self.low[one] for one in choices)
                could[mine] = self.high[mine] >= least
        return decided, could

    def _first_difference(self, mine: NDArray[np.bool_], against: int) -> NDArray[np.int8]:
        by_lot = np.int8(DECIDERS.index("lottery"))
        by_date, by_points = np.int8(DECIDERS.index("date")), np.int8(DECIDERS.index("points"))
        found = np.where(self.date[mine] != self.date[against], by_date, by_lot)
        answer: NDArray[np.int8] = np.where(self.low[mine] != self.low[against], by_points, found)
        return answer

    def table(self, counties: list[str]) -> pd.DataFrame:
        """How the places of each county were used."""
        size = self.quota.size
        own, received, waiting = (
            np.bincount(self.home[mask], minlength=size)
            for mask in (self.own, self.carried, self.waiting)
        )
        left = self.quota - own
        given, still = np.zeros(size, np.int64), int(self.carried.sum())
        for k in range(size):  # in the order of the list
            given[k] = min(int(left[k]), still)
            still -= int(given[k])
        columns: dict[str, Any] = {
            "benefit": self.one.benefit.name, "county": counties, "places": self.quota,
            "own": own, "given": given, "received": received, "empty": left - given,
            "waiting": waiting,
        }  # fmt: skip
        return pd.DataFrame(columns)


def _place_in_group(group: Ints, n_groups: int) -> Ints:
    """How many of the same group stand before each."""
    order = np.argsort(group, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=n_groups))[:-1]])
    place = np.empty(group.size, np.int64)
    place[order] = np.arange(group.size) - first[group[order]]
    return place
