"""How much to believe a rank: what it becomes under other choices, and which one moves it.

Nobody can say which normalisation, which weights or which mean is right, so the index is computed
thousands of times with choices drawn at random, and each place gets the whole range of its ranks.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import qmc

from gongfu.errors import InputError
from gongfu.kernels import composite as kernels
from gongfu.kernels import sensitivity
from gongfu.measure.composite_draws import FACTORS, Draws, Model, prepared
from gongfu.measure.composite_scale import complete
from gongfu.model.composite import Choices, Design, Missing

__all__ = ("RankUncertainty", "rank_uncertainty")

SHIFT: Final = "average_shift"
_LOW, _HIGH = 0.05, 0.95
_LEAST_DRAWS: Final = 64
_CHUNK: Final = 2048
_NOISY_CHUNK: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class RankUncertainty:
    """Ranks with their intervals, who is surely ahead of whom, and which choice matters.

    `ranks`, by place, the first of each choice being the base: `score` and `rank` of the base;
    `rank_median`, `rank_low` and `rank_high` (5 % and 95 % of the draws), `rank_best` and
    `rank_worst` (of all draws and the base); `is_inside`: the base rank lies from low to high;
    `top` and `share_in_top`: the share of draws in which the place is among the first `top`.
    `ahead`, places by places: the share of draws in which the row ranks before the column.
    `sobol`: `output` ("average_shift", or a place: its rank), `factor`, `first`, `total` and their
    standard errors `first_se`, `total_se`; `variance` of the output.
    """

    ranks: pd.DataFrame
    ahead: pd.DataFrame
    sobol: pd.DataFrame
    choices: Choices
    n_draws: int
    n_evaluations: int
    left_out: tuple[Any, ...]

    def uncertain_pairs(self, *, certainty: float = 0.95) -> pd.DataFrame:
        """The pairs of which neither is ahead in a share `certainty` of the draws.

        Parameters
        ----------
        certainty
            From 0.5 to 1.

        Returns
        -------
        DataFrame
            `place` (the one with the better base rank), `other`, `share_ahead` of the place; the
            least certain pairs first.
        """
        if not 0.5 <= certainty <= 1:
            raise InputError(f"certainty is {certainty!r}; it must be a share from 0.5 to 1")
        order = np.argsort(self.ranks["rank"].to_numpy(), kind="stable")
        ahead = self.ahead.to_numpy()[np.ix_(order, order)]
        first, second = np.triu_indices(len(order), 1)
        share = ahead[first, second]
        open_ = np.maximum(share, 1.0 - share) < certainty
        names = self.ranks.index[order]
        pairs = pd.DataFrame(
            {
                "place": names[first[open_]],
                "other": names[second[open_]],
                "share_ahead": share[open_],
            }
        )
        least = (pairs["share_ahead"] - 0.5).abs().sort_values(kind="stable").index
        return pairs.loc[least].reset_index(drop=True)

    def __str__(self) -> str:
        """A table of the ranks, each with its interval."""
        shown = self.ranks.sort_values("rank", kind="stable")
        return pd.DataFrame(
            {
                "score": shown["score"].round(3),
                "rank (5-95 %)": [
                    f"{row.rank_median:g} ({row.rank_low:g}-{row.rank_high:g})"
                    for row in shown.itertuples()
                ],
            },
            shown.index,
        ).to_string()


def rank_uncertainty(
    values: pd.DataFrame,
    design: Design,
    choices: Choices | None = None,
    *,
    rng: np.random.Generator,
    n_draws: int = 4096,
    half_widths: pd.DataFrame | None = None,
    top: int = 10,
    missing: Missing = "refuse",
) -> RankUncertainty:
    """Each place's rank under thousands of drawn choices, and the share of each choice in that.

    Parameters
    ----------
    values
        Index: places; one column for each component, in its own unit.
    design
        Components with direction, goalposts, dimension and weight.
    choices
        What is open: normalisations, weightings, spread of weights, aggregations, leaving one
        component out.  The first of each is the base.  None: `Choices()`.
    rng
        Source of chance; the same state gives the same answer.
    n_draws
        Points of each of the two samples, a power of 2, at least 64.  The index is computed
        n_draws × (open choices + 2) times.
    half_widths
        Places by components: each value is drawn uniformly within so much of itself, in the unit
        of the values, such as half a unit of the last printed digit.  None: values are exact.
    top
        How many first places `share_in_top` counts.
    missing
        "refuse" or "leave_out", as in `composite_index`.

    Returns
    -------
    RankUncertainty
        `ranks`, `ahead`, `sobol`; `uncertain_pairs()`.

    Notes
    -----
    Saisana, Saltelli and Tarantola 2005; OECD and JRC 2008, step 7.  Weights are drawn from a
    Dirichlet distribution around those of the drawn weighting.  The average shift is the mean over
    places of the distance to the base rank.  Choices are drawn independently from a scrambled Sobol
    sequence; first-order indices by Saltelli et al. 2010, total by Jansen 1999.  Weights that are
    taken from the data are those of the published values and of all components, also where values
    are drawn or a component is left out.  The interval is over choices that were declared: what was
    never declared (another component, another year) is not in it.
    """
    choices = Choices() if choices is None else choices
    if n_draws < _LEAST_DRAWS or n_draws & (n_draws - 1):
        raise InputError(
            f"n_draws is {n_draws!r}; it must be a power of 2, at least {_LEAST_DRAWS}"
        )
    kept, left_out = complete(values, design, missing)
    if not 1 <= top <= len(kept):
        raise InputError(f"top is {top!r}; it must be from 1 to the {len(kept)} places")
    model = prepared(kept, design, choices, half_widths)

    active = model.active
    sampled = qmc.Sobol(2 * model.n_unknowns, rng=rng).random(n_draws)
    seeds = rng.integers(2**63, size=(2, n_draws))
    a = model.draws(sampled[:, : model.n_unknowns], seeds[0])
    b = model.draws(sampled[:, model.n_unknowns :], seeds[1])

    base_score = model.base_scores()
    base_rank = kernels.average_ranks(base_score)
    ranks_a, ranks_b, ranks_ab = _evaluate(model, a, b)
    shift_a, shift_b, shift_ab = (
        np.abs(ranks - base_rank).mean(axis=-1, keepdims=True)
        for ranks in (ranks_a, ranks_b, ranks_ab)
    )
    indices = sensitivity.sobol(
        np.concatenate([shift_a, ranks_a], axis=-1),
        np.concatenate([shift_b, ranks_b], axis=-1),
        np.concatenate([shift_ab, ranks_ab], axis=-1),
    )
    both = np.concatenate([ranks_a, ranks_b])

    return RankUncertainty(
        ranks=_rank_table(kept.index, base_score, base_rank, both, top),
        ahead=pd.DataFrame(sensitivity.share_ahead(both), kept.index, kept.index),
        sobol=_sobol_table(indices, active, kept.index),
        choices=choices,
        n_draws=n_draws,
        n_evaluations=n_draws * (len(active) + 2),
        left_out=left_out,
    )


def _evaluate(model: Model, a: Draws, b: Draws) -> tuple[Any, Any, Any]:
    """Ranks (N, P) of both samples, and (F, N, P) with one factor of A taken from B."""
    crossed = [a.with_factor(factor, b) for factor in model.active]
    n_draws, n_places = len(a.aggregation), model.values.shape[0]
    ranks = np.empty((len(crossed) + 2, n_draws, n_places), np.float32)  # halves are exact
    chunk = _NOISY_CHUNK if "figures" in model.active else _CHUNK
    for begin in range(0, n_draws, chunk):
        rows = slice(begin, begin + chunk)
        for at, draws in enumerate((a, b, *crossed)):
            ranks[at, rows] = kernels.average_ranks(model.scores(draws, rows))
    return ranks[0].astype(float), ranks[1].astype(float), ranks[2:].astype(float)


def _rank_table(index: pd.Index, score: Any, rank: Any, drawn: Any, top: int) -> pd.DataFrame:
    low, median, high = np.quantile(drawn, [_LOW, 0.5, _HIGH], axis=0, method="inverted_cdf")
    return pd.DataFrame(
        {
            "score": score,
            "rank": rank,
            "rank_median": median,
            "rank_low": low,
            "rank_high": high,
            "rank_best": np.minimum(drawn.min(axis=0), rank),
            "rank_worst": np.maximum(drawn.max(axis=0), rank),
            "is_inside": (low <= rank) & (rank <= high),
            "top": top,
            "share_in_top": (drawn <= top).mean(axis=0),
        },
        index,
    )


def _sobol_table(indices: Any, active: tuple[str, ...], index: pd.Index) -> pd.DataFrame:
    first, total, first_se, total_se, variance = indices
    n_outputs, n_factors = variance.size, len(active)
    outputs = [SHIFT, *index]
    return pd.DataFrame(
        {
            "output": [output for output in outputs for _ in active],
            "factor": pd.Categorical(list(active) * n_outputs, categories=FACTORS),
            "first": first.T.ravel(),
            "first_se": first_se.T.ravel(),
            "total": total.T.ravel(),
            "total_se": total_se.T.ravel(),
            "variance": variance.repeat(n_factors),
        }
    )
