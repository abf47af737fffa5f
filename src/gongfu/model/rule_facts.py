"""What a register says, as whole numbers that rules can compare; cells that say nothing usable."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.rules import Fact, plain_text
from gongfu.model.rules_in_force import InForce, day_number, labels_of

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_YES: Final = ("是", "有", "yes", "true", "y", "1", "1.0")
_NO: Final = ("否", "无", "no", "false", "n", "0", "0.0")
_EXACT: Final = 2.0**53
_DAY: Final = "datetime64[D]"
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One fact of everybody: value (n,) scaled whole numbers; unknown (n,), None if all is known.

    A number has its decimals shifted out, a day is days since 1970, yes is 1, and a text is its
    place among `labels_of`, with one more for all others.
    """

    value: Ints
    unknown: Mask | None


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Facts of people, in the order of the rules; ids say who they are.

    faults: one row for each cell that cannot be used and counts as unknown: `row` (position), `id`,
    `fact`, `seen`, `needed`.
    """

    ids: pd.Index
    columns: tuple[Column, ...]
    faults: pd.DataFrame

    def __len__(self) -> int:
        return len(self.ids)


def register_of(people: pd.DataFrame, rules: InForce) -> Register:
    """The facts that rules need, out of a register.

    Parameters
    ----------
    people
        One row per person, the index their ids; columns are called as the facts.  Empty cells are
        unknown.
    rules
        At a day.

    Returns
    -------
    Register
        Cells that are no such number, day, text or yes and no, or lie outside the fact's range, are
        unknown and listed.

    Raises
    ------
    InputError
        A column is absent, or an id stands twice.
    """
    facts = rules.rules.facts
    faults = []
    lost = [
        fact.name
        for fact in facts
        if not fact.counted_from and not fact.optional and fact.name not in people
    ]
    if lost:
        faults.append(
            f"no columns {', '.join(map(repr, lost))}; it has {', '.join(map(str, people.columns))}"
        )
    doubled = [fact.name for fact in facts if (people.columns == fact.name).sum() > 1]
    if doubled:
        faults.append(f"columns {', '.join(map(repr, doubled))} stand twice; keep one of each")
    twice = people.index.duplicated(keep=False)
    if twice.any():
        faults.append(
            f"{int(twice.sum())} rows share an id, such as {people.index[twice][0]!r}; keep one of "
            "each"
        )
    if faults:
        raise InputError("register: " + "; ".join(faults))

    found: list[pd.DataFrame] = []
    columns: dict[str, Column] = {}
    for at, fact in enumerate(facts):
        if fact.counted_from:
            continue
        if fact.name not in people:
            columns[fact.name] = Column(np.zeros(len(people), np.int64), np.ones(len(people), bool))
            continue
        cells = people[fact.name]
        if fact.kind == "number":
            value, unknown, bad, needed = _numbers(cells, fact.decimals)
        elif fact.kind == "date":
            value, unknown, bad, needed = _dates(cells)
        elif fact.kind == "yes_no":
            value, unknown, bad, needed = _yes(cells)
        else:
            value, unknown, bad, needed = _labels(cells, fact, labels_of(rules, at))
        outside, bounds = _outside(value, fact)
        bad |= outside & ~unknown
        found.append(_faults(bad, cells, people.index, fact, bounds if outside.any() else needed))
        columns[fact.name] = _column(value, unknown | bad)
    day = np.datetime64(day_number(rules.day), "D")
    for fact in facts:
        if fact.counted_from:
            source = columns[fact.counted_from]
            dates = source.value.astype(_DAY)
            late = (dates > day) & ~_unknown(source)
            found.append(
                _faults(late, pd.Series(dates), people.index, fact, f"a day up to {rules.day}")
            )
            columns[fact.name] = _column(_counted(dates, day, fact.unit), _unknown(source) | late)
    told = [frame for frame in found if len(frame)]
    table = pd.concat(told, ignore_index=True) if told else _faults(np.zeros(0, bool))
    return Register(people.index, tuple(columns[fact.name] for fact in facts), table)


def _unknown(column: Column) -> Mask:
    return np.zeros(column.value.size, bool) if column.unknown is None else column.unknown


def _column(value: Ints, unknown: Mask) -> Column:
    return Column(value, unknown) if unknown.any() else Column(value, None)


def _numbers(cells: pd.Series, decimals: int) -> tuple[Ints, Mask, Mask, str]:
    scale = 10**decimals
    needed = f"a number with at most {decimals} decimals" if decimals else "a whole number"
    if cells.dtype.kind in "iu" and isinstance(cells.dtype, np.dtype):
        whole = cells.to_numpy()
        huge = (whole > _EXACT / scale) | (whole < -_EXACT / scale)
        value = np.where(huge, 0, whole).astype(np.int64) * scale
        return value, np.zeros(value.size, bool), huge, needed
    odd = np.zeros(len(cells), bool)
    if pd.api.types.is_numeric_dtype(cells) and cells.dtype != bool:
        number = cells.to_numpy(np.float64, na_value=np.nan)
    else:
        text = _texts(cells)
        grouped = text.str.contains(",", regex=False)
        if grouped.any():  # 1,500 is a number; what 1,5 means, nobody can know
            sound = text.str.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
            digits = text.str.replace(",", "").where(sound | ~grouped, "?")
        else:
            digits = text
        number = pd.to_numeric(digits.where(digits != ""), errors="coerce").to_numpy(
            np.float64, na_value=np.nan
        )
        odd = np.isnan(number) & (text != "").to_numpy()
    unknown = np.isnan(number)
    with np.errstate(over="ignore"):
        scaled = np.rint(np.where(unknown, 0.0, number) * scale)
    huge = ~(np.abs(scaled) < _EXACT)
    scaled = np.where(huge, 0.0, scaled)
    odd |= huge | (~unknown & (scaled / scale != number))
    return scaled.astype(np.int64), unknown & ~odd, odd, needed


def _dates(cells: pd.Series) -> tuple[Ints, Mask, Mask, str]:
    odd = np.zeros(len(cells), bool)
    if cells.dtype.kind == "M":
        days = cells.dt.tz_localize(None).to_numpy().astype(_DAY)
    else:
        text = _texts(cells).str.slice(0, 11)
        plain = text.str.replace(r"[日 T].*$", "", regex=True)
        plain = plain.str.replace(r"[年月/.]", "-", regex=True)
        parsed = pd.to_datetime(plain.where(plain != ""), format="%Y-%m-%d", errors="coerce")
        days = parsed.to_numpy().astype(_DAY)
        odd = np.isnat(days) & (text != "").to_numpy()
    unknown = np.isnat(days)
    value = np.where(unknown, 0, days.astype(np.int64))
    return value, unknown & ~odd, odd, "a day such as 2024-01-31"


def _labels(cells: pd.Series, fact: Fact, labels: tuple[str, ...]) -> tuple[Ints, Mask, Mask, str]:
    codes, texts = _coded(cells)
    place = {plain_text(text): at for at, text in reversed(list(enumerate(labels)))}
    place |= {text: place[value] for text, value in fact.spellings.items()}
    places = np.array([place.get(text, len(labels)) for text in texts] + [0], np.int64)
    empty = np.array([not text for text in texts] + [True])
    value, unknown = places[codes], empty[codes]
    odd = np.zeros(value.size, bool)
    if fact.values:
        odd = (value == len(labels)) & ~unknown
    named = [fact.labels.get(one, {}).get("en", one) for one in fact.values]
    return value, unknown, odd, "one of " + ", ".join(named)


def _yes(cells: pd.Series) -> tuple[Ints, Mask, Mask, str]:
    if cells.dtype == bool:
        nothing = np.zeros(len(cells), bool)
        return cells.to_numpy().astype(np.int64), nothing, nothing.copy(), "yes or no"
    codes, texts = _coded(cells)
    lower = [text.lower() for text in texts]
    value = np.array([text in _YES for text in lower] + [False])[codes]
    unknown = np.array([not text for text in lower] + [True])[codes]
    odd = np.array([bool(text) and text not in (*_YES, *_NO) for text in lower] + [False])[codes]
    return value.astype(np.int64), unknown, odd, "yes or no"


def _coded(cells: pd.Series) -> tuple[NDArray[Any], list[str]]:
    """Codes (-1: empty) into plain texts, each different cell made plain once."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes, different = cells.cat.codes.to_numpy(), cells.cat.categories
    else:
        codes, different = pd.factorize(cells)
    whole = [
        int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in different
    ]  # codes such as 3301 beside empty cells
    return codes, [plain_text(str(cell)) for cell in whole]


