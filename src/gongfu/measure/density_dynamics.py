"""How the whole distribution of places moves: densities by period, modes, stochastic kernels."""

import warnings
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import chain
from gongfu.kernels import density as kernels
from gongfu.measure.place_periods import check_rows, paths
from gongfu.measure.sample import check_knob, sample
from gongfu.model.schema import Column, check_frame

__all__: Final = (
    "ModesTest",
    "StochasticKernel",
    "density_dynamics",
    "modes_test",
    "stochastic_kernel",
)

Bandwidth = Literal["silverman", "sheather_jones"]
Floats = NDArray[np.float64]

_N_POINTS: Final = 256
_N_KERNEL_POINTS: Final = 101
_N_MODES_POINTS: Final = 512
_MOST_PAIRS: Final = 4000  # members; sheather_jones looks at every pair of them
_STUCK: Final = 1e-9  # 1 - second eigenvalue below which the ergodic density is not determined


@dataclass(frozen=True, slots=True)
class ModesTest:
    """Silverman's test that a distribution has at most `n_modes` modes.

    A small `p_value` says that it has more.  `critical_bandwidth`, in the unit of the values, is
    the smallest with which a Gaussian kernel shows at most `n_modes`.
    """

    n_modes: int
    critical_bandwidth: float
    p_value: float
    n_replicates: int
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class StochasticKernel:
    """Where places go from where they are.

    `density` has a row per value now and a column per value later; each row is a density.
    `ergodic` is the density it leads to, NaN where parts never mix.  `bandwidths` are those of now
    and later; `n` counts the moves.
    """

    density: pd.DataFrame
    ergodic: pd.Series
    bandwidths: tuple[float, float]
    step: int
    n: int

    def to_frame(self) -> pd.DataFrame:
        """Long: `now, later, density`."""
        size = len(self.density)
        return pd.DataFrame(
            {
                "now": self.density.index.repeat(size),
                "later": np.tile(self.density.columns.to_numpy(), size),
                "density": self.density.to_numpy().ravel(),
            }
        )


def density_dynamics(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    weight: str | None = None,
    relative: bool = True,
    log: bool = False,
    bandwidth: Bandwidth | float = "silverman",
) -> pd.DataFrame:
    """The density of `value` among places in each period, on one grid, for ridges.

    Parameters
    ----------
    frame
        One row per place and period; periods may hold different places.
    value, place, period
        Columns: a number, and what it belongs to.
    weight
        Column of people each row stands for, >= 0; None counts each place once.
    relative
        Whether to divide by the mean of the period (weighted if there is a weight) first.
    log
        Whether the kernel works on logarithms, so that it is wider where values are larger, and
        the density ends at zero by itself; values must be > 0.  The density is that of the value.
    bandwidth
        "silverman" (1986, eq. 3.31: 0.9 min(sd, quartiles' distance / 1.349) n ** -0.2),
        "sheather_jones" (1991, their equation solved), each period's own, or one number > 0 for
        all, in the unit of the value (of its logarithm with `log`).

    Returns
    -------
    DataFrame
        Long: `period` (under its own name), `value`, `density`, `bandwidth`, `n_modes`, in the
        order of periods; 256 values each, the same in all.

    Notes
    -----
    Gaussian kernel.  Quah 1993, 1997.  Where no value is negative and `log` is not taken, the
    kernel is reflected at zero (Silverman 1986, section 2.10), so that no density is lost below.
    With weights n is the effective number (sum w) ** 2 / sum w ** 2 (Kish 1965).  A mode of a
    curve is no proof of a group: see `modes_test`.
    """
    _check_bandwidth(bandwidth)
    check_rows(frame, value, place, period, positive=log)
    if weight is not None:
        check_frame(frame, (Column(weight, "people"),), "frame")

    groups = _by_period(frame, value, period, weight, relative)
    if log:
        groups = [(name, np.log(x), w) for name, x, w in groups]
    widths = [_bandwidth(x, w, bandwidth, f"{period} {name!r}") for name, x, w in groups]
    reflected = not log and min(x.min() for _, x, _ in groups) >= 0
    grid = _grid([x for _, x, _ in groups], max(widths), _N_POINTS, reflected=reflected)

    curves = [
        _density(x, w, h, grid, reflected=reflected)
        for (_, x, w), h in zip(groups, widths, strict=True)
    ]

    at = np.exp(grid) if log else grid
    return pd.concat(
        [
            pd.DataFrame(
                {
                    period: name,
                    "value": at,
                    "density": curve / at if log else curve,
                    "bandwidth": h,
                    "n_modes": int(kernels.n_peaks(curve)),
                }
            )
            for (name, _, _), h, curve in zip(groups, widths, curves, strict=True)
        ],
        ignore_index=True,
    )


