"""What the public sees of a ledger's requests, and requests that come from a public form.

Both are Open311 GeoReport v2; `gongfu.io.georeport` and `georeport_post` write and read it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import Connection, select

from gongfu.app.requesting import file_request
from gongfu.app.requesting_rows import Intake, calendar_on, is_provisional
from gongfu.errors import InputError
from gongfu.io.georeport_nouns import PublicRequest, public_status, public_view
from gongfu.io.georeport_post import Submission
from gongfu.io.ledger_asked import rules_of
from gongfu.io.ledger_deeds import Answered, Deed
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_request_rows import request_of
from gongfu.io.ledger_requests import REQUESTS
from gongfu.io.ledger_turns import reading
from gongfu.report.asked_requests import provisional_notice
from gongfu.track.calendar import CHINA_TIME, WorkCalendar
from gongfu.track.clock import due_on

OTHER: Final = "other"
"""As what the public sees a category that neither a rule of routing nor `names` has."""
_DAY_ENDS: Final = time(23, 59, 59)
_CONTACTS: Final = ("last_name", "first_name", "phone", "email")


def public_requests(
    ledger: Ledger,
    today: date,
    *,
    points: Mapping[str, tuple[float, float]] | None = None,
    names: Mapping[str, str] | None = None,
) -> list[PublicRequest]:
    """What everybody may see of the requests.

    Parameters
    ----------
    ledger
        Open.
    today
        By whose calendar the days are told.
    points
        Place code -> longitude and latitude of the place; those of residents are never used.
    names
        Key of a category or department -> its name for people; the key where there is none.  A
        category of neither these nor any rule of routing is told as `OTHER`.

    Returns
    -------
    list of PublicRequest
        By id, open or closed; without residents, words, reasons and internal states.
    """
    with reading(ledger) as connection:
        return public_requests_at(connection, today, points=points, names=names)


def public_requests_at(
    connection: Connection,
    today: date,
    *,
    points: Mapping[str, tuple[float, float]] | None = None,
    names: Mapping[str, str] | None = None,
) -> list[PublicRequest]:
    """As `public_requests`, within a reading of a ledger.

    Parameters
    ----------
    connection
        To the ledger.
    today, points, names
        As `public_requests` takes them.

    Returns
    -------
    list of PublicRequest
        The same.
    """
    where, called = points or {}, names or {}
    known = {*called, *(rule.category for rule in rules_of(connection))}
    calendar = calendar_on(today)
    asked = select(REQUESTS).order_by(REQUESTS.c.request_id)
    rows = [dict(row) for row in connection.execute(asked).mappings()]
    told = []
    for row in rows:
        request = request_of(row)
        if request.category not in known:  # free text, which may tell of somebody
            request = replace(request, category=OTHER)
        is_open = public_status(request.state) == "open"
        end = due_on(request.clock, calendar) if is_open and request.clock is not None else None
        told.append(
            public_view(
                request,
                datetime.fromisoformat(row["filed_at"]),
                service_name=called.get(request.category, ""),
                agency_responsible=called.get(request.department, request.department),
                expected_at=None if end is None else datetime.combine(end, _DAY_ENDS, CHINA_TIME),
                point=where.get(request.place),
                service_notice=_notice(end, calendar),
            )
        )
    return told


def _notice(end: date | None, calendar: WorkCalendar) -> str:
    """What stands beside a day that may still be moved, in both languages."""
    if end is None or not is_provisional(end, calendar):
        return ""
    told = provisional_notice(end)
    return f"{told.en} {told.zh}"


def filed_from_georeport(
    ledger: Ledger, deed: Deed, submission: Submission, *, request_id: str, resident_id: str
) -> Answered:
    """Take down a request that was sent by a public form.

    Parameters
    ----------
    ledger
        Open.
    deed
        As `file_request` says.
    submission
        From `georeport_post.read_post`; its `address_id` is the code of the place.
    request_id
        A new one.
    resident_id
        Whose it is: an id, whatever the form says of a name.

    Returns
    -------
    dict
        As of `file_request`.
    """
    if not submission.address_id:
        raise InputError(
            f"request {request_id!r}: the form says no address_id; ask for the code of the place"
        )
    if (submission.long is None) != (submission.lat is None):
        raise InputError(f"request {request_id!r}: lat and long go together; send both or neither")
    said = [submission.description, submission.address, submission.media_url]
    said += [f"{code}: {', '.join(keys)}" for code, keys in submission.answers.items()]
    contact = [getattr(submission.contact, name) for name in _CONTACTS]
    position = None
    if submission.long is not None and submission.lat is not None:
        position = (submission.long, submission.lat)
    intake = Intake(
        request_id,
        resident_id,
        submission.address_id,
        submission.service_code,
        deed.at,
        "\n".join(one for one in said if one),
        " ".join(one for one in contact if one),
        position,
    )
    return file_request(ledger, deed, intake)
