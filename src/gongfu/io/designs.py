"""The design of a composite index from a TOML file.

The file has `[index]` with key, title, source and illustrative, and a list of `[[dimensions]]` and
of `[[components]]`, whose keys are the fields of `gongfu.model.composite`; titles are tables by
language.
"""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from gongfu.errors import InputError, NotFoundError
from gongfu.model.composite import Component, Design, Dimension


def read_design(path: str | Path) -> Design:
    """The design that a TOML file declares.

    Parameters
    ----------
    path
        Of the file.

    Returns
    -------
    Design
        Checked; an InputError names the file and everything that is wrong with it.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFoundError(f"no file {str(path)!r}; give the path of a design in TOML")
    return design_of(path.read_text(encoding="utf-8"), path.name)


def design_of(text: str, name: str) -> Design:
    """The design in the text of a TOML file; `name` is what errors call it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not TOML: {error}") from error
    index = table.get("index", {})
    faults = _strange("", table, {"index", "dimensions", "components"})
    faults += _strange("[index]", index, {"key", "title", "source", "illustrative"})
    parts: dict[str, list[Any]] = {}
    for section, noun in (("dimensions", Dimension), ("components", Component)):
        known = {field.name for field in fields(noun)}
        needed = {"key"} if noun is Dimension else {"name", "better"}
        parts[section] = []
        entries = table.get(section, [])
        if not isinstance(entries, list):
            faults.append(f"[{section}] is one table; write [[{section}]] for each of them")
            continue
        for number, entry in enumerate(entries, 1):
            where = f"[[{section}]] {number}"
            found = _strange(where, entry, known)
            found += [f"{where}: no {key!r}" for key in sorted(needed - set(entry))]
            faults += found
            if not found:
                parts[section].append(noun(**entry))
    if faults:
        raise InputError(f"{name}: " + "; ".join(faults))
    try:
        return Design(tuple(parts["components"]), tuple(parts["dimensions"]), **index)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def _strange(where: str, entry: dict[str, Any], known: set[str]) -> list[str]:
    odd = sorted(set(entry) - known)
    place = f"{where}: " if where else ""
    return [f"{place}{key!r} is unknown; known: {', '.join(sorted(known))}" for key in odd]
