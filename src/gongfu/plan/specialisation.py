"""What a place is specialised in, which industries go together, and how close a new one is."""

import numpy as np
import pandas as pd

from gongfu.kernels import relatedness as kernels
from gongfu.plan.industry_table import read_table

__all__ = ("industry_proximity", "relatedness_density", "revealed_comparative_advantage")


def revealed_comparative_advantage(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> pd.DataFrame:
    """How much larger an industry is in a place than it is in all places together.

    Parameters
    ----------
    table
        One row per place and industry; a pair without a row has 0.
    place, industry
        Columns of names.
    value
        Column of numbers >= 0: output, value added, jobs, firms or exports, of one period.

    Returns
    -------
    DataFrame
        One row per place and industry, both as they first occur: the two names, `value`, `rca`
        (>= 0), `rsca` (-1 to 1) and `present` (rca >= 1).  NaN where the place or the industry has
        nothing.

    Warns
    -----
    UserWarning
        Places or industries have nothing.

    Notes
    -----
    Balassa 1965: the industry's share in the place over its share in all; rsca = (rca - 1) /
    (rca + 1), symmetric about 0 (Dalum, Laursen and Villumsen 1998).  Unchanged if
    all figures are in another unit; the mean of rca weighted by the size of places is 1 for every
    industry.
    """
    read = read_table(table, place=place, industry=industry, value=value)

    columns = {
        "value": read.value,
        "rca": read.rca,
        "rsca": (read.rca - 1.0) / (read.rca + 1.0),
        "present": read.present,
    }
    return read.pairs(place, industry, columns)


def industry_proximity(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> pd.DataFrame:
    """How often two industries go together.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.

    Returns
    -------
    DataFrame
        One row per pair of different industries, each once: `first`, `second`, `proximity` (0 to
        1), `n_places` that have both.

    Notes
    -----
    Hidalgo, Klinger, Barabási and Hausmann 2007: the smaller of both conditional probabilities, or
    places that have both over the places that have the commoner one.  With few places it is coarse:
    an industry that one place has is near to all that this place has.
    """
    read = read_table(table, place=place, industry=industry, value=value)

    near = kernels.proximity(read.present)
    has = read.present.astype(np.float32)
    both = np.rint(has.T @ has).astype(np.int64)
    first, second = np.triu_indices(len(read.industries), 1)
    return pd.DataFrame(
        {
            "first": pd.Categorical.from_codes(first, categories=read.industries),
            "second": pd.Categorical.from_codes(second, categories=read.industries),
            "proximity": near[first, second],
            "n_places": both[first, second],
        }
    )


def relatedness_density(
    table: pd.DataFrame, *, place: str, industry: str, value: str
) -> pd.DataFrame:
    """How much of what is near an industry a place already has.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`.

    Returns
    -------
    DataFrame
        One row per place and industry: the two names, `present`, `density` (0 to 1; NaN for an
        industry that shares no place with any other).

    Notes
    -----
    Hidalgo and others 2007: the proximity to industries that the place has, over the proximity to
    all.  An industry does not count as near itself (some programs count it), so that having it
    changes nothing about its own density.
    """
    read = read_table(table, place=place, industry=industry, value=value)

    near = kernels.density(read.present, kernels.proximity(read.present))
    return read.pairs(place, industry, {"present": read.present, "density": near})
