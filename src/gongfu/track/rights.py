"""Who may write into a ledger: counties and provinces where they govern, departments their own."""

from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role

_GOVERN: Final = (Role.COUNTY, Role.PROVINCE)


def check_governs(actor: Actor, place: str, doing: str) -> None:
    """Refuse all but the county or province in which a place lies.

    Parameters
    ----------
    actor
        Who asks.
    place
        Code of the place that it is about.
    doing
        What they want to do, as in "move it".
    """
    if actor.role in _GOVERN and actor.holds_at(place):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not {doing} in {place!r}; ask the county or "
        "the province in which it lies"
    )


def check_serves(actor: Actor, place: str, owner: str, doing: str) -> None:
    """Refuse all but the owner of a thing, and the county or province in which it lies.

    Parameters
    ----------
    actor
        Who asks.
    place, owner
        Where the thing is, and which department answers for it.
    doing
        What they want to do, as in "prove it".
    """
    if actor.role is Role.DEPARTMENT and actor.holds_at(place) and actor.department == owner:
        return
    if actor.role in _GOVERN and actor.holds_at(place):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not {doing} in {place!r}; ask the department "
        f"{owner!r} that answers for it, or the county"
    )


def check_pays(actor: Actor, giver: str, receiver: str) -> None:
    """Refuse a posting by others than the counties or provinces of giver and receiver.

    Parameters
    ----------
    actor
        Who asks.
    giver, receiver
        The pair.
    """
    if actor.role in _GOVERN and (actor.holds_at(giver) or actor.holds_at(receiver)):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not post money from {giver!r} to {receiver!r}; "
        "ask the county or the province of one of them"
    )


def _words(actor: Actor) -> str:
    where = f" of {actor.place}" if actor.place else ""
    return f"{actor.role}{where}"
