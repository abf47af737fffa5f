"""The ledger: ids, states, decisions, and what may enter a zone."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError, NotFoundError
from gongfu.evidence.entering import zone_figures
from gongfu.evidence.ledger import (
    decide,
    decided,
    evidence_rows,
    obstacles,
    of_documents,
    source_of,
    sources_in,
    value_text,
    zone_period,
)
from gongfu.evidence.stated import ROLES
from gongfu.model import schema
from tests.evidence.stating import (
    FIRST,
    SECOND,
    decisions,
    documents,
    evidence,
    stated,
    table_figures,
)

PLACES = pd.Index(["33", "3301"])
NOBODY = decisions()
ONE = documents(a=("An article", "2024-08-01", ""))
BOTH = documents(a=("An article", "2024-08-01", ""), b=("A bulletin", "2024-03-04", ""))


def test_the_roles_of_the_table_are_those_of_a_stated_figure():
    assert schema.ROLES == ROLES


def test_each_row_is_found_by_its_document_and_where_its_number_begins():
    low, high = (stated("30至50", v, at=40, bound=b) for v, b in (("30", ">="), ("50", "<=")))
    rows = evidence_rows(FIRST, [low, high, stated(at=10)])
    assert list(rows.index) == [f"{FIRST}-10", f"{FIRST}-40", f"{FIRST}-40b"]
    assert schema.faults(rows, schema.EVIDENCE) == []


def test_no_figures_are_an_empty_table_of_the_right_kinds():
    assert schema.faults(evidence_rows(FIRST, []), schema.EVIDENCE) == []


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_a_value_as_text_is_exact_and_plain(value):
    text = value_text(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
    assert text != "-0"


def test_a_figure_is_what_its_role_its_doubts_and_the_last_decision_say():
    rows = evidence(
        a=[
            stated(at=10),
            stated(at=30, doubts=("no place",)),
            stated(at=50, role="target"),
            stated(at=70, doubts=("no period",)),
        ]
    )
    names = list(rows.index)
    made = decisions(
        (names[3], "rejected", "Li", "a typo"), (names[3], "accepted", "Wang", "it is none")
    )
    states = decided(rows, made)
    assert list(states["state"]) == ["accepted", "in doubt", "target", "accepted"]
    assert states.loc[names[3], "by"] == "Wang"


def test_a_decision_supplies_what_the_text_does_not_say_and_leaves_the_evidence_alone():
    rows = evidence(a=[stated(place_code="", doubts=("no place",))])
    made = decide(rows, NOBODY, [rows.index[0]], "accepted", by="Li", on="2026-11-28",
                  corrected={"place_code": "3301"})  # fmt: skip
    assert decided(rows, made)["place_code"].tolist() == ["3301"]
    assert rows["place_code"].tolist() == [""]


def test_the_same_decision_again_adds_nothing_and_another_one_is_added_behind():
    rows = evidence(a=[stated(doubts=("no place",))])
    name = rows.index[0]
    once = decide(rows, NOBODY, [name, name], "accepted", by="Li", on="2026-11-28")
    again = decide(rows, once, [name], "accepted", by="Li", on="2026-11-29")
    assert len(once) == 1
    assert again.equals(once)
    other = decide(rows, once, [name], "rejected", by="Wang", on="2026-11-30", reason="wrong")
    assert list(other["decision"]) == ["accepted", "rejected"]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"figures": ["zz-1"]}, NotFoundError, "no stated figure 'zz-1'"),
        ({"by": " "}, InputError, "--by NAME"),
        ({"decision": "rejected"}, InputError, "--reason"),
        ({"figures": [f"{FIRST}-50"]}, InputError, "is a target"),
    ],
)
def test_a_decision_names_a_person_a_reason_and_a_figure(changes, error, message):
    rows = evidence(a=[stated(at=10), stated(at=50, role="target")])
    wish = {"figures": [f"{FIRST}-10"], "decision": "accepted", "by": "Li"} | changes
    with pytest.raises(error, match=message):
        decide(rows, NOBODY, wish["figures"], wish["decision"], by=wish["by"], on="2026-11-28")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"doubts": ("damaged text",)}, "not accepted"),
        ({"role": "target"}, "not accepted"),
        ({"whom": "26个山区县"}, "whom"),
        ({"indicator": "", "term": "总值"}, "indicator"),
        ({"unit": "people"}, "unit"),
        ({"place_code": "3302"}, "place"),
        ({"place_code": ""}, "no place"),
        ({"period": "2021-"}, "period"),
        ({"period": ""}, "no period"),
        ({"indicator": "disposable_income_per_head_yuan", "unit": "yuan per person"}, ""),
    ],
)
def test_what_keeps_a_figure_out_of_the_zone_is_said(changes, why):
    rows = decided(evidence(a=[stated(**changes)]), NOBODY)
    assert obstacles(rows, PLACES).tolist() == [why]


def test_a_bound_claimed_for_every_county_is_no_figure_of_the_province():
    claim = stated("百亿元", "10000000000", bound=">",
                   sentence="26个山区县的地区生产总值全部突破百亿元。", at=30)  # fmt: skip
    rows = decided(evidence(a=[claim]), NOBODY)
    assert obstacles(rows, PLACES).tolist() == ["whom"]


def test_a_half_year_is_written_as_its_months():
    assert zone_period("2023-H2") == "2023-07/2023-12"
    assert zone_period("2023-12-31") == ""


def test_the_same_figure_of_two_documents_is_one_row_with_both_sources():
    rows = evidence(a=[stated("8.2553万亿元")], b=[stated(), stated("4000元", "4000", at=60,
                    indicator="residents", unit="people")])  # fmt: skip
    table = zone_figures(decided(rows, NOBODY), BOTH, PLACES)
    assert schema.faults(table, schema.FIGURES) == []
    assert table["indicator"].tolist() == ["gdp_yuan", "residents"]
    assert table["source"][0] == (
        f"A bulletin, 2024-03-04#{SECOND}-10; An article, 2024-08-01#{FIRST}-10"
    )
    assert table["value"][0] == 8.2553e12


def test_a_bound_beside_an_exact_value_supports_it_and_alone_it_stands():
    bound = stated("超8万亿元", "8000000000000", bound=">")
    both = zone_figures(decided(evidence(a=[bound], b=[stated()]), NOBODY), BOTH, PLACES)
    alone = zone_figures(decided(evidence(a=[bound]), NOBODY), ONE, PLACES)
    assert both["value"].tolist() == [8.2553e12]
    assert list(zip(alone["bound"], alone["value"], strict=True)) == [(">", 8e12)]


def test_of_two_values_the_later_document_stands_first():
    rows = evidence(a=[stated("82600亿元", "8260000000000")], b=[stated()])
    table = zone_figures(decided(rows, NOBODY), BOTH, PLACES)
    assert table["value"].tolist() == [8.26e12, 8.2553e12]


def test_nothing_accepted_is_an_empty_table():
    table = zone_figures(decided(evidence(a=[stated(doubts=("no place",))]), NOBODY), ONE, PLACES)
    assert table.empty
    assert schema.faults(table, schema.FIGURES) == []


def test_sources_are_taken_apart_as_they_were_put_together():
    one = source_of("A; title #1", "2024", f"{FIRST}-10")
    two = source_of("", "", f"{SECOND}-20b")
    assert sources_in(f"{one}; {two}") == [
        ("A, title  1, 2024", f"{FIRST}-10"),
        ("", f"{SECOND}-20b"),
    ]
    figures = table_figures(("33", "gdp_yuan", "2023", 1.0), ("33", "gdp_yuan", "2022", 1.0))
    figures.loc[0, "source"] = f"{one}; {two}"
    figures.loc[1, "source"] = "a table #3"
    assert of_documents(figures).tolist() == [True, False]
