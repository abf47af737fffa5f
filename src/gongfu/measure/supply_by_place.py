"""What falls to each resident, place by place: capacity where it is known, else facilities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.measure.decay import gaussian
from gongfu.measure.pairs import Pairs, can_leave, find_pairs
from gongfu.measure.streets import Streets, find_doors, whole_limit
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.place import ancestors
from gongfu.model.schema import Column, check_frame
from gongfu.units import DS_PER_S

__all__ = ("BASES", "WHOLE_ZONE", "shared_by_place", "supply_by_place")

BASES: Final = ("capacity", "count")
WHOLE_ZONE: Final = "zone"
"""The level of the rows that speak of all communities together; their `place` is ""."""

_QUANTILES: Final = (0.1, 0.5, 0.9)
Floats = NDArray[np.float64]


def supply_by_place(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    places: pd.DataFrame,
    streets: Streets,
    *,
    limit_s: float = 900.0,
    kinds: Sequence[str] = CIRCLE_KEYS,
    threads: int = 2,
) -> pd.DataFrame:
    """Supply per resident of each place and kind, each facility shared among all who reach it.

    Parameters
    ----------
    communities
        Index `community_id`; columns `lon`, `lat`, `place` (code of the smallest place it lies
        in), `residents` (people >= 0).
    facilities
        Index `facility_id`; columns `kind`, `lon`, `lat`; `capacity` (people >= 0) and `count`
        (how many stand at the point, missing = 1) where known.
    places
        Index `code`; columns `level`, `parent`.
    streets
        From `prepare_streets`.
    limit_s
        The catchment, at whose edge the weight is 0.  Seconds, > 0.
    kinds
        Kinds to measure, in the order of the result; those without a facility are left out.
    threads
        How many groups of facilities are swept at once.  >= 1.

    Returns
    -------
    DataFrame
        One row per place and kind, first of the whole zone (level "zone", place ""), then of
        every level at which some community lies in a place: `level`, `place`, `kind`; `basis`:
        "capacity" where every facility of the kind has one, else "count", each facility counting
        once; `limit_s`; `n_facilities` of the kind in the data; `residents`,
        `residents_not_judged`; of those who can be judged `supply_per_head` (mean: places per
        resident, or facilities per resident), `p10_per_head`, `median_per_head`, `p90_per_head`
        (what the resident at that share has), `share_below_half` (residents with less than half
        of the zone's mean), `share_without` (with none), `gini` (of supply among residents).
        NaN where nobody can be judged; Gini also where nobody has any.

    Notes
    -----
    Two-step floating catchment (Luo and Wang 2003) with Gaussian weights (Dai 2010) within the
    limit, Gini 1912.  Conserves supply: residents times their supply add up to the supply of the
    facilities that somebody reaches.  A community that can leave the data within the limit takes
    its share of the facilities but is not judged; one off the network is not judged and takes
    none.  People beyond the data share nothing, so that supply near its edge looks more ample
    than it is.
    """
    coordinates = (Column("kind"), Column("capacity", "people", missing=True, optional=True))
    check_frame(communities, (Column("residents", "people"), Column("place")), "communities")
    check_frame(facilities, coordinates, "facilities")
    check_frame(places, (Column("level"), Column("parent")), "places")
    kinds = [kind for kind in kinds if (facilities["kind"] == kind).any()]
    if not kinds:
        return pd.DataFrame(columns=list(_COLUMNS))
    mine = facilities[facilities["kind"].isin(kinds)]
    limit_ds = whole_limit(limit_s)
    sites = find_doors(mine, streets, "facilities")
    homes = find_doors(communities, streets, "communities")

    pairs = find_pairs(streets, homes, sites, limit_ds, threads=threads)
    judged = ~can_leave(streets, homes, limit_ds)
    return shared_by_place(communities, mine, places, pairs, judged, limit_s=limit_s, kinds=kinds)


def shared_by_place(
    communities: pd.DataFrame,
    mine: pd.DataFrame,
    places: pd.DataFrame,
    pairs: Pairs,
    judged: NDArray[np.bool_],
    *,
    limit_s: float,
    kinds: list[str],
) -> pd.DataFrame:
    """The frame of `supply_by_place` from who reaches which of the facilities of `kinds`.

    Parameters
    ----------
    communities, places, limit_s
        As for `supply_by_place`.
    mine
        The facilities of `kinds`, in their order.
    pairs
        Of the communities and `mine`, as `find_pairs` finds them.
    judged
        (n,) True where a community cannot leave the data within the limit.
    kinds
        Those of which there is a facility; where there are none, the table is empty.

    Returns
    -------
    DataFrame
        See there.  All sums are made here, in one order, whoever found the pairs.
    """
    if not kinds:
        return pd.DataFrame(columns=list(_COLUMNS))
    supply, basis = _supply(mine)

    times = pd.DataFrame(
        {
            "community_id": pd.Categorical.from_codes(pairs.home, categories=communities.index),
            "facility_id": pd.Categorical.from_codes(pairs.site, categories=mine.index),
            "time_s": pairs.time_ds / DS_PER_S,
        }
    )
    times.attrs["limit_s"] = limit_s
    shared = mine.assign(capacity=supply)
    access = two_step_floating_catchment(communities, shared, times, decay=gaussian(limit_s))
    found = list(dict.fromkeys(mine["kind"]))
    per_head = access["places_per_head"].to_numpy().reshape(len(communities), len(found))

    people = communities["residents"].to_numpy(float)
    values = [np.ascontiguousarray(per_head[:, found.index(kind)]) for kind in kinds]
    rising = [np.flatnonzero(judged)[np.argsort(v[judged], kind="stable")] for v in values]
    mean = [float(_ratio(v[judged] @ people[judged], people[judged].sum())) for v in values]
    parts = [
        _Part(level, codes, [
            _of_places(value, people, place_at, len(codes), order, whole / 2.0)
            for value, order, whole in zip(values, rising, mean, strict=True)
        ])
        for level, codes, place_at in _levels(places, communities)
    ]  # fmt: skip
    n_of = [int((mine["kind"] == kind).sum()) for kind in kinds]
    return _labelled(parts, kinds, basis, n_of, limit_s)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One level: n codes, and for each kind the columns (n,) of its figures."""

    level: str
    codes: list[str]
    of_kind: list[dict[str, Floats]]


_COLUMNS: Final = (
    "level",
    "place",
    "kind",
    "basis",
    "limit_s",
    "n_facilities",
    "residents",
    "residents_not_judged",
    "supply_per_head",
    "p10_per_head",
    "median_per_head",
    "p90_per_head",
    "share_below_half",
    "share_without",
    "gini",
)


def _labelled(
    parts: list[_Part], kinds: list[str], basis: dict[str, str], n_of: list[int], limit_s: float
) -> pd.DataFrame:
    """Places in their order, within each the kinds in theirs."""
    sizes = [len(part.codes) for part in parts]
    n, n_kinds = sum(sizes), len(kinds)
    numbers = {
        name: np.concatenate(
            [np.column_stack([of[name] for of in part.of_kind]).ravel() for part in parts]
        )
        for name in _COLUMNS[6:]
    }
    codes = [code for part in parts for code in part.codes]

    def labels(at: NDArray[np.integer], names: Sequence[str]) -> pd.Categorical:
        return pd.Categorical.from_codes(at, categories=pd.Index(list(names), dtype=object))

    base_at = np.array([BASES.index(basis[kind]) for kind in kinds])
    return pd.DataFrame(
        {
            "level": labels(np.arange(len(parts)).repeat(sizes).repeat(n_kinds),
                            [part.level for part in parts]),
            "place": labels(np.arange(n).repeat(n_kinds), codes),
            "kind": labels(np.tile(np.arange(n_kinds), n), kinds),
            "basis": labels(np.tile(base_at, n), BASES),
            "limit_s": float(limit_s),
            "n_facilities": np.tile(n_of, n),
            **numbers,
        },
        columns=list(_COLUMNS),
    )  # fmt: skip


def _supply(facilities: pd.DataFrame) -> tuple[Floats, dict[str, str]]:
    """What each facility offers, and by kind whether that is places or facilities."""
    n = len(facilities)
    one = np.ones(n)
    if "count" in facilities:
        one = facilities["count"].fillna(1.0).to_numpy(float)
    room = np.full(n, np.nan)
    if "capacity" in facilities:
        room = facilities["capacity"].to_numpy(float, na_value=np.nan)
    known = pd.Series(~np.isnan(room)).groupby(facilities["kind"].to_numpy(object)).all()
    by_room = facilities["kind"].map(known).to_numpy(bool)
    basis = {str(kind): BASES[0] if whole else BASES[1] for kind, whole in known.items()}
    return np.where(by_room, room, one), basis


def _levels(
    places: pd.DataFrame, communities: pd.DataFrame
) -> Iterator[tuple[str, list[str], NDArray[np.int64]]]:
    """The whole zone, then each level: codes with people, and in which of them each lies."""
    yield WHOLE_ZONE, [""], np.zeros(len(communities), np.int64)
    above = ancestors(places)
    own = places.index.get_indexer(pd.Index(communities["place"]))
    for level in above.columns:
        at_level = places.index[(places["level"] == level).to_numpy()]
        inside = at_level.get_indexer(pd.Index(above[level]))[own]
        inside = np.where(own >= 0, inside, -1)
        held = np.unique(inside[inside >= 0])
        if held.size:
            place_at = np.searchsorted(held, inside)
            yield (
                str(level),
                [str(code) for code in at_level[held]],
                np.where(inside >= 0, place_at, -1).astype(np.int64),
            )


def _of_places(
    value: Floats,
    people: Floats,
    place_at: NDArray[np.int64],
    n: int,
    rising: NDArray[np.int64],
    little: float,
) -> dict[str, Floats]:
    """Columns of one kind, a row for each of n places.

    `rising` are the communities that can be judged, those with least first; whoever has less
    than `little` has little.
    """
    order = rising[(place_at[rising] >= 0) & (people[rising] > 0.0)]
    order = order[np.argsort(place_at[order], kind="stable")]
    at, x, w = place_at[order], value[order], people[order]
    inside = place_at >= 0

    def summed(amount: Floats) -> Floats:
        return np.asarray(np.bincount(at, amount, n), float)

    total = summed(w)
    held = summed(w * x)
    everybody = np.asarray(np.bincount(place_at[inside], people[inside], n), float)
    running = np.cumsum(w)
    before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    last = np.cumsum(np.bincount(at, minlength=n)) - 1
    columns = {
        "residents": everybody,
        "residents_not_judged": everybody - total,
        "supply_per_head": _ratio(held, total),
    }
    for share, name in zip(_QUANTILES, ("p10", "median", "p90"), strict=True):
        # A hair less, so that sums of fractions do not skip the resident at exactly that share.
        wanted = before + share * total * (1.0 - 1e-9)
        chosen = np.minimum(np.searchsorted(running, wanted), last)
        columns[f"{name}_per_head"] = np.where(total > 0.0, np.append(x, np.nan)[chosen], np.nan)
    # One minus twice the area below the Lorenz curve, by trapezoids within each place.
    so_far = np.cumsum(w * x) - np.concatenate([[0.0], np.cumsum(held)[:-1]])[at]
    area = summed(w * (2.0 * so_far - w * x))
    return columns | {
        "share_below_half": _ratio(summed(w * (x < little)), total),
        "share_without": _ratio(summed(w * (x <= 0.0)), total),
        "gini": np.maximum(1.0 - _ratio(area, total * held), 0.0),
    }


def _ratio(part: Floats, whole: Floats) -> Floats:
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0.0)
