"""The map of a plan: who is left out before and after, numbers that can be read, one scale."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gongfu.app import planning
from gongfu.app.question import Question
from gongfu.report.plan_map import NUMBERED, legend, panels, titles
from gongfu.report.plan_page import page, sites_table
from gongfu.report.plan_sheet import sheet
from gongfu.report.still_map import DRAWN_SINGLY
from gongfu.report.text import same
from tests.small_zone import small_zone

CIRCLE = re.compile(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="([-\d.]+)"')
SITE = re.compile(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="([-\d.]+)" class="plan-site"')


def drawing_of(kind="clinic", minutes=8.4, n_sites=2, **where):
    """Two clinics: h3 (400) and h5 (150) come within reach, h0 (100) and h4 (50) do not."""
    answer = planning.sites(
        small_zone(),
        Question(kinds=(kind,), minutes=minutes),
        planning.Where(**where),
        planning.Limits(n_sites),
    )
    return answer.drawing


@pytest.fixture(scope="module")
def drawing():
    return drawing_of()


def circles_of(ground, group):
    """x, y, radius of the circles of one group."""
    body = re.search(rf'<g id="plan-{group}">(.*?)</g>', str(ground))[1]
    return np.array([[float(n) for n in found] for found in CIRCLE.findall(body)])


def spread(drawing, lon, lat):
    """The drawing with sites at other places, so many."""
    n = len(lon)
    sites = pd.DataFrame(
        {"lon": lon, "lat": lat, "gained": 1.0, "alone": 1.0, "swap_lost": np.nan},
        index=[f"x{at}" for at in range(n)],
    )
    words = tuple(same(f"site {at}") for at in range(n))
    return replace(drawing, sites=sites, names=words, wheres=words, swaps=words)


def test_each_group_holds_its_villages_and_persimmon_is_who_is_left_out(drawing):
    maps = panels(drawing)
    counts = {name: len(circles_of(maps.ground, name)) for name in ("reached", "gained", "left")}
    assert counts == {"reached": 2, "gained": 2, "left": 2}
    persimmon = re.compile(r'href="#plan-(\w+)" class="pt-out"')
    assert sorted(persimmon.findall(maps.before)) == ["gained", "left"]
    assert persimmon.findall(maps.after) == ["left"]
    assert 'href="#plan-gained" class="pt-near"' in maps.after


def test_areas_are_residents_in_all_groups_alike(drawing):
    """h3 400 and h5 150 gained, h2 300 and h1 200 reached, h0 100 and h4 50 left."""
    ground = panels(drawing).ground
    squares = {
        people: r**2
        for name, here in (("gained", (400, 150)), ("reached", (300, 200)), ("left", (100, 50)))
        for people, r in zip(here, circles_of(ground, name)[:, 2], strict=True)
    }
    for people, square in squares.items():
        assert square / squares[400] == pytest.approx(people / 400, rel=0.05)


def test_titles_and_list_add_up(drawing):
    before, after = titles(drawing)
    assert "700 of 1,200 people out of reach" in before.en
    assert "2 new sites: 150 people out of reach" in after.en
    assert "1200人中有700人不可达" in before["zh"]
    assert "Simulated" in before.en  # the clinic is a stand-in
    assert drawing.sites["gained"].to_dict() == {"h3": 400.0, "h5": 150.0}
    assert (drawing.sites["alone"] <= drawing.sites["gained"]).all()
    rows = sites_table(drawing).rows
    assert [str(row[0].words.zh).split("> ")[-1] for row in rows] == ["村3", "村5"]
    assert "东县城关镇" in rows[0][1].words.zh


def test_numbers_cover_neither_each_other_nor_another_site(drawing):
    """Twelve sites within a few metres: each number finds a spot, and a line leads to its site."""
    lon, lat = 20.02 + np.arange(12) * 1e-5, np.full(12, 60.005)
    maps = panels(spread(drawing, lon, lat))
    spots = np.array([[float(n) for n in found] for found in SITE.findall(maps.after)])
    apart = np.hypot(*(spots[:, None, :2] - spots[None, :, :2]).T)[np.triu_indices(12, 1)]
    assert len(spots) == 12
    assert apart.min() >= 2 * spots[0, 2] - 0.2
    assert maps.after.count("plan-leader") == maps.after.count("plan-dot") >= 11
    assert (spots[:, 0] <= maps.width).all()
    numbers = re.findall(r'class="plan-number"[^>]*>(\d+)<', maps.after)
    assert numbers == [str(at + 1) for at in range(12)]


def test_more_sites_than_numbers_are_dots_and_the_note_says_so(drawing):
    n = NUMBERED + 5
    maps = panels(spread(drawing, np.linspace(20.0, 20.03, n), np.linspace(60.0, 60.008, n)))
    assert len(SITE.findall(maps.after)) == NUMBERED
    assert f"first {NUMBERED} sites" in maps.notes[-1].en
    assert not any("first" in note.en for note in panels(drawing).notes)


def test_one_village_left_out_among_thousands_is_still_seen(drawing):
    """Cells are made of each group by itself, and nobody is lost in them."""
    n = DRAWN_SINGLY + 200
    rng = np.random.default_rng(5)
    many = pd.DataFrame(
        {
            "lon": rng.uniform(20.0, 20.03, n),
            "lat": rng.uniform(60.0, 60.008, n),
            "residents": 1_000.0,
            "before": "reached",
            "after": "reached",
        }
    )
    many.loc[7, ["before", "after", "residents"]] = ["out_of_reach", "out_of_reach", 10_000.0]
    maps = panels(replace(drawing, points=many))
    left, reached = (circles_of(maps.ground, name) for name in ("left", "reached"))
    assert len(left) == 1
    assert 10 < len(reached) < n
    # Areas add up: all reached are 169.9 times the one left out, but for rounded radii.
    ratio = (reached[:, 2] ** 2).sum() / left[0, 2] ** 2
    assert ratio == pytest.approx((n - 1) / 10, rel=0.1)
    assert "squares of" in maps.notes[0].en


def test_legend_names_what_is_there_and_no_more(drawing):
    css = [entry.css for entry in legend(drawing)]
    assert css == ["persimmon", "near", "far", "new-site", "stands", "hatch"]
    unknown = drawing.points.assign(after="cannot_be_judged")
    real = replace(drawing, points=unknown, standing=drawing.standing.iloc[:0], simulated=None)
    css = [entry.css for entry in legend(real)]
    assert css == ["persimmon", "near", "far", "grey", "new-site"]


def test_what_is_simulated_says_so_and_what_is_real_does_not(drawing):
    real = drawing_of("school", minutes=4.5, n_sites=1)
    made_up, honest = page(drawing, "en"), page(real, "en")
    assert real.simulated is None
    for text in (made_up, str(sheet(drawing, "en"))):
        assert "Simulated" in text
        assert 'class="made-up"' in text
    assert 'role="note"' in made_up
    assert 'role="note"' not in honest
    assert 'class="made-up"' not in honest


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_stands_alone_and_reads_without_a_script(drawing, language):
    html = page(drawing, language)
    assert "<script" not in html
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", html)
    assert "default-src 'none'" in html
    assert f'id="lang-{language}" class="switch"' in html
    assert re.search(rf'id="lang-{language}"[^>]* checked', html)
    assert len(html.encode()) < 100_000
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= set(ids)
    assert html == page(drawing, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_is_one_picture_in_one_language(drawing, language):
    text = str(sheet(drawing, language))
    root = ET.fromstring(text)
    other = {"en": "zh", "zh": "en"}[language]
    words = [node for node in root.iter() if node.tag.endswith("text")]
    assert not [node for node in words if node.get("lang") == other]
    told = " ".join(filter(None, (node.text for node in words)))
    assert "+400" in told
    assert "村3" in told
    assert ("模拟" in told) == (language == "zh")
    assert not re.search(r'(?:href|src)="(?!#|data:)', text)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_list_of_candidates_says_what_is_near_each(tmp_path):
    """x at h3's door, y at h5's: nameless sites are told by the villages beside them."""
    table = pd.DataFrame(
        {"id": ["x", "y"], "lon": [20.0224, 20.0358], "lat": [60.0, 60.009], "name": ["", "<b>东"]}
    )
    table.to_csv(tmp_path / "list.csv", index=False)
    drawing = drawing_of(candidates=str(tmp_path / "list.csv"))
    assert [words.zh for words in drawing.names] == ["村3附近", "<b>东"]
    assert [words.zh for words in drawing.wheres] == ["东县城关镇", "东县城关镇"]
    html = page(drawing, "en")
    assert "<b>东" not in html
    assert "&lt;b&gt;东" in html
    assert "x (20.0224, 60.0000)" in html


def test_few_real_residents_are_not_counted_out(drawing):
    """Small counts of real people are hidden in the list; of stand-ins they may be shown."""
    few = drawing.sites.assign(gained=[2.0, 40.0], alone=[2.0, 40.0])
    real = replace(drawing, sites=few, about=replace(drawing.about, hides=True))
    shown = [str(row[2].words.en) for row in sites_table(real).rows]
    assert shown == ["<3", "40"]
    open_to_all = replace(real, about=replace(drawing.about, hides=False))
    assert [str(row[2].words.en) for row in sites_table(open_to_all).rows] == ["2", "40"]