def _texts(cells: pd.Series) -> pd.Series:
    """Cells as plain text; an empty one is ""."""
    text = cells.astype(object).where(cells.notna(), "").astype(str)
    return text.str.normalize("NFKC").str.strip()


def _outside(value: Ints, fact: Fact) -> tuple[Mask, str]:
    """Who lies outside the range of a fact, and the range in words."""
    scale = 10**fact.decimals
    outside = np.zeros(value.size, bool)
    if fact.low is not None:
        outside |= value < int(fact.low * scale)
    if fact.high is not None:
        outside |= value > int(fact.high * scale)
    low, high = (
        f" {word} {bound}" if bound is not None else ""
        for word, bound in (("from", fact.low), ("to", fact.high))
    )
    return outside, f"a number{low}{high} with at most {fact.decimals} decimals"


def _counted(dates: NDArray[np.datetime64], day: np.datetime64, unit: str) -> Ints:
    """Whole years, months or days from each date to a day.

    A month ends on the same day of the month, or on its last day if it has no such day.
    """
    if unit == "days":
        days: Ints = (day - dates).astype(np.int64)
        return days
    month, now = dates.astype("datetime64[M]"), day.astype("datetime64[M]")
    late = (dates - month.astype(_DAY)) > (day - now.astype(_DAY))
    if (day + 1).astype("datetime64[M]") > now:
        late[:] = False
    months: Ints = (now - month).astype(np.int64) - late
    return months // _MONTHS if unit == "years" else months


def _faults(
    bad: Mask,
    cells: pd.Series | None = None,
    ids: pd.Index | None = None,
    fact: Fact | None = None,
    needed: str = "",
) -> pd.DataFrame:
    at = np.flatnonzero(bad)
    seen = [] if cells is None else [str(cell) for cell in cells.iloc[at]]
    return pd.DataFrame(
        {
            "row": at,
            "id": [] if ids is None else ids[at],
            "fact": fact.name if fact else pd.Series([], dtype=object),
            "seen": seen,
            "needed": needed,
        }
    )
