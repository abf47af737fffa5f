"""Rules from the text of a TOML file: every fault of form found, with its place.

The file has `[rules]` and lists of `[[facts]]`, `[[parameters]]`, `[[conditions]]`, `[[groups]]`,
`[[items]]` and `[[benefits]]`.  What people read is one text, or a table of it by language.
Nothing in it is executed: operators are words.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar, get_args

from gongfu.errors import InputError
from gongfu.model.rule_checks import rule_faults
from gongfu.model.rules import (
    TOTAL,
    Benefit,
    Branch,
    Compound,
    Condition,
    Dated,
    Fact,
    Group,
    Item,
    Kind,
    Named,
    Operator,
    Parameter,
    Per,
    Ref,
    RuleSet,
    Scalar,
    Test,
    Value,
    plain_text,
)

_SECTIONS: Final = ("facts", "parameters", "conditions", "groups", "items", "benefits")
_RULES: Final = {"key", "title", "source", "note", "illustrative", "decimals", "from", "to"}
_DATES: Final[Mapping[str, str]] = {"from": "start", "to": "end"}
_OPERATORS: Final = get_args(Operator)
_SUBJECTS: Final = ("fact", "item", "group")
_LANGUAGES: Final = ("en", "zh")
_LABELS: Final = ("title", "note", "authority", "unit_words")
_LABEL: Final = 'a text, or a table of it by language such as { en = "…", zh = "…" }'
_Noun = TypeVar("_Noun")


def rules_of(text: str, name: str) -> RuleSet:
    """The rules in the text of a TOML file.

    Parameters
    ----------
    text
        The file's.
    name
        What errors call it.

    Returns
    -------
    RuleSet
        Checked.

    Raises
    ------
    InputError
        Everything that is wrong with it, each fault with its place.
    """
    reader = _Reader()
    try:
        table = tomllib.loads(text, parse_float=Decimal)
        rules = reader.rules(table)
        faults = reader.faults or rule_faults(rules)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not TOML: {error}") from error
    except RecursionError as error:
        raise InputError(
            f"{name}: conditions stand too deep within each other; give parts of them a name "
            "under [[conditions]]"
        ) from error
    if faults:
        raise InputError(f"{name}: {len(faults)} faults: " + "; ".join(faults))
    return rules


class _Reader:
    """Tables to nouns; what cannot be read is a fault, and reading goes on."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def rules(self, table: Mapping[str, Any]) -> RuleSet:
        """The whole file."""
        self._strange("", table, {"rules", *_SECTIONS})
        head = self._entry("[rules]", table.get("rules", {}), _RULES, {"key", "title"})
        parts = {section: self._section(table, section) for section in _SECTIONS}
        conditions: dict[str, Condition] = {}
        for where, entry in parts["conditions"]:
            known = self._entry(where, entry, {"name", "when"}, {"name", "when"})
            if known.get("name") in conditions:
                self.faults.append(f"{where}: the name {known['name']!r} stands twice")
            conditions[str(known.get("name"))] = self._condition(where, known.get("when"))
        groups = [self._group(*part) for part in parts["groups"]]
        if not any(group.name == TOTAL for group in groups):
            groups.append(Group(TOTAL, within=""))
        return RuleSet(
            key=str(head.get("key", "")),
            title=head.get("title", {}),
            facts=tuple(self._fact(*part) for part in parts["facts"]),
            parameters=tuple(self._parameter(*part) for part in parts["parameters"]),
            conditions=conditions,
            items=tuple(self._item(*part) for part in parts["items"]),
            groups=tuple(sorted(groups, key=lambda group: group.name == TOTAL)),
            benefits=tuple(self._benefit(*part) for part in parts["benefits"]),
            **{k: v for k, v in head.items() if k not in {"key", "title"}},
        )

    def _section(self, table: Mapping[str, Any], section: str) -> list[tuple[str, dict[str, Any]]]:
        entries = table.get(section, [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self.faults.append(f"[{section}] must be a list; write [[{section}]] for each of them")
            return []
        return [
            (f"[[{section}]] {entry.get('name', number)!r}", entry)
            for number, entry in enumerate(entries, 1)
        ]

    def _fact(self, where: str, entry: dict[str, Any]) -> Fact:
        allowed = {f.name for f in fields(Fact)} - {"labels"}
        known = self._entry(where, entry, allowed, {"name", "kind"})
        if known.get("kind") not in get_args(Kind):
            self.faults.append(f"{where}: kind must be one of {', '.join(get_args(Kind))}")
        for name in ("low", "high"):
            if name in known:
                known[name] = self._decimal(f"{where}, {name}", known[name])
        known["words"] = self._texts(f"{where}, words", known.get("words", []))
        known["values"], known["labels"] = self._labelled(where, known.get("values", []))
        return _made(Fact, known, name="", kind="text")

    def _labelled(
        self, where: str, raw: Any
    ) -> tuple[tuple[str, ...], dict[str, Mapping[str, str]]]:
        """Values of a text, and what they are called; the Chinese text stands for both."""
        if not isinstance(raw, list):
            self.faults.append(f"{where}: values must be a list of texts")
            return (), {}
        labels: dict[str, Mapping[str, str]] = {}
        values: list[str] = []
        spelt: list[str] = []
        for number, one in enumerate(raw, 1):
            if not _is_label(one):
                self.faults.append(f"{where}, value {number}: must be {_LABEL}; it is {one!r}")
                continue
            words = _by_language(one)
            value = plain_text(words["zh"])
            values.append(value)
            spelt += {value, plain_text(words["en"])}
            if words["en"] != words["zh"]:
                labels[value] = words
        self.faults += [
            f"{where}: {text!r} stands for two values; give each texts of its own"
            for text in sorted({text for text in spelt if spelt.count(text) > 1})
        ]
        return tuple(values), labels

    def _parameter(self, where: str, entry: dict[str, Any]) -> Parameter:
        known = self._entry(
            where, entry, {"name", "unit", "title", "values"}, {"name", "unit", "values"}
        )
        values = known.get("values", [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self.faults.append(f"{where}: values must be tables with value, from, to, citation")
            values = []
        dated = []
        for number, one in enumerate(values, 1):
            at = f"{where}, value {number}"
            parts = self._entry(at, one, {"value", "citation", "from", "to"}, {"value"})
            raw = parts.get("value")
            parts["value"] = (
                tuple(self._scalar(at, each) for each in raw)
                if isinstance(raw, list)
                else self._scalar(at, raw)
            )
            dated.append(_made(Dated, parts))
        known["values"] = tuple(dated)
        return _made(Parameter, known, name="", unit="")

    def _group(self, where: str, entry: dict[str, Any]) -> Group:
        known = self._entry(where, entry, {f.name for f in fields(Group)}, {"name"})
        if known.get("take", "sum") not in ("sum", "highest"):
            self.faults.append(f"{where}: take must be 'sum' or 'highest'")
        for name in ("at_most", "at_least"):
            if name in known:
                known[name] = self._value(f"{where}, {name}", known[name])
        if known.get("name") == TOTAL:
            known["within"] = ""
        return _made(Group, known, name="")

    def _item(self, where: str, entry: dict[str, Any]) -> Item:
        allowed = {"name", "group", "title", "at_most", "citation", "from", "to"}
        known = self._entry(
            where, entry, allowed | {"when", "points", "branches"}, {"name", "group"}
        )
        single = {name: known.pop(name) for name in ("when", "points") if name in known}
        branches = known.pop("branches", [])
        if bool(single) == bool(branches):
            self.faults.append(f"{where}: give either points (perhaps with when) or branches")
            branches, single = [], {}
        if "at_most" in known:
            known["at_most"] = self._value(f"{where}, at_most", known["at_most"])
        known["branches"] = tuple(
            self._branch(f"{where}, branch {number}" if branches else where, one)
            for number, one in enumerate(branches or ([single] if single else []), 1)
        )
        return _made(Item, known, name="", group="")

    def _branch(self, where: str, entry: Any) -> Branch:
        known = self._entry(where, entry, {"when", "points"}, {"points"})
        raw = known.get("points", 0)
        points: Value | Per
        if isinstance(raw, dict) and "parameter" not in raw:
            at = f"{where}, points"
            parts = self._entry(at, raw, {"per", "size", "each"}, {"per", "each"})
            points = Per(
                str(parts.get("per")),
                self._value(at, parts.get("size", 1)),
                self._value(at, parts.get("each", 0)),
            )
        else:
            points = self._value(f"{where}, points", raw)
        when = self._condition(where, known["when"]) if "when" in known else None
        return Branch(when, points)

    def _benefit(self, where: str, entry: dict[str, Any]) -> Benefit:
        known = self._entry(
            where,
            entry,
            {f.name for f in fields(Benefit)} - {"start", "end"} | {"from", "to"},
            {"name", "when"},
        )
        known["when"] = self._condition(where, known.get("when"))
        known["since"] = self._texts(f"{where}, since", known.get("since", []))
        if "amount" in known:
            known["amount"] = self._value(f"{where}, amount", known["amount"])
        return _made(Benefit, known, name="")

    def _condition(self, where: str, entry: Any) -> Condition:
        """A condition; an empty compound stands for what cannot be read."""
        nothing = Compound("all", ())
        if not isinstance(entry, dict) or not entry:
            self.faults.append(f"{where}: a condition is a table such as {{ fact = …, is = … }}")
            return nothing
        for how in ("all", "any", "not"):
            if how not in entry:
                continue
            self._strange(where, entry, {how})
            parts = [entry[how]] if how == "not" else entry[how]
            if not isinstance(parts, list) or not parts:
                self.faults.append(f"{where}: {how} needs a list of conditions")
                return nothing
            return Compound(how, tuple(self._condition(where, part) for part in parts))
        if "condition" in entry:
            self._strange(where, entry, {"condition"})
            return Named(str(entry["condition"]))
        subjects = [name for name in _SUBJECTS if name in entry]
        asked = [name for name in entry if name not in _SUBJECTS]
        odd = [name for name in asked if name not in _OPERATORS]
        if len(subjects) != 1 or odd or not asked:
            self.faults.append(
                f"{where}: a condition names one of fact, item, group or condition, and asks "
                f"{', '.join(_OPERATORS)}; here stand {', '.join(entry)}"
            )
            return nothing
        tests = [self._test(where, subjects[0], entry, name) for name in asked]
        return tests[0] if len(tests) == 1 else Compound("all", tuple(tests))

    def _test(self, where: str, of: str, entry: dict[str, Any], operator: str) -> Condition:
        raw = entry[operator]
        value: Value | tuple[Value, ...]
        if operator in ("one_of", "between") and isinstance(raw, list):
            value = tuple(self._value(where, one) for one in raw)
        else:
            value = self._value(where, raw)
        return Test(of, str(entry[of]), operator, value)  # type: ignore[arg-type]

    def _value(self, where: str, raw: Any) -> Value:
        if isinstance(raw, dict):
            known = self._entry(where, raw, {"parameter"}, {"parameter"})
            return Ref(str(known.get("parameter")))
        return self._scalar(where, raw)

    def _scalar(self, where: str, raw: Any) -> Scalar:
        if isinstance(raw, str):
            return plain_text(raw)
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        return self._decimal(where, raw)

    def _decimal(self, where: str, raw: Any) -> Decimal:
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
            number = Decimal(raw)
            if number.is_finite():
                return number
        self.faults.append(f"{where}: {raw!r} is no number, text, day or true/false")
        return Decimal(0)

    def _texts(self, where: str, raw: Any) -> tuple[str, ...]:
        if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
            return tuple(raw)
        self.faults.append(f"{where}: must be a list of texts")
        return ()

    def _entry(self, where: str, entry: Any, allowed: set[str], needed: set[str]) -> dict[str, Any]:
        """What is known of a table, days under our names; the rest is a fault."""
        if not isinstance(entry, dict):
            self.faults.append(f"{where}: must be a table; it is {entry!r}")
            return {}
        self._strange(where, entry, allowed)
        self.faults += [f"{where}: no {name!r}" for name in sorted(needed - set(entry))]
        known: dict[str, Any] = {}
        for name, value in entry.items():
            if name in allowed and self._typed(where, name, value):
                known[_DATES.get(name, name)] = _by_language(value) if name in _LABELS else value
        if isinstance(known.get("unit"), dict):
            if "unit_words" in allowed:
                known.setdefault("unit_words", known["unit"])
            known["unit"] = known["unit"]["en"]
        return known

    def _typed(self, where: str, name: str, value: Any) -> bool:
        """Whether a plain field has the type it needs."""
        need, right = "", True
        if name in ("name", "citation", "group", "within", "key", "source", "earlier",
                    "counted_from"):  # fmt: skip
            need, right = "a text", isinstance(value, str)
        elif name in ("from", "to"):
            need = "a day such as 2024-01-01, without quotes"
            right = isinstance(value, date) and not isinstance(value, datetime)
        elif name in (*_LABELS, "unit"):
            need, right = _LABEL, _is_label(value) or (name == "unit" and value == "")
        elif name in ("illustrative", "optional", "deducts", "limited"):
            need, right = "true or false", isinstance(value, bool)
        elif name in ("decimals", "after_months"):
            need = "a whole number from 0 to 6" if name == "decimals" else "a whole number >= 0"
            right = type(value) is int and 0 <= value <= (6 if name == "decimals" else 1200)
        if not right:
            self.faults.append(f"{where}: {name} must be {need}; it is {value!r}")
        return right

    def _strange(self, where: str, entry: Iterable[str], allowed: set[str]) -> None:
        place = f"{where}: " if where else ""
        self.faults += [
            f"{place}{name!r} is unknown; known: {', '.join(sorted(allowed))}"
            for name in entry
            if name not in allowed
        ]


def _is_label(value: Any) -> bool:
    """Whether a value is a text, or one in each language, none of them empty."""
    if isinstance(value, dict):
        return set(value) == set(_LANGUAGES) and all(map(_is_text, value.values()))
    return _is_text(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _by_language(label: str | dict[str, str]) -> dict[str, str]:
    """A label by language; one text is that of both."""
    return dict.fromkeys(_LANGUAGES, label) if isinstance(label, str) else label


def _made(noun: type[_Noun], known: Mapping[str, Any], **missing: Any) -> _Noun:
    """The noun, with stand-ins for what is a fault already."""
    return noun(**(missing | dict(known)))
