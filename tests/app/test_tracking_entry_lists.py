"""Lists of evidence and postings: as if each row was proved or posted by itself."""

import threading
from datetime import date

import pytest

from gongfu.app import tracking_lists
from gongfu.app.tracking import Deed, post_money, prove, reverse_money
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import evidence_for, postings_of, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_write import write
from gongfu.track.postings import Kind, Posting
from gongfu.track.programmes import Evidence
from tests.entry_lists import EVIDENCE, POSTINGS, PROJECTS, SHA, state
from tests.ledgers import AT, begun, deed, folder_of, money


@pytest.fixture
def ledger(copied):
    with copied(begun) as ledger:
        yield ledger


def told(done):
    """Row -> the beginning of each fault."""
    found = {}
    for one in done.faults:
        found.setdefault((one.table, one.row, one.id), []).append(one.fault.partition(";")[0])
    return found


PROVED = (
    ("D1", date(2026, 2, 1), "figure", 20.0, "visit"),
    ("D2", date(2026, 2, 1), "file", 0.5, SHA),
    ("D1", date(2025, 12, 1), "figure", 0.1, "count"),
    ("D2", date(2026, 2, 2), "file", 0.5, SHA),
    ("D1", date(2026, 2, 3), "note", 0.0, "a word"),
    ("D1", date(2026, 2, 3), "figure", -20.1, "slip"),
    ("D1", date(2027, 2, 3), "figure", 1.0, "planned"),
)
POSTED = (
    ("m1", Kind.COMMITMENT, "tea", 1000, "", ""),
    ("m2", Kind.TRANSFER, "tea", 600, "", ""),
    ("m3", Kind.SPENDING, "tea", 700, "advanced", ""),
    ("m4", Kind.TRANSFER, "tea", 600, "twice", "m2"),
    ("m5", Kind.TRANSFER, "tea", 900, "", ""),
    ("m6", Kind.RETURN, "tea", 200, "", ""),
    ("m7", Kind.COMMITMENT, "bridge", 5, "", ""),
    ("m8", Kind.COMMITMENT, "tea", 10**9, "", ""),
)


def test_each_row_is_as_if_it_was_done_by_itself(ledger, tmp_path):
    """The same rows, records and notes; the record of a posting tells the reason of its row."""
    lists = folder_of(
        tmp_path / "lists",
        evidence=EVIDENCE + "".join(f"{','.join(map(str, one))}\n" for one in PROVED),
        postings=POSTINGS
        + "".join(
            f"{name},{kind},{of},330200,330501,,{fen / 100},2026-03-01,{why},{undo}\n"
            for name, kind, of, fen, why, undo in POSTED
        ),
    )
    projects = folder_of(tmp_path / "projects", projects=PROJECTS)
    with begun(tmp_path / "one.db", tmp_path / "one") as one_by_one:
        assert not import_lists(one_by_one, deed(), projects).faults
        notes = [prove(one_by_one, deed(why=""), Evidence(*one))["notes"] for one in PROVED]
        for name, kind, of, fen, why, undo in POSTED:
            day = date(2026, 3, 1)
            if undo:
                said = reverse_money(one_by_one, deed(why=why), undo, posting_id=name, on=day)
            else:
                posting = Posting(name, kind, of, "330200", "330501", 2026, fen, day, "")
                said = post_money(one_by_one, deed(why=why), posting)
            notes.append([*(f"beyond_{what}" for what in said["beyond"]), *said["notes"]])
        wanted = state(one_by_one)
    assert not import_lists(ledger, deed(), projects).faults
    done = import_lists(ledger, deed(why="", key="k"), lists)
    assert (done.faults, done.counts) == ((), {"evidence": 7, "postings": 8})
    assert state(ledger) == wanted
    found = {
        (one["table"], row, one["note"]) for one in done.answer["notes"] for row in one["rows"]
    }
    tables = ["evidence"] * len(PROVED) + ["postings"] * len(POSTED)
    rows = [*range(2, 2 + len(PROVED)), *range(2, 2 + len(POSTED))]
    assert found == {
        (table, row, note)
        for table, row, of in zip(tables, rows, notes, strict=True)
        for note in of
    }
    assert {note for _, _, note in found} == {
        "before", "again", "to_come", "beyond_transfer", "unlisted", "over_budget"
    }  # fmt: skip
    assert import_lists(ledger, deed(why="", key="k"), lists).answer == done.answer
    assert state(ledger) == wanted


