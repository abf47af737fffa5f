"""How complex industries are, what places could do next, and what that would be worth."""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from gongfu.errors import InputError
from gongfu.kernels import relatedness as kernels
from gongfu.plan.industry_table import Floats, IndustryTable, Mask, read_table, some

__all__ = (
    "Complexity",
    "Fitness",
    "economic_complexity",
    "fitness_complexity",
    "opportunity_outlook",
)

_TOLERANCE: Final = 1e-9
_FALLING: Final = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """Economic complexity of places (ECI) and of industries (PCI).

    Attributes
    ----------
    places
        One row per place: its name, `diversity` (how many industries it has), `eci`.
    industries
        One row per industry: its name, `ubiquity` (how many places have it), `pci`.
    eigenvalue, next_eigenvalue
        The second and third: the closer they are, the less the order means.
    n_parts
        Into how many sets, that share no industry, the table falls; only the largest is judged.
    """

    places: pd.DataFrame
    industries: pd.DataFrame
    eigenvalue: float
    next_eigenvalue: float
    n_parts: int


@dataclass(frozen=True, slots=True, eq=False)
class Fitness:
    """Fitness of places and complexity of industries.

    Attributes
    ----------
    places
        One row per place: its name, `diversity`, `fitness` (mean 1), `falling` (it was more than a
        tenth higher after half of the rounds: it tends to 0, and only its rank means something).
    industries
        One row per industry: its name, `ubiquity`, `complexity` (mean 1).
    converged
        Whether no fitness changes any more.
    n_rounds, last_change
        How many rounds there were, and the largest change of the last, in means.
    """

    places: pd.DataFrame
    industries: pd.DataFrame
    converged: bool
    n_rounds: int
    last_change: float


