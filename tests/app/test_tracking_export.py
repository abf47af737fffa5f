"""A ledger written out: whole, the same again, no personal data, marked if invented; and back."""

import contextlib
import errno
import hashlib
import itertools
import json
import threading
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from gongfu.app.tracking import Deed, init, move, post_money, prove, reverse_money
from gongfu.app.tracking_export import FORMATS, Publisher, exported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_package import import_package
from gongfu.app.tracking_people import erase_person, retire
from gongfu.app.tracking_projects import move_project
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.data_package import read_package
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_backup import back_up, restore
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_deeds import plain
from gongfu.io.ledger_public import (
    is_personal,
    is_private,
    left_out,
    public_rows,
    public_things,
)
from gongfu.io.ledger_records import head_of, history_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_tables import THINGS
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.postings import Kind
from gongfu.track.programmes import Evidence
from gongfu.track.projects import Phase
from tests.io.test_data_package import changed
from tests.ledgers import AT, COUNTY, deed, money, write_lists

TODAY = date(2026, 6, 15)
PROJECTS = (
    "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
    "start_on,due_on,budget_yuan\n"
    "p,茶馆,一处茶馆,implementation,330501,economy,3302,宁波市,330501,市辖区,"
    "2026-01-01,2026-12-31,8000.50\n"
)
DECLARED = (
    "declared_id,what,amount,unit,first_year,last_year,place,source\n"
    "n,projects,2,个,2026,2026,3305,a bulletin\n"
    "c,committed,0.5,元,2026,2026,3305,a bulletin\n"
    "s,spent,1.7,亿元,2025,2025,3305,a bulletin\n"
)
PRIVATE = ("张三", "13800000000", "山下村", "Zhang San")
WHO = {
    "oc4ids": Publisher("宁波市", "oc4ids-bu3kcz", "https://example.org/p.json"),
    "iati": Publisher("宁波市", "CN-X-3302", party="3302"),
}
REQUESTS = "request" in THINGS


def filled(where, folder, *, simulated=False):
    """A ledger with something in every old table, and somebody erased."""
    ledger = init(where, COUNTY, AT, durable=False, simulated=simulated)
    people = "person_id,name,telephone,address\nR1,张三,13800000000,山下村1号\nR2,Zhang San,1,2\n"
    lists = write_lists(folder, projects=PROJECTS, declared=DECLARED, people=people)
    assert not import_lists(ledger, deed(key="lists"), lists).faults
    move(ledger, deed(), "D1", {"owner": "sports"})
    proof = '=register, "of\nMarch"'
    prove(ledger, deed("county"), Evidence("D1", date(2026, 3, 1), "figure", 60.0, proof))
    post_money(ledger, deed(), money("n1", fen=50))
    post_money(ledger, deed(why="@urgent"), money("n2", Kind.TRANSFER, 30))
    reverse_money(ledger, deed(), "n2", posting_id="n3", on=date(2026, 4, 1))
    erase_person(ledger, deed(why="Zhang San asked to"), "R2")
    return ledger


def write_out(ledger, folder, form):
    """Export in a format, and give the files that come of it."""
    ending = FORMATS[form][0] if FORMATS[form] else ""
    out = folder / f"{form}{ending}"
    answer = exported(ledger, out, form, TODAY, WHO.get(form))
    return out, answer


def contents(path):
    """Name -> bytes of a file or a folder; what is packed is unpacked."""
    if path.is_dir():
        return {one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.is_file()}
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as container:
            return {name: container.read(name) for name in container.namelist()}
    return {path.name: path.read_bytes()}


@pytest.fixture
def invented(tmp_path):
    """An invented ledger."""
    with filled(tmp_path / "l.db", tmp_path / "lists", simulated=True) as opened:
        yield opened


FORMS = [form for form in FORMATS if form != "georeport" or REQUESTS]


@pytest.mark.parametrize("form", FORMS)
def test_every_format_is_whole_the_same_again_marked_and_without_personal_data(
    invented, tmp_path, form
):
    with reading(invented) as connection:
        salt = row_by_id(connection, "person", "R1")["salt"]
        digest = json.loads(history_of(connection, "person", "R1")[0].after)["digest"]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    out, answer = write_out(invented, tmp_path / "a", form)
    again, _ = write_out(invented, tmp_path / "b", form)
    files = contents(out)
    assert files == contents(again)
    assert sorted(one.name for one in (tmp_path / "a").iterdir()) == [out.name]
    together = b"\n".join(files.values())
    for secret in (*PRIVATE, salt, digest):
        for told in (secret, json.dumps(secret).strip('"')):
            assert told.encode() not in together, (form, secret)
    marked = [b"simulated" in content for content in files.values()]
    if form != "georeport":  # marks its requests, and here are none
        assert all(marked) if form in ("oc4ids", "iati", "prov") else any(marked)
    assert answer.simulated == ("ledger",)
    assert answer.settings["left_out"][0] == "people"


