"""What GeoReport speaks of: services, what they ask, and requests as the public sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from gongfu.track.request_moves import State
from gongfu.track.requests import Request

Status = Literal["open", "closed"]

_CLOSED: Final = (State.CLOSED, State.DECLINED, State.MERGED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of request that can be made.

    Attributes
    ----------
    service_code, service_name
        The category and its name for people.
    description, group
        More words; "" for none.
    keywords
        Other words for it, without commas.
    metadata
        Whether its definition asks for more.
    type
        "realtime": the id comes back at once; "batch": a token; "blackbox": neither.
    """

    service_code: str
    service_name: str
    description: str = ""
    metadata: bool = False
    type: str = "realtime"
    keywords: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: its key, and its name for people."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A question that a service asks.

    Attributes
    ----------
    code, datatype
        Which, and "string", "number", "datetime", "text", "singlevaluelist" or "multivaluelist".
    required
        Whether it must be answered.
    order
        1 is asked first; no two of a service have the same.
    variable
        False: it only tells something, and asks nothing.
    description, datatype_description
        The question, and how to answer it.
    values
        To choose from, for the two lists.
    """

    code: str
    datatype: str
    required: bool
    order: int
    variable: bool = True
    description: str = ""
    datatype_description: str = ""
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """What a service asks beside place and description."""

    service_code: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """What everybody may see of a request.  "" and None: not said.

    Attributes
    ----------
    service_request_id, status, service_code, service_name
        Which, "open" or "closed", and about what.
    requested_at, updated_at, expected_at
        When it was made, last changed, and should be answered; with a time zone.
    agency_responsible
        The department that has it.
    address, address_id, zipcode, lat, long
        Where: words, the code of the place, and WGS84 degrees.
    status_notes, service_notice
        Words of the office.
    """

    service_request_id: str
    status: Status
    service_code: str
    requested_at: datetime
    service_name: str = ""
    status_notes: str = ""
    agency_responsible: str = ""
    service_notice: str = ""
    updated_at: datetime | None = None
    expected_at: datetime | None = None
    address: str = ""
    address_id: str = ""
    zipcode: str = ""
    lat: float | None = None
    long: float | None = None


def public_status(state: State) -> Status:
    """What the public sees of a state.

    Parameters
    ----------
    state
        Of a request; an answer that the resident has not yet judged leaves it open.

    Returns
    -------
    str
        "closed" where the matter rests: closed, declined, merged or withdrawn; else "open".
    """
    return "closed" if state in _CLOSED else "open"


def public_view(
    request: Request,
    requested_at: datetime,
    *,
    service_name: str = "",
    agency_responsible: str = "",
    expected_at: datetime | None = None,
    point: tuple[float, float] | None = None,
    service_notice: str = "",
) -> PublicRequest:
    """What everybody may see of a request.

    Parameters
    ----------
    request
        As it stands.
    requested_at
        When it was filed.
    service_name, agency_responsible
        Names of its category and department for people.
    expected_at
        When it should be answered.
    point
        Longitude and latitude of the place; never of somebody's home.
    service_notice
        What is to be said of the day on which it should be answered.

    Returns
    -------
    PublicRequest
        Without the resident, without reasons and without the internal state.
    """
    lon, lat = point if point is not None else (None, None)
    return PublicRequest(
        service_request_id=request.request_id,
        status=public_status(request.state),
        service_code=request.category,
        requested_at=requested_at,
        service_name=service_name,
        agency_responsible=agency_responsible,
        service_notice=service_notice,
        updated_at=request.changed_at,
        expected_at=expected_at,
        address_id=request.place,
        lat=lat,
        long=lon,
    )
