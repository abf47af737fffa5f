"""Activities fit the schema of IATI 2.03, and their transactions are the books'."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree

from gongfu.errors import InputError
from gongfu.io.iati import Reporter, write_activities
from gongfu.track.balances import balances
from gongfu.track.books import check_books
from tests.track.project_world import BOOKS, BRIDGE

NOW = datetime(2024, 1, 5, 8, tzinfo=UTC)
PROVINCE = Reporter("CN-X-33", "浙江省", "11")
GIVER = replace(PROVINCE, party_id="330100")
RECEIVER = replace(PROVINCE, party_id="331127")

# What iati-activities-schema.xsd of 2.03 asks of the elements that are written here: their order,
# how often they stand, and their attributes (github.com/IATI/IATI-Schemas, version-2.03).
SCHEMA = """
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <xsd:import namespace="http://www.w3.org/XML/1998/namespace"/>
  <xsd:complexType name="texts"><xsd:sequence>
    <xsd:element name="narrative" maxOccurs="unbounded"><xsd:complexType><xsd:simpleContent>
      <xsd:extension base="xsd:string"><xsd:anyAttribute processContents="skip"/></xsd:extension>
    </xsd:simpleContent></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType>
  <xsd:complexType name="code"><xsd:attribute name="code" use="required"/></xsd:complexType>
  <xsd:complexType name="day">
    <xsd:attribute name="iso-date" type="xsd:date" use="required"/></xsd:complexType>
  <xsd:complexType name="value"><xsd:simpleContent><xsd:extension base="xsd:decimal">
    <xsd:attribute name="currency"/>
    <xsd:attribute name="value-date" type="xsd:date" use="required"/>
  </xsd:extension></xsd:simpleContent></xsd:complexType>
  <xsd:complexType name="org"><xsd:complexContent><xsd:extension base="texts">
    <xsd:attribute name="ref"/></xsd:extension></xsd:complexContent></xsd:complexType>
  <xsd:element name="iati-activities"><xsd:complexType><xsd:sequence>
    <xsd:element name="iati-activity" maxOccurs="unbounded"><xsd:complexType><xsd:sequence>
      <xsd:element name="iati-identifier" type="xsd:string"/>
      <xsd:element name="reporting-org"><xsd:complexType><xsd:complexContent>
        <xsd:extension base="texts"><xsd:attribute name="ref" use="required"/>
          <xsd:attribute name="type" use="required"/>
          <xsd:attribute name="secondary-reporter" type="xsd:boolean"/></xsd:extension>
      </xsd:complexContent></xsd:complexType></xsd:element>
      <xsd:element name="title" type="texts"/>
      <xsd:element name="description" type="texts" maxOccurs="unbounded"/>
      <xsd:element name="participating-org" maxOccurs="unbounded"><xsd:complexType>
        <xsd:complexContent><xsd:extension base="texts"><xsd:attribute name="ref"/>
          <xsd:attribute name="role" use="required"/></xsd:extension>
      </xsd:complexContent></xsd:complexType></xsd:element>
      <xsd:element name="activity-status" type="code"/>
      <xsd:element name="activity-date" maxOccurs="unbounded"><xsd:complexType>
        <xsd:complexContent><xsd:extension base="day">
          <xsd:attribute name="type" use="required"/></xsd:extension>
      </xsd:complexContent></xsd:complexType></xsd:element>
      <xsd:element name="recipient-country" type="code" minOccurs="0" maxOccurs="unbounded"/>
      <xsd:element name="location" minOccurs="0" maxOccurs="unbounded"><xsd:complexType>
        <xsd:attribute name="ref"/></xsd:complexType></xsd:element>
      <xsd:element name="sector" minOccurs="0" maxOccurs="unbounded"><xsd:complexType>
        <xsd:complexContent><xsd:extension base="texts">
          <xsd:attribute name="vocabulary"/><xsd:attribute name="code" use="required"/>
        </xsd:extension></xsd:complexContent></xsd:complexType></xsd:element>
      <xsd:element name="budget" minOccurs="0" maxOccurs="unbounded"><xsd:complexType>
        <xsd:sequence>
          <xsd:element name="period-start" type="day"/><xsd:element name="period-end" type="day"/>
          <xsd:element name="value" type="value"/></xsd:sequence>
        <xsd:attribute name="type"/><xsd:attribute name="status"/>
      </xsd:complexType></xsd:element>
      <xsd:element name="transaction" minOccurs="0" maxOccurs="unbounded"><xsd:complexType>
        <xsd:sequence>
          <xsd:element name="transaction-type" type="code"/>
          <xsd:element name="transaction-date" type="day"/>
          <xsd:element name="value" type="value"/>
          <xsd:element name="description" type="texts" minOccurs="0"/>
          <xsd:element name="provider-org" type="org" minOccurs="0"/>
          <xsd:element name="receiver-org" type="org" minOccurs="0"/>
        </xsd:sequence><xsd:attribute name="ref"/>
      </xsd:complexType></xsd:element>
    </xsd:sequence><xsd:attribute name="default-currency"/>
      <xsd:anyAttribute processContents="skip"/></xsd:complexType></xsd:element>
  </xsd:sequence><xsd:attribute name="version" use="required"/>
    <xsd:attribute name="generated-datetime" type="xsd:dateTime"/></xsd:complexType></xsd:element>
