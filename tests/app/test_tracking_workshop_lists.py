"""Lists of workshops: every fault with its row, rights row by row, and a second writer."""

import csv

import pytest

from gongfu.app import tracking_lists
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import ids_of, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshops import n_enrolled
from tests.workshop_world import (
    ATTENDANCE,
    ENROLMENTS,
    JOBS,
    N_RECORDS,
    PAY,
    WORKSHOPS,
    deed,
    workshop_ledger,
    write_some,
)


def head(text):
    return text.splitlines()[0] + "\n"


@pytest.fixture
def shops(copied):
    with copied(workshop_ledger) as ledger:
        yield ledger


@pytest.fixture
def small(tmp_path):
    with workshop_ledger(tmp_path / "l.db", tmp_path / "lists") as ledger:
        yield ledger


BAD = {
    "workshops": head(WORKSHOPS)
    + "W3,Tea,茶叶,330501,sewco,2026-01-01,\n"
    + "W4,,processing,330501,sewco,2026-01-01,2025-01-01\n"
    + "W1,Again,processing,330501,sewco,2026-01-01,\n"
    + "W6,Far,processing,3306,sewco,2026-01-01,\n",
    "jobs": head(JOBS)
    + "K1,W1,day,10,,,1,20,,\n"
    + "K2,W1,hour,10.005,,,1,20,,\n"
    + "K3,W1,hour,10,,,two,20,,\n"
    + "K4,W1,piece,10,,,1,20,,\n"
    + "K5,W9,hour,10,,,1,20,,\n"
    + "K6,W1,hour,10,,,1.5,20,,x\n",
    "workers": "person_id,village,hours,cares,busy_months,birth_year,income_yuan\n"
    + "Q1,,20,1,4-6,1970,1\n"
    + "Q2,330501,20,maybe,soon,1970.5,-1\n"
    + "Q3,330501,many,是,,,\n",
    "enrolments": head(ENROLMENTS)
    + "F1,P6,J1,enrolled,2026-01-01,,\n"
    + "F2,P6,J2,left,2026-01-01,,own_wish\n"
    + "F3,P6,J2,working,2026-01-01,,\n"
    + "F4,Q9,J2,enrolled,2026-01-01,,\n",
    "attendance": head(ATTENDANCE)
    + "P1,J1,2026-01-05,,10\n"
    + "P1,J1,2025-12-31,,10\n"
    + "P3,J2,2026-01-07,7.333,\n"
    + "P3,J2,2026-02-30,7,\n"
    + "P3,J2,2026-01-08,=A1,\n",
    "pay": head(PAY).strip()
    + ",reverses,reason\n"
    + "N1,P1,J1,2026-13,1,2026-02-01,,\n"
    + "N2,P1,J1,2026-01,-1,2026-02-01,,\n"
    + "N3,P1,J1,2026-01,-120,2026-02-01,M1,because\n"
    + "N4,P1,J1,2026-01,-119,2026-02-01,M1,重复发放\n"
    + "N5,P1,J1,2026-01,-120,2026-02-01,M1,重复发放\n"
    + "N6,P1,J1,2026-01,-120,2026-02-01,M1,twice\n",
}
WRONG = {
    ("workshops", 2, "kind: '茶叶' is none of processing"),
    ("workshops", 3, "no name; fill it in"),
    ("workshops", 3, "closed on 2025-01-01, and opened on 2026-01-01"),
    ("workshops", 4, "the id is there already"),
    ("workshops", 5, "'county' (county of 3305) may not bring workshops in '3306'"),
    ("jobs", 2, "pay_by: 'day' is none of piece, hour, month"),
    ("jobs", 3, "rate_yuan: the amount '10.005'"),
    ("jobs", 4, "posts: 'two' is no number"),
    ("jobs", 5, "pieces_per_h is 0 with pay by the piece"),
    ("jobs", 6, "no workshop 'W9'"),
    ("jobs", 7, "posts: '1.5' is no whole number"),
    ("jobs", 7, "max_age: 'x' is no number"),
    ("workers", 2, "no village; fill in"),
    ("workers", 2, "'county' (county of 3305) may not bring workers for 'Q1'"),
    ("workers", 3, "cares: "),
    ("workers", 3, "busy_months: it is a formula or cannot be read"),
    ("workers", 3, "birth_year: it is a formula or cannot be read"),
    ("workers", 3, "income_yuan: "),
    ("workers", 4, "hours: it is a formula or cannot be read"),
    ("enrolments", 2, "all 2 posts of job 'J1' are taken"),
    ("enrolments", 3, "left, and until is empty"),
    ("enrolments", 4, "standing: 'working' is none of applied"),
    ("enrolments", 5, "nobody knows where the person lives"),
    ("attendance", 2, "the id is there already"),
    ("attendance", 3, "not enrolled in job 'J1' on 2025-12-31"),
    ("attendance", 4, "hours: '7.333' hours have more than two decimals"),
    ("attendance", 5, "day: the day '2026-02-30' does not exist"),
    ("attendance", 6, "hours: '=A1' is no number"),
    ("pay", 2, "month: "),
    ("pay", 3, "the amount must be above 0 yuan"),
    ("pay", 4, "no reason 'because' to reverse"),
    ("pay", 5, "it differs from 'M1' in more than the sign"),
    ("pay", 7, "'M1' is reversed already"),
}


