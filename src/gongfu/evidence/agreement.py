"""Who agrees with whom: the same figure from several sources, contradictions, and revisions.

A stated number is read as the range of true values that it allows: "8.2553万亿" anything that
rounds to it, "约5000" five per cent to either side, "超8万亿" all above, "2500多" up to the next
round number.  Two statements agree where their ranges meet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.evidence.group_claims import group_of
from gongfu.evidence.ledger import of_documents, zone_period
from gongfu.evidence.script import fold
from gongfu.model.schema import BOUNDS

ABOUT: Final = Decimal("0.05")
"""How far from the number "about" may be, as a share of it."""
_INFINITE: Final = Decimal("Infinity")
_MULTIPLES: Final = (
    ("万亿", Decimal(10) ** 12),
    ("亿", Decimal(10) ** 8),
    ("万", Decimal(10) ** 4),
    ("trillion", Decimal(10) ** 12),
    ("billion", Decimal(10) ** 9),
    ("million", Decimal(10) ** 6),
)
_TABLE_DIGITS: Final = 4  # a figure of a table is exact to four digits at least
_DIGITS: Final = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_AND_MORE: Final = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿][多余]")
_REVISES: Final = re.compile(
    r"修订|修正|核实|核定为|最终核|更正|revised|revision|corrected", re.IGNORECASE
)
Rows = Mapping[str, Mapping[Any, Any]]  # statements by their ids
_KEY: Final = ("indicator", "term", "unit", "place_code", "period", "whom")
STATEMENT: Final = (*_KEY, "value", "bound", "number", "sentence", "document", "who", "published",
                    "publisher", "state")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """The true values that a statement allows, and whether its ends are among them."""

    low: Decimal
    high: Decimal
    with_low: bool = True
    with_high: bool = True

    def meets(self, other: "Range") -> bool:
        """Whether some value is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return all(
            (one.with_low or one.low != low) and (one.with_high or one.high != high)
            for one in (self, other)
        )

    @property
    def width(self) -> Decimal:
        """How much it leaves open."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a figure, and all who say so, the most exact statement first.

    `revises` is the id of the statement that it corrects, "" for none.
    """

    value: Decimal
    bound: str
    figures: tuple[str, ...]
    revises: str = ""

    @property
    def leader(self) -> str:
        """The id of its most exact statement."""
        return self.figures[0]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of one indicator (or term and unit), place, period and group of people.

    One version: all who speak of it agree.  Several: they contradict each other, unless each
    later one revises another.
    """

    indicator: str
    term: str
    unit: str
    place_code: str
    period: str
    whom: str
    versions: tuple[Version, ...]

    @property
    def contradictory(self) -> bool:
        """Whether two versions stand side by side that no revision explains."""
        return sum(not version.revises for version in self.versions) > 1

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of all statements, each once."""
        return tuple(dict.fromkeys(one for version in self.versions for one in version.figures))


def range_of(value: Decimal, bound: str, number: str = "") -> Range:
    """The true values that a stated number allows.

    Parameters
    ----------
    value, bound
        Of the figure, in the base unit.
    number
        The quantity as written, which says how far it was rounded; "" for a figure of a table,
        which is taken to be exact to its last digit that is not 0, or to four digits.

    Returns
    -------
    Range
        An end is open where the bound says "more than" or "less than".

    Examples
    --------
    >>> one = range_of(Decimal(8255300000000), "=", "8.2553万亿元")
    >>> int(one.low), int(one.high)
    (8255250000000, 8255350000000)
    """
    half = _step(value, number) / 2
    if bound == "=":
        return Range(value - half, value + half, not half, not half)  # 12 and 13 do not meet
    if bound == "~":
        room = max(half, abs(value) * ABOUT)
        return Range(value - room, value + room)
    if bound in (">", ">="):
        more = _AND_MORE.search(fold(number))
        top = value + _last_place(value) if more and value > 0 else _INFINITE
        return Range(value, top, bound == ">=", False)
    if bound in ("<", "<="):
        return Range(-_INFINITE, value, False, bound == "<=")
    raise InputError(f"bound is {bound!r}; it must be one of {', '.join(BOUNDS)}")