def modes_test(
    values: ArrayLike,
    *,
    rng: np.random.Generator,
    n_modes: int = 1,
    n_replicates: int = 499,
) -> ModesTest:
    """Whether a distribution has more than `n_modes` modes: Silverman's smoothed bootstrap.

    Parameters
    ----------
    values
        One number per place, shape (n,), more than `n_modes` different ones; each counts once.
    rng
        Where the replicates come from; the same state gives the same answer.
    n_modes
        How many modes the hypothesis allows, >= 1.
    n_replicates
        How many bootstrap samples, >= 99.

    Returns
    -------
    ModesTest
        The critical bandwidth and the p value.

    Notes
    -----
    Silverman 1981, with his rescaling to the variance of the values; the p value is (1 + how many
    replicates have more modes at the critical bandwidth) / (1 + replicates).  For one mode it is
    conservative (Hall and York 2001): it misses modes rather than makes them up.
    """
    check_knob(n_modes, "n_modes", 1)
    check_knob(n_replicates, "n_replicates", 99)
    members = sample(values, None, tame=False)
    x = np.sort(members.value)
    if len(np.unique(x)) <= n_modes:
        raise InputError(
            f"values hold {len(np.unique(x))} different numbers; a test of {n_modes} modes needs "
            f"at least {n_modes + 1}"
        )

    n = x.size
    w = np.full(n, 1.0 / n)
    critical = kernels.critical_bandwidth(x, w, n_modes, _N_MODES_POINTS)
    shrink = 1.0 / np.sqrt(1.0 + critical**2 / x.var())
    more = 0
    for _ in range(int(n_replicates)):
        drawn = x[rng.integers(0, n, n)] + critical * rng.standard_normal(n)
        drawn = x.mean() + (drawn - x.mean()) * shrink
        more += kernels.n_modes(drawn, w, critical, _N_MODES_POINTS) > n_modes

    p_value = (1 + more) / (1 + int(n_replicates))
    return ModesTest(int(n_modes), float(critical), float(p_value), int(n_replicates), n)


