"""Sentences about what places gained: how much, and what it does to the gaps between them."""

from typing import Final

import pandas as pd

from gongfu.measure.gained_incomes import GainedIncomes
from gongfu.report import numbers
from gongfu.report.asked_gaps import INDEX_TITLES
from gongfu.report.asked_jobs import money
from gongfu.report.text import Both, same
from gongfu.report.words import say

_DECIMALS: Final = 5


def measured(value: str, file: str, places: pd.DataFrame) -> Both:
    """What was measured of a table."""
    return say(
        "gains_measured",
        value=same(value),
        file=same(file),
        n=numbers.plain(len(places)),
        people=numbers.people(float(places["people"].sum())),
    )


def changed(
    found: GainedIncomes, file: str, levels: tuple[str, ...], nowhere_yuan: float
) -> list[Both]:
    """What was gained, the Gini coefficient, Theil's T, between groups, and town over country.

    Parameters
    ----------
    found
        Places before and after.
    file
        Where the gains come from.
    levels
        Columns of groups.
    nowhere_yuan
        Gained by people of whom no place is told.
    """
    gained = found.places["gained_yuan"]
    said = [
        say(
            "gains_gained",
            file=same(file),
            money=money(float(gained.sum())),
            some=numbers.plain(int((gained != 0).sum())),
            n=numbers.plain(len(gained)),
        )
    ]
    for name in ("gini", "theil_t"):
        row = found.indices.loc[name]
        said.append(say("gains_index", index=INDEX_TITLES[name], **_sides(row)))
    theil = found.parts[found.parts["index"] == "theil_t"].set_index("component")
    said += [
        say(
            "gains_between",
            index=INDEX_TITLES["theil_t"],
            by=same(level),
            **_sides(theil.loc[level]),
        )
        for level in levels
    ]
    if "urban_rural_ratio" in found.indices.index:
        said.append(say("gains_ratio", **_sides(found.indices.loc["urban_rural_ratio"])))
    if nowhere_yuan:
        said.append(say("gains_nowhere", money=money(nowhere_yuan)))
    return [*said, say("gains_caveat")]


def stand_in() -> Both:
    """What is invented, where the tables say so."""
    return say("gains_stand_in")


def _sides(row: pd.Series) -> dict[str, Both]:
    before, after = float(row["before"]), float(row["after"])
    return {
        "before": numbers.plain(before, _DECIMALS),
        "after": numbers.plain(after, _DECIMALS),
        "change": numbers.plain(after - before, _DECIMALS + 1),
    }
