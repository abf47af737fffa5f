"""How far: what the frames of the circle say of a zone."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from gongfu.model.assessment import FARTHER, Assessment
from gongfu.model.kind import KINDS
from gongfu.model.walker import ADULT
from gongfu.model.zone import Zone
from gongfu.report.numbers import plain
from gongfu.report.text import Both
from gongfu.report.words import prefixed, say
from gongfu.units import S_PER_MIN

REACH_LAYERS: Final = ("communities", "facilities", "network")


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """What the frames of the circle say of one zone, town and country together.

    `whole` is indexed by kind (and "all"): counts and shares of the whole zone.  `kinds` are those
    in the source, in order; `absent` those that are not.  `simulated` names the simulated layers
    that the circle rests on.  `left_out` and `supply` may be empty.
    """

    zone: Zone
    coverage: pd.DataFrame
    reach: pd.DataFrame
    whole: pd.DataFrame
    kinds: tuple[str, ...]
    absent: tuple[str, ...]
    left_out: pd.DataFrame
    supply: pd.DataFrame
    snapped: pd.DataFrame
    simulated: tuple[str, ...]

    @property
    def minutes(self) -> Both:
        """The limit in minutes."""
        minutes = self.zone.reach.limit_s / S_PER_MIN
        return plain(minutes, 0 if float(minutes).is_integer() else 1)

    @property
    def mode(self) -> Both:
        """On foot and at whose pace, by bicycle or by car."""
        return mode_words(self.zone.reach.mode, self.zone.reach.walker)

    @property
    def is_simulated(self) -> bool:
        """Whether anything here rests on stand-ins."""
        return bool(self.simulated)

    def rests_on_stand_ins(self, kind: str) -> bool:
        """Whether what is said of this kind rests on stand-ins; others may be real by now."""
        if set(self.simulated) - {"facilities"}:
            return True
        if "facilities" not in self.simulated:
            return False
        layer = self.zone.layers["facilities"]
        return layer.of(kind).standing == "simulated"

    @property
    def hides_small(self) -> bool:
        """Whether residents are real people, whose small counts are hidden."""
        return "communities" not in self.simulated

    def marked(self, title: Both, kind: str) -> Both:
        """A title about this kind that says first if it rests on stand-ins."""
        return prefixed(title, simulated=self.rests_on_stand_ins(kind))

    @property
    def far_minutes(self) -> int:
        """Up to how many minutes the nearest facility was looked for beyond the limit."""
        return int(FARTHER * self.zone.reach.limit_s / S_PER_MIN)

    def title(self, kind: str) -> Both:
        """The kind's name for people."""
        return Both.of(KINDS[kind].title)

    def named(self, kind: str) -> Both:
        """The kind inside a sentence about reaching one: "a school", "childcare (under 3)"."""
        return say(f"a_{kind}")

    @property
    def first_kind(self) -> str | None:
        """The kind that the page speaks of and maps first, of those anybody could be judged for.

        The one that most residents lack, then the one that most cannot be judged for; in a zone
        whose page speaks of figures first, the first of the zone's own order.
        """
        judged = self.whole["n_places"] - self.whole["n_not_judged"]
        kinds = [kind for kind in self.kinds if judged[kind] > 0]
        if kinds and self.zone.figures.empty:
            return max(kinds, key=lambda kind: (self.lacking(kind), self.unknown(kind)))
        return kinds[0] if kinds else None

    def lacking(self, kind: str) -> float:
        """Residents who do not reach the kind, of those who can be judged."""
        row = self.whole.loc[kind]
        return float(row["residents"] - row["residents_not_judged"] - row["residents_reached"])

    def unknown(self, kind: str) -> float:
        """Residents who cannot be judged for the kind."""
        return float(self.whole.loc[kind, "residents_not_judged"])


def mode_words(mode: str, walker: str) -> Both:
    """On foot and at whose pace, by bicycle or by car."""
    slower = mode == "walk" and walker != ADULT.key
    return say(f"mode_{mode}_{walker}" if slower else f"mode_{mode}")


def circle_of(zone: Zone, assessment: Assessment) -> Circle | None:
    """The circle of a zone, or None where nothing could be measured."""
    coverage, reach = assessment.coverage, assessment.reach
    if reach.empty or coverage.empty:
        return None
    coverage = coverage[(coverage["area"] == "all").to_numpy(bool)]
    coverage = coverage.assign(
        **{name: coverage[name].astype(str).astype(object) for name in ("place", "kind", "level")}
    )
    every = tuple(map(str, reach["kind"].unique()))
    absent = tuple(map(str, reach.loc[reach["state"] == "not_in_source", "kind"].unique()))
    simulated = tuple(name for name in zone.simulated if name in REACH_LAYERS)
    return Circle(
        zone,
        coverage,
        reach,
        _whole(coverage, zone.places),
        tuple(kind for kind in every if kind not in absent),
        absent,
        assessment.left_out,
        assessment.supply,
        assessment.snapped,
        simulated,
    )


def _whole(coverage: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Counts of the whole zone by kind: the top places together."""
    tops = places.index[places["parent"] == ""]
    rows = coverage[coverage["place"].isin(tops)]
    counts = [
        "n_places",
        "n_reached",
        "n_not_judged",
        "residents",
        "residents_reached",
        "residents_not_judged",
    ]
    whole = rows.groupby("kind", sort=False)[counts].sum()
    judged = whole["residents"] - whole["residents_not_judged"]
    return whole.assign(share_of_residents=whole["residents_reached"] / judged.where(judged > 0))
