"""One function per thing a user asks of a zone: open, make, check, look."""

from pathlib import Path
from typing import Any

from gongfu.app.progress import Progress, silent
from gongfu.io.tables import create_zone, read_zone, zone_report
from gongfu.model.zone import TABLES, Layer, Zone


def open_zone(path: str | Path, *, progress: Progress | None = None) -> Zone:
    """The zone in the folder `path`, checked.

    Parameters
    ----------
    path
        A folder that holds a zone.toml.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Zone
        With the SHA-256 of every file that it was read from.

    Raises
    ------
    NotFoundError
        There is no zone at `path`.
    InputError
        The zone does not hold together: every fault with its remedy.
    """
    (progress or silent)(0.0, "reading the zone")
    return read_zone(path)


def new_zone(path: str | Path, *, name: str = "", name_zh: str = "") -> Zone:
    """A new empty zone in `path`, called as the folder where no name is given."""
    folder = Path(path).name
    return create_zone(path, {"en": name or name_zh or folder, "zh": name_zh or name or folder})


def check_zone(path: str | Path) -> list[str]:
    """Every fault of the zone in `path`, each with its remedy; empty if it is sound."""
    return zone_report(path)


def zone_info(path: str | Path) -> dict[str, Any]:
    """What the zone in `path` is called, how it measures, and what each table holds."""
    zone = read_zone(path)
    reach = zone.reach
    return {
        "name": dict(zone.name),
        "reach": {
            "mode": reach.mode,
            "limit_s": reach.limit_s,
            "walker": reach.walker,
            "kinds": list(reach.kinds),
        },
        "layers": layer_rows(zone),
    }


def layer_rows(zone: Zone) -> list[dict[str, Any]]:
    """One row per table of `zone`: how many rows, of which standing, from where."""
    sizes = {table: len(f) for table in TABLES if (f := getattr(zone, table)) is not None}
    if zone.boundaries is not None:
        sizes["boundaries"] = len(zone.boundaries)
    if zone.network is not None:
        sizes["network"] = zone.network.n_arcs
        sizes["elevation"] = int((zone.network.slope_factor != 1.0).sum())
    rows = []
    for table, size in sizes.items():
        layer = zone.layers.get(table)
        standing, source = (layer.standing, _sources(layer)) if layer else ("", "")
        others: dict[str, list[str]] = {}
        for kind, part in (layer.parts if layer else {}).items():
            others.setdefault(f"{part.standing}, {_sources(part)}", []).append(kind)
        source += "".join(f"; {', '.join(kinds)}: {words}" for words, kinds in others.items())
        if size or layer:
            rows.append({"table": table, "rows": size, "standing": standing, "source": source})
    return rows


def slope_words(zone: Zone) -> list[str]:
    """What an elevation model said of the streets, in each language; nothing without one."""
    layer = zone.layers.get("elevation")
    return list(layer.note.values()) if layer else []


def _sources(layer: Layer) -> str:
    """Where a layer comes from, and the lists that places in it have of their own."""
    inner = [f"in {at}: {one.standing}, {one.source}" for at, one in layer.within.items()]
    return ", but ".join([layer.source, *inner])
