"""What an answer is: simulated if anything that it rests on is, else computed."""

from collections.abc import Iterable
from typing import Final

from gongfu.model.zone import Zone

CIRCLE: Final = ("communities", "facilities", "network")
"""The layers that travel times rest on."""


def stand_ins(
    zone: Zone, kinds: Iterable[str] = (), *, layers: Iterable[str] = CIRCLE
) -> tuple[str, ...]:
    """The simulated ones of `layers`; of facilities, only what is said of these kinds counts."""
    kinds = tuple(kinds)
    found = []
    for name in layers:
        layer = zone.layers.get(name)
        if layer is None:
            continue
        parts = [layer.of(kind) for kind in kinds] if name == "facilities" and kinds else [layer]
        if any(part.standing == "simulated" for part in parts):
            found.append(name)
    return tuple(found)


def standing_of(zone: Zone, kind: str, *, layers: Iterable[str] = CIRCLE) -> str:
    """The standing of what is said of one kind of facility."""
    return "simulated" if stand_ins(zone, (kind,), layers=layers) else "computed"
