"""A request that is posted is taken whole, or each fault is told by its argument."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongfu.errors import InputError
from gongfu.io.georeport_nouns import Attribute, Choice, Service, ServiceDefinition
from gongfu.io.georeport_post import Contact, read_post, write_faults, write_receipt

SERVICES = {"lamp": Service("lamp", "Lamp", metadata=True), "road": Service("road", "Road")}
SIZES = (Choice("s", "small"), Choice("l", "large"))
ASKED = {
    "lamp": ServiceDefinition(
        "lamp",
        (
            Attribute("post", "string", True, 1),
            Attribute("n", "number", False, 2),
            Attribute("since", "datetime", False, 3),
            Attribute("one", "singlevaluelist", False, 4, values=SIZES),
            Attribute("many", "multivaluelist", False, 5, values=SIZES),
            Attribute("told", "text", False, 6, variable=False),
        ),
    )
}
WHERE = {"lat": "30.25", "long": "120.1"}


def posted(pairs, **options):
    return read_post(urlencode(pairs).encode(), SERVICES, ASKED, **options)


def faults(pairs, **options):
    found = posted(pairs, **options)
    assert found.submission is None
    return {(one.code, one.argument): one.description for one in found.faults}


def test_a_good_request_is_taken_whole():
    pairs = [
        ("api_key", "k"),
        ("service_code", "lamp"),
        ("lat", "30.25"),
        ("long", "120.1"),
        ("address_string", "西湖区 5 号"),
        ("first_name", "三"),
        ("phone", "1"),
        ("email", ""),
        ("description", "暗\n两天 < 三天"),
        ("media_url", "https://a.b/c.jpg"),
        ("attribute[many][]", "s"),
        ("attribute[many][]", "l"),
        ("attribute[post]", "17"),
        ("attribute[n]", "-1.5e3"),
    ]
    found = posted(pairs)
    assert found.faults == ()
    one = found.submission
    assert (one.service_code, one.lat, one.long) == ("lamp", 30.25, 120.1)
    assert (one.address, one.description) == ("西湖区 5 号", "暗\n两天 < 三天")
    assert list(one.answers.items()) == [
        ("post", ("17",)),
        ("n", ("-1.5e3",)),
        ("many", ("s", "l")),
    ]
    assert one.contact == Contact(first_name="三", phone="1")
    shown = repr(found)
    assert all(word not in shown for word in ("三", "西湖", "暗", "17", "c.jpg"))


@pytest.mark.parametrize(
    ("change", "fault", "message"),
    [
        ({"service_code": ""}, (400, "service_code"), "was not sent"),
        ({"service_code": "x"}, (404, "service_code"), "was not found"),
        ({"lat": ""}, (400, "lat"), "long was; send both"),
        ({"long": ""}, (400, "long"), "lat was; send both"),
        ({"lat": "90.1"}, (400, "lat"), "-90 to 90"),
        ({"lat": "nan"}, (400, "lat"), "-90 to 90"),
        ({"long": "1e999"}, (400, "long"), "-180 to 180"),
        ({"lat": "", "long": ""}, (400, "address_string"), "send lat and long, address_string"),
        ({"colour": "red"}, (400, "colour"), "is no argument of GeoReport v2"),
        ({"email": "nobody"}, (400, "email"), "name@host"),
        ({"media_url": "javascript:alert(1)"}, (400, "media_url"), "http:// or https://"),
        ({"media_url": "http://[x"}, (400, "media_url"), "http:// or https://"),
        ({"description": "x" * 4001}, (400, "description"), "more than 4000 characters"),
        ({"description": "<b>now</b>"}, (400, "description"), "has HTML"),
        ({"description": "a\x00"}, (400, "description"), "control character"),
        ({"phone": "1\n2"}, (400, "phone"), "line break"),
        ({"attribute[post]": "1"}, (400, "attribute[post]"), "is not asked by this service"),
    ],
)
def test_each_fault_is_told_by_its_argument(change, fault, message):
    found = faults({"service_code": "road", **WHERE, **change})
    assert message in found[fault]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "was not sent, and is required"),
        ({"attribute[post]": "a\nb"}, "has a line break"),
        ({"attribute[post]": "1", "attribute[n]": "two"}, "is not a number"),
        ({"attribute[post]": "1", "attribute[since]": "yesterday"}, "is not a moment"),
        ({"attribute[post]": "1", "attribute[one]": "m"}, "is none of its values"),
        ({"attribute[post]": "1", "attribute[many][]": "m"}, "is none of its values"),
        ({"attribute[post]": "1", "attribute[told]": "x"}, "is not asked by this service"),
    ],
)
def test_answers_are_held_against_the_definition(change, message):
    (told,) = faults({"service_code": "lamp", **WHERE, **change}).values()
    assert message in told


def test_twice_is_told_and_all_faults_come_at_once():
    found = faults([("lat", "x"), ("lat", "y"), ("attribute[one]", "s"), ("attribute[one]", "s")])
    assert set(found) == {(400, "lat"), (400, "long"), (400, "service_code")}
    pairs = [("service_code", "lamp"), ("address_id", "1"), ("attribute[post]", "1")]
    assert "sent twice" in faults([*pairs, ("attribute[post]", "2")])[400, "attribute[post]"]


def test_the_jurisdiction():
    good = {"service_code": "road", **WHERE}
    assert faults(good, jurisdiction_id="a.gov").keys() == {(400, "jurisdiction_id")}
    found = faults({**good, "jurisdiction_id": "b.gov"}, jurisdiction_id="a.gov")
    assert found.keys() == {(404, "jurisdiction_id")}
    assert posted({**good, "jurisdiction_id": "a.gov"}, jurisdiction_id="a.gov").submission


def test_a_body_that_is_no_form():
    for body in (b"description=%ff", b"\xff=1", b"&".join(b"a%d=1" % at for at in range(501))):
        (fault,) = read_post(body, SERVICES, ASKED).faults
        assert (fault.code, fault.argument) == (400, "")
    with pytest.raises(InputError, match="1 service has no definition, such as 'lamp'"):
        read_post(b"", SERVICES, {})


@given(st.binary(max_size=60))
def test_any_body_is_answered(body):
    found = read_post(body, SERVICES, ASKED)
    assert (found.submission is None) == bool(found.faults)


def test_faults_and_receipts_are_written_as_the_specification_shows():
    told = posted({"service_code": "x", **WHERE}).faults
    assert json.loads(write_faults(told, "json")) == [
        {"code": 404, "description": "service_code: was not found; choose one of the services"}
    ]
    errors = etree.fromstring(write_faults(told, "xml"))
    assert (errors.tag, errors[0].tag, errors.findtext("error/code")) == ("errors", "error", "404")
    assert json.loads(write_receipt("r1", "json", service_notice="Soon.")) == [
        {"service_request_id": "r1", "service_notice": "Soon.", "account_id": None}
    ]
    receipt = etree.fromstring(write_receipt("r1", "xml"))
    assert receipt.findtext("request/service_request_id") == "r1"