def test_every_fault_is_told_with_its_row(ledger, tmp_path):
    projects = folder_of(tmp_path / "projects", projects=PROJECTS)
    assert not import_lists(ledger, deed(), projects).faults
    evidence = (
        "D9,2026-02-01,figure,1,x\n"  # row 2: no such deliverable
        "D1,2026-02-30,figure,1,x\n"
        "D1,2026-02-01,rumour,1,x\n"
        "D1,2026-02-01,note,1,x\n"
        "D1,2026-02-01,figure,0,\n"
        "D1,2026-02-01,figure,many,=x\n"
        "D1,2026-02-01,figure,2,x\n"  # row 8: the first good one
        "D1,2026-01-31,figure,-1,x\n"
        "D1,2026-02-01,figure,-2.5,x\n"
        "D1,2026-02-01,figure,-2,x\n"
        ",2026-02-01,figure,1,x\n"
    )
    postings = (
        "m1,commitment,tea,3302,330501,,10,2026-03-01,,\n"  # row 2: good
        "m1,commitment,tea,3302,330501,,10,2026-03-01,,\n"
        "m2,gift,tea,3302,330501,26,0.001,2026-03-32,,\n"
        "m2,transfer,tea,3302,330501,,1,2026-03-01,,\n"
        "m3,spending,tea,3302,330501,,11,2026-03-01,,\n"
        "m4,transfer,tea,3303,330501,,1,2026-03-01,,\n"
        "m5,transfer,tea,3302,3303,,-1,2026-03-01,,\n"
        ",transfer,tea,3302,330501,,1,2026-03-01,,\n"
        "m6,,tea,3302,330501,,,2026-03-01,,\n"
        "m7,,,,,,,2026-03-01,slip,none\n"
        "m8,,,,,,,2026-02-28,,m1\n"
        "m9,transfer,tea,3302,3305,2025,-11,2026-03-01,slip,m1\n"
        "m10,,,,,,,2026-03-02,slip,m1\n"  # row 14: good
        "m11,,,,,,,2026-03-02,slip,m1\n"
        "m12,,,,,,,2026-03-02,slip,m10\n"
        "m13,transfer,,,,,1,2026-03-02,,\n"
        "m14,commitment,p,3302,330601,,1,2026-03-02,,\n"
        "m15,commitment,p,3302,3302,,0,2026-03-02,,\n"
        "m16,return,p,3302,330501,,1,2026-03-02,,\n"
    )
    lists = folder_of(
        tmp_path / "lists", evidence=EVIDENCE + evidence, postings=POSTINGS + postings
    )
    done = import_lists(ledger, deed(), lists)
    found = told(done)
    assert (done.answer, done.n_good) == (None, 4)
    wrong = {
        ("evidence", 2, "D9"): ["no deliverable 'D9' in the ledger or among the good rows"],
        ("evidence", 3, "D1"): ["on_day: the day '2026-02-30' does not exist"],
        ("evidence", 4, "D1"): ["kind: 'rumour' is no kind of evidence"],
        ("evidence", 5, "D1"): ["a note proves no quantity"],
        ("evidence", 6, "D1"): ["no proof", "quantity is 0.0"],
        ("evidence", 7, "D1"): ["quantity: 'many' is no number", "proof: '=x' is a formula"],
        ("evidence", 9, "D1"): ["on 2026-01-31 all proofs together would come to -1"],
        ("evidence", 10, "D1"): ["on 2026-02-01 all proofs together would come to -0.5"],
        ("evidence", 12, ""): ["no deliverable_id"],
        ("postings", 3, "m1"): ["the id is there already"],
        ("postings", 4, "m2"): [
            "kind: 'gift' is no kind of posting",
            "year: '26' is no year",
            "amount_yuan: the amount '0.001' is not yuan with up to two decimals, such as 1234.50",
            "on_day: the day '2026-03-32' does not exist",
        ],
        ("postings", 5, "m2"): ["the id is there already"],
        ("postings", 6, "m3"): [
            "it goes beyond the commitment and the transfer (committed 10.00, transferred 0.00, "
            "spent 11.00)"
        ],
        ("postings", 7, "m4"): [
            "'3303' takes no part in project 'tea', which is of '330200' and '330501'"
        ],
        ("postings", 8, "m5"): ["amount_yuan is -1.00"],
        ("postings", 9, ""): ["no posting_id"],
        ("postings", 10, "m6"): ["no kind", "no amount_yuan"],
        ("postings", 11, "m7"): ["no posting 'none' in the ledger or in a good row above"],
        ("postings", 12, "m8"): ["it is of 2026-02-28, before 'm1' of 2026-03-01"],
        ("postings", 13, "m9"): [
            "it differs from 'm1' in kind and receiver and year and amount_fen"
        ],
        ("postings", 15, "m11"): ["'m1' is reversed already"],
        ("postings", 16, "m12"): ["'m10' is a reversal itself"],
        ("postings", 17, "m13"): ["no project"],
        ("postings", 18, "m14"): [
            "'county' (county of 3305) may not post money from '3302' to '330601'"
        ],
        ("postings", 19, "m15"): [
            "'county' (county of 3305) may not post money from '3302' to '3302'",
            "amount_fen is 0",
        ],
        ("postings", 20, "m16"): ["1.00 yuan are returned, and only 0.00 are held"],
    }
    assert found == wrong
    kept = import_lists(ledger, deed(), lists, keep_good=True)
    assert kept.counts == {"evidence": 2, "postings": 2}
    with reading(ledger) as connection:
        assert [one.quantity for one in evidence_for(connection, "D1")] == [2, -2]
        assert [one.posting_id for one in postings_of(connection)] == ["m1", "m10"]
        check_ledger(connection)


