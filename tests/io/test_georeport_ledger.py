"""A ledger's requests as the public sees them."""

from datetime import UTC, datetime

import pytest

from gongfu.io.georeport import read_requests
from gongfu.io.georeport_ledger import write_public_requests
from gongfu.io.georeport_nouns import PublicRequest, public_status
from gongfu.io.ledger_public import About
from gongfu.track.audit import Head
from gongfu.track.request_moves import State

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ABOUT = About(False, Head(7, "a" * 64), AT, "0006")


def row(state, **more):
    return {
        "request_id": f"q-{state}",
        "resident_id": "R1",
        "place": "330501",
        "category": "lights",
        "filed_at": "2026-03-01T08:00:00+08:00",
        "changed_at": "2026-03-02T08:00:00+08:00",
        "state": str(state),
        "department": "roads",
    } | more


def public_requests_of(rows):
    return [
        PublicRequest(
            service_request_id=row["request_id"],
            status=public_status(State(row["state"])),
            service_code=row["category"],
            requested_at=datetime.fromisoformat(row["filed_at"]),
            agency_responsible=row["department"],
            updated_at=datetime.fromisoformat(row["changed_at"]),
            address_id=row["place"],
        )
        for row in rows
    ]


@pytest.mark.parametrize("form", ["xml", "json"])
def test_open_or_closed_and_nothing_of_a_resident(form):
    content = write_public_requests(public_requests_of(row(one) for one in State), ABOUT, form)
    assert b"R1" not in content
    found = {one.service_request_id: one for one in read_requests(content, form)}
    closed = {State.CLOSED, State.DECLINED, State.MERGED, State.WITHDRAWN}
    for state in State:
        one = found[f"q-{state}"]
        assert one.status == ("closed" if state in closed else "open")
        assert (one.agency_responsible, one.address_id, one.lat) == ("roads", "330501", None)
        assert one.requested_at == datetime(2026, 3, 1, tzinfo=UTC)
        assert one.status_notes == ""


def test_an_invented_request_says_so():
    about = About(True, ABOUT.head, AT, "0006")
    content = write_public_requests(public_requests_of([row(State.FILED)]), about, "json")
    (one,) = read_requests(content, "json")
    assert one.status_notes == "simulated 模拟"
