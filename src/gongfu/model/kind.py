"""Kinds of facility, with one spelling each in code, English and Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gongfu.errors import InputError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facility: `key` in tables and commands, `title` for people by language."""

    key: str
    title: Mapping[str, str]


def _kind(key: str, english: str, chinese: str) -> Kind:
    return Kind(key, {"en": english, "zh": chinese})


CIRCLE_KINDS: Final = (
    _kind("childcare", "Childcare (under 3)", "托育"),
    _kind("school", "School", "学校"),
    _kind("clinic", "Clinic", "卫生机构"),
    _kind("hospital", "Hospital", "医院"),
    _kind("pharmacy", "Pharmacy", "药店"),
    _kind("sports", "Sports", "体育设施"),
    _kind("culture", "Culture", "文化设施"),
    _kind("elder_care", "Elder care", "养老服务"),
    _kind("park", "Park", "公园"),
    _kind("market", "Market", "农贸市场"),
)
"""The ten kinds that make a 15-minute public-service circle complete."""

OTHER_KINDS: Final = (
    _kind("kindergarten", "Kindergarten", "幼儿园"),
    _kind("charging_station", "Charging station", "充电站"),
    _kind("bus_stop", "Bus stop", "公交站"),
)
"""Kinds that can be imported and measured, but do not count in the circle."""

KINDS: Final[Mapping[str, Kind]] = {kind.key: kind for kind in CIRCLE_KINDS + OTHER_KINDS}
CIRCLE_KEYS: Final = tuple(kind.key for kind in CIRCLE_KINDS)


def kinds_once(keys: Sequence[str], name: str = "kinds") -> tuple[str, ...]:
    """The kinds, of which each must be given once; text is one word, and no list of letters."""
    if isinstance(keys, str):
        raise InputError(f"{name} is {keys!r}; give a list of kinds, as in [{keys!r}]")
    if len(set(keys)) != len(keys):
        raise InputError(f"{name} must name every kind once; got {list(keys)}")
    return tuple(keys)


def check_kinds(keys: tuple[str, ...]) -> None:
    """Raise an InputError that names every key that is no kind."""
    unknown = sorted(set(keys) - set(KINDS))
    if unknown:
        raise InputError(f"no kinds of facility called {unknown}; known: {', '.join(KINDS)}")
