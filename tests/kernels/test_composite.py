"""Ranks, weights and sensitivity, against scipy and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc, rankdata, sobol_indices

from gongfu.kernels import composite, sensitivity, weights

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(1, 12))
def test_ranks_are_those_of_scipy(seed, n_places):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 5, (7, n_places)) / 3.0  # many ties
    score.flags.writeable = False
    np.testing.assert_array_equal(
        composite.average_ranks(score), rankdata(-score, axis=-1, method="average")
    )


def test_scores_that_differ_by_dust_share_a_rank():
    assert composite.average_ranks(np.array([0.3, 0.1 + 0.2, 0.1])).tolist() == [1.5, 1.5, 3.0]


@given(SEEDS)
def test_many_draws_are_one_after_the_other(seed):
    """A shared table, and a table for each draw, give what single draws give."""
    rng = np.random.default_rng(seed)
    z, w = rng.random((6, 4)) + 0.01, rng.dirichlet(np.ones(4), 5)
    z[0, 1] = 0.0
    dimension = np.array([0, 1, 0, 1])
    for way in (composite.arithmetic, composite.geometric, composite.topsis):
        together = way(z, w)
        own = way(np.repeat(z[None], 5, axis=0), w)
        for draw in range(5):
            np.testing.assert_allclose(together[draw], way(z, w[draw : draw + 1])[0], rtol=1e-12)
        np.testing.assert_allclose(own, together, rtol=1e-12)
    together = composite.geometric_between(z, w, dimension)
    own = composite.geometric_between(np.repeat(z[None], 5, axis=0), w, dimension)
    np.testing.assert_allclose(own, together, rtol=1e-12)


def test_sobol_agrees_with_scipy_on_the_same_evaluations():
    rng = np.random.default_rng(3)
    f_a, f_b, f_ab = rng.random((64, 5)), rng.random((64, 5)), rng.random((3, 64, 5))
    first, total, *_ = sensitivity.sobol(f_a, f_b, f_ab)
    judge = sobol_indices(func={"f_A": f_a.T, "f_B": f_b.T, "f_AB": f_ab.transpose(0, 2, 1)}, n=64)
    np.testing.assert_allclose(first.T, judge.first_order, atol=1e-12)
    np.testing.assert_allclose(total.T, judge.total_order, atol=1e-12)


def test_sobol_of_ishigami_is_the_exact_one():
    # sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, each x uniform on (-pi, pi): variances by integration
    a, b, pi = 7.0, 0.1, np.pi
    v1 = 0.5 * (1.0 + b * pi**4 / 5.0) ** 2
    v2 = a**2 / 8.0
    v13 = b**2 * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    v = v1 + v2 + v13
    u = (2.0 * qmc.Sobol(6, rng=np.random.default_rng(0)).random(2**13) - 1.0) * pi
    ab = [np.where(np.arange(3) == k, u[:, 3:], u[:, :3]) for k in range(3)]

    def ishigami(x):
        return (np.sin(x[:, 0]) * (1 + b * x[:, 2] ** 4) + a * np.sin(x[:, 1]) ** 2)[:, None]

    first, total, _, _, variance = sensitivity.sobol(
        ishigami(u[:, :3]), ishigami(u[:, 3:]), np.stack([ishigami(x) for x in ab])
    )
    exact_first, exact_total = np.array([v1, v2, 0.0]) / v, np.array([v1 + v13, v2, v13]) / v
    assert variance[0] == pytest.approx(v, rel=0.01)
    np.testing.assert_allclose(first[:, 0], exact_first, atol=0.02)
    np.testing.assert_allclose(total[:, 0], exact_total, atol=0.02)


def test_standard_errors_are_those_of_many_repetitions():
    """By chance, not by an even sequence: the scatter over 300 runs is what one run says."""
    rng = np.random.default_rng(9)
    runs = []
    for _ in range(300):
        a, b = rng.random((512, 2)), rng.random((512, 2))
        f = [(x[:, :1] + 2 * x[:, :1] * x[:, 1:]) for x in (a, b)]
        crossed = [(np.where(np.arange(2) == k, b, a)) for k in range(2)]
        f_ab = np.stack([x[:, :1] + 2 * x[:, :1] * x[:, 1:] for x in crossed])
        runs.append([part[:, 0] for part in sensitivity.sobol(*f, f_ab)[:4]])
    first, total, first_se, total_se = np.array(runs).transpose(1, 0, 2)
    np.testing.assert_allclose(first_se.mean(axis=0), first.std(axis=0), rtol=0.15)
    np.testing.assert_allclose(total_se.mean(axis=0), total.std(axis=0), rtol=0.15)


def test_what_never_moves_has_no_index():
    still = np.ones((16, 1))
    first, total, _, _, variance = sensitivity.sobol(still, still, still[None])
    assert variance[0] == 0.0
    assert np.isnan([first[0, 0], total[0, 0]]).all()


@given(SEEDS)
def test_share_ahead_counts_ties_half(seed):
    ranks = np.random.default_rng(seed).integers(1, 4, (9, 5)).astype(float)
    ahead = sensitivity.share_ahead(ranks)
    for i in range(5):
        for j in range(5):
            slow = sum((r[i] < r[j]) + 0.5 * (r[i] == r[j]) for r in ranks) / len(ranks)
            assert ahead[i, j] == pytest.approx(slow)
    np.testing.assert_allclose(ahead + ahead.T, 1.0)


def test_drawn_weights_have_the_mean_and_the_spread_asked_for():
    asked = np.array([0.5, 0.3, 0.2, 0.0])
    u = qmc.Sobol(4, rng=np.random.default_rng(0)).random(2**13)
    drawn = weights.dirichlet(np.tile(asked, (len(u), 1)), 0.25, u)
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0)
    np.testing.assert_allclose(drawn.mean(axis=0), asked, atol=2e-3)
    # A Dirichlet weight of mean m and concentration c has variance m (1 - m) / (c + 1), and
    # c + 1 = (K - 1) / spread^2.
    np.testing.assert_allclose(drawn.var(axis=0), asked * (1 - asked) / (3 / 0.0625), rtol=0.02)
    assert (drawn[:, 3] == 0.0).all()


def test_a_component_left_out_leaves_its_weight_to_its_dimension():
    dimension = np.array([0, 0, 1])
    weight = np.array([[0.2, 0.4, 0.4]] * 3)
    kept = weights.leave_out(weight, np.array([-1, 0, 2]), dimension)
    # none; the other of its dimension takes all 0.6; alone in its dimension: the others grow
    np.testing.assert_allclose(kept, [[0.2, 0.4, 0.4], [0.0, 0.6, 0.4], [1 / 3, 2 / 3, 0.0]])


def test_varimax_finds_a_simple_structure():
    rng = np.random.default_rng(5)
    simple = np.zeros((6, 2))
    simple[:3, 0], simple[3:, 1] = (0.9, 0.8, 0.7), (0.6, 0.9, 0.5)
    turn, _ = np.linalg.qr(rng.normal(size=(2, 2)))
    found = np.abs(weights.varimax(simple @ turn))
    order = np.argsort(-found[0])
    np.testing.assert_allclose(found[:, order], simple, atol=1e-6)


@given(SEEDS)
def test_varimax_beats_any_turn_in_the_plane(seed):
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(6, 2))

    def criterion(turned):
        return (turned**2).var(axis=0).sum()

    best = max(
        criterion(loadings @ np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]))
        for t in np.linspace(0, np.pi / 2, 181)
    )
    turned = weights.varimax(loadings)
    assert criterion(turned) >= best - 1e-4 * abs(best)
    np.testing.assert_allclose((turned**2).sum(axis=1), (loadings**2).sum(axis=1))
