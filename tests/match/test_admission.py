"""Admission: published examples, every matching of small cases, and what the theorems promise."""

import itertools

import numpy as np
import pytest

from gongfu.errors import InfeasibleError, InputError
from gongfu.match.admission import (
    Groups,
    deferred_acceptance,
    immediate_acceptance,
    stability,
    top_trading_cycles,
)

RULES = (deferred_acceptance, immediate_acceptance, top_trading_cycles)


def _points_from(choices, orders):
    """Points at each choice from the order of pupils at each school: the first has most."""
    return [[len(orders[s]) - orders[s].index(p) for s in row] for p, row in enumerate(choices)]


def _drawn(seed, n=6, m=3, levels=3):
    """Lists of any length, points with ties, few seats, one lot each."""
    rng = np.random.default_rng(seed)
    choices = np.full((n, m), -1)
    for pupil in range(n):
        length = rng.integers(1, m + 1)
        choices[pupil, :length] = rng.permutation(m)[:length]
    points = rng.integers(0, levels, (n, m))
    return choices, points, rng.integers(0, 3, m), rng.permutation(n)


def _matchings(choices, capacity):
    """Every way to seat pupils at schools they name, or nowhere, within the seats."""
    options = [[-1, *(int(s) for s in row if s >= 0)] for row in choices]
    for seats in itertools.product(*options):
        if all(seats.count(s) <= capacity[s] for s in range(len(capacity))):
            yield seats


def _rank(row, school):
    row = [int(s) for s in row if s >= 0]
    return row.index(school) if school in row else len(row)


def _complaints(choices, points, capacity, seats, lots):
    """Who would rather sit in a school that has a seat left or took somebody behind them."""
    found = set()
    for pupil, row in enumerate(choices):
        for k in range(_rank(row, seats[pupil])):
            school = int(row[k])
            mine = points[pupil][k], -lots[pupil]
            others = [q for q, s in enumerate(seats) if s == school]
            theirs = [(points[q][list(choices[q]).index(school)], -lots[q]) for q in others]
            if len(others) < capacity[school] or any(one < mine for one in theirs):
                found.add((pupil, school))
    return found


