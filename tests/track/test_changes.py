"""What became of deliverables between two days."""

from datetime import date

import numpy as np
import pytest

from gongfu.errors import InputError
from gongfu.track.changes import changes
from gongfu.track.progress import Facts, Promises, standings

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def days(*texts):
    return np.array(texts, "datetime64[D]")


def stand(on, today, at=(0, 1, 1, 2), quantity=(10.0, 10.0, -4.0, 1.0)):
    """0: due in April, whole in April.  1: whole in February, less in April.  2, 3: due in April,
    nothing or little done.  4: a year long, nothing done."""
    promises = Promises(
        days(*["2026-01-01"] * 5),
        days("2026-04-30", "2026-12-31", "2026-04-30", "2026-04-30", "2026-12-31"),
        np.full(5, 10.0),
    )
    return standings(promises, Facts(np.array(at), days(*on), np.array(quantity)), today)


ON = ("2026-04-10", "2026-02-01", "2026-04-20", "2026-04-15")


def test_what_changed_is_told_by_hand():
    found = changes(stand(ON, MARCH), stand(ON, MAY))
    assert found.delivered.tolist() == [True, False, False, False, False]
    assert found.undone.tolist() == [False, True, False, False, False]
    assert found.late.tolist() == [False, False, True, True, False]
    # Of 364 days 91 are a quarter: on 1 May 120 are gone, on 1 March 59.
    assert found.at_risk.tolist() == [False, False, False, False, True]
    assert found.moved_on.tolist() == [True, False, True, False, False]


def test_nothing_changes_within_a_day():
    found = changes(stand(ON, MAY), stand(ON, MAY))
    assert not any(getattr(found, name).any() for name in found.__slots__)


def test_standings_of_others_are_refused():
    other = standings(
        Promises(days("2026-01-01"), days("2026-04-30"), np.ones(1)),
        Facts(np.zeros(0, np.int64), days(), np.zeros(0)),
        MAY,
    )
    with pytest.raises(InputError, match="5 deliverables stand before, and 1 after"):
        changes(stand(ON, MARCH), other)
