"""The simulated ledger of the embedded zone, and the part of a report that it fills."""

from types import SimpleNamespace

import pytest

import gongfu
from gongfu.app.assessing import REPORT
from gongfu.app.tracking_demo import LEDGER, demo_ledger
from gongfu.app.tracking_export import FORMATS, Publisher, exported, projects_of
from gongfu.app.tracking_proposals import check_proposal
from gongfu.io.embedded import places
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_cases import cases_of
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import ids_of, register_of, rows_of
from gongfu.io.ledger_tables import THINGS
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshops import attendance_of, job_of, pay_of
from gongfu.report.kept import sentences
from gongfu.report.kept_page import page
from gongfu.simulate.ledger import FIELDS, TODAY, simulate_year
from gongfu.track.pay import pay_lines
from gongfu.track.postings import Kind
from tests.small_zone import write_small_zone

COUNTIES = ("330106", "330127", "330523")  # the first gives to the second
PUBLISHER = Publisher("an office", "oc4ids-bu3kcz", "https://example.org/projects.json", "330106")


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
    assert "本台账中的任务、佐证、资金、诉求、工坊和申请均为模拟数据" in html
    assert "Everything in this ledger is invented" in html


def test_made_again_it_says_the_same(made, tmp_path):
    folder, zone, kept = made
    assert page(demo_ledger(zone, folder), "en") == page(kept, "en")
    assert page(demo_ledger(zone, tmp_path), "en") == page(kept, "en")


def test_it_holds_something_of_everything(made):
    folder, _, kept = made
    with open_ledger(folder / LEDGER) as ledger, reading(ledger) as connection:
        held = {thing: len(rows_of(connection, thing)) for thing in THINGS}
        projects, postings = projects_of(connection)
        times = [record.at for record in records_of(connection)]
        lines = pay_lines(
            {row["job_id"]: job_of(row) for row in rows_of(connection, "job")},
            [attendance_of(row) for row in rows_of(connection, "attendance")],
            [pay_of(row) for row in rows_of(connection, "pay")],
        )
        cases = cases_of(connection)
    # Nobody's name, no published total; of one county's four applications none need bring a paper.
    assert {thing for thing, n in held.items() if not n} <= {"declared", "person", "case_evidence"}
    assert times == sorted(times)
    (project,) = projects
    assert "淳安县" in project.title
    assert "Chun'an County" in project.title
    committed = sum(one.amount_fen for one in postings if one.kind is Kind.COMMITMENT)
    assert [one.amount_fen for one in project.budgets] == [committed, committed // 10]
    assert project.budget_fen == committed + committed // 10
    # What is paid is what attendance earns by the terms; that of June is not out yet.
    due = {one.standing for one in lines if one.month <= "2026-05"}
    assert due <= {"paid", "short"}
    assert "paid" in due
    assert {one.standing for one in lines if one.month == "2026-06"} == {"short"}
    assert len(cases) == 4
    said = " ".join(one.en for one in sentences(kept))
    assert "Applications: 4 (" in said
    assert "Workshops: 1 of 1" in said


@pytest.mark.parametrize("form", FORMATS)
def test_it_goes_out_in_every_format(made, tmp_path, form):
    folder, _, _ = made
    out = tmp_path / f"out{(FORMATS[form] or ('',))[0]}"
    with open_ledger(folder / LEDGER) as ledger:
        answer = exported(ledger, out, form, TODAY, PUBLISHER)
    assert answer.table["n_rows"].sum() > 0
    assert out.exists()


def test_what_the_rules_proposed_is_reckoned_again(made):
    folder, _, _ = made
    with open_ledger(folder / LEDGER) as ledger:
        with reading(ledger) as connection:
            proposals = ids_of(connection, "proposal")
        assert proposals
        for which in proposals:
            checked = check_proposal(ledger, which)
            assert checked.same_inputs
            assert not checked.differ


def test_a_county_more_changes_no_other():
    known = places()
    pairs = [("330106", "330127")]
    few = simulate_year(known[known.index.str.startswith(("330106", "330127"))], pairs, 1)
    more = simulate_year(known, [("330108", "331121"), *pairs], 1)
    for name in ("deliverables", "workers", "enrolments", "projects"):
        assert _same(few.begun[name], more.begun[name]), name
    for name in ("attendance", "pay"):
        assert _same(few.told[name], more.told[name]), name
    for name in ("requests", "request_acts"):
        assert _same(getattr(few, name), getattr(more, name)), name
    assert few.cases[0].acts == more.cases[0].acts
    assert max(more.evidence["on"]) <= TODAY


def _same(few, more):
    """Whether the rows of the few places are among those of more."""
    rows = more[more.iloc[:, 0].astype(str).str.startswith(("330106", "330127"))]
    return rows.astype(str).reset_index(drop=True).equals(few.astype(str))


def test_a_report_of_a_zone_tells_of_its_ledger(made, tmp_path):
    _, _, kept = made
    zone = gongfu.open_zone(write_small_zone(tmp_path / "zone"))
    gongfu.assess(zone, out=tmp_path / "with", kept=kept)
    gongfu.assess(zone, out=tmp_path / "without")
    html = (tmp_path / "with" / REPORT).read_text("utf-8")
    assert '<section id="kept"' in html
    assert 'href="#kept"' in html
    assert '<section id="kept"' not in (tmp_path / "without" / REPORT).read_text("utf-8")
