"""Who was served, group by group, in words; small counts of real people stay hidden."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.match.fairness import THIRDS, UNKNOWN
from gongfu.report.numbers import SMALL_COUNT, percent, plain
from gongfu.report.numbers import period as period_words
from gongfu.report.text import Both, same
from gongfu.report.words import say

__all__: Final = (
    "Fair",
    "called",
    "counties",
    "fairness_words",
    "hidden",
    "spelt",
    "too_many",
    "undecided",
)

Served = Literal["seat", "job", "wish", "entitled", "place"]

UNTITLED: Final = same("")
_BY_THIRDS: Final = ("income", "county_income")
_KNOWN: Final = ("town", "country", "resident", "newcomer")
_SPELT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("town", "urban", "城镇", "城市"), "town"),
    **dict.fromkeys(("country", "rural", "农村", "乡村"), "country"),
    **dict.fromkeys(("resident", "residents", "户籍", "户籍居民", "户籍人口"), "resident"),
    **dict.fromkeys(("newcomer", "newcomers", "新居民", "流动人口"), "newcomer"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """Groups of one question.

    shares: of `match.fairness.shares_by_group`; served: what those served have; title: of the
    benefit of which there are places.
    """

    shares: pd.DataFrame
    served: Served = "seat"
    title: Both = UNTITLED


def hidden(tables: Sequence[pd.DataFrame]) -> set[tuple[str, str]]:
    """Column and name of each group whose counts must not be shown.

    Parameters
    ----------
    tables
        Shares of the same people, a table for each question asked of them.

    Returns
    -------
    set
        Groups of few people, few served or few not served, in any of the tables; and as many of
        the smallest others as it takes for what the hidden ones have together, which follows from
        the total, to be neither small nor that of one group.

    Notes
    -----
    Primary and complementary suppression, column by column (Hundepool and others 2012, ch. 4).
    Columns of which one divides the groups of another must not be told side by side.
    """
    veiled: set[tuple[str, str]] = set()
    for name in dict.fromkeys(one for table in tables for one in table["by"]):
        mine = [table[table["by"] == name].set_index("group") for table in tables]
        groups = list(dict.fromkeys(group for table in mine for group in table.index))
        n = np.array([table["people"].reindex(groups, fill_value=0) for table in mine])
        k = np.array([table["served"].reindex(groups, fill_value=0) for table in mine])
        told = np.array([pd.Index(groups).isin(table.index) for table in mine])
        few: NDArray[np.bool_] = np.any(told & _small(n, k), axis=0)
        for at in np.lexsort((n[0], ~told.all(axis=0))):
            if few.any() and (few.sum() == 1 or _follows(n, k, few)) and not few[at]:
                few[at] = True
        veiled |= {(str(name), group) for group, one in zip(groups, few, strict=True) if one}
    return veiled


def spelt(text: str) -> str:
    """A group as we spell it: several words for town, country, resident and newcomer are one."""
    return _SPELT.get(text.strip().lower(), text.strip())


def called(text: str) -> Both:
    """A group that a list names, in both languages if we know it; else as the list writes it."""
    name = spelt(text)
    return say(f"fair_called_{name}") if name in _KNOWN else same(name)


def fairness_words(asked: Sequence[Fair], *, suppress: bool) -> list[Both]:
    """A sentence for each group and question.

    Parameters
    ----------
    asked
        Questions to the same people.
    suppress
        The people are real: small counts, and what would give them away, are not told.
    """
    veiled = hidden([one.shares for one in asked]) if suppress else set()
    said, told_hidden = [], set()
    for one in asked:
        for row in _in_order(one.shares):
            group = _called(str(row["by"]), str(row["group"]))
            key = (str(row["by"]), str(row["group"]))
            if key in veiled:
                if key not in told_hidden:
                    said.append(say("fair_hidden", group=group))
                told_hidden.add(key)
                continue
            others = say("fair_others_seat" if one.served == "seat" else "fair_others")
            said.append(
                say(
                    f"fair_has_{one.served}",
                    group=group,
                    served=plain(row["served"]),
                    people=plain(row["people"]),
                    share=percent(row["share"]),
                    title=one.title,
                    beside=say(
                        f"fair_beside_{row['said']}",
                        others=others,
                        low=same(f"{row['difference_low'] * 100:+.1f}"),
                        high=same(f"{row['difference_high'] * 100:+.1f}"),
                    ),
                )
            )
    return said


def counties(period: str, *, simulated: bool) -> Both:
    """By which incomes counties lie in thirds."""
    mark = say("fair_counties_simulated") if simulated else same("")
    return say("fair_counties", period=period_words(period), simulated=mark)


def too_many(by: str, n: int) -> Both:
    """That a column has too many groups to tell them one by one."""
    return say("fair_too_many", column=say(f"fair_column_{by}"), n=plain(n))


def undecided(n: int) -> Both:
    """How many are in no group, since nobody can say whether they are entitled."""
    return say("fair_undecided", n=plain(n))


def _small(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Few people, few served or few not served."""
    found: NDArray[np.bool_] = (
        ((k > 0) & (k < SMALL_COUNT)) | ((n > k) & (n - k < SMALL_COUNT)) | (n < SMALL_COUNT)
    )
    return found


def _follows(n: NDArray[np.int64], k: NDArray[np.int64], few: NDArray[np.bool_]) -> bool:
    """Whether small counts follow from the totals: those of the hidden groups together."""
    together, served = n[:, few].sum(axis=1), k[:, few].sum(axis=1)
    return bool(((together > 0) & _small(together, served)).any())


def _in_order(shares: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Column by column; thirds from the lowest up, and last those of whom it is not told."""
    columns = list(shares["by"].unique())

    def place(row: dict[Hashable, Any]) -> tuple[int, bool, int]:
        by_third = row["by"] in _BY_THIRDS and row["group"] in THIRDS
        third = THIRDS.index(row["group"]) if by_third else 0
        return columns.index(row["by"]), row["group"] == UNKNOWN, third

    return sorted(shares.to_dict("records"), key=place)


def _called(by: str, group: str) -> Both:
    if group == UNKNOWN:
        return say(f"fair_unknown_{by}")
    if by in _BY_THIRDS:
        return say(f"fair_in_{by}_{group}")
    return say(f"fair_in_{group}") if group in _KNOWN else same(group)
