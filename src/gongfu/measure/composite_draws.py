"""A composite index with its choices left open: from random numbers to scores, many at a time."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import weights as kernels
from gongfu.measure.composite_scale import (
    Scale,
    aggregated,
    check_aggregation,
    check_normalisation,
    check_scale,
    needs_positions,
    normalised_by,
    scale_of,
    warn_zeros,
)
from gongfu.measure.composite_weights import check_weighting, dimension_codes, flat_weights
from gongfu.model.composite import Choices, Design
from gongfu.model.schema import Column, check_frame

__all__: Final[tuple[str, ...]] = ()  # workings of rank_uncertainty

FACTORS: Final = ("normalisation", "weighting", "weights", "aggregation", "left_out", "figures")
_SINGLE: Final = ("normalisation", "weighting", "aggregation", "left_out")
_TINY: Final = 2.0**-53  # an even sequence may begin at 0, which has no inverse
_FACTORS_OF_WEIGHT: Final = ("weighting", "weights", "left_out")


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """N drawn choices: positions (N,) int64 of those that are lists, -1 for no component left out.

    `uniform` (N, K) makes the weights, `weight` (N, K) are they; `seed` (N,) makes the values.
    """

    normalisation: Any
    weighting: Any
    aggregation: Any
    left_out: Any
    uniform: Any
    seed: Any
    model: "Model"
    weight: Any = None

    def with_factor(self, factor: str, other: "Draws") -> "Draws":
        """The same draws with one factor of `other`."""
        name = {"weights": "uniform", "figures": "seed"}.get(factor, factor)
        crossed = replace(self, **{name: getattr(other, name)})
        return crossed.weighed() if factor in _FACTORS_OF_WEIGHT else crossed

    def weighed(self) -> "Draws":
        """The same draws with their weights made anew."""
        model = self.model
        weight = model.weights[self.weighting]
        if "weights" in model.active:
            weight = kernels.dirichlet(weight, model.choices.weight_spread, self.uniform)
        if "left_out" in model.active:
            weight = kernels.leave_out(weight, self.left_out, model.codes)
        return replace(self, weight=weight)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Values (P, K) with all that turns a draw into scores; `weights` (W, K) by weighting."""

    values: Any
    half_widths: Any
    scale: Scale
    codes: Any
    weights: Any
    normalised: tuple[Any, ...]
    choices: Choices
    active: tuple[str, ...]

    @property
    def n_unknowns(self) -> int:
        """Columns of random numbers that one draw needs."""
        return len(_SINGLE) + self.values.shape[1]

    def draws(self, uniform: Any, seed: Any) -> Draws:
        """Choices made of random numbers (N, n_unknowns) in [0, 1), and seeds (N,) of values."""
        choices, n_components = self.choices, self.values.shape[1]
        n_left_out = n_components + 1 if "left_out" in self.active else 1
        sizes = (
            len(choices.normalisations),
            len(choices.weightings),
            len(choices.aggregations),
            n_left_out,
        )
        picked = [
            np.minimum((uniform[:, at] * size).astype(np.int64), size - 1)
            for at, size in enumerate(sizes)
        ]
        own = np.clip(uniform[:, len(_SINGLE) :], _TINY, 1.0 - _TINY)
        normalisation, weighting, aggregation, left_out = picked
        return Draws(normalisation, weighting, aggregation, left_out - 1, own, seed, self).weighed()

    def base_scores(self) -> Any:
        """Scores (P,) of the first of each choice, with the published values."""
        z, weight = self.normalised[0], self.weights[:1]
        return aggregated(self.choices.aggregations[0], z, weight, self.codes)[0]

    def scores(self, draws: Draws, rows: slice) -> Any:
        """Scores (n, P) of some rows of the draws."""
        normalisation, aggregation = draws.normalisation[rows], draws.aggregation[rows]
        weight = draws.weight[rows]
        score = np.empty((len(weight), self.values.shape[0]))
        for one, method in enumerate(self.choices.normalisations):
            for two, way in enumerate(self.choices.aggregations):
                at = np.flatnonzero((normalisation == one) & (aggregation == two))
                if at.size == 0:
                    continue
                z = self.normalised[one]
                if "figures" in self.active:
                    z = normalised_by(method, self._drawn_values(draws.seed[rows][at]), self.scale)
                score[at] = aggregated(way, z, weight[at], self.codes)
        return score

    def _drawn_values(self, seeds: Any) -> Any:
        """Values (n, P, K), one table for each seed."""
        shape = self.values.shape
        noise = np.stack([np.random.default_rng(seed).random(shape) for seed in seeds])
        return self.values + self.half_widths * (2.0 * noise - 1.0)


