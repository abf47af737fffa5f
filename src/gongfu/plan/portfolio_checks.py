"""What a portfolio is given, checked piece by piece: ids, years, needs, exclusions, limits."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pairs = tuple[tuple[int, int], ...]
Groups = tuple[tuple[int, ...], ...]


def known(given: Iterable[object], ids: pd.Index, name: str) -> Ints:
    """Positions of project ids; one that is not in the list is an InputError."""
    named = pd.Index(list(given), dtype=object)
    found = ids.get_indexer(named)
    if (found < 0).any():
        lost = named[found < 0].unique()
        raise InputError(
            f"{name}: {len(lost)} ids are not among the projects, such as {lost[0]!r}; "
            "correct them, or add the projects"
        )
    return np.asarray(found, dtype=np.int64)


def whole_years(values: pd.Series, name: str) -> Ints:
    """A column of whole numbers."""
    numbers = values.to_numpy(float)
    bad = np.flatnonzero(~np.isfinite(numbers) | (numbers != np.floor(numbers)))
    if bad.size:
        raise InputError(
            f"{name} must be whole numbers, and {bad.size} are not, such as "
            f"{numbers[bad[0]]!r} of {values.index[bad[0]]!r}; correct them"
        )
    return np.asarray(numbers, dtype=np.int64)


def checked_budget(budget_yuan: Mapping[int, float]) -> tuple[Ints, Floats]:
    """The years in order, and the money of each."""
    given = pd.Series(dict(budget_yuan), dtype=float).sort_index()
    if given.empty:
        raise InputError("budget_yuan has no year; give the money of each year")
    years = whole_years(pd.Series(given.index, index=given.index), "years of budget_yuan")
    missing = np.setdiff1d(np.arange(years[0], years[-1] + 1), years)
    if missing.size:
        raise InputError(
            f"budget_yuan has {years[0]} and {years[-1]} but not {missing[0]}; "
            "give 0 for a year without money"
        )
    money = given.to_numpy(float)
    bad = np.flatnonzero(~(np.isfinite(money) & (money >= 0)))
    if bad.size:
        raise InputError(
            f"budget_yuan must be finite and >= 0; {years[bad[0]]} has {money[bad[0]]!r}; "
            "correct it"
        )
    return years, money


def checked_needs(needs: Iterable[tuple[object, object]], ids: pd.Index) -> Pairs:
    """Pairs of positions without a circle."""
    given = list(needs)
    if any(len(tuple(pair)) != 2 for pair in given):
        raise InputError("needs are pairs: (project, what it needs)")
    at = known([project for pair in given for project in pair], ids, "needs").reshape(-1, 2)
    pairs = tuple(dict.fromkeys((int(a), int(b)) for a, b in at))
    circle = _circle(pairs)
    if circle:
        told = " -> ".join(repr(ids[at]) for at in (*circle, circle[0]))
        raise InputError(
            f"needs go round in a circle: {told}; take one out, or make one project of them"
        )
    return pairs


def _circle(pairs: Pairs) -> list[int]:
    """Positions that need one another in turn; empty if there are none."""
    below: dict[int, list[int]] = {}
    for one, other in pairs:
        below.setdefault(one, []).append(other)
    done: set[int] = set()
    for root in below:
        path: list[int] = []
        stack = [(root, iter(below[root]))] if root not in done else []
        path += [root] if stack else []
        while stack:
            at, rest = stack[-1]
            step = next((n for n in rest if n not in done), None)
            if step is None:
                stack.pop()
                path.pop()
                done.add(at)
            elif step in path:
                return path[path.index(step) :]
            else:
                stack.append((step, iter(below.get(step, ()))))
                path.append(step)
    return []


def checked_exclusions(
    exclusions: Iterable[Sequence[object]], ids: pd.Index, needs: Pairs
) -> Groups:
    """Groups of two positions or more, none of which need each other."""
    groups: list[tuple[int, ...]] = []
    for given in exclusions:
        group = [given] if isinstance(given, str) else list(given)
        at = known(group, ids, "exclusions")
        if len(at) < 2 or len(set(at)) < len(at):
            raise InputError(
                f"exclusions are groups of two different projects or more; one is {group!r}"
            )
        groups.append(tuple(int(i) for i in at))
    below: dict[int, set[int]] = {}
    for one, other in needs:
        below.setdefault(one, set()).add(other)
    for members in groups:
        for one in members:
            reached: set[int] = set()
            todo = [one]
            while todo:
                new = below.get(todo.pop(), set()) - reached
                reached |= new
                todo += new
            both = reached & set(members)
            if both:
                raise InputError(
                    f"{ids[one]!r} needs {ids[min(both)]!r}, but at most one of them may be "
                    "chosen; take out the need or the exclusion"
                )
    return tuple(groups)


def checked_limits(
    limits: pd.DataFrame | None, counties: pd.Index, indicators: pd.Index, spend: str
) -> pd.DataFrame:
    """Columns county, of, low, high; one row per limit, in the order given."""
    names = ["county", "of", "low", "high"]
    if limits is None:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names}).astype(
            {"low": float, "high": float}
        )
    absent = [name for name in names if name not in limits.columns]
    if absent:
        raise InputError(
            f"limits have no column {absent}; they need county, of, low and high, where a missing "
            "county means all together and a missing low or high means none"
        )
    frame = limits[names].reset_index(drop=True)
    place = frame["county"].dropna()
    strange = place[~place.isin(counties)]
    if len(strange):
        raise InputError(
            f"limits name {strange.nunique()} counties without any project or effect, such as "
            f"{strange.iloc[0]!r}; add projects there, or drop the limit"
        )
    strange = frame["of"][~frame["of"].isin([*indicators, spend])]
    if len(strange):
        raise InputError(
            f"limits are of {spend!r} or of an indicator ({', '.join(map(str, indicators))}); "
            f"one is of {strange.iloc[0]!r}"
        )
    low, high = frame["low"].astype(float), frame["high"].astype(float)
    empty = (low.isna() & high.isna()) | np.isinf(low) | np.isinf(high)
    crossed = low > high
    if empty.any() or crossed.any():
        at = int(np.flatnonzero(empty | crossed)[0])
        raise InputError(
            f"row {at} of limits has low {low[at]!r} and high {high[at]!r}; give one of them at "
            "least, finite, and low not above high"
        )
    place = frame["county"].astype(object)
    return frame.assign(county=place.where(place.notna(), None), low=low, high=high)
