"""The report of a ledger: every number counted again by hand, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from gongfu.app.tracking import init, move, post_money, prove
from gongfu.app.tracking_deliverables import listing, showing
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import export_person
from gongfu.app.tracking_report import kept_of, month_before, report
from gongfu.errors import InputError
from gongfu.io.ledger_columns import promises_of
from gongfu.io.ledger_rows import register_of
from gongfu.io.ledger_turns import reading
from gongfu.report.kept import sentences
from gongfu.report.kept_page import page
from gongfu.report.kept_tables import tables
from gongfu.track.postings import Kind
from gongfu.track.programmes import Evidence
from gongfu.track.progress import standings
from tests.ledgers import AT, COUNTY, deed, money

TODAY = date(2026, 11, 15)  # D1 was due on 1 November, D2 and D3 are on 1 December


def proved(ledger, deliverable, day, quantity, who="county"):
    prove(ledger, deed(who), Evidence(deliverable, day, "figure", quantity, "counted"))


def test_a_promise_that_is_cut_down_is_told(ledger):
    """Else a late one is delivered by changing what was promised."""
    proved(ledger, "D1", date(2026, 2, 1), 0.001)
    move(ledger, deed(), "D1", {"quantity": 0.001})
    move(ledger, deed(), "D2", {"quantity": 41.0})
    kept = kept_of(ledger, date(2026, 3, 2), date(2026, 3, 1))
    assert [kept.since_then[name] for name in ("lowered", "raised", "off")] == [1, 1, 0]
    said = " ".join(one["en"] for one in sentences(kept))
    assert "Quantities promised: lowered 1, raised 1" in said
    later = kept_of(ledger, date(2026, 4, 2), date(2026, 4, 1))
    assert "Quantities" not in " ".join(one["en"] for one in sentences(later))


def test_what_is_delivered_after_its_day_is_told(ledger):
    proved(ledger, "D1", date(2026, 11, 4), 60.0)
    proved(ledger, "D2", date(2026, 11, 4), 40.5)
    kept = kept_of(ledger, date(2026, 12, 11))
    assert (kept.total["n_delivered"], kept.total["n_delivered_late"]) == (2, 1)
    assert "1 were delivered after their day" in " ".join(one["en"] for one in sentences(kept))
    told = listing(ledger, date(2026, 12, 11)).table.set_index("deliverable_id")
    assert told["delivered_on"].tolist() == ["2026-11-04", "2026-11-04", ""]
    assert told["days_late"].tolist() == [3, 0, 10]
    said = [
        showing(ledger, one, date(2026, 12, 11)).sentences[0]["en"] for one in ("D1", "D2", "D3")
    ]
    assert "delivered on 2026-11-04, days after it was due: 3 (" in said[0]
    assert "delivered on 2026-11-04 (" in said[1]
    assert "late, days since it was due: 10 (" in said[2]


def test_every_number_by_hand(ledger):
    proved(ledger, "D1", date(2026, 6, 1), 30.0)
    proved(ledger, "D2", date(2026, 11, 2), 40.5)
    post_money(ledger, deed(), money("M1", fen=10_000))
    post_money(ledger, deed(), money("M2", Kind.TRANSFER, 8_000))
    post_money(ledger, deed(), money("M3", Kind.SPENDING, 3_000))
    move(ledger, deed(), "D3", {"due_on": date(2026, 12, 2)})

    kept = kept_of(ledger, TODAY)
    assert kept.since == date(2026, 10, 15)
    assert kept.total == {
        "n": 3,
        "n_delivered": 1,
        "n_late": 1,
        "n_at_risk": 1,
        "n_delivered_late": 0,
    }
    assert kept.late["deliverable_id"].tolist() == ["D1"]
    assert kept.late.loc[0, ["days", "done", "quantity"]].tolist() == [14, 30.0, 60.0]
    assert kept.soon["deliverable_id"].tolist() == ["D3"]
    assert kept.by_field.loc["childcare", ["n", "n_delivered", "n_late"]].tolist() == [3, 1, 1]
    assert kept.by_place.index.tolist() == ["330501", "330502", "330503"]
    assert kept.by_place["completion"].tolist() == [0.5, 1.0, 0.0]
    assert kept.course["month"].tolist()[-1] == "2026-11"
    assert kept.course[["n_due", "n_delivered"]].iloc[-1].tolist() == [1, 1]
    row = kept.money.iloc[0]
    assert (row["giver"], row["receiver"], row["year"]) == ("3302", "330501", 2026)
    assert row[["committed", "transferred", "spent", "returned", "held"]].tolist() == [
        100.0, 80.0, 30.0, 0.0, 50.0,
    ]  # fmt: skip
    # The change of D3 is of 2 March, when the tests write.
    assert dict(kept.since_then) == {
        "delivered": 1, "undone": 0, "late": 1, "risk": 0, "evidence": 1,
        "off": 0, "forward": 0, "lowered": 0, "raised": 0, "postings": 0, "spent": 0.0,
    }  # fmt: skip
    early = kept_of(ledger, date(2026, 3, 2), date(2026, 3, 1)).since_then
    assert (early["off"], early["forward"], early["postings"], early["spent"]) == (1, 0, 3, 30.0)


def test_what_came_after_the_last_act_is_not_known(ledger, tmp_path):
    """The tests write on 2 March; who only read did not act."""
    export_person(ledger, replace(deed(), at=AT + timedelta(days=5)), "R1")
    assert kept_of(ledger, TODAY).last_act == date(2026, 3, 2)
    answer = report(ledger, date(2026, 3, 3), page_file=tmp_path / "p.html")
    said = "The ledger’s last act was on 2026-03-02: what came after is not known."
    assert answer.sentences[1]["en"] == said
    assert answer.sentences[-1]["en"] == "The page is p.html."
    assert said in (tmp_path / "p.html").read_text("utf-8")
    told = [one["en"] for one in report(ledger, date(2026, 3, 2)).sentences]
    assert not any("last act" in one for one in told)


def test_who_gives_and_receives_is_told_by_name(ledger, tmp_path):
    projects = (
        "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
        "start_on,due_on,budget_yuan\n"
        "p,t,d,implementation,330501,economy,SEAFUND,山海协作基金,330501,市辖区,2026-01-01,2026-12-31,1\n"
    )
    lists = tmp_path / "projects"
    lists.mkdir()
    (lists / "projects.csv").write_text(projects, "utf-8")
    assert not import_lists(ledger, deed(), lists).faults
    for at, giver in enumerate(("SEAFUND", "330200", "NOBODY")):
        project = "p" if giver == "SEAFUND" else "of others"
        post_money(ledger, deed(), replace(money(f"M{at}", project=project), giver=giver))
    (table,) = (one for one in tables(kept_of(ledger, TODAY)) if one.key == "kept-money")
    told = [(row[0].words.en, row[0].words.zh, row[2].words) for row in table.rows]
    fund = "山海协作基金"
    assert [(en, zh, years.en) for en, zh, years in told] == [
        ("Ningbo", "宁波市", "2026"),
        ("NOBODY", "NOBODY", "2026"),
        (fund, fund, "2026"),
        (fund, fund, "no year yet"),
    ]
    assert [row[3].order for row in table.rows] == ["", "", "", "1.00"]


def test_overspending_is_of_a_project(ledger):
    """What another project of the pair has left, or another year, is neither here nor there."""
    for project, committed, spent in (("over", 100, 900), ("idle", 1000, 0), ("fine", 50, 50)):
        post_money(ledger, deed(), money(f"{project}-c", fen=committed, project=project))
        if spent:
            paid = money(f"{project}-s", Kind.SPENDING, spent, project=project)
            post_money(ledger, deed(), replace(paid, year=2027))
    kept = kept_of(ledger, TODAY)
    rows = kept.money.set_index("year")
    assert rows["beyond"].to_dict() == {2026: [], 2027: ["over"]}
    said = " ".join(one.en for one in sentences(kept))
    assert "Projects that spent beyond what was committed to them: 1 (over);" in said


def test_columns_say_what_rows_say(ledger):
    proved(ledger, "D1", date(2026, 6, 1), 30.0)
    proved(ledger, "D3", date(2026, 6, 1), 0.1)
    with reading(ledger) as connection:
        register, _ = register_of(connection)
        rows, promises, facts = promises_of(connection)
    by_rows = standings(register.promises(), register.facts(), TODAY)
    by_columns = standings(promises, facts, TODAY)
    ids = rows["deliverable_id"].tolist()
    order = [ids.index(one.deliverable_id) for one in register.deliverables]
    for name in by_rows.__slots__:
        left = pd.Series(getattr(by_rows, name))
        right = pd.Series(getattr(by_columns, name)[order])
        pd.testing.assert_series_equal(left, right, check_names=False)
    assert rows["field"].tolist() == ["childcare"] * 3


def test_a_ledger_without_promises_says_so(empty_place):
    with init(empty_place, COUNTY, AT, durable=False) as ledger:
        kept = kept_of(ledger, TODAY)
    assert sentences(kept)[0].en == "On 2026-11-15 the ledger holds no deliverable."
    assert "2026-11-15" in page(kept, "zh")


def test_the_page_is_the_same_again_and_marks_what_is_invented(ledger, tmp_path):
    first, second = (page(kept_of(ledger, TODAY), "en") for _ in range(2))
    assert first == second
    assert "Everything in this ledger is invented" not in first
    assert "<script" not in first
    file = tmp_path / "kept.html"
    answer = report(ledger, TODAY, page_file=file)
    assert file.read_text("utf-8") == first
    assert answer.settings["total"]["n"] == 3


def test_days_that_do_not_follow_are_refused(ledger, tmp_path):
    with pytest.raises(InputError, match="give an earlier one"):
        kept_of(ledger, TODAY, TODAY)
    for day in (date(9999, 12, 31), date(1, 1, 15)):
        with pytest.raises(InputError, match="is out of any programme"):
            kept_of(ledger, day)
    with pytest.raises(InputError, match=r"ends with \.html"):
        report(ledger, TODAY, page_file=tmp_path / "kept.pdf")


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_the_month_before(day, before):
    assert month_before(day) == before
