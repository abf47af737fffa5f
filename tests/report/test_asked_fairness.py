"""Words on fairness: small counts of real people, and what would give them away, stay hidden."""

import pandas as pd

from gongfu.match.fairness import shares_by_group
from gongfu.report.asked_fairness import fairness_words, hidden


def _shares(counts):
    rows = [(g, ok) for g, yes, no in counts for ok in [True] * yes + [False] * no]
    people = pd.DataFrame(rows, columns=["group", "ok"])
    return shares_by_group(people, people["ok"], by=("group",))


def test_one_small_group_takes_the_smallest_other_with_it():
    assert hidden(_shares([("a", 2, 30), ("b", 20, 20), ("c", 30, 30)])).tolist() == [
        True, True, False,
    ]  # fmt: skip
    assert not hidden(_shares([("a", 3, 30), ("b", 20, 20)])).any()
    assert hidden(_shares([("a", 30, 1), ("b", 1, 30), ("c", 9, 9)])).tolist() == [
        True, True, False,
    ]  # fmt: skip
    assert hidden(_shares([("a", 0, 2), ("b", 9, 9), ("c", 9, 12)])).tolist() == [
        True, True, False,
    ]  # fmt: skip


def test_hidden_counts_are_in_no_sentence_and_simulated_ones_are():
    shares = _shares([("a", 2, 31), ("b", 20, 20), ("c", 40, 20)])
    told = fairness_words(shares, suppress=True)
    assert told[0].en == "a: not shown, since counts are small or would give small ones away."
    assert told[1].en.startswith("b: not shown")
    assert told[2].en.startswith("c: 40 of 60 have a seat (66.7%); more than among all others")
    assert fairness_words(shares, suppress=False)[0].en.startswith("a: 2 of 33 have a seat")
