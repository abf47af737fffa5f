"""Who helps whom: mountain counties paired with counties by the sea, many to many, with a proof."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.kernels import pair_flow as kernels

PARTS: Final = ("need", "capacity", "complement", "near", "history")
"""Of a score, each from 0 to 1; `need` is high only where need meets capacity."""

_TIE: Final = 1e-9

Pair = tuple[Any, Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Loads:
    """How many partners there may be.

    per_mountain: least and most of each mountain county, 1 <= least <= most; per_sea: most of each
    county by the sea, >= 1; further: what a pair beyond the least must add to the sum of scores;
    own_mountain, own_sea: the most of single counties by id, in place of those: at least the least
    of a mountain county, at least 0 of one by the sea.
    """

    per_mountain: tuple[int, int] = (1, 2)
    per_sea: int = 2
    further: float = 0.5
    own_mountain: Mapping[Any, int] = field(default_factory=dict)
    own_sea: Mapping[Any, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The pairs with the largest sum of scores, proved, and what each change would cost.

    options: every pair that may be, in the order given, with its parts, `score`, `chosen`, `rank`
    for its mountain county and `change`: what the sum loses if a chosen pair must not be, or if
    another must be (inf: the limits do not allow it); below 0 where a wish of the caller costs
    that much.  seas: by county, `n_partners`, `room` and `one_more`: what one more place would
    add.  value: sum of scores less `further` for each pair beyond the least; bound: no other pairs
    have more.
    """

    options: pd.DataFrame
    seas: pd.DataFrame
    value: float
    bound: float

    @property
    def pairs(self) -> pd.DataFrame:
        """The chosen pairs."""
        return self.options[self.options["chosen"]].drop(columns="chosen")

    @property
    def proved(self) -> bool:
        """Whether nothing better can be there, but for rounding."""
        return self.bound - self.value <= _TIE * max(1.0, abs(self.value))


