"""How sure an index is that was computed from a sample.

`inference` and `difference_inference` linearise: the standard error is that of the weighted sum of
what each member adds to the index (its influence, Deville 1999).  Where an index has no influence
function, or a whole decomposition is wanted, resample: `gongfu.measure.replication`.  All of it can
be imported from here.

Each row must be one sampled unit.  Rows that count people of a register, such as 90 counties with
their residents, are not a sample, and have no sampling error.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gongfu.errors import InputError
from gongfu.measure.influences import Index, formula_of, influence, number_of
from gongfu.measure.replication import bootstrap_inference, bootstrap_parts, replicate_inference
from gongfu.measure.sample import check_index, check_size, numbers
from gongfu.measure.survey import Estimate, Lonely, clusters_of, estimate, weights_of

__all__: Final = (
    "Estimate",
    "bootstrap_inference",
    "bootstrap_parts",
    "difference_inference",
    "inference",
    "replicate_inference",
)


def inference(
    index: Index,
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    strata: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    lonely: Lonely = "refuse",
    certainty: float = 0.95,
) -> Estimate:
    """An index with its linearised standard error and interval.

    Parameters
    ----------
    index
        A function of `gongfu.measure.inequality`, with its knobs fixed by `functools.partial`:
        gini, gini_normalized, theil_t, mean_log_deviation, generalized_entropy, atkinson, kolm,
        hoover, coefficient_of_variation, williamson_index, concentration_index, lorenz_ordinate,
        quantile_share, palma_ratio, quintile_share_ratio, fgt, middle_income_share between fixed
        bounds.
    values
        One number per sampled member, shape (n,), finite.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.  A member of weight
        zero does not enter the index, but its cluster was drawn: keep it when a part of the sample
        (a domain) is studied.
    strata
        Label of the stratum each member was drawn from, shape (n,); None: one stratum.
    psu
        Label of the cluster (primary sampling unit) each member was drawn with, shape (n,); the
        same label in two strata is two clusters.  None: each member was drawn by itself.
    lonely
        A stratum of one cluster is an InputError with "refuse"; adds nothing with "certain" (it was
        bound to be drawn); with "centred" its distance from the mean of all clusters stands in for
        that from the mean of its stratum, which is rather too wide.
    certainty
        Of the interval, between 0 and 1.

    Returns
    -------
    Estimate
        `df` is the number of clusters less that of strata.  NaN where the index is NaN.

    Notes
    -----
    Deville 1999; variance between clusters drawn with replacement (the ultimate cluster, Hansen,
    Hurwitz and Madow 1953), with c / (c - 1) in each stratum and no finite-population correction:
    too wide where much of a stratum was drawn.  Shares and ratios of slices need no density
    (Kovacevic and Binder 1997).  The weights are taken as fixed: calibration to known totals
    usually makes the truth a little narrower.  With a heavy tail and few members every such
    interval is too narrow and too low.

    Examples
    --------
    >>> from gongfu.measure.inequality import gini
    >>> found = inference(gini, [1, 2, 3, 4, 5, 6, 7, 8])
    >>> round(found.value, 4), round(found.se, 4), found.df
    (0.2917, 0.0739, 7)
    """
    formula_of(index)
    weight = weights_of(values, weights)
    value, _ = numbers(values, "values")
    clusters = clusters_of(values, strata, psu, value.size)

    found = number_of(index, values, weights)
    share = influence(index, value, weight, found)

    return estimate(
        found, clusters.variance(share, lonely), clusters, df=clusters.n_psu - clusters.n_strata,
        certainty=certainty, method="linearised", n=int(np.count_nonzero(weight)),
    )  # fmt: skip


def difference_inference(
    index: Index,
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    second: ArrayLike,
    strata: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    lonely: Lonely = "refuse",
    certainty: float = 0.95,
) -> Estimate:
    """The index of a second group or period less that of the first, with its standard error.

    Parameters
    ----------
    index, values, weights, strata, psu, lonely, certainty
        As for `inference`.  For two periods stack the rows of both; a household asked twice keeps
        its label in `psu` (or that of its village), and so the covariance enters.  Whoever is in
        neither group has the weight zero.
    second
        Mask of the members of the second group, shape (n,) bool; the others are the first.

    Returns
    -------
    Estimate
        Both groups come from one sample: clusters with members of both move both.  Samples drawn
        independently of each other are different `strata`.

    Notes
    -----
    The influence of the difference is that of the second index less that of the first, each with
    zeros for the members of the other: Kovacevic and Binder 1997 for domains.

    Examples
    --------
    >>> from gongfu.measure.inequality import gini
    >>> households = ["a", "b", "c", "d"]
    >>> change = difference_inference(
    ...     gini, [1, 2, 3, 4, 2, 4, 6, 8], second=[False] * 4 + [True] * 4, psu=households * 2
    ... )
    >>> change.value, change.se  # everybody has twice as much: no change, and no doubt of it
    (0.0, 0.0)
    """
    formula_of(index)
    weight = weights_of(values, weights)
    value, _ = numbers(values, "values")
    check_index(values, second, "second")
    later = np.asarray(second)
    check_size(value, later, "second")
    if later.dtype != bool:
        raise InputError(f"second is {later.dtype}; give a bool mask of the second group")
    clusters = clusters_of(values, strata, psu, value.size)

    pair = [np.where(later, 0.0, weight), np.where(later, weight, 0.0)]
    for name, part in zip(("first", "second"), pair, strict=True):
        if not part.any():
            raise InputError(f"the {name} group has no member with a weight > 0; look at `second`")
    first, last = (number_of(index, value, part) for part in pair)
    share = influence(index, value, pair[1], last) - influence(index, value, pair[0], first)

    return estimate(
        last - first, clusters.variance(share, lonely), clusters,
        df=clusters.n_psu - clusters.n_strata, certainty=certainty, method="linearised",
        n=int(np.count_nonzero(weight)),
    )  # fmt: skip