@pytest.mark.parametrize("form", ["csv", "sdmx"])
def test_each_file_of_an_invented_ledger_is_marked_by_itself(invented, tmp_path, form):
    out, _ = write_out(invented, tmp_path, form)
    for name, content in contents(out).items():
        rows = content.count(b"\n") > 1
        assert not rows or b"simulated" in content, name


def test_what_is_not_invented_is_not_marked(tmp_path):
    with filled(tmp_path / "l.db", tmp_path / "lists") as ledger:
        for form in FORMS:
            out, answer = write_out(ledger, tmp_path, form)
            found = [name for name, text in contents(out).items() if b"[simulated" in text]
            assert (found, answer.simulated) == ([], ())
        told = json.loads((tmp_path / "datapackage/datapackage.json").read_text("utf-8"))
        assert told["simulated"] is False


def test_a_thing_is_private_where_the_record_keeps_a_digest():
    for thing, table in THINGS.items():
        row = dict.fromkeys((str(column.name) for column in table.columns), "x")
        assert ("digest" in plain(thing, row)) == is_private(table), thing


def test_who_may_be_seen_was_decided_table_by_table():
    """A new table is personal, or is put on this list by somebody who thought about it."""
    fit = {
        "actors", "programmes", "items", "deliverables", "evidence", "postings", "projects",
        "declared", "budgets", "route_rules", "workshops", "jobs", "case_rules", "proposals",
    }  # fmt: skip
    assert {table.name for table in public_things().values()} <= fit
    assert "people" in left_out()


def test_what_names_a_person_is_personal():
    metadata = MetaData()
    pay = Table("pay", metadata, Column("pay_id", String, primary_key=True),
                Column("person_id", String))  # fmt: skip
    tax = Table("tax", metadata, Column("tax_id", String, primary_key=True),
                Column("pay_id", String, ForeignKey("pay.pay_id")))  # fmt: skip
    jobs = Table("jobs", metadata, Column("job_id", String, primary_key=True))
    assert [is_personal(one) for one in (pay, tax, jobs)] == [True, True, False]
    assert not is_private(pay)


def test_residents_among_the_actors_stay(tmp_path):
    actors = "actor_id,role,place,department\nR9,resident,330501,\nv,village,330501,\n"
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        lists = write_lists(tmp_path / "lists", actors=actors)
        assert not import_lists(ledger, deed(), lists).faults
        for form in ("datapackage", "csv", "xlsx", "prov"):
            out, _ = write_out(ledger, tmp_path, form)
            together = b"".join(contents(out).values())
            assert (b"R9" in together, b"village" in together) == (False, True), form


def test_a_data_package_comes_back(empty_place, tmp_path):
    with filled(tmp_path / "first.db", tmp_path / "lists") as first:
        out, answer = write_out(first, tmp_path, "datapackage")
        with reading(first) as connection:
            before, head = public_rows(connection), head_of(connection)
    assert answer.settings["head"] == f"{head.number}:{head.hash}"
    with init(empty_place, COUNTY, AT, durable=False) as second:
        done = import_package(second, deed(key="k", why="again"), out)
        assert done["head"] == answer.settings["head"]
        with reading(second) as connection:
            assert public_rows(connection) == before
            n_rows = sum(map(len, before.values()))
            assert check_ledger(connection).n_rows == n_rows
            assert head_of(connection).number == n_rows  # the record begins anew
            (record,) = history_of(connection, "deliverable", "D1")
        assert record.why == f"again (data package of {done['head']})"
        assert import_package(second, deed(key="k", why="again"), out) == done
        with pytest.raises(ConflictError, match="key 'k' was used for something else"):
            import_package(second, deed(key="k", why="otherwise"), out)
        with pytest.raises(
            ConflictError, match="programmes already; bring a package into an empty"
        ):
            import_package(second, deed(), out)


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (
            Actor("county", Role.COUNTY, "33"),
            "'county' of this ledger is not as the package has it",
        ),
        (Actor("other", Role.COUNTY, "3305"), "'other' of this ledger is not as the package has"),
    ],
)
def test_a_package_is_brought_by_an_actor_of_its_own(tmp_path, actor, words):
    with filled(tmp_path / "first.db", tmp_path / "lists") as first:
        out, _ = write_out(first, tmp_path, "datapackage")
    with (
        init(tmp_path / "l.db", actor, AT, durable=False) as second,
        pytest.raises(ConflictError, match=words),
    ):
        import_package(second, Deed(actor.actor_id, AT, "x"), out)


