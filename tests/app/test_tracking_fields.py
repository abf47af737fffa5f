"""Actors limited to a field: what they may do through the tasks, and what they may not."""

from datetime import date

import pytest

from gongfu.app.requesting import file_request
from gongfu.app.tracking import move, post_money, prove, reverse_money
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import export_person, retire
from gongfu.app.tracking_projects import move_project
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger import migrate_ledger
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_turns import reading
from gongfu.track.programmes import Evidence
from tests.app.test_tracking_export import PROJECTS
from tests.ledgers import begun, deed, money
from tests.requests_ledger import begun_with_requests, by, do, intake, later

ACTORS = (
    "actor_id,role,place,department,field\n"
    "care,county,3305,,childcare\n"
    "sport,county,3305,,sports\n"
    "care-office,department,3305,health,childcare.early\n"
    "health-2,department,3305,health,childcare\n"
)
FACT = Evidence("D1", date(2026, 3, 1), "figure", 5.0, "a register")


def limited_ledger(where, folder):
    ledger = begun(where, folder / "begun")
    assert not brought(ledger, folder / "l", actors=ACTORS, projects=PROJECTS)
    return ledger


def brought(ledger, folder, by="county", **texts):
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [one.fault for one in import_lists(ledger, deed(by), folder).faults]


@pytest.fixture
def ledger(copied):
    with copied(limited_ledger) as ledger:
        yield ledger


def test_promises_of_the_field_and_of_no_other(ledger):
    move(ledger, deed("care"), "D1", {"quantity": 61.0})
    prove(ledger, deed("care"), FACT)
    prove(ledger, deed("health-2"), FACT)
    for who in ("sport", "care-office"):
        with pytest.raises(InputError, match=r"alone\) may not prove deliverable 'D1' of childc"):
            prove(ledger, deed(who), FACT)
    with pytest.raises(InputError, match="may not change deliverable 'D1' of childcare"):
        move(ledger, deed("sport"), "D1", {"quantity": 62.0})
    with reading(ledger) as connection:
        check_ledger(connection)


def test_money_of_projects_of_the_field(ledger, tmp_path):
    for who in ("care", "sport"):
        with pytest.raises(InputError, match=r"may not post money of economy from '3302'"):
            post_money(ledger, deed(who), money("n1"))
        with pytest.raises(InputError, match=r"may not post money from '3302'"):
            post_money(ledger, deed(who), money("n1", project="unlisted"))
        with pytest.raises(InputError, match="may not change project 'p' of economy"):
            move_project(ledger, deed(who), "p", {"status": "completed"})
    actor = "actor_id,role,place,department,field\nrich,county,3305,,economy\n"
    assert not brought(ledger, tmp_path / "rich", actors=actor)
    post_money(ledger, deed("rich"), money("n1"))


def test_lists_of_evidence_and_postings(ledger, tmp_path):
    evidence = "deliverable_id,on_day,kind,quantity,proof\nD1,2026-03-01,figure,5,a register\n"
    for who in ("sport", "care-office"):
        (fault,) = brought(ledger, tmp_path / who, who, evidence=evidence)
        assert "alone) may not prove deliverable 'D1' of childcare in '330501'" in fault
    assert not brought(ledger, tmp_path / "care", "care", evidence=evidence)
    postings = (
        "posting_id,kind,project,giver,receiver,amount_yuan,on_day\n"
        "n1,commitment,p,3302,330501,5,2026-03-02\n"
    )
    (fault,) = brought(ledger, tmp_path / "money", "care", postings=postings)
    assert "for childcare alone) may not post money of economy from '3302'" in fault


def test_a_project_with_money_is_listed_by_who_is_not_limited(ledger, tmp_path):
    """Else whoever lists it could take back what others posted."""
    post_money(ledger, deed(), money("n1", project="road"))
    road = PROJECTS.replace("\np,", "\nroad,").replace(",economy,", ",childcare,")
    (fault,) = brought(ledger, tmp_path / "road", "care", projects=road)
    assert "money was posted for it before a list had it; ask somebody whom no field" in fault
    with pytest.raises(InputError, match="may not post money"):
        reverse_money(ledger, deed("care"), "n1", posting_id="n2", on=date(2026, 3, 2))
    assert not brought(ledger, tmp_path / "road", projects=road)