def test_rows_may_refer_to_what_comes_with_them(ledger, tmp_path):
    """A deliverable and a project of the same lists; whose own rows are bad, nothing may."""
    deliverables = (
        "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
        "N1,I,330501,health,2026-01-01,2026-11-01,6,places\n"
        "N2,I,330501,health,2026-01-01,2026-11-01,6,beds\n"
    )
    proofs = "".join(f"{name},2026-02-01,figure,1,x\n" for name in ("N1", "N2"))
    money_of = "m1,commitment,tea,3302,330501,,1,2026-03-01,,\n"
    lists = folder_of(
        tmp_path / "lists", deliverables=deliverables, evidence=EVIDENCE + proofs,
        projects=PROJECTS, postings=POSTINGS + money_of,
    )  # fmt: skip
    done = import_lists(ledger, deed(), lists, keep_good=True)
    assert [(one.table, one.row) for one in done.faults] == [("deliverables", 3), ("evidence", 3)]
    assert done.counts == {"deliverables": 1, "projects": 1, "evidence": 1, "postings": 1}
    with reading(ledger) as connection:
        (posting,) = postings_of(connection)
        assert (posting.giver, posting.receiver) == ("330200", "330501")  # as the project has them
        check_ledger(connection)


def test_a_department_proves_its_own_and_nothing_else(ledger, tmp_path):
    lists = folder_of(
        tmp_path / "lists",
        evidence=EVIDENCE + "D1,2026-02-01,figure,1,x\nD3,2026-02-01,figure,0.1,x\n",
        postings=POSTINGS + "m1,commitment,tea,3302,330501,,1,2026-03-01,,\n",
    )
    done = import_lists(ledger, deed("health"), lists, keep_good=True)
    assert done.counts == {"evidence": 1}
    assert [one.fault.partition(";")[0] for one in done.faults] == [
        "'health' (department of 3305) may not prove deliverable 'D3' in '330503'",
        "'health' (department of 3305) may not post money from '3302' to '330501'",
    ]
    refused = import_lists(ledger, deed("clerk"), lists, keep_good=True)
    assert (refused.answer, len(refused.faults)) == (None, 3)