def test_example_of_gale_and_shapley_1962():
    # Example 2 of the paper: the only stable marriages, men first.
    men = [[0, 1, 2, 3], [0, 3, 2, 1], [1, 0, 2, 3], [3, 1, 2, 0]]
    women = [[3, 2, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [2, 1, 0, 3]]
    found = deferred_acceptance(men, _points_from(men, women), [1] * 4, lottery_seed=None)
    assert found.assigned.tolist() == [2, 3, 0, 1]


def test_example_1_of_abdulkadiroglu_and_sonmez_2003():
    # Three pupils; the stable admission is inferior to another, which trading cycles find.
    choices = [[1, 0, 2], [0, 1, 2], [0, 1, 2]]
    points = _points_from(choices, [[0, 2, 1], [1, 0, 2], [1, 0, 2]])
    given = choices, points, [1, 1, 1]
    assert deferred_acceptance(*given, lottery_seed=None).assigned.tolist() == [0, 1, 2]
    assert top_trading_cycles(*given, lottery_seed=None).assigned.tolist() == [1, 0, 2]


def test_cycles_of_eight_pupils_by_hand():
    # After the worked example of Abdulkadiroglu and Sonmez 2003; 2, 2, 3, 3 seats.
    choices = [[1, 0, 2, 3], [0, 1, 2, 3], [2, 1, 0, 3], [2, 3, 0, 1],
               [0, 2, 1, 3], [3, 1, 2, 0], [0, 1, 2, 3], [0, 1, 3, 2]]  # fmt: skip
    orders = [[0, 1, 2, 3, 4, 5, 6, 7], [2, 4, 3, 7, 6, 1, 0, 5],
              [4, 2, 0, 6, 1, 7, 5, 3], [5, 7, 6, 3, 1, 2, 4, 0]]  # fmt: skip
    # 0 gets 1, 2 gets 2, 4 gets 0 in one cycle, 5 gets 3; then 1 gets 0; then 3 gets 2 and 6
    # gets 1 in one cycle; then 7 gets 3.
    found = top_trading_cycles(
        choices, _points_from(choices, orders), [2, 2, 3, 3], lottery_seed=None
    )
    assert found.assigned.tolist() == [1, 0, 2, 2, 0, 3, 1, 3]


def test_roth_1982_those_who_wait_to_be_asked_can_gain_by_a_false_order():
    # No stable rule is safe for both sides: a school that turns one pupil away gets a better one.
    choices = [[0, 1, 2], [1, 0, 2], [0, 1, 2]]
    true = [[1, 0, 2], [0, 1, 2], [0, 1, 2]]
    false = [[1, 2, 0], [0, 1, 2], [0, 1, 2]]
    honest = deferred_acceptance(choices, _points_from(choices, true), [1, 1, 1], lottery_seed=None)
    liar = deferred_acceptance(choices, _points_from(choices, false), [1, 1, 1], lottery_seed=None)
    assert honest.assigned.tolist() == [0, 1, 2]
    assert liar.assigned.tolist() == [1, 0, 2]  # School 0 now has its first choice, pupil 1.


def test_it_pays_to_misreport_under_immediate_acceptance_only():
    # Pupil 2 wants 0, then 1; true lists lose both, 1 in the first place wins it.
    true, false = [[0, 1, 2], [1, 0, 2], [0, 1, 2]], [[0, 1, 2], [1, 0, 2], [1, 0, 2]]
    orders = [[0, 2, 1], [2, 1, 0], [0, 1, 2]]
    found = [
        [rule(lists, _points_from(lists, orders), [1, 1, 1]).assigned[2] for lists in (true, false)]
        for rule in RULES
    ]
    assert found[1] == [2, 1]
    assert found[0] == [1, 1]
    assert found[2][0] == found[2][1]


@pytest.mark.parametrize("seed", range(30))
def test_deferred_is_the_best_of_all_stable_matchings_for_every_pupil(seed):
    choices, points, capacity, lots = _drawn(seed)
    found = deferred_acceptance(choices, points, capacity, lots=lots)
    stable = [
        seats
        for seats in _matchings(choices, capacity)
        if not _complaints(choices, points, capacity, seats, lots)
    ]
    assert tuple(found.assigned.tolist()) in stable
    for seats in stable:
        for row, mine, other in zip(choices, found.assigned, seats, strict=True):
            assert _rank(row, mine) <= _rank(row, other)


@pytest.mark.parametrize("seed", range(30))
def test_cycles_leave_nothing_that_all_could_gain(seed):
    choices, points, capacity, lots = _drawn(seed, n=5)
    found = top_trading_cycles(choices, points, capacity, lots=lots).assigned
    mine = [_rank(row, s) for row, s in zip(choices, found, strict=True)]
    for seats in _matchings(choices, capacity):
        other = [_rank(row, s) for row, s in zip(choices, seats, strict=True)]
        assert other == mine or any(b > a for a, b in zip(mine, other, strict=True))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("weak", [False, True])
def test_stability_names_who_has_reason_to_complain(rule, weak):
    for seed in range(40):
        choices, points, capacity, lots = _drawn(seed, n=12, m=4)
        seats = rule(choices, points, capacity, lots=lots).assigned.tolist()
        said = stability(choices, points, capacity, seats, lots=None if weak else lots)
        all_of_them = _complaints(
            choices, points, capacity, seats, np.zeros(12, int) if weak else lots
        )
        first = {
            pupil: min((s for p, s in all_of_them if p == pupil), key=list(choices[pupil]).index)
            for pupil, _ in all_of_them
        }
        assert dict(zip(said.pupil.tolist(), said.school.tolist(), strict=True)) == first
        assert said.is_stable == (not first)
        assert said.is_stable or rule is not deferred_acceptance


def test_stability_names_seats_that_nobody_asked_for_or_that_are_too_many():
    said = stability([[0], [0], [1]], [[1], [1], [1]], [1, 1], [0, 0, 0])
    assert said.not_listed.tolist() == [2]
    assert said.overfull.tolist() == [0]
    assert not said.is_stable


@pytest.mark.parametrize("rule", [deferred_acceptance, top_trading_cycles])
def test_no_other_list_ever_helps_who_may_name_every_school(rule):
    for seed in range(12):
        _, _, capacity, lots = _drawn(seed, n=5)
        rng = np.random.default_rng(seed)
        choices = rng.permuted(np.tile(np.arange(3), (5, 1)), axis=1)
        _no_list_helps(rule, choices, rng.integers(0, 3, (5, 3)), capacity, lots)


def test_no_other_list_ever_helps_under_deferred_acceptance_however_short_the_true_one():
    for seed in range(12):
        choices, _, capacity, lots = _drawn(seed, n=5)
        table = np.random.default_rng(seed).integers(0, 3, (5, 3))
        _no_list_helps(deferred_acceptance, choices, table, capacity, lots)


def _no_list_helps(rule, choices, table, capacity, lots):
    """No pupil gets what it wants more by any list of any length; `table`: points everywhere."""
    told = np.take_along_axis(table, np.maximum(choices, 0), axis=1)
    before = rule(choices, told, capacity, lots=lots).assigned
    for pupil, mine in enumerate(choices):
        for length in range(4):
            for false in itertools.permutations(range(3), length):
                lists = choices.copy()
                lists[pupil] = [*false, *[-1] * (3 - length)]
                told = np.take_along_axis(table, np.maximum(lists, 0), axis=1)
                after = rule(lists, told, capacity, lots=lots).assigned
                assert _rank(mine, after[pupil]) >= _rank(mine, before[pupil])


def test_who_names_a_school_only_to_trade_it_away_can_gain_by_cycles():
    # Pupil 0 wants school 1 only, and comes first at 0.  Pupil 1 wants 0, and comes first at 1.
    # Priorities count where a list names the school, so that 0 has to name 0 to trade.
    orders = [[0, 1, 2], [1, 2, 0]]
    true, false = [[1, -1], [0, 1], [1, 0]], [[1, 0], [0, 1], [1, 0]]
    found = [
        top_trading_cycles(lists, _points_from(lists, [*orders, [0, 1, 2]]), [1, 1]).assigned
        for lists in (true, false)
    ]
    assert found[0].tolist() == [-1, 0, 1]
    assert found[1].tolist() == [1, 0, -1]


@pytest.mark.parametrize("kinds", [1, 2, 3])
def test_more_points_never_lead_to_a_worse_place(kinds):
    rng = np.random.default_rng(kinds)
    for seed in range(25):
        choices, points, capacity, lots = _drawn(seed, n=14, m=4)
        capacity = capacity + 1
        reserves = np.zeros((4, kinds), int)
        reserves[:, 0] = rng.integers(0, capacity + 1)
        group = rng.integers(0, kinds, 14)
        groups = Groups(group, reserves, np.maximum(reserves, rng.integers(0, 5, (4, kinds))))
        before = deferred_acceptance(choices, points, capacity, lots=lots, groups=groups)
        for pupil in range(14):
            more = points.copy()
            more[pupil, rng.integers(0, 4)] += rng.integers(1, 3)
            after = deferred_acceptance(choices, more, capacity, lots=lots, groups=groups)
            mine = choices[pupil]
            assert _rank(mine, after.assigned[pupil]) <= _rank(mine, before.assigned[pupil])


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_pupils_does_not_matter_when_lots_are_given(rule):
    for seed in range(20):
        choices, points, capacity, lots = _drawn(seed, n=20, m=5)
        other = np.random.default_rng(seed).permutation(20)
        one = rule(choices, points, capacity, lots=lots)
        two = rule(choices[other], points[other], capacity, lots=lots[other])
        assert two.assigned.tolist() == one.assigned[other].tolist()
        assert two.cutoffs.tolist() == one.cutoffs.tolist()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lottery", ["single", "multiple"])
def test_one_seed_draws_one_lottery_and_another_another(rule, lottery):
    choices = np.tile(np.arange(4), (40, 1))
    draws = [
        rule(choices, np.zeros((40, 4), int), [3] * 4, lottery_seed=seed, lottery=lottery)
        for seed in (5, 5, 6)
    ]
    assert draws[0].assigned.tolist() == draws[1].assigned.tolist()
    assert draws[0].assigned.tolist() != draws[2].assigned.tolist()
    places = draws[0].places_in_lottery
    assert sorted(places.ravel().tolist()) == list(range(1, places.size + 1))


def test_cutoffs_and_lottery_by_hand():
    # School 0: two seats, points 9, 7, 7: a tie decides.  School 1 has a seat left; 2 has none.
    found = deferred_acceptance(
        [[0, 1, 2], [0, 1, 2], [2, 0, 1]], [[9, 0, 0], [7, 0, 0], [1, 7, 0]], [2, 2, 0],
        lots=[3, 2, 1],
    )  # fmt: skip
    assert found.assigned.tolist() == [0, 1, 0]
    assert found.rank.tolist() == [0, 1, 1]
    assert found.cutoffs.tolist() == [7, -1, np.iinfo(np.int64).max]
    assert found.by_lottery.tolist() == [False, True, True]
    assert found.tied[:, 0].tolist() == [True, False, False]
    assert found.seats_left.tolist() == [0, 1, 0]
    assert found.rank_counts.tolist() == [1, 2, 0]


def test_groups_that_share_a_bar_draw_together():
    # Seat of all: 0 of group 0 beats 1 of group 1 by lot alone.  Seats of one's own: no draw.
    groups = Groups([0, 1, 1], [[0, 1]])
    found = deferred_acceptance([[0]] * 3, [[7], [7], [9]], [2], lots=[1, 2, 3], groups=groups)
    assert found.assigned.tolist() == [0, -1, 0]
    assert found.by_lottery.tolist() == [True, True, False]
    kept = Groups([0, 1, 1], [[1, 1]])
    found = deferred_acceptance([[0]] * 3, [[7], [7], [7]], [2], lots=[1, 2, 3], groups=kept)
    assert found.by_lottery.tolist() == [False, True, True]


def test_reserves_are_soft_and_ceilings_are_not():
    choices, points = [[0]] * 4, [[4], [3], [2], [1]]
    group = [0, 0, 0, 1]
    kept = deferred_acceptance(choices, points, [2], groups=Groups(group, [[0, 1]]))
    assert kept.assigned.tolist() == [0, -1, -1, 0]
    assert kept.group_cutoffs.tolist() == [[4, 1]]
    nobody = deferred_acceptance(choices[:3], points[:3], [2], groups=Groups([0, 0, 0], [[0, 1]]))
    assert nobody.assigned.tolist() == [0, 0, -1]
    capped = deferred_acceptance(choices, points, [4], groups=Groups(group, None, [[1, 4]]))
    assert capped.assigned.tolist() == [0, -1, -1, 0]


@pytest.mark.parametrize("rule", RULES)
def test_sizes_of_nothing(rule):
    assert rule(np.empty((0, 3), int), np.empty((0, 3), int), [2, 1]).assigned.size == 0
    assert rule([], [], []).assigned.size == 0
    assert rule([[-1], [-1]], [[0], [0]], []).assigned.tolist() == [-1, -1]
    assert rule([[0], [0]], [[1], [2]], [0]).assigned.tolist() == [-1, -1]
    assert rule([[0], [0]], [[1], [2]], [2**62]).assigned.tolist() == [0, 0]


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_read_only_input_of_any_whole_kind(kind):
    choices, points, capacity, lots = _drawn(4, n=20, m=5)
    given = [one.astype(kind) for one in (choices, points, capacity, lots)]
    for one in given:
        one.flags.writeable = False
    for rule in RULES:
        found = rule(*given[:3], lots=given[3]).assigned.tolist()
        assert found == rule(choices, points, capacity, lots=lots).assigned.tolist()


def test_points_beyond_what_a_key_holds_are_compared_exactly():
    big = 2**60
    found = deferred_acceptance([[0]] * 40, [[big + p] for p in range(40)], [2])
    assert np.flatnonzero(found.assigned == 0).tolist() == [38, 39]
    assert found.cutoffs.tolist() == [big + 38]
    assert not found.by_lottery.any()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("choices", "points", "capacity", "message"),
    [
        ([[2]], [[1]], [1, 1], "row 0 names a school that is none; schools are 0 to 1"),
        ([[0], [-2]], [[1], [1]], [1], "row 1 names a school that is none"),
        ([[0, 0]], [[1, 1]], [1], "row 0 names a school twice; keep the first"),
        ([[-1, 0]], [[1, 1]], [1], "row 0 names a school after the end of the list"),
        ([[0.5]], [[1]], [1], "choices must be whole numbers"),
        ([0], [1], [1], "two axes"),
        ([[0], [0]], [[1], [np.nan]], [1], "missing in row 1; unknown points are not 0"),
        ([[0]], [[0.5]], [1], "points must be whole, and are not in row 0"),
        ([[0]], [[-1]], [1], "points must be >= 0, and are not in row 0"),
        ([[0]], [[1, 2]], [1], "of shape"),
        ([[0]], [[1]], [1.5], "capacity must be whole"),
        ([[0]], [[1]], [-1], "capacity must be whole and >= 0"),
        ([[0]], [[1]], [[1]], "one for each school"),
    ],
)  # fmt: skip
def test_bad_input_is_named(rule, choices, points, capacity, message):
    with pytest.raises(InputError, match=message):
        rule(choices, points, capacity)


