"""Lists of workers and of flexible jobs, as offices keep them: what can be used, what is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError

FAULTS: Final = ("age", "current", "hours", "id", "income", "job", "months", "number", "outside",
                 "pair", "pay", "points", "posts", "twice", "weeks", "wish", "worker")  # fmt: skip
WITHOUT_ROW: Final = ("current", "wish")
"""Faults that cost no more than the entry itself; the row counts."""

_PARTS: Final = re.compile(r"[;；、,，/|\s]+")
_MONTHS: Final = re.compile(r"^(\d{1,2})(?:[-–—~至](\d{1,2}))?月?$")
_YEAR: Final = 12
_WEEK_H: Final = 168
_WEEKS: Final = 53
_WORD: Final = 64

_WORKER: Final = ("skills", "hours", "age", "cares", "income_yuan", "outside_yuan", "busy_months",
                  "wishes", "current", "village")  # fmt: skip
_JOB: Final = ("workshop", "skills", "hours", "weeks", "days", "pay_yuan_per_h", "posts", "months",
               "min_age", "max_age", "suits_carers")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Both lists without the rows that cannot be used.

    workers, jobs: every column of `_WORKER` and `_JOB`, NaN or "" for what is not said;
    skills_have (n, W), skills_need (m, W) uint64: a bit for each skill; busy (n,), season (m,)
    int64: a bit for each month; wishes (n, K) positions of jobs, -1 at the end; entries (n, K):
    which wish of the cell each of them is, from 1, since a workshop stands for all its jobs;
    current (n,), -1 for none; points: a series by worker * m + job, of the pairs to which a
    workshop gave any; faults: `list`, `row`, `id`, `fault` (of `FAULTS`), `value`.
    """

    workers: pd.DataFrame
    jobs: pd.DataFrame
    skills_have: NDArray[np.uint64]
    skills_need: NDArray[np.uint64]
    busy: NDArray[np.int64]
    season: NDArray[np.int64]
    wishes: NDArray[np.int64]
    entries: NDArray[np.int64]
    current: NDArray[np.int64]
    points: pd.Series
    faults: pd.DataFrame


def read_sides(
    workers: pd.DataFrame, jobs: pd.DataFrame, candidates: pd.DataFrame | None = None
) -> Sides:
    """Check both lists; a row that cannot be used is listed, and the others go on.

    Parameters
    ----------
    workers
        Index `worker_id`; `hours` free in a week, and any of `skills` (codes such as ESCO's,
        compared as they stand), `age`, `cares` (1: for somebody at home), `income_yuan` a year,
        `outside_yuan` (of it, what a job would take the place of; empty: nothing), `busy_months`
        ("4-5;10"), `wishes` (jobs or workshops, the most wanted first), `current` (job held now),
        `village`.
    jobs
        Index `job_id`; `hours` a week, `pay_yuan_per_h`, `posts`, and any of `workshop`, `skills`
        (all needed), `weeks` a year (52), `days` a week (hours / 8), `months`, `min_age`,
        `max_age`, `suits_carers` (1: hours can be chosen).
    candidates
        `worker_id`, `job_id` (a job or a workshop, that is all its jobs) and `points`, what the
        workshop makes of the worker, the more the better; a row of a job goes before one of its
        workshop.

    Returns
    -------
    Sides
        What can be used, with `faults`; their rows are those of a column `row`, or else counted
        from 1.

    Raises
    ------
    InputError
        If a column is absent that every row needs.
    """
    for name, frame, asked in (
        ("workers", workers, ("hours",)),
        ("jobs", jobs, ("hours", "pay_yuan_per_h", "posts")),
        ("candidates", candidates, ("worker_id", "job_id", "points")),
    ):
        if frame is None:
            continue
        lacking = [column for column in asked if column not in frame]
        if lacking:
            raise InputError(
                f"{name}: no column {lacking[0]!r}; it has {', '.join(map(str, frame)) or 'none'}: "
                "add it, or rename the one you mean"
            )
    lists = {"workers": workers, "jobs": jobs}
    found = _Faults(lists if candidates is None else lists | {"candidates": candidates})
    people, unread = _columns(workers, _WORKER)
    posts, not_read = _columns(jobs, _JOB)
    posts["weeks"] = posts["weeks"].where(posts["weeks"].notna(), 52.0)
    days = np.ceil(posts["hours"] / 8).clip(1, 7)
    posts["days"] = posts["days"].where(posts["days"].notna(), days)

    ok = found.rows("workers", people, {
        "number": lambda _: ~unread,
        "age": lambda v: ~(v["age"] < 0) & ~(v["age"] > 120),
        "hours": lambda v: ~(v["hours"] < 0) & ~(v["hours"] > _WEEK_H),
        "income": lambda v: ~(v["income_yuan"] < 0) & ~np.isinf(v["income_yuan"]),
        "outside": lambda v: ~(v["outside_yuan"] < 0) & ~np.isinf(v["outside_yuan"]),
        "months": lambda v: months_of(v["busy_months"]) >= 0,
    })  # fmt: skip
    people = people[ok]
    ok = found.rows("jobs", posts, {
        "number": lambda _: ~not_read,
        "hours": lambda v: (v["hours"] > 0) & (v["hours"] <= _WEEK_H),
        "weeks": lambda v: (v["weeks"] > 0) & (v["weeks"] <= _WEEKS),
        "pay": lambda v: (v["pay_yuan_per_h"] >= 0) & np.isfinite(v["pay_yuan_per_h"]),
        "posts": lambda v: (v["posts"] >= 0) & (v["posts"] % 1 == 0),
        "age": lambda v: ~(v["min_age"] > v["max_age"]),
        "months": lambda v: months_of(v["months"]) >= 0,
    })  # fmt: skip
    posts = posts[ok]

    have, need = _bits(people["skills"], posts["skills"])
    points = (
        pd.Series(dtype=float) if candidates is None else _points(candidates, people, posts, found)
    )
    wishes, entries, current = _wishes(people, posts, found)
    return Sides(
        people, posts, have, need, months_of(people["busy_months"]), months_of(posts["months"]),
        wishes, entries, current, points, found.frame(),
    )  # fmt: skip