def test_ids_of_evidence_are_the_next_or_none(ledger, tmp_path):
    prove(ledger, deed(), Evidence("D1", date(2026, 2, 1), "figure", 1.0, "x"))
    rows = ("D1/1", "D1/3", "D1/2", "", "D2/1", "D1/4", "D1/04")
    text = EVIDENCE.replace("proof", "proof,evidence_id") + "".join(
        f"D1,2026-02-01,figure,1,x,{one}\n" for one in rows
    )
    done = import_lists(
        ledger, deed(), folder_of(tmp_path / "lists", evidence=text), keep_good=True
    )
    assert told(done) == {
        ("evidence", 2, "D1"): ["the evidence_id is there already"],
        ("evidence", 3, "D1"): ["the next evidence_id of 'D1' is 'D1/2'"],
        ("evidence", 6, "D1"): ["the next evidence_id of 'D1' is 'D1/4'"],
        ("evidence", 8, "D1"): ["the next evidence_id of 'D1' is 'D1/5'"],
    }
    assert done.counts == {"evidence": 3}


@pytest.mark.parametrize("clash", [False, True])
def test_what_came_in_between_is_reckoned_with(ledger, tmp_path, monkeypatch, clash):
    """Numbers go on from what the other wrote; rows that no longer fit refuse the whole."""
    prove(ledger, deed(), Evidence("D1", date(2026, 2, 1), "figure", 2.0, "x"))
    post_money(ledger, deed(), money("c", fen=1000))
    lists = folder_of(
        tmp_path / "lists",
        evidence=EVIDENCE + "D1,2026-02-02,figure,-2,x\n",
        postings=POSTINGS + "m1,transfer,p,3302,330501,,10,2026-03-01,,\n"
        "m2,spending,p,3302,330501,,10,2026-03-01,,\n",
    )

    def first_the_other(*args, **options):
        monkeypatch.setattr(tracking_lists, "write", write)
        prove(ledger, deed(), Evidence("D1", date(2026, 2, 2), "figure", -1.0 if clash else 1, "y"))
        post_money(ledger, deed(), money("s", Kind.COMMITMENT, 1))
        return write(*args, **options)

    monkeypatch.setattr(tracking_lists, "write", first_the_other)
    if clash:
        with pytest.raises(
            ConflictError, match=r"evidence, row 2: somebody else wrote.* come to -1"
        ):
            import_lists(ledger, deed(), lists)
    else:
        assert import_lists(ledger, deed(), lists).counts == {"evidence": 1, "postings": 2}
    with reading(ledger) as connection:
        numbers = [row["number"] for row in rows_of(connection, "evidence")]
        ids = [one.posting_id for one in postings_of(connection)]
        check_ledger(connection)
    assert numbers == ([1, 2] if clash else [1, 2, 3])
    assert ids == (["c", "s"] if clash else ["c", "s", "m1", "m2"])


