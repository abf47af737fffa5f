"""Two-way fixed effects through pyfixest, with the standard error that is meant, named."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyfixest
from numpy.typing import NDArray
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.identification import FEW_CLUSTERS, identification
from gongfu.measure.treated_panel import TreatedPanel, check_rows, few, unit
from gongfu.model.schema import written

__all__: Final = ("TwoWayEffect", "TwoWayFit", "two_way_fixed_effects")

CR1 = "CR1 as in fixest and Stata"
CR3 = "CR3, the jackknife"


@dataclass(frozen=True, slots=True, eq=False)
class TwoWayFit:
    """A regression with fixed effects of place and period.

    coefficients: term, estimate, se, statistic, p_value, low, high.  covariance in the same order.
    standard_errors: term, kind, se, p_value, low, high: both kinds where both can be computed.
    df: clusters less one.
    """

    coefficients: pd.DataFrame
    covariance: NDArray[np.float64]
    standard_errors: pd.DataFrame
    se_kind: str
    n: int
    n_clusters: int
    df: int

    def to_frame(self) -> pd.DataFrame:
        """The coefficient table."""
        return self.coefficients.copy()


@dataclass(frozen=True, slots=True, eq=False)
class TwoWayEffect:
    """The coefficient of a treatment, and what it is an average of.

    weights: place, period, weight of each treated row; the estimate is their weighted sum of
    effects (de Chaisemartin and D'Haultfoeuille 2020).  Weights sum to 1; negative_share is the
    share of rows with a weight below 0, negative_sum the sum of these weights.
    """

    fit: TwoWayFit
    estimate: float
    se: float
    p_value: float
    low: float
    high: float
    staggered: bool
    weights: pd.DataFrame
    negative_share: float
    negative_sum: float

    def to_frame(self) -> pd.DataFrame:
        """The coefficient table."""
        return self.fit.to_frame()


def two_way_fixed_effects(
    frame: pd.DataFrame,
    *,
    outcome: str,
    place: str,
    period: str,
    treated: str,
    controls: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | None = None,
) -> TwoWayEffect:
    """The coefficient of a treatment beside fixed effects of place and period.

    Parameters
    ----------
    frame
        One row per place and period; places may lack periods.
    outcome
        Column of finite numbers.
    place, period
        Columns of labels and of whole numbers.
    treated
        Column of 0 and 1 (or bool): whether the place is treated in the period.
    controls
        Columns of finite numbers that vary within places.
    weight
        Column of numbers > 0, such as residents; None counts each row once.
    cluster
        Column of labels that hold whole places, such as the city; None: the place.

    Returns
    -------
    TwoWayEffect
        se_kind says which clustered standard error is meant: CR1 with 30 clusters or more, else
        CR3; `fit.standard_errors` has both.  NaN where fewer than two clusters are ever treated.

    Warns
    -----
    UserWarning
        Where some treated rows enter with weights below 0, with their places; where the treatment
        is staggered; where some places were treated all along.

    Notes
    -----
    CR1: (G / (G - 1)) ((n - 1) / (n - k)), k without the fixed effects that are nested in
    clusters, and Student's t with G - 1 degrees of freedom (fixest, reghdfe).  With few clusters
    CR1 is too small; CR3 leaves each cluster out in turn, (G - 1) / G times the squared
    differences to the estimate of all (MacKinnon, Nielsen and Webb 2023).  The
    wild bootstrap is not offered.  With staggered treatment and effects that grow, places treated
    early serve as controls for later ones, and the coefficient can have the wrong sign
    (Goodman-Bacon 2021): use `staggered_effects`.
    """
    check_rows(
        frame, numbers=[outcome, *controls, *([weight] if weight else [])], place=place,
        period=period, others=[treated, *([cluster] if cluster else [])],
    )  # fmt: skip
    status = _status(frame, treated)
    panel = _panel_of(frame, status, outcome, place, period)
    identification(panel).require("effect")

    rows = plain_rows(frame, outcome, place, period, controls, weight, cluster)
    rows["d"] = status

    fit = fit_two_way(rows, ["d"], [treated], [f"x{at}" for at in range(len(controls))], controls,
                      cluster or place)  # fmt: skip
    residual = _residual(rows, "d", [f"x{at}" for at in range(len(controls))])
    share = residual * rows["w"].to_numpy()
    on = status == 1
    share = np.where(on, share, 0.0) / share[on].sum()

    weights = pd.DataFrame(
        {
            "place": frame[place].to_numpy()[on],
            "period": frame[period].to_numpy()[on],
            "weight": share[on],
        }
    )
    below = weights["weight"] < -1e-12
    staggered = len(panel.cohorts) > 1
    _warn(panel, weights[below], staggered, int(on.sum()))
    row = fit.coefficients.iloc[0]
    return TwoWayEffect(
        fit=fit,
        **{c: float(row[c]) for c in ("estimate", "se", "p_value", "low", "high")},
        staggered=staggered,
        weights=weights,
        negative_share=float(below.mean()),
        negative_sum=float(weights["weight"][below].sum()),
    )


def plain_rows(
    frame: pd.DataFrame,
    outcome: str,
    place: str,
    period: str,
    controls: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """The columns y, place, period, w, cluster and x0, x1, ... under names a formula can hold."""
    codes, seen = pd.factorize(frame[place], sort=False)
    once = np.bincount(codes) < 2
    if once.any():
        raise InputError(
            f"{int(once.sum())} places have one period only, such as {written(seen[once][0])}; "
            "with "
            "fixed effects they say nothing: leave them out"
        )
    rows = pd.DataFrame(
        {
            "y": frame[outcome].to_numpy(float),
            "place": codes,
            "period": frame[period].to_numpy(np.int64),
            "w": 1.0 if weight is None else frame[weight].to_numpy(float),
        }
    )
    if weight is not None and (rows["w"] <= 0).any():
        raise InputError(
            f"{weight!r} must be above 0; it is not in {int((rows['w'] <= 0).sum())} rows: leave "
            "them out"
        )
    groups = frame[cluster] if cluster else frame[place]
    if groups.isna().any():
        raise InputError(f"{cluster!r} is missing in {int(groups.isna().sum())} rows; fill it")
    rows["cluster"] = pd.factorize(groups, sort=False)[0]
    split = rows.groupby("place")["cluster"].agg(np.ptp) > 0
    if split.any():
        raise InputError(
            f"{int(split.sum())} places lie in more than one {cluster!r}, such as "
            f"{written(seen[split.to_numpy()][0])}; a cluster holds whole places"
        )
    for at, column in enumerate(controls):
        rows[f"x{at}"] = frame[column].to_numpy(float)
    return rows


def fit_two_way(
    rows: pd.DataFrame,
    terms: Sequence[str],
    names: Sequence[str],
    controls: Sequence[str],
    control_names: Sequence[str],
    cluster_name: str,
) -> TwoWayFit:
    """Fit y on terms and controls beside both fixed effects; `rows` as `plain_rows` makes them.

    The standard error is NaN where every term is 0 in all clusters but one.
    """
    columns, labels = [*terms, *controls], [*names, *control_names]
    formula = f"y ~ {' + '.join(columns)} | place + period"
    n_clusters = int(rows["cluster"].nunique())
    even, scale = rows.copy(), {}
    for column in ("y", *controls):
        even[column], scale[column] = unit(rows[column].to_numpy())
    size = scale["y"] / np.array([scale.get(column, 1.0) for column in columns])
    model = _feols(formula, even, "CRV1")
    lost = [label for column, label in zip(columns, labels, strict=True)
            if column not in list(model._coefnames)]  # fmt: skip
    if lost:
        raise InputError(
            f"{', '.join(map(repr, lost))} cannot be told from the fixed effects or from each "
            "other; leave columns out that do not vary within places"
        )

    enough = rows.groupby("cluster")[list(terms)].any().any(axis=1).sum() >= 2 and n_clusters > 2
    covariances = {CR1: _ordered(model, columns) * np.outer(size, size)}
    # Without each cluster in turn, every term must still be there.
    stays = (rows.groupby("cluster")[columns].any().sum() >= 2).all()
    if n_clusters < FEW_CLUSTERS and stays:
        jackknife = _ordered(_feols(formula, even, "CRV3"), columns) * (1 - 1 / n_clusters)
        covariances[CR3] = jackknife * np.outer(size, size)
    kind = CR3 if CR3 in covariances else CR1
    if not enough:
        covariances = {k: np.full_like(v, np.nan) for k, v in covariances.items()}

    at = [list(model._coefnames).index(column) for column in columns]
    estimate = np.asarray(model._beta_hat, float)[at] * size
    df = n_clusters - 1
    tables = {k: _table(labels, estimate, v, df) for k, v in covariances.items()}
    both = pd.concat([t.assign(kind=k) for k, t in tables.items()], ignore_index=True)
    return TwoWayFit(
        tables[kind], covariances[kind], both[["term", "kind", "se", "p_value", "low", "high"]],
        f"clustered by {cluster_name}, {kind}", len(rows), n_clusters, df,
    )  # fmt: skip


def _feols(formula: str, rows: pd.DataFrame, kind: str):
    # pyfixest warns of its own use of pandas, and of collinear terms, which we look for ourselves.
    # It would multiply CR3 by the correction of CR1 as well: the plain sum of squares is asked for.
    plain = kind == "CRV3"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyfixest.feols(
            formula, rows, vcov={kind: "cluster"}, weights="w", fixef_rm="none", fixef_tol=1e-12,
            fixef_maxiter=100_000, ssc=pyfixest.ssc(k_adj=not plain, G_adj=not plain),
        )  # fmt: skip


def _ordered(model, columns: Sequence[str]) -> NDArray[np.float64]:
    at = [list(model._coefnames).index(column) for column in columns]
    return np.asarray(model._vcov, float)[np.ix_(at, at)]


def _table(
    labels: Sequence[str], estimate: NDArray[np.float64], covariance: NDArray[np.float64], df: int
) -> pd.DataFrame:
    se = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / se
    half = stats.t.ppf(0.975, df) * se
    return pd.DataFrame(
        {
            "term": list(labels), "estimate": estimate, "se": se, "statistic": statistic,
            "p_value": 2 * stats.t.sf(np.abs(statistic), df),
            "low": estimate - half, "high": estimate + half,
        }
    )  # fmt: skip


def _residual(rows: pd.DataFrame, of: str, controls: Sequence[str]) -> NDArray[np.float64]:
    right = " + ".join(controls) or "1"
    even = rows.assign(**{name: unit(rows[name].to_numpy())[0] for name in controls})
    model = _feols(f"{of} ~ {right} | place + period", even, "CRV1")
    return np.asarray(model.resid(), float)


def _status(frame: pd.DataFrame, treated: str) -> NDArray[np.float64]:
    status = pd.to_numeric(frame[treated], errors="coerce").to_numpy(float, na_value=np.nan)
    if not np.isin(status, (0.0, 1.0)).all():
        raise InputError(
            f"{treated!r} must be 0 or 1 in every row; it is not in "
            f"{int((~np.isin(status, (0.0, 1.0))).sum())}; write 0 before the treatment, 1 from "
            "then on"
        )
    return status


def _panel_of(
    frame: pd.DataFrame, status: NDArray[np.float64], outcome: str, place: str, period: str
) -> TreatedPanel:
    wide = frame.pivot(index=place, columns=period, values=outcome).astype(float)
    on = frame.assign(**{period: np.where(status == 1, frame[period], np.inf)})
    first = on.groupby(place)[period].min().reindex(wide.index).to_numpy(float)
    # A treatment that was there from a place's own first row has no before either.
    own = frame.groupby(place)[period].min().reindex(wide.index).to_numpy(float)
    first = np.where(first <= own, wide.columns[0], first)
    return TreatedPanel(wide, first)


def _warn(panel: TreatedPanel, below: pd.DataFrame, staggered: bool, n_on: int) -> None:
    if panel.always.any():
        names = few(list(panel.wide.index[panel.always]))
        warnings.warn(
            f"{int(panel.always.sum())} places are treated in their first period already ({names}):"
            " they only serve as controls for others, and bias the estimate if effects grow",
            stacklevel=3,
        )
    if len(below):
        names = few(list(dict.fromkeys(below.sort_values("weight")["place"])))
        warnings.warn(
            f"{len(below)} of {n_on} treated rows have weights below 0, together "
            f"{below['weight'].sum():.3f} of 1, at {names}: a larger effect there makes the "
            "estimate smaller; use staggered_effects",
            stacklevel=3,
        )
    elif staggered:
        warnings.warn(
            f"the treatment starts in {len(panel.cohorts)} different periods "
            f"({few(panel.cohorts)}): early places serve as controls for later ones; "
            "compare with staggered_effects",
            stacklevel=3,
        )
