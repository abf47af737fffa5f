"""What a lottery draws of cases: nothing that an applicant chooses, and with one seed only.

The text of a case is its id and the beginning of the hash of the record of its application: of all
that the ledger held by then, and the moment.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.errors import InputError
from gongfu.io.ledger_cases import rows_for
from gongfu.io.ledger_records import hashes_of
from gongfu.track.case_moves import Event, State
from gongfu.track.cases import Case, Kind

DRAWN: Final = "record"
"""How a proposal says that it drew so; older ones drew by the id of a case alone."""
_DIGITS: Final = 16
LOTS: Final = ("placed", "carried_over", "waiting")
"""Outcomes of those who were in the lottery of a benefit."""
_HOLDS: Final = ("placed", "carried_over")
_GIVEN_UP: Final = (State.WITHDRAWN, State.LAPSED)

Tables = Mapping[str, Any]


def lots_of(
    connection: Connection, cases: Iterable[Case], settings: Mapping[str, Any]
) -> dict[str, str]:
    """What stands for each case in a lottery.

    Parameters
    ----------
    connection
        To the ledger.
    cases
        Whose.
    settings
        Of the proposal; without `drawn` it is the id.

    Returns
    -------
    dict
        Case id -> text; with the seed and a colon before it, its SHA-256 is the number drawn.
    """
    ids = [case.case_id for case in cases]
    if settings.get("drawn") != DRAWN:
        return {one: one for one in ids}
    begun = [(f"case {one} {event}", one) for one in ids for event in ("apply", "import")]
    found = hashes_of(connection, [what for what, _ in begun])
    lots = {one: f"{one}/{found[what][:_DIGITS]}" for what, one in begun if what in found}
    if lost := [one for one in ids if one not in lots]:
        raise InputError(
            f"case {lost[0]!r} has no record of its application; `gongfu track verify` tells where "
            "the ledger was changed past it"
        )
    return lots


def check_places_once(
    connection: Connection, drawn: Sequence[Case], others: Iterable[Case], tables: Tables
) -> None:
    """Refuse to give out places of a list of which cases that stay out have some already.

    Parameters
    ----------
    connection
        To the ledger.
    drawn
        The cases of the new proposal.
    others
        Cases that the same office decides; those that are drawn may be among them.
    tables
        Benefit -> places by county, as the list has them.

    Raises
    ------
    InputError
        Names the benefit and a case that has a place.
    """
    ids = {case.case_id for case in drawn}
    limited = {case.subject for case in drawn} & set(tables)
    held = [
        case for case in others
        if case.subject in limited and case.case_id not in ids
        and case.outcome in _HOLDS and case.state not in _GIVEN_UP
    ]  # fmt: skip
    named = sorted({case.proposal_id for case in held})
    lists = {
        row["proposal_id"]: json.loads(row["tables"])
        for row in rows_for(connection, "proposal", "proposal_id", named)
    }
    for case in held:
        if lists.get(case.proposal_id, {}).get(case.subject) == tables[case.subject]:
            raise InputError(
                f"case {case.case_id!r} has a place of this list of {case.subject!r} already, by "
                f"{case.proposal_id}, and is not among those to be drawn: give a list of the "
                "places that are left, or propose all of them again"
            )


def drawn_by(connection: Connection, cases: Iterable[Case]) -> dict[str, str]:
    """Which cases were in a lottery before, whatever became of them since.

    Parameters
    ----------
    connection
        To the ledger.
    cases
        Among which.

    Returns
    -------
    dict
        Case id -> the last proposal that drew it.
    """
    subjects = {case.case_id: case.subject for case in cases}
    steps = [
        one for one in rows_for(connection, "case_step", "case_id", list(subjects))
        if one["event"] == Event.PROPOSE
    ]  # fmt: skip
    named = sorted({one["proposal_id"] for one in steps})
    proposals = {
        one["proposal_id"]: one for one in rows_for(connection, "proposal", "proposal_id", named)
    }
    found = {}
    for step in sorted(steps, key=lambda one: int(one["number"])):
        row, case_id = proposals[step["proposal_id"]], step["case_id"]
        if row["kind"] == Kind.ADMISSION or subjects[case_id] in json.loads(row["tables"]):
            found[case_id] = step["proposal_id"]
    return found


def check_drawn_once(
    connection: Connection, cases: Sequence[Case], settings: Mapping[str, Any]
) -> None:
    """Refuse a second lottery: another seed, or of another kind, for what was drawn before.

    Parameters
    ----------
    connection
        To the ledger.
    cases
        Of the new proposal.
    settings
        Its seed and lottery.

    Raises
    ------
    InputError
        A case was in a lottery that was drawn otherwise.
    """
    steps = [
        one for one in rows_for(connection, "case_step", "case_id", [c.case_id for c in cases])
        if one["event"] == Event.PROPOSE
    ]  # fmt: skip
    before = rows_for(connection, "proposal", "proposal_id", [one["proposal_id"] for one in steps])
    for one in sorted(before, key=lambda one: int(one["number"])):
        if one["kind"] == Kind.BENEFIT and not json.loads(one["tables"]):
            continue  # nothing was limited, so that nothing was drawn
        told = json.loads(one["settings"])
        if odd := [name for name in ("seed", "lottery") if told.get(name) != settings.get(name)]:
            name = odd[0]
            raise InputError(
                f"{one['proposal_id']} drew some of these cases with {name} {told.get(name)!r}, "
                f"and not {settings.get(name)!r}: a lottery is drawn once; give {told.get(name)!r}"
            )
