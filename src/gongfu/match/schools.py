"""Pupils to schools, by id: priorities, points and a lottery that anybody can draw again."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import admission as kernels
from gongfu.match import admission
from gongfu.match.admission import Admission, Groups, Lottery
from gongfu.match.school_lists import Lists, checked_lists

__all__: Final = ("RULES", "Priorities", "SchoolAdmission", "admit", "lottery_numbers")

Rule = Literal["deferred", "immediate", "cycles"]
RULES: Final = ("deferred", "immediate", "cycles")
_CLAIMS: Final = ("sibling", "walk")
_LOT_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Priorities:
    """Who comes before whom at a school whatever the points, the first class first.

    classes: what a pupil needs for each: "sibling" (a brother or sister is there), "walk" (lives
    within its walk zone), or both as "sibling+walk".  Whoever is in none of them comes last.
    The four classes of Abdulkadiroglu and Sonmez (2003) are the default; () leaves points alone.
    """

    classes: tuple[str, ...] = ("sibling+walk", "sibling", "walk")

    def __post_init__(self) -> None:
        wrong = [one for one in self.classes if not set(one.split("+")) <= set(_CLAIMS)]
        if wrong or len(set(self.classes)) < len(self.classes):
            raise InputError(
                f"priorities are 'sibling', 'walk' or 'sibling+walk', each once; they are "
                f"{self.classes!r}"
            )

    def levels(self, claims: dict[str, NDArray[np.bool_]], n: int) -> NDArray[np.int64]:
        """How high each pair stands: 0 the last class, `len(classes)` the first."""
        level = np.zeros(n, np.int64)
        for at, one in reversed(list(enumerate(self.classes))):
            holds = np.ones(n, bool)
            for claim in one.split("+"):
                holds &= claims[claim]
            level[holds] = len(self.classes) - at
        return level

    def name(self, level: int) -> str:
        """What a level is called: its class, "" for the last."""
        return self.classes[len(self.classes) - level] if level > 0 else ""


@dataclass(frozen=True, slots=True, eq=False)
class SchoolAdmission:
    """An admission that a human has yet to confirm.

    Attributes
    ----------
    admissions
        One row per pupil, in the order of the list: `pupil`, `school` (missing: none), `rank` (as
        the pupil numbered it, 1 the first choice), `group` if pupils have one, `priority` and
        `points` there, `by_lottery` (the lottery let the pupil in, or kept it out of a school that
        it wanted more), `lottery` (its place in a single lottery, 1 the first), `reason`:
        "admitted", "seats_taken" or "no_choice".
    choices
        One row per choice that counts: `pupil`, `rank`, `school`, `priority`, `points`, `time_s`
        (of the way, inf: farther than was measured) and `walk_s` (of the school), `lottery`,
        `cutoff_priority`, `cutoff_points` (for the group of the pupil; missing where seats are
        left or none exist), `outcome`: "admitted", "not_needed" (a choice before it was met),
        "below" (the cutoff), "lottery" (as many points as the cutoff, and a later lot), "closed"
        (no seats), or "rule" (enough, and yet not admitted: only by other rules than "deferred").
    schools
        One row per school: `school`, `seats`, `taken`, `seats_left`, `first_choices`,
        `applicants`, `cutoff_priority`, `cutoff_points`, `by_lottery`.
    ranks
        `rank` and `pupils`: how many got their first choice, their second, ...
    left_out
        `list`, `row`, `pupil`, `school`, `fault`: rows that did not count, or ask for attention.
    n_complaints
        Pupils who would rather sit in a school that would have taken them.
    settings
        The rule, the lottery, its seed, the priorities, and whether seats are reserved.
    """

    admissions: pd.DataFrame
    choices: pd.DataFrame
    schools: pd.DataFrame
    ranks: pd.DataFrame
    left_out: pd.DataFrame
    n_complaints: int
    settings: dict[str, Any]

    @property
    def is_stable(self) -> bool:
        """Whether nobody has reason to complain."""
        return self.n_complaints == 0


def lottery_numbers(seed: int, ids: pd.Index) -> NDArray[np.uint64]:
    """The number of each id in the lottery; the lower comes first.

    Parameters
    ----------
    seed
        Published before the draw.
    ids
        Of pupils, or "PUPIL:SCHOOL" for a lottery at each school.

    Returns
    -------
    ndarray
        The first eight bytes of SHA-256 of "SEED:ID" in UTF-8, as a whole number.  It depends on
        nothing else, so that anybody can draw again with `sha256sum`.

    Examples
    --------
    >>> lottery_numbers(2027, pd.Index(["p1", "p2"]))
    array([16027909176945441724,  3073371052045893963], dtype=uint64)
    """
    return np.array(
        [
            int.from_bytes(hashlib.sha256(f"{seed}:{one}".encode()).digest()[:_LOT_BYTES], "big")
            for one in ids.to_numpy(object)
        ],
        np.uint64,
    )


def admit(
    pupils: pd.DataFrame,
    choices: pd.DataFrame,
    schools: pd.DataFrame,
    *,
    lottery_seed: int,
    lottery: Lottery = "single",
    rule: Rule = "deferred",
    priorities: Priorities | None = None,
    reserves: pd.DataFrame | None = None,
) -> SchoolAdmission:
    """Who is admitted where, why, and which rows of the lists did not count.

    Parameters
    ----------
    pupils
        `pupil`; perhaps `group` (resident, newcomer), `points`, `sibling_school`.
    choices
        `pupil`, `school`, `rank` (1 the most wanted); perhaps `points` at that school, `sibling`,
        `time_s` (travel time to it, in seconds).  `school_lists.long_choices` makes it of lists
        beside the pupils.  Without any points all have as many; missing points are not 0: such a
        choice does not count.
    schools
        `school`, `seats`; perhaps `walk_s`: who lives within so many seconds is in its walk zone.
    lottery_seed
        Published before the draw.
    lottery
        "single": one number for each pupil; "multiple": one at each school.
    rule
        "deferred" acceptance (stable, no list but the true one pays), "immediate" acceptance or
        trading "cycles", to compare.
    priorities
        Before points; None for `Priorities()`.
    reserves
        `school`, `group`, `reserved`, perhaps `ceiling`: seats kept for a group while its pupils
        ask, and the most that it may have.  For "deferred" only.

    Returns
    -------
    SchoolAdmission
        The order of rows in the lists changes nothing but the order of rows in the answer; only
        where a pupil names a school or a rank twice, the first row counts.

    Raises
    ------
    InputError
        A column is absent, or a knob is none of those above.  Faulty rows are not raised: they
        are listed in `left_out`, and the others go on.
    """
    if rule not in RULES:
        raise InputError(f"rule must be one of {', '.join(RULES)}; it is {rule!r}")
    if lottery not in ("single", "multiple"):
        raise InputError(f"lottery must be 'single' or 'multiple'; it is {lottery!r}")
    has_reserves = reserves is not None and not reserves.empty
    if has_reserves and rule != "deferred":
        raise InputError(f"rule {rule!r} knows no reserves; leave them out, or use 'deferred'")
    lists = checked_lists(pupils, choices, schools, reserves)

    order = Priorities() if priorities is None else priorities
    choice, value, scale, slot = _numbered(lists, order)
    lots = _lots(lists, lottery_seed, choice, slot, each_school=lottery == "multiple")
    groups, group_at = _groups(lists)
    seats = lists.schools["seats"].to_numpy()

    if rule == "deferred":
        found = admission.deferred_acceptance(choice, value, seats, lots=lots, groups=groups)
    elif rule == "immediate":
        found = admission.immediate_acceptance(choice, value, seats, lots=lots)
    else:
        found = admission.top_trading_cycles(choice, value, seats, lots=lots)
    check = admission.stability(choice, value, seats, found.assigned, lots=lots, groups=groups)

    told = _choices(lists, found, value[slot], scale, order, slot, group_at)
    admissions = _admissions(lists, found, told, lottery)
    return SchoolAdmission(
        admissions,
        told.drop(columns=["pupil_at", "school_at"]),
        _schools(lists, found, told, scale, order),
        _ranks(admissions),
        lists.left_out,
        int(check.pupil.size),
        {"rule": rule, "lottery": lottery, "lottery_seed": lottery_seed,
         "priorities": list(order.classes), "reserves": has_reserves},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """value = level * len(points) + position in points: priority first, then points, exactly."""

    points: NDArray[np.float64]

    def parts(self, value: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Level and points of values; level -1 and NaN where a value is none."""
        size = max(self.points.size, 1)
        is_value = (value >= 0) & (value != kernels.CLOSED)
        inner = np.where(is_value, value, 0)
        points = np.append(self.points, 0.0)[inner % size]
        return np.where(is_value, inner // size, -1), np.where(is_value, points, np.nan)


Slot = tuple[NDArray[np.int64], NDArray[np.int64]]


def _numbered(
    lists: Lists, order: Priorities
) -> tuple[NDArray[np.int32], NDArray[np.int64], _Scale, Slot]:
    """Lists and values (n, K), and the pupil and place of each row of the choices."""
    rows = lists.choices
    pupil = rows["pupil_at"].to_numpy(np.int64)
    place = np.arange(pupil.size) - np.searchsorted(pupil, pupil)
    shape = len(lists.pupils), int(place.max(initial=0)) + 1
    points, position = np.unique(rows["points"].to_numpy(float), return_inverse=True)
    claims = {"sibling": rows["sibling"].to_numpy(bool), "walk": rows["walks"].to_numpy(bool)}
    level = order.levels(claims, pupil.size)
    choice = np.full(shape, -1, np.int32)
    value = np.zeros(shape, np.int64)
    choice[pupil, place] = rows["school_at"].to_numpy()
    value[pupil, place] = level * points.size + position
    return choice, value, _Scale(points), (pupil, place)


def _lots(
    lists: Lists, seed: int, choice: NDArray[np.int32], slot: Slot, *, each_school: bool
) -> NDArray[np.int64]:
    """Places in the lottery, by number and then by id, 1 the first: (n,), or (n, K)."""
    ids = lists.pupils.index
    if each_school:
        pupil, place = slot
        schools = lists.schools.index.to_numpy(object)[choice[slot]]
        ids = pd.Index([f"{p}:{s}" for p, s in zip(ids.to_numpy()[pupil], schools, strict=True)])
    order = np.lexsort((np.argsort(np.argsort(ids.to_numpy(str))), lottery_numbers(seed, ids)))
    number = np.empty(len(ids), np.int64)
    number[order] = np.arange(1, len(ids) + 1)
    if not each_school:
        return number
    lots = np.zeros(choice.shape, np.int64)
    lots[pupil, place] = number
    return lots


def _groups(lists: Lists) -> tuple[Groups | None, NDArray[np.int64]]:
    """Reserves as arrays, and the group of each pupil as its column there."""
    none = np.zeros(len(lists.pupils), np.int64)
    if lists.reserves.empty:
        return None, none
    told = lists.pupils["group"].astype(object)
    text = told.where(told.notna().to_numpy(), "").astype(str).str.strip()
    names = pd.Index(sorted({*text, *lists.reserves["group"]}))
    seats = lists.schools["seats"].to_numpy()
    reserved = np.zeros((seats.size, names.size), np.int64)
    ceiling = np.repeat(seats[:, None], names.size, axis=1)
    at = lists.reserves["school_at"].to_numpy(np.int64), names.get_indexer(lists.reserves["group"])
    reserved[at] = lists.reserves["reserved"].to_numpy(np.int64)
    ceiling[at] = np.minimum(lists.reserves["ceiling"].to_numpy(float), seats[at[0]])
    group = names.get_indexer(text).astype(np.int64)
    return Groups(group, reserved, ceiling), group


def _choices(
    lists: Lists, found: Admission, value: NDArray[np.int64], scale: _Scale, order: Priorities,
    slot: Slot, group_at: NDArray[np.int64],
) -> pd.DataFrame:  # fmt: skip
    """What came of each choice, and what it would have needed."""
    pupil, place = slot
    school = lists.choices["school_at"].to_numpy(np.int64)
    bar = found.group_cutoffs[school, group_at[pupil]]
    tied = found.tied[school, group_at[pupil]]
    rank = found.rank[pupil]
    names = np.array([order.name(level) for level in range(len(order.classes) + 1)], object)
    level, points = scale.parts(value)
    bar_level, bar_points = scale.parts(bar)
    outcome = np.select(
        [rank == place, (rank >= 0) & (place > rank), bar == kernels.CLOSED, value < bar,
         tied & (value == bar)],
        ["admitted", "not_needed", "closed", "below", "lottery"],
        "rule",
    )  # fmt: skip
    lots = found.places_in_lottery
    return pd.DataFrame(
        {
            "pupil": lists.pupils.index.to_numpy(object)[pupil],
            "rank": lists.choices["rank"].to_numpy(np.int64),
            "school": lists.schools.index.to_numpy(object)[school],
            "priority": names[level],
            "points": points,
            "time_s": lists.choices["time_s"].to_numpy(float),
            "walk_s": lists.choices["walk_s"].to_numpy(float),
            "lottery": lots[pupil, place if lots.shape[1] > 1 else 0],
            "cutoff_priority": np.array([*names, None], object)[bar_level],
            "cutoff_points": bar_points,
            "outcome": outcome.astype(object),
            "pupil_at": pupil,
            "school_at": school,
        }
    )


def _admissions(
    lists: Lists, found: Admission, told: pd.DataFrame, lottery: Lottery
) -> pd.DataFrame:
    """One row per pupil."""
    got = told[told["outcome"] == "admitted"].set_index("pupil_at")
    got = got.reindex(np.arange(len(lists.pupils)))
    asks = np.bincount(told["pupil_at"], minlength=len(lists.pupils)) > 0
    columns: dict[str, Any] = {
        "pupil": lists.pupils.index.to_numpy(object),
        "school": got["school"].to_numpy(object),
        "rank": got["rank"].astype("Int64").array,
    }
    if "group" in lists.pupils:
        columns["group"] = lists.pupils["group"].to_numpy(object)
    columns |= {
        "priority": got["priority"].to_numpy(object),
        "points": got["points"].to_numpy(float),
        "by_lottery": found.by_lottery,
    }
    if lottery == "single":
        columns["lottery"] = found.places_in_lottery[:, 0]
    columns["reason"] = np.select(
        [found.rank >= 0, asks], ["admitted", "seats_taken"], "no_choice"
    ).astype(object)
    return pd.DataFrame(columns)


def _schools(
    lists: Lists, found: Admission, told: pd.DataFrame, scale: _Scale, order: Priorities
) -> pd.DataFrame:
    """One row per school."""
    m = len(lists.schools)
    seats = lists.schools["seats"].to_numpy()
    level, points = scale.parts(found.cutoffs)
    names = [order.name(one) if one >= 0 else None for one in level]
    first = told["school_at"][told["rank"] == 1]
    return pd.DataFrame(
        {
            "school": lists.schools.index.to_numpy(object),
            "seats": seats,
            "taken": seats - found.seats_left,
            "seats_left": found.seats_left,
            "first_choices": np.bincount(first, minlength=m),
            "applicants": np.bincount(told["school_at"], minlength=m),
            "cutoff_priority": pd.Series(names, dtype=object),
            "cutoff_points": points,
            "by_lottery": found.tied.any(axis=1),
        }
    )


def _ranks(admissions: pd.DataFrame) -> pd.DataFrame:
    """How many got which choice; the last row, with a missing rank, those without a seat."""
    rank = admissions["rank"].fillna(0).to_numpy(np.int64)
    counts = np.bincount(rank, minlength=1)
    label = pd.array([*range(1, counts.size), pd.NA], dtype="Int64")
    return pd.DataFrame({"rank": label, "pupils": np.roll(counts, -1)})