def stochastic_kernel(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    relative: bool = True,
    step: int = 1,
    bandwidth: Bandwidth | float = "silverman",
) -> StochasticKernel:
    """The density of a place's value `step` periods later, given its value now.

    Parameters
    ----------
    frame
        One row per place and period, every place in every period, at least `step` + 1 periods.
    value, place, period, relative, bandwidth
        As in `density_dynamics`; each place counts once.
    step
        Periods from now to later, >= 1.

    Returns
    -------
    StochasticKernel
        The conditional density on a grid of 101 values, and the ergodic density.

    Warns
    -----
    UserWarning
        Where parts of the grid never mix, so that no one ergodic density exists.

    Notes
    -----
    Quah 1997: transitions without classes.  Product Gaussian kernel, reflected at zero where no
    value is negative.  Where nobody is, a row tells of the nearest places there are.  The ergodic
    density ends with the grid, three bandwidths beyond the values.
    """
    _check_bandwidth(bandwidth)
    if step < 1 or step != int(step):
        raise InputError(f"step is {step!r}; give a whole number of periods >= 1")
    table = paths(frame, value, place, period)
    if len(table.periods) <= step:
        raise InputError(
            f"a step of {step} needs at least {step + 1} periods; "
            f"the frame has {len(table.periods)}"
        )

    values = table.relative(value) if relative else table.values
    now, later = values[:, :-step].ravel(), values[:, step:].ravel()
    w = np.full(now.size, 1.0 / now.size)
    widths = (_bandwidth(now, w, bandwidth, "now"), _bandwidth(later, w, bandwidth, "later"))
    reflected = bool(values.min() >= 0)
    grid = _grid([values], max(widths), _N_KERNEL_POINTS, reflected=reflected)

    if reflected:
        both, twice = np.append(now, -now), np.append(later, later)
        given = kernels.conditional(both, twice, widths, grid)
        given = given + kernels.conditional(both, -twice, widths, grid)
    else:
        given = kernels.conditional(now, later, widths, grid)
    share = np.full(grid.size, grid[1] - grid[0])
    share[[0, -1]] /= 2.0
    p = given * share
    p /= p.sum(axis=1, keepdims=True)
    if 1.0 - chain.second_eigenvalue(p) > _STUCK:
        ergodic = chain.ergodic(p) / share
    else:
        ergodic = np.full(grid.size, np.nan)
        warnings.warn(
            f"parts of the {now.size} moves never mix: no one ergodic density, NaN; "
            "take a larger bandwidth",
            stacklevel=2,
        )

    index = pd.Index(grid, name="now")
    return StochasticKernel(
        pd.DataFrame(p / share, index, index.rename("later")),
        pd.Series(ergodic, index.rename("value"), name="density"),
        widths,
        int(step),
        int(now.size),
    )


def _by_period(
    frame: pd.DataFrame, value: str, period: str, weight: str | None, relative: bool
) -> list[tuple[object, Floats, Floats]]:
    """Each period with its values (n,) and shares (n,) that sum to 1."""
    out = []
    for name, rows in frame.groupby(period, observed=True, sort=True):
        x = rows[value].to_numpy(np.float64)
        w = np.ones(x.size) if weight is None else rows[weight].to_numpy(np.float64)
        x, w = x[w > 0], w[w > 0]
        if len(np.unique(x)) < 2:
            raise InputError(
                f"{period} {name!r} holds {len(np.unique(x))} different values that count; "
                "a density needs at least 2, so leave this period out"
            )
        w = w / w.sum()
        if relative:
            mean = w @ x
            if not mean > 0:
                raise InputError(
                    f"the mean of {value!r} in {period} {name!r} is not > 0; take relative=False"
                )
            x = x / mean
        out.append((name, x, w))
    return out


def _check_bandwidth(bandwidth: Bandwidth | float) -> None:
    if isinstance(bandwidth, str):
        if bandwidth not in get_args(Bandwidth):
            raise InputError(
                f"bandwidth is {bandwidth!r}; give one of {get_args(Bandwidth)} or a number > 0"
            )
    else:
        check_knob(bandwidth, "bandwidth", 0.0, above=True)


def _bandwidth(x: Floats, w: Floats, bandwidth: Bandwidth | float, where: str) -> float:
    if not isinstance(bandwidth, str):
        return float(bandwidth)
    if bandwidth == "silverman":
        found = float(kernels.silverman(x, w))
    elif x.size > _MOST_PAIRS:
        raise InputError(
            f"{where} has {x.size} members; 'sheather_jones' takes at most {_MOST_PAIRS}, "
            "so take 'silverman' or a number"
        )
    else:
        found = float(kernels.sheather_jones(x, w))
    if not found > 0:
        raise InputError(
            f"{where}: no bandwidth by {bandwidth!r} can be found for its {x.size} values; "
            "give a number"
        )
    return found


def _grid(values: list[Floats], bandwidth: float, size: int, *, reflected: bool) -> Floats:
    low = min(float(x.min()) for x in values) - 3.0 * bandwidth
    high = max(float(x.max()) for x in values) + 3.0 * bandwidth
    return np.linspace(max(low, 0.0) if reflected else low, high, size)


def _density(x: Floats, w: Floats, bandwidth: float, grid: Floats, *, reflected: bool) -> Floats:
    curve = kernels.density(x, w, bandwidth, grid)
    if reflected:
        curve = curve + kernels.density(-x, w, bandwidth, grid)
    return np.asarray(curve)
