"""Maps: equal areas, stated classes, an honest scale."""

import re

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon, box

from gongfu.report import maps
from gongfu.report.text import same
from tests.report.worlds import boundaries, county_codes

GEOD = Geod(ellps="WGS84")


def frame(**shapes):
    return gpd.GeoDataFrame({"geometry": list(shapes.values())}, index=list(shapes), crs=4326)


def corners(path):
    """Rings of a path as absolute points; read by hand from the path's own grammar."""
    rings = []
    for ring in filter(None, path.split("z")):
        start, steps = ring.removeprefix("M").split("l")
        moves = [[int(n) for n in re.findall(r"[-+]?\d+", move)] for move in steps.split()]
        rings.append(np.cumsum([[int(n) for n in start.split(",")], *moves], axis=0))
    return rings


def area(ring):
    x, y = ring.T
    return abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0


@pytest.mark.parametrize("south", [59.0, 27.0, 0.5, -0.4, -31.0])
def test_areas_on_the_map_are_in_proportion_to_areas_on_earth(south):
    shapes = {"a": box(20, south, 21, south + 1), "b": box(24, south + 3, 25, south + 4)}
    table = frame(**shapes)
    sheet = maps.sheet_around(*table.total_bounds)
    # A side of a degree bends on the map, so the ring is given a vertex every tenth of a degree.
    table["geometry"] = table.geometry.segmentize(0.1)
    drawn = [area(corners(path)[0]) for path in maps.outlines(table, sheet).values()]
    true = [
        abs(GEOD.geometry_area_perimeter(shape.segmentize(0.1))[0]) for shape in shapes.values()
    ]
    assert drawn[0] / drawn[1] == pytest.approx(true[0] / true[1], rel=0.01)


def test_neighbours_share_their_corners():
    table = boundaries()
    sheet = maps.sheet_around(*table.total_bounds)
    paths = maps.outlines(table, sheet)
    first, second = (set(map(tuple, corners(paths[code])[0])) for code in county_codes()[:2])
    assert len(first & second) == 2


def test_north_is_up_and_east_is_right():
    sheet = maps.sheet_around(120.0, 27.0, 123.0, 31.0)
    x, y = sheet.place([120.5, 122.5, 121.5], [29.0, 29.0, 30.0])
    assert x[0] < x[2] < x[1]
    assert y[2] < y[0]
    assert x.min() >= 0
    assert x.max() <= sheet.width
    assert sheet.height <= maps.TALLEST * maps.SHEET_WIDTH + 1


def test_specks_go_but_a_place_that_is_a_speck_stays():
    speck = box(120, 30, 120.0001, 30.0001)
    shapes = frame(
        big=MultiPolygon([box(120, 27, 123, 31), speck]), tiny=box(122.99, 30.99, 122.999, 30.999)
    )
    paths = maps.outlines(shapes, maps.sheet_around(*shapes.total_bounds))
    assert paths["big"].count("M") == 1
    assert "tiny" in paths


def test_holes_stay_holes():
    ring = Polygon(
        box(120, 30, 122, 32).exterior.coords, [box(120.5, 30.5, 121, 31).exterior.coords]
    )
    shapes = frame(a=ring)
    assert maps.outlines(shapes, maps.sheet_around(*shapes.total_bounds))["a"].count("M") == 2


def test_classes_have_rounded_edges_and_count_every_place_once():
    values = np.array([39_071.0, 50_400, 50_600, 61_700, 70_000, 89_203, np.nan])
    classes = maps.quantile_classes(values, step=500.0, most=3)
    assert sum(classes.counts) + classes.n_missing == values.size
    assert all(edge % 500 == 0 for edge in classes.edges[1:-1])
    assert (classes.edges[0], classes.edges[-1]) == (39_071.0, 89_203.0)
    for value, at in zip(values[:-1], classes.at[:-1], strict=True):
        assert classes.edges[at] <= value <= classes.edges[at + 1]
    assert classes.at[-1] == -1


