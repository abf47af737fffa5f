"""Who has what, and what goes together.  P places, I industries.

value (P, I) float64, >= 0; present (P, I) bool: the place has the industry.  Everything is dense: a
country's 2,800 counties by 900 industries are 20 MB.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
SAME = 1e-9  # of eigenvalues, and of correlations: differences below are dust


def advantage(value: Floats) -> Floats:
    """Share (P, I) of an industry in its place over its share in all; Balassa 1965.

    NaN where the place or the industry has nothing.
    """
    by_place, by_industry = value.sum(axis=1), value.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return value / by_place[:, None] / (by_industry / by_industry.sum())


def proximity(present: Mask) -> Floats:
    """The smaller of both chances that who has one industry has the other; Hidalgo et al. 2007.

    Returns (I, I), symmetric, 0 on the diagonal, because an industry is no evidence of itself, and
    0 for an industry that nobody has.  Counts up to 2**24 are exact.  O(P I^2).
    """
    has = present.astype(np.float32)
    both = (has.T @ has).astype(float)
    ubiquity = both.diagonal().copy()
    larger = np.maximum(np.maximum.outer(ubiquity, ubiquity), 1.0)
    near = both / larger
    np.fill_diagonal(near, 0.0)
    return near


def density(present: Mask, near: Floats) -> Floats:
    """Share (P, I) of all proximity to an industry that is to industries which the place has.

    0 to 1; NaN for an industry that is near none.  Hidalgo et al. 2007.
    """
    whole = near.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(present @ near / whole, 1.0)


def largest_part(present: Mask) -> tuple[Mask, Mask, int]:
    """Masks (P,), (I,) of the largest set that hangs together, and how many sets there are.

    Two places hang together that share an industry; alone ones do not count.  Most places, then
    most industries, then the first.
    """
    n_places = present.shape[0]
    place, industry = np.nonzero(present)
    link = csr_array(
        (np.ones(place.size, bool), (place, industry + n_places)), shape=(sum(present.shape),) * 2
    )
    _, label = connected_components(link, directed=False)
    of_place, of_industry = label[:n_places], label[n_places:]
    places = np.bincount(of_place[present.any(axis=1)], minlength=label.max() + 1)
    industries = np.bincount(of_industry[present.any(axis=0)], minlength=label.max() + 1)
    largest = np.lexsort((-industries, -places))[0]
    real = present.any(axis=1) & (of_place == largest)
    return real, present.any(axis=0) & (of_industry == largest), int((places > 0).sum())


def complexity(present: Mask) -> tuple[Floats, Floats, float, float]:
    """Complexity of places and industries: the second singular vectors of the scaled table.

    present (P, I) with no empty row or column, in one part.  Returns eci (P,), pci (I,), with mean
    0 and variance 1, and the second and third eigenvalues.  The signs follow diversity, or ubiquity
    where all places are alike in it; both are NaN where the second eigenvalue is 0 or equals the
    third, or the sign cannot be told.

    Hidalgo & Hausmann 2009, as the eigenvectors that their iteration tends to.  With B = D^-1/2 M
    U^-1/2 the matrices of both sides are B B' and B' B; the smaller is solved.  O(P I min(P, I)).
    """
    diversity, ubiquity = present.sum(axis=1).astype(float), present.sum(axis=0).astype(float)
    scaled = present / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)
    wide = scaled.shape[0] <= scaled.shape[1]
    side = scaled if wide else scaled.T
    n = side.shape[0]
    nothing = np.full(diversity.size, np.nan), np.full(ubiquity.size, np.nan)
    if n < 2:
        return *nothing, np.nan, np.nan
    values, vectors = eigh(side @ side.T, subset_by_index=(max(n - 3, 0), n - 1))
    second, third = values[-2], values[-3] if n > 2 else 0.0
    if second < SAME or second - third < SAME:
        return *nothing, second, third
    one = vectors[:, -2]
    other = side.T @ one
    left, right = (one, other) if wide else (other, one)
    eci, pci = _standard(left / np.sqrt(diversity)), _standard(right / np.sqrt(ubiquity))
    lean = np.mean(eci * _standard(diversity))
    if abs(lean) < SAME:
        lean = -np.mean(pci * _standard(ubiquity))
    if abs(lean) < SAME:
        return *nothing, second, third
    return np.sign(lean) * eci, np.sign(lean) * pci, second, third


def _standard(values: Floats) -> Floats:
    """Mean 0, variance 1; 0 where all are alike."""
    apart = values - values.mean()
    spread = np.sqrt(np.mean(apart**2))
    return apart / spread if spread > SAME * np.abs(values).max() else np.zeros(values.size)


@njit(cache=True, nogil=True)
def _gathered(indptr, indices, values, out):
    for row in range(out.size):
        total = 0.0
        for at in range(indptr[row], indptr[row + 1]):
            total += values[indices[at]]
        out[row] = total


@njit(cache=True, nogil=True)
def fitness(by_place, of_place, by_industry, of_industry, tolerance, most):
    """Fitness of places and complexity of industries, iterated from ones; Tacchella et al. 2012.

    by_place (P+1,) and of_place: the industries of each place; by_industry (I+1,), of_industry the
    other way round; no empty row.  Fitness is the sum of complexities; complexity is 1 over the sum
    of 1 / fitness; each is divided by its mean.  Stops when no fitness changes by more than
    `tolerance` of the mean, or after `most` rounds.  Returns fitness (P,), complexity (I,), fitness
    when there were at most half as many rounds, the last change, the rounds.  Fitness stays above
    1e-300.  O(rounds * entries).
    """
    here = np.ones(by_place.size - 1)
    there = np.ones(by_industry.size - 1)
    before, recent = here.copy(), here.copy()
    sums, inverse = np.empty(there.size), np.empty(here.size)
    new = np.empty(here.size)
    kept = 1
    change = np.inf
    rounds = 0
    while rounds < most and change > tolerance:
        if rounds == 2 * kept:
            before[:] = recent
            recent[:] = here
            kept = rounds
        _gathered(by_place, of_place, there, new)
        for i in range(here.size):
            inverse[i] = 1.0 / here[i]
        _gathered(by_industry, of_industry, inverse, sums)
        for j in range(there.size):
            there[j] = 1.0 / sums[j]
        there /= there.mean()
        new /= new.mean()
        change = 0.0
        for i in range(here.size):
            new[i] = max(new[i], 1e-300)
            change = max(change, abs(new[i] - here[i]))
        here[:] = new
        rounds += 1
    return here, there, before, change, rounds
