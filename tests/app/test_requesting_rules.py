"""Rules of routing that end, and others that begin the day after."""

from datetime import date

import pytest

from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.tracking_any import moved
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.track.request_moves import Event
from tests.requests_ledger import begun_with_requests, by, intake, later, row, sound

NEXT = "rule_key,category,place,start_on,department\nnew-child,childcare,3305,2026-03-04,roads\n"


@pytest.fixture
def place(copied):
    with copied(begun_with_requests) as ledger:
        yield ledger


def ended(place, who="county", key="who-child", end="2026-03-03", **told):
    today = date(2026, 3, 2)
    return moved(place, by(who, later()), key, "", {"end": end}, today=today, **told)


def test_a_rule_ends_and_the_next_begins(place, tmp_path):
    (tmp_path / "route_rules.csv").write_text(NEXT, "utf-8")
    (fault,) = import_lists(place, by("county", later()), tmp_path).faults
    assert "end one the day before" in fault.fault
    said = ended(place).sentences[0]["en"]
    assert said.startswith("The rule who-child ends on 2026-03-03, in record ")
    assert not import_lists(place, by("county", later()), tmp_path).faults
    for name, days, department in (("r1", 1, "education"), ("r2", 2, "roads")):
        file_request(place, by("p1", later(days)), intake(name))
        deed = by("county", later(days))
        told = act_on_request(place, deed, name, Event.ASSIGN, Details())
        assert told["department"] == department
    assert row(place, "route_rule", "who-child")["version"] == 2
    with pytest.raises(InputError, match="both say the department"):
        ended(place, end="2026-03-04")
    assert sound(place).n_rows


def test_a_rule_that_cannot_end_so_is_told(place):
    with pytest.raises(InputError, match=r"\(county of 330501\) may not end rules in '3305'"):
        ended(place, "anji")
    with pytest.raises(InputError, match="holds from 2026-01-01; it cannot end on 2025-12-31"):
        ended(place, end="2025-12-31")
    with pytest.raises(NotFoundError, match="such-rule"):
        ended(place, key="such-rule")
    with pytest.raises(ConflictError, match="is at version 1, and you saw 2"):
        ended(place, version=2)
