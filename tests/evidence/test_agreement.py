"""Who agrees with whom, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.evidence.agreement import claims, range_of, statements
from gongfu.evidence.ledger import decided
from tests.evidence.stating import decisions, documents, evidence, stated, table_figures

THREE = documents(
    a=("An article", "2024-08-01", "the paper"),
    b=("A bulletin", "2024-03-04", "the bureau"),
    c=("A later bulletin", "2025-03-04", "the bureau"),
)
NONE = table_figures()


def found(figures=NONE, **rows):
    return claims(statements(decided(evidence(**rows), decisions()), THREE, figures))


@pytest.mark.parametrize(
    ("value", "bound", "number", "low", "high"),
    [
        ("8255300000000", "=", "8.2553万亿元", "8255250000000", "8255350000000"),
        ("8255300000000", "=", "82553亿元", "8255250000000", "8255350000000"),
        ("40311", "=", "40311元", "40310.5", "40311.5"),
        ("40311", "=", "40,311 yuan", "40310.5", "40311.5"),
        ("0.8414", "=", "84.14%", "0.84135", "0.84145"),
        ("-0.012", "=", "1.2%", "-0.0125", "-0.0115"),
        ("10000000000", "=", "百亿元", "9950000000", "10050000000"),
        ("300", "=", "三百", "299.5", "300.5"),
        ("5000", "~", "约5000瓶", "4750", "5250"),
        ("2500", ">", "2500多亩", "2500", "2600"),
        ("1000000", ">", "100多万", "1000000", "2000000"),
        ("11442000000", "=", "", "11441500000", "11442500000"),
        ("40000", "=", "", "39995", "40005"),
    ],
)
def test_a_number_allows_what_rounds_to_it(value, bound, number, low, high):
    allowed = range_of(Decimal(value), bound, number)
    assert (allowed.low, allowed.high) == (Decimal(low), Decimal(high))


def test_bounds_are_open_or_closed_as_they_say():
    more, least = range_of(Decimal(8), ">", "8"), range_of(Decimal(8), ">=", "8")
    less, most = range_of(Decimal(8), "<", "8"), range_of(Decimal(8), "<=", "8")
    assert not more.meets(most)
    assert not least.meets(less)
    assert least.meets(most)
    assert not more.meets(less)


def test_an_unknown_bound_is_refused():
    with pytest.raises(InputError, match="bound is '≈'"):
        range_of(Decimal(1), "≈", "1")


values = st.integers(-(10**6), 10**6).map(Decimal)
bounds = st.sampled_from(["=", "~", ">", ">=", "<", "<="])


@given(values, bounds, values, bounds)
def test_agreement_goes_both_ways_and_everybody_agrees_with_himself(one, bound, two, other):
    a, b = range_of(one, bound, str(one)), range_of(two, other, str(two))
    assert a.meets(b) == b.meets(a)
    assert a.meets(a)


def test_two_spellings_and_a_bound_are_one_version_led_by_an_exact_one():
    bound = stated("超8万亿元", "8000000000000", bound=">")
    (claim,) = found(a=[bound, stated("8.2553万亿元", at=40)], b=[stated()])
    (version,) = claim.versions
    assert not claim.contradictory
    assert version.value == Decimal(8255300000000)
    assert set(version.figures) == {f"{'a' * 12}-10", f"{'a' * 12}-40", f"{'b' * 12}-10"}
    assert version.figures[-1] == f"{'a' * 12}-10"  # the vaguest last


def test_another_value_is_a_contradiction_and_the_bound_supports_both():
    bound = stated("超8万亿元", "8000000000000", bound=">")
    (claim,) = found(a=[bound], b=[stated()], c=[stated("82600亿元", "8260000000000")])
    # The later bulletin is of the same bureau, so it revises; without that it would contradict.
    assert not claim.contradictory
    assert [version.revises for version in claim.versions] == ["", f"{'b' * 12}-10"]
    (claim,) = found(a=[stated("82600亿元", "8260000000000"), bound], b=[stated()])
    assert claim.contradictory
    assert len(claim.versions) == 2


def test_a_later_document_that_says_so_revises_an_earlier_one_of_somebody_else():
    corrected = "经核实,全省总值修订为82600亿元。"
    later = stated("82600亿元", "8260000000000", sentence=corrected, at=30)
    (claim,) = found(a=[later], b=[stated()])
    assert not claim.contradictory
    earlier = stated(
        "82600亿元", "8260000000000", sentence="经核实,全省总值修订为82600亿元。", at=30
    )
    (claim,) = found(b=[earlier], a=[stated()])
    assert claim.contradictory


def test_the_zones_other_figures_speak_too():
    table = table_figures(("33", "gdp_yuan", "2023", 7.9e12), ("33", "gdp_yuan", "2022", 7.7e12))
    (claim,) = found(figures=table, a=[stated("超8万亿元", "8000000000000", bound=">")])
    assert claim.contradictory
    assert {name for version in claim.versions for name in version.figures} == {
        f"{'a' * 12}-10", "table-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"place_code": "3301"}, {"period": "2022"}, {"whom": "26县"}, {"indicator": "residents"}],
)
def test_what_speaks_of_something_else_is_not_compared(changes):
    assert len(found(a=[stated()], b=[stated("9元", "9", **changes)])) == 2


@pytest.mark.parametrize(
    "changes", [{"place_code": ""}, {"period": ""}, {"indicator": "", "term": " "}]
)
def test_what_names_nothing_is_compared_with_nothing(changes):
    assert found(a=[stated(**changes)]) == ()


def test_terms_are_compared_between_documents_and_not_within_one():
    bare = {"indicator": "", "term": "工坊", "unit": "workshops"}
    within = found(a=[stated("95个", "95", **bare), stated("30个", "30", at=40, **bare)])
    assert [len(claim.versions) for claim in within] == [1, 1]
    across = found(a=[stated("95个", "95", **bare)], b=[stated("97个", "97", **bare)])
    assert [claim.contradictory for claim in across] == [True]
    other = found(
        a=[stated("95个", "95", **bare)], b=[stated("9人", "9", **bare | {"unit": "people"})]
    )
    assert len(other) == 2


def test_rejected_figures_and_targets_say_nothing():
    rows = evidence(a=[stated(), stated("1元", "1", at=50, role="target")])
    made = decisions((rows.index[0], "rejected", "Li", "a typo"))
    assert statements(decided(rows, made), THREE, NONE).empty
