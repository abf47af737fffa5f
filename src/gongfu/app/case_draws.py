"""Draws as they were announced: all that an announcement covers, together, or nothing of it.

The draw takes the number that somebody else publishes as its seed, with the rules and lists that
were announced, as of the day of the number, for all applications that were written down before it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from gongfu.app.case_announcements import (
    SAME,
    Announced,
    announcements,
    begun_from,
    covered,
    holding,
    last_for,
)
from gongfu.app.case_basis import Basis
from gongfu.app.tracking_chosen import Chosen
from gongfu.errors import InputError, n_of
from gongfu.io.ledger_deeds import Deed
from gongfu.track.calendar import day_in_china
from gongfu.track.cases import Case, Kind


def announced_draw(
    connection: Connection, deed: Deed, basis: Basis, found: Chosen, *, seed_given: bool
) -> tuple[Chosen, Basis, Announced | None]:
    """What of a draw was announced: the cases that take part, and its basis with the announcement.

    Parameters
    ----------
    connection
        To the ledger.
    deed
        Of the proposal.
    basis
        Of it, with seed and lists.
    found
        Its cases.
    seed_given
        Whether somebody said the seed.

    Returns
    -------
    tuple of Chosen, Basis and Announced
        As they are, and None, where nothing was announced.  Benefits that came on the day of the
        number or later are left out.

    Raises
    ------
    InputError
        It is not the draw that was announced, or goes round it; it leaves out some that wait for
        the same draw; or a round has applications that came too late.
    """
    tables = basis.tables or {}
    round_ = basis.kind is Kind.ADMISSION
    drawn = [one for one in found.cases if round_ or one.subject in tables]
    free = [one for one in found.cases if not round_ and one.subject not in tables]
    known = holding(announcements(connection))
    _check_not_round(connection, known, free)
    by_case = {case.case_id: last_for(known, case) for case in drawn}
    if not any(by_case.values()):
        return found, basis, None
    ids = {case_id: one.proposal_id if one else "none" for case_id, one in by_case.items()}
    if len(set(ids.values())) > 1:
        told = {name: case_id for case_id, name in ids.items()}
        raise InputError(
            "these cases are of several draws: "
            + ", ".join(f"{name} announced that of case {told[name]!r}" for name in sorted(told))
            + "; propose each by itself (subject, office, place)"
        )
    one = next(iter(by_case.values()))
    assert one is not None, "some draw is announced, and it is one"
    late = begun_from(connection, drawn, one.basis.day)
    if len(late) == len(drawn) and not round_:
        raise InputError(
            f"{n_of(len(late), 'application', 'applications')} came on {one.basis.day} or later, "
            f"too late for the draw that {one.proposal_id} announced, such as {late[0]!r}; "
            "announce another draw"
        )
    _check_as_announced(one, basis, day_in_china(deed.at), seed_given=seed_given)
    if late and round_:
        raise InputError(
            f"{n_of(len(late), 'application', 'applications')} came on {one.basis.day} or later, "
            f"when the number could be known, such as {late[0]!r}; let them apply for another round"
        )
    kept = [case for case in found.cases if case.case_id not in late]
    _check_whole(one, kept, covered(connection, one))
    left = {**found.left, **({"late": late} if late else {})}
    settings = {**(basis.settings or {}), "announced": one.proposal_id}
    return Chosen(kept, left), replace(basis, settings=settings), one


def draw_told(basis: Basis, announced: Announced | None) -> dict[str, Any] | None:
    """How a proposal was drawn, as its answer tells it.

    Parameters
    ----------
    basis
        Of the proposal.
    announced
        The announcement, if there was one.

    Returns
    -------
    dict or None
        `seed`, and of an announcement `announced`, `source` and `day`; None if nothing was limited.
    """
    if not basis.tables:
        return None
    told = {"seed": (basis.settings or {})["seed"]}
    if announced is None:
        return told
    return told | {
        "announced": announced.proposal_id,
        "source": announced.source,
        "day": announced.basis.day.isoformat(),
    }


def draw_kept(connection: Connection, basis: Basis) -> dict[str, Any] | None:
    """How a proposal that is kept was drawn.

    Parameters
    ----------
    connection
        To the ledger.
    basis
        As it is kept.

    Returns
    -------
    dict or None
        As of `draw_told`.
    """
    name = (basis.settings or {}).get("announced")
    known = [one for one in announcements(connection) if one.proposal_id == name]
    return draw_told(basis, known[0] if known else None)


def _check_not_round(
    connection: Connection, known: Sequence[Announced], cases: Sequence[Case]
) -> None:
    """Refuse to decide without a draw what one was announced for."""
    for one in known:
        mine = [case for case in cases if last_for(known, case) is one]
        late = begun_from(connection, mine, one.basis.day)
        if waits := [case.case_id for case in mine if case.case_id not in late]:
            raise InputError(
                f"case {waits[0]!r} waits for the draw that {one.proposal_id} announced, and is "
                "decided by that alone: give its places and its seed, or leave it out (subject)"
            )


def _check_whole(one: Announced, kept: Sequence[Case], all_: Sequence[Case]) -> None:
    """Refuse a draw among some of those for whom it was announced."""
    ids = {case.case_id for case in kept}
    if out := [case for case in all_ if case.case_id not in ids]:
        raise InputError(
            f"{one.proposal_id} announced one draw of office {one.office or 'any'!r} and place "
            f"{one.place!r}, and {n_of(len(out), 'case', 'cases')} of it would be left out, such "
            f"as {out[0].case_id!r}, which is {out[0].state}: somebody who decides all of them "
            "draws them together; wait for evidence or let it lapse, let others propose what is "
            "your own, and give a reason where there is a proposal already"
        )


def _check_as_announced(one: Announced, basis: Basis, today: date, *, seed_given: bool) -> None:
    name = f"{one.proposal_id} announced this draw"
    day = one.basis.day
    if today < day:
        raise InputError(f"{name} by the number that {one.source} publishes on {day}; wait for it")
    if not seed_given:
        raise InputError(f"{name}: give the number that {one.source} published on {day} (seed)")
    told, announced = basis.settings or {}, one.basis.settings or {}
    odd = [name for name in SAME if told.get(name) != announced.get(name)]
    odd += ["rules"] * (basis.text != one.basis.text)
    odd += ["day (the rules judge as of that of the number)"] * (
        one.basis.kind is Kind.BENEFIT and basis.day != day
    )
    odd += ["lists"] * (basis.tables != one.basis.tables)
    if odd:
        raise InputError(f"{name} with other {' and '.join(odd)}; give those that were announced")
