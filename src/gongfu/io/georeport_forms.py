"""GeoReport's XML and JSON, field by field, by one table for both.

Values are in a row as Python has them: text ("" for none), bool, int, float or None, and moments
with a time zone.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lxml import etree

from gongfu.errors import InputError

TEXT: Final = "text"
FLAG: Final = "true or false"
NUMBER: Final = "number"
WHOLE: Final = "whole number"
MOMENT: Final = "moment such as 2024-03-01T08:00:00+08:00"

DATATYPES: Final = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")

_SHOWN: Final = 20
_NUMBER_MOST: Final = 1e300
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Form:
    """What an element holds.

    Attributes
    ----------
    tag
        Its name in XML.
    fields
        Kind of each field, in the order in which they are written.
    needs
        Fields that must be filled.
    lists
        Containers in it, and what each holds.
    left
        Fields of the specification that are read over.
    """

    tag: str
    fields: Mapping[str, str]
    needs: tuple[str, ...] = ()
    lists: Mapping[str, "Form"] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def moment_of(text: str) -> datetime | None:
    """A moment as the specification writes it (W3C note on date and time).

    Parameters
    ----------
    text
        A day, a time and a time zone.

    Returns
    -------
    datetime or None
        None if it is none.
    """
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> float | None:
    """A number as text.

    Parameters
    ----------
    text
        In digits, with a point for decimals.

    Returns
    -------
    float or None
        None if it is none, or not finite.
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def write_json(content: Any, form: Form) -> bytes:
    """Rows, or one row, as JSON.

    Parameters
    ----------
    content
        A list of rows, or a row.
    form
        Of a row.

    Returns
    -------
    bytes
        UTF-8, with a line break at the end.
    """
    faults: list[str] = []
    if isinstance(content, list):
        plain: Any = [
            _json_row(row, form, f"{form.tag} {at}", faults) for at, row in enumerate(content)
        ]
    else:
        plain = _json_row(content, form, form.tag, faults)
    _refuse(faults)
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def write_xml(content: Any, container: str, form: Form) -> bytes:
    """Rows in a container, or one row, as XML.

    Parameters
    ----------
    content
        A list of rows, or a row.
    container
        Name of the root; "" for one row.
    form
        Of a row.

    Returns
    -------
    bytes
        UTF-8, with the declaration that the specification asks for.
    """
    faults: list[str] = []
    if container:
        root = etree.Element(container)
        for at, row in enumerate(content):
            root.append(_element(_json_row(row, form, f"{form.tag} {at}", faults), form))
    else:
        root = _element(_json_row(content, form, form.tag, faults), form)
    _refuse(faults)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def read_json(data: bytes, container: str, form: Form) -> list[dict[str, Any]]:
    """The rows of a JSON text.

    Parameters
    ----------
    data
        UTF-8.
    container
        "" for one row.
    form
        Of a row.

    Returns
    -------
    list of dict
        With every field of the form.
    """
    try:
        content = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise InputError(f"GeoReport: not JSON in UTF-8 ({type(fault).__name__})") from fault
    rows = content if container else [content]
    if not isinstance(rows, list):
        raise InputError(f"GeoReport: {container} is not a list; put its rows into [ ]")
    return _rows(rows, form)


