"""GeoReport goes out as the specification says, comes back equal, and tells what is wrong."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongfu.errors import InputError
from gongfu.io.georeport import (
    read_definition,
    read_requests,
    read_services,
    write_definition,
    write_requests,
    write_services,
)
from gongfu.io.georeport_nouns import (
    Attribute,
    Choice,
    PublicRequest,
    Service,
    ServiceDefinition,
    public_status,
    public_view,
)
from gongfu.track.request_moves import Event, State
from gongfu.track.requests import Refusal, Request

CHINA = timezone(timedelta(hours=8))
NOON = datetime(2024, 3, 1, 12, tzinfo=CHINA)
LAMP = Service("street.lamp", "路灯 <不亮>", "A lamp & its post", True, keywords=("lamp", "灯"))
ASKED = ServiceDefinition(
    "street.lamp",
    (
        Attribute("post", "string", True, 1, description="Number on the post"),
        Attribute(
            "how", "singlevaluelist", False, 2, values=(Choice("1", "off"), Choice("2", "dim"))
        ),
        Attribute("note", "text", False, 3, variable=False, description="Do not climb."),
    ),
)
SEEN = PublicRequest("r1", "open", "street.lamp", NOON, lat=30.25, long=120.125)
FORMS = ("xml", "json")

words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1).filter(
    str.strip
)
moments = st.builds(
    lambda hours, zone: (NOON + timedelta(hours=hours, seconds=hours)).astimezone(zone),
    st.integers(-200_000, 200_000),
    st.sampled_from([UTC, CHINA]),
)
seen = st.builds(
    PublicRequest,
    service_request_id=words,
    status=st.sampled_from(["open", "closed"]),
    service_code=words,
    requested_at=moments,
    status_notes=st.just("") | words,
    agency_responsible=st.just("") | words,
    updated_at=st.none() | moments,
    expected_at=st.none() | moments,
    address_id=st.just("") | words,
)


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(seen, max_size=3, unique_by=lambda one: one.service_request_id), st.data())
def test_requests_come_back(form, requests, data):
    at = data.draw(st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    requests = tuple(replace(one, lat=at[0], long=at[1]) for one in requests)
    assert read_requests(write_requests(requests, form), form) == requests


@pytest.mark.parametrize("form", FORMS)
def test_services_and_definitions_come_back(form):
    services = (LAMP, Service("road", "Road", type="batch", group="street"))
    assert read_services(write_services(services, form), form) == services
    assert read_definition(write_definition(ASKED, form), form) == ASKED


def test_xml_is_as_the_specification_shows_it():
    text = write_services([LAMP], "xml")
    assert text.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<services>")
    (service,) = etree.fromstring(text)
    assert {child.tag: child.text for child in service} == {
        "service_code": "street.lamp",
        "service_name": "路灯 <不亮>",
        "description": "A lamp & its post",
        "metadata": "true",
        "type": "realtime",
        "keywords": "lamp, 灯",
        "group": None,
    }
    asked = etree.fromstring(write_definition(ASKED, "xml"))
    assert asked.tag == "service_definition"
    assert asked.xpath("string(attributes/attribute[2]/values/value[1]/key)") == "1"
    (request,) = etree.fromstring(write_requests([SEEN], "xml"))
    assert request.getparent().tag == "service_requests"
    assert request.findtext("requested_datetime") == "2024-03-01T12:00:00+08:00"
    assert (request.findtext("lat"), request.findtext("long")) == ("30.25", "120.125")


def test_json_is_the_spark_form_of_the_xml():
    assert json.loads(write_requests([SEEN], "json")) == [
        {
            "service_request_id": "r1",
            "status": "open",
            "status_notes": None,
            "service_name": None,
            "service_code": "street.lamp",
            "agency_responsible": None,
            "service_notice": None,
            "requested_datetime": "2024-03-01T12:00:00+08:00",
            "updated_datetime": None,
            "expected_datetime": None,
            "address": None,
            "address_id": None,
            "zipcode": None,
            "lat": 30.25,
            "long": 120.125,
        }
    ]
    asked = json.loads(write_definition(ASKED, "json"))
    assert asked["attributes"][1]["values"] == [
        {"key": "1", "name": "off"},
        {"key": "2", "name": "dim"},
    ]
    assert asked["attributes"][0]["required"] is True


def test_what_others_write_is_read():
    text = b"""<?xml version="1.0" encoding="utf-8"?>
    <service_requests><!-- a comment --><request>
      <service_request_id>638344</service_request_id><status>closed</status><status_notes/>
      <service_code>006</service_code><description>My name is ...</description>
      <requested_datetime>2010-04-14T06:37:38-08:00</requested_datetime>
      <lat>37.762221815</lat><long>-122.4651145</long><media_url>http://a.b/c.jpg</media_url>
    </request></service_requests>"""
    (one,) = read_requests(text, "xml")
    assert (one.service_request_id, one.status, one.service_code) == ("638344", "closed", "006")
    assert one.requested_at == datetime(2010, 4, 14, 14, 37, 38, tzinfo=UTC)
    assert (one.lat, one.long) == (37.762221815, -122.4651145)
    assert "My name" not in repr(one)
    numbered = b'[{"service_request_id": 7, "status": "open", "service_code": 6, '
    numbered += b'"requested_datetime": "2010-04-14T06:37:38Z", "lat": "37.5", "long": 1}]'
    (one,) = read_requests(numbered, "json")
    assert (one.service_request_id, one.service_code, one.lat, one.long) == ("7", "6", 37.5, 1.0)


def test_every_state_is_open_or_closed():
    closed = {state for state in State if public_status(state) == "closed"}
    assert closed == {State.CLOSED, State.DECLINED, State.MERGED, State.WITHDRAWN}
    assert {public_status(state) for state in State} == {"open", "closed"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", State)
def test_nothing_internal_or_personal_goes_out(state, form):
    refusal = Refusal(Event.RETURN, "ACTOR", "DEPARTMENT", NOON, "REASON")
    request = Request(
        "r1", "RESIDENT", "330102", "lamp", NOON, state, department="DEPARTMENT",
        merged_into="INTO", refusals=(refusal,),
    )  # fmt: skip
    view = public_view(request, NOON, agency_responsible="Street office", point=(120.0, 30.0))
    text = write_requests([view], form).decode()
    for word in ("RESIDENT", "ACTOR", "DEPARTMENT", "REASON", "INTO"):
        assert word not in text
    if state is not State.CLOSED:
        assert f">{state}<" not in text
        assert f'"{state}"' not in text
    (back,) = read_requests(text.encode(), form)
    assert (back.address_id, back.lat, back.long) == ("330102", 30.0, 120.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "working"}, "request 'r1': status is 'working'; it is open or closed"),
        ({"lat": None}, "lat and long go together"),
        ({"lat": 91.0}, "lat is not within -90 to 90"),
        ({"lat": float("nan")}, "lat is not within -90 to 90"),
        ({"long": -181.0}, "long is not within -180 to 180"),
        ({"service_code": ""}, "no service_code; fill it in"),
        ({"address": "a\x00b"}, "address has a character that XML cannot hold"),
        ({"requested_at": NOON.replace(tzinfo=None)}, "requested_datetime has no time zone"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_written(change, message, form):
    with pytest.raises(InputError, match=message):
        write_requests([replace(SEEN, **change)], form)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"<service_requests><request/>", "not well-formed XML"),
        (b"<!DOCTYPE x><service_requests/>", "has a document type; remove it"),
        (b"<requests/>", "the root is 'requests'; it must be 'service_requests'"),
        (b"<service_requests><row/></service_requests>", "request 0 is called 'row'"),
        (b"<service_requests><request><a/></request></service_requests>", "'a' is no field"),
        (b"<service_requests><request/></service_requests>", "no requested_datetime; fill it in"),
        (
            b"<service_requests><request><lat>1</lat><lat>2</lat></request></service_requests>",
            "lat is there twice",
        ),
        (
            b"<service_requests><request><lat><x/></lat></request></service_requests>",
            "lat holds elements",
        ),
        (
            b"<service_requests><request><lat>1,5</lat></request></service_requests>",
            "lat is not a number",
        ),
    ],
)
def test_xml_that_is_no_list_of_requests(text, message):
    with pytest.raises(InputError, match=message):
        read_requests(text, "xml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[NaN]", "not JSON in UTF-8"),
        (b"{}", "service_requests is not a list"),
        (b"[3]", "request 0 is not an object"),
        (b'[{"lat": true}]', "lat is not a number"),
        (b'[{"lat": 1' + b"0" * 400 + b"}]", "lat is not a number"),
        (b'[{"requested_datetime": "2024-03-01T08:00:00"}]', "requested_datetime is not a moment"),
        (b'[{"requested_datetime": "2024-02-30T08:00:00Z"}]', "requested_datetime is not a moment"),
    ],
)
def test_json_that_is_no_list_of_requests(text, message):
    with pytest.raises(InputError, match=message):
        read_requests(text, "json")


def test_services_and_definitions_are_checked():
    with pytest.raises(InputError, match="is there twice"):
        write_services([LAMP, LAMP], "xml")
    with pytest.raises(InputError, match="type is 'fast'; choose realtime, batch or blackbox"):
        write_services([replace(LAMP, type="fast")], "json")
    with pytest.raises(InputError, match="a keyword is empty or has a comma"):
        write_services([replace(LAMP, keywords=("a,b",))], "json")
    with pytest.raises(InputError, match="no form 'csv'; choose 'xml' or 'json'"):
        write_services([LAMP], "csv")
    bad = (Attribute("p", "date", True, 0), Attribute("q", "multivaluelist", True, 1))
    with pytest.raises(InputError, match=r"'p': datatype is 'date'.*order is 0.*a list has values"):
        write_definition(ServiceDefinition("a", bad), "xml")
    with pytest.raises(InputError, match="attribute 0: no variable"):
        read_definition(b'{"service_code": "a", "attributes": [{"code": "p"}]}', "json")
    with pytest.raises(InputError, match="attributes is not a list"):
        read_definition(b'{"service_code": "a", "attributes": 3}', "json")
