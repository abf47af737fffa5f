"""GeoReport's POST: the arguments of a new request, each checked and each fault told by its field.

Faults carry the code that the specification gives them (400, or 404 for a service that is not
there), and never what the resident wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from gongfu.errors import InputError, n_of
from gongfu.io.georeport import Format
from gongfu.io.georeport_forms import TEXT, WHOLE, Form, moment_of, number_of, write_json, write_xml
from gongfu.io.georeport_nouns import Attribute, Service, ServiceDefinition

_CONTACT: Final = ("email", "device_id", "account_id", "first_name", "last_name", "phone")
_KNOWN: Final = (
    "api_key",
    "jurisdiction_id",
    "service_code",
    "lat",
    "long",
    "address_string",
    "address_id",
    "description",
    "media_url",
    *_CONTACT,
)
_DESCRIPTION_MOST: Final = 4000
_LINE_MOST: Final = 1000
_FIELDS_MOST: Final = 500
_ATTRIBUTE: Final = re.compile(r"attribute\[([^\[\]]+)\](\[\])?")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_MARKUP: Final = re.compile(r"<\s*/?\s*[a-zA-Z!]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_FAULT: Final = Form("error", {"code": WHOLE, "description": TEXT}, needs=("code", "description"))
_RECEIPT: Final = Form(
    "request",
    {"service_request_id": TEXT, "service_notice": TEXT, "account_id": TEXT},
    needs=("service_request_id",),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks: personal data, for a table of its own.  "" is not said; nothing is ever shown."""

    email: str = field(default="", repr=False)
    device_id: str = field(default="", repr=False)
    account_id: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A new request as it was sent.

    Attributes
    ----------
    service_code
        About what.
    lat, long
        WGS84 degrees, or None.
    address, address_id
        Where in words, and the code of the place.
    answers
        Keys or words by code of the attribute, in the order of the definition.
    description, media_url
        The resident's words and picture; as personal as `contact`.
    contact
        Who asks.
    """

    service_code: str
    lat: float | None = None
    long: float | None = None
    address: str = field(default="", repr=False)
    address_id: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    description: str = field(default="", repr=False)
    media_url: str = field(default="", repr=False)
    contact: Contact = field(default=Contact())


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an argument: 400 or 404, which argument, and what to do."""

    code: int
    argument: str
    description: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it: a submission, or else every fault."""

    submission: Submission | None
    faults: tuple[Fault, ...]


def read_post(
    body: bytes,
    services: Mapping[str, Service],
    definitions: Mapping[str, ServiceDefinition],
    *,
    jurisdiction_id: str = "",
) -> Posted:
    """The arguments of a new request.

    Parameters
    ----------
    body
        application/x-www-form-urlencoded in UTF-8.
    services, definitions
        By service code; a service with `metadata` has a definition.
    jurisdiction_id
        The one that is served; "" where there is only one, and the argument may be left out.

    Returns
    -------
    Posted
        An empty argument counts as one that was not sent.  Whether `api_key` holds is for the
        caller to know.
    """
    bare = [one for one, service in services.items() if service.metadata and one not in definitions]
    if bare:
        count = n_of(len(bare), "service has", "services have")
        raise InputError(f"{count} no definition, such as {bare[0]!r}; give it")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_FIELDS_MOST,
        )
    except (UnicodeDecodeError, ValueError):
        told = f"the body is not a form in UTF-8 with up to {_FIELDS_MOST} arguments; encode it"
        return Posted(None, (Fault(400, "", told),))
    sent, answers, faults = _sorted(pairs)
    faults += _service_faults(sent, services, jurisdiction_id)
    faults += _where_faults(sent)
    faults += _word_faults(sent)
    code = sent.get("service_code", "")
    definition = definitions.get(code, ServiceDefinition(code, ()))
    if code in services:
        faults += _answer_faults(answers, definition)
    if faults:
        return Posted(None, tuple(faults))
    return Posted(
        Submission(
            service_code=code,
            lat=number_of(sent["lat"]) if "lat" in sent else None,
            long=number_of(sent["long"]) if "long" in sent else None,
            address=sent.get("address_string", ""),
            address_id=sent.get("address_id", ""),
            answers={
                one.code: tuple(answers[one.code])
                for one in definition.attributes
                if one.code in answers
            },
            description=sent.get("description", ""),
            media_url=sent.get("media_url", ""),
            contact=Contact(**{name: sent.get(name, "") for name in _CONTACT}),
        ),
        (),
    )


def write_faults(faults: tuple[Fault, ...], form: Format) -> bytes:
    """What was wrong, as the specification tells it.

    Parameters
    ----------
    faults
        Of a `Posted`.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8; the argument stands before its description.
    """
    rows = [
        {"code": one.code, "description": ": ".join(filter(None, (one.argument, one.description)))}
        for one in faults
    ]
    return write_json(rows, _FAULT) if form == "json" else write_xml(rows, "errors", _FAULT)


def write_receipt(service_request_id: str, form: Format, *, service_notice: str = "") -> bytes:
    """The answer to a request that was taken.

    Parameters
    ----------
    service_request_id
        The id that it was given.
    form
        "xml" or "json".
    service_notice
        What will be done, in the office's words.

    Returns
    -------
    bytes
        UTF-8.
    """
    row = {
        "service_request_id": service_request_id,
        "service_notice": service_notice,
        "account_id": "",
    }
    if form == "json":
        return write_json([row], _RECEIPT)
    return write_xml([row], "service_requests", _RECEIPT)


def _sorted(
    pairs: list[tuple[str, str]],
) -> tuple[dict[str, str], dict[str, list[str]], list[Fault]]:
    """Arguments, answers by attribute, and what is neither."""
    sent: dict[str, str] = {}
    answers: dict[str, list[str]] = {}
    faults = []
    for name, value in pairs:
        if not value.strip():
            continue
        attribute = _ATTRIBUTE.fullmatch(name)
        if attribute:
            answers.setdefault(attribute[1], []).append(value)
        elif name not in _KNOWN:
            faults.append(Fault(400, name[:50], "is no argument of GeoReport v2; leave it out"))
        elif name in sent:
            faults.append(Fault(400, name, "is sent twice; send it once"))
        else:
            sent[name] = value
    return sent, answers, faults


def _service_faults(
    sent: Mapping[str, str], services: Mapping[str, Service], jurisdiction_id: str
) -> list[Fault]:
    faults = []
    if jurisdiction_id:
        given = sent.get("jurisdiction_id")
        if given is None:
            faults.append(Fault(400, "jurisdiction_id", f"was not sent; send {jurisdiction_id}"))
        elif given != jurisdiction_id:
            faults.append(Fault(404, "jurisdiction_id", f"is not served; send {jurisdiction_id}"))
    if "service_code" not in sent:
        faults.append(Fault(400, "service_code", "was not sent; choose one of the services"))
    elif sent["service_code"] not in services:
        faults.append(Fault(404, "service_code", "was not found; choose one of the services"))
    return faults


def _where_faults(sent: Mapping[str, str]) -> list[Fault]:
    faults = []
    for name, other, most in (("lat", "long", 90), ("long", "lat", 180)):
        if name not in sent:
            if other in sent:
                faults.append(Fault(400, name, f"was not sent, and {other} was; send both"))
            continue
        value = number_of(sent[name])
        if value is None or abs(value) > most:
            faults.append(Fault(400, name, f"is not a number from -{most} to {most} (degrees)"))
    if not any(name in sent for name in ("lat", "long", "address_string", "address_id")):
        told = "was not sent; send lat and long, address_string or address_id"
        faults.append(Fault(400, "address_string", told))
    return faults


def _word_faults(sent: Mapping[str, str]) -> list[Fault]:
    faults = []
    for name, value in sent.items():
        most = _DESCRIPTION_MOST if name == "description" else _LINE_MOST
        if len(value) > most:
            faults.append(Fault(400, name, f"has more than {most} characters; shorten it"))
        if _CONTROL.search(value) or (name != "description" and re.search(r"[\r\n]", value)):
            faults.append(Fault(400, name, "has a line break or control character; remove it"))
    if _MARKUP.search(sent.get("description", "")):
        faults.append(Fault(400, "description", "has HTML in it; send plain words"))
    if "email" in sent and not _EMAIL.fullmatch(sent["email"].strip()):
        faults.append(Fault(400, "email", "is no address of the form name@host"))
    if "media_url" in sent and not _is_link(sent["media_url"]):
        faults.append(Fault(400, "media_url", "is no link that begins with http:// or https://"))
    return faults


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _answer_faults(answers: Mapping[str, list[str]], definition: ServiceDefinition) -> list[Fault]:
    asked = {one.code: one for one in definition.attributes if one.variable}
    faults = [
        Fault(400, f"attribute[{code[:50]}]", "is not asked by this service; leave it out")
        for code in answers
        if code not in asked
    ]
    for code, one in asked.items():
        name = f"attribute[{code}]"
        given = answers.get(code, [])
        if one.required and not given:
            faults.append(Fault(400, name, "was not sent, and is required"))
        if len(given) > 1 and one.datatype != "multivaluelist":
            faults.append(Fault(400, name, "is sent twice; send it once"))
        told = next((told for value in given if (told := _answer_fault(value, one))), "")
        if told:
            faults.append(Fault(400, name, told))
    return faults


def _answer_fault(value: str, asked: Attribute) -> str:
    """What is wrong with an answer; "" for nothing."""
    if asked.values:
        if value not in {one.key for one in asked.values}:
            return "is none of its values; send the key of one"
        return ""
    if len(value) > _DESCRIPTION_MOST:
        return f"has more than {_DESCRIPTION_MOST} characters; shorten it"
    if asked.datatype == "number" and number_of(value) is None:
        return "is not a number"
    if asked.datatype == "datetime" and moment_of(value) is None:
        return "is not a moment such as 2024-03-01T08:00:00+08:00"
    if asked.datatype == "string" and re.search(r"[\r\n]", value):
        return "has a line break; send one line"
    return "has a control character; remove it" if _CONTROL.search(value) else ""
