"""Budgets beside what was posted."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.balances import Balance
from gongfu.track.budgets import GROUPS, execution
from gongfu.track.postings import Kind, Posting
from gongfu.track.projects import Party, PartyRole, Phase, Project, YearBudget

A, B = (
    Project(
        name,
        "a tea house",
        "one",
        Phase.IMPLEMENTATION,
        "330501",
        "economy",
        (
            Party(giver, "coast", (PartyRole.FUNDER,)),
            Party("330501", "hills", (PartyRole.AUTHORITY,)),
        ),
        date(2025, 1, 1),
        date(2026, 12, 31),
        1_000,
    )
    for name, giver in (("a", "3302"), ("b", "3301"))
)


def posting(name, project, fen, kind=Kind.COMMITMENT, year=2025, giver="3302"):
    return Posting(name, kind, project, giver, "330501", year, fen, date(year, 3, 1), "x")


def test_by_year_pair_and_project():
    """Worked by hand: 600 + 100 of the whole of 1,000 are given to years, 300 are not.

    Of what is of no year, and of the receiver's own 100, nothing is told to be left.
    """
    budgets = (YearBudget(2025, "3302", 600), YearBudget(2026, "330501", 100))
    held = [posting("1", "a", 700), posting("2", "a", 50, Kind.TRANSFER, 2026)]
    found = execution([replace(A, budgets=budgets)], held)
    told = [(one.year, one.giver, one.budget_fen, one.left_fen) for one in found]
    assert told == [
        (2025, "3302", 600, -100),
        (2026, "3302", None, None),
        (2026, "330501", 100, None),
        (None, "3302", 300, None),
    ]
    assert found[1].balance == Balance(transferred_fen=50)
    assert {one.receiver for one in found} == {"330501"}


def test_by_less():
    held = [posting("1", "a", 700), posting("2", "b", 1_100, giver="3301")]
    (one,) = execution([A, B], held, ())
    assert (one.budget_fen, one.left_fen, one.balance.committed_fen) == (2_000, 200, 1_800)
    by_pair = execution([A, B], held, ["pair"])
    assert [(one.giver, one.left_fen) for one in by_pair] == [("3301", -100), ("3302", 300)]
    by_project = execution([A, B], held, ["project"])
    assert [(one.project, one.giver, one.left_fen) for one in by_project] == [
        ("a", "", 300), ("b", "", -100)
    ]  # fmt: skip


def test_codes_filled_up_with_zeros_are_those_without():
    budgets = (YearBudget(2025, "3302", 400),)
    held = [replace(posting("1", "a", 500), giver="330200", receiver="330501000000")]
    (one, _) = execution([replace(A, budgets=budgets)], held, ["year", "pair"])
    assert (one.giver, one.receiver, one.left_fen) == ("3302", "330501", -100)
    (lost,) = execution([], held, ["pair"])
    assert (lost.giver, lost.budget_fen, lost.balance.committed_fen) == ("3302", None, 500)


def test_a_year_without_a_budget_has_none_to_commit():
    """All is given to 2026; what is committed of 2025 is beyond."""
    a = replace(A, budgets=(YearBudget(2026, "3302", 1_000),))
    found = execution([a], [posting("1", "a", 900)], ["year"])
    assert [(one.year, one.budget_fen, one.left_fen) for one in found] == [
        (2025, 0, -900), (2026, 1_000, 1_000)
    ]  # fmt: skip
    (whole,) = execution([a], [posting("1", "a", 900)], ["pair"])
    assert whole.left_fen == 100


def test_own_money_is_never_left_and_never_committed():
    """600 of the coast and 400 of the hills: of 500 committed, 100 of the coast are left."""
    budgets = (YearBudget(2025, "3302", 600), YearBudget(2025, "330501", 400))
    (one,) = execution([replace(A, budgets=budgets)], [posting("1", "a", 500)], ["year"])
    assert (one.budget_fen, one.left_fen) == (1_000, 100)


def test_what_others_commit_without_a_budget_is_not_beyond_it():
    held = [posting("1", "a", 400), posting("2", "lost", 5_000)]
    (one,) = execution([A], held, ["pair"])
    assert (one.budget_fen, one.left_fen, one.balance.committed_fen) == (1_000, 600, 5_400)
    assert [one.left_fen for one in execution([A], held, ["year"])] == [None, None]


def test_nothing_is_said_of_what_nobody_budgeted():
    (one,) = execution([replace(A, budget_fen=None)], [posting("1", "a", 5)])
    assert (one.budget_fen, one.left_fen) == (None, None)
    assert execution([replace(A, budget_fen=None)], []) == ()
    with pytest.raises(InputError, match="cannot group by 'giver'; choose among year, pair, proj"):
        execution([A], [], ["giver"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "lost"]),
            st.sampled_from(Kind),
            st.integers(1, 10**9),
            st.integers(2024, 2027),
        ),
        max_size=12,
    ),
    st.dictionaries(
        st.tuples(st.integers(2024, 2027), st.sampled_from(["3302", "330501"])),
        st.integers(0, 150),
        max_size=6,
    ),
    st.booleans(),
    st.sets(st.sampled_from(GROUPS)),
)
def test_however_it_is_grouped_it_comes_to_the_same(moves, years, whole, by):
    budgets = tuple(YearBudget(year, party, fen) for (year, party), fen in years.items())
    a = replace(A, budgets=budgets, budget_fen=1_000 if whole else None)
    held = [posting(str(at), of, fen, kind, year) for at, (of, kind, fen, year) in enumerate(moves)]
    found = execution([a, B], held, by)
    expected = 1_000 if whole else sum(years.values())
    assert sum(one.budget_fen or 0 for one in found) == expected + 1_000
    for name, kind in (("committed_fen", Kind.COMMITMENT), ("returned_fen", Kind.RETURN)):
        assert sum(getattr(one.balance, name) for one in found) == sum(
            one.amount_fen for one in held if one.kind is kind
        )
    keys = [(one.year, one.giver, one.receiver, one.project) for one in found]
    assert len(set(keys)) == len(keys)
