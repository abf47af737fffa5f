"""The simulated ledger of the embedded zone, and the part of a report that it fills."""

from types import SimpleNamespace

import pytest

import gongfu
from gongfu.app.assessing import REPORT
from gongfu.app.tracking_demo import LEDGER, demo_ledger
from gongfu.io.embedded import places
from gongfu.io.ledger import open_ledger, reading
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import register_of
from gongfu.report.kept_page import page
from gongfu.simulate.ledger import FIELDS, TODAY, simulate_year
from tests.small_zone import write_small_zone

COUNTIES = ("330523", "330106")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    known = places()
    known = known[known["level"].ne("county") | known.index.isin(COUNTIES)]
    folder = tmp_path_factory.mktemp("demo")
    return folder, SimpleNamespace(places=known), demo_ledger(SimpleNamespace(places=known), folder)


def test_it_is_sound_and_marked(made):
    folder, _, kept = made
    with open_ledger(folder / LEDGER) as ledger, reading(ledger) as connection:
        assert ledger.simulated
        assert check_ledger(connection).n_rows > 0
        register, _ = register_of(connection)
    assert kept.simulated
    assert kept.total["n"] == len(register.deliverables) == len(COUNTIES) * len(FIELDS)
    assert kept.service["n"].sum() > 0
    html = page(kept, "zh")
    assert "按时签收率" in html
    assert "本台账中的任务、佐证、资金和诉求均为模拟数据" in html
    assert "Everything in this ledger is invented" in html


def test_made_again_it_says_the_same(made, tmp_path):
    folder, zone, kept = made
    assert page(demo_ledger(zone, folder), "en") == page(kept, "en")
    assert page(demo_ledger(zone, tmp_path), "en") == page(kept, "en")


def test_a_county_more_changes_no_other():
    few, more = (simulate_year(codes, [], 1) for codes in (COUNTIES[:1], COUNTIES))
    for name in ("deliverables", "requests", "request_acts"):
        rows = more.lists[name]
        same = rows[rows.iloc[:, 0].str.startswith(COUNTIES[0])].reset_index(drop=True)
        assert same.equals(few.lists[name])
    assert max(more.evidence["on"]) <= TODAY


def test_a_report_of_a_zone_tells_of_its_ledger(made, tmp_path):
    _, _, kept = made
    zone = gongfu.open_zone(write_small_zone(tmp_path / "zone"))
    gongfu.assess(zone, out=tmp_path / "with", kept=kept)
    gongfu.assess(zone, out=tmp_path / "without")
    html = (tmp_path / "with" / REPORT).read_text("utf-8")
    assert '<section id="kept"' in html
    assert 'href="#kept"' in html
    assert '<section id="kept"' not in (tmp_path / "without" / REPORT).read_text("utf-8")
