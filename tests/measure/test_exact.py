"""Inequality of a register in parts: right, and the same to the last bit however it is cut."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import ConflictError, InputError
from gongfu.measure import exact
from gongfu.measure.entropy import entropy_decompositions
from gongfu.measure.exact import exact_inequality
from gongfu.measure.inequality import gini, mean_log_deviation, theil_t

KNOBS = {"value": "x", "weight": "w", "levels": ["city", "urban"], "repeating": ("urban",)}


class Piece:
    """A part in memory."""

    def __init__(self, frame, name="piece.parquet", rows=1000):
        self.frame, self.name, self.rows = frame.reset_index(drop=True), name, rows

    def __iter__(self):
        for start in range(0, len(self.frame), self.rows):
            yield self.frame.iloc[start : start + self.rows]


def people(n, seed=0, whole=False):
    rng = np.random.default_rng(seed)
    x = np.exp(10 + rng.standard_normal(n))
    x[: n // 3] = x[: n // 3].round(-4) + 1.0  # many are alike
    return pd.DataFrame(
        {
            "x": x.round() if whole else x,
            "w": rng.random(n) * (rng.random(n) > 0.1),
            "city": rng.choice(["湖州", "衢州", "丽水"], n),
            "urban": rng.random(n) < 0.5,
        }
    )


def bits(found):
    numbers = [found.whole, found.groups.drop(columns=["city", "urban"], errors="ignore")]
    parts = [repr(part) for part in found.parts]
    return [frame.to_numpy(float).tobytes() for frame in numbers], parts


def cut(frame, at, rows):
    edges = [0, *sorted(at), len(frame)]
    return [Piece(frame.iloc[a:b], f"part-{a}", rows) for a, b in pairwise(edges)]


@settings(deadline=None, max_examples=12)
@given(
    st.lists(st.integers(0, 300), max_size=5), st.integers(40, 400), st.integers(20, 400),
    st.booleans(), st.randoms(use_true_random=False),
)  # fmt: skip
def test_no_cut_and_no_order_changes_a_bit(at, rows, at_once, whole, random):
    frame = people(300, whole=whole)
    want = exact_inequality([Piece(frame)], **KNOBS)

    def backwards(function, calls, _):
        return [function(*call) for call in random.sample(list(calls), len(calls))]

    mixed = frame.sample(frac=1.0, random_state=random.randrange(1000))
    got = exact_inequality(cut(mixed, at, rows), **KNOBS, members_at_once=at_once, run=backwards)

    assert bits(got) == bits(want)


def test_cells_of_whole_numbers_and_sorted_ranges_are_the_same(monkeypatch):
    frame = people(400, whole=True)
    want = bits(exact_inequality([Piece(frame)], **KNOBS))
    monkeypatch.setattr(exact, "CELLS_MAX", 0)

    assert bits(exact_inequality([Piece(frame)], **KNOBS)) == want
    assert bits(exact_inequality([Piece(frame)], **KNOBS, members_at_once=30)) == want


def test_they_are_the_indices_of_frames_in_memory():
    frame = people(3000)
    found = exact_inequality([Piece(frame)], **KNOBS)
    (whole,) = found.whole.to_dict("records")
    assert whole["n_members"] == (frame["w"] > 0).sum()
    for index in (gini, theil_t, mean_log_deviation):
        assert whole[index.__name__] == pytest.approx(index(frame["x"], frame["w"]), rel=1e-13)
    assert [(row.city, row.urban) for row in found.groups.itertuples()] == sorted(
        set(zip(frame["city"], frame["urban"], strict=True))
    )
    for row in found.groups.itertuples():
        own = frame[(frame["city"] == row.city) & (frame["urban"] == row.urban)]
        assert row.gini == pytest.approx(gini(own["x"], own["w"]), rel=1e-13)
        assert row.theil_t == pytest.approx(theil_t(own["x"], own["w"]), rel=1e-13)
        deviation = mean_log_deviation(own["x"], own["w"])
        assert row.mean_log_deviation == pytest.approx(deviation, rel=1e-12)
        assert row.mean == pytest.approx(np.average(own["x"], weights=own["w"]), rel=1e-14)
    for got, want in zip(found.parts, entropy_decompositions(frame, **KNOBS), strict=True):
        assert got.parts == pytest.approx(want.parts, rel=1e-9)
        assert got.within == pytest.approx(want.within, rel=1e-12)
        assert got.n_groups == want.n_groups


def test_a_case_by_hand():
    frame = pd.DataFrame({"x": [3.0, 1.0], "w": [1.0, 3.0]})
    found = exact_inequality([Piece(frame)], value="x", weight="w").whole.iloc[0]
    assert found["gini"] == 0.25
    assert found["theil_t"] == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(2 / 3), rel=1e-14)
    assert exact_inequality([Piece(frame)], value="x").whole["people"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("x", "want"),
    [
        ([4.0, 4.0, 4.0], (0.0, 0.0, 0.0)),
        ([0.0, 1.0, 2.0], (4 / 9, 2 / 3 * np.log(2), np.nan)),
        ([-0.0, 0.0, 3.0], (2 / 3, np.log(3), np.nan)),
        ([0.0, 0.0], (np.nan, np.nan, np.nan)),
        ([-5.0, 1.0, 2.0, 10.0], (1.4375, np.nan, np.nan)),
        ([-0.1, -0.2, 0.3], (np.nan, np.nan, np.nan)),  # a total that is rounding
        ([-1.0, 0.5], (np.nan, np.nan, np.nan)),
    ],
)
@pytest.mark.parametrize("cells", [0, exact.CELLS_MAX])
def test_zeros_negatives_and_nothing_to_share(x, want, cells, monkeypatch):
    monkeypatch.setattr(exact, "CELLS_MAX", cells)
    parts = [Piece(pd.DataFrame({"x": [one]})) for one in x]
    found = exact_inequality(parts, value="x", members_at_once=1).whole.iloc[0]
    got = found[["gini", "theil_t", "mean_log_deviation"]].tolist()
    assert got == pytest.approx(want, rel=1e-14, abs=0.0, nan_ok=True)


def test_a_group_without_a_logarithm_does_not_take_it_from_the_others():
    frame = pd.DataFrame({"x": [-1.0, 5.0, 0.0, 2.0, 1.0, 3.0], "g": list("aabbcc")})
    found = exact_inequality([Piece(frame)], value="x", levels=["g"])
    assert found.parts == ()
    assert found.groups["theil_t"].isna().tolist() == [True, False, False]
    assert found.groups["mean_log_deviation"].isna().tolist() == [True, True, False]
    assert found.groups["theil_t"][2] == pytest.approx(theil_t([1, 3]), rel=1e-14)
    split = exact_inequality([Piece(frame.iloc[2:])], value="x", levels=["g"])
    assert [part.index for part in split.parts] == ["theil_t"]


def test_small_differences_keep_their_digits():
    frame = pd.DataFrame({"x": 1e6 + np.arange(50) * 1e-3})
    found = exact_inequality([Piece(frame)], value="x").whole.iloc[0]
    assert found["gini"] == pytest.approx(gini(frame["x"]), rel=1e-9)


def test_what_is_wrong_is_named_by_part_and_row():
    good = people(20)
    bad = good.copy()
    bad.index = range(100, 120)
    bad.loc[[103, 107], "x"] = np.nan

    class Later(Piece):
        def __iter__(self):
            yield bad

    with pytest.raises(InputError, match=r"b.parquet: 'x' is missing in 2 rows \(104, 108\)"):
        exact_inequality([Piece(good), Later(bad, "b.parquet")], value="x")
    with pytest.raises(InputError, match=r"piece.parquet: 'w' is -1.0 in row 3"):
        exact_inequality([Piece(good.assign(w=[1, 1, -1.0] + [1] * 17))], value="x", weight="w")
    with pytest.raises(InputError, match="no row of any part has people"):
        exact_inequality([Piece(good.assign(w=0.0))], value="x", weight="w")
    with pytest.raises(InputError, match="'x' or 'w' is so large that sums overflow"):
        exact_inequality([Piece(good.assign(x=1e200))], value="x", weight="w")
    with pytest.raises(InputError, match="there are no parts"):
        exact_inequality([], value="x")
    with pytest.raises(InputError, match="members_at_once is 0"):
        exact_inequality([Piece(good)], value="x", members_at_once=0)
    with pytest.raises(InputError, match="city"):
        exact_inequality(
            [Piece(good.assign(area="x"))], value="x", levels=["urban", "city"]
        )  # a city lies in town and country


def test_rows_that_change_between_readings_are_noticed():
    class Moving(Piece):
        n = 0

        def __iter__(self):
            self.n += 1
            frame = self.frame
            yield frame if self.n == 1 else frame.iloc[1:]

    with pytest.raises(ConflictError, match="files that nobody writes to"):
        exact_inequality([Moving(people(30))], value="x")