def _last_place(value: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 100 for 2500."""
    return Decimal(10) ** int(value.normalize().as_tuple().exponent)


def _step(value: Decimal, number: str) -> Decimal:
    """The smallest difference that the number as written can show."""
    if not value:
        return Decimal(0)
    if not number:
        digits = Decimal(10) ** (value.adjusted() - _TABLE_DIGITS + 1)
        return min(_last_place(value), digits)
    text = fold(number)
    for found in _DIGITS.finditer(text):
        written = Decimal(found[0].replace(",", ""))
        times = abs(value / written) if written else Decimal(0)
        if times.normalize().as_tuple().digits == (1,):  # a power of ten: this is the number
            return times.scaleb(-len(found[1] or ""))
    for word, size in _MULTIPLES:
        if word in text:
            return min(size, _last_place(value / size) * size)
    return min(Decimal(1), _last_place(value))


def statements(
    decided: pd.DataFrame, documents: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """Everything that is said, by documents and by the zone's other figures, as one frame.

    Parameters
    ----------
    decided
        From `ledger.decided`.
    documents
        As `schema.DOCUMENTS`.
    figures
        As `schema.FIGURES`; those that came from documents are there already and left out.

    Returns
    -------
    DataFrame
        Columns `STATEMENT`; index the ids of stated figures, and "table-N" for the zone's N-th
        other figure, from 1.  Conditions, targets and rejected figures are no statements.
    """
    rows = decided[decided["state"].isin(("accepted", "in doubt"))]
    of = documents.reindex(rows["document"])
    title = of["title"].where(of["title"] != "", of["name"])
    stated = rows.assign(
        who=title.to_numpy(object),
        published=of["published"].to_numpy(object),
        publisher=of["publisher"].to_numpy(object),
        whom=[row["whom"] or group_of(row) for row in rows.to_dict("records")],
        period=[zone_period(period) or period for period in rows["period"]],
    )[list(STATEMENT)]
    others = figures[~of_documents(figures).to_numpy(bool)]
    table = pd.DataFrame(
        {
            "indicator": others["indicator"],
            "term": "",
            "unit": others["unit"],
            "place_code": others["place"],
            "period": others["period"],
            "whom": "",
            "value": [repr(float(value)) for value in others["value"]],
            "bound": others["bound"],
            "number": "",
            "sentence": "",
            "document": "",
            "who": others["source"],
            "published": "",
            "publisher": "",
            "state": "accepted",
        },
        columns=list(STATEMENT),
    )
    table.index = pd.Index([f"table-{at + 1}" for at in others.index], dtype="object")
    return pd.concat([stated, table]) if len(table) else stated


def claims(said: pd.DataFrame) -> tuple[Claim, ...]:
    """The statements, joined where they speak of the same thing.

    Parameters
    ----------
    said
        From `statements`.

    Returns
    -------
    tuple of Claim
        In the order of their first statement.  What names no place or no period, or neither an
        indicator nor a term, is compared with nothing and left out.

    Notes
    -----
    The most exact statement of a claim begins its first version; each further one, from exact to
    vague, supports every version that it agrees with and begins a new one if there is none.  So
    "超8万亿" supports 82,553亿, and two exact values that differ are two versions.  Statements
    without an indicator are only compared between documents: within one, the same word often
    counts different things.
    """
    every = dict(zip(map(str, said.index), said.to_dict("records"), strict=True))
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, row in every.items():
        term = _plain(row["term"])
        if not (row["place_code"] and row["period"] and (row["indicator"] or term)):
            continue
        what = (row["indicator"], *(("", "") if row["indicator"] else (term, row["unit"])))
        key = (*what, row["place_code"], row["period"], _plain(row["whom"]))
        groups.setdefault(key, []).append(name)
    found = []
    for key, names in groups.items():
        rows = {name: every[name] for name in names}
        if not any(row["document"] for row in rows.values()):
            continue  # tables among themselves are not for the ledger
        first = rows[names[0]]
        about = (first["term"], key[2] or first["unit"], key[3], key[4], first["whom"])
        for versions in _separated(_versions(rows), rows, apart=not key[0]):
            found.append(Claim(key[0], *about, versions))
    return tuple(found)


def _separated(
    versions: tuple[Version, ...], rows: Rows, *, apart: bool
) -> list[tuple[Version, ...]]:
    """Versions that speak of the same thing; `apart`: only those of different documents do."""
    if not apart:
        return [versions]
    together: list[Version] = []
    alone = []
    seen: set[str] = set()
    for version in versions:
        own = {rows[name]["document"] for name in version.figures}
        if own & seen:
            alone.append((version,))
        else:
            together.append(version)
        seen |= own
    return [tuple(together), *alone]


@lru_cache(maxsize=65_536)
def _plain(words: str) -> str:
    return re.sub(r"\s+", "", fold(words))


def _versions(rows: Rows) -> tuple[Version, ...]:
    """The values that `rows` give, each with all that support it, in the order of first saying."""
    ranges = {
        name: range_of(Decimal(row["value"]), row["bound"], row["number"])
        for name, row in rows.items()
    }
    order = sorted(ranges, key=lambda name: ranges[name].width)  # stable: first said, first
    members: list[list[str]] = []
    for name in order:
        agreed = [one for one in members if ranges[one[0]].meets(ranges[name])]
        for one in agreed:
            one.append(name)
        if not agreed:
            members.append([name])
    said_at = {name: at for at, name in enumerate(rows)}
    members.sort(key=lambda names: min(said_at[name] for name in names))
    revised = _revisions(rows, members) if len(members) > 1 else {}
    return tuple(
        Version(
            Decimal(rows[names[0]]["value"]),
            rows[names[0]]["bound"],
            tuple(names),
            revised.get(names[0], ""),
        )
        for names in members
    )


def _revisions(rows: Rows, members: list[list[str]]) -> dict[str, str]:
    """Which version corrects which: leader of the later one to a statement of the earlier one.

    A later document revises an earlier one if the sentence says so, or if both have the same
    publisher.
    """
    found: dict[str, str] = {}
    for later in members:
        for earlier in members:
            if earlier is later or later[0] in found:
                continue
            pairs = ((new, old) for new in later for old in earlier
                     if new not in earlier and old not in later)  # fmt: skip
            revised = [old for new, old in pairs if _revises(rows[new], rows[old])]
            if revised:
                found[later[0]] = revised[0]
    return found


def _revises(new: Mapping[Any, Any], old: Mapping[Any, Any]) -> bool:
    if not new["published"] > old["published"] > "":
        return False
    same = bool(new["publisher"]) and new["publisher"] == old["publisher"]
    return same or bool(_REVISES.search(fold(new["sentence"])))
