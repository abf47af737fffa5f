"""`zone.toml`: what a zone is called, how it measures, where each layer comes from, its files.

The text is written in one order with one set of comments, so the same zone gives the same
bytes.  Comments of a reader's own are not kept when a program rewrites the file.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import tomli_w

from gongfu.errors import InputError
from gongfu.model.zone import Layer, ReachSettings, Zone

MANIFEST: Final = "zone.toml"

_HEAD: Final = """\
# A zone of gongfu.  Names, reach settings, sources and notes may be edited by hand;
# `gongfu check` says whether the folder still holds together.
"""
_REACH: Final = """\
# What counts as within reach: the mode of travel (walk, cycle, drive), the limit in seconds,
# who walks (adult, elderly, pushchair), the kinds of facility that make a circle complete, and
# who set these.
"""
_RULES: Final = """\
# Rules of policy that are no targets, each with its limits and its source.
"""
_LAYERS: Final = """\
# Where each table comes from.  standing: published, computed or simulated.
"""
_NEXT: Final = """\
# This zone is empty.  What to do next, in any order:
#   gongfu import osm CITY.osm.pbf --into THIS_FOLDER               streets and facilities
#   gongfu import boundaries FILE --into THIS_FOLDER                places and their boundaries
#   gongfu import communities FILE --into THIS_FOLDER               where people live
#   gongfu import facilities FILE --into THIS_FOLDER                schools, clinics, ...
#   gongfu import figures FILE --into THIS_FOLDER                   published figures
#   gongfu check THIS_FOLDER                                        what is still missing or wrong
#   gongfu assess THIS_FOLDER                                       the report
"""
_FILES: Final = """\
# What belongs to the zone.  A file whose sha256 differs was changed by hand or damaged;
# delete its sha256 line to take it as it is.
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A zone folder as it lies on the disk: `manifest` from zone.toml, `files` by name."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


def _level_streets(stored: Stored) -> Stored:
    """From 1 to 2: streets may know steps and slopes; an older folder knows of none."""
    return stored


UPGRADES: Final[tuple[Callable[[Stored], Stored], ...]] = (_level_streets,)
"""Each lifts a folder by one format, in order: the first from format 1 to 2, and so on."""


def upgraded(stored: Stored, upgrades: tuple[Callable[[Stored], Stored], ...] = UPGRADES) -> Stored:
    """`stored` in today's format, or an InputError in words; the disk stays as it is."""
    newest = 1 + len(upgrades)
    version = stored.manifest.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError(
            f"{MANIFEST}: format is {version!r}, which no gongfu ever wrote; "
            f"it is a whole number from 1 to {newest}: correct the line"
        )
    if version > newest:
        raise InputError(
            f"{MANIFEST}: format is {version}, and this gongfu reads up to {newest}; "
            "the zone was written by a newer gongfu: update this one"
        )
    for step in upgrades[version - 1 :]:
        stored = step(stored)
    return replace(stored, manifest={**stored.manifest, "format": newest})


def manifest_text(zone: Zone, files: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of zone.toml for `zone`, with `files` as its table of contents."""
    crs = {"network": {"crs": zone.network.crs}} if zone.network and zone.network.crs else {}
    rules = {name: dict(rule) for name, rule in zone.rules.items()}
    reach = zone.reach
    settings = {
        "mode": reach.mode,
        "limit_s": reach.limit_s,
        "walker": reach.walker,
        "kinds": list(reach.kinds),
        "source": reach.source,
    }
    layers = {name: _layer_table(layer) for name, layer in zone.layers.items()}
    format_now = {"format": 1 + len(UPGRADES)}
    parts = [
        _HEAD + tomli_w.dumps(format_now),
        tomli_w.dumps({"name": dict(zone.name)}),
        _REACH + tomli_w.dumps({"reach": settings}),
        tomli_w.dumps(crs) if crs else "",
        _RULES + tomli_w.dumps({"rules": rules}) if rules else "",
        _LAYERS + tomli_w.dumps({"layers": layers}) if layers else "",
        _FILES + tomli_w.dumps({"files": {name: dict(files[name]) for name in sorted(files)}})
        if files
        else _NEXT,
    ]
    return "\n".join(part for part in parts if part)


def parse_manifest(content: bytes) -> dict[str, Any]:
    """The tables of zone.toml; text that is not TOML is an InputError with the line."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{MANIFEST}: it is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{MANIFEST}: it is not TOML: {error}; correct that line") from error