def test_lists_of_the_field(ledger, tmp_path):
    lists = {
        "items": "item_id,programme_id,field,unit\nI2,P,childcare.early,places\nI3,P,sports,x\n",
        "programmes": "programme_id,place,year\nP2,3305,2026\n",
        "actors": "actor_id,role,place,department,field\n"
        "a1,county,3305,,childcare\na2,county,3305,,\na3,village,330501,,\n"
        "a4,village,330501,,childcare\n",
        "people": "person_id,name,telephone,address\nR9,x,1,y\n",
    }
    told = brought(ledger, tmp_path / "more", "care", **lists)
    limited = "'care' (county of 3305, for childcare alone) may not bring"
    assert [fault.partition(" in '")[0].partition("; ")[0] for fault in told] == [
        f"{limited} actors",
        f"{limited} actors",
        "a village is limited to no field",
        f"{limited} programmes",
        f"{limited} items of sports",
        f"{limited} people",
    ]


def with_fields(where, folder):
    ledger = begun_with_requests(where, folder)
    actors = ACTORS.replace("care-office,department,3305,health", "early,department,3305,education")
    actors = actors.replace("health-2,department,3305,health", "child,department,3305,education")
    assert not brought(ledger, folder / "fields", actors=actors)
    for name, category in (("r1", "childcare"), ("r2", "roads")):
        file_request(ledger, by("p1"), intake(name, category=category))
    return ledger


@pytest.fixture
def asked(copied):
    with copied(with_fields) as ledger:
        yield ledger


def test_requests_by_category(asked):
    with pytest.raises(InputError, match="may not file a request of roads"):
        file_request(asked, by("care"), intake("r3", category="roads"))
    do(asked, "care", "assign")
    with pytest.raises(InputError, match="it is of 'roads', and the actor acts for 'childcare'"):
        do(asked, "care", "assign", request_id="r2")
    with pytest.raises(InputError, match=r"acts for 'childcare\.early' alone"):
        do(asked, "early", "sign")
    with pytest.raises(InputError, match="'r2' is of 'roads', and the actor acts for 'childcare'"):
        do(asked, "care", "merge", later(2), "r1", into="r2")
    do(asked, "child", "sign")


def test_nobody_is_given_what_they_could_not_sign(asked, tmp_path):
    actor = "actor_id,role,place,department,field\nnew,department,3305,nursery,childcare\n"
    assert not brought(asked, tmp_path / "new", actors=actor)
    with pytest.raises(InputError, match="nobody acts for the department 'nursery' upon 'roads'"):
        do(asked, "county", "assign", request_id="r2", department="nursery", why="theirs")
    do(asked, "county", "assign", department="nursery", why="theirs")


def test_people_and_actors(ledger):
    with pytest.raises(InputError, match=r"for childcare alone\) may not"):
        export_person(ledger, deed("care"), "R1")
    with pytest.raises(InputError, match="may not retire 'sport' of sports"):
        retire(ledger, deed("care"), "sport")
    retire(ledger, deed("care"), "care-office")
    with reading(ledger) as connection:
        check_ledger(connection)
        (*_, last) = history_of(connection, "actor", "care-office")
        (first, *_) = history_of(connection, "actor", "health")
    assert '"field":"childcare.early"' in last.after
    assert "field" not in first.after


def test_the_version_before_has_no_fields(copied, tmp_path):
    with copied(begun) as ledger:
        migrate_ledger(ledger, "0006")
        migrate_ledger(ledger, "0007")
        with reading(ledger) as connection:
            check_ledger(connection)
        assert not brought(ledger, tmp_path / "l", actors=ACTORS)
        with pytest.raises(ConflictError, match="no fields of actors, and 4 are limited to one"):
            migrate_ledger(ledger, "0006")
        with reading(ledger) as connection:
            check_ledger(connection)
