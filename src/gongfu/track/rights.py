"""Who may write into a ledger, and what: everybody where they govern, work or live.

Of residents' requests also: who files them for whom, and who reads what is private in them.  Whom a
field limits acts upon nothing of another field, nor upon what has none.
"""

from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import GOVERN, LIMITED, Actor, Role

_FILE: Final = (Role.VILLAGE, *GOVERN)


def check_governs(actor: Actor, place: str, doing: str, field: str = "") -> None:
    """Refuse all but the county or province in which a place lies.

    Parameters
    ----------
    actor
        Who asks.
    place
        Code of the place that it is about.
    doing
        What they want to do, as in "move it".
    field
        Of which field it is; "" for none.
    """
    if actor.governs(place, field):
        return
    raise InputError(
        f"{_who(actor)} may not {doing}{_of(actor, field)} in {place!r}; ask the "
        "county or the province in which it lies"
    )


def check_serves(actor: Actor, place: str, owner: str, doing: str, field: str = "") -> None:
    """Refuse all but the owner of a thing, and the county or province in which it lies.

    Parameters
    ----------
    actor
        Who asks.
    place, owner
        Where the thing is, and which department answers for it.
    doing
        What they want to do, as in "prove it".
    field
        Of which field it is.
    """
    own = actor.role is Role.DEPARTMENT and actor.department == owner
    if own and actor.holds_at(place) and actor.holds_in(field):
        return
    if actor.governs(place, field):
        return
    raise InputError(
        f"{_who(actor)} may not {doing}{_of(actor, field)} in {place!r}; ask the "
        f"department {owner!r} that answers for it, or the county"
    )


def check_pays(actor: Actor, giver: str, receiver: str, field: str = "") -> None:
    """Refuse a posting by others than the counties or provinces of giver and receiver.

    Parameters
    ----------
    actor
        Who asks.
    giver, receiver
        The pair.
    field
        Of the project; "" if no list has it.
    """
    if actor.governs(giver, field) or actor.governs(receiver, field):
        return
    raise InputError(
        f"{_who(actor)} may not post money{_of(actor, field)} from {giver!r} to "
        f"{receiver!r}; ask the county or the province of one of them"
    )


def check_files(actor: Actor, place: str, resident_id: str, category: str) -> None:
    """Refuse a request by others than the resident, or whoever takes it down where they act.

    Parameters
    ----------
    actor
        Who asks: a resident for themselves; a village, a county or a province for anybody.
    place
        Code of the place that it is about.
    resident_id
        Whose request it is.
    category
        As what it is filed, which is its field.
    """
    own = actor.role is Role.RESIDENT and actor.actor_id == resident_id
    if (own or actor.role in _FILE) and actor.holds_at(place) and actor.holds_in(category):
        return
    raise InputError(
        f"{_who(actor)} may not file a request{_of(actor, category)} of "
        f"{resident_id!r} in {place!r}; the resident may, or the village, the county or the "
        "province in which it lies"
    )


def check_brings(actor: Actor, other: Actor) -> None:
    """Refuse to bring, in a list, acts of somebody above.

    Parameters
    ----------
    actor
        Who brings the list.
    other
        Whose act it tells of: of the same place or one in it, of no higher role, and limited to no
        other field.
    """
    higher = other.role is Role.PROVINCE and actor.role is not Role.PROVINCE
    wider = other.role in LIMITED and not actor.holds_in(other.field)
    if actor.holds_at(other.place) and not (higher or wider):
        return
    raise InputError(
        f"{_who(other)} is not of those whose acts {_who(actor)} may bring; ask them, or whoever "
        "governs there, to bring them"
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


def reads_words(actor: Actor, place: str, resident_id: str, department: str, category: str) -> bool:
    """Whether somebody may read what is private of a request: words, contact, reasons.

    Parameters
    ----------
    actor
        Who asks.
    place, resident_id, department
        Where the request is, whose, and who has it now; "" for nobody.
    category
        As what it is filed, which is its field.

    Returns
    -------
    bool
        True for the resident, for the department that has it, and for the county or province in
        which it lies.  Not for a village, which a request may be about, and not for an auditor.
    """
    if actor.role is Role.RESIDENT:
        return is_self(actor, resident_id, place)
    if actor.role is Role.DEPARTMENT:
        own = bool(department) and actor.department == department
        return own and actor.holds_at(place) and actor.holds_in(category)
    return actor.governs(place, category)


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
    if actor.governs(place) or (actor.role is Role.VILLAGE and actor.holds_at(place)):
        return
    raise InputError(
        f"{_who(actor)} may not {doing} in {place!r}; ask the enterprise "
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
    if actor.governs(village) or (actor.role is Role.VILLAGE and actor.holds_at(village)):
        return
    raise InputError(
        f"{_who(actor)} may not {doing} for {person_id!r} of {village!r}; "
        "ask them, their village or the county"
    )


def _who(actor: Actor) -> str:
    where = f" of {actor.place}" if actor.place else ""
    limit = f", for {actor.field} alone" if actor.field else ""
    return f"{actor.actor_id!r} ({actor.role}{where}{limit})"


def _of(actor: Actor, field: str) -> str:
    """Of which field something is, for whom a field limits."""
    return f" of {field}" if actor.field and field else ""