</xsd:schema>
"""


def activities(reporter, projects=(BRIDGE,), postings=BOOKS):
    return etree.fromstring(write_activities(projects, postings, reporter, NOW))


def transactions(reporter):
    return [
        (one.get("ref"), one.find("transaction-type").get("code"), one.findtext("value"))
        for one in activities(reporter).iter("transaction")
    ]


@pytest.mark.parametrize("reporter", [PROVINCE, GIVER, RECEIVER])
def test_the_file_fits_the_schema(reporter):
    schema = etree.XMLSchema(etree.fromstring(SCHEMA))
    done = replace(BRIDGE, project_id="b2", completed_on=BRIDGE.due_on, budgets=())
    schema.assertValid(activities(reporter, (BRIDGE, done)))


def test_postings_as_each_side_sees_them():
    common = [("p1", "2", "10000.01"), ("p2", "3", "6000.00"), ("p3", "3", "9.99")]
    common += [("p4", "3", "-9.99")]
    spent, returned = ("p5", "4", "5123.05"), ("p6", "3", "-500.07")
    assert transactions(PROVINCE) == [*common, spent, returned]
    assert transactions(GIVER) == [*common, returned]
    assert transactions(RECEIVER) == [
        ("p1", "11", "10000.01"),
        ("p2", "1", "6000.00"),
        ("p3", "1", "9.99"),
        ("p4", "1", "-9.99"),
        spent,
        ("p6", "1", "-500.07"),
    ]


def test_transactions_add_up_to_the_books():
    check_books(BOOKS)
    (book,) = balances(BOOKS).values()
    sums = dict.fromkeys("234", Decimal(0))
    for _, code, value in transactions(PROVINCE):
        sums[code] += Decimal(value)
    assert sums["2"] * 100 == book.committed_fen
    assert sums["3"] * 100 == book.transferred_fen - book.returned_fen
    assert sums["4"] * 100 == book.spent_fen


def test_what_is_said_of_the_project():
    one = activities(GIVER)[0]
    assert one.findtext("iati-identifier") == "CN-X-33-bridge"
    assert one.findtext("title/narrative") == "景宁 <桥>"
    assert [(org.get("role"), org.get("ref")) for org in one.iter("participating-org")] == [
        ("1", "CN-X-1"),
        ("2", None),
        ("4", None),
    ]
    assert one.find("activity-status").get("code") == "2"
    assert [(d.get("type"), d.get("iso-date")) for d in one.iter("activity-date")] == [
        ("1", "2023-01-10"),
        ("3", "2024-12-31"),
    ]
    assert [value.text for value in one.findall("budget/value")] == ["4000.01", "6000.00"]
    assert one.find("reporting-org").get("secondary-reporter") is None
    assert activities(PROVINCE)[0].find("reporting-org").get("secondary-reporter") == "1"
    spent = one.xpath("//transaction[@ref='p6']")[0]
    assert spent.findtext("description/narrative") == "Return of funds"
    undone = one.xpath("//transaction[@ref='p4']")[0]
    assert undone.findtext("description/narrative") == "Reversal of p3"


def test_who_posted_and_why_stays_in_the_ledger():
    text = write_activities((BRIDGE,), BOOKS, PROVINCE, NOW)
    assert b"CLERK" not in text
    assert b"REASON" not in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"projects": ()}, "no project; a file needs one"),
        ({"projects": (BRIDGE, BRIDGE)}, "project 'bridge' is there twice"),
        ({"projects": (replace(BRIDGE, project_id="a b"),), "postings": ()}, "has a space or one"),
        ({"projects": (replace(BRIDGE, parties=(), budgets=()),), "postings": ()}, "no party"),
        ({"projects": (replace(BRIDGE, title="\x00"),)}, "has a character that XML cannot hold"),
        ({"postings": [replace(BOOKS[0], project="x")]}, "posting 'p1': no project 'x'"),
        ({"postings": [replace(BOOKS[0], giver="x")]}, "'x' is no party of project 'bridge'"),
        ({"postings": [BOOKS[3]]}, "posting 'p4': 'p3', which it undoes, is not there"),
        ({"reporter": replace(PROVINCE, ref="a/b")}, "the reporter's ref is 'a/b'"),
        ({"reporter": replace(PROVINCE, org_type="x")}, "org_type is 'x'"),
        (
            {"reporter": replace(PROVINCE, party_id="330200")},
            r"no project has the party '330200'; choose among '330100' \(杭州市\), '331127' \(景宁",
        ),
        ({"generated_at": NOW.replace(tzinfo=None)}, "generated_at has no time zone"),
    ],
)
def test_what_cannot_be_written(change, message):
    good = {
        "projects": (BRIDGE,),
        "postings": BOOKS,
        "reporter": PROVINCE,
        "generated_at": NOW,
    }
    with pytest.raises(InputError, match=message):
        write_activities(**(good | change))
