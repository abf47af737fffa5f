"""What a ledger holds of residents' requests, asked for."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_request_rows import rule_of, step_of, words_id
from gongfu.io.ledger_requests import ROUTE_RULES, STEPS, WORDS
from gongfu.io.ledger_tables import ACTORS, AUDIT
from gongfu.track.actors import GOVERN, Actor, Role
from gongfu.track.calendar import day_in_china
from gongfu.track.request_moves import Event
from gongfu.track.requests import Step
from gongfu.track.routing import RouteRule

_RULES: Final = select(ROUTE_RULES).order_by(ROUTE_RULES.c.rule_key)
_STEPS_OF: Final = (
    select(STEPS).where(STEPS.c.request_id == bindparam("the_id")).order_by(STEPS.c.number)
)
_ASSIGNED_FROM: Final = (
    select(STEPS.c.request_id, ACTORS.c.place)
    .join(ACTORS, STEPS.c.actor_id == ACTORS.c.actor_id)
    .where(STEPS.c.event == str(Event.ASSIGN))
    .order_by(STEPS.c.number)
)
_OF_STEP: Final = "request_step "
_WORDS_OF: Final = select(WORDS).where(WORDS.c.request_id == bindparam("the_id"))


def rules_of(connection: Connection) -> tuple[RouteRule, ...]:
    """The rules of routing.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    tuple of RouteRule
        By key.
    """
    return tuple(rule_of(row) for row in connection.execute(_RULES).mappings())


def rules_in(connection: Connection, place: str) -> list[RouteRule]:
    """The rules of routing that hold in a place, on any day.

    Parameters
    ----------
    connection
        To the ledger.
    place
        Its code.

    Returns
    -------
    list of RouteRule
        By key.
    """
    around = [place[:n] for n in range(len(place) + 1)]
    found = connection.execute(_RULES.where(ROUTE_RULES.c.place.in_(around))).mappings()
    return [rule_of(row) for row in found]


def steps_for(connection: Connection, request_id: str) -> list[Step]:
    """The steps of one request with their reasons: for those only who may see them.

    Parameters
    ----------
    connection
        To the ledger.
    request_id
        Which.

    Returns
    -------
    list of Step
        In their order; a reason that was erased is "".
    """
    asked = {"the_id": request_id}
    said = {row["words_id"]: row["words"] for row in words_for(connection, request_id)}
    found = connection.execute(_STEPS_OF, asked).mappings()
    return [step_of(row, said.get(row["step_id"], "")) for row in found]


def assigned_from(
    connection: Connection, request_ids: Collection[str] | None = None
) -> dict[str, str]:
    """The place of whoever assigned requests last.

    Parameters
    ----------
    connection
        To the ledger.
    request_ids
        Which; None: all.

    Returns
    -------
    dict
        Place by request; those that nobody assigned are absent.
    """
    asked = _ASSIGNED_FROM
    if request_ids is not None:
        asked = asked.where(STEPS.c.request_id.in_(request_ids))
    return dict(tuple(row) for row in connection.execute(asked))


def governing_places(connection: Connection, place: str, category: str) -> list[str]:
    """Of those who govern where a request lies, for what they act.

    Parameters
    ----------
    connection
        To the ledger.
    place, category
        Of the request.

    Returns
    -------
    list of str
        Codes that hold it, one of each actor.
    """
    found = (actor_of(row) for row in _actors(connection, GOVERN))
    return [one.place for one in found if one.governs(place, category)]


def offices_for(connection: Connection, department: str) -> list[Actor]:
    """Who acts for a department.

    Parameters
    ----------
    connection
        To the ledger.
    department
        Which; "" is none.

    Returns
    -------
    list of Actor
        Wherever they act.
    """
    found = (actor_of(row) for row in _actors(connection, (Role.DEPARTMENT,)))
    return [one for one in found if one.department == department]


def _actors(connection: Connection, roles: Iterable[Role]) -> list[dict[str, Any]]:
    asked = select(ACTORS).where(ACTORS.c.role.in_([str(role) for role in roles]))
    return [dict(row) for row in connection.execute(asked).mappings()]


def written_for(connection: Connection, steps: Iterable[Step]) -> dict[int, tuple[str, str]]:
    """Who wrote the steps of one request down, and when.

    Parameters
    ----------
    connection
        To the ledger.
    steps
        Of one request.

    Returns
    -------
    dict
        Id of the actor and moment, by the number of the step.
    """
    numbers = {
        f"{_OF_STEP}{words_id(one.request_id, one.version)} {one.event}": one.version
        for one in steps
    }
    asked = select(AUDIT.c.what, AUDIT.c.who, AUDIT.c.at).where(AUDIT.c.what.in_(list(numbers)))
    return {numbers[what]: (who, at) for what, who, at in connection.execute(asked)}


def step_days(connection: Connection) -> dict[str, date]:
    """On which days the steps of all requests were written down.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    dict
        Day in China by the id of the step.
    """
    asked = select(AUDIT.c.what, AUDIT.c.at).where(AUDIT.c.what.startswith(_OF_STEP))
    return {
        what.removeprefix(_OF_STEP).rpartition(" ")[0]: day_in_china(datetime.fromisoformat(at))
        for what, at in connection.execute(asked)
    }


def words_for(connection: Connection, request_id: str) -> list[dict[str, Any]]:
    """What is private of one request.

    Parameters
    ----------
    connection
        To the ledger.
    request_id
        Which.

    Returns
    -------
    list of dict
        Rows of request_words; none once it is erased.
    """
    found = connection.execute(_WORDS_OF, {"the_id": request_id}).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]
