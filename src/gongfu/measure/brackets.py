"""Inequality out of a table of brackets: what it proves, and what it suggests.

A yearbook prints how many people fall into each bracket and what they have on average.  The bounds
are what any distribution with that table must keep; the interpolation is one that fits it.

A table has one row per bracket, from the lowest up: `low` and `high` (infinite or missing in the
last row if that is open), `people` >= 0 (numbers or shares), `mean` of those in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.interpolate import BPoly

from gongfu.errors import InputError
from gongfu.measure.inequality import gini
from gongfu.measure.sample import Floats

__all__: Final = (
    "BracketDistribution",
    "GiniBounds",
    "gini_bounds",
    "gini_bounds_from_means",
    "interpolate_brackets",
)

_NODES: Final = 64
_GRID: Final = 201
_SWEEPS: Final = 5000
_HAIR: Final = 1e-12


@dataclass(frozen=True, slots=True)
class GiniBounds:
    """No distribution that fits the table has a Gini coefficient below `low` or above `high`."""

    low: float
    high: float


class Piece(NamedTuple):
    """One bracket: shares of people `ends`; quantile of p, and what those above p hold per head.

    `area` is the integral of `above` over the piece.
    """

    ends: tuple[float, float]
    quantile: Callable[[Floats], Floats]
    above: Callable[[Floats], Floats]
    area: float


@dataclass(frozen=True, slots=True, eq=False)
class BracketDistribution:
    """A distribution that keeps the table: shares of people and means of every bracket.

    `method` (K,) says how each bracket was filled: "spline", "split histogram", "Pareto tail".
    """

    mean: float
    method: tuple[str, ...]
    pieces: tuple[Piece, ...]

    def quantile(self, share: ArrayLike) -> Floats:
        """The value that a share of the people does not exceed.

        Parameters
        ----------
        share
            Shares of the people, 0 <= share < 1.

        Returns
        -------
        array
            One value per share, rising with it.
        """
        return self._read(share, "quantile")

    def top_share(self, share: ArrayLike) -> Floats:
        """The share of the total that the richest share of the people holds.

        Parameters
        ----------
        share
            Shares of the people counted from the richest, 0 < share <= 1: 0.1 is the top tenth.

        Returns
        -------
        array
            One share of the total for each.
        """
        return self._read(1.0 - np.asarray(share, np.float64), "above") / self.mean

    @property
    def gini(self) -> float:
        """Its Gini coefficient: one within `gini_bounds`, not the truth."""
        return 2.0 * sum(piece.area for piece in self.pieces) / self.mean - 1.0

    def _read(self, share: ArrayLike, what: str) -> Floats:
        at = np.asarray(share, np.float64)
        if not ((at >= 0) & (at < 1)).all():
            raise InputError("a share of the people lies outside 0 to 1, or is the very top")
        which = np.searchsorted([piece.ends[0] for piece in self.pieces], at, side="right") - 1
        out = np.empty(at.shape)
        for k, piece in enumerate(self.pieces):
            out[which == k] = getattr(piece, what)(at[which == k])
        return out


def gini_bounds(table: pd.DataFrame) -> GiniBounds:
    """The Gini coefficients that a table of brackets with limits and means allows.

    Parameters
    ----------
    table
        One row per bracket: `low`, `high`, `people`, `mean`; see the top of this module.

    Returns
    -------
    GiniBounds
        `low` if all in a bracket have its mean; `high` if they sit at its two limits.

    Notes
    -----
    Gastwirth 1972: to the coefficient of the means is added at most the sum over brackets of
    p² (mean - low) (high - mean) / ((high - low) total mean), and p² (mean - low) / total mean for
    an open one.  Both ends are reached (the open one in the limit): no method can do better without
    more knowledge.

    Examples
    --------
    >>> table = pd.DataFrame({"low": [0, 10], "high": [10, 30], "people": [3, 1], "mean": [6, 14]})
    >>> gini_bounds(table)  # means: 0.1875; and (9 * 2.4 + 1 * 3.2) / 16 / 8 at most
    GiniBounds(low=0.1875, high=0.38125)
    """
    low, high, people, mean = _checked(table, ["low", "high"])

    share = people / people.sum()
    whole = share @ mean
    least = gini(mean, people)
    return GiniBounds(least, least + float(np.sum(share**2 * _room(low, high, mean)) / whole))


def gini_bounds_from_means(table: pd.DataFrame, *, lowest: float = 0.0) -> GiniBounds:
    """The Gini coefficients that groups of ascending means allow, their limits unknown.

    Parameters
    ----------
    table
        One row per group, such as fifths of the households, from the poorest up: `people`, `mean`.
        Nobody in a group has more than anybody in the next.
    lowest
        Nobody has less; in the unit of the means.

    Returns
    -------
    GiniBounds
        `low` if all in a group have its mean; `high` for the limits that leave most room.

    Notes
    -----
    Mehran 1975: the points of the Lorenz curve alone.  The upper bound is Gastwirth's (1972) at the
    worst limits between the means; what is added is concave in them, so that one search finds
    the worst.

    Examples
    --------
    >>> fifths = pd.DataFrame({"people": [1] * 5, "mean": [5, 11, 16, 23, 45]})
    >>> bounds = gini_bounds_from_means(fifths)
    >>> round(bounds.low, 3), round(bounds.high, 3)
    (0.368, 0.423)
    """
    if not np.isfinite(lowest):
        raise InputError(f"lowest is {lowest!r}; give the least anybody can have")
    _, _, people, mean = _checked(table, [], lowest)

    share = people / people.sum()
    whole = share @ mean
    least = gini(mean, people)

    limits = _worst_limits(share, mean, lowest)
    low, high = np.append(lowest, limits), np.append(limits, np.inf)
    most = np.sum(share**2 * _room(low, high, mean))
    return GiniBounds(least, least + float(most / whole))


def interpolate_brackets(table: pd.DataFrame) -> BracketDistribution:
    """A smooth distribution with the people and the means of every bracket.

    Parameters
    ----------
    table
        One row per bracket, two or more: `low` >= 0, `high`, `people`, `mean` strictly between its
        limits; see the top of this module.

    Returns
    -------
    BracketDistribution
        Quantiles, top shares and a Gini coefficient.  Quote `gini_bounds` beside it: inside the
        brackets everything is assumption.

    Notes
    -----
    Generalised Pareto interpolation after Blanchet, Fournier and Piketty 2022 (first 2017).  With x
    = -log(1 - p), the function phi(x) = -log(what those above p hold, per head of all) and its
    slope are known at every limit; quintic polynomials between them join in value, slope, second
    and third derivative, with a third derivative of 0 at the lowest limit and at the last one the
    second derivative of the chord of the slopes.  An open top bracket is a generalised Pareto
    distribution that goes on with the value and slope of the quantiles and has the bracket's mean.

    Where it differs from the paper: a bracket in which the polynomial would let the quantiles fall
    (checked at 201 points) is filled with a split histogram instead (Cowell and Mehta 1982:
    uniform on both sides of the mean), and so is a closed top bracket; the paper refits the
    polynomial.  An open top whose density there would not be positive is a Pareto distribution
    with the bracket's limit and mean.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"low": [1, 2, 4], "high": [2, 4, np.inf], "people": [0.75, 0.1875, 0.0625],
    ...      "mean": [4 / 3, 8 / 3, 8]}
    ... )  # a Pareto distribution with exponent 2, whose Gini coefficient is 1 / 3
    >>> round(interpolate_brackets(table).gini, 6)
    0.333333
    """
    low, high, people, mean = _checked(table, ["low", "high"], strict=True)

    share = people / people.sum()
    start = np.append(0.0, np.cumsum(share)[:-1])
    above = np.cumsum((share * mean)[::-1])[::-1]
    left = 1.0 - start
    x, y, slope = -np.log(left), -np.log(above), left * low / above
    bend = _bends(x, y, slope)

    pieces, methods = [], []
    for k in range(mean.size):
        last = k == mean.size - 1
        ends = (float(start[k]), 1.0 if last else float(start[k + 1]))
        beyond = 0.0 if last else float(above[k + 1])
        made = None
        if not last:
            made = _spline(ends, x[k : k + 2], np.column_stack([y, slope, bend])[k : k + 2])
        elif np.isinf(high[k]):
            made = _tail(ends, low[k], mean[k], x[k], y[k], slope[k], bend[k])
        methods.append("split histogram" if made is None else "Pareto tail" if last else "spline")
        pieces.append(made or _split(ends, low[k], high[k], mean[k], beyond))
    return BracketDistribution(float(above[0]), tuple(methods), tuple(pieces))


def _worst_limits(share: Floats, mean: Floats, lowest: float) -> Floats:
    """The limits (K - 1,) between the means that leave most room inside the groups.

    The room is concave in them, and greatest where as many sit at a limit from below as from above;
    that is solved for one limit after the other.
    """
    gap = np.diff(mean)
    limits = mean[:-1] + 0.5 * gap
    for _ in range(_SWEEPS):
        before = limits.copy()
        for k in range(limits.size):
            low = lowest if k == 0 else limits[k - 1]
            down = share[k] * (mean[k] - low)
            if k + 1 == limits.size:
                best = low + down / share[k + 1]
            else:
                high = limits[k + 1]
                up = share[k + 1] * (high - mean[k + 1])
                best = limits[k]
                if down + up > 0:
                    best = low + (high - low) * (down / (down + up))
            # A hair away from the means, where a group would lose its room for good.
            limits[k] = np.clip(best, mean[k] + _HAIR * gap[k], mean[k + 1] - _HAIR * gap[k])
        if (np.abs(limits - before) <= _HAIR * gap).all():
            break
    return limits


def _room(low: Floats, high: Floats, mean: Floats) -> Floats:
    """Half the greatest mean difference inside each bracket, (mean - low) (high - mean) / width."""
    down, up = mean - low, high - mean
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = np.where(down + up > 0, down * (up / (down + up)), 0.0)
    return np.where(np.isinf(high), down, inside)


def _bends(x: Floats, y: Floats, slope: Floats) -> Floats:
    """Second derivatives (K,) at the limits, so that the third is continuous."""
    n = x.size
    if n == 1:
        return np.zeros(1)
    h: Floats = np.diff(x)
    rise: Floats = np.diff(y)
    # The third derivative of the quintic at its left and right end is known + near * a + far * a.
    left = 60 * rise / h**3 - (36 * slope[:-1] + 24 * slope[1:]) / h**2
    right = 60 * rise / h**3 - (24 * slope[:-1] + 36 * slope[1:]) / h**2
    matrix, known = np.zeros((n, n)), np.zeros(n)
    matrix[0, :2] = -9 / h[0], 3 / h[0]
    known[0] = -left[0]
    for k in range(1, n - 1):
        matrix[k, k - 1 : k + 2] = -3 / h[k - 1], 9 / h[k - 1] + 9 / h[k], -3 / h[k]
        known[k] = left[k] - right[k - 1]
    matrix[-1, -1] = 1.0
    known[-1] = float(slope[-1] - slope[-2]) / h[-1]
    return np.asarray(np.linalg.solve(matrix, known), np.float64)


def _spline(ends: tuple[float, float], x: Floats, known: Floats) -> Piece | None:
    """The quintic between two limits; None where its quantiles would fall."""
    phi = BPoly.from_derivatives(x, known)
    slope, bend = phi.derivative(), phi.derivative(2)
    grid = np.linspace(x[0], x[1], _GRID)
    rising = bend(grid) + slope(grid) * (1.0 - slope(grid))
    if (rising < -1e-9).any() or (slope(grid) < -1e-12).any():
        return None

    def quantile(p: Floats) -> Floats:
        at = -np.log1p(-p)
        return np.exp(at - phi(at)) * slope(at)

    def above(p: Floats) -> Floats:
        return np.exp(-phi(-np.log1p(-p)))

    node, weight = np.polynomial.legendre.leggauss(_NODES)
    half = 0.5 * (x[1] - x[0])
    at = x[0] + half * (node + 1.0)
    return Piece(ends, quantile, above, float(half * weight @ np.exp(-phi(at) - at)))


def _split(ends: tuple[float, float], low: float, high: float, mean: float, beyond: float) -> Piece:
    """Uniform below the mean and above it, with the bracket's mean."""
    width = ends[1] - ends[0]
    first = width * (high - mean) / (high - low)
    middle = ends[0] + first
    knots = np.array([ends[0], middle, ends[1]])
    values = np.array([low, mean, high])

    def quantile(p: Floats) -> Floats:
        read: Floats = np.interp(p, knots, values)
        return read

    def above(p: Floats) -> Floats:
        here = quantile(p)
        upper = 0.5 * (here + high) * (ends[1] - p)
        both = 0.5 * (here + mean) * (middle - p) + 0.5 * (mean + high) * (ends[1] - middle)
        return beyond + np.where(p < middle, both, upper)

    node, weight = np.polynomial.legendre.leggauss(3)  # exact for squares
    halves = np.diff(knots) / 2
    at = knots[:-1, None] + halves[:, None] * (node + 1.0)
    return Piece(ends, quantile, above, float(np.sum(halves[:, None] * weight * above(at))))


