"""The record as W3C PROV: every activity, agent and state, in a whole chain, and fast."""

import importlib.util
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from gongfu.errors import InputError
from gongfu.io.ledger_public import About
from gongfu.io.prov import write_prov
from gongfu.track.audit import Change, Head, chained

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ABOUT = About(False, Head(7, "a" * 64), AT, "0006")
PROV = "{http://www.w3.org/ns/prov#}"
LEDGER = "{urn:gongfu:ledger#}"
ACTORS = [{"actor_id": "county", "role": "county", "place": "3305", "department": "", "version": 1}]
PERSON = {"person_id": "R1", "version": 1, "digest": "d" * 64}


def change(what, before, after, who="county", why="because"):
    return Change(who, what, before, after, AT, why)


def row(version, **more):
    return {"deliverable_id": "D 1/x", "version": version, **more}


CHANGES = [
    change("deliverable D 1/x import", None, row(1)),
    change("person R1 import", None, PERSON),
    change("deliverable D 1/x move", row(1), row(2, owner="<&\x07"), who="张", why="it's \x0b wet"),
    change("person R1 erase", PERSON, None, why="Zhang San asked"),
    change("person R1 import", None, PERSON),
]  # fmt: skip


def written(changes, about=ABOUT):
    records, _ = chained(changes)
    return b"".join(write_prov(records, ACTORS, about))


def refs(document, tag, *roles):
    """Of each statement, what it refers to by role."""
    return [
        tuple(one.find(f"{PROV}{role}").get(f"{PROV}ref").split(":")[1] for role in roles)
        for one in document.iter(f"{PROV}{tag}")
    ]


def test_each_record_is_an_activity_and_each_state_an_entity():
    """Worked by hand: two things; five acts; states 1, 2, 3 and 5, of which 2 ends with act 4."""
    document = etree.fromstring(written(CHANGES))
    assert refs(document, "wasGeneratedBy", "entity", "activity") == [
        ("state-1", "act-1"), ("state-2", "act-2"), ("state-3", "act-3"), ("state-5", "act-5")
    ]  # fmt: skip
    assert refs(document, "used", "activity", "entity") == [
        ("act-3", "state-1"),
        ("act-4", "state-2"),
    ]
    assert refs(document, "wasDerivedFrom", "generatedEntity", "usedEntity", "activity") == [
        ("state-3", "state-1", "act-3")
    ]
    assert refs(document, "wasInvalidatedBy", "entity", "activity") == [("state-2", "act-4")]
    assert refs(document, "specializationOf", "specificEntity", "generalEntity") == [
        ("state-1", "thing-1"), ("state-2", "thing-2"), ("state-3", "thing-1"),
        ("state-5", "thing-2"),
    ]  # fmt: skip
    agents = {one.get(f"{PROV}id")[7:]: one.findtext(f"{LEDGER}actor_id")
              for one in document.iter(f"{PROV}agent") if one.get(f"{PROV}id")}  # fmt: skip
    assert agents == {"agent-1": "county", "agent-2": None}
    assert refs(document, "wasAssociatedWith", "activity", "agent")[2] == ("act-3", "agent-2")


def test_what_is_told_of_an_act_and_a_state():
    records, _ = chained(CHANGES)
    document = etree.fromstring(written(CHANGES))
    acts = [one for one in document.iter(f"{PROV}activity") if one.get(f"{PROV}id")]
    assert [one.findtext(f"{LEDGER}hash") for one in acts] == [one.hash for one in records]
    assert acts[2].findtext(f"{LEDGER}why") == "it's \ufffd wet"
    states = {one.get(f"{PROV}id"): one for one in document.iter(f"{PROV}entity")}
    assert states["ledger:state-3"].findtext(f"{PROV}value") == records[2].after
    assert states["ledger:state-3"].findtext(f"{LEDGER}version") == "2"
    assert states["ledger:thing-1"].findtext(f"{PROV}label") == "deliverable D 1/x"


def test_nothing_of_a_person_but_that_it_was():
    text = written(CHANGES).decode()
    assert "d" * 64 not in text
    assert "Zhang" not in text
    assert "R1" not in text
    assert "person, version 1" in text


def test_a_resident_who_acts_has_a_number_only():
    resident = {"actor_id": "R7", "role": "resident", "place": "330501001", "department": ""}
    records, _ = chained([change("deliverable x move", None, row(1), who="R7")])
    text = b"".join(write_prov(records, [*ACTORS, resident], ABOUT)).decode()
    assert "R7" not in text
    assert "330501001" not in text
    assert "<ledger:role>resident</ledger:role>" in text


def test_a_retired_resident_stays_a_number():
    """The record of the retirement knows by what was before that it tells of a person."""
    was = {"actor_id": "R7", "role": "resident", "version": 1}
    gone = change("actor R7 retire", was, was | {"role": "", "version": 2}, why="moved away")
    records, _ = chained([gone])
    text = b"".join(write_prov(records, [*ACTORS, was | {"role": ""}], ABOUT)).decode()
    assert "R7" not in text
    assert "moved away" not in text
    assert "actor, version 2" in text


def test_an_invented_ledger_says_so():
    about = About(True, ABOUT.head, AT, "0006")
    document = etree.fromstring(written(CHANGES, about))
    (ledger,) = (one for one in document.iter(f"{PROV}entity")
                 if one.get(f"{PROV}id") == "ledger:ledger")  # fmt: skip
    assert ledger.findtext(f"{LEDGER}standing") == "simulated 模拟"
    assert b"simulated" not in written(CHANGES)


def test_a_thing_of_a_newer_version_is_told():
    with pytest.raises(InputError, match="record 1 is of a 'spaceship', which this version"):
        written([change("spaceship x import", None, {"version": 1})])


def test_the_schema_of_the_w3c_takes_it(tmp_path):
    """prov.xsd as the package `prov` (MIT) brings it; that package reads the file, too."""
    spec = importlib.util.find_spec("prov")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no package prov, so no schema of PROV-XML to judge with")
    path = Path(spec.submodule_search_locations[0]) / "tests/schemas/prov.xsd"
    xml = b'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace='
    xml += b'"http://www.w3.org/XML/1998/namespace"><xsd:attribute name="lang"/></xsd:schema>'

    class Local(etree.Resolver):
        def resolve(self, url, _, context):
            return self.resolve_string(xml, context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    etree.XMLSchema(etree.parse(path, parser)).assertValid(etree.fromstring(written(CHANGES)))


@pytest.mark.parametrize(
    ("n", "seconds"), [(10_000, 3), pytest.param(100_000, 13, marks=pytest.mark.slow)]
)
def test_a_hundred_thousand_records_take_seconds(n, seconds):
    """1.3 s on two cores; ten times that on a busy machine is slow, and still seconds."""
    changes = [
        change(f"deliverable {k} import", None, {"deliverable_id": str(k), "version": 1})
        for k in range(n)
    ]
    records, _ = chained(changes)
    start = time.perf_counter()
    size = sum(map(len, write_prov(records, ACTORS, ABOUT)))
    assert time.perf_counter() - start < seconds
    assert size > 100 * n
