"""How places move between classes of income: Markov chains, and whether neighbours play a part."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import chi2, norm

from gongfu.errors import InputError
from gongfu.kernels import chain
from gongfu.measure.place_periods import Paths, paths
from gongfu.model.schema import written

__all__: Final = (
    "HomogeneityTest",
    "SpatialTransitions",
    "Transitions",
    "spatial_transitions",
    "transitions",
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SE_KIND: Final = "multinomial within each row (Anderson and Goodman 1957); intervals Wilson 1927"
_SHOWN: Final = 3


class NeighbourMatrix(Protocol):
    """What is asked of `gongfu.measure.neighbours.Neighbours`."""

    @property
    def ids(self) -> pd.Index:
        """The places, in the order of the rows of the matrix."""

    @property
    def matrix(self) -> csr_array:
        """Row-standardised weights; a row of zeros is a place without neighbours."""


@dataclass(frozen=True, slots=True)
class HomogeneityTest:
    """Whether several tables of moves come from one chain.

    `lr` and `chi2` are near chi-square with `df` where tables are large; `n_small` of `n_cells`
    cells expect fewer than 5 moves, and where that is many the p values are a rough guide.  NaN p
    values where `df` is 0: there is nothing to compare.
    """

    lr: float
    lr_p_value: float
    chi2: float
    chi2_p_value: float
    df: int
    n_small: int
    n_cells: int


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Moves between classes from one period to one `step` later.

    `counts` and `probabilities` have a row per class now and a column per class later; a class
    that nobody was in has NaN.  `cuts` are the upper bounds of all classes but the last.  `ergodic`
    (shares), `first_passage` (in steps; the diagonal is the time of return), `half_life` (steps)
    are NaN where the chain is not irreducible; the mobility indices `shorrocks`, `prais` (by
    class: 1 - p_ii), `determinant` and `second_eigenvalue` where a class has no move.
    """

    counts: pd.DataFrame
    probabilities: pd.DataFrame
    se: pd.DataFrame
    cuts: tuple[float, ...]
    step: int
    n: int
    irreducible: bool
    ergodic: pd.Series
    first_passage: pd.DataFrame
    half_life: float
    shorrocks: float
    prais: pd.Series
    determinant: float
    second_eigenvalue: float
    homogeneity: HomogeneityTest
    se_kind: str

    def to_frame(self) -> pd.DataFrame:
        """A row per pair of classes: `from, to, n, probability, se, low, high` (95 per cent)."""
        counts = self.counts.to_numpy()
        size = len(counts)
        total = np.repeat(counts.sum(axis=1), size)
        p = self.probabilities.to_numpy().ravel()
        low, high = _wilson(p, total)
        return pd.DataFrame(
            {
                "from": self.counts.index.repeat(size),
                "to": np.tile(self.counts.columns.to_numpy(), size),
                "n": counts.ravel(),
                "probability": p,
                "se": self.se.to_numpy().ravel(),
                "low": low,
                "high": high,
            }
        )


@dataclass(frozen=True, slots=True, eq=False)
class SpatialTransitions:
    """Moves of all places with neighbours (`pooled`), and by the class of their neighbours now.

    `counts` and `probabilities` are indexed by `neighbours` and `from`; `test` asks whether the
    chains of all classes of neighbours are one.  `islands` had no neighbours and are left out.
    """

    pooled: Transitions
    counts: pd.DataFrame
    probabilities: pd.DataFrame
    test: HomogeneityTest
    islands: tuple[object, ...]


def transitions(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    classes: int | Sequence[float] = 5,
    relative: bool = True,
    step: int = 1,
) -> Transitions:
    """How often places move from one class of `value` to another.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period, at least `step` + 1 periods.
    value, place, period
        Columns: a number, and what it belongs to.
    classes
        A number >= 2 of classes, equal in size over all places and periods together, or their
        upper bounds, rising, all but the last: (0.8, 1.2) makes three.  A value on a bound is in
        the lower class.
    relative
        Whether to divide by the mean of the period first, so that growth of all is no move.
    step
        Periods from now to later, >= 1.  Moves of more than one period overlap, and their standard
        errors are then too small.

    Returns
    -------
    Transitions
        Counts, probabilities, what they lead to, and the test of whether they stayed the same.

    Warns
    -----
    UserWarning
        Where the chain is not irreducible, so that it has no one ergodic distribution.

    Notes
    -----
    Quah 1993; Shorrocks 1978: (K - trace) / (K - 1); determinant: 1 - abs(det); second eigenvalue:
    1 - modulus; half-life: -log 2 / log of that modulus, 0 where it is 0.  The test of homogeneity
    compares the tables of all pairs of periods (Anderson and Goodman 1957; degrees of freedom as in
    Bickenbach and Bode 2003).  The ergodic distribution says where today's moves lead; it is no
    forecast.  Bounds found in the same data are taken as given by the standard errors.
    """
    table, values, cuts = _classified(frame, value, place, period, classes, relative, step)

    at = np.searchsorted(cuts, values)
    tables = _tables(at, len(cuts) + 1, step)

    result = _transitions(tables, cuts, step)
    _warn_reducible(result, len(table.places))
    return result


