"""Who is covered: shares of places and of residents within reach, and how complete a circle is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels.members import member_sums
from gongfu.measure.streets import check_limit
from gongfu.model.kind import CIRCLE_KEYS, kinds_once
from gongfu.model.place import ancestors
from gongfu.model.schema import Column, check_frame
from gongfu.units import DS_PER_S

__all__ = ("ALL_KINDS", "AREAS", "completeness", "coverage")

AREAS: Final = ("all", "urban", "rural")
ALL_KINDS: Final = "all"
"""The kind of the rows that ask for every kind of the circle at once."""

_TIMES: Final = (
    Column("community_id"),
    Column("kind"),
    Column("time_s", missing=True),
    Column("state"),
)


def coverage(
    times: pd.DataFrame,
    communities: pd.DataFrame,
    places: pd.DataFrame,
    *,
    limit_s: float = 900.0,
    circle: Sequence[str] = CIRCLE_KEYS,
) -> pd.DataFrame:
    """Share of communities and of residents within reach, by place, kind and area.

    Parameters
    ----------
    times
        From `time_to_nearest`: every community with every kind.
    communities
        Index `community_id`; columns `place` (code of the smallest place it lies in),
        `residents` (people), `urban` (bool).
    places
        Index `code`; columns `level`, `parent`.
    limit_s
        What counts as within reach; no more than the limit that `times` was measured with.
        Seconds, > 0.
    circle
        The kinds that together make the circle complete.

    Returns
    -------
    DataFrame
        One row per place, kind and area, for the levels at which some community lies in a place:
        `level`, `place`, `kind` (as in `times`, then "all": every kind of the circle that the
        source holds), `area` ("all", "urban", "rural"), `limit_s`, `n_places` (communities),
        `n_reached`, `n_not_judged`, `share_of_places`, `residents`, `residents_reached`,
        `residents_not_judged`, `share_of_residents`.  Shares are of those that could be judged;
        NaN if there are none.

    Notes
    -----
    A community fails "all" as soon as one kind is known to be out of reach; it is not judged if
    none is, but some kind could not be judged.  A kind that is not in the source is judged for
    nobody and asked of nobody in "all".  A community that lies in no place of a level counts in
    the other levels only.
    """
    within = members(communities, places)
    reached, judged, in_source, kinds = reached_and_judged(times, communities.index, limit_s)

    whole = in_circle(kinds, circle) & in_source
    all_reached, all_judged = together(reached[:, whole], judged[:, whole])
    reached = np.column_stack([reached, all_reached])
    judged = np.column_stack([judged, all_judged])

    everywhere = np.arange(within.code.size)
    sums = [within.sums(everywhere, *flags) for flags in zip(reached.T, judged.T, strict=True)]
    return table_of_shares(within, [*kinds, ALL_KINDS], [limit_s] * len(sums), sums)


def completeness(
    times: pd.DataFrame, *, limit_s: float = 900.0, circle: Sequence[str] = CIRCLE_KEYS
) -> pd.DataFrame:
    """How many kinds of the circle each community has within reach.

    Parameters
    ----------
    times
        From `time_to_nearest`: every community with every kind.
    limit_s
        What counts as within reach; no more than the limit that `times` was measured with.
        Seconds, > 0.
    circle
        The kinds that count.

    Returns
    -------
    DataFrame
        Index `community_id` in the order of `times`; `n_within`, `n_judged` (those within or
        known to be out of reach), `n_not_judged`, `n_not_in_source`.  The last three sum to the
        kinds of the circle that `times` holds.
    """
    check_frame(times, _TIMES, "times")
    ids = pd.Index(times["community_id"].unique(), dtype=object)
    reached, judged, in_source, kinds = reached_and_judged(times, ids, limit_s)

    counts = in_circle(kinds, circle)
    n_in_source = int((counts & in_source).sum())
    n_judged = judged[:, counts].sum(axis=1)
    return pd.DataFrame(
        {
            "n_within": reached[:, counts].sum(axis=1),
            "n_judged": n_judged,
            "n_not_judged": n_in_source - n_judged,
            "n_not_in_source": int(counts.sum()) - n_in_source,
        },
        index=pd.Index(ids, name="community_id"),
    )


_PLACE: Final = Column("place")
_URBAN: Final = Column("urban", boolean=True)


def reached_and_judged(
    times: pd.DataFrame, ids: pd.Index, limit_s: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], list[str]]:
    """Reached and judged (community, kind), which kinds are in the source, and the kinds."""
    check_frame(times, _TIMES, "times")
    check_limit(limit_s)
    kind = times["kind"].astype("category")
    kinds = [key for key in kind.cat.categories if key in set(kind.unique())]
    column = pd.Index(kinds).get_indexer(kind.cat.categories)[kind.cat.codes]
    community = times["community_id"].astype("category")
    row = ids.get_indexer(community.cat.categories)[community.cat.codes]
    cell = row * len(kinds) + column
    if (row < 0).any() or (np.bincount(cell, minlength=len(ids) * len(kinds)) != 1).any():
        raise InputError(
            f"times: {len(times)} rows are not each of {len(ids)} communities with each of "
            f"{len(kinds)} kinds once; measure all communities with all kinds"
        )
    state = times["state"].astype("category")
    within_ds = np.rint(times["time_s"].to_numpy(float) * DS_PER_S) <= np.round(
        limit_s * DS_PER_S, 6
    )
    has_state = {
        name: (state.cat.codes == state.cat.categories.get_indexer([name])[0]).to_numpy()
        for name in ("reached", "out_of_reach", "not_in_source")
        if name in state.cat.categories
    }
    nowhere = np.zeros(len(times), bool)
    met = has_state.get("reached", nowhere)
    flags = np.zeros((3, len(ids) * len(kinds)), bool)
    flags[0, cell] = met & within_ds
    flags[1, cell] = met | has_state.get("out_of_reach", nowhere)
    flags[2, cell] = ~has_state.get("not_in_source", nowhere)
    reached, judged, in_source = flags.reshape(3, len(ids), len(kinds))
    return reached, judged, np.asarray(in_source.any(axis=0)), kinds


def in_circle(kinds: list[str], circle: Sequence[str]) -> NDArray[np.bool_]:
    """Which kinds count in the circle."""
    return np.isin(np.array(kinds, dtype=object), kinds_once(circle, "circle"))


def together(
    reached: NDArray[np.bool_], judged: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether all kinds are reached, and whether that is known."""
    if not reached.shape[1]:
        nobody = np.zeros(len(reached), bool)
        return nobody, nobody
    fails = (judged & ~reached).any(axis=1)
    return np.asarray(reached.all(axis=1)), np.asarray(fails | judged.all(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Which of n communities lie in each of P places, level by level.

    code, level (P,); start (P+1,) and community: a list for each place, in the order of the
    communities; place_of (levels, n): the place in which each lies, -1 in none; residents (n,),
    urban (n,).
    """

    code: NDArray[np.object_]
    level: NDArray[np.object_]
    start: NDArray[np.int64]
    community: NDArray[np.int64]
    place_of: NDArray[np.int64]
    residents: NDArray[np.float64]
    urban: NDArray[np.bool_]

    def sums(
        self, at: NDArray[np.integer], reached: NDArray[np.bool_], judged: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Of the places `at`, (., [urban, rural], [n, reached, judged, residents of each])."""
        lists = self.start, self.community, self.residents, self.urban
        flags = np.ascontiguousarray(reached), np.ascontiguousarray(judged)
        return member_sums(at, *lists, *flags)


def members(communities: pd.DataFrame, places: pd.DataFrame) -> Members:
    """Which communities lie in each place, for the levels at which some community lies in one.

    A frame that lacks something, or a community in a place that is not there, is an InputError.
    """
    check_frame(communities, (_PLACE, Column("residents", "people"), _URBAN), "communities")
    check_frame(places, (Column("level"), Column("parent")), "places")
    place_at = places.index.get_indexer(pd.Index(communities["place"]))
    if (place_at < 0).any():
        lost = communities["place"][place_at < 0]
        raise InputError(
            f"communities: {len(lost)} lie in places that are not in the table, such as "
            f"{lost.iloc[0]!r}; add them to places or correct the codes"
        )
    above = ancestors(places)
    codes, levels, inside = [np.array([], object)], [np.array([], object)], []
    n_before = 0
    for level in above.columns:
        at_level = places.index[(places["level"] == level).to_numpy()]
        at = at_level.get_indexer(pd.Index(above[level]))[place_at]
        if not (at >= 0).any():
            continue
        inside.append(np.where(at >= 0, n_before + at, -1))
        codes.append(at_level.to_numpy(object))
        levels.append(np.full(len(at_level), level, object))
        n_before += len(at_level)
    place_of = np.array(inside, np.int64).reshape(len(inside), len(communities))
    held = place_of.ravel()
    turn = np.argsort(held, kind="stable")
    turn = turn[held[turn] >= 0]
    return Members(
        np.concatenate(codes),
        np.concatenate(levels),
        np.searchsorted(held[turn], np.arange(n_before + 1)),
        turn % max(len(communities), 1),
        place_of,
        communities["residents"].to_numpy(float),
        communities["urban"].to_numpy(bool),
    )


def table_of_shares(
    within: Members,
    kinds: Sequence[str],
    limits_s: Sequence[float],
    sums: Sequence[NDArray[np.float64]],
) -> pd.DataFrame:
    """The frame of `coverage` from the sums (P, 2, 6) of each kind, and the limit of each."""
    n_rows, n_kinds = len(within.code), len(kinds)
    sides = np.stack(sums, axis=1)
    cells = np.concatenate([sides.sum(axis=2, keepdims=True), sides], axis=2)
    each = n_kinds * len(AREAS)
    n, n_reached, n_judged, people, people_reached, people_judged = cells.reshape(-1, 6).T

    def share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.divide(part, whole, out=np.full(part.size, np.nan), where=whole > 0)

    def repeated(values: Iterable[str], at: NDArray[np.integer]) -> pd.Categorical:
        return pd.Categorical.from_codes(at, categories=pd.Index(list(values)))

    level_names = list(dict.fromkeys(within.level))
    levels = pd.Index(level_names).get_indexer(within.level)
    return pd.DataFrame(
        {
            "level": repeated(level_names, levels.repeat(each)),
            "place": repeated(within.code, np.arange(n_rows).repeat(each)),
            "kind": repeated(kinds, np.tile(np.arange(n_kinds).repeat(len(AREAS)), n_rows)),
            "area": repeated(AREAS, np.tile(np.arange(len(AREAS)), n_rows * n_kinds)),
            "limit_s": np.tile(np.repeat(np.array(limits_s, float), len(AREAS)), n_rows),
            "n_places": n.astype(np.int64),
            "n_reached": n_reached.astype(np.int64),
            "n_not_judged": (n - n_judged).astype(np.int64),
            "share_of_places": share(n_reached, n_judged),
            "residents": people,
            "residents_reached": people_reached,
            "residents_not_judged": people - people_judged,
            "share_of_residents": share(people_reached, people_judged),
        }
    )
