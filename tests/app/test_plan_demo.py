"""The plan beside the report: written, linked, and for the embedded zone from 1,011 to 1,053."""

import re

import pytest

import gongfu
from gongfu.app.assessing import PLAN, REPORT
from gongfu.app.plan_demo import demo_plan
from tests.small_zone import write_small_zone


def test_a_plan_stands_beside_the_report_and_is_linked(tmp_path):
    zone = gongfu.open_zone(write_small_zone(tmp_path / "zone"))
    out = tmp_path / "out"
    out.mkdir()
    gongfu.assess(zone, out=out, plan_page="<p>where</p>")
    assert (out / PLAN).read_text(encoding="utf-8") == "<p>where</p>"
    report = (out / REPORT).read_text(encoding="utf-8")
    assert report.count(f'<a href="{PLAN}">') == 2  # once in each language


def test_without_a_plan_the_report_says_how_to_make_one(tmp_path):
    zone = gongfu.open_zone(write_small_zone(tmp_path / "zone"))
    gongfu.assess(zone, out=tmp_path)
    report = (tmp_path / REPORT).read_text(encoding="utf-8")
    assert not (tmp_path / PLAN).exists()
    assert f'href="{PLAN}"' not in report
    assert len(re.findall("gongfu plan sites ZONE --kind school -n 20", report)) == 2


@pytest.mark.slow
def test_the_embedded_plan_lifts_jiaxing_as_high_as_twenty_sites_can(tmp_path):
    """1,011 of 1,202 communities reach childcare in the zone as it is made, by its calibration."""
    zone = gongfu.demo_zone(tmp_path / "zone")
    html = demo_plan(zone)
    assert "191 of 1,202 communities out of reach" in html
    found = int(re.search(r"20 new sites: (\d+) communities out of reach", html)[1])
    # No site serves fewer than one village that is left out, and nobody loses.
    assert 1_202 - 1_011 - found >= 20
    assert "No other 20 of the" in html
    assert "Simulated" in html
    assert len(html.encode()) < 200_000
