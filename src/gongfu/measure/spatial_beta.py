"""The growth regression among neighbours: spatial lag, spatial error and spatial Durbin."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import spreg
from libpysal.weights import WSP
from spreg.ml_error import BaseML_Error
from spreg.ml_lag import BaseML_Lag

from gongfu.errors import InputError
from gongfu.measure.beta import check_terms, coefficient_table, speed_of, two_ends
from gongfu.measure.neighbours import Neighbours
from gongfu.model.schema import written

__all__: Final = ("SpatialBetaConvergence", "spatial_beta_convergence")


@dataclass(frozen=True, slots=True, eq=False)
class SpatialBetaConvergence:
    """A growth regression whose errors or outcomes lean on those of neighbours.

    Attributes
    ----------
    coefficients
        `term, estimate, se, statistic, p_value, low, high`; the last term is "rho" (of the
        neighbours' growth) or "lambda" (of the neighbours' errors).  Asymptotic, normal.
    impacts
        `term, direct, direct_se, indirect, indirect_se, total, total_se`: what one more unit of
        a term does to the growth of the place itself, of all others together, and both.
    tests
        `test, statistic, p_value` of Lagrange multiplier tests on the regression without
        neighbours: "lag", "error", and each "robust" against the other.
    beta, speed, half_life
        As in `beta_convergence`, from the total impact of the log in the first period.
    log_likelihood, aic
        Of the fitted model; compare models by them (the variance counts as a parameter).
    model, se_kind, n, years
        What was fitted, whose standard errors, on how many places, over how many years.
    """

    coefficients: pd.DataFrame
    impacts: pd.DataFrame
    tests: pd.DataFrame
    beta: float
    speed: float
    speed_se: float
    half_life: float
    half_life_se: float
    log_likelihood: float
    aic: float
    model: str
    se_kind: str
    n: int
    years: float

    def to_frame(self) -> pd.DataFrame:
        """The table of coefficients."""
        return self.coefficients.copy()


def spatial_beta_convergence(
    frame: pd.DataFrame,
    *,
    value: str,
    place: str,
    period: str,
    neighbours: Neighbours,
    controls: Sequence[str] = (),
    model: Literal["lag", "error", "durbin"] = "lag",
) -> SpatialBetaConvergence:
    """Regress the mean yearly growth of logs on the log in the first period, among neighbours.

    Parameters
    ----------
    frame, value, place, period, controls
        As in `beta_convergence`.
    neighbours
        Of exactly the places of the frame, none of them an island.
    model
        "lag": growth depends on the neighbours' growth; "error": errors are alike among
        neighbours; "durbin": growth depends on the neighbours' growth and on their terms.

    Returns
    -------
    SpatialBetaConvergence
        Estimated by maximum likelihood (spreg).

    Raises
    ------
    InputError
        If the panel does not serve, places differ, or one has no neighbour.

    Notes
    -----
    Rey and Montouri (1999); impacts of LeSage and Pace (2009), their errors by the delta method;
    tests of Anselin, Bera, Florax and Yoon (1996).  The robust test with the smaller p value
    points to the model, if either does.  Neighbours that grow alike need not cause each other's
    growth.
    """
    if model not in ("lag", "error", "durbin"):
        raise InputError(f"model is 'lag', 'error' or 'durbin', not {model!r}")
    first, last, years = two_ends(frame, value, place, period, controls)
    apart = neighbours.ids.symmetric_difference(first.index, sort=False)
    if len(apart):
        raise InputError(
            f"{len(apart)} places are in the frame or among the neighbours only, such as "
            f"{written(apart[0])}; give both the same places"
        )
    if len(neighbours.islands):
        raise InputError(
            f"{len(neighbours.islands)} places have no neighbour, such as "
            f"{written(neighbours.islands[0])}; link them (nearest_neighbours) or leave them out"
        )
    first, last = first.loc[neighbours.ids], last.loc[neighbours.ids]
    start = np.log(first[value].to_numpy(float))
    growth = (np.log(last[value].to_numpy(float)) - start) / years
    terms = np.column_stack([start, *(first[c].to_numpy(float) for c in controls)])
    if np.ptp(growth) <= 1e-12 * max(1.0, float(np.abs(growth).max())):
        raise InputError(
            f"all {growth.size} places grew alike, and nothing is left to explain; "
            "give places that did not"
        )
    names = [f"log {value}", *controls]
    beside = [neighbours.matrix @ terms] if model == "durbin" else []
    design = np.column_stack([np.ones(growth.size), terms, *beside])
    # One column more, for the parameter of the neighbours.
    check_terms(np.column_stack([design, neighbours.matrix @ growth]))

    # The classes below those that write a summary, which print and count parameters unequally.
    fitted = BaseML_Error if model == "error" else BaseML_Lag
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of spreg about its own use of its libraries
        weights = WSP(neighbours.matrix).to_W(silence_warnings=True)
        plain = spreg.OLS(growth[:, None], terms, w=weights, spat_diag=True)
        fit = fitted(growth[:, None], design, w=weights)

    lagged = [f"neighbours' {name}" for name in names] if model == "durbin" else []
    estimate = np.asarray(fit.betas).ravel()
    covariance = np.asarray(fit.vm)
    covariance = covariance[: estimate.size, : estimate.size]
    labels = ["constant", *names, *lagged, "lambda" if model == "error" else "rho"]
    table = coefficient_table(labels, estimate, np.sqrt(np.diag(covariance)), np.inf)
    impacts = _impacts(names, estimate, covariance, neighbours.matrix.toarray(), model)
    return SpatialBetaConvergence(
        table,
        impacts,
        _tests(plain),
        float(impacts["total"].iloc[0]),
        *speed_of(float(impacts["total"].iloc[0]), float(impacts["total_se"].iloc[0]), years),
        float(fit.logll),
        float(2 * (estimate.size + 1) - 2 * fit.logll),
        model,
        "maximum likelihood, from the information matrix",
        len(growth),
        years,
    )


def _tests(plain: Any) -> pd.DataFrame:
    """The Lagrange multiplier tests of the regression without neighbours."""
    kinds = ("lm_lag", "rlm_lag", "lm_error", "rlm_error")
    return pd.DataFrame(
        {
            "test": ["lag", "lag, robust", "error", "error, robust"],
            "statistic": [float(getattr(plain, kind)[0]) for kind in kinds],
            "p_value": [float(getattr(plain, kind)[1]) for kind in kinds],
        }
    )


def _impacts(
    names: list[str],
    estimate: np.ndarray,
    covariance: np.ndarray,
    matrix: np.ndarray,
    model: str,
) -> pd.DataFrame:
    """Direct, indirect and total impacts, with errors by the delta method.

    With A = (I - rho W)^-1, a term with coefficients b and t (of its lag) has the matrix of
    impacts A (b I + t W); its derivatives are A, A W and A W A (b I + t W).
    """
    n, n_names = len(matrix), len(names)
    rho = 0.0 if model == "error" else estimate[-1]
    spread = np.linalg.inv(np.eye(n) - rho * matrix)
    through = spread @ matrix
    rows = []
    for at, name in enumerate(names):
        here = 1 + at
        own = estimate[here]
        beside = estimate[1 + n_names + at] if model == "durbin" else 0.0
        effect = own * spread + beside * through
        parts = {here: spread}
        if model == "durbin":
            parts[1 + n_names + at] = through
        if model != "error":
            parts[estimate.size - 1] = through @ effect
        row: dict[str, Any] = {"term": name}
        slopes = {}
        for kind in ("direct", "total"):
            slope = np.zeros(estimate.size)
            for position, derivative in parts.items():
                slope[position] = _mean_effect(derivative, kind)
            slopes[kind] = slope
            row[kind] = _mean_effect(effect, kind)
        row["indirect"] = row["total"] - row["direct"]
        slopes["indirect"] = slopes["total"] - slopes["direct"]
        for kind, slope in slopes.items():
            row[f"{kind}_se"] = float(np.sqrt(slope @ covariance @ slope))
        rows.append(row)
    columns = ["direct", "direct_se", "indirect", "indirect_se", "total", "total_se"]
    return pd.DataFrame(rows)[["term", *columns]]


def _mean_effect(effect: np.ndarray, kind: str) -> float:
    """The mean over places of what the place itself feels, or of what all feel."""
    return float(np.trace(effect) / len(effect) if kind == "direct" else effect.sum() / len(effect))
