"""The provenance of a ledger: every record is of PROV-JSON, and every name in it is declared."""

import json

import pandas as pd
import pytest
from prov.model import ProvDocument

from gongfu.evidence.agreement import claims, statements
from gongfu.evidence.entering import zone_figures
from gongfu.evidence.ledger import decide, decided
from gongfu.evidence.prov import PREFIXES, prov_json
from tests.evidence.stating import (
    FIRST,
    SECOND,
    THIRD,
    decisions,
    documents,
    evidence,
    stated,
    table_figures,
)

RELATIONS = {  # relation: the records that its ends must be, as PROV-DM has them (W3C 2013)
    "wasGeneratedBy": {"prov:entity": "entity", "prov:activity": "activity"},
    "used": {"prov:activity": "activity", "prov:entity": "entity"},
    "wasDerivedFrom": {"prov:generatedEntity": "entity", "prov:usedEntity": "entity"},
    "wasAttributedTo": {"prov:entity": "entity", "prov:agent": "agent"},
    "wasAssociatedWith": {"prov:activity": "activity", "prov:agent": "agent"},
}
DOCUMENTS = documents(
    a=("An article", "2024-08-01", ""),
    b=("A bulletin", "2024-03-04", "统计局"),
    c=("A later bulletin", "2025-03-04", "统计局"),
)


@pytest.fixture
def told():
    """The article doubted and accepted by Li; the later bulletin revises the earlier one."""
    sentence = "全省总值为82553亿元,其中一半为4万亿元。"
    rows = evidence(
        a=[
            stated("82553亿元", sentence=sentence, doubts=("damaged text",)),
            stated("4万亿元", "4000000000000", 23, sentence=sentence, indicator=""),
        ],
        b=[stated()],
        c=[stated("82600亿元", "8260000000000")],
    )
    made = decide(rows, decisions(), [f"{FIRST}-10"], "accepted", by="Li", on="2026-11-28")
    made = decide(rows, made, [f"{SECOND}-10"], "accepted", by="Li", on="2026-11-29")
    all_decided = decided(rows, made)
    found = claims(statements(all_decided, DOCUMENTS, table_figures()))
    figures = zone_figures(all_decided, DOCUMENTS, pd.Index(["33"]))
    return prov_json(DOCUMENTS, rows, made, figures, found, version="1.2")


def test_every_relation_joins_records_of_the_right_kind(told):
    assert set(told) == {"prefix", "entity", "activity", "agent", *RELATIONS}
    for relation, ends in RELATIONS.items():
        for name, record in told[relation].items():
            assert name.startswith("_:")
            for end, kind in ends.items():
                assert record[end] in told[kind], (relation, record)


def test_every_qualified_name_has_a_declared_prefix(told):
    known = {*PREFIXES, "prov", "_"}
    for kind, records in told.items():
        if kind == "prefix":
            continue
        for name, record in records.items():
            assert name.partition(":")[0] in known
            for key, value in record.items():
                assert key.partition(":")[0] in known
                if isinstance(value, dict):
                    assert set(value) == {"$", "type"}
                    if value["type"] == "xsd:QName":
                        assert value["$"].partition(":")[0] in known


def derived(told, new):
    return {
        record["prov:usedEntity"]: record.get("prov:type", {}).get("$", "")
        for record in told["wasDerivedFrom"].values()
        if record["prov:generatedEntity"] == new
    }


def test_a_figure_leads_to_its_sentence_and_that_to_its_document(told):
    sentence = f"sentence:{FIRST}-5-28"
    assert derived(told, f"stated:{FIRST}-10") == {sentence: ""}
    assert derived(told, f"stated:{FIRST}-23") == {sentence: ""}
    assert derived(told, sentence) == {f"document:{FIRST}": "prov:Quotation"}
    zone = f"figure:{SECOND}-10"
    assert set(derived(told, zone)) == {f"stated:{SECOND}-10", f"stated:{FIRST}-10"}


def test_a_revision_is_a_derivation_of_that_type(told):
    assert derived(told, f"stated:{THIRD}-10")[f"stated:{SECOND}-10"] == "prov:Revision"


def test_nothing_comes_from_itself(told):
    origin = {}
    for record in told["wasDerivedFrom"].values():
        origin.setdefault(record["prov:generatedEntity"], set()).add(record["prov:usedEntity"])
    for start in origin:
        seen, now = set(), {start}
        while now:
            now = {one for name in now for one in origin.get(name, ())} - seen
            assert start not in now
            seen |= now


def test_every_stated_figure_was_generated_by_one_reading_which_used_its_document(told):
    generated = [r["prov:entity"] for r in told["wasGeneratedBy"].values()]
    assert sorted(generated) == sorted(n for n in told["entity"] if n.startswith("stated:"))
    used = {r["prov:activity"]: r["prov:entity"] for r in told["used"].values()}
    for record in told["wasGeneratedBy"].values():
        document = record["prov:entity"].removeprefix("stated:").partition("-")[0]
        assert used[record["prov:activity"]] == f"document:{document}"


def test_one_person_is_one_agent_and_answers_for_what_he_accepted(told):
    people = [n for n, r in told["agent"].items() if r["prov:type"]["$"] == "prov:Person"]
    assert people == ["agent:person-1"]
    of = {r["prov:entity"] for r in told["wasAttributedTo"].values()
          if r["prov:agent"] == people[0]}  # fmt: skip
    assert of == {f"stated:{FIRST}-10", f"stated:{SECOND}-10"}
    assert told["agent"]["agent:gongfu-1.2"]["prov:type"]["$"] == "prov:SoftwareAgent"


def test_exact_values_are_exact(told):
    value = told["entity"][f"stated:{FIRST}-10"]["prov:value"]
    assert value == {"$": "8255300000000", "type": "xsd:decimal"}


def test_an_empty_ledger_has_only_its_program():
    nothing = documents().reindex(columns=DOCUMENTS.columns)
    told = prov_json(nothing, evidence(a=[]), decisions(), table_figures(), (), version="")
    assert set(told) == {"prefix", "agent"}


def test_another_program_reads_it(told):
    read = ProvDocument.deserialize(content=json.dumps(told), format="json")
    assert len(read.records) == sum(len(of) for kind, of in told.items() if kind != "prefix")
    again = json.loads(read.serialize(format="json"))
    assert set(again["entity"]) == set(told["entity"])