def test_bad_lotteries_are_named():
    given = [[0], [0]], [[1], [1]], [1]
    with pytest.raises(InputError, match="row 1 have as many points as another"):
        deferred_acceptance(*given, lottery_seed=None)
    with pytest.raises(InputError, match="lottery_seed must be a whole number from 0"):
        deferred_acceptance(*given, lottery_seed=-1)
    with pytest.raises(InputError, match="'single' or 'multiple'"):
        deferred_acceptance(*given, lottery="both")
    with pytest.raises(InputError, match="lots must be distinct, and 1 are not, such as 3"):
        deferred_acceptance(*given, lots=[3, 3])
    with pytest.raises(InputError, match="one for each of 2 pupils"):
        deferred_acceptance(*given, lots=[1])


def test_bad_groups_and_seats_taken_are_named():
    given = [[0], [0]], [[1], [1]], [1]
    with pytest.raises(InfeasibleError, match="reserve more seats than they have"):
        deferred_acceptance(*given, groups=Groups([0, 1], [[1, 1]]))
    with pytest.raises(InfeasibleError, match="than it may have"):
        deferred_acceptance(*given, groups=Groups([0, 1], [[1, 0]], [[0, 1]]))
    with pytest.raises(InputError, match="group must be whole numbers"):
        deferred_acceptance(*given, groups=Groups([0]))
    with pytest.raises(InputError, match="groups go up to 2"):
        deferred_acceptance(*given, groups=Groups([0, 2], [[1, 0]]))
    with pytest.raises(InputError, match="assigned must be whole numbers"):
        stability(*given, [0.0, 1.0])
