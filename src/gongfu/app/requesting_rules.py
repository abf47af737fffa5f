"""Rules of routing that end: what was assigned by them stays as it is."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError
from gongfu.io.ledger_asked import rules_of
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, check_version
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_request_rows import rule_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_write import write
from gongfu.report import asked_requests as words
from gongfu.track.actors import Actor
from gongfu.track.rights import check_governs
from gongfu.track.routing import RoutingTable


def end_rule(
    ledger: Ledger, deed: Deed, rule_key: str, end: date, *, version: int | None = None
) -> Answered:
    """End a rule of routing, or let it end on another day.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province that governs where the rule holds.
    rule_key
        Which.
    end
        The last day on which it holds.
    version
        That the actor saw; None takes whatever there is.

    Returns
    -------
    dict
        `rule_key`, `end_on`, `version` and the `number` of the record.
    """

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "route_rule", rule_key)
        check_governs(actor, row["place"], "end rules", row["category"])
        check_version(f"rule {rule_key!r}", row, version)
        if end < row["start_on"]:
            raise InputError(
                f"rule {rule_key!r} holds from {row['start_on']}; it cannot end on {end}"
            )
        after = changed(row, {"end_on": end})
        others = [rule for rule in rules_of(connection) if rule.key != rule_key]
        RoutingTable((*others, rule_of(after)))
        told = {"rule_key": rule_key, "end_on": end.isoformat(), "version": after["version"]}
        return [Write("route_rule", "move", row, after)], told

    asked = {"task": "end", "rule_key": rule_key, "end": end.isoformat(), "version": version}
    return write(ledger, deed, asked, task)


def ended_rule(
    ledger: Ledger, deed: Deed, rule_key: str, end: date, *, version: int | None = None
) -> Answer:
    """End a rule of routing, and say so.

    Parameters
    ----------
    ledger, deed, rule_key, end, version
        As `end_rule` says.

    Returns
    -------
    Answer
        Without rows.
    """
    told = end_rule(ledger, deed, rule_key, end, version=version)
    settings = {"command": "track move", "answer": told}
    return answered(ledger, settings, [words.rule_ended_words(told)], pd.DataFrame())
