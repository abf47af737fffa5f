"""A checker of tabular data packages of our own: the rules of Table Schema 1 that ours use.

It reads the specification for itself and knows nothing of gongfu; frictionless, where there is one,
is asked the same.
"""

import csv
import json
import math
import re
from datetime import date, datetime

YEAR_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
WHOLE = re.compile(r"[+-]?[0-9]+")


def package_faults(folder):
    """Every fault of a package, as (resource, row, field, what), the headings as row 1."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resources = {one["name"]: one for one in package["resources"]}
    cells = {name: _cells(folder, one) for name, one in resources.items()}
    faults = []
    for name, resource in resources.items():
        heads, rows = cells[name]
        schema = resource["schema"]
        if heads != [field["name"] for field in schema["fields"]]:
            faults.append((name, 1, "", "heading"))
            continue
        for at, row in enumerate(rows, 2):
            for field in schema["fields"]:
                what = _cell_fault(field, row[field["name"]], schema["missingValues"])
                faults += [(name, at, field["name"], what)] if what else []
        seen = set()
        for at, row in enumerate(rows, 2):
            key = tuple(row[one] for one in schema.get("primaryKey", ()))
            faults += [(name, at, "", "primaryKey")] if key and key in seen else []
            seen.add(key)
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"] or name
            there = {row[key["reference"]["fields"]] for row in cells[target][1]}
            faults += [
                (name, at, key["fields"], "foreignKey")
                for at, row in enumerate(rows, 2)
                if row[key["fields"]] and row[key["fields"]] not in there
            ]
    return faults


def _cells(folder, resource):
    with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames), rows


def _cell_fault(field, text, missing):
    limits = field.get("constraints", {})
    if text in missing:
        return "required" if limits.get("required") else ""
    try:
        value = _READ[field["type"]](field, text)
    except ValueError:
        return "type"
    if "enum" in limits and text not in limits["enum"]:
        return "enum"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], text):
        return "pattern"
    if value < limits.get("minimum", value):
        return "minimum"
    return "maximum" if value > limits.get("maximum", value) else ""


def _number(field, text):
    value = float(text.replace(field.get("groupChar", ""), "") if "groupChar" in field else text)
    return -math.inf if math.isnan(value) else value


def _integer(_, text):
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _day(field, text):
    assert "format" not in field
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(field, text):
    assert field["format"] == "any"
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _month(_, text):
    if not YEAR_MONTH.fullmatch(text):
        raise ValueError(text)
    return text


def _boolean(field, text):
    if text not in (*field["trueValues"], *field["falseValues"]):
        raise ValueError(text)
    return text in field["trueValues"]


_READ = {
    "string": lambda _, text: text,
    "number": _number,
    "integer": _integer,
    "date": _day,
    "datetime": _moment,
    "yearmonth": _month,
    "boolean": _boolean,
}
TYPES = tuple(_READ)
"""Those of Table Schema that ours use."""
