"""Lists brought into a ledger: every fault with its row, all or nothing."""

import csv

import pytest

from gongfu.app import tracking_lists
from gongfu.app.tracking import init
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_lists import THING_OF, day_of
from gongfu.io.ledger_public import actors_as_known
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import ids_of, row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_write import write
from tests.ledgers import AT, COUNTY, DELIVERABLES, PEOPLE, deed, empty_ledger, write_lists

BAD = (
    "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
    "B1,I,330501,health,2026-02-30,2026-11-01,1,places\n"
    "B2,I,330501,health,2026-05-01,2026-04-01,1,places\n"
    "B3,J,330501,health,2026-01-01,2026-11-01,1,places\n"
    "B4,I,330501,=cmd(),2026-01-01,2026-11-01,many,places\n"
    "B5,I,330501,health,2026-01-01,2026-11-01,0,beds\n"
    "B6,I,3306,health,2026-01-01,2026-11-01,1,places\n"
    ",I,330501,health,2026-01-01,2026-11-01,1,places\n"
    "B8,I,330501,,2026/1/1,2026年11月1日,1,places\n"
    "B9,I,330501,health,2026/1/1,2026年11月1日,1,places\n"
    "B9,I,330501,health,2026-01-01,2026-11-01,1,places\n"
)
WRONG = {
    (2, "start_on: the day '2026-02-30' does not exist"),
    (3, "due on 2026-04-01, and begun on 2026-05-01"),
    (4, "no item 'J'"),
    (5, "owner: '=cmd()' is a formula"),
    (5, "quantity: 'many' is no number"),
    (6, "quantity is 0.0"),
    (6, "in 'beds', and its item in 'places'"),
    (7, "'3306' is not in '3305'"),
    (7, "'county' (county of 3305) may not bring deliverables in '3306'"),
    (8, "no deliverable_id"),
    (9, "no owner"),
    (11, "the id is there already"),
}


@pytest.fixture
def empty(copied):
    """A ledger with its first actor."""
    with copied(empty_ledger) as ledger:
        yield ledger


def ids(ledger, thing):
    with reading(ledger) as connection:
        return ids_of(connection, thing)


def test_all_is_written_or_nothing(empty, tmp_path):
    lists = write_lists(tmp_path / "lists")
    done = import_lists(empty, deed(), lists)
    assert done.counts == {
        "actors": 3, "programmes": 1, "items": 1, "deliverables": 3, "people": 1
    }  # fmt: skip
    with reading(empty) as connection:
        row = row_by_id(connection, "deliverable", "D2")
        assert (row["quantity"], str(row["due_on"]), row["version"]) == (40.5, "2026-12-01", 1)
        assert check_ledger(connection).n_rows == 10
    again = import_lists(empty, deed(), lists)
    assert (again.answer, len(again.faults)) == (None, 9)


@pytest.mark.parametrize("keep_good", [False, True])
def test_ids_that_stand_twice_are_told_with_all_else(empty, tmp_path, keep_good):
    """Whichever row of them has faults, of its cells or of what it refers to."""
    assert import_lists(empty, deed(), write_lists(tmp_path / "lists")).answer
    rows = (
        "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
        "D1,I,330501,health,2026-02-30,2026-11-01,1,places\n"  # in the ledger already
        "E1,I,330501,health,2026-02-30,2026-11-01,1,places\n"
        "E1,I,330501,health,2026-01-01,2026-11-01,1,places\n"
        "E2,J,330501,health,2026-01-01,2026-11-01,1,places\n"
        "E2,I,330501,health,2026-01-01,2026-11-01,many,places\n"
        "E3,I,330501,health,2026-01-01,2026-11-01,1,places\n"
        "E3,I,330501,health,2026-01-01,2026-11-01,many,places\n"
        "E4,I,330501,health,2026-01-01,2026-11-01,1,places\n"
    )
    people = "person_id,name,telephone,address\nR1,=张,13800000000,1\nR2,李,1,1\n"
    lists = write_lists(tmp_path / "bad", deliverables=rows, people=people)
    for name in ("actors", "programmes", "items"):
        (lists / f"{name}.csv").unlink()
    done = import_lists(empty, deed(), lists, keep_good=keep_good)
    there = {(one.table, one.row, one.id) for one in done.faults if "there already" in one.fault}
    assert there == {
        ("deliverables", 2, "D1"), ("deliverables", 4, "E1"), ("deliverables", 6, "E2"),
        ("deliverables", 8, "E3"), ("people", 2, ""),
    }  # fmt: skip
    assert ids(empty, "deliverable") - {"D1", "D2", "D3"} == ({"E3", "E4"} if keep_good else set())


