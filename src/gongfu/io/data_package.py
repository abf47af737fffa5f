r"""A ledger as a Frictionless Data Package: a CSV for each public table, and what its columns mean.

The specifications: specs.frictionlessdata.io, Data Package, Tabular Data Package, Table Schema and
CSV Dialect (version 1).  Values are exact: nothing is put in front of what looks like a formula,
and an empty text differs from none, which is `\N`.  For spreadsheets there is `ledger_sheets`.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Table

from gongfu.errors import InputError, NotFoundError, n_of
from gongfu.io.ledger_public import About, left_out, public_things
from gongfu.io.ledger_tables import BORN_LATER, THINGS, key_of

PACKAGE: Final = "datapackage.json"
LISTS: Final = "gongfu-lists"
"""What a package is called that describes lists to fill in, and is no ledger."""

_MISSING: Final = "\\N"
_SHOWN: Final = 20
_TYPES: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    date: "date",
    datetime: "datetime",
    bool: "boolean",
}
_FORMATS: Final = {"date": "%Y-%m-%d", "datetime": "any"}
_UNITS: Final = {
    "_fen": "fen (0.01 CNY)",
    "_yuan": "CNY",
    "_m": "m",
    "_s": "s",
    "_people": "persons",
    "_share": "1",
}
DIALECT: Final[dict[str, Any]] = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "csvddfVersion": 1.2,
}


@dataclass(frozen=True, slots=True)
class LedgerPackage:
    """A package that was read: rows by thing, the head it comes from, whether it is invented."""

    rows: dict[str, list[dict[str, Any]]]
    head: str
    simulated: bool


def package_files(rows: Mapping[str, list[dict[str, Any]]], about: About) -> dict[str, bytes]:
    """The files of a package.

    Parameters
    ----------
    rows
        From `public_rows`.
    about
        The ledger.

    Returns
    -------
    dict
        Name -> content; the same for the same ledger.
    """
    tables = public_things()
    files = {f"{table.name}.csv": _csv(table, rows[thing]) for thing, table in tables.items()}
    told = {
        "profile": "tabular-data-package",
        "name": "gongfu-ledger",
        "title": about.marked("Ledger of programmes, money and requests 台账"),
        "description": _description(about),
        "created": about.at.isoformat(),
        "simulated": about.simulated,
        "head": about.head_text,
        "ledgerVersion": about.version,
        "leftOut": list(left_out()),
        "resources": [
            _resource(table, files[f"{table.name}.csv"], about) for table in tables.values()
        ],
    }
    return {**files, PACKAGE: (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()}


def read_package(folder: str | Path) -> LedgerPackage:
    """The rows of a package, as `package_files` wrote it.

    Parameters
    ----------
    folder
        That holds datapackage.json.

    Returns
    -------
    LedgerPackage
        Exact.

    Raises
    ------
    InputError
        A file is absent, or not as the package says it was, or a cell cannot be understood; every
        fault of a kind is told.
    """
    folder = Path(folder)
    told = _descriptor(folder)
    names = {str(one.get("name")): one for one in told["resources"]}
    tables = public_things()
    odd = sorted(set(names) - {table.name for table in tables.values()})
    faults = [f"{name!r} is no table of a ledger; take it out" for name in odd]
    rows: dict[str, list[dict[str, Any]]] = {}
    for thing, table in tables.items():
        if table.name not in names:
            rows[thing] = []  # of a ledger that had no such table yet
            continue
        try:
            rows[thing] = _read(folder, thing, names[table.name])
        except InputError as fault:
            faults.append(str(fault))
    if not faults:
        faults = _lost(rows)
    if faults:
        raise InputError(f"{folder.name}: {_listed(faults)}")
    return LedgerPackage(rows, told["head"], told["simulated"])


def describes_lists(folder: Path) -> bool:
    """Whether the package in a folder describes lists to fill in, and is no ledger.

    Parameters
    ----------
    folder
        That holds datapackage.json.

    Returns
    -------
    bool
        By its name; False of one that is no JSON, which `read_package` refuses.
    """
    try:
        told = json.loads((folder / PACKAGE).read_text("utf-8"))
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("name") == LISTS


def _description(about: About) -> str:
    invented = "Everything in it is invented 全部内容均为虚构. " if about.simulated else ""
    return (
        f"{invented}All public tables of a ledger as they were at record {about.head_text}. "
        "Residents among the actors and tables that tell of persons are left out "
        f"(个人信息不导出): {', '.join(left_out())}. A text may begin as a formula does: open it "
        "in a program, and the export for spreadsheets in a spreadsheet."
    )


def _resource(table: Table, content: bytes, about: About) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": about.marked(table.name),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": DIALECT,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    known = {one.name for one in public_things().values()}
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [_MISSING],
        "primaryKey": key_of(table),
    }
    keys = [
        {
            "fields": key.parent.name,
            "reference": {"resource": key.column.table.name, "fields": key.column.name},
        }
        for key in sorted(table.foreign_keys, key=lambda one: str(one.parent.name))
        if key.column.table.name in known
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column: Column[Any]) -> dict[str, Any]:
    kind = _TYPES[column.type.python_type]
    told: dict[str, Any] = {"name": column.name, "type": kind}
    if kind in _FORMATS:
        told["format"] = _FORMATS[kind]
    if column.name == "quantity" and "unit" in column.table.c:
        told["unit"] = "as the column unit says"
    for end, unit in _UNITS.items():
        if column.name.endswith(end):
            told["unit"] = unit
    constraints = {"required": True} if not column.nullable else {}
    constraints |= {"unique": True} if column.primary_key else {}
    return told | ({"constraints": constraints} if constraints else {})


def _csv(table: Table, rows: Iterable[Mapping[str, Any]]) -> bytes:
    names = [str(column.name) for column in table.columns]
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator=DIALECT["lineTerminator"])
    writer.writerow(names)
    writer.writerows([_text(row[name]) for name in names] for row in rows)
    return sink.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _descriptor(folder: Path) -> dict[str, Any]:
    path = folder / PACKAGE
    if not path.is_file():
        raise NotFoundError(f"{folder.name!r} holds no {PACKAGE}; check the path")
    try:
        told = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{folder.name}: {PACKAGE} is no JSON in UTF-8; export it anew") from fault
    fit = isinstance(told, dict) and isinstance(told.get("resources"), list)
    if not fit or not all(isinstance(one, dict) for one in told["resources"]):
        raise InputError(f"{folder.name}: {PACKAGE} lists no resources; export it anew")
    if not isinstance(told.get("head"), str) or not isinstance(told.get("simulated"), bool):
        raise InputError(
            f"{folder.name}: {PACKAGE} does not say from which head of a ledger it comes, or "
            "whether it is simulated; only what `gongfu track export` wrote can be brought"
        )
    return told


def _read(folder: Path, thing: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    table = THINGS[thing]
    path = folder / f"{table.name}.csv"
    if told.get("path") != path.name or not path.is_file():
        raise InputError(f"no file {path.name!r}; export it anew")
    content = path.read_bytes()
    if told.get("hash") != f"sha256:{hashlib.sha256(content).hexdigest()}":
        raise InputError(f"{path.name} is not as it was exported; export it anew")
    try:
        lines = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        head, *cells = lines
    except (UnicodeDecodeError, csv.Error, ValueError) as fault:
        raise InputError(f"{path.name} is no CSV in UTF-8; export it anew") from fault
    before = BORN_LATER.get(thing, {})
    columns = [one for one in table.columns if one.name in head or one.name not in before]
    if head != [column.name for column in columns]:
        raise InputError(
            f"{path.name} has the columns {', '.join(head)}; this version needs "
            f"{', '.join(str(column.name) for column in columns)}"
        )
    faults: list[str] = []
    rows = []
    for number, row in enumerate(cells, 2):
        if len(row) != len(columns):
            faults.append(f"row {number} has {n_of(len(row), 'cell', 'cells')}")
            continue
        values = {}
        for column, text in zip(columns, row, strict=True):
            try:
                values[str(column.name)] = _value(column, text)
            except ValueError:
                kind = _TYPES[column.type.python_type]
                faults.append(f"row {number}: {column.name} is {text[:20]!r}, no {kind}")
        rows.append({**before, **values})
    ids = [row.get(key_of(table)) for row in rows]
    if len(set(ids)) < len(ids):
        faults.append(f"{len(ids) - len(set(ids))} ids are there twice")
    if faults:
        raise InputError(f"{path.name}: {_listed(faults)}")
    return rows


_WHOLE: Final = 2**31
_BIG: Final = 2**63


def _value(column: Column[Any], text: str) -> Any:
    if text == _MISSING and column.nullable:
        return None
    value = _READ[column.type.python_type](text)
    whole = isinstance(value, int) and not isinstance(value, bool)
    most = _BIG if isinstance(column.type, BigInteger) else _WHOLE
    if _text(value) != text or (whole and not -most <= value < most):
        raise ValueError(text)  # nothing that an export writes
    return value


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_READ: Final[dict[type, Callable[[str], Any]]] = {
    str: str,
    int: int,
    float: float,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bool: _flag,
}


def _lost(rows: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Rows that refer to what is not there."""
    tables = public_things()
    ids = {
        table.name: {row[key_of(table)] for row in rows[thing]} for thing, table in tables.items()
    }
    faults = []
    for thing, table in tables.items():
        for key in table.foreign_keys:
            held = ids.get(key.column.table.name, set())
            told = [row[key.parent.name] for row in rows[thing]]
            lost = [one for one in told if one is not None and one not in held]
            if lost:
                faults.append(
                    f"{table.name}: {n_of(len(lost), 'row refers', 'rows refer')} to "
                    f"{key.column.table.name} that are not there, such as {lost[0]!r}"
                )
    return faults


def _listed(faults: list[str]) -> str:
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return "; ".join(faults[:_SHOWN]) + more