def test_two_who_bring_lists_at_once(ledger, tmp_path):
    """Each posting and proof is there once, one after the other; what no longer fits is told."""
    proofs = "".join(f"D1,2026-02-{day:02d},figure,1,x\n" for day in range(1, 21))
    folders = []
    for who in "ab":
        rows = "".join(f"{who}{at},commitment,p,3302,330501,,1,2026-03-01,,\n" for at in range(20))
        folders.append(
            folder_of(tmp_path / who, evidence=EVIDENCE + proofs, postings=POSTINGS + rows)
        )
    done, gate = [], threading.Barrier(2)

    def bring(folder):
        gate.wait()
        done.append(import_lists(ledger, deed(key=folder.name), folder).counts)

    threads = [threading.Thread(target=bring, args=(folder,)) for folder in folders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert done == [{"evidence": 20, "postings": 20}] * 2
    with reading(ledger) as connection:
        assert {row["number"] for row in rows_of(connection, "evidence")} == set(range(1, 41))
        assert {row["number"] for row in rows_of(connection, "posting")} == set(range(1, 41))
        check_ledger(connection)


def test_the_key_stands_for_the_same_rows(ledger, tmp_path):
    lists = folder_of(tmp_path / "lists", evidence=EVIDENCE + "D1,2026-02-01,figure,1,x\n")
    first = import_lists(ledger, deed(key="k"), lists)
    assert import_lists(ledger, Deed("county", AT, "because", "k"), lists).answer == first.answer
    folder_of(lists, evidence=EVIDENCE + "D1,2026-02-01,figure,2,x\n")
    with pytest.raises(ConflictError, match="'k' was used for something else"):
        import_lists(ledger, deed(key="k"), lists)
    with reading(ledger) as connection:
        assert len(evidence_for(connection, "D1")) == 1


def test_chinese_headings_and_words(ledger, tmp_path):
    folder = tmp_path / "清单"
    folder.mkdir()
    (folder / "佐证.csv").write_text(
        "任务编号,日期,类型,数量,佐证内容\nD1,2026年2月1日,数据,1,验收\nD1,2026/2/2,说明,,开工\n"
        f"D1,2026-02-03,文件,2,{SHA}\n",
        "gb18030",
    )
    (folder / "资金流水.csv").write_text(
        "账目编号,资金类型,项目编号,支援方代码,受援方代码,预算年度,金额(元),日期,理由,冲销编号\n"
        'm1,承诺,p,3302,330501,2025年,"1,000.50",2026-03-01,,\n'
        "m2,拨付,p,3302,330501,,1000.5,2026-03-01,,\nm3,支出,p,3302,330501,,400,2026-03-01,,\n"
        "m4,退回,p,3302,330501,,600.5,2026-03-01,,\nm5,,,,,,-400,2026-03-02,登记有误,m3\n",
        "utf-8",
    )
    assert import_lists(ledger, deed(), folder).faults == ()
    with reading(ledger) as connection:
        assert [one.kind for one in evidence_for(connection, "D1")] == ["figure", "note", "file"]
        found = [(one.kind, one.year, one.sign * one.amount_fen) for one in postings_of(connection)]
    assert found == [
        ("commitment", 2025, 100_050), ("transfer", 2026, 100_050), ("spending", 2026, 40_000),
        ("return", 2026, 60_050), ("spending", 2026, -40_000),
    ]  # fmt: skip


def test_a_posting_of_an_odd_project_is_refused(ledger, tmp_path):
    """As by `post`: the id of a project is one visible line."""
    lists = folder_of(
        tmp_path / "lists", postings=POSTINGS + "m1,commitment,-p,3302,330501,,1,2026-03-01,,\n"
    )
    (fault,) = import_lists(ledger, deed(), lists).faults
    assert fault.fault.startswith("project: an id does not begin with -")
    with pytest.raises(InputError, match="project: an id does not begin with -"):
        post_money(ledger, deed(), money("m1", project="-p"))


def test_money_in_lists_tells_of_no_person(ledger, tmp_path):
    rows = "n1,commitment,13812345678,330200,330501,,5,2026-03-01,,\n"
    rows += "n2,commitment,road,330523199001011234,330501,,5,2026-03-01,,\n"
    done = import_lists(ledger, deed(), folder_of(tmp_path / "odd", postings=POSTINGS + rows))
    told = [(one.row, one.fault) for one in done.faults]
    assert [row for row, _ in told] == [2, 3]
    assert told[0][1].startswith("project: a mobile number")
    assert told[1][1].startswith("giver: an identity number")
    assert "138" not in str(told)
    assert "199001" not in str(told)


@pytest.mark.parametrize("amount", ["1,5", "12.5,0", "1,,,2,3", "0,0"])
def test_commas_elsewhere_than_by_thousands_are_refused(ledger, tmp_path, amount):
    row = f'n1,commitment,tea,330200,330501,,"{amount}",2026-03-01,,\n'
    done = import_lists(ledger, deed(), folder_of(tmp_path / "odd", postings=POSTINGS + row))
    assert "has commas elsewhere than by thousands" in done.faults[0].fault


def test_a_list_of_figures_brought_twice_is_noted(ledger, tmp_path):
    lists = folder_of(tmp_path / "l", evidence=EVIDENCE + "D1,2026-02-01,figure,1,register\n")
    assert "notes" not in import_lists(ledger, deed(), lists).answer
    (note,) = import_lists(ledger, deed(), lists).answer["notes"]
    assert (note["note"], note["rows"]) == ("same", [2])
