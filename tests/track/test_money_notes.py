"""What may be a slip in the money of a project."""

from dataclasses import replace
from datetime import date

import pytest

from gongfu.track.balances import Balance
from gongfu.track.money_notes import FAR_YEARS, posting_notes, project_notes
from gongfu.track.postings import Kind
from gongfu.track.projects import Phase
from tests.track.project_world import BOOKS, BRIDGE

COMMITTED = replace(BOOKS[0], on=date(2023, 2, 1))
FULL, OVER = Balance(committed_fen=1_000_001), Balance(committed_fen=1_000_002)
GONE = replace(BRIDGE, phase=Phase.CANCELLED)


def test_beyond_the_budget():
    assert posting_notes(BRIDGE, COMMITTED, FULL) == []
    assert posting_notes(BRIDGE, COMMITTED, OVER) == ["over_budget"]
    assert posting_notes(BRIDGE, replace(COMMITTED, kind=Kind.TRANSFER), OVER) == []
    assert posting_notes(replace(BRIDGE, budget_fen=None, budgets=()), COMMITTED, OVER) == []
    assert posting_notes(None, COMMITTED, OVER) == []
    assert project_notes(BRIDGE, [COMMITTED], OVER) == ["over_budget"]


@pytest.mark.parametrize(("years", "notes"), [(FAR_YEARS, []), (FAR_YEARS + 1, ["far_year"])])
def test_a_year_far_from_the_day(years, notes):
    for year in (2023 + years, 2023 - years):
        far = replace(COMMITTED, year=year)
        assert posting_notes(BRIDGE, far, FULL) == posting_notes(None, far, FULL) == notes
        assert project_notes(BRIDGE, [far], FULL) == notes
        back = replace(far, posting_id="back", reverses=far.posting_id)
        assert posting_notes(BRIDGE, back, Balance()) == []
        assert project_notes(BRIDGE, [far, back], Balance()) == []


def test_a_cancelled_project():
    assert posting_notes(GONE, COMMITTED, FULL) == ["cancelled"]
    assert posting_notes(GONE, replace(COMMITTED, kind=Kind.RETURN), FULL) == []
    assert project_notes(GONE, [COMMITTED], FULL) == ["cancelled"]
    held = Balance(transferred_fen=5, returned_fen=4)
    assert project_notes(GONE, [], held) == ["cancelled"]
    settled = Balance(committed_fen=3, transferred_fen=3, spent_fen=3)
    assert project_notes(GONE, [], settled) == []