def test_an_invented_package_stays_invented(invented, tmp_path):
    out, _ = write_out(invented, tmp_path, "datapackage")
    with (
        init(tmp_path / "real.db", COUNTY, AT, durable=False) as real,
        pytest.raises(InputError, match="package is simulated, and this ledger not"),
    ):
        import_package(real, deed(), out)


def test_books_that_do_not_balance_do_not_come_back(invented, tmp_path):
    """Somebody mends the hash, too, and the books tell."""
    out, _ = write_out(invented, tmp_path, "datapackage")
    path = out / "postings.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(b",30,", b",31,", 1))
    assert path.read_bytes() != before
    hashes = [hashlib.sha256(one).hexdigest() for one in (before, path.read_bytes())]
    told = (out / "datapackage.json").read_text("utf-8").replace(*hashes)
    (out / "datapackage.json").write_text(told, "utf-8")
    with (
        init(tmp_path / "b.db", COUNTY, AT, durable=False, simulated=True) as second,
        pytest.raises(InputError, match="'n3': it differs from 'n2' in amount_fen"),
    ):
        import_package(second, deed(), out)


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("projects.csv", ("implementation", "xyz"), "'xyz' is not a valid Phase"),
        ("projects.csv", ("2026-12-31", "2025-12-31"), "due on 2025-12-31, and begun on"),
        ("projects.csv", ("800050", "-5"), "budget_fen is -5"),
        ("projects.csv", ("800050", "1" + "0" * 30), "no integer"),
        ("declared.csv", ("committed", "bogus"), "what is 'bogus'"),
        ("evidence.csv", ("60.0", "-60.0"), "less than nothing proved on 2026-03-01"),
        ("evidence.csv", ("D1/1", "D1/2"), "'D1/2' has the number of another"),
        ("actors.csv", ("health,department,", "health,king,"), "'king' is not a valid Role"),
        ("actors.csv", ("clerk,auditor,3305,,,", "clerk,auditor,3305,,x,"), "limited to no field"),
        ("programmes.csv", (",2026,", ",2_026,"), "no integer"),
        ("deliverables.csv", ("2026-01-01", "20260101"), "no date"),
    ],
)
def test_rows_that_no_ledger_writes_do_not_come_back(invented, tmp_path, file, change, words):
    """Somebody changed a row, and mended the hash."""
    out, _ = write_out(invented, tmp_path, "datapackage")
    changed(out, file, *change)
    with (
        init(tmp_path / "b.db", COUNTY, AT, durable=False, simulated=True) as second,
        pytest.raises(InputError, match=words),
    ):
        import_package(second, deed(), out)


def test_where_nothing_can_be_written(invented, tmp_path):
    (tmp_path / "there.xml").write_text("mine", "utf-8")
    with pytest.raises(ConflictError, match="is there already"):
        exported(invented, tmp_path / "there.xml", "prov", TODAY)
    with pytest.raises(InputError, match=r"must end in \.xlsx, as xlsx has it"):
        exported(invented, tmp_path / "l.xls", "xlsx", TODAY)
    with pytest.raises(InputError, match="no folder"):
        exported(invented, tmp_path / "none" / "l.xlsx", "xlsx", TODAY)
    with pytest.raises(InputError, match="no format 'pdf'"):
        exported(invented, tmp_path / "l.pdf", "pdf", TODAY)
    with pytest.raises(InputError, match="oc4ids names its publisher"):
        exported(invented, tmp_path / "o.json", "oc4ids", TODAY)
    assert (tmp_path / "there.xml").read_text("utf-8") == "mine"
    assert {one.name for one in tmp_path.iterdir()} - {"l.db", "l.db-wal", "l.db-shm"} == {
        "there.xml",
        "lists",
    }


def test_money_of_no_project_is_told(tmp_path):
    with filled(tmp_path / "l.db", tmp_path / "lists") as ledger:
        post_money(ledger, deed(), money("x1", project="bridge"))
        with pytest.raises(InputError, match="1 project that is not listed, such as 'bridge'"):
            write_out(ledger, tmp_path, "iati")
        assert not (tmp_path / "iati.xml").exists()


@pytest.mark.parametrize("form", ["prov", "xlsx", "datapackage"])
def test_what_fails_midway_leaves_nothing(invented, tmp_path, monkeypatch, form):
    """A disk that is full when the names are to be kept: no file, no folder, no rest."""
    (tmp_path / "out").mkdir()

    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("gongfu.io.atomic.os.fsync", full)
    with pytest.raises(InputError, match="the disk is full"):
        write_out(invented, tmp_path / "out", form)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_same_ledger_elsewhere_gives_the_same_bytes(empty_place, tmp_path):
    """In SQLite and in PostgreSQL, by way of a backup."""
    with filled(tmp_path / "first.db", tmp_path / "lists", simulated=True) as first:
        back_up(first, tmp_path / "saved.db")
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        restore(tmp_path / "saved.db", empty_place)
        with open_ledger(empty_place) as second:
            for form in FORMS:
                out, _ = write_out(first, tmp_path / "a", form)
                again, _ = write_out(second, tmp_path / "b", form)
                assert contents(out) == contents(again), form


