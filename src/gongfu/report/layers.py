"""What is real and what is simulated, layer by layer and source by source."""

from collections.abc import Iterator
from typing import Final

from gongfu.model.kind import KINDS
from gongfu.model.zone import Layer, Zone
from gongfu.report.sources import quoted
from gongfu.report.tables import Cell, Column, Table
from gongfu.report.text import Both, inside, listed, same
from gongfu.report.words import say, sentences

_CREDITS: Final = (
    ("OpenStreetMap", "licence_osm"),
    ("ODbL", "licence_osm"),
    ("GeoNames", "licence_geonames"),
)
"""A word in a source or licence, and the credit that it asks for."""


def sources_within(layer: Layer) -> list[tuple[Layer, tuple[str, ...]]]:
    """Each source of a layer with the kinds that it brought; one without parts comes alone.

    Kinds of equal standing and sources stand together.  The layer's own source is left out where
    every kind has come from another one by now.
    """
    if not layer.parts:
        return [(layer, ())]
    groups: dict[tuple[object, ...], tuple[Layer, list[str]]] = {}
    for kind in dict.fromkeys((*layer.kinds, *layer.parts)):
        of = layer.of(kind)
        inner = tuple((code, one.source) for code, one in of.within.items())
        groups.setdefault((of.standing, of.source, inner), (of, []))[1].append(kind)
    return [(of, tuple(kinds)) for of, kinds in groups.values()]


def every_source(zone: Zone) -> Iterator[Layer]:
    """All sources of all layers."""
    for layer in zone.layers.values():
        for of, _ in sources_within(layer):
            yield of
            yield from of.within.values()


def kind_words(kinds: tuple[str, ...]) -> Both:
    """Kinds of facility as a list inside a sentence."""
    return listed([inside(Both.of(KINDS[kind].title)) for kind in kinds])


def simulated_words(zone: Zone, names: tuple[str, ...]) -> Both:
    """The simulated layers by name; of facilities that are partly real, which kinds are not."""
    return listed([_simulated_part(zone, name) for name in names])


def _simulated_part(zone: Zone, name: str) -> Both:
    layer, title = zone.layers[name], layer_title(name)
    if not is_mixed(layer):
        return title
    return say("layer_kinds", layer=title, kinds=kind_words(layer.simulated_kinds))


def is_mixed(layer: Layer) -> bool:
    """Whether some kinds of a simulated layer are real by now."""
    return any(part.standing != "simulated" for part in layer.parts.values()) and bool(
        layer.simulated_kinds
    )


def layer_title(name: str) -> Both:
    """A layer's name for people; one that we have no words for keeps its own."""
    key = f"layer_{name}"
    return say(key) if key in sentences() else same(name)


def layers_table(zone: Zone) -> Table:
    """One row for each source within each layer: its standing, note and licence."""
    body = []
    for name, layer in zone.layers.items():
        for of, kinds in sources_within(layer):
            title = layer_title(name)
            if kinds:
                title = say("layer_kinds", layer=title, kinds=kind_words(kinds))
            body.append(_source_row(title, of))
            for code, inner in of.within.items():
                body.append(_source_row(_title_in(title, zone, code), inner))
    heads = (
        ("col_layer", ""),
        ("col_standing", ""),
        ("col_source", ""),
        ("col_note", "long"),
        ("col_licence", ""),
    )
    return Table("layers", say("layers_title"), [Column(say(k), css) for k, css in heads], body)


def _source_row(title: Both, of: Layer) -> list[Cell]:
    return [
        Cell(title),
        Cell(say(of.standing)),
        Cell(quoted(of.source)),
        Cell(Both.of(of.note) if of.note else same("")),
        Cell(quoted(of.licence)),
    ]


def _title_in(title: Both, zone: Zone, code: str) -> Both:
    """A layer's title for the rows of one place."""
    if code not in zone.places.index:
        return say("layer_in", layer=title, place=same(code))
    place = zone.places.loc[code]
    names = {"en": place["name_en"] or place["name"], "zh": place["name"]}
    return say("layer_in", layer=title, place=Both.of(names))


def licences(zone: Zone) -> list[Both]:
    """Credits that the sources of the layers ask for."""
    text = " ".join(f"{of.source} {of.licence}" for of in every_source(zone))
    wanted = dict.fromkeys(key for word, key in _CREDITS if word in text)
    return [say(key) for key in wanted]
