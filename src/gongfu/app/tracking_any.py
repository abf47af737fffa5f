"""Whatever has an id in a ledger: listed, shown, and moved on."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from gongfu.app import requesting_answers as requests
from gongfu.app import tracking_budget_answers as budgets
from gongfu.app import tracking_case_answers as cases
from gongfu.app import tracking_case_rules as rules
from gongfu.app import tracking_projects as projects
from gongfu.app import tracking_workshop_answers as workshops
from gongfu.app.answer import Answer
from gongfu.app.tracking import Deed, Ledger, move
from gongfu.app.tracking_answers import done
from gongfu.app.tracking_budgets import move_budget
from gongfu.app.tracking_deliverables import listing, showing
from gongfu.app.tracking_proposal_answers import listing_proposals, showing_proposal
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_cells import day_of
from gongfu.io.ledger_rows import SHOWN, kinds_with, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Role, own_code
from gongfu.track.programmes import owner_fault

LISTS: Final = ("deliverables", "projects", "money", "workshops", "requests", "cases", "proposals")
"""What can be listed."""

_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "deliverables": ("place", "field", "owner", "states"),
    "projects": ("place",),
    "money": ("place", "by"),
    "workshops": ("place", "enterprise"),
    "requests": ("place", "category", "department", "states"),
    "cases": ("place", "states"),
    "proposals": ("place",),
}
_WORKSHOPS: Final = ("workshop", "job", "enrolment", "attendance", "pay")
_DAYS: Final = {"start": "start_on", "due": "due_on"}
_CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "deliverable": ("owner", "start", "due", "quantity"),
    "project": ("status", "start", "due"),
    "budget": ("yuan",),
    "request": (
        "department", "sign_days", "handle_days", "category", "days", "into", "satisfied", "at",
    ),
    "case": ("outcome", "award", "evidence", "proof", "facts"),
    **dict.fromkeys(_WORKSHOPS, ("on",)),
    "attendance": ("hours", "pieces"),
}  # fmt: skip
"""What a move may say of each kind."""


def listed(ledger: Ledger, of: str, today: date, told: Mapping[str, Any]) -> Answer:
    """The things of a kind, and where each stands.

    Parameters
    ----------
    ledger
        Open.
    of
        One of `LISTS`.
    today
        The day.
    told
        Filters by name; empty ones say nothing.

    Returns
    -------
    Answer
        Its rows are the things.
    """
    which = {name: value for name, value in told.items() if value}
    if "place" in which:
        which["place"] = own_code(which["place"])
    odd = [name for name in which if name not in _FILTERS[of]]
    if odd:
        raise InputError(
            f"{odd[0].removesuffix('s') if odd[0] == 'states' else odd[0]} says nothing of {of}; "
            f"leave it out, or list something else"
        )
    ask: Callable[..., Answer] = {
        "deliverables": listing,
        "projects": projects.listing_projects,
        "money": budgets.listing_money,
        "workshops": workshops.listing_workshops,
        "requests": requests.listing_requests,
        "cases": cases.listing_cases,
        "proposals": listing_proposals,
    }[of]
    return ask(ledger, today, **which)


def shown(ledger: Ledger, thing_id: str, today: date, *, who: str = "") -> Answer:
    """Whatever has an id, and all that was ever done to it.

    Parameters
    ----------
    ledger
        Open.
    thing_id
        Of a deliverable, a project, a workshop with what belongs to it, a request, a case or a
        proposal.
    today
        The day.
    who
        Id of an actor; what tells of people is shown if they may see it.

    Returns
    -------
    Answer
        Its life.
    """
    kind = _kind_of(ledger, thing_id)
    if kind == "request":
        return requests.showing_request(ledger, thing_id, today, who=who)
    if kind == "case":
        return cases.showing_case(ledger, thing_id, today, who=who)
    ask: Callable[..., Answer] = {
        "deliverable": showing,
        "project": projects.showing_project,
        "budget": budgets.showing_budget,
        "proposal": showing_proposal,
    }.get(kind, partial(workshops.showing_workshop, who=who))
    return ask(ledger, thing_id, today)


def moved(
    ledger: Ledger,
    deed: Deed,
    thing_id: str,
    event: str,
    told: Mapping[str, Any],
    *,
    today: date,
    version: int | None = None,
) -> Answer:
    """Change whatever has an id, or let it go on by an event.

    Parameters
    ----------
    ledger
        Open.
    deed
        Who, when, why.
    thing_id
        Of a deliverable or a project, which change; of a rule, which ends; or of a request, a case,
        a workshop or what belongs to one, which go on.
    event
        "" for a change.
    told
        What is said of it, by name; empty values say nothing.
    today
        The day of an event, if none is told.
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    Answer
        What became of it.
    """
    said = {name: value for name, value in told.items() if value not in ("", None, ())}
    if list(said) == ["end"] and not event:
        return rules.ended_rule(ledger, deed, thing_id, day_of(said["end"]), version=version)
    kind = _kind_of(ledger, thing_id)
    if kind == "proposal":
        raise InputError(
            f"{thing_id!r} is a proposal and is never changed; propose again with a reason"
        )
    odd = [name for name in said if name not in _CHANGES[kind]]
    if odd:
        raise InputError(
            f"{odd[0]!r} says nothing of {_a(kind)}; choose among {', '.join(_CHANGES[kind])}"
        )
    changes = kind in ("deliverable", "project", "budget")
    if changes == bool(event):
        what = "is changed, and takes no event" if changes else "goes on by an event; name it"
        raise InputError(f"{thing_id!r} is {_a(kind)}: it {what}")
    if kind == "budget":
        if "yuan" not in said:
            raise InputError(f"{thing_id!r} is a budget: say what it comes to in yuan")
        answer = move_budget(ledger, deed, thing_id, said["yuan"], version=version)
        return budgets.moved_budget(ledger, answer)
    if changes:
        values = {_DAYS.get(k, k): day_of(v) if k in _DAYS else v for k, v in said.items()}
        if kind == "project":
            answer = projects.move_project(ledger, deed, thing_id, values, version=version)
            return projects.moved_project(ledger, answer)
        _check_owner(ledger, thing_id, str(values.get("owner", "")))
        answer = move(ledger, deed, thing_id, values, version=version)
        return done(ledger, "track move", "moved", answer)
    if kind == "request":
        return requests.moved_request(ledger, deed, thing_id, event, said, version=version)
    if kind == "case":
        details = cases.details_of_words(said, tuple(said.get("facts", ())))
        return cases.moved_case(ledger, deed, thing_id, event, details, version=version)
    on = day_of(said["on"]) if "on" in said else today
    return workshops.moved_workshop(
        ledger, deed, thing_id, event, on=on, version=version, day_given="on" in said, really=said
    )


def _check_owner(ledger: Ledger, thing_id: str, owner: str) -> None:
    """Refuse a department for which nobody acts."""
    if not owner:
        return
    with reading(ledger) as connection:
        actors = rows_of(connection, "actor")
    held = {one["department"] for one in actors if one["role"] == Role.DEPARTMENT}
    if fault := owner_fault(owner, held):
        raise InputError(f"deliverable {thing_id!r}: {fault}")


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _kind_of(ledger: Ledger, thing_id: str) -> str:
    """What has an id: one thing, or it is said which."""
    with reading(ledger) as connection:
        found = kinds_with(connection, SHOWN, thing_id)
    if len(found) > 1:
        things = " and ".join(_a(kind) for kind in found)
        raise InputError(
            f"{thing_id!r} is {things}; give one of them another id when they are "
            "brought, so that each can be told"
        )
    if not found:
        raise NotFoundError(f"nothing has the id {thing_id!r} in the ledger; check it")
    return found[0]
