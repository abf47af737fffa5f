"""What weight each component of a composite index gets when the data are asked.

All take components that are made comparable already (`gongfu.measure.composite.normalise`), so that
more is better in every one: whether a component was turned round changes what entropy and CRITIC
say.  Such weights tell how the places differ, not what matters to people.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import weights as kernels
from gongfu.model.composite import Design, Weighting
from gongfu.model.schema import Column, check_frame

__all__ = ("critic_weights", "entropy_weights", "pca_weights")

_ANY: Final = -np.inf
_FROM_DATA: Final = {
    "entropy": kernels.entropy,
    "critic": kernels.critic,
    "pca_first": kernels.pca_first,
    "pca_factors": kernels.pca_factors,
}
WEIGHTINGS: Final = ("given", "equal", *_FROM_DATA)


def entropy_weights(normalised: pd.DataFrame) -> pd.Series:
    """Entropy weights: the more unevenly a component is spread over the places, the more it weighs.

    Parameters
    ----------
    normalised
        Places by components, >= 0, more is better in every column; at least two places.  A zero
        contributes its limit, nothing.

    Returns
    -------
    Series
        By component, summing to 1; 0 where all places are alike.

    Notes
    -----
    1 - e_j over their sum, e_j = - sum p ln p / ln P with p a place's share of its column (Shannon
    1948; Zeleny 1982).  Directions are taken care of before (the column is normalised), the
    convention of most of the Chinese literature (熵权法); entropies of raw shares differ.

    Examples
    --------
    >>> entropy_weights(pd.DataFrame({"a": [1.0, 0.0], "b": [1.0, 1.0]})).to_list()
    [1.0, 0.0]
    """
    z = _checked(normalised, 0.0)
    return pd.Series(_weights("entropy", z, normalised.columns), normalised.columns)


def critic_weights(normalised: pd.DataFrame) -> pd.Series:
    """CRITIC weights: a component weighs by its spread and by how little it repeats the others.

    Parameters
    ----------
    normalised
        Places by components, more is better in every column; at least three places.

    Returns
    -------
    Series
        By component, summing to 1; 0 where all places are alike.

    Notes
    -----
    Standard deviation times sum of 1 - correlation (Diakoulaki, Mavrotas and Papayannakis 1995,
    who take min-max values).  Components in which all places are alike have no correlation and are
    passed over.
    """
    z = _checked(normalised, _ANY)
    return pd.Series(_weights("critic", z, normalised.columns), normalised.columns)


def pca_weights(
    normalised: pd.DataFrame, *, factors: Literal["several", "first"] = "several"
) -> pd.Series:
    """Weights by principal components of the correlations between the columns.

    Parameters
    ----------
    normalised
        Places by components; at least three places.
    factors
        "several": the factors with an eigenvalue above 1 after varimax rotation, each component
        counted on the factor that it loads most on; "first": squared loadings on the first
        principal component alone.

    Returns
    -------
    Series
        By component, summing to 1; 0 where all places are alike.

    Notes
    -----
    "several": Nicoletti, Scarpetta and Boylaud 2000, as in OECD and JRC 2008, step 6.  Loadings are
    squared, so a component that runs against the others gets a weight all the same; and what is
    correlated with much weighs much, which is repetition, not importance.
    """
    if factors not in ("several", "first"):
        raise InputError(f"factors is {factors!r}; choose 'several' or 'first'")
    z = _checked(normalised, _ANY)
    method: Weighting = "pca_factors" if factors == "several" else "pca_first"
    return pd.Series(_weights(method, z, normalised.columns), normalised.columns)


def flat_weights(design: Design, positions: Any, weighting: str, between: str) -> Any:
    """Weights (K,) of all components, within dimensions by `weighting`, between them by `between`.

    positions (P, K) are the min-max values, whatever normalisation the scores use, so that weights
    do not depend on it.
    """
    codes = dimension_codes(design)
    inside = np.empty(len(design.names))
    means = np.empty((len(positions), len(design.dimension_keys)))
    for at in range(means.shape[1]):
        mine = np.flatnonzero(codes == at)
        given = np.array([design.components[k].weight for k in mine])
        names = [design.names[k] for k in mine]
        inside[mine] = _scheme(weighting, given, positions[:, mine], names)
        means[:, at] = positions[:, mine] @ inside[mine]
    given = np.array(design.dimension_weights)
    return inside * _scheme(between, given, means, design.dimension_keys)[codes]


def dimension_codes(design: Design) -> Any:
    """Position (K,) of each component's dimension among `design.dimension_keys`."""
    keys = design.dimension_keys
    return np.array([keys.index(c.dimension) for c in design.components], np.int64)


def check_weighting(name: str, weighting: str) -> None:
    """Raise an InputError where `weighting` is none of ours."""
    if weighting not in WEIGHTINGS:
        raise InputError(f"{name} is {weighting!r}; choose among {', '.join(WEIGHTINGS)}")


def _scheme(weighting: str, given: Any, z: Any, names: Sequence[str]) -> Any:
    if len(given) == 1:
        return np.ones(1)
    if weighting == "given":
        return given / given.sum()
    if weighting == "equal":
        return np.full(len(given), 1.0 / len(given))
    return _weights(weighting, z, names)


def _weights(weighting: str, z: Any, names: Sequence[str]) -> Any:
    needed = 2 if weighting == "entropy" else 3
    if len(z) < needed:
        raise InputError(
            f"{weighting!r} weights need {needed} places or more, and there are {len(z)}; "
            "give weights instead"
        )
    weight = _FROM_DATA[weighting](z)
    if np.isnan(weight).any():
        raise InputError(
            f"{weighting!r} weights: nothing tells the {len(names)} components apart, such as "
            f"{names[0]!r}: all places are alike, or all components repeat each other; "
            "give weights instead"
        )
    return weight


def _checked(normalised: pd.DataFrame, low: float) -> Any:
    columns = tuple(Column(str(name), "comparable units", low) for name in normalised.columns)
    if not columns:
        raise InputError("normalised: it has no columns; give one for each component")
    check_frame(normalised.rename(columns=str), columns, "normalised")
    return normalised.to_numpy(np.float64)
