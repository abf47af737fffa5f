"""Claims about every member of a group, held against the figures of its members.

"26个山区县的地区生产总值全部突破百亿元" is no figure of one place: it says that the lowest of 26
figures is above 10 billion yuan, which a yearbook can bear out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import pandas as pd

from gongfu.evidence.script import fold
from gongfu.model.figure import best_figures

Verdict = Literal["holds", "fails", "open"]
GROUP_WORDS: Final[Mapping[str, str]] = {
    "mountain_26": r"26个?(?:山区)?县|山区26个?县|26(?: mountain)? counties",
    "mountain_island": r"山区海岛(?:25个?)?县|25个?山区海岛县|mountain and island counties",
}
_EVERY: Final = re.compile(r"全部|全都|均|都|每个|各个?县|无一例外|\ball\b|\bevery\b|\beach\b")
_MAY_NAME: Final = re.compile("[县縣]|counties", re.IGNORECASE)  # asked first: it is quick
_YEAR: Final = r"\d{4}"


@dataclass(frozen=True, slots=True)
class GroupClaim:
    """A bound that a document claims for every member of a group, and what figures say.

    `figure` is the id of the statement; `compared` the year of the figures that it is held
    against, which may be another than its own `period`.  `worst` is the member nearest to
    breaking the bound, or farthest beyond it.
    """

    figure: str
    group: str
    indicator: str
    bound: str
    value: Decimal
    period: str
    compared: str
    n_members: int
    n_holding: int
    n_missing: int
    worst: str
    worst_value: float
    worst_source: str

    @property
    def verdict(self) -> Verdict:
        """Open while figures of members are missing, or are of another year and disagree."""
        n_breaking = self.n_members - self.n_missing - self.n_holding
        if n_breaking:
            return "fails" if self.compared == self.period else "open"
        return "open" if self.n_missing else "holds"


def group_claims(
    decided: pd.DataFrame, figures: pd.DataFrame, groups: pd.DataFrame
) -> tuple[GroupClaim, ...]:
    """Every bound that is claimed for all members of a group.

    Parameters
    ----------
    decided
        From `ledger.decided`; rejected figures claim nothing.
    figures, groups
        Of the zone, as in `schema`.

    Returns
    -------
    tuple of GroupClaim
        In the order of the evidence.  The figures compared are those of the claim's own year, or
        of the nearest year in which most members have one.
    """
    found = []
    rows = decided[decided["state"].isin(("accepted", "in doubt"))]
    for name, row in rows[rows["bound"].isin((">", ">=", "<", "<="))].iterrows():
        group = group_of(row)
        if group in set(groups["group"]) and row["indicator"]:
            claim = _claim(str(name), row, group, figures, groups)
            found += [claim] if claim else []
    return tuple(found)


def group_of(row: Mapping[Any, Any]) -> str:
    """The group that a stated figure is claimed for every member of, or ""."""
    if not _MAY_NAME.search(row["sentence"]):
        return ""
    sentence = fold(row["sentence"]).lower()
    clause = re.split(r"[;。!?]", sentence[: int(row["number_end"] - row["start"])])[-1]
    if not _EVERY.search(clause):
        return ""
    whom = fold(row["whom"]).lower() or clause
    return next((name for name, words in GROUP_WORDS.items() if re.search(words, whom)), "")


def _claim(
    name: str, row: pd.Series, group: str, figures: pd.DataFrame, groups: pd.DataFrame
) -> GroupClaim | None:
    year = row["period"][:4]
    of = groups[groups["group"] == group]
    until = of["until"].where(of["until"] != "", "9999").str[:4]
    members = of.loc[(of["since"].str[:4] <= year) & (until >= year), "place"].drop_duplicates()
    theirs = figures[
        (figures["indicator"] == row["indicator"])
        & figures["place"].isin(members)
        & figures["period"].str.fullmatch(_YEAR)
    ]
    if members.empty or theirs.empty:
        return None
    known = best_figures(theirs)
    n_known = known.groupby("period").size()
    far = pd.Series(
        [abs(int(at) - int(year)) if year else 0 for at in n_known.index], n_known.index
    )
    full = n_known.index[n_known >= len(members)] if year not in n_known.index else [year]
    candidates = full if len(full) else n_known.index
    compared = str(min(candidates, key=lambda at: (far[at], at)))
    known = known[known["period"] == compared].set_index("place")

    value = Decimal(row["value"])
    upward = row["bound"] in (">", ">=")
    exact = [Decimal(repr(float(one))) for one in known["value"]]
    holding = {
        ">": [one > value for one in exact],
        ">=": [one >= value for one in exact],
        "<": [one < value for one in exact],
        "<=": [one <= value for one in exact],
    }[row["bound"]]
    worst = str(known["value"].idxmin() if upward else known["value"].idxmax())
    return GroupClaim(
        name, group, row["indicator"], row["bound"], value, row["period"], compared,
        len(members), sum(holding), len(members) - len(known), worst,
        float(known.at[worst, "value"]), str(known.at[worst, "source"]),
    )  # fmt: skip
