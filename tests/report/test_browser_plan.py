"""The page of a plan in a real browser: it fits a phone and a sheet of paper."""

import json
import re
import subprocess
from html import escape

import pytest

from gongfu.report.plan_page import page
from tests.report.test_browser import PROBE, QUIET
from tests.report.test_plan_map import drawing_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def html():
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page(drawing_of(), "en"))


@pytest.fixture
def ask(chromium, tmp_path):
    """What a script of ours finds in a page."""

    def asked(body, text, width):
        file = tmp_path / "page.html"
        file.write_text(text.replace("</body>", PROBE % body + "</body>"), encoding="utf-8")
        run = subprocess.run(
            [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}",
             f"--window-size={width},900", "--dump-dom", file.as_uri()],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        found = re.search(r'<pre id="probe">(.*?)</pre>', run.stdout, re.DOTALL)
        assert found, run.stderr[-2000:]
        return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    return asked


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_a_phone_with_one_map_under_the_other(ask, html, language):
    frame = f'<iframe width="390" height="800" style="border:0" srcdoc="{escape(html)}"></iframe>'
    wide, needed, lefts, mixed = ask(
        """
        var page = document.querySelector("iframe").contentDocument;
        page.getElementById("lang-%s").click();
        var root = page.documentElement;
        var maps = Array.from(page.querySelectorAll(".plan-pair figure"), function (map) {
          return map.getBoundingClientRect().left;
        });
        var other = Array.from(page.querySelectorAll("main span[lang], main text[lang]"))
          .filter(function (node) {
            return node.getAttribute("lang") !== "%s" && node.getClientRects().length > 0;
          });
        return [root.clientWidth, root.scrollWidth, maps,
          other.map(function (node) { return node.textContent; })];
        """.replace("%s", language),
        f"<!doctype html><body>{frame}</body>",
        1280,
    )
    assert (wide, needed) == (390, 390)
    assert lefts[0] == lefts[1]
    assert mixed == [], "no word of the other language is seen"


def test_maps_stand_side_by_side_and_what_is_used_twice_is_coloured(ask, html):
    """Rules that begin outside a shape that is used twice do not reach into it."""
    tops, land, hatch, colours = ask(
        """
        var maps = Array.from(document.querySelectorAll(".plan-pair figure"), function (map) {
          return map.getBoundingClientRect().top;
        });
        function look(selector, what) {
          return getComputedStyle(document.querySelector(selector))[what];
        }
        return [maps, look("#plan-ground .plan-land path", "fillOpacity"),
          look("#plan-ground .hatched", "strokeWidth"),
          Array.from(document.querySelectorAll("#plan-before-map use"), function (part) {
            return getComputedStyle(part).fill;
          })];
        """,
        html,
        1280,
    )
    assert tops[0] == tops[1]
    assert land == "0.5"
    assert hatch == "1.6px"
    assert len(set(colours)) >= 4  # ground, reached, left out, facilities


def test_the_list_is_no_wider_than_a_sheet_of_paper(ask, html):
    paper = html.replace("@media print", "@media all")
    paper = paper.replace("@media screen and (", "@media (max-width: 1px) and (")
    paper = paper.replace("@media screen {", "@media (max-width: 1px) {")
    (wide,) = ask(
        """
        return [Array.from(document.querySelectorAll("table"), function (table) {
          return table.getBoundingClientRect().width - table.parentNode.clientWidth;
        })];
        """,
        paper,
        695,
    )
    assert max(wide) <= 1
