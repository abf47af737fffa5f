"""Who falls below a line, and how far."""

import warnings

import numpy as np
from numpy.typing import ArrayLike

from gongfu.kernels import inequality as kernels
from gongfu.measure.sample import check_knob, sample


def fgt(values: ArrayLike, weights: ArrayLike | None = None, *, alpha: float, line: float) -> float:
    """The poverty index of Foster, Greer and Thorbecke.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite.  Negative ones are allowed with a warning: their
        gap is larger than the line.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    alpha
        0 counts the poor (the head count), 1 sums their gaps to the line (the gap), 2 the squares
        of the gaps (the severity); any number >= 0.
    line
        Who has less is poor; who has exactly this is not.  In the unit of the values, > 0.

    Returns
    -------
    float
        0 (nobody is poor) to 1 (nobody has anything).

    Notes
    -----
    Foster, Greer and Thorbecke 1984, eq. 6: the mean over all people of ((line - x) / line) **
    alpha for the poor and 0 for the others.  Some programs count alpha from 1.

    Examples
    --------
    >>> [fgt([1, 2, 4, 8], alpha=alpha, line=4) for alpha in (0, 1, 2)]
    [0.5, 0.3125, 0.203125]
    """
    check_knob(alpha, "alpha", 0.0)
    check_knob(line, "line", 0.0, above=True)
    members = sample(values, weights, tame=False)
    if members.seen.n_negative:
        warnings.warn(
            f"{members.seen.n_negative} of {members.value.size} values are negative; "
            "their gap to the line is larger than the line",
            stacklevel=2,
        )

    poor = members.value < line
    gap = np.where(poor, 1.0 - members.value / line, 0.0)
    return float(kernels.average(np.where(poor, gap**alpha, 0.0), members.weight))
