"""What workshop pay brings to people and villages: sums of what was paid."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gongfu.errors import InputError
from gongfu.track.pay import Pay, month_of
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


@dataclass(frozen=True, slots=True)
class PaidAt:
    """Pay, the village where its person lived, and the workshop that paid."""

    pay: Pay
    village: str
    workshop_id: str


def paid_at(written: Iterable[Enrolment | Pay], workshop_of_job: Mapping[str, str]) -> list[PaidAt]:
    """Each pay with the village in which its person lived, as was known when it was written down.

    Parameters
    ----------
    written
        Enrolments, once for each state in which they were, and pay, in the order in which they were
        written down.
    workshop_of_job
        By job.

    Returns
    -------
    list of PaidAt
        In that order.  The village is that of the last enrolment in the job that began by the end
        of the month, so far as was written down before the pay; that of a reversal is of the pay
        that it undoes.  So no later enrolment moves what was paid.
    """
    known: dict[tuple[str, str], dict[str, Enrolment]] = {}
    homes: dict[str, str] = {}
    found = []
    for one in written:
        here = known.setdefault((one.person_id, one.job_id), {})
        if isinstance(one, Enrolment):
            here[one.enrolment_id] = one
            continue
        village = homes[one.reverses] if one.reverses else _home(here.values(), one.month)
        homes[one.pay_id] = village
        found.append(PaidAt(one, village, workshop_of_job[one.job_id]))
    return found


def gains_of_people(pay: Iterable[PaidAt], months: Months) -> list[PersonGain]:
    """What each person was paid for work in the period, reversals taken off.

    Parameters
    ----------
    pay
        Of any months.
    months
        The period of the work, whenever it was paid.

    Returns
    -------
    list of PersonGain
        By village and person; who was paid nothing in sum is not among them.
    """
    sums: Counter[tuple[str, str]] = Counter()
    for one in pay:
        if months.holds(one.pay.month):
            sums[one.village, one.pay.person_id] += one.pay.amount_fen
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


def _home(enrolments: Iterable[Enrolment], month: str) -> str:
    """Where somebody lived: by their last enrolment that began by the end of the month."""
    begun = {one.since: one.village for one in enrolments if one.covers(one.since)}
    return begun[max(since for since in begun if month_of(since) <= month)]