def spatial_transitions(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    neighbours: NeighbourMatrix,
    classes: int | Sequence[float] = 5,
    relative: bool = True,
) -> SpatialTransitions:
    """How places move between classes, by the class that the mean of their neighbours is in now.

    Parameters
    ----------
    frame, value, place, period, classes, relative
        As in `transitions`; the same bounds part the means of neighbours.
    neighbours
        Who is next to whom, with all places of `frame`.

    Returns
    -------
    SpatialTransitions
        One table of moves per class of neighbours, and the test of independence.

    Warns
    -----
    UserWarning
        Where places have no neighbours; they are left out, and named in `islands`.

    Notes
    -----
    Rey 2001; test: Bickenbach and Bode 2003.  Moves of neighbours are not independent of each
    other, so the test rejects somewhat too often (Rey, Kang and Wolf 2016).  A mean of several
    neighbours varies less than one place: the outer classes of neighbours are thin.
    """
    table, values, cuts = _classified(frame, value, place, period, classes, relative, 1)
    weights = _weights(neighbours, table)
    alone = weights.sum(axis=1) == 0
    if alone.all():
        raise InputError(
            f"none of the {len(table.places)} places has a neighbour in the frame; "
            "give neighbours with links, such as the nearest k"
        )

    lag = np.searchsorted(cuts, (weights @ values)[~alone])
    at = np.searchsorted(cuts, values[~alone])
    size = len(cuts) + 1
    by_lag = np.array(
        [
            chain.moves(at[:, :-1][lag[:, :-1] == one], at[:, 1:][lag[:, :-1] == one], size)
            for one in range(size)
        ]
    )

    islands = tuple(table.places[alone])
    if islands:
        shown = ", ".join(written(one) for one in islands[:_SHOWN])
        warnings.warn(
            f"{len(islands)} places have no neighbour and are left out: {shown}"
            f"{', …' if len(islands) > _SHOWN else ''}",
            stacklevel=2,
        )
    pooled = _transitions(_tables(at, size, 1), cuts, 1)
    names = pooled.counts.index
    index = pd.MultiIndex.from_product([names, names], names=["neighbours", "from"])
    p = np.array([chain.probabilities(one) for one in by_lag])
    return SpatialTransitions(
        pooled,
        pd.DataFrame(by_lag.reshape(-1, size), index, pooled.counts.columns),
        pd.DataFrame(p.reshape(-1, size), index, pooled.counts.columns),
        _test(by_lag),
        islands,
    )


def _classified(
    frame: pd.DataFrame,
    value: str,
    place: str,
    period: str,
    classes: int | Sequence[float],
    relative: bool,
    step: int,
) -> tuple[Paths, Floats, Floats]:
    if step < 1 or step != int(step):
        raise InputError(f"step is {step!r}; give a whole number of periods >= 1")
    table = paths(frame, value, place, period)
    if len(table.periods) <= step:
        raise InputError(
            f"a step of {step} needs at least {step + 1} periods; "
            f"the frame has {len(table.periods)}"
        )
    values = table.relative(value) if relative else table.values
    return table, values, _cuts(values, classes)


def _cuts(values: Floats, classes: int | Sequence[float]) -> Floats:
    if isinstance(classes, int | np.integer) and not isinstance(classes, bool):
        if classes < 2:
            raise InputError(f"classes is {classes!r}; give 2 or more, or their upper bounds")
        cuts = np.quantile(values, np.arange(1, classes) / classes)
        if not (np.diff(np.append(cuts, values.max())) > 0).all():
            raise InputError(
                f"{classes} classes of equal size cannot be told apart, so many values are equal; "
                "give fewer classes or their upper bounds"
            )
        return np.asarray(cuts)
    try:
        cuts = np.asarray(classes, np.float64)
    except (TypeError, ValueError):
        cuts = np.full(1, np.nan)
    if cuts.ndim != 1 or not cuts.size or not np.isfinite(cuts).all() or (np.diff(cuts) <= 0).any():
        raise InputError(
            f"classes is {classes!r}; give a whole number >= 2 or rising finite upper bounds"
        )
    return cuts


