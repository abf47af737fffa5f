"""Every picture of the gaps: whole, in one language, escaped, and no word upon another."""

import itertools
import re
from xml.etree import ElementTree

import pytest

from gongfu.errors import InputError
from gongfu.report import gap_charts
from gongfu.report.gap_labels import balanced, beside, box_of, meets, spread, text_width, wrapped
from gongfu.report.gap_sheet import Scale, timeline
from tests.report.gap_frames import PICTURES, TITLES, caption, dispersion

NAMESPACE = "{http://www.w3.org/2000/svg}"
CHINESE = re.compile("[\u4e00-\u9fff]")
BOTH = [(name, language) for name in PICTURES for language in ("en", "zh")]


def root_of(picture):
    return ElementTree.fromstring(str(picture))


def texts(root):
    """Every text with the room it takes, by widths of letters that are not the code's own."""
    for parent, shift in ((root, 0.0), (root.find(f"{NAMESPACE}g"), None)):
        down = shift if shift is not None else float(parent.get("transform")[10:-1].split(",")[1])
        for each in parent.findall(f"{NAMESPACE}text"):
            css = each.get("class") or ""
            size = 16.0 if "title" in css else 11.5 if "small" in css else 12.5
            wide = sum(
                size if CHINESE.match(c) or ord(c) > 0xFF00 else 0.5 * size for c in each.text
            )
            x, y = float(each.get("x")), float(each.get("y")) + down
            left = x - {None: 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor")]
            yield each.text, (left, y - 0.7 * size, left + wide, y + 0.1 * size)


@pytest.mark.parametrize(("name", "language"), BOTH)
@pytest.mark.parametrize("standing", ["computed", "simulated"])
def test_no_word_lies_on_another_or_leaves_the_sheet(name, language, standing):
    root = root_of(PICTURES[name](language, caption(language, standing=standing)))
    left, top, wide, high = map(float, root.get("viewBox").split())
    found = list(texts(root))
    for words, box in found:
        assert left <= box[0] < box[2] <= left + wide, words
        assert top <= box[1] < box[3] <= top + high, words
    for (one, a), (other, b) in itertools.combinations(found, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one!r} lies on {other!r}"


def marks(root):
    """The room of every bar and dot of the drawing."""
    group = root.find(f"{NAMESPACE}g")
    down = float(group.get("transform")[10:-1].split(",")[1])
    for each in group.iter(f"{NAMESPACE}circle"):
        x, y, r = (float(each.get(name)) for name in ("cx", "cy", "r"))
        yield x - r, y + down - r, x + r, y + down + r
    for each in group.iter(f"{NAMESPACE}rect"):
        if each.get("class") in ("bar", "part", "negative"):
            x, y, wide, high = (float(each.get(n)) for n in ("x", "y", "width", "height"))
            yield x, y + down, x + wide, y + down + high


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_no_word_lies_on_a_bar_or_a_dot(name, language):
    root = root_of(PICTURES[name](language, caption(language)))
    for words, a in texts(root):
        for b in marks(root):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, f"{words!r} lies on a mark"


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_picture_stands_alone_and_tells_its_finding_unit_and_source(name, language):
    picture = PICTURES[name](language, caption(language))
    root = root_of(picture)
    assert (root.get("role"), root.get("lang")) == ("img", language)
    title, told = (root.find(f"{NAMESPACE}{tag}").text for tag in ("title", "desc"))
    plain = TITLES[language].replace(",", "\uff0c" if language == "zh" else ",")
    assert title == plain, "escaped, not dropped"
    assert {"en": "table 5-12", "zh": "表5-12"}[language] in told
    assert {"en": "yuan per person", "zh": "元/人"}[language] in told
    assert "prefers-color-scheme:dark" in root.find(f"{NAMESPACE}style").text
    assert "<b>" not in picture
    assert "nan" not in picture.split("</style>")[1]
    assert re.search(r"\d", told), "the numbers are told in words too"
    assert len(picture.encode()) < 60_000


@pytest.mark.parametrize("name", PICTURES)
def test_no_language_is_mixed_and_bytes_do_not_change(name):
    english, chinese = (PICTURES[name](on, caption(on)) for on in ("en", "zh"))
    assert not CHINESE.search(english)
    seen = " ".join(words for words, _ in texts(root_of(chinese)))
    assert not re.search(r"[a-z]{3,}", seen.replace("<b>", "")), seen
    assert PICTURES[name]("en", caption("en")) == english


@pytest.mark.parametrize("name", PICTURES)
def test_rules_of_style_touch_nothing_outside_the_picture(name):
    style = root_of(PICTURES[name]("en", caption())).find(f"{NAMESPACE}style").text
    flat = re.sub(r"@media[^{]*\{", "", style)
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", flat):
        assert all(each.startswith(".gap-chart") for each in selectors.split(",")), selectors
    assert "#c8501e" not in style, "persimmon is for who is left out"


@pytest.mark.parametrize("name", PICTURES)
def test_a_simulated_picture_says_so_first_and_looks_so(name):
    root = root_of(PICTURES[name]("en", caption(standing="simulated")))
    assert root.get("class") == "gap-chart simulated"
    assert root.find(f"{NAMESPACE}title").text.startswith("Simulated: ")
    assert "Simulated, not measured" in [words for words, _ in texts(root)]
    assert any(p.get("class") == "hatched" for p in root.iter(f"{NAMESPACE}path"))
    real = root_of(PICTURES[name]("en", caption()))
    assert not any(p.get("class") == "hatched" for p in real.iter(f"{NAMESPACE}path"))


@pytest.mark.parametrize("name", PICTURES)
def test_every_class_drawn_has_a_rule(name):
    root = root_of(PICTURES[name]("en", caption()))
    style = root.find(f"{NAMESPACE}style").text
    used = {css for each in root.iter() for css in (each.get("class") or "").split()}
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", style))
    assert used <= known | {"gap-chart"}, used - known


def test_a_caption_lists_all_its_faults():
    with pytest.raises(InputError, match=r"title is empty.*language is 'fr'.*standing is 'guess'"):
        gap_charts.Caption(" ", "fr", standing="guess")


def test_years_are_numbers_and_other_periods_an_order():
    at, words = timeline(dispersion()["period"], "d")
    assert list(at) == [2020, 2021, 2022, 2023, 2024]
    assert words[2020.0] == "2020"
    quarters = dispersion().assign(period=[f"2024-Q{i}" for i in (3, 1, 2, 4)] + ["2025-Q1"])
    assert list(timeline(quarters["period"], "d")[0]) == [2, 0, 1, 3, 4]


def test_scales_put_values_in_proportion():
    assert Scale(0.0, 4.0, 10.0, 50.0).at(1.0) == 20.0
    by_factor = Scale(1.0, 100.0, 0.0, 2.0, log_scale=True)
    assert by_factor.at(10.0) == pytest.approx(1.0)
    assert all(1.0 <= mark <= 100.0 for mark in by_factor.marks())
    assert 2 <= len(by_factor.marks()) <= 6


def test_lines_break_within_the_width_and_lose_nothing():
    for words in ("a few words of English that go on and on", "一段中文,需要换行。还有一句。"):
        for width in (60.0, 120.0, 400.0):
            lines = wrapped(words, 12.0, width)
            assert "".join(lines).replace(" ", "") == words.replace(" ", "")
            assert all(text_width(line, 12.0) <= width for line in lines)
            assert len(balanced(words, 12.0, width)) == len(lines)
            assert not any(line[0] in "\uff0c。" for line in lines)


def test_names_at_line_ends_stand_apart():
    found = spread([50.0, 52.0, 51.0, 99.0], 10.0, 0.0, 100.0)
    order = sorted(found)
    assert all(b - a >= 10.0 for a, b in itertools.pairwise(order))
    assert [sorted([50.0, 52.0, 51.0, 99.0]).index(v) for v in (50.0, 52.0, 51.0, 99.0)] == [
        order.index(v) for v in found
    ]


def test_names_of_crowded_points_never_meet_and_the_first_have_precedence():
    points = [(100.0 + 9 * i, 100.0 + 4 * (i % 3), f"name {i}") for i in range(12)]
    body = beside(points, (0.0, 0.0, 300.0, 300.0))
    found = [ElementTree.fromstring(str(each)) for each in body]
    assert found[0].text == "name 0"
    assert 2 <= len(found) < len(points), "some have no room"
    boxes = [
        box_of(float(e.get("x")), float(e.get("y")), e.text, e.get("text-anchor") or "start")
        for e in found
    ]
    assert not any(meets(a, b) for a, b in itertools.combinations(boxes, 2))
    assert beside([(1.0, 1.0, "too long for this sheet")], (0.0, 0.0, 30.0, 30.0)) == []
