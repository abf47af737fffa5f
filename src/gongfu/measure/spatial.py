"""Whether neighbours are alike: Moran's I of a map, and of each place on it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.measure.neighbours import Neighbours
from gongfu.model.schema import written

__all__: Final = ("LocalMoran", "Moran", "local_moran", "moran")

_QUADRANTS: Final = {
    (True, True): "high-high",
    (False, True): "low-high",
    (False, False): "low-low",
    (True, False): "high-low",
}


@dataclass(frozen=True, slots=True, eq=False)
class Moran:
    """Moran's I: above `expected` where neighbours are alike, below it where they differ.

    `variance_normal` and `variance_random` are those under normality and under randomisation,
    `z_normal` and `z_random` the standardised I, with two-sided p values from the normal.
    `p_value` is two-sided, from `n_permutations` deals of the values among the places.
    """

    value: float
    expected: float
    variance_normal: float
    variance_random: float
    z_normal: float
    z_random: float
    p_normal: float
    p_random: float
    p_value: float
    n_permutations: int
    n: int
    n_islands: int


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """Moran's I of each place.

    `places` has columns `place`, `z` (standardised value), `lag_z` (mean of the neighbours' z,
    NaN on an island), `local` (I of the place), `quadrant` ("high-high", "low-low": like its
    neighbours; "high-low", "low-high": unlike them; missing on an island), `p_value` (two-sided,
    by permutation) and `p_adjusted` (Benjamini and Hochberg 1995, over all places).
    """

    places: pd.DataFrame
    n_permutations: int

    def to_frame(self) -> pd.DataFrame:
        """The table by place, as a Moran scatter takes it."""
        return self.places.copy()


def moran(
    values: pd.Series,
    neighbours: Neighbours,
    *,
    rng: np.random.Generator,
    n_permutations: int = 999,
) -> Moran:
    """Whether places are like their neighbours, and whether chance explains it.

    Parameters
    ----------
    values
        One number per place, labelled as in `neighbours`.
    neighbours
        Who is next to whom.  An island counts in the mean, but has nobody to be like.
    rng
        Deals the values among the places.
    n_permutations
        How often, >= 99.

    Returns
    -------
    Moran
        I = n / S0 * z'Wz / z'z, z less its mean, S0 the sum of W.

    Raises
    ------
    InputError
        If a value is missing or not finite, all are equal, or no place has a neighbour.

    Notes
    -----
    Moran (1950); variances of Cliff and Ord (1981).  With one value per place it tells nothing
    about people, and a border drawn elsewhere may change it.
    """
    z, matrix = _deviations(values, neighbours, n_permutations)
    n = z.size
    whole = matrix.sum()
    scale = n / whole / (z @ z)
    value = float(scale * (z @ (matrix @ z)))
    expected = -1.0 / (n - 1)
    normal, random = _variances(z, matrix)
    dealt = (rng.permutation(z) for _ in range(n_permutations))
    chance = scale * np.array([one @ (matrix @ one) for one in dealt])
    z_normal = (value - expected) / np.sqrt(normal)
    z_random = (value - expected) / np.sqrt(random) if random > 0 else np.nan
    return Moran(
        value,
        expected,
        normal,
        random,
        float(z_normal),
        float(z_random),
        float(2 * stats.norm.sf(abs(z_normal))),
        float(2 * stats.norm.sf(abs(z_random))),
        float(_two_sided(np.array([value]), chance[None, :])[0]),
        n_permutations,
        n,
        len(neighbours.islands),
    )


def local_moran(
    values: pd.Series,
    neighbours: Neighbours,
    *,
    rng: np.random.Generator,
    n_permutations: int = 9_999,
) -> LocalMoran:
    """Which places are like, or unlike, their neighbours more than chance explains.

    Parameters
    ----------
    values, neighbours, rng
        As in `moran`.
    n_permutations
        How often; with 999 the smallest p, 0.002, is too coarse for many places at once.

    Returns
    -------
    LocalMoran
        One row per place, in the order of `neighbours`.

    Raises
    ------
    InputError
        As `moran`.

    Notes
    -----
    Anselin (1995): I_i = (n - 1) z_i (Wz)_i / z'z.  For its p value a place keeps its own value
    and is dealt neighbours from all others.  Some of 90 places look special by chance alone:
    read `p_adjusted`.
    """
    z, matrix = _deviations(values, neighbours, n_permutations)
    n = z.size
    lag = matrix @ z
    n_near = np.diff(matrix.indptr)
    island = n_near == 0
    local = (n - 1) * z * lag / (z @ z)

    most = int(n_near.max())
    deal = np.array([rng.choice(n - 1, most, replace=False) for _ in range(n_permutations)])
    p_value = np.full(n, np.nan)
    for at in np.flatnonzero(~island):
        weight = matrix.data[matrix.indptr[at] : matrix.indptr[at + 1]]
        others = deal[:, : n_near[at]]
        chance = z[others + (others >= at)] @ weight
        p_value[at] = _two_sided(lag[[at]], chance[None, :])[0]
    adjusted = np.full(n, np.nan)
    adjusted[~island] = stats.false_discovery_control(p_value[~island])

    spread = np.sqrt(z @ z / n)
    kind = [_QUADRANTS[bool(a > 0), bool(b > 0)] for a, b in zip(z, lag, strict=True)]
    table = pd.DataFrame(
        {
            "place": neighbours.ids,
            "z": z / spread,
            "lag_z": np.where(island, np.nan, lag / spread),
            "local": np.where(island, np.nan, local),
            "quadrant": pd.Series(kind).mask(island).to_numpy(),
            "p_value": p_value,
            "p_adjusted": adjusted,
        }
    )
    return LocalMoran(table, n_permutations)


def _deviations(
    values: pd.Series, neighbours: Neighbours, n_permutations: int
) -> tuple[np.ndarray, csr_array]:
    """The values less their mean, in the order of the neighbours, and the matrix."""
    if n_permutations < 99:
        raise InputError(f"n_permutations must be at least 99; it is {n_permutations}")
    neighbours.lag(values)  # labels are the same, none twice
    ordered = values.loc[neighbours.ids]
    numbers = ordered.to_numpy(float)
    bad = ~np.isfinite(numbers)
    if bad.any():
        raise InputError(
            f"values are missing or infinite at {bad.sum()} places, such as "
            f"{written(ordered.index[bad][0])}; leave these places out of values and neighbours"
        )
    if len(neighbours.islands) == len(neighbours.ids):
        raise InputError("no place has a neighbour; build neighbours with more links")
    numbers = np.ldexp(numbers, -int(np.frexp(np.abs(numbers).max())[1]))  # squares stay finite
    z = numbers - numbers.mean()
    if numbers.size < 4 or z @ z <= 1e-24 * numbers.size * (numbers @ numbers):
        raise InputError(
            f"{numbers.size} values that are all alike tell nothing; at least 4 that differ do"
        )
    return z, neighbours.matrix


def _variances(z: np.ndarray, matrix: csr_array) -> tuple[float, float]:
    """Of I under normality and under randomisation (Cliff and Ord 1981)."""
    n = z.size
    s0 = matrix.sum()
    both = matrix + matrix.T
    s1 = (both.multiply(both)).sum() / 2
    s2 = ((matrix.sum(axis=1) + matrix.sum(axis=0)) ** 2).sum()
    square = 1.0 / (n - 1) ** 2
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - square
    kurtosis = (z**4).mean() / (z**2).mean() ** 2
    top = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    top -= kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    random = top / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - square
    return float(normal), float(random)


def _two_sided(seen: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Twice the smaller tail, the observed value counted as one of the draws, 1 at most."""
    near = 1e-12 * np.abs(seen)[:, None]
    above = (chance >= seen[:, None] - near).sum(axis=1)
    below = (chance <= seen[:, None] + near).sum(axis=1)
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (chance.shape[1] + 1))
