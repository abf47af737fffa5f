"""What a change changed: between two answers of `what_if`, at the cost of the difference."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.coverage import ALL_KINDS, AREAS
from gongfu.measure.prepared_reach import Reach
from gongfu.measure.reach import STATES, labelled
from gongfu.units import DS_PER_S

__all__ = ["differences", "gains", "supply_differences"]

DIFFERENCES: Final = (
    "community_id",
    "kind",
    "time_before_s",
    "time_s",
    "facility_before_id",
    "facility_id",
    "state_before",
    "state",
)


def differences(before: Reach, after: Reach) -> pd.DataFrame:
    """Which communities a change concerns.

    Parameters
    ----------
    before, after
        Two answers about the same communities and kinds, one got from the other by `what_if`.

    Returns
    -------
    DataFrame
        One row for each community and kind of which the time, the facility or the state differ,
        in the order of the communities and then of the kinds: `community_id`, `kind`,
        `time_before_s`, `time_s`, `facility_before_id`, `facility_id`, `state_before`, `state`.
    """
    _check_family(before, after)
    in_source = [one._in_source() for one in (before, after)]
    parts = [
        (k, one, two)
        for k, (one, two) in enumerate(zip(before._parts, after._parts, strict=True))
        if one is not two or in_source[0][k] != in_source[1][k]
    ]
    differs = np.array(
        [
            (one.time_ds != two.time_ds)
            | (one.slot != two.slot)
            | (in_source[0][k] != in_source[1][k])
            for k, one, two in parts
        ]
    ).reshape(len(parts), len(before.communities))
    row, part = np.nonzero(differs.T)
    kind_at = np.array([k for k, *_ in parts], np.int64)[part]
    columns = {
        "community_id": before.communities.index.to_numpy(object)[row],
        "kind": labelled(kind_at, pd.Index(before.kinds, dtype=object)),
    }
    for name, reach, known in (("before_", before, in_source[0]), ("", after, in_source[1])):
        time_ds, slot, leave = (
            np.array([getattr(reach._parts[k], what) for k, *_ in parts], dtype).reshape(
                differs.shape
            )[part, row]
            for what, dtype in (("time_ds", np.int64), ("slot", np.int64), ("can_leave", bool))
        )
        state = np.select([~known[kind_at], slot >= 0, leave], [3, 0, 2], 1)
        columns[f"time_{name}s"] = np.where(slot >= 0, time_ds / DS_PER_S, np.inf)
        columns[f"facility_{name}id"] = labelled(reach._positions(slot), reach.facilities.index)
        columns["state_before" if name else "state"] = labelled(state, pd.Index(STATES))
    return pd.DataFrame(columns)[list(DIFFERENCES)]


def gains(before: Reach, after: Reach) -> pd.DataFrame:
    """Who gains and who loses by a change, by place, kind and area.

    Parameters
    ----------
    before, after
        Two answers that keep their coverage (`with_coverage`), one got from the other by
        `what_if`.

    Returns
    -------
    DataFrame
        One row for each place, kind and area in which a community comes within reach or falls
        out of it, in the order of `coverage` and with its words: `level`, `place`, `kind`, `area`;
        `n_gaining`, `n_losing` (communities), `residents_gaining`, `residents_losing`;
        `share_of_places_before`, `share_of_places`, `share_of_residents_before`,
        `share_of_residents`.

    Notes
    -----
    A community gains a kind if it was not reached and now is; "all" if it now reaches every kind
    of the circle that the source holds.  Who only gets nearer is in `differences`.
    """
    _check_family(before, after)
    one, two = before._shares_kept(), after._shares_kept()
    if one.within is not two.within or one.circle is not two.circle:
        raise InputError("before and after keep different coverages; ask with_coverage once")

    names = [*before.kinds, ALL_KINDS]
    places, kinds, cells = [], [], []
    for k in range(len(names)):
        if one.reached[k] is two.reached[k]:
            continue
        come, go = two.reached[k] & ~one.reached[k], one.reached[k] & ~two.reached[k]
        rows = one.rows_with(np.flatnonzero(come | go))
        moves = one.within.sums(rows, come, go)[..., [1, 2, 4, 5]]
        parts = [moves, one.sums[k][rows], two.sums[k][rows]]
        cells.append(np.concatenate(parts, axis=2))
        places.append(rows)
        kinds.append(np.full(rows.size, k))
    place, kind = (np.concatenate([np.zeros(0, np.int64), *part]) for part in (places, kinds))
    turn = np.lexsort([kind, place])
    sides = np.concatenate([np.zeros((0, 2, 16)), *cells])[turn]
    whole = np.concatenate([sides.sum(axis=1, keepdims=True), sides], axis=1)
    row, area = np.nonzero(whole[:, :, :2].any(axis=2))
    place, kind, cell = place[turn][row], kind[turn][row], whole[row, area]

    levels = pd.Index(dict.fromkeys(one.within.level))
    codes = pd.Index(one.within.code)
    columns = {
        "level": labelled(levels.get_indexer(one.within.level)[place], levels),
        "place": labelled(place, codes),
        "kind": labelled(kind, pd.Index(names, dtype=object)),
        "area": labelled(area, pd.Index(AREAS)),
        "n_gaining": cell[:, 0].astype(np.int64),
        "n_losing": cell[:, 1].astype(np.int64),
        "residents_gaining": cell[:, 2],
        "residents_losing": cell[:, 3],
    }
    for name, first in (("places", 0), ("residents", 3)):
        columns[f"share_of_{name}_before"] = _share(cell[:, 5 + first], cell[:, 6 + first])
        columns[f"share_of_{name}"] = _share(cell[:, 11 + first], cell[:, 12 + first])
    return pd.DataFrame(columns)


def supply_differences(before: Reach, after: Reach) -> pd.DataFrame:
    """Where a change gives more places per head, and where fewer.

    Parameters
    ----------
    before, after
        Two answers that keep their supply (`with_supply`), one got from the other by `what_if`.

    Returns
    -------
    DataFrame
        One row for each community and kind of which the places per head differ, in the order of
        the communities and then of the kinds: `community_id`, `kind`, `places_per_head_before`,
        `places_per_head`; NaN where the kind is not in the source.
    """
    _check_family(before, after)
    one, two = before._supply_kept(), after._supply_kept()
    if one.residents is not two.residents:
        raise InputError("before and after keep different supplies; ask with_supply once")

    known = before._in_source(), after._in_source()
    homes, kinds, heads = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros((0, 2))]
    for k in one.parts:
        if one.parts[k] is two.parts[k] and known[0][k] == known[1][k]:
            continue
        both = np.column_stack([one.per_head(k, known[0][k]), two.per_head(k, known[1][k])])
        same = (both[:, 0] == both[:, 1]) | np.isnan(both).all(axis=1)
        at = np.flatnonzero(~same)
        homes.append(at)
        kinds.append(np.full(at.size, k))
        heads.append(both[at])
    home, kind, head = np.concatenate(homes), np.concatenate(kinds), np.concatenate(heads)
    turn = np.lexsort([kind, home])
    return pd.DataFrame(
        {
            "community_id": before.communities.index.to_numpy(object)[home[turn]],
            "kind": labelled(kind[turn], pd.Index(before.kinds, dtype=object)),
            "places_per_head_before": head[turn, 0],
            "places_per_head": head[turn, 1],
        }
    )


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full(part.size, np.nan), where=whole > 0)


def _check_family(before: Reach, after: Reach) -> None:
    if before._homes is not after._homes or before.limits_s != after.limits_s:
        raise InputError("before and after are not of one `prepare`; compare two that are")