@pytest.mark.parametrize("values", [[5.0, 5.0, 5.0], [1.0], [np.nan, np.nan]])
def test_classes_of_nothing_to_class(values):
    classes = maps.quantile_classes(values, step=1.0)
    assert len(classes.edges) == (len(classes.counts) + 1 if classes.counts else 0)
    assert len(maps.ramp(len(classes.counts))) == len(classes.counts)


def test_fixed_classes_hold_their_lower_edges_and_the_last_its_upper():
    values = [0.0, 0.149, 0.15, 0.5, 1.0, np.nan]
    classes = maps.step_classes(values, (0.0, 0.15, 0.5, 1.0))
    assert classes.at.tolist() == [0, 0, 1, 2, 2, -1]
    assert classes.counts == (2, 1, 2)
    assert classes.n_missing == 1
    assert classes.edges == (0.0, 0.15, 0.5, 1.0)


def test_what_people_lack_has_a_ramp_of_its_own():
    assert not set(maps.ramp(7)) & set(maps.ramp(7, "l"))
    assert maps.ramp(7, "l") == [f"l{step}" for step in range(1, 8)]


def test_the_ramp_goes_from_light_to_dark():
    five = maps.ramp(5)
    assert (five[0], five[-1]) == ("q1", "q7")
    assert five == sorted(set(five)), "each class darker than the one before"
    assert maps.ramp(2) == ["q1", "q7"]


@pytest.mark.parametrize(
    ("width_m", "length_m"), [(500_000, 100_000), (1_200, 200), (26_000, 5_000)]
)
def test_the_scale_bar_is_round_and_about_a_fifth(width_m, length_m):
    sheet = maps.Sheet("", 0.0, 0.0, width_m / 1000.0, 1000.0, 800.0)
    assert maps.scale_length(sheet) == length_m
    bar = str(maps.scale_bar(sheet))
    ends = [float(point.split(",")[0]) for point in re.search('points="([^"]*)"', bar)[1].split()]
    assert (max(ends) - min(ends)) * sheet.metres_per_unit == pytest.approx(length_m, rel=0.01)


def test_circles_have_areas_like_their_people():
    radius = maps.radii([400.0, 100.0, 0.0], largest=10.0, smallest=1.0)
    assert radius == pytest.approx([10.0, 5.0, 1.0])
    assert maps.radii([0.0], largest=10.0, smallest=1.0) == pytest.approx([1.0])


def test_stand_ins_are_hatched_and_groups_outlined():
    shape = maps.Shape(0, "q1", same("<b>"))
    sheet = maps.sheet_around(120.0, 27.0, 123.0, 31.0)
    plain = maps.choropleth([shape], sheet, "t")
    marked = maps.choropleth([shape], sheet, "t", outlined=[0], simulated=True)
    assert "hatched" not in plain
    assert "outlined" not in plain
    assert "hatched" in marked
    assert "outlined" in marked
    assert "<b>" not in plain


def test_pale_places_are_hatched_in_ink_and_drawn_last():
    sheet = maps.sheet_around(120.0, 27.0, 123.0, 31.0)
    shapes = [maps.Shape(at, css, same(css)) for at, css in enumerate(("q1", "q7", "q0", "q4"))]
    drawing = str(maps.choropleth(shapes, sheet, "t", simulated=True))
    order = re.findall(r'<use href="#o\d" class="(q\d)"', drawing)
    assert order == ["q7", "q4", "q1", "q0"] * 2, "once for each language"
    clips = dict(re.findall(r'<clipPath id="t-(much|little)">(.*?)</clipPath>', drawing))
    assert re.findall(r"#o(\d)", clips["much"]) == ["1", "3"]
    assert re.findall(r"#o(\d)", clips["little"]) == ["0", "2"]
    assert drawing.count('class="hatched"') == 2
