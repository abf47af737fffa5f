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
_LEVELS: Final = (12, 9, 6)  # characters of codes: villages, townships, counties


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


@dataclass(frozen=True, slots=True)
class PublicSum:
    """What some people were paid together for work in a month; fen.

    `place` is the code of their village, or that of the place in which their `villages` lie.
    """

    month: str
    place: str
    villages: frozenset[str]
    people: frozenset[str]
    fen: int
    n_rows: int

    @property
    def village(self) -> str:
        """The village, "" if there are several."""
        return next(iter(self.villages)) if len(self.villages) == 1 else ""


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
    sums: dict[tuple[str, str], int] = {}
    for got, village in with_villages(pay, enrolments):
        if months.holds(got.month):
            key = (village, got.person_id)
            sums[key] = sums.get(key, 0) + got.amount_fen
    return [PersonGain(who, village, fen) for (village, who), fen in sorted(sums.items()) if fen]


def with_villages(pay: Iterable[Pay], enrolments: Iterable[Enrolment]) -> list[tuple[Pay, str]]:
    """Each pay with the village in which its person lived.

    Parameters
    ----------
    pay
        Of any months.
    enrolments
        Those that the pay is of.

    Returns
    -------
    list of tuple
        In the order of `pay`; the village as `gains_of_people` has it.
    """
    homes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in enrolments:
        if one.covers(one.since):
            since = f"{one.since:%Y-%m-%d}"
            homes.setdefault((one.person_id, one.job_id), []).append((since, one.village))
    for some in homes.values():
        some.sort()
    return [(got, _home(homes[got.person_id, got.job_id], got.month)) for got in pay]


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


def public_sums(
    together: Iterable[Sequence[tuple[Pay, str]]], least: int
) -> tuple[list[PublicSum], list[Pay]]:
    """What may be shown of pay by village and month, whatever periods are asked for, and when.

    Parameters
    ----------
    together
        All pay, each with the village of whom it is of, by what was written down together, in that
        order.
    least
        How few people a sum may stand for.

    Returns
    -------
    tuple of two lists
        Sums of months, each of `least` people or more; and the pay that waits for others.

    Notes
    -----
    What was written down is counted together until it is of `least` people of one month and
    village; what is left then, of one township, then of one county.  A sum is never changed
    afterwards, and each payment is in one at most.  So all that is shown of any periods, on any
    days, are sums of these, and no difference of two tells of fewer people (Hundepool and others
    2012, Statistical Disclosure Control, ch. 4).
    """
    shown: list[PublicSum] = []
    waiting: dict[str, list[tuple[Pay, str]]] = {}
    for some in together:
        for got, village in some:
            waiting.setdefault(got.month, []).append((got, village))
        for month in dict.fromkeys(got.month for got, _ in some):
            waiting[month] = _shown_of(waiting[month], month, least, shown)
    return shown, [got for month in sorted(waiting) for got, _ in waiting[month]]


def public_gains(sums: Iterable[PublicSum]) -> list[VillageGain]:
    """Sums as rows for everybody to see: by village, and one of what several have together.

    Parameters
    ----------
    sums
        As `public_sums` gives them, of some months.

    Returns
    -------
    list of VillageGain
        By village; "" for what is of several, the last row.
    """
    people: dict[str, set[str]] = {}
    fen: Counter[str] = Counter()
    for one in sums:
        village = one.village
        people.setdefault(village, set()).update(one.people)
        fen[village] += one.fen
    names = sorted(people, key=lambda village: (not village, village))
    return [VillageGain(village, len(people[village]), fen[village]) for village in names]


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


def _shown_of(
    rows: list[tuple[Pay, str]], month: str, least: int, shown: list[PublicSum]
) -> list[tuple[Pay, str]]:
    """Add what of a month may be shown, from villages up, and keep what waits."""
    for length in _LEVELS:
        groups: dict[str, list[tuple[Pay, str]]] = {}
        for got, village in rows:
            groups.setdefault(village[:length], []).append((got, village))
        rows = []
        for place in sorted(groups):
            some = groups[place]
            fen: Counter[str] = Counter()
            for got, _ in some:
                fen[got.person_id] += got.amount_fen
            people = frozenset(who for who, each in fen.items() if each)
            if len(people) < least:
                rows += some if people else []
                continue
            villages = frozenset(village for _, village in some)
            where = next(iter(villages)) if len(villages) == 1 else place
            shown.append(PublicSum(month, where, villages, people, sum(fen.values()), len(some)))
    return rows


def _home(homes: list[tuple[str, str]], month: str) -> str:
    """Where somebody lived: by their last enrolment that began by the end of the month."""
    begun = [village for since, village in homes if since[:7] <= month]
    return begun[-1] if begun else homes[0][1]