def manifest_files(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The table of contents: for each file its `sha256` and `rows`, each where known."""
    files = manifest.get("files", {})
    if not isinstance(files, Mapping) or not all(isinstance(e, Mapping) for e in files.values()):
        raise InputError(f"{MANIFEST}: [files] must hold one table per file; correct it")
    return dict(files)


def settings_of(manifest: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The name, reach, rules and layers in zone.toml, and everything wrong with them."""
    found: list[str] = []
    known = {"format", "name", "reach", "network", "rules", "layers", "files"}
    for key in sorted(set(manifest) - known):
        found.append(f"{MANIFEST}: {key!r} means nothing here; known: {', '.join(sorted(known))}")
    parts: dict[str, Any] = {}
    name = manifest.get("name")
    if isinstance(name, Mapping) and all(isinstance(words, str) for words in name.values()):
        parts["name"] = dict(name)
    else:
        found.append(f"{MANIFEST}: [name] must hold texts for 'en' and 'zh'; add them")
    try:
        parts["reach"] = _reach(manifest.get("reach", {}))
    except (InputError, TypeError) as error:
        found.append(f"{MANIFEST}: [reach] {error}; correct it")
    rules = manifest.get("rules", {})
    if isinstance(rules, Mapping) and all(isinstance(rule, Mapping) for rule in rules.values()):
        parts["rules"] = {name: dict(rule) for name, rule in rules.items()}
    else:
        found.append(f"{MANIFEST}: [rules] must hold one table per rule; correct it")
    layers = manifest.get("layers", {})
    parts["layers"] = {}
    if not isinstance(layers, Mapping):
        found.append(f"{MANIFEST}: [layers] is {layers!r}; it must hold one table per layer")
        layers = {}
    for table, entry in layers.items():
        try:
            parts["layers"][table] = _layer(entry)
        except (InputError, TypeError) as error:
            found.append(f"{MANIFEST}: [layers.{table}] {error}; correct it")
    return parts, found


def _layer_table(layer: Layer) -> dict[str, Any]:
    entry: dict[str, Any] = {"standing": layer.standing, "source": layer.source}
    if layer.licence:
        entry["licence"] = layer.licence
    if layer.kinds:
        entry["kinds"] = list(layer.kinds)
    if layer.note:
        entry["note"] = dict(layer.note)
    if layer.parts:
        entry["parts"] = {kind: _layer_table(part) for kind, part in layer.parts.items()}
    if layer.within:
        entry["within"] = {code: _layer_table(part) for code, part in layer.within.items()}
    return entry


def _layer(entry: Any) -> Layer:
    _known(entry, {"standing", "source", "licence", "kinds", "note", "parts", "within"})
    if not {"standing", "source"} <= set(entry):
        raise InputError("needs standing and source")
    texts = dict.fromkeys(("standing", "source", "licence"), str)
    tables = dict.fromkeys(("note", "parts", "within"), Mapping)
    _typed(entry, kinds=list, **texts, **tables)
    return Layer(
        entry["standing"],
        entry["source"],
        dict(entry.get("note", {})),
        tuple(entry.get("kinds", ())),
        entry.get("licence", ""),
        {kind: _layer(part) for kind, part in entry.get("parts", {}).items()},
        {code: _layer(part) for code, part in entry.get("within", {}).items()},
    )


def _reach(entry: Any) -> ReachSettings:
    _known(entry, {"mode", "limit_s", "walker", "kinds", "source"})
    _typed(entry, mode=str, limit_s=(int, float), walker=str, kinds=list, source=str)
    given = dict(entry)
    if "kinds" in given:
        given["kinds"] = tuple(given["kinds"])
    if "limit_s" in given:
        given["limit_s"] = float(given["limit_s"])
    return ReachSettings(**given)


def _known(entry: Any, known: set[str]) -> None:
    if not isinstance(entry, Mapping):
        raise InputError(f"is {entry!r}; it must be a table")
    odd = sorted(set(entry) - known)
    if odd:
        raise InputError(f"has {odd}; known: {', '.join(sorted(known))}")


def _typed(entry: Mapping[str, Any], **types: type | tuple[type, ...]) -> None:
    for name, kind in types.items():
        if name in entry and not isinstance(entry[name], kind):
            raise InputError(f"{name} is {entry[name]!r}, the wrong kind of value")
