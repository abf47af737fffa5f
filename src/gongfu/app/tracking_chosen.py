"""Which cases a proposal is for: those that its actor decides, and of a round those of one office.

What stands against one application stops no other: it is left out and told, with a reason of a
closed list.  A round is decided whole, so that nothing is left out of one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection

from gongfu.app.case_verdicts import disagrees
from gongfu.errors import InputError, n_of
from gongfu.io.ledger_cases import case_of, cases_of, facts_of, facts_told
from gongfu.io.ledger_rows import row_by_id
from gongfu.model.rules import RuleSet
from gongfu.model.rules_in_force import in_force
from gongfu.track.actors import Actor, Role
from gongfu.track.case_moves import State, moves_from
from gongfu.track.cases import Case, Kind

OPEN: Final = (State.APPLIED,)
"""What waits for a proposal."""
AGAIN: Final = (*OPEN, State.PROPOSED, State.CONFIRMED, State.OVERRULED)
"""What may be proposed anew, with a reason."""
_COUNTY: Final = 6  # characters of a place code
_REASONS: Final = {
    "unknown": "for a benefit that the rules do not have",
    "not_in_force": "for a benefit that is not in force on the day",
    "erased": "without facts, which were erased: withdraw them",
    "own": "the actor's own: a colleague proposes for them",
    "disagrees": "with two headings that do not agree: ask for evidence",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases of a proposal, and the ids of those left out by why; see `_REASONS`."""

    cases: list[Case]
    left: dict[str, list[str]] = field(default_factory=dict)


def cases_named(connection: Connection, ids: Sequence[str]) -> Chosen:
    """The cases of some ids, whoever may decide them.

    Parameters
    ----------
    connection
        To the ledger.
    ids
        In any order; each counts once.

    Returns
    -------
    Chosen
        Nothing is left out.
    """
    return Chosen([case_of(row_by_id(connection, "case", one)) for one in dict.fromkeys(ids)])


def cases_waiting(
    connection: Connection,
    actor: Actor,
    rules: RuleSet,
    day: date,
    *,
    subject: str,
    states: tuple[State, ...],
) -> Chosen:
    """Applications for benefits that somebody decides, and that rules can judge on a day.

    Parameters
    ----------
    connection
        To the ledger.
    actor
        Who proposes.
    rules, day
        By which is judged.
    subject
        One benefit; "" for all.
    states
        In which they stand.

    Returns
    -------
    Chosen
        Those that cannot be judged, or not by this actor, are left out.
    """
    found = cases_of(connection, kind=Kind.BENEFIT, subject=subject, states=states)
    mine = [case for case in found if decides(actor, case)]
    facts = facts_of(connection, mine)
    known = {one.name for one in rules.benefits}
    valid = {one.name for one in rules.benefits if in_force(one.start, one.end, day)}
    cases, left = list[Case](), dict[str, list[str]]()
    for case in mine:
        why = ""
        if case.subject not in valid:
            why = "not_in_force" if case.subject in known else "unknown"
        elif case.is_of(actor.actor_id):
            why = "own"
        elif case.case_id not in facts:
            why = "erased"
        elif disagrees(rules, case, facts_told(facts[case.case_id])):
            why = "disagrees"
        if why:
            left.setdefault(why, []).append(case.case_id)
        else:
            cases.append(case)
    if left and not cases:
        told = [f"{len(ids)} (such as {ids[0]!r}) {_REASONS[why]}" for why, ids in left.items()]
        raise InputError(f"rules {rules.key!r} judge none of the cases: {'; '.join(told)}")
    return Chosen(cases, left)


def check_all_drawn(named: Chosen, waiting: Chosen) -> None:
    """Refuse a draw among some of those who wait for what is limited.

    Parameters
    ----------
    named
        The cases to be drawn.
    waiting
        All that wait for the same.
    """
    ids = {case.case_id for case in named.cases}
    out = [case.case_id for case in waiting.cases if case.case_id not in ids]
    if out:
        raise InputError(
            f"{n_of(len(out), 'case that waits', 'cases that wait')} for the same places would be "
            f"left out, such as {out[0]!r}: what is limited is drawn among all; name no cases"
        )


def cases_of_round(
    connection: Connection,
    actor: Actor,
    name: str,
    *,
    office: str,
    place: str,
    ready: tuple[State, ...],
) -> Chosen:
    """All applications of a round that somebody decides: of one office, in one county.

    Parameters
    ----------
    connection
        To the ledger.
    actor
        Who proposes.
    name
        Of the round: the subject of its cases.
    office, place
        Which office's, and where applicants live; "" where nothing else has the same name.
    ready
        In which states they must be.

    Returns
    -------
    Chosen
        Nothing is left out.

    Raises
    ------
    InputError
        Several rounds have this name, or some applications are not ready.
    """
    some = [
        case
        for case in cases_of(connection, kind=Kind.ADMISSION, subject=name)
        if decides(actor, case)
        and (moves_from(case.state) or case.state is State.FINAL)
        and office in ("", case.office)
        and case.place.startswith(place)
    ]
    offices = _counts(case.office for case in some)
    if len(offices) > 1:
        raise InputError(
            f"round {name!r} is of {len(offices)} offices: {_told(offices)}; a round is of one, so "
            "name it (office)"
        )
    counties = _counts(case.place[:_COUNTY] for case in some)
    if len(counties) > 1 and not place:
        raise InputError(
            f"round {name!r} is of {len(counties)} places: {_told(counties)}; name one, or that in "
            "which all lie if it is one round (place)"
        )
    odd = [case for case in some if case.state not in ready]
    if odd:
        raise InputError(
            f"round {name!r}: {n_of(len(odd), 'case is', 'cases are')} not ready, such as "
            f"{odd[0].case_id!r}, "
            f"which is {odd[0].state}: a round is decided together; wait for evidence or let "
            "it lapse, give a reason to propose again, and make what comes after some were "
            "told another round"
        )
    return Chosen(some)


def decides(actor: Actor, case: Case) -> bool:
    """Whether a case is one that the actor's office decides.

    Parameters
    ----------
    actor
        Who proposes.
    case
        As it stands.

    Returns
    -------
    bool
        True of a county or province for all that lies in it, of a department or school for what is
        with it there.
    """
    own = actor.role in (Role.COUNTY, Role.PROVINCE) or actor.department == case.office
    return own and actor.holds_at(case.place)


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items()))


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name!r} ({n})" for name, n in counts.items())
