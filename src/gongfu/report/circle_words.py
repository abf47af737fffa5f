"""The circle in words: what is simulated, who reaches what, the cards and the tables."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from markupsafe import Markup

from gongfu.model.walker import walker_of
from gongfu.report import unjudged
from gongfu.report.circle import REACH_LAYERS, Circle
from gongfu.report.layers import is_mixed, kind_words, simulated_words
from gongfu.report.numbers import NO_DATA, people, plain, share_of
from gongfu.report.pictures import Card
from gongfu.report.sources import quoted
from gongfu.report.tables import Table, coverage_table
from gongfu.report.text import Both
from gongfu.report.words import prefixed, say

_TABLE_LEVELS: Final = ("prefecture", "county", "township")


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
    """What the circle says: one kind, all kinds, what is unknown and why, what is absent."""
    said = []
    kind = circle.first_kind
    if kind is not None:
        said.append(_of_points(circle, kind))
    row = circle.whole.loc["all"]
    more: list[Both] = []
    if len(circle.kinds) > 1:
        if row["n_places"] > row["n_not_judged"]:
            parts = {"minutes": circle.minutes, "mode": circle.mode, "n": len(circle.kinds)}
            more.append(say("all_sentence", **_counts(row, "lack"), **parts))
        else:
            more.append(say("nobody_judged", n=plain(row["n_places"])))
    more += filter(None, [unjudged.unknown_sentence(circle)])
    if unjudged.no_whole_circle(circle):
        more.append(say("no_whole_circle"))
    said += [prefixed(sentence, simulated=circle.is_simulated) for sentence in more]
    if circle.absent:
        said.append(say("not_in_source", kinds=kind_words(circle.absent)))
    return said + unjudged.placement_sentences(circle)


def _of_points(circle: Circle, kind: str) -> Both:
    """How many points reach a kind, of all of them."""
    sentence = say(
        "reach_sentence",
        **_counts(circle.whole.loc[kind], "do_not"),
        kind=circle.named(kind),
        minutes=circle.minutes,
        mode=circle.mode,
    )
    return prefixed(sentence, simulated=circle.rests_on_stand_ins(kind))


def _counts(row: pd.Series, key: str) -> Mapping[str, Both]:
    return {
        "reached": plain(row["n_reached"]),
        "n_points": plain(row["n_places"]),
        "rest": unjudged.tail(row, key),
    }


def answer(circle: Circle) -> Both:
    """The sentence that answers first: how many people lack the kind that most lack.

    Beside published figures, which answer first there, it is how many points reach the first kind.
    """
    kind = circle.first_kind
    if kind is None:
        row = circle.whole.loc["all"]
        n = int(row["n_not_judged"])
        return say(
            "answer_circle_unknown",
            unknown=plain(n),
            n=plain(row["n_places"]),
            why=unjudged.reasons(circle, n),
        )
    lacking, unknown = circle.lacking(kind), circle.unknown(kind)
    if not (circle.zone.figures.empty and lacking > 0):
        return _of_points(circle, kind)
    hides = circle.hides_small
    sentence = say(
        "answer_circle_unjudged" if unknown > 0 else "answer_circle",
        people=people(lacking, suppress=hides),
        unknown=people(unknown, suppress=hides),
        kind=circle.named(kind),
        minutes=circle.minutes,
        mode=circle.mode,
    )
    return prefixed(sentence, simulated=circle.rests_on_stand_ins(kind))


def share_range(part: float, unknown: float, whole: float) -> Both:
    """Per cent of everybody: if none of those who could not be judged count, to if all do."""
    low, high = share_of(part, whole), share_of(part + unknown, whole)
    if low == high or NO_DATA in (low, high):
        return low
    return say(
        "range", low=low, high=Both(*(t.replace("100.0%", "100%") for t in (high.en, high.zh)))
    )


def cards(circle: Circle, most: int = 4) -> list[Card]:
    """Headline numbers of a zone without published figures: the kinds that most people lack."""
    hides = circle.hides_small
    judged = circle.whole["n_places"] - circle.whole["n_not_judged"]
    kinds = [kind for kind in circle.kinds if judged[kind] > 0]
    kinds.sort(key=lambda kind: (-circle.lacking(kind), -circle.unknown(kind)))
    made = []
    for kind in kinds[:most]:
        row = circle.whole.loc[kind]
        stand_in = circle.rests_on_stand_ins(kind)
        unknown = circle.unknown(kind)
        says = [say("standing_of", standing=say("simulated" if stand_in else "computed"))]
        if unknown > 0:
            n = int(row["n_not_judged"])
            says.append(say("card_range", n=plain(n), why=unjudged.reasons(circle, n)))
        layers = [circle.zone.layers[name] for name in REACH_LAYERS if name in circle.zone.layers]
        documents = dict.fromkeys(one for layer in layers for one in layer.of(kind).sources)
        quotes = [quoted(document) for document in documents if document]
        says.append(say("card_layers", sources=Markup("; ").join(quotes)))
        lacking = circle.lacking(kind)
        form = ("_out" if lacking > 0 else "") + ("_unknown" if unknown > 0 else "")
        meaning = say(
            f"card_kind{form}",
            kind=circle.named(kind),
            minutes=circle.minutes,
            mode=circle.mode,
            out=people(lacking, suppress=hides),
            unknown=people(unknown, suppress=hides),
        )
        made.append(
            Card(
                share_range(row["residents_reached"], unknown, row["residents"]),
                prefixed(meaning, simulated=stand_in),
                tuple(says),
            )
        )
    return made


def walking(circle: Circle) -> Both:
    """Who walks how fast, on the level, on steps and on slopes, and who measured that."""
    walker = walker_of(circle.zone.reach.walker)
    network = circle.zone.network
    sloped = network is not None and bool((network.slope_factor != 1.0).any())
    if network is None or not network.steps.any():
        steps = say("walk_steps_unknown")
    elif walker.steps_m_s is None:
        steps = say("walk_no_steps")
    else:
        steps = say("walk_steps", speed=plain(walker.steps_m_s, 2))
    title = Both.of(walker.title)
    return say(
        "method_walk",
        walker=Both(title.en[:1].upper() + title.en[1:], title.zh),
        speed=plain(walker.level_km_h, 1),
        steps=steps,
        slopes=say("walk_slopes" if sloped else "walk_level"),
        source=Both.of(walker.source),
    )


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
