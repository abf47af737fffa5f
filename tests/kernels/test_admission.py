"""Admission kernels against plain Python, written the slow way from the papers."""

import numpy as np
import pytest

from gongfu.kernels import acceptance, admission
from gongfu.kernels.heaps import rise, sink


def _drawn(seed, n=30, m=5, most=4, n_groups=1, each_school=False):
    """Lists, points with ties, a strict order, and seats with reserves and ceilings."""
    rng = np.random.default_rng(seed)
    choice = np.full((n, most), -1)
    for pupil in range(n):
        length = rng.integers(0, min(most, m) + 1)
        choice[pupil, :length] = rng.permutation(m)[:length]
    points = rng.integers(0, 4, (n, most))
    width = most if each_school else 1
    tie = rng.permutation(n * width).reshape(n, width)
    bits = int(n * width - 1).bit_length()
    capacity = rng.integers(0, 7, m)
    group = rng.integers(0, n_groups, n)
    ceiling = np.minimum(rng.integers(0, 7, (m, n_groups)), capacity[:, None])
    if n_groups == 1:
        ceiling = capacity[:, None].copy()
    reserve = np.zeros((m, n_groups), np.int64)
    for school in range(m):
        for _ in range(rng.integers(0, capacity[school] + 1) if n_groups > 1 else 0):
            kind = rng.integers(n_groups)
            if reserve[school, kind] < ceiling[school, kind]:
                reserve[school, kind] += 1
    return choice, points, tie, bits, group, capacity, reserve, ceiling


def _keys(choice, points, tie, bits):
    wide = tie.shape[1] > 1
    n, most = choice.shape
    return {
        (pupil, int(choice[pupil, k])): int(points[pupil, k]) * 2**bits
        + int(tie[pupil, k if wide else 0])
        for pupil in range(n)
        for k in range(most)
        if choice[pupil, k] >= 0
    }


def _chosen(school, asking, key, group, capacity, reserve, ceiling):
    """Choice function: reserved seats by key, then open ones by key under the ceilings."""
    asking = sorted(asking, key=lambda pupil: -key[pupil, school])
    held = []
    for kind in range(reserve.shape[1]):
        held += [p for p in asking if group[p] == kind][: reserve[school, kind]]
    for pupil in asking:
        of_kind = sum(group[p] == group[pupil] for p in held)
        if (
            pupil not in held
            and len(held) < capacity[school]
            and of_kind < ceiling[school, group[pupil]]
        ):
            held.append(pupil)
    return set(held)


def _slow_deferred(choice, points, tie, bits, group, capacity, reserve, ceiling):
    """All schools keep all who ever asked in mind (Hatfield and Milgrom 2005)."""
    key = _keys(choice, points, tie, bits)
    n, most = choice.shape
    at = [0] * n
    while True:
        wish = [int(choice[p, at[p]]) if at[p] < most else -1 for p in range(n)]
        again = False
        for school in range(capacity.size):
            asking = [p for p in range(n) if wish[p] == school]
            kept = _chosen(school, asking, key, group, capacity, reserve, ceiling)
            for pupil in set(asking) - kept:
                at[pupil] += 1
                again = True
        if not again:
            return [at[p] if wish[p] >= 0 else -1 for p in range(n)]


def _slow_cycles(choice, points, tie, bits, capacity):
    """Point, find one cycle, trade, point again."""
    key = _keys(choice, points, tie, bits)
    n, most = choice.shape
    left, rank, open_ = capacity.tolist(), [-1] * n, set(range(n))
    while open_:
        wish = {
            p: next((k for k in range(most) if choice[p, k] >= 0 and left[choice[p, k]]), -1)
            for p in open_
        }
        gone = {p for p in open_ if wish[p] < 0}
        if gone:
            open_ -= gone
            continue
        first = {
            s: max((p for p in open_ if (p, s) in key), key=lambda p, s=s: key[p, s])
            for s in {int(choice[p, wish[p]]) for p in open_}
        }
        path = [min(open_)]
        while True:
            ahead = first[int(choice[path[-1], wish[path[-1]]])]
            if ahead in path:
                break
            path.append(ahead)
        for pupil in path[path.index(ahead) :]:
            rank[pupil] = wish[pupil]
            left[choice[pupil, wish[pupil]]] -= 1
            open_.remove(pupil)
    return rank


