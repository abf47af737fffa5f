"""What the public sees of a ledger's requests, as GeoReport v2 has it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gongfu.io.georeport import Format, write_requests
from gongfu.io.georeport_nouns import PublicRequest, public_status
from gongfu.io.ledger_public import MARK, About
from gongfu.track.request_moves import State


def write_public_requests(rows: Iterable[Mapping[str, Any]], about: About, form: Format) -> bytes:
    """The requests of a ledger as everybody may see them.

    Parameters
    ----------
    rows
        Of requests: id, state, category, place, department, when filed and last changed.
    about
        The ledger; of an invented one every request has a notice that says so.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        Without residents, words, points and internal states.
    """
    return write_requests(
        [
            PublicRequest(
                service_request_id=row["request_id"],
                status=public_status(State(row["state"])),
                service_code=row["category"],
                requested_at=datetime.fromisoformat(row["filed_at"]),
                status_notes=MARK if about.simulated else "",
                agency_responsible=row["department"],
                updated_at=datetime.fromisoformat(row["changed_at"]),
                address_id=row["place"],
            )
            for row in rows
        ],
        form,
    )
