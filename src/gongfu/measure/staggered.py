"""Effects where places start in different periods: two estimators side by side.

Callaway and Sant'Anna (2021) compares plain means of changes, with standard errors from influence
functions; Gardner's two stages (2022), through pyfixest, predicts what treated rows would have been
from all untreated rows.  They agree where both are right.
"""

import warnings
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
import pyfixest
from numpy.typing import NDArray
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.identification import identification
from gongfu.measure.treated_panel import TreatedPanel, few, treated_panel, unit

__all__: Final = ("StaggeredEffects", "staggered_effects")

Control = Literal["never", "not_yet"]
CALLAWAY = "Callaway and Sant'Anna 2021"
GARDNER = "Gardner 2022, two stages"
TWO_WAY = "two-way fixed effects"


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredEffects:
    """Effects by cohort and period, and their averages.

    by_cohort_period: cohort, period, relative_period, estimate, se, low, high, n_treated,
    n_controls.  by_event: relative_period, estimate, se, low, high, reference, n_cohorts.
    by_cohort: cohort, estimate, se, low, high, n_places.  comparison: estimator, estimate, se,
    low, high, the mean effect over all treated rows; two-way fixed effects stands there to show
    how far it is off.  by_event_gardner: relative_period, estimate, se, low, high.
    excluded: places treated from the first period on, which say nothing.  excluded_periods: those
    in which nobody is untreated any more.
    """

    estimate: float
    se: float
    low: float
    high: float
    by_cohort_period: pd.DataFrame
    by_event: pd.DataFrame
    by_cohort: pd.DataFrame
    comparison: pd.DataFrame
    by_event_gardner: pd.DataFrame
    control: Control
    se_kind: str
    n: int
    n_treated: int
    excluded: tuple[object, ...]
    excluded_periods: tuple[int, ...]

    def to_frame(self) -> pd.DataFrame:
        """The effects by relative period, as a chart reads them."""
        return self.by_event.copy()


def staggered_effects(
    frame: pd.DataFrame,
    *,
    outcome: str,
    place: str,
    period: str,
    first_treated: str,
    control: Control = "never",
) -> StaggeredEffects:
    """Effects of a treatment that starts in different periods, by two estimators.

    Parameters
    ----------
    frame
        One row per place and period; every place has every period.
    outcome
        Column of finite numbers.
    place, period
        Columns of labels and of whole numbers.
    first_treated
        Column with the first treated period of the row's place; missing where never treated.
        Treatment, once begun, lasts.
    control
        Whom to compare with: places never treated in the panel, or all not treated yet.

    Returns
    -------
    StaggeredEffects
        `estimate` is the mean effect over treated rows (each place and period counts once).
        Standard errors are clustered by place; NaN where a cohort or its controls are one place.

    Warns
    -----
    UserWarning
        Names the places treated from the start, and the cohorts of one place.

    Notes
    -----
    The effect on cohort g in period t is the mean change of its places since the last period
    before g, less that of the controls.  It is right if both would have changed alike, and if
    nobody acted in advance.  Estimates at relative periods before -1 should be near 0.  Shares of
    cohorts are estimated too, and enter the standard errors (their equation 4.3 and appendix).
    Deviations of a group of n are multiplied by sqrt(n / (n - 1)), so that two groups and two
    periods give Welch's standard error; R's did leaves this out, and is smaller.  Intervals are
    pointwise, normal.
    """
    if control not in ("never", "not_yet"):
        raise InputError(f"control is 'never' or 'not_yet', not {control!r}")
    panel = treated_panel(
        frame, outcome=outcome, place=place, period=period, first_treated=first_treated
    )
    identification(panel).require("effect")
    identification(panel).require("staggered")
    if control == "never" and not panel.never.any():
        raise InputError(
            "cannot be identified: no place is never treated in this panel; set control='not_yet'"
        )
    excluded = tuple(panel.wide.index[panel.always])
    if excluded:
        warnings.warn(
            f"{len(excluded)} places are treated in {panel.periods[0]} already and are left out, "
            f"as nothing is seen before: {few(excluded)}",
            stacklevel=2,
        )
    kept = TreatedPanel(panel.wide[~panel.always], panel.first[~panel.always])
    untreated = [bool((kept.first > t).any()) for t in kept.periods]
    excluded_periods = tuple(int(t) for t in kept.periods[~np.array(untreated)])
    kept = TreatedPanel(kept.wide.loc[:, untreated], kept.first)

    wide, first = kept.wide.to_numpy(float), kept.first
    cells, influence = _cells(wide, first, kept.periods, control)
    _warn_single(cells)

    after = cells["relative_period"].to_numpy() >= 0
    overall = _average(cells, influence, after, first)
    relative = sorted(cells["relative_period"].unique())
    by_event = _averages(
        cells, influence, first, "relative_period",
        [(e, cells["relative_period"] == e) for e in relative],
    )  # fmt: skip
    by_event["n_cohorts"] = [int((cells["relative_period"] == e).sum()) for e in relative]
    by_event["reference"] = by_event["relative_period"] == -1
    cohorts = sorted(cells["cohort"].unique())
    by_cohort = _averages(
        cells, influence, first, "cohort", [(g, (cells["cohort"] == g) & after) for g in cohorts]
    )
    by_cohort["n_places"] = [int((first == g).sum()) for g in cohorts]
    gardner, gardner_events = _gardner(kept)
    two_way = _two_way(kept)

    comparison = pd.DataFrame(
        [(CALLAWAY, *overall), (GARDNER, *gardner), (TWO_WAY, *two_way)],
        columns=["estimator", "estimate", "se", "low", "high"],
    )
    order = ["relative_period", "estimate", "se", "low", "high", "reference", "n_cohorts"]
    return StaggeredEffects(
        *overall, _with_se(cells, influence), by_event[order], by_cohort, comparison,
        gardner_events, control, "influence functions, clustered by place", int(wide.size),
        int(np.isfinite(first[first <= kept.periods[-1]]).sum()), excluded, excluded_periods,
    )  # fmt: skip


