"""What the text in a feed means: numbers, dates, times of day, and ids that name other rows."""

import datetime as dt
import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gongfu.io.gtfs_files import Coded, Sheet
from gongfu.io.gtfs_problems import Problems

NO_TIME: Final = -1
NO_DAY: Final = 0
HOURS_MAX: Final = 240
_TIME: Final = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
_DATE: Final = re.compile(r"\d{8}")
_YEARS: Final = (1900, 2200)
_WHOLE: Final = re.compile(r"[+-]?\d{1,9}")


def numbers(
    sheet: Sheet,
    field: str,
    problems: Problems,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    done: str = "set aside",
) -> NDArray[np.float64]:
    """A column (n,) as numbers, NaN where blank or, with a problem noted, no number in range."""
    column = sheet.column(field)
    each = np.array([_number(value) for value in column.values], float)
    wrong = np.isnan(each)
    outside = ~wrong & ~((each >= low) & (each <= high))
    _tell(problems, "invalid_float", sheet, field, wrong, "no number", done)
    span = f"it must be from {low:g} to {high:g}"
    _tell(problems, "number_out_of_range", sheet, field, outside, span, done)
    each[outside] = np.nan
    return column.mapped(each, np.nan)


def wholes(
    sheet: Sheet, field: str, problems: Problems, *, low: int = 0, done: str = "set aside"
) -> NDArray[np.int64]:
    """A column (n,) as whole numbers >= low; low - 1 where blank or, noted, something else."""
    column = sheet.column(field)
    values = column.values
    sound = np.array([bool(_WHOLE.fullmatch(value)) for value in values], bool)
    each = np.array([int(value) if ok else low for value, ok in zip(values, sound, strict=True)])
    each = each.astype(np.int64)
    outside = sound & (each < low)
    _tell(problems, "invalid_integer", sheet, field, ~sound, "no whole number", done)
    span = f"it must be {low} or more"
    _tell(problems, "number_out_of_range", sheet, field, outside, span, done)
    each[~sound | outside] = low - 1
    return column.mapped(each, low - 1)


def enumerated(
    sheet: Sheet, field: str, known: tuple[str, ...], problems: Problems
) -> NDArray[np.int64]:
    """For each row which of `known` it has; 0, noted, where another, and where blank."""
    column = sheet.column(field)
    place = {value: at for at, value in enumerate(known)}
    each = np.array([place.get(value, -1) for value in column.values], np.int64)
    wanted = f"it must be one of {', '.join(known)}"
    _tell(problems, "unexpected_enum_value", sheet, field, each < 0, wanted, f"taken as {known[0]}")
    each[each < 0] = 0
    return column.mapped(each, 0)


def times_s(sheet: Sheet, field: str, problems: Problems, *, done: str) -> NDArray[np.int32]:
    """A column (n,) of times of day as seconds after midnight, `NO_TIME` where blank or no time."""
    column = sheet.column(field)
    each = np.array([_seconds(value) for value in column.values], np.int32)
    wanted = f"no time such as 08:05:00 or 25:10:00 (at most {HOURS_MAX} hours)"
    _tell(problems, "invalid_time", sheet, field, each == NO_TIME, wanted, done)
    return column.mapped(each, NO_TIME)


def days(sheet: Sheet, field: str, problems: Problems) -> NDArray[np.int64]:
    """A column (n,) of dates as ordinals, `NO_DAY` where blank or, noted, no date."""
    column = sheet.column(field)
    each = np.array([_day(value) for value in column.values], np.int64)
    wanted = f"no date such as 20240229, of the years {_YEARS[0]} to {_YEARS[1]}"
    _tell(problems, "invalid_date", sheet, field, each == NO_DAY, wanted, "set aside")
    tell_blank(sheet, field, column.blank, problems, done="set aside")
    return column.mapped(each, NO_DAY)


def tell_blank(
    sheet: Sheet, field: str, blank: NDArray[np.bool_], problems: Problems, *, done: str
) -> None:
    """Note the rows that lack what must be there."""
    problems.among(
        "missing_required_field",
        sheet.file,
        f"{field} is blank; {done}",
        field=field,
        rows=sheet.row,
        mask=blank,
    )


def positions(column: Coded, known: dict[str, int]) -> NDArray[np.int64]:
    """For each row (n,) the position that its id stands for; -1 unknown, -2 blank."""
    each = np.array([known.get(value, -1) for value in column.values], np.int64)
    return column.mapped(each, -2)


def references(
    sheet: Sheet, field: str, known: dict[str, int], what: str, problems: Problems, *, done: str
) -> NDArray[np.int64]:
    """For each row (n,) the position of what it must name; -1 where it names nothing known."""
    column = sheet.column(field)
    at = positions(column, known)
    tell_blank(sheet, field, at == -2, problems, done=done)
    problems.among(
        "foreign_key_violation",
        sheet.file,
        lambda k: f"{field} {column.text(k)!r} is not in {what}; {done}",
        field=field,
        rows=sheet.row,
        mask=at == -1,
    )
    return np.maximum(at, -1)


def keyed(sheet: Sheet, field: str, problems: Problems) -> Sheet:
    """The rows that have an id which no row before has; problems noted for the others."""
    column = sheet.column(field)
    blank = column.blank
    tell_blank(sheet, field, blank, problems, done="set aside")
    first = np.zeros(len(sheet), bool)
    _, at = np.unique(column.codes, return_index=True)
    first[at] = True
    twice = ~first & ~blank
    problems.among(
        "duplicate_key",
        sheet.file,
        lambda k: f"{field} {column.text(k)!r} is there already; this one is set aside",
        field=field,
        rows=sheet.row,
        mask=twice,
    )
    return sheet.where(first & ~blank)


def missing_columns(sheet: Sheet, fields: tuple[str, ...], problems: Problems) -> bool:
    """Whether a column is missing without which nothing can be read; noted."""
    gone = [field for field in fields if field not in sheet.columns]
    for field in gone:
        words = f"it has no column {field!r}, without which it cannot be used"
        problems.add("missing_required_column", sheet.file, words, field=field)
    return bool(gone)


def _tell(
    problems: Problems,
    code: str,
    sheet: Sheet,
    field: str,
    odd: NDArray[np.bool_],
    wanted: str,
    done: str,
) -> None:
    """Note the rows whose value is odd."""
    if not odd.any():
        return
    column = sheet.column(field)
    problems.among(
        code,
        sheet.file,
        lambda k: f"{field} is {column.text(k)[:40]!r}, {wanted}; {done}",
        field=field,
        rows=sheet.row,
        mask=column.mapped(odd, False),
    )


def _number(value: Any) -> float:
    try:
        found = float(value)
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) else float("nan")


def _seconds(value: str) -> int:
    found = _TIME.fullmatch(value)
    if not found or int(found[1]) > HOURS_MAX:
        return NO_TIME
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])


def _day(value: str) -> int:
    if not _DATE.fullmatch(value):
        return NO_DAY
    try:
        found = dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return NO_DAY
    return found.toordinal() if _YEARS[0] <= found.year <= _YEARS[1] else NO_DAY
