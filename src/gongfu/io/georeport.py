"""Open311 GeoReport v2: what the public sees of requests, as XML and JSON.

The specification: wiki.open311.org/GeoReport_v2 (frozen).  XML has no namespace; JSON follows from
it by the Spark convention: a list for a container, null for an empty element.  No word of a
resident and no id of one goes out, and none is taken over from elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final, Literal

from gongfu.errors import InputError
from gongfu.io.georeport_forms import (
    DATATYPES,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    Form,
    read_json,
    read_xml,
    write_json,
    write_xml,
)
from gongfu.io.georeport_nouns import (
    Attribute,
    Choice,
    PublicRequest,
    Service,
    ServiceDefinition,
)

Format = Literal["xml", "json"]

_SERVICE: Final = Form(
    "service",
    {
        "service_code": TEXT,
        "service_name": TEXT,
        "description": TEXT,
        "metadata": FLAG,
        "type": TEXT,
        "keywords": TEXT,
        "group": TEXT,
    },
    needs=("service_code", "service_name", "metadata", "type"),
)
_VALUE: Final = Form("value", {"key": TEXT, "name": TEXT}, needs=("key", "name"))
_ATTRIBUTE: Final = Form(
    "attribute",
    {
        "variable": FLAG,
        "code": TEXT,
        "datatype": TEXT,
        "required": FLAG,
        "datatype_description": TEXT,
        "order": WHOLE,
        "description": TEXT,
    },
    needs=("variable", "code", "datatype", "required", "order"),
    lists={"values": _VALUE},
)
_DEFINITION: Final = Form(
    "service_definition",
    {"service_code": TEXT},
    needs=("service_code",),
    lists={"attributes": _ATTRIBUTE},
)
_REQUEST: Final = Form(
    "request",
    {
        "service_request_id": TEXT,
        "status": TEXT,
        "status_notes": TEXT,
        "service_name": TEXT,
        "service_code": TEXT,
        "agency_responsible": TEXT,
        "service_notice": TEXT,
        "requested_datetime": MOMENT,
        "updated_datetime": MOMENT,
        "expected_datetime": MOMENT,
        "address": TEXT,
        "address_id": TEXT,
        "zipcode": TEXT,
        "lat": NUMBER,
        "long": NUMBER,
    },
    needs=("service_request_id", "status", "service_code", "requested_datetime"),
    left=("description", "media_url"),
)


def write_services(services: Iterable[Service], form: Format) -> bytes:
    """The list of services.

    Parameters
    ----------
    services
        With different codes.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8.
    """
    rows = []
    held = list(services)
    _refuse(_service_faults(held))
    for one in held:
        rows.append(_plain(one) | {"keywords": ", ".join(one.keywords)})
    return _written(rows, "services", _SERVICE, form)


def read_services(data: bytes, form: Format) -> tuple[Service, ...]:
    """The services of a list.

    Parameters
    ----------
    data
        As `write_services` or another server gives it.
    form
        "xml" or "json".

    Returns
    -------
    tuple of Service
        In their order.
    """
    held = []
    for row in _read(data, "services", _SERVICE, form):
        words = tuple(one.strip() for one in row["keywords"].split(",") if one.strip())
        held.append(Service(**(row | {"keywords": words})))
    _refuse(_service_faults(held))
    return tuple(held)


def write_definition(definition: ServiceDefinition, form: Format) -> bytes:
    """The questions of a service.

    Parameters
    ----------
    definition
        With different codes and orders.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8.
    """
    _refuse(_definition_faults(definition))
    row = _plain(definition)
    row["attributes"] = [
        _plain(one) | {"values": [_plain(value) for value in one.values]}
        for one in definition.attributes
    ]
    return _written(row, "", _DEFINITION, form)


def read_definition(data: bytes, form: Format) -> ServiceDefinition:
    """The questions of a service.

    Parameters
    ----------
    data
        As `write_definition` or another server gives it.
    form
        "xml" or "json".

    Returns
    -------
    ServiceDefinition
        Its questions in the order in which they stand.
    """
    (row,) = _read(data, "", _DEFINITION, form)
    attributes = tuple(
        Attribute(**(one | {"values": tuple(Choice(**value) for value in one["values"])}))
        for one in row["attributes"]
    )
    definition = ServiceDefinition(row["service_code"], attributes)
    _refuse(_definition_faults(definition))
    return definition


def write_requests(requests: Iterable[PublicRequest], form: Format) -> bytes:
    """A list of requests; of one request too, which the specification gives as a list of one.

    Parameters
    ----------
    requests
        With different ids.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8.
    """
    held = list(requests)
    _refuse(_request_faults(held))
    rows = []
    for one in held:
        row = _plain(one)
        for name in ("requested", "updated", "expected"):
            row[f"{name}_datetime"] = row.pop(f"{name}_at")
        rows.append(row)
    return _written(rows, "service_requests", _REQUEST, form)


def read_requests(data: bytes, form: Format) -> tuple[PublicRequest, ...]:
    """The requests of a list.

    Parameters
    ----------
    data
        As `write_requests` or another server gives it.
    form
        "xml" or "json".

    Returns
    -------
    tuple of PublicRequest
        In their order; `description` and `media_url`, a resident's own, are left where they are.
    """
    held = []
    for row in _read(data, "service_requests", _REQUEST, form):
        for name in ("requested", "updated", "expected"):
            row[f"{name}_at"] = row.pop(f"{name}_datetime")
        held.append(PublicRequest(**row))
    _refuse(_request_faults(held))
    return tuple(held)


def _plain(noun: Any) -> dict[str, Any]:
    return {one.name: getattr(noun, one.name) for one in fields(noun)}


def _written(content: Any, container: str, form: Form, kind: Format) -> bytes:
    return (
        write_json(content, form) if _kind(kind) == "json" else write_xml(content, container, form)
    )


def _read(data: bytes, container: str, form: Form, kind: Format) -> list[dict[str, Any]]:
    return (
        read_json(data, container, form)
        if _kind(kind) == "json"
        else read_xml(data, container, form)
    )


def _kind(kind: str) -> str:
    if kind not in ("xml", "json"):
        raise InputError(f"GeoReport has no form {kind!r}; choose 'xml' or 'json'")
    return kind


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        more = f"; and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise InputError("GeoReport: " + "; ".join(faults[:20]) + more)


def _twice(what: str, ids: Iterable[object]) -> list[str]:
    seen: set[object] = set()
    found = []
    for one in ids:
        if one in seen:
            found.append(f"{what} {one!r} is there twice")
        seen.add(one)
    return found


def _service_faults(services: Sequence[Service]) -> list[str]:
    faults = _twice("service", (one.service_code for one in services))
    for one in services:
        if one.type not in ("realtime", "batch", "blackbox"):
            faults.append(
                f"service {one.service_code!r}: type is {one.type!r}; choose realtime, batch or "
                "blackbox"
            )
        if any("," in word or word != word.strip() or not word for word in one.keywords):
            faults.append(f"service {one.service_code!r}: a keyword is empty or has a comma")
    return faults


def _definition_faults(definition: ServiceDefinition) -> list[str]:
    held = definition.attributes
    faults = _twice("attribute", (one.code for one in held))
    faults += _twice("order", (one.order for one in held))
    for one in held:
        name = f"attribute {one.code!r}"
        if one.datatype not in DATATYPES:
            faults.append(f"{name}: datatype is {one.datatype!r}; choose {', '.join(DATATYPES)}")
        if one.order < 1:
            faults.append(f"{name}: order is {one.order}; count from 1")
        if one.datatype.endswith("list") != bool(one.values):
            faults.append(f"{name}: a list has values to choose from, and nothing else has")
        faults += [f"{name}: {fault}" for fault in _twice("value", (v.key for v in one.values))]
    return faults


def _request_faults(requests: Sequence[PublicRequest]) -> list[str]:
    faults = _twice("request", (one.service_request_id for one in requests))
    for one in requests:
        name = f"request {one.service_request_id!r}"
        if one.status not in ("open", "closed"):
            faults.append(f"{name}: status is {one.status!r}; it is open or closed")
        if (one.lat is None) != (one.long is None):
            faults.append(f"{name}: lat and long go together; give both or none")
        if one.lat is not None and not abs(one.lat) <= 90:
            faults.append(f"{name}: lat is not within -90 to 90 degrees")
        if one.long is not None and not abs(one.long) <= 180:
            faults.append(f"{name}: long is not within -180 to 180 degrees")
    return faults
