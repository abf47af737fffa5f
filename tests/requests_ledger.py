"""A ledger with residents, departments and rules of routing, for tests of requests."""

from datetime import date, datetime, timedelta

from gongfu.app.requesting import Details, act_on_request
from gongfu.app.requesting_rows import Intake
from gongfu.app.tracking import Deed
from gongfu.app.tracking_lists import import_lists
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.track.calendar import CHINA_TIME
from gongfu.track.request_moves import Event
from tests.ledgers import begun

VILLAGE = "330501001002"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA_TIME)  # the next holiday begins on 4 April
ACTORS = (
    "actor_id,role,place,department\n"
    "anji,county,330501,\np1,resident,3305,\np2,resident,3305,\np3,resident,3305,\n"
    f"village,village,{VILLAGE},\n"
    "education,department,3305,education\nroads,department,3305,roads\n"
    "police,department,3305,police\n"
)
RULES = (
    "rule_key,category,place,start_on,end_on,department,sign_days,handle_days,source\n"
    "who-child,childcare,3305,2026-01-01,,education,,,\n"
    "who-road,roads,3305,2026-01-01,2026-06-30,roads,,,\n"
    "long,,3305,2026-01-01,,,1,5,notice 1\n"
)
LAMP = "东门路灯不亮,晚上看不见"


def by(who, at=MONDAY, why="", key=""):
    """Somebody, at a moment."""
    return Deed(who, at, why, key)


def later(days=0, hours=1):
    """A moment after Monday."""
    return MONDAY + timedelta(days=days, hours=hours)


def intake(request_id="r1", **told):
    """A request of p1 in the village, with words of its own."""
    given = {
        "resident_id": "p1",
        "place": VILLAGE,
        "category": "childcare",
        "filed_at": MONDAY,
        "words": LAMP,
        "contact": "13900000000",
        "position": (120.1, 30.9),
    } | told
    return Intake(request_id, **given)


def with_requests(ledger, folder, **texts):
    """The ledger with the actors and rules of these tests, brought by the county."""
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in ({"actors": ACTORS, "route_rules": RULES} | texts).items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    done = import_lists(ledger, by("county", at=later(-1)), folder)
    assert not done.faults, done.faults
    return ledger


def begun_with_requests(where, folder):
    """The small ledger of the tests with what `with_requests` brings."""
    return with_requests(begun(where, folder / "begun"), folder / "requests")


def row(ledger, thing, thing_id):
    with reading(ledger) as connection:
        return row_by_id(connection, thing, thing_id)


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection)


def day(month, of_month):
    return date(2026, month, of_month)


def do(place, who, event, now=None, request_id="r1", why="", **details):
    """An act upon a request, an hour after Monday's unless another moment is given."""
    deed = by(who, now or later(), why)
    return act_on_request(place, deed, request_id, Event(event), Details(**details))
