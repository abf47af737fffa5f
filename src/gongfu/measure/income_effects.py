"""Incomes before and after: every index, every part of a decomposition, who gained, which place.

The frame of all functions here has one row per household, or part of one, that shares one income:
`people`, `households`, `before_yuan` and `after_yuan` per head, and the columns of groups.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.measure.dagum import dagum_decomposition
from gongfu.measure.entropy import mean_log_deviation_decomposition, theil_decomposition
from gongfu.measure.inequality import (
    atkinson,
    fgt,
    gini,
    hoover,
    mean_log_deviation,
    middle_income_share,
    palma_ratio,
    quintile_share_ratio,
    theil_t,
)

__all__: Final = ()

BEFORE: Final = "before_yuan"
AFTER: Final = "after_yuan"
URBAN: Final = "urban"
PLACE: Final = "place"
EPSILONS: Final = (0.5, 1.0, 2.0)
MIDDLE: Final = (0.75, 2.0)  # of the median: OECD 2019

_CHANGE: Final = ("before", "after", "change", "why_en", "why_zh")
_PART_COLUMNS: Final = ("index", "by", "component", *_CHANGE)
_NO_LOG: Final = ("somebody has no income, and zero has no logarithm", "有人收入为零,零没有对数")
_NO_BASE: Final = ("nothing is held by those it is relative to", "作为分母的群体没有收入")
_ONE_SIDE: Final = ("nobody with an income on one side", "城镇或农村一方没有收入")


def index_changes(
    frame: pd.DataFrame, line_yuan: float | None, middle_yuan: tuple[float, float] | None
) -> pd.DataFrame:
    """Every index before and after: `index`, `knobs`, values, and why there is none."""
    rows = []
    for name, knobs, index, with_log in _indices(line_yuan, middle_yuan):
        values = [_value(index, frame[side], frame["people"], with_log) for side in (BEFORE, AFTER)]
        why = _NO_LOG if with_log else _NO_BASE
        rows.append(_row({"index": name, "knobs": knobs}, values, why))
    if URBAN in frame:
        ratios = [_urban_ratio(frame, side) for side in (BEFORE, AFTER)]
        rows.append(_row({"index": "urban_rural_ratio", "knobs": ""}, ratios, _ONE_SIDE))
    return pd.DataFrame(rows).set_index("index")


def part_changes(frame: pd.DataFrame, levels: tuple[str, ...]) -> pd.DataFrame:
    """Parts of Theil's T and L over the levels, and of the Gini coefficient by each of them."""
    splits: list[tuple[str, str, Callable[..., Any], dict[str, Any]]] = []
    if levels:
        by = " > ".join(levels)
        knobs = {"levels": list(levels)}
        splits.append(("theil_t", by, theil_decomposition, knobs))
        splits.append(("mean_log_deviation", by, mean_log_deviation_decomposition, knobs))
    splits += [("gini", level, dagum_decomposition, {"group": level}) for level in levels]

    rows = []
    for name, by, split, knobs in splits:
        with_log = name == "mean_log_deviation"
        before, after = (_parts(frame, side, split, knobs, with_log) for side in (BEFORE, AFTER))
        for component in before.index:
            row = {"index": name, "by": by, "component": component}
            values = [float(before[component]), float(after[component])]
            rows.append(_row(row, values, _NO_LOG if with_log else _NO_BASE))
    return pd.DataFrame(rows, columns=list(_PART_COLUMNS))


def _parts(
    frame: pd.DataFrame,
    side: str,
    split: Callable[..., Any],
    knobs: dict[str, Any],
    with_log: bool,
) -> pd.Series:
    """The value of each component; NaN where the logarithm of a zero would be needed."""
    if with_log and (frame[side] <= 0).any():
        return pd.Series(np.nan, index=[*knobs["levels"], "within", "total"])
    table: pd.DataFrame = split(frame, value=side, weight="people", **knobs).to_frame()
    return table.set_index("component")["value"]


def who_gained(frame: pd.DataFrame, levels: tuple[str, ...]) -> pd.DataFrame:
    """Households and people who gain and lose, in all and in each group of each level."""
    tables = [_sums(frame, None).assign(level="all", group="all")]
    tables += [
        _sums(frame, level).rename_axis("group").reset_index().assign(level=level)
        for level in levels
    ]
    order = ["level", "group"]
    return pd.concat(tables, ignore_index=True).set_index(order)


