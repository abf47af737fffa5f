"""gongfu (共富): find out who is left behind, decide what to do next, do it, prove that it helped.

The names below are loaded when first used, so that `import gongfu` stays quick.
"""

from importlib import import_module

_HOMES = {
    "Assessment": "gongfu.model.assessment",
    "Network": "gongfu.model.network",
    "Zone": "gongfu.model.zone",
    "assess": "gongfu.app.assessing",
    "demo_zone": "gongfu.app.building",
    "import_osm": "gongfu.app.importing",
    "open_zone": "gongfu.app.tasks",
}

__all__ = [
    "Assessment",
    "Network",
    "Zone",
    "assess",
    "demo_zone",
    "import_osm",
    "open_zone",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'gongfu' has no attribute {name!r}; it has {__all__}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