def _tables(at: Ints, size: int, step: int) -> Ints:
    """Moves (R, K, K) between each period and the one `step` later."""
    return np.array(
        [chain.moves(at[:, t], at[:, t + step], size) for t in range(at.shape[1] - step)]
    )


def _transitions(tables: Ints, cuts: Floats, step: int) -> Transitions:
    counts = tables.sum(axis=0)
    p = chain.probabilities(counts)
    size = len(p)
    irreducible = bool(chain.is_irreducible(p))
    share, passage = np.full(size, np.nan), np.full((size, size), np.nan)
    modulus = determinant = half_life = float("nan")
    if np.isfinite(p).all():
        modulus = float(chain.second_eigenvalue(p))
        determinant = float(1.0 - abs(np.linalg.det(p)))
    if irreducible:
        share, passage = chain.ergodic(p), chain.first_passage(p)
        half_life = _half_life(modulus)
    total = counts.sum(axis=1, keepdims=True)
    names = pd.Index(_names(cuts), name="from")
    later = names.rename("to")
    return Transitions(
        counts=pd.DataFrame(counts, names, later),
        probabilities=pd.DataFrame(p, names, later),
        se=pd.DataFrame(np.sqrt(p * (1.0 - p) / np.maximum(total, 1)), names, later),
        cuts=tuple(float(cut) for cut in cuts),
        step=int(step),
        n=int(counts.sum()),
        irreducible=irreducible,
        ergodic=pd.Series(share, names.rename("class"), name="share"),
        first_passage=pd.DataFrame(passage, names, later),
        half_life=half_life,
        shorrocks=float((size - np.trace(p)) / (size - 1)),
        prais=pd.Series(1.0 - np.diagonal(p), names.rename("class"), name="prais"),
        determinant=determinant,
        second_eigenvalue=1.0 - modulus,
        homogeneity=_test(tables),
        se_kind=SE_KIND,
    )


def _half_life(modulus: float) -> float:
    """Steps until half of what is left of the way to the ergodic shares is gone."""
    rounding = 8.0 * np.finfo(float).eps
    if modulus < rounding:
        return 0.0
    return float("inf") if modulus > 1.0 - rounding else float(-np.log(2.0) / np.log(modulus))


def _names(cuts: Floats) -> list[str]:
    shown = [f"{cut:.4g}" for cut in cuts]
    if len(set(shown)) < len(shown):
        shown = [repr(float(cut)) for cut in cuts]
    between = [f"{low} to {high}" for low, high in pairwise(shown)]
    return [f"<= {shown[0]}", *between, f"> {shown[-1]}"]


def _test(tables: Ints) -> HomogeneityTest:
    lr, pearson, df, n_small, n_cells = chain.homogeneity(tables)
    lr_p, pearson_p = (chi2.sf([lr, pearson], df)) if df else (np.nan, np.nan)
    return HomogeneityTest(
        float(lr), float(lr_p), float(pearson), float(pearson_p), df, n_small, n_cells
    )


def _warn_reducible(result: Transitions, n_places: int) -> None:
    if not result.irreducible:
        warnings.warn(
            f"not every class is reached from every other by the {result.n} moves of {n_places} "
            "places: no one ergodic distribution, NaN; take fewer classes",
            stacklevel=3,
        )


def _weights(neighbours: NeighbourMatrix, table: Paths) -> csr_array:
    at = neighbours.ids.get_indexer(table.places)
    if (at < 0).any():
        lost = table.places[at < 0]
        raise InputError(
            f"{len(lost)} places of the frame are not among the neighbours, such as "
            f"{written(lost[0])}; "
            "make the neighbours from all places"
        )
    if len(neighbours.ids) > len(at):
        extra = neighbours.ids.difference(table.places)
        raise InputError(
            f"{len(extra)} places among the neighbours are not in the frame, such as "
            f"{written(extra[0])}; make the neighbours from the places of the frame"
        )
    return neighbours.matrix[at][:, at]


def _wilson(p: Floats, n: Ints) -> tuple[Floats, Floats]:
    """Wilson's 95 per cent interval of shares p of n; NaN where n is 0."""
    z2 = norm.ppf(0.975) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        wide = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low, high = np.clip(middle - wide, 0.0, 1.0), np.clip(middle + wide, 0.0, 1.0)
    return low, high