def place_changes(frame: pd.DataFrame) -> pd.DataFrame:
    """The mean income per head of each place, and its ratio of town to country."""
    table = _sums(frame, PLACE)[
        ["n_people", "mean_before_yuan", "mean_after_yuan", "mean_change_yuan"]
    ]
    table["mean_change_share"] = table["mean_change_yuan"] / table["mean_before_yuan"].where(
        table["mean_before_yuan"] > 0
    )
    if URBAN in frame:
        by_place = frame.groupby(PLACE, sort=True)
        for side, name in ((BEFORE, "before"), (AFTER, "after")):
            ratios = {place: _urban_ratio(part, side) for place, part in by_place}
            table[f"urban_rural_ratio_{name}"] = pd.Series(ratios, dtype=float)
    return table


def _indices(
    line_yuan: float | None, middle_yuan: tuple[float, float] | None
) -> list[tuple[str, str, Callable[..., float], bool]]:
    """Name, knobs in words, function, and whether it takes a logarithm of every income."""
    found: list[tuple[str, str, Callable[..., float], bool]] = [
        ("mean_income_yuan", "", _mean, False),
        ("gini", "", gini, False),
        ("theil_t", "", theil_t, False),
        ("mean_log_deviation", "", mean_log_deviation, True),
    ]
    found += [
        ("atkinson", f"epsilon={eps:g}", partial(atkinson, epsilon=eps), eps >= 1)
        for eps in EPSILONS
    ]
    found += [
        ("hoover", "", hoover, False),
        ("quintile_share_ratio", "", quintile_share_ratio, False),
        ("palma_ratio", "", palma_ratio, False),
    ]
    if middle_yuan is None:
        low, high = MIDDLE
        share = partial(middle_income_share, low=low, high=high, relative_to="median")
        found.append(("middle_income_share", f"{low:g} to {high:g} of the median", share, False))
    else:
        low, high = middle_yuan
        share = partial(middle_income_share, low=low, high=high)
        found.append(("middle_income_share", f"{low:,.0f} to {high:,.0f} yuan", share, False))
    if line_yuan is not None:
        found += [
            (
                "fgt",
                f"alpha={alpha}, line={line_yuan:,.0f} yuan",
                partial(fgt, alpha=alpha, line=line_yuan),
                False,
            )
            for alpha in (0, 1, 2)
        ]
    return found


def _value(
    index: Callable[..., float], values: pd.Series, people: pd.Series, with_log: bool
) -> float:
    if with_log and (values[people > 0] <= 0).any():
        return float("nan")
    return float(index(values, people))


def _mean(values: pd.Series, people: pd.Series) -> float:
    return float(np.average(values, weights=people))


def _urban_ratio(frame: pd.DataFrame, side: str) -> float:
    """Mean in town over mean in the country; NaN where either is not there."""
    held, town = frame[side] * frame["people"], frame[URBAN].to_numpy(bool)
    means = []
    for who in (town, ~town):
        people = float(frame["people"][who].sum())
        means.append(float(held[who].sum()) / people if people > 0 else np.nan)
    return means[0] / means[1] if means[1] > 0 else float("nan")


def _row(row: dict[str, Any], values: list[float], why: tuple[str, str]) -> dict[str, Any]:
    before, after = values
    en, zh = why if np.isnan(values).any() else ("", "")
    return row | {
        "before": before,
        "after": after,
        "change": after - before,
        "why_en": en,
        "why_zh": zh,
    }


def _sums(frame: pd.DataFrame, level: str | None) -> pd.DataFrame:
    """Counts and sums of each group of a level, or of all in one row."""
    people, households = frame["people"], frame["households"]
    gains, loses = frame[AFTER] > frame[BEFORE], frame[AFTER] < frame[BEFORE]
    table = pd.DataFrame(
        {
            "n_households": households,
            "n_people": people,
            "n_households_gaining": households * gains,
            "n_people_gaining": people * gains,
            "n_households_losing": households * loses,
            "n_people_losing": people * loses,
            "gain_yuan": people * (frame[AFTER] - frame[BEFORE]),
            "held_before": people * frame[BEFORE],
            "held_after": people * frame[AFTER],
        }
    )
    key = np.zeros(len(frame), np.int64) if level is None else frame[level].to_numpy()
    sums = table.groupby(key, sort=True).sum()
    n_people = sums["n_people"].where(sums["n_people"] > 0)
    sums["mean_before_yuan"] = sums.pop("held_before") / n_people
    sums["mean_after_yuan"] = sums.pop("held_after") / n_people
    sums["mean_change_yuan"] = sums["gain_yuan"] / n_people
    return sums
