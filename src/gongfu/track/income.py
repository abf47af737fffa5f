"""What workshop pay brings to people and villages: sums of what was paid, and what may be shown."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongfu.errors import InputError
from gongfu.track.pay import Pay
from gongfu.track.workshops import Enrolment

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Months:
    """A period of whole months, first and last included, as "2026-01"."""

    first: str
    last: str

    def __post_init__(self) -> None:
        odd = [one for one in (self.first, self.last) if not _MONTH.fullmatch(one)]
        if odd:
            raise InputError(f"{odd[0]!r} is no month; write it as 2026-03")
        if self.first > self.last:
            raise InputError(f"from {self.first} to {self.last}; turn the months round")

    @property
    def n_months(self) -> int:
        """How many months."""
        years = int(self.last[:4]) - int(self.first[:4])
        return years * _YEAR + int(self.last[5:]) - int(self.first[5:]) + 1

    def holds(self, month: str) -> bool:
        """Whether a month belongs to it."""
        return self.first <= month <= self.last


@dataclass(frozen=True, slots=True)
class PersonGain:
    """What somebody was paid for work in the period, while living in a village; fen, not 0."""

    person_id: str
    village: str
    fen: int


@dataclass(frozen=True, slots=True)
class VillageGain:
    """What the people of a village were paid together; `village` is "" for several put together."""

    village: str
    n_people: int
    fen: int


def gains_of_people(
    pay: Iterable[Pay], enrolments: Iterable[Enrolment], months: Months
) -> list[PersonGain]:
    """What each person was paid for work in the period, reversals taken off.

    Parameters
    ----------
    pay
        Of any months.
    enrolments
        Those that the pay is of.
    months
        The period of the work, whenever it was paid.

    Returns
    -------
    list of PersonGain
        By village and person; who was paid nothing in sum is not among them.  The village is that
        of the last enrolment in the job that began by the end of the month.
    """
    homes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in enrolments:
        if one.covers(one.since):
            since = f"{one.since:%Y-%m-%d}"
            homes.setdefault((one.person_id, one.job_id), []).append((since, one.village))
    for some in homes.values():
        some.sort()
    sums: dict[tuple[str, str], int] = {}
    for got in pay:
        if months.holds(got.month):
            village = _home(homes[got.person_id, got.job_id], got.month)
            key = (village, got.person_id)
            sums[key] = sums.get(key, 0) + got.amount_fen
    return [PersonGain(who, village, fen) for (village, who), fen in sorted(sums.items()) if fen]


def gains_of_villages(people: Iterable[PersonGain]) -> list[VillageGain]:
    """The same by village.

    Parameters
    ----------
    people
        As `gains_of_people` gives them.

    Returns
    -------
    list of VillageGain
        By village; the sum is that of the people.
    """
    found: dict[str, tuple[int, int]] = {}
    for one in people:
        n, fen = found.get(one.village, (0, 0))
        found[one.village] = (n + 1, fen + one.fen)
    return [VillageGain(village, *found[village]) for village in sorted(found)]


def public_gains(villages: Iterable[VillageGain], least: int) -> list[VillageGain]:
    """The same for everybody to see: no sum of fewer people than `least`, not even by subtraction.

    Parameters
    ----------
    villages
        As `gains_of_villages` gives them.
    least
        How few people a row may stand for.

    Returns
    -------
    list of VillageGain
        Villages with too few are put together as "", the last row; if they are too few together,
        the village with the fewest others goes with them.  Nothing if all are too few.

    Notes
    -----
    The sum of all may stand beside it (Hundepool and others 2012, Statistical Disclosure Control,
    ch. 4: a cell alone in its sum is told by the others).
    """
    shown = sorted(villages, key=lambda one: (-one.n_people, one.village))
    pooled: list[VillageGain] = []
    while shown and shown[-1].n_people < least:
        pooled.append(shown.pop())
    n = sum(one.n_people for one in pooled)
    while pooled and n < least and shown:
        pooled.append(shown.pop())
        n += pooled[-1].n_people
    rows = sorted(shown, key=lambda one: one.village)
    if n >= least:
        rows.append(VillageGain("", n, sum(one.fen for one in pooled)))
    return rows


def public_pay(together: Iterable[Sequence[Pay]], day: date, least: int) -> tuple[int | None, int]:
    """What was paid, for everybody to see: no sum of fewer people than `least`, nor by subtraction.

    Parameters
    ----------
    together
        All pay of one workshop and year, by what was written down together, in that order.
    day
        Up to which it was paid.
    least
        How few people a sum may stand for.

    Returns
    -------
    tuple of int and int
        Fen, None if there is none to be shown; and how many payments and reversals are left out.

    Notes
    -----
    What was written down is counted together until it is of `least` people, and shown whole or not
    at all.  So two sums of the same workshop, whenever they are asked for and up to which days,
    differ by what so many were paid, or not at all.
    """
    shown: int | None = None
    left = 0
    new: list[Pay] = []
    for some in together:
        new += some
        fen: Counter[str] = Counter()
        for one in new:
            fen[one.person_id] += one.amount_fen
        n_people = sum(each != 0 for each in fen.values())
        if 0 < n_people < least:
            continue
        if all(one.on <= day for one in new):
            shown = (shown or 0) + sum(fen.values())
        else:
            left += sum(one.on <= day for one in new)
        new = []
    left += sum(one.on <= day for one in new)
    return (0 if shown is None and not left else shown), left


def by_places(
    villages: Iterable[VillageGain], places: Iterable[str]
) -> tuple[dict[str, int], list[str]]:
    """What villages gain by the places in which they lie.

    Parameters
    ----------
    villages
        As `gains_of_villages` gives them.
    places
        Codes: a village belongs to the longest with which its own begins.

    Returns
    -------
    tuple of dict and list
        Fen by place, for those that gain; and the villages that lie in none.
    """
    known = {one for one in places if one}
    found: dict[str, int] = {}
    lost = []
    for one in villages:
        ends = range(len(one.village), 0, -1)
        place = next((one.village[:end] for end in ends if one.village[:end] in known), None)
        if place is None:
            lost.append(one.village)
        else:
            found[place] = found.get(place, 0) + one.fen
    return found, lost


def _home(homes: list[tuple[str, str]], month: str) -> str:
    """Where somebody lived: by their last enrolment that began by the end of the month."""
    begun = [village for since, village in homes if since[:7] <= month]
    return begun[-1] if begun else homes[0][1]
