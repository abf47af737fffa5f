"""A small ledger for tests: a county with one programme, in SQLite and in PostgreSQL."""

from datetime import UTC, date, datetime

from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_lists import import_lists
from gongfu.track.actors import Actor, Role
from gongfu.track.postings import Kind, Posting

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
COUNTY = Actor("county", Role.COUNTY, "3305")

ACTORS = (
    "actor_id,role,place,department\n"
    "health,department,3305,health\n"
    "sports,department,3305,sports\n"
    "clerk,auditor,3305,\n"
)
PROGRAMMES = "programme_id,place,year\nP,3305,2026\n"
ITEMS = "item_id,programme_id,field,unit\nI,P,childcare,places\n"
DELIVERABLES = (
    "deliverable_id,item_id,place,owner,start_on,due_on,quantity,unit\n"
    "D1,I,330501,health,2026-01-01,2026-11-01,60,places\n"
    "D2,I,330502,health,2026-01-01,2026-12-01,40.5,places\n"
    "D3,I,330503,sports,2026-01-01,2026-12-01,0.1,places\n"
)
PEOPLE = "person_id,name,telephone,address\nR1,张三,13800000000,山下村1号\n"


def deed(who="county", key="", why="because"):
    """By somebody, at the moment of the tests."""
    return Deed(who, AT, why, key)


def write_lists(folder, **texts):
    """A folder of lists, the tests' own unless others are given."""
    told = {
        "actors": ACTORS,
        "programmes": PROGRAMMES,
        "items": ITEMS,
        "deliverables": DELIVERABLES,
        "people": PEOPLE,
    } | texts
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in told.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def folder_of(folder, **texts):
    """A folder with these lists and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def small_ledger(where, lists):
    """A ledger that holds the lists."""
    ledger = init(where, COUNTY, AT, durable=False)
    done = import_lists(ledger, deed(key="lists"), lists)
    assert not done.faults
    return ledger


def begun(where, folder):
    """A small ledger that holds the lists of the tests, written to the folder."""
    return small_ledger(where, write_lists(folder))


def empty_ledger(where, _):
    """A ledger that holds its first actor."""
    return init(where, COUNTY, AT, durable=False)


def money(posting_id, kind=Kind.COMMITMENT, fen=100, project="p"):
    """A posting from the coast to the county."""
    return Posting(posting_id, kind, project, "3302", "330501", 2026, fen, date(2026, 3, 2), "")
