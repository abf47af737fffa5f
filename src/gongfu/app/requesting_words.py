"""Requests and acts as one writes them on a command line."""

from collections.abc import Mapping
from typing import Any, Final

from gongfu.app.requesting import Details
from gongfu.app.requesting_rows import Intake
from gongfu.errors import InputError
from gongfu.io.ledger_cells import count_or_none, moment_of, yes_or_none
from gongfu.io.ledger_deeds import Deed
from gongfu.track.clock import Terms

_DETAILS: Final = (
    "reason",
    "department",
    "sign_days",
    "handle_days",
    "category",
    "days",
    "into",
    "satisfied",
    "at",
)


def intake_of_words(request_id: str, deed: Deed, told: Mapping[str, Any]) -> Intake:
    """A request as one writes it on a command line.

    Parameters
    ----------
    request_id
        A new one.
    deed
        Of whoever takes it down.
    told
        Its resident ("": whoever takes it down), place, category, words, contact, lon and lat
        (None: unknown), and at ("": now).

    Returns
    -------
    Intake
        To be taken down.
    """
    lon, lat = told["lon"], told["lat"]
    if (lon is None) != (lat is None):
        raise InputError(f"request {request_id!r}: longitude and latitude go together; give both")
    return Intake(
        request_id,
        told["resident"] or deed.who,
        told["place"],
        told["category"],
        moment_of(told["at"]) if told["at"] else deed.at,
        told["words"],
        told["contact"],
        None if lon is None or lat is None else (lon, lat),
    )


def details_of_words(told: Mapping[str, str]) -> Details:
    """What an act says, as one writes it on a command line.

    Parameters
    ----------
    told
        Any of reason, department, sign_days and handle_days (working days of a term), category,
        days (by which a term is lengthened), into, satisfied (yes or no), at (a moment).

    Returns
    -------
    Details
        To be done.
    """
    odd = [name for name in told if name not in _DETAILS]
    if odd:
        raise InputError(f"an act says no {odd[0]!r}; choose among {', '.join(_DETAILS)}")
    said = {name: told.get(name, "") for name in _DETAILS}
    sign, handle = count_or_none(said["sign_days"]), count_or_none(said["handle_days"])
    if (sign is None) != (handle is None):
        raise InputError("sign_days and handle_days go together; give both or neither")
    return Details(
        said["reason"],
        said["department"],
        None if sign is None or handle is None else Terms(sign, handle, "by hand"),
        said["category"],
        count_or_none(said["days"]) or 0,
        said["into"],
        yes_or_none(said["satisfied"]),
        moment_of(said["at"]) if said["at"] else None,
    )
