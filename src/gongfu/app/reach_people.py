"""What a planner asks of people: who is left out, where they are, and how fair access is."""

from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import (
    about_of,
    by_kind,
    first_marked,
    kinds_judged,
    most_lacking,
    ready,
    rows_inside,
    times_to_nearest,
    travel_of,
    with_judged,
)
from gongfu.app.place_names import chain_names
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.zone_answer import answered, with_names, with_standing
from gongfu.errors import InputError
from gongfu.measure.coverage import ALL_KINDS, coverage
from gongfu.measure.decay import step
from gongfu.measure.equity import inequality_of_access, reach_by_group
from gongfu.measure.equity import left_out as communities_left_out
from gongfu.measure.panel import INCOME
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.times import count_within, travel_times
from gongfu.model.figure import best_figures
from gongfu.model.zone import Zone
from gongfu.report import asked as words

Order = Literal["residents", "kinds", "place"]
ORDERS: Final = ("residents", "kinds", "place")
FIFTHS: Final = ("1 lowest", "2", "3", "4", "5 highest")
INCOME_FIFTH: Final = "income_fifth"
_INCOME: Final = "income_per_head_yuan"


def left_out(
    zone: Zone,
    question: Question,
    *,
    sort: Order = "residents",
    by: str = "",
    progress: Progress | None = None,
) -> Answer:
    """Which communities are known to lack some kind of facility, and where they are.

    Parameters
    ----------
    zone
        With communities, streets and facilities.
    question
        Kinds that nobody should lack, mode, minutes and place.
    sort
        The order of the list: most "residents" first, most "kinds" lacking first, or by "place".
    by
        Level of the places of the summary; "" is the level below the place asked about.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        The table of `left_out` with names; `summary` by place counts communities and residents.
    """
    if sort not in ORDERS:
        raise InputError(f"no order {sort!r}; known: {', '.join(ORDERS)}")
    asked = put(zone, question, rides=True)
    kinds = kinds_judged(asked)
    level = _level_below(asked, by)
    times = times_to_nearest(asked, ready(asked, progress), kinds)
    listed = communities_left_out(times, zone.communities, limit_s=asked.limit_s, circle=kinds)
    found = listed[["n_out_of_reach", "n_not_judged", "out_of_reach"]]
    ids = pd.Categorical.from_codes(
        zone.communities.index.get_indexer(found.index), categories=zone.communities.index
    )
    table = with_names(asked, found.reset_index(drop=True).assign(community_id=ids))
    table = _sorted(table, sort)

    about = about_of(asked)
    counts = by_kind(asked, times).set_index("kind")
    lacking = counts["residents"] - counts["residents_not_judged"] - counts["residents_reached"]
    worst = str(lacking.idxmax()), float(lacking.max())
    n_points = int(asked.inside.sum())
    first = words.left_out(about, kinds, len(table), n_points, table["residents"].sum(), worst)
    said = first_marked(asked, about, [first], *kinds)
    unknown = _unjudged(asked, times)
    people = float(zone.communities["residents"].to_numpy(float)[unknown].sum())
    said += words.unjudged(about, int(unknown.sum()), people)
    said += words.remarks(absent=[kind for kind in asked.kinds if kind not in kinds])
    return answered(
        asked,
        {"command": "left-out", "direction": asked.direction, "sort": sort, "by": level},
        said,
        with_standing(asked, table),
        ("community_id", "name", "place", "place_name", "residents", "n_out_of_reach",
         "out_of_reach", "n_not_judged"),
        kinds=kinds,
        summary=_by_place(asked, times, kinds, level),
    )  # fmt: skip


