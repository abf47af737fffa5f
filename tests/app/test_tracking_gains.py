"""What pay brings to villages and to the gaps, and who is proposed for which job."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from gongfu.app.answer import as_json
from gongfu.app.tracking import init
from gongfu.app.tracking_gains import gains, incomes_of_words, workshop_gains
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person
from gongfu.app.tracking_rematch import rematch, rematch_lists
from gongfu.app.tracking_workshop_answers import listing_workshops
from gongfu.app.tracking_workshops import move_enrolment, move_job, reverse_pay
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_records import head_of
from gongfu.io.ledger_turns import reading
from gongfu.match.workshop_jobs import match_jobs
from gongfu.track.actors import Actor, Role
from gongfu.track.income import Months, PersonGain, VillageGain
from tests.workshop_world import (
    AT,
    COUNTY,
    DAY,
    LISTS,
    N_RECORDS,
    deed,
    workshop_ledger,
    write_some,
)

JANUARY = Months("2026-01", "2026-01")
TABLE = "code,people,income\n330501,100,100\n330502,50,400\n330503,50,300\n"


@pytest.fixture
def shops(copied):
    """The ledger of `tests.workshop_world` in each kind of database."""
    with copied(workshop_ledger) as ledger:
        yield ledger


@pytest.fixture
def table(tmp_path):
    (tmp_path / "incomes.csv").write_text(TABLE, "utf-8")
    asked = {"value": "income", "weight": "people", "period": "", "level": ""}
    return incomes_of_words(tmp_path / "incomes.csv", "code", asked)


def gini_by_pairs(x, w):
    """Half the mean difference of two people, as a share of the mean."""
    apart = np.abs(x[:, None] - x) * w[:, None] * w
    return apart.sum() / (2 * w.sum() * (x * w).sum())


def theil_by_shares(x, w):
    ratio = x * w.sum() / (x * w).sum()
    return (w * ratio * np.log(ratio)).sum() / w.sum()


def test_by_hand(shops):
    found = workshop_gains(shops, JANUARY)
    assert found.people == [
        PersonGain("P1", "330501", 12_000),
        PersonGain("P2", "330501", 5_000),
        PersonGain("P3", "330501", 20_000),
        PersonGain("P4", "330502", 150_000),
    ]
    assert found.villages == [VillageGain("330501", 3, 37_000), VillageGain("330502", 1, 150_000)]
    assert [(one.person_id, one.due_fen, one.standing) for one in found.lines] == [
        ("P1", 12_000, "paid"),
        ("P2", 0, "not_attended"),
        ("P3", 21_150, "short"),
        ("P4", 150_000, "paid"),
    ]
    assert workshop_gains(shops, Months("2026-02", "2026-12")).people == []


def test_the_public_table_tells_of_nobody_alone(shops):
    answer = gains(shops, JANUARY)
    assert answer.table["village"].tolist() == ["330501"]  # P4 is alone in 330502, and waits
    assert answer.table["n_people"].tolist() == [3]
    assert answer.table["gained_yuan"].tolist() == [370.0]
    assert answer.table["standing"].tolist() == ["computed"]
    said = [one["en"] for one in answer.sentences]
    assert said[0].startswith("Paid for work from 2026-01 to 2026-01: 370.00 yuan to 3 people")
    assert "of 3 people or more of one month: 1." in said[1]
    assert "cannot tell what people would have earned instead" in said[2]
    assert not any("less paid" in one for one in said)
    assert "P1" not in str(as_json(answer))
    assert not any("due" in one and "yuan were" in one for one in said)


def paid_again(shops, folder, days, *told):
    """More pay, days after: id, person, job, month, yuan."""
    lines = "".join(f"{','.join(one)},{DAY}\n" for one in told)
    text = "pay_id,person_id,job_id,month,yuan,on_day\n" + lines
    later = replace(deed(), at=AT + timedelta(days=days))
    done = import_lists(shops, later, write_some(folder, pay=text))
    assert not done.faults, done.faults


def test_two_periods_or_days_held_against_each_other_tell_of_nobody(shops, tmp_path):
    """In January three of a village were paid, and one of them something more afterwards."""
    before = gains(shops, JANUARY)
    paid_again(shops, tmp_path / "more", 1, ("M9", "P1", "J1", "2026-01", "33.00"))
    after = gains(shops, JANUARY)
    pd.testing.assert_frame_equal(before.table, after.table)
    assert "one month: 2." in after.sentences[1]["en"]
    two = gains(shops, Months("2026-01", "2026-02"))
    pd.testing.assert_frame_equal(two.table, after.table)
    more = [("MA", "P2", "J1", "2026-01", "1.00"), ("MB", "P3", "J2", "2026-01", "2.00")]
    paid_again(shops, tmp_path / "others", 2, *more)
    assert gains(shops, JANUARY).table["gained_yuan"].tolist() == [406.0]


def told_by_workshop(shops, today=date(2026, 12, 31)):
    return listing_workshops(shops, today).table.set_index("workshop_id").loc["W1", "paid_yuan"]


def test_villages_and_workshops_held_against_each_other_tell_of_nobody(shops, tmp_path):
    """In February one was paid: no answer by year has what answers by month leave out."""
    year = Months("2026-01", "2026-12")
    paid_again(shops, tmp_path / "more", 1, ("M9", "P1", "J1", "2026-01", "77.77"))
    assert gains(shops, year).table["gained_yuan"].tolist() == [370.0]
    assert told_by_workshop(shops) == "370.00"
    both = [("MA", "P2", "J1", "2026-01", "1.00"), ("MB", "P3", "J2", "2026-01", "2.00")]
    paid_again(shops, tmp_path / "others", 2, *both)
    assert gains(shops, year).table["gained_yuan"].tolist() == [450.77]
    assert told_by_workshop(shops) == "450.77"
    assert told_by_workshop(shops, date(2026, 2, 2)) == "370.00"


def test_a_sum_stays_when_somebody_moves_and_is_erased(shops, tmp_path):
    before = gains(shops, JANUARY)
    move_enrolment(shops, deed(), "E2", "leave", on=date(2026, 1, 10), reason="own_wish")
    erase_person(shops, deed(), "P2")
    workers = "person_id,village,hours\nP2,330502,24\n"
    since = "2026-01-11"
    enrolments = f"enrolment_id,person_id,job_id,standing,since\nE9,P2,J1,enrolled,{since}\n"
    lists = write_some(tmp_path / "anew", workers=workers, enrolments=enrolments)
    assert not import_lists(shops, deed(), lists).faults
    pd.testing.assert_frame_equal(gains(shops, JANUARY).table, before.table)
    assert workshop_gains(shops, JANUARY).people[1] == PersonGain("P2", "330501", 5_000)
    assert told_by_workshop(shops) == "370.00"
    reverse_pay(shops, deed(), "M2", on=DAY, reason="not_paid")
    assert [one.village for one in workshop_gains(shops, JANUARY).people] == ["330501"] * 2 + [
        "330502"
    ]


def test_how_many_got_less_than_due_is_for_the_office(shops, tmp_path):
    """Counts of two periods would tell of the one who was paid in one month only."""
    for period in (JANUARY, Months("2026-01", "2026-02")):
        assert not any("due" in one["en"] for one in gains(shops, period).sentences)
    answer = gains(shops, JANUARY, persons=tmp_path / "persons.csv", actor_id="county")
    assert any(
        "less paid: 1, with more: 0, paid without attendance: 1" in one["en"]
        for one in answer.sentences
    )


def test_of_fewer_than_three_people_nothing_is_told(shops):
    for one in ("M1", "M2"):
        reverse_pay(shops, deed(), one, on=DAY, reason="not_paid")
    answer = gains(shops, JANUARY)
    assert answer.table.empty
    assert "fewer than 3 people, so no sum" in answer.sentences[0]["en"]
    assert not any("1700" in one["en"] or "1831" in one["en"] for one in answer.sentences)


def test_the_office_sees_each_person(shops, tmp_path):
    file = tmp_path / "persons.csv"
    gains(shops, JANUARY, persons=file, actor_id="county")
    rows = pd.read_csv(file, dtype=str)
    assert rows[["person_id", "due_yuan", "paid_yuan", "pay"]].to_numpy().tolist() == [
        ["P1", "120.00", "120.00", "paid"],
        ["P2", "0.00", "50.00", "not_attended"],
        ["P3", "211.50", "200.00", "short"],
        ["P4", "1500.00", "1500.00", "paid"],
    ]
    for who, error in (("", InputError), ("vil1", InputError), ("x", NotFoundError)):
        with pytest.raises(error):
            gains(shops, JANUARY, persons=tmp_path / "no.csv", actor_id=who)
    assert not (tmp_path / "no.csv").exists()


def test_an_office_sees_pay_of_its_own_workshops_alone(tmp_path):
    """Of two towns with rights of a county, and of one elsewhere, each sees its own."""
    more = "town1,county,330501,\nother,county,330102,\nzj,province,33,\n"
    file = tmp_path / "persons.csv"
    actors = LISTS["actors"] + more
    with init(tmp_path / "l.db", Actor("zj0", Role.PROVINCE, "33"), AT, durable=False) as ledger:
        done = import_lists(
            ledger, deed("zj0"), write_some(tmp_path / "lists", **(LISTS | {"actors": actors}))
        )
        assert not done.faults
        answer = gains(ledger, JANUARY, persons=file, actor_id="town1")
        assert pd.read_csv(file)["person_id"].tolist() == ["P1", "P2", "P3"]
        said = answer.sentences[-1]
        assert "left out of the file of persons, of workshops outside 330501: 1;" in said["en"]
        assert "330501" in said["zh"]
        with pytest.raises(InputError, match="may not see what each person was paid in"):
            gains(ledger, JANUARY, persons=tmp_path / "no.csv", actor_id="other")
        assert not (tmp_path / "no.csv").exists()
        answer = gains(ledger, JANUARY, persons=file, actor_id="zj")
        assert len(pd.read_csv(file)) == 4
        assert not any("left out of the file" in one["en"] for one in answer.sentences)


def test_gaps_before_and_after(shops, table):
    """370 yuan among 100 people: 100 -> 103.70 a head; the 1500 of one in another place wait."""
    answer = gains(shops, JANUARY, incomes=table)
    rows = answer.table[answer.table["component"] == "all"].set_index("index")
    people = np.array([100.0, 50.0, 50.0])
    before, after = np.array([100.0, 400.0, 300.0]), np.array([103.7, 400.0, 300.0])
    for name, measure in (("gini", gini_by_pairs), ("theil_t", theil_by_shares)):
        want = [measure(values, people) for values in (before, after)]
        assert rows.loc[name, ["before", "after"]].tolist() == pytest.approx(want, rel=1e-12)
    assert any("not stretched to one (months: 1)" in one["en"] for one in answer.sentences)
    assert answer.simulated == ()
    with pytest.raises(InputError, match="are 13 months, and incomes are of a year"):
        gains(shops, Months("2026-01", "2027-01"), incomes=table)


def test_gaps_tell_of_no_few_people_either(shops, table):
    for one in ("M1", "M2"):
        reverse_pay(shops, deed(), one, on=DAY, reason="not_paid")
    with pytest.raises(InputError, match="fewer than 3 people were paid"):
        gains(shops, JANUARY, incomes=table)


def test_a_village_that_is_in_no_place(shops, table):
    table.path.write_text(TABLE.replace("330501", "330509"), "utf-8")
    with pytest.raises(InputError, match=r"1 village that gains is in no place .*'330501'"):
        gains(shops, JANUARY, incomes=table)


def test_what_is_invented_says_so(tmp_path, table):
    with init(tmp_path / "s.db", COUNTY, AT, simulated=True, durable=False) as ledger:
        import_lists(ledger, deed(), write_some(tmp_path / "lists", **LISTS))
        assert set(gains(ledger, JANUARY).table["standing"]) == {"simulated"}
        answer = gains(ledger, JANUARY, incomes=table)
        assert set(answer.table["standing"]) == {"simulated"}
        assert set(answer.simulated) == {"ledger", "incomes"}
        assert set(rematch(ledger, DAY, actor_id="county").table["standing"]) == {"simulated"}


def test_who_has_no_open_job_is_matched_anew(shops):
    """P5 applied for J2 and P6 has nothing; J2 has two posts left, and J1 none."""
    workers, jobs = rematch_lists(shops, DAY)
    assert workers.index.tolist() == ["P5", "P6"]
    assert workers.loc["P5", ["age", "wishes"]].tolist() == [53, "J2"]
    assert workers.loc["P6", ["wishes", "outside_yuan"]].tolist() == ["", 1_000.0]  # J1 is full
    assert jobs["posts"].to_dict() == {"J2": 2}
    assert jobs.loc["J2", "pay_yuan_per_h"] == 18.0
    answer = rematch(shops, DAY, actor_id="county")
    assert answer.table[["worker", "job", "outcome"]].to_numpy().tolist() == [
        ["P5", "J2", "placed"],
        ["P6", "J2", "placed"],
    ]
    direct = match_jobs(workers, jobs, rule="need").workers["gained_yuan"].tolist()
    assert answer.table["gained_yuan"].tolist() == direct == [18_720.0, 17_720.0]
    assert answer.sentences[0]["en"].startswith("Without a job that is open: 2 of 6 workers; posts")
    assert "nothing is written" in answer.sentences[-1]["en"]
    with reading(shops) as connection:
        assert head_of(connection).number == N_RECORDS


def test_whose_job_closed_is_matched_anew(shops):
    move_job(shops, deed(), "J1", "close")
    move_enrolment(shops, deed(), "E4", "leave", on=DAY, reason="own_wish")
    workers, jobs = rematch_lists(shops, date(2030, 1, 1))
    assert workers.index.tolist() == ["P1", "P2", "P4", "P5", "P6"]
    assert workers["wishes"].tolist() == ["", "", "", "J2", ""]
    assert jobs["posts"].to_dict() == {"J2": 2, "J3": 1}
    table = rematch(shops, DAY, actor_id="county").table.set_index("worker")
    assert table.loc["P4", "job"] == "J3"
    assert table.loc[["P1", "P2"], "outcome"].tolist() == ["barred", "barred"]  # no sewing


def test_nothing_to_match(shops):
    move_job(shops, deed(), "J2", "close")
    answer = rematch(shops, DAY, actor_id="county")
    assert answer.table.empty
    assert "nothing to propose" in answer.sentences[1]["en"]
    assert as_json(answer)["rows"] == []
