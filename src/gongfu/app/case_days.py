"""Cases as they stood on a day: the ledger's own records of them, up to that day."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Date

from gongfu.io.ledger_cases import CASES, case_of, cases_of, rows_for
from gongfu.io.ledger_records import afters_of
from gongfu.track.calendar import day_in_china
from gongfu.track.cases import Case

_EVENTS: Final = ("apply", "import", "move")
_DAYS: Final = tuple(str(one.name) for one in CASES.columns if isinstance(one.type, Date))


def cases_on(connection: Connection, day: date, *, kind: str = "", subject: str = "") -> list[Case]:
    """The cases that there were on a day, by id.

    Parameters
    ----------
    connection
        To the ledger.
    day
        Which; acts of the day itself are known.
    kind, subject
        "" for all.

    Returns
    -------
    list of Case
        As they stood.
    """
    found = {case.case_id: case for case in cases_of(connection, kind=kind, subject=subject)}
    later = [one.case_id for one in found.values() if day_in_china(one.changed_at) > day]
    version: dict[str, int] = {}
    for step in rows_for(connection, "case_step", "case_id", later):
        if day_in_china(datetime.fromisoformat(step["at"])) <= day:
            one = step["case_id"]
            version[one] = max(version.get(one, 0), int(step["number"]))
    for case_id in later:
        del found[case_id]
    whats = [f"case {one} {event}" for one in version for event in _EVENTS]
    for row in afters_of(connection, whats):
        if row["version"] == version[row["case_id"]]:
            found[row["case_id"]] = case_of(_typed(row))
    return [found[one] for one in sorted(found)]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the record with days as days."""
    days = {name: date.fromisoformat(row[name]) for name in _DAYS if row[name] is not None}
    return {**row, **days}