def economic_complexity(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> Complexity:
    """Places that have what few others have, and industries that only such places have.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.

    Returns
    -------
    Complexity
        Both indices with mean 0 and variance 1 among those judged; NaN where undefined.

    Warns
    -----
    UserWarning
        The table falls into sets that share no industry, or has no order: all alike, or tied.

    Notes
    -----
    Hidalgo and Hausmann 2009, by eigenvectors; the sign of ECI is that of its correlation with
    diversity.  The PCI of an industry is, up to scale, the mean ECI of the places that have it.
    ECI orders places by how alike their industries are (Mealy, Farmer and Teytelboym 2019); that
    this is "complexity" is an interpretation.
    """
    read = read_table(table, place=place, industry=industry, value=value)

    eci, pci, second, third, n_parts = complexity_of(read)
    return Complexity(
        _by_place(read, place, {"eci": eci}),
        _by_industry(read, industry, {"pci": pci}),
        second,
        third,
        n_parts,
    )


def fitness_complexity(
    table: pd.DataFrame, *, place: str, industry: str, value: str, max_rounds: int = 500
) -> Fitness:
    """Fitness: the sum of the complexities that a place has, where a poor place proves simplicity.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.
    max_rounds
        Rounds at most; >= 1.  Whether they were enough is said in the result.

    Returns
    -------
    Fitness
        NaN for places and industries with nothing.

    Notes
    -----
    Tacchella, Cristelli, Caldarelli, Gabrielli and Pietronero 2012.  In tables that are too nested
    some fitnesses tend to 0 for ever, no faster than 1 / rounds (Pugliese, Zaccaria and Pietronero
    2016); their ranks settle all the same.
    """
    if isinstance(max_rounds, bool) or int(max_rounds) != max_rounds or max_rounds < 1:
        raise InputError(f"max_rounds must be a whole number of at least 1, not {max_rounds!r}")
    read = read_table(table, place=place, industry=industry, value=value)

    rows = np.asarray(read.present.any(axis=1))
    columns = np.asarray(read.present.any(axis=0))
    inner = sparse.csr_array(read.present[np.ix_(rows, columns)])
    outer = sparse.csr_array(inner.T)
    here, there, before, change, rounds = kernels.fitness(
        inner.indptr, inner.indices, outer.indptr, outer.indices, _TOLERANCE, int(max_rounds)
    )
    converged = bool(change <= _TOLERANCE)
    falling = np.zeros(here.size, bool) if converged else here < _FALLING * before
    places = {"fitness": _spread(here, rows), "falling": _spread(falling, rows, False)}
    return Fitness(
        _by_place(read, place, places),
        _by_industry(read, industry, {"complexity": _spread(there, columns)}),
        converged,
        int(rounds),
        float(change),
    )


def opportunity_outlook(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> pd.DataFrame:
    """How much complexity is close to each place.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.

    Returns
    -------
    DataFrame
        One row per place: its name, `diversity`, `eci`, `outlook` (NaN where no complexity is
        defined).

    Notes
    -----
    Hausmann, Hidalgo and others 2014: the sum over industries that the place does not have of
    density times PCI.  PCI has mean 0, so that an outlook below 0 means that what is close is
    simpler than the average.
    """
    read = read_table(table, place=place, industry=industry, value=value)

    near = kernels.proximity(read.present)
    close = kernels.density(read.present, near)
    eci, pci, *_ = complexity_of(read)
    outlook = outlook_of(read.present, close, pci)
    outlook[~np.isfinite(read.rca).any(axis=1)] = np.nan
    return _by_place(read, place, {"eci": eci, "outlook": outlook})


def complexity_of(read: IndustryTable) -> tuple[Floats, Floats, float, float, int]:
    """ECI (P,), PCI (I,), two eigenvalues, the number of parts; warns where undefined."""
    rows, columns, n_parts = kernels.largest_part(read.present)
    if n_parts > 1:
        out = read.places[~rows & read.present.any(axis=1)]
        warnings.warn(
            f"the table falls into {n_parts} sets of places that share no industry; only the "
            f"largest has a complexity, and {len(out)} places have none (NaN), such as {some(out)}",
            stacklevel=3,
        )
    eci, pci, second, third = kernels.complexity(read.present[np.ix_(rows, columns)])
    if np.isnan(eci).all():
        warnings.warn(
            "complexity is undefined (NaN): the places have no order, because they all have the "
            f"same or are tied (eigenvalues {second:.3g} and {third:.3g})",
            stacklevel=3,
        )
    return _spread(eci, rows), _spread(pci, columns), float(second), float(third), n_parts


def outlook_of(present: Mask, density: Floats, pci: Floats) -> Floats:
    """(P,) sum of density times PCI over what a place does not have; NaN if nothing is defined."""
    worth = np.where(present, 0.0, density) * pci
    known = np.isfinite(worth)
    return np.where(known.any(axis=1), np.where(known, worth, 0.0).sum(axis=1), np.nan)


def gain_of(present: Mask, near: Floats, density: Floats, pci: Floats) -> Floats:
    """(P, I) what the outlook of a place gains if it takes up the industry; NaN where it has it.

    The industry brings others closer and leaves the outlook itself.
    """
    known = np.isfinite(pci)
    worth = np.where(known, pci, 0.0)
    whole = near.sum(axis=0)
    part = np.divide(near, whole, out=np.zeros(near.shape), where=whole > 0.0)  # of i in j's
    brought = (~present * worth) @ part.T
    gain = brought - np.where(np.isfinite(density), density, 0.0) * worth
    return np.where(present | ~known, np.nan, gain)


def _by_place(read: IndustryTable, name: str, columns: dict[str, Floats]) -> pd.DataFrame:
    diversity = read.present.sum(axis=1)
    return pd.DataFrame({name: read.places, "diversity": diversity} | columns)


def _by_industry(read: IndustryTable, name: str, columns: dict[str, Floats]) -> pd.DataFrame:
    ubiquity = read.present.sum(axis=0)
    return pd.DataFrame({name: read.industries, "ubiquity": ubiquity} | columns)


def _spread(values: Floats, mask: Mask, empty: float = np.nan) -> Floats:
    """(n,) the values where the mask is, `empty` elsewhere."""
    whole: Floats = np.full(mask.size, empty, np.result_type(values, type(empty)))
    whole[mask] = values
    return whole
