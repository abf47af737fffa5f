"""A composite index of places: several indicators in one number, by declared choices.

An index has scores here and no ranks: a rank goes with its interval, and comes from
`gongfu.measure.rank_uncertainty`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import composite as kernels
from gongfu.measure.composite_scale import (
    GEOMETRIC,
    aggregated,
    check_aggregation,
    check_normalisation,
    check_scale,
    check_values,
    complete,
    needs_positions,
    normalised_by,
    scale_of,
    warn_zeros,
)
from gongfu.measure.composite_weights import check_weighting, dimension_codes, flat_weights
from gongfu.model.composite import Aggregation, Design, Missing, Normalisation, Weighting
from gongfu.model.schema import Column, check_frame

__all__ = ("CompositeIndex", "composite_index", "coupling_coordination", "normalise")


@dataclass(frozen=True, slots=True, eq=False)
class CompositeIndex:
    """Scores of places, what they are made of, and the choices that made them.

    `scores` has the places as index and columns `score` and one for each dimension;
    `normalised` is places by components, more is better in each; `components` has `dimension`,
    `better`, `weight` (all sum to 1), `n_beyond` (places beyond a goalpost, cut to it), `source`.
    `left_out` names the places without a full set of values.
    """

    scores: pd.DataFrame
    normalised: pd.DataFrame
    components: pd.DataFrame
    left_out: tuple[Any, ...]
    normalisation: str
    weighting: str
    between: str
    aggregation: str


def normalise(
    values: pd.DataFrame, design: Design, *, method: Normalisation = "min_max"
) -> pd.DataFrame:
    """Components made comparable: no unit, and more is better in every column.

    Parameters
    ----------
    values
        Index: places; one column for each component of `design`, finite, in its own unit.
    design
        Directions, goalposts and targets.
    method
        "min_max": position between the goalposts, 0 to 1, values beyond them cut; "z_score":
        standard deviations from the mean of places; "target": share of the target that is reached
        (target over value where less is better), above 1 beyond it; "rank": (P - rank + 1/2) / P;
        "vector": value over the length of its column, negative where less is better.

    Returns
    -------
    DataFrame
        Places by components, in the order of the design.

    Notes
    -----
    OECD and JRC 2008, step 5.  Without goalposts "min_max" moves when a place enters or leaves;
    "rank" forgets distances.  An InputError names components in which all places are alike, which
    have no place on a scale that is made from the places.
    """
    check_normalisation(method)
    check_values(values, design, missing=False)
    x = values[list(design.names)].to_numpy(np.float64)

    scale = scale_of(design)
    check_scale(x, design, (method,))

    z = normalised_by(method, x, scale)

    return pd.DataFrame(z, values.index, design.names)


def composite_index(
    values: pd.DataFrame,
    design: Design,
    *,
    normalisation: Normalisation = "min_max",
    weighting: Weighting = "given",
    between: Weighting = "given",
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "refuse",
) -> CompositeIndex:
    """Score of each place on a composite index, and on each of its dimensions.

    Parameters
    ----------
    values
        Index: places; one column for each component, in its own unit.
    design
        Components with direction, goalposts, dimension and weight.
    normalisation
        As in `normalise`.
    weighting
        Within each dimension: "given", "equal", "entropy", "critic", "pca_first" or
        "pca_factors"; see `gongfu.measure.composite_weights`.  Those that ask the data look at
        the min-max values, whatever `normalisation` is.
    between
        The same choice between dimensions, whose values are then their weighted means.
    aggregation
        "arithmetic" mean; "geometric" mean; "geometric_between": arithmetic within dimensions,
        geometric between; "topsis": closeness to the best of everything.
    missing
        "refuse": a missing value is an InputError; "leave_out": places that lack one are left
        out and named in `left_out`.  Nothing is imputed.

    Returns
    -------
    CompositeIndex
        `scores`, `normalised`, `components`, `left_out` and the choices.

    Notes
    -----
    OECD and JRC 2008; TOPSIS of Hwang and Yoon 1981, who take "vector" values.  A place with 0 in
    a component scores 0 by a geometric mean, which a warning tells: declare goalposts below the
    lowest value, or take "target" or "rank".  Geometric means refuse what may be negative.
    """
    check_normalisation(normalisation)
    check_weighting("weighting", weighting)
    check_weighting("between", between)
    check_aggregation(aggregation, (normalisation,))
    kept, left_out = complete(values, design, missing)
    x = kept[list(design.names)].to_numpy(np.float64)

    scale, codes = scale_of(design), dimension_codes(design)
    asked = needs_positions((weighting, between))
    check_scale(x, design, (normalisation, "min_max") if asked else (normalisation,))
    z = normalised_by(normalisation, x, scale)
    positions = normalised_by("min_max", x, scale) if asked else z
    weight = flat_weights(design, positions, weighting, between)

    score = aggregated(aggregation, z, weight[None, :], codes)[0]
    columns = {"score": score}
    for at, key in enumerate(design.dimension_keys):
        mine = codes == at
        part = weight[mine] / weight[mine].sum() if weight[mine].sum() > 0 else weight[mine]
        columns[key] = aggregated(aggregation, z[:, mine], part[None, :], codes[mine] * 0)[0]
    _warn_zeros(aggregation, score, kept.index)

    return CompositeIndex(
        scores=pd.DataFrame(columns, kept.index),
        normalised=pd.DataFrame(z, kept.index, design.names),
        components=_component_table(design, x, weight),
        left_out=left_out,
        normalisation=normalisation,
        weighting=weighting,
        between=between,
        aggregation=aggregation,
    )


def coupling_coordination(
    dimensions: pd.DataFrame,
    *,
    weights: pd.Series | None = None,
    modified: bool = False,
) -> pd.DataFrame:
    """How far dimensions keep pace with each other (C), how high they stand (T), and both (D).

    Parameters
    ----------
    dimensions
        Index: places; one column for each subsystem, at least two, each from 0 to 1.
    weights
        Weight of each column in T, >= 0; None: all alike.  They play no part in C.
    modified
        The C of Wang et al. 2021, which uses the whole of 0 to 1, in place of the usual one.

    Returns
    -------
    DataFrame
        Index of `dimensions`; `coupling` C, `level` T and `coordination` D, each 0 to 1.  C is 1
        if and only if the dimensions are equal, NaN where all are 0; D is 0 there.

    Notes
    -----
    C = (prod U_i / mean(U)^n)^(1/n), the geometric over the arithmetic mean; T = sum w_i U_i;
    D = sqrt(C T).  Formulas in print that lose the n before the root, or the root, give at most 1/n
    or another curve for perfect balance; Wang Shujia et al. 2021 (自然资源学报 36(3), 793-810)
    sort them out.  The usual C lies near 1 for most data; their modified C is
    sqrt((1 - mean abs(U_i - U_j)) (prod U_i / max U)^(1/(n-1))).  D of 1 needs all dimensions at 1.
    """
    columns = tuple(Column(str(name), "a share", 0.0, 1.0) for name in dimensions.columns)
    if len(columns) < 2:
        raise InputError(f"dimensions: {len(columns)} columns; coupling needs two or more")
    check_frame(dimensions.rename(columns=str), columns, "dimensions")
    share = _shares(weights, dimensions.columns)

    u = dimensions.to_numpy(np.float64)

    together = kernels.coupling_modified(u) if modified else kernels.coupling(u)
    level = u @ share

    both = np.where(level > 0.0, np.sqrt(np.nan_to_num(together) * level), 0.0)
    return pd.DataFrame(
        {"coupling": together, "level": level, "coordination": both}, dimensions.index
    )


def _component_table(design: Design, x: Any, weight: Any) -> pd.DataFrame:
    rows = []
    for at, component in enumerate(design.components):
        low = -np.inf if component.low is None else component.low
        high = np.inf if component.high is None else component.high
        rows.append(
            {
                "dimension": component.dimension,
                "better": component.better,
                "weight": weight[at],
                "n_beyond": int(((x[:, at] < low) | (x[:, at] > high)).sum()),
                "source": component.source,
            }
        )
    return pd.DataFrame(rows, pd.Index(design.names, name="component"))


def _warn_zeros(aggregation: str, score: Any, index: pd.Index) -> None:
    if aggregation in GEOMETRIC:
        warn_zeros(index[score == 0.0], stacklevel=4)


def _shares(weights: pd.Series | None, columns: pd.Index) -> Any:
    if weights is None:
        return np.full(len(columns), 1.0 / len(columns))
    share = weights.reindex(columns).to_numpy(float)
    if not (np.isfinite(share).all() and (share >= 0).all() and share.sum() > 0):
        raise InputError(
            f"weights must give a number >= 0 for each of {list(columns)}, one of them > 0; "
            f"got {weights.to_dict()}"
        )
    return share / share.sum()
