"""Dated terms of cases that end: what was applied for by then keeps its terms."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.requesting_rules import ended_rule as ended_route_rule
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_cases import rule_of
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, check_version
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import kinds_with, row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_write import write
from gongfu.report.asked_cases import rule_ended_words
from gongfu.track.actors import Actor
from gongfu.track.cases import case_rule_faults
from gongfu.track.rights import check_governs


def ended_rule(
    ledger: Ledger, deed: Deed, rule_id: str, end: date, *, version: int | None = None
) -> Answer:
    """End a rule, of routing or of the terms of cases, and say so.

    Parameters
    ----------
    ledger, deed, end, version
        As `end_case_rule` says.
    rule_id
        Of either.

    Returns
    -------
    Answer
        Without rows.
    """
    with reading(ledger) as connection:
        found = kinds_with(connection, ("route_rule", "case_rule"), rule_id)
    if len(found) > 1:
        raise InputError(
            f"{rule_id!r} is a rule of routing and one of the terms of cases; give one of them "
            "another id when they are brought, so that each can end"
        )
    if not found:
        raise NotFoundError(f"no rule has the id {rule_id!r} in the ledger; check it")
    if found == ["route_rule"]:
        return ended_route_rule(ledger, deed, rule_id, end, version=version)
    told = end_case_rule(ledger, deed, rule_id, end, version=version)
    settings = {"command": "track move", "answer": told}
    return answered(ledger, settings, [rule_ended_words(told)], pd.DataFrame())


def end_case_rule(
    ledger: Ledger, deed: Deed, rule_id: str, end: date, *, version: int | None = None
) -> Answered:
    """End dated terms of cases, or let them end on another day.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province that governs where the rule holds.
    rule_id
        Which.
    end
        The last day on which it holds.
    version
        That the actor saw; None takes whatever there is.

    Returns
    -------
    dict
        `rule_id`, `end_on`, `version` and the `number` of the record.
    """

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "case_rule", rule_id)
        check_governs(actor, row["place"], "end rules")
        check_version(f"rule {rule_id!r}", row, version)
        after = changed(row, {"end_on": end})
        held = [rule_of(one) for one in rows_of(connection, "case_rule")]
        others = [one for one in held if one.key != rule_id]
        if faults := case_rule_faults(rule_of(after), others):
            raise InputError(f"rule {rule_id!r}: {'; '.join(faults)}")
        told = {"rule_id": rule_id, "end_on": end.isoformat(), "version": after["version"]}
        return [Write("case_rule", "move", row, after)], told

    asked = {"task": "end case rule", "rule_id": rule_id, "end": end.isoformat(),
             "version": version}  # fmt: skip
    return write(ledger, deed, asked, task)