def test_every_fault_is_told_with_its_row_and_nothing_is_written(empty, tmp_path):
    done = import_lists(empty, deed(), write_lists(tmp_path / "lists", deliverables=BAD))
    found = {(one.row, one.fault) for one in done.faults}
    assert {one.table for one in done.faults} == {"deliverables"}
    assert len(found) == len(WRONG)
    for row, words in WRONG:
        assert any(at == row and fault.startswith(words) for at, fault in found), (row, words)
    assert (done.answer, done.n_good) == (None, 3 + 1 + 1 + 1 + 1)
    assert ids(empty, "deliverable") == ids(empty, "item") == set()


def test_every_fault_of_a_row_is_told_at_once(empty, tmp_path):
    """A cell that cannot be read hides nothing of the others."""
    rows = (
        "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
        "D1,NOITEM,440000,helth,2026-02-30,2026-11-01,0,beds\n"
        "D2,I,440000,,2026-05-01,2026-04-01,many,beds\n"
        "D3,=I,3305,health,2026-01-01,,1,beds\n"
        ",I,x,health,2026-01-01,2026-11-01,1,beds\n"
    )
    done = import_lists(empty, deed(), write_lists(tmp_path / "lists", deliverables=rows))
    told = {at: [one.fault for one in done.faults if one.row == at] for at in (2, 3, 4, 5)}
    assert [fault.split(";")[0] for fault in told[2]] == [
        "start_on: the day '2026-02-30' does not exist",
        "quantity is 0.0",
        "no item 'NOITEM'",
        "owner 'helth': no actor acts for this department",
        "'county' (county of 3305) may not bring deliverables in '440000'",
    ]
    assert [fault.split(";")[0] for fault in told[3]] == [
        "quantity: 'many' is no number",
        "no owner",
        "due on 2026-04-01, and begun on 2026-05-01",
        "in 'beds', and its item in 'places'",
        "'440000' is not in '3305', whose programme it is",
        "'county' (county of 3305) may not bring deliverables in '440000'",
    ]
    assert [fault.split(":")[0] for fault in told[4]] == ["item_id", "due_on"]
    assert [fault.split(";")[0] for fault in told[5]] == [
        "place: 'x' is no code of a place",
        "no deliverable_id",
        "in 'beds', and its item in 'places'",
    ]


def test_the_good_rows_when_asked(empty, tmp_path):
    lists = write_lists(tmp_path / "lists", deliverables=BAD)
    done = import_lists(empty, deed(), lists, keep_good=True)
    assert done.counts["deliverables"] == 1
    assert ids(empty, "deliverable") == {"B9"}


def test_what_refers_to_a_bad_row_is_bad_too(empty, tmp_path):
    lists = write_lists(tmp_path / "lists", programmes="programme_id,place,year\nP,3305,26\n")
    done = import_lists(empty, deed(), lists, keep_good=True)
    assert done.counts == {"actors": 3, "people": 1}
    assert [(one.table, one.row) for one in done.faults] == [
        ("programmes", 2),
        ("items", 2),
        ("deliverables", 2),
        ("deliverables", 3),
        ("deliverables", 4),
    ]


