"""What of workshop pay may be shown to everybody: fixed parts that public answers add up.

A part is pay of one month, of so many people, and never changes.  Sums by village and by workshop
are sums of the same parts, so that no answers held against each other tell of fewer people
(Hundepool and others 2012, Statistical Disclosure Control, ch. 4).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongfu.track.income import PaidAt, VillageGain

_LEVELS: Final = (12, 9, 6)  # characters of codes: villages, townships, counties


@dataclass(frozen=True, slots=True)
class PublicPart:
    """What some people were paid together for work in a month.

    `place` is the code of their village, or that of the place in which their villages lie.
    """

    month: str
    place: str
    people: frozenset[str]
    rows: tuple[PaidAt, ...]

    @property
    def fen(self) -> int:
        """How much."""
        return sum(one.pay.amount_fen for one in self.rows)

    @property
    def villages(self) -> frozenset[str]:
        """Where they lived."""
        return frozenset(one.village for one in self.rows)

    @property
    def village(self) -> str:
        """The village, "" if there are several."""
        return self.place if self.villages == {self.place} else ""

    @property
    def workshop(self) -> str:
        """The workshop that paid, "" if there are several."""
        names = {one.workshop_id for one in self.rows}
        return names.pop() if len(names) == 1 else ""


@dataclass(frozen=True, slots=True)
class WorkshopPay:
    """What a workshop paid, for everybody to see; fen is None if there is nothing to be shown.

    `n_left` counts payments and reversals that are left out.
    """

    fen: int | None
    n_left: int


def public_parts(
    together: Iterable[Sequence[PaidAt]], least: int
) -> tuple[list[PublicPart], list[PaidAt]]:
    """The parts of pay that may be shown.

    Parameters
    ----------
    together
        All pay of all workshops, by what was written down together, in that order.
    least
        How few people a part may stand for.

    Returns
    -------
    tuple of two lists
        Parts of `least` people or more each; and the pay that waits for others.

    Notes
    -----
    What was written down is counted together until it is of `least` people of one month and
    village; what is left then, of one township, then of one county.  What may be shown is divided
    by workshop as far as each part keeps so many.  A part follows from what was written down until
    then and is never changed afterwards, and each payment is in one part at most.  What undoes pay
    of an earlier part goes with the pay of `least` others: of any sums of parts, added up or taken
    off, the latest part has pay of `least` people that no other of them holds.
    """
    shown: list[PublicPart] = []
    waiting: dict[str, list[PaidAt]] = {}
    for some in together:
        for one in some:
            waiting.setdefault(one.pay.month, []).append(one)
        for month in dict.fromkeys(one.pay.month for one in some):
            waiting[month] = _shown_of(waiting[month], month, least, shown)
    return shown, [one for month in sorted(waiting) for one in waiting[month]]


def public_gains(parts: Iterable[PublicPart]) -> list[VillageGain]:
    """Parts as rows for everybody to see: by village, and one of what several have together.

    Parameters
    ----------
    parts
        As `public_parts` gives them, of some months.

    Returns
    -------
    list of VillageGain
        By village; "" for what is of several, the last row.
    """
    people: dict[str, set[str]] = {}
    fen: Counter[str] = Counter()
    for one in parts:
        people.setdefault(one.village, set()).update(one.people)
        fen[one.village] += one.fen
    names = sorted(people, key=lambda village: (not village, village))
    return [VillageGain(village, len(people[village]), fen[village]) for village in names]


def public_pay(
    parts: Iterable[PublicPart], waiting: Iterable[PaidAt], day: date
) -> dict[str, WorkshopPay]:
    """What workshops paid for work in the year of a day, by this day, for everybody to see.

    Parameters
    ----------
    parts, waiting
        As `public_parts` gives them, of all months.
    day
        The day.

    Returns
    -------
    dict
        By workshop, of those that have paid something; the sum of its parts that were paid by the
        day whole, and are of no other workshop.
    """
    year = f"{day.year:04d}-"
    fen: Counter[str] = Counter()
    left: Counter[str] = Counter()
    out = [one for one in waiting if one.pay.month.startswith(year)]
    for part in parts:
        if not part.month.startswith(year):
            continue
        if part.workshop and all(one.pay.on <= day for one in part.rows):
            fen[part.workshop] += part.fen
        else:
            out += part.rows
    left.update(one.workshop_id for one in out if one.pay.on <= day)
    return {name: WorkshopPay(fen.get(name), left[name]) for name in fen.keys() | left.keys()}


def _shown_of(rows: list[PaidAt], month: str, least: int, shown: list[PublicPart]) -> list[PaidAt]:
    """Add what of a month may be shown, from villages up, and keep what waits."""
    for length in _LEVELS:
        groups: dict[str, list[PaidAt]] = {}
        for one in rows:
            groups.setdefault(one.village[:length], []).append(one)
        rows = []
        for place in sorted(groups):
            people = _people(groups[place])
            if len(people) < least:
                rows += groups[place] if people or _undo_shown(groups[place]) else []
                continue
            for some in _by_workshop(groups[place], least):
                villages = {one.village for one in some}
                where = villages.pop() if len(villages) == 1 else place
                shown.append(PublicPart(month, where, _people(some), tuple(some)))
    return rows


def _by_workshop(rows: list[PaidAt], least: int) -> list[list[PaidAt]]:
    """Rows of `least` people or more as parts of so many, each of one workshop but for the last."""
    of: dict[str, list[PaidAt]] = {}
    for one in rows:
        of.setdefault(one.workshop_id, []).append(one)
    parts = sorted(of.values(), key=lambda some: (-len(_people(some)), some[0].workshop_id))
    rest: list[PaidAt] = []
    while parts and (len(_people(parts[-1])) < least or _lacks(rest, least)):
        rest += parts.pop()
    if _people(rest) or _undo_shown(rest):
        parts.append(rest)
    return parts


def _lacks(rows: list[PaidAt], least: int) -> bool:
    """Whether something is to be shown, and of too few."""
    people = _people(rows)
    return len(people) < least and bool(people or _undo_shown(rows))


def _people(rows: Sequence[PaidAt]) -> frozenset[str]:
    """Who was paid something in sum; what undoes pay of an earlier part pays nobody."""
    fen: Counter[str] = Counter()
    here = {one.pay.pay_id for one in rows}
    for one in rows:
        if not one.pay.reverses or one.pay.reverses in here:
            fen[one.pay.person_id] += one.pay.amount_fen
    return frozenset(who for who, each in fen.items() if each)


def _undo_shown(rows: Sequence[PaidAt]) -> bool:
    """Whether something of them undoes pay of an earlier part."""
    here = {one.pay.pay_id for one in rows}
    return any(one.pay.reverses and one.pay.reverses not in here for one in rows)
