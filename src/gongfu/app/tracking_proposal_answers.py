"""Proposals and announced draws, listed and shown: what each rests on, of which cases it is."""

from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.case_announcements import Announced, announcements, covered, holding
from gongfu.app.case_basis import basis_of
from gongfu.app.case_draws import draw_kept
from gongfu.app.tracking_answers import answered
from gongfu.io.ledger_cases import rows_for
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_records import moments_of
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_cases as words
from gongfu.report.text import Both
from gongfu.track.calendar import day_in_china
from gongfu.track.case_moves import Event

_VIEW: Final = ("proposal_id", "kind", "subject", "place", "office", "day", "n", "state",
                "announced", "written_on")  # fmt: skip


def listing_proposals(ledger: Ledger, today: date, *, place: str = "") -> Answer:
    """The proposals and announcements of draws that there were on a day.

    Parameters
    ----------
    ledger
        Open.
    today
        The day; what came after it is not told.
    place
        Code of a place: announced draws that lie in it or cover it, and proposals that say no
        place; "" for all.

    Returns
    -------
    Answer
        A row for each, in their order.  `state` of an announcement: waiting for its number, due,
        drawn or replaced; of a proposal: proposed.  `announced`: by which it was drawn.
    """
    with reading(ledger) as connection:
        moments = moments_of(connection, "proposal")
        rows = sorted(rows_of(connection, "proposal"), key=lambda row: int(row["number"]))
        written = {
            name: day_in_china(datetime.fromisoformat(at)) for name, (_, at) in moments.items()
        }
        rows = [row for row in rows if written[row["proposal_id"]] <= today]
        by_id = {one.proposal_id: one for one in announcements(connection)}
    known = [by_id[row["proposal_id"]] for row in rows if not row["n_cases"]]
    told = {row["proposal_id"]: basis_of(row).settings or {} for row in rows}
    drawn = {one["announced"] for one in told.values() if "announced" in one}
    holds = {one.proposal_id for one in holding(known)}
    found: list[dict[str, Any]] = []
    for row in rows:
        name, said = row["proposal_id"], told[row["proposal_id"]]
        state = "proposed"
        if not row["n_cases"]:
            state = "over" if row["day"] <= today else "waits"
            state = state if name in holds else "replaced"
            state = "drawn" if name in drawn else state
        found.append({
            "proposal_id": name, "kind": row["kind"],
            "subject": said.get("subject") or said.get("round", ""),
            "place": said.get("place", ""), "office": said.get("office", ""),
            "day": row["day"].isoformat(), "n": row["n_cases"], "state": state,
            "announced": said.get("announced", ""), "source": said.get("source", ""),
            "written_on": written[name].isoformat(),
        })  # fmt: skip
    kept = [
        row for row in found if row["place"].startswith(place) or place.startswith(row["place"])
    ]
    states = [row["state"] for row in kept]
    said_ = words.listed_proposals_words(
        states.count("proposed"), len(kept) - states.count("proposed"), states.count("over"), today
    )
    settings = {"command": "track list", "of": "proposals", "today": today.isoformat(),
                "place": place}  # fmt: skip
    table = pd.DataFrame(kept, columns=None if kept else list(_VIEW))
    return answered(ledger, settings, [said_], table, _VIEW)


def showing_proposal(ledger: Ledger, proposal_id: str, today: date) -> Answer:
    """One proposal, or one draw that was announced.

    Parameters
    ----------
    ledger
        Open.
    proposal_id
        Which.
    today
        The day.

    Returns
    -------
    Answer
        A row for each case with what was proposed; of an announcement one for each case that waits
        for its draw, or was in it and is not told.
    """
    with reading(ledger) as connection:
        row = row_by_id(connection, "proposal", proposal_id)
        if row["n_cases"]:
            said, rows = _proposal(connection, proposal_id)
            view: tuple[str, ...] = ("case_id", "outcome", "award")
        else:
            said, rows = _announcement(connection, proposal_id, today)
            view = ("case_id", "state", "outcome", "award")
    told = {name: row[name] for name in ("kind", "rules", "rules_sha256", "settings", "tables")}
    settings = {"command": "track show", "today": today.isoformat(),
                "proposal": {"proposal_id": proposal_id, "day": row["day"].isoformat(),
                             "n_cases": row["n_cases"], **told}}  # fmt: skip
    return answered(ledger, settings, said, pd.DataFrame(rows, columns=list(view)), view)


def _proposal(connection: Connection, proposal_id: str) -> tuple[list[Both], list[dict[str, str]]]:
    row = row_by_id(connection, "proposal", proposal_id)
    basis = basis_of(row)
    rows = [
        {name: step[name] for name in ("case_id", "outcome", "award")}
        for step in rows_for(connection, "case_step", "proposal_id", [proposal_id])
        if step["event"] == Event.PROPOSE
    ]
    rows.sort(key=lambda one: one["case_id"])
    counts = pd.Series([one["outcome"] for one in rows], dtype=object).value_counts(sort=False)
    said = [words.shown_proposal_words(proposal_id, row["n_cases"], counts.to_dict(), basis.day)]
    if draw := draw_kept(connection, basis):
        said.append(words.draw_words(draw))
    return said, rows


def _announcement(
    connection: Connection, proposal_id: str, today: date
) -> tuple[list[Both], list[dict[str, str]]]:
    known = announcements(connection)
    at = next(k for k, one in enumerate(known) if one.proposal_id == proposal_id)
    one = known[at]
    later = next((new.proposal_id for new in known[at + 1 :] if new.covers(one)), "")
    drawn = _draws_of(connection, one)
    said = [words.shown_draw_words(
        {"proposal_id": proposal_id, "subject": one.subject, "source": one.source,
         "day": one.basis.day.isoformat(), "office": one.office, "place": one.place}
    )]  # fmt: skip
    said.append(words.draw_state_words(drawn, later, over=one.basis.day <= today))
    replaced = later and not drawn
    rows = [
        {"case_id": case.case_id, "state": str(case.state), "outcome": case.outcome,
         "award": case.award}
        for case in ([] if replaced else covered(connection, one))
    ]  # fmt: skip
    return said, sorted(rows, key=lambda row: row["case_id"])


def _draws_of(connection: Connection, one: Announced) -> list[str]:
    """The proposals that drew as it announced, in their order."""
    rows = sorted(rows_of(connection, "proposal"), key=lambda row: int(row["number"]))
    return [
        row["proposal_id"]
        for row in rows
        if (basis_of(row).settings or {}).get("announced") == one.proposal_id
    ]
