"""How willingness to travel fades with time, as values.

A `Decay` is called with seconds and gives weights from 0 to 1: 1 at the door, never more farther
away, 0 beyond its limit.  The functions below make one each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.units import DS_PER_S

__all__ = (
    "Decay",
    "exponential",
    "gaussian",
    "linear",
    "logistic",
    "power",
    "step",
    "zones",
)

_EXACT: Final = 6  # decimals of a tenth of a second: finer differences are dust of the binary


@dataclass(frozen=True, slots=True)
class Decay:
    """A weight for every travel time; two with the same fields are equal.

    form: which function; limit_s: beyond it the weight is 0, exactly there it is not cut off;
    parameters: what else the form needs, in the order of its function's arguments; source: who
    proposed it.
    """

    form: str
    limit_s: float
    parameters: tuple[float, ...]
    source: str

    def __call__(self, time_s: ArrayLike) -> NDArray[np.float64]:
        """Weights of times (n,) in seconds; 0 for inf (unreached)."""
        time = np.asarray(time_s, float)
        if np.isnan(time).any() or (time < 0).any():
            n_odd = int((~(time >= 0)).sum())
            raise InputError(
                f"{n_odd} of {time.size} times are negative or missing; times are seconds >= 0, "
                "inf where unreached"
            )
        within = _whole(time) <= _whole(np.asarray(self.limit_s))
        weight = _FORMS[self.form](np.where(within, time, 0.0), self.limit_s, *self.parameters)
        return np.where(within, weight, 0.0)

    def by_ds(self) -> NDArray[np.float64]:
        """Weights of 0, 1, 2, … tenths of a second up to the limit, for kernels."""
        n = int(np.floor(_whole(np.asarray(self.limit_s)))) + 1
        return self(np.arange(n) / DS_PER_S)


def step(limit_s: float) -> Decay:
    """Everything within the limit counts fully.

    Parameters
    ----------
    limit_s
        Seconds, > 0.

    Returns
    -------
    Decay
        1 up to the limit and exactly there.

    Notes
    -----
    Cumulative opportunities, Wachs and Kumagai 1973; the catchment of Luo and Wang 2003.

    Examples
    --------
    >>> step(900.0)([0.0, 900.0, 900.1]).tolist()
    [1.0, 1.0, 0.0]
    """
    return _decay("step", limit_s, {}, "Wachs and Kumagai 1973")


def zones(limits_s: Sequence[float], weights: Sequence[float]) -> Decay:
    """A weight for each of several zones of travel time.

    Parameters
    ----------
    limits_s
        The outer limit of each zone, rising.  Seconds, > 0.
    weights
        One for each zone, the first 1, none more than the one before it, all >= 0.

    Returns
    -------
    Decay
        The weight of the zone in which a time lies; a limit belongs to the zone inside it.

    Notes
    -----
    The enhanced two-step floating catchment of Luo and Qi 2009: 10, 20 and 30 minutes' drive with
    weights 1, 0.68 and 0.22.

    Examples
    --------
    >>> zones([600, 1200, 1800], [1, 0.68, 0.22])([600, 601, 1800]).tolist()
    [1.0, 0.68, 0.22]
    """
    limits, shares = [float(v) for v in limits_s], [float(v) for v in weights]
    rises = all(a < b for a, b in zip([0.0, *limits], limits, strict=False))
    falls = all(a >= b for a, b in zip(shares, [*shares[1:], 0.0], strict=False))
    if not (limits and len(limits) == len(shares) and rises and falls and shares[0] == 1.0):
        raise InputError(
            f"zones need rising limits_s > 0 and as many weights that fall from 1; "
            f"got {limits} and {shares}"
        )
    return Decay("zones", _limit(limits[-1]), (*limits, *shares), "Luo and Qi 2009")


def linear(limit_s: float) -> Decay:
    """From 1 at the door to 0 at the limit in a straight line.

    Parameters
    ----------
    limit_s
        Seconds, > 0.

    Returns
    -------
    Decay
        1 - time / limit.
    """
    return _decay("linear", limit_s, {}, "a straight line")


def exponential(limit_s: float, *, half_s: float) -> Decay:
    """Halved by every further `half_s`.

    Parameters
    ----------
    limit_s
        What lies farther does not count.  Seconds, > 0.
    half_s
        The time at which the weight is one half.  Seconds, > 0; a rate b per second is
        half_s = ln 2 / b.

    Returns
    -------
    Decay
        exp(-ln 2 · time / half_s), cut off beyond the limit.

    Notes
    -----
    Negative exponential, Wilson 1971.
    """
    return _decay("exponential", limit_s, {"half_s": half_s}, "Wilson 1971")


def gaussian(limit_s: float) -> Decay:
    """A bell from 1 at the door to 0 at the limit.

    Parameters
    ----------
    limit_s
        Seconds, > 0.

    Returns
    -------
    Decay
        (exp(-½ (time / limit)²) - exp(-½)) / (1 - exp(-½)).

    Notes
    -----
    Dai 2010.

    Examples
    --------
    >>> gaussian(900.0)([0.0, 450.0, 900.0]).round(4).tolist()
    [1.0, 0.7014, 0.0]
    """
    return _decay("gaussian", limit_s, {}, "Dai 2010")


def logistic(limit_s: float, *, middle_s: float, spread_s: float) -> Decay:
    """Nearly 1 up to about `middle_s`, then falling in an S.

    Parameters
    ----------
    limit_s
        What lies farther does not count.  Seconds, > 0.
    middle_s
        Where it falls fastest.  Seconds, > 0.
    spread_s
        How slowly it falls there: the smaller, the more like a step.  Seconds, > 0.

    Returns
    -------
    Decay
        (1 + exp(-middle / spread)) / (1 + exp((time - middle) / spread)), cut off beyond the
        limit; the numerator makes it 1 at the door.

    Notes
    -----
    A downward logistic as in Bauer and Groneberg 2016, scaled to 1 at the door.
    """
    knobs = {"middle_s": middle_s, "spread_s": spread_s}
    return _decay("logistic", limit_s, knobs, "Bauer and Groneberg 2016")


def power(limit_s: float, *, exponent: float, least_s: float) -> Decay:
    """Falling as a power of time, from `least_s` on.

    Parameters
    ----------
    limit_s
        What lies farther does not count.  Seconds, > 0.
    exponent
        How fast it falls; 2 is the gravity of physics.  > 0.
    least_s
        Nearer counts fully, because a power of no time has no bound.  Seconds, > 0.

    Returns
    -------
    Decay
        1 up to `least_s`, (time / least_s) ** -exponent beyond, cut off beyond the limit.

    Notes
    -----
    Hansen 1959.
    """
    knobs = {"exponent": exponent, "least_s": least_s}
    return _decay("power", limit_s, knobs, "Hansen 1959")


def _decay(form: str, limit_s: float, knobs: Mapping[str, float], source: str) -> Decay:
    odd = [
        f"{name} is {value!r}; it must be a finite number > 0"
        for name, value in knobs.items()
        if not _positive(value)
    ]
    if odd:
        raise InputError(f"{form}: " + "; ".join(odd))
    return Decay(form, _limit(limit_s), tuple(float(v) for v in knobs.values()), source)


def _positive(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and bool(
        np.isfinite(value) and value > 0
    )


def _limit(limit_s: float) -> float:
    if not _positive(limit_s):
        raise InputError(f"limit_s is {limit_s!r}; it must be finite seconds > 0")
    return float(limit_s)


def _whole(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(time_s * DS_PER_S, _EXACT)


Form = Callable[..., NDArray[np.float64]]


def _zones(time_s: NDArray[np.float64], _: float, *steps: float) -> NDArray[np.float64]:
    limits, weights = np.split(np.array(steps), 2)
    at = np.searchsorted(_whole(limits), _whole(time_s), side="left")
    return np.append(weights, 0.0)[at]


def _gaussian(time_s: NDArray[np.float64], limit_s: float) -> NDArray[np.float64]:
    floor = np.exp(-0.5)
    return np.maximum((np.exp(-0.5 * (time_s / limit_s) ** 2) - floor) / (1.0 - floor), 0.0)


def _logistic(
    time_s: NDArray[np.float64], _: float, middle_s: float, spread_s: float
) -> NDArray[np.float64]:
    # exp(a - b) with logarithms of sums, so that a narrow spread does not overflow.
    at_door = np.logaddexp(0.0, -middle_s / spread_s)
    return np.exp(at_door - np.logaddexp(0.0, (time_s - middle_s) / spread_s))


def _power(
    time_s: NDArray[np.float64], _: float, exponent: float, least_s: float
) -> NDArray[np.float64]:
    return np.maximum(time_s / least_s, 1.0) ** -exponent


_FORMS: Final[Mapping[str, Form]] = {
    "step": lambda time_s, _: np.ones_like(time_s),
    "zones": _zones,
    "linear": lambda time_s, limit_s: np.maximum(1.0 - time_s / limit_s, 0.0),
    "exponential": lambda time_s, _, half_s: np.exp2(-time_s / half_s),
    "gaussian": _gaussian,
    "logistic": _logistic,
    "power": _power,
}
