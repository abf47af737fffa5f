"""Proofs of one deliverable as they come, and what they come to by each day."""

from collections.abc import Iterable
from datetime import date

from gongfu.track.programmes import Evidence
from gongfu.track.progress import MILLIONTHS, ROUNDING


class Proofs:
    """What proofs of one deliverable come to by the end of each day, as they are added.

    A tree over the days: each node keeps the sum of its days, and the lowest that their sum is on
    the way.  Adding one of n proofs and finding where all come to less than nothing takes log n.

    Parameters
    ----------
    days
        All on which a proof is to be added.
    """

    def __init__(self, days: Iterable[date]) -> None:
        self._days = sorted(set(days))
        self._at = {day: at for at, day in enumerate(self._days)}
        self._n = 1 << max(len(self._days) - 1, 0).bit_length()
        self._sums = [0] * (2 * self._n)
        self._lows = [0] * (2 * self._n)

    def add(self, evidence: Evidence) -> None:
        """Count a proof; a note counts for nothing.

        Parameters
        ----------
        evidence
            On one of the days.
        """
        if evidence.kind != "note":
            self._more(evidence.on, round(evidence.quantity * MILLIONTHS))

    def below(self, evidence: Evidence) -> Evidence | None:
        """Where proofs would come to less than nothing with one more, as `below_nothing` tells.

        Parameters
        ----------
        evidence
            On one of the days; it is not counted.

        Returns
        -------
        Evidence or None
            The first such day, with the sum as its quantity.
        """
        if evidence.kind == "note":
            return None
        more = round(evidence.quantity * MILLIONTHS)
        self._more(evidence.on, more)
        found = self._first_below(evidence.deliverable_id)
        self._more(evidence.on, -more)
        return found

    def _more(self, day: date, more: int) -> None:
        node = self._n + self._at[day]
        self._sums[node] += more
        self._lows[node] += more
        while node > 1:
            node //= 2
            left, right = 2 * node, 2 * node + 1
            self._sums[node] = self._sums[left] + self._sums[right]
            self._lows[node] = min(self._lows[left], self._sums[left] + self._lows[right])

    def _first_below(self, deliverable_id: str) -> Evidence | None:
        if self._lows[1] >= -ROUNDING:
            return None
        node, before = 1, 0
        while node < self._n:
            node *= 2
            if before + self._lows[node] >= -ROUNDING:
                before += self._sums[node]
                node += 1
        total = (before + self._sums[node]) / MILLIONTHS
        return Evidence(deliverable_id, self._days[node - self._n], "figure", total, "sum")


def below_fault(below: Evidence) -> str:
    """What is wrong where proofs come to less than nothing.

    Parameters
    ----------
    below
        The day and the sum.

    Returns
    -------
    str
        The fault and its remedy.
    """
    return (
        f"on {below.on} all proofs together would come to {below.quantity:g}; less than nothing "
        "cannot be done, so take off no more than is proved by that day"
    )