def parts_of(text: object) -> list[str]:
    """Entries of a cell, whatever stands between them."""
    return [part for part in _PARTS.split(text) if part] if isinstance(text, str) else []


def months_of(cells: pd.Series) -> NDArray[np.int64]:
    """A bit for each month of cells such as "4-5;10" or "11-2"; 0 for none, -1 if unreadable."""
    known = {text: _months(text) for text in pd.unique(cells)}
    return np.array([known[text] for text in cells], np.int64).reshape(len(cells))


def _months(text: object) -> int:
    bits = 0
    for part in parts_of(text):
        found = _MONTHS.match(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not (1 <= first <= _YEAR and 1 <= last <= _YEAR):
            return -1
        for month in range(first, last + (1 if last >= first else _YEAR + 1)):
            bits |= 1 << ((month - 1) % _YEAR)
    return bits


def _columns(given: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """The columns that are known, those that are absent empty; rows where a number is none."""
    unread = np.zeros(len(given), bool)
    words = {"skills", "busy_months", "months", "wishes", "current", "village", "workshop"}
    made: dict[str, Any] = {}
    for name in names:
        if name in words:
            cells = given[name] if name in given else pd.Series("", given.index, dtype=object)
            made[name] = cells.astype(object).where(cells.notna(), "").map(_text)
        else:
            made[name] = pd.to_numeric(given[name], errors="coerce") if name in given else np.nan
            if name in given:
                cells = given[name]
                unread |= (cells.notna() & (cells != "") & made[name].isna()).to_numpy()
    frame = pd.DataFrame(made, index=given.index)
    numbers = [name for name in names if name not in words]
    return frame.astype(dict.fromkeys(numbers, float)), unread


def _text(cell: object) -> str:
    """A cell as text; a whole number without its decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _bits(have: pd.Series, need: pd.Series) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A bit for each skill that a job needs."""
    wanted = [parts_of(cell) for cell in need]
    place = {code: at for at, code in enumerate(sorted({code for one in wanted for code in one}))}
    width = max(1, -(-len(place) // _WORD))
    made = []
    for cells in (map(parts_of, have), wanted):
        rows = list(cells)
        bits = np.zeros((len(rows), width), np.uint64)
        for row, codes in enumerate(rows):
            for code in codes:
                at = place.get(code)
                if at is not None:
                    bits[row, at // _WORD] |= np.uint64(1 << (at % _WORD))
        made.append(bits)
    return made[0], made[1]


def _named(posts: pd.DataFrame) -> dict[str, list[int]]:
    """The positions of the job, or of all jobs of the workshop, of each name."""
    named: dict[str, list[int]] = {}
    for at, (job, workshop) in enumerate(zip(posts.index, posts["workshop"], strict=True)):
        named.setdefault(str(job), []).append(at)
        if workshop and workshop != str(job):
            named.setdefault(workshop, []).append(at)
    return named


def _points(
    candidates: pd.DataFrame, people: pd.DataFrame, posts: pd.DataFrame, found: "_Faults"
) -> pd.Series:
    """Points by worker * m + job; rows that name nobody, nothing or no number are listed."""
    at_worker = {str(one): at for at, one in enumerate(people.index)}
    named, jobs = _named(posts), set(map(str, posts.index))
    number = pd.to_numeric(candidates["points"], errors="coerce").to_numpy(float)
    cells = candidates[["worker_id", "job_id"]].astype(object).where(candidates.notna(), "")
    seen: dict[tuple[int, str], float] = {}
    for row, (who, job) in enumerate(zip(*(cells[c].map(_text) for c in cells), strict=True)):
        pair = at_worker.get(who, -1), job
        fault, value = "", ""
        if pair[0] < 0:
            fault, value = "worker", who
        elif job not in named:
            fault, value = "job", job
        elif not np.isfinite(number[row]):
            fault, value = "points", candidates["points"].iloc[row]
        elif pair in seen:
            fault, value = "pair", job
        if fault:
            found.row("candidates", row, who, fault, value)
        else:
            seen[pair] = number[row]
    m = len(posts)
    made = {
        worker * m + at: points
        for one in (False, True)  # first of workshops, then of jobs
        for (worker, job), points in seen.items()
        if (job in jobs) == one
        for at in named[job]
    }
    return pd.Series(made, dtype=float)


def _wishes(
    people: pd.DataFrame, posts: pd.DataFrame, found: "_Faults"
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Wishes, their entries (n, K) and jobs held (n,) as positions; what names no job is listed."""
    named = _named(posts)
    ids = pd.Index(posts.index.map(str))
    lists = []
    for row, cell in enumerate(people["wishes"]):
        mine: dict[int, int] = {}
        entry = 0
        for part in parts_of(cell):
            if part not in named:
                found.add("workers", row, people.index[row], "wish", part)
                continue
            entry += 1
            for at in named[part]:
                mine.setdefault(at, entry)
        lists.append(mine)
    wishes = np.full((len(lists), max([1, *map(len, lists)])), -1, np.int64)
    entries = np.zeros_like(wishes)
    for row, mine in enumerate(lists):
        wishes[row, : len(mine)] = list(mine)
        entries[row, : len(mine)] = list(mine.values())
    held = ids.get_indexer(pd.Index(people["current"])) if len(people) else np.empty(0, np.int64)
    for lost in np.flatnonzero((held < 0) & (people["current"] != "").to_numpy()):
        at = int(lost)
        found.add("workers", at, people.index[at], "current", people["current"].iloc[at])
    return wishes, entries, held.astype(np.int64)


class _Faults:
    """What is wrong, row by row."""

    def __init__(self, lists: dict[str, pd.DataFrame]) -> None:
        self._rows: list[tuple[str, int, object, str, str]] = []
        self._number = {
            name: frame["row"].to_numpy() if "row" in frame else np.arange(1, len(frame) + 1)
            for name, frame in lists.items()
        }
        self._kept: dict[str, NDArray[np.intp]] = {}

    def rows(
        self,
        name: str,
        frame: pd.DataFrame,
        rules: dict[str, Callable[[pd.DataFrame], Any]],
    ) -> NDArray[np.bool_]:
        """Which rows keep every rule and have an id of their own; the first fault is told."""
        fault = np.full(len(frame), "", object)
        ids = pd.Series(frame.index)
        fault[ids.duplicated().to_numpy()] = "twice"
        fault[(ids.isna() | (ids.astype(str).str.strip() == "")).to_numpy()] = "id"
        for code, holds in rules.items():
            fault[(fault == "") & ~np.asarray(holds(frame), bool)] = code
        for row in np.flatnonzero(fault != ""):
            number = int(self._number[name][row])
            self._rows.append((name, number, frame.index[row], str(fault[row]), ""))
        kept: NDArray[np.bool_] = fault == ""
        self._kept[name] = np.flatnonzero(kept)
        return kept

    def add(self, name: str, row: int, label: object, code: str, value: object) -> None:
        """One more, in a row that is kept."""
        number = int(self._number[name][self._kept[name][row]])
        self._rows.append((name, number, label, code, str(value)))

    def row(self, name: str, row: int, label: object, code: str, value: object) -> None:
        """One more, of a row of a list that is not thinned out."""
        told = "" if value is None or value != value else str(value)
        self._rows.append((name, int(self._number[name][row]), label, code, told))

    def frame(self) -> pd.DataFrame:
        """One row per fault."""
        return pd.DataFrame(self._rows, columns=["list", "row", "id", "fault", "value"])
