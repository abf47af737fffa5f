"""Registers in pieces give what the same rows give in memory, however they are cut."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import ConflictError, InputError
from gongfu.measure import inequality
from gongfu.measure.decomposition import (
    dagum_decomposition,
    dagum_pairs,
    entropy_decompositions,
)
from gongfu.measure.streaming import (
    streamed_dagum,
    streamed_dagum_pairs,
    streamed_entropy,
    streamed_inequality,
)

KNOBS = {"value": "x", "weight": "n"}
VALUES = st.one_of(
    st.integers(0, 60).map(float),  # whole, many alike
    st.floats(0.5, 1e6),
    st.floats(1.0, 1.001),  # all in one bucket of keys
    st.sampled_from([0.0, 0.25, 1e-9, 3e12]),
)
REGISTERS = st.lists(
    st.tuples(VALUES, st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=40
).filter(lambda rows: any(people for _, people, _ in rows))
WHOLE = st.lists(
    st.tuples(st.integers(-3, 60).map(float), st.integers(0, 4), st.integers(0, 3)),
    min_size=1,
    max_size=40,
).filter(lambda rows: any(people for _, people, _ in rows))
CUTS = st.lists(st.integers(0, 40), max_size=5).map(sorted)
AT_ONCE = st.sampled_from([1, 2, 7, 1000])


def register(rows):
    frame = pd.DataFrame(rows, columns=["x", "n", "area"])
    return frame.assign(n=frame["n"].astype(float), area=frame["area"].map(dict(enumerate("abcd"))))


def pieces(frame, cuts):
    edges = [0, *cuts, len(frame)]
    return [frame.iloc[a:b] for a, b in itertools.pairwise(edges)]


def near(got, want):
    assert got == pytest.approx(want, rel=1e-12, abs=1e-13, nan_ok=True)


def same_indices(got, x, n):
    near(got.gini, inequality.gini(x, n))
    near(got.hoover, inequality.hoover(x, n))
    near(got.coefficient_of_variation, inequality.coefficient_of_variation(x, n))
    near(got.palma_ratio, inequality.palma_ratio(x, n))
    near(got.quintile_share_ratio, inequality.quintile_share_ratio(x, n))
    near(got.poverty, [inequality.fgt(x, n, alpha=alpha, line=20.0) for alpha in (0, 1, 2)])
    want = inequality.quantile_shares(x, n, bounds=(0.0, 0.13, 0.5, 1.0))
    for name in want:
        near(got.shares[name].tolist(), want[name].tolist())


@settings(max_examples=40)  # each reads many times
@given(REGISTERS, CUTS, AT_ONCE)
def test_every_index_is_as_in_memory(rows, cuts, at_once):
    frame = register(rows)
    got = streamed_inequality(
        pieces(frame, cuts),
        **KNOBS,
        bounds=(0.0, 0.13, 0.5, 1.0),
        line=20.0,
        members_at_once=at_once,
    )
    counted = frame[frame["n"] > 0]
    x, n = counted["x"].to_numpy(), counted["n"].to_numpy()
    assert (got.n_members, got.people) == (len(counted), n.sum())
    assert (got.low, got.high) == (x.min(), x.max())
    same_indices(got, x, n)
    near(got.theil_t, inequality.theil_t(x, n))
    if x.min() > 0:
        near(got.mean_log_deviation, inequality.mean_log_deviation(x, n))
    else:
        assert np.isnan(got.mean_log_deviation)


@pytest.mark.filterwarnings("ignore:.*negative")
@given(WHOLE, CUTS, AT_ONCE)
def test_whole_numbers_of_either_sign_are_as_in_memory(rows, cuts, at_once):
    frame = register(rows)
    got = streamed_inequality(
        pieces(frame, cuts),
        **KNOBS,
        bounds=(0.0, 0.13, 0.5, 1.0),
        line=20.0,
        members_at_once=at_once,
    )
    same_indices(got, frame["x"].to_numpy(), frame["n"].to_numpy())


@given(REGISTERS, CUTS, AT_ONCE)
def test_dagum_is_as_in_memory(rows, cuts, at_once):
    frame = register(rows)
    knobs = {**KNOBS, "group": "area"}
    got = streamed_dagum(pieces(frame, cuts), **knobs, members_at_once=at_once)
    want = dagum_decomposition(frame, **knobs)
    for name in ("total", "within", "net_between", "transvariation"):
        near(getattr(got, name), getattr(want, name))
    assert got.groups.index.tolist() == want.groups.index.tolist()
    for name in want.groups:
        near(got.groups[name].tolist(), want.groups[name].tolist())


@given(WHOLE, CUTS, AT_ONCE)
def test_the_pair_table_is_as_in_memory(rows, cuts, at_once):
    frame = register(rows).assign(x=lambda frame: frame["x"] + 4.0)
    knobs = {**KNOBS, "group": "area"}
    got = streamed_dagum_pairs(pieces(frame, cuts), **knobs, members_at_once=at_once)
    want = dagum_pairs(frame, **knobs)
    # two groups of one mean, to rounding: which is the richer does not matter
    order = [*map(frozenset, zip(got["richer"], got["poorer"], strict=True))]
    assert order == [*map(frozenset, zip(want["richer"], want["poorer"], strict=True))]
    for name in ("difference", "gini", "affluence", "net_between", "transvariation"):
        near(got[name].tolist(), want[name].tolist())


@given(REGISTERS, CUTS)
def test_entropy_is_as_in_memory(rows, cuts):
    frame = register(rows).assign(x=lambda frame: frame["x"] + 0.5)
    frame["city"] = frame["area"].map({"a": "A", "b": "A", "c": "B", "d": "B"})
    knobs = {**KNOBS, "levels": ["city", "area"]}
    whole = entropy_decompositions(frame, **knobs)
    for got, want in zip(streamed_entropy(pieces(frame, cuts), **knobs), whole, strict=True):
        near([*got.parts, got.within, got.total], [*want.parts, want.within, want.total])
        assert (got.n_groups, got.n_members) == (want.n_groups, want.n_members)


@pytest.mark.parametrize("kind", ["whole", "real"])
def test_a_large_register_in_many_runs(kind):
    """More members than are held at once, most of them in few buckets; no weights."""
    rng = np.random.default_rng(7)
    x = np.exp(10.5 + 0.01 * rng.standard_normal(60_000))
    x = np.floor(x) if kind == "whole" else x
    frame = pd.DataFrame({"x": x, "area": rng.integers(0, 5, x.size), "n": 1.0})
    told = []
    got = streamed_inequality(
        pieces(frame, [100, 30_000]),
        value="x",
        members_at_once=7_000,
        progress=lambda share, words: told.append(share),
    )
    near(got.gini, inequality.gini(x))
    near(got.theil_t, inequality.theil_t(x))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    parts = streamed_dagum(
        pieces(frame, [100, 30_000]), value="x", group="area", members_at_once=7_000
    )
    want = dagum_decomposition(frame, **KNOBS, group="area")
    near([parts.total, parts.transvariation], [want.total, want.transvariation])


def test_labels_mean_the_same_group_whatever_their_type_in_a_piece():
    first = pd.DataFrame({"x": [1.0, 2.0], "n": 1.0, "area": pd.Categorical(["b", "a"])})
    second = pd.DataFrame({"x": [3.0, 9.0], "n": 1.0, "area": ["a", "c"]})
    got = streamed_dagum([first, second], **KNOBS, group="area")
    want = dagum_decomposition(pd.concat([first, second]), **KNOBS, group="area")
    assert got.groups.index.tolist() == ["b", "a", "c"]
    near(got.total, want.total)


def frames_of(**columns):
    return [pd.DataFrame({"x": [1.0, 2.0], "n": 1.0}), pd.DataFrame({"x": [3.0], **columns})]


@pytest.mark.parametrize(
    ("frames", "remedy"),
    [
        (iter(frames_of(n=1.0)), "can be read only once; give a list"),
        (frames_of(n=-1.0), r"piece 2 \(rows 3 to 3\): frame: 'n' is -1.0 in row 1"),
        (frames_of(n=np.nan), "'n' is missing in row 1; fill it"),
        (frames_of(), r"piece 2 \(rows 3 to 3\): frame: no column 'n'"),
        ([], "no row of any frame has people; give at least one"),
        ([frames_of(n=1.0)[0].assign(n=0.0)], "no row of any frame has people"),
        ([frames_of(n=1.0)[0].assign(x=1e307)], "larger unit"),
    ],
)
def test_bad_frames_are_named(frames, remedy):
    with pytest.raises(InputError, match=remedy):
        streamed_inequality(frames, **KNOBS)


@pytest.mark.parametrize(
    ("knobs", "remedy"),
    [
        ({"members_at_once": 0}, "members_at_once is 0; give a whole number >= 1"),
        ({"line": 0.0}, "line is 0.0; give a finite number > 0"),
        ({"bounds": (0.0, 0.5)}, "give ascending shares from 0 to 1"),
    ],
)
def test_bad_knobs_are_named(knobs, remedy):
    with pytest.raises(InputError, match=remedy):
        streamed_inequality(frames_of(n=1.0), **KNOBS, **knobs)


def test_values_below_zero_warn():
    with pytest.warns(UserWarning, match="1 of 3 rows have a negative 'x'"):
        streamed_inequality([frames_of(n=1.0)[0], pd.DataFrame({"x": [-1.0], "n": 1.0})], **KNOBS)


class Growing:
    """A register to which somebody adds a row between two readings."""

    def __init__(self):
        self.n = 3

    def __iter__(self):
        self.n += 1
        yield pd.DataFrame({"x": np.full(self.n, 2.5)})


def test_a_register_that_changes_while_it_is_read_is_refused():
    with pytest.raises(ConflictError, match=r"4 members .* and 5 when read again"):
        streamed_inequality(Growing(), value="x")


def test_a_piece_that_is_bad_for_entropy_is_named():
    good, bad = frames_of(n=-1.0)
    with pytest.raises(InputError, match=r"piece 2 \(rows 3 to 3\): frame: 'n' is -1.0"):
        streamed_entropy([good.assign(area="a"), bad.assign(area="a")], **KNOBS, levels=["area"])
    with pytest.raises(InputError, match="no row of any frame has people"):
        streamed_entropy([], **KNOBS, levels=["area"])
