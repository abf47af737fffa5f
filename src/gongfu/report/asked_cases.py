"""Where cases stand and what was done to them, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gongfu.report.letters import Letter
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.track.case_moves import Move, moves_from
from gongfu.track.case_steps import waits_for
from gongfu.track.cases import Case

_NOTHING = same("")
_NAMED = 5


def outcome_words(outcome: str, award: str = "") -> Both:
    """What came of a case, and the school of an admission."""
    if not outcome:
        return _NOTHING
    said = say(f"case_outcome_{outcome}")
    return Both(f"{said.en} {award}".strip(), f"{said.zh}{award}")


def applied_words(case_id: str, number: int) -> Both:
    """That a case has begun."""
    return say("case_applied", id=same(case_id), number=plain(number))


def unchecked_words() -> Both:
    """That no rules looked at an application yet."""
    return say("case_unchecked")


def moved_words(case_id: str, state: str, version: int, number: int) -> Both:
    """Where a case stands after an act."""
    return say(
        "case_moved",
        id=same(case_id),
        state=say(f"case_state_{state}"),
        version=plain(version),
        number=plain(number),
    )


def rule_ended_words(told: Mapping[str, Any]) -> Both:
    """That terms of cases have an end."""
    parts = {"id": same(told["rule_id"]), "day": same(told["end_on"])}
    return say("case_rule_ended", **parts, number=plain(told["number"]))


def listed_words(n: int, n_all: int, day: date, *, late: int, over: int) -> Both:
    """How many cases there are, and how many are past a term."""
    return say(
        "case_listed",
        n=plain(n),
        all=plain(n_all),
        day=same(day.isoformat()),
        late=plain(late),
        over=plain(over),
    )


def shown_words(case: Case, due: date | None) -> list[Both]:
    """Where one case stands, and what may follow."""
    outcome = _NOTHING
    if case.outcome:
        outcome = say("case_outcome", outcome=outcome_words(case.outcome, case.award))
    term = _NOTHING
    if due is not None:
        term = say(f"case_due_{waits_for(case)}", day=same(due.isoformat()))
    said = say(
        "case_shown",
        id=same(case.case_id),
        kind=say(f"case_kind_{case.kind}"),
        subject=same(case.subject),
        state=say(f"case_state_{case.state}"),
        outcome=outcome,
        due=term,
        version=plain(case.version),
    )
    known = moves_from(case.state)
    if not known:
        return [said, say("case_ended")]
    parts = [_next(event, move) for event, move in known.items()]
    return [said, say("case_next", parts=listed(parts))]


def proposed_words(proposal_id: str, n: int, outcomes: Mapping[str, int], number: int) -> Both:
    """What a proposal came to."""
    parts = [
        say("case_part", outcome=outcome_words(outcome), n=plain(many))
        for outcome, many in outcomes.items()
    ]
    return say(
        "case_proposed",
        id=same(proposal_id),
        n=plain(n),
        parts=listed(parts),
        number=plain(number),
    )


def announced_words(told: Mapping[str, Any]) -> Both:
    """By which number a draw will be made."""
    texts = {name: same(told[name]) for name in ("subject", "source", "day")}
    id_, number = same(told["proposal_id"]), plain(told["number"])
    replaces = _NOTHING
    if told["replaces"]:
        replaces = say("case_draw_replaces", ids=listed([same(one) for one in told["replaces"]]))
    return say("case_draw_to_come", id=id_, number=number, replaces=replaces, **texts)


def shown_draw_words(told: Mapping[str, Any]) -> Both:
    """What an announcement binds: of which cases, and to which number."""
    texts = {name: same(told[name]) for name in ("subject", "source", "day", "place")}
    office = same(told["office"]) if told["office"] else say("case_any_office")
    return say("case_draw_shown", id=same(told["proposal_id"]), office=office, **texts)


def draw_state_words(drawn: Sequence[str], replaced_by: str, *, over: bool) -> Both:
    """Whether what was announced was drawn, holds no more, or waits."""
    if drawn:
        return say("case_draw_drawn", ids=listed([same(one) for one in drawn]))
    if replaced_by:
        return say("case_draw_replaced", id=same(replaced_by))
    return say("case_draw_over" if over else "case_draw_waits")


def shown_proposal_words(proposal_id: str, n: int, outcomes: Mapping[str, int], day: date) -> Both:
    """What a proposal came to, and as of which day."""
    parts = [
        say("case_part", outcome=outcome_words(outcome), n=plain(many))
        for outcome, many in outcomes.items()
    ]
    told = listed(parts) if parts else say("case_not_here")
    day_ = same(day.isoformat())
    return say("case_proposal_shown", id=same(proposal_id), n=plain(n), parts=told, day=day_)


def listed_proposals_words(n: int, n_draws: int, n_over: int, day: date) -> Both:
    """How many proposals and announced draws there are, and how many draws are due."""
    parts = {"n": plain(n), "draws": plain(n_draws), "over": plain(n_over)}
    return say("case_proposals_listed", day=same(day.isoformat()), **parts)


def lot_words(told: Mapping[str, Any]) -> Both:
    """To an applicant: whether the seed of their draw was announced."""
    return draw_words(told) if "announced" in told else say("case_lot_own")


def draw_words(told: Mapping[str, Any]) -> Both:
    """Where the seed of a draw came from."""
    seed = same(str(told["seed"]))
    if "announced" not in told:
        return say("case_draw_own", seed=seed)
    texts = {name: same(told[name]) for name in ("source", "day")}
    return say("case_draw_announced", seed=seed, id=same(told["announced"]), **texts)


def left_words(why: str, ids: Sequence[str]) -> Both:
    """How many cases a proposal leaves out for one reason, and the first of them."""
    named = [same(one) for one in ids[:_NAMED]]
    more = _NOTHING if len(ids) <= _NAMED else say("case_left_more", n=plain(len(ids) - _NAMED))
    return say(f"case_left_{why}", n=plain(len(ids)), ids=listed(named), more=more)


def checked_words(proposal_id: str, n: int, wrong: int, *, same_inputs: bool) -> list[Both]:
    """Whether a proposal is what the rules give."""
    key = "case_differ" if wrong else "case_same"
    parts = {"wrong": plain(wrong)} if wrong else {}
    said = [say(key, id=same(proposal_id), n=plain(n), **parts)]
    return said if same_inputs else [*said, say("case_other_inputs")]


def case_letter(case: Case, reasons: Sequence[Both], due: date | None) -> Letter:
    """What an applicant is told of a decision: the outcome, the reasons, and until when to appeal.

    Parameters
    ----------
    case
        Decided.
    reasons
        Of the rules, then of persons.
    due
        The last day to appeal; None if no term runs.

    Returns
    -------
    Letter
        In both languages.
    """
    told = say(
        "case_letter_outcome",
        subject=same(case.subject),
        outcome=outcome_words(case.outcome, case.award),
    )
    end = [] if due is None else [say("case_letter_appeal", day=same(due.isoformat()))]
    if not moves_from(case.state):
        end = [say("case_letter_final")]
    title = say("case_letter_title", id=same(case.case_id))
    return Letter(title, (told, *reasons, *end))


def _next(event: str, move: Move) -> Both:
    roles = listed([say(f"case_role_{role}") for role in move.by])
    return say("case_next_part", event=say(f"case_event_{event}"), roles=roles)
