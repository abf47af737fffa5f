"""Rows of demand that can stand for one another."""

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import covering as kernels
from gongfu.plan.lagrangean import Floats

Rows = tuple[NDArray[np.int64], NDArray[np.int32]]


def merged_rows(
    start: NDArray[np.int64], site: NDArray[np.int32], weight: Floats, n_sites: int
) -> tuple[Rows, Floats]:
    """One demand in place of all that name the same sites, and none without people or sites."""
    salt = np.random.default_rng(0).integers(0, 2**63, n_sites, dtype=np.uint64)
    key = kernels.row_keys(start, site, salt)
    first = kernels.merge_rows(start, site, key, np.argsort(key, kind="stable"))
    total = np.bincount(first, weights=weight, minlength=weight.size)
    kept = np.flatnonzero((total > 0) & (np.diff(start) > 0))
    if kept.size < weight.size:
        length = np.diff(start)[kept]
        new_start = np.concatenate([[0], np.cumsum(length)])
        site = site[np.repeat(start[kept] - new_start[:-1], length) + np.arange(new_start[-1])]
        start = new_start
    return (start, site), total[kept].astype(float)