def test_every_fault_is_told_with_its_row(shops, tmp_path):
    done = import_lists(shops, deed(), write_some(tmp_path / "bad", **BAD))
    found = {(one.table, one.row, one.fault) for one in done.faults}
    for table, row, words in WRONG:
        assert any(
            (at, number) == (table, row) and fault.startswith(words) for at, number, fault in found
        ), (table, row, words, sorted(found))
    assert len(found) == len(WRONG), sorted(found)
    assert (done.answer, done.n_good) == (None, 1)
    with reading(shops) as connection:
        assert check_ledger(connection).head.number == N_RECORDS


def test_the_good_rows_when_asked(small, tmp_path):
    done = import_lists(small, deed(), write_some(tmp_path / "bad", **BAD), keep_good=True)
    assert done.counts == {"pay": 1}
    with reading(small) as connection:
        assert "N5" in ids_of(connection, "pay")


@pytest.mark.parametrize(
    ("who", "texts", "faults"),
    [
        ("sewco", {"attendance": head(ATTENDANCE) + "P2,J1,2026-01-05,,9\n"}, 0),
        ("otherco", {"attendance": head(ATTENDANCE) + "P2,J1,2026-01-05,,9\n"}, 1),
        ("vil1", {"workers": "person_id,village,hours\nQ1,330501,20\nQ2,330502,20\n"}, 1),
        ("P1", {"workers": "person_id,village,hours\nP1x,330501,20\n"}, 1),
        ("P5", {"enrolments": head(ENROLMENTS) + "G1,P5,J3,applied,2026-01-01,,\n"}, 0),
        ("P5", {"enrolments": head(ENROLMENTS) + "G1,P5,J1,enrolled,2026-01-01,,\n"}, 2),
        ("vil1", {"workshops": head(WORKSHOPS) + "W5,x,brand,330502,sewco,2026-01-01,\n"}, 1),
        ("sewco", {"workshops": head(WORKSHOPS) + "W5,x,brand,330502,sewco,2026-01-01,\n"}, 0),
        ("sewco", {"workshops": head(WORKSHOPS) + "W5,x,brand,330502,otherco,2026-01-01,\n"}, 1),
        ("clerk", {"pay": head(PAY) + "N1,P1,J1,2026-01,1,2026-02-01\n"}, 1),
        ("vil1", {"people": "person_id,name,telephone,address\nP1,张三,1,x\n"}, 1),
    ],
)
def test_who_may_bring_what(small, tmp_path, who, texts, faults):
    done = import_lists(small, deed(who), write_some(tmp_path / "more", **texts))
    assert len(done.faults) == faults, done.faults
    assert (done.answer is None) == bool(faults)


