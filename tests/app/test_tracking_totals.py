"""Published totals beside the rows of a ledger, and its indicators in SDMX."""

from datetime import date

import pytest

from gongfu.app.tracking import init, post_money, reverse_money
from gongfu.app.tracking_export import exported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_projects import reconciled
from gongfu.errors import InputError
from tests.app.test_tracking_export import TODAY
from tests.app.test_tracking_export import invented as invented
from tests.io.test_sdmx import observations
from tests.ledgers import AT, COUNTY, deed, money


def test_published_totals_beside_what_the_rows_come_to(invented):
    """Two projects declared, one is there; 50 fen committed are the 0.5 yuan declared."""
    answer = reconciled(invented)
    told = answer.table.set_index("declared_id")
    assert told["state"].to_dict() == {"n": "short", "c": "agrees", "s": "no rows"}
    assert told["found"].to_dict() == {"n": "1", "c": "0.50", "s": "0.00"}
    assert told.loc["s", "declared"] == "170000000.00"
    assert answer.sentences[0]["en"].startswith("Published totals: 3.")


def test_totals_of_workshops_and_postings_that_no_list_has(invented, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more/declared.csv").write_text(
        "declared_id,what,amount,unit,first_year,last_year,place,source\n"
        "w,workshops,1,个,2020,2030,3305,a bulletin\nv,workshop_people,9,人,2020,2030,3305,it\n",
        "utf-8",
    )
    (tmp_path / "more/workshops.csv").write_text(
        "workshop_id,name,kind,place,enterprise,opened_on\n"
        "stitch,invented,processing,330501001,e,2025-03-01\n",
        "utf-8",
    )
    assert not import_lists(invented, deed(), tmp_path / "more").faults
    post_money(invented, deed(), money("typo", project="tee"))
    answer = reconciled(invented)
    told = answer.table.set_index("declared_id")
    assert told.loc["w", ["found", "unit", "state"]].tolist() == ["1", "workshops", "agrees"]
    assert told.loc["v", ["unit", "state"]].tolist() == ["people", "no rows"]
    assert answer.sentences[1]["en"] == "Postings of projects that are not listed, left out: 1."
    reverse_money(invented, deed(), "typo", posting_id="back", on=AT.date())
    assert len(reconciled(invented).sentences) == 1


def test_totals_need_a_list(tmp_path):
    with (
        init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger,
        pytest.raises(InputError, match="no published totals; import a list declared"),
    ):
        reconciled(ledger)


def test_progress_in_sdmx_is_that_of_the_ledger(invented, tmp_path):
    """D1 is due on 1 November and delivered on 1 March; D2 and D3 are due on 1 December."""
    exported(invented, tmp_path / "sdmx", "sdmx", date(2026, 12, 15))
    found = observations((tmp_path / "sdmx/progress.xml").read_bytes())
    places = {
        "330501": ("2026-11", "2026-03"),
        "330502": ("2026-12", ""),
        "330503": ("2026-12", ""),
    }
    assert len(found) == 2 * len(places)
    for place, (due, delivered) in places.items():
        for indicator, month in (("DUE", due), ("DELIVERED", delivered)):
            values, _ = found["M", indicator, "childcare", place]
            assert list(values) == [f"2026-{k:02d}" for k in range(1, 13)]
            for when, (value, _) in values.items():
                assert value == str(int(bool(month) and when >= month)), (place, when)
    money_of = observations((tmp_path / "sdmx/money.xml").read_bytes())
    assert money_of["A", "COMMITTED", "3302", "330501"][0] == {"2026": ("0.50", "P")}
    assert money_of["A", "TRANSFERRED", "3302", "330501"][0] == {"2026": ("0.00", "P")}


def test_a_ledger_without_promises_has_structures_only(tmp_path):
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        exported(ledger, tmp_path / "sdmx", "sdmx", TODAY)
    assert [one.name for one in (tmp_path / "sdmx").iterdir() if one.suffix] == ["structures.xml"]
