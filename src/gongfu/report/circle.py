"""How far: from the frames of the circle to the sentences, figures and tables of the page."""

from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import Markup

from gongfu.model.assessment import Assessment
from gongfu.model.kind import KINDS
from gongfu.model.zone import Zone
from gongfu.report.layers import is_mixed, simulated_words
from gongfu.report.numbers import people, plain, share_of
from gongfu.report.pictures import Card
from gongfu.report.sources import quoted
from gongfu.report.tables import Table, coverage_table
from gongfu.report.text import Both, inside, listed
from gongfu.report.words import prefixed, say
from gongfu.units import S_PER_MIN

REACH_LAYERS: Final = ("communities", "facilities", "network")
_TABLE_LEVELS: Final = ("prefecture", "county", "township")


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """What the frames of the circle say of one zone, town and country together.

    `whole` is indexed by kind (and "all"): counts and shares of the whole zone.  `kinds` are those
    in the source, in order; `absent` those that are not.  `simulated` names the simulated layers
    that the circle rests on.
    """

    zone: Zone
    coverage: pd.DataFrame
    reach: pd.DataFrame
    whole: pd.DataFrame
    kinds: tuple[str, ...]
    absent: tuple[str, ...]
    snapped: pd.DataFrame
    simulated: tuple[str, ...]

    @property
    def minutes(self) -> Both:
        """The limit in minutes."""
        minutes = self.zone.reach.limit_s / S_PER_MIN
        return plain(minutes, 0 if float(minutes).is_integer() else 1)

    @property
    def mode(self) -> Both:
        """On foot, by bicycle or by car."""
        return say(f"mode_{self.zone.reach.mode}")

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

    def title(self, kind: str) -> Both:
        """The kind's name for people."""
        return Both.of(KINDS[kind].title)

    @property
    def first_kind(self) -> str | None:
        """The first kind that anybody could be judged for: what the map shows first."""
        judged = self.whole["n_places"] - self.whole["n_not_judged"]
        return next((kind for kind in self.kinds if judged[kind] > 0), None)


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


def banner(circle: Circle) -> Both | None:
    """What in this part is simulated, or nothing."""
    if not circle.simulated:
        return None
    mixed = any(is_mixed(circle.zone.layers[name]) for name in circle.simulated)
    everything = set(circle.simulated) == set(REACH_LAYERS) and not mixed
    return say(
        "banner_circle" if everything else "banner_circle_part",
        layers=simulated_words(circle.zone, circle.simulated),
    )


def sentences(circle: Circle) -> list[Both]:
    """What the circle says: one kind, all kinds, what is unknown, what is absent."""
    said = []
    parts = {"minutes": circle.minutes, "mode": circle.mode}
    kind = circle.first_kind
    if kind is not None:
        said.append(
            prefixed(
                say(
                    "reach_sentence",
                    **_counts(circle.whole.loc[kind]),
                    kind=inside(circle.title(kind)),
                    **parts,
                ),
                simulated=circle.rests_on_stand_ins(kind),
            )
        )
    row = circle.whole.loc["all"]
    if len(circle.kinds) > 1:
        if row["n_places"] > row["n_not_judged"]:
            more = [say("all_sentence", **_counts(row), n=len(circle.kinds), **parts)]
            if row["n_not_judged"]:
                unknown = plain(row["n_not_judged"])
                more.append(say("unknown_sentence", unknown=unknown, n=plain(row["n_places"])))
        else:
            more = [say("nobody_judged", n=plain(row["n_places"]))]
        said += [prefixed(sentence, simulated=circle.is_simulated) for sentence in more]
    if circle.absent:
        said.append(
            say("not_in_source", kinds=listed([inside(circle.title(k)) for k in circle.absent]))
        )
    if len(circle.snapped):
        state = circle.snapped["state"][circle.snapped["layer"] == "communities"]
        moved, off = int((state == "moved").sum()), int((state == "off_network").sum())
        if moved or off:
            said.append(say("snapped_note", moved=plain(moved), off=plain(off)))
    return said


def _counts(row: pd.Series) -> dict[str, Both]:
    judged = row["n_places"] - row["n_not_judged"]
    return {
        "reached": plain(row["n_reached"]),
        "judged": plain(judged),
        "out": plain(judged - row["n_reached"]),
    }


def answer(circle: Circle) -> Both:
    """The sentence that answers first in a zone without published figures."""
    kind = circle.first_kind
    if kind is None:
        row = circle.whole.loc["all"]
        return say(
            "answer_circle_unknown", unknown=plain(row["n_not_judged"]), n=plain(row["n_places"])
        )
    return prefixed(
        say(
            "answer_circle",
            **_counts(circle.whole.loc[kind]),
            kind=inside(circle.title(kind)),
            minutes=circle.minutes,
        ),
        simulated=circle.rests_on_stand_ins(kind),
    )


def cards(circle: Circle, most: int = 4) -> list[Card]:
    """Headline numbers of a zone without published figures: the kinds that fewest people reach."""
    share = circle.whole["share_of_residents"].reindex(list(circle.kinds)).dropna()
    made = []
    for kind in share.sort_values(kind="stable").index[:most]:
        row = circle.whole.loc[kind]
        stand_in = circle.rests_on_stand_ins(kind)
        judged = row["residents"] - row["residents_not_judged"]
        out = people(judged - row["residents_reached"], suppress=circle.hides_small)
        says = [say("standing_of", standing=say("simulated" if stand_in else "computed"))]
        if row["residents_not_judged"] > 0:
            unknown = people(row["residents_not_judged"], suppress=circle.hides_small)
            says.append(say("card_kind_unknown", out=unknown))
        layers = [circle.zone.layers[name] for name in REACH_LAYERS if name in circle.zone.layers]
        documents = dict.fromkeys(layer.source for layer in layers if layer.source)
        says.append(say("card_layers", sources=Markup("; ").join(map(quoted, documents))))
        meaning = say(
            "card_kind",
            kind=inside(circle.title(kind)),
            minutes=circle.minutes,
            mode=circle.mode,
            out=out,
        )
        made.append(
            Card(
                share_of(row["residents_reached"], judged),
                prefixed(meaning, simulated=stand_in),
                tuple(says),
            )
        )
    return made


def tables(circle: Circle) -> list[Table]:
    """Coverage of every place, level by level."""
    note = say("table_coverage_note", minutes=circle.minutes, mode=circle.mode)
    kinds = [(kind, circle.title(kind)) for kind in circle.kinds]
    levels = set(circle.coverage["level"])
    made = [
        coverage_table(
            circle.coverage,
            circle.zone.places,
            kinds,
            f"coverage-{level}",
            level,
            note,
            simulated=circle.is_simulated,
        )
        for level in _TABLE_LEVELS
        if level in levels
    ]
    return [table for table in made if len(table.rows) > 1]