def read_xml(data: bytes, container: str, form: Form) -> list[dict[str, Any]]:
    """The rows of an XML text.

    Parameters
    ----------
    data
        UTF-8, without a document type.
    container
        Name of the root; "" for one row.
    form
        Of a row.

    Returns
    -------
    list of dict
        With every field of the form.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise InputError(f"GeoReport: not well-formed XML: {fault}") from fault
    if root.getroottree().docinfo.doctype:
        raise InputError("GeoReport: the XML has a document type; remove it")
    wanted = container or form.tag
    if root.tag != wanted:
        raise InputError(f"GeoReport: the root is {root.tag!r}; it must be {wanted!r}")
    elements = list(root) if container else [root]
    faults: list[str] = []
    rows = [_plain(one, form, f"{form.tag} {at}", faults) for at, one in enumerate(elements)]
    _refuse(faults)
    return _rows(rows, form)


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _json_row(row: Mapping[str, Any], form: Form, name: str, faults: list[str]) -> dict[str, Any]:
    """A row as JSON has it: null for nothing."""
    plain: dict[str, Any] = {}
    for key in form.fields:
        value = row[key]
        if isinstance(value, datetime):
            if value.utcoffset() is None:
                faults.append(f"{name}: {key} has no time zone; give it one")
            value = value.isoformat()
        if isinstance(value, float) and not math.isfinite(value):
            faults.append(f"{name}: {key} is {value}; give a number or leave it out")
        if isinstance(value, str) and _NO_XML.search(value):
            faults.append(f"{name}: {key} has a character that XML cannot hold; remove it")
            value = ""
        if key in form.needs and value in ("", None):
            faults.append(f"{name}: no {key}; fill it in")
        plain[key] = None if value == "" else value
    for key, inner in form.lists.items():
        plain[key] = [
            _json_row(one, inner, f"{name}, {inner.tag} {at}", faults)
            for at, one in enumerate(row[key])
        ]
    return plain


def _element(plain: Mapping[str, Any], form: Form) -> Any:
    element = etree.Element(form.tag)
    for key in form.fields:
        child = etree.SubElement(element, key)
        value = plain[key]
        if value is not None:
            child.text = str(value).lower() if isinstance(value, bool) else _shown(value)
    for key, inner in form.lists.items():
        child = etree.SubElement(element, key)
        for one in plain[key]:
            child.append(_element(one, inner))
    return element


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else repr(value)


def _plain(element: Any, form: Form, name: str, faults: list[str]) -> dict[str, Any]:
    """An element as JSON would have it, all its fields text."""
    if element.tag != form.tag:
        faults.append(f"{name} is called {element.tag!r}; it must be {form.tag!r}")
        return {}
    plain: dict[str, Any] = {}
    for child in element:
        key = child.tag
        if key in plain:
            faults.append(f"{name}: {key} is there twice")
        if key in form.lists:
            inner = form.lists[key]
            plain[key] = [
                _plain(one, inner, f"{name}, {inner.tag} {at}", faults)
                for at, one in enumerate(child)
            ]
        elif len(child):
            faults.append(f"{name}: {key} holds elements; it must hold text")
        else:
            plain[key] = child.text
    return plain


def _rows(rows: list[Any], form: Form) -> list[dict[str, Any]]:
    faults: list[str] = []
    found = [_row(one, form, f"{form.tag} {at}", faults) for at, one in enumerate(rows)]
    _refuse(faults)
    return found


def _row(plain: Any, form: Form, name: str, faults: list[str]) -> dict[str, Any]:
    """A row with every field of its form, each of its kind."""
    if not isinstance(plain, dict):
        faults.append(f"{name} is not an object with fields")
        return {}
    odd = [key for key in plain if key not in {*form.fields, *form.lists, *form.left}]
    faults += [f"{name}: {key!r} is no field of GeoReport v2; remove it" for key in odd]
    row: dict[str, Any] = {}
    for key, kind in form.fields.items():
        value = plain.get(key)
        blank = value is None or (isinstance(value, str) and not value.strip())
        if blank and key in form.needs:
            faults.append(f"{name}: no {key}; fill it in")
        row[key] = ("" if kind == TEXT else None) if blank else _read(value, kind)
        if not blank and row[key] is None:
            faults.append(f"{name}: {key} is not a {kind}")
    for key, inner in form.lists.items():
        held = plain.get(key)
        if held is not None and not isinstance(held, list):
            faults.append(f"{name}: {key} is not a list")
            held = []
        row[key] = [
            _row(one, inner, f"{name}, {inner.tag} {at}", faults)
            for at, one in enumerate(held or [])
        ]
    return row


def _read(value: object, kind: str) -> Any:
    """A value of its kind, or None; JSON's own type or the same as text will do."""
    if isinstance(value, bool):
        return value if kind == FLAG else None
    if isinstance(value, int | float):
        if kind == TEXT:  # the specification's own examples write ids as numbers
            return str(value) if isinstance(value, int) else None
        if kind == NUMBER:
            return float(value) if abs(value) <= _NUMBER_MOST else None
        return value if kind == WHOLE and isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    if kind == TEXT:
        return value
    text = value.strip()
    if kind == FLAG:
        return {"true": True, "false": False}.get(text)
    if kind == MOMENT:
        return moment_of(text)
    number = number_of(text)
    if kind == WHOLE:
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None
    return number


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError("GeoReport: " + "; ".join(faults[:_SHOWN]) + more)