def _cells(
    wide: NDArray[np.float64], first: NDArray[np.float64], periods: NDArray[np.int64], control: str
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Effect of each cohort and period, and (cells, places) what each place adds to it."""
    n = first.size
    rows, influence = [], []
    for g in sorted({int(v) for v in first if periods[0] < v <= periods[-1]}):
        base = int(np.searchsorted(periods, g)) - 1
        own = first == g
        for at, t in enumerate(periods):
            relative = at - base - 1
            others = first > periods[-1]
            if control == "not_yet":
                others = (first > max(t, periods[base])) & ~own
            if not others.any():
                continue
            change = wide[:, at] - wide[:, base]
            psi = np.zeros(n)
            effect = 0.0
            for group, sign in ((own, 1.0), (others, -1.0)):
                m, mean = int(group.sum()), float(change[group].mean())
                effect += sign * mean
                scale = np.sqrt(m / (m - 1)) if m > 1 else np.nan
                psi[group] += sign * n / m * scale * (change[group] - mean)
            if at == base:
                psi = np.zeros(n)
            rows.append((g, int(t), relative, effect, int(own.sum()), int(others.sum())))
            influence.append(psi)
    cells = pd.DataFrame(
        rows, columns=["cohort", "period", "relative_period", "estimate", "n_treated", "n_controls"]
    )
    return cells, np.array(influence)


def _average(
    cells: pd.DataFrame, influence: NDArray[np.float64], chosen, first: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Mean of the chosen cells by their cohorts' places: estimate, se, low, high."""
    at = np.flatnonzero(np.asarray(chosen))
    n = first.size
    effect = cells["estimate"].to_numpy()[at]
    cohort = cells["cohort"].to_numpy()[at]
    share = cells["n_treated"].to_numpy()[at] / n
    weight = share / share.sum()
    value = float(weight @ effect)
    # The second part: the shares of the cohorts are estimated as well.
    member = (first[None, :] == cohort[:, None]) - share[:, None]
    psi = weight @ influence[at] + (effect - value) @ member / share.sum()
    return _interval(value, psi)


def _averages(
    cells: pd.DataFrame,
    influence: NDArray[np.float64],
    first: NDArray[np.float64],
    name: str,
    sets: list[tuple[int, pd.Series]],
) -> pd.DataFrame:
    rows = [
        (key, *_average(cells, influence, chosen, first)) for key, chosen in sets if chosen.any()
    ]
    return pd.DataFrame(rows, columns=[name, "estimate", "se", "low", "high"])


def _interval(value: float, psi: NDArray[np.float64]) -> tuple[float, float, float, float]:
    se = float(np.sqrt(np.sum(psi**2)) / psi.size)
    half = float(stats.norm.ppf(0.975)) * se
    return value, se, value - half, value + half


def _with_se(cells: pd.DataFrame, influence: NDArray[np.float64]) -> pd.DataFrame:
    found = [_interval(v, psi) for v, psi in zip(cells["estimate"], influence, strict=True)]
    cells = cells.assign(
        **{c: [f[k] for f in found] for k, c in ((1, "se"), (2, "low"), (3, "high"))}
    )
    return cells[["cohort", "period", "relative_period", "estimate", "se", "low", "high",
                  "n_treated", "n_controls"]]  # fmt: skip


def _warn_single(cells: pd.DataFrame) -> None:
    single = sorted(cells.loc[cells["n_treated"] == 1, "cohort"].unique())
    if single:
        warnings.warn(
            f"{len(single)} cohorts are one place ({few(single)}): chance cannot be told from "
            "effect there, and every average with them has no standard error; use "
            "synthetic_control for them",
            stacklevel=3,
        )
    if (cells["n_controls"] == 1).any():
        warnings.warn(
            f"{int((cells['n_controls'] == 1).sum())} effects have one place to compare with, and "
            "no standard error",
            stacklevel=3,
        )


def _long(panel: TreatedPanel) -> tuple[pd.DataFrame, float]:
    """One row per place and period, `y` as `unit` makes it, and its scale."""
    n, n_periods = panel.wide.shape
    position = np.searchsorted(panel.periods, panel.first)
    y, scale = unit(panel.wide.to_numpy(float).ravel())
    long = pd.DataFrame(
        {
            "y": y,
            "place": np.repeat(np.arange(n), n_periods),
            "period": np.tile(panel.periods, n),
            "relative": np.tile(np.arange(n_periods), n) - np.repeat(position, n_periods),
        }
    )
    return long.assign(d=(long["relative"] >= 0).astype(float)), scale


def _gardner(panel: TreatedPanel) -> tuple[tuple[float, float, float, float], pd.DataFrame]:
    long, scale = _long(panel)
    periods_after = sorted(long.loc[long["d"] == 1, "relative"].unique())
    for e in periods_after:
        long[f"e{e}"] = (long["relative"] == e).astype(float)
    events = " + ".join(f"e{e}" for e in periods_after)
    overall = (_two_stages(long, "d") * scale).iloc[0]
    table = _two_stages(long, events) * scale
    table.insert(0, "relative_period", [int(e) for e in periods_after])
    return (overall["estimate"], overall["se"], overall["low"], overall["high"]), table


def _two_stages(long: pd.DataFrame, second: str) -> pd.DataFrame:
    # pyfixest leaves a place with one untreated row out of the first stage and fails in the second.
    # Each row twice changes neither estimates nor errors clustered by place, and no place has one.
    twice = pd.concat([long, long], ignore_index=True)
    # pyfixest warns of its own use of pandas.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = pyfixest.did2s(
            twice, yname="y", first_stage="~ 0 | place + period", second_stage=f"~ 0 + {second}",
            treatment="d", cluster="place",
        )  # fmt: skip
        table = model.tidy().reset_index(drop=True)
    estimate, se = table["Estimate"].to_numpy(float), table["Std. Error"].to_numpy(float)
    half = stats.norm.ppf(0.975) * se
    return pd.DataFrame(
        {"estimate": estimate, "se": se, "low": estimate - half, "high": estimate + half}
    )


def _two_way(panel: TreatedPanel) -> tuple[float, float, float, float]:
    long, scale = _long(panel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = pyfixest.feols("y ~ d | place + period", long, vcov={"CRV1": "place"})
        value, se = (float(found.iloc[0]) * scale for found in (model.coef(), model.se()))
    half = float(stats.norm.ppf(0.975)) * se
    return value, se, value - half, value + half