@pytest.mark.parametrize("n", [5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_hundred_thousand_bad_rows_are_all_told(tmp_path, n):
    rows = "".join(f"X{k},I,330501,health,soon,2026-11-01,1,places\n" for k in range(n))
    head = DELIVERABLES.splitlines()[0]
    lists = write_lists(tmp_path / "lists", deliverables=f"{head}\n{rows}")
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        done = import_lists(ledger, deed(), lists)
        assert [one.row for one in done.faults] == list(range(2, n + 2))
        assert done.answer is None


def test_the_same_again_with_the_same_key(empty, tmp_path):
    lists = write_lists(tmp_path / "lists")
    first = import_lists(empty, deed(key="k"), lists)
    assert import_lists(empty, deed(key="k"), lists).answer == first.answer
    assert ids(empty, "deliverable") == {"D1", "D2", "D3"}


def test_chinese_headings_and_a_workbook(empty, tmp_path):
    from tests.ledgers import ITEMS, PROGRAMMES

    frames = {
        "民生实事": (PROGRAMMES, {"programme_id": "计划编号", "place": "地区代码", "year": "年份"}),
        "事项": (
            ITEMS,
            {"item_id": "事项编号", "programme_id": "计划编号", "field": "领域", "unit": "单位"},
        ),
    }
    folder = tmp_path / "清单"
    folder.mkdir()
    for name, (text, words) in frames.items():
        rows = list(csv.reader(text.splitlines()))
        rows[0] = [words[one] for one in rows[0]]
        with (folder / f"{name}.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
    assert import_lists(empty, deed(), folder).counts == {"programmes": 1, "items": 1}


def test_what_cannot_be_read_at_all(empty, tmp_path):
    with pytest.raises(NotFoundError, match="no workbook and no folder"):
        import_lists(empty, deed(), tmp_path / "none")
    (tmp_path / "lists").mkdir()
    with pytest.raises(InputError, match="none of the lists actors"):
        import_lists(empty, deed(), tmp_path / "lists")


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "soon", "", "26-1-1", "2026-01-01x"])
def test_a_day_is_one_that_exists(text):
    with pytest.raises(InputError, match=r"no day|does not exist"):
        day_of(text)


def test_nothing_of_a_person_is_told_in_a_fault(empty, tmp_path):
    people = (
        "person_id,name,telephone,address\n"
        "R1,=张三,1,山下村\n"
        "11010519491231002X,李四,1,山上村\n"
        "138 0000 0000,王五,1,山中村\n"
        "R2,赵六,1,山后村\n"
        "R2,钱七,1,山前村\n"
    )
    actors = "actor_id,role,place,department\n110105491231002,village,3305,\n-x,village,3305,\n"
    lists = write_lists(tmp_path / "lists", people=people, actors=actors)
    done = import_lists(empty, deed(), lists)
    found = [(one.table, one.row, one.id, one.fault.split(";")[0]) for one in done.faults]
    told = ", and ids stay in the record for good"
    assert found == [
        ("actors", 2, "", f"actor_id: an identity number{told}"),
        ("actors", 3, "-x", "actor_id: an id does not begin with -"),
        ("people", 2, "", "name: it is a formula or cannot be read"),
        ("people", 3, "", f"person_id: an identity number{told}"),
        ("people", 4, "", f"person_id: a mobile number{told}"),
        ("people", 6, "", "the id is there already"),
    ]


def test_the_same_key_with_other_data_of_a_person_is_refused(empty, tmp_path):
    lists = write_lists(tmp_path / "lists")
    first = import_lists(empty, deed(key="k"), lists)
    other = write_lists(tmp_path / "other", people=PEOPLE.replace("张三", "李四"))
    with pytest.raises(ConflictError, match=r"key 'k' was used for other data .* row 2"):
        import_lists(empty, deed(key="k"), other)
    erase_person(empty, deed(), "R1")
    assert import_lists(empty, deed(key="k"), lists).answer == first.answer


def test_codes_that_are_none_are_told(empty, tmp_path):
    rows = (
        "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
        "D1,I,330501,helth,2026-01-01,2026-11-01,1,places\n"
        "D2,I,330523abc,-2+3,2026-01-01,2026-11-01,1,places\n"
        "D3,I,33050,health,1999-01-01,9999-11-01,1,places\n"
        "D4,I,330501,health,1026-01-01,2026-11-01,1,places\n"
    )
    actors = "actor_id,role,place,department\nhealth,department,3305,health\na,village,33052x,\n"
    programmes = "programme_id,place,year\nP,3305,2026\nQ,3305,9026\n"
    lists = write_lists(tmp_path / "lists", deliverables=rows, actors=actors, programmes=programmes)
    done = import_lists(empty, deed(), lists)
    found = [(one.table, one.row, one.fault.split(";")[0]) for one in done.faults]
    assert found == [
        ("actors", 3, "place: '33052x' is no code of a place"),
        ("programmes", 3, "year: '9026' is no year"),
        ("deliverables", 2, "owner 'helth': no actor acts for this department"),
        ("deliverables", 3, "place: '330523abc' is no code of a place"),
        ("deliverables", 3, "owner '-2+3': no actor acts for this department"),
        ("deliverables", 4, "place: '33050' is no code of a place"),
        ("deliverables", 4, "due_on: the year of '9999-11-01' is not of 1949 to 2100"),
        ("deliverables", 5, "start_on: the year of '1026-01-01' is not of 1949 to 2100"),
    ]
    assert "write 'health', or bring its actor" in done.faults[2].fault


def test_an_owner_may_be_of_the_ledger_or_of_nobody_yet(empty, tmp_path):
    lists = write_lists(tmp_path / "lists", actors="actor_id,role,place,department\n")
    assert not import_lists(empty, deed(), lists).faults  # nobody acts for any department
    (tmp_path / "actors").mkdir()
    lines = "actor_id,role,place,department\nhealth,department,3305,health\n"
    (tmp_path / "actors/actors.csv").write_text(lines, "utf-8")
    assert not import_lists(empty, deed(), tmp_path / "actors").faults
    more = "deliverables.csv"
    (lists / more).write_text(DELIVERABLES.replace("\nD", "\nE"), "utf-8")
    for name in ("actors", "programmes", "items", "people"):
        (lists / f"{name}.csv").unlink()
    found = import_lists(empty, deed(), lists).faults
    assert [(one.row, one.fault.split(":")[0]) for one in found] == [(4, "owner 'sports'")]


@pytest.mark.parametrize("text", ["1,5", "1_000", "inf", "nan", "1,0000", "１", ""])
def test_a_quantity_is_written_in_one_way(empty, tmp_path, text):
    rows = DELIVERABLES.replace(",60,", f',"{text}",')
    done = import_lists(empty, deed(), write_lists(tmp_path / "lists", deliverables=rows))
    assert [one.row for one in done.faults] == [2]
    assert "quantity: " in done.faults[0].fault


def test_roles_in_chinese_and_a_department_without_its_name(empty, tmp_path):
    rows = ("a,审计,3305,", "b,村,330501001,", "c,部门,3305,民政", "d,部门,3305,")
    actors = "\n".join(["actor_id,role,place,department", *rows, ""])
    done = import_lists(empty, deed(), write_lists(tmp_path / "l", actors=actors), keep_good=True)
    found = [(one.id, one.fault.split(";")[0]) for one in done.faults if one.table == "actors"]
    assert found == [("d", "no department")]
    with reading(empty) as connection:
        roles = [row_by_id(connection, "actor", one)["role"] for one in "abc"]
    assert roles == ["auditor", "village", "department"]


RULE = (
    "rule_key,category,place,start_on,department,sign_days,handle_days\n"
    "{},clinic,3305,{},health,1,5\n"
)
TERMS = (
    "rule_id,kind,place,start_on,end_on,decide_days,evidence_days,appeal_days,review_days\n"
    "{},benefit,3305,{},,5,5,5,5\n"
)
CASE = (
    "case_id,kind,applicant_id,guardian_id,subject,place,office,applied_on,学历\n"
    "{},benefit,T1,,rent,330501,health,{},博士\n"
)


@pytest.mark.parametrize(
    ("table", "text"),
    [("route_rules", RULE), ("case_rules", TERMS), ("cases", CASE)],
    ids=["route_rules", "case_rules", "cases"],
)
def test_what_came_in_between_is_checked_against(empty, tmp_path, monkeypatch, table, text):
    """The second of two imports that were both checked before either was written."""
    import_lists(empty, deed(), write_lists(tmp_path / "lists"))
    folders = []
    for name, day in (("A", "2026-01-01"), ("B", "2026-02-01")):
        folders.append(tmp_path / name)
        folders[-1].mkdir()
        (folders[-1] / f"{table}.csv").write_text(text.format(name, day), "utf-8")

    def first_the_other(*args, **options):
        monkeypatch.setattr(tracking_lists, "write", write)
        assert not import_lists(empty, deed(), folders[0]).faults
        return write(*args, **options)

    monkeypatch.setattr(tracking_lists, "write", first_the_other)
    with pytest.raises(ConflictError, match=f"{table}, row 2: somebody else wrote"):
        import_lists(empty, deed(), folders[1])
    assert len(ids(empty, THING_OF[table])) == 1


def test_the_same_key_at_once_with_other_people_is_refused(empty, tmp_path, monkeypatch):
    header, row = PEOPLE.splitlines()
    one = write_lists(tmp_path / "one")
    other = write_lists(tmp_path / "other", people=f"{header}\n{row.replace('张三', '李四')}\n")

    def first_the_other(*args, **options):
        monkeypatch.setattr(tracking_lists, "write", write)
        import_lists(empty, deed(key="k"), one)
        return write(*args, **options)

    monkeypatch.setattr(tracking_lists, "write", first_the_other)
    with pytest.raises(ConflictError, match="used for other data in row 2 of people"):
        import_lists(empty, deed(key="k"), other)


def test_an_actor_who_was_retired_is_brought_so(empty, tmp_path):
    """The record knows what they were, and deliverables may stay theirs."""
    actors = (
        "actor_id,role,place,department\n"
        "old,retired department,3305,roads\nvil,已撤销村,330501,\n"
        "clerk,auditor,3305,\nhealth,department,3305,health\ncounty,county,330500,\n"
    )
    rows = DELIVERABLES.replace("sports", "roads")
    lists = write_lists(tmp_path / "lists", actors=actors, deliverables=rows)
    assert import_lists(empty, deed(), lists).counts["actors"] == 4  # the county is there already
    with reading(empty) as connection:
        assert [row_by_id(connection, "actor", one)["role"] for one in ("old", "vil")] == ["", ""]
        known = {row["actor_id"]: row["role"] for row in actors_as_known(connection)}
        events = [one.what for one in history_of(connection, "actor", "old")]
        check_ledger(connection)
    assert (known["old"], known["vil"]) == ("department", "village")
    assert events == ["actor old import", "actor old retire"]
    with pytest.raises(InputError, match="'old' was retired"):
        import_lists(empty, deed("old"), lists)


def test_retired_from_no_role_is_none(empty, tmp_path):
    actors = "actor_id,role,place,department\na,retired,3305,\nb,retired king,3305,\nc,,3305,\n"
    done = import_lists(empty, deed(), write_lists(tmp_path / "lists", actors=actors))
    found = [one.fault for one in done.faults if one.table == "actors"]
    assert [one.partition(" is no role")[0] for one in found] == [
        "role: 'retired'", "role: 'retired king'", "role: ''"
    ]  # fmt: skip
