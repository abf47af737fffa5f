"""A bound for every member of a group against the members' figures, with three counties."""

import pandas as pd
import pytest

from gongfu.evidence.group_claims import group_claims, group_of
from gongfu.evidence.ledger import decided
from tests.evidence.stating import decisions, evidence, stated, table_figures

SENTENCE = "2023年,26個山區縣的地區生產總值全部突破百億元。"
GROUPS = pd.DataFrame(
    {
        "group": "mountain_26",
        "place": ["330127", "330324", "330326", "330802"],
        "since": "2021",
        "until": ["", "", "2024-08", "2022"],
        "source": "a list",
    }
)
"""Three of them are members in 2023."""


def claimed(*rows, **changes):
    claim = stated("百億元", "10000000000", sentence=SENTENCE, at=40, bound=">", **changes)
    (found,) = group_claims(
        decided(evidence(a=[claim]), decisions()), table_figures(*rows), GROUPS
    ) or (None,)
    return found


def gdp(period, *values):
    return [
        (place, "gdp_yuan", period, value)
        for place, value in zip(("330127", "330324", "330326"), values, strict=False)
    ]


@pytest.mark.parametrize(
    ("rows", "verdict", "compared"),
    [
        (gdp("2023", 12e9, 11.442e9, 50e9), "holds", "2023"),
        (gdp("2023", 12e9, 9e9, 50e9), "fails", "2023"),
        (gdp("2023", 12e9, 10e9, 50e9), "fails", "2023"),  # 突破: more than, not equal to
        (gdp("2023", 12e9, 11e9), "open", "2023"),
        (gdp("2024", 12e9, 11.442e9, 50e9), "holds", "2024"),
        (gdp("2024", 12e9, 9e9, 50e9), "open", "2024"),  # another year may differ
        (gdp("2024", 12e9, 11e9, 50e9) + gdp("2022", 12e9), "holds", "2024"),
    ],
)
def test_the_lowest_member_decides(rows, verdict, compared):
    claim = claimed(*rows)
    assert (claim.verdict, claim.compared, claim.n_members) == (verdict, compared, 3)


def test_the_member_nearest_to_breaking_the_bound_is_named():
    claim = claimed(*gdp("2024", 12e9, 11.442e9, 50e9))
    assert (claim.worst, claim.worst_value, claim.n_holding) == ("330324", 11.442e9, 3)


def test_without_figures_of_members_there_is_nothing_to_say():
    assert claimed() is None


@pytest.mark.parametrize(
    ("sentence", "group"),
    [
        (SENTENCE, "mountain_26"),
        ("山区26县地区生产总值均超百億元。", "mountain_26"),
        ("All 26 mountain counties exceed 百億元.", "mountain_26"),
        ("26个山区县的地区生产总值共百億元。", ""),
        ("26个山区县全部有路;全省总值百億元。", ""),
        ("山区海岛县全部突破百億元。", "mountain_island"),
    ],
)
def test_every_member_must_be_meant(sentence, group):
    claim = stated("百億元", "10000000000", sentence=sentence, at=60, bound=">")
    assert group_of(evidence(a=[claim]).iloc[0]) == group
