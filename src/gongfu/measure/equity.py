"""Fair access: which groups of people are within reach, how unequal access is, who is left out."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.coverage import ALL_KINDS, in_circle, reached_and_judged, together
from gongfu.measure.inequality import gini
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.schema import OWN_UNIT, Column, check_frame, row_words

__all__ = ("inequality_of_access", "left_out", "reach_by_group")

Floats = NDArray[np.float64]

GROUP_PREFIX: Final = "residents_"
"""Columns that begin so count the residents of a group: residents_children, residents_aged_60."""

_RESIDENTS: Final = Column("residents", "people")
_TOP, _BOTTOM = 0.9, 0.4  # Palma's tenth and four tenths
_SHOWN: Final = ("place", "name", "residents", "urban")


def reach_by_group(
    times: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    limit_s: float = 900.0,
    by: Sequence[str] = (),
    circle: Sequence[str] = CIRCLE_KEYS,
) -> pd.DataFrame:
    """The share of each group of people that has each kind within reach.

    Parameters
    ----------
    times
        From `time_to_nearest`: every community with every kind.
    communities
        Index `community_id`; columns `residents` (people), `urban` (bool), and one for each group
        that is counted, `residents_<group>` (people >= 0).
    limit_s
        What counts as within reach; no more than the limit that `times` was measured with.
        Seconds, > 0.
    by
        Columns of `communities` that divide them, such as the income class of their county;
        residents of communities without a label are in no group of that column.
    circle
        The kinds that together make the circle complete.

    Returns
    -------
    DataFrame
        One row per kind (as in `times`, then "all": every kind of the circle that the source
        holds) and group: `kind`; `grouping` and `group`: "all" "all", "area" "urban" and "rural",
        "residents" and each <group>, each column of `by` and its labels; `limit_s`; `people`;
        `people_reached`; `people_not_judged`; `share` of those who could be judged, NaN if there
        are none.

    Notes
    -----
    The people of a community share its time, so that groups differ only as far as they live in
    different communities.
    """
    groups = [name for name in communities.columns if str(name).startswith(GROUP_PREFIX)]
    counted = tuple(Column(name, "people") for name in groups)
    labels = tuple(Column(name, missing=True) for name in by)
    urban = Column("urban", boolean=True)
    check_frame(communities, (_RESIDENTS, urban, *counted, *labels), "communities")
    reached, judged, in_source, kinds = reached_and_judged(times, communities.index, limit_s)

    whole = in_circle(kinds, circle) & in_source
    all_reached, all_judged = together(reached[:, whole], judged[:, whole])
    reached = np.column_stack([reached & judged, all_reached & all_judged])
    judged = np.column_stack([judged, all_judged])
    names, people = zip(*_groups(communities, groups, by), strict=True)
    of_group = np.array(people)  # (groups, communities)
    total = of_group.sum(axis=1)[:, None]
    met, known = of_group @ reached.astype(float), of_group @ judged.astype(float)

    n_kinds, n_groups = reached.shape[1], len(names)
    share = np.divide(met, known, out=np.full(met.shape, np.nan), where=known > 0)
    labels_of_kinds = pd.Index([*kinds, ALL_KINDS])
    return pd.DataFrame(
        {
            "kind": pd.Categorical.from_codes(
                np.arange(n_kinds).repeat(n_groups), categories=labels_of_kinds
            ),
            "grouping": [grouping for grouping, _ in names] * n_kinds,
            "group": [group for _, group in names] * n_kinds,
            "limit_s": float(limit_s),
            "people": np.broadcast_to(total, met.shape).T.ravel(),
            "people_reached": met.T.ravel(),
            "people_not_judged": (total - known).T.ravel(),
            "share": share.T.ravel(),
        }
    )


def left_out(
    times: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    limit_s: float = 900.0,
    circle: Sequence[str] = CIRCLE_KEYS,
) -> pd.DataFrame:
    """The communities known to lack some kind of the circle, the worst first.

    Parameters
    ----------
    times
        From `time_to_nearest`: every community with every kind.
    communities
        Index `community_id`; column `residents` (people).
    limit_s
        What counts as within reach; no more than the limit that `times` was measured with.
        Seconds, > 0.
    circle
        The kinds that count.

    Returns
    -------
    DataFrame
        Index `community_id`; of the columns `place`, `name`, `residents`, `urban` those that
        `communities` has; `n_out_of_reach`, `n_not_judged`; `out_of_reach`: the kinds in the
        order of `circle`, separated by ", ".  Those that lack most kinds come first, of these the
        largest, of these the first in `communities`.  A community about which nothing is known is
        not listed.
    """
    check_frame(communities, (_RESIDENTS,), "communities")
    reached, judged, in_source, kinds = reached_and_judged(times, communities.index, limit_s)

    turn = [kinds.index(kind) for kind in dict.fromkeys(circle) if kind in kinds]
    counts = in_source[turn]
    lacking = (judged & ~reached)[:, turn] & counts
    unknown = ~judged[:, turn] & counts
    n_lacking = lacking.sum(axis=1)
    worst = np.lexsort((-communities["residents"].to_numpy(float), -n_lacking))
    worst = worst[n_lacking[worst] > 0]

    names = np.array([kinds[at] for at in turn], dtype=object)
    listed = communities.iloc[worst][[name for name in _SHOWN if name in communities.columns]]
    return listed.assign(
        n_out_of_reach=n_lacking[worst],
        n_not_judged=unknown[worst].sum(axis=1),
        out_of_reach=[", ".join(names[row]) for row in lacking[worst]],
    ).rename_axis("community_id")


def inequality_of_access(
    access: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    value: str,
    rank_by: str | None = None,
) -> pd.DataFrame:
    """How unequally access is shared among residents, and whether the better off have more of it.

    Parameters
    ----------
    access
        One row per community and kind, as from `count_within`, `opportunities_within` or
        `two_step_floating_catchment`: `community_id`, `kind` and the column `value`; rows whose
        `judged` is False, if there is such a column, are left out.
    communities
        Index `community_id`; column `residents` (people), and `rank_by`.
    value
        Column of `access`: how much each resident there has.  >= 0; more is better, so a time
        will not do.  Rows without a value are left out.
    rank_by
        Column of `communities` by which residents are ranked, poorest first, such as the income
        per head of their county; None: no ranking but that by access itself.

    Returns
    -------
    DataFrame
        One row per kind, in the order of `access`: `kind`, `value`, `n_communities`, `residents`,
        `mean` (per resident), `gini`; `palma`: what the tenth of residents with most access has,
        over what the four tenths with least have (0.25 if all are alike, inf if those have
        nothing); `concentration_index`, from -1 (all with the poorest) to 1, and
        `richest_to_poorest`: the mean of the richest tenth over that of the poorest four tenths,
        both NaN without `rank_by`; `n_not_judged`, `n_undefined`: rows left out.  NaN where nobody
        has any.

    Notes
    -----
    Gini 1912; Palma 2011; concentration index of Wagstaff, Paci and van Doorslaer 1991 with
    mid-interval ranks, equal ranks sharing theirs (Kakwani, Wagstaff and van Doorslaer 1997).
    A community that straddles a tenth is divided in proportion.
    """
    check_frame(access, (Column("community_id"), Column("kind"), _any(value)), "access")
    ranks = () if rank_by is None else (Column(rank_by, OWN_UNIT, -np.inf),)
    check_frame(communities, (_RESIDENTS, *ranks), "communities")
    at = communities.index.get_indexer(pd.Index(access["community_id"]))
    rows = np.arange(1, len(access) + 1)
    if (at < 0).any():
        raise InputError(
            f"access: 'community_id' is unknown in {row_words(at < 0, rows)}; "
            "pass the communities it was measured for"
        )
    twice = access.duplicated(["community_id", "kind"]).to_numpy()
    if twice.any():
        raise InputError(
            f"access: {row_words(twice, rows)} repeat a community and kind; keep one row for each"
        )
    judged = access["judged"].to_numpy(bool) if "judged" in access else np.ones(len(access), bool)

    amount = access[value].to_numpy(float, na_value=np.nan)
    people = communities["residents"].to_numpy(float)[at]
    rank = amount if rank_by is None else communities[rank_by].to_numpy(float)[at]
    found = []
    for kind in access["kind"].unique():
        mine = (access["kind"] == kind).to_numpy()
        undefined = mine & judged & np.isnan(amount)
        kept = mine & judged & ~undefined
        found.append(
            {
                "kind": kind,
                "value": value,
                "n_communities": int(kept.sum()),
                "residents": people[kept].sum(),
                **_indices(amount[kept], people[kept], rank[kept], rank_by is not None),
                "n_not_judged": int((mine & ~judged).sum()),
                "n_undefined": int(undefined.sum()),
            }
        )
    return pd.DataFrame(found, columns=_INDEX_COLUMNS)


_INDEX_COLUMNS: Final = (
    "kind",
    "value",
    "n_communities",
    "residents",
    "mean",
    "gini",
    "palma",
    "concentration_index",
    "richest_to_poorest",
    "n_not_judged",
    "n_undefined",
)


def _any(value: str) -> Column:
    return Column(value, "a finite amount", missing=True)


def _groups(
    communities: pd.DataFrame, groups: Sequence[str], by: Sequence[str]
) -> Iterator[tuple[tuple[str, object], Floats]]:
    """Name of each grouping and group, and its people in every community."""
    residents = communities["residents"].to_numpy(float)
    urban = communities["urban"].to_numpy(bool)
    yield ("all", "all"), residents
    yield ("area", "urban"), np.where(urban, residents, 0.0)
    yield ("area", "rural"), np.where(urban, 0.0, residents)
    for name in groups:
        yield ("residents", name.removeprefix(GROUP_PREFIX)), communities[name].to_numpy(float)
    for name in by:
        code, labels = pd.factorize(communities[name], sort=True)
        for at, label in enumerate(labels):
            yield (name, label), np.where(code == at, residents, 0.0)


def _indices(amount: Floats, people: Floats, rank: Floats, ranked: bool) -> dict[str, float]:
    names = ("mean", "gini", "palma", "concentration_index", "richest_to_poorest")
    found = dict.fromkeys(names, np.nan)
    held = amount @ people
    if people.sum() > 0.0:
        found["mean"] = held / people.sum()
    if not held > 0.0:
        return found
    found["gini"] = gini(amount, people)
    low, top = _ends(*_curve(amount, people, amount))
    found["palma"] = top / low if low > 0.0 else np.inf
    if ranked:
        share, holds = _curve(amount, people, rank)
        # One minus twice the area below the curve: its trapezoids give mid-interval ranks.
        found["concentration_index"] = 1.0 - float(np.diff(share) @ (holds[1:] + holds[:-1]))
        poorest, richest = _ends(share, holds)
        tenths = (1.0 - _TOP) / _BOTTOM
        found["richest_to_poorest"] = richest / poorest / tenths if poorest > 0.0 else np.inf
    return found


def _curve(amount: Floats, people: Floats, rank: Floats) -> tuple[Floats, Floats]:
    """Shares of people, lowest rank first, and of what they have; equal ranks are one step."""
    _, step = np.unique(rank, return_inverse=True)
    share = np.append(0.0, np.cumsum(np.bincount(step, people)))
    holds = np.append(0.0, np.cumsum(np.bincount(step, people * amount)))
    return share / share[-1], holds / holds[-1]


def _ends(share: Floats, holds: Floats) -> tuple[float, float]:
    """What the lowest four tenths and the highest tenth hold."""
    low, below_top = np.interp([_BOTTOM, _TOP], share, holds)
    return float(low), float(1.0 - below_top)
