"""The palette can be read: contrast by the formula of WCAG 2.2, in both schemes."""

import itertools
import re
from importlib import resources

import pytest

STYLE = resources.files("gongfu.report").joinpath("style.css").read_text(encoding="utf-8")
TEXT, GRAPHICS = 4.5, 3.0


def palette(scheme):
    """The colours of a scheme; the dark one replaces some of the light one's."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = {}
    for block in blocks[: 1 if scheme == "light" else 2]:
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    return colours


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_its_ends():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == 1.0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((ink, ground) for ink in ("ink", "quiet", "sea", "mountain", "persimmon-ink")
          for ground in ("paper", "panel")),
        ("banner-ink", "banner"), ("on-sea", "sea"), ("on-sea", "sea-soft"),
    ],
)  # fmt: skip
def test_words_can_be_read(scheme, front, back):
    colours = palette(scheme)
    assert contrast(colours[front], colours[back]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["sea", "sea-soft", "persimmon", "focus"])
def test_what_is_drawn_can_be_seen(scheme, colour):
    colours = palette(scheme)
    for ground in ("paper", "panel"):
        assert contrast(colours[colour], colours[ground]) >= GRAPHICS


@pytest.mark.parametrize("tone", ["q", "l"])
def test_the_ramps_get_darker_step_by_step(tone):
    steps = [luminance(palette("light")[f"{tone}{at}"]) for at in range(1, 8)]
    assert all(upper > 1.2 * lower for upper, lower in itertools.pairwise(steps))


@pytest.mark.parametrize("tone", ["q", "l"])
def test_on_a_dark_ground_the_ramps_get_lighter_step_by_step(tone):
    steps = [luminance(palette("dark")[f"{tone}{at}"]) for at in range(1, 8)]
    assert all(upper > 1.2 * lower for lower, upper in itertools.pairwise(steps))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_pale_place_can_be_seen_on_both_sides(scheme):
    colours = palette(scheme)
    for ground in ("q1", "l1", "panel"):
        assert contrast(colours["grey"], colours[ground]) >= 2.4


def test_persimmon_is_for_those_left_out_only():
    rules = re.findall(r"([^{}]+)\{[^{}]*var\(--persimmon(?:-ink)?\)", STYLE)
    selectors = {s.strip().splitlines()[-1].strip() for s in rules}
    assert selectors <= {
        "svg .left-out",
        ".pt-out",
        ".swatch.persimmon",
        ".told .out",
        ".lacking-bar",
        ".lacking.made-up .lacking-bar",
    }


def test_nothing_is_loaded_from_elsewhere():
    assert not re.search(r"@import|@font-face|https?:|url\((?!#)", STYLE)


def test_paper_shows_whole_tables_and_hides_what_only_a_screen_can_do():
    paper = STYLE[STYLE.index("@media print") :]
    assert ".scroll, .scroll.tall { overflow: visible; max-height: none" in paper
    hidden = re.search(r"([^{}]*)\{ display: none; \}", paper[paper.index(".masthead nav") :])[1]
    for selector in (
        ".tools",
        ".choices",
        ".plate canvas",
        "#lacking-where",
        ".screen-only",
        ".script .script-only",
    ):
        assert selector in hidden
