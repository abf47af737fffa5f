"""Zone: the places, people, facilities, streets, figures and targets of one promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.model import schema
from gongfu.model.kind import CIRCLE_KEYS, check_kinds
from gongfu.model.network import Network
from gongfu.model.walker import ADULT, walker_of

MODES: Final = ("walk", "cycle", "drive")
LANGUAGES: Final = ("en", "zh")
_WHOLE: Final = ("year", "characters")  # units of whole numbers


@dataclass(frozen=True, slots=True)
class ReachSettings:
    """What "within 15 minutes" means in this zone: policy data, not a program's setting.

    `limit_s` in seconds, > 0; `kinds` are the facilities that make the circle complete;
    `source` says who set it; `walker` names who walks, in other modes only between door and
    street.
    """

    mode: str = "walk"
    limit_s: float = 900.0
    kinds: tuple[str, ...] = CIRCLE_KEYS
    source: str = ""
    walker: str = ADULT.key

    def __post_init__(self) -> None:
        walker_of(self.walker)
        if self.mode not in MODES:
            raise InputError(f"reach mode is {self.mode!r}; it must be one of {', '.join(MODES)}")
        if not 0 < self.limit_s < float("inf"):
            raise InputError(f"reach limit_s is {self.limit_s!r}; it must be seconds > 0")
        check_kinds(self.kinds)
        if not self.kinds or len(set(self.kinds)) != len(self.kinds):
            raise InputError(
                f"reach kinds are {list(self.kinds)}; name at least one kind, and each once"
            )


@dataclass(frozen=True, slots=True)
class Layer:
    """Where one table of a zone comes from.

    `standing` is published, computed or simulated; `kinds` (facilities only) are the kinds that
    the source can hold: what is not among them is "not in source", never "out of reach".
    `note` says, by language, what a reader must know.  `parts` (facilities only) holds, by kind,
    the layer of each kind that came from a source of its own; the layer itself is as weak as
    its weakest kind, so that a reader of the whole table never takes it for more than it is.
    `within` holds, by place code, the layer of the rows in a place that has a list of its own;
    they, too, never make the layer look better than the rows elsewhere.
    """

    standing: str
    source: str
    note: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    licence: str = ""
    parts: Mapping[str, "Layer"] = field(default_factory=dict)
    within: Mapping[str, "Layer"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.standing not in schema.STANDINGS:
            raise InputError(
                f"layer standing is {self.standing!r}; allowed: {', '.join(schema.STANDINGS)}"
            )
        check_kinds((*self.kinds, *self.parts))

    def of(self, kind: str) -> "Layer":
        """Where the facilities of one kind come from."""
        return self.parts.get(kind, self)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the layer itself and of the places with a list of their own."""
        return tuple(dict.fromkeys((self.source, *(one.source for one in self.within.values()))))

    @property
    def simulated_kinds(self) -> tuple[str, ...]:
        """The kinds of facility that are still simulated, in order."""
        return tuple(kind for kind in self.kinds if self.of(kind).standing == "simulated")


