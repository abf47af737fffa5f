"""Writes docs/reference/generated/: the root's names, the measures, indicators and kinds.

The pages follow `gongfu.__all__`, the files of `gongfu.measure` and the tables of `gongfu.model`,
so that nobody keeps a list by hand.  Each function's text is its docstring.
"""

import importlib
import inspect
from pathlib import Path

from sphinx.application import Sphinx

import gongfu
from gongfu.model.indicator import INDICATORS
from gongfu.model.kind import CIRCLE_KEYS, KINDS
from gongfu.model.walker import WALKERS, Walker
from gongfu.units import TO_BASE


def _own_functions(module_name: str) -> list[str]:
    """Public functions and classes that are written in this module: its `__all__`, if any."""
    module = importlib.import_module(module_name)
    public = getattr(module, "__all__", vars(module))
    return [
        name
        for name, thing in vars(module).items()
        if name in public
        and not name.startswith("_")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == module_name
    ]


def _entry(module_name: str, name: str) -> str:
    thing = getattr(importlib.import_module(module_name), name)
    if inspect.isclass(thing):
        return f".. autoclass:: {module_name}.{name}\n   :members:\n"
    return f".. autofunction:: {module_name}.{name}\n"


def _page(title: str, anchor: str, body: list[str]) -> str:
    return "\n".join([f".. _{anchor}:", "", title, "=" * len(title), "", *body, ""])


def root_page() -> str:
    """Every name that `import gongfu` offers."""
    entries = [_entry("gongfu", name) for name in gongfu.__all__]
    return _page("The root: gongfu", "reference-root", [".. currentmodule:: gongfu", "", *entries])


def floor_page(source: Path, floor: str, title: str) -> str:
    """Every public function of a floor such as `gongfu.measure`, file by file."""
    body = []
    for file in sorted((source / floor).glob("[a-z]*.py")):
        module_name = f"gongfu.{floor}.{file.stem}"
        if names := _own_functions(module_name):
            summary = inspect.getdoc(importlib.import_module(module_name)) or ""
            body += [module_name, "-" * len(module_name), "", summary, ""]
            body += [_entry(module_name, name) for name in names]
    return _page(f"{title}: gongfu.{floor}", f"reference-{floor}", body)


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """A list table; every cell on a line of its own."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in [heads, *rows]:
        lines += [f"   {'*' if at == 0 else ' '} - {cell}" for at, cell in enumerate(row)]
    return [*lines, ""]


def _steps(walker: Walker) -> str:
    return "closed" if walker.steps_m_s is None else f"{walker.steps_m_s:g}"


def words_page() -> str:
    """Every indicator, unit and kind of facility that a list may name, and every walker."""
    indicators = [[f"``{i.key}``", i.title["en"], i.title["zh"], i.unit] for i in INDICATORS]
    units = [[f"``{unit}``", f"{factor:g} {base}"] for unit, (base, factor) in TO_BASE.items()]
    kinds = [
        [f"``{key}``", kind.title["en"], kind.title["zh"], "yes" if key in CIRCLE_KEYS else ""]
        for key, kind in KINDS.items()
    ]
    body = ["Indicators", "----------", ""]
    body += _table(["key", "English", "中文", "base unit"], indicators)
    body += ["Units", "-----", "", "Beside the base unit itself, these are understood.", ""]
    body += _table(["unit", "is"], units)
    body += ["Kinds of facility", "-----------------", ""]
    body += _table(["key", "English", "中文", "in the circle"], kinds)
    walkers = [
        [
            f"``{w.key}``",
            w.title["en"],
            w.title["zh"],
            f"{w.level_km_h:g}",
            _steps(w),
            w.source["en"],
        ]
        for w in WALKERS.values()
    ]
    body += ["Walkers", "-------", ""]
    body += _table(["key", "English", "中文", "km/h", "m/s on steps", "source"], walkers)
    return _page("Indicators, units, kinds and walkers", "reference-words", body)


def write_pages(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for them; leave an unchanged page untouched."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(app.srcdir).parent / "src" / "gongfu"
    pages = {
        "root": root_page(),
        "measure": floor_page(source, "measure", "Measures"),
        "plan": floor_page(source, "plan", "Plans"),
        "match": floor_page(source, "match", "Matches"),
        "track": floor_page(source, "track", "The ledger"),
        "evidence": floor_page(source, "evidence", "Evidence"),
        "indicators": words_page(),
    }
    for name, text in pages.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", write_pages, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
