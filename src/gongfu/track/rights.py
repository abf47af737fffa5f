"""Who may write into a ledger, and what: everybody where they govern, work or live.

Of residents' requests also: who files them for whom, and who reads what is private in them.
"""

from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role

GOVERN: Final = (Role.COUNTY, Role.PROVINCE)
"""Who decides on all that lies in their place."""
_FILE: Final = (Role.VILLAGE, *GOVERN)


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
    if actor.role in GOVERN and actor.holds_at(place):
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
    if actor.role in GOVERN and actor.holds_at(place):
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
    if actor.role in GOVERN and (actor.holds_at(giver) or actor.holds_at(receiver)):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not post money from {giver!r} to {receiver!r}; "
        "ask the county or the province of one of them"
    )


def check_files(actor: Actor, place: str, resident_id: str) -> None:
    """Refuse a request by others than the resident, or whoever takes it down where they act.

    Parameters
    ----------
    actor
        Who asks: a resident for themselves; a village, a county or a province for anybody.
    place
        Code of the place that it is about.
    resident_id
        Whose request it is.
    """
    own = actor.role is Role.RESIDENT and actor.actor_id == resident_id
    if (own or actor.role in _FILE) and actor.holds_at(place):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not file a request of {resident_id!r} in "
        f"{place!r}; the resident may, or the village, the county or the province in which it lies"
    )


def check_brings(actor: Actor, other: Actor) -> None:
    """Refuse to bring, in a list, acts of somebody above.

    Parameters
    ----------
    actor
        Who brings the list.
    other
        Whose act it tells of: of the same place or one in it, and of no higher role.
    """
    higher = other.role is Role.PROVINCE and actor.role is not Role.PROVINCE
    if actor.holds_at(other.place) and not higher:
        return
    raise InputError(
        f"{other.actor_id!r} ({_words(other)}) is not of those whose acts {actor.actor_id!r} "
        f"({_words(actor)}) may bring; ask them, or whoever governs there, to bring them"
    )


def is_self(actor: Actor, person_id: str, place: str) -> bool:
    """Whether somebody is the resident of that id, there and not elsewhere.

    Parameters
    ----------
    actor
        Who asks.
    person_id, place
        Of whom something is, and where.

    Returns
    -------
    bool
        Another place may use the same id for somebody else.
    """
    return actor.role is Role.RESIDENT and actor.actor_id == person_id and actor.holds_at(place)


def is_brought(actor: Actor, person_id: str, place: str) -> bool:
    """Whether somebody is the resident of that id whom those who govern a place brought.

    Parameters
    ----------
    actor
        Who asks.
    person_id, place
        Of whom something is, and for which place the one acts who brought it.

    Returns
    -------
    bool
        So for whoever lives anywhere in the place.
    """
    own = actor.role is Role.RESIDENT and actor.actor_id == person_id
    return own and (actor.holds_at(place) or actor.place.startswith(place))


def reads_words(actor: Actor, place: str, resident_id: str, department: str) -> bool:
    """Whether somebody may read what is private of a request: words, contact, reasons.

    Parameters
    ----------
    actor
        Who asks.
    place, resident_id, department
        Where the request is, whose, and who has it now; "" for nobody.

    Returns
    -------
    bool
        True for the resident, for the department that has it, and for the county or province in
        which it lies.  Not for a village, which a request may be about, and not for an auditor.
    """
    if actor.role is Role.RESIDENT:
        return is_self(actor, resident_id, place)
    if actor.role is Role.DEPARTMENT:
        return bool(department) and actor.department == department and actor.holds_at(place)
    return actor.role in GOVERN and actor.holds_at(place)


def check_runs(actor: Actor, place: str, enterprise: str, doing: str) -> None:
    """Refuse all but who runs a workshop, the village where it is, its county and province.

    Parameters
    ----------
    actor
        Who asks.
    place, enterprise
        Where the workshop is, and the actor who runs it.
    doing
        What they want to do, as in "pay W1".
    """
    if actor.role is Role.ENTERPRISE and actor.actor_id == enterprise and actor.holds_at(place):
        return
    if actor.role in (Role.VILLAGE, *GOVERN) and actor.holds_at(place):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not {doing} in {place!r}; ask the enterprise "
        f"{enterprise!r} that runs the workshop, the village or the county"
    )


def check_speaks_for(actor: Actor, person_id: str, village: str, doing: str) -> None:
    """Refuse all but a resident themselves, the village where they live, its county and province.

    Parameters
    ----------
    actor
        Who asks.
    person_id, village
        Of whom it is, and where they live.
    doing
        What they want to do, as in "withdraw E1".
    """
    if is_self(actor, person_id, village):
        return
    if actor.role in (Role.VILLAGE, *GOVERN) and actor.holds_at(village):
        return
    raise InputError(
        f"{actor.actor_id!r} ({_words(actor)}) may not {doing} for {person_id!r} of {village!r}; "
        "ask them, their village or the county"
    )


def _words(actor: Actor) -> str:
    where = f" of {actor.place}" if actor.place else ""
    return f"{actor.role}{where}"
