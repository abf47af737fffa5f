"""Drawings say what the numbers say."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from gongfu.report import charts, svg
from gongfu.report.text import same


def drawn(markup):
    """The elements of a drawing by tag."""
    root = ElementTree.fromstring(str(markup))
    found = {}
    for element in root.iter():
        found.setdefault(element.tag, []).append(element)
    return found


def widths(markup, css):
    return [float(r.get("width")) for r in drawn(markup)["rect"] if r.get("class") == css]


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [(0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (1.36, 2.08, [1.4, 1.6, 1.8, 2.0]), (5.0, 5.0, [5])],
)
def test_ticks_are_round_and_inside(low, high, marks):
    assert charts.ticks(low, high) == pytest.approx(marks)


def test_bars_start_at_zero_and_are_as_long_as_their_values():
    rows = [charts.Bar(same(str(v)), (charts.Part(v, "sea"),)) for v in (10.0, 40.0, 20.0)]
    picture = charts.bars(rows, "t", most=40.0)
    long = widths(picture, "sea")
    assert long[1] / long[0] == pytest.approx(4.0, rel=0.01)
    assert long[1] / long[2] == pytest.approx(2.0, rel=0.01)
    starts = {r.get("x") for r in drawn(picture)["rect"]}
    axis = next(line for line in drawn(picture)["line"] if line.get("class") == "axis")
    assert starts == {axis.get("x1")}


def test_the_lorenz_curve_is_square_and_runs_from_corner_to_corner():
    people, held = np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.2, 1.0])
    picture = drawn(charts.lorenz(people, held, same("Gini"), "t"))
    points = [tuple(map(float, p.split(","))) for p in picture["polyline"][0].get("points").split()]
    equal = next(line for line in picture["line"] if line.get("class") == "equal")
    corners = [float(equal.get(name)) for name in ("x1", "y1", "x2", "y2")]
    assert corners[2] - corners[0] == corners[1] - corners[3], "as wide as high"
    assert points[0] == (corners[0], corners[1])
    assert points[-1] == (corners[2], corners[3])
    assert (points[1][1] - points[0][1]) / (points[2][1] - points[0][1]) == pytest.approx(
        0.2, abs=0.01
    )


def test_the_poorer_half_is_marked_where_the_curve_crosses_it():
    people, held = np.array([0.0, 0.25, 0.75, 1.0]), np.array([0.0, 0.1, 0.5, 1.0])
    picture = charts.lorenz(people, held, same("Gini"), "t")
    dot = drawn(picture)["circle"][0]
    equal = next(line for line in drawn(picture)["line"] if line.get("class") == "equal")
    left, bottom, right = (float(equal.get(name)) for name in ("x1", "y1", "x2"))
    assert float(dot.get("cx")) == pytest.approx((left + right) / 2)
    assert (bottom - float(dot.get("cy"))) / (right - left) == pytest.approx(0.3, abs=0.001)
    assert "30.0%" in picture


def test_lines_stand_at_their_values_and_no_number_where_they_may_cross_it():
    rows = [charts.Bar(same("a"), (charts.Part(40.0, "sea", same("40")),))]
    named = ((36.0, same("mean")), (30.0, same("three quarters")))
    picture = charts.bars(rows, "t", most=40.0, lines=named)
    dashed, dotted = (
        next(line for line in drawn(picture)["line"] if line.get("class") == css)
        for css in ("reference", "dotted")
    )
    bar = drawn(picture)["rect"][0]
    left, wide = float(bar.get("x")), float(bar.get("width"))
    assert float(dashed.get("x1")) == pytest.approx(left + 0.9 * wide, abs=0.1)
    assert float(dotted.get("x1")) == pytest.approx(left + 0.75 * wide, abs=0.1)
    words = next(text for text in drawn(picture)["text"] if text.get("class") == "in-bar")
    assert words.get("text-anchor") is None
    assert float(words.get("x")) < left + 10


def test_a_mean_beyond_most_rows_keeps_its_words_clear_of_the_heading():
    rows = [charts.Range(same("a"), 0.9, 1.0, 1.0, same("3%"))]
    picture = charts.ranges(rows, "t", axis=same("x"), mean=(1.0, same("mean")), heading=same("h"))
    mean = next(text for text in drawn(picture)["text"] if text.text == "mean")
    assert mean.get("text-anchor") == "end"
    assert float(mean.get("x")) <= svg.WIDTH - 70


def test_coverage_bars_leave_out_what_is_left_out_and_hatch_only_stand_ins():
    twin = charts.Twin(same("k"), (0.5, 0.3), (0.8, 0.2), same("50%"), same("80%"))
    real = charts.coverage_bars([twin], "t")
    reached, out = widths(real, "sea")[0], widths(real, "left-out")
    assert out[0] / reached == pytest.approx(0.6, rel=0.01)
    assert widths(real, "unknown")[0] / reached == pytest.approx(0.4, rel=0.01)
    assert 'class="hatched"' not in real
    made_up = charts.coverage_bars([replace(twin, simulated=True)], "t")
    assert made_up.count('class="hatched"') == 2


def test_rows_of_dots_keep_the_order_of_values_and_survive_one_value():
    rows = [charts.Strip(same("a"), (1.0, 1.5, 2.0), float("nan"))]
    picture = drawn(charts.strips(rows, "t", axis=same("x"), reference=(1.5, same("r"))))
    across = [float(dot.get("cx")) for dot in picture["circle"]]
    assert across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2)
    assert not [line for line in picture["line"] if line.get("class") == "middle"]
    one = charts.strips([charts.Strip(same("a"), (1.0,), 1.0)], "t", axis=same("x"),
                        reference=(1.0, same("r")))  # fmt: skip
    assert not re.search("nan|inf", str(one))


def test_labels_with_markup_stay_labels():
    bar = charts.Bar(same("<script>"), (charts.Part(1.0, "sea", same("<i>")),))
    assert "<script>" not in charts.bars([bar], "t", most=1.0)


def strokes(drawing):
    path = re.search(r'<path d="([^"]*)" class="hatched"', drawing)[1]
    numbers = [float(v) for v in re.findall(r"-?[\d.]+", path)]
    return np.array(numbers).reshape(-1, 2, 2)


@pytest.mark.parametrize(
    ("x", "y", "width", "height"), [(0, 0, 100, 12), (5, 7, 3, 30), (1, 1, 9, 9)]
)
def test_hatching_stays_inside_and_covers_the_whole(x, y, width, height):
    lines = strokes(svg.hatching(x, y, width, height))
    assert (lines[:, :, 0] >= x - 0.06).all()
    assert (lines[:, :, 0] <= x + width + 0.06).all()
    assert (lines[:, :, 1] >= y - 0.06).all()
    assert (lines[:, :, 1] <= y + height + 0.06).all()
    slope = -(lines[:, 1, 1] - lines[:, 0, 1]) / (lines[:, 1, 0] - lines[:, 0, 0])
    assert slope == pytest.approx(1.0, abs=0.4), "at 45 degrees, but for rounding"
    # No point of the rectangle lies farther than a step from a stroke.
    feet = lines[:, 0, 0] - (y + height - lines[:, 0, 1])
    feet = np.sort(np.concatenate([[x - height], feet, [x + width]]))
    assert np.diff(feet).max() <= svg.HATCH_STEP + 0.2


def test_nothing_is_hatched_where_there_is_nothing():
    assert svg.hatching(0, 0, 0, 10) == ""


def test_ranges_stand_on_one_scale_from_zero():
    rows = [charts.Range(same("a"), 1.0, 2.0, 4.0), charts.Range(same("b"), 0.0, 1.0, 2.0)]
    drawing = charts.ranges(rows, "t", axis=same("unit"), mean=(2.0, same("mean")))
    lines = re.findall(r'<line x1="([\d.]+)"[^>]*x2="([\d.]+)"[^>]*class="range"', drawing)
    (a, b), (zero, two) = ([float(v) for v in pair] for pair in lines)
    dots = [float(v) for v in re.findall(r'<circle cx="([\d.]+)"', drawing)]
    assert b - zero == pytest.approx(2 * (two - zero), abs=0.3)
    assert a - zero == pytest.approx((two - zero) / 2, abs=0.3)
    assert dots[0] == pytest.approx(two, abs=0.2)
    mark, half = (
        float(re.search(rf'<line x1="([\d.]+)"[^>]*class="{css}"', drawing)[1])
        for css in ("reference", "dotted")
    )
    assert mark == pytest.approx(two, abs=0.2)
    assert half == pytest.approx((zero + two) / 2, abs=0.2)