def test_a_second_writer_between_check_and_write_is_told(small, tmp_path, monkeypatch):
    """Two lists fill the last two posts of J2 at once: the later is refused, whole."""
    rows = "F{k},P{k},J2,enrolled,2026-01-01,,\n"
    two = head(ENROLMENTS) + rows.format(k=1) + rows.format(k=2)
    other = head(ENROLMENTS) + rows.format(k=4) + rows.format(k=6)
    mine, theirs = (write_some(tmp_path / n, enrolments=t) for n, t in (("a", two), ("b", other)))
    real, once = tracking_lists.write, []

    def late(*given, **more):
        if not once:
            once.append(1)
            assert import_lists(small, deed(), theirs).counts == {"enrolments": 2}
        return real(*given, **more)

    monkeypatch.setattr(tracking_lists, "write", late)
    with pytest.raises(ConflictError, match=r"enrolments, row 2: somebody else wrote.*all 3 posts"):
        import_lists(small, deed(), mine)
    with reading(small) as connection:
        assert n_enrolled(connection, "J2") == 3
        check_ledger(connection)


def test_the_same_again_with_the_same_key(small, tmp_path):
    lists = write_some(
        tmp_path / "more",
        workers="person_id,village,hours\nQ1,330501,20\n",
        enrolments=head(ENROLMENTS) + "G1,Q1,J2,applied,2026-01-01,,\n",
    )
    first = import_lists(small, deed(key="k"), lists)
    assert first.counts == {"workers": 1, "enrolments": 1}
    assert import_lists(small, deed(key="k"), lists).answer == first.answer


def test_chinese_headings(small, tmp_path):
    frames = {
        "共富工坊": "工坊编号,工坊名称,类型,地区代码,企业,开办日期\n"
        "W5,品牌茶,品牌带动式,330501,sewco,2026年1月1日\n",
        "岗位": "岗位编号,工坊编号,计薪方式,单价(元),每小时件数,岗位数,每周工时,可弹性安排\n"
        "K1,W5,计件,1.5,12,2,20,是\n",
        "人员": "人员编号,村代码,每周可用工时,出生年份,需照料家人\nQ1,330501,20,1980,是\n",
        "报名": "报名编号,人员编号,岗位编号,状态,开始日期\nG1,Q1,K1,在岗,2026-01-02\n",
        "考勤": "人员编号,岗位编号,日期,件数\nQ1,K1,2026-01-02,40\n",
        "工资": "工资编号,人员编号,岗位编号,月份,金额(元),发放日期\n"
        "N1,Q1,K1,2026年1月,60,2026-02-01\n",
    }
    folder = tmp_path / "清单"
    folder.mkdir()
    for name, text in frames.items():
        with (folder / f"{name}.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(csv.reader(text.splitlines()))
    done = import_lists(small, deed(), folder)
    assert not done.faults
    assert set(done.counts.values()) == {1}
    assert len(done.counts) == 6


def test_jobs_say_whether_they_are_open(small, tmp_path):
    """Open, unless the list says otherwise; in a workshop that is closed, none is."""
    shops = head(WORKSHOPS) + "W5,Shut,processing,330501,sewco,2025-01-01,2026-01-31\n"
    told = {"K1": "", "K2": "1", "K3": "FALSE", "K4": "否", "K5": "true", "K6": "shut"}
    jobs = "job_id,workshop_id,pay_by,rate_yuan,posts,hours,is_open\n" + "".join(
        f"{name},W1,hour,10,1,20,{flag}\n" for name, flag in told.items()
    )
    jobs += "K7,W5,hour,10,1,20,0\nK8,W5,hour,10,1,20,\n"
    lists = write_some(tmp_path / "more", workshops=shops, jobs=jobs)
    done = import_lists(small, deed(), lists, keep_good=True)
    assert [(one.id, one.fault.partition(";")[0]) for one in done.faults] == [
        ("K6", "is_open: 'shut' must be 1 or 0 (是 or 否)"),
        ("K8", "workshop 'W5' is closed"),
    ]
    with reading(small) as connection:
        found = {row["job_id"]: row["is_open"] for row in rows_of(connection, "job")}
    assert [found[f"K{at}"] for at in (1, 2, 3, 4, 5, 7)] == [True, True, False, False, True, False]