def _empty(columns: tuple[schema.Column, ...], index: str | None) -> pd.DataFrame:
    kinds = {
        column.name: bool
        if column.boolean
        else (str if not column.unit else int if column.unit in _WHOLE else float)
        for column in columns
    }
    frame = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    return frame.rename_axis(index) if index else frame


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """One zone, checked; every frame as its contract in `schema` says.

    A frame that the zone does not have is empty; `network`, `boundaries` and `incomes` are None.
    `extent` (WGS84) is where streets and facilities are known.  `layers` says for each table
    where it comes from.  `rules` holds policy rules that are no targets, such as when a county
    leaves a group, each with its thresholds and source.  `documents` are the texts that figures
    were read from, `evidence` every figure that they state, `decisions` what named people decided
    about those, in order.  `inputs` holds the SHA-256 of each file it was read from.
    """

    name: Mapping[str, str]
    places: pd.DataFrame = field(default_factory=lambda: _empty(schema.PLACES, "code"))
    communities: pd.DataFrame = field(
        default_factory=lambda: _empty(schema.COMMUNITIES, "community_id")
    )
    facilities: pd.DataFrame = field(
        default_factory=lambda: _empty(schema.FACILITIES, "facility_id")
    )
    network: Network | None = None
    boundaries: gpd.GeoDataFrame | None = None
    figures: pd.DataFrame = field(default_factory=lambda: _empty(schema.FIGURES, None))
    targets: pd.DataFrame = field(default_factory=lambda: _empty(schema.TARGETS, None))
    groups: pd.DataFrame = field(default_factory=lambda: _empty(schema.GROUPS, None))
    pairings: pd.DataFrame = field(default_factory=lambda: _empty(schema.PAIRINGS, None))
    incomes: pd.DataFrame | None = None
    documents: pd.DataFrame = field(default_factory=lambda: _empty(schema.DOCUMENTS, "document"))
    evidence: pd.DataFrame = field(default_factory=lambda: _empty(schema.EVIDENCE, "figure"))
    decisions: pd.DataFrame = field(default_factory=lambda: _empty(schema.DECISIONS, None))
    reach: ReachSettings = field(default_factory=ReachSettings)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    layers: Mapping[str, Layer] = field(default_factory=dict)
    extent: BaseGeometry | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = zone_faults(self)
        if found:
            raise InputError("; ".join(found))

    def with_layers(self, **changes: Any) -> Self:
        """A copy with some parts replaced, checked again; what was read from files is forgotten."""
        return replace(self, inputs={}, **changes)

    @property
    def simulated(self) -> tuple[str, ...]:
        """The names of the simulated layers, in order."""
        return tuple(n for n, layer in self.layers.items() if layer.standing == "simulated")


TABLES: Final = {
    "places": schema.PLACES,
    "communities": schema.COMMUNITIES,
    "facilities": schema.FACILITIES,
    "figures": schema.FIGURES,
    "targets": schema.TARGETS,
    "groups": schema.GROUPS,
    "pairings": schema.PAIRINGS,
    "incomes": schema.INCOMES,
    "documents": schema.DOCUMENTS,
    "evidence": schema.EVIDENCE,
    "decisions": schema.DECISIONS,
}


def zone_faults(zone: Zone) -> list[str]:
    """Everything wrong with a zone, table by table, each fault with its remedy."""
    found = []
    words: object = zone.name  # whatever a caller may have put there
    if not isinstance(words, Mapping) or not all(words.get(language) for language in LANGUAGES):
        found.append(f"zone: `name` is {zone.name!r}; it needs words for 'en' and 'zh'")
    for table, columns in TABLES.items():
        frame = getattr(zone, table)
        if frame is not None:
            found += [f"{table}: {fault}" for fault in schema.faults(frame, columns)]
    if not found:
        found = _reference_faults(zone)
    return found


def _reference_faults(zone: Zone) -> list[str]:
    """Codes that point nowhere: only asked once the tables themselves are sound."""
    found = []
    for table, column in (("communities", "place"), ("groups", "place"), ("incomes", "place")):
        frame = getattr(zone, table)
        if frame is None:
            continue
        row_of, codes = pd.factorize(frame[column])  # each code is looked up once
        lost = np.append(zone.places.index.get_indexer(pd.Index(codes)), -1)[row_of] < 0
        if lost.any():
            found.append(
                f"{table}: {lost.sum()} rows lie in places that the zone does not have, such as "
                f"{frame[column].iloc[np.argmax(lost)]!r}; add them to places or correct the codes"
            )
    return found + _evidence_faults(zone)


def _evidence_faults(zone: Zone) -> list[str]:
    """Stated figures and decisions that lost what they are about."""
    found = []
    pairs = (("evidence", "document", "documents"), ("decisions", "figure", "evidence"))
    for table, column, other in pairs:
        named = getattr(zone, table)[column]
        lost = ~named.isin(getattr(zone, other).index).to_numpy(bool)
        if lost.any():
            found.append(
                f"{table}: {lost.sum()} rows name a {column} that {other} do not hold, such as "
                f"{named.iloc[np.argmax(lost)]!r}; put the row back, or drop these"
            )
    return found
