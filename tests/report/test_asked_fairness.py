"""Words on fairness: small counts of real people, and what would give them away, stay hidden."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.match.fairness import shares_by_group
from gongfu.report.asked_fairness import Fair, fairness_words, hidden


def _shares(counts, by="group"):
    rows = [(g, ok) for g, yes, no in counts for ok in [True] * yes + [False] * no]
    people = pd.DataFrame(rows, columns=[by, "ok"])
    return shares_by_group(people, people["ok"], by=(by,))


def _hidden(*tables):
    veiled = hidden([_shares(counts) for counts in tables])
    assert {by for by, _ in veiled} <= {"group"}
    return "".join(sorted(group for _, group in veiled))


def test_one_small_group_takes_the_smallest_other_with_it():
    assert _hidden([("a", 2, 30), ("b", 20, 20), ("c", 30, 30)]) == "ab"
    assert _hidden([("a", 3, 30), ("b", 20, 20)]) == ""
    assert _hidden([("a", 30, 1), ("b", 1, 30), ("c", 9, 9)]) == "ab"
    assert _hidden([("a", 0, 2), ("b", 9, 9), ("c", 9, 12)]) == "ab"
    assert _hidden([("a", 1, 1)]) == "a"


def test_two_small_groups_that_are_small_together_take_another():
    # One of 4 in a and b: who knows the total would know it; c hides it.
    assert _hidden([("a", 1, 1), ("b", 0, 2), ("c", 9, 9), ("d", 20, 20)]) == "abc"
    assert _hidden([("a", 2, 5), ("b", 2, 6), ("c", 9, 9)]) == "ab"


def test_who_is_hidden_in_one_question_is_hidden_in_all():
    jobs = [("a", 9, 9), ("b", 20, 20), ("c", 30, 30)]
    wishes = [("b", 1, 9), ("c", 9, 9)]
    assert _hidden(jobs) == ""
    assert _hidden(jobs, wishes) == "bc"
    both = [Fair(_shares(jobs), "job"), Fair(_shares(wishes), "wish")]
    told = [one.en for one in fairness_words(both, suppress=True)]
    assert told[0].startswith("a: 9 of 18 have a job (50.0%); no difference from all others")
    assert [words[:2] for words in told[1:]] == ["b:", "c:"]
    assert all("not shown" in words for words in told[1:])


def _small(n, k):
    return n < 3 or 0 < k < 3 or 0 < n - k < 3


_counts = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda two: sum(two) > 0)


@given(st.lists(_counts, min_size=1, max_size=7))
def test_no_small_count_is_told_or_follows_from_the_total(counts):
    groups = {chr(97 + at): two for at, two in enumerate(counts)}
    veiled = _hidden([(name, *two) for name, two in groups.items()])
    told = [two for name, two in groups.items() if name not in veiled]
    assert not any(_small(sum(two), two[0]) for two in told)
    if veiled and told:
        assert len(veiled) > 1
        total, yes = np.sum(counts), sum(two[0] for two in counts)
        assert not _small(total - sum(map(sum, told)), yes - sum(two[0] for two in told))


def test_hidden_counts_are_in_no_sentence_and_simulated_ones_are():
    shares = Fair(_shares([("a", 2, 31), ("b", 20, 20), ("c", 40, 20)]))
    told = fairness_words([shares], suppress=True)
    assert told[0].en == "a: not shown, since counts are small or would give small ones away."
    assert told[1].en.startswith("b: not shown")
    assert told[2].en.startswith("c: 40 of 60 have a seat (66.7%); more than among all others")
    assert fairness_words([shares], suppress=False)[0].en.startswith("a: 2 of 33 have a seat")


@pytest.mark.parametrize(
    ("by", "group", "en", "zh"),
    [
        ("area", "town", "In town", "城镇"),
        ("group", "newcomer", "Newcomers", "新居民"),
        ("group", "A", "A", "A"),
        ("area", "?", "Town or country not told", "城乡未填"),
        ("county", "lowest", "lowest", "lowest"),
        ("county_income", "?", "Income of the county not known", "所在县"),
    ],
)
def test_groups_are_called_in_both_languages(by, group, en, zh):
    (told,) = fairness_words([Fair(_shares([(group, 4, 4)], by), "entitled")], suppress=True)
    assert told.en.startswith(f"{en}: 4 of 8 are entitled to something (50.0%); too few to compare")
    assert told["zh"].startswith(zh)


def test_thirds_come_from_the_lowest_up_and_the_untold_last():
    shares = _shares([("middle", 4, 4), ("?", 5, 5), ("highest", 4, 4), ("lowest", 4, 4)], "income")
    told = [one.zh for one in fairness_words([Fair(shares, "job")], suppress=True)]
    assert [words.split(":")[0][:4] for words in told] == [
        "收入最低",
        "收入居中",
        "收入最高",
        "收入不详",
    ]
    area = _shares([("?", 5, 5), ("town", 4, 4), ("country", 4, 4)], "area")
    told = [one.en for one in fairness_words([Fair(area, "job")], suppress=True)]
    assert [words.split(":")[0] for words in told] == [
        "In the country", "In town", "Town or country not told",
    ]  # fmt: skip
