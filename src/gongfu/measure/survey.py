"""How a sample was drawn, and an estimate that says how sure it is."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from gongfu.errors import InputError
from gongfu.kernels.clusters import between_clusters, cluster_totals
from gongfu.measure.sample import Floats, check_index, check_knob, check_size, numbers, refuse

__all__: Final = ("Estimate", "Lonely")

Lonely = Literal["refuse", "certain", "centred"]

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its standard error and the interval from `low` to `high`.

    The interval is value -/+ t * se, with the quantile of Student's t for `certainty` and `df`
    degrees of freedom; it is symmetric and may pass the bounds of an index near 0 or 1.  `method`
    says where `se` is from.  `n` members with a weight > 0, in `n_psu` clusters (primary sampling
    units; all that were drawn, also those without a member that counts) in `n_strata`.
    """

    value: float
    se: float
    low: float
    high: float
    df: int
    certainty: float
    method: str
    n: int
    n_strata: int
    n_psu: int

    def __str__(self) -> str:
        """The value with its interval."""
        return (
            f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g}, {100 * self.certainty:g} %; "
            f"standard error {self.se:.2g})"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """code (n,): the cluster of each member; stratum (C,), ascending: the stratum of each."""

    code: NDArray[np.int64]
    stratum: NDArray[np.int64]
    strata: pd.Index

    @property
    def n_psu(self) -> int:
        """How many clusters."""
        return self.stratum.size

    @property
    def n_strata(self) -> int:
        """How many strata."""
        return len(self.strata)

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Mask (H,) of the strata of one cluster."""
        size: NDArray[np.int64] = np.bincount(self.stratum, minlength=self.n_strata)
        return size == 1

    def refuse_alone(self, remedy: str) -> None:
        """Raise an InputError that names the strata of one cluster."""
        lonely = self.strata[self.alone]
        if len(lonely):
            shown = ", ".join(map(repr, lonely[:_SHOWN].tolist()))
            more = ", …" if len(lonely) > _SHOWN else ""
            raise InputError(
                f"{len(lonely)} of {self.n_strata} strata hold one primary sampling unit "
                f"({shown}{more}), and one alone shows no variance; {remedy}"
            )

    def variance(self, share: Floats, lonely: Lonely) -> float:
        """The variance of the sum of share (n,), what each member adds to an estimate."""
        if lonely not in get_args(Lonely):
            raise InputError(f"lonely is {lonely!r}; give one of {get_args(Lonely)}")
        if lonely == "refuse":
            self.refuse_alone('join it to a stratum like it, or say lonely="centred" or "certain"')
        total = cluster_totals(share, self.code, self.n_psu)
        found = between_clusters(total, self.stratum, self.n_strata)
        if lonely == "centred":
            found += float(np.sum((total - total.mean())[self.alone[self.stratum]] ** 2))
        return found


def clusters_of(
    values: ArrayLike, strata: ArrayLike | None, psu: ArrayLike | None, size: int
) -> Clusters:
    """Clusters by stratum and label; None: one stratum, each member a cluster of its own."""
    level, names = _numbered(values, strata, "strata", size)
    label, _ = _numbered(values, psu, "psu", size)
    if psu is None:
        label = np.arange(size)
    pair = level * np.int64(label.max() + 1) + label
    found, code = np.unique(pair, return_inverse=True)
    return Clusters(code.reshape(-1), found // (label.max() + 1), names)


def weights_of(values: ArrayLike, weights: ArrayLike | None) -> Floats:
    """Checked weights (n,), zeros kept."""
    value, _ = numbers(values, "values")
    if not value.size:
        raise InputError("there is no member; give one value per sampled member")
    if weights is None:
        return np.ones(value.size)
    check_index(values, weights, "weights")
    weight, seen = numbers(weights, "weights")
    check_size(value, weight, "weights")
    if seen.n_negative:
        refuse(weight < 0, "negative", "weights count people and must be >= 0", "weights")
    return weight


def estimate(
    value: float, variance: float, clusters: Clusters, *, df: int, certainty: float, method: str,
    n: int,
) -> Estimate:  # fmt: skip
    """The noun, with its interval."""
    check_certainty(certainty)
    if df < 1:
        raise InputError(
            f"{clusters.n_psu} primary sampling units in {clusters.n_strata} strata leave no "
            "degree of freedom; at least one stratum needs two"
        )
    se = float(np.sqrt(variance))
    reach = float(student.ppf(0.5 + certainty / 2.0, df)) * se
    return Estimate(
        value, se, value - reach, value + reach, df, certainty, method, n,
        clusters.n_strata, clusters.n_psu,
    )  # fmt: skip


def check_certainty(certainty: float) -> None:
    """It must lie strictly between 0 and 1."""
    check_knob(certainty, "certainty", 0.0, above=True)
    if certainty >= 1:
        raise InputError(f"certainty is {certainty!r}; give a share below 1, such as 0.95")


def _numbered(
    values: ArrayLike, labels: ArrayLike | None, name: str, size: int
) -> tuple[NDArray[np.int64], pd.Index]:
    """Position (n,) of each label, and the labels."""
    if labels is None:
        return np.zeros(size, np.int64), pd.Index(["all"])
    check_index(values, labels, name)
    array = pd.Series(labels)
    if len(array) != size:
        raise InputError(f"there are {size} values and {len(array)} {name}; give one per value")
    code, found = pd.factorize(array, sort=False)
    refuse(code < 0, "missing", "every member was drawn somewhere; fill them", name)
    return code.astype(np.int64), pd.Index(found)
