"""What the public sees of a ledger's requests, as GeoReport v2 has it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gongfu.io.georeport import Format, write_requests
from gongfu.io.georeport_nouns import PublicRequest, public_status
from gongfu.io.ledger_public import MARK, About
from gongfu.track.request_moves import State


def public_requests_of(rows: Iterable[Mapping[str, Any]]) -> list[PublicRequest]:
    """What everybody may see of requests.

    Parameters
    ----------
    rows
        Of requests: id, state, category, place, department, when filed and last changed.

    Returns
    -------
    list of PublicRequest
        Without residents, words, points and internal states.
    """
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


def write_public_requests(requests: Iterable[PublicRequest], about: About, form: Format) -> bytes:
    """The requests of a ledger as a list of GeoReport.

    Parameters
    ----------
    requests
        As everybody may see them.
    about
        The ledger; of an invented one every request has a note that says so.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8.
    """
    if about.simulated:
        requests = [replace(one, status_notes=MARK) for one in requests]
    return write_requests(requests, form)
