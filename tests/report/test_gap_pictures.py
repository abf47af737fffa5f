"""Pictures of the gaps show the numbers where they belong, and refuse what they cannot show."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.report import gap_charts as charts
from gongfu.report.gap_rank_charts import _bands
from tests.report import gap_frames as frames
from tests.report.gap_frames import caption

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(picture, tag, css):
    """Elements of the drawing with the class, in order."""
    root = ElementTree.fromstring(str(picture)).find(f"{NAMESPACE}g")
    return [e for e in root.iter(NAMESPACE + tag) if css in (e.get("class") or "").split()]


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def path(element):
    return np.array([[float(v) for v in p.split(",")] for p in element.get("points").split()])


def words(picture):
    root = ElementTree.fromstring(str(picture))
    return [e.text for e in root.iter(f"{NAMESPACE}text")]


def dots(picture):
    root = ElementTree.fromstring(str(picture)).find(f"{NAMESPACE}g")
    return [numbers(e, "cx", "cy") for e in root.iter(f"{NAMESPACE}circle")]


def test_lorenz_is_square_and_its_curve_stands_where_the_shares_say():
    picture = charts.lorenz_chart(frames.curves(2.0), caption(), ginis=frames.ginis(1 / 3))
    curve = path(drawn(picture, "polyline", "s0")[0])
    (x1, y1), (x2, y2) = curve[0], curve[-1]
    assert x2 - x1 == pytest.approx(y1 - y2, abs=0.11)
    share = (curve - curve[0]) / (curve[-1] - curve[0])
    assert share[:, 1] == pytest.approx(share[:, 0] ** 2, abs=0.001)
    equal = drawn(picture, "line", "reference")[0]
    assert numbers(equal, "x1", "y1", "x2", "y2") == pytest.approx([x1, y1, x2, y2])
    assert {"Gini 0.333", "0.313 to 0.353"} <= set(words(picture))


def test_each_of_several_lorenz_curves_is_named_and_no_name_crosses_a_curve():
    picture = charts.lorenz_chart(frames.curves(1.4, 2.4), caption())
    assert {"S0", "S1"} <= set(words(picture))
    assert len(drawn(picture, "polyline", "line")) == 2
    label = next(e for e in drawn(picture, "text", "t1") if e.text == "S1")
    curve = path(drawn(picture, "polyline", "s1")[0])
    x, y = numbers(label, "x", "y")
    assert y - 8 > np.interp(x, curve[:, 0], curve[:, 1]), "the lower curve is named below it"


def test_a_generalised_curve_ends_at_the_mean_on_an_axis_from_zero():
    frame = frames.curves(1.4, 2.4)
    frame["share_of_value"] *= np.where(frame["series"] == "S0", 80_000.0, 40_000.0)
    picture = charts.lorenz_chart(frame, caption(), generalized=True)
    upper, lower = (path(line) for line in drawn(picture, "polyline", "line"))
    foot = upper[0, 1]
    assert (foot - upper[-1, 1]) / (foot - lower[-1, 1]) == pytest.approx(2.0, rel=0.01)
    assert {"mean 80,000", "mean 40,000"} <= set(words(picture))
    assert not drawn(picture, "line", "reference"), "two means have no common line of equality"


def test_bars_of_parts_are_proportional_and_negative_ones_go_left_of_zero():
    picture = charts.parts_tree(frames.parts(), caption())
    total = numbers(drawn(picture, "rect", "bar")[0], "x", "width")
    plus = [numbers(e, "x", "width") for e in drawn(picture, "rect", "part")]
    minus = numbers(drawn(picture, "rect", "negative")[0], "x", "width")
    for (start, wide), value in zip(plus, (0.04, 0.02), strict=True):
        assert start == total[0]
        assert wide / total[1] == pytest.approx(value / 0.05, rel=0.01)
    assert minus[0] + minus[1] == pytest.approx(total[0], abs=0.11)
    assert minus[1] / total[1] == pytest.approx(0.2, rel=0.01)
    assert "\N{MINUS SIGN}0.0100 · \N{MINUS SIGN}20.0%" in words(picture)
    assert "0.0500" in words(picture), "the total is the sum"


def test_parts_of_nothing_have_no_share():
    frame = pd.DataFrame({"component": ["a"], "label": ["A"], "value": [0.0], "share": [np.nan]})
    assert "0.0000 · no data" in words(charts.parts_tree(frame, caption()))


def test_ranks_stand_in_order_with_their_intervals():
    frame = frames.ranks(n=12).sample(frac=1.0, random_state=1)
    picture = charts.rank_intervals(frame, caption())
    places = np.array(dots(picture))
    assert (np.diff(places[:, 1]) > 0).all()
    step = np.diff(places[:, 0])
    assert step == pytest.approx(np.full(11, step.mean()), abs=0.11)
    ends = np.array([numbers(e, "x1", "x2") for e in drawn(picture, "line", "range")])
    wide = (ends[:, 1] - ends[:, 0]) / step.mean()
    expected = frame.sort_values("rank").eval("high - low")
    assert wide == pytest.approx(expected, abs=0.03)


def test_bands_hold_those_whose_interval_overlaps_the_first_of_the_band():
    low, high = np.array([1.0, 1, 3, 3, 5]), np.array([2.0, 3, 4, 4, 5])
    assert _bands(low, high) == [(0, 2), (2, 4), (4, 5)]


def test_places_without_a_rank_are_named_not_dropped():
    frame = frames.ranks(n=5)
    frame.loc[2, ["rank", "low", "high"]] = np.nan
    assert "Not ranked: Xiaoshan2" in words(charts.rank_intervals(frame, caption()))
    assert len(dots(charts.rank_intervals(frame, caption()))) == 4


def test_ridges_share_one_scale_and_the_mean_stands_at_one():
    picture = charts.density_ridges(frames.densities(), caption())
    lines = [path(e) for e in drawn(picture, "polyline", "line")]
    bases = [path(e)[0, 1] for e in drawn(picture, "polygon", "ridge")]
    tall = [base - line[:, 1].min() for base, line in zip(bases, lines, strict=True)]
    top = frames.densities().groupby("period")["density"].max()
    assert np.array(tall) / tall[0] == pytest.approx(top / top.iloc[0], rel=0.03)
    x = numbers(drawn(picture, "line", "reference")[0], "x1")[0]
    left, right = lines[0][0, 0], lines[0][-1, 0]
    assert (x - left) / (right - left) == pytest.approx(0.8 / 2.4, abs=0.002)


def test_the_slope_of_the_moran_line_is_the_index_and_both_axes_have_one_scale():
    frame = frames.neighbours()
    picture = charts.moran_scatter(frame, caption())
    index = np.polynomial.polynomial.polyfit(frame["z"], frame["lag_z"], [1])[1]
    x1, y1, x2, y2 = numbers(drawn(picture, "line", "reference")[0], "x1", "y1", "x2", "y2")
    assert -(y2 - y1) / (x2 - x1) == pytest.approx(index, abs=0.002)
    assert f"Moran’s I = {index:.3f}" in words(picture)
    strong = [numbers(e, "cx", "cy") for e in drawn(picture, "circle", "dot")]
    assert len(strong) == 3
    assert len(drawn(picture, "circle", "faint")) == 5
    one, two = np.array(strong[0]), np.array(strong[1])
    scale = (one - two) / (frame[["z", "lag_z"]].iloc[0] - frame[["z", "lag_z"]].iloc[1])
    assert scale.iloc[0] == pytest.approx(-scale.iloc[1], rel=0.02)
    for quadrant in ("high among high", "low among high", "low among low", "high among low"):
        assert quadrant in words(picture)
    assert "Filled: local p at most 0.05 (3 of 8)" in words(picture)


@pytest.mark.parametrize("factor", [3.0, -3.0, 0.0])
def test_a_steep_moran_line_stays_inside_the_square(factor):
    frame = frames.neighbours().assign(lag_z=lambda f: f["z"] * factor)
    picture = charts.moran_scatter(frame, caption())
    x1, y1, x2, y2 = numbers(drawn(picture, "line", "reference")[0], "x1", "y1", "x2", "y2")
    assert -(y2 - y1) / (x2 - x1) == pytest.approx(factor, abs=0.02)
    assert 44 <= x1 < x2 <= 400
    assert 30 <= min(y1, y2) <= max(y1, y2) <= 386


def test_coefficients_are_filled_where_the_interval_leaves_zero_out():
    picture = charts.coefficients_chart(frames.coefficients(), caption())
    assert len(drawn(picture, "circle", "dot")) == 1
    assert len(drawn(picture, "circle", "hollow")) == 2
    assert len(drawn(picture, "line", "range")) == 2
    zero = numbers(drawn(picture, "line", "axis")[0], "x1")[0]
    (a, _), (b, _), (c, _) = dots(picture)
    assert (b - zero) / (a - zero) == pytest.approx(-5.0, rel=0.03)
    assert (c - zero) / (b - zero) == pytest.approx(-1.5, rel=0.03)
    assert "0.300 (no interval)" in words(picture)


def test_an_event_study_shades_what_lies_before_and_rings_its_reference():
    picture = charts.event_study_chart(frames.event(), caption())
    ring = numbers(drawn(picture, "circle", "ring")[0], "cx", "cy")
    zero = numbers(drawn(picture, "line", "axis")[0], "y1")[0]
    start = numbers(drawn(picture, "line", "reference")[0], "x1")[0]
    x, wide = numbers(drawn(picture, "rect", "band")[0], "x", "width")
    assert ring[1] == zero
    assert x + wide == pytest.approx(start, abs=0.11)
    places = dots(picture)
    assert [p[0] < start for p in places] == [True] * 4 + [False] * 5
    assert len(drawn(picture, "line", "range")) == 8
    up = [zero - p[1] for p in places]
    assert up[8] / up[4] == pytest.approx(5.0, rel=0.02)


def test_the_gap_of_a_synthetic_control_is_actual_minus_synthetic():
    picture = charts.synthetic_chart(
        frames.paths(), caption(), start=2018, placebos=frames.placebos()
    )
    actual, gap = (path(e) for e in drawn(picture, "polyline", "s0"))
    twin = path(drawn(picture, "polyline", "s1")[0])
    apart = twin[:, 1] - actual[:, 1]
    ratio = (gap[0, 1] - gap[:, 1])[-1] / apart[-1]
    assert ratio > 0, "above the twin is above zero"
    assert gap[0, 1] - gap[:, 1] == pytest.approx(apart * ratio, abs=0.4)
    assert len(drawn(picture, "polyline", "placebo")) == 3
    line = numbers(drawn(picture, "line", "reference")[0], "x1")[0]
    assert actual[5, 0] < line < actual[6, 0], "between 2017 and 2018"


def test_dispersion_carries_its_trend_from_three_periods_on():
    frame = frames.dispersion()
    picture = charts.sigma_chart(frame, caption())
    slope = np.polynomial.polynomial.polyfit(range(5), frame["value"], 1)[1]
    assert f"trend {slope:.4f} a period".replace("-", "\N{MINUS SIGN}") in words(picture)
    points = np.array(dots(picture))
    scale = (points[4, 1] - points[0, 1]) / (0.262 - 0.31)
    x1, y1, x2, y2 = numbers(drawn(picture, "line", "reference")[0], "x1", "y1", "x2", "y2")
    assert (y2 - y1) / scale / 4 == pytest.approx(slope, rel=0.02)
    assert (x1, x2) == (points[0, 0], points[4, 0])
    assert len(drawn(picture, "line", "range")) == 5
    two = charts.sigma_chart(frame[["period", "value"]].iloc[:2], caption())
    assert not drawn(two, "line", "reference")


def test_growth_is_drawn_against_the_logarithm_of_the_level():
    frame = frames.growth()
    picture = charts.growth_scatter(frame, caption())
    points = np.array(dots(picture))
    logs = np.log(frame["initial"].to_numpy())
    share = (points[:, 0] - points[0, 0]) / (points[-1, 0] - points[0, 0])
    assert share == pytest.approx((logs - logs[0]) / (logs[-1] - logs[0]), abs=0.001)
    slope = np.polynomial.polynomial.polyfit(logs, frame["growth"], 1)[1]
    assert f"slope {slope:.4f}".replace("-", "\N{MINUS SIGN}") in words(picture)
    line = numbers(drawn(picture, "line", "reference")[0], "y1", "y2")
    scale = (points[0, 1] - points[1, 1]) / (frame["growth"].iloc[0] - frame["growth"].iloc[1])
    assert (line[1] - line[0]) / scale == pytest.approx(slope * (logs[-1] - logs[0]), rel=0.03)


def test_cells_of_transitions_are_as_dark_as_their_share():
    picture = charts.transition_heatmap(frames.transitions(), caption(), counts=frames.counts())
    dark = [float(e.get("opacity")) for e in drawn(picture, "rect", "cell")]
    assert np.array(dark) == pytest.approx(np.array([0.8, 0.2, 0, 0.1, 0.7, 0.2]) / 2)
    assert {"80%", "20%", "never seen", "n = 40"} <= set(words(picture))
    assert len(drawn(picture, "rect", "stay")) == 2


def test_long_names_of_classes_become_numbers_over_the_columns():
    names = [f"a class with a name of great length {i}" for i in range(6)]
    picture = charts.transition_heatmap(
        pd.DataFrame(np.eye(6), index=names, columns=names), caption()
    )
    assert {"1", "6"} <= set(words(picture))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda c: charts.lorenz_chart(frames.curves(1.5).iloc[:0], c), "0 rows; a picture needs"),
        (lambda c: charts.lorenz_chart(frames.curves(1.5).iloc[::-1], c), "sort its rows"),
        (lambda c: charts.lorenz_chart(frames.curves(*[1.5] * 6), c), "6 series; at most 5"),
        (
            lambda c: charts.lorenz_chart(frames.curves(1.5, 2), c, ginis=frames.ginis(0.2)),
            "no row for 'S1'",
        ),
        (lambda c: charts.parts_tree(frames.parts().drop(columns="share"), c), "'share'"),
        (
            lambda c: charts.parts_tree(frames.parts().assign(component=["a", "total", "c"]), c),
            "adds up to 0.03, but the total is 0.02",
        ),
        (
            lambda c: charts.rank_intervals(frames.ranks(n=4).assign(low=np.nan), c),
            "4 of 4 ranked places have no interval",
        ),
        (
            lambda c: charts.rank_intervals(frames.ranks(n=4).assign(low=4.0), c),
            "3 rows have a 'low' or 'high' that does not hold 'rank'",
        ),
        (lambda c: charts.rank_intervals(frames.ranks(n=4).assign(place="p"), c), "3 rows repeat"),
        (lambda c: charts.density_ridges(frames.densities().assign(density=0.0), c), "zero every"),
        (lambda c: charts.density_ridges(frames.densities().iloc[[0, 1, 40]], c), "one point"),
        (lambda c: charts.moran_scatter(frames.neighbours().assign(z=0.0), c), "every 'z' is 0"),
        (
            lambda c: charts.moran_scatter(frames.neighbours().assign(lag_z=np.nan), c),
            "'lag_z' is missing in",
        ),
        (
            lambda c: charts.coefficients_chart(frames.coefficients().assign(low=np.nan), c),
            "2 rows have a 'low' or 'high'",
        ),
        (
            lambda c: charts.event_study_chart(frames.event().assign(reference=False), c),
            "0 rows are the reference; mark exactly one",
        ),
        (lambda c: charts.synthetic_chart(frames.paths(), c, start=1999), "start is 1999"),
        (
            lambda c: charts.synthetic_chart(
                frames.paths().iloc[1:], c, start=2018, placebos=frames.placebos()
            ),
            "3 rows lie in periods that 'paths' lacks, such as 2012",
        ),
        (lambda c: charts.sigma_chart(frames.dispersion().iloc[:1], c), "needs at least 2"),
        (lambda c: charts.growth_scatter(frames.growth().assign(initial=0.0), c), "above 0"),
        (
            lambda c: charts.transition_heatmap(frames.transitions() * 2, c),
            "2 rows are not shares that sum to 1, such as 'low'",
        ),
        (
            lambda c: charts.transition_heatmap(frames.transitions().iloc[:, ::-1], c),
            "same classes in the same order",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_remedy(draw, message):
    with pytest.raises(InputError, match=message):
        draw(caption())


@pytest.mark.parametrize("name", ["parts", "ranks", "moran", "growth"])
def test_names_cannot_become_markup(name):
    frame = {
        "parts": frames.parts().assign(label="<script>alert(1)</script>"),
        "ranks": frames.ranks(n=5).assign(name="<script>"),
        "moran": frames.neighbours().assign(name="<script>"),
        "growth": frames.growth().assign(name="<script>"),
    }[name]
    draw = {
        "parts": charts.parts_tree,
        "ranks": charts.rank_intervals,
        "moran": charts.moran_scatter,
        "growth": charts.growth_scatter,
    }[name]
    picture = draw(frame, caption())
    assert "<script" not in picture
    assert any("<script>" in text for text in words(picture)), "shown as it is written"