def test_what_is_exported_is_one_state_whatever_is_written_meanwhile(empty_place, tmp_path):
    """Every write adds one record and one public row, so that both must be as many."""
    with init(empty_place, COUNTY, AT, durable=False) as ledger:
        import_lists(
            ledger,
            deed(),
            write_lists(tmp_path / "lists", people="person_id,name,telephone,address\n"),
        )
        stop, failed = threading.Event(), []

        def work():
            try:
                for k in itertools.count():
                    if stop.is_set():
                        return
                    post_money(ledger, deed(), money(f"n{k}"))
                    prove(ledger, deed(), Evidence("D2", date(2026, 3, 1), "figure", 0.1, "x"))
            except Exception as error:  # noqa: BLE001
                failed.append(error)

        writer = threading.Thread(target=work)
        writer.start()
        try:
            for k in range(6):
                out = tmp_path / f"package{k}"
                answer = exported(ledger, out, "datapackage", TODAY)
                n_rows = sum(map(len, read_package(out).rows.values()))
                assert answer.settings["head"].partition(":")[0] == str(n_rows)
        finally:
            stop.set()
            writer.join()
        assert not failed


acts = st.lists(
    st.tuples(st.sampled_from(["move", "prove", "post", "reverse", "go on"]), st.integers(0, 5)),
    max_size=10,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_any_ledger_comes_back(tmp_path_factory, acts):
    """Whatever was done to it, a package brings the same rows and sound books."""
    folder = tmp_path_factory.mktemp("any")
    with filled(folder / "first.db", folder / "lists") as first:
        for k, (what, which) in enumerate(acts):
            kind = list(Kind)[which % 4]
            with contextlib.suppress(InputError, NotFoundError):
                if what == "move":
                    move(first, deed(), "D1", {"quantity": float(which) + 0.1})
                elif what == "prove":
                    fact = Evidence("D3", date(2026, 3, 1 + which), "figure", which / 3, "\\N,\r")
                    prove(first, deed(), fact)
                elif what == "post":
                    post_money(first, deed(), money(f"m{k}", kind, 100 * (which + 1)))
                elif what == "reverse":
                    on = date(2026, 4, 1)
                    reverse_money(first, deed(), f"m{which}", posting_id=f"m{k}", on=on)
                else:
                    move_project(first, deed(), "p", {"status": list(Phase)[which]})
        out, _ = write_out(first, folder, "datapackage")
        with init(folder / "b.db", COUNTY, AT, durable=False) as second:
            import_package(second, deed(), out)
            with reading(first) as before, reading(second) as after:
                assert public_rows(before) == public_rows(after)
                check_ledger(after)


def test_who_retires_stays_as_public_as_they_were(tmp_path):
    """A retired resident is in no export, nor is why; an office is, and each file is whole."""
    actors = (
        "actor_id,role,place,department\nr-1,resident,330501,\nhealth,department,3305,health\n"
        "sports,department,3305,sports\n"
    )
    lists = write_lists(tmp_path / "lists", actors=actors)
    ledger = init(tmp_path / "s.db", COUNTY, AT, durable=False)
    assert not import_lists(ledger, deed(), lists).faults
    retire(ledger, deed(why="moved away"), "r-1")
    retire(ledger, deed(why="merged"), "health")
    for form, name in (("csv", "c"), ("datapackage", "p"), ("xlsx", "x.xlsx"), ("prov", "p.xml")):
        exported(ledger, tmp_path / name, form, today=TODAY)
    files = [file for name in ("c", "p", "p.xml") for file in all_files(tmp_path / name)]
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        told = [book.read(name) for name in book.namelist()]
    told += [file.read_bytes() for file in files]
    assert not [text for text in told if b"r-1" in text or b"moved away" in text]
    prov = (tmp_path / "p.xml").read_text("utf-8")
    assert "merged" in prov
    assert "<ledger:actor_id>health</ledger:actor_id><ledger:role>department<" in prov
    assert "health" in (tmp_path / "c" / "actors.csv").read_text("utf-8")


def all_files(path):
    return [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]


def test_a_party_that_no_project_has_is_refused(invented, tmp_path):
    out = tmp_path / "a.xml"
    who = Publisher("宁波市", "CN-X-3302", party="3399")
    with pytest.raises(InputError, match=r"no project has the party '3399'.*'3302' \(宁波市\)"):
        exported(invented, out, "iati", TODAY, who)
    assert not out.exists()
    exported(
        invented, out, "iati", TODAY, replace(who, party="330200")
    )  # the same, written in full
    assert b"secondary-reporter" not in out.read_bytes()