def _slow_immediate(choice, points, tie, bits, capacity):
    key = _keys(choice, points, tie, bits)
    n, most = choice.shape
    left, rank = capacity.tolist(), [-1] * n
    for k in range(most):
        for school in range(capacity.size):
            asking = [p for p in range(n) if rank[p] < 0 and choice[p, k] == school]
            asking.sort(key=lambda p, s=school: -key[p, s])
            for pupil in asking[: left[school]]:
                rank[pupil] = k
            left[school] -= min(left[school], len(asking))
    return rank


@pytest.mark.parametrize("each_school", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_deferred_is_what_plain_python_finds(seed, each_school):
    given = _drawn(seed, each_school=each_school)
    rank, _ = admission.deferred(*given)
    assert rank.tolist() == _slow_deferred(*given)
    fast = acceptance.deferred(*given[:4], given[5])
    assert fast.tolist() == rank.tolist()


@pytest.mark.parametrize("each_school", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_deferred_with_reserves_and_ceilings_is_what_choice_functions_find(seed, each_school):
    given = _drawn(seed, n_groups=1 + seed % 3 + 1, each_school=each_school)
    assert admission.deferred(*given)[0].tolist() == _slow_deferred(*given)


@pytest.mark.parametrize("seed", range(40))
def test_bars_say_who_would_be_chosen(seed):
    given = _drawn(seed, n_groups=3)
    choice, points, tie, bits, group, capacity, reserve, ceiling = given
    key = _keys(choice, points, tie, bits)
    rank, _ = admission.deferred(*given)
    bar, held = admission.bars(choice, points, tie, bits, group, rank, capacity, reserve, ceiling)
    sits = [int(choice[p, rank[p]]) if rank[p] >= 0 else -1 for p in range(rank.size)]
    for school in range(capacity.size):
        here = [p for p in range(rank.size) if sits[p] == school]
        assert held[school].tolist() == [sum(group[p] == t for p in here) for t in range(3)]
        for pupil in range(rank.size):
            if (pupil, school) not in key or sits[pupil] == school:
                continue
            taken = pupil in _chosen(school, [*here, pupil], key, group, capacity, reserve, ceiling)
            assert taken == (key[pupil, school] > bar[school, group[pupil]])


@pytest.mark.parametrize("each_school", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_cycles_and_immediate_are_what_plain_python_finds(seed, each_school):
    choice, points, tie, bits, _, capacity, _, _ = _drawn(seed, each_school=each_school)
    found = admission.cycles(choice, capacity, *admission.ordered(choice, points, tie))
    assert found.tolist() == _slow_cycles(choice, points, tie, bits, capacity)
    found = admission.immediate(choice, points, tie, capacity)
    assert found.tolist() == _slow_immediate(choice, points, tie, bits, capacity)


@pytest.mark.parametrize("n", [0, 1, 2, 400])
@pytest.mark.parametrize("m", [0, 1, 7])
@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_fast_and_generic_agree_at_any_size_and_leave_their_input(n, m, kind):
    given = _drawn(n + m, n=n, m=m, most=3)
    given = (given[0].astype(kind), *given[1:])
    for one in given:
        if isinstance(one, np.ndarray):
            one.flags.writeable = False
    bits = max(given[3], 1)
    given = (*given[:3], bits, *given[4:])
    rank, n_proposals = admission.deferred(*given)
    assert acceptance.deferred(*given[:4], given[5]).tolist() == rank.tolist()
    assert n_proposals <= (given[0] >= 0).sum()
    assert (rank < 3).all()
    assert n < 3 or m == 0 or (rank >= 0).any()


def test_splitmix_gives_the_numbers_of_its_authors():
    # The first outputs of SplitMix64 for seed 1234567, as published with the generator.
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert admission.mix(1234567, np.arange(3)).tolist() == [one >> 1 for one in published]


def test_heap_gives_its_numbers_in_order():
    rng = np.random.default_rng(3)
    keys = rng.integers(0, 50, 40)
    heap = np.empty(45, np.int64)
    for size, key in enumerate(keys):
        rise(heap, 5, size, key)
    found = []
    for size in range(40, 0, -1):
        found.append(int(heap[5]))
        sink(heap, 5, size - 1, heap[5 + size - 1])
    assert found == sorted(keys.tolist())


@pytest.mark.parametrize("n", [0, 1, 2, 3, 64, 65, 1000])
def test_places_are_drawn_in_the_order_of_their_lots(n):
    rng = np.random.default_rng(n)
    for lots in (rng.integers(0, 2**63 - 1, n), rng.integers(0, 4, n) << 60, np.zeros(n, int)):
        lots.flags.writeable = False
        np.testing.assert_array_equal(admission.drawn(lots), np.argsort(lots, kind="stable"))
