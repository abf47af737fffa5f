"""What is asked of a zone's circle: which kinds, how far, how, and of which place."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.place_names import find_place
from gongfu.app.transit import ByTimetable
from gongfu.errors import InputError, NotFoundError
from gongfu.io.headings import KIND_WORDS
from gongfu.measure.streets import DIRECTIONS, TRANSIT, Direction
from gongfu.model.kind import KINDS
from gongfu.model.place import ancestors
from gongfu.model.schema import row_words
from gongfu.model.walker import WALKERS
from gongfu.model.zone import MODES, Zone
from gongfu.units import S_PER_MIN

POSITION: Final = ("lon", "lat")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; what is left empty is as the zone's reach settings say.

    kinds: keys or words such as 医院; mode: walk, cycle, drive or transit; walker: who walks;
    minutes: > 0; direction: "to" facilities or "from" them; place: code or name of the place whose
    communities are wanted; if_missing: what a facility counts that does not say its capacity; ride:
    by which timetable and when, with the mode transit alone.
    """

    kinds: tuple[str, ...] = ()
    mode: str = ""
    walker: str = ""
    minutes: float | None = None
    direction: Direction = "to"
    place: str = ""
    if_missing: float | None = None
    ride: ByTimetable | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question put to a zone, checked.

    kinds: keys, `named` if the question named them; place: its code, "" for the whole zone;
    inside (n,) bool: the communities of that place; above: `ancestors` of all places.
    """

    zone: Zone
    kinds: tuple[str, ...]
    named: bool
    mode: str
    walker: str
    limit_s: float
    direction: Direction
    place: str
    inside: NDArray[np.bool_]
    above: pd.DataFrame
    if_missing: float | None
    ride: ByTimetable | None = None
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)

    @property
    def in_source(self) -> tuple[str, ...]:
        """Kinds that the source of the facilities can hold."""
        layer = self.zone.layers.get("facilities")
        there = set(layer.kinds if layer else ()) | set(self.zone.facilities["kind"].unique())
        return tuple(kind for kind in KINDS if kind in there)

    @property
    def place_names(self) -> Mapping[str, str]:
        """What the place is called in each language; empty for the whole zone."""
        if not self.place:
            return {}
        row = self.zone.places.loc[self.place]
        return {"en": row["name_en"] or row["name"], "zh": row["name"]}


def put(zone: Zone, question: Question, *, people: bool = True, rides: bool = False) -> Asked:
    """The question, checked against the zone.

    Parameters
    ----------
    zone
        From `open_zone`.
    question
        What is asked.
    people
        Whether the answer needs communities.
    rides
        Whether the question can be answered by public transport.

    Returns
    -------
    Asked
        With the zone's own settings where the question says nothing.

    Raises
    ------
    InputError
        A kind, mode, direction or time that is none; a place whose name several bear; a zone
        without communities; public transport without a timetable, or the reverse.
    NotFoundError
        No place is called so, or nobody lives there.
    """
    kinds = _kinds(question.kinds)
    limit_s = zone.reach.limit_s
    if question.minutes is not None:
        limit_s = question.minutes * S_PER_MIN
    faults = []
    if not 0 < limit_s < float("inf"):
        faults.append(f"minutes is {question.minutes!r}; it must be more than 0, such as 15")
    mode = question.mode or zone.reach.mode
    faults += _mode_faults(mode, question.ride, rides)
    walker = question.walker or zone.reach.walker
    if walker not in WALKERS:
        faults.append(f"walker is {walker!r}; it must be one of {', '.join(WALKERS)}")
    if question.direction not in DIRECTIONS:
        faults.append(f"direction is {question.direction!r}; it must be 'to' or 'from'")
    if question.if_missing is not None and not 0 <= question.if_missing < float("inf"):
        faults.append(f"if_missing is {question.if_missing!r}; it must be a number >= 0")
    if people and zone.communities.empty:
        faults.append(
            "the zone has no communities; `gongfu import communities FILE --into ZONE` brings them"
        )
    if faults:
        raise InputError("; ".join(faults))

    above = ancestors(zone.places)
    place = find_place(zone.places, above, question.place) if question.place else ""
    inside = np.ones(len(zone.communities), bool)
    if place:
        inside = _lies_in(above, place)[zone.places.index.get_indexer(zone.communities["place"])]
        if people and not inside.any():
            raise NotFoundError(f"no community lies in {question.place!r}; name a larger place")
    return Asked(
        zone,
        kinds or zone.reach.kinds,
        bool(kinds),
        mode,
        walker,
        limit_s,
        question.direction,
        place,
        inside,
        above,
        question.if_missing,
        question.ride,
    )


def facilities_of(asked: Asked, *, value: str = "") -> tuple[pd.DataFrame, tuple[str, ...], int]:
    """The facilities of the kinds asked about, with a number in the column `value`.

    Parameters
    ----------
    asked
        A question put to a zone.
    value
        A column that the measure adds up, such as "capacity"; "" needs none.  If the question did
        not name its kinds, those of which it is not known throughout are left out.

    Returns
    -------
    tuple
        The facilities; the kinds left out; for how many facilities `if_missing` stood in.

    Raises
    ------
    NotFoundError
        There is no facility of a kind that was named, or none at all.
    InputError
        `value` is not known: which rows, and what to do.
    """
    facilities = asked.zone.facilities
    there = set(facilities["kind"].unique())
    lost = [kind for kind in asked.kinds if kind not in there]
    if lost and (asked.named or len(lost) == len(asked.kinds)):
        raise NotFoundError(
            f"no facilities of {', '.join(lost)} in the zone; it has "
            f"{', '.join(k for k in KINDS if k in there) or 'none at all'}: "
            "`gongfu import facilities FILE --into ZONE` brings a list"
        )
    mine = facilities[facilities["kind"].isin(asked.kinds).to_numpy()]
    if not value:
        return mine, (), 0
    position = value in POSITION
    if position or (value not in mine and asked.if_missing is None):
        numbers = mine.columns[[pd.api.types.is_numeric_dtype(kind) for kind in mine.dtypes]]
        has = ", ".join(numbers.drop([*POSITION])) or "none of numbers"
        if position:
            raise InputError(
                f"facilities: {value!r} says where they are, and adds up to nothing; their columns "
                f"of numbers are {has}"
            )
        raise InputError(
            f"facilities: no column {value!r}; its columns of numbers are {has}: bring one with "
            f"`gongfu import facilities FILE --into ZONE --columns {value}=…`"
        )
    known = mine[value] if value in mine else pd.Series(np.nan, index=mine.index)
    empty = known.isna()
    if asked.if_missing is not None:
        return mine.assign(**{value: known.fillna(asked.if_missing)}), (), int(empty.sum())
    unknown = tuple(k for k in asked.kinds if k in set(mine.loc[empty.to_numpy(), "kind"]))
    if unknown and (asked.named or len(unknown) == mine["kind"].nunique()):
        rows = row_words(empty.to_numpy(), np.arange(1, len(mine) + 1))
        raise InputError(
            f"facilities: {value!r} is not known in {rows} of the {len(mine)} of "
            f"{', '.join(unknown)}, such as {mine.index[empty.to_numpy()][0]!r}; bring a list that "
            "has it with `gongfu import facilities FILE --into ZONE`, or give the number to take "
            "where it is missing with --if-missing"
        )
    return mine[~mine["kind"].isin(unknown).to_numpy()], unknown, 0


def _mode_faults(mode: str, ride: ByTimetable | None, rides: bool) -> list[str]:
    """What is wrong with how people are said to travel."""
    if mode == TRANSIT and not rides:
        return [
            "this question is not answered by public transport; the mode must be one of "
            + ", ".join(MODES)
        ]
    if mode == TRANSIT:
        return [] if ride else ["public transport needs a timetable and a day: --timetable, --date"]
    modes = (*MODES, TRANSIT) if rides else MODES
    faults = [] if mode in MODES else [f"mode is {mode!r}; it must be one of {', '.join(modes)}"]
    if ride:
        faults.append(f"a timetable is given, but the mode is {mode!r}; ask for the mode transit")
    return faults


def _kinds(words: Iterable[str]) -> tuple[str, ...]:
    """Keys of kinds from keys, titles and usual words, each once."""
    found = {word: KIND_WORDS.get(word.strip().lower(), "") for word in words}
    lost = sorted(word for word, key in found.items() if not key)
    if lost:
        raise InputError(f"no kinds of facility called {lost}; known: {', '.join(KINDS)}")
    return tuple(dict.fromkeys(found.values()))


def _lies_in(above: pd.DataFrame, code: str) -> NDArray[np.bool_]:
    """Which places are `code` or lie in it, and False for none."""
    within = np.logical_or.reduce([(above[level] == code).to_numpy(bool) for level in above])
    return np.append(within, False)