def groups(
    zone: Zone,
    question: Question,
    *,
    of: Literal["count", "supply"] = "count",
    indices: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Which groups of residents reach what, and how unequally access is shared among residents.

    Parameters
    ----------
    zone, question, progress
        As for `left_out`.  Groups are town and country, each column `residents_<group>` of the
        communities, and fifths by the income per head of their county, where the zone has figures.
    of
        What the indices are of: how many facilities are within reach ("count"), or places per
        resident by 2SFCA ("supply").
    indices
        Whether the table holds the indices and the summary the shares, instead of the reverse.

    Returns
    -------
    Answer
        The tables of `reach_by_group` and `inequality_of_access`, of the communities asked about.
    """
    if of not in ("count", "supply"):
        raise InputError(f"of is {of!r}; it must be count or supply")
    asked = put(zone, question, rides=True)
    kinds = kinds_judged(asked)
    people, level, period = with_income(asked)
    mine = people[asked.inside]
    streets = ready(asked, progress)
    times = times_to_nearest(asked, streets, kinds)
    here = times[rows_inside(asked, times)]
    ranked = [INCOME_FIFTH] if level else []
    shares = reach_by_group(here, mine, limit_s=asked.limit_s, by=ranked, circle=kinds)

    needs = "capacity" if of == "supply" else ""
    facilities, unknown, n_assumed = facilities_of(asked, value=needs)
    travel = travel_of(asked) | {"limit_s": asked.limit_s}
    if of == "supply":
        pairs = travel_times(people, facilities, streets, **travel)
        access = two_step_floating_catchment(people, facilities, pairs, decay=step(asked.limit_s))
        access = with_judged(asked, streets, asked.limit_s, access)
        value = "places_per_head"
    else:
        access = count_within(people, facilities, streets, **travel)
        value = "n_within"
    access = access[rows_inside(asked, access)]
    known = mine[_INCOME].notna().all() if level else False
    unequal = inequality_of_access(access, mine, value=value, rank_by=_INCOME if known else None)

    about = about_of(asked)
    said = _groups_said(about, shares, level, period)
    residents = float(mine["residents"].sum())
    mostly = unequal["residents"] * 2.0 >= residents  # of few, the Gini is no headline
    order = unequal["gini"].where(mostly).fillna(-1.0)
    if len(unequal) and order.max() >= 0:
        row = unequal.loc[order.idxmax()]
        said.append(words.most_unequal(str(row["kind"]), of, float(row["gini"])))
    if not said:
        counts = by_kind(asked, times)
        kind = most_lacking(counts)
        row = counts.set_index("kind").loc[kind]
        said = [words.reached(about, row, words.nth(kind, 1), median_s=np.nan)[0]]
    said = first_marked(asked, about, said, *kinds)
    for row in unequal.iloc[:1].itertuples():  # whoever cannot be judged cannot for any kind
        if row.n_not_judged and row.residents < residents:
            said.append(words.indexed(about, float(row.residents), residents))
    said += words.remarks(
        absent=[kind for kind in asked.kinds if kind not in kinds],
        left_off=unknown,
        n_assumed=n_assumed,
        each=asked.if_missing,
    )
    if len(kinds) == 1:
        shares = shares[(shares["kind"] != ALL_KINDS).to_numpy()]
    shares = with_standing(asked, shares)
    unequal = with_standing(asked, unequal.assign(kind=unequal["kind"].astype("category")))
    view = ("kind", "grouping", "group", "people", "people_reached", "people_not_judged", "share")
    if indices:
        view = tuple(unequal.columns)
    return answered(
        asked,
        {"command": "groups", "direction": asked.direction, "of": of},
        said,
        unequal if indices else shares,
        view,
        kinds=kinds,
        summary=shares if indices else unequal,
    )


def _unjudged(asked: Asked, times: pd.DataFrame) -> NDArray[np.bool_]:
    """Which communities asked about cannot be judged for some kind."""
    unknown = (times["state"] == "cannot_be_judged").to_numpy(bool)
    found = np.zeros(len(asked.inside), bool)
    found[times["community_id"].cat.codes.to_numpy()[unknown]] = True
    return found & asked.inside


def _sorted(table: pd.DataFrame, sort: Order) -> pd.DataFrame:
    """The list of `left_out`, which comes with most kinds first, in another order."""
    if sort == "kinds":
        return table
    largest = -table["residents"].to_numpy(float)
    keys = (
        [largest] if sort == "residents" else [largest, pd.factorize(table["place"], sort=True)[0]]
    )
    return table.iloc[np.lexsort(keys)].reset_index(drop=True)


def _level_below(asked: Asked, by: str) -> str:
    """The level of places to sum up by: the one named, else the next below the place asked of."""
    there = list(asked.above.columns)
    if by:
        if by not in there:
            raise InputError(f"no places of the level {by!r}; the zone has {', '.join(there)}")
        return by
    upper = asked.zone.places["level"].loc[asked.place] if asked.place else there[0]
    lived_in = asked.above.loc[asked.zone.communities["place"].unique()].notna().any()
    below = [level for level in there[there.index(upper) + 1 :] if lived_in[level]]
    return below[0] if below else str(upper)


def _by_place(
    asked: Asked, times: pd.DataFrame, kinds: tuple[str, ...], level: str
) -> pd.DataFrame:
    """How many communities and residents of each place lack something, most residents first."""
    zone = asked.zone
    covered = coverage(
        times[rows_inside(asked, times)],
        zone.communities[asked.inside],
        zone.places,
        limit_s=asked.limit_s,
        circle=kinds,
    )
    wanted = (covered["level"] == level) & (covered["kind"] == ALL_KINDS)
    rows = covered[(wanted & (covered["area"] == "all") & (covered["n_places"] > 0)).to_numpy()]
    judged = rows["residents"] - rows["residents_not_judged"]
    lacking = judged - rows["residents_reached"]
    code = pd.Index(rows["place"].astype(object))
    chain = chain_names(zone.places, asked.above, code)
    table = pd.DataFrame(
        {
            "place": code,
            "place_name": chain["zh"],
            "place_name_en": chain["en"],
            "communities": rows["n_places"].to_numpy(),
            "left_out": (rows["n_places"] - rows["n_not_judged"] - rows["n_reached"]).to_numpy(),
            "not_judged": rows["n_not_judged"].to_numpy(),
            "residents": rows["residents"].to_numpy(),
            "residents_left_out": lacking.to_numpy(),
            "share_left_out": (lacking / judged.where(judged > 0)).to_numpy(),
        }
    )
    return table.sort_values("residents_left_out", ascending=False, kind="stable")


def with_income(asked: Asked) -> tuple[pd.DataFrame, str, str]:
    """Communities with the income per head of the smallest place of which it is known.

    Parameters
    ----------
    asked
        A question put to a zone.

    Returns
    -------
    tuple
        The communities with `income_per_head_yuan` and their `INCOME_FIFTH`, which is of all
        residents of the zone; the level and the period of the figures, both empty where the zone
        has none of at least two places, and no column is added.
    """
    zone, people = asked.zone, asked.zone.communities
    rows = zone.figures[(zone.figures["indicator"] == INCOME).to_numpy(bool)]
    rows = best_figures(rows[rows["bound"].isin(["=", "~"]).to_numpy(bool)])
    of_level = zone.places["level"].reindex(rows["place"]).to_numpy(object)
    for level in reversed(asked.above.columns):
        mine = rows[of_level == level]
        if mine["place"].nunique() < 2:
            continue
        sure = mine[(mine["doubt"] == "").to_numpy(bool)]  # the best period has most of these
        n_of = (mine if sure.empty else sure).groupby("period")["place"].nunique()
        period = str(n_of.index[n_of == n_of.max()].max())
        value = mine[(mine["period"] == period).to_numpy()].set_index("place")["value"]
        home = asked.above[level].reindex(people["place"]).to_numpy(object)
        income = value.reindex(home).to_numpy(float)
        fifth = _fifths(income, people)
        return people.assign(**{_INCOME: income, INCOME_FIFTH: fifth}), level, period
    return people, "", ""


def _fifths(income: NDArray[np.float64], people: pd.DataFrame) -> pd.Series:
    """The fifth of residents, by income, in which the middle of those of equal income lies."""
    known = np.isfinite(income)
    label = np.full(income.size, None, object)
    residents = people["residents"].to_numpy(float)[known]
    if residents.sum() > 0:
        _, rank = np.unique(income[known], return_inverse=True)
        n_of = np.bincount(rank, residents)
        middle = (np.cumsum(n_of) - n_of / 2) / n_of.sum()
        at = np.minimum((middle * len(FIFTHS)).astype(int), len(FIFTHS) - 1)
        label[known] = np.array(FIFTHS, object)[at[rank]]
    return pd.Series(label, index=people.index, dtype=object)


def _groups_said(
    about: words.About, shares: pd.DataFrame, level: str, period: str
) -> list[words.Both]:
    """The kind in which town and country differ most, and how it is shared by income."""
    table = shares[(shares["kind"] != ALL_KINDS).to_numpy()].astype({"kind": object})

    def of(group: str) -> pd.Series:
        return table[(table["group"] == group).to_numpy(bool)].set_index("kind")["share"]

    urban, rural = of("urban"), of("rural")
    apart = (urban - rural).abs()
    if not apart.notna().any():
        return []
    kind = str(apart.idxmax())
    said = [words.town_and_country(about, kind, float(urban[kind]), float(rural[kind]))]
    low, high = (float(of(FIFTHS[at]).get(kind, np.nan)) for at in (0, -1))
    if level and np.isfinite([low, high]).all():
        said.append(words.by_income(kind, level, period, (low, high)))
    return said
