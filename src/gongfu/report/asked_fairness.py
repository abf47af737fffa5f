"""Who was served, group by group, in words; small counts of real people stay hidden."""

from typing import Final

import numpy as np
import pandas as pd

from gongfu.report.numbers import SMALL_COUNT, percent, plain
from gongfu.report.text import Both, same
from gongfu.report.words import say

__all__: Final = ("fairness_words", "hidden")


def hidden(shares: pd.DataFrame) -> pd.Series:
    """Groups whose counts must not be shown: few people, few served or few not served.

    One hidden group alone could be found from the total: the smallest other one goes with it.
    """
    n, k = shares["people"].to_numpy(), shares["served"].to_numpy()
    few = ((k > 0) & (k < SMALL_COUNT)) | ((n > k) & (n - k < SMALL_COUNT)) | (n < SMALL_COUNT)
    for name in shares["by"].unique():
        mine = np.flatnonzero((shares["by"] == name).to_numpy())
        others = mine[~few[mine]]
        if few[mine].sum() == 1 and others.size:
            few[others[np.argmin(n[others])]] = True
    return pd.Series(few, shares.index)


def fairness_words(shares: pd.DataFrame, *, suppress: bool) -> list[Both]:
    """A sentence for each group of `match.fairness.shares_by_group`.

    Parameters
    ----------
    shares
        Groups with their counts.
    suppress
        The people are real: small counts, and what would give them away, are not told.
    """
    veiled = hidden(shares) if suppress else pd.Series(False, shares.index)
    said = []
    for (_, row), is_veiled in zip(shares.iterrows(), veiled, strict=True):
        group = say("fair_unknown") if row["group"] == "?" else same(row["group"])
        if is_veiled:
            said.append(say("fair_hidden", group=group))
            continue
        said.append(
            say(
                "fair_share",
                group=group,
                served=plain(row["served"]),
                people=plain(row["people"]),
                share=percent(row["share"]),
                beside=say(
                    f"fair_beside_{row['said']}",
                    low=same(f"{row['difference_low'] * 100:+.1f}"),
                    high=same(f"{row['difference_high'] * 100:+.1f}"),
                ),
            )
        )
    return said
