"""A project tells everything that is wrong with it."""

from dataclasses import replace
from datetime import date

import pytest

from gongfu.errors import InputError
from gongfu.track.projects import Party, YearBudget
from tests.track.project_world import BRIDGE

GIVER, RECEIVER = BRIDGE.parties


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "no title; fill it in"),
        ({"due_on": date(2023, 1, 10)}, "due on 2023-01-10, and begun on 2023-01-10"),
        ({"completed_on": date(2023, 1, 9)}, "completed on 2023-01-09, before 2023-01-10"),
        ({"parties": (GIVER, GIVER, RECEIVER)}, "party '330100' is there twice"),
        ({"parties": (GIVER, Party("x", "X", ()))}, "party 'x': needs a role"),
        ({"parties": (GIVER, replace(RECEIVER, scheme="CN"))}, "scheme and identifier go together"),
        ({"parties": (GIVER, replace(RECEIVER, name=""))}, "no id or no name"),
        ({"budget_fen": 1.5}, "budget_fen is 1.5; give whole fen"),
        ({"final_fen": -1}, "final_fen is -1; give whole fen"),
        ({"budgets": (YearBudget(2023, "x", 1),)}, "by 'x': there is no such party"),
        ({"budgets": (YearBudget(23, "330100", 1),)}, "of 23 by '330100': give a year"),
        ({"budgets": (YearBudget(2023, "330100", 1),) * 2}, "by '330100' is there twice"),
        ({"budget_fen": 1_000_000}, "come to 10000.01 yuan, and the whole to 10000.00"),
    ],
)
def test_each_fault_is_told(change, message):
    with pytest.raises(InputError, match=f"project 'bridge': .*{message}"):
        replace(BRIDGE, **change)


def test_faults_are_told_together():
    with pytest.raises(InputError, match=r"no title; fill it in; no place; fill it in"):
        replace(BRIDGE, title="", place="")
