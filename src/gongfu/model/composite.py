"""A composite index as it is declared: its components, their directions, bounds and dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gongfu.errors import InputError

Normalisation = Literal["min_max", "z_score", "target", "rank", "vector"]
Weighting = Literal["given", "equal", "entropy", "critic", "pca_first", "pca_factors"]
Aggregation = Literal["arithmetic", "geometric", "geometric_between", "topsis"]
Missing = Literal["refuse", "leave_out"]


@dataclass(frozen=True, slots=True)
class Component:
    """One component of an index: what it is, which way is better, and on what scale.

    `low` and `high` are goalposts for "min_max" (None: the lowest and the highest place), `target`
    the reference of "target" (None: the best place); all three in the unit of the values.  `scale`
    "log" takes logarithms first, of values and goalposts alike.  `weight` counts within its
    dimension.  `indicator`, `per`, `times` and `per_period` say how figures make it: indicator /
    per × times, the denominator of `per_period` ("": of the same period).
    """

    name: str
    better: Literal["higher", "lower"]
    dimension: str = ""
    weight: float = 1.0
    low: float | None = None
    high: float | None = None
    target: float | None = None
    scale: Literal["linear", "log"] = "linear"
    indicator: str = ""
    per: str = ""
    times: float = 1.0
    per_period: str = ""
    unit: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of an index that holds components; `weight` counts between dimensions."""

    key: str
    weight: float = 1.0
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """A composite index, declared whole: components in dimensions, each with its source.

    Dimensions that components name but `dimensions` does not list weigh 1.  `illustrative` marks an
    index that no authority has published.
    """

    components: tuple[Component, ...]
    dimensions: tuple[Dimension, ...] = ()
    key: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    illustrative: bool = True

    def __post_init__(self) -> None:
        """Raise one InputError that lists every fault."""
        found = [fault for component in self.components for fault in _faults(component)]
        names = [component.name for component in self.components]
        keys = [dimension.key for dimension in self.dimensions]
        if not names:
            found.append("it has no component; declare at least one")
        found += [f"component {name!r} is declared twice" for name in _twice(names)]
        found += [f"dimension {key!r} is declared twice" for key in _twice(keys)]
        found += [
            f"dimension {dimension.key!r} has weight {dimension.weight!r}; it must be >= 0"
            for dimension in self.dimensions
            if not (_is_number(dimension.weight) and 0 <= dimension.weight < float("inf"))
        ]
        if not found and not any(self._dimension_weight(key) > 0 for key in self.dimension_keys):
            found.append("no dimension has a weight > 0; give one to at least one")
        for key in self.dimension_keys if not found else ():
            if not any(c.weight > 0 for c in self.components if c.dimension == key):
                found.append(f"no component of dimension {key!r} has a weight > 0")
        if found:
            raise InputError("design: " + "; ".join(found))

    @property
    def names(self) -> tuple[str, ...]:
        """The components' names, in order."""
        return tuple(component.name for component in self.components)

    @property
    def dimension_keys(self) -> tuple[str, ...]:
        """The dimensions that have components, in the order of their first component."""
        return tuple(dict.fromkeys(component.dimension for component in self.components))

    @property
    def dimension_weights(self) -> tuple[float, ...]:
        """Weight of each of `dimension_keys`; they sum to 1."""
        weights = [self._dimension_weight(key) for key in self.dimension_keys]
        return tuple(weight / sum(weights) for weight in weights)

    def without(self, *names: str) -> "Design":
        """The same index without some components; their dimensions keep their weights.

        A dimension that loses all of its components goes, and the others share its weight in
        proportion to theirs.
        """
        lost = [name for name in names if name not in self.names]
        if lost:
            raise InputError(f"design has no component {lost[0]!r}; it has {', '.join(self.names)}")
        kept = tuple(component for component in self.components if component.name not in names)
        return replace(self, components=kept)

    def _dimension_weight(self, key: str) -> float:
        return next((d.weight for d in self.dimensions if d.key == key), 1.0)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is open in an index, each option as likely as the others; the first is the base.

    `weightings` act within dimensions.  `weight_spread` is the coefficient of variation of an
    average weight around what the weighting says (0: weights are fixed; 0.25: nine draws of ten lie
    within some 40 % of it).  `leave_one_out` leaves out one component or none, all as likely.
    """

    normalisations: tuple[Normalisation, ...] = ("min_max", "z_score", "rank")
    weightings: tuple[Weighting, ...] = ("given",)
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "topsis")
    weight_spread: float = 0.25
    leave_one_out: bool = True


def _faults(component: Component) -> list[str]:
    bounds = {name: getattr(component, name) for name in ("low", "high", "target")}
    numbers = {"weight": component.weight, "times": component.times}
    numbers |= {name: bound for name, bound in bounds.items() if bound is not None}
    odd = [name for name, value in numbers.items() if not _is_number(value)]
    if odd:
        values = ", ".join(f"{name} is {numbers[name]!r}" for name in odd)
        return [f"component {component.name!r}: {values}; give numbers"]
    found = []
    if component.better not in ("higher", "lower"):
        found.append(f"better is {component.better!r}; it must be 'higher' or 'lower'")
    if component.scale not in ("linear", "log"):
        found.append(f"scale is {component.scale!r}; it must be 'linear' or 'log'")
    if not 0 <= component.weight < float("inf"):
        found.append(f"weight is {component.weight!r}; it must be >= 0")
    low, high = component.low, component.high
    if low is not None and high is not None and not low < high:
        found.append(f"low is {low!r} and high {high!r}; low must lie below high")
    positive = ("low", "high", "target") if component.scale == "log" else ("target",)
    for name, bound in bounds.items():
        if bound is not None and not abs(bound) < float("inf"):
            found.append(f"{name} is {bound!r}; it must be finite")
        elif bound is not None and name in positive and not bound > 0:
            found.append(f"{name} is {bound!r}; it must be > 0")
    if not 0 < component.times < float("inf"):
        found.append(f"times is {component.times!r}; it must be > 0")
    return [f"component {component.name!r}: {fault}" for fault in found]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _twice(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if names.count(name) > 1))
