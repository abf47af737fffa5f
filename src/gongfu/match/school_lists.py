"""The lists of an admission, row by row: what holds goes on, what does not is named."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError

__all__: Final = ("LEFT_OUT", "Lists", "checked_lists", "long_choices")

LEFT_OUT: Final = ("list", "row", "pupil", "school", "fault")
_CHOICE: Final = "choice_"
_YES: Final = ("1", "1.0", "true", "yes", "y", "是", "有")
_NO: Final = ("", "0", "0.0", "false", "no", "n", "否", "无")
_EXACT: Final = 2.0**53


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """What holds of the lists: pupils and schools by id, choices in order, faults.

    pupils (index: id, as text), schools (index: id, with `seats`), reserves (`school`, `group`,
    `reserved`, `ceiling`); choices sorted by pupil and rank: `pupil_at`, `school_at`, `rank`,
    `points`, `sibling`, `walks`, `time_s` and `walk_s` (NaN: not told, none); left_out with the
    columns `LEFT_OUT`.
    """

    pupils: pd.DataFrame
    choices: pd.DataFrame
    schools: pd.DataFrame
    reserves: pd.DataFrame
    left_out: pd.DataFrame


class _Faults:
    """Faults as they are found."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(self, name: str, fault: str, frame: pd.DataFrame, mask: NDArray[np.bool_]) -> None:
        """The rows of a list where `mask` holds."""
        if not mask.any():
            return
        rows = frame[mask]
        self._parts.append(
            pd.DataFrame(
                {
                    "list": name,
                    "row": rows["row"].to_numpy(),
                    "pupil": rows["pupil"].to_numpy(object) if "pupil" in rows else None,
                    "school": rows["school"].to_numpy(object) if "school" in rows else None,
                    "fault": fault,
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """All of them."""
        if not self._parts:
            return pd.DataFrame({name: pd.Series(dtype=object) for name in LEFT_OUT})
        return pd.concat(self._parts, ignore_index=True)


def long_choices(pupils: pd.DataFrame) -> pd.DataFrame:
    """Choices one per row, from lists that stand beside the pupils.

    Parameters
    ----------
    pupils
        `pupil`, and `choice_1`, `choice_2`, ... with ids of schools; empty where a list ends.

    Returns
    -------
    DataFrame
        `pupil`, `school`, `rank` and `row`, the row of the pupil; empty cells are left out.
    """
    names = [str(name) for name in pupils if str(name).startswith(_CHOICE)]
    wrong = [name for name in names if not name.removeprefix(_CHOICE).isdigit()]
    if wrong or not names or "pupil" not in pupils:
        raise InputError(
            f"pupils: choices beside pupils need columns pupil, choice_1, choice_2, ...; it has "
            f"{', '.join(map(str, pupils.columns))}"
        )
    rows = pupils["row"].to_numpy() if "row" in pupils else np.arange(len(pupils)) + 1
    parts = [
        pd.DataFrame(
            {
                "pupil": pupils["pupil"].to_numpy(object),
                "school": _texts(pupils[name]),
                "rank": int(name.removeprefix(_CHOICE)),
                "row": rows,
            }
        )
        for name in names
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[(whole["school"] != "").to_numpy()].reset_index(drop=True)


def checked_lists(
    pupils: pd.DataFrame,
    choices: pd.DataFrame,
    schools: pd.DataFrame,
    reserves: pd.DataFrame | None,
) -> Lists:
    """What holds of the lists of an admission; columns as in `schools.admit`.

    Returns
    -------
    Lists
        Complete; a faulty row is in `left_out` and, unless it only asks for attention, nowhere
        else.
    """
    for name, frame, needed in (
        ("pupils", pupils, ("pupil",)),
        ("choices", choices, ("pupil", "school", "rank")),
        ("schools", schools, ("school", "seats")),
        ("reserves", reserves, ("school", "group", "reserved")),
    ):
        lost = [] if frame is None else [one for one in needed if one not in frame]
        if lost:
            raise InputError(
                f"{name}: no column {', '.join(map(repr, lost))}; it has "
                f"{', '.join(map(str, frame.columns))}: add or rename it"  # type: ignore[union-attr]
            )
    faults = _Faults()
    some_pupils = _by_id(_numbered(pupils), "pupils", "pupil", faults)
    some_schools = _schools(_numbered(schools), faults)
    chosen = _choices(_numbered(choices), some_pupils, some_schools, faults)
    kept = _reserves(reserves, some_pupils, some_schools, faults)
    _claims(chosen, some_pupils, some_schools, faults)
    return Lists(some_pupils, chosen, some_schools, kept, faults.frame())


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """With ids as text and the number of each row."""
    ids = {name: _texts(frame[name]) for name in ("pupil", "school") if name in frame}
    rows = {} if "row" in frame else {"row": np.arange(len(frame)) + 1}
    return frame.reset_index(drop=True).assign(**ids, **rows)


def _texts(values: pd.Series) -> NDArray[np.object_]:
    """Ids as text without spaces around; "" where there is none."""
    if values.dtype.kind == "f":  # ids such as 12 beside empty cells
        number = values.to_numpy(float, na_value=np.nan)
        if (np.isnan(number) | (np.abs(number) < _EXACT) & (number == np.floor(number))).all():
            values = values.astype("Int64")
    texts = values.astype(object).where(values.notna().to_numpy(), "").astype(str)
    stripped: NDArray[np.object_] = texts.str.strip().to_numpy(object)
    return stripped


def _by_id(frame: pd.DataFrame, name: str, key: str, faults: _Faults) -> pd.DataFrame:
    """One row per id; alike rows count once, rows that differ not at all."""
    blank = (frame[key] == "").to_numpy()
    faults.add(name, f"{key}_blank", frame, blank)
    frame = frame[~blank]
    again = frame[key].duplicated(keep=False).to_numpy()
    if again.any():
        alike = frame.drop(columns="row").duplicated(keep=False).to_numpy()
        # An id stands in alike rows only, or in at least one that differs from the others.
        told = frame.drop(columns="row")[again].drop_duplicates()[key]
        differs = frame[key].isin(told[told.duplicated()]).to_numpy()
        later = again & alike & ~differs & frame[key].duplicated().to_numpy()
        faults.add(name, f"{key}_differs", frame, differs)
        faults.add(name, f"{key}_repeated", frame, later)
        frame = frame[~(differs | later)]
    return frame.set_index(key)


def _schools(frame: pd.DataFrame, faults: _Faults) -> pd.DataFrame:
    """Schools whose seats are known."""
    seats = pd.to_numeric(frame["seats"], errors="coerce").to_numpy(float)
    whole = np.isfinite(seats) & (seats >= 0) & (seats == np.floor(seats))
    faults.add("schools", "seats_unknown", frame, ~whole)
    faults.add("schools", "seats_none", frame, whole & (seats == 0))
    frame = frame.assign(seats=np.where(whole, seats, 0).astype(np.int64))[whole]
    return _by_id(frame, "schools", "school", faults)


def _choices(
    frame: pd.DataFrame, pupils: pd.DataFrame, schools: pd.DataFrame, faults: _Faults
) -> pd.DataFrame:
    """Choices of pupils and schools that are known, each school and each rank once."""
    pupil_at = pupils.index.get_indexer(pd.Index(frame["pupil"]))
    school_at = schools.index.get_indexer(pd.Index(frame["school"]))
    rank = pd.to_numeric(frame["rank"], errors="coerce").to_numpy(float)
    out = np.zeros(len(frame), bool)

    def leave(fault: str, mask: NDArray[np.bool_]) -> None:
        faults.add("choices", fault, frame, mask & ~out)
        out[:] |= mask

    leave("pupil_unknown", pupil_at < 0)
    leave("school_unknown", school_at < 0)
    leave("rank_unknown", ~(np.isfinite(rank) & (rank >= 1) & (rank == np.floor(rank))))
    points = _points(frame, pupils, pupil_at)
    leave("points_unknown", ~np.isfinite(points))
    found = pd.DataFrame(
        {
            "pupil_at": pupil_at,
            "school_at": school_at,
            "rank": rank,
            "points": points,
            "sibling": _siblings(frame, pupils, pupil_at, out, faults),
            "walks": _walks(frame, schools, school_at, out, faults),
            "time_s": _numbers(frame, "time_s"),
            "walk_s": np.append(_numbers(schools, "walk_s"), np.nan)[school_at],
            "at": np.arange(len(frame)),
        }
    )
    found = found[~out].sort_values(["pupil_at", "rank", "at"], kind="stable")
    for fault, key in (("school_again", "school_at"), ("rank_again", "rank")):
        again = np.zeros(len(frame), bool)
        again[found["at"][found.duplicated(["pupil_at", key]).to_numpy()]] = True
        leave(fault, again)
        found = found[~again[found["at"]]]
    return found.astype({"rank": np.int64}).reset_index(drop=True)


def _points(
    frame: pd.DataFrame, pupils: pd.DataFrame, pupil_at: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Points at each choice: of the choice if it says, else of the pupil, else nobody's: 0."""
    if "points" not in frame and "points" not in pupils:
        return np.zeros(len(frame))
    points = np.full(len(frame), np.nan)
    if "points" in pupils:
        own = np.append(pd.to_numeric(pupils["points"], errors="coerce").to_numpy(float), np.nan)
        points = own[pupil_at]
    if "points" in frame:
        here = pd.to_numeric(frame["points"], errors="coerce").to_numpy(float)
        says = frame["points"].notna().to_numpy()
        if frame["points"].dtype.kind not in "iuf":
            says = _texts(frame["points"]) != ""
        points = np.where(says, here, points)
    return points


def _numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column as numbers; NaN where it is none, or there is none."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    numbers: NDArray[np.float64] = pd.to_numeric(frame[name], errors="coerce").to_numpy(float)
    return numbers


def _siblings(
    frame: pd.DataFrame,
    pupils: pd.DataFrame,
    pupil_at: NDArray[np.int64],
    out: NDArray[np.bool_],
    faults: _Faults,
) -> NDArray[np.bool_]:
    """Where a brother or sister is in that school."""
    has = np.zeros(len(frame), bool)
    if "sibling" in frame and len(frame):
        said = np.char.lower(_texts(frame["sibling"]).astype(str))
        has |= np.isin(said, _YES)
        faults.add("choices", "sibling_unknown", frame, ~np.isin(said, _YES + _NO) & ~out)
    if "sibling_school" in pupils:
        where = np.append(_texts(pupils["sibling_school"]), "")[pupil_at]
        has |= (where == frame["school"].to_numpy(object)) & (where != "")
    return has


def _walks(
    frame: pd.DataFrame,
    schools: pd.DataFrame,
    school_at: NDArray[np.int64],
    out: NDArray[np.bool_],
    faults: _Faults,
) -> NDArray[np.bool_]:
    """Where the pupil lives within the walk zone of the school."""
    if "walk_s" not in schools:
        return np.zeros(len(frame), bool)
    limit = np.append(_numbers(schools, "walk_s"), np.nan)
    zone = limit[school_at]
    wrong = (_texts(schools["walk_s"]) != "") & ~(limit[:-1] >= 0)
    faults.add("schools", "walk_unknown", schools.reset_index(), wrong)
    if not np.isfinite(limit).any():
        return np.zeros(len(frame), bool)
    if "time_s" not in frame:
        raise InputError(
            "schools have walk zones (walk_s), and choices say no travel time; add time_s, such as "
            "gongfu reach finds it, or leave walk_s out"
        )
    time = _numbers(frame, "time_s")
    faults.add("choices", "time_unknown", frame, np.isfinite(zone) & np.isnan(time) & ~out)
    near: NDArray[np.bool_] = time <= zone
    return near


def _reserves(
    frame: pd.DataFrame | None, pupils: pd.DataFrame, schools: pd.DataFrame, faults: _Faults
) -> pd.DataFrame:
    """Seats for groups that schools have; where they ask too much of a school, none there."""
    if frame is None or frame.empty:
        return pd.DataFrame({"school": [], "group": [], "reserved": [], "ceiling": []})
    if "group" not in pupils:
        raise InputError("reserves need the group of each pupil; add a column group to the pupils")
    frame = _numbered(frame)
    frame["group"] = _texts(frame["group"])
    reserved = pd.to_numeric(frame["reserved"], errors="coerce").to_numpy(float)
    ceiling: NDArray[Any] = np.full(len(frame), np.inf)
    if "ceiling" in frame:
        given = pd.to_numeric(frame["ceiling"], errors="coerce").to_numpy(float)
        ceiling = np.where(_texts(frame["ceiling"]) == "", np.inf, given)
    here = schools.index.get_indexer(pd.Index(frame["school"]))
    lost = here < 0
    faults.add("reserves", "school_unknown", frame, lost)
    twice = frame.duplicated(["school", "group"], keep=False).to_numpy() & ~lost
    faults.add("reserves", "reserve_twice", frame, twice)
    whole = (reserved >= 0) & (reserved == np.floor(reserved)) & (reserved <= ceiling)
    whole &= (ceiling == np.inf) | (ceiling == np.floor(ceiling))
    wrong = ~whole & ~lost & ~twice
    faults.add("reserves", "reserve_unknown", frame, wrong)
    kept = ~(lost | twice | wrong)
    total = np.bincount(here[kept], reserved[kept], len(schools))
    many = kept & (np.append(total > schools["seats"].to_numpy(), [False])[here])
    faults.add("reserves", "reserve_beyond_seats", frame, many)
    kept &= ~many
    of_pupils = _texts(pupils["group"])
    faults.add("pupils", "group_blank", pupils.reset_index(), of_pupils == "")
    faults.add("reserves", "group_unknown", frame, kept & ~np.isin(frame["group"], of_pupils))
    frame = frame.assign(reserved=reserved, ceiling=ceiling, school_at=here)[kept]
    return frame[["school", "group", "reserved", "ceiling", "school_at"]].reset_index(drop=True)


def _claims(
    choices: pd.DataFrame, pupils: pd.DataFrame, schools: pd.DataFrame, faults: _Faults
) -> None:
    """Schools where more brothers and sisters ask than there are seats, or that are none."""
    if "sibling_school" in pupils:
        where = pd.Index(_texts(pupils["sibling_school"]))
        lost = (schools.index.get_indexer(where) < 0) & (where.to_numpy() != "")
        faults.add("pupils", "sibling_school_unknown", pupils.reset_index(), lost)
    asked = np.bincount(choices["school_at"][choices["sibling"]], minlength=len(schools))
    frame = schools.reset_index()
    faults.add("schools", "siblings_beyond_seats", frame, asked > schools["seats"].to_numpy())