def _tail(
    ends: tuple[float, float], low: float, mean: float, x: float, y: float, slope: float,
    bend: float,
) -> Piece:  # fmt: skip
    """A generalised Pareto distribution above `low` with this mean."""
    left, excess = 1.0 - ends[0], mean - low
    scale = left * np.exp(2 * x - y) * (bend + slope * (1.0 - slope))
    if not scale > 1e-9 * excess:
        scale = low * excess / mean if low > 0 else excess
    heavy = 1.0 - scale / excess
    if abs(heavy) < 1e-6:  # as good as exponential
        heavy, scale = 1e-6, (1.0 - 1e-6) * excess

    def quantile(p: Floats) -> Floats:
        return low + scale / heavy * np.expm1(-heavy * np.log((1.0 - p) / left))

    def above(p: Floats) -> Floats:
        rest = 1.0 - p
        grown = np.exp(-heavy * np.log(rest / left)) / (1.0 - heavy)
        return rest * (low + scale / heavy * (grown - 1.0))

    inner = 1.0 / ((1.0 - heavy) * (2.0 - heavy)) - 0.5
    return Piece(ends, quantile, above, float(left**2 * (0.5 * low + scale / heavy * inner)))


def _checked(
    table: pd.DataFrame, limits: list[str], lowest: float = -np.inf, *, strict: bool = False
) -> tuple[Floats, Floats, Floats, Floats]:
    """Columns low, high, people and mean of the brackets that hold people; every fault at once."""
    names = [*limits, "people", "mean"]
    lost = [name for name in names if name not in table.columns]
    if lost:
        raise InputError(f"table: no column {lost}; it has {list(table.columns)}")
    try:
        columns = {name: table[name].to_numpy(np.float64, na_value=np.nan) for name in names}
    except (TypeError, ValueError) as error:
        raise InputError(f"table: {names} must be numbers ({error})") from error
    people = columns["people"]
    faults = []
    if not (np.isfinite(people) & (people >= 0)).all() or not people.sum() > 0:
        raise InputError("table: people must be numbers >= 0, at least one above")
    held = people > 0
    mean = columns["mean"]
    if not np.isfinite(mean[held]).all():
        raise InputError(f"table: mean is missing in {int((~np.isfinite(mean[held])).sum())} rows")
    low = columns.get("low", np.full(mean.size, lowest))
    high = columns.get("high", np.full(mean.size, np.inf)).copy()
    if limits:
        high[-1] = np.inf if np.isnan(high[-1]) else high[-1]
        if not np.isfinite(low).all() or not np.isfinite(high[:-1]).all():
            faults.append("only the last `high` may be open; give every other limit")
        elif (low[1:] != high[:-1]).any() or (low >= high).any():
            faults.append("each bracket must begin where the one before ends")
    out = (mean < low) | (mean > high) | (strict & ((mean == low) | (mean == high)))
    if (out & held).any():
        at = np.flatnonzero(out & held)
        faults.append(
            f"{at.size} means lie outside their bracket, such as {mean[at[0]]:g} in row {at[0]}"
        )
    if not limits and (np.diff(mean[held]) < 0).any():
        faults.append("the means must rise from one group to the next")
    if not people @ np.where(held, mean, 0.0) > 0:
        faults.append("the mean of all must be above 0")
    if strict and (low[0] < 0 or held.sum() < 2):
        faults.append("need low >= 0 and two or more brackets with people")
    if strict and not held.all():
        faults.append("a bracket holds nobody; join it to its neighbour")
    if faults:
        raise InputError("table: " + "; ".join(faults))
    return low[held], high[held], people[held], mean[held]