def prepared(
    values: pd.DataFrame, design: Design, choices: Choices, half_widths: pd.DataFrame | None
) -> Model:
    """The model of a complete table of values; an InputError where choices do not fit."""
    _check_choices(choices, len(design.names))
    x = values[list(design.names)].to_numpy(np.float64)
    wanted = choices.normalisations
    asked = needs_positions(choices.weightings)
    check_scale(x, design, (*wanted, "min_max") if asked else wanted)
    widths = _widths(values, design, half_widths)
    for extreme in () if widths is None else (x - widths, x + widths):
        try:
            check_scale(extreme, design, wanted)
        except InputError as error:
            raise InputError(f"half_widths are too wide: {error}") from error

    scale, codes = scale_of(design), dimension_codes(design)
    positions = normalised_by("min_max", x, scale) if asked else x
    open_ = {
        "normalisation": len(choices.normalisations) > 1,
        "weighting": len(choices.weightings) > 1,
        "weights": choices.weight_spread > 0 and len(design.names) > 1,
        "aggregation": len(choices.aggregations) > 1,
        "left_out": choices.leave_one_out and len(design.names) > 1,
        "figures": widths is not None and bool((widths > 0).any()),
    }
    if not any(open_.values()):
        raise InputError("choices: nothing is left open, so there is no uncertainty to measure")
    normalised = tuple(normalised_by(method, x, scale) for method in wanted)
    if "geometric" in choices.aggregations:
        zero = np.any([(z <= 0.0).any(axis=1) for z in normalised], axis=0)
        warn_zeros(values.index[zero], stacklevel=4)
    return Model(
        values=x,
        half_widths=widths,
        scale=scale,
        codes=codes,
        weights=np.stack(
            [flat_weights(design, positions, way, "given") for way in choices.weightings]
        ),
        normalised=normalised,
        choices=choices,
        active=tuple(factor for factor in FACTORS if open_[factor]),
    )


def _check_choices(choices: Choices, n_components: int) -> None:
    lists: dict[str, Any] = {
        "normalisations": choices.normalisations,
        "weightings": choices.weightings,
        "aggregations": choices.aggregations,
    }
    for name, options in lists.items():
        if not isinstance(options, tuple) or not options or len(set(options)) < len(options):
            raise InputError(f"choices: {name} is {options!r}; give a tuple of different ones")
    for method in choices.normalisations:
        check_normalisation(method)
    for way in choices.weightings:
        check_weighting("a weighting", way)
    for mean in choices.aggregations:
        check_aggregation(mean, choices.normalisations)
    most = np.sqrt(max(n_components - 1, 1))
    if not 0 <= choices.weight_spread < most:
        raise InputError(
            f"choices: weight_spread is {choices.weight_spread!r}; with {n_components} components "
            f"it must be from 0 to below {most:.3g}"
        )


def _widths(values: pd.DataFrame, design: Design, half_widths: pd.DataFrame | None) -> Any:
    if half_widths is None:
        return None
    lost = values.index.difference(half_widths.index)
    if len(lost):
        raise InputError(
            f"half_widths has no row for {len(lost)} places, such as {lost[0]!r}; "
            "give one for each place, 0 where a value is exact"
        )
    mine = half_widths.loc[values.index]
    columns = tuple(Column(name, "the unit of the values") for name in design.names)
    check_frame(mine, columns, "half_widths")
    return mine[list(design.names)].to_numpy(np.float64)
