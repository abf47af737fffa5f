"""Pay of a ledger as it was written down, with what was known of enrolments then."""

import json
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_tables import AUDIT
from gongfu.io.ledger_workshops import enrolment_of, pay_of
from gongfu.track.income import PaidAt, paid_at
from gongfu.track.pay import Pay
from gongfu.track.workshops import Enrolment

_ENROLMENT: Final = "enrolment "
_PAY: Final = "pay "


def paid_together(connection: Connection) -> list[list[PaidAt]]:
    """All pay with villages and workshops, by what was written down together.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    list of list of PaidAt
        In the order of the record; what has one moment was written down together.
    """
    workshops = {row["job_id"]: row["workshop_id"] for row in rows_of(connection, "job")}
    pay = {row["pay_id"]: pay_of(row) for row in rows_of(connection, "pay")}
    asked = select(AUDIT.c.what, AUDIT.c.after, AUDIT.c.at).where(
        or_(AUDIT.c.what.like(f"{_ENROLMENT}%"), AUDIT.c.what.like(f"{_PAY}%"))
    )
    written: list[Enrolment | Pay] = []
    moments: list[str] = []
    for what, after, at in connection.execute(asked.order_by(AUDIT.c.number)):
        if what.startswith(_ENROLMENT):
            written.append(_enrolment_of(json.loads(after)))
        else:
            written.append(pay[what.removeprefix(_PAY).rpartition(" ")[0]])
            moments.append(at)
    found = zip(moments, paid_at(written, workshops), strict=True)
    return [[one for _, one in some] for _, some in groupby(found, key=lambda pair: pair[0])]


def _enrolment_of(after: dict[str, Any]) -> Enrolment:
    """An enrolment as a record has it."""
    days = {name: after[name] and date.fromisoformat(after[name]) for name in ("since", "until")}
    return enrolment_of({**after, **days})
