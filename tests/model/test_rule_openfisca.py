"""OpenFisca gives the same points, where it is installed; it is no dependency of anything here."""

import pytest

from benchmarks.rules import DAY, openfisca, people, shipped
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_values import evaluate
from gongfu.model.rules_in_force import rules_in_force

ITEMS = ("education", "insurance", "blood")


def test_three_items_agree_with_openfisca():
    pytest.importorskip("openfisca_core")
    rules = shipped()
    frame = people(rules, 5_000).dropna(subset=["education", "insured_months", "blood_donations"])
    settled = rules_in_force(rules, DAY)
    outcome = evaluate(settled, register_of(frame, settled))
    at = [[item.name for item in rules.items].index(name) for name in ITEMS]
    ours = outcome.item_low[at].sum(axis=0) // 10**rules.decimals
    assert ours.tolist() == openfisca(frame).tolist()
