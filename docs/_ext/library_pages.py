"""Writes docs/reference/generated/: one page for the root's names, one for the measures.

The pages follow `gongfu.__all__` and the files of `gongfu.measure`, so that nobody keeps a list by
hand.  Each function's text is its docstring.
"""

import importlib
import inspect
from pathlib import Path

from sphinx.application import Sphinx

import gongfu


def _own_functions(module_name: str) -> list[str]:
    """Public functions and classes that are written in this module."""
    module = importlib.import_module(module_name)
    return [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
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


def measure_page(source: Path) -> str:
    """Every public function of `gongfu.measure`, file by file."""
    body = []
    for file in sorted((source / "measure").glob("[a-z]*.py")):
        module_name = f"gongfu.measure.{file.stem}"
        if names := _own_functions(module_name):
            title = f"{module_name}"
            summary = inspect.getdoc(importlib.import_module(module_name)) or ""
            body += [title, "-" * len(title), "", summary, ""]
            body += [_entry(module_name, name) for name in names]
    return _page("Measures: gongfu.measure", "reference-measure", body)


def write_pages(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for them; leave an unchanged page untouched."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(app.srcdir).parent / "src" / "gongfu"
    for name, text in {"root": root_page(), "measure": measure_page(source)}.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", write_pages, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
