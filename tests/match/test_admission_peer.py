"""The library `matching` (Wilde, Knight and Gillard 2020) seats the same pupils likewise."""

import warnings

import numpy as np
import pytest
from matching.games import HospitalResident

from gongfu.match.admission import deferred_acceptance


def _strict(seed, n_pupils, n_schools):
    """Lists of any length; each school ranks those who name it without ties; few seats."""
    rng = np.random.default_rng(seed)
    lists = {
        pupil: [int(s) for s in rng.permutation(n_schools)[: rng.integers(1, n_schools + 1)]]
        for pupil in range(n_pupils)
    }
    orders = {}
    for school in range(n_schools):
        naming = [pupil for pupil, row in lists.items() if school in row]
        orders[school] = [naming[at] for at in rng.permutation(len(naming))]
    seats = {school: int(rng.integers(1, 2 + n_pupils // n_schools)) for school in range(n_schools)}
    named = [school for school, order in orders.items() if order]
    return lists, {school: orders[school] for school in named}, seats


@pytest.mark.parametrize(("n_pupils", "n_schools"), [(6, 3), (30, 5), (200, 12)])
@pytest.mark.parametrize("seed", range(8))
def test_the_same_seats_as_the_library_matching(seed, n_pupils, n_schools):
    lists, orders, seats = _strict(seed, n_pupils, n_schools)
    choices = np.full((n_pupils, n_schools), -1)
    points = np.zeros((n_pupils, n_schools), np.int64)
    for pupil, row in lists.items():
        choices[pupil, : len(row)] = row
        points[pupil, : len(row)] = [
            len(orders[school]) - orders[school].index(pupil) for school in row
        ]

    ours = deferred_acceptance(choices, points, [seats[school] for school in range(n_schools)])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of schools that nobody names
        game = HospitalResident.create_from_dictionaries(
            lists, orders, {school: seats[school] for school in orders}
        )
        theirs = game.solve(optimal="resident")
    seat = np.full(n_pupils, -1)
    for school, pupils in theirs.items():
        seat[[pupil.name for pupil in pupils]] = school.name
    assert ours.assigned.tolist() == seat.tolist()