def pair_scores(parts: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """A score for each pair: the weighted mean of the parts that are known.

    Parameters
    ----------
    parts
        One row per pair that may be: `mountain`, `sea` and some of `PARTS`, from 0 to 1; NaN is
        not known.
    weights
        What each part counts, >= 0, not all 0; those that are not named count 0.

    Returns
    -------
    DataFrame
        The same rows with `score`, from 0 to 1, and `unknown`: the weighted parts that are not
        known and so do not count in that row ("" if none).

    Raises
    ------
    InputError
        A pair stands twice, a part lies outside 0 to 1, a weight names no part, or nothing that
        counts is known of a pair.
    """
    given = _check_parts(parts, weights)
    weight = np.array([float(weights[name]) for name in given])
    known = parts[given].notna().to_numpy()
    counted = known @ weight
    if (counted <= 0).any():
        row = parts[counted <= 0].iloc[0]
        raise InputError(
            f"{int((counted <= 0).sum())} pairs have no part that is known and has a weight, such "
            f"as {row['mountain']!r} with {row['sea']!r}; give figures, or weigh another part"
        )

    score = (parts[given].fillna(0.0).to_numpy(float) @ weight) / counted
    unknown = [", ".join(n for n, k in zip(given, row, strict=True) if not k) for row in known]
    return parts.assign(score=score, unknown=unknown)


def best_pairing(
    scored: pd.DataFrame,
    *,
    loads: Loads = Loads(),
    must: Collection[Pair] = (),
    never: Collection[Pair] = (),
) -> Pairing:
    """The pairs with the largest sum of scores under the loads, every mountain county served.

    Parameters
    ----------
    scored
        From `pair_scores`.
    loads
        How many partners there may be.
    must, never
        Pairs (mountain, sea) that have to be, and that may not be.

    Returns
    -------
    Pairing
        Complete, with `proved`.

    Raises
    ------
    InputError
        A wish names no pair of `scored`, or is both.
    InfeasibleError
        No pairs keep all limits.

    Notes
    -----
    A transportation problem, solved exactly (HiGHS); equal sums are left to the solver, and
    `change` of 0 shows where another choice is as good.  The score orders by what is put into it;
    it is no evidence that a pair will help.
    """
    _check_loads(loads)
    frame = _Grid.of(scored)
    low, high, room = _limits(frame, loads)
    least, most = frame.marked(must, "must"), ~frame.marked(never, "never") & frame.there
    _check_wishes(frame, low, high, room, least, most)

    value = frame.values(scored["score"].to_numpy(float)) - loads.further
    rows = kernels.limits_of(*value.shape)
    pairs, bound = kernels.best_pairs(value, low, high, room, least, most, rows)
    if bound == -np.inf:
        raise InfeasibleError(
            f"no pairs keep all limits: {len(frame.mountains)} mountain counties with at least "
            f"{loads.per_mountain[0]} partners, {len(frame.seas)} counties by the sea with "
            f"{room.sum()} places, {len(must)} pairs that must and {len(never)} that must not be; "
            "allow more partners, or take back a wish"
        )
    change, one_more, _ = kernels.exchange_costs(value, low, high, room, least, most, pairs)

    back = loads.further * float(low.sum())
    at = frame.at
    options = scored.assign(chosen=pairs[at], change=_clean(change[at]))
    rank = options.groupby("mountain", sort=False)["score"].rank(method="min", ascending=False)
    options["rank"] = rank.astype(int)
    seas = pd.DataFrame(
        {"n_partners": pairs.sum(axis=0), "room": room, "one_more": _clean(one_more)},
        index=pd.Index(frame.seas, name="sea"),
    )
    return Pairing(options, seas, float(value[pairs].sum()) + back, bound + back)


def pair_stability(
    parts: pd.DataFrame,
    *,
    rng: np.random.Generator,
    names: Collection[str] = PARTS,
    n_draws: int = 1_000,
    loads: Loads = Loads(),
    must: Collection[Pair] = (),
    never: Collection[Pair] = (),
    progress: Callable[[float], None] | None = None,
) -> pd.Series:
    """In what share of weights drawn at random each pair is chosen.

    Parameters
    ----------
    parts, loads, must, never
        As for `pair_scores` and `best_pairing`.
    rng
        Chance; the same state gives the same shares.
    names
        The parts whose weights are drawn, all weights that add up to 1 being equally likely
        (Dirichlet).
    n_draws
        How often, >= 1.
    progress
        Called after each draw with the share of them that is done.

    Returns
    -------
    Series
        Share from 0 to 1, in the order of `parts`.  A share says how much a pair owes to the
        weights, not how likely it is to help.
    """
    if isinstance(n_draws, bool) or int(n_draws) != n_draws or n_draws < 1:
        raise InputError(f"n_draws must be a whole number of at least 1, not {n_draws!r}")
    used = [name for name in names if name in parts]
    _check_parts(parts, dict.fromkeys(used, 1.0))
    _check_loads(loads)
    frame = _Grid.of(parts)
    low, high, room = _limits(frame, loads)
    least, most = frame.marked(must, "must"), ~frame.marked(never, "never") & frame.there
    _check_wishes(frame, low, high, room, least, most)
    known = parts[used].notna().to_numpy()
    content = parts[used].fillna(0.0).to_numpy(float)
    rows = kernels.limits_of(len(frame.mountains), len(frame.seas))

    times = np.zeros(len(parts))
    for done, weight in enumerate(rng.dirichlet(np.ones(len(used)), int(n_draws)), 1):
        counted = np.maximum(known @ weight, np.finfo(float).tiny)
        value = frame.values(content @ weight / counted) - loads.further
        pairs, bound = kernels.best_pairs(value, low, high, room, least, most, rows)
        if bound == -np.inf:
            raise InfeasibleError("no pairs keep all limits; see `best_pairing` for which")
        times += pairs[frame.at]
        if progress is not None:
            progress(done / n_draws)
    return pd.Series(times / n_draws, index=parts.index, name="held_share")


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Pairs as cells of a table, mountain counties by counties by the sea."""

    mountains: pd.Index
    seas: pd.Index
    at: tuple[NDArray[np.int64], NDArray[np.int64]]
    there: Mask

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "_Grid":
        mountains, seas = pd.Index(frame["mountain"].unique()), pd.Index(frame["sea"].unique())
        at = (mountains.get_indexer(frame["mountain"]), seas.get_indexer(frame["sea"]))
        there = np.zeros((len(mountains), len(seas)), bool)
        there[at] = True
        return cls(mountains, seas, at, there)

    def values(self, of_rows: Floats) -> Floats:
        cells = np.zeros(self.there.shape)
        cells[self.at] = of_rows
        return cells

    def marked(self, pairs: Collection[Pair], name: str) -> Mask:
        """The cells of some pairs; an InputError if there is no such pair."""
        marks = np.zeros(self.there.shape, bool)
        wanted = list(pairs)
        rows = self.mountains.get_indexer([mountain for mountain, _ in wanted])
        columns = self.seas.get_indexer([sea for _, sea in wanted])
        lost = [
            pair
            for pair, row, column in zip(wanted, rows, columns, strict=True)
            if row < 0 or column < 0 or not self.there[row, column]
        ]
        if lost:
            raise InputError(
                f"{name}: {len(lost)} pairs are none that may be, such as {lost[0][0]!r} with "
                f"{lost[0][1]!r}; name a mountain county first and one by the sea second"
            )
        marks[rows, columns] = True
        return marks


def _check_parts(parts: pd.DataFrame, weights: Mapping[str, float]) -> list[str]:
    """The parts that count; an InputError with every fault."""
    faults = []
    lost = [name for name in ("mountain", "sea") if name not in parts]
    if lost or parts.empty:
        raise InputError(
            f"pairs: {'no column ' + ', '.join(map(repr, lost)) if lost else 'there are none'}; "
            "give one row for each pair that may be"
        )
    twice = parts.duplicated(["mountain", "sea"])
    if twice.any():
        row = parts[twice].iloc[0]
        faults.append(
            f"{int(twice.sum())} pairs stand twice, such as {row['mountain']!r} with "
            f"{row['sea']!r}; leave one"
        )
    for name in PARTS:
        if name in parts:
            odd = ~parts[name].between(0.0, 1.0) & parts[name].notna()
            if odd.any():
                faults.append(
                    f"{name!r} must lie between 0 and 1; {int(odd.sum())} pairs have others, such "
                    f"as {parts.loc[odd, name].iloc[0]!r}"
                )
    for name, weight in weights.items():
        if name not in PARTS:
            faults.append(f"no part of the score is called {name!r}; there are {', '.join(PARTS)}")
        elif not (0.0 <= weight < float("inf")):
            faults.append(f"the weight of {name!r} is {weight!r}; it must be a number >= 0")
        elif weight > 0 and name not in parts:
            faults.append(f"{name!r} has a weight, and the pairs have no such column; add it")
    if not any(weight > 0 for weight in weights.values()):
        faults.append("no part has a weight above 0; weigh one at least")
    if faults:
        raise InputError("; ".join(faults))
    return [name for name, weight in weights.items() if weight > 0]


def _check_loads(loads: Loads) -> None:
    least, most = loads.per_mountain
    if not 1 <= least <= most:
        raise InputError(
            f"per_mountain is {loads.per_mountain!r}; it must be least and most, 1 <= least <= most"
        )
    if loads.per_sea < 1:
        raise InputError(f"per_sea is {loads.per_sea!r}; it must be at least 1")
    if not 0.0 <= loads.further < float("inf"):
        raise InputError(f"further is {loads.further!r}; it must be a number >= 0")


def _limits(frame: _Grid, loads: Loads) -> tuple[Ints, Ints, Ints]:
    """Least and most of each mountain county, most of each by the sea; own ones checked."""
    least, most = loads.per_mountain
    faults = []
    for name, own, ids, floor in (
        ("own_mountain", loads.own_mountain, frame.mountains, least),
        ("own_sea", loads.own_sea, frame.seas, 0),
    ):
        lost = [one for one in own if one not in ids]
        odd = [one for one, n in own.items() if isinstance(n, bool) or n % 1 != 0 or n < floor]
        if lost:
            faults.append(f"{name}: {len(lost)} counties are in no pair, such as {lost[0]!r}")
        if odd:
            faults.append(
                f"{name}: {odd[0]!r} has {own[odd[0]]!r}; it must be a whole number of at least "
                f"{floor}"
            )
    if faults:
        raise InputError("; ".join(faults))
    high = np.array([loads.own_mountain.get(one, most) for one in frame.mountains], np.int64)
    room = np.array([loads.own_sea.get(one, loads.per_sea) for one in frame.seas], np.int64)
    return np.full(high.size, least), high, room


def _check_wishes(frame: _Grid, low: Ints, high: Ints, room: Ints, least: Mask, most: Mask) -> None:
    """Raise an InputError or InfeasibleError that names the wish that cannot be."""
    both = np.argwhere(least & ~most)
    if len(both):
        row, column = both[0]
        raise InputError(
            f"{frame.mountains[row]!r} with {frame.seas[column]!r} must be and must not be; take "
            "one back"
        )
    few = most.sum(axis=1) < low
    over_m = least.sum(axis=1) > high
    over_s = least.sum(axis=0) > room
    faults = []
    if few.any():
        faults.append(
            f"{int(few.sum())} mountain counties have fewer than {low[0]} partners "
            f"that may be, such as {frame.mountains[few][0]!r}; take back a pair that must not be"
        )
    if over_m.any():
        faults.append(
            f"{frame.mountains[over_m][0]!r} has more pairs that must be than the "
            f"{high[over_m][0]} it may have; allow more, or take one back"
        )
    if over_s.any():
        faults.append(
            f"{frame.seas[over_s][0]!r} has more pairs that must be than the {room[over_s][0]} it "
            "may have; allow more, or take one back"
        )
    if low.sum() > room.sum():
        faults.append(
            f"{len(frame.mountains)} mountain counties need {low.sum()} places and "
            f"{len(frame.seas)} counties by the sea have {room.sum()}; allow each more partners"
        )
    if faults:
        raise InfeasibleError("; ".join(faults))


def _clean(costs: Floats) -> Floats:
    """Without the dust of rounding around 0."""
    return np.where(np.abs(costs) <= _TIE, 0.0, costs)
