"""What became of deliverables between two days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.track.progress import Standings

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Which deliverables came to stand elsewhere; all (D,) bool.

    delivered: by the second day and not by the first.  undone: the other way round, since evidence
    was taken back.  late and at_risk: so on the second day and not on the first.
    moved_on: more is proved than before.
    """

    delivered: Bools
    undone: Bools
    late: Bools
    at_risk: Bools
    moved_on: Bools


def changes(before: Standings, after: Standings) -> Changes:
    """What became of the same deliverables from one day to a later one.

    Parameters
    ----------
    before, after
        From `standings` of the same promises, on two days.

    Returns
    -------
    Changes
        Promises are taken as they are now: a deadline that was put off in between does not make a
        deliverable late on the first day.
    """
    if before.done.shape != after.done.shape:
        raise InputError(
            f"{before.done.size} deliverables stand before, and {after.done.size} after; give the "
            "standings of the same promises"
        )
    return Changes(
        delivered=after.delivered & ~before.delivered,
        undone=before.delivered & ~after.delivered,
        late=after.late & ~before.late,
        at_risk=after.at_risk & ~before.at_risk,
        moved_on=after.done > before.done,
    )
