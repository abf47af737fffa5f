"""Markov chains of classes: by hand, against giddy, and by simulation of the chain itself."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import lat2W
from scipy.sparse import csr_array
from statsmodels.stats.proportion import proportion_confint

from gongfu.errors import InputError
from gongfu.kernels import chain
from gongfu.measure.neighbours import Neighbours
from gongfu.measure.transitions import spatial_transitions, transitions

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from giddy import ergodic, markov, mobility

NAMES = {"value": "y", "place": "city", "period": "year"}


def long(values):
    """A long frame of a table (N, T), its rows shuffled."""
    values = np.asarray(values, float)
    n_places, n_periods = values.shape
    frame = pd.DataFrame(
        {
            "city": np.repeat([f"c{i:02d}" for i in range(n_places)], n_periods),
            "year": np.tile(np.arange(2000, 2000 + n_periods), n_places),
            "y": values.ravel(),
        }
    )
    return frame.sample(frac=1.0, random_state=7)


@pytest.fixture(scope="module")
def walks():
    """25 places on a lattice of 5 x 5, 40 periods, slow moves that neighbours share."""
    rng = np.random.default_rng(11)
    w = lat2W(5, 5)
    w.transform = "r"
    dense, _ = w.full()
    values = [rng.normal(0, 0.3, 25)]
    for _ in range(39):
        values.append(0.6 * values[-1] + 0.3 * dense @ values[-1] + rng.normal(0, 0.2, 25))
    return np.exp(np.array(values).T), w, csr_array(dense)


def test_counts_and_probabilities_by_hand():
    # classes up to 1, up to 2, above: paths 0 0 1 2 and 2 1 0 0
    frame = long([[1, 1, 2, 3], [9, 1.5, 0.5, 1]])
    found = transitions(frame, classes=(1, 2), relative=False, **NAMES)
    assert found.counts.to_numpy().tolist() == [[2, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert found.n == 6
    assert found.probabilities.to_numpy()[0] == pytest.approx([2 / 3, 1 / 3, 0])
    assert found.se.iloc[0, 0] == pytest.approx(np.sqrt(2 / 9 / 3))
    assert found.prais.tolist() == pytest.approx([1 / 3, 1, 1])
    assert found.shorrocks == pytest.approx((3 - 2 / 3) / 2)
    assert found.counts.index.tolist() == ["<= 1", "1 to 2", "> 2"]
    # share: p0 = 2/3 p0 + 1/2 p1, p2 = 1/2 p1: 3 : 2 : 1
    assert found.ergodic.tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 6])
    # from the middle up: m = 1 + m0 / 2 and m0 = 3 + m, so 5; from the bottom 8; return 1 + 5
    assert found.first_passage.to_numpy()[:, 2] == pytest.approx([8, 5, 6])


def test_relative_to_the_mean_of_the_period():
    # everything doubles each period: in yuan all move up, relative to the mean nobody moves
    values = np.outer([1.0, 2, 3, 4], 2.0 ** np.arange(4))
    with pytest.warns(UserWarning, match="not every class is reached"):
        still = transitions(long(values), classes=2, **NAMES)
    assert still.counts.to_numpy().tolist() == [[6, 0], [0, 6]]
    assert still.ergodic.isna().all()
    assert still.first_passage.isna().all(axis=None)
    assert np.isnan(still.half_life)
    assert still.shorrocks == 0
    with pytest.warns(UserWarning, match="take fewer classes"):
        moved = transitions(long(values), classes=2, relative=False, **NAMES)
    assert moved.counts.iloc[0, 1] == 4  # each crosses the middle, 6, once


def test_all_of_giddy(walks):
    values, _, _ = walks
    found = transitions(long(values), classes=4, **NAMES)
    relative = values / values.mean(axis=0)
    at = np.searchsorted(np.quantile(relative, [0.25, 0.5, 0.75]), relative)
    peer = markov.Markov(at, summary=False)
    p = found.probabilities.to_numpy()
    assert (found.counts.to_numpy() == peer.transitions).all()
    np.testing.assert_allclose(p, peer.p, rtol=1e-14)
    np.testing.assert_allclose(found.ergodic, peer.steady_state, rtol=1e-10)
    np.testing.assert_allclose(found.first_passage, ergodic.mfpt(peer.p), rtol=1e-10)
    np.testing.assert_allclose(found.prais, markov.prais(peer.p), rtol=1e-12)
    for name, measure in (("shorrocks", "P"), ("determinant", "D"), ("second_eigenvalue", "L2")):
        ours, theirs = getattr(found, name), mobility.markov_mobility(peer.p, measure)
        assert ours == pytest.approx(theirs, rel=1e-12)
    tables = [
        markov.Markov(at[:, t : t + 2], classes=np.arange(4), summary=False) for t in range(39)
    ]
    test = markov.Homogeneity_Results([one.transitions for one in tables])
    assert found.homogeneity.lr == pytest.approx(test.LR, rel=1e-10)
    assert found.homogeneity.chi2 == pytest.approx(test.Q, rel=1e-10)
    assert found.homogeneity.df == test.dof
    assert found.homogeneity.lr_p_value == pytest.approx(test.LR_p_value, abs=1e-12)
    assert found.homogeneity.n_small > 0.9 * found.homogeneity.n_cells  # 39 thin tables


def test_neighbours_as_giddy_has_them(walks):
    values, w, matrix = walks
    frame = long(values)
    neighbours = Neighbours(pd.Index([f"c{i:02d}" for i in range(25)]), matrix)
    cuts = (0.8, 1.0, 1.2)
    found = spatial_transitions(frame, neighbours=neighbours, classes=cuts, **NAMES)
    relative = values / values.mean(axis=0)
    peer = markov.Spatial_Markov(
        relative, w, fixed=True, cutoffs=np.array(cuts), lag_cutoffs=np.array(cuts), k=4, m=4
    )
    assert (found.counts.to_numpy().reshape(4, 4, 4) == peer.T).all()
    test = markov.Homogeneity_Results(peer.T)
    assert found.test.lr == pytest.approx(test.LR, rel=1e-10)
    assert found.test.chi2 == pytest.approx(test.Q, rel=1e-10)
    assert found.test.df == test.dof
    assert found.test.lr_p_value < 0.01  # neighbours do play a part here
    assert found.pooled.counts.equals(transitions(frame, classes=cuts, **NAMES).counts)
    by_class = found.counts.groupby(level="from", sort=False).sum()
    assert (by_class.to_numpy() == found.pooled.counts.to_numpy()).all()


def test_neighbours_in_another_order_are_the_same(walks):
    values, _, matrix = walks
    ids = pd.Index([f"c{i:02d}" for i in range(25)])
    turned = np.random.default_rng(1).permutation(25)
    one = spatial_transitions(long(values), neighbours=Neighbours(ids, matrix), classes=3, **NAMES)
    other = Neighbours(ids[turned], matrix[turned][:, turned])
    two = spatial_transitions(long(values), neighbours=other, classes=3, **NAMES)
    assert one.counts.equals(two.counts)


def test_islands_are_left_out_and_named():
    values = [[1, 3, 1], [3, 1, 3], [9, 9, 9]]
    pair = csr_array(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    neighbours = Neighbours(pd.Index(["c00", "c01", "c02"]), pair)
    with pytest.warns(UserWarning, match="1 places have no neighbour and are left out: 'c02'"):
        found = spatial_transitions(
            long(values), neighbours=neighbours, classes=(2,), relative=False, **NAMES
        )
    assert found.islands == ("c02",)
    # low beside high goes up, high beside low goes down
    assert found.counts.to_numpy().tolist() == [[0, 0], [2, 0], [0, 2], [0, 0]]
    assert found.probabilities.isna().any(axis=1).tolist() == [True, False, False, True]
    assert found.test.df == 0
    assert np.isnan(found.test.lr_p_value)


def test_a_row_that_no_table_holds_costs_no_degree_of_freedom():
    # giddy counts (0 - 1) (0 - 1) = 1 for it
    tables = np.array([[[3, 2, 0], [1, 4, 0], [0, 0, 0]], [[5, 1, 0], [2, 2, 0], [0, 0, 0]]])
    assert chain.homogeneity(tables)[2] == 2


def test_the_same_moves_each_period_are_homogeneous():
    table = np.array([[5, 2], [1, 6]])
    lr, chi2, df, _, _ = chain.homogeneity(np.array([table, table, 3 * table]))
    assert (lr, chi2) == pytest.approx((0, 0), abs=1e-12)
    assert df == 4


def test_lr_by_hand():
    # rows 3 of 4 and 1 of 4 stay, together 4 of 8: 2 (3 ln 1.5 + ln 0.5) twice
    tables = np.array([[[3, 1], [0, 0]], [[1, 3], [0, 0]]])
    lr, chi2, df, n_small, n_cells = chain.homogeneity(tables)
    assert lr == pytest.approx(4 * (3 * np.log(1.5) + np.log(0.5)))
    assert chi2 == pytest.approx(4 * 0.5)  # each cell expects 2 and is 1 off
    assert (df, n_small, n_cells) == (1, 4, 4)


def test_half_life_is_when_half_of_the_gap_is_gone():
    # two classes: the gap shrinks by 1 - 0.1 - 0.2 = 0.7 per step
    p = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert chain.second_eigenvalue(p) == pytest.approx(0.7)
    counts = [[9, 1], [2, 8]]
    rows = [(i, j) for i in range(2) for j in range(2) for _ in range(counts[i][j])]
    found = transitions(long(rows), classes=(0.5,), relative=False, **NAMES)
    assert 0.7**found.half_life == pytest.approx(0.5)
    assert found.ergodic.tolist() == pytest.approx([2 / 3, 1 / 3])


def test_first_passage_by_walking():
    p = np.array([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.5, 0.5]])
    for target in range(3):  # sum over steps of the chance not to have arrived yet
        others = [i for i in range(3) if i != target]
        alive, mean = np.eye(2), np.zeros(2)
        for _ in range(400):
            mean += alive.sum(axis=1)
            alive = alive @ p[np.ix_(others, others)]
        assert chain.first_passage(p)[others, target] == pytest.approx(mean)


def test_wilson_intervals_against_statsmodels():

    rows = [(0, 0)] * 7 + [(0, 1)] * 3 + [(1, 1)] * 4
    with pytest.warns(UserWarning, match="not every class"):
        found = transitions(long(rows), classes=(0.5,), relative=False, **NAMES).to_frame()
    assert found[["from", "to", "n"]].to_numpy().tolist() == [
        ["<= 0.5", "<= 0.5", 7], ["<= 0.5", "> 0.5", 3],
        ["> 0.5", "<= 0.5", 0], ["> 0.5", "> 0.5", 4],
    ]  # fmt: skip
    low, high = proportion_confint([7, 3, 0, 4], [10, 10, 4, 4], method="wilson")
    np.testing.assert_allclose(found["low"], low, atol=1e-14)
    np.testing.assert_allclose(found["high"], high, rtol=1e-14)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_ergodic_shares_stay(seed, size):
    p = np.random.default_rng(seed).dirichlet(np.ones(size), size)
    share = chain.ergodic(p)
    assert share @ p == pytest.approx(share)
    passage = chain.first_passage(p)
    # one step, and then from wherever one is unless one has arrived
    away = passage - np.diag(np.diagonal(passage))
    assert passage == pytest.approx(1 + p @ away)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(1e-3, 1e6))
def test_the_unit_plays_no_part(seed, factor):
    values = np.exp(np.random.default_rng(seed).normal(0, 1, (8, 6)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = transitions(long(values), classes=(0.5, 1.5), **NAMES)
        other = transitions(long(values * factor), classes=(0.5, 1.5), **NAMES)
    assert one.counts.to_numpy().tolist() == other.counts.to_numpy().tolist()


def test_steps_of_two_skip_one():
    frame = long([[1, 3, 1, 3, 1], [3, 3, 3, 1, 1]])
    with pytest.warns(UserWarning, match="not every class"):
        found = transitions(frame, classes=(2,), relative=False, step=2, **NAMES)
    # 1 to 1, 3 to 3, 1 to 1; 3 to 3, 3 to 1, 3 to 1
    assert found.counts.to_numpy().tolist() == [[2, 0], [2, 2]]


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"classes": 1}, "classes is 1"),
        ({"classes": (2, 1)}, "rising finite upper bounds"),
        ({"classes": ()}, "rising finite upper bounds"),
        ({"classes": "many"}, "rising finite upper bounds"),
        ({"step": 0}, "step is 0"),
        ({"step": 1.5}, "step is 1.5"),
        ({"step": 9}, "a step of 9 needs at least 10 periods"),
    ],
)
def test_knobs_out_of_range_are_named(knobs, message):
    with pytest.raises(InputError, match=message):
        transitions(long(np.arange(1, 13).reshape(4, 3)), **NAMES, **knobs)


def test_what_cannot_be_used_is_named(walks):
    with pytest.raises(InputError, match="5 classes of equal size cannot be told apart"):
        transitions(long(np.ones((4, 3))), **NAMES)
    with pytest.raises(InputError, match=r"the mean of 'y' is not > 0 in 3 periods"):
        transitions(long(-np.ones((4, 3))), **NAMES)
    frame = long(walks[0])
    few = Neighbours(pd.Index(["c00", "c01"]), csr_array(np.array([[0.0, 1], [1, 0]])))
    with pytest.raises(InputError, match="23 places of the frame are not among the neighbours"):
        spatial_transitions(frame, neighbours=few, **NAMES)
    with pytest.raises(InputError, match="1 places among the neighbours are not in the frame"):
        spatial_transitions(
            frame[frame["city"] != "c24"],
            neighbours=Neighbours(pd.Index([f"c{i:02d}" for i in range(25)]), walks[2]),
            **NAMES,
        )
    none = Neighbours(few.ids, csr_array((2, 2)))
    with pytest.raises(InputError, match="none of the 2 places has a neighbour"):
        spatial_transitions(
            long(np.arange(1.0, 7).reshape(2, 3)), neighbours=none, classes=2, **NAMES
        )
